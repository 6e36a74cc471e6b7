"""Inference without torch: a model folder's weights as NumPy arrays, and what is computed of them.

``textnn.models`` has the same networks in PyTorch, for training, evaluation and teaching; tests
hold the two together. ``docs/decisions/0009`` says what was measured.
"""
