"""Politeness: one request at a time to a host, and a pause between two."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from dateline.ledger.following import Waiting
from dateline.watch.robots import Rules

MOST_HOSTS = 4096
"""Hosts remembered that are not asked at the moment."""

Purpose = Literal["listing", "page", "robots"]


@dataclass(slots=True)
class Task:
    """Something to be asked for: for a ``source``, or for the robots.txt of its own server.

    ``start`` is what was asked for first, ``url`` where redirects have led, ``spent`` the seconds its requests took.
    """

    purpose: Purpose
    url: str
    source: str = ""
    start: str = ""
    waiting: Waiting | None = None
    depth: int = 0
    hops: int = 0
    spent: float = 0.0


@dataclass(slots=True)
class Lane:
    """A host: what is to be asked of it, when it may be, and the rules of each of its servers (by scheme and port).

    While it ``is_asking`` for rules nothing else is asked of it.
    """

    host: str
    tasks: deque[Task] = field(default_factory=deque)
    next_at: float = 0.0
    is_busy: bool = False
    is_asking: bool = False
    rules: dict[str, Rules] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """Whether it has something that may be asked for, the pause aside."""
        return bool(self.tasks) and not self.is_busy and (not self.is_asking or self.tasks[0].purpose == "robots")


class Lanes:
    """The hosts, each with what waits for it; scheme and port do not make another host."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}

    def at(self, url: str) -> Lane:
        """The lane of a page's host."""
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = Lane(host)
        return lane

    def add(self, task: Task, *, first: bool = False) -> None:
        """Put a task into its lane, at the end or at its head."""
        tasks = self.at(task.url).tasks
        if first:
            tasks.appendleft(task)
        else:
            tasks.append(task)

    def ready(self, now: float) -> Iterator[Lane]:
        """The lanes that have something to be asked for and may ask now."""
        for lane in list(self._lanes.values()):
            if lane.is_ready and lane.next_at <= now:
                yield lane

    def next_at(self) -> float | None:
        """When the next lane that waits for its pause may ask; ``None`` where none waits."""
        times = [lane.next_at for lane in self._lanes.values() if lane.is_ready]
        return min(times, default=None)

    def forget(self, now: float) -> None:
        """Let go of hosts that have nothing to do, so that memory does not grow with the hosts that were ever met."""
        if len(self._lanes) <= MOST_HOSTS:
            return
        for name, lane in list(self._lanes.items()):
            if not (lane.tasks or lane.is_busy or lane.is_asking) and lane.next_at <= now:
                del self._lanes[name]
