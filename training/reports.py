"""Reports of the labelled corpora, read as the stage of coding is given them."""

from __future__ import annotations

from typing import Any

from dateline import intake, pipeline
from dateline.events import AnnotatedReport

Json = dict[str, Any]


def annotated(coder: pipeline.Coder, row: Json) -> AnnotatedReport:
    """One item of a corpus with everything the rooms before coding find in it.

    Raises ``DatelineError`` for an item that cannot be read.
    """
    report = intake.read_text(row["text"], published=row.get("published"), title=row.get("title"), id=str(row["id"]))
    return coder.annotated(report)
