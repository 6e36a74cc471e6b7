"""Layers that several networks have, over NumPy: LSTMs and conditional random fields."""
