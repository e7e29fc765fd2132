"""`dateline learn`: an adapter from labels or reviewed events, with what it gained and lost on reports held back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from dateline.cli.app import app
from dateline.cli.status import Exit
from dateline.codebook import userdata
from dateline.record import SetupError

if TYPE_CHECKING:
    from dateline.learning import Lesson

LEARNED = "learned"
"""Subfolder of the user's data folder that holds what was learned."""
_SUFFIX = ".safetensors"
_LUCK = 0.05


@app.command(
    epilog="Examples:  dateline learn --ledger kirkuk.db --name kirkuk ·  dateline learn labels.jsonl -o me.safetensors"
    "  ·  dateline code reports/ --learned kirkuk"
)
def learn(
    labels: Annotated[
        list[Path] | None,
        typer.Argument(help="JSON Lines: records as they should be, or text, actor, recipient, type."),
    ] = None,
    ledger: Annotated[str | None, typer.Option("--ledger", help="Learn from this ledger's reviewed events.")] = None,
    name: Annotated[str, typer.Option(help="What it is called, for --learned and in the records.")] = "mine",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it here, not among your own.")] = None,
    force: Annotated[bool, typer.Option(help="Write it also where it does not help on held-back events.")] = False,
    shown: Annotated[bool, typer.Option("--list", help="Say what was learned so far.")] = False,
    drop: Annotated[str | None, typer.Option(help="Forget what was learned under this name.")] = None,
) -> None:
    """Teach the coder from your own labels or reviewed events, and see what got better and worse."""
    console = Console(highlight=False)
    if shown:
        _list(console)
        return
    if drop is not None:
        path = _stored(drop)
        if not path.is_file():
            raise SetupError(f"nothing was learned under the name {drop!r}. `dateline learn --list` lists all")
        path.unlink()
        console.print(f"Forgot {drop}.")
        return
    if not labels and ledger is None:
        raise SetupError("name a file of labels or a --ledger to learn from")
    raise typer.Exit(_learn(console, labels or [], ledger, name, output or _stored(name), force))


def learned_path(given: str) -> str:
    """The file that ``--learned`` means: a path, or a name that `dateline learn` kept."""
    return given if Path(given).is_file() or given.endswith(_SUFFIX) else str(_stored(given))


def _learn(console: Console, labels: list[Path], ledger: str | None, name: str, target: Path, force: bool) -> Exit:
    from dateline import pipeline
    from dateline.cli import gazetteer, parties
    from dateline.events.taught import pack
    from dateline.learning import from_file, from_ledger, ordinary_sentences
    from dateline.learning import learn as run
    from dateline.ledger import open_ledger

    _stored(name)
    coder = pipeline.load(parties=parties.lists(), places=gazetteer.lists())
    items = [item for path in labels for item in from_file(path)]
    if ledger is not None:
        with open_ledger(ledger, create=False, readonly=True) as opened:
            items += from_ledger(opened)
    columns = (TextColumn("coding labelled texts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    messages = Console(stderr=True, highlight=False)
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as progress:
        task = progress.add_task("", total=len(items) + len(ordinary_sentences()))
        lesson = run(coder, items, name, lambda: progress.advance(task))
    _say(console, lesson)
    helps = lesson.after > lesson.before
    if not helps and not force:
        console.print("Nothing was written, for it would not help. More labels may; --force writes it all the same.")
        return Exit.FAULT
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(pack(lesson.taught))
        part.replace(target)
    except OSError as error:
        raise SetupError(f"{target}: cannot be written ({error.strerror})") from error
    console.print(escape(f"Written to {target}."), soft_wrap=True)
    return Exit.DONE


def _say(console: Console, lesson: Lesson) -> None:
    console.print(
        f"{lesson.texts:,} texts, in {lesson.unmatched:,} of them no labelled event that the coder finds; "
        f"learned from {lesson.events:,} events, each held back once from a lesson by the others.",
        soft_wrap=True,
    )
    table = Table("held back", "events", "right before", "right after", "change")
    for row in lesson.by_label:
        few = " (few)" if row.items < 10 else ""
        table.add_row(row.label, f"{row.items}{few}", str(row.before), str(row.after), f"{row.after - row.before:+d}")
    change = f"{lesson.gained} better, {lesson.lost} worse"
    table.add_row("all", str(lesson.events), str(lesson.before), str(lesson.after), change)
    console.print(table)
    console.print(
        f"Of {lesson.ordinary:,} events in ordinary political news it would change {lesson.ordinary_changed:,}.",
        soft_wrap=True,
    )
    if lesson.after > lesson.before and lesson.luck > _LUCK:
        console.print(f"That may be luck: {lesson.luck:.0%} likely if every change were a toss of a coin.")


def _list(console: Console) -> None:
    from dateline.events.taught import load_taught

    paths = userdata.stored(userdata.home(os.environ), LEARNED)
    for path in paths:
        try:
            about = load_taught(path).about
        except SetupError as error:
            console.print(escape(str(error)), soft_wrap=True)
            continue
        right = (
            f"{about['right_before']} right before and {about['right_after']} after of {about['held_back']} held back"
        )
        console.print(escape(f"{path.stem}: from {about['trained']} events; {right}"), soft_wrap=True)
    if not paths:
        console.print("Nothing was learned so far.")


def _stored(name: str) -> Path:
    if not name or not all(letter.isalnum() or letter in "_-" for letter in name):
        raise SetupError(f"{name!r} cannot be a name. Use letters, digits and hyphens")
    return userdata.home(os.environ) / LEARNED / f"{name}{_SUFFIX}"
