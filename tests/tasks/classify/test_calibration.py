"""Temperature, strangeness, and the files they are kept in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.tasks.networks import SHAPES, settings_of, shapes, write_network
from textnn import checkpoints
from textnn.datasets.pictures import sets
from textnn.datasets.pictures.sets import PictureSet
from textnn.errors import UserError
from textnn.evaluation.calibration import calibration_error
from textnn.models.fitting import fit_temperature
from textnn.tasks.classify.calibration import (
    Calibration,
    fit,
    fit_space,
    load,
    save,
)
from textnn.tasks.classify.fit import fit_calibration
from textnn.tasks.classify.pipeline import load_classifier


def overconfident(count: int = 4000, times: float = 3.0) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits three times too large for the labels drawn from them."""
    random = torch.Generator().manual_seed(0)
    logits = torch.randn(count, 5, generator=random) * 1.5
    labels = torch.multinomial(logits.softmax(1), 1, generator=random)[:, 0]
    return logits * times, labels


@pytest.mark.slow
def test_the_temperature_undoes_too_much_confidence() -> None:
    logits, labels = overconfident()
    found = fit_temperature(logits, labels)
    assert found == pytest.approx(3, rel=0.08)
    right = logits.argmax(1) == labels
    before = calibration_error(logits.softmax(1).amax(1), right)
    after = calibration_error((logits / found).softmax(1).amax(1), right)
    assert before > 0.15
    assert after < 0.03


Cloud = tuple[torch.Tensor, torch.Tensor]


def clouds(count: int, seed: int) -> Cloud:
    """Two classes in eight dimensions, wide along the third one."""
    random = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % 2
    points = 0.1 * torch.randn(count, 8, generator=random)
    points[:, 2] *= 4
    points[torch.arange(count), labels] += 3
    return points, labels


@pytest.mark.slow
def test_familiarity_of_new_pictures_is_even_and_of_strange_ones_nothing() -> None:
    learnt, held, new = clouds(2000, 1), clouds(1000, 2), clouds(1000, 3)
    found = fitted(learnt, held)
    familiar = found.familiarity((new[0],) * 2)
    assert familiar.quantile(0.5) == pytest.approx(0.5, abs=0.06)
    assert (familiar < 0.05).double().mean() == pytest.approx(0.05, abs=0.03)
    strange = torch.zeros(4, 8)
    strange[range(4), [4, 5, 6, 7]] = 3
    assert found.familiarity((strange,) * 2).max() == 0
    centre = torch.zeros(1, 8)
    centre[0, 0] = 3
    assert found.familiarity((centre,) * 2) > 0.95


def test_distances_count_the_scatter_not_the_length() -> None:
    space = fit_space(*clouds(2000, 1))
    point = torch.tensor([[3.0, 0, 0, 0, 0, 0, 0, 0]])
    along, across = point.clone(), point.clone()
    along[0, 2], across[0, 3] = 0.5, 0.5
    far = space.strangeness(torch.cat([along, across, 7 * along]))
    assert far[0] + 1 < far[1]
    assert far[2] == pytest.approx(far[0].item(), rel=1e-4)


def test_a_picture_is_strange_to_one_stage_or_to_the_other() -> None:
    learnt, held = clouds(2000, 1), clouds(1000, 2)
    found = fitted(learnt, held)
    usual, odd = held[0][:1], torch.zeros(1, 8)
    odd[0, 5] = 3
    assert found.familiarity((odd, usual)) == found.familiarity((usual, odd)) == 0
    assert found.familiarity((usual, usual)) > 0


def fitted(learnt: Cloud, held: Cloud) -> Calibration:
    """Both stages have the same features; the logits know nothing."""
    logits = torch.randn(len(held[1]), 2, generator=torch.Generator().manual_seed(9))
    known, new = (learnt[0], learnt[0]), (held[0], held[0])
    return fit((known, learnt[1]), (logits, new, held[1]), "ab" * 32)


