"""``dateline parties``: the user's own party lists beside the built-in registry."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dateline.cli.app import app as program
from dateline.cli.status import Exit
from dateline.codebook import userdata
from dateline.codebook.party_lists import SUFFIX, PartyList, read_list
from dateline.record import CodebookError, SetupError

app = typer.Typer(
    name="parties",
    help="Your own lists of parties, laid over the built-in registry.",
    no_args_is_help=True,
)
program.add_typer(app)
SHOWN = 20
"""Warnings printed at most; the rest are counted."""


def lists() -> tuple[Path, ...]:
    """The lists that were added, which every run uses."""
    return userdata.stored(userdata.home(os.environ), userdata.PARTIES)


@app.command(epilog="Examples:  dateline parties add militias.csv  ·  dateline parties add own.actors.txt --name own")
def add(
    file: Annotated[
        Path, typer.Argument(help="A list: .csv, .tsv, .toml, or a PETRARCH .actors.txt or .agents.txt dictionary.")
    ],
    name: Annotated[str | None, typer.Option(help="What to call the list; the file's name when left out.")] = None,
    force: Annotated[bool, typer.Option(help="Replace a list of the same name.")] = False,
) -> None:
    """Keep a list of parties for all later runs; its spellings replace the built-in ones written the same."""
    console = Console(highlight=False)
    found = read_list(file)
    if not found.parties and not found.agents:
        raise CodebookError(f"{file.name}: no party in it. See the guide for what a list looks like")
    target = _target(name or found.header.name)
    if target.exists() and not force:
        raise SetupError(f"a list {target.stem!r} is there already. Use --force to replace it, or --name another")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(found.to_jsonl())
        part.replace(target)
    except OSError as error:
        raise SetupError(
            f"{target}: {error.strerror or error}. Set DATELINE_HOME to a folder you may write to"
        ) from error
    for warning in found.warnings[:SHOWN]:
        console.print(f"[yellow]note[/] {escape(warning)}", soft_wrap=True)
    if len(found.warnings) > SHOWN:
        console.print(
            f"[yellow]note[/] and {len(found.warnings) - SHOWN:,} more lines that could not be read as written"
        )
    console.print(f"Added {target.stem}: {_size(found)}.", soft_wrap=True)


@app.command("list")
def show() -> None:
    """Say which lists were added, with what is in them."""
    console = Console(highlight=False)
    paths = lists()
    for path in paths:
        found = read_list(path)
        console.print(
            f"{escape(path.stem)}: {_size(found)}, from {escape(found.header.file)} ({found.header.format})",
            soft_wrap=True,
        )
    if not paths:
        console.print("No list was added. `dateline parties add FILE` adds one.")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The list's name, as `dateline parties list` says it.")]) -> None:
    """Forget a list that was added."""
    target = _target(name)
    if not target.is_file():
        known = ", ".join(path.stem for path in lists()) or "none was added"
        raise SetupError(f"no list {name!r}. The lists are: {known}")
    target.unlink()
    Console(highlight=False).print(f"Removed {target.stem}.")


@app.command()
def check(
    file: Annotated[
        list[Path] | None, typer.Argument(help="Lists to check with the built-in registry; those added when left out.")
    ] = None,
) -> None:
    """Look for duplicates, clashes, names that can never match, and terms of one office that overlap."""
    from dateline.codebook.registry import load_registry
    from dateline.codebook.registry_checks import check_lists, check_registry

    console = Console(highlight=False)
    paths = tuple(file) if file else lists()
    registry = load_registry(paths)
    problems = (*check_registry(registry), *check_lists(map(read_list, paths), load_registry()))
    for problem in problems:
        console.print(escape(problem), soft_wrap=True)
    spellings = sum(map(len, registry.names.values()))
    count = f"{len(registry.entries):,} parties under {spellings:,} spellings"
    console.print(f"{count}: {len(problems)} to look at." if problems else f"{count}: nothing to mend.")
    raise typer.Exit(Exit.FAULT if problems else Exit.DONE)


def _target(name: str) -> Path:
    """Where a list of this name is kept."""
    plain = name.removesuffix(SUFFIX)
    if not plain or not all(letter.isalnum() or letter in "._-" for letter in plain) or plain[0] == ".":
        raise SetupError(f"{name!r} cannot be a list's name. Use letters, digits, dots and hyphens")
    return userdata.home(os.environ) / userdata.PARTIES / f"{plain}{SUFFIX}"


def _size(found: PartyList) -> str:
    spellings = sum(1 + len(party.aliases) for party in found.parties)
    dated = sum(len(party.roles) for party in found.parties)
    parts = []
    if found.parties:
        parts.append(f"{len(found.parties):,} parties under {spellings:,} spellings")
    if dated:
        parts.append(f"{dated:,} dated roles")
    if found.agents:
        parts.append(f"{len(found.agents):,} agent nouns")
    return ", ".join(parts) or "empty"
