"""Vectors of words and of written forms, learnt from plain news before any network."""
