"""The clean string that models see, and the way back into the user's own string.

People paste text from macOS (decomposed accents), Windows (CRLF), web pages (non-breaking and
zero-width spaces, soft hyphens) and chats (emoji). Models see one form of each; every offset a
model gives is mapped back, so that marks fall on the very characters the person gave.

What becomes of what:

=============================================  ==========================================
given                                          seen by the models
=============================================  ==========================================
decomposed letters (``a`` + U+0303)            composed (NFC)
CRLF, CR, NEL, VT, FF, U+2028, U+2029          LF
tab, non-breaking, thin and other wide spaces  one space each
zero-width, byte order mark, soft hyphen,      nothing (a zero-width joiner inside an emoji
direction marks, NUL and other controls        stays)
lone surrogates                                U+FFFD, one each
more than eight combining marks in a row       the first eight
Markdown's bold (``**``, ``__`` at a word's    nothing: no newspaper prints it
start or end)
a line end inside a sentence (``_unwrapped``)  one space; nothing inside a parted word
emoji, typographic quotes and dashes           themselves: the training news has them
=============================================  ==========================================

Everything is done on arrays of code points, in linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from textnn.errors import UserError

MAX_MARKS = 8
"""Most combining marks after one character that a model sees; real writing has up to four."""

Codes = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int32]

_ORDINARY, _SPACE, _NEWLINE, _DROPPED, _BROKEN, _MARK, _EMOJI, _UNSEEN = range(8)
_LF, _CR, _BLANK, _ZWJ, _VS16, _REPLACEMENT = 0x0A, 0x0D, 0x20, 0x200D, 0xFE0F, 0xFFFD
_EMOJI_RANGES = ((0x2300, 0x2C00), (0x1F000, 0x1FB00))
_JAMO = ((0x1161, 0x1176), (0x11A8, 0x11C3))
_LONG_LINE, _WIDEST = 40, 100
"""Shortest line that goes on in one that begins with a small letter; widest line of a mail."""
_OWN_HYPHEN = re.compile(
    r"\b(?:ex|vice|pré|pós|pró|recém|além|sem|guarda|porta|segunda|terça|quarta|quinta|sexta|primeira"
    r"|médico|sócio|político|bem|não)-\n|-\n(?:se|lhes?|[oa]s?|l[oa]s?|n[oa]s|me|te)\b",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"(?<![*_])(?:\*\*|__)(?![*_])(?:(?<![\w\u0300-\u036f]..)|(?!\w))")
"""Not inside a word: a handle, an address and ``2**3`` have their own."""
_BROKEN_OFF = re.compile(
    r"\w +(?:a|o|as|os|à|às|ao|aos|de|d[ao]s?|em|n[ao]s?|por|pel[ao]s?|para|com|que|e|ou)"
    r"( *+\n\s*+)(?=\w)"
)
"""White space with line ends after a word that ends no sentence, paragraph or heading."""


@dataclass(frozen=True, slots=True, eq=False)
class Normalized:
    """A clean text and where each of its characters stood in the raw one.

    Attributes:
        text: what models see, of ``n`` characters.
        starts, ends: shape (n,); character ``i`` of ``text`` comes from ``raw[starts[i]:ends[i]]``,
            the whole character with all its combining marks. Both never decrease.
    """

    text: str
    starts: Offsets
    ends: Offsets

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of ``text[start:end]``; an empty span gives an empty one.

        Raises:
            IndexError: not ``0 <= start <= end <= len(text)``.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"span {start}:{end} outside a text of {len(self.text)} characters")
        if start < end:
            return int(self.starts[start]), int(self.ends[end - 1])
        point = self.starts[start] if start < len(self.text) else self.ends[-1:].sum()
        return int(point), int(point)

    def normal_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of ``text`` that comes from ``raw[start:end]``, which is not empty."""
        first = int(np.searchsorted(self.starts, start))
        return first, max(first, int(np.searchsorted(self.ends, end)) + 1)


def normalize(text: str) -> Normalized:
    r"""The clean form of ``text`` with its way back.

    >>> clean = normalize("Sa\u0303o\u00a0Paulo")
    >>> clean.text, clean.original_span(0, 3), clean.original_span(4, 9)
    ('São Paulo', (0, 4), (5, 10))
    """
    codes = _codes(text)
    starts: Offsets = np.arange(len(codes), dtype=np.int32)
    ends = starts + 1
    if text.isascii() and text.isprintable() and not _EMPHASIS.search(text):
        return Normalized(text, starts, ends)
    codes, starts, ends = _without_emphasis(*_substitute(codes, starts, ends))
    codes, starts, ends = _cap_marks(codes, starts, ends)
    codes, starts, ends = _compose(codes, starts, ends)
    codes, starts, ends = _cap_marks(codes, starts, ends)
    return _put_together(_unwrapped(Normalized(_string(codes), starts, ends)))


