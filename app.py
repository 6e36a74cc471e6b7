"""What a hosted Space starts: ``python app.py`` shows every tab, ``python app.py generate`` one."""

from __future__ import annotations

import sys

from textnn.app import main
from textnn.ui.page import TABS

if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or TABS)
