"""Whole pages and lists: the conversation, the history, a shared result, a model card."""
