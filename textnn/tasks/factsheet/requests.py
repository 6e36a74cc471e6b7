"""Requests for the facts of an article, by their words.

    quem são os envolvidos?   me separa as aspas   qual o contato da assessoria?   monta a ficha

Patterns over the request in small letters without accents or punctuation. What they do not know is
left to the intent network and the reader.
"""

from __future__ import annotations

import re

from textnn.results.factsheet import FACT_KINDS, ArticleFact, FactSheet
from textnn.text.messages import quoted
from textnn.text.normalize import fold

_ASKING = (
    r"(?:(?:me|pode|poderia|voce|quero|queria|so|agora|e|por|favor|fa[cz]\w*|mont\w+|ger[ae]r?"
    r"|cri[ae]r?|prepar\w+|mostr\w+|list[ae]r?|lista|pass[ae]r?|da|de|do|diz|diga|separ\w+"
    r"|extrai\w*|tira|tire|organiz\w+|uma?|os?|as?|d[oa]s|melhores|tod[oa]s?|com|qua(?:l|is)|sao|foram|the|make"
    r"|list|show|give|an|what|are|is|all) ){0,9}"
)
_TEXT = (
    r"(?: (?:d|n)?(?:[oa]|es[ts][ea]) (?:texto|noticia|artigo|materia|reportagem"
    r"|caso|historia|entrevista)| del[ea]s?| de cada uma?"
    r"| (?:que )?(?:sao |foram )?(?:citad\w+|mencionad\w+|aparecem|tem)| please| por favor)*$"
)
_WANTED = tuple(
    (kinds, re.compile(rf"^{_ASKING}(?:{words}){_TEXT}"))
    for kinds, words in (
        (
            FACT_KINDS,
            r"ficha(?: (?:completa|tecnica|de fatos|dos fatos))?|fact ?sheet"
            r"|(?:os )?(?:principais )?fatos(?: principais)?(?: em topicos)?",
        ),
        (
            ("person",),
            r"quem (?:sao|e|foram) (?:os |as |o )?(?:envolvid[oa]s?|personagens|nomes)"
            r"|envolvid[oa]s"
            r"|(?:pessoas|nomes?|envolvidos)(?: completos?| citad\w+)? (?:e|com) "
            r"(?:[oa]s? |suas? )?"
            r"(?:respectiv\w+ )?(?:cargos?|idades?|funcao|funcoes|papel|papeis)"
            r"(?: (?:e|com) (?:idades?|cargos?))?"
            r"|(?:nomes? )?cargos? e idades?(?: de tod[oa]\w*(?: mundo)?)?|quem e quem"
            r"|who is who|who is involved",
        ),
        (
            ("quote",),
            r"(?:frases |falas )?(?:entre |com )?aspas|quem (?:disse|falou) o que"
            r"|(?:citacoes|falas|declaracoes|aspas) com quem "
            r"(?:falou|disse)|(?:citacoes|falas) e (?:seus )?autores|who said what",
        ),
        (
            ("contact",),
            r"contatos?(?: (?:da|de|para|pra) (?:a )?(?:assessoria|imprensa)(?: de imprensa)?)?"
            r"|telefones?|e-?mails?"
            r"|como (?:entr[oa]r?|fal[oa]r?) (?:em contato )?com (?:a )?assessoria"
            r"|(?:telefone|e-?mail|site) (?:da|de) (?:assessoria|imprensa)|contacts?",
        ),
        (("time",), r"linha do tempo|cronologia|datas em ordem|timeline"),
        (
            ("acronym", "organisation"),
            r"siglas(?: e (?:o )?que significam)?|acronyms"
            r"|o que (?:significa|quer dizer|e) (?:a )?sigla \w+",
        ),
        (("document",), r"(?:leis|processos|leis e processos)|numeros? d[oe] processos?"),
        (("amount",), r"quanto|valores e (?:de que|do que|a que) (?:sao|se referem)"),
    )
)
_AGE = re.compile(
    r"^(?:e )?(?:quantos anos (?:tem|tinha|fez)|qual (?:e |era )?a idade d[aoe]s?"
    r"|how old (?:is|was))"
    r" (?:[oa] )?(?P<who>\w+(?: \w+){0,5})$"
)

