"""Text to ids and back: normalising, sentences, words, characters, pieces, vocabulary."""
