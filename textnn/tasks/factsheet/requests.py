"""Questions that one fact of the sheet answers.

quantos anos tem a vítima?   quem disse "vendemos tudo"?   o que significa a sigla LNP?
"""

from __future__ import annotations

import re

from textnn.results.factsheet import ArticleFact, FactSheet
from textnn.text.acronyms import spelt_out
from textnn.text.messages import quoted
from textnn.text.words import fold

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
_WAS_KILLED = re.compile(
    r" ?(?:\([^()]{1,60}\)|(?:,(?! cuj)[^,.;:!?]{1,60}){1,2},)? (?:ja |tambem )?"
    r"(?:foi|foram|sera|acabou|morreu|morre)"
    r" (?:\w+mente )?(?:mort|assassinad|executad|esfaquead|atropelad|balead|espancad)[oa]s?\b"
)
"""What stands behind it: *Ana Reis, 57, foi morta a tiros*."""
_OF = re.compile(r"\bd(?:e|[ao]s?) (?:[\w-]+ ){0,2}$")
"""What stands before the name of whom something else is: *o marido da comerciante Ana Reis*."""
_SAYS = re.compile(r",[^,]*\b(?:disse|diz|afirm\w+|conta|contou|declar\w+|que)\b")

_FEW = 2
"""Words of a quotation by which it is found."""


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
    for start, end in fact.places:
        before = fold(text[max(0, start - 80) : start])
        after = None if _OF.search(before) else _WAS_KILLED.match(fold(text[end : end + 160]))
        if _KILLED.search(before) or (after and not _SAYS.search(after[0])):
            return True
    return False


def _known_as(fact: ArticleFact) -> list[str]:
    return re.findall(r"\w+", fold(f"{fact.text} {fact.said('role')}"))


def _line(words: str) -> str:
    return " ".join(re.findall(r"[\w-]+", fold(words)))
