"""Does a line say only what the article says? Its names and numbers are looked up, one by one.

A name is what the tagger marks as person, place, organisation, event or work, and any run of
capitalised words, marked or not. It must stand in the article word for word; only the word that
begins a sentence may be a common one before a name. A number must stand there with the same sign or
magnitude (*3 milhões* is not *3 bilhões*) or be said without it; small numbers may change between
word and digit (*duas*, *2*). Every other word must be in the article or in the tagger's vocabulary:
a network that writes in pieces of words can put together what nobody says.

That each is there does not yet mean that the article joins them so. All names and numbers of a
sentence must stand together in one sentence of the article, and most of its other full words with
them (``scattered``); and so must each two full words that follow one another (``never_together``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from textnn.tasks.highlight.consistency import TagSpan
from textnn.tasks.highlight.pipeline import Highlighter
from textnn.text.numbers_and_dates import PORTUGUESE
from textnn.text.sentences import sentences
from textnn.text.stems import stem
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import BARE

NAMES = ("PER", "LOC", "ORG", "EVENT", "WORK")
"""The tagger's tags that are names; its others are no claim, or one of numbers."""

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŠŽĀĆČĐŁŃŚŞŻ]\w*(?:[-'’]\w+)*"
CAPITALISED = re.compile(rf"\b{_CAPITAL}(?:(?:\s+(?:d[aeo]s?|e))?\s+{_CAPITAL})*")
"""Capitalised words, joined by *de*, *da*, *e* ..., as in *Caixa Econômica Federal*."""
_CONNECTOR = re.compile(r"(?<!\s)\s+e\s+")
"""May stand within one name or between two."""
_OPENING = re.compile(r"(?:^|[.!?:;–—]\s+|[\"“‘'«(]\s*)$")
"""What stands before a word that is capitalised whatever it is."""
_MAGNITUDE = r"(?:mil(?:hão|hões|hares|har)?|bilh(?:ão|ões)|trilh(?:ão|ões))"
_NUMBER = re.compile(rf"(\d+(?:[.,:/]\d+)*)(?:\s*(?:%|º|ª|°)|\s+{_MAGNITUDE}\b)?", re.IGNORECASE)
"""Digits (its first group), and the sign or magnitude after them if there is one."""
_MAGNITUDES = ("%", "ão", "ões")
_IN_BRACKETS = re.compile(r"(?<!\w)[^\W\d_]\w* \([^\W\d][^()]*\)")
_BEHIND = re.compile(r"\s+([^\W\d_]+)")
"""The word behind a number."""
_DIGITS = {
    **{word: str(value) for word, value in PORTUGUESE.items() if value > 1},
    **{word: word for word in ("metade", "dobro", "triplo")},
}
"""Number words; *um* and *uma* are left out, for they are articles too. What no digits can say
(*metade*) stands for itself."""

TOGETHER = 0.6
"""Least share of a line's full words that one sentence of the article has."""


class Evidence:
    """An article's words, ready to be asked for names and numbers.

    Args:
        text: in normal form.

    Attributes:
        text: as given.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = " " + " ".join(_words(text)) + " "
        self._small = {word for word in BARE.findall(text) if word.islower()}
        self._numbers = {_plain(found[0]) for found in _NUMBER.finditer(text)}
        self._numbers |= {found[1] for found in _NUMBER.finditer(text)}
        self._known = {word for word in self._words.split() if not word.isdigit()}
        self._counted = self._known | {_DIGITS[word] for word in self._known & _DIGITS.keys()}

    @cached_property
    def sentences(self) -> list[Evidence]:
        """Each sentence of the article by itself."""
        return [Evidence(self.text[start:end]) for start, end in sentences(self.text)]

    @cached_property
    def in_order(self) -> list[str]:
        """Its words in small letters."""
        return self._words.split()

    @cached_property
    def stems(self) -> set[str]:
        """Stems of its words."""
        return {stem(word) for word in self.in_order}

    def names(self, phrase: str) -> bool:
        """Whether the words of ``phrase`` stand in the article, side by side, whatever the case."""
        return f" {' '.join(_words(phrase))} " in self._words

    def knows(self, word: str) -> bool:
        """Whether the word stands in the article, whatever the case."""
        return word.lower() in self._known

    def only_names(self, word: str) -> bool:
        """Whether the article has the word, and never in small letters."""
        return self.knows(word) and word.lower() not in self._small

    def counts(self, number: str) -> bool:
        """Whether the article has this number, as written in digits or as one word.

        Args:
            number: what ``_NUMBER`` finds; with a sign or magnitude it must have that one.
        """
        plain = _plain(number)
        return plain in self._numbers or plain in self._counted

    def counts_word(self, word: str) -> bool:
        """Whether the article has this number word, one of ``_DIGITS``, as a word or in digits."""
        word = word.lower()
        return word in self._counted or _DIGITS[word] in self._numbers | self._counted


def unsupported(
    line: str,
    article: Evidence,
    spans: Sequence[TagSpan],
    vocabulary: Container[str] | None = None,
) -> str:
    """The first name, number or word of ``line`` that cannot stand; empty if all do.

    Args:
        line: a headline or dek in normal form.
        article: what it is about.
        spans: what the tagger marks in ``line``.
        vocabulary: words there are, in small letters; None asks for names and numbers only.
    """
    wrong = [
        (claim.start, claim.end)
        for claim in _claims(line, spans, article)
        if not _stands(line, claim, article)
    ]
    if vocabulary is not None:
        wrong += [
            found.span()
            for found in re.finditer(r"[^\W\d_]+", line)
            if not article.knows(found[0]) and found[0].lower() not in vocabulary
        ]
    if not wrong:
        return ""
    start, end = min(wrong)
    return line[start:end]


def scattered(line: str, article: Evidence, spans: Sequence[TagSpan]) -> str:
    """What a sentence of ``line`` joins and no sentence of the article does; empty if nothing.

    Args:
        line: one that ``unsupported`` finds nothing in.
        article: what it is about.
        spans: what the tagger marks in ``line``.

    Returns:
        From the first name or number of that sentence to its last, or the whole sentence.
    """
    claims = sorted(set(_claims(line, spans, article)))
    for start, end in sentences(line):
        said = [claim for claim in claims if start <= claim.start < end]
        full = [w for w in _words(line[start:end]) if w not in STOPWORDS and not w.isdigit()]
        joined = [
            sentence
            for sentence in article.sentences
            if all(_stands(line, claim, sentence) for claim in said)
        ]
        if len(said) > 1 and not joined:
            return line[said[0].start : max(claim.end for claim in said)]
        places = joined or article.sentences
        if all(sum(map(place.knows, full)) < TOGETHER * len(full) for place in places):
            return line[start:end]
    return ""


def never_together(line: str, article: Evidence) -> str:
    """Where ``line`` goes over from one sentence of its article to another; empty if nowhere.

    It is a stretch between two full words that follow one another in a sentence of ``line`` and,
    inflected as they may be, stand in the article but in no sentence of it together.

    >>> article = Evidence("A reforma do mercado atrasou. A feira foi para o pátio.")
    >>> never_together("Reforma do mercado foi para o pátio", article)
    'mercado foi para o pátio'
    >>> never_together("Feira vai para o pátio novo", article)
    ''
    """
    for start, end in sentences(line):
        words = [
            (stem(found[0].lower()), *found.span())
            for found in BARE.finditer(line, start, end)
            if found[0].lower() not in STOPWORDS
        ]
        known = [word for word in words if word[0] in article.stems]
        for (one, first, _), (other, _, last) in pairwise(known):
            if not any({one, other} <= sentence.stems for sentence in article.sentences):
                return line[first:last]
    return ""


def another_subject(line: str, article: Evidence) -> str:
    """What ``line`` puts before words that it copies, where the article has something else.

    *Anúncio deve durar dez meses e vai ocupar 40 trabalhadores*, of an article in which it is the
    work that *deve durar dez meses e vai ocupar 40 trabalhadores*: the longer the copy, the surer
    it is that its subject was changed. A single full word before it must be of that sentence,
    inflected as it may be.
    """
    said = _words(line)
    for sentence in article.sentences:
        start, length = _longest_copy(said, sentence.in_order)
        if length < max(COPIED, COPIED_SHARE * len(said)):
            continue
        before = [word for word in said[:start] if word not in STOPWORDS]
        if (
            len(before) == 1
            and before[0] == said[start - 1]
            and stem(before[0]) not in sentence.stems
        ):
            return before[0]
    return ""


_LEAD = re.compile(r"(?P<name>[A-ZÀ-Ý][\w-]*[\w](?: [A-ZÀ-Ý][\w-]+)*) (?P<verb>[a-zà-ÿ]+)\b")
_BEFORE = 60  # characters looked at before a name
_ACTS_FOR = frozenset(
    ("prefeitura", "governo", "câmara", "assembleia", "senado", "justiça", "tribunal", "polícia",
     "município", "cidade", "estado", "país", "time", "clube", "equipe", "seleção", "empresa",
     "grupo", "diretoria", "presidente", "presidência", "ministério", "secretaria", "moradores")
)  # fmt: skip
"""Whose doing is told as that of the place or the house they are of."""

COPIED, COPIED_SHARE = 5, 0.5
"""Least words in a row, and least part of a line, that make a copy of a sentence."""


def _longest_copy(said: list[str], words: list[str]) -> tuple[int, int]:
    """Where in ``said`` the longest run of ``words`` begins, and how long it is."""
    found = SequenceMatcher(None, said, words, autojunk=False).find_longest_match()
    return found.a, found.size


def another_owner(line: str, article: Evidence) -> str:
    """A name that begins ``line`` as doing what in the article something *of* it does.

    >>> article = Evidence("Uma vacina da Fiocruz protege camundongos. O teste durou um ano.")
    >>> another_owner("Fiocruz protege camundongos", article)
    'Fiocruz protege'
    >>> another_owner("Vacina da Fiocruz protege camundongos", article)
    ''
    """
    lead = _LEAD.match(line)
    if lead is None:
        return ""
    verb = stem(lead["verb"])
    told = [sentence.text for sentence in article.sentences if verb in sentence.stems]
    places = [
        _is_of(one[: name.start()])
        for one in told
        for name in re.finditer(rf"\b{re.escape(lead['name'])}\b", one)
    ]
    return lead[0] if places and all(places) else ""


def _is_of(before: str) -> bool:
    """Whether what stands before a name says that something else is of it."""
    *heads, joint = before[-_BEFORE:].lower().split()[-3:] or ("",)
    return joint in ("de", "da", "do", "das", "dos") and not _ACTS_FOR & {*heads}


def another_bracket(line: str, article: Evidence) -> str:
    """Words in brackets, behind a word they do not stand behind in the article; no dates.

    >>> article = Evidence("Rui Prado (PT) criticou a medida, e Ana Reis (PL) a defendeu.")
    >>> another_bracket("Rui Prado (PL) critica a medida", article)
    'Prado (PL)'
    >>> another_bracket("Ana Reis (PL) defende a medida", article)
    ''
    """
    said = " ".join(article.text.lower().split())
    found = (one[0] for one in _IN_BRACKETS.finditer(line))
    return next((one for one in found if " ".join(one.lower().split()) not in said), "")


def check(
    lines: Sequence[str],
    articles: Sequence[Evidence],
    highlighter: Highlighter,
    *,
    together: bool = False,
) -> list[str]:
    """``unsupported`` for each line and its article, with the tagger's marks and vocabulary.

    Args:
        lines: headlines or deks in normal form, tagged side by side.
        articles: what each is about.
        highlighter: marks the names.
        together: whether a line must not be ``scattered`` or change who does something either.
    """
    marked = highlighter.tag(lines)
    return [
        unsupported(line, article, spans, highlighter.featurizer.vocabulary)
        or (_joined_wrongly(line, article, spans) if together else "")
        for line, article, spans in zip(lines, articles, marked, strict=True)
    ]


def _joined_wrongly(line: str, article: Evidence, spans: Sequence[TagSpan]) -> str:
    return (
        scattered(line, article, spans)
        or never_together(line, article)
        or another_subject(line, article)
        or another_owner(line, article)
        or another_bracket(line, article)
    )


def counts_at(line: str, text: str) -> bool:
    """Whether each number of ``line`` counts what it counts in the article: *seis* **dias**.

    Args:
        line: in normal form.
        text: the article, in normal form.
    """
    numbers = [found.span() for found in _NUMBER.finditer(line)]
    numbers += [found.span() for found in _WORD.finditer(line) if found[0].lower() in _DIGITS]
    return all(_counted(line, start, end) & _counted_in(line[start:end], text)
               for start, end in numbers)  # fmt: skip


def _counted(line: str, start: int, end: int) -> set[str]:
    """The full word behind a number, or an empty string; with a magnitude that may stay away."""
    found = _BEHIND.match(line, end)
    word = found[1].lower() if found else ""
    word = "" if word in STOPWORDS - _DIGITS.keys() else word
    return {word, ""} if line[start:end].lower().endswith(_MAGNITUDES) else {word}


def _counted_in(number: str, text: str) -> set[str]:
    """Full words behind a number wherever the article has it; an empty string for none."""
    places = re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", text, re.IGNORECASE)
    return {word for found in places for word in _counted(text, *found.span())}


class _Claim(NamedTuple):
    """Something a line says that must stand in the article.

    Attributes:
        start, end: where the line says it.
        kind: ``"name"``, ``"number"`` (digits) or ``"number word"``.
    """

    start: int
    end: int
    kind: str


def _claims(line: str, spans: Sequence[TagSpan], article: Evidence) -> Iterator[_Claim]:
    for span in spans:
        if span.tag in NAMES:
            yield _Claim(span.start, span.end, "name")
    for found in CAPITALISED.finditer(line):
        start = found.start()
        first = _WORD.match(line, start)
        if first and _OPENING.search(line, 0, start) and not article.only_names(first[0]):
            start = _second_capital(line, start, found.end())  # any word is capitalised here
        yield from _parts(line, start, found.end())
    for found in _NUMBER.finditer(line):
        yield _Claim(*found.span(), "number")
    for found in _WORD.finditer(line):
        after_digits = re.search(r"\d\s+$", line[: found.start()])  # part of the number before
        if found[0].lower() in _DIGITS and not after_digits:
            yield _Claim(*found.span(), "number word")


def _second_capital(line: str, start: int, end: int) -> int:
    """Where the next capitalised word of a run begins after its first word; ``end`` if none."""
    words = list(_WORD.finditer(line, start, end))
    capital = (word.start() for word in words[1:] if word[0][0].isupper())
    return next(capital, end)


def _parts(line: str, start: int, end: int) -> Iterator[_Claim]:
    """The names of a run; *Ana e Rui* are two."""
    for cut in _CONNECTOR.finditer(line, start, end):
        if start < cut.start():
            yield _Claim(start, cut.start(), "name")
        start = cut.end()
    if start < end:
        yield _Claim(start, end, "name")


def _stands(line: str, claim: _Claim, article: Evidence) -> bool:
    said = line[claim.start : claim.end]
    if claim.kind == "name":
        return article.names(said)
    return article.counts(said) if claim.kind == "number" else article.counts_word(said)


def _words(text: str) -> list[str]:
    return [word.lower() for word in BARE.findall(text)]


def _plain(number: str) -> str:
    """A number as it is compared: no spaces, small letters, *milhão* and *bilhão* as plurals."""
    plain = "".join(number.lower().split())
    return (
        plain.replace("milhão", "milhões")
        .replace("bilhão", "bilhões")
        .replace("trilhão", "trilhões")
    )
