"""Another headline: whole, faithful, and not the first one with a word changed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from tests.tasks.summarize.test_pipeline import write_summarizer
from textnn.errors import UserError
from textnn.results import SummaryOptions
from textnn.results.text import HeadlineConditions
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.choice import HeadlineJudge
from textnn.tasks.summarize.faithfulness import counts_at
from textnn.tasks.summarize.headlines import (
    MORE_BEAMS,
    MOST,
    SHORT,
    adds,
    denies,
    is_whole,
    other_headlines,
    sentence_candidates,
    shortened,
    stand_in,
    whole_sentences,
)
from textnn.tasks.summarize.hypotheses import LineHypothesis, LineWriter
from textnn.tasks.summarize.pipeline import Editor, load_summarizer
from textnn.text.sentences import sentences

ARTICLE = (
    "A prefeitura de Vila Rasa reabriu a ponte velha depois de seis meses de obras no rio. "
    "Os 12 barcos da cooperativa de Itapema do Norte pararam de atravessar gente. "
    "A engenheira Dora Lins disse que a reforma custou R$ 2 milhões e dura muitos anos."
)
FIRST = "Prefeitura reabriu a ponte velha depois de seis meses"


@dataclass(frozen=True)
class Fixed:
    """A drafter that has written these lines already; the first ones by the usual beam."""

    opened: LineWriter
    lines: tuple[str, ...]
    first: int = 1

    def open(self, text: str) -> Opened:
        return self.opened.open(text)

    def drafts(
        self, articles: Sequence[Opened], kind: str, beams: int = 6
    ) -> list[list[LineHypothesis]]:
        lines = self.lines if beams == MORE_BEAMS else self.lines[: self.first]
        return [[self._draft(line, article) for line in lines] for article in articles]

    def drafts_and_compressions(
        self, articles: Sequence[Opened], beams: int = 6
    ) -> list[list[LineHypothesis]]:
        return self.drafts(articles, "headline", beams)

    def write(
        self,
        articles: Sequence[Opened],
        kinds: Mapping[str, int],
        progress: object = None,
        *,
        compressed: bool = False,
    ) -> dict[str, list[list[LineHypothesis]]]:
        return {kind: self.drafts(articles, kind, beams) for kind, beams in kinds.items()}

    def _draft(self, line: str, article: Opened) -> LineHypothesis:
        looked = np.full((1, len(article.ids)), 1 / len(article.ids), np.float32)
        return LineHypothesis(line, -float(self.lines.index(line)), (len(line),), looked)


class ByScore:
    """A judge to whom a written line is worth its score, and a sentence as much as is said."""

    def __init__(self, least: float = -math.inf, sentence: float = -math.inf) -> None:
        self.least, self.sentence = least, sentence

    def __call__(self, lines: Sequence[LineHypothesis], _article: Opened) -> list[LineHypothesis]:
        return [one._replace(value=self.sentence if one.sentence else one.score) for one in lines]

    def suffices(self, line: LineHypothesis) -> bool:
        return line.value >= self.least


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    found = load_summarizer(write_summarizer(tmp_path_factory.mktemp("summaries")))
    return replace(found, judge=ByScore())  # type: ignore[arg-type]


def others(editor: Editor, *lines: str, least: float = -math.inf) -> list[str]:
    drafter: LineWriter = Fixed(editor.drafter, lines)  # type: ignore[assignment]
    found = other_headlines(
        drafter.open(ARTICLE),
        drafter,
        editor.choice,
        ByScore(least),  # type: ignore[arg-type]
        editor.highlighter,
        FIRST,
    )
    return [draft.text for draft in found]


def test_what_says_it_differently_is_another(editor: Editor) -> None:
    assert others(
        editor,
        FIRST,
        "A prefeitura reabriu a ponte velha depois de seis meses",
        "Vila Rasa reabriu a ponte velha",
        "Os 12 barcos pararam de atravessar gente",
        "12 barcos pararam de atravessar gente",
        "Reforma custou R$ 2 milhões",
    ) == [
        "Vila Rasa reabriu a ponte velha",
        "Os 12 barcos pararam de atravessar gente",
        "Reforma custou R$ 2 milhões",
    ]


def test_a_sentence_stands_where_it_is_worth_more(editor: Editor) -> None:
    lines = ("Vila Rasa reabriu a ponte velha", "Reforma custou R$ 2 milhões")
    assert others(editor, *lines, least=-0.5) == [lines[0]]
    drafter: LineWriter = Fixed(editor.drafter, lines, first=9)  # type: ignore[assignment]
    judge: HeadlineJudge = ByScore(9.0, sentence=9.0)  # type: ignore[assignment]
    unsure = replace(editor, drafter=drafter, judge=judge)
    found = unsure(ARTICLE, SummaryOptions())
    assert (found.headline.origin, found.others) == ("extracted", ())
    start, end = found.headline.source
    assert found.headline.text.removesuffix("…") in ARTICLE[start:end]
    assert unsure.lines([ARTICLE], "headline")[0].text == found.headline.text
    assert unsure.lines([ARTICLE], "headline", written=True)[0].text == lines[0]
    assert unsure.lines([ARTICLE], "dek")[0].origin == "written"


def test_sentences_that_may_be_a_headline(editor: Editor) -> None:
    article = editor.drafter.open(f"Sim. {ARTICLE}")
    ranked = editor.ranker(article.clean.text)
    found = sentence_candidates(article, ranked)
    assert len(found) > 1
    for one in found:
        assert one.sentence
        start, end = one.sentence
        assert article.clean.text[start:].startswith(one.text[:9])
        assert len(one.text) <= MOST
        assert len(one.text) >= SHORT or one == found[0]
        assert end <= len(article.clean.text)
    assert sentence_candidates(editor.drafter.open(""), ()) == []
    left_out = (
        "Quem vai pagar a reforma da ponte velha de Vila Rasa?",
        "Publicado em 7 de julho de 2026 às 16h09 e atualizado às 18h.",
        "A ponte velha de Vila Rasa ficou fechada — Foto: Dora Pires.",
    )
    article = editor.drafter.open(" ".join((*left_out, ARTICLE)))
    lines = sentence_candidates(article, editor.ranker(article.clean.text))
    assert lines
    told = {line.text for line in lines[1:]}
    assert told.isdisjoint(sentence.removesuffix(".") for sentence in left_out)


def test_a_question_is_no_headline(editor: Editor) -> None:
    question = "Quem vai pagar a reforma da ponte velha de Vila Rasa?"
    article = editor.drafter.open(f"{question} {ARTICLE}")
    first, *others = editor.ranker(article.clean.text)
    asked = [first._replace(score=2.0), *others]
    assert stand_in(article, (), asked).source[0] > len(question)
    assert question not in {line.text for line in sentence_candidates(article, asked)}
    assert stand_in(article, (), [first]).text == question, "there is nothing else"
    assert sentence_candidates(article, [first]) == []


@pytest.mark.slow
def test_a_summary_has_headlines_to_choose_from(editor: Editor) -> None:
    lines = (FIRST, "Vila Rasa reabriu a ponte velha", "Ponte velha reabriu",
             "Os 12 barcos pararam de atravessar gente", "Reforma custou R$ 2 milhões")  # fmt: skip
    drafter: LineWriter = Fixed(editor.drafter, lines, first=9)  # type: ignore[assignment]
    summary = replace(editor, drafter=drafter)(ARTICLE, SummaryOptions())
    told = {summary.headline.text, *summary.others}
    assert len(told) == 3
    assert told <= {*lines}


@pytest.mark.slow
def test_the_articles_own_sentence_is_not_sold_as_written(editor: Editor) -> None:
    own = "A cooperativa de Itapema parou de atravessar gente no rio"
    drafter: LineWriter = Fixed(editor.drafter, (own,), first=9)  # type: ignore[assignment]
    line = replace(editor, drafter=drafter).lines([f"{ARTICLE} {own}."], "headline")[0]
    assert (line.text, line.origin, line.glances) == (own, "extracted", ())
    assert line.source == (len(ARTICLE) + 1, len(ARTICLE) + len(own) + 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("choveu em Lagoa.", "Choveu em Lagoa"),
        (
            "O mercado velho da cidade (fechado há um ano) volta a receber os feirantes, depois de "
            "uma reforma que durou bem mais do que a prefeitura tinha dito no começo.",
            "O mercado velho da cidade volta a receber os feirantes",
        ),
        ("palavra " * 40, "Palavra" + " palavra" * 12 + "…"),
    ],
    ids=["short", "clause", "nowhere to cut"],
)
def test_what_stands_in_is_short(editor: Editor, text: str, wanted: str) -> None:
    drafter: LineWriter = Fixed(editor.drafter, ())  # type: ignore[assignment]
    line = replace(editor, drafter=drafter).lines([text], "headline")[0]
    assert line.text == wanted
    assert (line.origin, line.source[0]) == ("extracted", 0)
    assert len(line.text) <= MOST
    assert "\n" not in line.text


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        (", que durou seis meses e custou bem mais do que se pensava", True),
        (", lembrando o tempo em que o rio ainda não tinha subido tanto", True),
        (", disse a engenheira Dora Lins na manhã desta terça-feira", False),
        (", segundo nota que a prefeitura divulgou nesta terça-feira", False),
        (", quando a chuva der uma folga aos operários da cooperativa", False),
        (", se o rio não subir outra vez nas próximas semanas de chuva", False),
        (", de pedra, tem dado muito trabalho aos engenheiros da cidade", False),
        (", que liga o bairro ao centro, dá medo a quem passa por ela a pé", False),
    ],
)
def test_what_may_be_left_out_of_a_sentence(end: str, kept: bool) -> None:
    begin = "A prefeitura de Vila Rasa anunciou ontem à tarde a obra da ponte velha sobre o rio"
    found = shortened(begin + end)
    assert (found == begin) == kept
    assert len(found) <= MOST
    assert kept or found.endswith("…")


def test_quotations_are_not_cut() -> None:
    said = "A engenheira chamou de “uma obra para durar muitos anos, em um rio que sobe depressa e "
    assert shortened(f"{said}leva tudo o que encontra” a ponte").endswith("…")


@pytest.mark.parametrize(
    "line",
    [
        "Prefeitura fecha a reforma de Dora Lins",  # no word of the article
        "Ponte velha reabre depois de seis anos",  # it counts months
        "Barcos da cooperativa de Itapema",  # half a name
        "Reforma da ponte custou R$ 2",  # half an amount
        "Dora Lins disse que Vila Rasa reabriu a reforma",  # no sentence has both
        "barcos pararam de atravessar gente",
        "Barcos pararam de atravessar gente; veja",
        "Barcos pararam de atravessar gente?",
    ],
)
def test_what_is_no_headline_of_this_article(editor: Editor, line: str) -> None:
    assert others(editor, line) == []


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Seis meses de obras", True),
        ("Seis obras", False),
        ("Custou R$ 2 milhões", True),
        ("Custou R$ 2 reais", False),
        ("Custou R$ 2", False),
        ("Obras no rio", True),
        ("Obras duram 6 meses", False),
    ],
)
def test_numbers_count_what_they_count_there(line: str, wanted: bool) -> None:
    assert counts_at(line, ARTICLE) == wanted


def test_names_are_whole() -> None:
    assert is_whole("Barcos de Itapema do Norte pararam", ARTICLE)
    assert is_whole("Barcos de Macaé pararam", ARTICLE), "another check knows no Macaé"
    assert not is_whole("Norte tem barcos", ARTICLE)
    assert not is_whole("Lins fala da reforma", ARTICLE)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Time tem mais chances de título", True),
        ("Time não tem mais chances de título", False),
        ("Time perde em casa", False),
        ("Casa vaia time sem título", False),
    ],
)
def test_what_the_article_denies(line: str, wanted: bool) -> None:
    text = "O time não tem mais chances de título, perdeu em casa e saiu. A torcida vaiou o time."
    assert denies(line, text) == wanted


@pytest.mark.slow
def test_each_rank_is_the_next_one_and_then_there_is_none(editor: Editor) -> None:
    lines = (FIRST, "Os 12 barcos pararam de atravessar gente", "Reforma custou R$ 2 milhões")
    drafter: LineWriter = Fixed(editor.drafter, lines)  # type: ignore[assignment]
    one = replace(editor, drafter=drafter)
    results = [one(ARTICLE, SummaryOptions(1, rank)) for rank in (1, 2, 3)]
    assert [result.headline.text for result in results] == [*lines]
    assert {result.headline.origin for result in results} == {"written"}
    assert [result.dek.text for result in results[1:]] == [FIRST, FIRST], "the best that adds"
    assert [result.options.rank for result in results] == [1, 2, 3]
    with pytest.raises(UserError) as caught:
        one(ARTICLE, SummaryOptions(1, 4))
    assert caught.value.code == "no-other-headline"


@pytest.mark.slow
def test_no_dek_says_its_headline_again(editor: Editor) -> None:
    lines = (FIRST, "Os 12 barcos pararam de atravessar gente", "Reforma custou R$ 2 milhões")
    drafter: LineWriter = Fixed(editor.drafter, lines, first=9)  # type: ignore[assignment]
    found = replace(editor, drafter=drafter)(ARTICLE, SummaryOptions(1))
    assert found.others == lines[1:]
    headlines, deks = (found.headline.text, *found.others), (found.dek.text, *found.other_deks)
    assert all(adds(dek, line) for dek, line in zip(deks, headlines, strict=True))
    assert found.other_deks == (FIRST, FIRST), "the best that adds"
    for rank in (2, 3):
        other = replace(editor, drafter=drafter)(ARTICLE, SummaryOptions(1, rank))
        assert (other.headline.text, other.dek.text) == (lines[rank - 1], FIRST)


@pytest.mark.slow
def test_what_stands_in_for_a_dek_does_not_either(editor: Editor) -> None:
    again = "Foi a prefeitura que reabriu a ponte velha depois de seis meses."
    drafter: LineWriter = Fixed(editor.drafter, (FIRST,), first=9)  # type: ignore[assignment]
    for text in (f"{again} {ARTICLE}", f"{ARTICLE} {again}"):
        found = replace(editor, drafter=drafter)(text, SummaryOptions(1))
        assert (found.headline.text, found.dek.origin) == (FIRST, "extracted")
        assert found.dek.text != again.rstrip(".")
        assert adds(found.dek.text, FIRST)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["Oi.", "The bridge opened again after six months of works. " * 4])
def test_where_nothing_was_written_there_is_no_other(editor: Editor, text: str) -> None:
    with pytest.raises(UserError):
        editor(text, SummaryOptions(1, 2))


def test_a_wide_beam_writes_more(editor: Editor, tmp_path: Path) -> None:
    article = editor.drafter.open(ARTICLE)
    few, many = (editor.drafter.drafts([article], "headline", n)[0] for n in (2, 8))
    assert len(few) < len(many)


def test_sentences_that_fulfil_conditions_differ_and_may_come_shortest_first(
    editor: Editor,
) -> None:
    lines = (
        "A Prefeitura de Vila Rasa reabriu no domingo a ponte velha sobre o rio.",
        "A ponte velha de Vila Rasa reabriu no domingo.",
        "A ponte custou R$ 2 milhões aos moradores de Vila Rasa.",
        "Choveu na ponte.",
    )
    text = " ".join(lines)
    article = editor.drafter.open(text)
    spans = sentences(article.clean.text)
    bridge = HeadlineConditions((("ponte",),))
    first, second, last = whole_sentences(article, spans, bridge)
    assert (first, second) == (
        "Prefeitura de Vila Rasa reabriu no domingo a ponte velha sobre o rio",
        "A ponte custou R$ 2 milhões aos moradores de Vila Rasa",
    )
    assert whole_sentences(article, spans, replace(bridge, short=True)) == [
        last,
        "A ponte velha de Vila Rasa reabriu no domingo",
        second,
    ]
    assert whole_sentences(article, spans, replace(bridge, shown=(lines[1],))) == [second, last]
    assert whole_sentences(article, spans, replace(bridge, most=20)) == [last]
