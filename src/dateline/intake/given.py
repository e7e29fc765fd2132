"""What reading begins with: sources, and what cannot be one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dateline.intake.lists import Kind
from dateline.record import ReportError


@dataclass(frozen=True, slots=True)
class Source:
    """One report still to be read: a file, or the bytes of one line, row or member.

    Small and free of open files, so that it can be sent to the process that reads it.  ``path`` is as given by the
    user, ``line`` counts lines, rows or records from 1 where a file holds many reports, ``raw`` the bytes where they
    are already in hand, ``file`` the path as the system has it where that is no printable text.  ``id``, ``url`` and
    ``charset`` are what the container says of the report: a web capture knows its address and how it was sent.
    ``outlet`` and ``published`` are what the feed says that led to a page: its publisher and an ISO day.
    """

    path: str
    kind: Kind
    line: int | None = None
    raw: bytes | None = None
    file: bytes | None = None
    id: str | None = None
    url: str | None = None
    charset: str | None = None
    outlet: str | None = None
    published: str | None = None

    @property
    def name(self) -> str:
        """The report's name in messages and its id where it brings none: path, or path and line."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @property
    def place(self) -> Path:
        """Where to open it."""
        return Path(self.path if self.file is None else os.fsdecode(self.file))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was asked for and cannot be a source; it keeps its place in the order."""

    path: str
    error: ReportError

    @property
    def name(self) -> str:
        """The report's name in messages."""
        return self.error.report


class ContainerError(Exception):
    """A file of many reports cannot be read, or not read further: ``cause`` says why, ``advice`` what to do."""

    def __init__(self, cause: str, advice: str) -> None:
        self.cause, self.advice = cause, advice
        super().__init__(f"{cause}. {advice}")


def unreadable(name: str, cause: str, advice: str) -> Unreadable:
    """What stands in the order where ``name`` could not be read."""
    return Unreadable(name, ReportError(name, "read", cause, advice))
