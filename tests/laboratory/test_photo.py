"""A photo layer by layer: what is shown is what the shipped network computes."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from textnn.config import DATA
from textnn.errors import UserError
from textnn.laboratory.inside.photo import looked_through, open_watched
from textnn.tasks.classify.preprocess import photo
from textnn.tasks.picture_files import open_picture

FILE = (DATA / "examples" / "pictures" / "1-navio.png").read_bytes()
CODED = base64.b64encode(FILE).decode()


def test_the_slides_network_layer_by_layer() -> None:
    watched = open_watched(DATA / "models" / "cnn-slide")
    said = watched.look(FILE, [], "pt")
    shapes = [
        (one["kind"], one["channels"], one["height"], one["kernel"]) for one in said["layers"]
    ]
    assert shapes == [
        ("conv2d", 12, 28, 5), ("relu", 12, 28, 0), ("maxpool2d", 12, 14, 2),
        ("conv2d", 25, 10, 5), ("relu", 25, 10, 0), ("maxpool2d", 25, 5, 2), ("linear", 10, 1, 0),
    ]  # fmt: skip
    seen = torch.from_numpy(photo(open_picture(FILE), 32).copy()).permute(2, 0, 1)[None]
    *_, (_, logits) = watched.cnn.walk(seen)
    assert said["before"] == pytest.approx(logits.softmax(1)[0].tolist(), abs=1e-6)
    assert said["classes"][int(logits.argmax())] == "navio"
    outputs = dict(watched.cnn.walk(seen))
    pooled = said["layers"][5]
    bytes_ = np.frombuffer(base64.b64decode(pooled["maps"]), np.uint8).reshape(-1, 5, 5)
    values = (torch.from_numpy(bytes_.copy()).float() - 128) / 127 * pooled["most"]
    expected = outputs["pool2"][0, pooled["shown"]]
    torch.testing.assert_close(values, expected, atol=pooled["most"] / 200, rtol=0)


def test_channels_at_0_change_what_comes_after_and_nothing_before() -> None:
    off = [(1, channel) for channel in range(12)]
    said = looked_through(CODED, "cnn-slide", off, "en", DATA / "models")
    whole = looked_through(CODED, "cnn-slide", [], "en", DATA / "models")
    assert said["layers"][0] == whole["layers"][0]
    assert set(base64.b64decode(said["layers"][1]["maps"])) == {128}
    assert said["before"] == whole["before"] == whole["after"] != said["after"]


@pytest.mark.parametrize(
    ("picture", "name", "off", "code"),
    [
        (CODED, "cnn-digits", [], "no-such-station"),
        (CODED, "cnn-slide", [(0, 12)], "no-such-station"),
        (CODED, "cnn-slide", [(7, 0)], "no-such-station"),
        ("%", "cnn-slide", [], "not-a-picture"),
        ("aaaa", "cnn-slide", [], "not-a-picture"),
    ],
)
def test_what_cannot_be_looked_through_is_refused(
    picture: str, name: str, off: list[tuple[int, int]], code: str
) -> None:
    with pytest.raises(UserError) as error:
        looked_through(picture, name, off, "pt", DATA / "models")
    assert error.value.code == code
