"""The GAN's recipe: a made-up set learnt, exact resumption, calibrated verdicts, a whole folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.training.pictures.makers import bars, made_up_set, whole_settings
from textnn import checkpoints
from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.errors import UserError
from textnn.evaluation.gan import measure
from textnn.models.pictures.cnn import CNN
from textnn.models.pictures.gan import GAN
from textnn.pretrained import Models
from textnn.training.loop import Budget, train
from textnn.training.pictures import gan as training
from textnn.training.pictures.gan import (
    GANOptions,
    GANRecipe,
    GANTask,
    calibrate,
    discriminator_accuracy,
    generate_with,
    make_recipe,
    train_gan,
)

OPTIONS = GANOptions(batch=20, generator_rate=2e-3, discriminator_rate=1e-3, mean=0.9)
TASK = GANTask("digits", OPTIONS, width=8, discriminator_channels=8)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return whole_settings(tmp_path_factory.mktemp("gan"))


def recipe(settings: Settings) -> GANRecipe:
    classifier = network(Models(settings.models).get("cnn-digits", load), CNN)
    return make_recipe(TASK, TASK.options, bars(200, 1), bars(60, 2), classifier)


def test_every_picture_is_seen_once_an_epoch(settings: Settings) -> None:
    steps = recipe(settings)
    steps.train.pictures[:, 0, 0, 0] = torch.arange(200)  # tells them apart
    seen = torch.cat([steps.real(step)[0] for step in range(10)])
    assert len({picture.numpy().tobytes() for picture in seen}) == 200
    labels = recipe(settings).real(3)[1]
    assert torch.equal(labels, steps.real(3)[1])


def test_forgeries_are_of_the_classes_of_the_real_ones(settings: Settings) -> None:
    steps = recipe(settings)
    given: list[Tensor] = []
    steps.generator.register_forward_hook(lambda _, inputs, __: given.append(inputs[1]))
    real = steps.real(0)
    steps.generate(real, 0)
    assert torch.equal(given[0], real[1])


@pytest.mark.slow
def test_it_learns_where_the_bar_of_each_class_stands(settings: Settings, tmp_path: Path) -> None:
    steps = recipe(settings)
    before = steps.evaluate()["dev_frechet"]
    budget = Budget(200, warmup=10, clip=1e6, evaluate_every=200)
    after = train(steps, budget, tmp_path)["dev_frechet"]
    assert after < before / 2
    gan = steps.finished()
    generate = generate_with(gan.generator, gan.config, torch.Generator().manual_seed(1))
    columns = generate(torch.arange(10)).float().mean((1, 2))
    brightest = [int(row.unfold(0, 2, 1).mean(1).argmax()) for row in columns]
    right = sum(abs(found - (2 * k + 4)) <= 1 for k, found in enumerate(brightest))
    assert right >= 8
    assert sorted(steps.moments) == [0, 32, 45, 64, 91, 128, 181, 200]


def test_the_pictures_of_the_moments_survive_a_stop(settings: Settings) -> None:
    before, after = recipe(settings), recipe(settings)
    before.look(7)
    after.restore(before.state())
    for one, other in zip(before.moments[7], after.moments[7], strict=True):
        assert torch.equal(one, other)


def test_calibrated_verdicts_are_log_odds() -> None:
    random = torch.Generator().manual_seed(0)
    raw = torch.randn(40_000, generator=random)
    real = torch.rand(40_000, generator=random) < (2 * raw - 0.5).sigmoid()
    scale, shift = calibrate(raw[real], raw[~real])
    assert scale == pytest.approx(2, abs=0.05)
    assert shift == pytest.approx(-0.5, abs=0.05)


def test_verdicts_that_part_perfectly_stay_finite() -> None:
    scale, _ = calibrate(torch.full((50,), 2.0), torch.full((50,), -2.0))
    assert 1 < scale < 50


@pytest.mark.slow
def test_a_training_writes_a_whole_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = whole_settings(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(training, "measure", partial(measure, fakes=40))
    monkeypatch.setitem(
        training.GAN_TASKS, "gan-digits", GANTask("digits", GANOptions(steps=5, batch=8), 8, 4)
    )
    metrics = train_gan("gan-digits", settings, 0, resume=False, seed=3)
    folder = settings.models / "gan-digits"
    loaded = checkpoints.load(folder)
    assert isinstance(loaded.model, GAN)
    assert loaded.metrics["classifier"] == Models(settings.models).get("cnn-digits", load).checksum
    assert (metrics["n"], metrics["seed"], len(metrics["spread"])) == (60, 3, 10)
    for figure in ("frechet", "precision", "recall", "cas", "diversity", "fake_accuracy"):
        assert 0 <= metrics[figure] < float("inf")
    for name in ("curve.png", "evolution.png", "evolution.json"):
        assert (folder / name).stat().st_size > 300


def test_without_its_classifier_it_says_what_to_do(tmp_path: Path) -> None:
    made_up_set(tmp_path / "data")
    settings = Settings(datasets=tmp_path / "data", models=tmp_path / "models")
    with pytest.raises(UserError) as told:
        train_gan("gan-digits", settings, 0, resume=False, seed=1)
    assert "cnn-digits" in told.value.en


def test_how_often_it_is_caught() -> None:
    class Eyes(torch.nn.Module):
        """Believes every picture with a bright first pixel."""

        def forward(self, pictures: Tensor, labels: Tensor) -> tuple[Tensor, None]:
            return pictures[:, 0, 0, 0].float() - 100, None

    real = bars(100, 3)
    real.pictures[:, 0, 0, 0] = 200
    real.pictures[:25, 0, 0, 0] = 0
    found = discriminator_accuracy(Eyes(), lambda labels: torch.zeros(len(labels), 1, 28, 28), real)  # type: ignore[arg-type]
    assert found == {"real_accuracy": 0.75, "fake_accuracy": 1.0}
