"""The record of one report: what ``dateline code`` writes, one JSON object per line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from dateline.record.errors import RecordError
from dateline.record.events import Event
from dateline.record.mentions import Party, Place, Time
from dateline.record.reports import Report
from dateline.record.spans import Span
from dateline.record.statements import Statement

Disposition = Literal["published", "no_event", "reprint", "quarantined"]


class Coder(Struct, frozen=True, kw_only=True):
    """What coded the report: the program's version, the model's and the codebook's names with their versions."""

    version: str
    model: str
    codebook: str


class Failure(Struct, frozen=True, kw_only=True):
    """Where and why a report went to quarantine: ``stage`` is the verb of the corridor, ``advice`` the next step."""

    stage: str
    cause: str
    advice: str


class Record(Struct, frozen=True, kw_only=True):
    """Everything dateline says of one report.

    Every span in it is checked against ``report.text`` when the record is made.

    Raises:
        RecordError: a span's text is not the slice its offsets name, or the disposition lacks what it needs.
    """

    report: Report
    coder: Coder
    disposition: Disposition
    reason: str
    reprint_of: str | None = None
    failure: Failure | None = None
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    parties: tuple[Party, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        text = self.report.text
        for span in spans_in(self):
            if text[span.start : span.end] != span.text:
                raise RecordError(
                    f"report {self.report.id}: span [{span.start}, {span.end}) says {span.text!r}, "
                    f"the text there is {text[span.start : span.end]!r}"
                )
        if self.disposition == "reprint" and self.reprint_of is None:
            raise RecordError(f"report {self.report.id}: a reprint must name the report it repeats")
        if self.disposition == "quarantined" and self.failure is None:
            raise RecordError(f"report {self.report.id}: quarantine needs the stage and the cause")
        if self.disposition == "no_event" and self.events:
            raise RecordError(f"report {self.report.id}: no_event with {len(self.events)} events")

    def to_json(self) -> bytes:
        """The record as one line of JSON (UTF-8, keys in the contract's order, no line end)."""
        return _ENCODER.encode(self)

    @classmethod
    def from_json(cls, line: bytes | str) -> Record:
        """The record a line of JSON holds; keys this version does not know are ignored.

        Raises:
            RecordError: the line is not a record.
        """
        try:
            return _DECODER.decode(line)
        except msgspec.MsgspecError as error:
            raise RecordError(f"not a record: {error}") from error
        except UnicodeDecodeError as error:
            raise RecordError(f"not UTF-8: {error}") from error

    def _repr_html_(self) -> str:
        from dateline.record.notebook import record_html

        html: str = record_html(self)
        return html


def spans_in(value: Any) -> Iterator[Span]:
    """Every span inside a record value, however deep."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Span):
            yield value
        elif isinstance(value, Struct):
            waiting += [getattr(value, name) for name in reversed(value.__struct_fields__)]
        elif isinstance(value, tuple):
            waiting += reversed(value)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record, generated from the types."""
    schema = msgspec.json.schema(Record)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "dateline record", **schema}


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)
