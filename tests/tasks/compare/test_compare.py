"""Two articles side by side: what is paired, what is shown, and what is written to files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fakes import FakeHighlighter
from tests.ui.makers import texts
from textnn.results import Comparison
from textnn.tasks.compare.export import comparison_to_csv
from textnn.tasks.compare.pipeline import compare
from textnn.tasks.compare.text import plain
from textnn.tasks.compare.view import (
    TOLD,
    changes,
    compare_view,
    counts,
    pairs,
    side_of,
    sourced,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EARLIER = (
    "A Prefeitura de Vila Nova anunciou a reforma do mercado. A obra vai custar R$ 2 milhões e "
    "começa em 15 de março. “o mercado é de todos”, disse Ana Souza. A oposição pediu auditoria."
)
LATER = (
    "A Prefeitura de Vila Nova anunciou a reforma do mercado. A obra vai custar R$ 3 milhões e "
    "começa em 15 de março. “o mercado é de todos”, disse Ana Souza. Rui Prado criticou o preço."
)


def compared(text: str = LATER, earlier: str = EARLIER) -> Comparison:
    read = FakeHighlighter()
    return compare(read(text), read(earlier))


def test_names_figures_and_quotations_are_told_apart() -> None:
    found = {item.text: side_of(item) for item in compared().items}
    assert found == {
        "Prefeitura de Vila Nova": "both",
        "R$ 3 milhões": "new",
        "15 de março": "both",
        "“o mercado é de todos”": "both",
        "Ana Souza": "both",
        "Rui Prado": "new",
        "R$ 2 milhões": "gone",
    }


def test_a_name_is_one_in_all_its_forms() -> None:
    result = compared("Ana Maria Souza falou. Ana Souza saiu.", "E Ana Souza voltou.")
    (ana,) = result.items
    assert (ana.text, len(ana.here), len(ana.there)) == ("Ana Maria Souza", 2, 1)


def test_sentences_are_paired_once_and_kept_in_order() -> None:
    result = compared()
    assert counts(result) == {"same": 2, "changed": 1, "new": 1, "gone": 1}
    assert [s.here for s in result.sentences[:-1]] == sorted(s.here for s in result.sentences[:-1])  # type: ignore[type-var]
    (pair,) = pairs(result)
    told = [(one.kind, one.words) for one in pair.changes if one.kind]
    assert told == [("gone", "2"), ("new", "3")]
    assert "".join(one.words for one in pair.changes if one.kind != "gone") == pair.here


@pytest.mark.parametrize(
    ("text", "earlier"),
    [("De um.", "Por ele."), ("Chove. Chove. Chove.", "Chove."), ("a", "…"), ("A B.", "A B.")],
)
def test_little_text_is_no_trouble(text: str, earlier: str) -> None:
    result = compared(text, earlier)
    places = [s.here for s in result.sentences if s.here]
    assert len(places) == len(set(places))
    assert compare_view(result, "pt", NOW)


@given(texts, texts)
def test_both_articles_are_kept_to_the_letter(text: str, earlier: str) -> None:
    result = compared(text, earlier)
    here, there = sourced(result)
    assert "".join(segment.words for segment in here) == text
    assert "".join(segment.words for segment in there) == earlier


@given(st.text(max_size=40), st.text(max_size=40))
def test_changes_hold_what_was_said_and_what_is_said(here: str, there: str) -> None:
    told = changes(here, there)
    old = "".join(one.words for one in told if one.kind != "new")
    new = "".join(one.words for one in told if one.kind != "gone")
    assert (old, new) == (" ".join(there.split()), " ".join(here.split()))


def test_it_is_said_in_words_and_in_a_table() -> None:
    result = compared()
    said = plain(result, "comparison", "pt")
    assert "Frases iguais: 2. Mudadas: 1. Só nesta: 1. Só na anterior: 1." in said
    assert "- Pessoa: Rui Prado" in said
    sheet = comparison_to_csv(result, "pt").removeprefix("\ufeff")
    assert ["VALUE", "R$ 2 milhões", "0", "1", "Valor"] in csv.reader(
        io.StringIO(sheet), delimiter=";"
    )
    html = compare_view(result, "en", NOW)
    assert "<del>2</del><ins>3</ins>" in html
    assert 'data-goto="j6"' in html
    assert 'data-text="15 de março"' in html, "copied alone"


def test_changes_are_looked_for_in_so_many_pairs() -> None:
    result = compared("O rio subiu dois metros. " * 99, "O rio subiu três metros. " * 99)
    assert [bool(pair.changes) for pair in pairs(result)] == [n < TOLD for n in range(99)]


def test_a_sentence_of_a_long_article_is_found_wherever_it_stood() -> None:
    said = [f"O rio {number} subiu dois metros e baixou." for number in range(300)]
    moved = [*said[:10], "Ninguém esperava a enchente.", *said[10:]]
    later = ["Ninguém esperava a enchente.", *said]
    result = compared(" ".join(later), " ".join(moved))
    assert all(sentence.same for sentence in result.sentences)
