"""What pasting broke, put right where there is no doubt: offered to people, never done unasked.

Wrongly decoded accents (*usuÃ¡rios*), spaces that were lost between words (*umcafé*, *com346
votos*) or after a stop (*saiu.Ele*), lines of the page that are not the article's (*Leia também*),
and emoji that decorate a line at either end; one within a sentence is the writer's. Broken lines
need no repair: ``text.normalize`` reads over them. Capitals stay: which of the words are names
would be a guess, and the networks have learnt to read them so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ftfy

from textnn.config import Settings
from textnn.text.words import words

FREQUENT, KNOWN = 60, 12_000
"""Rank up to which a word may be the small half of two that ran together, and the other half."""

_RUN = re.compile(r"[a-zà-ÿ]{5,24}")
_DIGITS = re.compile(r"(?<![\w.,/-])([a-zà-ÿ]{2,})(\d+(?:[.,]\d+)*)(?![\w/-])")
_STOP = re.compile(r"(?<![\w.@/-])([a-zà-ÿ]{2,}[)”\"]?[.!?])([A-ZÀ-Ý][a-zà-ÿ]*)(?![\w./@-])")
_COMMA = re.compile(r"(?<![\w.@/-])([a-zà-ÿ]{2,})([,;])([a-zà-ÿ]{2,})(?![\w./@-])")
_PREFIXES = frozenset(("de", "sobre", "entre", "para", "ou", "as", "contra", "sem", "em"))
_FOREIGN_LINE = re.compile(
    r"(?:leia|veja|assista|ouça|confira|saiba) (?:também|mais)\b.{0,120}"
    r"|(?:continua (?:depois|após) (?:da|a) )?publicidade|anúncio"
    r"|compartilhe?(?:r|ar)?(?: .{0,40})?"
    r"|(?:siga|assine|receba|inscreva-se|participe) .{0,100}(?:whatsapp|telegram|newsletter"
    r"|instagram|google (?:news|notícias)|canal|facebook|youtube).{0,60}"
    r"|(?:copiar|imprimir|salvar|enviar)(?: (?:link|por e-mail))?",
    re.IGNORECASE,
)

_EMOJI = re.compile("[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b05-\u2b55]")
_DECORATION = re.compile(f"[ \t\u200d\ufe0f\u20e3]|{_EMOJI.pattern}")
"""A sign that may stand in a row of emoji."""


@dataclass(frozen=True)
class Repair:
    """One kind of damage.

    Attributes:
        kind: ``mojibake``, ``lines``, ``emoji`` or ``spaces``.
        count: places where it was found.
        before, after: the first of them, as it stood and put right; ``after`` is empty for what
            goes.
    """

    kind: str
    count: int
    before: str
    after: str


@dataclass(frozen=True)
class Repaired:
    """A text put right, and what was wrong; nothing was if ``repairs`` is empty."""

    text: str
    repairs: tuple[Repair, ...]


def repair(text: str, ranks: Mapping[str, int]) -> Repaired:
    """``text`` with what pasting broke put right.

    Args:
        ranks: words in small letters with their place by frequency, the most frequent first.

    >>> ranks = {"um": 9, "café": 3000}
    >>> found = repair("Tomou umcafé.", ranks)
    >>> found.text, found.repairs[0].before, found.repairs[0].after
    ('Tomou um café.', 'umcafé', 'um café')
    """
    found = list[Repair]()
    for kind, step in (
        ("mojibake", _decoded),
        ("lines", _own_lines),
        ("emoji", _undecorated),
    ):
        text, count, before, after = step(text)
        if count:
            found.append(Repair(kind, count, before, after))
    text, count, before, after = _spaced(text, ranks)
    if count:
        found.append(Repair("spaces", count, before, after))
    return Repaired(text, tuple(found))


Step = tuple[str, int, str, str]
"""The text put right, how often it was wrong, and the first place before and after."""


def _decoded(text: str) -> Step:
    lines, count, first = list[str](), 0, ("", "")
    for line in text.split("\n"):
        right = ftfy.fix_encoding(line) if not line.isascii() else line
        lines.append(right)
        if right != line:
            wrong = [(a, b) for a, b in zip(line.split(), right.split(), strict=False) if a != b]
            count += max(1, len(wrong))
            first = first if first[0] or not wrong else wrong[0]
    return "\n".join(lines), count, *first


def _own_lines(text: str) -> Step:
    lines = text.split("\n")
    foreign = [line for line in lines if _FOREIGN_LINE.fullmatch(line.strip(" .:»>•-|"))]
    if not foreign or len(foreign) == len(lines):
        return text, 0, "", ""
    gone = frozenset(foreign)
    kept = "\n".join(line for line in lines if line not in gone)
    return kept, len(foreign), foreign[0].strip(), ""


def _undecorated(text: str) -> Step:
    lines, found = list[str](), list[str]()
    for line in text.split("\n"):
        body = line.removesuffix("\r")
        start, end = 0, len(body)
        while start < end and _DECORATION.match(body, start):
            start += 1
        while end > start and _DECORATION.match(body, end - 1):
            end -= 1
        rows = [row if _EMOJI.search(row) else "" for row in (body[:start], body[end:])]
        found += [row.strip() for row in rows if row]
        lines.append(line[len(rows[0]) : len(body) - len(rows[1])] + line[len(body) :])
    return "\n".join(lines), len(found), found[0] if found else "", ""


def _spaced(text: str, ranks: Mapping[str, int]) -> Step:
    found = list[tuple[str, str]]()

    def put(make: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            new = make(match)
            if new != match.group():
                found.append((match.group(), new))
            return new

        return replace

    def known(word: str) -> bool:
        return ranks.get(word.lower(), KNOWN) < KNOWN

    def after_stop(match: re.Match[str]) -> str:
        both = known(match[1].rstrip(')”".!?')) and known(match[2])
        return f"{match[1]} {match[2]}" if both else match.group()

    def after_comma(match: re.Match[str]) -> str:
        both = known(match[1]) and known(match[3])
        return f"{match[1]}{match[2]} {match[3]}" if both else match.group()

    def before_digits(match: re.Match[str]) -> str:
        small = ranks.get(match[1], KNOWN) < FREQUENT
        return f"{match[1]} {match[2]}" if small else match.group()

    text = _STOP.sub(put(after_stop), text)
    text = _COMMA.sub(put(after_comma), text)
    text = _DIGITS.sub(put(before_digits), text)
    parts, at = list[str](), 0
    for start, end in words(text):
        token = text[start:end]
        new = _parted(token, ranks) if _RUN.fullmatch(token) else None
        if new:
            parts += [text[at:start], new]
            at = end
            found.append((token, new))
    return "".join(parts) + text[at:], len(found), *(found[0] if found else ("", ""))


def _parted(token: str, ranks: Mapping[str, int]) -> str | None:
    """Two words, one of them small and frequent, that an unknown one is made of."""
    if token in ranks:
        return None
    best, cost = None, float("inf")
    for cut in range(2, len(token) - 3):
        first, second = token[:cut], token[cut:]
        if first in _PREFIXES and first[-1] != second[0]:
            continue  # *demarcar*, not *de marcar*; *deespionagem* cannot be one word
        one, two = ranks.get(first, KNOWN), ranks.get(second, KNOWN)
        if one < FREQUENT and two < KNOWN and one + two < cost:
            best, cost = f"{first} {second}", one + two
    return best


@cache
def _ranks(path: Path) -> dict[str, int]:
    if not path.is_file():
        return {}  # then no space is known to be lost
    return {word: rank for rank, word in enumerate(path.read_text(encoding="utf-8").split("\n"))}


def read_ranks(settings: Settings) -> Mapping[str, int]:
    """Words of the news with their ranks: the tagger's vocabulary. Read once."""
    return _ranks(settings.models / "tagger" / "vocabulary.txt")
