import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.datasets.splits import kfold, position, split

IDS = [f"artigo-{number}" for number in range(5000)]
SHARES = {"train": 0.8, "dev": 0.1, "test": 0.1}


def test_position_is_the_same_for_ever() -> None:
    assert position("artigo-1") == pytest.approx(0.24594833241554603)
    assert position("artigo-1", seed=1) != position("artigo-1")


def test_shares_are_met_on_average_and_nothing_is_lost() -> None:
    parts = split(IDS, SHARES)
    assert sorted(sum(parts.values(), ())) == sorted(IDS)
    assert len(parts["train"]) == pytest.approx(4000, abs=120)
    assert len(parts["dev"]) == pytest.approx(500, abs=90)


def test_order_and_company_do_not_matter() -> None:
    shuffled = random.Random(1).sample(IDS, len(IDS))
    whole, other, half = split(IDS, SHARES), split(shuffled, SHARES), split(IDS[::2], SHARES)
    for name in SHARES:
        assert set(whole[name]) == set(other[name])
        assert set(half[name]) <= set(whole[name])
    assert split(IDS, SHARES, seed=1) != whole


@pytest.mark.parametrize("shares", [{}, {"a": 0.5}, {"a": 1.5, "b": -0.5}])
def test_wrong_shares(shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        split(IDS, shares)


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40), st.integers(2, 8))
def test_folds_part_the_items_and_keep_documents_whole(documents: list[str], k: int) -> None:
    if k > len(set(documents)):
        with pytest.raises(ValueError, match="k must be"):
            list(kfold(documents, k))
        return
    tested: list[int] = []
    sizes = []
    for train, test in kfold(documents, k):
        assert sorted((*train, *test)) == list(range(len(documents)))
        held = {documents[i] for i in test}
        assert not held & {documents[i] for i in train}
        tested.extend(test)
        sizes.append(len(held))
    assert sorted(tested) == list(range(len(documents)))
    assert len(sizes) == k
    assert max(sizes) - min(sizes) <= 1


def test_folds_do_not_depend_on_the_order() -> None:
    documents = ["a", "b", "c", "d", "e", "f"]
    folds = {frozenset(documents[i] for i in test) for _, test in kfold(documents, 3)}
    turned = documents[::-1]
    assert folds == {frozenset(turned[i] for i in test) for _, test in kfold(turned, 3)}
