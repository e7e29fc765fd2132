"""`dateline score`: agreement between coders, and a record against gold."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from dateline.cli.app import app, messages
from dateline.record import RecordError

if TYPE_CHECKING:
    from dateline.ledger import Ledger
    from dateline.record import Event, Record
    from dateline.score import Agreement, Coefficient

score_app = typer.Typer(name="score", help="Agreement between coders; a record against gold.", no_args_is_help=True)
app.add_typer(score_app)


@score_app.command(epilog="Example:  dateline score agreement --ledger iraq.db --without-machine")
def agreement(
    ledger: Annotated[
        str, typer.Option("--ledger", envvar="DATELINE_LEDGER", help="The ledger: a file, or a postgresql:// address.")
    ] = "dateline.db",
    machine: Annotated[
        bool, typer.Option("--with-machine/--without-machine", help="Count the machine as one of the coders.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON, with the pairs that differ.")] = False,
) -> None:
    """How far coders agree, by field: Krippendorff's alpha with its interval, and how many events they differ on."""
    from dateline import score
    from dateline.ledger import open_ledger

    with open_ledger(ledger, create=False, readonly=True) as opened:
        codings, texts = _codings(opened, machine)
    found = score.agreement(codings, texts)
    if json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        messages.print(_agreement_table(found))


@score_app.command(epilog="Example:  dateline score gold reviewed.jsonl records.jsonl")
def gold(
    gold: Annotated[Path, typer.Argument(help="Records that people made or reviewed, as JSON Lines.")],
    records: Annotated[Path, typer.Argument(help="The records to score, as JSON Lines.")],
    before: Annotated[
        Path | None, typer.Option(help="Earlier records of the same reports: say what got better and what worse.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Score records against gold: events found, and by field how many are right."""
    from dateline import score

    wanted, mine = _events(gold), _events(records)
    if before is not None:
        change = score.compare(wanted, _events(before), mine)
        if json:
            typer.echo(msgspec.json.encode(change).decode())
            return
        table = Table("field", "events", "before", "after", "better", "worse", "same sign in samples")
        for row in change.changes:
            sure = "" if row.sure is None else f"{row.sure:.0%}"
            table.add_row(row.field, *map(str, (row.events, row.before, row.after, row.better, row.worse)), sure)
        messages.print(table)
        return
    found = score.score(wanted, mine)
    if json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    messages.print(
        f"{found.found} of {found.gold} events of gold found, {found.coded} coded: "
        f"precision {_share(found.precision)}, recall {_share(found.recall)}, F1 {_share(found.f1)}"
    )
    table = Table("field", "events", "right", "share")
    for field in found.fields:
        table.add_row(field.field, str(field.events), str(field.right), _share(field.accuracy))
    messages.print(table)


def _codings(ledger: Ledger, machine: bool) -> tuple[dict[str, dict[str, tuple[Event, ...]]], dict[str, str]]:
    """By report and coder the events of everyone's latest coding, and the texts of those reports."""
    from sqlalchemy import select

    from dateline.ledger import reading
    from dateline.ledger.tables import codings, reports

    found: dict[str, dict[str, tuple[Event, ...]]] = defaultdict(dict)
    texts: dict[str, str] = {}
    with ledger.read() as connection:
        coded = select(codings.c.report_seq).where(codings.c.by != "machine").distinct()
        query = select(reports.c.seq, reports.c.id, reports.c.text).where(reports.c.seq.in_(coded))
        for row in list(connection.execute(query.order_by(reports.c.id))):
            for coding in reading.codings_of(connection, row.seq):
                if coding.kept is not None and coding.current and (machine or coding.by != "machine"):
                    found[row.id][coding.by] = tuple(coding.kept.events)
            if row.text is not None:
                texts[row.id] = row.text
    return dict(found), texts


def _agreement_table(found: Agreement) -> Table:
    title = f"{', '.join(found.coders) or 'no coders'}: {found.reports} reports coded twice, {found.events} events"
    table = Table("field", "scale", "alpha", "95 %", "units", "equal", "differ", title=title, title_justify="left")
    for field in found.fields:
        alpha = field.alpha
        table.add_row(
            field.field, field.scale, _figure(alpha.value), _interval(alpha), str(alpha.units), _share(field.agreed),
            str(len(field.differences)),
        )  # fmt: skip
    table.add_row(
        "words of triggers",
        "nominal",
        _figure(found.words.value),
        _interval(found.words),
        str(found.words.units),
        "",
        "",
    )
    return table


def _events(path: Path) -> dict[str, tuple[Event, ...]]:
    out = {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                record = _record(path, number, line)
                out[record.report.id] = record.events
    return out


def _record(path: Path, number: int, line: bytes) -> Record:
    from dateline.record import Record

    try:
        return Record.from_json(line)
    except RecordError as error:
        raise RecordError(f"{path}, line {number}: {error}") from error


def _figure(value: float | None) -> str:
    return "not to be told" if value is None else f"{value:.2f}"


def _interval(alpha: Coefficient) -> str:
    return "" if alpha.low is None or alpha.high is None else f"{alpha.low:.2f} to {alpha.high:.2f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"
