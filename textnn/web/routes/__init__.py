"""Addresses of ours beside the page, a router for each kind."""
