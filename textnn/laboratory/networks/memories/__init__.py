"""Networks that remember patterns, or put them in order."""
