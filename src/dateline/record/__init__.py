"""The types dateline publishes, and their laws: spans are true slices, ranges are ranges, JSON goes both ways."""

from dateline.record.errors import CodebookError, DatelineError, RecordError, ReportError, SetupError
from dateline.record.events import (
    TOLL_KEYS,
    AcledCode,
    Codes,
    Count,
    Event,
    EventPrecision,
    EventType,
    OwnCode,
    Reason,
    ReasonAbout,
    SideCount,
    Status,
    Toll,
    UcdpCode,
)
from dateline.record.incidents import (
    Conflict,
    ConflictSide,
    Incident,
    IncidentClaim,
    IncidentCount,
    IncidentDays,
    IncidentParty,
    IncidentPlace,
    IncidentToll,
    SourceCount,
)
from dateline.record.mentions import Candidate, Party, PartyKind, PersonClass, Place, Precision, Time, TimeType
from dateline.record.record import Coder, Disposition, Failure, Record, json_schema, spans_in
from dateline.record.reports import Origin, Piece, PublishedRange, RangeBasis, Report, digest
from dateline.record.spans import Span
from dateline.record.statements import Claim, Stance, Statement

__all__ = [
    "TOLL_KEYS", "AcledCode", "Candidate", "Claim", "CodebookError", "Coder", "Codes", "Conflict", "ConflictSide",
    "Count", "DatelineError", "Disposition", "Event", "EventPrecision", "EventType", "Failure", "Incident",
    "IncidentClaim", "IncidentCount", "IncidentDays", "IncidentParty", "IncidentPlace", "IncidentToll", "Origin",
    "OwnCode", "Party", "PartyKind", "PersonClass", "Piece", "Place", "Precision", "PublishedRange", "RangeBasis",
    "Reason", "ReasonAbout", "Record", "RecordError", "Report", "ReportError", "SetupError", "SideCount", "SourceCount",
    "Span", "Stance", "Statement", "Status", "Time", "TimeType", "Toll", "UcdpCode", "digest", "json_schema",
    "spans_in",
]  # fmt: skip
