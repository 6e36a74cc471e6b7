"""Requests for facts of an article: messages that consist of words of one table.

    quem é citado?   quais são as datas?   me separa as aspas   monta a ficha

A message with any other word is a question or another request: the networks take it.
"""

from __future__ import annotations

import re

from textnn.results.factsheet import FACT_KINDS, ArticleFact, FactSheet
from textnn.text.acronyms import spelt_out
from textnn.text.messages import quoted
from textnn.text.words import fold

_KINDS: dict[str, tuple[str, ...]] = {
    word: kinds
    for kinds, words in (
        (FACT_KINDS, "ficha factsheet sheet"),
        (("person",), "envolvido envolvidos envolvidas pessoas nomes cargos idades people"
                      " persons names involved"),
        (("quote",), "aspas citado citada citacoes falas declaracoes disse ouvido"
                     " entrevistado entrevistada quoted quotes quotations said"),
        (("time",), "datas dias horarios prazos cronologia dates timeline"),
        (("amount",), "quanto valores numeros quantias precos cifras amounts numbers"),
        (("place",), "lugares locais cidades paises places cities countries"),
        (("organisation",), "empresas orgaos instituicoes organizacoes bancos companies"
                            " organisations organizations"),
        (("club",), "times clubes equipes"),
        (("party",), "partidos parties"),
        (("acronym", "organisation"), "sigla siglas acronym acronyms"),
        (("contact",), "contato contatos telefone telefones email emails contacts"),
        (("document",), "leis processo processos laws"),
    )
    for word in words.split()
}  # fmt: skip
"""What is asked for, in small letters without accents -> kinds of facts, or narrower views."""

_AROUND = frozenset(
    """
    a o as os uma e me so somente apenas por favor com da de do das dos dela dele na no para
    pra que quem qual quais sao foi foram ha tem cada entre pode quero faz faca monta monte
    mostra diz lista liste listar passa separa separe extrai extraia numero melhores completa
    todas todos idade funcao frases citadas citados mencionadas mencionados aparecem texto
    noticia artigo materia reportagem caso entrevista imprensa assessoria please the an make
    build show give list are is were what which who in of all mentioned fact text article
    """.split()  # noqa: SIM905
)
"""What may stand around it."""

_ENGLISH = frozenset(("all", "give", "list", "mentioned", "of", "show", "the", "what", "which"))
"""Beside one of these *times* are no clubs."""

_AGE = re.compile(
    r"^(?:e )?(?:quantos anos (?:tem|tinha|fez)|qual (?:e |era )?a idade d[aoe]s?"
    r"|how old (?:is|was))"
    r" (?:[oa] )?(?P<who>\w+(?: \w+){0,5})$"
)
_WHO_SAID = re.compile(
    r"^(?:\w+ ){0,2}(?:quem (?:(?:e|foi) que )?(?:disse|falou|afirmou|declarou|contou)\b"
    r"|de quem (?:e|sao)(?: (?:a|essa|esta)s? (?:frase|fala|citacao|declaracao|aspas))?$)"
)
"""What stands before the quotation of which a request asks who said it."""
_MEANS = re.compile(
    r"^(?:e )?(?:o )?que (?:significa|quer dizer)(?: a sigla)? (?P<acronym>[\w-]{2,12})$"
    r"|^what does (?P<acronym_>[\w-]{2,12}) (?:mean|stand for)$"
)
_VICTIM = frozenset(("vitima", "vitimas", "morto", "morta", "victim"))
_KILLED = re.compile(
    r"\b(?:(?:mat[ao]\w*|assassin\w+|execut\w+|esfaque\w+|atropel\w+)"
    r"|(?:morte|assassinato|corpo|homicidio|feminicidio|latrocinio) (?:d[aeo]|contra))"
    r" (?:[\w-]+ ){0,4}$"
)
"""What stands before the name of somebody who was killed: *matar a comerciante Ana Reis*."""

_FEW = 2
"""Words of a quotation by which it is found."""


def wanted_kinds(request: str) -> tuple[str, ...]:
    """The kinds of facts, or narrower views, that a request asks for; empty: another request.

    >>> wanted_kinds("quais times são citados?")
    ('club',)
    >>> wanted_kinds("quem é citado no processo?")
    ()
    >>> wanted_kinds("Me separa as aspas"), wanted_kinds("qual o contato da assessoria?")
    (('quote',), ('contact',))
    >>> wanted_kinds("quem assinou a ficha do paciente?")
    ()
    """
    plain = fold(request).replace("-", "").replace("linha do tempo", "cronologia")
    words = re.findall(r"\w+", plain.replace("quem aparece", "pessoas"))
    if not _ENGLISH.isdisjoint(words):
        words = ["dates" if word == "times" else word for word in words]
    kinds = {_KINDS[word] for word in words if word in _KINDS}
    return kinds.pop() if len(kinds) == 1 and _KINDS.keys() | _AROUND >= set(words) else ()


def person_whose_age(request: str, sheet: FactSheet) -> ArticleFact | None:
    """The one person of known age that a question for an age names, if it is one."""
    asked = _AGE.search(_line(request))
    if asked is None:
        return None
    words = set(asked["who"].split())
    if words <= _VICTIM:
        victims = [fact for fact in sheet.of_kind("person") if _is_killed(sheet.text, fact)]
        return victims[0] if len(victims) == 1 and victims[0].said("age") else None
    people = [fact for fact in sheet.of_kind("person") if words & {*_known_as(fact)}]
    named = [fact for fact in people if words <= {*_known_as(fact), "de", "da", "do", "dos", "das"}]
    return named[0] if len(named) == 1 and named[0].said("age") else None


def asks_of_a_fact(request: str, text: str) -> bool:
    """Whether a request asks for an age, a speaker, or an acronym that ``text`` spells out."""
    words, acronym = quoted(request), _acronym_in(request)
    who_said = words and _WHO_SAID.search(_line(request.partition(words)[0]))
    return bool(
        who_said
        or _AGE.search(_line(request))
        or (acronym and any(fold(one.acronym) == acronym for one in spelt_out(text)))
    )


def term_of_acronym(request: str, sheet: FactSheet) -> ArticleFact | None:
    """The term or organisation whose acronym's meaning a request asks for."""
    acronym = _acronym_in(request)
    facts = (*sheet.of_kind("acronym"), *sheet.of_kind("organisation"))
    return next((f for f in facts if acronym and fold(f.said("acronym")) == acronym), None)


def _acronym_in(request: str) -> str:
    asked = _MEANS.search(_line(request))
    return (asked["acronym"] or asked["acronym_"]) if asked else ""


def quotation_asked(request: str, sheet: FactSheet) -> ArticleFact | None:
    """The one quotation of known speaker that has the words that a request quotes."""
    words = _line(quoted(request))
    said = [fact for fact in sheet.of_kind("quote") if words in _line(fact.text)]
    found = [fact for fact in said if fact.said("speaker")]
    return found[0] if len(words.split()) >= _FEW and len(found) == 1 else None


def _is_killed(text: str, fact: ArticleFact) -> bool:
    return any(_KILLED.search(fold(text[max(0, start - 80) : start])) for start, _ in fact.places)


def _known_as(fact: ArticleFact) -> list[str]:
    return re.findall(r"\w+", fold(f"{fact.text} {fact.said('role')}"))


def _line(words: str) -> str:
    return " ".join(re.findall(r"[\w-]+", fold(words)))
