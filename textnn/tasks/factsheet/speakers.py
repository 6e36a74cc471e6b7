"""Who says something: the subject of a verb of saying, as the words around it tell.

Rules over verbs, names and nouns of one sentence find a speaker (said-by), and a logistic
regression tells whether it is sure. What is not sure is left empty.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left

from textnn.results import Span
from textnn.tasks.factsheet.people import People, Person, people_between
from textnn.tasks.factsheet.reading import WORD, ArticleReading, Stretch, word_set
from textnn.tasks.factsheet.roles import is_role
from textnn.text.words import fold

NEAR = 3
"""Sentences back in which *disse ela* or a bare *completou* finds its speaker."""

_SAID = (
    r"(?:disse(?:ram|mos)?|diz(?:em|ia)?|dirá|afirm(?:a|am|ou|aram|ava)|declar(?:a|am|ou|aram)"
    r"|cont(?:a|am|ou|aram)|explic(?:a|am|ou|aram)|ressalt(?:a|am|ou|aram)|destac(?:a|am|ou|aram)"
    r"|coment(?:a|am|ou|aram)|complet(?:a|ou)|acrescent(?:a|ou|aram)|conclu(?:i|iu)"
    r"|respond(?:e|eu|eram)|lembr(?:a|ou|aram)|avali(?:a|am|ou|aram)|garant(?:e|iu|em|iram)"
    r"|relat(?:a|am|ou|aram)|revel(?:a|ou|aram)|critic(?:a|am|ou|aram)|defend(?:e|em|eu|eram)"
    r"|pergunt(?:a|ou|aram)|question(?:a|ou|aram)|escrev(?:e|eu|eram)|inform(?:a|am|ou|aram)"
    r"|reforç(?:a|ou|aram)|alert(?:a|am|ou|aram)|admit(?:e|iu|em|iram)|confess(?:a|ou|aram)"
    r"|desabaf(?:a|ou)|fris(?:a|ou|aram)|enfatiz(?:a|ou)|observ(?:a|ou)|pontu(?:a|ou)"
    r"|argument(?:a|am|ou|aram)|justific(?:a|ou|aram)|detalh(?:a|ou|aram)|prossegu(?:e|iu)"
    r"|continu(?:a|ou)|emend(?:a|ou)|record(?:a|ou)|brinc(?:a|ou)|ironiz(?:a|ou)|celebr(?:a|ou)"
    r"|comemor(?:a|ou)|lament(?:a|am|ou|aram)|reclam(?:a|am|ou|aram)|protest(?:a|ou|aram)"
    r"|analis(?:a|ou)|opin(?:a|ou)|grit(?:a|ou|aram)|fal(?:a|am|ou|aram)|reiter(?:a|ou)"
    r"|salient(?:a|ou)|sustent(?:a|ou|aram)|assegur(?:a|ou|aram)|neg(?:a|ou|aram)"
    r"|promet(?:e|eu|eram)|advert(?:e|iu)|discurs(?:a|ou)|apont(?:a|am|ou|aram)"
    r"|anunci(?:a|ou|aram)|confirm(?:a|am|ou|aram)|acredit(?:a|am|ou|ava)|estim(?:a|am|ou|aram)"
    r"|public(?:a|ou)|postou|resum(?:e|iu)|pondera|ponderou|rebat(?:e|eu)|esclarec(?:e|eu|eram)"
    r"|denunci(?:a|ou|aram)|relembr(?:a|ou)|ped(?:e|iu|em|iram)|sugeri(?:u|ram)|sugere"
    r"|reconhec(?:e|eu|eram)|prev(?:ê|iu)|agradec(?:e|eu))"
)
SAYING = re.compile(rf"(?<!\w){_SAID}(?!\w)")
REPORTING = re.compile(
    r"(?<!\w)(?:disse(?:ram)?|diz(?:em)?|(?:afirm|declar|cont|explic|ressalt|destac|acrescent"
    r"|lembr|avali|relat|revel|inform|reforç|alert|fris|observ|argument|reiter|salient|sustent"
    r"|assegur|neg|anunci|confirm|acredit|estim|apont|coment|complet|denunci|enfatiz|record"
    r"|pontu|ponder|reclam|lament|justific|detalh|public|cogit|calcul|projet)(?:a|am|ou|aram)"
    r"|(?:respond|defend|promet|escrev|reconhec|esclarec)(?:e|em|eu|eram)"
    r"|(?:garant|admit|advert|conclu)(?:e|i|em|iu|iram)|prev(?:ê|iu))"
    r"(?P<gap>[^.,;:“”\"()\n]{0,60}?(?:\(\d{1,2}\)[^.,;:“”\"()\n]{0,30}?)?) que "
)
FOR = re.compile(r"Para (?:o |a )?(?=[^\W\d_])")
ACCORDING = re.compile(
    r"(?<!\w)(?:[Ss]egundo|[Cc]onforme|[Dd]e acordo com|[Nn]a avaliação d[eoa]|[Nn]a opinião d[eoa]"
    r"|[Nn]as palavras d[eoa]) (?:o |a |os |as )?"
    r"(?:(?:levantamento|pesquisa|dados|nota|balanço|informações|boletim|estudo|relatório)"
    r" d[eoa]s? )?"
)
_GAP = (
    r"(?:\s?\([^()\n]{1,30}\))?(?:,[^.;:“”\"\n]{1,140},)?(?: (?:também|ainda|já|não|só|depois"
    r"|então|ontem|hoje|sempre|apenas|mesmo|próprio|própria|nunca|nos|lhe|me|se|em nota"
    r"|por sua vez)){0,3}"
    r"(?:, por sua vez,)? "
)
_BETWEEN = re.compile(_GAP)
_CLOSED = re.compile(r"(?:\s?\([^()\n]{1,30}\))?(?:,[^.;:“”\"\n]{1,60})?, ")
_PRONOUN_BEFORE = re.compile(
    r"(?:^|[.,;:!?”\"] )([Ee]l[ea]) (?:também |ainda |já |não |só |nos |me )?$"
)
_TO_NAME = re.compile(r"[^.;:“”\"\n]{0,110}")
_NOT_SUBJECT = word_set(
    "de do da dos das com para por pelo pela pelos pelas ao à aos às a contra sobre em no na entre "
    "até sob sem ante perante e ou"
)
_PRONOUN = re.compile(r" ?(ela|ele)(?!\w)")
_NOUN = r"(?P<noun>[^\W\d_]+(?:-[^\W\d_]+)*)"
_NOUN_BEFORE = re.compile(
    rf"(?:^|[.,;:!?”\"] |\be |\bmas )(?:[OoAa] )?{_NOUN}(?P<more>) "
    r"(?:também |ainda |já |não )?$"
)
_NOUN_AFTER = re.compile(
    rf" (?:[oa]|uma?) {_NOUN}(?P<more>)"
    r"(?=[.,;:!?)]|$| (?:em|ao|à|n[oa]|nest[ea]|durante|após|a jornalistas))"
)
_NOUN_NAMED = re.compile(rf"{_NOUN}(?P<more>)(?=[.,;:!?)]|$| d[eoa])")
_OF_OTHER = re.compile(r"\b(?:d[eoa]s?|n[oa]s?) [a-zà-ÿ-]+ \Z")
_CLAUSE_END = re.compile(r"[“\"«;:]")
_PAPERS = word_set(
    "nota texto comunicado documento decisao relatorio sentenca publicacao oficio boletim laudo "
    "prefeitura policia governo empresa entidade sindicato companhia secretaria ministerio pm "
    "pasta associacao federacao instituto hospital universidade clube defesa diretoria orgao"
)

Speaker = tuple[str, Stretch]


class Speakers:
    """Finds who says what in one article.

    Args:
        reading: the article.
        people: its people.
    """

    def __init__(self, reading: ArticleReading, people: People) -> None:
        self._reading = reading
        self._text = reading.text
        self._people = people
        names = {mark.start for mark in people.mentions}
        orgs = [mark for mark in reading.of("ORG") if mark.start not in names]
        self._named = sorted([*people.mentions, *orgs], key=lambda mark: mark.start)
        self._by_role: dict[str, list[Person]] = {}
        for person in people.rows:
            if person.role and person.known:
                self._by_role.setdefault(fold(person.role[0].split()[0]), []).append(person)

    # Subjects

    def name_of(self, mark: Span) -> str:
        """A mark as the sheet calls it: of a person the longest form."""
        person = self._people.owner.get(mark.start)
        return person.name if person else " ".join(mark.text.split())

    def _speaker(self, mark: Span) -> Speaker:
        return self.name_of(mark), (mark.start, mark.end)

    def _between(self, start: int, end: int) -> list[Span]:
        first = bisect_left(self._named, start, key=lambda mark: mark.start)
        last = bisect_left(self._named, end, key=lambda mark: mark.start)
        return self._named[first:last]

    def before(self, verb: int, start: int) -> Speaker | None:
        """The subject left of a verb: a name, or a noun that says who it is.

        Args:
            verb: where the verb begins.
            start: where its sentence does.
        """
        for mark in reversed(self._between(start, verb)):
            if mark.label == "ORG" and _OF_OTHER.search(self._text, start, mark.start):
                continue  # *Ana Souza, da equipe Tupi, contou*
            near = _BETWEEN.fullmatch(self._text, mark.end, verb)
            if near or (
                self._preposed(mark, start) and _CLOSED.fullmatch(self._text, mark.end, verb)
            ):
                return self._speaker(mark) if self._is_subject(mark, start) else None
            if mark.end <= verb - 200:
                break
        if pronoun := _PRONOUN_BEFORE.search(self._text[max(start, verb - 30) : verb]):
            return self._pronoun(pronoun[1].lower(), max(start, verb - 30) + pronoun.start(1))
        return self._noun_before(verb, start)

    def _preposed(self, mark: Span, start: int) -> bool:
        """Whether a role and a comma stand before a name: *o prefeito, Rui Prado, disse*."""
        return self._text[start : mark.start].rstrip().endswith(",")

    def after(self, verb: int, end: int) -> Speaker | None:
        """The subject right of a verb.

        Args:
            verb: where the verb ends.
            end: where its clause does.
        """
        if pronoun := _PRONOUN.match(self._text, verb, end):
            return self._pronoun(pronoun[1], pronoun.start(1))
        named = self._between(verb, min(end, verb + 120))
        for mark in [one for one in named if not self._bracketed(one)][:2]:
            if not _TO_NAME.fullmatch(self._text, verb, mark.start):
                break
            articles = {"a"} if mark.label == "ORG" else set()
            if self._last_word(verb, mark.start) not in _NOT_SUBJECT - articles:
                role_of_other = mark.label == "ORG" and self._inside_role(verb, mark)
                if not role_of_other:
                    return self._speaker(mark)
        return self._noun_after(verb, end)

    def _bracketed(self, mark: Span) -> bool:
        """Whether an organisation stands in brackets: an acronym, or what one stands for."""
        return mark.label == "ORG" and self._text[: mark.start].endswith("(")

    def _inside_role(self, verb: int, mark: Span) -> bool:
        return bool(re.search(r"\b(?:d[eoa]s?|n[oa]s?) $", self._text[verb : mark.start]))

    def _last_word(self, start: int, end: int) -> str:
        words = WORD.findall(self._text[max(start, end - 40) : end])
        return words[-1].lower() if words else ""

    def _is_subject(self, mark: Span, start: int) -> bool:
        """Whether no preposition makes a name part of something else."""
        before = self._text[max(start, mark.start - 120) : mark.start]
        words = WORD.findall(before)
        if not words:
            return True
        if words[-1].lower() in _NOT_SUBJECT - {"a", "e"}:
            return False
        person = self._people.owner.get(mark.start)
        if person:
            for _, (left, right) in person.roles:
                if right <= mark.start <= right + 3:
                    role_before = WORD.findall(self._text[max(start, left - 30) : left])
                    if role_before and role_before[-1].lower() in _NOT_SUBJECT - {"a", "e"}:
                        return False
        return True

    def _noun_before(self, verb: int, start: int) -> Speaker | None:
        window = self._text[max(start, verb - 60) : verb]
        found = _NOUN_BEFORE.search(window)
        return self._noun(found, verb - len(window)) if found else None

    def _noun_after(self, verb: int, end: int) -> Speaker | None:
        found = _NOUN_AFTER.match(self._text, verb, end)
        return self._noun(found, 0) if found else None

    def _noun(self, found: re.Match[str], shift: int) -> Speaker | None:
        noun = fold(found["noun"])
        place = (shift + found.start("noun"), shift + found.end("more"))
        owners = self._by_role.get(noun, [])
        if len(owners) == 1:
            return owners[0].name, place
        if owners or not (is_role(noun) or noun in _PAPERS):
            return None
        return " ".join(self._text[slice(*place)].split()), place

    def _pronoun(self, pronoun: str, place: int) -> Speaker | None:
        """The last person named, if the gender that its role or name shows is the pronoun's."""
        number = self._reading.number_at(place)
        start = self._reading.sentences[max(0, number - NEAR)][0]
        for mark in reversed(people_between(self._people, start, place)):
            person = self._people.owner[mark.start]
            female = _female(person) if person.role or " " in person.name else None
            if female is None and " " not in person.name:
                return None  # a surname says nothing of its bearer
            if female is not None:
                return (
                    (person.name, (mark.start, mark.end)) if female == (pronoun == "ela") else None
                )
        return None

    # Clauses

    def beside(self, start: int, end: int) -> Speaker | None:
        """Who says what stands at ``start:end``, as the words around it in its sentences tell."""
        text = self._text
        last = self._reading.sentence_at(max(start, end - 1))[1]
        if last <= end:  # the quotation ends a sentence, and its verb may follow: ”, disse.
            last = (
                self._reading.sentence_at(min(end + 1, len(text) - 1))[1]
                if (text[end : end + 1] == ",")
                else end
            )
        verb = SAYING.search(text, end, min(last, end + 200))
        if verb and (_plain_gap(text[end : verb.start()])):
            clause = _clause_end(text, verb.end(), last)
            found = self.after(verb.end(), clause)
            return found or self._silent(verb, clause)
        if verb and not re.search(r"[“”\"]", text[end : verb.start()]):
            found = self.before(verb.start(), end)
            if found:
                return found
        according = ACCORDING.search(text, end, min(last, end + 60))
        if according and (found := self.after_according(according, last)):
            return found
        return self.introduced(start)

    def _silent(self, verb: re.Match[str], clause: int) -> Speaker | None:
        """*”, completou.*: nobody is named, so it is who spoke last."""
        if clause - verb.end() > 60:
            return None
        return LAST

    def introduced(self, start: int) -> Speaker | None:
        """*Ana Reis disse: “...*"""
        text = self._text
        first = self._reading.sentence_at(start)[0]
        if first >= start:  # the colon may end the line before
            number = self._reading.number_at(start)
            if not number or not text[:start].rstrip().endswith(":"):
                return None
            first = self._reading.sentences[number - 1][0]
        lead = text[first:start]
        quoted = max(lead.rfind(sign) for sign in '“”"«»')
        first += quoted + 1
        verbs = list(SAYING.finditer(text, first, start))
        for verb in reversed(verbs):
            found = self.before(verb.start(), first) or self.after(verb.end(), start)
            if found:
                return found
        if according := ACCORDING.search(text, first, start):
            return self.after_according(according, start)
        names = self._between(first, start)
        if text[first:start].rstrip().endswith(":") and len(names) == 1:
            return self._speaker(names[0]) if self._is_subject(names[0], first) else None
        return None

    def after_according(self, found: re.Match[str], end: int) -> Speaker | None:
        """Who is named after *segundo*, up to ``end``."""
        if pronoun := _PRONOUN.match(self._text, found.end(), end):
            return self._pronoun(pronoun[1], pronoun.start(1))
        matched = _NOUN_NAMED.match(self._text, found.end(), end)
        of_body = matched and fold(matched["noun"]) in _PAPERS
        if matched and of_body and self._text.startswith(",", matched.end()):
            return self._noun(matched, 0)  # *segundo a polícia, Rui Prado fugiu*
        for mark in self._between(found.end(), min(end, found.end() + 110))[:2]:
            words = self._text[found.end() : mark.start]
            if re.search(r"[.;:“”\"]", words):
                break
            if words and self._inside_role(found.end(), mark):
                continue  # *segundo o advogado de Lula, Cristiano Zanin*
            if not re.search(r"\b(?:com|para|contra|por)(?: [oa]s?)? $", words):
                return self._speaker(mark)
        return self._noun(matched, 0) if matched else None

    def is_person(self, place: int) -> bool:
        """Whether a person's name begins there."""
        return place in self._people.owner

    def named(self, mark: Span | None) -> Speaker | None:
        """A mark as a speaker."""
        return self._speaker(mark) if mark else None

    def sentence_speaker(self, start: int, end: int) -> Speaker | None:
        """Who speaks in a sentence that reports, if somebody does."""
        for verb in SAYING.finditer(self._text, start, end):
            if found := self.before(verb.start(), start):
                return found
        if according := ACCORDING.search(self._text, start, end) or FOR.match(self._text, start):
            return self.after_according(according, end)
        return None

    def alone(self, start: int, end: int) -> Speaker | None:
        """The one person named in a sentence, if nothing makes the name part of another's."""
        names = people_between(self._people, start, end)
        rows = {id(self._people.owner[mark.start]) for mark in names}
        if len(rows) == 1 and self._is_subject(names[0], start):
            return self._speaker(names[0])
        return None

    def resolved(self, who: Speaker, start: int, end: int) -> Speaker:
        """*o treinador*: the one person of the sentence before, unless that is of another gender.

        Args:
            who: as ``beside`` gives it.
            start, end: of the sentence before.
        """
        noun = fold(who[0])
        known = any(row.name == who[0] for row in self._people.rows if row.known)
        if known or " " in noun or not is_role(noun) or not (found := self.alone(start, end)):
            return who
        person = next(row for row in self._people.rows if row.name == found[0])
        female = _female(person)
        other = female is not None and _gender(noun) not in (None, female)
        return who if other else found


