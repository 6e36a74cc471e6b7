"""Headline, dek, main sentences and keywords of an article."""
