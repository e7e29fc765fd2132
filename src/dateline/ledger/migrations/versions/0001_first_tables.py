"""The first tables, written out: what ``tables.py`` says later changes nothing here.

A ledger of any age can so be brought forward step by step.  Never edited once released; a change is a new version.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

_WORDS = ("report_words", "event_words")


def upgrade() -> None:
    """Make them all."""
    _tables()
    _search()


def _search() -> None:
    """The index of words, as each back end wants it, and the names."""
    if op.get_bind().dialect.name == "sqlite":
        for name in _WORDS:
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', contentless_delete=1, tokenize='unicode61')"
            )
    else:
        for name in _WORDS:
            op.execute(f"CREATE TABLE {name} (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
            op.execute(f"CREATE INDEX {name}_index ON {name} USING GIN (words)")
    op.execute("CREATE TABLE names (name TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL)")
    op.create_index("ix_names_key", "names", ["key"])


def _tables() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("disabled", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
    )
    op.create_table(
        "alerts",
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mailed_at", sa.Text()),
        sa.Column("posted_at", sa.Text()),
        sa.Column("attempts", NUMBER),
        sa.Column("next_at", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("search", "incident", name="pk_alerts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assignments",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("coder", sa.Text(), nullable=False),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text()),
        sa.Column("submitted_at", sa.Text()),
        sa.Column("seconds", NUMBER),
        sa.PrimaryKeyConstraint("seq", name="pk_assignments"),
        sa.UniqueConstraint("report", "coder", name="uq_assignments_report_coder"),
    )
    op.create_index("ix_assignments_coder_queue", "assignments", ["coder", "queue"])
    op.create_table(
        "audit",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("detail", sa.Text()),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_table(
        "changes",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_changes"),
    )
    op.create_index("ix_changes_kind_id", "changes", ["kind", "id"])
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "decisions",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("field", sa.Text()),
        sa.Column("old", sa.Text()),
        sa.Column("new", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("base_version", NUMBER, nullable=False),
        sa.Column("base_digest", sa.Text()),
        sa.Column("undoes", sa.Text()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_decisions"),
        sa.UniqueConstraint("id", name="uq_decisions_id"),
    )
    op.create_index("ix_decisions_anchor", "decisions", ["anchor"])
    op.create_index("ix_decisions_kind_seq", "decisions", ["kind", "seq"])
    op.create_index("ix_decisions_target_seq", "decisions", ["target", "seq"])
    op.create_table(
        "drafts",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account", "target", name="pk_drafts"),
    )
    op.create_table(
        "fetches",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("source", sa.Text()),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("report", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("published", sa.Text()),
        sa.Column("attempts", NUMBER),
        sa.Column("next_at", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="pk_fetches"),
    )
    op.create_index("ix_fetches_source_outcome_seq", "fetches", ["source", "outcome", "seq"])
    op.create_index("ix_fetches_source_seq", "fetches", ["source", "seq"])
    op.create_index("ix_fetches_url", "fetches", ["url"])
    op.create_table(
        "incident_aliases",
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("current", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text()),
        sa.PrimaryKeyConstraint("old", name="pk_incident_aliases"),
    )
    op.create_index("ix_incident_aliases_current", "incident_aliases", ["current"])
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("date_from", sa.Text()),
        sa.Column("date_to", sa.Text()),
        sa.Column("place", sa.Text()),
        sa.Column("geonameid", NUMBER),
        sa.Column("country", sa.Text()),
        sa.Column("admin1", sa.Text()),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("place_precision", sa.Text()),
        sa.Column("actors", sa.Text()),
        sa.Column("recipients", sa.Text()),
        sa.Column("killed_min", NUMBER),
        sa.Column("killed_max", NUMBER),
        sa.Column("injured_min", NUMBER),
        sa.Column("injured_max", NUMBER),
        sa.Column("abducted_min", NUMBER),
        sa.Column("abducted_max", NUMBER),
        sa.Column("arrested_min", NUMBER),
        sa.Column("arrested_max", NUMBER),
        sa.Column("surrendered_min", NUMBER),
        sa.Column("surrendered_max", NUMBER),
        sa.Column("displaced_min", NUMBER),
        sa.Column("displaced_max", NUMBER),
        sa.Column("events", NUMBER),
        sa.Column("reports", NUMBER),
        sa.Column("independent_sources", NUMBER),
        sa.Column("conflicts", NUMBER),
        sa.Column("reviewed", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_date_from", "incidents", ["date_from"])
    op.create_table(
        "links",
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(53)),
        sa.Column("same", NUMBER, nullable=False),
        sa.Column("relation", sa.Text()),
        sa.Column("because", sa.Text()),
        sa.Column("digest", sa.Text()),
        sa.PrimaryKeyConstraint("a", "b", name="pk_links"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_b", "links", ["b"])
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "originals",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("path", sa.Text()),
        sa.Column("encoding", sa.Text()),
        sa.Column("media", sa.Text()),
        sa.Column("bytes", sa.LargeBinary()),
        sa.Column("length", NUMBER),
        sa.Column("fetched_at", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("digest", sa.Text()),
        sa.PrimaryKeyConstraint("sha256", name="pk_originals"),
    )
    op.create_table(
        "quarantine",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text()),
        sa.Column("line", NUMBER),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text()),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("first_at", sa.Text(), nullable=False),
        sa.Column("last_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("reading", sa.Text()),
        sa.Column("coder", sa.Text()),
        sa.Column("digest", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="pk_quarantine"),
        sa.UniqueConstraint("name", name="uq_quarantine_name"),
    )
    op.create_table(
        "reports",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("current", NUMBER, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("credit", sa.Text()),
        sa.Column("published", sa.Text()),
        sa.Column("published_from", sa.Text()),
        sa.Column("published_to", sa.Text()),
        sa.Column("published_basis", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("reprint_of", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("original_sha256", sa.Text()),
        sa.Column("path", sa.Text()),
        sa.Column("line", NUMBER),
        sa.Column("ingested_at", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_reports"),
        sa.UniqueConstraint("id", "version", name="uq_reports_id_version"),
    )
    op.create_index("ix_reports_reprint_of", "reports", ["reprint_of"])
    op.create_index("ix_reports_sha256", "reports", ["sha256"])
    op.create_table(
        "requests",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("status", NUMBER, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_requests"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text()),
        sa.Column("arguments", sa.Text()),
        sa.Column("counts", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "searches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("seen", NUMBER),
        sa.PrimaryKeyConstraint("id", name="pk_searches"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "signins",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("good", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_signins"),
    )
    op.create_index("ix_signins_account_at", "signins", ["account", "at"])
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("etag", sa.Text()),
        sa.Column("modified", sa.Text()),
        sa.Column("checked_at", sa.Text()),
        sa.Column("ok_at", sa.Text()),
        sa.Column("failures", NUMBER),
        sa.Column("next_at", sa.Text()),
        sa.Column("last_error", sa.Text()),
        sa.Column("licence", sa.Text()),
        sa.Column("protected", NUMBER),
        sa.Column("retention_days", NUMBER),
        sa.Column("paused", NUMBER),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text()),
        sa.Column("revoked_at", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
    )
    op.create_index("ix_tokens_account", "tokens", ["account"])
    op.create_table(
        "codings",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("report_seq", NUMBER, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("coder_version", sa.Text(), nullable=False),
        sa.Column("coder_model", sa.Text(), nullable=False),
        sa.Column("coder_codebook", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("current", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_codings"),
        sa.ForeignKeyConstraint(["report_seq"], ["reports.seq"], name="fk_codings_report_seq"),
    )
    op.create_index("ix_codings_report_seq_by", "codings", ["report_seq", "by"])
    op.create_table(
        "features",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report_seq", NUMBER, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text()),
        sa.PrimaryKeyConstraint("seq", name="pk_features"),
        sa.ForeignKeyConstraint(["report_seq"], ["reports.seq"], name="fk_features_report_seq"),
        sa.UniqueConstraint("node", name="uq_features_node"),
    )
    op.create_index("ix_features_report_seq", "features", ["report_seq"])
    op.create_table(
        "reprint_keys",
        sa.Column("key", NUMBER, nullable=False, autoincrement=False),
        sa.Column("report_seq", NUMBER, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("key", "report_seq", name="pk_reprint_keys"),
        sa.ForeignKeyConstraint(["report_seq"], ["reports.seq"], name="fk_reprint_keys_report_seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reprint_keys_report_seq", "reprint_keys", ["report_seq"])
    op.create_table(
        "statements",
        sa.Column("report_seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("position", NUMBER, nullable=False, autoincrement=False),
        sa.Column("speaker", sa.Text()),
        sa.Column("speaker_id", sa.Text()),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("cue", sa.Text()),
        sa.Column("content", sa.Text()),
        sa.Column("content_start", NUMBER),
        sa.Column("content_end", NUMBER),
        sa.Column("direct", NUMBER, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report_seq", "position", name="pk_statements"),
        sa.ForeignKeyConstraint(["report_seq"], ["reports.seq"], name="fk_statements_report_seq"),
    )
    op.create_index("ix_statements_speaker", "statements", ["speaker"])
    op.create_table(
        "events",
        sa.Column("seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report_seq", NUMBER, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("coding_seq", NUMBER, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text()),
        sa.Column("main", NUMBER, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("trigger_start", NUMBER, nullable=False),
        sa.Column("trigger_end", NUMBER, nullable=False),
        sa.Column("date_from", sa.Text()),
        sa.Column("date_to", sa.Text()),
        sa.Column("date_precision", sa.Text()),
        sa.Column("date_prec", NUMBER),
        sa.Column("place", sa.Text()),
        sa.Column("geonameid", NUMBER),
        sa.Column("country", sa.Text()),
        sa.Column("admin1", sa.Text()),
        sa.Column("admin2", sa.Text()),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("place_precision", sa.Text()),
        sa.Column("where_prec", NUMBER),
        sa.Column("actor", sa.Text()),
        sa.Column("actor_id", sa.Text()),
        sa.Column("actor_country", sa.Text()),
        sa.Column("actor_sector", sa.Text()),
        sa.Column("recipient", sa.Text()),
        sa.Column("recipient_id", sa.Text()),
        sa.Column("recipient_country", sa.Text()),
        sa.Column("recipient_sector", sa.Text()),
        sa.Column("killed_min", NUMBER),
        sa.Column("killed_max", NUMBER),
        sa.Column("injured_min", NUMBER),
        sa.Column("injured_max", NUMBER),
        sa.Column("abducted_min", NUMBER),
        sa.Column("abducted_max", NUMBER),
        sa.Column("arrested_min", NUMBER),
        sa.Column("arrested_max", NUMBER),
        sa.Column("surrendered_min", NUMBER),
        sa.Column("surrendered_max", NUMBER),
        sa.Column("displaced_min", NUMBER),
        sa.Column("displaced_max", NUMBER),
        sa.Column("weapon", sa.Text()),
        sa.Column("claim_by", sa.Text()),
        sa.Column("claim_stance", sa.Text()),
        sa.Column("claim_channel", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("published", sa.Text()),
        sa.Column("plover", sa.Text()),
        sa.Column("cameo", sa.Text()),
        sa.Column("quad", NUMBER),
        sa.Column("acled_event_type", sa.Text()),
        sa.Column("acled_sub_event_type", sa.Text()),
        sa.Column("ucdp_type", NUMBER),
        sa.Column("confidence", sa.Float(53), nullable=False),
        sa.Column("reviewed", sa.Text(), nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("counted", NUMBER, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.ForeignKeyConstraint(["coding_seq"], ["codings.seq"], name="fk_events_coding_seq"),
        sa.ForeignKeyConstraint(["report_seq"], ["reports.seq"], name="fk_events_report_seq"),
        sa.UniqueConstraint("id", name="uq_events_id"),
    )
    op.create_index("ix_events_anchor", "events", ["anchor"])
    op.create_index("ix_events_coding_seq", "events", ["coding_seq"])
    op.create_index("ix_events_date_from", "events", ["date_from"])
    op.create_index("ix_events_incident", "events", ["incident"])
    op.create_index("ix_events_report_seq", "events", ["report_seq"])
    op.create_table(
        "link_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("feature_seq", NUMBER, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("key", "feature_seq", name="pk_link_keys"),
        sa.ForeignKeyConstraint(["feature_seq"], ["features.seq"], name="fk_link_keys_feature_seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_keys_feature_seq", "link_keys", ["feature_seq"])
    op.create_table(
        "event_parties",
        sa.Column("event_seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", NUMBER, nullable=False, autoincrement=False),
        sa.Column("name", sa.Text()),
        sa.Column("party_id", sa.Text()),
        sa.Column("kind", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("sector", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.PrimaryKeyConstraint("event_seq", "role", "position", name="pk_event_parties"),
        sa.ForeignKeyConstraint(["event_seq"], ["events.seq"], name="fk_event_parties_event_seq"),
    )
    op.create_index("ix_event_parties_name", "event_parties", ["name"])
    op.create_index("ix_event_parties_party_id", "event_parties", ["party_id"])
    op.create_table(
        "event_payloads",
        sa.Column("event_seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_seq", name="pk_event_payloads"),
        sa.ForeignKeyConstraint(["event_seq"], ["events.seq"], name="fk_event_payloads_event_seq"),
    )
    op.create_table(
        "event_places",
        sa.Column("event_seq", NUMBER, nullable=False, autoincrement=False),
        sa.Column("position", NUMBER, nullable=False, autoincrement=False),
        sa.Column("name", sa.Text()),
        sa.Column("geonameid", NUMBER),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("country", sa.Text()),
        sa.Column("admin1", sa.Text()),
        sa.Column("admin2", sa.Text()),
        sa.Column("precision", sa.Text()),
        sa.PrimaryKeyConstraint("event_seq", "position", name="pk_event_places"),
        sa.ForeignKeyConstraint(["event_seq"], ["events.seq"], name="fk_event_places_event_seq"),
    )
    op.create_index("ix_event_places_name", "event_places", ["name"])
