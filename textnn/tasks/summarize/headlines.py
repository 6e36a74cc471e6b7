"""The line shown: a candidate that passed the check, a sentence instead, another headline.

With each line goes where it came from: the sentence it leans on, the words of the article that the
network attended to for each word it wrote, and the better candidates that were refused.

A headline is whole, turns no denial round, has whole names, and each of its numbers counts what it
counts in the article. Another headline of the same article is the next candidate that says it
differently; further down the beam the network is less sure, so there its full words also have to be
the article's own, inflected as they may be (*aprova* is no word for *rejeitou*).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from textnn.datasets.summarizer import one_line
from textnn.results import FactSheet, Glance, Line
from textnn.results.text import ANY_FIGURE, ANY_QUOTATION, HeadlineConditions
from textnn.tasks.highlight.pipeline import Highlighter
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.choice import HeadlineChoice, HeadlineJudge
from textnn.tasks.summarize.compression import Window, open_window
from textnn.tasks.summarize.extractive import LEANS_BACK, Ranked, choose
from textnn.tasks.summarize.faithfulness import CAPITALISED, Evidence, check, counts_at
from textnn.tasks.summarize.hypotheses import LineHypothesis, LineWriter, glances_of
from textnn.text.acronyms import spelt_out
from textnn.text.normalize import Normalized
from textnn.text.quotations import is_closed, lifts_quotation, quotations, without_speaker
from textnn.text.sentences import sentences
from textnn.text.stems import folded_stems, full_stems
from textnn.text.words import BARE

LOOKED = 5
"""Words of the article told for each written word."""

TOLD = 3
"""Refused candidates that are told."""

FAINT = 0.02
"""Attention below this is not told."""

Refused = tuple[tuple[str, str], ...]
"""Candidates that were refused, best first, each with what it says that its article does not."""

MORE_BEAMS = 10
"""Beginnings that each search keeps side by side, more than for the first headline."""

MOST = 110
"""Characters of the longest headline."""

SHORT = 40
"""Characters that are left at least where a sentence is shortened, or that it has."""

QUOTED = 2
"""Words of the shortest quotation that a headline is made of."""

NEAR = 8
"""Sentences from the beginning that may be a headline as they are."""

NEW = 2
"""Full words that a dek must have beyond those of its headline."""

ALIKE = 0.6
"""Part of the full words of two headlines, the same in both, from which on they are one."""

_TAIL = re.compile(r"(?:[;:,.?!–]|\s-)(?:\s+\w+)?\s*$")
"""A sign at the end, or with one word behind it; not that of *sexta-feira* or of *R$ 2,9*."""
_CUT = re.compile(
    r"\s(?:a|o|as|os|à|ao|de|d[aeo]s?|em|n[ao]s?|por|pel[ao]s?|para|com|sem|contra|sobre|entre|até|"
    r"e|ou|que|se|um|uma)$"
)
"""A word at the end after which something must come."""
_ASIDE = re.compile(r"(?<!\s)\s*+\([^()]*+\)")
_ADDED = re.compile(
    r",\s(?:após|depois|durante|desde|em|n[ao]s?|ao|às?|com|para|por|pel[ao]s?|que|onde|entre|até|"
    r"(?!segundo|quando)\w+ndo)\s"
)
"""How a clause begins that a sentence can do without; *segundo*, *disse* and *se* are not here."""
_OF_THE_PAGE = re.compile(
    r"^(?:publicado|atualizado|última atualização)\b.{0,12}\d{1,2}(?:/| de )|\bfotos?:",
    re.IGNORECASE,
)
"""What a page says of itself: when it was published, who took the photograph."""
_DENIED = re.compile(
    r"(?<!\w)(?:não|nem|nunca|sem|jamais|ninguém|nenhuma?)(?!\w)[^.,;:!?\n]*", re.IGNORECASE
)
"""What a word denies: the rest of its clause."""
_DAY = re.compile(
    r"(?<!\w)(segunda|terça|quarta|quinta|sexta|\w+-feira|sábado|domingo|hoje|ontem|amanhã)"
    r" \(\d{1,2}(?:º|/\d{1,2}){0,2}\)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:O|A|Os|As) (?=[A-ZÀ-Ý])")
"""What a headline leaves out: the day beside that of the week, and the article before a name."""
_NAME = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]")
_FIGURE = re.compile(r"\d")
_NAME_GOES_ON = re.compile(r"[ -](?:d[aeo]s? )?[A-ZÀ-Ý]")
_NAME_BEGAN = re.compile(r"(?<!\w)[A-ZÀ-Ý]\w{2,}[ -](?:d[aeo]s? )?$")
_LONGEST = 40
"""Characters looked at before a name."""


def written_line(article: Opened, draft: LineHypothesis, refused: Refused) -> Line:
    """A draft as a line, its offsets still those of the normal form."""
    return Line(draft.text, "written", _leant_on(article, draft), _glances(article, draft), refused)


def stand_in(article: Opened, refused: Refused, ranked: Sequence[Ranked]) -> Line:
    """The article's own best sentence on one line, its offsets still those of the normal form.

    Args:
        article: of any text; one without a sentence stands in whole.
        refused: what the sentence stands in for.
        ranked: the sentences it may be; a question only if all are questions.
    """
    text = article.clean.text
    best = choose(text, _statements(text, ranked) or ranked, 1)
    if not best:
        return Line(one_line(text), "extracted", (0, len(text)), (), refused)
    span = best[0].start, best[0].end
    return Line(one_line(text[slice(*span)]), "extracted", span, (), refused)


def sentence_candidates(article: Opened, ranked: Sequence[Ranked]) -> list[LineHypothesis]:
    """Sentences of the article that may be its headline: its best one, ``shortened``, and those
    near its beginning that are as long as a headline; none for an article that states nothing."""
    text = article.clean.text
    best = [(one.start, one.end) for one in choose(text, _statements(text, ranked), 1)]
    near = sentences(text)[:NEAR] if best else []
    lines = {shortened(one_line(text[slice(*span)])): span for span in best}
    lines = {line: span for line, span in lines.items() if not _OF_THE_PAGE.search(line)}
    for start, end in near:
        line = one_line(text[start:end]).removesuffix(".")
        if SHORT <= len(line) <= MOST and "?" not in line and not _OF_THE_PAGE.search(line):
            lines.setdefault(line, (start, end))
    nowhere = np.zeros((0, len(article.ids)), np.float32)
    return [LineHypothesis(line, 0.0, (), nowhere, sentence=at) for line, at in lines.items()]


def _statements(text: str, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those sentences that ask nothing."""
    return [one for one in ranked if "?" not in text[one.start : one.end]]