_WHO = re.compile(
    r"^(?:e )?(?:quem (?:e|era|foi)|qual (?:e |era )?(?:o cargo|a funcao|a profissao) d[aeo]s?"
    r") (?:(?:[oa]|ess[ea]|est[ea]|tal|d[aeo]) )*(?P<who>\w+(?: [\w-]+){0,5})$"
)
_INTERVIEWED = frozenset(("entrevistado", "entrevistada"))
_SPEAKER = re.compile(
    r"^(?:e )?(?:quem (?:foi que |e que )?(?:disse|falou|afirmou|declarou|contou|escreveu|relatou)"
    r"|de quem (?:e|sao) (?:a|as|essa|essas)? ?(?:frases?|falas?|declaracao|aspas|palavras?)"
    r")\b"
)
_FEW = 2
"""Words of a quotation by which it is found."""

_VICTIM = frozenset(("vitima", "vitimas", "morto", "morta", "victim"))
_KILLED = re.compile(
    r"\b(?:(?:mat[ao]\w*|assassin\w+|execut\w+|esfaque\w+|atropel\w+)"
    r"|(?:morte|assassinato|corpo|homicidio|feminicidio|latrocinio) (?:d[aeo]|contra))"
    r" (?:[\w-]+ ){0,4}$"
)
"""What stands before the name of somebody who was killed: *matar a comerciante Ana Reis*."""


def wanted_kinds(request: str) -> tuple[str, ...]:
    """The kinds of facts that a request asks for; empty: it asks for something else.

    >>> wanted_kinds("Me separa as aspas"), wanted_kinds("qual o contato da assessoria?")
    (('quote',), ('contact',))
    >>> wanted_kinds("quem assinou a ficha do paciente?")
    ()
    """
    line = _line(request)
    return next((kinds for kinds, pattern in _WANTED if pattern.search(line)), ())


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


def asks_for_age(request: str) -> bool:
    """Whether a request is a question for somebody's age."""
    return bool(_AGE.search(_line(request)))


def asks_who(request: str) -> bool:
    """Whether a request asks who somebody is, or who said something that it quotes."""
    line = _line(request)
    return bool(_WHO.search(line) or (_SPEAKER.search(line) and quoted(request)))


def person_asked(request: str, sheet: FactSheet) -> ArticleFact | None:
    """The one person whom a question names, if the article says who that is; of an interview the
    one who answers."""
    asked = _WHO.search(_line(request))
    if asked is None:
        return None
    words = set(asked["who"].split())
    if words <= _INTERVIEWED:
        speakers = {quote.said("speaker") for quote in sheet.of_kind("quote")}
        found = [fact for fact in sheet.of_kind("person") if {fact.text} == speakers]
    else:
        found = [f for f in sheet.of_kind("person") if words <= {*re.findall(r"\w+", fold(f.text))}]
    return found[0] if len(found) == 1 and (found[0].said("role") or found[0].said("age")) else None


def quotation_asked(request: str, sheet: FactSheet) -> ArticleFact | None:
    """The quotation of known speaker whose words a question for its speaker has."""
    if not _SPEAKER.search(_line(request)):
        return None
    words = _line(quoted(request))
    said = [fact for fact in sheet.of_kind("quote") if words in _line(fact.text)]
    found = [fact for fact in said if fact.said("speaker")]
    return found[0] if len(words.split()) >= _FEW and len(found) == 1 else None


def _is_killed(text: str, fact: ArticleFact) -> bool:
    return any(_KILLED.search(fold(text[max(0, start - 80) : start])) for start, _ in fact.places)


def _known_as(fact: ArticleFact) -> list[str]:
    return re.findall(r"\w+", fold(f"{fact.text} {fact.said('role')}"))


def _line(request: str) -> str:
    return " ".join(re.findall(r"[\w-]+", fold(request)))
