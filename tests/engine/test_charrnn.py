"""The character model without torch foresees and writes what that of torch does."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import VOCABULARY, small_charrnn
from textnn import checkpoints
from textnn.config import DATA
from textnn.engine.charrnn import BLOCK, FEW, WINDOW, ServedCharRNN, _times, gelu, open_charrnn
from textnn.engine.copying import bits
from textnn.engine.folder import Floats
from textnn.engine.sampling import softmax
from textnn.engine.together import MOST
from textnn.errors import UserError
from textnn.models.charrnn import CharRNN
from textnn.text.characters import DOC


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[ServedCharRNN, CharRNN]:
    folder = tmp_path_factory.mktemp("models") / "charrnn"
    checkpoints.save(folder, "charrnn", small_charrnn(1), {})
    return open_charrnn(folder), checkpoints.network(checkpoints.load(folder), CharRNN)


@torch.no_grad()
def expected(model: CharRNN, ids: list[int]) -> Floats:
    """Logits of what follows each character, shape (characters, size)."""
    logits: Floats = model(torch.tensor([ids])).logits[0].numpy()
    return logits


@settings(deadline=None, max_examples=50)
@given(text=st.text(alphabet="aãAbç1. ,-\n☂", min_size=1, max_size=40))
def test_every_way_of_reading_gives_the_same_logits(
    small: tuple[ServedCharRNN, CharRNN], text: str
) -> None:
    served, taught = small
    ids = [DOC, *VOCABULARY.encode(text).tolist()]
    wanted = expected(taught, ids)
    np.testing.assert_allclose(np.concatenate([*served.score(ids)]), wanted, atol=1e-5)
    one, several = served.start(), [served.start(), served.read(served.start(), ids)]
    for token, logits in zip(ids, wanted, strict=True):
        found, one = served.step(one, token)
        np.testing.assert_allclose(found, logits, atol=1e-5)
        together, several = served.step_together(several, [token, 3])
        np.testing.assert_allclose(together[0], logits, atol=1e-5)


@settings(deadline=None, max_examples=50)
@given(
    text=st.text(alphabet="aãAbç1. ,-\n☂", min_size=1, max_size=40) | st.just("Ana leu, aA\n" * 30),
    before=st.text(alphabet="aB .☂", max_size=9),
)
def test_all_at_once_the_contexts_are_those_of_one_by_one(
    small: tuple[ServedCharRNN, CharRNN], text: str, before: str
) -> None:
    served, _ = small
    seen = served.read(served.start(), VOCABULARY.encode(before).tolist()).seen
    ids, rows = VOCABULARY.encode(text)[:WINDOW].tolist(), []
    after, found = served._see_all(seen, np.array(ids))
    for token in ids:
        seen, row = served._see(seen, token)
        rows.append(row)
    assert after == seen
    assert found.tolist() == rows


def test_a_few_rows_are_multiplied_block_by_block_as_each_alone() -> None:
    """To the last bit, at the shipped sizes."""
    shipped, random = open_charrnn(DATA / "models" / "charrnn"), np.random.default_rng(0)
    some = random.standard_normal((2 * BLOCK, 40), np.float32)
    for weight in (some, shipped.gates, shipped.mixer[0], shipped.output[0]):
        given_ = random.standard_normal((FEW, weight.shape[1]), np.float32)
        wanted = np.stack([weight @ row for row in given_])
        for rows in (1, 2, 6, 7, 16, FEW):
            np.testing.assert_array_equal(_times(given_[:rows], weight), wanted[:rows])


def test_many_rows_are_one_product_and_any_number_of_outputs_will_do() -> None:
    random = np.random.default_rng(0)
    for rows in (FEW, FEW + 1):
        for out in (2 * BLOCK, BLOCK + 27):
            rest = random.standard_normal((rows, 40), np.float32)
            weight = random.standard_normal((out, 40), np.float32)
            wanted = np.stack([weight @ row for row in rest])
            np.testing.assert_allclose(_times(rest, weight), wanted, rtol=1e-4, atol=1e-5)


def test_all_that_is_written_side_by_side_is_multiplied_one_by_one() -> None:
    assert MOST <= FEW


def test_windows_do_not_matter(small: tuple[ServedCharRNN, CharRNN]) -> None:
    served, taught = small
    ids = [DOC, *VOCABULARY.encode("Ana leu o jornal. " * 50).tolist()]
    assert len(ids) > 2 * WINDOW
    np.testing.assert_allclose(
        np.concatenate([*served.score(ids)]), expected(taught, ids), atol=1e-5
    )
    after = served.read(served.start(), ids[:-1])
    np.testing.assert_allclose(served.step(after, ids[-1])[0], expected(taught, ids)[-1], atol=1e-5)


@pytest.mark.slow
def test_the_shipped_model_foresees_and_writes_the_same() -> None:
    served = open_charrnn(DATA / "models" / "charrnn")
    taught = checkpoints.network(checkpoints.load(DATA / "models" / "charrnn"), CharRNN)
    text = (DATA / "examples" / "1-cidade.txt").read_text(encoding="utf-8")[:600]
    ids = [DOC, *served.vocabulary.encode(text).tolist()]
    came = np.array(ids[1:])
    found = [
        bits(softmax(logits[:-1]), came).mean()
        for logits in (np.concatenate([*served.score(ids)]), expected(taught, ids))
    ]
    assert abs(found[0] - found[1]) < 1e-4
    state, written = served.read(served.start(), ids[:99]), ids[:100]
    for _ in range(60):
        logits, state = served.step(state, written[-1])
        written.append(int(logits.argmax()))
    assert expected(taught, written[:-1])[99:].argmax(1).tolist() == written[100:]


def test_gelu_is_that_of_torch() -> None:
    given_ = np.linspace(-9, 9, 2001, dtype=np.float32)
    wanted = torch.nn.functional.gelu(torch.from_numpy(given_)).numpy()
    np.testing.assert_allclose(gelu(given_), wanted, atol=1e-6)


def test_a_folder_of_another_kind_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        open_charrnn(DATA / "models" / "tagger")
    assert caught.value.code == "wrong-model"
