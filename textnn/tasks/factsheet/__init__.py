"""The facts of an article on one page."""
