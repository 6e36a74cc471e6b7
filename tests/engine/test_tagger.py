"""The tagger without torch says what the tagger of torch says, and brings no torch with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.models.makers import FORMS, small_tagger
from textnn import checkpoints
from textnn.config import DATA
from textnn.engine.folder import Rows
from textnn.engine.tagger import ServedTagger, open_tagger
from textnn.errors import UserError
from textnn.models.tagger import Tagger, collate
from textnn.text.features import Features, TokenFeaturizer, rows
from textnn.text.sentences import sentences
from textnn.text.words import words

WORDS = ("<unk>", "o", "a", "de", "rio", "feira", "ana")


def same_share(served: ServedTagger, taught: Tagger, features: list[Features]) -> float:
    """Part of the tokens with the same tag; their posteriors are held together here."""
    paths, posterior = served.decode(features)
    expected, chances = taught.decode(collate(features))
    for number, found in enumerate(posterior):
        close = chances[number, : len(found)].numpy()
        np.testing.assert_allclose(found, close, atol=1e-3)
    pairs = [
        pair
        for one, other in zip(paths, expected, strict=True)
        for pair in zip(one, other, strict=True)
    ]
    return sum(one == other for one, other in pairs) / len(pairs)


@pytest.mark.parametrize("changes", [{}, {"hidden_sizes": (10, 6), "temperature": 1.7}])
def test_first_weights_give_the_same_tags(tmp_path: Path, changes: dict[str, object]) -> None:
    checkpoints.save(tmp_path / "t", "tagger", small_tagger(**changes), {}, WORDS, FORMS)  # type: ignore[arg-type]
    served = open_tagger(tmp_path / "t")
    taught = checkpoints.network(checkpoints.load(tmp_path / "t"), Tagger)
    config, generator = served.config, np.random.default_rng(0)
    features = [
        Features(
            generator.integers(config.words, size=length),
            generator.integers(config.forms, size=length),
            generator.integers(config.shapes, size=length),
            generator.integers(config.affixes, size=(length, config.spellings)),
        )
        for length in (4, 1, 7, 7, 2)
    ]
    assert same_share(served, taught, features) == 1.0
    assert served.decode(features[2:3])[0] == served.decode(features)[0][2:3]


@pytest.mark.slow
def test_the_shipped_tagger_gives_the_same_tags() -> None:
    served = open_tagger(DATA / "models" / "tagger")
    taught = checkpoints.network(checkpoints.load(DATA / "models" / "tagger"), Tagger)
    vocabulary, forms = (rows(part) for part in (served.folder.vocabulary, served.folder.forms))
    featurizer = TokenFeaturizer(vocabulary, forms, served.config.affixes, served.config.spellings)
    texts = [path.read_text(encoding="utf-8") for path in sorted((DATA / "examples").glob("?-*"))]
    said = [
        [text[start + left : start + right] for left, right in words(text[start:end])]
        for text in texts
        for start, end in sentences(text)
    ]
    assert same_share(served, taught, [featurizer(one) for one in said if one]) >= 0.999


def test_packed_rows_are_those_of_the_whole_table() -> None:
    weight = torch.randn(50, 6, generator=torch.Generator().manual_seed(1))
    for quantized, unpacked in (
        (checkpoints.quantize(weight), lambda packed: packed),
        (checkpoints.quantize4(weight), checkpoints.unpack4),
    ):
        packed, scale = quantized
        whole = checkpoints.dequantize(unpacked(packed), scale).numpy()
        table = Rows(packed.numpy(), scale.numpy())
        np.testing.assert_array_equal(table[np.array([[3, 3], [49, 0]])], whole[[[3, 3], [49, 0]]])


def test_a_folder_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        open_tagger(DATA / "models" / "charrnn")
    assert caught.value.code == "wrong-model"
    with pytest.raises(UserError) as caught:
        open_tagger(tmp_path / "none")
    assert caught.value.code == "model-unusable"


HEAVY = ("torch", "gradio", "matplotlib", "scipy", "sklearn", "uvicorn")
RUN = """
import sys
from textnn.cli import run
code = run(sys.argv[1:])
loaded = {name.partition(".")[0] for name in sys.modules}
print(code, *sorted(loaded & {%s}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], set()),
        (["highlight", "-"], {"numpy", "sqlalchemy"}),
        (["summarize", "-"], {"numpy", "sqlalchemy"}),
        (["chat", "quem leu o jornal?", "--article", "-"], {"numpy", "sqlalchemy"}),
    ],
)
@pytest.mark.slow
def test_commands_import_nothing_heavy(
    tmp_path: Path, arguments: list[str], allowed: set[str]
) -> None:
    named = ", ".join(map(repr, (*HEAVY, "numpy", "sqlalchemy")))
    done = subprocess.run(
        [sys.executable, "-c", RUN % named, *arguments],
        input="Ana Prado leu o jornal em Lisboa.\n",
        capture_output=True,
        text=True,
        env={"TEXTNN_HOME": str(tmp_path), "PATH": "", "LANG": "C.UTF-8"},
    )
    code, *loaded = done.stderr.splitlines()[-1].split()
    assert code == "0", done.stderr
    assert set(loaded) <= allowed


PAGE = """
import sys
import textnn.app
import textnn.ui.page
print(*sorted({name.partition(".")[0] for name in sys.modules} & {%s}))
"""


@pytest.mark.slow
def test_the_page_of_the_app_is_made_without_what_its_models_may_need(tmp_path: Path) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", PAGE % ", ".join(map(repr, HEAVY))],
        capture_output=True,
        text=True,
        check=True,
        env={"TEXTNN_HOME": str(tmp_path), "PATH": "", "LANG": "C.UTF-8"},
    ).stdout.split()
    assert loaded == ["gradio", "uvicorn"]


WARMED = """
import sys
from textnn.compose import Loaders
from textnn.config import Settings
from textnn.service.service import WARM
loaders = Loaders(Settings())
for name in WARM:
    loaders[name]()
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"torch", "scipy", "sklearn"}))
"""


@pytest.mark.slow
def test_what_a_server_reads_beforehand_needs_no_torch(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WARMED],
        capture_output=True,
        text=True,
        env={"TEXTNN_HOME": str(tmp_path), "PATH": "", "LANG": "C.UTF-8"},
        check=True,
    )
    assert done.stdout.split() == []
