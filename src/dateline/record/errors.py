"""The errors a person must act on.

Tree::

    DatelineError
    ├── ReportError      a report cannot be read or coded: says which, at which stage, why, and what to do
    ├── CodebookError    an entry of a codebook or data file is wrong: says which file and entry
    ├── RecordError      a record breaks a law of the output contract
    ├── SetupError       the installation or an option is wrong
    └── LedgerError      a ledger cannot be opened, read or written: says why and what to do
        └── ConflictError  somebody else decided first; holds both versions

What merely could not be resolved (a place, a date) is a value with a reason, never one of these.
"""

from __future__ import annotations

from typing import Any


class DatelineError(Exception):
    """Root of every error dateline raises on purpose."""


class ReportError(DatelineError):
    """A report that cannot be read or coded.

    ``report`` names it (path, or path and line), ``stage`` is the verb of the corridor that failed, ``cause`` what was
    wrong, ``advice`` what to do next.
    """

    def __init__(self, report: str, stage: str, cause: str, advice: str) -> None:
        self.report, self.stage, self.cause, self.advice = report, stage, cause, advice
        super().__init__(f"{report}: {stage}: {cause}. {advice}")

    def __reduce__(self) -> tuple[type[ReportError], tuple[str, str, str, str]]:
        # Errors cross process borders; the default would hand the one joined message to four parameters.
        return type(self), (self.report, self.stage, self.cause, self.advice)


class CodebookError(DatelineError):
    """An entry of a codebook or of another data file is wrong; the message names file and entry."""


class RecordError(DatelineError):
    """A record breaks a law of the output contract; the message names the key."""


class SetupError(DatelineError):
    """The installation, a model file or an option is wrong; the message says what to do."""


class LedgerError(DatelineError):
    """A ledger cannot be opened, read or written; the message says why and what to do next.

    What was said to be stored is never undone by it, and a file that is not a whole ledger is never written to.
    """


class ConflictError(LedgerError):
    """Somebody else decided first: the event or incident has moved on since it was read.

    ``target`` is its id, ``base_version`` the version the decision was made on, ``version`` the one that stands now;
    ``base`` and ``current`` are the two values, so that a person can see both (``base`` is ``None`` where it can no
    longer be told).
    """

    def __init__(self, target: str, base_version: int, version: int, base: Any, current: Any) -> None:
        self.target, self.base_version, self.version = target, base_version, version
        self.base, self.current = base, current
        super().__init__(
            f"{target} is at version {version} by now, the decision was made on version {base_version}. "
            "Look at both and decide again"
        )

    def __reduce__(self) -> tuple[type[ConflictError], tuple[str, int, int, Any, Any]]:
        return type(self), (self.target, self.base_version, self.version, self.base, self.current)
