"""Signs and spaces that cannot be right: halves without the other, lost or doubled spaces, words
said twice.

All texts are in normal form, all spans offsets into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textnn.results import Finding

_PARAGRAPH = re.compile(r"[^\n]+")
_QUOTE = re.compile(r"[“”«»\"]")
_CLOSES = "”»"
_ENDS = ".!?:;…”\"'»)"
BRACKETED = 400
"""Most characters within a bracket, over lines that a width has cut, too."""

_LISTED = re.compile(
    r"(?:^|[\s(;,])(?:§ ?)?(?:\w|\d{1,2}|[ivx]{1,4})(?:[.º]\d{0,2})?$", re.IGNORECASE
)
"""What stands before the bracket of a list, *a)* or *1)*, which has no other half."""
_FACE = re.compile(r"[:;=][-']?$")

_DOUBLED = re.compile(r"(?<=[\w,;:.!?”\")])  +(?=[\w“\"(])")
_LOST = re.compile(
    r"(?<![\w.@/#-])[a-zà-ÿ]{3,20}[.!?](?=[A-ZÀ-Ý][a-zà-ÿ]* )"  # saiu.Ele não
    r"|(?<![\w.@/#-])[A-Za-zÀ-ÿ]{2,20}[,;](?=[A-Za-zÀ-ÿ]{1,20}[ ,.])"  # casa,rua
    r"|(?<![\w-])(?:com|de|dos?|das?|em|nos|nas|por|para|são|até|entre|que)(?=\d)"  # com346
    r"|(?<=[a-zà-ÿ])(?:“(?=\w)|\((?=\w[^()\n]{5}))"  # empresa(líder, not aluno(a)
    r"|(?<=\w)”(?=[a-zà-ÿ]{2})|(?<=[^()\n]{6})\)(?=[a-zà-ÿ]{2})"
)
_ADDRESS = re.compile(r"https?:|www\.|@|\.com|\.br")
LONGEST = 40
"""Characters looked at on either side of a lost space."""

_TWICE = re.compile(r"(?<![\w-])([A-Za-zÀ-ÿ]{2,30})[ \n]\1(?![\w-])")
_MAY_BE_TWICE = frozenset({
    "que", "se", "já", "não", "sim", "muito", "muita", "bem", "mal", "logo", "quase", "tudo",
    "nada", "ah", "oi", "olé", "ha", "hoje", "longe", "cedo", "blá", "nos", "vai", "vem", "quero",
    "ok", "muitos", "muitas", "mais", "nunca", "pois",
})  # fmt: skip
"""What is said twice on purpose (*já já*) or by grammar (*se se confirmar*)."""


def unclosed(text: str) -> Iterator[Finding]:
    """Quotation marks and brackets whose other half is missing.

    A quotation may go on over paragraphs that each begin with the sign that opens it, and hold
    another; a bracket ends soon. What one sort of mark opens another may close.

    >>> [f.places for f in unclosed("Ele disse: “Vou. Depois foi (a pé.")]
    [((11, 12),), ((28, 29),)]
    >>> list(unclosed("“Vou.\\n“E volto”, disse (rindo) :) em dois casos: a) hoje; b) amanhã."))
    []
    """
    for at in sorted([*_quotes(text), *_brackets(text)]):
        yield Finding("unclosed", ((at, at + 1),), (text[at],))


def _quotes(text: str) -> Iterator[int]:
    """Where a quotation mark stands without the other of its pair."""
    opened = list[int]()
    for paragraph in _PARAGRAPH.finditer(text):
        straight = paragraph[0].count('"') % 2
        for sign in _QUOTE.finditer(text, *paragraph.span()):
            at, said = sign.start(), sign[0]
            first = at == paragraph.start()
            inches = said == '"' and text[at - 1 : at].isdigit() and not opened
            if inches or (first and opened and said not in _CLOSES):
                continue
            closes = said in _CLOSES or (said == '"' and any(text[n] == '"' for n in opened))
            if not closes:
                opened.append(at)
            elif opened:
                opened.pop()
            else:
                yield at
        # A straight mark that the next paragraph neither repeats nor closes was left open.
        if straight and opened and text[opened[-1]] == '"':
            after = _PARAGRAPH.search(text, paragraph.end())
            broken = paragraph[0].rstrip()[-1:] not in _ENDS  # a line that was cut by its width
            goes_on = broken or (after and (after[0][0] in '"“' or after[0].count('"') % 2))
            if not goes_on and opened[-1] >= paragraph.start():
                yield opened.pop()
    yield from opened


def _brackets(text: str) -> Iterator[int]:
    opened = list[int]()
    for sign in re.finditer(r"[()]", text):
        at = sign.start()
        if _FACE.search(text, max(0, at - 2), at):
            continue
        if sign[0] == "(":
            opened.append(at)
        elif opened and at - opened[-1] <= BRACKETED:
            opened.pop()
        elif not _LISTED.search(text, max(0, at - 6), at):
            yield at
    yield from opened


def lost_spaces(text: str) -> Iterator[Finding]:
    """Words that a space should part, or a sign and what follows it.

    >>> [f.values for f in lost_spaces("Foi preso.Ela viu www.g1.com.br, com346 votos.")]
    [('preso.Ela',), ('com346',)]
    """
    for lost in _LOST.finditer(text):
        before = re.search(r"\S*\Z", text[max(0, lost.start() - LONGEST) : lost.start()])
        behind = re.match(r"\S*", text[lost.end() : lost.end() + LONGEST])
        start = lost.start() - len(before[0] if before else "")
        end = lost.end() + len(behind[0] if behind else "")
        if not _ADDRESS.search(text, start, end):
            yield Finding("lost_space", ((start, end),), (text[start:end],))


def doubled_spaces(text: str) -> Iterator[Finding]:
    """All of them together."""
    doubled = tuple(found.span() for found in _DOUBLED.finditer(text))
    if doubled:
        yield Finding("doubled_space", doubled, (str(len(doubled)),))


def doubled_words(text: str) -> Iterator[Finding]:
    """The same word twice, side by side.

    >>> [f.values for f in doubled_words("O prefeito de de Itu já já volta a Duque Duque.")]
    [('de de',)]
    """
    for found in _TWICE.finditer(text):
        if found[1].islower() and found[1] not in _MAY_BE_TWICE:
            yield Finding("doubled_word", (found.span(),), (" ".join(found[0].split()),))
