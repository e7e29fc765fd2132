"""Parties: who acts in the ledger, under which names, in which offices when, and in which events.

Listed are states, groups, bodies and people in public office, as the registry knows them, by name.  Private persons are
not listed, and nobody is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, distinct, func, select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.codebook.registry import Entry, Registry, Term, name_key
from dateline.ledger import queries
from dateline.ledger.tables import event_parties
from dateline.web.access import Page, Role
from dateline.web.desk import desk
from dateline.web.rendering import page

MOST_LISTED = 1_000
MOST_EVENTS = 50
LONGEST_FIND = 200
KINDS = {
    "state": "States", "organisation": "Bodies", "group": "Armed and other groups", "people": "Peoples",
    "person": "People in public office",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A party as the list shows it; ``events`` is ``None`` for persons, who are not ranked."""

    id: str
    name: str
    country: str | None
    sector: str | None
    events: int | None


def party_list(request: Request) -> Response:
    """The parties of the ledger, by kind and name; or those of the registry that a name finds."""
    here = desk(request)
    find = " ".join(request.query_params.get("find", "").split())[:LONGEST_FIND]
    registry = here.books.registry
    if find:
        found = [Known(one.id, one.name, one.country, one.sector, None) for one in _named(registry, find)]
        return page(request, "parties.html", find=find, groups={"Found": found}, more=len(found) >= MOST_LISTED)
    with here.ledger.read() as connection:
        counted = _counted(connection)
    groups: dict[str, list[Known]] = {title: [] for title in KINDS.values()}
    for identifier, name, number in counted:
        entry = registry.entries.get(identifier)
        kind = "group" if entry is not None and entry.unofficial else entry.kind if entry is not None else None
        if kind is None:
            kind = "person" if identifier.startswith("person:") else "organisation"
        events = None if kind == "person" else number
        known = Known(
            identifier, entry.name if entry is not None else name or identifier,
            entry.country if entry is not None else None, entry.sector if entry is not None else None, events,
        )  # fmt: skip
        groups[KINDS[kind]].append(known)
    groups = {title: sorted(listed, key=_by_name) for title, listed in groups.items() if listed}
    return page(request, "parties.html", find="", groups=groups, more=len(counted) >= MOST_LISTED)


def _by_name(known: Known) -> tuple[str, str]:
    return known.name.casefold(), known.id


def _counted(connection: Connection) -> list[tuple[str, str | None, int]]:
    c = event_parties.c
    number = func.count(distinct(c.event_seq))
    query = (
        select(c.party_id, func.min(c.name), number)
        .where(c.party_id.is_not(None))
        .group_by(c.party_id)
        .order_by(number.desc(), c.party_id)
        .limit(MOST_LISTED)
    )
    return [(str(row[0]), row[1], int(row[2])) for row in connection.execute(query)]


def _named(registry: Registry, find: str) -> list[Entry]:
    """The registry's parties one of whose names holds the words, by name."""
    wanted = name_key(find)
    if not wanted:
        return []
    found: dict[str, Entry] = {}
    for names in registry.names.values():
        for name in names:
            if all(any(word.startswith(part) for word in name.words) for part in wanted):
                found.setdefault(name.entry.id, name.entry)
    for entry in registry.entries.values():
        words = name_key(entry.name)
        if all(any(word.startswith(part) for word in words) for part in wanted):
            found.setdefault(entry.id, entry)
    return sorted(found.values(), key=lambda entry: (entry.name.casefold(), entry.id))[:MOST_LISTED]


def party(request: Request) -> Response:
    """One party: its names, offices with dates, and its events."""
    here = desk(request)
    identifier = str(request.path_params["id"])
    registry = here.books.registry
    entry = registry.entries.get(identifier)
    careers = registry.careers.get(identifier, ())
    with here.ledger.read() as connection:
        written = _written(connection, identifier)
    if entry is None and not careers and not written:
        raise HTTPException(404, "No party of that id is known")
    name = entry.name if entry is not None else careers[0].name if careers else next(iter(written))
    asked = queries.term("party", identifier)
    events = queries.events_page(here.ledger, asked, limit=MOST_EVENTS, columns=here.columns)
    aliases = sorted({one.text for names in registry.names.values() for one in names if one.entry.id == identifier})
    return page(
        request, "party.html",
        id=identifier,
        name=name,
        entry=entry,
        aliases=[alias for alias in aliases if alias != name],
        written=[words for words in written if words != name and words not in aliases],
        careers=sorted(careers, key=lambda term: term.from_, reverse=True),
        offices=_offices(registry, entry),
        events=events,
        asked=asked,
    )  # fmt: skip


def _written(connection: Connection, identifier: str) -> list[str]:
    """The words by which reports call the party."""
    query = (
        select(event_parties.c.text)
        .where(event_parties.c.party_id == identifier, event_parties.c.text.is_not(None))
        .distinct()
        .order_by(event_parties.c.text)
        .limit(60)
    )
    return [str(text) for text in connection.execute(query).scalars()]


def _offices(registry: Registry, entry: Entry | None) -> list[tuple[str, tuple[Term, ...]]]:
    """The offices of a state with their holders, latest first."""
    if entry is None or entry.kind not in {"state", "organisation"} or entry.country is None:
        return []
    own = entry.country if entry.kind == "state" else entry.id.partition(":")[2]
    return [
        (office.replace("-", " "), tuple(sorted(terms, key=lambda term: term.from_, reverse=True)))
        for (country, office), terms in sorted(registry.terms.items())
        if country == own
    ]


PAGES = (
    Page("/parties", party_list, Role.VIEWER),
    Page("/parties/{id:path}", party, Role.VIEWER),
)
