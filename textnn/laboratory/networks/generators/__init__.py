"""Networks that make what they have seen again, or something like it."""
