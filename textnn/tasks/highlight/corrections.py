"""Marks corrected by a person: at one place or at all places of a name, and undone.

A correction says of a stretch what it is, and whatever mark touches the stretch gives way. What it
took and what it put there stand in it, so the last one can always be undone.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from textnn.errors import UserError
from textnn.results import LABELS, Correction, Highlight, Span

Stretch = tuple[int, int]
"""Start and end, offsets into the text."""


def corrected(
    result: Highlight, start: int, end: int, label: str, *, everywhere: bool = False
) -> Highlight:
    """``result`` after somebody said what ``text[start:end]`` is.

    Args:
        result: as it was.
        start, end: the stretch; white space at its ends does not count.
        label: one of ``LABELS``; empty: it is nothing to mark.
        everywhere: the same words everywhere, too; not inside a longer mark, such as *Prado* in
            *Ana Prado*.

    Raises:
        UserError: there are no words there, no such label, or it says what is there already.
    """
    if label and label not in LABELS:
        raise UserError("bad-correction", "label", label=label[:40], names=", ".join(LABELS))
    chosen = _trimmed(result.text, start, end)
    removed, added = list[Span](), list[Span]()
    spans = _ordered(result.spans)
    starts, ends = [one.start for one in spans], [one.end for one in spans]
    for place in places(result.text, *chosen) if everywhere else [chosen]:
        # marks do not overlap, so their ends are in order, too
        there = spans[bisect_right(ends, place[0]) : bisect_left(starts, place[1])]
        if place != chosen and any(_longer(one, place) for one in there):
            continue
        if [(one.start, one.end, one.label) for one in there] == (
            [(*place, label)] if label else []
        ):
            continue
        removed += there
        added += [_by_hand(result.text, *place, label)] if label else []
    if not removed and not added:
        raise UserError("bad-correction", "same")
    return _applied(
        result, Correction(*chosen, label, everywhere, tuple(dict.fromkeys(removed)), tuple(added))
    )


def edited(result: Highlight, pressed: Mapping[str, Any]) -> Highlight:
    """``result`` after a press in the page.

    Args:
        result: as it was.
        pressed: ``do`` is ``undo``, or ``correct`` with ``start``, ``end``, the words between them
            as ``said``, ``kind`` (a label or nothing) and ``everywhere``.

    Raises:
        UserError: as ``corrected`` and ``undone``, or the page shows another text.
    """
    if pressed.get("do") == "undo":
        return undone(result)
    try:
        start, end = int(pressed["start"]), int(pressed["end"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UserError("bad-correction", "stretch") from error
    if result.text[max(0, start) : max(0, end)] != pressed.get("said"):
        raise UserError("bad-correction", "stretch")
    everywhere = str(pressed.get("everywhere")) == "true"
    return corrected(result, start, end, str(pressed.get("kind", "")), everywhere=everywhere)


def undone(result: Highlight) -> Highlight:
    """``result`` before its last correction.

    Raises:
        UserError: there is none.
    """
    if not result.corrections:
        raise UserError("bad-correction", "none")
    last = result.corrections[-1]
    spans = _ordered({*result.spans} - {*last.added} | {*last.removed})
    return replace(result, spans=spans, corrections=result.corrections[:-1])


def joined(results: Sequence[Highlight]) -> Highlight:
    """One article that was read and corrected several times: all that was said of it.

    Args:
        results: of one text, oldest first; on what the network had said in the newest, what was
            corrected in a newer one stands over what was corrected in an older one.
    """
    result = results[-1]
    if len(results) == 1:
        return result
    while result.corrections:
        result = undone(result)
    for one in (one for given in results for one in given.corrections):
        with suppress(UserError):  # it says what is there already
            result = corrected(result, one.start, one.end, one.label, everywhere=one.everywhere)
    return result


def marked_as(result: Highlight, wanted: Iterable[tuple[int, int, str]]) -> Highlight:
    """``result`` with exactly the wanted marks, by as many corrections as that takes."""
    marks = {(*_trimmed(result.text, start, end), label) for start, end, label in wanted}
    for span in result.spans:
        mark = (span.start, span.end, span.label)
        if mark not in marks and not any(m[0] < span.end and span.start < m[1] for m in marks):
            result = corrected(result, span.start, span.end, "")
    there = {(span.start, span.end, span.label) for span in result.spans}
    for start, end, label in sorted(marks - there):
        result = corrected(result, start, end, label)
    return result


def by_hand(result: Highlight) -> frozenset[Span]:
    """The marks that a person put there."""
    return frozenset(span for one in result.corrections for span in one.added) & {*result.spans}


def places(text: str, start: int, end: int) -> list[Stretch]:
    """Where the words ``text[start:end]`` stand, to the letter and whole, in text order.

    >>> places("Prado, o Prado e a Pradolândia", 0, 5)
    [(0, 5), (9, 14)]
    """
    said, found, at = text[start:end], [(start, end)], text.find(text[start:end])
    while at >= 0:
        after = at + len(said)
        whole = not (_joined(text, at) or _joined(text, after))
        if whole and (after <= start or end <= at):
            found.append((at, after))
        at = text.find(said, after if whole else at + 1)
    return sorted(found)


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on over ``at``; an accent of its own belongs to the letter before it.

    >>> _joined("Jose\u0301", 4), _joined("José e", 4)
    (True, False)
    """
    return 0 < at < len(text) and all(map(_in_word, text[at - 1 : at + 1]))


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _applied(result: Highlight, one: Correction) -> Highlight:
    spans = _ordered({*result.spans} - {*one.removed} | {*one.added})
    return replace(result, spans=spans, corrections=(*result.corrections, one))


def _ordered(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: span.start))


def _by_hand(text: str, start: int, end: int, label: str) -> Span:
    return Span(start, end, text[start:end], label, 1.0)


def _longer(span: Span, place: Stretch) -> bool:
    return span.start < place[0] or place[1] < span.end


def _trimmed(text: str, start: int, end: int) -> Stretch:
    """The stretch without white space at its ends.

    Raises:
        UserError: it is empty, or not in the text.
    """
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise UserError("bad-correction", "stretch")
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
