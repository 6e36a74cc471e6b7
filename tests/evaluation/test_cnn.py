"""Figures of classifiers against sums by hand."""

from __future__ import annotations

import numpy as np

from textnn.evaluation.cnn import accuracy, confusion


def test_accuracy_counts_the_likeliest_class() -> None:
    probabilities = np.array([[0.6, 0.4], [0.2, 0.8], [0.9, 0.1], [0.3, 0.7]])
    assert accuracy(probabilities, np.array([0, 1, 1, 1])) == 0.75


def test_confusion_has_truth_in_rows_and_answers_in_columns() -> None:
    table = confusion(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 2]), 3)
    assert table.tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
