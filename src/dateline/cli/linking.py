"""``dateline link``: coded records in, the same records with their incidents out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
from rich.console import Console

from dateline import linking
from dateline.cli.status import Exit
from dateline.record import Record, RecordError, ReportError, SetupError


def run_link(
    path: str, targets: tuple[Path | None, Path | None, Path | None], force: bool, messages: Console | None
) -> Exit:
    """Link the records of a JSON Lines file (``-``: standard input); returns the exit status.

    ``targets`` are the files for records (``None``: standard output), incidents and relations; ``messages`` gets the
    summary.

    Raises:
        ReportError: the file cannot be read, or a line of it is no record.
        SetupError: an output exists already and ``force`` is not given, or it cannot be written.
    """
    output, incidents, relations = targets
    for target in targets:
        if target is not None and target.exists() and not force:
            raise SetupError(f"{target} exists. Use --force to replace it, or name another file")
    linked = linking.link(_records(path))
    encode = msgspec.json.Encoder().encode
    if incidents is not None:
        _write(incidents, (encode(one) for one in linked.incidents))
    if relations is not None:
        _write(relations, (encode(one) for one in linked.relations))
    lines = (record.to_json() for record in linked.records)
    if output is not None:
        _write(output, lines)
    else:
        for line in lines:
            sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    if messages is not None:
        shared = [one for one in linked.incidents if len(one.reports) > 1]
        messages.print(
            f"{len(linked.records):,} records: {len(linked.incidents):,} incidents, {len(shared):,} of them told by "
            f"more than one report, {sum(bool(one.conflicts) for one in shared):,} of those not alike.",
            soft_wrap=True,
        )
    return Exit.DONE


def _records(path: str) -> Iterator[Record]:
    name = "standard input" if path == "-" else path
    with ExitStack() as stack:
        try:
            lines = sys.stdin.buffer if path == "-" else stack.enter_context(Path(path).open("rb"))
        except OSError as error:
            advice = "Name a file that `dateline code` wrote"
            raise ReportError(name, "link", str(error.strerror or error), advice) from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield Record.from_json(line)
            except RecordError as error:
                advice = "Code the reports again to get a whole file"
                raise ReportError(f"{name}, line {number}", "link", str(error), advice) from error


def _write(path: Path, lines: Iterable[bytes]) -> None:
    """Write all lines, then give the file its name: a reader finds the whole of it or none."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            for line in lines:
                file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise SetupError(f"cannot write {path}: {error.strerror or error}. Name another file") from error
