"""Reading the package's data tables: tab-separated files with a header line, and TOML files.

A data line has as many fields as the header; blank lines and lines that start with ``#`` are skipped.  An empty field
is written ``-`` and read as the empty string, so that trailing tabs cannot get lost in an editor.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from dateline.record import CodebookError


@dataclass(frozen=True, slots=True)
class Row:
    """One data line: ``where`` names file and line for error messages, ``fields`` maps column to value."""

    where: str
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields[column]

    def words(self, column: str) -> tuple[str, ...]:
        """The space-separated words of a field; none for an empty field."""
        return tuple(self.fields[column].split())


def data_text(*path: str) -> str:
    """The text of a file under ``codebook/data``."""
    return files("dateline.codebook").joinpath("data", *path).read_text(encoding="utf-8")


def table_rows(columns: tuple[str, ...], *path: str) -> tuple[Row, ...]:
    """The rows of a table under ``codebook/data``, in file order.

    Raises:
        CodebookError: the header is not ``columns``, or a line has too many or too few fields.
    """
    return parse_rows(columns, data_text(*path), "/".join(path))


def parse_rows(columns: tuple[str, ...], text: str, name: str) -> tuple[Row, ...]:
    """The rows of a table given as text; ``name`` stands in error messages.

    Raises:
        CodebookError: the header is not ``columns``, or a line has too many or too few fields.
    """
    return tuple(
        Row(f"{name}:{number}", dict(zip(columns, fields, strict=True)))
        for number, fields in numbered_fields(columns, text, name)
    )


def table_fields(columns: tuple[str, ...], *path: str) -> Iterator[tuple[int, list[str]]]:
    """As ``table_rows``, cheaper: the line's number and its fields in the order of ``columns``.

    Raises:
        CodebookError: the header is not ``columns``, or a line has too many or too few fields.
    """
    return numbered_fields(columns, data_text(*path), "/".join(path))


def numbered_fields(columns: tuple[str, ...], text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The data lines of a table given as text: number and fields, an empty field as the empty string.

    Raises:
        CodebookError: the header is not ``columns``, or a line has too many or too few fields.
    """
    width = len(columns)
    headed = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        fields = line.split("\t")
        if " \t" in line or "\t " in line or line[0] == " " or line[-1] == " ":
            fields = [field.strip() for field in fields]
        if not headed:
            headed = True
            if tuple(fields) != columns:
                raise CodebookError(f"{name}:{number}: the header is {tuple(fields)}, expected {columns}")
            continue
        if len(fields) != width:
            raise CodebookError(f"{name}:{number}: {len(fields)} fields, the header has {width}")
        yield number, ["" if field == "-" else field for field in fields]
    if not headed:
        raise CodebookError(f"{name}: the table has no header")


def data_toml(*path: str) -> dict[str, Any]:
    """The contents of a TOML file under ``codebook/data``.

    Raises:
        CodebookError: the file is not TOML.
    """
    try:
        return tomllib.loads(data_text(*path))
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{'/'.join(path)}: {error}") from error
