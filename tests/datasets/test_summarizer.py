"""What teaches to summarise, and what is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from textnn.datasets import summarizer
from textnn.datasets.news import NewsArticle
from textnn.datasets.summarizer import (
    examples,
    from_parts,
    gap_examples,
    one_line,
    plain_examples,
    teaches,
    to_parts,
    training_examples,
)

TEXT = "A feira de Pedra Alta abre no sábado com 30 barracas. Ana Prado vai cantar."


def article(title: str = "", subtitle: str = "", text: str = TEXT) -> NewsArticle:
    return NewsArticle("1", title=title, subtitle=subtitle, text=text)


@pytest.mark.parametrize(
    ("given", "line"),
    [(" Feira\n abre. ", "Feira abre"), ("E agora...", "E agora..."), ("Sa\u0303o", "São")],
)
def test_a_headline_is_one_line(given: str, line: str) -> None:
    assert one_line(given) == line


def test_evaluation_takes_everything_that_has_text_and_a_line() -> None:
    given = [article("FEIRA"), article("", "Abre já"), article(), article("Feira", text="")]
    found = list(examples(given))
    assert [(e.headline, e.dek) for e in found] == [("FEIRA", ""), ("", "Abre já")]


@pytest.mark.parametrize(
    "line",
    ["Feira abre com 30 barracas", "Em Pedra Alta, feira abre", "Prefeitura abre feira de artes"],
)
def test_it_teaches(line: str) -> None:
    assert teaches(line, TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "Feira abre",
        "FEIRA ABRE NO SÁBADO",
        "Feira abre no sábado e...",
        "Feira abre com 40 barracas",
        "Feira abre em Lagoa Nova",
        "a " * 41,
    ],
)
def test_it_does_not(line: str) -> None:
    assert not teaches(line, TEXT)


def test_a_dek_that_repeats_the_lead_is_left_out() -> None:
    lead = "A feira de Pedra Alta abre no sábado com 30 barracas"
    (found,) = training_examples([article("Feira abre no sábado", lead)])
    assert (found.headline, found.dek) == ("Feira abre no sábado", "")
    (found,) = training_examples([article("Feira abre no sábado", "Ana Prado canta na feira")])
    assert found.dek == "Ana Prado canta na feira"


def test_a_dek_without_article_is_read_as_one() -> None:
    dek = "Feira de artes abre no sábado na praça"
    (found,) = training_examples([article("Feira abre no sábado", dek, text="")])
    assert (found.text, found.headline, found.dek) == (dek, "Feira abre no sábado", "")


def test_nothing_is_learnt_from_an_article_without_a_good_line() -> None:
    assert list(training_examples([article("FEIRA"), article()])) == []


@pytest.mark.parametrize(
    "line",
    ["Ponte velha reabre em maio", "A ponte velha", "Nada disso", "PONTE; em maio", "velha, ponte"],
)
def test_a_line_is_kept_as_what_it_shares_with_its_article(line: str) -> None:
    text = "A ponte velha reabriu em maio."
    parts = to_parts(line, text)
    assert from_parts(parts, text) == line
    told = [text[slice(*part)] for part in parts if not isinstance(part, str)]
    assert all(one in line for one in told)


def test_plain_headlines_take_the_place_of_the_editors_and_deks_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "A ponte velha de Vila Rasa reabriu em maio. A obra durou seis meses e custou pouco."
    dek = "Obra durou seis meses"
    articles = [
        NewsArticle(id="1", title="Enfim!", subtitle=dek, text=text),
        NewsArticle(id="2", title="Outra coisa", text=text),
    ]
    file = tmp_path / "plain.jsonl"
    line = "Ponte velha de Vila Rasa reabre em maio"
    file.write_text(json.dumps({"id": "1", "parts": to_parts(line, text)}) + "\n")
    monkeypatch.setattr(summarizer, "PLAIN_FILE", file)
    (found,) = plain_examples(articles)
    assert (found.headline, found.dek, found.text) == (line, dek, text)


def test_every_plain_headline_of_the_repository_is_one() -> None:
    for line in summarizer.PLAIN_FILE.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        assert record["parts"]
        for part in record["parts"]:
            assert isinstance(part, str) or 0 <= part[0] < part[1]


def test_the_sentence_that_says_most_of_the_rest_is_to_be_written() -> None:
    best = "A ponte de Pedra Alta reabre no sábado depois da reforma."
    rest = (
        "A reforma da ponte levou três meses e meio ao todo. ",
        "No sábado haverá festa na praça de Pedra Alta. ",
        "Choveu muito em outros lugares naquela semana toda. ",
        "A ponte tinha fechado em maio. ",
    )
    text = "".join((*rest[:2], f"{best} ", *rest[2:])).strip()
    (found,) = gap_examples([article(text=text)])
    assert (found.dek, found.headline) == (best[:-1], "")
    assert found.text == text.replace(best, "")
    assert not list(gap_examples([article(text="".join(rest[:3]))])), "too few sentences"