def _put_together(clean: Normalized) -> Normalized:
    """``clean`` without line ends, one or several, behind a word such as *no*."""
    codes, kept = _codes(clean.text).copy(), np.ones(len(clean.text), dtype=bool)
    for match in _BROKEN_OFF.finditer(clean.text):
        codes[match.start(1)] = _BLANK
        kept[match.start(1) + 1 : match.end(1)] = False
    return Normalized(_string(codes[kept]), clean.starts[kept], clean.ends[kept])


def _unwrapped(clean: Normalized) -> Normalized:
    """``clean`` with the lines of e-mails and PDF columns put together again.

    A line goes on in the next if that begins with a small letter, or if it belongs to a block of
    lines that are as full as their width lets them be. A word parted at a line's end loses its
    hyphen unless that is its own (*vice-presidente*, *disse-lhe*).
    """
    text = clean.text
    if "\n" not in text:
        return clean
    codes, kept = _codes(text).copy(), np.ones(len(text), dtype=bool)
    for end, goes_on in _line_ends(text):
        if text[end - 1] == "-" and text[end - 2 : end - 1].isalpha() and text[end + 1].islower():
            kept[end] = False
            kept[end - 1] = bool(_OWN_HYPHEN.search(text, max(0, end - 12), end + 8))
        elif goes_on:
            codes[end] = _BLANK
    return Normalized(_string(codes[kept]), clean.starts[kept], clean.ends[kept])


def _line_ends(text: str) -> Iterator[tuple[int, bool]]:
    """Every line end with a line right behind it, and whether the sentence goes on there."""
    end = -1
    for empty, block in groupby(text.split("\n"), key=lambda line: not line.strip()):
        lines = list(block)
        full = not empty and _is_wrapped(lines)
        for line, after in pairwise(lines):
            end += len(line) + 1
            small = len(line) >= _LONG_LINE and after[0].islower()
            if not empty:
                yield end, (small or full) and not _is_ended(line)
        end += len(lines[-1]) + 1


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether a program cut the lines: no first word of a line had room in the line before it.

    Rows of a table and lines of a list may be so by chance, but rarely begin with small letters.
    """
    width = max(map(len, lines))
    if len(lines) < 4 or not _LONG_LINE <= width <= _WIDEST:
        return False
    going_on = [pair for pair in pairwise(lines) if not _is_ended(pair[0])]
    small = sum(after[0].islower() for _, after in going_on)
    return 3 * small >= len(going_on) and all(
        len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in going_on
    )


def _is_ended(line: str) -> bool:
    return line.rstrip("\"'”’») ")[-1:] in ".!?:…"


def _without_emphasis(
    codes: Codes, starts: Offsets, ends: Offsets
) -> tuple[Codes, Offsets, Offsets]:
    """All but Markdown's bold."""
    kept = np.ones(len(codes), dtype=bool)
    for match in _EMPHASIS.finditer(_string(codes)):
        kept[match.start() : match.end()] = False
    return codes[kept], starts[kept], ends[kept]


def _substitute(codes: Codes, starts: Offsets, ends: Offsets) -> tuple[Codes, Offsets, Offsets]:
    """Spaces, line ends and broken characters replaced; invisible characters left out."""
    kinds = _kinds(codes)
    crlf = (codes[:-1] == _CR) & (codes[1:] == _LF)
    dropped = (kinds == _DROPPED) & ~_joins_emoji(codes, kinds)
    dropped[:-1] |= crlf
    starts[1:] -= crlf
    codes = np.select(
        [kinds == _SPACE, kinds == _NEWLINE, kinds == _BROKEN],
        [np.uint32(_BLANK), np.uint32(_LF), np.uint32(_REPLACEMENT)],
        codes,
    )
    kept = ~dropped
    return codes[kept], starts[kept], ends[kept]


