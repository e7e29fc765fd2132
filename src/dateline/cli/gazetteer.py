"""``dateline gazetteer``: the user's own places over the built-in gazetteer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dateline.cli.app import app as program
from dateline.codebook import userdata
from dateline.codebook.gazetteer import load_gazetteer
from dateline.codebook.place_lists import SUFFIX, PlaceList, compile_list, open_list
from dateline.record import SetupError

app = typer.Typer(
    name="gazetteer",
    help="Your own places, laid over the built-in gazetteer.",
    no_args_is_help=True,
)
program.add_typer(app)


def lists() -> tuple[Path, ...]:
    """The lists that were added, which every run uses."""
    return tuple(
        path for path in userdata.stored(userdata.home(os.environ), userdata.GAZETTEER) if path.suffix == SUFFIX
    )


@app.command(epilog="Examples:  dateline gazetteer add IQ.txt  ·  dateline gazetteer add villages.csv --name villages")
def add(
    file: Annotated[
        Path, typer.Argument(help="A GeoNames country file (.txt, unpacked), or a list as .csv, .tsv or .toml.")
    ],
    name: Annotated[str | None, typer.Option(help="What to call the list; the file's name when left out.")] = None,
    force: Annotated[bool, typer.Option(help="Replace a list of the same name.")] = False,
) -> None:
    """Keep a list of places for all later runs; the built-in gazetteer stays as it is under it."""
    target = _target(name or file.stem)
    if target.exists() and not force:
        raise SetupError(f"a list {target.stem!r} is there already. Use --force to replace it, or --name another")
    if not file.is_file():
        raise SetupError(f"{file} is no file. Give the path of a GeoNames country file or of a list")
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        found = compile_list(file, part, load_gazetteer(), target.stem)
        part.replace(target)
    except OSError as error:
        raise SetupError(
            f"{target}: {error.strerror or error}. Set DATELINE_HOME to a folder you may write to"
        ) from error
    finally:
        part.unlink(missing_ok=True)
    Console(highlight=False).print(f"Added {escape(target.stem)}: {_size(found)}.", soft_wrap=True)


@app.command("list")
def show() -> None:
    """Say which lists were added, with what is in them."""
    console = Console(highlight=False)
    paths = lists()
    for path in paths:
        base, found = open_list(path, load_gazetteer())
        base.close()
        console.print(f"{escape(path.stem)}: {_size(found)}, from {escape(found.file)}", soft_wrap=True)
    if not paths:
        console.print("No list was added. `dateline gazetteer add FILE` adds one.")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="The list's name, as `dateline gazetteer list` says it.")]) -> None:
    """Forget a list that was added."""
    target = _target(name)
    if not target.is_file():
        known = ", ".join(path.stem for path in lists()) or "none was added"
        raise SetupError(f"no list {name!r}. The lists are: {known}")
    target.unlink()
    Console(highlight=False).print(f"Removed {escape(target.stem)}.")


@app.command(epilog="Example:  dateline gazetteer find Hawija")
def find(
    name: Annotated[str, typer.Argument(help="A place name in any spelling.")],
    most: Annotated[int, typer.Option("--most", min=1, help="Places shown at most.")] = 10,
) -> None:
    """Say which places a name can mean, your own lists included."""
    console = Console(highlight=False)
    gazetteer = load_gazetteer(lists())
    found = gazetteer.find(name)
    for entry in found[:most]:
        first, second = gazetteer.divisions(entry)
        inside = ", ".join(part for part in (second, first, entry.country) if part and part != entry.name)
        number = f"GeoNames {entry.geonameid}" if entry.geonameid else "no GeoNames number"
        told = f"{entry.name} ({inside}) {entry.lat:.4f}, {entry.lon:.4f} {entry.feature}, {number}"
        console.print(escape(told + (f", from {entry.source}" if entry.source else "")), soft_wrap=True)
    if not found:
        console.print("No place of that name. `dateline gazetteer add FILE` adds places of your own.")


def _size(found: PlaceList) -> str:
    return f"{found.places:,} new places, {found.spellings:,} spellings ({found.format})"


def _target(name: str) -> Path:
    """Where a list of this name is kept."""
    plain = name.removesuffix(SUFFIX)
    if not plain or not all(letter.isalnum() or letter in "._-" for letter in plain) or plain[0] == ".":
        raise SetupError(f"{name!r} cannot be a list's name. Use letters, digits, dots and hyphens")
    return userdata.home(os.environ) / userdata.GAZETTEER / f"{plain}{SUFFIX}"
