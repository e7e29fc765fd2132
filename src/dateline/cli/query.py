"""``dateline query``: which events, or incidents, fit a filter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.cli.app import app, messages
from dateline.cli.ledgers import DEFAULT_LEDGER, LedgerOption
from dateline.cli.status import Exit

if TYPE_CHECKING:
    from dateline.ledger import Ledger
    from dateline.ledger.answers import EventRow, IncidentRow


@app.command(
    epilog="Examples:  dateline query 'type:assault country:IRQ killed:>0'  ·  dateline query --incidents "
    "'sources:>=2 from:2020-05'  ·  dateline query 'place:Kirkuk' --count type,actor  ·  dateline query --fields"
)
def query(
    wanted: Annotated[str, typer.Argument(metavar="[FILTER]", help="What is wanted; everything when left out.")] = "",
    ledger: LedgerOption = DEFAULT_LEDGER,
    incidents: Annotated[bool, typer.Option("--incidents", help="Incidents of which an event fits.")] = False,
    order: Annotated[
        str,
        typer.Option(help="date, oldest, confidence, uncertain, killed, added; for incidents also sources, reports."),
    ] = "date",
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=5000, help="Rows of this page.")] = 30,
    after: Annotated[str | None, typer.Option(help="The mark that ended the page before.")] = None,
    count: Annotated[str | None, typer.Option(help="Count the values of these fields instead: type,country.")] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines even on a terminal.")] = False,
    fields: Annotated[bool, typer.Option("--fields", help="Say what can be asked for, and how.")] = False,
) -> None:
    """Ask the ledger: a table on a terminal, JSON Lines when piped."""
    if fields:
        _explain_fields()
        raise typer.Exit(Exit.DONE)
    from dateline.ledger import open_ledger

    as_json = json or not sys.stdout.isatty()
    with open_ledger(ledger, create=False, readonly=True) as opened:
        if count is not None:
            _count(opened, wanted, count, incidents, as_json)
        else:
            _list(opened, wanted, (order, limit, after), incidents, as_json)
    raise typer.Exit(Exit.DONE)


def _list(opened: Ledger, wanted: str, how: tuple[str, int, str | None], incidents: bool, as_json: bool) -> None:
    from dateline.ledger import queries

    order, limit, after = how
    page: Any
    if incidents:
        page = queries.incidents_page(opened, wanted, order=order, limit=limit, after=after)
    else:
        page = queries.events_page(opened, wanted, order=order, limit=limit, after=after)
    if as_json:
        for row in page.items:
            typer.echo(msgspec.json.encode(row).decode())
    else:
        table = _incident_table(page.items) if incidents else _event_table(page.items)
        Console(highlight=False).print(table)
    what = "incidents" if incidents else "events"
    total = f"{page.total:,}" if page.exact else f"more than {page.total:,}"
    shown = f"{len(page.items):,} of {total} {what}"
    messages.print(shown + (f"; go on with --after {page.next}" if page.next else ""), soft_wrap=True)


def _count(opened: Ledger, wanted: str, names: str, incidents: bool, as_json: bool) -> None:
    from dateline.ledger import queries

    found = queries.facets(
        opened, wanted, [name.strip() for name in names.split(",")], of="incidents" if incidents else "events"
    )
    console = Console(highlight=False)
    for facet in found:
        if as_json:
            typer.echo(msgspec.json.encode(facet).decode())
            continue
        table = Table(box=None, header_style="bold")
        table.add_column(facet.field)
        table.add_column("incidents" if incidents else "events", justify="right")
        for value in facet.values:
            table.add_row(Text(value.value), f"{value.count:,}")
        if facet.missing:
            table.add_row(Text("not known", style="dim"), f"{facet.missing:,}")
        if facet.others:
            table.add_row(Text(f"and {facet.others:,} more", style="dim"), "")
        console.print(table)


def _event_table(items: tuple[EventRow, ...]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("day", "what", "status", "who", "to whom", "where", "killed", "source", "id"):
        table.add_column(name, justify="right" if name == "killed" else "left", overflow="fold")
    for row in items:
        what = row.type + (f":{row.mode}" if row.mode else "")
        style = "" if row.counted else "dim"
        table.add_row(
            days(row.date_from, row.date_to), Text(what), row.status, Text(row.actor or "–"),
            Text(row.recipient or "–"), Text(where(row.place, row.country)), figure(row.killed_min, row.killed_max),
            Text(row.source or "–"), Text(row.id), style=style,
        )  # fmt: skip
    return table


def _incident_table(items: tuple[IncidentRow, ...]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("day", "what", "status", "who", "to whom", "where", "killed", "sources", "differ", "id"):
        table.add_column(name, justify="right" if name in ("killed", "sources", "differ") else "left", overflow="fold")
    for row in items:
        table.add_row(
            days(row.date_from, row.date_to), Text(row.type or "–"), row.status or "–", Text(row.actors or "–"),
            Text(row.recipients or "–"), Text(where(row.place, row.country)), figure(row.killed_min, row.killed_max),
            str(row.independent_sources if row.independent_sources is not None else "–"), str(row.conflicts or ""),
            Text(row.id),
        )  # fmt: skip
    return table


def days(first: str | None, last: str | None) -> str:
    """An interval of days as people read it; an open end stays open."""
    if first == last:
        return first or "not known"
    return f"{first or ''} – {last or ''}".strip()


def where(place: str | None, country: str | None) -> str:
    """A place with its country."""
    return ", ".join(part for part in (place, country) if part) or "–"


def figure(least: int | None, most: int | None) -> str:
    """A number of people as a range; empty where nothing was reported."""
    if least is None:
        return ""
    if most is None:
        return f"{least:,}+"
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"


def _explain_fields() -> None:
    from dateline.ledger.filters import FIELDS

    table = Table(box=None, header_style="bold")
    table.add_column("field")
    table.add_column("asks for")
    table.add_column("values")
    for field in FIELDS.values():
        shown = _HOW.get(field.kind, "") if not field.words else " ".join(field.words)
        table.add_row(Text(f"{field.name}:"), field.help, Text(shown, style="dim"))
    Console(highlight=False).print(table)


_HOW = {
    "number": "3  >3  >=3  <3  3..9",
    "whole": "3  >3  >=3  <3  3..9",
    "days": "2020-06-02  2020-06  2020",
    "flag": "yes  no",
    "party": 'name  "Two Words"  Beginn*',
    "name": 'name  "Two Words"  Beginn*',
    "text": 'word  "two words"  beginn*',
}
