"""How to reach whom, as an article says: found by rule, so it is no mark, and nothing learns it."""

from __future__ import annotations

from importlib import import_module

from textnn.results import Highlight, Span
from textnn.tasks.factsheet.contacts import find_contacts

CONTACT = "CONTACT"
"""Label of a contact's lines in CSV; a contact is no mark, so it is none of ``LABELS``."""


def contacts_of(result: Highlight) -> list[Span]:
    """E-mail addresses, telephones, sites and profiles, each place, in text order.

    The score is 1: a rule found them, and it has no doubts.
    """
    # It needs numpy, and whoever asks for the names of the exports alone does not.
    text = import_module("textnn.text.normalize").normalize(result.text)
    found = [text.original_span(start, end) for _, (start, end) in find_contacts(text.text)]
    return [Span(start, end, result.text[start:end], CONTACT, 1.0) for start, end in found]


def listed_contacts(result: Highlight) -> list[str]:
    """Each contact once, on one line, to be copied."""
    return [*dict.fromkeys(" ".join(one.text.split()) for one in contacts_of(result))]
