"""Reports of the labelled corpora, read as the stage of coding is given them."""

from __future__ import annotations

from typing import Any

import msgspec

from dateline import intake, pipeline, statements
from dateline.events import AnnotatedReport
from dateline.mentions import stages

Json = dict[str, Any]


def annotated(coder: pipeline.Coder, row: Json) -> AnnotatedReport:
    """One item of a corpus with everything the rooms before coding find in it.

    Raises ``DatelineError`` for an item that cannot be read.
    """
    books = coder.books
    report = intake.read_text(row["text"], published=row.get("published"), title=row.get("title"), id=str(row["id"]))
    parsed = coder.reader(report.text, None if report.dateline is None else report.dateline.end)
    found = stages.find(parsed, books.gazetteer, books.registry)
    resolved = stages.resolve(found, parsed, report, books.gazetteer, books.registry)
    report = msgspec.structs.replace(report, published_range=resolved.published_range)
    told = pipeline._without_furniture(parsed, report)
    said = statements.attribute(told, resolved.parties)
    return AnnotatedReport(report, told, resolved.times, resolved.places, resolved.parties, said)
