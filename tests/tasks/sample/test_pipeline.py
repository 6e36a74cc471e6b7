"""The sampler over a small made-up GAN: seeds, classes, walks, exhibits, the film, clear errors."""

from __future__ import annotations

import base64
import io
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.models.makers import small_gan
from tests.training.pictures.makers import bars, whole_settings
from textnn import checkpoints
from textnn.checkpoints import load, network
from textnn.config import DATA, Settings
from textnn.datasets.pictures.sets import PICTURE_SETS, read_pictures
from textnn.errors import UserError
from textnn.evaluation.gan import features
from textnn.models.pictures.cnn import CNN
from textnn.pretrained import Models
from textnn.results.pictures import SAMPLE_SETS, SampleOptions, Samples
from textnn.tasks.sample import pipeline as sample_module
from textnn.tasks.sample.pipeline import Sampler, load_sampler, plan, slerp
from textnn.training.pictures.evolution import Moment, save_evolution
from textnn.training.pictures.gan import spreads

LABELS = PICTURE_SETS["digits"].labels

OPTIONS = SampleOptions(count=12, seed=7)


def pixels(png: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(png))) as image:
        return np.asarray(image)


def machine(folder: Path) -> Settings:
    """A GAN with first weights only, its classifier, its film, and the made-up set."""
    settings = whole_settings(folder)
    models = Models(settings.models)
    classifier = models.get("cnn-digits", load)
    real = spreads(network(classifier, CNN), bars(100, 4))
    metrics = {"seed": 0, "classifier": classifier.checksum, "spread": real}
    checkpoints.save(settings.models / "gan-digits", "gan", small_gan(LABELS), metrics)
    random = torch.Generator().manual_seed(0)
    moments = {
        step: Moment(torch.randint(256, (3, 1, 28, 28), generator=random, dtype=torch.uint8),
                     torch.tensor([-0.5, 0.0, 9.0]))
        for step in (0, 1, 2)
    }  # fmt: skip
    save_evolution(settings.models / "gan-digits", moments, ["0", "0", "1"], (2.0, 0.5))
    return settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return machine(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def sampler(settings: Settings) -> Sampler:
    return load_sampler(settings)


def drawn(samples: Samples) -> list[str]:
    return [one.picture for one in samples.pictures]


def test_the_same_seed_gives_the_same_pictures(sampler: Sampler, settings: Settings) -> None:
    torch.manual_seed(1)
    first = sampler(OPTIONS)
    torch.manual_seed(2)
    again = load_sampler(settings)(OPTIONS)
    assert first.pictures == again.pictures
    assert drawn(first) != drawn(sampler(replace(OPTIONS, seed=8)))
    assert len(set(drawn(first))) == 12


def test_nobody_elses_chance_is_touched(sampler: Sampler) -> None:
    state = torch.get_rng_state()
    sampler(OPTIONS)
    sampler.exhibits("digits", 4, 1)
    assert torch.equal(state, torch.get_rng_state())


def test_classes_come_in_turn_or_are_the_one_asked_for(sampler: Sampler) -> None:
    found = sampler(OPTIONS)
    assert [one.label for one in found.pictures] == [*LABELS, "0", "1"]
    assert {one.label for one in sampler(replace(OPTIONS, label="7")).pictures} == {"7"}
    assert pixels(found.pictures[0].picture).shape == (28, 28)
    assert all(0 <= one.verdict <= 1 for one in found.pictures)
    assert found.model.name == "gan-digits"


def test_verdicts_are_the_discriminators(sampler: Sampler) -> None:
    gan = small_gan(LABELS)
    found = sampler(replace(OPTIONS, label="3"))
    pictures = torch.from_numpy(np.stack([pixels(png) for png in drawn(found)]))[:, None]
    wanted = gan(pictures, torch.full((12,), 3))[0].sigmoid()
    assert [one.verdict for one in found.pictures] == pytest.approx(wanted.tolist(), abs=1e-3)


def test_a_smaller_truncation_draws_the_same_nearer_to_the_middle() -> None:
    wide, _ = plan(replace(OPTIONS, truncation=3.0, count=500), 6, LABELS)
    narrow, _ = plan(replace(OPTIONS, truncation=0.5, count=500), 6, LABELS)
    assert narrow.abs().max() <= 0.5
    assert 2 < wide.abs().max() <= 3
    assert torch.equal(narrow.sign(), wide.sign())
    assert wide.std().item() == pytest.approx(0.987, abs=0.03)
    assert narrow.std().item() == pytest.approx(0.284, abs=0.01), "that of a cut-off normal"


def test_a_walk_goes_from_one_seeds_first_picture_to_the_others(sampler: Sampler) -> None:
    walk = replace(OPTIONS, label="4", towards=8, count=5)
    found = sampler(walk)
    ends = [sampler(replace(OPTIONS, label="4", count=5, seed=seed)) for seed in (7, 8)]
    for place, end in zip((0, -1), ends, strict=True):
        one, other = pixels(drawn(found)[place]), pixels(drawn(end)[0])
        assert np.abs(one.astype(int) - other.astype(int)).max() <= 1
    assert len(set(drawn(found))) == 5
    assert found.diversity is None


def test_a_walk_without_a_class_passes_through_all_of_them() -> None:
    options = SampleOptions(count=19, towards=3)
    _, classes = plan(options, 6, LABELS)
    torch.testing.assert_close(classes.sum(1), torch.ones(19))
    assert classes[0].tolist() == [1, *[0] * 9]
    assert classes[1].tolist() == pytest.approx([0.5, 0.5, *[0] * 8], abs=1e-6)
    assert classes[18].tolist() == pytest.approx([*[0] * 9, 1], abs=1e-6)


def test_every_picture_has_a_seed_of_its_own(sampler: Sampler) -> None:
    noise, _ = plan(OPTIONS, 6, LABELS)
    for place in (0, 4, 11):
        alone, _ = plan(replace(OPTIONS, count=1, seed=OPTIONS.seed + place), 6, LABELS)
        assert torch.equal(noise[place], alone[0])


def test_a_walk_may_end_in_another_class(sampler: Sampler) -> None:
    walk = replace(OPTIONS, label="4", towards=8, towards_label="9", count=5)
    _, classes = plan(walk, 6, LABELS)
    assert classes[1].tolist() == pytest.approx([0, 0, 0, 0, 0.75, 0, 0, 0, 0, 0.25])
    found = sampler(walk)
    assert [one.label for one in found.pictures][::4] == ["4", "9"]
    with pytest.raises(UserError, match="no class"):
        sampler(replace(walk, towards_label="x"))


def test_a_walk_of_one_picture_is_its_beginning(sampler: Sampler) -> None:
    assert len(sampler(SampleOptions(count=1, towards=3)).pictures) == 1


@given(st.floats(0, 1), st.integers(0, 1000))
def test_on_the_arc_noise_keeps_its_length(share: float, seed: int) -> None:
    random = torch.Generator().manual_seed(seed)
    one, other = torch.nn.functional.normalize(torch.randn(2, 9, generator=random), dim=1)
    assert slerp(one, other, share).norm().item() == pytest.approx(1, abs=1e-4)


def test_the_arc_by_hand() -> None:
    east, north = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    half = math.sqrt(0.5)
    assert slerp(east, north, 0.5).tolist() == pytest.approx([half, half])
    assert slerp(east, north, 1 / 3).tolist() == pytest.approx([math.cos(math.pi / 6), 0.5])
    assert slerp(east, 3 * east, 0.5).tolist() == pytest.approx([2, 0])


def test_diversity_is_measured_against_real_pictures(sampler: Sampler, settings: Settings) -> None:
    found = sampler(replace(OPTIONS, label="2"))
    checkpoint = Models(settings.models).get("gan-digits", load)
    classifier = network(Models(settings.models).get("cnn-digits", load), CNN)
    pictures = torch.from_numpy(np.stack([pixels(png) for png in drawn(found)]))[:, None]
    apart = torch.pdist(features(classifier, pictures)).mean().item()
    assert found.diversity == pytest.approx(apart / checkpoint.metrics["spread"][2], rel=1e-4)
    assert sampler(replace(OPTIONS, count=10)).diversity is None, "no class has two"


def test_with_another_classifier_there_is_no_diversity(tmp_path: Path) -> None:
    settings = machine(tmp_path)
    checkpoint = Models(settings.models).get("cnn-digits", load)
    other = network(checkpoint, CNN)
    next(other.parameters()).add_(1)
    checkpoints.save(settings.models / "cnn-digits", "cnn", other, {"seed": 1})
    assert load_sampler(settings)(OPTIONS).diversity is None


@pytest.mark.parametrize("count", [1, 6, 7])
def test_half_of_the_exhibits_are_forged(sampler: Sampler, count: int) -> None:
    found = sampler.exhibits("digits", count, seed=5)
    assert len(found) == count
    assert abs(2 * sum(one.forged for one in found) - count) <= 1
    assert found == sampler.exhibits("digits", count, seed=5)
    real = {picture.numpy().tobytes() for picture in bars(40, 2).pictures[:, 0]}
    for one in found:
        assert (pixels(one.picture).tobytes() in real) is not one.forged
        assert 0 <= one.verdict <= 1


def test_the_order_of_the_exhibits_tells_nothing(sampler: Sampler) -> None:
    orders = {
        tuple(one.forged for one in sampler.exhibits("digits", 6, seed)) for seed in range(30)
    }
    assert len(orders) > 10


def test_without_the_real_pictures_it_says_how_to_fetch_them(settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"datasets": settings.home / "nothing"})
    sampler = load_sampler(elsewhere)
    with pytest.raises(UserError) as told:
        sampler.exhibits("digits", 4, 1)
    assert told.value.code == "no-dataset"
    assert "textnn fetch mnist" in told.value.pt
    assert "textnn fetch mnist" in told.value.en
    assert len(sampler(OPTIONS).pictures) == 12


