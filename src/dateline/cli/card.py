"""A record as a card to read on a terminal: events as sentences, with who says so and how sure we are."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dateline.record import TOLL_KEYS, Count, Event, Party, Place, Record, Statement, Time

COUNTED = ("occurred", "ongoing")
_STATUS_STYLE = {"occurred": "bold green", "ongoing": "bold green", "denied": "bold red", "planned": "bold yellow"}


def card(record: Record) -> RenderableType:
    """The card of one record."""
    report = record.report
    head = Text(report.title or report.id, style="bold")
    lines: list[RenderableType] = [head, Text(_origin_line(record), style="dim")]
    if record.disposition != "published":
        lines.append(Text(f"{record.disposition.replace('_', ' ')}: {record.reason}", style="yellow"))
    if record.failure is not None:
        lines.append(Text(record.failure.advice))
    for event in record.events:
        lines.extend((Text(""), *_event_lines(event)))
    said = [statement for statement in record.statements if statement.speaker is not None]
    if said:
        lines.extend((Text(""), Text("Who says so", style="bold"), _statement_table(said)))
    return Panel(Group(*lines), title=report.id, title_align="left", border_style="dim")


def _origin_line(record: Record) -> str:
    report = record.report
    span = report.published_range
    if report.published:
        day = f"published {report.published}"
    elif span.from_ or span.to:
        day = f"published between {span.from_ or '?'} and {span.to or '?'} ({span.basis})"
    else:
        day = "date of publication unknown"
    via = f" (credit: {report.credit})" if report.credit and report.credit != report.source else ""
    return f"{report.source or 'source unknown'}{via} · {day}"


def _event_lines(event: Event) -> list[RenderableType]:
    line = Text()
    line.append(f"{event.id} ", style="dim")
    line.append(" ★ " if event.main else "   ", style="yellow")
    line.append(_parties(event.actors) or "(actor not named)", style="bold cyan")
    line.append(f"  {event.type}{':' + event.mode if event.mode else ''} ", style="bold")
    if event.recipients:
        line.append("→ ")
        line.append(_parties(event.recipients), style="bold magenta")
    line.append(f"  [{event.status}]", style=_STATUS_STYLE.get(event.status, "bold yellow"))
    if event.status not in COUNTED:
        line.append(" not counted", style="dim")
    detail = Table.grid(padding=(0, 1))
    detail.add_column(style="dim", min_width=10)
    detail.add_column()
    detail.add_row("       when", _when(event.when))
    detail.add_row("       where", "; ".join(_where(place) for place in event.where) or "not said")
    toll = [f"{name} {_count(count)}" for name in TOLL_KEYS if (count := getattr(event.toll, name)) is not None]
    if toll:
        detail.add_row("       toll", ", ".join(toll))
    if event.weapon is not None:
        detail.add_row("       weapon", event.weapon.text)
    if event.claim is not None:
        channel = f", {event.claim.channel}" if event.claim.channel else ""
        speaker = _party(event.claim.speaker) if event.claim.speaker else "somebody"
        detail.add_row("       says who", f"{speaker} {event.claim.stance.replace('_', ' ')}{channel}")
    because = event.why("type")
    if because:
        runner_up = f" (next: {because[0].runner_up})" if because[0].runner_up else ""
        detail.add_row("       because", f"{because[0].text}{runner_up}")
    detail.add_row("       words", f"“{event.trigger.text}”, confidence {event.confidence:.2f}")
    return [line, detail]


def _parties(parties: tuple[Party, ...]) -> str:
    return ", ".join(_party(party) for party in parties)


def _party(party: Party) -> str:
    code = " ".join(filter(None, (party.country, party.sector)))
    return (party.name or party.text) + (f" ({code})" if code else "")


def _when(time: Time | None) -> str:
    if time is None:
        return "not said"
    if time.from_ is None:
        return f"“{time.text}” ({time.reason or 'not resolved'})"
    days = time.from_ if time.from_ == time.to else f"{time.from_} to {time.to or '?'}"
    return f"{days} (“{time.text}”)"


def _where(place: Place) -> str:
    if place.name is None:
        return f"“{place.text}” ({place.reason or 'not resolved'})"
    region = ", ".join(filter(None, (place.admin1 if place.admin1 != place.name else None, place.country)))
    return f"{place.name}{', ' + region if region else ''} ({place.precision.replace('_', ' ')})"


def _count(count: Count) -> str:
    if count.max is None:
        return f"at least {count.min}"
    return str(count.min) if count.min == count.max else f"{count.min}–{count.max}"


def _statement_table(statements: list[Statement]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(style="cyan", max_width=34)
    table.add_column(style="dim", max_width=24)
    table.add_column()
    for statement in statements:
        how = statement.stance.replace("_", " ") + (f", {statement.channel}" if statement.channel else "")
        words = " … ".join(part.text for part in statement.contents)
        words = words if len(words) <= 160 else words[:157] + "…"
        name = _party(statement.speaker) if statement.speaker else "?"
        table.add_row(Text(name), Text(how), Text(words))
    return table
