"""Exit statuses of the program, as the documentation lists them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a run's exit status says."""

    DONE = 0
    """Every report ended published, as a reprint or with no event."""
    FAULT = 1
    """The program or its installation is at fault; nothing can be said of the reports."""
    USAGE = 2
    """The command line is wrong."""
    QUARANTINE = 3
    """The run went to its end, but at least one report is in quarantine."""
    INTERRUPTED = 130
    """Ctrl-C: what was coded is kept, and the same command goes on from there."""
