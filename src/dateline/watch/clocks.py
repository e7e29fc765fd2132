"""The time, and waiting for it."""

from __future__ import annotations

import queue
import time
from datetime import UTC, datetime
from typing import Any


class Clock:
    """The system's clock."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def wait(self, done: queue.SimpleQueue[Any], seconds: float, under_way: int) -> Any:
        """The next thing in ``done``, or ``None`` after so many seconds; ``under_way`` says how many may come."""
        try:
            return done.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None


def stamp(seconds: float) -> str:
    """A time as the ledger writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(written: str | None) -> float:
    """The time that a stamp stands for; 0 where there is none."""
    return datetime.fromisoformat(written).timestamp() if written else 0.0
