"""Amounts: whole, as a number with its unit, and what they are the amount of where that is sure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textnn.tasks.factsheet.reading import (
    WORD,
    ArticleReading,
    Stretch,
    one_line,
    overlaps,
    word_set,
)
from textnn.text.numbers_and_dates import PORTUGUESE, in_digits, spelt_number
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import fold

_CURRENCIES = {
    "r$": "BRL", "us$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "reais": "BRL", "real": "BRL",
    "dólares": "USD", "dólar": "USD", "euros": "EUR", "euro": "EUR", "libras": "GBP",
}  # fmt: skip
_UNITS = {
    "%": "%", "por cento": "%", "pontos percentuais": "p.p.", "ponto percentual": "p.p.",
    "pontos-base": "bp", "km": "km", "quilômetros": "km", "quilômetro": "km", "m": "m",
    "metros": "m", "metro": "m", "cm": "cm", "centímetros": "cm", "mm": "mm", "milímetros": "mm",
    "kg": "kg", "quilos": "kg", "quilo": "kg", "gramas": "g", "toneladas": "t", "tonelada": "t",
    "hectares": "ha", "hectare": "ha", "litros": "l", "litro": "l", "km/h": "km/h", "°c": "°C",
    "ºc": "°C", "graus": "°", "m²": "m²", "metros quadrados": "m²", "km²": "km²", "mw": "MW",
    "gw": "GW", "horas": "h", "hora": "h", "minutos": "min", "minuto": "min", "segundos": "s",
    "dias": "d", "dia": "d", "semanas": "wk", "semana": "wk", "meses": "mo", "mês": "mo",
    "anos": "yr", "ano": "yr",
}  # fmt: skip

_DIGITS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SCALE = r"mil milhões|mil(?:hão|hões)?|bilhão|bilhões|trilhão|trilhões|(?:mi|bi|tri)(?=[\s.,;)])"
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_WORDS = "|".join(
    sorted(
        (word for word in PORTUGUESE if word not in ("um", "uma", "zero")), key=len, reverse=True
    )
)
_AMOUNT = re.compile(
    rf"(?<![\w.,/-])(?:(?P<sign>R\$|US\$|€|£|\$) ?(?P<money>{_DIGITS})(?: ?(?P<mscale>{_SCALE}))?"
    rf"|(?P<number>{_DIGITS})(?: (?P<scale>{_SCALE}))?"
    rf"(?:(?: de)? (?P<coin>reais|dólares|euros|libras)|(?P<unit> ?(?:de )?(?:{_UNIT})(?![\w-])))?)"
    r"(?![\w/-]|[.,:]\d)",
    re.IGNORECASE,
)
_SPELT = re.compile(
    rf"(?<![\w-])(?<!meio )(?<!meia )(?P<words>(?:{_WORDS})"
    rf"(?: e (?:{_WORDS}|um|uma)| (?:mil|milhões|bilhões))*"
    rf"|(?:um|uma) (?:milhão|bilhão|trilhão))(?:(?: de)? (?P<coin>reais|dólares|euros)"
    rf"|(?P<unit> (?:{_UNIT})(?![\w-])))?(?![\w-]| e mei[oa]\b)",
    re.IGNORECASE,
)
_NUMBERS_ONLY = re.compile(r"\d{1,2}|(?:19|20)\d\d|\d{1,2}º")

_COUNTED = re.compile(
    r"(?: de)? (?P<noun>[a-zà-ÿ]{3,}(?:-[a-zà-ÿ]+)*)(?P<more> [a-zà-ÿ]{4,}s(?![\w-]))?"
)
_PART = re.compile(
    r" (?:d[oa]s?) (?P<noun>[\w-]{2,}(?: (?:d[oae]s? )?[A-Za-zÀ-ÿ][\w-]{3,})?)(?=[.,;:)]| |$)"
)
_IN = re.compile(
    r" (?:em|de) (?P<noun>[a-zà-ÿ]{4,}(?:-[a-zà-ÿ]+)*)"
    r"(?P<more> (?:públic|federa|anua|mensa)[a-z]+)?"
)
_OF = re.compile(
    r"(?P<noun>(?<![\w-])[a-zà-ÿ]{3,}(?:-[a-zà-ÿ]+)*(?: [a-zà-ÿ]{4,})?) (?P<link>de|em)"
    r"(?: (?:cerca|mais|menos|até|quase|aproximadamente|pelo menos)(?: de)?)? ?$"
)
_PLACED = re.compile(r" (?:em|n[oa]s?) ")
_ADJECTIVE = re.compile(
    r"(?:al|ais|ar|ares|iv[oa]|ic[oa]|[iíuú]d[oa]|ad[oa]|ári[oa]|in[oa]|im[oa]|[bs]il|bilidade|ent[oa]"
    r"|eir[oa]|ens[ae]|ut[oa]|st[oa]|óri[oa]|extra|ior|or"
    r"|fix[oa]|brut[oa]|médi[oa]|nov[oa])s?$"
)
_MOVED = re.compile(r" [oa]s? (?P<noun>[^\W\d_][\w-]{2,}) em $")
_COST = re.compile(
    r"(?:^|[.;:,!?”\"(] |(?: e| que| mas) )(?:[OoAa]s? |[Uu]ma? |[Ee]ss[ea] |[Ee]st[ea] )"
    r"(?P<noun>[^\W\d_][\w-]{2,}(?: (?:d[oae]s?|em|n[oa]) [\w-]{2,}| [a-zà-ÿ]{5,}){0,3}?) "
    r"(?:já |não |também |ainda )?(?:vai |vão |deve |devem |pode |deverá |poderá )?"
    r"(?:cust(?:ou|a|ará|ar|aram|am)|sub(?:iu|ir|irá|iram)|ca(?:iu|ir|íram|irá)|somou|soma|somam"
    r"|cheg(?:a|ou|ará|aram|arão|ue|uem) a|atingi(?:u|rá)|é de|foi de|era de|será de|são de|ser de"
    r"|fic(?:ou|a) em"
    r"|val(?:e|ia|em|erá)|recu(?:ou|aram)|avanç(?:ou|aram)|aument(?:ou|ará|aram)|cresc(?:eu|eram)"
    r"|totaliz(?:ou|a|am)|encolheu|pass(?:ou|a) (?:de|para)|super(?:ou|a)|registrou|fechou em)"
    r"(?: (?:cerca de|mais de|menos de|até|quase|aproximadamente|em|para))? $"
)
_NO_NOUN = frozenset(map(fold, STOPWORDS)) | word_set(
    fold("""
    vezes vez por cento anos ano dias dia horas hora minutos minuto segundos meses semanas reais
    dólares euros mais menos cerca acima abaixo cada contra entre mil milhões bilhões milhão bilhão
    disse foi eram são era será serão está estão tem têm tinha fica ficou segundo conforme junto
    atrás depois antes durante após neste nesta desde hoje ontem anterior anteriores passado passada
    passados total valor altura aproximadamente além primeiro primeira apenas outros outras outro
    outra pontos ponto centímetros metros quilômetros toneladas quilos litros hectares graus segundo
    torno invés média lugar nível ritmo prazo forma base parte
    terceiro quarto deles delas destes destas todo toda todos todas mesmo mesma
    """)
)
_NOUNS = word_set(
    "resultado mercado pedido partida saída medida dívida entrada jornada estado parada retirada"
)
_VERBLIKE = re.compile(
    r"(?:[aei]ram|[aei]vam|iam|ou|eu|iu|ará|erá|irá|arão|erão|irão|ando|endo|indo|aram|mente|ar|er|ir)$"
)
_NOT_AFTER = ("artigo", "art.", "parágrafo", "página", "capítulo", "versão", "número", "nº", "km")


@dataclass(frozen=True)
class Amount:
    """An amount; ``of`` is what it is the amount of, with its place."""

    start: int
    end: int
    value: str
    of: tuple[str, Stretch] | None


def find_amounts(reading: ArticleReading, taken: Sequence[Stretch]) -> list[Amount]:
    """Every amount in an article, in order, whole.

    Args:
        taken: stretches that are something else: ages, times, contacts, numbers of laws.
    """
    text = reading.text
    marks = [mark for mark in reading.of("VALUE") if not overlaps(taken, mark.start, mark.end)]
    marked = [(mark.start, mark.end) for mark in marks]
    names = [(one.start, one.end) for one in reading.of("PER", "LOC", "ORG", "EVENT", "WORK")]
    doors = {one.end + 2 for one in reading.of("LOC") if text.startswith(", ", one.end)}
    found: list[Amount] = []
    for one in sorted(
        [*_AMOUNT.finditer(text), *_SPELT.finditer(text)], key=lambda one: one.start()
    ):
        start, end = one.span()
        free = not (found and found[-1].end > start) and not overlaps(taken, start, end)
        if free and not overlaps(names, start, end):
            of = _of(reading, one)
            if start in doors and one[0].replace(".", "").isdigit() and not of:
                continue  # the number of a house, behind its street
            if _wanted(text, one, of, sure=overlaps(marked, start, end)):
                found.append(Amount(start, end, _value(one), of))
    return found


def _wanted(text: str, one: re.Match[str], of: tuple[str, Stretch] | None, *, sure: bool) -> bool:
    """Whether a number is an amount: it has a unit or a scale, or it counts something."""
    part = one.groupdict()
    if part.get("sign") or part.get("coin") or part.get("scale"):
        return True
    if part.get("unit"):
        return True
    before = WORD.findall(text[max(0, one.start() - 14) : one.start()])
    if before and before[-1].lower() in _NOT_AFTER:
        return False
    if part.get("words"):
        return of is not None and sure
    plain = _NUMBERS_ONLY.fullmatch(one[0])
    return (sure and of is not None) or (not plain and sure)


def _value(one: re.Match[str]) -> str:
    part = one.groupdict()
    if part.get("words"):
        number = spelt_number(part["words"])
    else:
        scale = part["mscale"] or part["scale"] or ""
        number = in_digits(part["money"] or part["number"], scale)
    sign, coin = part.get("sign"), part.get("coin")
    unit = _unit(part)
    said = _CURRENCIES[(sign or coin or "").lower()] if sign or coin else _UNITS.get(unit, "")
    return f"{_plain(number)} {said}".strip()


def _unit(part: Mapping[str, str | None]) -> str:
    return (part.get("unit") or "").strip().lower().removeprefix("de ")


def _plain(number: float) -> str:
    return str(round(number)) if number == round(number) else f"{number:.10f}".rstrip("0")


def _of(reading: ArticleReading, one: re.Match[str]) -> tuple[str, Stretch] | None:
    """What it is the amount of: what is counted, the part of what, the cost of what."""
    text, part = reading.text, one.groupdict()
    start, end = reading.sentence_at(one.start())
    if one.end() > end:
        return None
    unit = _unit(part)
    money = part.get("sign") or part.get("coin")
    if not money and not unit:
        return _counted(text, one.end(), end)
    if _UNITS.get(unit) in ("h", "min", "s", "d", "wk", "mo", "yr"):
        return _in(text, one.end(), end) or _noun_of(text, start, one.start(), only_de=True)
    if unit == "%" and (moved := _MOVED.search(text[max(start, one.start() - 60) : one.start()])):
        left = max(start, one.start() - 60)
        return moved["noun"], (left + moved.start("noun"), left + moved.end("noun"))
    of = _noun_of(text, start, one.start()) or _subject(text, start, one.start())
    if of or money:
        return of or _in(text, one.end(), end)
    part_of = _PART.match(text, one.end(), end) if _UNITS.get(unit) == "%" else None
    return _noun(text, part_of.span("noun")) if part_of else None


def _noun(text: str, at: Stretch) -> tuple[str, Stretch] | None:
    words = WORD.findall(text[slice(*at)])
    if not words or fold(words[0]) in _NO_NOUN or _VERBLIKE.search(words[0]):
        return None
    while len(words) > 1 and (words[-1].lower() in STOPWORDS or _VERBLIKE.search(words[-1])):
        words.pop()
    end = at[0] + len(text[at[0] : at[1]].rstrip())
    said = one_line(text[at[0] : end])
    kept = " ".join(words)
    if said.replace(" ", "") != kept.replace(" ", ""):
        end = at[0] + text[at[0] : at[1]].rfind(words[-1]) + len(words[-1])
    return one_line(text[at[0] : end]), (at[0], end)


def _counted(text: str, place: int, end: int) -> tuple[str, Stretch] | None:
    """*15 mil cargos*: the noun that follows."""
    found = _COUNTED.match(text, place, end)
    if not found or not found["noun"].endswith(("s", "m")) or fold(found["noun"]) in _NO_NOUN:
        return None
    noun = found["noun"]
    if re.search(r"(?:[aei]ram|avam|iam|mos|em|am)$", noun) and not noun.endswith(("gem", "gens")):
        return None
    more = found["more"]
    if more and _ADJECTIVE.search(more) and not re.search(r"(?:mos|ais)$", more):
        return noun + more, (found.start("noun"), found.end("more"))
    return noun, found.span("noun")


def _noun_of(
    text: str, start: int, place: int, *, only_de: bool = False
) -> tuple[str, Stretch] | None:
    """*multa de R$ 5 mil*: the noun before *de*, with an adjective."""
    window = max(start, place - 80)
    found = _OF.search(text[window:place])
    if not found or (only_de and found["link"] != "de"):
        return None
    left, right = found.span("noun")
    words = text[window + left : window + right].split()
    if len(words) == 2 and not _ADJECTIVE.search(words[1]):
        left += len(words[0]) + 1
        words = words[1:]
    while words and (fold(words[0]) in _NO_NOUN or _VERBLIKE.search(words[0])):
        left += len(words[0]) + 1
        words = words[1:]
    if (
        not words
        or fold(words[-1]) in _NO_NOUN
        or _is_participle(words[0])
        or re.search(r"(?:ou|iu|eu|aram|ando)$", words[-1])
    ):
        return None
    return " ".join(words), (window + left, window + right)


def _is_participle(word: str) -> bool:
    return word.endswith(("ada", "ado", "ida", "ido")) and word not in _NOUNS


def _subject(text: str, start: int, place: int) -> tuple[str, Stretch] | None:
    """*A obra vai custar R$ 3 milhões*: what costs, rises, falls or sums up."""
    window = max(start, place - 120)
    found = _COST.search(text[window:place])
    if not found:
        return None
    noun = _PLACED.split(found["noun"])[0]
    left = found.start("noun")
    return one_line(noun), (window + left, window + left + len(noun))


def _in(text: str, place: int, end: int) -> tuple[str, Stretch] | None:
    """*R$ 30 milhões em investimentos*."""
    found = _IN.match(text, place, end)
    if not found or fold(found["noun"]) in _NO_NOUN or _VERBLIKE.search(found["noun"]):
        return None
    at = (found.start("noun"), found.end("more") if found["more"] else found.end("noun"))
    return one_line(text[slice(*at)]), at
