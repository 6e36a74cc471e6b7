"""The summarizer without torch says what that of torch says, and writes what it would write."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.models.makers import small_summarizer
from textnn import checkpoints
from textnn.config import DATA
from textnn.engine.beams import Beam, Rules
from textnn.engine.summarizer import ServedSummarizer, open_summarizer, summarizer_of
from textnn.engine.together import SharedSummarizer
from textnn.errors import UserError
from textnn.models.summarizer import DecoderState, EncoderOutput, Summarizer
from textnn.tasks.summarize.hypotheses import LineWriter
from textnn.text.pieces import EOS, Pieces, train_pieces

ARTICLES = [np.random.default_rng(n).integers(4, 40, size) for n, size in enumerate((7, 3, 1))]


def served(model: Summarizer) -> ServedSummarizer:
    return summarizer_of(checkpoints.as_folder("summarizer", model))


def encoded(model: Summarizer, article: np.ndarray) -> EncoderOutput:
    ids = torch.from_numpy(article)[None]
    return model.encode(ids, torch.ones_like(ids, dtype=torch.bool))


def test_steps_of_several_texts_are_those_of_torch() -> None:
    model = small_summarizer()
    own = served(model)
    articles = own.encode(ARTICLES)
    states = [own.start(article) for article in articles]
    sources = [encoded(model, article) for article in ARTICLES]
    others = [model.start(source) for source in sources]
    for last in ([40, 41, 40], [9, 8, 17], [5, 5, 6]):
        scored = own.step([[token] for token in last], articles, states)
        states = scored.states
        for row, (token, source) in enumerate(zip(last, sources, strict=True)):
            wanted, attention, others[row] = model.step(torch.tensor([token]), source, others[row])
            given = np.log(scored.probabilities[row][0, : model.config.pieces])
            np.testing.assert_allclose(given, wanted[0].detach(), rtol=1e-3, atol=1e-4)
            np.testing.assert_allclose(
                scored.attentions[row], attention.detach(), rtol=1e-3, atol=1e-5
            )
            assert not scored.probabilities[row][:, model.config.pieces :].any()


def torch_search(model: Summarizer, source: EncoderOutput, rules: Rules, first: int) -> Beam:
    """A search that asks the network of torch, which reads each beginning anew."""
    beam, written = Beam(rules, first), [[first]]
    while not beam.done:
        rows = len(written)
        sources = EncoderOutput(*(part.expand(rows, *part.shape[1:]) for part in source))
        state: DecoderState = model.start(sources)
        for column in torch.tensor(written).unbind(1):
            scores, attention, state = model.step(column, sources, state)
        kept = beam.advance(scores.detach().exp().numpy(), attention.detach().numpy())
        written = [[*written[row], token] for row, token in zip(kept, beam.last, strict=True)]
    return beam


def written(own: ServedSummarizer, article: np.ndarray, rules: Rules, first: int) -> Beam:
    """The same search with the network of NumPy."""
    beam, articles = Beam(rules, first), own.encode([article])
    state = own.start(articles[0])
    while not beam.done:
        scored = own.step([beam.last], articles, [state])
        rows = beam.advance(scored.probabilities[0], scored.attentions[0])
        state = scored.states[0].take(rows)
    return beam


def alike(model: Summarizer, own: ServedSummarizer, article: np.ndarray, rules: Rules) -> None:
    first = model.config.control("headline")
    wanted = torch_search(model, encoded(model, article), rules, first).finish()
    found = written(own, article, rules, first).finish()
    assert [one.tokens for one in found] == [one.tokens for one in wanted]
    assert [one.score for one in found] == pytest.approx([one.score for one in wanted], abs=1e-3)
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one.attention, other.attention, atol=1e-3)


@pytest.mark.parametrize("beams", [1, 4])
def test_first_weights_write_the_same(beams: int) -> None:
    model = small_summarizer(3)
    for article in ARTICLES:
        alike(model, served(model), article, Rules(beams, EOS, 9, 3, 0.8, 3))


@pytest.mark.slow
def test_the_shipped_summarizer_writes_the_same() -> None:
    folder = DATA / "models" / "summarizer"
    model = checkpoints.network(checkpoints.load(folder), Summarizer)
    own, pieces = open_summarizer(folder), Pieces(folder)
    for path in sorted((DATA / "examples").glob("?-*"))[:2]:
        article = np.array(pieces.encode(path.read_text(encoding="utf-8"))[:120])
        for beams in (1, 3):
            alike(model, own, article, Rules(beams, EOS, 16, 8, 0.8, 3))


TEXT = (
    "A prefeitura de Vila Rasa reabriu a ponte velha depois de seis meses de obras no rio. "
    "Os 12 barcos da cooperativa pararam de atravessar gente na terça-feira."
)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    return train_pieces([TEXT] * 30, 330, tmp_path_factory.mktemp("pieces"))


def test_lines_of_several_threads_are_those_of_one(pieces: Pieces) -> None:
    writer = LineWriter(SharedSummarizer(served(small_summarizer(1, pieces=len(pieces)))), pieces)
    texts = [TEXT, f"Ontem {TEXT}", f"{TEXT} Choveu.", TEXT[:60]]
    kinds = {"headline": 4, "dek": 3}
    alone = [writer.write([writer.open(text)], kinds, compressed=True) for text in texts]
    found: dict[int, object] = {}

    def work(number: int) -> None:
        found[number] = writer.write([writer.open(texts[number])], kinds, compressed=True)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, wanted in enumerate(alone):
        given = found[number]
        assert isinstance(given, dict)
        for kind in kinds:
            assert [one.text for one in given[kind][0]] == [one.text for one in wanted[kind][0]]


def test_writing_that_is_stopped_leaves_the_others(pieces: Pieces) -> None:
    writer = LineWriter(SharedSummarizer(served(small_summarizer(1, pieces=len(pieces)))), pieces)
    article = writer.open(TEXT)

    def stop(done: float) -> None:
        raise InterruptedError(done)

    with pytest.raises(InterruptedError):
        writer.write([article], {"dek": 3}, stop)
    assert writer.drafts([article], "headline")[0]


def test_a_folder_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        open_summarizer(DATA / "models" / "charrnn")
    assert caught.value.code == "wrong-model"
    with pytest.raises(UserError) as caught:
        open_summarizer(tmp_path / "none")
    assert caught.value.code == "model-unusable"
