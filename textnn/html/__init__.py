"""Markup that every view is made of: escaping, layers over a text, whole pages."""
