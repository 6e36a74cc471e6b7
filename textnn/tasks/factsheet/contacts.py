"""Contacts (e-mail, telephone, site, address, profile), laws and the numbers of cases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textnn.tasks.factsheet.reading import Stretch, overlaps

_DDD = r"(?:1[1-9]|2[1-478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])"
_CONTACTS = (
    (
        "email",
        re.compile(r"(?<![\w.+-])[\w+-][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}(?!\w)"),
    ),
    (
        "site",
        re.compile(
            r"(?:https?://|www\.)[^\s<>\"“”()]{3,300}(?<![.,;:!?'])"
            r"|(?<![\w.@/-])(?:[\w-]{1,63}\.){1,3}(?:com|org|net|gov|edu|jus|leg|art|app|info)"
            r"(?:\.[a-z]{2})?(?![\w@]|\.\w)(?:/[^\s<>\"“”()]{0,200}(?<![.,;:!?']))?"
        ),
    ),
    (
        "phone",
        re.compile(
            rf"(?<![\w/.,-])(?:\+?55[ -]?)?(?:\(0?{_DDD}\) ?|0?{_DDD}[ -])?"
            r"(?:9[ .-]?\d{4}|[2-5]\d{3})[ .-]\d{4}(?![\w-]|[.,/]\d)"
            r"|(?<![\w/.,-])0[38]00[ -]?\d{3}[ -]?\d{4}(?![\w-])"
            r"|(?<=[Dd]isque )1\d{2}(?!\d)|(?<=telefone )1\d{2}(?!\d)|(?<=[Ll]igue )1\d{2}(?!\d)"
            r"|(?<=[Dd]isque-[Dd]enúncia, no )1\d{2}(?!\d)"
            r"|(?<=[Dd]isque-[Dd]enúncia, pelo )1\d{2}(?!\d)"
            r"|(?<=[Dd]isque-denúncia \()\d{3,4}(?=\))|(?<=[Dd]isque-[Dd]enúncia )1\d{2}(?!\d)"
        ),
    ),
    (
        "address",
        re.compile(
            r"(?<!\w)(?:[Rr]ua|[Aa]venida|[Aa]v\.|[Pp]raça|[Tt]ravessa|[Aa]lameda|[Ll]argo|[Rr]odovia"
            r"|[Ee]strada)(?: (?:d[aeo]s?|e|[A-Z][a-z]{1,4}\.|[A-ZÀ-Þ\d][\w'’-]{0,24})){1,8}?"
            r",?(?: n[.º°o]{1,2})? "
            r"(?:\d{1,3}(?:\.?\d{3})?|s/n)(?=[,.;:)\n]| [-–—] | (?:em|no|na) |$)(?!,\d)"
            r"(?:(?:,| [-–—]) (?:no )?[Cc]entro\b"
            r"|(?: [-–—] |, (?:no )?[Bb]airro )(?:d[aeo]s? )?[A-ZÀ-Þ][\w'’-]{1,24}"
            r"(?: (?:d[aeo]s? )?[A-ZÀ-Þ][\w'’-]{1,24}){0,3})?"
        ),
    ),
    ("profile", re.compile(r"(?<![\w.@/])@[A-Za-z_][\w.]{1,29}(?<!\.)(?![@\w])")),
)
_NUMBER = r"(?:n[.º°o]{0,2} ?)?\d{1,3}(?:\.?\d{3}){0,2}"
_DOCUMENTS = (
    (
        "law",
        re.compile(
            r"(?<!\w)(?:(?:Lei(?: Complementar| Federal| Estadual| Municipal| Ordinária)?"
            r"|Decreto(?:-Lei| Legislativo)?|Medida Provisória|MP|Emenda Constitucional"
            r"|Projeto de Lei(?: Complementar)?|Proposta de Emenda à Constituição|PL|PLP|PLC|PLS"
            r"|PEC|Resolução|Portaria|Instrução Normativa)"
            rf" {_NUMBER}(?:[/-]\d{{2,4}}|, de(?: \d{{1,2}} de [a-zç]{{4,9}} de)? \d{{4}})?)(?!\d)"
        ),
    ),
    (
        "law",
        re.compile(
            r"(?<!\w)(?:(?:[Aa]rtigos?|[Aa]rts?\.) \d{1,4}[º°]?(?:-[A-Z])?"
            r"(?:(?:, | e )\d{1,4}[º°]?(?:-[A-Z])?){0,5} d[ao] )?(?:"
            r"(?:Código|Estatuto|Lei|Consolidação|Marco (?=Civil|Legal|Temporal|Regulatório))"
            r"(?: ?(?:(?:d[aeo]s?|e)(?: d[aeo]s?)? )?[A-ZÀ-Þ][\wÀ-ÿ-]{2,30}){1,7}"
            r"|(?<=d[ao] )Constituição(?: Federal)?)"
        ),
    ),
    (
        "case",
        re.compile(
            r"(?:(?<!\w)(?:[Pp]rocesso|[Aa]utos) (?:n[.º°o]{0,2} ?)?)?"
            r"(?<![\d.-])\d{7}-\d{2}\.\d{4}\.\d\.\d{2}\.\d{4}(?!\d)"
            r"|(?<!\w)(?:ADI|ADPF|ADC|ADO|HC|RE|REsp|RMS|ARE|MS|Rcl|Inq|AP|Pet|Habeas Corpus"
            r"|Recurso (?:Extraordinário|Especial)|Ação Penal|[Ii]nquérito|[Pp]rocesso)"
            r" (?:n[.º°o]{0,2} ?)?\d{1,3}(?:\.?\d{3}){0,4}(?:[/-]\d{2,4})?(?![\d.-]\d)(?!\d)"
        ),
    ),
    ("company", re.compile(r"(?<![\d.])\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?!\d)")),
)

Numbered = tuple[str, Stretch]
"""Which kind, and where."""


def find_contacts(text: str) -> list[Numbered]:
    """E-mail addresses, telephones, sites, addresses and profiles, in order.

    >>> text = "Fale com Ana: (41) 99812-0000, ana@exemplo.com.br, @ana_reis."
    >>> [(kind, text[slice(*at)]) for kind, at in find_contacts(text)]
    [('phone', '(41) 99812-0000'), ('email', 'ana@exemplo.com.br'), ('profile', '@ana_reis')]
    """
    return _all(text, _CONTACTS)


def find_documents(text: str) -> list[Numbered]:
    """Laws by number or name, numbers of cases and companies (CNPJ), in order.

    >>> text = "A Lei nº 14.133/2021 vale; a PEC 45/2019 e o Código de Defesa do Consumidor, não."
    >>> [text[slice(*at)] for _, at in find_documents(text)]
    ['Lei nº 14.133/2021', 'PEC 45/2019', 'Código de Defesa do Consumidor']
    """
    return _all(text, _DOCUMENTS)


def _all(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> list[Numbered]:
    found: list[Numbered] = []
    for kind, pattern in patterns:
        taken = [at for _, at in found]
        more = (one.span() for one in pattern.finditer(text))
        found = sorted([*found, *_free(kind, more, taken)], key=lambda one: one[1])
    return found


def _free(kind: str, places: Iterator[Stretch], taken: list[Stretch]) -> Iterator[Numbered]:
    return ((kind, at) for at in places if not overlaps(taken, *at))
