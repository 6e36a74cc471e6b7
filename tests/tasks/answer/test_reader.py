"""The reader as a pipeline: offsets in the user's string, follow-ups, empty articles."""

from __future__ import annotations

from tests.readers import LABELS, TEXT, served_reader, small_lexicon
from textnn.datasets.reader import QuestionExample
from textnn.engine.reader import VotingReader
from textnn.results import Highlight, ModelRef, Span
from textnn.tasks.answer.reader import QuestionReader
from textnn.tasks.evaluate import predict

READER = QuestionReader(
    VotingReader((served_reader(),)), small_lexicon(), ModelRef("reader", "abc")
)


def spans(text: str) -> list[Span]:
    found = [(text.index(name), name, label) for name, label in LABELS]
    return [Span(at, at + len(name), name, label, 0.9) for at, name, label in found]


def test_sentences_are_ranked_and_point_into_the_users_string() -> None:
    raw = TEXT.replace("\n", "\r\n\u00a0").replace("anunciou", "anuncio\u0075")
    article = READER.open(raw, spans(raw))
    found = READER(article, "Quem anunciou a ponte?")
    assert found.sentences[0].number == 0
    assert sorted(one.number for one in found.sentences) == [0, 1, 2]
    chances = [one.probability for one in found.sentences]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1
    assert abs(sum(chances) - found.confidence) < 1e-5
    for one in found.sentences:
        start, end = one.span
        assert raw[start:end].strip() == raw[start:end]
        assert start <= one.short[0] < one.short[1] <= end


def test_an_article_without_a_sentence_answers_nothing() -> None:
    found = READER(READER.open(" \n", []), "Quem?")
    assert (found.sentences, found.confidence, found.answered) == ((), 0.0, False)


def test_a_follow_up_is_asked_with_the_question_before() -> None:
    article = READER.open(TEXT, spans(TEXT))
    first, last = article.document.spans[0], article.document.spans[2]
    alone = READER(article, "e quando?")
    after = READER(article, "e quando?", "Quem anunciou a ponte?", first)
    elsewhere = READER(article, "e quando?", "Quem anunciou a ponte?", last)
    assert len({one.confidence for one in (alone, after, elsewhere)}) == 3


def test_questions_of_a_file_are_asked_of_their_texts() -> None:
    at = TEXT.index("R$ 2 milhões")
    examples = [
        QuestionExample(TEXT, "Quanto custou a reforma?", ((at, at + 12),)),
        QuestionExample(TEXT, "e quando?", (), (), "", "Quanto custou a reforma?", (at, at + 12)),
        QuestionExample(" ", "Quem?"),
    ]

    def highlighter(text: str) -> Highlight:
        return Highlight(text, tuple(spans(text)) if text == TEXT else (), READER.reference, 0.0)

    first, second, third = predict(READER, highlighter, examples)  # type: ignore[arg-type]
    assert first.sentences[0][0] <= at < first.sentences[0][1]
    assert first.short in TEXT
    assert second.confidence != first.confidence
    assert third.sentences == ()
