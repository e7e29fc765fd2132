"""The terminal door: arguments in, records out, messages on standard error."""

from __future__ import annotations

from dateline.cli import (
    codebook,
    export,
    gazetteer,
    ingest,
    keeping,
    learning,
    ledger,
    parties,
    query,
    reports,
    scoring,
    serving,
    watching,
)
from dateline.cli.app import main

__all__ = ["main"]

COMMANDS = (
    codebook, export, gazetteer, ingest, keeping, learning, ledger, parties, query, reports, scoring, serving, watching,
)  # fmt: skip
"""Every module that adds commands to the program; importing it does so."""
