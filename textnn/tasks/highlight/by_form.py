"""Marks that the form of the words alone decides, whatever the tagger makes of them.

It has hardly read the short forms of days of the week with their date (*qua. (12)*), it takes the
town of Natal for Christmas, and any acronym rather for an organisation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from textnn.tasks.highlight.consistency import TagSpan
from textnn.text.acronyms import spelt_out

_SHORT_DAY = re.compile(
    r"(?<!\w)(?:seg|ter|qua|qui|sex|s[áa]b|dom)\. ?\(\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?)?\)",
    re.IGNORECASE,
)
_TOWN = re.compile(r"(?:(?<=\b[Ee]m )|[Ee]m )(Natal)")
"""Christmas has an article: *no Natal*."""

_BODY = re.compile(
    r"\b(?:ag[êe]nci|assemblei|associaç|autarqui|banc[oa]|batalh|câmara|central|centrais|centro|clube"
    r"|comiss|comit|companhi|confedera|conselh|consórci|cooperativ|coordena|corp|departament|delegac"
    r"|diretori|empresa|escola|estado|exércit|faculdad|federaç|força|frente|fundaç|grupo|guarda"
    r"|hospita|institu|junta|liga|minist|movimento|municípi|núcleo|organiza|país|partido|patrulh"
    r"|polici|políci|posto|procurado|promotor|rede|regi|secretari|serviço|sindicato|superintend"
    r"|tribuna|unidade|universidade|zona)"
)
"""How words for a body of people or a place begin: *unidades básicas de saúde*."""

_BEFORE = 40
"""Characters before the words that are looked at, too."""


def by_form(text: str, spans: Sequence[TagSpan]) -> list[TagSpan]:
    """The spans of ``text`` with those that its form decides, in order, none over another."""
    days = [TagSpan(*found.span(), "TIME", 1.0) for found in _SHORT_DAY.finditer(text)]
    terms = _terms(text)
    kept = [
        replace(one, tag="THING")
        if one.tag in ("PER", "LOC", "ORG") and text[one.start : one.end] in terms
        else _town(text, one)
        for one in spans
        if not any(day.start < one.end and one.start < day.end for day in days)
    ]
    return sorted([*kept, *days], key=lambda one: one.start)


def _town(text: str, span: TagSpan) -> TagSpan:
    """*em Natal* that was taken for Christmas as the town, without the preposition."""
    if span.tag not in ("TIME", "EVENT"):
        return span
    found = _TOWN.fullmatch(text, span.start, span.end)
    return replace(span, start=found.start(1), tag="LOC") if found else span


def _terms(text: str) -> set[str]:
    """Acronyms of what ``text`` writes in small letters, and which is no body: it is no name.

    >>> sorted(_terms("São nanopartículas lipídicas (LNP), diz a polícia militar (PM)."))
    ['LNP']
    """
    terms, names = set[str](), set[str]()
    for one in spelt_out(text):
        start, end = one.words
        before = " ".join(text[max(0, start - _BEFORE) : start].split(" ")[-3:])  # *liga ...*
        small = text[start:end].islower() and one.acronym.removesuffix("s").isupper()
        (terms if small and not _BODY.search(before + text[start:end]) else names).add(one.acronym)
    return terms - names
