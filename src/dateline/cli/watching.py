"""`dateline watch`: feeds followed over time; `dateline alert`: saved searches that tell what is new."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from dateline.cli.app import app, messages
from dateline.cli.ledgers import DEFAULT_LEDGER, LedgerOption, person
from dateline.cli.options import CodebookOption, LearnedOption, OnlyCodebookOption
from dateline.cli.status import Exit

if TYPE_CHECKING:
    from dateline.ledger.following import Health
    from dateline.watch.settings import Settings

alert_app = typer.Typer(name="alert", help="Saved searches; watch tells what newly fits them.", no_args_is_help=True)
app.add_typer(alert_app)


@app.command(
    epilog="Examples:  dateline watch sources.toml  ·  dateline watch sources.toml --once  ·  "
    "dateline watch sources.toml --status"
)
def watch(
    file: Annotated[Path, typer.Argument(help="What is to be followed, as TOML.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    once: Annotated[bool, typer.Option("--once", help="One round through what is due, then end.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say how each source does, and ask nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The status as JSON Lines on standard output.")] = False,
    allow_private: Annotated[
        list[str] | None,
        typer.Option("--allow-private", help="A private address or network that may be asked, as 192.168.4.0/24."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes to code with.")] = 1,
    codebook: CodebookOption = None,
    only_codebook: OnlyCodebookOption = None,
    learned: LearnedOption = None,
    model: Annotated[bool, typer.Option("--model/--no-model", help="Use the learned reader.")] = True,
    seconds: Annotated[float, typer.Option(min=0, help="Longest time for one report (0: no limit).")] = 120.0,
    memory: Annotated[float, typer.Option(min=0, help="Most memory of a worker, in GB (0: no limit).")] = 4.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing of single faults.")] = False,
) -> None:
    """Follow feeds and sitemaps: fetch with care, code, keep, and tell what newly fits the saved searches."""
    from dateline.cli.learning import learned_path
    from dateline.watch.settings import read_settings

    settings = read_settings(file)
    if status:
        raise typer.Exit(_say_health(ledger, settings, as_json=json))
    told = messages.print if not quiet else (lambda *_, **__: None)
    books = tuple(codebook or ()), tuple(only_codebook or ())
    work = _Work(workers, model, seconds, memory, *books, learned_path(learned) if learned else None)
    with _alone(file):
        raise typer.Exit(_follow(settings, ledger, work, tuple(allow_private or ()), once, told))


class _Work(msgspec.Struct, frozen=True):
    workers: int
    model: bool
    seconds: float
    memory: float
    codebooks: tuple[str, ...] = ()
    only_codebooks: tuple[str, ...] = ()
    learned: str | None = None


def _follow(settings: Settings, where: str, work: _Work, allowed: tuple[str, ...], once: bool, told: Any) -> Exit:
    import dateline
    from dateline.cli import gazetteer, parties
    from dateline.cli.coding import printable
    from dateline.ledger import open_ledger
    from dateline.record import SetupError
    from dateline.watch.addresses import Guard, networks
    from dateline.watch.alerting import Alerting
    from dateline.watch.fetching import Fetcher
    from dateline.watch.watching import Watch
    from dateline.workers import Crew, Limits, Setting

    def say(line: str) -> None:
        told(escape(printable(line, 500)), soft_wrap=True)

    try:
        guard = Guard(networks([*settings.allow_private, *allowed]))
    except ValueError as error:
        raise SetupError(f"--allow-private: {error}") from error
    agent = f"{settings.agent}/{dateline.__version__} (+{settings.contact})"
    limits = Limits(seconds=work.seconds, memory=int(work.memory * (1 << 30)))
    setting = Setting(
        model=work.model, parties=tuple(map(str, parties.lists())), places=tuple(map(str, gazetteer.lists())),
        codebooks=work.codebooks, only_codebooks=work.only_codebooks, learned=work.learned,
    )  # fmt: skip
    fetcher = Fetcher(agent, guard, proxy=settings.proxy)
    with open_ledger(where) as opened, Crew(work.workers, setting, limits) as crew:
        alerting = Alerting(opened, settings.alerts, fetcher, say)
        watching = Watch(opened, crew, settings, fetcher, alerting, say=say)
        asked: list[int] = []

        def stop(number: int, _: Any) -> None:
            if asked:  # a second time: now
                raise KeyboardInterrupt
            asked.append(number)
            watching.stop()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            say(f"Following {len(settings.source)} sources; stop with Ctrl-C, the same command goes on.")
            watching.run(once=once)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    return Exit.INTERRUPTED if signal.SIGINT in asked else Exit.DONE


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Keep a second watch of the same file away: together they would ask twice as often as either means to."""
    from dateline.record import SetupError

    try:
        import fcntl
    except ImportError:  # not a Unix
        yield
        return
    opened: IO[bytes]
    with file.open("rb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SetupError(f"{file} is followed already by another process. Stop that first") from None
        yield


def _say_health(where: str, settings: Settings, *, as_json: bool) -> Exit:
    from dateline.ledger import following, open_ledger

    with open_ledger(where, create=False) as opened, opened.read() as connection:
        found = following.health(connection)
    days = {one.id: one.silent_days for one in settings.source}
    now = datetime.now(UTC)
    table = Table("source", "state", "last well", "last new", "pages", "waiting", "failed", "error")
    for one in found:
        state = state_of(one, now, days.get(one.id))
        if as_json:
            sys.stdout.buffer.write(msgspec.json.encode({"state": state, **msgspec.to_builtins(one)}) + b"\n")
            continue
        row = (one.id, state, one.ok_at or "never", one.new_at or "never", str(one.stored), str(one.waiting))
        table.add_row(*(escape(part) for part in row), str(one.failed), escape((one.last_error or "")[:120]))
    if not as_json:
        messages.print(table)
        silent = [one.id for one in found if state_of(one, now, days.get(one.id)) == "silent"]
        if silent:
            messages.print(f"Silent: {escape(', '.join(silent))}", soft_wrap=True)
    return Exit.DONE


def state_of(health: Health, now: datetime, silent_days: float | None) -> str:
    """A source's state in a word: ``paused``, ``not yet asked``, ``failing``, ``silent`` or ``well``.

    Silent is one that answers and has had nothing new for longer than its ``silent_days``.
    """
    if health.is_paused or silent_days is None:
        return "paused"
    if health.checked_at is None:
        return "not yet asked"
    if health.failures:
        return "failing"
    if health.new_at is None or now - datetime.fromisoformat(health.new_at) > timedelta(days=silent_days):
        return "silent"
    return "well"


@alert_app.command("add")
def alert_add(
    name: Annotated[str, typer.Argument(help="What to call the search.")],
    filter: Annotated[str, typer.Argument(help="The filter, as `dateline query` takes it.")],  # noqa: A002
    ledger: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Save a search: watch tells each incident that newly fits it, once."""
    from dateline.ledger import open_ledger
    from dateline.ledger.following import add_search

    with open_ledger(ledger) as opened:
        found = add_search(opened, name, filter, person())
    messages.print(f"Search {found.id} is saved. What fits it already is not told.")


@alert_app.command("list")
def alert_list(
    ledger: LedgerOption = DEFAULT_LEDGER,
    json: Annotated[bool, typer.Option("--json", help="JSON Lines on standard output.")] = False,
) -> None:
    """List the saved searches."""
    from dateline.ledger import open_ledger
    from dateline.ledger.following import all_searches

    with open_ledger(ledger, create=False) as opened, opened.read() as connection:
        found = all_searches(connection)
    if json:
        for one in found:
            sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")
        return
    table = Table("id", "name", "filter", "owner", "since")
    for one in found:
        table.add_row(*(escape(part or "") for part in (one.id, one.name, one.query, one.owner, one.created_at)))
    messages.print(table)


@alert_app.command("remove")
def alert_remove(
    name: Annotated[str, typer.Argument(help="Its name or id.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Remove a saved search."""
    from dateline.ledger import open_ledger
    from dateline.ledger.following import remove_search

    with open_ledger(ledger, create=False) as opened:
        remove_search(opened, name, person())
    messages.print("Removed.")
