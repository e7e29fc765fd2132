"""Full-text search over reports and events: what is indexed, how, and how a query is put.

Words are evened out here, not by the database, so that both back ends find the same: case, accents and apostrophes are
gone, every run of letters and digits is a word.  SQLite holds them in two FTS5 tables that keep no copy of the text,
PostgreSQL in two tables with a ``tsvector`` under a GIN index.  A query never reaches the database as it was written:
its words are cut out first, so that no operator of either query language can be smuggled in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, text

from dateline.record import Event, Record

LONGEST = 200_000
"""Characters of a report that are indexed; PostgreSQL's limit on a ``tsvector`` lies not far above."""

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
_SENTENCE_END = ".!?\n"
_WINDOW = 320

LONGEST_NAME = 300
"""Characters of a name that can be asked for; a longer one is a sentence that was taken for a name."""

names = Table("names", MetaData(), Column("name", Text, primary_key=True), Column("key", Text, nullable=False))
"""Every name as it stands in the other tables, with its :func:`key`, so that one spelling finds all."""

report_index = Table("report_words", MetaData(), Column("rowid", Integer), Column("words", Text))
event_index = Table("event_words", MetaData(), Column("rowid", Integer), Column("words", Text))
"""The two indexes, for queries only: :func:`create` makes them as each back end wants them."""

NAMED = (
    "name", "place", "admin1", "admin2", "actor", "recipient", "weapon", "claim_by", "claim_channel", "source",
    "acled_event_type", "acled_sub_event_type",
)  # fmt: skip
"""Columns whose values are asked for by name, in any spelling."""

TABLES = ("report_words", "event_words")
"""The tables that hold the index of words.  Their first column is ``reports.seq`` and ``events.seq``."""

_BEARERS = {
    "events": tuple(column for column in NAMED if column not in ("name", "admin1", "admin2")),
    "event_places": ("name", "admin1", "admin2"),
    "event_parties": ("name",),
}

_SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5"
    "(words, content='', contentless_delete=1, tokenize='unicode61')"
)
_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS {table} (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX IF NOT EXISTS {table}_index ON {table} USING GIN (words)",
)


def create(connection: Connection) -> None:
    """Make the index tables where they are not there yet."""
    for table in TABLES:
        statements = (_SQLITE,) if connection.dialect.name == "sqlite" else _POSTGRESQL
        for statement in statements:
            connection.exec_driver_sql(statement.format(table=table))
    names.create(connection, checkfirst=True)
    connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS ix_names_key ON names (key)")


def drop(connection: Connection) -> None:
    """Remove the index tables; :func:`create` and the ``put`` functions make them anew."""
    for table in (*TABLES, "names"):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")


def put_reports(connection: Connection, rows: Sequence[tuple[int, str | None, str | None]]) -> None:
    """Index reports given as (``reports.seq``, title, text); each must not be indexed yet."""
    _put(connection, "report_words", [(seq, folded(f"{title or ''} {body or ''}")) for seq, title, body in rows])


