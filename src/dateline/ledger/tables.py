"""The tables of the ledger: the one place where their names and columns stand.

They are a public interface for reading (Datasette, DuckDB, pandas, R), documented in ``docs/reference/ledger.md``.
Times are ISO 8601 in UTC with seconds, days are ISO dates, booleans are 0 or 1, JSON is text: every reader understands
them.  ``events`` and its companions are derived from ``reports``, ``codings`` and ``decisions``, which are the truth.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from dateline.record import TOLL_KEYS

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""A whole number of 64 bits; SQLite wants the word INTEGER to make it the row's own number."""


def _seq() -> Column[int]:
    # Numbered by the ledger's own counters (table ``counters``), so that both back ends number alike and without gaps.
    return Column("seq", _NUMBER, primary_key=True, autoincrement=False)


def _text(name: str, *, null: bool = True) -> Column[str]:
    return Column(name, Text, nullable=null)


def _int(name: str, *, null: bool = True) -> Column[int]:
    return Column(name, _NUMBER, nullable=null)


def _real(name: str) -> Column[float]:
    return Column(name, Float(53), nullable=True)


def _to(name: str, target: str, *, null: bool = False) -> Column[int]:
    return Column(name, _NUMBER, ForeignKey(target), nullable=null)


meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value", null=False))

counters = Table("counters", metadata, Column("name", Text, primary_key=True), _int("value", null=False))

originals = Table(
    "originals",
    metadata,
    Column("sha256", Text, primary_key=True),
    _text("path"),
    _text("encoding"),
    _text("media"),
    Column("bytes", LargeBinary, nullable=True),  # zlib; empty once erased
    _int("length"),
    _text("fetched_at"),
    _text("url"),
    _text("digest"),
)

reports = Table(
    "reports",
    metadata,
    _seq(),
    _text("id", null=False),
    _int("version", null=False),
    _int("current", null=False),
    _text("sha256", null=False),
    _text("url"),
    _text("title"),
    _text("authors", null=False),
    _text("source"),
    _text("credit"),
    _text("published"),
    _text("published_from"),
    _text("published_to"),
    _text("published_basis"),
    _text("language"),
    _text("disposition", null=False),
    _text("reason"),
    _text("reprint_of"),
    _text("text"),  # empty once purged
    _text("original_sha256"),
    _text("path"),
    _int("line"),
    _text("ingested_at", null=False),
    _text("digest", null=False),
    UniqueConstraint("id", "version"),
    Index(None, "sha256"),
    Index(None, "reprint_of"),
)

codings = Table(
    "codings",
    metadata,
    _seq(),
    _to("report_seq", "reports.seq"),
    _text("by", null=False),  # machine, or an account's name
    _text("coder_version", null=False),
    _text("coder_model", null=False),
    _text("coder_codebook", null=False),
    _text("made_at", null=False),
    Column("record", LargeBinary, nullable=True),  # zlib of the record's JSON without the report's text; empty: erased
    _text("digest", null=False),  # of the JSON
    _int("current", null=False),
    Index(None, "report_seq", "by"),
)

_TOLL = [name for key in TOLL_KEYS for name in (f"{key}_min", f"{key}_max")]

events = Table(
    "events",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    _to("report_seq", "reports.seq"),
    _text("report", null=False),
    _to("coding_seq", "codings.seq"),
    _text("event", null=False),  # the event's id within its record
    _int("position", null=False),
    _text("anchor", null=False),  # what the event is whoever coded it: a digest of report and trigger
    _text("incident"),
    _int("main", null=False),
    _text("type", null=False),
    _text("mode"),
    _text("status", null=False),
    _text("trigger", null=False),
    _int("trigger_start", null=False),
    _int("trigger_end", null=False),
    _text("date_from"),
    _text("date_to"),
    _text("date_precision"),  # day, week, month, year, range, open, unknown
    _int("date_prec"),  # UCDP's scale
    _text("place"),
    _int("geonameid"),
    _text("country"),
    _text("admin1"),
    _text("admin2"),
    _real("lat"),
    _real("lon"),
    _text("place_precision"),
    _int("where_prec"),  # UCDP's scale
    _text("actor"),
    _text("actor_id"),
    _text("actor_country"),
    _text("actor_sector"),
    _text("recipient"),
    _text("recipient_id"),
    _text("recipient_country"),
    _text("recipient_sector"),
    *(_int(name) for name in _TOLL),
    _text("weapon"),
    _text("claim_by"),
    _text("claim_stance"),
    _text("claim_channel"),
    _text("source"),
    _text("published"),
    _text("plover"),
    _text("cameo"),
    _int("quad"),
    _text("acled_event_type"),
    _text("acled_sub_event_type"),
    _int("ucdp_type"),
    Column("confidence", Float(53), nullable=False),
    _text("reviewed", null=False),  # no, accepted, edited, added, rejected
    _int("version", null=False),
    _int("counted", null=False),
    _text("digest", null=False),
    Index(None, "report_seq"),
    Index(None, "coding_seq"),
    Index(None, "incident"),
    Index(None, "anchor"),
    Index(None, "date_from"),
)

