"""Raw input -> result dataclass; torch ends here."""
