"""``python -m textnn``: the command line."""

from textnn.cli import main

if __name__ == "__main__":
    main()
