"""Does a line join its words as the article does? What no look-up of single words can tell.

Rules for what headline networks get wrong most, each sure of what it refuses: the kind of verb
that is the point of the news must be the article's own, what costs money cannot be killed, a
price that is quoted must be named there, a party stands beside its politician, who is said to say
something is said to say something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textnn.text.normalize import fold
from textnn.text.sentences import sentences
from textnn.text.stems import stem
from textnn.text.words import BARE

_TURNS = {
    "suspen": "suspend(?:e|em|eu|eram|er|ida|ido)",
    "barr": "barr(?:a|am|ou|aram|ada|ado)",
    "vet": "vet(?:a|am|ou|aram|ada|ado)",
    "proib": "pro[ií]b(?:e|em|iu|iram|ida|ido)",
    "rejeit": "rejeit(?:a|am|ou|aram|ada|ado)",
    "derrub": "derrub(?:a|am|ou|aram|ada|ado)",
    "cancel": "cancel(?:a|am|ou|aram|ada|ado)",
    "anul": "anul(?:a|am|ou|aram|ada|ado)",
    "absolv": "absolv(?:e|em|eu|eram|ida|ido)",
    "conden": "conden(?:a|am|ou|aram|ada|ado)",
    "aprov": "aprov(?:a|am|ou|aram|ada|ado)",
    "liber": "liber(?:a|am|ou|aram|ada|ado)",
    "autoriz": "autoriz(?:a|am|ou|aram|ada|ado)",
    "mant": "mant(?:[eé]m|eve|iveram|ida|ido)",
    "defend": "defend(?:e|em|eu|eram)",
    "critic": "critic(?:a|am|ou|aram)",
    "apoi": "apoi(?:a|am|ou|aram)",
    "neg": "neg(?:a|am|ou|aram)",
    "proteg": "proteg(?:e|em|eu|eram)",
    "venc": "venc(?:e|em|eu|eram)",
    "perd": "perd(?:e|em|eu|eram)",
}
"""Beginning of a word that the article must have -> forms of the verb, accents as they are."""

_TURN = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{forms})" for name, forms in _TURNS.items()) + r")\b",
    re.IGNORECASE,
)
_PRICES = frozenset(
    ("bolsa", "ibovespa", "dólar", "euro", "petróleo", "barril", "bitcoin", "selic", "ipca", "pib",
     "nasdaq", "ouro")
)  # fmt: skip
"""What has a price or an index that is quoted, in small letters."""
_NO_PRICE = re.compile(
    r"\b((?:mat|mor|prend|fer|agred|estupr|atropel|bale|esfaque)[a-zà-ÿ]*) (?:R\$|US\$|€)"
)
"""A verb whose object no amount is, right before one."""
_PARTY = re.compile(r"(?P<who>[\w-]+) \((?P<party>[A-Z][A-Za-zÀ-ÿ]+)\b")
_SAYER = re.compile(
    r"\b(?:diz|dizem|disse|afirma|afirmou|declara|declarou|segundo) (?P<who>[A-ZÀ-Ý][\w-]+"
    r"(?: (?:d[aeo]s? )?[A-ZÀ-Ý][\w-]+)*)\.?$"
)
_SAYING = re.compile(
    r"\b(?:diz|disse|dizem|disseram|afirm|declar|segundo|acordo com|cont[ao]|explic|resum|relat|"
    r"respond|critic|defend|escrev|postou|public|nota|entrevista|anunci|inform|avali|lembr|alert|"
    r"garant|cobr|pediu|pede|fal)",
    re.IGNORECASE,
)
_SHE = re.compile(r"\b(?:é|são|foi|foram) (?P<done>[a-zà-ÿ]+[dt]as?)\b")
_HER = frozenset(("foto", "moto", "mão", "tribo", "libido", "radio", "ele", "isso"))
_HE_BEGINS = re.compile(r"(?P<who>[A-ZÀ-Ý][a-zà-ÿ]+os?)\b")
_BEFORE = 60  # characters looked at before a name
_ACTS_FOR = frozenset(
    ("prefeitura", "governo", "câmara", "assembleia", "senado", "justiça", "tribunal", "polícia",
     "município", "cidade", "estado", "país", "time", "clube", "equipe", "seleção", "empresa",
     "grupo", "diretoria", "presidente", "presidência", "ministério", "secretaria", "moradores")
)  # fmt: skip
"""Whose doing is told as that of the place or the house they are of."""
_LEAD = re.compile(r"(?P<name>[A-ZÀ-Ý][\w-]*[\w](?: [A-ZÀ-Ý][\w-]+)*) (?P<verb>[a-zà-ÿ]+)\b")


def misjoined(line: str, text: str) -> str:
    """The first words of ``line`` that the article does not join so; empty if there are none.

    Args:
        line: a headline or dek in normal form.
        text: the article, in normal form.

    >>> article = "O STF mandou a União pagar R$ 1,3 bilhão. O dólar fechou a R$ 5,43."
    >>> misjoined("STF suspende R$ 1,3 bilhão", article)
    'suspende'
    >>> misjoined("Bolsa fecha cotada a R$ 5,43", article)
    'Bolsa'
    >>> misjoined("STF manda União pagar R$ 1,3 bilhão", article)
    ''
    """
    checks = (_turned, _quoted, _killed, _in_party, _said_by, _gendered, _another_owner)
    return next((wrong for check in checks for wrong in check(line, text)), "")


def _turned(line: str, text: str) -> Iterator[str]:
    """A verb that is the point of the news, and that the article does not have."""
    folded = fold(text)
    for found in _TURN.finditer(line):
        if not re.search(rf"\b(?:des|re|in)?{found.lastgroup}", folded):
            yield found[0]


def _quoted(line: str, text: str) -> Iterator[str]:
    """A price or an index that the article does not name."""
    there = {word.lower() for word in BARE.findall(text)}
    for word in BARE.findall(line):
        one = word.lower().removesuffix("s")
        if {word.lower(), one} & _PRICES and not {word.lower(), one, f"{one}s"} & there:
            yield word


def _killed(line: str, _: str) -> Iterator[str]:
    """Money as the object of a verb that takes people."""
    yield from (found[1] for found in _NO_PRICE.finditer(line))


def _in_party(line: str, text: str) -> Iterator[str]:
    """A party in brackets behind a name that it does not stand behind in the article."""
    for found in _PARTY.finditer(line):
        beside = rf"{re.escape(found['who'])}\W{{1,3}}(?:d[aeo]s? )?{found['party']}\b"
        if re.search(rf"\b{found['party']}\b", text) and not re.search(beside, text):
            yield found[0]


def _said_by(line: str, text: str) -> Iterator[str]:
    """Somebody who says something in the line, and nothing in the article."""
    found = _SAYER.search(line)
    if found is None:
        return
    last = found["who"].rpartition(" ")[2]
    told = [text[start:end] for start, end in sentences(text)]
    mine = [one for one in told if re.search(rf"\b{re.escape(last)}\b", one)]
    if mine and not any(_SAYING.search(one) or '"' in one or "“" in one for one in mine):
        yield found[0]


def _gendered(line: str, _: str) -> Iterator[str]:
    """*Suspeito … é morta*: what is done to a woman, said of a man."""
    he, she = _HE_BEGINS.match(line), _SHE.search(line)
    if (
        he
        and she
        and fold(he["who"]).removesuffix("s") not in _HER
        and "," not in line[: she.start()]
    ):
        between = line[he.end() : she.start()]
        if not re.search(r"\b(?:que|e|mulher|filha|mãe)\b", between):
            yield line[she.start() : she.end()]


def _another_owner(line: str, text: str) -> Iterator[str]:
    """*Fiocruz protege*, where what protects is something *da Fiocruz*."""
    lead = _LEAD.match(line)
    if lead is None:
        return
    verb = stem(lead["verb"])
    places = []
    for start, end in sentences(text):
        told = text[start:end]
        if verb not in {stem(word.lower()) for word in BARE.findall(told)}:
            continue
        names = re.finditer(rf"\b{re.escape(lead['name'])}\b", told)
        places += [_is_of(told[: name.start()]) for name in names]
    if places and all(places):
        yield lead[0]


def _is_of(before: str) -> bool:
    """Whether what stands before a name says that something else is of it."""
    *heads, joint = before[-_BEFORE:].lower().split()[-3:] or ("",)
    return joint in ("de", "da", "do", "das", "dos") and not _ACTS_FOR & {*heads}
