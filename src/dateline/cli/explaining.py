"""``dateline explain``: why each value of an event is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console
from rich.text import Text

from dateline.cli.status import Exit
from dateline.record import Event, Record, RecordError, ReportError

if TYPE_CHECKING:
    from dateline.events import LeftOut
    from dateline.ledger import Ledger
    from dateline.ledger.answers import Decided, EventView, IncidentView, ReportView


@dataclass(frozen=True, slots=True)
class ExplainOptions:
    """The command line of ``dateline explain``; all but the path matter only for a report that is coded now."""

    path: str
    event: str | None = None
    report: str | None = None
    published: str | None = None
    codebooks: tuple[Path, ...] = ()
    only_codebooks: tuple[Path, ...] = ()
    learned: str | None = None
    left_out: bool = False
    """List what was found and left out, too; only for a report that is coded now."""


def run_explain(options: ExplainOptions, messages: Console) -> Exit:
    """Print the reasons of one event, or of all, of a records file or of a report coded now.

    Raises:
        ReportError: the file cannot be read.
    """
    console = Console(highlight=False)
    path, event, report = options.path, options.event, options.report
    shown = 0
    for record, gone in _records(options):
        if report is not None and record.report.id != report:
            continue
        for one in record.events:
            if event is None or one.id == event:
                console.print(explanation(record, one))
                shown += 1
        if not record.events and event is None:
            console.print(Text(f"{record.report.id}: {record.disposition.replace('_', ' ')}: {record.reason}"))
            shown += 1
        for other in gone:
            console.print(_left_out(record, other))
    if not shown:
        wanted = " ".join(
            filter(None, (f"event {event}" if event else None, f"of report {report}" if report else None))
        )
        messages.print(f"{path} holds no {wanted or 'record'}. `dateline explain {path}` lists all.")
        return Exit.USAGE
    return Exit.DONE


def run_explain_ledger(where: str, identifier: str, messages: Console) -> Exit:
    """Print why an incident, an event or the events of a report of a ledger are what they are.

    Raises:
        LedgerError: there is no ledger at ``where``.
    """
    from dateline.ledger import open_ledger, queries

    console = Console(highlight=False)
    with open_ledger(where, create=False, readonly=True) as ledger:
        incident = queries.incident(ledger, identifier)
        if incident is not None:
            told = incident_explanation(incident)
            console.print(told.append_text(relations_explanation(ledger, incident.row.id)))
            return Exit.DONE
        event = queries.event(ledger, identifier)
        report = queries.report(ledger, event.row.report if event is not None else identifier)
        if event is not None:
            _print_event(console, event, report)
            return Exit.DONE
        if report is not None:
            for row in report.events:
                view = queries.event(ledger, row.id)
                if view is not None:
                    _print_event(console, view, report)
            if not report.events:
                console.print(Text(f"{report.row.id}: {report.row.disposition}: {report.row.reason or ''}"))
            return Exit.DONE
    messages.print(f"{where} holds no incident, event or report {identifier}. `dateline query` lists what it holds.")
    return Exit.USAGE


def _print_event(console: Console, told: EventView, report: ReportView | None) -> None:
    if told.event is None or report is None or report.record is None:
        console.print(Text(f"{told.row.id}: the report's text is no longer kept, and with it the reasons"))
    else:
        console.print(explanation(report.record, told.event))
    for decision in told.decisions:
        console.print(_decided(decision))


def incident_explanation(view: IncidentView) -> Text:
    """Why reports are told of as one incident: its figures, who tells of it, what links them, what differs."""
    row = view.row
    out = Text()
    out.append(f"{row.id}  {row.type or ''}", style="bold")
    days = row.date_from if row.date_from == row.date_to else f"{row.date_from or ''} to {row.date_to or ''}"
    out.append(f"  [{row.status or 'not known'}]  {days or 'day not known'}  {row.place or 'place not known'}\n")
    out.append(f"  {row.events} events in {row.reports} reports of {row.independent_sources} independent sources\n")
    for reason in (view.value or {}).get("because", ()):
        text = reason.get("text", "") if isinstance(reason, dict) else str(reason)
        out.append(f"  because    {text}\n")
    for conflict in (view.value or {}).get("conflicts", ()):
        out.append(f"  differ     {conflict.get('text', conflict) if isinstance(conflict, dict) else conflict}\n")
    titles = {report.id: report for report in view.reports}
    for event in view.events:
        report = titles.get(event.report)
        told = report.title or report.id if report is not None else event.report
        out.append(f"  {event.published or 'undated':<11}{event.source or 'source not named'}: {told}", style="cyan")
        out.append(f"  {event.id} “{event.trigger}”")
        if event.killed_min is not None:
            out.append(f", killed {event.killed_min}" + ("" if event.killed_max == event.killed_min else
                       f" to {event.killed_max}" if event.killed_max is not None else " or more"))  # fmt: skip
        out.append("\n")
    for link in view.links:
        out.append(f"  {'linked' if link.same else link.relation or 'apart':<11}", style="cyan")
        score = f" ({link.score:.2f})" if link.score is not None else ""
        out.append(f"{link.a} and {link.b}{score}: {_sentences(link.because)}\n")
    if view.aliases:
        out.append(f"  earlier    known as {', '.join(view.aliases)}\n", style="dim")
    for decision in view.decisions:
        out.append_text(_decided(decision))
    return out


def relations_explanation(ledger: Ledger, incident: str) -> Text:
    """What an incident follows and what follows it: other incidents, a line each."""
    from dateline.ledger import queries
    from dateline.linkage import related

    out = Text()
    with ledger.read() as connection:
        found = related(connection, incident)
    for relation in found:
        is_later = relation.a == incident
        other = queries.incident(ledger, relation.b if is_later else relation.a)
        if other is None:
            continue
        row = other.row
        said = f"{row.id} {row.type or ''}, {row.date_from or 'day not known'}, {row.place or 'place not known'}"
        words = relation.kind if is_later else f"{relation.kind} of"
        out.append(f"  {words:<13} ", style="cyan")
        out.append(f"{said}: {'; '.join(relation.because)}\n")
    return out


def _sentences(because: str | None) -> str:
    """The reasons of a link, kept as a JSON list of sentences or as one."""
    if not because:
        return "no reason kept"
    try:
        found = msgspec.json.decode(because)
    except msgspec.DecodeError:
        return because
    return "; ".join(map(str, found)) if isinstance(found, list) else str(found)


def _decided(decision: Decided) -> Text:
    out = Text(f"  {decision.at[:10]} ", style="magenta")
    what = decision.action + (f" {decision.field}" if decision.field else "")
    change = f": {decision.old or 'nothing'} → {decision.new or 'nothing'}" if decision.field else ""
    out.append(f"{decision.by} {what}{change}" + (f" ({decision.why})" if decision.why else "") + "\n")
    return out


def explanation(record: Record, event: Event) -> Text:
    """The reasons of ``event`` as text: its words in their sentence, then one line per decided value."""
    out = Text()
    out.append(f"{record.report.id} {event.id}  {event.type}{':' + event.mode if event.mode else ''}", style="bold")
    out.append(f"  [{event.status}]  confidence {event.confidence:.2f}\n")
    out.append(_excerpt(record.report.text, event))
    for reason in event.because:
        out.append(f"\n  {reason.about:<11}", style="cyan")
        out.append(reason.text)
        out.append(f"  ({reason.by})", style="dim")
        if reason.runner_up:
            out.append(f"\n  {'':<11}next best: {reason.runner_up}", style="dim")
    if event.when is not None:
        shown = event.when
        out.append(f"\n  {'date':<11}", style="cyan")
        out.append(f"“{shown.text}” = {shown.value}, {shown.from_} to {shown.to}, measured from {shown.anchor}")
        out.append(f"; {shown.reason}" if shown.reason else "")
    for place in event.where:
        out.append(f"\n  {'place':<11}", style="cyan")
        point = f" at {place.lat:.3f}, {place.lon:.3f}" if place.lat is not None and place.lon is not None else ""
        out.append(f"“{place.text}” = {place.name}{point}, precision {place.precision}; {place.reason}")
        if place.candidates:
            others = "; ".join(f"{other.name}, {other.admin1}, {other.country}" for other in place.candidates)
            out.append(f"\n  {'':<11}also possible: {others}", style="dim")
    for role, parties in (("actor", event.actors), ("recipient", event.recipients)):
        for party in parties:
            out.append(f"\n  {role:<11}", style="cyan")
            who = " ".join(filter(None, (party.name, party.country, party.sector))) or "not resolved"
            out.append(f"“{party.text}” [{party.start}:{party.end}] = {who}; {party.reason}")
    out.append(f"\n  {'codes':<11}", style="cyan")
    codes = event.codes
    acled = f"{codes.acled.event_type} / {codes.acled.sub_event_type}" if codes.acled else "none"
    violence = codes.ucdp.type_of_violence if codes.ucdp else "none"
    out.append(
        f"PLOVER {codes.plover}, CAMEO {codes.cameo}, quad {codes.quad}, ACLED-compatible {acled}, UCDP {violence}\n"
    )
    for own in codes.own or ():
        out.append(f"  {'own':<11}", style="cyan")
        out.append(f"{own.category} of the codebook {own.codebook}\n")
    return out


def _left_out(record: Record, one: LeftOut) -> Text:
    """What was found and left out: its words in their sentence, and why."""
    event = one.event
    kind = event.type + (f":{event.mode}" if event.mode else "")
    out = Text(f"{record.report.id} left out  {kind}\n", style="dim")
    out.append(_excerpt(record.report.text, event))
    out.append("\n  because    ", style="cyan")
    return out.append(one.why + "\n")


def _excerpt(text: str, event: Event) -> Text:
    """The words around the trigger, with the trigger and the parties marked."""
    start = max(0, event.trigger.start - 140)
    end = min(len(text), event.trigger.end + 140)
    excerpt = Text("  “" + text[start:end].replace("\n", " ") + "”", style="italic")
    marks = [(event.trigger, "bold yellow")]
    marks += [(party, "bold cyan") for party in event.actors] + [(party, "bold magenta") for party in event.recipients]
    for span, style in marks:
        if start <= span.start and span.end <= end:
            excerpt.stylize(style, span.start - start + 3, span.end - start + 3)
    return excerpt


def _records(options: ExplainOptions) -> Iterator[tuple[Record, tuple[LeftOut, ...]]]:
    """The records the path holds, or those of its reports, these with what was left out if that is asked for."""
    path = options.path
    file = Path(path)
    if file.suffix in {".jsonl", ".ndjson"} and file.is_file():
        with file.open("rb") as lines:
            first = lines.readline()
            try:
                held = Record.from_json(first)
            except RecordError:
                pass
            else:
                if options.left_out:
                    advice = "Give the report itself: `dateline explain REPORT --left-out`"
                    raise ReportError(path, "explain", "a record does not hold what was left out of it", advice)
                yield held, ()
                for number, line in enumerate(lines, 2):
                    try:
                        yield Record.from_json(line), ()
                    except RecordError as error:
                        advice = "Code the reports again to get a whole file"
                        raise ReportError(f"{path}, line {number}", "explain", str(error), advice) from error
                return
    from dateline import intake, pipeline
    from dateline.cli import gazetteer, parties

    coder = pipeline.load(
        codebooks=options.codebooks,
        only_codebooks=options.only_codebooks,
        learned=options.learned,
        parties=parties.lists(),
        places=gazetteer.lists(),
    )
    given = intake.Options(published=options.published)
    for source in intake.sources((path,)):
        if isinstance(source, intake.Unreadable):
            raise source.error
        report = coder.read(source, given)
        record = coder.code(report)
        yield record, coder.left_out(report) if options.left_out and record.failure is None else ()
