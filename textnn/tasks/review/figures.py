"""Figures that do not fit together: parts and their sum, percentages, a quantity with two values, a
figure of the headline that the article does not have.

All texts are in normal form, all spans offsets into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from textnn.results import Finding
from textnn.text.numbers_and_dates import PORTUGUESE, SCALES, in_digits, spelt_number
from textnn.text.sentences import sentences
from textnn.text.stems import full_stems

_DIGITS = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,6})?|\d{1,9}(?:,\d{1,6})?"
_SCALE = r"mi(?:l(?:hão|hões)?)?|bi(?:lh(?:ão|ões))?|tri(?:lh(?:ão|ões))?"
_WORDS = "|".join(sorted((w for w, v in PORTUGUESE.items() if 2 <= v < 100), key=len, reverse=True))
NUMBER = re.compile(
    rf"(?<![\w.,/:-])(?P<money>R\$ ?)?(?:(?P<digits>{_DIGITS})(?: (?P<scale>{_SCALE})\b)?"
    rf"|(?P<word>{_WORDS})(?!\w| e ))(?![\w/:-]|[.,]\d)(?P<percent> ?%)?",
    re.IGNORECASE,
)

_FROM, _TO = re.compile(r"\bde $"), re.compile(r"^ ?(?:[^\d.;:(),]{0,20} )?para $")
_MOVE = (
    r"(?:alta|aumento|crescimento|avanço|elevação|valorização|queda|redução|recuo|diminuição|baixa"
    r"|desvalorização)"
)
_BEHIND = re.compile(rf"^[^,.;:\d]{{0,20}}(?:,| e)? (?:(?:com|em) )?(?:uma? )?{_MOVE} de $")
_BEFORE = re.compile(r"^(?: |, |: |: | \()(?:passou |passando |foi |saiu )?$")
"""What stands between the two numbers and their percentage, on either side."""
_SHARE = re.compile(r"^ d[aeo]s? (?:total de )?$"), re.compile(r"^ ?[^\d.;()]{0,40}\($")
_PARTS = re.compile(r", sendo(?= )|:(?= )| \(")
_OPPOSITES = re.compile(
    r"homens.*mulheres|mulheres.*homens|menin[oa]s.*menin[oa]s|adultos.*crianças|crianças.*adultos"
    r"|públic[oa]s.*(?:privad|particular)|(?:privad|particular).*públic[oa]s",
    re.DOTALL,
)
"""Parts that are all there is; others may overlap, or not be all."""
_ANY = "|".join(sorted((*PORTUGUESE, "meio", "meia"), key=len, reverse=True))
_SPELT_OUT = re.compile(
    rf"(?P<digits>\d (?=mil|bil|tril))?\b(?P<words>(?:{_ANY})(?:(?: e | )(?:{_ANY}))*)\b"
    r"(?P<percent> por cento)?",
    re.IGNORECASE,
)
_NOT_ALONE = frozenset({"um", "uma", "e", "meio", "meia", "cento"})
"""What is an article, a way (*por meio de*) or a per cent unless another word makes it a number."""
_ABOUT = re.compile(r"\b(?:mais de|menos de|cerca de|quase|até|perto de|acima de|uns|umas) $", re.I)
_NOT_ALL = re.compile(r"\b(?:entre|outr|demais|rest|cada)")
_NEXT = re.compile(r" (?P<word>[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*)")
_UNITS = frozenset({
    "anos", "ano", "meses", "mês", "dias", "dia", "horas", "hora", "minutos", "minuto",
    "segundos", "semanas", "km", "metros", "quilômetros", "kg", "quilos", "graus", "pontos",
    "gols", "vezes", "litros", "toneladas", "reais", "dólares", "euros", "centímetros", "de", "a",
    "e", "da", "do", "por", "em", "mil",
})  # fmt: skip
"""Nouns of measures, which tell nothing of what is counted."""

LEAD = 3
"""Sentences, the headline among them, that tell what the others tell again."""

ALIKE = 0.75
"""Dice coefficient of the full words of two sentences from which on they say the same."""

FEWEST = 3
"""Full words that they share at least."""

NEAR = 60
"""Characters between figures that belong together."""


class Figure(NamedTuple):
    """A number of a text.

    value: what it counts, its scale with it
    step: half of the last digit written, in the same unit: what rounding may have taken
    kind: ``"money"``, ``"percent"`` or ``""``
    """

    start: int
    end: int
    value: float
    step: float
    kind: str


def figures(text: str, start: int = 0, end: int | None = None) -> list[Figure]:
    """The numbers of ``text[start:end]``, in digits or as one word.

    >>> [f.value for f in figures("R$ 1,5 milhão para doze escolas, 30% de 2.400 em 12/5")]
    [1500000.0, 12.0, 30.0, 2400.0]
    """
    return [
        _figure(found) for found in NUMBER.finditer(text, start, len(text) if end is None else end)
    ]


def _figure(found: re.Match[str]) -> Figure:
    kind = "money" if found["money"] else "percent" if found["percent"] else ""
    if found["word"]:
        return Figure(*found.span(), float(PORTUGUESE[found["word"].lower()]), 0.0, kind)
    scale = found["scale"] or ""
    decimals = len(found["digits"].partition(",")[2])
    step = SCALES.get(scale.lower(), 1) * 10.0**-decimals / 2 if decimals or scale else 0.0
    return Figure(*found.span(), in_digits(found["digits"], scale), step, kind)


def sums(text: str) -> Iterator[Finding]:
    """Parts that are more than their whole, or two that are all there is and do not make it.

    >>> [f.values for f in sums("Foram 12 feridos, sendo 5 homens e 8 mulheres.")]
    [('12', '5 + 8 = 13')]
    """
    for start, end in sentences(text):
        sign = _PARTS.search(text, start, end)
        if sign is None:
            continue
        before = figures(text, max(start, sign.start() - NEAR), sign.start())
        close = re.compile(r"[.;)]").search(text, sign.end(), end)
        parts = figures(text, sign.end(), close.start() if close else end)
        whole = before[-1] if before else None
        if not (whole and len(parts) > 1) or any(not _counts(text, f) for f in (whole, *parts)):
            continue
        if parts[0].start > sign.end() + 2:
            continue
        together = sum(part.value for part in parts)
        slack = whole.step + sum(part.step for part in parts)
        said = text[parts[0].start : close.start() if close else end]
        pair = len(parts) == 2 and _OPPOSITES.search(said)
        all_told = bool(pair and not _NOT_ALL.search(said))
        more = together - whole.value > slack and (all_told or "sendo" in sign[0])
        if more or (all_told and whole.value - together > slack):
            added = " + ".join(f"{part.value:.0f}" for part in parts)
            places = ((whole.start, whole.end), (parts[0].start, parts[-1].end))
            yield Finding("sum", places, (f"{whole.value:.0f}", f"{added} = {together:.0f}"))


def _counts(text: str, figure: Figure) -> bool:
    """Whether it counts things: a whole number before a noun, neither a year nor a measure."""
    noun = _NEXT.match(text, figure.end)
    whole = (
        figure.value == int(figure.value) and not figure.kind and not 1900 <= figure.value <= 2100
    )
    return bool(whole and noun and noun["word"] not in _UNITS)


def percentages(text: str) -> Iterator[Finding]:
    """A change or a share in per cent that does not follow from its numbers.

    >>> [f.values for f in percentages("O preço foi de R$ 200 para R$ 250, alta de 30%.")]
    [('30%', '25%')]
    >>> [f.values for f in percentages("Faltaram 30 dos 120 deputados (35%).")]
    [('35%', '25%')]
    """
    for start, end in sentences(text):
        found = figures(text, start, end)
        shares = [figure for figure in found if figure.kind == "percent"]
        if len(shares) == 1:
            others = [f for f in found if f.kind != "percent" and not 1900 <= f.value <= 2100]
            yield from _change(text, start, others, shares[0])
            yield from _share(text, others, shares[0])


def _change(text: str, start: int, found: list[Figure], share: Figure) -> Iterator[Finding]:
    for one, other in pairwise(found):
        begins = _FROM.search(text, max(start, one.start - 8), one.start)
        joined = begins and _TO.match(text[one.end : other.start])
        if not (begins and joined) or one.kind != other.kind or one.value == 0:
            continue
        behind = share.start > other.end and _BEHIND.match(text[other.end : share.start])
        before = share.end < one.start and _BEFORE.match(text[share.end : begins.start()])
        if behind or before:
            least = abs((other.value - other.step) / (one.value + one.step) - 1)
            most = abs((other.value + other.step) / max(1e-9, one.value - one.step) - 1)
            right = abs(other.value / one.value - 1)
            yield from _unlike(text, share, right, (least, most), (one, other))


def _share(text: str, found: list[Figure], share: Figure) -> Iterator[Finding]:
    for one, other in pairwise(found):
        joined = _SHARE[0].match(text[one.end : other.start])
        bracket = _SHARE[1].match(text[other.end : share.start])
        bracket = bracket if text[share.end : share.end + 1] == ")" else None
        if joined and bracket and 0 < one.value <= other.value:
            least = (one.value - one.step) / (other.value + other.step)
            most = (one.value + one.step) / (other.value - other.step)
            yield from _unlike(text, share, one.value / other.value, (least, most), (one, other))


def _unlike(
    text: str, share: Figure, right: float, between: tuple[float, float], of: tuple[Figure, Figure]
) -> Iterator[Finding]:
    """A finding, if ``share`` is further from what is right than rounding makes it."""
    low, high = sorted(100 * edge for edge in between)
    slack = max(0.6, share.step, 0.02 * share.value)
    if not low - slack <= share.value <= high + slack:
        places = ((share.start, share.end), (of[0].start, of[1].end))
        shown = f"{100 * right:.1f}".removesuffix(".0").replace(".", ",")
        yield Finding("percentage", places, (text[share.start : share.end], f"{shown}%"))


def quantities(text: str) -> Iterator[Finding]:
    """Numbers of headline or lead that a sentence which says the same has otherwise.

    >>> text = "Itu reforma 48 escolas da rede.\\nItu reforma já 46 escolas da rede."
    >>> [f.values for f in quantities(text)]
    [('48', '46')]
    """
    spans = sentences(text)
    lead = [(at, figures(text, *at), _stems(text, at)) for at in spans[:LEAD]]
    lead = [told for told in lead if told[1]]
    for at in spans[1:] if lead else ():
        again = figures(text, *at)
        said = _stems(text, at) if again else frozenset()
        for first, numbers, stems in lead:
            shared = len(stems & said)
            if at <= first or len(numbers) != len(again) or shared < FEWEST:
                continue
            if 2 * shared >= ALIKE * (len(stems) + len(said)):
                pairs = zip(numbers, again, strict=True)
                wrong = [pair for pair in pairs if _differ(*pair)]
                if len(wrong) == 1:
                    places = tuple((figure.start, figure.end) for figure in wrong[0])
                    yield Finding("quantity", places, tuple(text[a:b] for a, b in places))


def _stems(text: str, at: tuple[int, int]) -> frozenset[str]:
    return frozenset(stem for stem in full_stems(text[slice(*at)]) if not stem.isdigit())


def _differ(one: Figure, other: Figure) -> bool:
    return one.kind == other.kind and abs(one.value - other.value) > one.step + other.step


def headline_figures(text: str) -> Iterator[Finding]:
    """Amounts and counts of the headline that the rest of the article does not have.

    The headline is a first line by itself that ends in no full stop.
    """
    line, _, rest = text.partition("\n")
    if not rest.strip() or len(line) > 200 or line.rstrip().endswith((".", "!", ":")):
        return
    below = figures(rest)
    said = below + [
        Figure(*one.span(), spelt_number(one["words"]), 0.0, "percent" if one["percent"] else "")
        for one in _SPELT_OUT.finditer(rest)
        if not one["digits"]
        and (one["percent"] or not _NOT_ALONE.issuperset(one["words"].lower().split()))
    ]
    for figure in figures(line):
        noun = _NEXT.match(line, figure.end)
        if _stands(figure, said) or _ABOUT.search(line[: figure.start]):
            continue
        counted = noun and any(
            (other := _NEXT.match(rest, f.end)) and other["word"] == noun["word"] for f in below
        )
        if figure.kind or figure.step or (_counts(line, figure) and counted):
            span = figure.start, figure.end
            yield Finding("headline_figure", (span,), (line[slice(*span)],))


def _stands(figure: Figure, below: list[Figure]) -> bool:
    """Whether a number of the article is this one, or rounds to it."""
    slack = max(figure.step, 0.051 * figure.value if figure.step or figure.kind else 0)
    return any(abs(figure.value - other.value) <= max(slack, other.step) for other in below)
