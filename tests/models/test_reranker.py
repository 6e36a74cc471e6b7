"""The reranker: what serves it computes what was trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.models.makers import small_reranker
from tests.readers import small_lexicon
from textnn import checkpoints
from textnn.engine.reranker import (
    LINE_FEATURES,
    VERDICTS,
    JudgedLine,
    open_line,
    open_reranker,
    open_source,
    reranker_of,
)
from textnn.errors import UserError
from textnn.training.reranker import collate

LEXICON = small_lexicon()
SOURCE = open_source("O rio subiu muito ontem. A ponte velha do rio abriu depois.", LEXICON)
LINES = [open_line(text, SOURCE, LEXICON) for text in ("Ponte abriu", "O rio subiu muito", "x")]
NUMBERS = (np.arange(3 * 20).reshape(3, 20) / 7).astype(np.float32)


def small() -> torch.nn.Module:
    model = small_reranker(numbers=14 + LINE_FEATURES, word_size=LEXICON.table.shape[1])
    model.mean.copy_(torch.linspace(-1, 1, 20))
    model.spread.copy_(torch.linspace(0.5, 2, 20))
    return model


def test_numpy_computes_what_torch_does() -> None:
    model = small()
    judged = [JudgedLine("a", *one, True, 0) for one in zip(LINES, NUMBERS, strict=True)]
    with torch.no_grad():
        expected = model(collate(judged, LEXICON))[0].softmax(1).numpy()
    served = reranker_of(checkpoints.as_folder("reranker", model))
    found = served(LINES, NUMBERS, LEXICON)
    assert found.shape == (3, len(VERDICTS))
    np.testing.assert_allclose(found, expected, atol=2e-3)
    np.testing.assert_allclose(served(LINES[1:2], NUMBERS[1:2], LEXICON)[0], found[1], atol=1e-5)
    assert served([], NUMBERS[:0], LEXICON).shape == (0, len(VERDICTS))


def test_another_model_is_told(tmp_path: Path) -> None:
    checkpoints.save(tmp_path / "reranker", "reranker", small(), {"seed": 0})
    assert open_reranker(tmp_path / "reranker").config.numbers == 20
    with pytest.raises(UserError):
        open_reranker(tmp_path)