def _joins_emoji(codes: Codes, kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Where a zero-width joiner stands between two emoji (the first may carry U+FE0F)."""
    emoji = np.concatenate([[False, False], kinds == _EMOJI, [False]])
    styled = np.concatenate([[False], codes == _VS16])[: len(codes)]
    before = emoji[1:-2] | (styled & emoji[:-3])
    joins: npt.NDArray[np.bool_] = (codes == _ZWJ) & before & emoji[3:]
    return joins


def _compose(codes: Codes, starts: Offsets, ends: Offsets) -> tuple[Codes, Offsets, Offsets]:
    """NFC. Each character then maps to the whole cluster, base and marks, that it came from.

    Composing never adds, removes or reorders bases, only marks between them: the n-th cluster
    of the result is the n-th cluster given. (Python's composing is quadratic in the length of
    a run of marks; the runs are capped before.)
    """
    composed = _codes(unicodedata.normalize("NFC", _string(codes)))
    first, last = _clusters(codes)
    clusters = np.cumsum(_kinds(composed) != _MARK)
    clusters -= clusters[:1]
    return composed, starts[first][clusters], ends[last][clusters]


def _clusters(codes: Codes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """First and last position of each base with its marks; leading marks are one cluster."""
    heads = _kinds(codes) != _MARK
    heads[:1] = True
    first = np.flatnonzero(heads)
    return first, np.append(first[1:], len(codes))[: len(first)] - 1


def _cap_marks(codes: Codes, starts: Offsets, ends: Offsets) -> tuple[Codes, Offsets, Offsets]:
    """At most ``MAX_MARKS`` marks in a row; what is cut off still belongs to its base."""
    marks = _kinds(codes) == _MARK
    places = np.arange(len(codes))
    run = places - np.maximum.accumulate(np.where(marks, -1, places))
    kept = ~marks | (run <= MAX_MARKS)
    if kept.all():
        return codes, starts, ends
    first, last = _clusters(codes)
    ends = np.repeat(ends[last], last - first + 1)
    return codes[kept], starts[kept], ends[kept]


def _kinds(codes: Codes) -> npt.NDArray[np.uint8]:
    """What to do with each character; a code point is looked up when it is first met."""
    known = _known_kinds()
    kinds = known[codes]
    unseen = kinds == _UNSEEN
    if unseen.any():
        for code in {*codes[unseen].tolist()}:
            known[code] = _kind(code)
        kinds = known[codes]
    return kinds


@cache
def _known_kinds() -> npt.NDArray[np.uint8]:
    """What to do with each code point, shape (0x110000,)."""
    return np.full(0x110000, _UNSEEN, dtype=np.uint8)


def _kind(code: int) -> int:
    category = unicodedata.category(chr(code))
    if code == 0x09 or category == "Zs":
        return _SPACE
    if code in (0x0A, 0x0B, 0x0C, 0x0D, 0x85) or category in ("Zl", "Zp"):
        return _NEWLINE
    # Vowels and finals of decomposed Hangul compose like marks, and so do the tags of flags.
    if category[0] == "M" or _within(code, _JAMO) or 0xE0020 <= code <= 0xE007F:
        return _MARK
    if category == "Cs":
        return _BROKEN
    if category in ("Cc", "Cf"):
        return _DROPPED
    emoji = category in ("So", "Sk") and _within(code, _EMOJI_RANGES)
    return _EMOJI if emoji else _ORDINARY


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= code < end for start, end in ranges)


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _string(codes: Codes) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le")


def check_text(text: str, max_chars: int) -> str:
    """``text`` itself, if it can be worked on and kept.

    Raises:
        UserError: ``empty-text``, ``too-long``, ``binary-text`` (NUL, or many control or
            replacement characters), or ``broken-characters`` (lone surrogates: no file or
            database can hold them).
    """
    if len(text) > max_chars:
        raise UserError("too-long", length=len(text), limit=max_chars)
    if looks_binary(text):
        raise UserError("binary-text")
    broken = np.flatnonzero(_kinds(_codes(text)) == _BROKEN)
    if broken.size:
        raise UserError("broken-characters", place=int(broken[0]) + 1)
    if not normalize(text).text.strip():
        raise UserError("empty-text")
    return text


def looks_binary(text: str) -> bool:
    """Whether it has a NUL, or more than one character in fifty that no writer types."""
    if "\0" in text:
        return True
    codes = _codes(text)
    odd = (_kinds(codes) == _DROPPED) & ((codes < 0x20) | ((codes >= 0x7F) & (codes < 0xA0)))
    return int(np.count_nonzero(odd | (codes == _REPLACEMENT))) * 50 > len(text)
