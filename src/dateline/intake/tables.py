"""Tables: one report a row, the columns named as in JSON Lines or mapped by the user."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from dateline.intake.decoding import decode
from dateline.intake.given import ContainerError, Source, Unreadable, unreadable
from dateline.intake.lists import fields
from dateline.intake.options import Options
from dateline.record import ReportError

_SAMPLE = 65_536
_DELIMITERS = "\t;|,"
_BATCH = 64


def separated(
    file: BinaryIO, path: str, options: Options, *, delimiter: str | None = None
) -> Iterator[Source | Unreadable]:
    """The rows of a table of separated values, the first of which names the columns.

    The encoding is told as for any text, the delimiter from the first row unless given.

    Raises:
        ContainerError: no column can hold the text, or a quotation mark is never closed.
    """
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[type-var]
    sample = buffered.peek(_SAMPLE)[:_SAMPLE]
    encoding = _encoding(sample, path)
    delimiter = delimiter or _delimiter(sample.decode(encoding, "replace"))
    text = io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")
    csv.field_size_limit(options.max_bytes)
    rows = csv.reader(text, delimiter=delimiter)
    columns = [column.strip("\ufeff \t") for column in next(rows, [])]
    _check_columns(columns, options)
    start = rows.line_num + 1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            cause = f"the row that begins at line {start} is not one of a table ({error})"
            raise ContainerError(cause, "Check its quotation marks; the rows before it are read.") from None
        if row is None:
            return
        line, start = start, rows.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(columns):
            cause = f"the row has {len(row)} cells, the first row names {len(columns)} columns"
            yield unreadable(f"{path}:{line}", cause, "Put cells that hold the delimiter in quotation marks.")
            continue
        values = {column: cell for column, cell in zip(columns, row, strict=True) if column and cell != ""}
        yield Source(path, "lines", line=line, raw=json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"))


def parquet(file: BinaryIO, path: str, options: Options) -> Iterator[Source | Unreadable]:
    """The rows of a Parquet file; needs the ``frames`` extra.

    Raises:
        ContainerError: the extra is missing, the file is damaged, or no column can hold the text.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        cause = "Parquet files need an extra that is not installed"
        raise ContainerError(cause, "Install it: pip install 'dateline[frames]'") from None
    number = 0
    try:
        table = pq.ParquetFile(file)
        columns = [str(name) for name in table.schema_arrow.names]
        _check_columns(columns, options)
        for batch in table.iter_batches(batch_size=_BATCH):
            for row in batch.to_pylist():
                number += 1
                raw = msgspec.json.encode(_plain(row), enc_hook=str)
                yield Source(path, "lines", line=number, raw=raw)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = " ".join(str(error).split())[:160]
        raise ContainerError(
            f"row {number + 1} cannot be read ({message})", "Check that it is whole; the rows before it are read."
        ) from None
    if number == 0:
        raise ContainerError("it holds no row", "Check where it came from, or take it out.")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what JSON cannot say (bytes) and without what is missing."""
    return {name: value for name, value in row.items() if value is not None and not isinstance(value, bytes)}


def _encoding(sample: bytes, path: str) -> str:
    """What the table is encoded in, as the first bytes tell."""
    if not sample:
        raise ContainerError("it is empty", "Check where it came from, or take it out.")
    # A sample may end inside a character; a whole line does not, and UTF-16 has its mark at the start.
    cut = sample.rfind(b"\n") + 1 if not sample.startswith((b"\xff\xfe", b"\xfe\xff")) else len(sample) & ~1
    try:
        encoding = decode(sample[: cut or len(sample)], path).encoding.split(" ")[0]
    except ReportError as error:
        raise ContainerError(error.cause, error.advice) from None
    if encoding == "utf-8":
        return "utf-8-sig"
    # The codec without an end takes the mark off.
    return "utf-16" if encoding.startswith("utf-16") and sample[:2] in (b"\xff\xfe", b"\xfe\xff") else encoding


def _delimiter(sample: str) -> str:
    """The mark that parts most cells of the first row; a comma where none does."""
    first = sample.split("\n", 1)[0]
    counts = {mark: first.count(mark) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: counts[mark]) if any(counts.values()) else ","


def _check_columns(columns: Sequence[str], options: Options) -> None:
    """See that one column, and only one of its name, can hold the text.

    Raises:
        ContainerError: it is not so.
    """
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise ContainerError(f"two columns are named {twice[0]!r}", "Give each column a name of its own.")
    mapped = [theirs for ours, theirs in options.fields if ours == "text"]
    known = {column.casefold() for column in columns}
    if mapped and not any(name in columns or name.split(".")[0] in columns for name in mapped):
        missing = f"it has no column {mapped[0]!r}"
    elif not mapped and not known.intersection(fields()["text"]):
        missing = "no column is known to hold the text"
    else:
        return
    names = ", ".join(column[:30] for column in columns[:12]) or "none"
    raise ContainerError(f"{missing} (its columns: {names})", "Name the column that holds it: --field text=NAME.")


def delimiter_of(path: str) -> str | None:
    """The delimiter a file name promises."""
    return "\t" if Path(path).suffix.lower() in (".tsv", ".tab") else None
