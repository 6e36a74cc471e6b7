"""What a hosted Space starts: ``python app.py`` shows every tab, ``python app.py generate`` one."""

from __future__ import annotations

import sys

from textnn.app import main
from textnn.cli import guarded
from textnn.cli.context import CliContext


def _serve(cli: CliContext) -> int:
    main(cli.settings, sys.argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(guarded(_serve))