def test_a_calibration_comes_back_from_its_files_as_it_was(tmp_path: Path) -> None:
    learnt, held = clouds(500, 1), clouds(500, 2)
    found = fitted(learnt, held)
    save(found, tmp_path)
    again = load(tmp_path, "ab" * 32)
    assert again.temperature == pytest.approx(found.temperature, abs=1e-4)
    for kept, space in zip(again.spaces, found.spaces, strict=True):
        assert torch.equal(kept.whitening, space.whitening)
        assert torch.equal(kept.centres, space.centres)
    seen = (held[0],) * 2
    assert torch.allclose(again.familiarity(seen), found.familiarity(seen), atol=2e-3)


def _no_json(folder: Path) -> None:
    (folder / "calibration.json").unlink()


def _no_tensors(folder: Path) -> None:
    (folder / "calibration.safetensors").unlink()


def _cut(folder: Path) -> None:
    path = folder / "calibration.safetensors"
    path.write_bytes(path.read_bytes()[:-9])


def _no_temperature(folder: Path) -> None:
    path = folder / "calibration.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["temperature"]
    path.write_text(json.dumps(content), encoding="utf-8")


def _list(folder: Path) -> None:
    (folder / "calibration.json").write_text("[]", encoding="utf-8")


def _retrained(folder: Path) -> None:
    write_network(folder.parent, "cnn-digits", ("a", "b", "c"), calibrated=False)
    path = folder / "weights.safetensors"
    stored = checkpoints.load(folder)
    with torch.no_grad():
        next(iter(stored.model.parameters())).mul_(2)
    checkpoints.save(folder, "cnn", stored.model, {})
    assert path.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", [_no_json, _no_tensors, _cut, _no_temperature, _list, _retrained]
)
def test_without_its_own_calibration_a_network_says_nothing(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    write_network(tmp_path, "cnn-digits")
    damage(tmp_path / "cnn-digits")
    with pytest.raises(UserError, match="textnn train calibration") as refused:
        load_classifier(settings_of(tmp_path)).network("cnn-digits")
    assert refused.value.code == "model-unusable"


@pytest.fixture
def shape_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose set ``shapes`` is drawn here, 600 pictures to learn from set aside."""
    folder = tmp_path / "datasets" / "images"
    folder.mkdir(parents=True)
    train, test = shapes(700, 1), shapes(200, 5)
    np.savez(
        folder / "shapes.npz",
        x_train=train[0][:, 0].numpy(), y_train=train[1].numpy(),
        x_test=test[0][:, 0].numpy(), y_test=test[1].numpy(),
    )  # fmt: skip
    monkeypatch.setitem(sets.PICTURE_SETS, "shapes", PictureSet("shapes.npz", SHAPES, ink=True))
    monkeypatch.setattr(sets, "CALIBRATION", 300)
    return folder.parent


@pytest.mark.slow
def test_the_command_calibrates_every_network_on_its_own_set(
    tmp_path: Path, shape_set: Path
) -> None:
    models = tmp_path / "models"
    write_network(models, "cnn-shapes", calibrated=False)
    settings = settings_of(models).model_copy(update={"datasets": shape_set})
    figures = fit_calibration(settings)["cnn-shapes"]
    assert figures["accuracy"] > 0.95
    assert 0 <= figures["ece"] <= figures["ece_before"] + 0.02
    assert figures["unknown"] < 0.2
    stored = json.loads((models / "cnn-shapes" / "calibration.json").read_text(encoding="utf-8"))
    assert stored["figures"]["n"] == 300
    assert stored["figures"]["ece"] == figures["ece"]
    network = load_classifier(settings).network("cnn-shapes")
    assert network.calibration.temperature == pytest.approx(figures["temperature"], abs=1e-4)


@pytest.mark.slow
def test_a_network_whose_pictures_are_not_known_cannot_be_calibrated(tmp_path: Path) -> None:
    write_network(tmp_path, "cnn-digits", ("a", "b", "c"), calibrated=False)
    with pytest.raises(UserError) as refused:
        fit_calibration(settings_of(tmp_path))
    assert refused.value.code == "no-dataset"
