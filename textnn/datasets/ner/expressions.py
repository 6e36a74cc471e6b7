"""Times and amounts as newspapers write them: found by patterns, and exchanged for others.

The corpora annotate few dates and hardly an amount, most of them in digits. Here sentences of any
text get what they say of times and amounts marked where a pattern leaves no doubt (*sexta-feira*,
*R$ 94 mil*, *vinte por cento*, *29km*), and ``exchanged`` puts another expression of the same kind
in its place, in digits or in words, so that a network learns the place as well as the words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from num2words import num2words

from textnn.datasets.ner.corpora import Entity, TaggedText
from textnn.text.numbers_and_dates import MONTHS, PORTUGUESE

_MONTH = rf"(?:{'|'.join(MONTHS)})"
_ANY_MONTH = rf"(?:(?i:{'|'.join(MONTHS)}))"
"""European texts may give months a capital, which a publisher has, too: only beside a number."""
_SHORT_MONTH = rf"(?:(?i:{'|'.join(month[:3] for month in MONTHS)}))"
_DAY = r"(?:(?:segunda|terça|quarta|quinta|sexta)-feira|sábado|domingo)"
_SHORT_DAY = r"(?:segunda|terça|quarta|quinta|sexta)"
_SHORTEST_DAY = r"(?:seg|ter|qua|qui|sex|s[áa]b|dom)\.?"
_PART = r"(?:manhã|tarde|noite|madrugada)"
_PART_BEHIND = rf"(?: (?:à|de|da|pela|ao fim da) {_PART})"
_WEEKDAYS = ("segunda", "terça", "quarta", "quinta", "sexta")
_IN_BRACKETS = r"(?: ?\(\d{1,2}[º°]?(?:/\d{1,2}(?:/\d{2,4})?| de \w+)?\))"
"""The day of the month behind a weekday: *segunda-feira (10)* is one date."""
_DIGITS = r"(?:\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)*)"
_WORDS = sorted(PORTUGUESE, key=len, reverse=True)
_WORD = rf"(?i:{'|'.join(word for word in _WORDS if word not in ('zero', 'dúzia'))}|mei[oa])"
_IN_WORDS = rf"{_WORD}(?:(?: e |, ?| ){_WORD}){{0,15}}"
"""The longest number below a thousand million has eleven words."""
_SCALE = r"(?:mil(?:hão|hões)?|bilh(?:ão|ões)|trilh(?:ão|ões)|mi|bi|tri)"
_NUMBER = rf"(?:{_DIGITS}(?: ?{_SCALE}\b)?|{_IN_WORDS})"
_CURRENCY = (
    r"(?:reais|real|euros?|dólares|dólar|libras|centavos|cêntimos|pesos|ienes|iuans?|yuans?|francos"
    r"|rublos|escudos|contos?|cruzeiros|cruzados|rands|rúpias|bitcoins?|salários? mínimos?)"
)
_UNIT = (
    r"(?:km/h|km²|km2|km|quil[ôó]metros?(?: quadrados| por hora)?|metros?(?: quadrados| cúbicos)?"
    r"|m²|m2|m³|m3|cm|mm|m|cent[íi]metros?|mil[íi]metros?|milhas|hectares?|ha|alqueires|kg|quilos?"
    r"|quilogramas?|gramas?|g|mg|toneladas?|litros?|ml|l|°C|ºC|º C|° C|graus(?: Celsius)?|GB|MB|TB"
    r"|[MGk]Hz|[MGk]W|watts|megawatts|quilowatts|volts|mAh|polegadas|pés|arrobas|sacas|barris"
    r"|mm/h|hPa|calorias|decib[ée]is|L|t|hectolitros|cv|kgfm|W|Wp|k[Ww]h?|[MG]Wh|BTUs?|nós|kilos?"
    r"|micr[óô]metros|nan[óô]metros|pol|palmos|léguas|xícaras?|colheres(?: de (?:sopa|chá))?)"
)
_SPAN = r"(?:anos?|mes(?:es)?|mês|semanas?|dias?|horas?|minutos?|segundos?|séculos|décadas)"
_ABOUT = (
    r"(?:(?:[Cc]erca|[Mm]ais|[Mm]enos|[Pp]erto) de |(?:[Qq]uase|[Aa]proximadamente|[Pp]elo menos"
    r"|[Ee]m torno de|[Pp]or volta de) )?"
)
"""HAREM marks it with the amount: *cerca de 6%*."""
_EDGE, _END = r"(?<![\w$€£])(?<!\d[.,/-])", r"(?![\w]|[.,]\d)"
_ORDINAL_DAY = r"(?:\d{1,2}[º°o]?|primeiro|[Pp]rimeiro)"


def _pattern(*parts: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"{_EDGE}(?:{'|'.join(parts)}){_END}", flags)


PATTERNS: dict[str, tuple[str, re.Pattern[str]]] = {
    "money": (
        "VALUE",
        re.compile(
            rf"(?<!\w){_ABOUT}(?:[A-Z]{{0,3}}\$|[€£¥]|(?:EUR|USD|GBP|CHF|BRL)\b) ?{_DIGITS}"
            rf"(?: ?{_SCALE}\b)?"
            rf"(?: de {_CURRENCY}\b)?"
            rf"|{_EDGE}{_ABOUT}{_NUMBER}(?: de)? {_CURRENCY}"
            rf"(?: e {_NUMBER} (?:centavos|cêntimos))?(?!\w)"
            rf"|{_EDGE}{_ABOUT}{_DIGITS} ?(?:€|£|EUR|USD){_END}"
        ),
    ),
    "percent": (
        "VALUE",
        re.compile(
            rf"{_EDGE}{_ABOUT}{_NUMBER} ?(?:%|por ?cento\b|pontos? percentua(?:l|is)\b|p\.p\.)"
        ),
    ),
    "measure": ("VALUE", _pattern(rf"{_ABOUT}{_NUMBER}(?: de)? ?{_UNIT}")),
    "score": ("VALUE", _pattern(r"\d{1,2} ?[xX×] ?\d{1,2}")),
    "date": (
        "TIME",
        _pattern(
            rf"{_ORDINAL_DAY}(?: de)? {_ANY_MONTH}(?:(?: de|,)? (?:1\d|20)\d\d)?",
            rf"(?:{_IN_WORDS}) de {_ANY_MONTH}(?: de (?:(?:1\d|20)\d\d|{_IN_WORDS}))?",
            rf"{_ANY_MONTH}(?: de|/) ?(?:1\d|20)\d\d",
            rf"\d{{1,2}}[./-]{_SHORT_MONTH}(?:[./-]\d{{2,4}})?",
            rf"{_SHORT_MONTH}/\d{{2,4}}",
            r"\d{1,2}/\d{1,2}/\d{2,4}",
            r"(?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])",
            r"\d{1,2}([.-])\d{1,2}\1(?:19|20)\d\d",
            r"(?:19|20)\d\d-\d\d-\d\d",
            rf"(?<=\b[Dd]ia )(?:\d{{1,2}}|{_IN_WORDS})",
        ),
    ),
    "month": ("TIME", re.compile(rf"(?<=\b(?:em|de) ){_MONTH}(?!\w)")),
    "year": (
        "TIME",
        re.compile(
            r"(?:(?<=\b[Ee]m )|(?<=\bdesde )|(?<=\baté )|(?<=\bano de ))(?:1[5-9]|20)\d\d\b"
            r"|(?<=\b[Ee]ntre )(?:1[5-9]|20)\d\d(?= e )|(?<=\d\d\d\d e )(?:1[5-9]|20)\d\d\b"
            r"|(?<=\b[Ee]m )(?:dois mil|mil e? ?novecentos|mil e? ?oitocentos)"
            rf"(?: e {_IN_WORDS})?\b"
        ),
    ),
    "weekday": (
        "TIME",
        _pattern(
            rf"{_DAY}s?(?: (?:passad[ao]|que vem|próxim[ao]|últim[ao]))?{_IN_BRACKETS}?",
            rf"(?:{_SHORT_DAY}|(?:seg|ter|qua|qui|sex|s[áa]b|dom)\.?|[2-6]ª(?:-feira)?){_IN_BRACKETS}",
            rf"(?<=\bna ){_SHORT_DAY}(?= ?[(,.;]| (?:à|de manhã|pela|passada|que vem))",
            rf"(?<=\b[nd]esta ){_SHORT_DAY}(?= ?[(,.;]| (?:à|de manhã|pela))",
            r"(?:(?<=\baté )|(?<=\bdesde )|(?<=\bpra )|(?<=\bpara )|(?<=próxima )|(?<=última ))"
            rf"{_SHORT_DAY}(?= ?[,.;:!?()]|$)",
            r"[2-6]ª-feira",
            rf"{_SHORT_DAY}{_PART_BEHIND}",
            r"(?:segundas|terças|quartas|quintas|sextas)-feiras",
            rf"(?<=\b[àa]s )(?:{_SHORT_DAY}s)(?: (?:e|a|à) {_SHORT_DAY}s)?",
            rf"{_SHORTEST_DAY} (?:a|à|e) {_SHORTEST_DAY}",
            rf"{_SHORTEST_DAY},? \d{{1,2}}/\d{{1,2}}",
            flags=re.IGNORECASE,
        ),
    ),
    "relative": (
        "TIME",
        _pattern(
            r"[nd]?(?:est[ea]|ess[ea]) (?:semana|mês|ano|fim de semana|final de semana|noite|manhã"
            r"|tarde|madrugada|semestre|trimestre|século|década|verão|inverno)",
            r"(?:próxim[oa]|últim[oa]) (?:semana|mês|ano|fim de semana|noite|madrugada|década"
            r"|trimestre|semestre)",
            r"(?:semana|mês|ano|fim de semana|verão|século|trimestre|semestre)"
            r" (?:passad[oa]|que vem|seguinte|anterior)",
            rf"(?:últim|próxim)[oa]s {_NUMBER} (?:anos|meses|dias|semanas|horas|décadas)",
            rf"(?:início|começo|meados|fim|final|finais) d[eoa]s? (?:{_MONTH}|ano|mês|semana|século"
            r"|década|(?:19|20)\d\d)",
            rf"(?:primeira|segunda|última) (?:quinzena|semana) d[eo] (?:{_MONTH}|mês|ano)",
            r"(?:verão|inverno|primavera|outono|ano(?: fiscal)?|safra) de (?:19|20)\d\d",
            r"[1-4]T(?:20)?\d\d",
            r"(?:primeiro|segundo|terceiro|quarto|último|[1-4][º°]) (?:semestre|trimestre)"
            r"(?: de (?:19|20)\d\d)?",
            flags=re.IGNORECASE,
        ),
    ),
    "hour": (
        "TIME",
        _pattern(
            r"\d{1,2} ?h(?:s|rs)?(?:\d\d)?(?:min)?(?: d[ae] (?:manhã|tarde|noite|madrugada))?",
            rf"(?:(?<=\b[aàAÀ]s )|(?<=\b[Dd]as )|(?<=\b[Pp]elas ))(?:\d{{1,2}}(?::\d\d| horas)"
            rf"|{_IN_WORDS} horas)",
            r"zero horas?",
            rf"(?:\d{{1,2}}|{_WORD})(?: e (?:meia|\d{{1,2}}|{_WORD}))? d[ae] {_PART}",
            rf"(?<=[àÀ]s )(?:\d{{1,2}}|{_WORD}) para (?:as? )?(?:\d{{1,2}}|{_WORD}|meia-noite)",
            rf"(?:meia-noite|meio-dia)(?: e (?:meia|{_WORD}))?",
        ),
    ),
    "era": (
        "TIME",
        _pattern(
            r"anos (?:19)?\d0", r"(?:década|decênio) de (?:19|20)?\d0",
            r"século (?:[IVX]+|\d{1,2})",
            rf"(?:década|anos) (?:de )?{_IN_WORDS}",
        ),
    ),
    "span": ("VALUE", _pattern(rf"{_ABOUT}{_NUMBER}(?: e mei[oa])? {_SPAN}")),
}  # fmt: skip
"""Kind -> label and pattern; in doubt a pattern stays silent, and of two that find the same words
the first says what they are: *às 21 horas*."""

_NAME_BEFORE = re.compile(r"(?<![\w.])[A-ZÀ-Ý][\w.]* (?:d[aeo]s? )?$")
"""A capital word just before a date: *Rua 7 de Setembro*, *Avenida Paulo de maio*."""


def expressions(text: str, taken: Sequence[Entity] = ()) -> list[tuple[Entity, str]]:
    """Times and amounts of a text with their kinds, in text order, apart from each other.

    Args:
        taken: marks that what is found must not touch.
    """
    found = [
        (Entity(match.start(), match.end(), label), kind)
        for kind, (label, pattern) in PATTERNS.items()
        for match in pattern.finditer(text)
        if kind != "date" or " " not in match[0] or not _NAME_BEFORE.search(text[: match.start()])
    ]
    kept: list[tuple[Entity, str]] = []
    for entity, kind in sorted(found, key=lambda pair: (pair[0].start, -pair[0].end)):
        clear = all(other.end <= entity.start or entity.end <= other.start for other in taken)
        if clear and (not kept or kept[-1][0].end <= entity.start):
            kept.append((entity, kind))
    return kept


def marked(item: TaggedText) -> TaggedText:
    """The text with its times and amounts marked too."""
    found = [entity for entity, _ in expressions(item.text, item.entities)]
    entities = sorted((*item.entities, *found), key=lambda entity: entity.start)
    return replace(item, entities=tuple(entities))


def exchanged(item: TaggedText, rng: random.Random) -> TaggedText:
    """``marked``, with every time and amount that a pattern found put in other words."""
    found = dict(expressions(item.text, item.entities))
    parts, entities, at, length = list[str](), list[Entity](), 0, 0
    for entity in sorted((*item.entities, *found), key=lambda entity: entity.start):
        said = item.text[entity.start : entity.end]
        new = in_other_words(said, found.get(entity, ""), rng)
        parts += [item.text[at : entity.start], new]
        start = length + entity.start - at
        length, at = start + len(new), entity.end
        entities.append(Entity(start, length, entity.label))
    return replace(item, text="".join(parts) + item.text[at:], entities=tuple(entities))


def in_other_words(said: str, kind: str, rng: random.Random) -> str:
    """Another expression of a kind; *cerca de* and what cannot be exchanged stay.

    Args:
        kind: a key of ``PATTERNS``, or ``gene``.
    """
    if kind not in _WRITERS:
        return said
    about = re.match(_ABOUT, said)
    kept = about.group() if about else ""
    return kept + _WRITERS[kind](rng, said[len(kept) :])


_SUBSTANCE = re.compile(
    r"\b(?:[oaOA]|d[oa]|n[oa]|pel[oa]) (?P<kind>gene|proteína|enzima|mutação|vírus|bactéria"
    r"|molécula|hormônio|substância|receptor|anticorpo|vacina|variante|cepa)(?= [a-zà-ÿ(]|[,.])"
)


def with_gene(item: TaggedText, rng: random.Random) -> TaggedText | None:
    """The text with its first *o gene*, *a proteína* ... given an invented name, marked THING.

    None where there is none. Half of the names stand alone: *o ARHGAP11B*, not *o gene ARHGAP11B*.
    """
    found = _SUBSTANCE.search(item.text)
    if found is None or any(e.start < found.end() and found.start() < e.end for e in item.entities):
        return None
    name = _gene(rng)
    at = found.end() + 1 if rng.random() < 0.5 else found.start("kind")
    said = found["kind"] + " " + name if at > found.end() else name
    text = item.text[: found.start("kind")] + said + item.text[found.end() :]
    longer = len(said) - len(found["kind"])
    entities = [
        e if e.end <= found.start() else replace(e, start=e.start + longer, end=e.end + longer)
        for e in item.entities
    ]
    entities.append(Entity(at, at + len(name), "THING"))
    entities.sort(key=lambda entity: entity.start)
    return replace(item, text=text, entities=tuple(entities))


def _gene(rng: random.Random, _: str = "") -> str:
    """Invented names in the manner of ``ARHGAP11B``, ``TP53``, ``GLP-1``, ``IFN-γ``, ``LNP``."""
    letters = "".join(rng.choices("ABCDEFGHIKLMNOPRSTUVXYZ", k=rng.choice((2, 3, 3, 4, 5, 6))))
    if rng.random() < 0.3:
        return letters + rng.choice(("", "-α", "-β", "-γ", "-κB"))
    number = str(rng.randint(1, 99)) + "".join(rng.choices("ABLNX", k=rng.choice((0, 0, 1, 2))))
    return letters + rng.choice(("", "", "", "-")) + number


def _spelled(number: int) -> str:
    return str(num2words(number, lang="pt_BR"))


def _integer(rng: random.Random) -> int:
    """Small numbers more often than large ones, round ones often."""
    number = int(10 ** rng.uniform(0.3, rng.choice((1.5, 2, 3, 6))))
    return number if rng.random() < 0.5 or number < 20 else round(number, 1 - len(str(number)))


def _in_digits(number: int, rng: random.Random) -> str:
    """Thousands apart by points, rarely by nothing or the English way."""
    grouped = f"{number:,}"
    style = rng.random()
    return grouped.replace(",", "." if style < 0.8 else "") if style < 0.95 else grouped


def _number(rng: random.Random) -> str:
    style = rng.random()
    if style < 0.35:
        return _spelled(_integer(rng))
    if style < 0.6:
        return _in_digits(_integer(rng), rng)
    if style < 0.8:
        return f"{rng.randint(0, 99)},{rng.randint(1, 99)}"
    scale = rng.choice(("mil", "milhões", "bilhões", "trilhões"))
    return f"{rng.randint(2, 900)} {scale}"


def _money(rng: random.Random, _: str) -> str:
    style, number = rng.random(), _number(rng)
    if style < 0.55:
        sign = rng.choice(("R$", "R$", "US$", "$", "$", "€", "£", "C$", "A$", "U$", "USD", "EUR"))
        digits = number if number[0].isdigit() else _in_digits(_integer(rng), rng)
        return f"{sign}{' ' if sign.isalpha() else rng.choice((' ', ' ', ''))}{digits}"
    currency = rng.choice(
        ("reais", "reais", "dólares", "euros", "libras", "pesos", "ienes", "centavos")
    )
    joined = " de " if number.endswith(("ão", "ões")) else " "
    return f"{number}{joined}{currency}"


def _percent(rng: random.Random, _: str) -> str:
    number = rng.choice((str(rng.randint(1, 100)), _spelled(rng.randint(1, 100))))
    if rng.random() < 0.3:
        number = f"{rng.randint(0, 99)},{rng.randint(1, 9)}"
    sign = rng.choice(("%", " %")) if number[0].isdigit() and rng.random() < 0.6 else None
    said = (" por cento", " por cento", " pontos percentuais", " porcento")
    return number + (sign or rng.choice(said))


def _measure(rng: random.Random, _: str) -> str:
    short = (
        "km",
        "m",
        "kg",
        "cm",
        "mm",
        "m²",
        "km²",
        "km/h",
        "ha",
        "g",
        "ml",
        "°C",
        "ºC",
        "GB",
        "MW",
        "L",
        "t",
        "W",
        "kWh",
        "cv",
    )
    long = (
        "quilômetros", "metros", "quilos", "centímetros", "metros quadrados", "toneladas", "litros",
        "hectares", "graus", "gramas", "milhas", "quilômetros por hora", "graus Celsius", "sacas",
        "nós", "colheres de sopa", "xícaras", "palmos", "léguas", "hectolitros",
    )  # fmt: skip
    if rng.random() < 0.5:
        digits = rng.choice((str(_integer(rng)), f"{rng.randint(1, 40)},{rng.randint(1, 9)}"))
        return f"{digits}{rng.choice(('', ' '))}{rng.choice(short)}"
    return f"{_number(rng)} {rng.choice(long)}"


def _date(rng: random.Random, _: str) -> str:
    day, month = rng.choice((1, *range(1, 29))), rng.choice(MONTHS)
    written = "primeiro" if day == 1 else rng.choice((str(day), str(day), _spelled(day)))
    if day == 1 and rng.random() < 0.5:
        written = rng.choice(("1º", "1°", "1"))
    year = rng.choice(("", "", f" de {rng.randint(1890, 2030)}"))
    if rng.random() < 0.2:
        return _date_in_digits(rng, day)
    if rng.random() < 0.15:  # as European texts have it
        month = month.capitalize()
    return f"{written} de {month}{year}"


def _date_in_digits(rng: random.Random, day: int) -> str:
    month, year = rng.randint(1, 12), rng.randint(1990, 2030)
    short = MONTHS[month - 1][:3]
    short = rng.choice((short, short, short.upper()))
    return rng.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{day:02}/{month:02}",
            f"{day}/{month:02}",
            f"{day:02}.{month:02}.{year}",
            f"{day}{rng.choice('./-')}{short}",
            f"{short}/{year % 100:02}",
        )
    )


def _year(rng: random.Random, said: str) -> str:
    year = rng.randint(1890, 2030) if rng.random() < 0.5 else rng.randint(1985, 2030)
    return said if rng.random() < 0.5 else _spelled(year) if rng.random() < 0.3 else str(year)


def _era(rng: random.Random, said: str) -> str:
    """*anos* stays plural, *década* and *século* keep their gender."""
    tens = rng.choice((20, 30, 40, 50, 60, 70, 80, 90))
    number = rng.choice((str(tens), f"19{tens}", _spelled(tens)))
    if said.startswith("anos"):
        return f"anos {number}"
    if said.startswith("década"):
        return f"década de {number}"
    return said


def _weekday(rng: random.Random, said: str) -> str:
    """The words around it agree in gender; a day of the month stays in brackets."""
    day = rng.randint(1, 31)
    bracket = rng.choice((f" ({day})", f" ({day})", f" ({day}/{rng.randint(1, 12)})"))
    after = bracket if "(" in said else ""
    if said.lower().startswith(("sábado", "domingo")):
        return rng.choice(("sábado", "domingo")) + after
    name = rng.choice(_WEEKDAYS)
    if said.lower().removesuffix("-feira") not in _WEEKDAYS and not after:
        return said  # *seg a sex*, *quinta à noite*
    if after and rng.random() < 0.25:
        return rng.choice((name[:3] + ".", name[:3], f"{rng.randint(2, 6)}ª")) + after
    return name + ("-feira" if "-" in said else "") + after


def _score(rng: random.Random, said: str) -> str:
    between = rng.choice((" a ", " x ", "x")) if " a " in said else "x"
    return f"{rng.randint(0, 7)}{between}{rng.randint(0, 4)}"


def _hour(rng: random.Random, said: str) -> str:
    if not said[0].isdigit():
        return said
    hour, minute = rng.randint(1, 23), rng.randint(0, 59)
    if rng.random() < 0.6:
        return rng.choice((f"{hour}h", f"{hour}h{minute:02}", f"{hour}:{minute:02}"))
    small = rng.randint(2, 11)
    spelled = rng.choice((str(small), _hour_word(small)))
    part = rng.choice(("da manhã", "da tarde", "da noite", "da madrugada"))
    return rng.choice(
        (
            f"{hour} horas",
            f"{hour} h",
            f"{hour}hs",
            f"{_hour_word(hour)} horas",
            f"{spelled} {part}",
            f"{spelled} e meia {part}",
            f"{_hour_word(rng.choice((5, 10, 20)))} para as {_hour_word(small)}",
        )
    )


def _hour_word(hour: int) -> str:
    """Hours are feminine: *duas horas*, *vinte e uma*."""
    return re.sub(r"\bum$", "uma", re.sub(r"\bdois$", "duas", _spelled(hour)))


_WRITERS: dict[str, Callable[[random.Random, str], str]] = {
    "money": _money,
    "percent": _percent,
    "measure": _measure,
    "date": _date,
    "year": _year,
    "era": _era,
    "weekday": _weekday,
    "hour": _hour,
    "score": _score,
    "gene": _gene,
}
"""Kind -> another expression of that kind, given the one it replaces."""
