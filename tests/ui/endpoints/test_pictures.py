"""The endpoints of pictures as programs use them, with the real client."""

from __future__ import annotations

import base64
import io
import warnings

import pytest
from PIL import Image

from tests.served import Served

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gradio_client import Client
    from gradio_client.exceptions import AppError


def picture() -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", (20, 20), "red").save(file, "PNG")
        return file.getvalue()


@pytest.mark.parametrize("head", ["", "data:image/png;base64,"])
def test_classify_takes_a_picture_in_base64(served: Served, client: Client, head: str) -> None:
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
    others = {*served.screen.service.pictures.classifiers()} - {again["model"]["name"]}
    assert {opinion["model"] for opinion in again["opinions"]} == others


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("não", "não veio em base64"),
        ("A" * 7_000_000, "grande demais: o limite é 5 MB"),
        ("data:image/png;base64,###", "não veio em base64"),
        (base64.b64encode(b"Era uma vez").decode("ascii"), "não é uma imagem"),
    ],
    ids=["no base64", "too large", "no data", "a text"],
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
