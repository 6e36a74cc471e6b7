"""Tensors -> (logits, loss)."""
