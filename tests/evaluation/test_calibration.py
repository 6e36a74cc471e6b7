"""The calibration error against sums by hand."""

from __future__ import annotations

import pytest

from textnn.evaluation.calibration import calibration_error, reliability


def test_it_is_the_gap_between_trust_and_truth() -> None:
    trust, right = [0.9] * 10 + [0.6] * 10, [True] * 9 + [False] + [True] * 4 + [False] * 6
    assert calibration_error(trust, right) == pytest.approx((0 + 0.2) / 2)
    assert calibration_error([0.95, 0.95, 0.5], [1, 0, 1], 10) == pytest.approx((0.9 + 0.5) / 3)


def test_a_bin_takes_its_upper_border() -> None:
    """Of two bins, 0.5 falls into the lower one, as in the paper."""
    assert calibration_error([0.5, 0.51], [1, 0], bins=2) == pytest.approx((0.5 + 0.51) / 2)
    assert calibration_error([0.5, 0.51], [1, 0], bins=1) == pytest.approx(0.005)


def test_certainty_that_is_always_right_has_no_error() -> None:
    assert calibration_error([1, 1], [True, True]) == 0
    assert calibration_error([1, 1], [False, False]) == 1


def test_nothing_has_no_error() -> None:
    assert calibration_error([], []) == 0


def test_a_table_tells_the_part_right_at_each_confidence() -> None:
    found = reliability([0.2, 0.9, 0.92, 0.94, 0.95, 1.0], [0, 1, 1, 0, 1, 1])
    assert {name: (row["n"], row["right"]) for name, row in found.items()} == {
        "0.00-0.50": (1, 0),
        "0.80-0.90": (1, 1),
        "0.90-0.95": (3, pytest.approx(2 / 3)),
        "0.99-1.00": (1, 1),
    }
    assert found["0.90-0.95"]["confidence"] == pytest.approx(2.81 / 3)
    assert reliability([], []) == {}
