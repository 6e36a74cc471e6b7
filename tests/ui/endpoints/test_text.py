"""The endpoints of texts as programs use them, with the real client."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from tests.served import Served
from tests.ui.endpoints.conftest import connect

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client
    from gradio_client.exceptions import AppError


def test_highlight_gives_spans_that_point_into_the_text(client: Client) -> None:
    text = "Ana Souza pagou R$ 5 milhões.\r\n😀 São Paulo"
    answer = client.predict(text, api_name="/highlight")
    assert answer["text"] == text
    assert answer["spans"]
    for span in answer["spans"]:
        assert text[span["start"] : span["end"]] == span["text"]
    assert answer["run_id"]


def test_highlight_gives_keywords_when_asked(client: Client) -> None:
    text = "O comitê avalia a pesquisa. A pesquisa é nova."
    assert client.predict(text, api_name="/highlight")["keywords"] == []
    (word,) = client.predict(text, keywords=True, api_name="/highlight")["keywords"]
    assert [text[start:end] for start, end in word["spans"]] == ["pesquisa", "pesquisa"]
    assert word["score"] == 1


def test_summarize_gives_lines_and_sentences_that_point_into_the_text(client: Client) -> None:
    text = "Ana Souza pagou R$ 5 milhões.\r\n😀 Choveu. Fez sol."
    answer = client.predict(text, sentences=2, api_name="/summarize")
    assert answer["text"] == text
    assert answer["headline"]["origin"] == "written"
    assert len(answer["sentences"]) == 2
    for sentence in answer["sentences"]:
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert answer["run_id"]
    assert client.predict(text, keep=False, api_name="/summarize")["run_id"] is None
    (line,) = client.predict(task="summarize", api_name="/history")
    assert line["title"] == answer["headline"]["text"]


def test_another_headline_is_the_next_one_until_there_is_none(client: Client) -> None:
    text = "Ana Souza pagou a conta. Choveu em Recife."
    first, second = (
        client.predict(text, rank=rank, keep=False, api_name="/summarize") for rank in (1, 2)
    )
    assert first["headline"]["text"] != second["headline"]["text"]
    assert (first["options"]["rank"], second["options"]["rank"]) == (1, 2)
    with pytest.raises(AppError, match="A rede não tem outro título"):
        client.predict(text, rank=3, api_name="/summarize")
    with pytest.raises(AppError, match="ordem do título"):
        client.predict(text, rank=0, api_name="/summarize")


@pytest.mark.parametrize("sentences", [0, 11])
def test_a_summary_of_no_or_of_endless_length_is_refused(client: Client, sentences: int) -> None:
    with pytest.raises(AppError, match="número de frases"):
        client.predict("Era uma vez.", sentences=sentences, api_name="/summarize")


def test_generate_streams_and_keeps_the_prefix(client: Client) -> None:
    job = client.submit("Era uma vez", length=40, seed=3, api_name="/generate")
    last = job.result()
    assert last["prefix"] == "Era uma vez"
    assert 40 <= len(last["generated"]) <= 60
    assert last["finish"] == "length"
    again = client.predict("Era uma vez", length=40, seed=3, api_name="/generate")
    assert again["generated"] == last["generated"]


BAD: dict[str, Any] = {
    "empty": ("", "vazio"),
    "blank": (" \n\t\u200b", "vazio"),
    "five megabytes": ("a" * 5_000_000, "limite"),
    "NUL": ("ab\0c", "texto"),
    "binary": ("\x01\x02\x03\x04" * 50, "texto"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_its_sentence_and_the_app_lives_on(client: Client, name: str) -> None:
    text, word = BAD[name]
    with pytest.raises(AppError, match=word):
        client.predict(text, api_name="/highlight")
    with pytest.raises(AppError, match=word):
        client.predict(text, api_name="/summarize")
    assert client.predict("Ana Souza", api_name="/highlight")["spans"]


@pytest.mark.parametrize("text", ["שלום עולם Ana Souza", "a" + "\u0301" * 5_000 + " fim"])
def test_odd_but_honest_text_is_read(client: Client, text: str) -> None:
    assert client.predict(text, api_name="/highlight")["text"] == text


@pytest.mark.parametrize(
    ("language", "sentence"), [("pt-PT", "O texto está vazio"), ("en-GB", "The text is empty")]
)
def test_errors_speak_the_visitors_language(served: Served, language: str, sentence: str) -> None:
    with pytest.raises(AppError, match=sentence):
        connect(served, language).predict("", api_name="/highlight")


def test_bad_options_are_refused(client: Client) -> None:
    with pytest.raises(AppError, match="comprimento"):
        client.predict("Era", length=10**9, api_name="/generate")


def test_an_exception_never_reaches_the_person(client: Client) -> None:
    with pytest.raises(AppError) as caught:
        client.predict("explode", api_name="/highlight")
    assert "Algo falhou do nosso lado" in str(caught.value)
    assert "secret" not in str(caught.value)
