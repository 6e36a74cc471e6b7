"""Networks that read one value after the other."""
