"""The whole screen with fake models: ``python -m tests.ui.serve_fake HOME [TAB...]``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.ui.fakes import fake_screen
from textnn.ui.page import TABS, listen, make_app, serve


def main(home: Path, port: int, tabs: tuple[str, ...]) -> None:
    folder = home / "models" / "tagger"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"kind": "tagger", "hidden": 256}))
    (folder / "metrics.json").write_text(json.dumps({"n": 1, "f1": {"PER": 0.9}}))
    app = make_app(fake_screen(home, slow=0.2, letter=0.006), tabs)
    with listen("127.0.0.1", port) as listening:
        serve(app, listening)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), tuple(sys.argv[3:]) or TABS)
