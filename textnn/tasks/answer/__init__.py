"""Questions about an article, answered with its own sentences."""
