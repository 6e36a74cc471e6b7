"""Two articles side by side -> what the screen shows."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from textnn.html.layers import SourceSegment, sources
from textnn.results import LABELS, ComparedItem, ComparedSentence, Comparison
from textnn.results.text import QUOTE
from textnn.tasks.compare.export import EXPORTS
from textnn.tasks.task import TemplateView, export_buttons

SHARED = 0.6
"""Likeness from which on a pair is shown as one sentence with its changes, not as two."""

TOLD = 60
"""Pairs whose changes are looked for, the first ones: each may take a tenth of a second."""

LISTED = 200
"""Most sentences of one article alone that are listed; all are marked in it."""

_WORD = re.compile(r"\s+|\w+(?:[.,]\w+)*|[^\w\s]")


Numbered = list[tuple[int, ComparedItem]]
"""Items, each with its place in ``Comparison.items``."""


class Change(NamedTuple):
    """Words of a sentence that both have, or only one of them (``new``, ``gone``, or empty)."""

    kind: str
    words: str


class Pair(NamedTuple):
    """Two sentences that say much the same; what changed, if they share enough to tell."""

    number: int
    here: str
    there: str
    changes: list[Change]


def side_of(item: ComparedItem) -> str:
    """``both``, ``new`` or ``gone``."""
    return "both" if item.here and item.there else "new" if item.here else "gone"


def groups(
    result: Comparison,
) -> list[tuple[str, list[tuple[str, list[tuple[int, ComparedItem]]]]]]:
    """``both``, ``new`` and ``gone``, each with its categories, each with its items by number."""
    found = []
    for side in ("both", "new", "gone"):
        numbered = [(n, item) for n, item in enumerate(result.items) if side_of(item) == side]
        labels = [
            (label, [(n, item) for n, item in numbered if item.label == label])
            for label in (*LABELS, QUOTE)
        ]
        found.append((side, [(label, items) for label, items in labels if items]))
    return found


def changes(here: str, there: str) -> list[Change]:
    """What was said before, word by word, and what is said now.

    >>> changes("custou dez reais", "custou seis reais")  # doctest: +NORMALIZE_WHITESPACE
    [Change(kind='', words='custou '), Change(kind='gone', words='seis'),
     Change(kind='new', words='dez'), Change(kind='', words=' reais')]
    """
    old, new = (_WORD.findall(" ".join(text.split())) for text in (there, here))
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            found.append(Change("", "".join(new[c:d])))
            continue
        parts = Change("gone", "".join(old[a:b])), Change("new", "".join(new[c:d]))
        found += [part for part in parts if part.words]
    return found


def _texts(result: Comparison, sentence: ComparedSentence) -> tuple[str, str]:
    here = result.text[slice(*sentence.here)] if sentence.here else ""
    there = result.earlier[slice(*sentence.there)] if sentence.there else ""
    return here, there


def pairs(result: Comparison) -> list[Pair]:
    """Sentences that say much the same in other words."""
    found: list[Pair] = []
    for number, sentence in enumerate(result.sentences):
        if sentence.here and sentence.there and not sentence.same:
            here, there = _texts(result, sentence)
            tell = sentence.likeness >= SHARED and len(found) < TOLD
            told = changes(here, there) if tell else []
            found.append(Pair(number, here, there, told))
    return found


def alone(result: Comparison, side: str) -> list[tuple[int, str]]:
    """Number and text of the sentences that only one article has: ``new`` or ``gone``."""
    return [
        (number, "".join(_texts(result, sentence)))
        for number, sentence in enumerate(result.sentences)
        if sentence_side(sentence) == side
    ]


def sentence_side(sentence: ComparedSentence) -> str:
    """``same``, ``changed``, ``new`` or ``gone``."""
    if sentence.here and sentence.there:
        return "same" if sentence.same else "changed"
    return "new" if sentence.here else "gone"


def counts(result: Comparison) -> Counter[str]:
    """How many sentences are ``same``, ``changed``, ``new`` and ``gone``."""
    return Counter(map(sentence_side, result.sentences))


def sourced(result: Comparison) -> tuple[list[SourceSegment], list[SourceSegment]]:
    """The article and the earlier one segment by segment, with names: ``i3`` of item 3 there,
    ``j3`` in the earlier one, ``s3`` and ``t3`` of sentence 3 likewise."""
    here = [(f"i{n}", at) for n, item in enumerate(result.items) for at in item.here]
    there = [(f"j{n}", at) for n, item in enumerate(result.items) for at in item.there]
    for number, sentence in enumerate(result.sentences):
        if sentence.here and not sentence.same:
            here.append((f"s{number}", sentence.here))
        if sentence.there and not sentence.same:
            there.append((f"t{number}", sentence.there))
    return sources(result.text, here), sources(result.earlier, there)


def _part(result: Comparison, _: str) -> dict[str, object]:
    here, there = sourced(result)
    return {
        "groups": groups(result),
        "counts": counts(result),
        "pairs": pairs(result),
        "new": alone(result, "new")[:LISTED],
        "gone": alone(result, "gone")[:LISTED],
        "here": here,
        "there": there,
        "formats": (),
    }


def _whole(result: Comparison, language: str) -> dict[str, object]:
    return {**_part(result, language), "formats": export_buttons(EXPORTS)}


compare_view = TemplateView("compare/view.html", _whole)
"""The whole view of a comparison."""

compare_card = TemplateView("compare/view.html", _part)
"""The same in a conversation."""
