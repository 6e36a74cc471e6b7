"""Question files and their texts, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.readers import TEXT, marks, small_document, small_lexicon
from textnn.datasets.news import NewsArticle
from textnn.datasets.reader import (
    QuestionExample,
    asked_text,
    joined,
    place_of,
    prepare,
    read_news_questions,
    read_question_file,
    right_sentences,
    right_spans,
    sentence_before,
    without_answer,
)
from textnn.errors import UserError

LEXICON = small_lexicon()
DOCUMENT = small_document(LEXICON)
AT = TEXT.index("R$ 2 milhões")
PRICE = QuestionExample(TEXT, "Quanto custou?", ((AT, AT + 12),))


def write(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def test_questions_with_their_context(tmp_path: Path) -> None:
    asked = {"context": TEXT, "question": "Quanto custou?", "title": "ponte"}
    path = write(
        tmp_path / "q.jsonl", asked | {"answers": [[AT, AT + 12]]}, asked | {"answers": []}
    )
    first, second = read_question_file(path)
    assert (first.answers, first.answerable) == (((AT, AT + 12),), True)
    assert (second.answerable, second.group) == (False, "ponte")


def test_articles_with_their_questions(tmp_path: Path) -> None:
    asked = [
        {"question": "Quem falou?", "answers": [[0, 20]], "span": None},
        {"question": "e quando?", "answers": [[0, 20]], "span": [3, 9], "after": "Quem falou?"},
    ]
    path = write(tmp_path / "q.jsonl", {"id": "a", "text": TEXT, "questions": asked})
    first, second = read_question_file(path)
    assert (first.answers, first.evidence) == ((), ((0, 20),))
    assert (second.before, second.before_answer) == ("Quem falou?", (0, 20))
    assert asked_text(second) == "Quem falou? e quando?"
    assert sentence_before(DOCUMENT, second) == 0
    assert sentence_before(DOCUMENT, first) is None


def test_questions_about_news_find_their_article(tmp_path: Path) -> None:
    asked = {"question": "Quanto custou?", "answers": [[0, 20]], "span": [AT, AT + 12]}
    path = write(tmp_path / "q.jsonl", {"id": "a", "cut": len(TEXT), "questions": [asked]})
    news = [NewsArticle("b", text="Outra."), NewsArticle("a", text=TEXT + "\nMais.")]
    (found,) = read_news_questions(path, news)
    assert (found.context, found.group) == (TEXT, "a")
    assert (found.answers, found.evidence) == (((AT, AT + 12),), ((0, 20),))
    short = NewsArticle("a", text=TEXT[:AT])  # another edition of the article
    with pytest.raises(UserError, match=r"q\.jsonl"):
        list(read_news_questions(path, [short]))


@pytest.mark.parametrize("answers", [None, [[5, 2]], [[0, 9999]], ["x"], [["a", "b"]]])
@pytest.mark.parametrize("own", [False, True])
def test_a_wrong_answer_names_the_line(tmp_path: Path, answers: object, own: bool) -> None:
    asked: dict[str, object] = {"question": "?", "answers": answers}
    record: dict[str, object] = {"context": TEXT, **asked}
    if own:
        record = {"text": TEXT, "questions": [asked]}
    with pytest.raises(UserError) as error:
        list(read_question_file(write(tmp_path / "q.jsonl", record)))
    assert "q.jsonl, linha 1" in error.value.say("pt")


def test_answers_in_tokens() -> None:
    assert right_sentences(DOCUMENT, PRICE) == [1]
    [(sentence, first, last)] = right_spans(DOCUMENT, PRICE)
    offsets = DOCUMENT.sentences[sentence].offsets
    assert TEXT[offsets[first][0] : offsets[last][1]] == "R$ 2 milhões"
    assert right_sentences(DOCUMENT, QuestionExample(TEXT, "?")) == []


def test_texts_are_opened_once_and_offsets_follow() -> None:
    raw = TEXT.replace(" milhões", "\u00a0milho\u0303es")
    at = raw.index("R$")
    example = QuestionExample(raw, "Quanto?", ((at, raw.index(" e empregou")),))
    one, two = prepare([example, example], lambda _: marks(), LEXICON)
    assert one.document is two.document
    (start, end), *_ = one.example.answers
    assert one.example.context[start:end] == "R$ 2 milhões"
    assert prepare([QuestionExample(" \n", "?")], lambda _: [], LEXICON) == []


def test_an_answer_can_be_taken_out() -> None:
    rest = without_answer(DOCUMENT, PRICE)
    assert len(rest.spans) == 2
    assert right_sentences(rest, PRICE) == []
    assert "reforma" not in {form.folded for form in rest.forms}


def test_texts_can_be_joined() -> None:
    both = joined([DOCUMENT, DOCUMENT])
    assert len(both.spans) == 6
    assert [both.text[slice(*span)] for span in both.spans] == 2 * [
        TEXT[slice(*span)] for span in DOCUMENT.spans
    ]
    last = both.sentences[-1].offsets[-2]
    assert both.text[slice(*last)] == "demais"
    assert right_sentences(both, PRICE) == [1]


def test_places_are_those_of_whole_words() -> None:
    assert place_of("a ponte e o pontal", "pont") == -1
    assert place_of("a ponte", "ponte") == 2
