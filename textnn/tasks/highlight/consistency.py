"""One name, one label in an article, unless its sentence says otherwise.

The tagger reads sentence by sentence, so *Santa Cruz* may be a place in one and a club in the next.
As with pooled contextual embeddings (Akbik et al. 2019) what the sentences of an article say of a
name is averaged; a mention goes by the average unless its own sentence is sure of another label.
A surname also counts the mentions of the whole name: *Prado* those of *Ana Prado*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

SURE = 0.9
"""A mention whose own sentence is so sure of its label keeps it."""

UNNAMED = ("TIME", "VALUE")
"""What is no name: *março* may well be a time here and a person there."""


@dataclass(frozen=True)
class TagSpan:
    """A span the tagger found: offsets into the text it was given, the tagger's own tag, 0 to 1."""

    start: int
    end: int
    tag: str
    score: float


class NameMention(NamedTuple):
    """A marked name.

    said: the name as it is written
    odds: label -> how likely its sentence makes it
    """

    span: TagSpan
    said: str
    odds: Mapping[str, float]


def consistent(mentions: Sequence[NameMention]) -> list[TagSpan]:
    """The spans of one article's mentions, in the same order, labels made consistent."""
    groups = dict[str, list[NameMention]]()
    for mention in mentions:
        if mention.span.tag not in UNNAMED:
            groups.setdefault(mention.said, []).append(mention)
    pooled = {name: _mean(group) for name, group in groups.items()}
    longer = _whole_names(groups)
    for name in pooled:
        whole = [m for m in longer.get(name, ()) if _best(pooled[m.said]) == "PER"]
        if whole:
            pooled[name] = _mean([*groups[name], *whole])
    return [_settled(mention, pooled.get(mention.said)) for mention in mentions]


def _settled(mention: NameMention, pooled: Mapping[str, float] | None) -> TagSpan:
    span = mention.span
    if pooled is None or span.tag in UNNAMED or mention.odds[span.tag] >= SURE:
        return span
    best = _best(pooled)
    return span if best == span.tag else replace(span, tag=best, score=pooled[best])


def _whole_names(groups: Mapping[str, list[NameMention]]) -> dict[str, list[NameMention]]:
    """Of each name the mentions of longer ones that begin or end with it.

    A name is asked for its parts, not every name for every other: a list may have thousands.
    """
    found = dict[str, list[NameMention]]()
    for longer, group in groups.items():
        blanks = [place for place, char in enumerate(longer) if char == " "]
        parts = {part for blank in blanks for part in (longer[:blank], longer[blank + 1 :])}
        for name in parts & groups.keys():
            found.setdefault(name, []).extend(group)
    return found


def _mean(group: Sequence[NameMention]) -> dict[str, float]:
    return {
        label: sum(mention.odds[label] for mention in group) / len(group)
        for label in group[0].odds
        if label not in UNNAMED
    }


def _best(odds: Mapping[str, float]) -> str:
    return max(odds, key=lambda label: odds[label])
