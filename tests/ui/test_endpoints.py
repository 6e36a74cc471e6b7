"""The endpoints as programs use them, with the real client."""

from __future__ import annotations

import base64
import io
import warnings
from typing import Any

import pytest
from PIL import Image

from tests.ui.conftest import Served
from tests.ui.fakes import SECRET
from textnn.owner import new_owner, sign
from textnn.ui.screen import COOKIE

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client
    from gradio_client.exceptions import AppError


def connect(served: Served, language: str = "pt-BR") -> Client:
    headers = {
        "cookie": f"{COOKIE}={sign(new_owner(), SECRET)}",
        "accept-language": language,
    }
    return Client(
        served.url,
        headers=headers,
        verbose=False,
        analytics_enabled=False,
        httpx_kwargs={"timeout": 60},
    )


@pytest.fixture
def client(served: Served) -> Client:
    return connect(served)


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


@pytest.mark.parametrize("sentences", [0, 11])
def test_a_summary_of_no_or_of_endless_length_is_refused(client: Client, sentences: int) -> None:
    with pytest.raises(AppError, match="número de frases"):
        client.predict("Era uma vez.", sentences=sentences, api_name="/summarize")


def test_generate_streams_and_keeps_the_prefix(client: Client) -> None:
    job = client.submit("Era uma vez", length=40, seed=3, api_name="/generate")
    last = job.result()
    assert last["prefix"] == "Era uma vez"
    assert len(last["generated"]) == 40
    assert last["finish"] == "length"
    again = client.predict("Era uma vez", length=40, seed=3, api_name="/generate")
    assert again["generated"] == last["generated"]


def picture() -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", (20, 20), "red").save(file, "PNG")
        return file.getvalue()


@pytest.mark.parametrize("head", ["", "data:image/png;base64,"])
def test_classify_takes_a_picture_in_base64(client: Client, head: str) -> None:
    text = head + base64.encodebytes(picture()).decode("ascii")
    answer = client.predict(text, source="a.png", model="cnn-digits", api_name="/classify")
    assert sum(label["probability"] for label in answer["labels"]) == pytest.approx(1)
    assert (answer["source"], answer["model"]["name"]) == ("a.png", "cnn-digits")
    assert base64.b64decode(answer["seen"]).startswith(b"\x89PNG")
    assert answer["opinions"] == []
    (line,) = client.predict(task="classify", api_name="/history")
    assert line["id"] == answer["run_id"]
    again = client.predict(text, compare=True, keep=False, api_name="/classify")
    assert again["run_id"] is None
    assert len(again["opinions"]) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("não", "não veio em base64"),
        ("data:image/png;base64,###", "não veio em base64"),
        (base64.b64encode(b"Era uma vez").decode("ascii"), "não é uma imagem"),
    ],
)
def test_what_is_no_picture_is_refused(client: Client, text: str, sentence: str) -> None:
    with pytest.raises(AppError, match=sentence):
        client.predict(text, api_name="/classify")


def test_sample_gives_pictures_with_their_classes(client: Client) -> None:
    answer = client.predict(set="fashion", label="bag", count=3, seed=5, api_name="/sample")
    assert [one["label"] for one in answer["pictures"]] == ["bag"] * 3
    assert all(base64.b64decode(one["picture"]) for one in answer["pictures"])
    assert answer["options"]["seed"] == 5
    walk = client.predict(seed=5, towards=9, count=4, api_name="/sample")
    assert walk["options"]["towards"] == 9
    with pytest.raises(AppError, match="quantidade"):
        client.predict(count=101, api_name="/sample")


def test_history_is_mine_and_can_be_searched(served: Served, client: Client) -> None:
    client.predict("O comitê de Ana Souza.", api_name="/highlight")
    client.predict("Segredo.", keep=False, api_name="/highlight")
    client.predict("Ontem", length=5, api_name="/generate")
    assert [run["task"] for run in client.predict(api_name="/history")] == ["generate", "highlight"]
    found = client.predict(query="COMITE", api_name="/history")
    assert [run["title"] for run in found] == ["O comitê de Ana Souza."]
    assert connect(served).predict(api_name="/history") == []


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
