"""Questions made from an article: what they ask for, where the answer is, how they are typed."""

from __future__ import annotations

import random

import pytest

from tests.readers import TEXT, marks, small_document, small_lexicon
from textnn.datasets.made_questions import (
    NewsItem,
    ask_for,
    made_questions,
    mistyped,
    reworded,
)

LEXICON = small_lexicon()
LINE = "Ponte de Vila Rasa reabre em 4 de maio"
ITEM = NewsItem(
    small_document(LEXICON), tuple(marks()), ((LINE, ((9, 18, "LOC"), (29, 38, "TIME"))),)
)


@pytest.mark.parametrize(
    ("name", "label", "words"),
    [
        ("Dora Lins", "PER", ("quem", "pessoa")),
        ("4 de maio", "TIME", ("quando", "dia", "data")),
        ("R$ 2 milhões", "VALUE", ("quant", "valor", "preço")),
    ],
)
def test_the_question_word_fits_the_label(name: str, label: str, words: tuple[str, ...]) -> None:
    line = f"A obra da ponte terminou com {name} no rio"
    at = line.index(name)
    for seed in range(20):
        asked = ask_for(line, (at, at + len(name), label), random.Random(seed))
        assert name not in asked
        assert asked.endswith("?")
        assert any(word in asked for word in words)


def test_the_question_word_stands_first_within_or_last() -> None:
    line = "A obra da ponte terminou com Dora Lins no rio"
    at = line.index("Dora")
    asked = {ask_for(line, (at, at + 9, "PER"), random.Random(seed)) for seed in range(60)}
    places = {place(words) for words in asked}
    assert places == {"first", "within", "last"}


def place(question: str) -> str:
    words = [word.strip("?") for word in question.split()]
    before, after = words.index("terminou"), words.index("rio")
    at = next(n for n, word in enumerate(words) if word in ("quem", "pessoa"))
    return "first" if at < before else "within" if at < after else "last"


def test_a_label_nobody_asks_for_gives_no_question() -> None:
    assert ask_for("A obra terminou", (2, 6, "OTHER"), random.Random(1)) == ""


def test_made_questions_are_answered_by_the_article() -> None:
    seen = set[str]()
    for seed in range(40):
        for example in made_questions(ITEM, LEXICON, random.Random(seed)):
            assert example.answerable
            for start, end in (*example.answers, *example.evidence):
                assert 0 <= start < end <= len(TEXT)
            seen |= {TEXT[s:e] for s, e in example.answers}
    assert {"4 de maio", "R$ 2 milhões", "choveu demais"} & seen
    assert "4 de maio" in seen


def test_the_same_seed_makes_the_same_questions() -> None:
    one, other = (made_questions(ITEM, LEXICON, random.Random(5)) for _ in range(2))
    assert one == other


def test_words_are_replaced_by_those_used_like_them() -> None:
    found = {reworded("quem fez a reforma", LEXICON, random.Random(n)) for n in range(30)}
    assert found <= {"quem fez a reforma", "quem fez a obra"}
    assert len(found) == 2


def test_typing_keeps_most_of_the_letters() -> None:
    asked = "Quando a ponte de Vila Rasa vai reabrir?"
    ways = {mistyped(asked, random.Random(n)) for n in range(60)}
    assert len(ways) > 10
    assert any("qdo" in way.lower() for way in ways)
    assert any(way.islower() for way in ways)
    assert any("?" not in way for way in ways)
    assert all(len(way) > len(asked) // 2 for way in ways)


def test_some_type_without_accents() -> None:
    ways = {mistyped("Até quando é a eleição?", random.Random(n)).lower() for n in range(60)}
    assert {way for way in ways if way.startswith("ate quando e a eleicao")}
    assert {way for way in ways if way.startswith("até quando é a eleição")}
