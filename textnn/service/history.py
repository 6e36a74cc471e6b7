"""Use cases of the history: list, open, share and delete what was kept."""

from __future__ import annotations

from collections.abc import Iterator

from textnn.errors import UserError
from textnn.results.runs import Run, RunLine
from textnn.service.recorder import RunRecorder, check_range
from textnn.store.links import MAX_DAYS, Link
from textnn.store.runs import RunRepository
from textnn.tasks.registry import TASKS

MOST = 10_000
"""Lines of the history given at once."""


class HistoryService:
    """The part of ``Service`` that is about what was kept.

    Args:
        runs: where results are kept.
        keeper: applies the retention rule.
    """

    def __init__(self, runs: RunRepository, keeper: RunRecorder) -> None:
        self._runs = runs
        self._keeper = keeper

    def find(
        self,
        owner: str,
        query: str = "",
        task: str = "",
        limit: int = 50,
        before: int | None = None,
    ) -> list[RunLine]:
        """The owner's runs, newest first.

        Args:
            owner: whose runs.
            query: words that must all occur, accents and case ignored; the last may be unfinished.
            task: one of ``TASKS``; empty: every task.
            limit: most lines given, 1 to ``MOST``.
            before: ``RunLine.number`` of the last line already seen; ``None``: from the newest.

        Raises:
            UserError: there is no such task, or the limit is out of range.
        """
        if task and task not in TASKS:
            raise UserError("unknown-task", task=task[:40], names=", ".join(TASKS))
        check_range("lines", limit, 1, MOST)
        self._keeper.sweep()
        return self._runs.list(owner, query, task, limit, before)

    def count(self, owner: str, query: str = "", task: str = "") -> int:
        """How many runs ``find`` would give without a limit."""
        return self._runs.count(owner, query, task)

    def open(self, owner: str, run_id: str) -> Run:
        """One run with its result.

        Raises:
            UserError: no such run of this owner, or its result is in a form this version lacks.
        """
        run = self._runs.get(owner, run_id)
        if run is None:
            raise _no_such_run()
        return run

    def share(self, owner: str, run_id: str, days: int | None = None) -> Link:
        """A new address under which whoever has it may read one run of this owner.

        Args:
            owner: whose run.
            run_id: which run.
            days: how long the address lives; ``None``: as long as the run.

        Raises:
            UserError: no such run of this owner, or a number of days out of range.
        """
        if days is not None:
            check_range("days", days, 1, MAX_DAYS)
        link = self._runs.links.add(owner, run_id, days)
        if link is None:
            raise _no_such_run()
        return link

    def links(self, owner: str, run_id: str) -> list[Link]:
        """The living addresses of one run of this owner, newest first."""
        return self._runs.links.of_run(owner, run_id)

    def revoke(self, owner: str, run_id: str) -> int:
        """Kill every address of one run of this owner; how many there were."""
        return self._runs.links.revoke(owner, run_id)

    def shared(self, link_id: str) -> Run:
        """The run behind an address, as it was kept, whoever asks.

        Raises:
            UserError: no such link, or it was revoked, has expired, or its run was deleted.
        """
        run = self._runs.linked(link_id)
        if run is None:
            raise UserError("no-such-link")
        return run

    def delete(self, owner: str, run_id: str) -> bool:
        """Delete one run of this owner; ``False`` if there was none."""
        return self._runs.delete(owner, run_id)

    def delete_all(self, owner: str) -> int:
        """Delete every run of this owner; how many there were."""
        return self._runs.delete_all(owner)

    def delete_older(self, owner: str, days: int) -> int:
        """Delete this owner's runs older than ``days`` days (0: all until now); how many.

        Raises:
            UserError: a negative number of days.
        """
        if days < 0:
            raise UserError("bad-days")
        return self._runs.delete_older(owner, days)

    def export(self, owner: str) -> Iterator[str]:
        """The owner's runs as JSON lines, oldest first, each ending in a line feed."""
        return self._runs.export(owner)

    def apply_retention(self) -> int:
        """Delete everybody's runs older than ``TEXTNN_RETENTION_DAYS``; how many (0: keep all)."""
        return self._keeper.apply_retention()


def _no_such_run() -> UserError:
    return UserError("no-such-run")
