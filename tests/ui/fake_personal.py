"""Stand-ins for what trains personal networks, and for what opens these."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tests.ui.fake_chat import FakeAnswerer
from textnn.results import Answer, ModelRef, PersonalReport, Progress, ignore_progress


class FakeTrainer:
    """Writes a folder; refuses where the first thing said has the word *recusa*."""

    def __init__(self) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __call__(
        self, said: Sequence[Any], folder: Path, progress: Progress = ignore_progress, **_: Any
    ) -> PersonalReport:
        self.began.set()
        assert self.go_on.wait(10)
        progress(1.0)
        accepted = "recusa" not in str(said[0])
        report = PersonalReport(
            folder.name, len(said), 1, 0, 0.0, 0.0,
            0.8, 0.8 if accepted else 0.7, "shipped", 1.0, 0.5,
            "2026-01-02T03:04:05+00:00", accepted,
        )  # fmt: skip
        if accepted:
            folder.mkdir()
            (folder / "metrics.json").write_text(json.dumps({"report": asdict(report)}))
        return report


class FakePersonalReader(FakeAnswerer):
    """Answers under the name of its folder."""

    def __init__(self, folder: Path) -> None:
        self.reference = ModelRef(folder.name, "cd" * 32)

    def __call__(self, reading: Any, question: str, before: Answer | None = None) -> Answer:
        return replace(super().__call__(reading, question, before), model=self.reference)


FAKE_PERSONAL: dict[str, Callable[[], Any]] = {
    "personal": FakeTrainer,
    "personal_reader": FakeTrainer,
    "personal_headlines": FakeTrainer,
    "reader_folder": lambda: FakePersonalReader,
}
