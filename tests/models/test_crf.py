"""The CRF against enumeration of every tag sequence."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from textnn.models.crf import FORBIDDEN, IobCRF
from textnn.text.iob import iob_tags

TAGS = iob_tags(("PER", "LOC"))
SIZE = len(TAGS)


def random_crf(seed: int, tags: tuple[str, ...] = TAGS) -> IobCRF:
    torch.manual_seed(seed)
    crf = IobCRF(tags)
    for parameter in crf.parameters():
        torch.nn.init.normal_(parameter)
    crf._forbid()
    return crf


def is_legal(path: tuple[int, ...] | list[int], tags: tuple[str, ...] = TAGS) -> bool:
    before = "O"
    for index in path:
        tag = tags[index]
        if tag.startswith("I-") and before not in (f"B-{tag[2:]}", tag):
            return False
        before = tag
    return True


def score(crf: IobCRF, emissions: Tensor, path: tuple[int, ...]) -> Tensor:
    """score(y) as the module's docstring defines it, in double precision."""
    inner = crf.crf
    total: Tensor = inner.start_transitions[path[0]].double()
    total = total + inner.end_transitions[path[-1]].double()
    for place, tag in enumerate(path):
        total = total + emissions[place, tag].double()
    for before, after in pairwise(path):
        total = total + inner.transitions[before, after].double()
    return total.detach()


class Enumerated:
    """All legal sequences of one sentence with their probabilities."""

    def __init__(self, crf: IobCRF, emissions: Tensor) -> None:
        self.paths = [p for p in product(range(SIZE), repeat=len(emissions)) if is_legal(p)]
        scores = torch.stack([score(crf, emissions, path) for path in self.paths])
        self.partition = scores.logsumexp(0)
        self.chances = (scores - self.partition).exp()

    def best(self) -> list[int]:
        return list(self.paths[int(self.chances.argmax())])

    def marginals(self) -> Tensor:
        found = torch.zeros(len(self.paths[0]), SIZE, dtype=torch.double)
        for path, chance in zip(self.paths, self.chances, strict=True):
            for place, tag in enumerate(path):
                found[place, tag] += chance
        return found

    def log_chance(self, allowed: Tensor) -> float:
        """log p(Y), where every token of a sequence in Y carries an allowed tag."""
        inside = [all(allowed[i, t] for i, t in enumerate(path)) for path in self.paths]
        return float(self.chances[torch.tensor(inside)].sum().log())


def ones(*shape: int) -> Tensor:
    return torch.ones(*shape, dtype=torch.bool)


