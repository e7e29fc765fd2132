"""The errors a person must act on.

Tree::

    DatelineError
    ├── ReportError      a report cannot be read or coded: says which, at which stage, why, and what to do
    ├── CodebookError    an entry of a codebook or data file is wrong: says which file and entry
    ├── RecordError      a record breaks a law of the output contract
    └── SetupError       the installation or an option is wrong

What merely could not be resolved (a place, a date) is a value with a reason, never one of these.
"""

from __future__ import annotations


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