def shortened(sentence: str, most: int = MOST) -> str:
    """A sentence as a headline of at most ``most`` characters, a capital first.

    Of one that is longer, what stands in brackets is left out, then what is said last behind a
    comma, if it only adds a place, a time, a manner or *que* ...; neither who says it nor what
    restricts it does so. What is still too long breaks off, and shows it.

    Args:
        sentence: on one line.
        most: at least ``SHORT``.

    >>> said = "A ponte velha de Vila Rasa reabriu no domingo (3) com uma grande festa de todos os "
    >>> shortened(said + "moradores, depois de seis meses de obras, em uma manhã de sol")
    'A ponte velha de Vila Rasa reabriu no domingo com uma grande festa de todos os moradores'
    >>> shortened(said + "moradores do bairro antigo, disse Dora")[-14:]
    'bairro antigo…'
    """
    line = sentence[:1].upper() + sentence[1:]
    if len(line) > most:
        line = _ASIDE.sub("", line)
    while len(line) > most:
        begin = line.rfind(",")
        if begin < SHORT or not _ADDED.match(line, begin) or not is_closed(line[:begin]):
            return line[: most - 1].rpartition(" ")[0].rstrip(" ,;:-–") + "…"
        line = line[:begin]
    return line


def without_asides(line: str) -> str:
    """A sentence as a headline has it: no day of the month and no acronym in brackets behind what
    it stands for.

    >>> without_asides("O Banco do Brasil (BB) abriu no sábado (3) em Vila Rasa (RJ)")
    'O Banco do Brasil abriu no sábado em Vila Rasa (RJ)'
    >>> without_asides("O Banco do Brasil (BB) nega; BB demite Ana Souza (45)")
    'O Banco do Brasil (BB) nega; BB demite Ana Souza (45)'
    """
    for one in reversed([*spelt_out(line)]):
        if one.acronym not in line[one.acronym_at[1] :]:
            line = line[: one.words[1]] + line[one.acronym_at[1] + 1 :]
    return _DAY.sub(r"\1", line)


