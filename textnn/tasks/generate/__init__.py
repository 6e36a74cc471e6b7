"""Text written on by the character network, and its surprise at a given text."""
