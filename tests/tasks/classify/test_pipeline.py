"""Classifying: calibrated, told why, and sent away when it is like nothing known."""

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
from PIL import Image

from tests.tasks.networks import SHAPES, settings_of, shape, shapes, write_network
from textnn.errors import UserError
from textnn.models.pictures.cnn import CNNConfig
from textnn.pretrained import Models
from textnn.results import from_dict, to_dict
from textnn.results.names import NETWORKS
from textnn.results.pictures import Classification, ClassifyOptions
from textnn.tasks.classify import pipeline as classify_module
from textnn.tasks.classify.occlusion import CELL, occlusion
from textnn.tasks.classify.pipeline import PictureClassifier, load_classifier, subject
from textnn.tasks.picture_files import Pixels, to_png


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_network(folder, "cnn-digits")
    write_network(folder, "cnn-shapes", ("ring", "upright", "lying"), channels=3, size=32)
    return folder


@pytest.fixture(scope="module")
def classifier(folder: Path) -> PictureClassifier:
    return load_classifier(settings_of(folder))


def drawn(label: int, size: int = 300) -> bytes:
    """A shape as a file, dark on white."""
    return to_png(255 - np.asarray(shape(label, size, np.random.default_rng(7))))


def classify(
    classifier: PictureClassifier, data: bytes, model: str = "cnn-digits", compare: bool = False
) -> Classification:
    return classifier(data, "desenho.png", ClassifyOptions(model, compare))


@pytest.mark.slow
@pytest.mark.parametrize("size", [300, 2000])
def test_a_preview_is_small_and_classified_alike(classifier: PictureClassifier, size: int) -> None:
    small = classifier.preview(drawn(1, size))
    with Image.open(io.BytesIO(small)) as picture:
        assert (picture.format, max(picture.size)) == ("PNG", min(size, 512))
    whole, again = (classify(classifier, data).labels[0] for data in (drawn(1, size), small))
    assert whole.name == again.name
    assert math.isclose(whole.probability, again.probability, abs_tol=0.05)
    with pytest.raises(UserError):
        classifier.preview(b"Era uma vez")


@pytest.mark.parametrize("label", range(3))
@pytest.mark.slow
def test_a_shape_is_told_with_everything_that_belongs_to_it(
    classifier: PictureClassifier, label: int
) -> None:
    parts: list[float] = []
    found = classifier(drawn(label), "a.png", ClassifyOptions("cnn-digits"), parts.append)
    assert found.labels[0].name == SHAPES[label]
    assert found.labels[0].probability > 0.8
    assert math.isclose(sum(label.probability for label in found.labels), 1, rel_tol=1e-5)
    probabilities = [label.probability for label in found.labels]
    assert probabilities == sorted(probabilities, reverse=True)
    assert (found.source, found.text) == ("a.png", "a.png")
    assert found.model.name == "cnn-digits"
    assert parts == sorted(parts)
    assert parts[-1] == 1
    assert from_dict(json.loads(json.dumps(to_dict(found)))) == found


def test_an_endless_name_is_cut(classifier: PictureClassifier) -> None:
    found = classifier(drawn(0), "a" * 100_000, ClassifyOptions("cnn-digits"))
    assert found.source == "a" * 200


def opened(text: str) -> Image.Image:
    image = Image.open(io.BytesIO(base64.b64decode(text)), formats=["PNG"])
    image.load()
    return image


def test_what_was_given_and_what_was_seen_are_shown(classifier: PictureClassifier) -> None:
    found = classify(classifier, drawn(0, 700))
    assert opened(found.picture).size == (512, 512)
    assert opened(found.seen).size == (28, 28)
    assert opened(found.seen).mode == "L"
    assert opened(classify(classifier, drawn(0), "cnn-shapes").seen).mode == "RGB"


def test_every_stage_but_the_head_is_shown(classifier: PictureClassifier) -> None:
    stages = classify(classifier, drawn(0)).stages
    assert [stage.name for stage in stages] == ["conv1", "pool1", "conv2", "pool2"]
    assert (stages[0].channels, stages[0].height, stages[0].width) == (6, 28, 28)
    assert [stage.shown for stage in stages] == [6, 6, 16, 16]
    assert opened(stages[0].sheet).size == (6 * 29 - 1, 28)
    assert opened(stages[3].sheet).size == (8 * 6 - 1, 2 * 6 - 1)
    assert all(np.ptp(np.asarray(opened(stage.sheet))) > 100 for stage in stages)