def test_clothes_can_be_judged_without_any_data_set(settings: Settings) -> None:
    bare = settings.model_copy(update={"models": DATA / "models", "datasets": settings.home / "no"})
    exhibits = load_sampler(bare).exhibits("fashion", 10, 1)
    shipped = read_pictures(DATA / "examples", "fashion", "test")
    assert len(shipped) == 320
    assert (shipped.labels.bincount() == 32).all()
    real = {picture.numpy().tobytes() for picture in shipped.pictures[:, 0]}
    assert [pixels(one.picture).tobytes() in real for one in exhibits] == [
        not one.forged for one in exhibits
    ]


def test_an_unknown_class_is_named_with_those_there_are(sampler: Sampler) -> None:
    with pytest.raises(UserError) as told:
        sampler(replace(OPTIONS, label="bota"))
    assert "bota" in told.value.pt
    assert "9" in told.value.en


def test_a_class_goes_by_all_its_names(sampler: Sampler) -> None:
    asked = sampler(replace(OPTIONS, label="7"))
    assert sampler(replace(OPTIONS, label="Sete")).pictures == asked.pictures
    assert sampler(replace(OPTIONS, label="setes")).options == asked.options


def test_both_names_of_the_clothes_are_listed() -> None:
    with pytest.raises(UserError) as told:
        sample_module._class("chapéu", "fashion", ("dress", "ankle-boot"))
    assert "vestido, bota" in told.value.pt
    assert "dress, ankle boot" in told.value.en