def own_sentence(line: str, text: str) -> tuple[int, int] | None:
    """The sentence of the article that a line is, to the letter but for its end; None if none."""
    return _own_sentences(text).get(_bare(line))


@lru_cache(maxsize=4)
def _own_sentences(text: str) -> dict[str, tuple[int, int]]:
    """Sentences as ``_bare`` has them, and where they stand; asked for each line."""
    return {_bare(one_line(text[start:end])): (start, end) for start, end in sentences(text)}


def _bare(line: str) -> str:
    return line.casefold().rstrip(".")


def _leant_on(article: Opened, draft: LineHypothesis) -> tuple[int, int]:
    """The sentence that got most attention while the draft was written."""
    text = article.clean.text[: article.read]
    spans = sentences(text) or [(0, len(text))]
    mean = draft.attention.mean(0).tolist()
    totals = [0.0] * len(spans)
    number = 0
    for (_, end), attention in zip(article.spans, mean, strict=True):
        while number < len(spans) - 1 and end > spans[number][1]:
            number += 1
        totals[number] += attention
    start, end = spans[max(range(len(spans)), key=totals.__getitem__)]
    # The reading may stop within a sentence; the person is shown the whole of it.
    return start, next((e for s, e in sentences(article.clean.text) if s == start), end)


def _glances(article: Opened, draft: LineHypothesis) -> tuple[Glance, ...]:
    """Where the network looked for each word, in offsets of the normal form."""
    found = []
    for start, end, mean in glances_of(draft):
        on_words = article.on_words(mean[None])
        looked = tuple(
            (*article.words[number], round(float(on_words[number]), 4))
            for number in np.argsort(-on_words, kind="stable")[:LOOKED].tolist()
            if on_words[number] >= FAINT
        )
        found.append(Glance(start, end, looked))
    return tuple(found)


def in_original(line: Line, clean: Normalized) -> Line:
    """A line whose offsets into the normal form become offsets into the user's string."""
    glances = tuple(
        replace(
            glance,
            looked=tuple((*clean.original_span(s, e), weight) for s, e, weight in glance.looked),
        )
        for glance in line.glances
    )
    return replace(line, source=clean.original_span(*line.source), glances=glances)


def other_headlines(
    article: Opened,
    drafter: LineWriter,
    choice: HeadlineChoice,
    judge: HeadlineJudge,
    highlighter: Highlighter,
    given: str,
) -> Iterator[LineHypothesis]:
    """Headlines that pass the check and differ from ``given`` and from one another, best first.

    Args:
        article: in Portuguese.
        given: the first headline.
    """
    written = judge(drafter.drafts_and_compressions([article], MORE_BEAMS)[0], article)
    return differing(article, choice.order(written, article), judge, highlighter, (given,))


def differing(
    article: Opened,
    drafts: Sequence[LineHypothesis],
    judge: HeadlineJudge,
    highlighter: Highlighter,
    given: Sequence[str] = (),
) -> Iterator[LineHypothesis]:
    """Those of ``drafts`` that are worth enough, pass the check unless they are sentences of the
    article, and differ from what is ``given`` and from one another.

    Args:
        drafts: candidates for the headline of ``article``, best first.
        given: its headlines so far.
    """
    text = article.clean.text
    words, known, told = _full(text), Evidence(text), [*given]
    drafts = [
        draft
        for draft in drafts
        if judge.suffices(draft)
        and (
            draft.sentence
            or (
                _full(draft.text) <= words
                and not denies(draft.text, text)
                and is_whole(draft.text, text)
                and not lifts_quotation(draft.text, text)
                and not own_sentence(draft.text, text)
            )
        )
    ]
    lines = [draft.text for draft in drafts if not draft.sentence]
    wrong = iter(check(lines, [known] * len(lines), highlighter, together=True))
    for draft in drafts:
        reason = "" if draft.sentence else next(wrong)
        if not reason and not alike(draft.text, told):
            told.append(draft.text)
            yield draft