def test_evidence_lies_where_the_ink_is(classifier: PictureClassifier) -> None:
    found = classify(classifier, drawn(1))
    evidence = np.array(found.evidence)
    assert evidence.shape == (28 // CELL, 28 // CELL)
    assert (np.abs(evidence) <= 1).all()
    assert evidence[:, [0, 6]].max() < 0.05  # nothing stands there
    assert evidence.max() == evidence[:, 2:5].max() > 0


def test_the_square_that_decides_is_the_one_that_is_found() -> None:
    """Against a made-up network that looks at one pixel only."""
    picture = torch.zeros(1, 28, 28)
    picture[0, 9, 18] = 255
    falls = occlusion(picture, lambda x: x[:, 0, 9, 18] / 255, torch.zeros(1, 1, 1))
    hidden = {(row, column) for row in range(7) for column in range(7) if falls[row][column] == 1}
    assert hidden == {(1, 4), (1, 5), (2, 4), (2, 5)}  # squares reach two pixels over their border
    assert sum(map(sum, falls)) == 4


def test_new_pictures_of_the_same_kind_are_known_and_others_are_not(
    classifier: PictureClassifier,
) -> None:
    network = classifier.network("cnn-digits")
    own, labels = shapes(300, 9)
    probabilities, familiarity = network.judge(own)
    assert (probabilities.argmax(1) == labels).float().mean() > 0.95
    assert 0.3 < familiarity.mean() < 0.7
    assert (familiarity < 0.05).float().mean() < 0.2
    noise = torch.randint(0, 256, (50, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    assert (network.judge(noise.to(torch.uint8))[1] < 0.05).float().mean() > 0.9
    checks = np.kron(np.indices((10, 10)).sum(0) % 2, np.ones((30, 30))).astype(np.uint8) * 255
    assert not classify(classifier, to_png(checks)).known


@pytest.mark.parametrize(
    ("digits", "others", "asked"),
    [
        (0.9, 0.1, "cnn-digits"),
        (0.1, 0.9, "cnn-shapes"),
        (0.3, 0.9, "cnn-digits"),  # familiar enough: the order decides
        (0.01, 0.02, "cnn-shapes"),
        (0.0, 0.0, "cnn-digits"),
    ],
)
def test_without_a_name_the_network_is_asked_that_knows_such_pictures(
    classifier: PictureClassifier,
    monkeypatch: pytest.MonkeyPatch,
    digits: float,
    others: float,
    asked: str,
) -> None:
    def look(network: classify_module.Network, pixels: Pixels) -> classify_module.NetworkOutput:
        familiarity = digits if network.name == "cnn-digits" else others
        return replace(real(network, pixels), familiarity=familiarity)

    real = classify_module._look
    monkeypatch.setattr(classify_module, "_look", look)
    found = classifier(drawn(0), "x", ClassifyOptions())
    assert found.model.name == asked
    assert found.opinions == ()
    assert found.known == (max(digits, others) > 0.05)


def test_a_drawing_is_shown_to_no_network_of_photos(
    classifier: PictureClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(network: classify_module.Network, pixels: Pixels) -> classify_module.NetworkOutput:
        familiarity = 0.01 if network.name == "cnn-digits" else 0.9
        return replace(real(network, pixels), familiarity=familiarity)

    real = classify_module._look
    monkeypatch.setattr(classify_module, "_look", look)
    assert classifier(drawn(0), "drawing", ClassifyOptions()).model.name == "cnn-digits"
    assert classifier(drawn(0), "drawing.png", ClassifyOptions()).model.name == "cnn-shapes"


def coloured(background: str = "white", thickness: int = 20) -> bytes:
    """A red lying stroke."""
    image = Image.new("RGB", (100, 100), background)
    image.paste((220, 20, 30), (10, 40, 90, 40 + thickness))
    return to_png(np.asarray(image))


@pytest.mark.parametrize(
    ("digits", "data", "asked"),
    [
        (0.04, coloured(), "cnn-shapes"),  # none knows it: the network of photos speaks
        (0.06, coloured(), "cnn-digits"),
        (0.04, coloured(thickness=4), "cnn-digits"),  # hardly any colour
        (0.04, drawn(2), "cnn-digits"),
    ],
    ids=["unknown", "known", "thin", "grey"],
)
def test_what_none_knows_and_is_in_colour_is_for_the_network_of_photos(
    classifier: PictureClassifier,
    monkeypatch: pytest.MonkeyPatch,
    digits: float,
    data: bytes,
    asked: str,
) -> None:
    def look(network: classify_module.Network, pixels: Pixels) -> classify_module.NetworkOutput:
        familiarity = digits if network.name == "cnn-digits" else 0.01
        return replace(real(network, pixels), familiarity=familiarity)

    real = classify_module._look
    monkeypatch.setattr(classify_module, "_look", look)
    assert classifier(data, "carro.png", ClassifyOptions()).model.name == asked


@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        ("L", 255),
        ("L", 0),
        ("RGB", (90, 120, 200)),
        ("RGBA", (0, 0, 0, 0)),
        ("RGBA", (9, 9, 9, 99)),
    ],
    ids=["white", "black", "blue", "clear", "faint"],
)
@pytest.mark.parametrize("model", ["", "cnn-digits"])
def test_there_is_nothing_in_a_picture_of_one_colour(
    classifier: PictureClassifier, mode: str, colour: int | tuple[int, ...], model: str
) -> None:
    with pytest.raises(UserError) as refused:
        classify(classifier, to_png(np.asarray(Image.new(mode, (40, 30), colour))), model)
    assert refused.value.code == "blank-picture"


def test_every_other_network_gives_its_opinion_when_asked(classifier: PictureClassifier) -> None:
    found = classify(classifier, drawn(2), compare=True)
    assert [opinion.model for opinion in found.opinions] == ["cnn-shapes"]
    assert found.opinions[0].label in ("ring", "upright", "lying")
    alone = classify(classifier, drawn(2), "cnn-shapes")
    assert found.opinions[0].probability == alone.labels[0].probability
    assert found.opinions[0].familiarity == alone.familiarity


@pytest.mark.slow
def test_the_slides_network_answers_only_who_names_or_compares_it(tmp_path: Path) -> None:
    for name in ("cnn-slide", "cnn-digits"):
        write_network(tmp_path, name)
    classifier = load_classifier(settings_of(tmp_path))
    assert classifier.eager() == ("cnn-digits",)
    assert classify(classifier, drawn(1), "").model.name == "cnn-digits"
    found = classify(classifier, drawn(1), "", compare=True)
    assert found.model.name == "cnn-digits"
    assert [opinion.model for opinion in found.opinions] == ["cnn-slide"]
    assert classify(classifier, drawn(1), "cnn-slide").model.name == "cnn-slide"


@pytest.mark.slow
def test_a_network_without_calibration_stops_only_who_names_it(tmp_path: Path) -> None:
    for name in ("cnn-digits", "cnn-other"):
        write_network(tmp_path, name)
    (tmp_path / "cnn-other" / "calibration.json").unlink()
    classifier = load_classifier(settings_of(tmp_path))
    assert classify(classifier, drawn(1), "").model.name == "cnn-digits"
    assert classify(classifier, drawn(1), compare=True).opinions == ()
    with pytest.raises(UserError, match="cnn-other"):
        classify(classifier, drawn(1), "cnn-other")
    (tmp_path / "cnn-digits" / "calibration.json").unlink()
    with pytest.raises(UserError, match="cnn-digits"):
        classify(load_classifier(settings_of(tmp_path)), drawn(1), "")


def test_the_networks_are_offered_shipped_ones_first(tmp_path: Path) -> None:
    for name in ("cnn-a", "cnn-fashion", "cnn-digits", "cnn-cifar10"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text('{"kind": "cnn"}', "utf-8")
    (tmp_path / "gan-digits").mkdir()
    (tmp_path / "gan-digits" / "config.json").write_text('{"kind": "gan"}', "utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("{", "utf-8")
    names = PictureClassifier(Models(tmp_path)).names()
    assert names == ("cnn-cifar10", "cnn-digits", "cnn-fashion", "cnn-a")
    assert set(names[:3]) < set(NETWORKS)


@pytest.mark.parametrize("name", ["cnn-none", "../cnn-digits", "/etc"])
def test_a_network_that_is_not_there_is_named(classifier: PictureClassifier, name: str) -> None:
    with pytest.raises(UserError, match=r"there are: cnn-digits, cnn-shapes") as refused:
        classify(classifier, drawn(0), name)
    assert refused.value.code == "no-such-model"


def test_without_any_network_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        classify(load_classifier(settings_of(tmp_path)), drawn(0), "")
    assert refused.value.code == "model-unusable"


@pytest.mark.slow
def test_what_is_no_picture_is_refused_before_any_network_is_read(tmp_path: Path) -> None:
    write_network(tmp_path, "cnn-digits", calibrated=False)
    with pytest.raises(UserError) as refused:
        classify(load_classifier(settings_of(tmp_path)), b"Era uma vez", "")
    assert refused.value.code == "not-a-picture"


@pytest.mark.parametrize(
    ("labels", "channels", "kind"),
    [
        (tuple("0123456789"), 1, "digit"),
        (tuple("٠١٢٣٤٥٦٧٨٩"), 1, "digit"),
        (("shirt", "shoe"), 1, "garment"),
        (tuple("0123456789"), 3, "photo"),
    ],
)
def test_what_a_network_is_about_is_told_by_its_classes(
    labels: tuple[str, ...], channels: int, kind: str
) -> None:
    config = CNNConfig("lenet5", labels, channels, 28, 0, (0.1,), (0.3,))
    assert subject(config) == kind
