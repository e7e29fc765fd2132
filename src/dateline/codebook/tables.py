"""Reading the package's data tables: tab-separated files with a header line, and TOML files.

A data line has as many fields as the header; blank lines and lines that start with ``#`` are skipped.  An empty field
is written ``-`` and read as the empty string, so that trailing tabs cannot get lost in an editor.
"""

from __future__ import annotations

import tomllib
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
    found: list[Row] = []
    header: tuple[str, ...] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = tuple(field.strip() for field in line.split("\t"))
        if header is None:
            header = fields
            if header != columns:
                raise CodebookError(f"{name}:{number}: the header is {header}, expected {columns}")
            continue
        if len(fields) != len(columns):
            raise CodebookError(f"{name}:{number}: {len(fields)} fields, the header has {len(columns)}")
        values = ("" if field == "-" else field for field in fields)
        found.append(Row(f"{name}:{number}", dict(zip(columns, values, strict=True))))
    if header is None:
        raise CodebookError(f"{name}: the table has no header")
    return tuple(found)


def data_toml(*path: str) -> dict[str, Any]:
    """The contents of a TOML file under ``codebook/data``.

    Raises:
        CodebookError: the file is not TOML.
    """
    try:
        return tomllib.loads(data_text(*path))
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{'/'.join(path)}: {error}") from error
