"""Names, dates and amounts marked in an article."""