def alike(line: str, others: Iterable[str]) -> bool:
    """Whether a headline says nearly the same as one of others.

    >>> alike("Vila Rasa multa o bar", ["Prefeitura de Vila Rasa multa bar"])
    True
    >>> alike("Bar de Vila Rasa vai recorrer", ["Prefeitura de Vila Rasa multa bar"])
    False
    """
    own = _full(line)
    return any(len(own & one) >= ALIKE * len(own | one) for one in map(_full, others))


def fulfils(line: str, wanted: HeadlineConditions) -> bool:
    """Whether a headline has what it is to have and nothing that it must not.

    >>> wanted = HeadlineConditions((("multa",),), ("morre",), most=40)
    >>> fulfils("Dono do bar paga multas de R$ 3 mil", wanted)
    True
    >>> fulfils("Dono do bar morreu antes da multa", wanted), fulfils("Dono do bar paga", wanted)
    (False, False)
    """
    stems = folded_stems(line)

    def names(words: str) -> bool:
        if words == ANY_QUOTATION:
            return bool(quotations(line))
        own = folded_stems(words)
        return (bool(own) and own <= stems) or (words == ANY_FIGURE and bool(_FIGURE.search(line)))

    return (
        all(any(map(names, words)) for words in wanted.including)
        and not any(map(names, wanted.excluding))
        and (not wanted.quoted or bool(quotations(line)))
        and (not wanted.most or len(line) <= wanted.most)
        and not alike(line, wanted.shown)
    )


def repeats(sentence: str, headline: str) -> bool:
    """Whether a sentence of the article says again most of what a headline says.

    >>> repeats("A obra do mercado novo atrasou, diz nota", "Obra do mercado atrasa")
    True
    >>> repeats("A reforma custou três milhões", "Obra do mercado atrasa")
    False
    """
    own = _full(headline)
    return len(own & _full(sentence)) >= ALIKE * max(1, len(own))


def sentences_for(
    article: Opened, ranked: Sequence[Ranked], wanted: HeadlineConditions
) -> list[tuple[int, int]]:
    """Statements that name what a headline has to name and nothing that it must not, weightiest
    first; where it may name anything, the weightiest alone."""
    text, words = article.clean.text, HeadlineConditions(wanted.including, wanted.excluding)
    best = sorted(_statements(text, ranked), key=lambda one: -one.score)
    found = [(s.start, s.end) for s in best if fulfils(text[s.start : s.end], words)]
    return found if words != HeadlineConditions() else found[:1]


def window_for(article: Opened, span: tuple[int, int], wanted: HeadlineConditions) -> Window:
    """A sentence whose compressions name all that a headline has to name."""
    line = article.clean.text[slice(*span)]
    kept = [
        next(one for one in words if fulfils(line, HeadlineConditions(((one,),))))
        for words in wanted.including
    ]
    return open_window(article, *span, folded_stems(" ".join(kept)))


def whole_sentences(
    article: Opened, spans: Sequence[tuple[int, int]], wanted: HeadlineConditions
) -> list[str]:
    """Those sentences of the article that fulfil conditions as headlines: shortened, but not broken
    off, without the article before a name, and none that goes on from another; those last that name
    nobody and nothing (*A empresa pode recorrer*), or the shortest first. No two say the same."""
    text, most = article.clean.text, max(min(wanted.most or MOST, MOST), SHORT)
    own = [without_asides(one_line(text[slice(*span)]).removesuffix(".")) for span in spans]
    lines = [shortened(_ARTICLE.sub("", one), most) for one in own if not LEANS_BACK.match(one)]
    lines.sort(key=lambda line: not _NAME.search(line, 1))  # stable: best first still
    if wanted.short:
        lines.sort(key=len)
    found = list[str]()
    for line in lines:
        if (
            fulfils(line, wanted)
            and not line.endswith("…")
            and not _OF_THE_PAGE.search(line)
            and is_closed(line)
            and not without_speaker(line)
            and not alike(line, found)
        ):
            found.append(line)
    return found


