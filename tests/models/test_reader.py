"""The reader: batches equal singles, spans by brute force, gradients, what it learns, its file."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import torch

from tests.readers import small_document, small_lexicon, small_reader
from textnn import checkpoints
from textnn.models import reader
from textnn.models.reader import (
    LONGEST,
    Item,
    Reader,
    ReaderTargets,
    best_spans,
    collate,
    read,
)
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


def test_a_batch_says_what_singles_say() -> None:
    model = small_reader()
    together = read(model, ITEMS, LEXICON)
    for one, found in zip(ITEMS, together, strict=True):
        alone = read(model, [one], LEXICON)[0]
        torch.testing.assert_close(alone.scores, found.scores)
        assert alone.spans == found.spans
        assert alone.probabilities == pytest.approx(found.probabilities)


def test_groups_do_not_matter() -> None:
    model = small_reader()
    first, _ = model(collate(ITEMS, LEXICON, groups=1))
    second, _ = model(collate(ITEMS, LEXICON, groups=5))
    torch.testing.assert_close(first.sentences, second.sentences)


def test_probabilities_of_an_article_and_no_answer_sum_to_one() -> None:
    found = read(small_reader(), ITEMS, LEXICON)
    assert [len(one.scores) for one in found] == [4, 4, 4, 3]
    logits, _ = small_reader()(collate(ITEMS, LEXICON))
    padded = logits.sentences.softmax(1)
    assert padded.sum(1).tolist() == pytest.approx([1] * 4, abs=1e-5)
    assert padded[3, 2] < 1e-6  # the article has two sentences


def test_untrained_it_ranks_by_coverage() -> None:
    found = read(small_reader(), ITEMS, LEXICON)
    assert int(found[0].scores[:-1].argmax()) == 0
    assert int(found[3].scores[:-1].argmax()) == 1


def test_of_a_long_article_the_best_matching_sentences_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, one = small_reader(), ITEMS[1]
    whole = read(model, [one], LEXICON)[0]
    monkeypatch.setattr(reader, "READ", 3)
    torch.testing.assert_close(read(model, [one], LEXICON)[0].scores, whole.scores)
    monkeypatch.setattr(reader, "READ", 1)
    found = read(model, [one, ITEMS[3]], LEXICON)[0]
    assert found.scores[:-1].argmax() == 1
    assert found.spans[1] == whole.spans[1]
    assert found.spans[0] == (0, len(DOCUMENT.sentences[0].forms) - 1), "not read"
    assert [chance > 0 for chance in found.probabilities] == [False, True, False]


def test_best_spans_against_brute_force() -> None:
    torch.manual_seed(1)
    starts, ends = torch.randn(3, 26).log_softmax(1), torch.randn(3, 26).log_softmax(1)
    spans, probabilities = best_spans(starts, ends)
    for row in range(3):
        allowed = [(s, e) for s, e in product(range(26), repeat=2) if s <= e < s + LONGEST]
        best = max(allowed, key=lambda span: float(starts[row, span[0]] + ends[row, span[1]]))
        assert tuple(spans[row].tolist()) == best
        assert float(probabilities[row]) == pytest.approx(
            float((starts[row, best[0]] + ends[row, best[1]]).exp())
        )


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
    found = read(model.eval(), ITEMS, LEXICON)
    assert [int(one.scores.argmax()) for one in found] == [0, 1, 3, 1]
    assert (found[0].spans[0], found[1].spans[1], found[3].spans[1]) == ((2, 3), (3, 5), (8, 9))


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    model = small_reader().half().float()
    checkpoints.save(tmp_path / "reader", "reader", model, {"n": 4})
    loaded = checkpoints.load(tmp_path / "reader")
    assert isinstance(loaded.model, Reader)
    for one, other in zip(
        read(model, ITEMS, LEXICON), read(loaded.model, ITEMS, LEXICON), strict=True
    ):
        torch.testing.assert_close(one.scores, other.scores)
        assert one.spans == other.spans
