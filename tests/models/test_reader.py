"""The reader: batches equal singles, spans by brute force, gradients, what it learns, its file."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.readers import small_document, small_lexicon, small_reader
from textnn import checkpoints
from textnn.engine import reader
from textnn.engine.reader import (
    LONGEST,
    Reading,
    VotingReader,
    best_span,
    open_reader,
    reader_of,
    vote,
)
from textnn.engine.sampling import softmax
from textnn.models.reader import Item, Reader, ReaderTargets, collate
from textnn.text.reader import Document, match, open_document, open_question

LEXICON = small_lexicon()
DOCUMENT = small_document(LEXICON)
OTHER = open_document("Choveu.\nO rio subiu e a ponte caiu em Vila Rasa na terça.", [], LEXICON)


def item(question: str, document: Document = DOCUMENT) -> Item:
    asked = open_question(question, LEXICON)
    return document, asked, match(document, asked, LEXICON)


ITEMS = [
    item("quem anunciou a ponte?"),
    item("quanto custou a obra"),
    item("?"),
    item("onde a ponte caiu", OTHER),
]
TARGETS = ReaderTargets(
    torch.tensor([[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 1, 0]], dtype=torch.bool),
    torch.tensor([[0, 0, 2, 3], [1, 1, 3, 5], [3, 1, 8, 9]]),
)


def read(model: Reader, items: list[Item]) -> list[Reading]:
    served = reader_of(checkpoints.as_folder("reader", model))
    return [served(*one, LEXICON) for one in items]


def test_groups_do_not_matter() -> None:
    model = small_reader()
    first, _ = model(collate(ITEMS, LEXICON, groups=1))
    second, _ = model(collate(ITEMS, LEXICON, groups=5))
    torch.testing.assert_close(first.sentences, second.sentences)


def test_probabilities_of_an_article_and_no_answer_sum_to_one() -> None:
    found = read(small_reader(), ITEMS)
    assert [len(one.scores) for one in found] == [4, 4, 4, 3]
    logits, _ = small_reader()(collate(ITEMS, LEXICON))
    padded = logits.sentences.softmax(1)
    assert padded.sum(1).tolist() == pytest.approx([1] * 4, abs=1e-5)
    assert padded[3, 2] < 1e-6  # the article has two sentences


def test_untrained_it_ranks_by_coverage() -> None:
    found = read(small_reader(), ITEMS)
    assert int(found[0].scores[:-1].argmax()) == 0
    assert int(found[3].scores[:-1].argmax()) == 1


def test_of_a_long_article_the_best_matching_sentences_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, one = small_reader(), ITEMS[1]
    whole = read(model, [one])[0]
    monkeypatch.setattr(reader, "READ", 3)
    np.testing.assert_allclose(read(model, [one])[0].scores, whole.scores)
    monkeypatch.setattr(reader, "READ", 1)
    found = read(model, [one, ITEMS[3]])[0]
    assert found.scores[:-1].argmax() == 1
    assert found.spans[1] == whole.spans[1]
    assert found.spans[0] == (0, len(DOCUMENT.sentences[0].forms) - 1), "not read"
    assert [chance > 0 for chance in found.probabilities] == [False, True, False]


def test_best_spans_against_brute_force() -> None:
    torch.manual_seed(1)
    for starts, ends in torch.randn(3, 2, 26).log_softmax(2).numpy():
        allowed = [(s, e) for s, e in product(range(26), repeat=2) if s <= e < s + LONGEST]
        best = max(allowed, key=lambda span: float(starts[span[0]] + ends[span[1]]))
        span, probability = best_span(starts, ends)
        assert span == best
        assert probability == pytest.approx(float(np.exp(starts[best[0]] + ends[best[1]])))


def test_served_it_says_what_a_batch_of_torch_says() -> None:
    model = small_reader()
    logits, _ = model(collate(ITEMS, LEXICON))
    for row, (one, found) in enumerate(zip(ITEMS, read(model, ITEMS), strict=True)):
        count = len(one[0].sentences)
        wanted = torch.cat([logits.sentences[row, :count], logits.sentences[row, -1:]])
        torch.testing.assert_close(torch.from_numpy(found.scores), wanted.detach())
    batch = collate(ITEMS, LEXICON, groups=1)
    (starts,), (ends,) = model(batch)[0][1:]
    for row, found in enumerate(read(model, ITEMS)):
        for place, at in enumerate(batch.order[row].tolist()):
            if at >= 0:
                length = len(ITEMS[row][0].sentences[place].forms)
                span, chance = best_span(*(p[at, :length].detach().numpy() for p in (starts, ends)))
                assert found.spans[place] == span
                assert found.probabilities[place] == pytest.approx(chance, rel=1e-4)


def test_the_loss_by_hand_and_its_gradients() -> None:
    model = small_reader()
    batch = collate(ITEMS, LEXICON)
    logits, loss = model(batch, TARGETS)
    assert loss is not None
    probabilities = logits.sentences.detach().log_softmax(1)
    right = [(0, 0), (1, 1), (2, 3), (3, 1)]
    sentences = -sum(float(probabilities[row, column]) for row, column in right) / 4
    pad = torch.nn.functional.pad
    starts = torch.cat([pad(s.detach(), (0, 40 - s.shape[1])) for s in logits.starts])
    ends = torch.cat([pad(e.detach(), (0, 40 - e.shape[1])) for e in logits.ends])
    spans = 0.0
    for owner, place, first, last in TARGETS.spans.tolist():
        at = batch.order[owner, place]
        spans -= float(starts[at, first] + ends[at, last]) / 2 / 4
    assert loss.item() == pytest.approx(sentences + spans, rel=1e-4)
    loss.backward()
    without = [n for n, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


@pytest.mark.slow
def test_it_learns_four_questions() -> None:
    torch.manual_seed(0)
    model = small_reader().train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    batch = collate(ITEMS, LEXICON)
    for _ in range(40):
        _, loss = model(batch, TARGETS)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    found = read(model.eval(), ITEMS)
    assert [int(one.scores.argmax()) for one in found] == [0, 1, 3, 1]
    assert (found[0].spans[0], found[1].spans[1], found[3].spans[1]) == ((2, 3), (3, 5), (8, 9))


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    model = small_reader().half().float()
    checkpoints.save(tmp_path / "reader", "reader", model, {"n": 4})
    loaded = checkpoints.load(tmp_path / "reader")
    assert isinstance(loaded.model, Reader)
    opened = open_reader(tmp_path / "reader")
    for one, other in zip(
        read(model, ITEMS), [opened(*one, LEXICON) for one in ITEMS], strict=True
    ):
        np.testing.assert_allclose(one.scores, other.scores, rtol=1e-4, atol=1e-5)
        assert one.spans == other.spans


def test_readers_vote_with_mean_log_probabilities() -> None:
    one = Reading(np.log(np.array([0.5, 0.25, 0.25], np.float32)), ((0, 1), (2, 2)), (0.9, 0.2))
    other = Reading(np.array([2.0, 4.0, 2.0], np.float32), ((3, 3), (0, 0)), (0.5, 0.6))
    found = vote([one, other])
    logs = np.log(np.exp([2.0, 4.0, 2.0]) / np.exp([2.0, 4.0, 2.0]).sum())
    np.testing.assert_allclose(found.scores, (np.log([0.5, 0.25, 0.25]) + logs) / 2, rtol=1e-5)
    assert found.spans == ((0, 1), (0, 0))
    assert found.probabilities == (0.9, 0.6)


def test_a_reader_that_votes_with_itself_says_what_it_says_alone() -> None:
    served = reader_of(checkpoints.as_folder("reader", small_reader()))
    alone, voted = served(*ITEMS[0], LEXICON), VotingReader((served, served))(*ITEMS[0], LEXICON)
    assert (voted.spans, voted.probabilities) == (alone.spans, alone.probabilities)
    np.testing.assert_allclose(softmax(voted.scores), softmax(alone.scores), rtol=1e-5)