def put_events(connection: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Index events given as (``events.seq``, words as :func:`event_words` makes them); each must not be indexed yet."""
    _put(connection, "event_words", rows)


def put_names(connection: Connection, given: Iterable[str | None]) -> None:
    """Make names findable by another spelling; those known already stay."""
    fresh = sorted({name for name in given if name and len(name) <= LONGEST_NAME})
    if fresh:
        statement = text("INSERT INTO names (name, key) VALUES (:name, :key) ON CONFLICT (name) DO NOTHING")
        connection.execute(statement, [{"name": name, "key": key(name)} for name in fresh])


def names_in(rows: Iterable[Mapping[str, Any]]) -> Iterator[str | None]:
    """The names that rows of ``events``, ``event_parties`` and ``event_places`` can be asked for."""
    for row in rows:
        for column in NAMED:
            if column in row:
                yield row[column]


def forget_reports(connection: Connection, seqs: Iterable[int]) -> None:
    """Take reports out of the index."""
    _forget(connection, "report_words", seqs)


def forget_events(connection: Connection, seqs: Iterable[int]) -> None:
    """Take events out of the index."""
    _forget(connection, "event_words", seqs)


def purge(connection: Connection) -> None:
    """Rewrite the index so that words of forgotten rows are gone from it and not only hidden.

    Names that nothing bears any more go as well.  SQLite's free pages still hold them until the file is vacuumed.
    """
    used = ""
    for table, columns in _BEARERS.items():
        for column in columns:
            bearer = f"SELECT {column} AS name FROM {table}"  # noqa: S608 - our own names
            used = f"{used} UNION {bearer}" if used else bearer
    unused = f"NOT EXISTS (SELECT 1 FROM ({used}) used WHERE used.name = names.name)"  # noqa: S608 - our own names
    connection.execute(text(f"DELETE FROM names WHERE {unused}"))  # noqa: S608 - our own names
    if connection.dialect.name == "sqlite":
        for table in TABLES:
            connection.exec_driver_sql(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608 - our own names


def _put(connection: Connection, table: str, rows: Sequence[tuple[int, str]]) -> None:
    if not rows:
        return
    value = ":words" if connection.dialect.name == "sqlite" else "to_tsvector('simple', :words)"
    statement = text(f"INSERT INTO {table} (rowid, words) VALUES (:seq, {value})")  # noqa: S608 - our own names
    connection.execute(statement, [{"seq": seq, "words": words} for seq, words in rows])


def _forget(connection: Connection, table: str, seqs: Iterable[int]) -> None:
    rows = [{"seq": seq} for seq in seqs]
    if rows:
        connection.execute(text(f"DELETE FROM {table} WHERE rowid = :seq"), rows)  # noqa: S608 - our own names


def folded(words: str) -> str:
    """The words of a text as they are indexed: no case, accents, apostrophes or marks, one space between."""
    words = words[:LONGEST].translate(_APOSTROPHES)
    if not words.isascii():
        words = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(words.casefold()))


@lru_cache(maxsize=16_384)
def key(name: str) -> str:
    """What two spellings of a name share that differ in case, accents, apostrophes or punctuation only."""
    return folded(name)


def event_words(record: Record, event: Event) -> str:
    """The words by which an event is found: the report's title, its sentence, and the names of its parties and places.

    Names are indexed as the text words them and as they were resolved.
    """
    parts: list[str | None] = [record.report.title, *_sentences(record.report.text, event)]
    for party in (*event.actors, *event.recipients):
        parts += (party.text, party.name, party.title)
    for place in event.where:
        parts += (place.text, place.name, place.admin1)
    if event.claim is not None and event.claim.speaker is not None:
        parts += (event.claim.speaker.text, event.claim.speaker.name)
    if event.weapon is not None:
        parts.append(event.weapon.text)
    return folded(" ".join(dict.fromkeys(part for part in parts if part)))


def _sentences(body: str, event: Event) -> Iterable[str]:
    """The sentence of the trigger, and evidence that stands outside it."""
    start, end = sentence(body, event.trigger.start, event.trigger.end)
    yield body[start:end]
    for span in event.evidence:
        if not (start <= span.start and span.end <= end):
            yield span.text


def sentence(body: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around ``[start, end)`` as far as its marks show it; never more than some lines to either side."""
    first = max(0, start - _WINDOW)
    begin = max(max(body.rfind(mark, first, start) for mark in _SENTENCE_END) + 1, first)
    while begin < start and body[begin].isspace():
        begin += 1
    ends = [body.find(mark, end, end + _WINDOW) for mark in _SENTENCE_END]
    last = min((place + 1 for place in ends if place >= 0), default=min(len(body), end + _WINDOW))
    return begin, max(end, last - 1 if body[last - 1 : last] == "\n" else last)


def match(words: str, prefix: bool, dialect: str) -> str:
    """The query for consecutive ``words`` (already :func:`folded`), the last one as a beginning where ``prefix``.

    For SQLite an FTS5 string, for PostgreSQL the text of a ``tsquery``.
    """
    if dialect == "sqlite":
        return f'"{words}"' + ("*" if prefix else "")
    return " <-> ".join(words.split()) + (":*" if prefix else "")
