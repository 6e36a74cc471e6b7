"""One loop, one recipe per model."""
