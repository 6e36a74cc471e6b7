"""Tools of those who develop textnn; no part of the package."""