event_parties = Table(
    "event_parties",
    metadata,
    Column("event_seq", _NUMBER, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    Column("role", Text, primary_key=True),  # actor, recipient
    Column("position", _NUMBER, primary_key=True, autoincrement=False),
    _text("name"),
    _text("party_id"),
    _text("kind"),
    _text("country"),
    _text("sector"),
    _text("text"),
    Index(None, "name"),
    Index(None, "party_id"),
)

event_places = Table(
    "event_places",
    metadata,
    Column("event_seq", _NUMBER, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    Column("position", _NUMBER, primary_key=True, autoincrement=False),
    _text("name"),
    _int("geonameid"),
    _real("lat"),
    _real("lon"),
    _text("country"),
    _text("admin1"),
    _text("admin2"),
    _text("precision"),
    Index(None, "name"),
)

event_payloads = Table(
    "event_payloads",
    metadata,
    # Apart from ``events``: rows of that table stay short, so that a filtered scan reads few pages.  Only events that
    # a person changed have a row; the others stand word for word in the record of their coding.
    Column("event_seq", _NUMBER, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    _text("payload", null=False),
)

statements = Table(
    "statements",
    metadata,
    Column("report_seq", _NUMBER, ForeignKey("reports.seq"), primary_key=True, autoincrement=False),
    Column("position", _NUMBER, primary_key=True, autoincrement=False),
    _text("speaker"),
    _text("speaker_id"),
    _text("stance", null=False),
    _text("channel"),
    _text("cue"),
    _text("content"),
    _int("content_start"),
    _int("content_end"),
    _int("direct", null=False),
    _text("digest", null=False),
    Index(None, "speaker"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    _text("type"),
    _text("status"),
    _text("date_from"),
    _text("date_to"),
    _text("place"),
    _int("geonameid"),
    _text("country"),
    _text("admin1"),
    _real("lat"),
    _real("lon"),
    _text("place_precision"),
    _text("actors"),
    _text("recipients"),
    *(_int(name) for name in _TOLL),
    _int("events"),
    _int("reports"),
    _int("independent_sources"),
    _int("conflicts"),
    _text("reviewed", null=False),  # no, accepted
    _int("version", null=False),
    _text("payload", null=False),
    _text("digest", null=False),
    Index(None, "date_from"),
)

incident_aliases = Table(
    "incident_aliases",
    metadata,
    Column("old", Text, primary_key=True),
    _text("current", null=False),
    _text("digest"),
    Index(None, "current"),
)

features = Table(
    "features",
    metadata,
    # What linking compares, a node each: an event, or a report as a whole.
    _seq(),
    Column("node", Text, nullable=False, unique=True),  # the event's id, or REPORT#
    _text("kind", null=False),  # event, report
    _to("report_seq", "reports.seq"),
    _text("payload", null=False),
    _text("digest"),
    Index(None, "report_seq"),
)

link_keys = Table(
    "link_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("feature_seq", _NUMBER, ForeignKey("features.seq"), primary_key=True, autoincrement=False),
    Index(None, "feature_seq"),
    sqlite_with_rowid=False,
)

links = Table(
    "links",
    metadata,
    # ``a`` and ``b`` are nodes of ``features``, ``a`` before ``b``.
    Column("a", Text, primary_key=True),
    Column("b", Text, primary_key=True),
    _real("score"),
    _int("same", null=False),
    _text("relation"),
    _text("because"),
    _text("digest"),
    Index(None, "b"),
    sqlite_with_rowid=False,
)

reprint_keys = Table(
    "reprint_keys",
    metadata,
    # Numbers that two reports share where one repeats the other: how a copy of an old report is found.
    Column("key", _NUMBER, primary_key=True, autoincrement=False),
    Column("report_seq", _NUMBER, ForeignKey("reports.seq"), primary_key=True, autoincrement=False),
    Index(None, "report_seq"),
    sqlite_with_rowid=False,
)

decisions = Table(
    "decisions",
    metadata,
    _seq(),
    Column("id", Text, nullable=False, unique=True),
    _text("kind", null=False),  # event, incident, report
    _text("target", null=False),
    _text("anchor"),  # of the event, by which the decision finds it again after recoding
    _text("action", null=False),
    _text("field"),
    _text("old"),  # JSON
    _text("new"),  # JSON
    _text("by", null=False),
    _text("at", null=False),
    _text("why"),
    _int("base_version", null=False),
    _text("base_digest"),  # of the event as coded when it was decided on
    _text("undoes"),
    _text("digest", null=False),
    Index(None, "target", "seq"),
    Index(None, "anchor"),
    Index(None, "kind", "seq"),
)

audit = Table(
    "audit",
    metadata,
    _seq(),
    _text("at", null=False),
    _text("who", null=False),
    _text("action", null=False),
    _text("subject"),
    _text("detail"),
    _text("previous", null=False),
    _text("hash", null=False),
)

changes = Table(
    "changes",
    metadata,
    _seq(),
    _text("kind", null=False),  # report, event, incident
    _text("id", null=False),
    _text("op", null=False),  # put, delete
    _text("at", null=False),
    Index(None, "kind", "id"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _seq(),
    _text("name", null=False),
    _text("path"),
    _int("line"),
    _text("stage", null=False),
    _text("cause", null=False),
    _text("advice"),
    _int("attempts", null=False),
    _text("first_at", null=False),
    _text("last_at", null=False),
    _text("state", null=False),  # open, retried, dropped
    Column("raw", LargeBinary, nullable=True),  # zlib
    _text("reading"),  # JSON: how the bytes were to be read
    _text("coder"),  # the coder that failed
    _text("digest"),
    UniqueConstraint("name"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    _text("started", null=False),
    _text("ended"),
    _text("arguments"),
    _text("counts"),
    _text("state", null=False),
    _text("digest"),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    _text("url", null=False),
    _text("kind"),
    _text("name"),
    _text("country"),
    _text("language"),
    _text("etag"),
    _text("modified"),
    _text("checked_at"),
    _text("ok_at"),
    _int("failures"),
    _text("next_at"),
    _text("last_error"),
    _text("licence"),
    _int("protected"),
    _int("retention_days"),
    _int("paused"),
)

fetches = Table(
    "fetches",
    metadata,
    _seq(),
    _text("source"),
    _text("url", null=False),
    _text("at", null=False),
    _text("outcome", null=False),  # waiting, published, no_event, reprint, known, quarantined, refused, failed, gone
    _text("report"),
    _text("error"),
    _text("published"),  # the day the feed gives
    _int("attempts"),
    _text("next_at"),
    Index(None, "source", "seq"),
    Index(None, "source", "outcome", "seq"),
    Index(None, "url"),
)

searches = Table(
    "searches",
    metadata,
    Column("id", Text, primary_key=True),
    _text("name", null=False),
    _text("query", null=False),
    _text("owner"),
    _text("created_at", null=False),
    _int("seen"),  # the number of the last change it was held against
)

alerts = Table(
    "alerts",
    metadata,
    Column("search", Text, primary_key=True),
    Column("incident", Text, primary_key=True),
    _text("at", null=False),
    _text("state", null=False),  # before (fitted when the search was saved), new
    _text("mailed_at"),
    _text("posted_at"),
    _int("attempts"),
    _text("next_at"),
    _text("error"),
    sqlite_with_rowid=False,
)

# The desk: who may sign in, and who codes what.

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    _text("role", null=False),  # viewer, coder, adjudicator, admin
    _text("password"),  # an argon2id hash
    _text("created_at", null=False),
    _int("disabled", null=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),  # the digest of what the browser holds
    _text("account", null=False),
    _text("created_at", null=False),
    _text("seen_at", null=False),
    _text("expires_at", null=False),
    Index(None, "account"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),  # the digest of what the program sends
    _text("account", null=False),
    _text("label", null=False),
    _text("role", null=False),
    _text("created_at", null=False),
    _text("expires_at"),
    _text("revoked_at"),
    Index(None, "account"),
)

signins = Table(
    "signins",
    metadata,
    _seq(),
    _text("account", null=False),
    _text("address", null=False),
    _text("at", null=False),
    _int("good", null=False),
    Index(None, "account", "at"),
)

assignments = Table(
    "assignments",
    metadata,
    _seq(),
    _text("queue", null=False),
    _text("report", null=False),
    _text("coder", null=False),
    _text("assigned_by", null=False),
    _text("assigned_at", null=False),
    _text("started_at"),
    _text("submitted_at"),
    _int("seconds"),  # of work, as the page counted them
    UniqueConstraint("report", "coder"),
    Index(None, "coder", "queue"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    _text("payload", null=False),
    _text("at", null=False),
)

requests = Table(
    "requests",
    metadata,
    # What a key that the browser sent with a change was answered: the same key again changes nothing.
    Column("key", Text, primary_key=True),
    _text("account", null=False),
    _text("at", null=False),
    _int("status", null=False),
    _text("answer", null=False),
)

ROW_DIGESTS: dict[str, frozenset[str]] = {
    # Table with a digest per row → columns that it leaves out.  ``current`` and ``incident`` follow from other rows
    # and are checked against them; the text has a digest of its own and may be purged.
    "reports": frozenset({"seq", "current", "text", "digest"}),
    "events": frozenset({"incident", "digest"}),
    "statements": frozenset({"digest"}),
    "incidents": frozenset({"digest"}),
    "decisions": frozenset({"digest"}),
    "originals": frozenset({"bytes", "digest"}),  # the bytes have a digest of their own, and may be purged
    "features": frozenset({"digest"}),
    "links": frozenset({"digest"}),
    "incident_aliases": frozenset({"digest"}),
    "quarantine": frozenset({"digest"}),
    "runs": frozenset({"digest"}),
}
