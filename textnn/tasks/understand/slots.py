"""What a request says besides what is wanted: numbers, names, quotations, by plain rules.

The rules read small letters without accents. They are told the intent, so that *sete* is a number
of sentences in one request and the class of a picture in another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from textnn.results.chat import Arguments, ParsedMessage
from textnn.tasks.understand.glossary import Glossary
from textnn.tasks.understand.numbers import numbers
from textnn.tasks.understand.sample_slots import wanted_classes
from textnn.text.messages import quoted
from textnn.text.normalize import fold

PARAGRAPH = 4
"""Sentences of a summary when a paragraph is asked for."""

WORD = 6
"""Characters of a Portuguese word with its blank, roughly."""

DAYS = {"dia": 1, "day": 1, "semana": 7, "week": 7, "mes": 30, "month": 30, "ano": 365, "year": 365}

_SENTENCE = re.compile(
    r"\s?(?:so )?(?:unicas? )?(?:frase|sentenca|oracao|oracoes|sentence|linha|line)"
)
_BEFORE = re.compile(r"\b(?:em|in|para|pra|so)(?: ate| only| so)? $")
_BEHIND = re.compile(r"\s*(?:$|[?!.,;]|por favor|pfv?\b|agora|please|ta\b|ok\b)")
_CUT = re.compile(
    r"mais (?:curt|brev|concis|sucint|enxut|pequen|resumid|diret)|\bmenor\b|encurt|\bdiminu|\breduz"
    r"|\bcort[ae]|\babrevi|\bcompact|\benxug|(?:longo|grande) demais|muito (?:comprid|grande|long)"
    r"|ficou (?:long|grande|comprid)|\bta (?:gigante|grande|enorme|long)|bem (?:curt|resumid|brev)"
    r"|\bseja breve|(?:resum\w+|versao) (?:\w+ )?(?:curt|brev)|curtinh|tira uma"
    r"|menos(?: (?:texto|frase|palavra|linha)|[,.!?]|$)|excess|me fala curto"
    r"|(?<!in )(?<!too )\bshort|\bbrief|\btrim|\bless\b|\bfewer\b|too long"
)
_GROW = re.compile(
    r"mais (?:long|detalh|complet|extens|alarg|comprid|grande|informac|frases|texto)|\bmaior"
    r"|\baument|\bampli"
    r"|\balonga|\bestend|\bdesenvolv|\bdetalh|muito curt|ficou (?:curt|pequen)|curto demais"
    r"|mais (?:uma|duas) frase|\blonger\b|more detail|too short"
)
_BOLD = (
    r"(?:criativ|ousad|maluc|solt|variad|aleatori|arrojad|imaginativ|divers|diferent|doid|louc"
    r"|viajad|livre)"
)
_SOBER = (
    r"(?:sobri|contid|comportad|conservador|formal|seri[ao]|segur|prudent|previsiv|atinad|sensat"
    r"|juizo|cautel|comedid|normal)"
)
_BOLDER = re.compile(
    rf"(?<!menos )\b(?:mais|seja|bem|algo) (?:\w+ )?{_BOLD}|texto maluc|mais (?:criativid|liberd)"
    r"|solta a |(?:aument|sob|sub)\w* a (?:criat|temp)|temperatura mais alta|arris\w+ mais"
    r"|more (?:creative|random|daring)|bolder|wilder"
)
_SOBERER = re.compile(
    rf"menos {_BOLD}|mais (?:\w+ )?{_SOBER}|(?:baix|diminu|reduz)\w* a (?:criat|temp)"
    r"|temperatura mais baixa|arris\w+ menos|less (?:creative|random)"
    r"|more (?:sober|serious|conservative)"
)
_TEMPERATURE = re.compile(r"\btemp(?:erature?|eratura)?\b\D{0,12}?(\d+(?:[.,]\d+)?|zero|um)\b")
_SEED = re.compile(r"\b(?:semente|seed)\D{0,4}(\d{1,9})")
_UNIT = re.compile(r"\s(?:caracter|letra|toque|character|letter)")
_WORDS = re.compile(r"\s(?:palavra|word)")
_DAYS = re.compile(rf"\s({'|'.join(DAYS)})")
_ALL = re.compile(
    r"\b(?:tu?do|(?<!conversas )tod[oa]s(?! as conversas)|everything|all(?! my conv))\b"
)
_LAST = re.compile(
    r"\b(?:ultim[oa]|last|isso|isto|it"
    r"|(?<!que )(?:d?ess[ae]|d?est[ae]|this|that)(?! conversa| minha| conversation))\b"
)
_ABOUT = re.compile(
    r"\b(?:sobre|acerca de|a palavra|about)\s+(.+)"
    r"|\b(?:procur|busc|busqu|pesquis|search|look)\w*\b.*?\b(?:por|for)\s+(.+)|:\s+(.+)"
    r"|^(?:procur|busc|busqu|pesquis|encontr|acha|ache)\w*\s+(?!n[oa]s?\s)(.+?\sn[oa]s? "
    r"(?:meus? |minhas? )?(?:historico|resultad|salv).*)"
)
_WHERE = re.compile(
    r"\s(?:n[oa]s?|in|em) (?:meus? |minhas? |my )?(?:historico|resultad|salv|history).*"
)
_ARTICLE = re.compile(r"^(?:(?:[oa]s?|uma?s?|uns|the|an?) )+")
_END = re.compile(r"[?!.;,](?:\s|$)")

_WHAT = re.compile(
    r"(?:diferenca|difference) (?:entre|between) (.+?) (?:e|and) "
    r"|(.+?),? (?:e o que(?: mesmo)?|quer dizer o que|e isso o que|o que e)\b\s*[?]*$"
    r"|(?:o que|oq|oque|o q|que|q|qual)(?: e que| diabos| raio)?"
    r" (?:e|eh|sao|foi|seria|significa|quer dizer|chamam de|se chama de|se entende por|vem a ser)"
    r"(?: isso de| isso d[oa]| o conceito de| a definicao de| o significado de)? (.+)"
    r"|(?:como (?:e|funciona|funcionam)|(?:pra|para) (?:que|q) (?:serve|servem|se usa|existe)"
    r"|(?:por que|porque) usar|quem (?:inventou|criou)|quando surgiu|em que consiste) (.+)"
    r"|what(?:'s| is| are| does)(?: meant by)? (.+?)(?: mean)?[?]*$|how (?:do|does) (.+?) work"
    r"|(?:explain|define|tell me about|meaning of)(?: what)? (.+?)(?: is| are| to me| please)?[?]*$"
    r"|(?:conceito|definicao|significado|verbete|glossario|termo|duvida)(?: de| da| do| em)?:? (.+)"
    r"|\b(?:explica|explique|defina|definir|entender|fala|fale|conta|conte)\w*(?:-me)?"
    r"(?: me| pra mim| um pouco| mais)*(?: sobre| de| do| da)? (.+)"
)
_TAIL = re.compile(r"\s(?:pra mim|para mim|por favor|pfv?|na aula|nesse contexto|mesmo|afinal)\b.*")
_LATER = re.compile(r"(?:.*\b(?:o que|oq|que) (?:e|eh|sao|significa|quer dizer)(?: o que)?) (.+)")


def arguments(message: ParsedMessage, intent: str, glossary: Glossary) -> Arguments:
    """What a message says besides its intent.

    Args:
        message: taken apart.
        intent: one of ``INTENTS``.
        glossary: whose terms are looked for first where a term is asked for.
    """
    found: dict[str, Any] = {"address": message.link}
    asked = message.request.replace(message.link, " ") if message.link else message.request
    plain = fold(asked)
    rule = _RULES.get(intent)
    if rule:
        found |= rule(asked, plain)
    if intent == "explain":
        found["term"] = term(asked, glossary)
    if message.pasted:
        found["prefix" if intent == "write" else "article"] = message.pasted
    elif intent in ("highlight", "keywords", "summarize", "headline"):
        rest = after_colon(asked, least=4)
        found["article"] = "" if rest.endswith("?") else rest
    return Arguments(**found)


def after_colon(text: str, least: int = 1) -> str:
    """What follows the first colon, if it has ``least`` words and a letter."""
    _, _, rest = text.partition(":")
    rest = rest.strip()
    return rest if len(rest.split()) >= least and re.search(r"[^\W\d_]", rest) else ""


def _summary(asked: str, plain: str) -> dict[str, Any]:
    del asked
    size = -1 if _CUT.search(plain) else 1 if _GROW.search(plain) else 0
    if sentences := _sentences(plain):
        return {"sentences": sentences}
    return {"size": size}


def _sentences(plain: str) -> int | None:
    """How many sentences are wanted, where the message says it."""
    if re.search(r"\b(?:mais|tira|menos) uma frase", plain):
        return None
    found = numbers(plain)
    for number in found:
        if _SENTENCE.match(plain, number.end) or re.match(r" de frase", plain[number.end :]):
            return number.value
    if re.search(r"\bnuma (?:so |unica )*(?:frase|linha)", plain):
        return 1
    if re.search(r"\bparagrafo\b|\bparagraph\b", plain):
        return PARAGRAPH
    for number in found:
        if _BEFORE.search(plain[: number.start]) and _BEHIND.match(plain, number.end):
            return number.value
    return None


def _writing(asked: str, plain: str) -> dict[str, Any]:
    found: dict[str, Any] = {"prefix": quoted(asked) or after_colon(asked)}
    said = plain.split(":")[0] if found["prefix"] else plain
    if warmth := _TEMPERATURE.search(said):
        word = {"zero": "0", "um": "1"}.get(warmth[1], warmth[1])
        found["temperature"] = float(word.replace(",", "."))
    else:
        found["boldness"] = -1 if _SOBERER.search(said) else 1 if _BOLDER.search(said) else 0
    if seed := _SEED.search(said):
        found["seed"] = int(seed[1])
    for number in numbers(said):
        if _UNIT.match(said, number.end):
            found["length"] = number.value
        elif _WORDS.match(said, number.end):
            found["length"] = number.value * WORD
    if not found["prefix"] and "length" not in found:
        found["size"] = 1 if re.search(r"mais (?:long|comprid)|\bestic|\balong", said) else 0
    return found


def _sampling(asked: str, plain: str) -> dict[str, Any]:
    del asked
    seed = _SEED.search(plain)
    found = wanted_classes(_SEED.sub(" ", plain))
    return found | ({"seed": int(seed[1])} if seed else {})


def _deleting(asked: str, plain: str) -> dict[str, Any]:
    del asked
    for number in numbers(plain):
        if unit := _DAYS.match(plain, number.end):
            return {"days": number.value * DAYS[unit[1]]}
    if _ALL.search(plain):
        return {"scope": "all"}
    return {"scope": "last" if _LAST.search(plain) else ""}


def _searching(asked: str, plain: str) -> dict[str, Any]:
    if words := quoted(asked):
        return {"query": words}
    found = _ABOUT.search(plain)
    if not found:
        return {}
    start = found.start(found.lastindex or 0)
    words = _WHERE.sub("", _END.split(plain[start:])[0])
    begin = start + len(words) - len(_ARTICLE.sub("", words))
    return {"query": original(asked, begin, start + len(words)).strip()}


def term(asked: str, glossary: Glossary) -> str:
    """What is to be explained: a term of the glossary, or what the question leaves over."""
    if words := quoted(asked):
        return words
    if mention := glossary.find(asked):
        return asked[mention.start : mention.end]
    plain = fold(asked)
    found = _LATER.search(plain) or _WHAT.search(plain)
    if not found:
        return ""
    start, end = found.span(found.lastindex or 0)
    words = _TAIL.sub("", _END.split(plain[start:end])[0].rstrip(" ?!.:"))
    begin = start + len(words) - len(_ARTICLE.sub("", words))
    return original(asked, begin, start + len(words)).strip()


def original(text: str, start: int, end: int) -> str:
    """The part of ``text`` whose folded form is ``fold(text)[start:end]``.

    >>> original("Não é o Perceptrão?", 8, 18)
    'Perceptrão'
    """
    ends = [0]
    for char in text:
        ends.append(ends[-1] + len(fold(char)))
    first = next((at for at in range(len(text)) if ends[at + 1] > start), len(text))
    after = next((at for at in range(len(text), 0, -1) if ends[at - 1] < end), 0)
    return text[first:after]


_RULES: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "summarize": _summary,
    "write": _writing,
    "sample": _sampling,
    "delete": _deleting,
    "history": _searching,
}
