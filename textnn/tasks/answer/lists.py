"""Questions that want a list: every quotation, or every mark of a kind.

    quem é citado?   o que disse Dora Lins?      quotations, each with who said it
    quais as datas?  liste as pessoas            marks of the tagger

Patterns over the question in small letters without accents or punctuation; what they do not know is
no list, and the reader answers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from textnn.results import Span
from textnn.results.chat import AnswerSentence
from textnn.tasks.answer.reader import OpenedArticle
from textnn.tasks.answer.speakers import speeches
from textnn.text.normalize import fold

_SHORT = {"qm": "quem", "oq": "o que", "oque": "o que", "q": "que", "ql": "qual"}
"""Question words as people type them in a hurry."""

_ASKING = (
    r"(?:(?:me|pode|poderia|voce|quero|so|somente|apenas|agora|e|diz|diga|dizer|mostr[ae]r?|fala|da|de"
    r"|list[ae]r?|extrai\w*|cit[ae]r?|todos|todas|os|as|qua(?:l|is)|sao|foram|que|just|only|list"
    r"|show|tell|the|what|which|are) )*"
)
_TEXT = (
    r"(?: (?:d|n)?(?:[oa]|es[ts][ea]) (?:texto|noticia|artigo|materia|reportagem)"
    r"| (?:pel[oa]|in the) (?:texto|noticia|artigo|materia|reportagem|text|article))?$"
)
_NAMED = r"(?:citad\w+|mencionad\w+|marcad\w+|aparecem|ha|tem|existem|cited|mentioned)"

_QUOTED = re.compile(
    r"\bquem (?:(?:e|foi|sao|foram|esta|aparece) )?(?:citad|ouvid|entrevistad)[oa]s?\b"
    rf"|\bquem (?:fala|falou|falam|deu entrevista|(?:da|deu) declarac\w+){_TEXT}"
    rf"|^{_ASKING}(?:citac(?:ao|oes)|falas|aspas|declarac(?:ao|oes)|frases citadas){_TEXT}"
    r"|\b(?:is|are|was|were) quoted\b"
)
_WHO = re.compile(rf"^quem (?:aparece|e mencionad[oa]|sao (?:as )?pessoas(?: {_NAMED})?){_TEXT}")
_MARKS = re.compile(rf"^{_ASKING}(\w+)(?: (?:que )?(?:sao |foram |are )?{_NAMED})?{_TEXT}")
_COUNTED = re.compile(
    rf"^(?:e )?quant[oa]s (\w+)(?: diferentes)? (?:(?:sao|foram|estao) )?{_NAMED}{_TEXT}"
)
_LABELS = {
    **dict.fromkeys(("datas", "dias", "horarios", "prazos", "dates"), ("TIME",)),
    **dict.fromkeys(("valores", "numeros", "quantias", "precos", "cifras", "amounts", "numbers"),
                    ("VALUE",)),
    **dict.fromkeys(("lugares", "locais", "cidades", "places", "paises", "cities"), ("LOC",)),
    **dict.fromkeys(("pessoas", "personagens", "people", "persons"), ("PER",)),
    **dict.fromkeys(("nomes", "names"), ("PER", "LOC", "ORG")),
    **dict.fromkeys(("times", "clubes", "equipes", "partidos", "bancos"), ("ORG",)),
    **dict.fromkeys(("empresas", "orgaos", "instituicoes", "organizacoes", "entidades",
                     "organisations", "organizations", "companies"), ("ORG",)),
    **dict.fromkeys(("eventos", "events"), ("EVENT",)),
    **dict.fromkeys(("obras", "livros", "leis", "works"), ("WORK",)),
}  # fmt: skip
"""What may be listed, and the labels of its marks."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARTIES = _set(
    """agir avante cidadania dc dem mdb mobiliza novo patriota pcb pco pcdob pdt pl pmb pmdb podemos
    pp pr prb prd progressistas pros prtb psb psc psd psdb psl psol pstu pt ptb pv rede republicanos
    solidariedade up"""
)
_NO_CLUBS = _set(
    """agencia assembleia associacao banco bombeiros camara cbf comissao comite companhia
    confederacao congresso conmebol conselho copa corpo defensoria defesa delegacia departamento
    diretoria empresa escola estado faculdade federacao fifa forum fundacao governo grupo guarda
    hospital igreja instituto justica liga ministerio ong oab organizacao orgao
    partido policia pm pf prefeitura procuradoria promotoria secretaria senado serie sindicato stf
    stj tj torcida tribunal tse uefa uniao universidade vara"""
)
"""What begins the name of an organisation that plays nothing."""

