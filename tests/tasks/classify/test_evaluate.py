"""``evaluate cnn``: files of pictures, the network they are for, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.tasks.networks import settings_of, shapes, write_network
from textnn.config import Settings
from textnn.errors import UserError
from textnn.evaluation.calibration import calibration_error
from textnn.tasks.classify import evaluate as module
from textnn.tasks.classify.pipeline import Network, load_classifier
from textnn.tasks.evaluate import evaluate

PICTURES, LABELS = shapes(120, 4)
GREY, TRUE = PICTURES[:, 0].numpy(), LABELS.numpy()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("models")
    write_network(folder, "cnn-digits")
    write_network(folder, "cnn-shapes", ("a", "b", "c"), channels=3, size=32)
    return settings_of(folder)


def write(path: Path, **arrays: Any) -> Path:
    np.savez(path, **arrays)
    return path


@pytest.mark.slow
def test_a_file_is_scored_by_the_network_it_fits(settings: Settings, tmp_path: Path) -> None:
    path = write(tmp_path / "shapes.npz", x_test=GREY, y_test=TRUE)
    report = evaluate("cnn", path, settings)
    assert (report["task"], report["model"], report["n"]) == ("cnn", "cnn-digits", 120)
    network = load_classifier(settings).network("cnn-digits")
    probabilities = network.judge(PICTURES)[0].numpy()  # untouched
    assert report["metrics"] == {
        "accuracy": round(float((probabilities.argmax(1) == TRUE).mean()), 4),
        "ece": round(calibration_error(probabilities.max(1), probabilities.argmax(1) == TRUE), 4),
    }
    assert report["metrics"]["accuracy"] > 0.95


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.int32])
@pytest.mark.slow
def test_x_and_y_and_extra_axes_of_one_do_as_well(
    settings: Settings, tmp_path: Path, dtype: type[np.integer[Any]]
) -> None:
    path = write(tmp_path / "a.npz", x=GREY[..., None], y=TRUE[:, None].astype(dtype))
    plain = write(tmp_path / "b.npz", x_test=GREY, y_test=TRUE)
    report, other = evaluate("cnn", path, settings), evaluate("cnn", plain, settings)
    assert report["metrics"] == other["metrics"]


def test_a_named_network_gets_pictures_of_another_size_and_colour_made_to_fit(
    settings: Settings, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.npz", x=GREY, y=TRUE)
    report = evaluate("cnn", path, settings, "cnn-shapes")
    assert report["model"] == "cnn-shapes"
    assert report["metrics"]["accuracy"] > 0.9
    large = np.kron(GREY[:30], np.ones((1, 4, 4), np.uint8))
    colour = np.repeat(255 - large[..., None], 3, 3)  # dark on white, too
    path = write(tmp_path / "b.npz", x=colour, y=TRUE[:30])
    assert evaluate("cnn", path, settings, "cnn-digits")["metrics"]["accuracy"] > 0.9


def test_colour_goes_to_a_network_that_sees_colour(settings: Settings, tmp_path: Path) -> None:
    colour = shapes(30, 4, 3, 32)[0].permute(0, 2, 3, 1).numpy()
    path = write(tmp_path / "a.npz", x=colour, y=TRUE[:30])
    assert evaluate("cnn", path, settings)["model"] == "cnn-shapes"


@pytest.mark.slow
def test_among_networks_that_fit_familiarity_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_network(tmp_path, "cnn-digits")
    write_network(tmp_path, "cnn-fashion")
    asked: list[tuple[str, range]] = []

    def judged(one: Network, images: Any, rows: range) -> tuple[Any, Any]:
        asked.append((one.name, rows))
        probabilities, familiarity = real(one, images, rows)
        return probabilities, familiarity * (1 if one.name == "cnn-fashion" else 0.5)

    real = module._judged
    monkeypatch.setattr(module, "_judged", judged)
    monkeypatch.setattr(module, "LOOKED_AT", 50)
    path = write(tmp_path / "a.npz", x=GREY, y=TRUE)
    assert evaluate("cnn", path, settings_of(tmp_path))["model"] == "cnn-fashion"
    assert asked[:2] == [("cnn-digits", range(50)), ("cnn-fashion", range(50))]


@pytest.mark.parametrize(
    ("arrays", "model", "message", "code"),
    [
        ({"x": GREY, "y": TRUE + 1}, "cnn-digits", "label 3, but", "bad-dataset"),
        ({"x": GREY, "y": TRUE + 1}, "", "no network has 4 classes", "bad-dataset"),
        ({"x": GREY, "y": TRUE - 1}, "", "negative label", "bad-dataset"),
        ({"x": GREY, "y": np.stack([TRUE, TRUE], 1)}, "", "more than one label", "bad-dataset"),
        ({"x": GREY / 255, "y": TRUE}, "", "expected uint8", "bad-dataset"),
        ({"x": GREY, "y": TRUE.astype(float)}, "", "no integers", "bad-dataset"),
        ({"x_train": GREY, "y_train": TRUE}, "", "no pictures “test”", "bad-dataset"),
        ({"x": GREY[:0], "y": TRUE[:0]}, "", "nothing to score", "nothing-to-score"),
        ({"x": GREY[:0], "y": TRUE[:0]}, "cnn-digits", "nothing to score", "nothing-to-score"),
        ({"x": GREY[:, :0], "y": TRUE}, "", "no pixels", "bad-dataset"),
        ({"x": GREY, "y": TRUE}, "cnn-none", "no network “cnn-none”", "no-such-model"),
    ],
)
def test_what_cannot_be_scored_is_said(
    settings: Settings, tmp_path: Path, arrays: dict[str, Any], model: str, message: str, code: str
) -> None:
    path = write(tmp_path / "a.npz", **arrays)
    with pytest.raises(UserError, match=message) as refused:
        evaluate("cnn", path, settings, model)
    assert refused.value.code == code


def test_a_file_that_is_none(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04")
    with pytest.raises(UserError, match="readable"):
        evaluate("cnn", tmp_path / "a.npz", settings)
