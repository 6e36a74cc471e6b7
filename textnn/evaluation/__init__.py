"""Predictions and references -> numbers."""
