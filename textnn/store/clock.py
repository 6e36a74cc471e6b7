"""The time by which what is kept grows old."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


def _passed() -> float:
    """Seconds since some moment, a sleep of the machine included where the system says so."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


_WALL, _STEADY = datetime.now(UTC), _passed()


def now_at_most() -> datetime:
    """Now, UTC, but no later than so much after the start of this program as really passed.

    A clock that is set wrong for a moment may leap over years, and everything would be too old.
    """
    return min(datetime.now(UTC), _WALL + timedelta(seconds=_passed() - _STEADY))
