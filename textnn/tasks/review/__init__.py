"""What cannot be right in an article: names, dates, figures, signs."""
