"""``PersonalTaggers``: taggers trained on with what their owner corrected, and which one is in use.

Each stands in a model folder of its own under the home, and only its owner's articles are marked by
it. Without one, or with none in use, the shipped tagger marks.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from textnn.errors import UserError
from textnn.results import PersonalReport
from textnn.results.context import RequestContext
from textnn.service.corrections import Corrections
from textnn.service.recorder import Pipelines
from textnn.service.turns import Turns

MOST = 5
"""Taggers that one person may keep."""

OPEN = 2
"""Taggers that stay in memory."""

_NAME = re.compile(r"personal-(\d{1,6})")


class PersonalTaggers:
    """The use cases of personal taggers.

    Args:
        pipelines: has what trains one (``personal``) and what opens one (``tagger_folder``).
        corrections: what they learn.
        home: where they stand.
        turns: the line of work.
        offered: whether they may be made; where strangers come in they may not, since each takes a
            minute of the whole machine.
    """

    def __init__(
        self,
        pipelines: Pipelines,
        corrections: Corrections,
        home: Path,
        turns: Turns,
        *,
        offered: bool,
    ) -> None:
        self._pipelines, self._corrections, self._turns = pipelines, corrections, turns
        self._home = home / "taggers"
        self._training = threading.Lock()
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[Path, int], Any] = OrderedDict()
        self.offered = offered

    def all(self, owner: str) -> list[PersonalReport]:
        """Those of an owner, oldest first; one whose figures cannot be read is left out."""
        found = []
        for folder in self._folders(owner):
            try:
                metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
                found.append(PersonalReport(**metrics["report"]))
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return found

    def in_use(self, owner: str) -> str:
        """The name of the one that marks an owner's articles; empty: the shipped tagger does."""
        try:
            name = self._choice(owner).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return (
            name
            if _NAME.fullmatch(name) and (self._of(owner) / name / "metrics.json").is_file()
            else ""
        )

    def folder(self, owner: str) -> Path | None:
        """The model folder of the one in use; ``None``: the shipped tagger marks."""
        if not owner or not (name := self.in_use(owner)):
            return None
        return self._of(owner) / name

    def highlighter(self, owner: str) -> Any:
        """What marks an owner's articles instead of the shipped tagger; ``None``: nothing does.

        Raises:
            UserError: the model folder is damaged.
        """
        folder = self.folder(owner)
        if folder is None:
            return None
        key = folder, (folder / "metrics.json").stat().st_mtime_ns
        with self._lock:
            if key not in self._open:
                self._open[key] = self._pipelines["tagger_folder"](folder)
            self._open.move_to_end(key)
            while len(self._open) > OPEN:
                self._open.popitem(last=False)
            return self._open[key]

    def train(self, context: RequestContext) -> PersonalReport:
        """One more, of everything its owner has corrected so far; it is in use at once.

        One that loses too much on the check set is not kept: the report says so.

        Raises:
            UserError: there is nothing to learn, another one is being trained on this machine,
                there are too many, they are not offered here, or the home cannot be written.
        """
        if not self.offered:
            raise UserError("no-personal-tagger", "public")
        corrected = [*self._corrections.of(context.owner)]
        if not corrected:
            raise UserError("no-personal-tagger", "nothing")
        if len(self._folders(context.owner)) >= MOST:
            raise UserError("no-personal-tagger", "many", most=MOST)
        if not self._training.acquire(blocking=False):
            raise UserError("no-personal-tagger", "busy")
        try:
            folder = self._next(context.owner)
            with self._turns.turn(context.progress) as progress:
                report: PersonalReport = self._pipelines["personal"](corrected, folder, progress)
        except OSError as error:
            raise UserError("home-unwritable", path=self._home) from error
        else:
            if report.accepted:
                self.use(context.owner, report.name)
            return report
        finally:
            self._training.release()

    def use(self, owner: str, name: str) -> None:
        """Lets one of an owner's taggers mark from now on; empty: the shipped one.

        Raises:
            UserError: there is none of this name, or the home cannot be written.
        """
        if name:
            self._check(owner, name)
        try:
            if name:
                self._choice(owner).write_text(name, encoding="ascii")
            else:
                self._choice(owner).unlink(missing_ok=True)
        except OSError as error:
            raise UserError("home-unwritable", path=self._home) from error

    def remove(self, owner: str, name: str) -> None:
        """Deletes one; if it was in use, the shipped tagger marks again.

        Raises:
            UserError: there is none of this name, or the home cannot be written.
        """
        self._check(owner, name)
        if self.in_use(owner) == name:
            self.use(owner, "")
        self._delete(self._of(owner) / name)

    def forget(self, owner: str) -> None:
        """Deletes all of an owner's: what was learnt of texts goes with the texts."""
        if self._of(owner).is_dir():
            self._delete(self._of(owner))

    def _delete(self, folder: Path) -> None:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise UserError("home-unwritable", path=self._home) from error

    def _check(self, owner: str, name: str) -> None:
        if not _NAME.fullmatch(name) or not (self._of(owner) / name).is_dir():
            raise UserError("no-such-tagger", name=name[:40])

    def _of(self, owner: str) -> Path:
        """The folder of an owner, whose name tells nobody who that is."""
        return self._home / hashlib.sha256(owner.encode("utf-8", "replace")).hexdigest()[:32]

    def _choice(self, owner: str) -> Path:
        return self._of(owner) / "in-use"

    def _folders(self, owner: str) -> list[Path]:
        there = [path for path in self._of(owner).glob("personal-*") if _NAME.fullmatch(path.name)]
        return sorted(there, key=_number)

    def _next(self, owner: str) -> Path:
        """A free folder; what a training that broke off left there goes."""
        last = max(map(_number, self._folders(owner)), default=0)
        folder = self._of(owner) / f"personal-{last + 1}"
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(folder.with_name(f"{folder.name}.part"), ignore_errors=True)
        return folder


def _number(folder: Path) -> int:
    found = _NAME.fullmatch(folder.name)
    return int(found[1]) if found else 0
