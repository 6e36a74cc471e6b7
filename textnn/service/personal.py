"""``PersonalModels``: those trained on with what their owner said, and which one is in use.

Each stands in a model folder of its own under the home, and only works for its owner. Without one,
or with none in use, the shipped model does. There are taggers, readers and choices of headlines.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from textnn.errors import UserError
from textnn.results import PersonalReport, Progress
from textnn.results.context import RequestContext
from textnn.service.turns import Turns

MOST = 5
"""Of a kind, that one person may keep."""

OPEN = 2
"""Of a kind, that stay in memory."""


KINDS = ("tagger", "reader", "headlines")
"""What can be trained on with what one person corrected or judged."""


class Kind(NamedTuple):
    """A kind of personal models.

    name: how their folders' names begin
    folder: where under the home they stand
    said: what they learn of an owner
    count: how much an owner has said, without reading it
    most: of it that is learnt, the newest: more would take more than two minutes
    train: of that, a folder and a progress makes a model there
    open: what a folder holds, ready to use
    """

    name: str
    folder: str
    said: Callable[[str], Iterable[Any]]
    count: Callable[[str], int]
    most: int
    train: Callable[[Sequence[Any], Path, Progress], PersonalReport]
    open: Callable[[Path], Any]


class PersonalModels:
    """The use cases of one kind of personal models.

    Args:
        kind: which.
        home: where they stand.
        models: where the shipped ones stand.
        turns: the line of work.
        training: held while one is trained, of whatever kind.
        offered: whether they may be made; where strangers come in they may not, since each takes a
            minute of the whole machine.
    """

    def __init__(
        self,
        kind: Kind,
        home: Path,
        models: Path,
        turns: Turns,
        training: threading.Lock,
        *,
        offered: bool,
    ) -> None:
        self._kind, self._turns, self._training = kind, turns, training
        self._models = models
        self._home = home / kind.folder
        self._name = re.compile(rf"{kind.name}-(\d{{1,6}})")
        self._lock = threading.Lock()
        self._forgotten = Counter[str]()
        self._open: OrderedDict[tuple[Path, int], Any] = OrderedDict()
        self.offered = offered

    def all(self, owner: str) -> list[PersonalReport]:
        """Those of an owner, oldest first; one whose figures cannot be read is left out."""
        found = []
        for folder in self._folders(owner):
            try:
                report = PersonalReport(**_metrics(folder)["report"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
            found.append(replace(report, outdated=self._outdated(folder)))
        return found

    def said(self, owner: str) -> int:
        """How much an owner has corrected or judged; headlines asked for anew are not counted."""
        return self._kind.count(owner)

    def in_use(self, owner: str) -> str:
        """The name of the one that works for an owner; empty: the shipped model does.

        One that is outdated does not work any more.
        """
        try:
            name = self._choice(owner).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        folder = self._of(owner) / name
        fit = self._name.fullmatch(name) and (folder / "metrics.json").is_file()
        return name if fit and not self._outdated(folder) else ""

    def folder(self, owner: str) -> Path | None:
        """The model folder of the one in use; ``None``: the shipped model is."""
        if not owner or not (name := self.in_use(owner)):
            return None
        return self._of(owner) / name

    def opened(self, owner: str) -> Any:
        """What works for an owner instead of the shipped model; ``None``: nothing does.

        Raises:
            UserError: the model folder is damaged.
        """
        folder = self.folder(owner)
        if folder is None:
            return None
        key = folder, (folder / "metrics.json").stat().st_mtime_ns
        with self._lock:
            if key not in self._open:
                self._open[key] = self._kind.open(folder)
            self._open.move_to_end(key)
            while len(self._open) > OPEN:
                self._open.popitem(last=False)
            return self._open[key]

    def train(self, context: RequestContext, given: Sequence[Any] | None = None) -> PersonalReport:
        """One more, of what its owner has said so far; it is in use at once.

        Args:
            context: whose.
            given: what to learn instead.

        One that loses too much on the check set is not kept: the report says so.

        Raises:
            UserError: there is nothing to learn, another one is being trained on this machine,
                there are too many, they are not offered here, or the home cannot be written.
        """
        if not self.offered:
            raise UserError("no-personal-tagger", "public")
        found = self._kind.said(context.owner) if given is None else given
        if not (said := [*deque(found, maxlen=self._kind.most)]):
            raise UserError("no-personal-tagger", "nothing")
        if len(self._folders(context.owner)) >= MOST:
            raise UserError("no-personal-tagger", "many", most=MOST)
        if not self._training.acquire(blocking=False):
            raise UserError("no-personal-tagger", "busy")
        try:
            folder = self._next(context.owner)
            with self._turns.turn(self._unless_forgotten(context)) as progress:
                report = self._kind.train(said, folder, progress)
                progress(1.0)
        except OSError as error:
            for half in self._of(context.owner).glob("*.part"):
                shutil.rmtree(half, ignore_errors=True)
            if error.errno == errno.ENOSPC:
                raise UserError("disk-full", "personal", folder=self._home) from error
            raise UserError("home-unwritable", path=self._home) from error
        else:
            if report.accepted:
                self.use(context.owner, report.name)
            return report
        finally:
            self._training.release()

    def use(self, owner: str, name: str) -> None:
        """Lets one of an owner's work from now on; empty: the shipped one.

        Raises:
            UserError: there is none of this name, it is outdated, or the home cannot be written.
        """
        if name:
            self._check(owner, name)
            if self._outdated(self._of(owner) / name):
                raise UserError("no-personal-tagger", "outdated", name=name)
        try:
            if name:
                self._choice(owner).write_text(name, encoding="ascii")
            else:
                self._choice(owner).unlink(missing_ok=True)
        except OSError as error:
            raise UserError("home-unwritable", path=self._home) from error

    def remove(self, owner: str, name: str) -> None:
        """Deletes one; if it was in use, the shipped model is again.

        Raises:
            UserError: there is none of this name, or the home cannot be written.
        """
        self._check(owner, name)
        if self.in_use(owner) == name:
            self.use(owner, "")
        self._delete(self._of(owner) / name)

    def forget(self, owner: str) -> None:
        """Deletes all of an owner's: what was learnt of texts goes with the texts.

        One that is being trained ends.
        """
        self._forgotten[owner] += 1
        if self._of(owner).is_dir():
            self._delete(self._of(owner))

    def _unless_forgotten(self, context: RequestContext) -> Progress:
        """Told how far a training is: ends it once all of its owner's is deleted, and what it wrote
        since then goes as well.
        """
        owner = context.owner
        before = self._forgotten[owner]

        def told(done: float) -> None:
            if self._forgotten[owner] != before:
                self._delete(self._of(owner))
                raise UserError("no-personal-tagger", "nothing")
            context.progress(done)

        return told

    def _outdated(self, folder: Path) -> bool:
        """Whether a shipped model that this one was made of is another one by now."""
        try:
            made_of = _metrics(folder).get("trained_with", {})
            return any(
                _metrics(self._models / name).get("sha256", sha256) != sha256
                for name, sha256 in made_of.items()
            )
        except (OSError, ValueError, AttributeError):
            return False  # that it is damaged says whoever opens it

    def _delete(self, folder: Path) -> None:
        try:
            with suppress(FileNotFoundError):
                shutil.rmtree(folder)
        except OSError as error:
            raise UserError("home-unwritable", path=self._home) from error

    def _check(self, owner: str, name: str) -> None:
        if not self._name.fullmatch(name) or not (self._of(owner) / name).is_dir():
            raise UserError("no-such-tagger", name=name[:40])

    def _of(self, owner: str) -> Path:
        """The folder of an owner, whose name tells nobody who that is."""
        return self._home / hashlib.sha256(owner.encode("utf-8", "replace")).hexdigest()[:32]

    def _choice(self, owner: str) -> Path:
        return self._of(owner) / "in-use"

    def _folders(self, owner: str) -> list[Path]:
        there = [
            path
            for path in self._of(owner).glob(f"{self._kind.name}-*")
            if self._name.fullmatch(path.name)
        ]
        return sorted(there, key=self._number)

    def _next(self, owner: str) -> Path:
        """A free folder; what a training that broke off left there goes."""
        last = max(map(self._number, self._folders(owner)), default=0)
        folder = self._of(owner) / f"{self._kind.name}-{last + 1}"
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(folder.with_name(f"{folder.name}.part"), ignore_errors=True)
        return folder

    def _number(self, folder: Path) -> int:
        found = self._name.fullmatch(folder.name)
        return int(found[1]) if found else 0


def _metrics(folder: Path) -> Any:
    """What stands in a model folder beside the weights."""
    return json.loads((folder / "metrics.json").read_text(encoding="utf-8"))


def kind_of(kinds: Mapping[str, PersonalModels], name: str) -> PersonalModels:
    """Where a model of this name stands, or the shipped one that it names is gone back to.

    Args:
        kinds: by ``KINDS``.
        name: of a model or of a kind; any other is looked for among the taggers.
    """
    return kinds.get(name.partition("-")[0], kinds["tagger"])
