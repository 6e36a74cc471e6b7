"""What a request says besides what is wanted: the values of the spans that the network found.

What has a form of its own is not learnt: addresses, what stands in quotation marks or after a
colon, what was pasted, and the terms of the glossary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from textnn.datasets.intents import SPANS
from textnn.results.chat import Arguments, ParsedMessage
from textnn.tasks.understand.classes import class_in, set_of
from textnn.tasks.understand.glossary import Glossary
from textnn.tasks.understand.numbers import numbers
from textnn.text.words import fold

OF_ARTICLE = ("highlight", "keywords", "summarize", "headline", "lead", "caption", "tweet",
              "factsheet")  # fmt: skip
"""Intents whose article may stand after a colon."""

CONDITIONS = ", "
"""Stands between the values of several spans of ``SEVERAL``."""

SEVERAL = ("including", "excluding")
"""Arguments of which one message may name several: all of them count."""

SHORTEST = 12
"""Fewest words after a colon that are an article without being a whole sentence; *título: o que
houve com a Tecnoval* has none."""

PARAGRAPH = 4
"""Sentences of a summary for each paragraph that is asked for."""

_BETWEEN = (
    r"\s+(?:(?:[ao]s?|um|uma|de|d[aeo]s?|em|n[ao]s?|palavras?|nomes?|termos?|the|any|of|words?|"
    r"names?|about)\s+)*$"
)
"""What may stand between *sem* or *com* and the words meant: *a palavra*, *o nome do*."""
_SAY = (
    r"(?:us(?:e|es|a|ar|em)|cit(?:e|es|a|ar)|fal(?:e|es|a|ar)|mencion(?:e|es|a|ar)|tenha|tem|ter|"
    r"ponha|poe|por|bote|bota|coloque|coloca|traga|say(?:ing)?|us(?:e|ing)|mention(?:ing)?)"
)
_LACKS = r"(?<!\bta )(?<!\besta )(?<!\bficou )"
"""A headline that *está sem o nome* lacks it: *sem* then wants nothing left out."""
_WITHOUT = re.compile(
    rf"\b(?:{_LACKS}(?:sem|without)(?:\s+{_SAY})?|(?:nao|not)\s+{_SAY}){_BETWEEN}"
)
_WITH = re.compile(rf"\b(?:com|c|with){_BETWEEN}")
_DENIED = re.compile(r"\b(?:nao|n|nem|not|no)\b")

UNITS: Mapping[str, int] = {
    "palavra": 6, "word": 6, "semana": 7, "week": 7, "mes": 30, "month": 30, "ano": 365,
    "year": 365,
}  # fmt: skip
"""Beginning of a unit -> characters of a Portuguese word with its blank, or days."""

NETWORKS: Mapping[str, str] = {
    "foto": "cnn-cifar10", "photo": "cnn-cifar10", "algarismo": "cnn-digits",
    "numero": "cnn-digits", "number": "cnn-digits", "digit": "cnn-digits", "roupa": "cnn-fashion",
    "peca": "cnn-fashion", "clothes": "cnn-fashion",
}  # fmt: skip
"""Beginning of what a picture is to be looked at as -> the network that does."""


def arguments(
    message: ParsedMessage,
    intent: str,
    attributes: Mapping[str, Any],
    spans: Sequence[tuple[str, str]],
    glossary: Glossary,
) -> Arguments:
    """What a message says besides its intent.

    Args:
        message: taken apart.
        intent: one of ``INTENTS``.
        attributes: arguments that the whole message tells.
        spans: name and words of those that some words of it tell.
        glossary: whose terms are looked for first where a term is asked for.
    """
    found: dict[str, Any] = {"address": message.link, **attributes}
    for name, words in spans:
        if name in SPANS.get(intent, ()) and (value := _VALUES[name](words)) not in (None, ""):
            several = name in SEVERAL and found.get(name)
            found[name] = f"{several}{CONDITIONS}{value}" if several else found.get(name, value)
    if message.pasted:
        found["prefix" if intent == "write" else "article"] = message.pasted
    elif intent == "write":
        found["prefix"] = message.quoted or after_colon(message.request)
    elif intent in OF_ARTICLE:
        rest = after_colon(message.request, least=4)
        sentence = rest.endswith((".", "!", "…", "”", '"')) or len(rest.split()) >= SHORTEST
        found["article"] = rest if sentence and not rest.endswith("?") and "://" not in rest else ""
    elif intent in ("explain", "history"):
        _named(message, "term" if intent == "explain" else "query", found, glossary)
    return Arguments(**_consistent(found))


def polarity(name: str, before: str) -> str:
    """The slot of what a headline has to have or must not have, as the words right before say.

    The network errs here now and then, and what it then does is the contrary of what was asked. All
    but *sem*, *não use* and *com* right before is left to it: *não esqueça de citar* wants the
    words.

    Args:
        name: the slot that the network found.
        before: the request between the span before and this one.

    >>> polarity("including", "outro, sem a palavra "), polarity("excluding", "um com o nome do ")
    ('excluding', 'including')
    >>> polarity("including", "um título, não esqueça de citar o ")
    'including'
    >>> polarity("quoted", "um título sem "), polarity("quoted", "um título com ")
    ('excluding', 'quoted')
    """
    if name not in (*SEVERAL, "quoted"):
        return name
    clause = re.split(r"[,;:.!?]", fold(before))[-1]
    if _WITHOUT.search(clause):
        return "excluding"
    wanted = name == "excluding" and _WITH.search(clause) and not _DENIED.search(clause)
    return "including" if wanted else name


def after_colon(text: str, least: int = 1) -> str:
    """What follows the first colon, if it has ``least`` words and a letter."""
    _, _, rest = text.partition(":")
    rest = rest.strip()
    return rest if len(rest.split()) >= least and re.search(r"[^\W\d_]", rest) else ""


def _named(message: ParsedMessage, name: str, found: dict[str, Any], glossary: Glossary) -> None:
    """What is quoted is what is meant; else a term that the glossary explains."""
    if message.quoted:
        found[name] = message.quoted
    elif name == "term" and (mention := glossary.find(message.request)):
        found[name] = message.request[mention.start : mention.end]


def _consistent(found: dict[str, Any]) -> dict[str, Any]:
    """Without what another argument says more exactly."""
    if label := found.get("label"):
        found["set"] = set_of(label)
    stronger = {
        "size": ("sentences",),
        "boldness": ("temperature",),
        "again": ("prefix", "temperature", "boldness", "topic", "set", "label"),
        "topic": ("prefix",),
    }
    weaker = [name for name, others in stronger.items() if any(map(found.get, others))]
    return {name: value for name, value in found.items() if name not in weaker}


def _count(words: str) -> int | None:
    found = numbers(fold(words))
    return found[0].value if found else None


def _sentences(words: str) -> int:
    return (_count(words) or 1) * (PARAGRAPH if "paragra" in fold(words) else 1)


def _measured(words: str) -> int | None:
    """A number times its unit: *duas semanas* are 14 days, *vinte palavras* 120 characters."""
    count, plain = _count(words), fold(words)
    unit = next((size for name, size in UNITS.items() if re.search(rf"\b{name}", plain)), 1)
    return count * unit if count is not None else None


def _temperature(words: str) -> float | None:
    if found := re.search(r"\d+(?:[.,]\d+)?", words):
        return float(found[0].replace(",", "."))
    return None if (count := _count(words)) is None else float(count)


def _network(words: str) -> str:
    plain = fold(words)
    return next((name for form, name in NETWORKS.items() if re.search(rf"\b{form}", plain)), "")


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "sentences": _sentences,
    "length": _measured,
    "days": _measured,
    "temperature": _temperature,
    "seed": _count,
    "count": lambda words: _count(words) or 1,
    "label": class_in,
    "network": _network,
    "term": str.strip,
    "query": str.strip,
    "topic": str.strip,
    "including": str.strip,
    "excluding": str.strip,
    "quoted": bool,
    "most": _measured,
}
