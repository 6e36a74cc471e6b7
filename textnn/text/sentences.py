"""Sentences with offsets: what a model reads at a time.

``sentencex`` finds the candidates; cuts it makes after Brazilian and Portuguese abbreviations
(*R. Augusta*, *S. Paulo*, *a Profa. Ana*) and inside initials are taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

MAX_SENTENCE = 600
"""Longest sentence in characters; a longer one is cut at a space."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BEFORE_NAME = _set(
    """adv al alm arq av brig cap cel cia cmdt cmte d del dep depto des dom dpto dr dra ed eng est
    exma exmo fr gal gen gov jd maj Mal min mons núm pça pe pres proc prof profa pç r rod sen sgt
    soc sp sr sra sras srs srta st sta sto ten univ ver vl"""
)
"""Abbreviations with a name after them: they never end a sentence (``mal`` is also a word)."""

_BEFORE_NUMBER = _set(
    """a aprox art arts cap cf etc ex exa fac fig fl fls h inc jr km ltda min n nº nos nr num obs
    p pág págs pp s séc seg tel v vol vs"""
)
"""These do not end a sentence that goes on with a number or a small letter."""

_LABELLED = _set(
    """ala alternativa bloco chave categoria classe curva fase grupo hepatite item letra nota plano
    ponto série tipo turma vitamina"""
)
"""After these a single capital is a label, not an initial: *vitamina C. Depois*."""

_GOES_ON = re.compile(r"\s*[(\"'“‘«]?(?:\d|[^\W\d_A-ZÀ-Þ]|[IVXLCDM]+\b)")
_BROKEN = re.compile("[\ud800-\udfff]")
_PART = 10_000
"""Characters of a line that are cut at a time: where quotation marks are not closed, the time that
``sentencex`` takes grows with the square of their number, and nothing can interrupt it."""

_WINDOW = 80
"""Characters looked at before and after a cut; no abbreviation is longer."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, in order, without surrounding white space.

    A line end ends a sentence. Every character that is not white space is in exactly one
    sentence, and no sentence is longer than ``MAX_SENTENCE``.

    >>> text = "A Dra. Ana mora na R. Augusta. Ela leu J. K. Rowling."
    >>> [text[start:end] for start, end in sentences(text)]
    ['A Dra. Ana mora na R. Augusta.', 'Ela leu J. K. Rowling.']
    """
    spans: list[tuple[int, int]] = []
    for start, end in _lines(text):
        cuts = [cut for cut in _candidates(text, start, end) if not _inside(text, cut)]
        for left, right in zip([start, *cuts], [*cuts, end], strict=True):
            spans.extend(_short(text, left, right))
    return spans


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if not line.isspace():
            yield start, start + len(line)
        start += len(line)


def _candidates(text: str, start: int, end: int) -> Iterator[int]:
    """Where ``sentencex`` cuts ``text[start:end]``, of which it reads ``_PART`` at a time."""
    while start < end:
        stop = min(end, start + _PART)
        cuts = [*_cuts(text, start, stop)]
        yield from cuts
        in_reach = stop < end and cuts and cuts[-1] > start + _PART // 2
        start = cuts[-1] if in_reach else stop


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Where ``sentencex`` cuts ``text[start:end]``; it cannot read lone surrogates."""
    line = _BROKEN.sub("\ufffd", text[start:end])
    for boundary in sentencex.get_sentence_boundaries("pt", line):
        cut = start + int(boundary["start_index"])
        if start < cut < end:
            yield cut


def _inside(text: str, cut: int) -> bool:
    """Whether the stop before ``cut`` belongs to an abbreviation or an initial."""
    before, last = ["", "", *text[max(0, cut - _WINDOW) : cut].split()][-2:]
    if not last.endswith("."):
        return False
    if text[cut] in "ºª" or last.endswith("ª."):
        return True
    word = last[:-1].rpartition("-")[2].lstrip("(\"'“‘«[")
    if len(word) == 1 and word.isupper():
        return before.lower() not in _LABELLED
    names = word in _BEFORE_NAME or word.lower() in _BEFORE_NAME
    if names and not before.isdigit():
        return True
    return word.lower() in _BEFORE_NUMBER and bool(_GOES_ON.match(text, cut, cut + _WINDOW))


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """``text[start:end]`` without surrounding space, in parts of at most ``MAX_SENTENCE``."""
    start, end = _trimmed(text, start, end)
    while end - start > MAX_SENTENCE:
        _, last = _trimmed(text, start, _cut(text, start))
        yield start, last
        start, _ = _trimmed(text, last, end)
    if start < end:
        yield start, end


def _cut(text: str, start: int) -> int:
    """Where to cut a stretch that begins at ``start``: its last space, or its full length."""
    end = start + MAX_SENTENCE
    return next((place for place in range(end, start, -1) if text[place].isspace()), end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``start`` and ``end`` moved inwards over white space."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