def quoted_headlines(sheet: FactSheet, most: int) -> Iterator[str]:
    """Direct quotations whose speaker is known, as headlines: *“...”, diz NAME*, in text order.

    A quotation that is too long gives its sentences, each to the letter.

    Args:
        sheet: of the article.
        most: characters of a headline.
    """
    for fact in sheet.of_kind("quote"):
        speaker, (start, end) = fact.said("speaker"), fact.places[0]
        if fact.value != "direct" or not speaker:
            continue
        words = " ".join(sheet.text[start:end].split()).strip("“”\"«»'‘’—– ")
        for one in (words, *(words[slice(*span)] for span in sentences(words))):
            said = one.strip().rstrip(".,;:…")
            line = f"“{said[:1].upper()}{said[1:]}”, diz {speaker}"
            whole = is_closed(said) and not set(said) & set('“”"')
            if whole and len(said.split()) >= QUOTED and len(line) <= most:
                yield line
                break


def adds(dek: str, headline: str) -> bool:
    """Whether a dek has full words that are not in its headline already.

    >>> adds("Obra do mercado custou R$ 3 milhões e atrasou", "Obra do mercado atrasa")
    True
    >>> adds("A obra do mercado atrasa", "Obra do mercado atrasa")
    False
    """
    return len(_full(dek) - _full(headline)) >= NEW


def is_whole(line: str, text: str) -> bool:
    """Whether a line begins as one, breaks off nowhere, and its names and numbers are whole.

    >>> text = "Os 12 barcos de Itapema do Norte saíram."
    >>> [is_whole(line, text) for line in ("12 barcos saem", "12 barcos em Itapema", "12 casas")]
    [True, False, False]
    >>> [is_whole(line, text) for line in ("Barcos saem na sexta-feira", "Barcos saem, diz")]
    [True, False]
    >>> is_whole("Barcos saem de Itapema contra", text)
    False
    >>> is_whole("Dólar cai", "O dólar caiu. Dólar Hoje: veja a cotação.")
    True
    """
    if line[:1].islower() or len(line) > MOST or _TAIL.search(line) or _CUT.search(line):
        return False
    names = [found[0] for found in CAPITALISED.finditer(line)]
    if names and line.startswith(names[0]) and names[0].lower() in BARE.findall(text):
        del names[0]  # a common word, capitalised because the line begins with it
    return all(_is_whole_name(name, text) for name in names) and counts_at(line, text)


def denies(line: str, text: str) -> bool:
    """Whether the article has a word of the line only behind a *não*, and the line has none.

    >>> text = "O time não tem mais chances de título. A torcida vaiou o time."
    >>> denies("Time tem mais chances", text), denies("Torcida vaia time", text)
    (True, False)
    """
    return not _DENIED.search(line) and bool(_full(line) & _only_denied(text))


@lru_cache(maxsize=4)
def _only_denied(text: str) -> frozenset[str]:
    """Stems of the full words that stand behind a denial and nowhere else; asked for each line."""
    denied = {word for found in _DENIED.finditer(text) for word in _full(found[0])}
    return frozenset(denied) - _full(_DENIED.sub(" ", text))


def _is_whole_name(name: str, text: str) -> bool:
    """Whether it stands in the article by itself at least once, or not at all."""
    places = [found.span() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return not places or any(
        not _NAME_GOES_ON.match(text, end)
        and not _NAME_BEGAN.search(text, max(0, start - _LONGEST), start)
        for start, end in places
    )


def _full(text: str) -> frozenset[str]:
    """Stems of the full words of a text."""
    return frozenset(full_stems(text))
