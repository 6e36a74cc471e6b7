"""Files on disk become examples: readers, splits, leak checks and the fetching of public sets."""