SURE = 0.7
"""Probability from which on the rules' speaker is told."""

_NEAR = 45
_TO = re.compile(r"(?:\bao|\bà|\ba|\bpara|\bcom)(?: [oa])? $")
_PART_OF = re.compile(r"\b(?:d[aoe]s?|n[ao]s?|pel[ao]) $")
_AS_SAID_BY = re.compile(r"(?:[Ss]egundo|[Cc]onforme|acordo com)(?: [oa])? $")

WEIGHTS = {
    "bias": 5.21,
    "organisation": -0.13,
    "person": -0.14,
    "addressed": -0.56,
    "part of a phrase": -0.41,
    "organisation beside a person": -0.90,
    "distance": -0.97,
    "direct": 0.91,
    "another paragraph": -0.11,
    "small letter": -0.44,
    "verb beside": 0.36,
    "short": -0.70,
    "as said by": 1.16,
}
"""Of a logistic regression over ``speaker_features``: fitted by ``benchmarks/said_by.py`` on 177
quotations of news articles, judged right or wrong."""


def speaker_features(
    reading: ArticleReading, people: People, quote: Stretch, direct: bool, who: Speaker
) -> dict[str, float]:
    """What tells whether the speaker that the rules found is right; yes and no are 1 and 0."""
    text, (start, end), (first, last) = reading.text, quote, who[1]
    gap = max(0, first - end, start - last)
    before = text[max(0, first - 18) : first]
    person = bool(people_between(people, max(0, first - 3), last))
    others = people_between(people, last, last + 60) or people_between(people, first - 60, first)
    named = any(one.start < last and first < one.end for one in reading.of("ORG", "LOC"))
    return {
        "bias": 1.0,
        "organisation": float(named),
        "person": float(person),
        "addressed": float(bool(_TO.search(before))),
        "part of a phrase": float(bool(_PART_OF.search(before))),
        "organisation beside a person": float(named and bool(others)),
        "distance": math.log1p(gap),
        "direct": float(direct),
        "another paragraph": float("\n" in text[min(last, start) : max(first, end)]),
        "small letter": float(not who[0][:1].isupper()),
        "verb beside": float(bool(SAYING.search(text, max(0, first - _NEAR), last + _NEAR))),
        "short": float(end - start < 40),
        "as said by": float(bool(_AS_SAID_BY.search(before))),
    }