_CLUBS, _PARTY = ("times", "clubes", "equipes"), ("partidos",)


def _is_of(noun: str, name: str) -> bool:
    """Whether an organisation is of the kind that a noun names; of *empresas* any may be."""
    words = re.findall(r"[\w-]+", fold(name))
    first = words[0] if words else ""
    party = first == "partido" or (first in _PARTIES and (len(words) == 1 or "(" in name))
    party = party or words in (["uniao", "brasil"], ["pc", "do", "b"])
    if noun in _CLUBS:
        return not party and first not in _NO_CLUBS
    return party if noun in _PARTY else True


_SAID = r"(?:disse|falou|afirmou|declarou|diz|fala|afirma|contou|said|say)"
_WORDS_OF = re.compile(
    rf"^(?:e )?(?:o que|what did) (?=.*\b{_SAID}\b)(?:(?:{_SAID}|[oa]) )*"
    r"(?!.*\b(?:sobre|apos|depois|antes|durante|quando|em|n[oa]s?|ao?s?)\b)"
    rf"((?:\w+ ){{0,4}}?\w+)(?: {_SAID})?$"
)


class ListRequest(NamedTuple):
    """The list that a question wants.

    kind: ``quoted`` or ``list``.
    labels: of the marks that are to be listed.
    noun: by which they are asked for, folded.
    speaker: words of a name, folded, whose quotations alone are wanted; none: everybody's.
    """

    kind: str
    labels: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    noun: str = ""


def wanted_list(question: str) -> ListRequest | None:
    """The list that a question wants, if it wants one.

    >>> wanted_list("Quais são as datas?")
    ListRequest(kind='list', labels=('TIME',), speaker=(), noun='datas')
    >>> wanted_list("o que disse a prefeita Dora Lins?")
    ListRequest(kind='quoted', labels=(), speaker=('prefeita', 'dora', 'lins'), noun='')
    """
    words = re.findall(r"\w+", fold(question))
    line = " ".join(_SHORT.get(word, word) for word in words)
    if _QUOTED.search(line):
        return ListRequest("quoted")
    if _WHO.search(line):
        return ListRequest("list", ("PER",))
    found = _MARKS.search(line) or _COUNTED.search(line)
    if found and found[1] in _LABELS:
        return ListRequest("list", _LABELS[found[1]], noun=found[1])
    said = _WORDS_OF.search(line)
    return ListRequest("quoted", speaker=tuple(said[1].split())) if said else None


def listed(
    article: OpenedArticle, marks: Sequence[Span], wanted: ListRequest
) -> tuple[AnswerSentence, ...]:
    """The sentences of a list, in text order.

    Args:
        marks: what the tagger marked, in order, offsets into the user's string.
    """
    if wanted.kind == "list":
        kept = [
            mark for mark in marks if mark.label in wanted.labels and _is_of(wanted.noun, mark.text)
        ]
        return tuple(_by_sentence(article, kept))
    return tuple(_quotations(article, marks, wanted.speaker))


def _by_sentence(article: OpenedArticle, kept: Sequence[Span]) -> Iterator[AnswerSentence]:
    at = 0
    for start, end in map(article.place, article.document.spans):
        first = at
        while at < len(kept) and kept[at].end <= end:
            at += 1
        inside = tuple(mark for mark in kept[first:at] if start <= mark.start)
        if inside:
            score = max(mark.score for mark in inside)
            yield AnswerSentence(start, end, article.text[start:end], score, inside)


def _quotations(
    article: OpenedArticle, marks: Sequence[Span], speaker: Sequence[str]
) -> Iterator[AnswerSentence]:
    """Every sentence with words between quotation marks, and who said them."""
    clean, spans = article.clean.text, article.document.spans
    people = [
        Span(*inner, clean[slice(*inner)], mark.label, mark.score)
        for mark in marks
        if mark.label == "PER"
        for inner in [article.clean.normal_span(mark.start, mark.end)]
    ]
    for said in speeches(clean, spans, people):
        who = said.speaker
        if speaker and (who is None or speaker[-1] not in fold(who.text).split()):
            continue
        start, end = article.place(spans[said.sentence])
        placed = () if who is None else (_placed(article, who),)
        score = who.score if who else 0.5
        yield AnswerSentence(start, end, article.text[start:end], score, placed)


def _placed(article: OpenedArticle, mark: Span) -> Span:
    start, end = article.place((mark.start, mark.end))
    return Span(start, end, article.text[start:end], mark.label, mark.score)
