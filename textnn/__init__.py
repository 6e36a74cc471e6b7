"""textnn reads, highlights and writes Portuguese news with recurrent neural networks."""

__version__ = "0.1.0"
