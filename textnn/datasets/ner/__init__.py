"""Marked names: corpora under one guideline, tagged sentences, times and amounts."""
