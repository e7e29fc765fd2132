"""From the corridor's results to the record: each report ends in exactly one disposition."""

from __future__ import annotations

from dateline.record import (
    Coder,
    Event,
    Failure,
    Origin,
    Party,
    Place,
    PublishedRange,
    Record,
    Report,
    ReportError,
    Statement,
    Time,
    digest,
)

__all__ = ["publish", "publish_aside", "publish_failure", "publish_reprint"]


def publish(
    report: Report,
    coder: Coder,
    times: tuple[Time, ...],
    places: tuple[Place, ...],
    parties: tuple[Party, ...],
    statements: tuple[Statement, ...],
    events: tuple[Event, ...],
) -> Record:
    """The record of a coded report.

    Raises:
        RecordError: a room handed over a value that breaks a law of the contract.
    """
    counted = f"{len(events)} event{'' if len(events) == 1 else 's'} coded"
    return Record(
        report=report,
        coder=coder,
        disposition="published" if events else "no_event",
        reason=counted if events else "the codebook found no act in the text",
        times=times,
        places=places,
        parties=parties,
        statements=statements,
        events=events,
    )


def publish_aside(report: Report, reason: str, coder: Coder) -> Record:
    """The record of a report that was read but is not for this coder, such as one in another language."""
    return Record(report=report, coder=coder, disposition="no_event", reason=reason)


def publish_reprint(report: Report, original: str, reason: str, coder: Coder) -> Record:
    """The record of a report that repeats another: not coded again, so that one telling counts once."""
    return Record(report=report, coder=coder, disposition="reprint", reason=reason, reprint_of=original)


def publish_failure(error: ReportError, coder: Coder, report: Report | None = None) -> Record:
    """The record of a report in quarantine, with the stage, the cause and what to do next.

    ``report`` is ``None`` where it could not even be read; the record then carries its name and an empty text.
    """
    if report is None:
        report = Report(
            id=error.report,
            text="",
            published_range=PublishedRange(),
            sha256=digest(""),
            origin=Origin(path=error.report),
        )
    return Record(
        report=report,
        coder=coder,
        disposition="quarantined",
        reason=f"{error.stage}: {error.cause}",
        failure=Failure(stage=error.stage, cause=error.cause, advice=error.advice),
    )
