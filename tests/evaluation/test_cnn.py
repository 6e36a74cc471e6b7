"""Figures of classifiers against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest

from textnn.evaluation.cnn import accuracy, calibration_error, confusion


def test_accuracy_counts_the_likeliest_class():
    probabilities = np.array([[0.6, 0.4], [0.2, 0.8], [0.9, 0.1], [0.3, 0.7]])
    assert accuracy(probabilities, np.array([0, 1, 1, 1])) == 0.75


def test_the_calibration_error_is_the_gap_between_trust_and_truth():
    probabilities = np.array([[0.9, 0.1]] * 10 + [[0.4, 0.6]] * 10)
    labels = np.array([0] * 9 + [1] + [1] * 4 + [0] * 6)
    assert calibration_error(probabilities, labels) == pytest.approx((0 + 0.2) / 2)


def test_a_bin_takes_its_upper_border():
    """Of two bins, 0.5 falls into the lower one, as in the paper."""
    probabilities = np.array([[0.5, 0.3, 0.2], [0.51, 0.3, 0.19]])
    assert calibration_error(probabilities, np.array([0, 1]), bins=2) == pytest.approx(
        (0.5 + 0.51) / 2
    )
    assert calibration_error(probabilities, np.array([0, 1]), bins=1) == pytest.approx(0.005)


def test_certainty_that_is_always_right_has_no_error():
    assert calibration_error(np.eye(3), np.arange(3)) == 0
    assert calibration_error(np.eye(3), np.array([1, 2, 0])) == 1


def test_confusion_has_truth_in_rows_and_answers_in_columns():
    table = confusion(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2]), 3)
    assert table.tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
