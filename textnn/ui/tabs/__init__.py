"""One tab a file; each can be launched alone with ``python -m textnn.ui.tabs.<name>``."""