def is_sure(features: dict[str, float]) -> bool:
    """Whether a speaker is probable enough to be told."""
    score = sum(WEIGHTS[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-score)) >= SURE


LAST: Speaker = ("", (0, 0))
"""Stands for whoever spoke last."""


def _plain_gap(gap: str) -> bool:
    """Whether between the closing mark and the verb there is nothing else to speak of."""
    return bool(re.fullmatch(r"[\s,.!?…–—-]*(?:também |ainda |assim |então |nos |me |lhe )?", gap))


def _clause_end(text: str, start: int, end: int) -> int:
    found = _CLAUSE_END.search(text, start, end)
    return found.start() if found else end


def _female(person: Person) -> bool | None:
    """Whether a person is a woman, as the role or the first name shows; ``None``: neither does."""
    if person.role and (shown := _gender(fold(person.role[0].split()[0]))) is not None:
        return shown
    first = fold(person.name.split()[0])
    if first.endswith("a") and first not in _MALE:
        return True
    return False if first.endswith("o") else None


def _gender(noun: str) -> bool | None:
    """Whether a noun is said of a woman; ``None``: it does not show."""
    if noun.endswith(_BOTH):
        return None
    if noun.endswith(("a", "triz", "mae", "mulher")):
        return True
    return False if noun.endswith(("o", "or", "pai", "rei", "homem")) else None


_BOTH = (
    "ista", "atleta", "piloto", "policia", "poeta", "guia", "colega", "vitima", "testemunha",
    "membro", "pessoa", "crianca",
)  # fmt: skip
_MALE = word_set("luca joshua souza silva costa lula moura rocha lima vieira correa garcia")
