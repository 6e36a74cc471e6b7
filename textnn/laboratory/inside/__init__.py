"""Shipped models as the stations open them: what is computed when a page asks for it."""
