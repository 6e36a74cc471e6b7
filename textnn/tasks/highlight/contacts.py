"""How to reach whom, as an article says: found by rule, so it is no mark, and nothing learns it."""

from __future__ import annotations

from textnn.results import Highlight, Span
from textnn.tasks.factsheet.contacts import find_contacts

CONTACT = "CONTACT"
"""Label of a contact's lines in CSV; a contact is no mark, so it is none of ``LABELS``."""


def contacts_of(result: Highlight) -> list[Span]:
    """E-mail addresses, telephones, sites and profiles, each place, in text order.

    The score is 1: a rule found them, and it has no doubts.
    """
    text = result.text
    return [Span(a, b, text[a:b], CONTACT, 1.0) for _, (a, b) in find_contacts(text)]


def listed_contacts(result: Highlight) -> list[str]:
    """Each contact once, on one line, to be copied."""
    return [*dict.fromkeys(" ".join(one.text.split()) for one in contacts_of(result))]