def test_the_film_is_as_it_was_kept(sampler: Sampler, settings: Settings) -> None:
    frames = sampler.evolution("digits")
    assert [frame.step for frame in frames] == [0, 1, 2]
    assert [one.label for one in frames[1].pictures] == ["0", "0", "1"]
    said = [1 / (1 + math.exp(-odds)) for odds in (-0.5, 0.5, 18.5)]
    assert [one.verdict for one in frames[2].pictures] == pytest.approx(said, abs=1e-4)
    random = torch.Generator().manual_seed(0)
    for frame in frames:
        kept = torch.randint(256, (3, 1, 28, 28), generator=random, dtype=torch.uint8)
        for one, picture in zip(frame.pictures, kept, strict=True):
            assert np.array_equal(pixels(one.picture), picture[0].numpy())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("evolution.png", b"no picture"),
        ("evolution.json", b"{"),
        ("evolution.json", json.dumps({"size": 28, "labels": ["0"]}).encode()),
        ("evolution.json", json.dumps(
            {"size": 28, "labels": ["0"], "steps": [0], "verdicts": [[1]]}).encode()),
        ("evolution.png", None),
    ],
)  # fmt: skip
def test_a_damaged_film_is_one_clear_sentence(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    settings = machine(tmp_path)
    path = settings.models / "gan-digits" / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    sampler = load_sampler(settings)
    with pytest.raises(UserError) as told:
        sampler.evolution("digits")
    assert told.value.code == "model-unusable"
    assert len(sampler(OPTIONS).pictures) == 12, "sampling does not need it"


def test_a_missing_generator_is_one_clear_sentence(sampler: Sampler) -> None:
    for ask in (
        lambda: sampler(SampleOptions(set="fashion")),
        lambda: sampler.evolution("fashion"),
        lambda: sampler.exhibits("fashion", 2, 0),
        lambda: sampler.model("fashion"),
    ):
        with pytest.raises(UserError) as told:
            ask()
        assert "gan-fashion" in told.value.en


def test_progress_ends_and_may_cancel(sampler: Sampler) -> None:
    seen: list[float] = []
    sampler(OPTIONS, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1

    class Stop(Exception):
        pass

    def stop(done: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        sampler(OPTIONS, stop)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE_SETS)
def test_a_classifier_sees_in_the_shipped_samples_what_was_asked_for(name: str) -> None:
    models = Models(DATA / "models")
    sampler = Sampler(Settings(datasets=None), models)
    found = sampler(SampleOptions(set=name, count=100, seed=1))
    pictures = torch.from_numpy(np.stack([pixels(png) for png in drawn(found)]))[:, None]
    classifier = network(models.get(f"cnn-{name}", load), CNN)
    labels = classifier.config.labels
    said = [labels[number] for number in classifier(pictures)[0].argmax(1)]
    right = sum(one.label == label for one, label in zip(found.pictures, said, strict=True))
    assert right >= {"digits": 90, "fashion": 75}[name]
    assert found.diversity is not None
    assert 0.6 < found.diversity < 1.2
    frames = sampler.evolution(name)
    assert frames[0].step == 0
    assert len(frames) >= 12
    assert all(len(frame.pictures) == 20 for frame in frames)
