"""What a headline has to name and what it must not: words of a request -> words of the article.

*o nome do prefeito* is a name of the article's fact sheet, *a palavra prefeito* is that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from textnn.results import FactSheet
from textnn.results.chat import Arguments
from textnn.results.text import ANY_FIGURE, ANY_QUOTATION, HeadlineConditions
from textnn.tasks.factsheet.names import facts_of
from textnn.tasks.understand.slots import CONDITIONS
from textnn.text.stems import stem
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import BARE, fold

_IDLE = frozenset((*map(fold, STOPWORDS), "the", "an", "of", "nome", "name", "palavra", "word"))
_NAMED = re.compile(r"\b(?:nomes?|names?)\b")
_HIM = frozenset(("dele", "dela", "ele", "ela", "his", "her", "him"))
"""Who is spoken of: the one who is named most often."""
_ANYBODY = frozenset(("deles", "delas", "nome", "nomes", "name", "names", "ninguem", "pessoas"))
FIGURES = frozenset(
    ("numero", "numeros", "valor", "valores", "cifra", "dado", "dados", "porcentagem", "percentual",
     "number", "numbers", "figure", "figures")
)  # fmt: skip
"""Words for figures, whichever they are."""
QUOTATIONS = frozenset(("aspas", "citacao", "citacoes", "fala", "quote", "quotes", "quotation"))
"""Words for what is quoted, whatever it is."""
_VIEWS: Mapping[str, str] = {
    "cidade": "place", "bairro": "place", "municipio": "place", "estado": "place", "lugar": "place",
    "pais": "place", "city": "place", "empresa": "company", "banco": "company",
    "company": "company", "time": "club", "clube": "club", "club": "club", "partido": "party",
}  # fmt: skip
"""Word -> view of a fact sheet that has the names of such."""


def headline_conditions(
    asked: Arguments, request: str, sheet: FactSheet | None
) -> HeadlineConditions:
    """What a headline has to be like.

    Args:
        asked: what the request says.
        request: in small letters without accents.
        sheet: of the article; not needed where nothing is to be named or left out.
    """
    named = bool(_NAMED.search(request))
    including = tuple(
        tuple(_meant(word, sheet, named=named))
        for words in filter(None, asked.including.split(CONDITIONS))
        for word in _full_words(words)
    )
    excluding = tuple(
        one
        for words in filter(None, asked.excluding.split(CONDITIONS))
        for one in _not_meant(_full_words(words), sheet, named=named)
    )
    return HeadlineConditions(including, excluding, asked.quoted, asked.most or 0)


def _full_words(words: str) -> list[str]:
    """Those that say something; all if none does."""
    every = BARE.findall(fold(words))
    return [one for one in every if one not in _IDLE and len(one) > 1] or every


def _not_meant(words: list[str], sheet: FactSheet | None, *, named: bool) -> Iterator[str]:
    """What must not stand in a line: names in all their words, other words together."""
    names = [one for word in words for one in _names(word, sheet, named=named)]
    yield from (part for name in names for part in _parts(name))
    if len(words) == 1 and words[0] in FIGURES:
        yield ANY_FIGURE
    elif len(words) == 1 and words[0] in QUOTATIONS:
        yield ANY_QUOTATION
    elif not (names and named):
        yield " ".join(words)


def _meant(word: str, sheet: FactSheet | None, *, named: bool) -> Iterator[str]:
    """What a word may stand for in a line."""
    names = [*_names(word, sheet, named=named)]
    people = [fact.text for fact in sheet.of_kind("person")] if sheet else []
    for name in names:
        others = {part for one in people if one != name for part in _parts(one)}
        yield from [part for part in _parts(name) if part not in others] or [name]
    if word in FIGURES:
        yield ANY_FIGURE
    if not (names and named):
        yield word


def _names(word: str, sheet: FactSheet | None, *, named: bool) -> Iterator[str]:
    """Names of the article that a word stands for: of somebody, of a role, of a kind."""
    if sheet is None:
        return
    people = sheet.of_kind("person")
    main = max(people, key=lambda one: len(one.places), default=None)
    for one in people:
        roles = map(stem, BARE.findall(fold(one.said("role"))))
        if word in _ANYBODY or (word in _HIM and one is main) or stem(word) in roles:
            yield one.text
    if named and word in _VIEWS:
        yield from (fact.text for fact in facts_of(sheet, _VIEWS[word]))


def _parts(name: str) -> list[str]:
    """The words of a name; a headline has one of them."""
    return [one for one in BARE.findall(name) if one[0].isupper()]
