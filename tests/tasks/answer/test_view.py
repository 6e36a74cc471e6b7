"""What an article says to a question, as HTML."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fakes import MODEL
from tests.ui.makers import sheet, stretches, texts
from textnn.results import Span
from textnn.results.chat import Answer, AnswerSentence
from textnn.tasks.answer.view import answer_view, quoted

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    text = draw(texts)
    found = []
    for start, end in draw(st.lists(stretches(text), max_size=3)):
        places = draw(st.lists(stretches(text), max_size=3))
        marks = tuple(Span(a, b, text[a:b], "PER", 0.5) for a, b in places)
        found.append(AnswerSentence(start, end, text[start:end], 0.5, marks))
    return Answer(text, draw(texts), "who", tuple(found), draw(st.booleans()), 0.7, MODEL, 0.1)


@given(answers())
def test_article_and_sentences_are_kept_to_the_letter(result: Answer) -> None:
    assert sheet(answer_view(result, "pt", NOW)).text == result.text
    for sentence in result.sentences:
        assert "".join(words for words, _ in quoted(sentence)) == sentence.text


def test_what_was_asked_for_stands_out() -> None:
    text = "Chove. Ana Souza abriu a feira."
    marks = (Span(7, 16, "Ana Souza", "PER", 0.9), Span(0, 5, "Chove", "OTHER", 0.5))
    sentence = AnswerSentence(7, 31, text[7:], 0.8, marks)
    assert quoted(sentence) == [("Ana Souza", marks[0]), (" abriu a feira.", None)]
    html = answer_view(
        Answer(text, "Quem <abriu>?", "who", (sentence,), True, 0.83, MODEL, 0.1), "pt", NOW
    )
    assert "Quem &lt;abriu&gt;?" in html
    assert "><b>Ana Souza</b> abriu a feira.</button>" in html
    assert "confiança 80%" in html
    assert '<mark class="taken" data-from="s1">Ana Souza abriu a feira.</mark>' in html


def test_it_says_when_the_article_does_not_say() -> None:
    sentence = AnswerSentence(0, 6, "Chove.", 0.2, ())
    near = Answer("Chove.", "Quem?", "who", (sentence,), False, 0.1, MODEL, 0.1)
    maybe = Answer("Chove.", "Quem?", "", (sentence,), False, 0.8, MODEL, 0.1)
    nothing = Answer("Chove.", "Quem?", "who", (), False, 0.1, MODEL, 0.1)
    assert "<p>O artigo não diz. O que chega mais perto:</p>" in answer_view(near, "pt", NOW)
    assert "<p>Sem certeza. A resposta talvez esteja aqui:</p>" in answer_view(maybe, "pt", NOW)
    assert "<p>The article does not say.</p>" in answer_view(nothing, "en", NOW)
