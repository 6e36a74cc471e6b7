"""Names of an article that do not fit together: two spellings, acronyms never spelt out, minors.

All texts are in normal form, all spans offsets into them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from textnn.results import Finding
from textnn.tasks.highlight.consistency import TagSpan
from textnn.text.sentences import sentences
from textnn.text.words import BARE, fold

UNNAMED = ("TIME", "VALUE")
"""Tags of what is no name."""

LEAST = 5
"""Letters of a word that is spelt otherwise: of shorter ones many differ by one letter."""

MANY = 30
"""Names that have all words but one in common, from which on they are a list (*Rua 1*, *Rua 2*)."""

FAMILIAR = 20_000
"""An acronym among so many of the commonest words of newspapers needs no telling."""

ADULT = 18

_ACRONYM = re.compile(r"(?<![\w&./@-])(?![XVI]+\b)[A-ZÇ]{3,7}(?![\w&/@-]|\.\w)")
_SHOUTED = re.compile(r"\b[A-ZÀ-Þ]{2,}\b")
_BESIDE = 25
"""Characters on either side of an acronym within which another word in capitals tells that words
are written so there."""
_BRACKETED = re.compile(
    r"[(\[–—-] ?[\"“]?([A-ZÇ]{3,7})\b|\b([A-ZÇ]{3,7})(?= [(\[–—-]|[)\]-]|, (?:uma?|[ao]) [a-zà-ÿ])"
    r"|\b(?:sigla|conhecid[oa] (?:por|como)) ([A-ZÇ]{3,7})\b"
)
"""An acronym beside what it stands for, or what it is."""

_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-Ý]")
_AGE = re.compile(
    r",? \(?(?:de )?(?P<age>\d{1,2})(?: anos)?[,)]"
    r"|(?:, [a-zà-ÿ]+)?,? (?:de|com|que tem|que tinha) (?:apenas |só )?(?P<age_>\d{1,2}) anos\b"
    r"(?! (?:de (?!idade)|atrás|depois|antes|após))"
)
_CRIME = re.compile(
    r"\b(?:abus(?:o|ad[oa]|ou) sexua\w+|estupr\w+|homicíd\w+|feminicíd\w+|assassin\w+|apreendid\w+"
    r"|pres[oa]s?|suspeit\w+|esfaque\w+|balead[oa]s?|infracion\w+|mort[oa]s? a (?:tiros|pauladas)"
    r"|facadas?|tiroteio|assalt\w+|latrocíni\w+|sequestr\w+|tráfico|agredid\w+|espancad\w+"
    r"|tortur\w+|arma de fogo|uma arma)\b",
    re.IGNORECASE,
)

Place = tuple[int, int]


def spellings(text: str, spans: Sequence[TagSpan], rank: Mapping[str, int]) -> Iterator[Finding]:
    """Names in which one word beside the same other word is spelt in two ways; the rarer first.

    Two common words are two names (*Santa Marta*, *Santa Maria Maior*), unless all else is one.

    Args:
        rank: see ``acronyms``.
    """
    places = _places(text, spans)
    beside: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in places:
        words = [word for word in BARE.findall(name) if not word.islower()]
        for left, right in pairwise(words):
            beside["after", left].setdefault(right, name)
            beside["before", right].setdefault(left, name)
    told: set[frozenset[str]] = set()
    for names in beside.values():
        for one, other in combinations(names, 2) if len(names) <= MANY else ():
            pair = frozenset((one, other))
            if pair in told or not is_misspelling(one, other):
                continue
            same = names[one].replace(one, other) == names[other] or fold(one) == fold(other)
            if same or not {one.lower(), other.lower()} <= rank.keys():
                told.add(pair)
                rare, usual = sorted((names[one], names[other]), key=lambda name: len(places[name]))
                yield Finding("spelling", (places[rare][0], places[usual][0]), (rare, usual))


def _places(text: str, spans: Sequence[TagSpan]) -> Mapping[str, list[Place]]:
    """Names as they are written -> where; those in capitals are written as no other is."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for span in spans:
        name = " ".join(text[span.start : span.end].split())
        if span.tag not in UNNAMED and not name.isupper() and name[:1].isupper():
            places[name].append((span.start, span.end))
    return places


def is_misspelling(one: str, other: str) -> bool:
    """Whether two words of a name are one, by accents alone or by one letter of many.

    The last letter tells men from women and one from many, so it does not count.

    >>> [is_misspelling("Mendonça", w) for w in ("Mendonca", "Mendonsa", "Mendes", "Mendonço")]
    [True, True, False, False]
    """
    one, other = one.lower(), other.lower()
    if one == other or not (one.isalpha() and other.isalpha()):
        return False
    bare, plain = fold(one), fold(other)
    if bare == plain:
        return True
    if min(len(bare), len(plain)) < LEAST or bare[0] != plain[0] or bare[-1] != plain[-1]:
        return False
    return _one_edit(bare, plain)


def _one_edit(one: str, other: str) -> bool:
    """Whether a letter put in, left out, changed, or two exchanged make one of the other."""
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return abs(len(one) - len(other)) == 1
    rest, tail = one[start:], other[start:]
    return (
        rest[1:] == tail[1:]
        or rest[1:] == tail
        or rest == tail[1:]
        or (rest[:2] == tail[:2][::-1] and rest[2:] == tail[2:])
    )


def acronyms(text: str, spans: Sequence[TagSpan], rank: Mapping[str, int]) -> Iterator[Finding]:
    """Acronyms that the article never spells out.

    Args:
        spans: marks of the article; what is a person's name is none.
        rank: word in small letters -> its rank among the commonest of newspapers.
    """
    names = (text[span.start : span.end] for span in spans)
    initials = {"".join(_CAPITAL.findall(name)) for name in names if " " in name}
    bracketed = {found[1] or found[2] or found[3] for found in _BRACKETED.finditer(text)}
    people = [(span.start, span.end) for span in spans if span.tag == "PER"]
    known = bracketed | initials
    for found in _ACRONYM.finditer(text):
        said, (start, end) = found[0], found.span()
        around = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
        common = rank.get(said.lower(), FAMILIAR) < FAMILIAR
        named = people[: bisect_left(people, (end, 0))][-1:]
        if not (
            common
            or said in known
            or any(map(_SHOUTED.search, around))
            or (named and named[0][1] > start)
        ):
            known.add(said)
            yield Finding("acronym", ((start, end),), (said,))


def minors(text: str, spans: Sequence[TagSpan]) -> Iterator[Finding]:
    """Full names of children and adolescents in a sentence that tells of a crime."""
    told = [(span.start, span.end) for span in spans if span.tag == "PER"]
    for start, end in sentences(text):
        first, after = (bisect_left(told, (border, 0)) for border in (start, end))
        if first == after or not _CRIME.search(text, start, end):
            continue
        for place in told[first:after]:
            age = _AGE.match(text, place[1], end)
            years = int(age["age"] or age["age_"]) if age else ADULT
            if age and years < ADULT and len(BARE.findall(text[slice(*place)])) > 1:
                yield Finding("minor", ((place[0], age.end()),), (text[slice(*place)], str(years)))