@pytest.mark.parametrize("length", [1, 2, 4])
@pytest.mark.parametrize("seed", [0, 1])
def test_decoding_marginals_and_partition_by_enumeration(length: int, seed: int) -> None:
    crf = random_crf(seed)
    emissions = 2 * torch.randn(1, length, SIZE)
    every = Enumerated(crf, emissions[0])
    assert crf.decode(emissions, ones(1, length)) == [every.best()]
    torch.testing.assert_close(
        crf.marginals(emissions, ones(1, length))[0].double(), every.marginals(), atol=2e-5, rtol=0
    )
    some = every.paths[len(every.paths) // 2]
    likelihood = crf.crf(emissions, torch.tensor([some]), mask=ones(1, length), reduction="none")
    partition = score(crf, emissions[0], some) - likelihood.double()
    assert partition.item() == pytest.approx(every.partition.item(), abs=1e-4)


@given(st.integers(0, 10_000), st.integers(1, 4), st.data())
@settings(max_examples=25, deadline=None)
def test_partial_likelihood_by_enumeration(seed: int, length: int, data: st.DataObject) -> None:
    crf = random_crf(seed)
    emissions = torch.randn(1, length, SIZE)
    every = Enumerated(crf, emissions[0])
    path = data.draw(st.sampled_from(every.paths))
    allowed = torch.rand(length, SIZE) < 0.4
    allowed[torch.arange(length), list(path)] = True
    found = crf.log_likelihood(emissions, allowed[None], ones(1, length)).item()
    assert found == pytest.approx(every.log_chance(allowed), abs=1e-3)


def test_with_everything_allowed_nothing_is_learnt() -> None:
    crf = random_crf(3)
    emissions = torch.randn(2, 5, SIZE, requires_grad=True)
    likelihood = crf.log_likelihood(emissions, ones(2, 5, SIZE), ones(2, 5))
    assert likelihood.tolist() == [0.0, 0.0]
    likelihood.sum().backward()
    assert emissions.grad is not None
    assert emissions.grad.abs().max() < 1e-6


def test_with_one_sequence_allowed_it_is_the_usual_likelihood() -> None:
    crf = random_crf(4)
    emissions = torch.randn(3, 6, SIZE)
    tags = torch.tensor([[0, 1, 2, 2, 0, 3], [1, 1, 2, 3, 4, 0], [0, 0, 0, 0, 0, 0]])
    mask = ones(3, 6)
    mask[1, 4:] = False
    only = torch.nn.functional.one_hot(tags, SIZE).bool()
    usual = crf.crf(emissions, tags, mask=mask, reduction="none")
    found = crf.log_likelihood(emissions, only, mask)
    torch.testing.assert_close(found, usual, atol=1e-3, rtol=1e-4)


def test_more_allowed_is_never_less_likely_and_never_above_certainty() -> None:
    crf = random_crf(5)
    emissions, tags = torch.randn(1, 6, SIZE), torch.zeros(1, 6, dtype=torch.long)
    allowed = torch.nn.functional.one_hot(tags, SIZE).bool()
    before = -torch.inf
    for tag in range(1, SIZE):
        likelihood = crf.log_likelihood(emissions, allowed, ones(1, 6)).item()
        assert before <= likelihood <= 1e-4
        before = likelihood
        allowed[..., tag] = True


@given(st.integers(0, 100_000), st.integers(1, 12), st.sampled_from([0.1, 1.0, 30.0, 500.0]))
@settings(max_examples=40, deadline=None)
def test_illegal_tags_are_never_decoded(seed: int, length: int, scale: float) -> None:
    crf = random_crf(seed)
    emissions = scale * torch.randn(2, length, SIZE)
    for path in crf.decode(emissions, ones(2, length)):
        assert len(path) == length
        assert is_legal(path)


def test_marginals_give_illegal_tags_no_chance_and_sum_to_one() -> None:
    crf = random_crf(6)
    emissions = torch.randn(2, 7, SIZE)
    emissions[:, 0, 2] = 50.0  # I-PER wants to stand first
    marginals = crf.marginals(emissions, ones(2, 7))
    assert marginals[:, 0, [2, 4]].max() < 1e-6
    torch.testing.assert_close(marginals.sum(-1), torch.ones(2, 7), atol=1e-4, rtol=0)


def test_padding_does_not_matter() -> None:
    crf = random_crf(7)
    emissions, junk = torch.randn(1, 4, SIZE), 100 * torch.randn(1, 3, SIZE)
    padded = torch.cat([emissions, junk], dim=1)
    mask = torch.tensor([[True] * 4 + [False] * 3])
    tags = torch.tensor([[1, 2, 0, 3]])
    allowed = torch.rand(1, 7, SIZE) < 0.5
    allowed[0, torch.arange(4), tags[0]] = True
    short = crf.log_likelihood(emissions, allowed[:, :4], ones(1, 4))
    torch.testing.assert_close(crf.log_likelihood(padded, allowed, mask), short)
    assert crf.decode(padded, mask) == crf.decode(emissions, ones(1, 4))
    marginals = crf.marginals(padded, mask)
    torch.testing.assert_close(marginals[:, :4], crf.marginals(emissions, ones(1, 4)))
    assert marginals[:, 4:].abs().max() == 0


def test_an_optimiser_step_cannot_make_the_illegal_legal() -> None:
    crf = random_crf(8)
    optimizer = torch.optim.SGD(crf.parameters(), lr=1e6)
    emissions, tags = torch.randn(1, 5, SIZE), torch.tensor([[1, 2, 0, 3, 4]])
    only = torch.nn.functional.one_hot(tags, SIZE).bool()
    (-crf.log_likelihood(emissions, only, ones(1, 5))).sum().backward()
    optimizer.step()
    with torch.no_grad():
        crf.crf.transitions[crf.illegal] = 1e3
    assert all(is_legal(path) for path in crf.decode(emissions, ones(1, 5)))
    assert (crf.crf.transitions[crf.illegal] == FORBIDDEN).all()


def test_marginals_work_where_gradients_are_off() -> None:
    crf, emissions = random_crf(9), torch.randn(1, 3, SIZE)
    with torch.no_grad():
        inside = crf.marginals(emissions, ones(1, 3))
    assert not inside.requires_grad
    assert torch.equal(inside, crf.marginals(emissions, ones(1, 3)))


def test_temperature_divides_every_score() -> None:
    crf, emissions = random_crf(10), torch.randn(1, 4, SIZE)
    warm = crf.marginals(emissions, ones(1, 4), 2.5)
    with torch.no_grad():
        for parameter in crf.parameters():
            parameter.div_(2.5)
    torch.testing.assert_close(crf.marginals(emissions / 2.5, ones(1, 4)), warm)
