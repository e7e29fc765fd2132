"""`dateline codebook`: a user's own categories checked, shown and begun."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dateline.cli.app import app
from dateline.cli.status import Exit
from dateline.record import SetupError

codebook_app = typer.Typer(name="codebook", help="Categories of your own, beside PLOVER's or instead of them.",
                           no_args_is_help=True)  # fmt: skip
app.add_typer(codebook_app)

_BEGUN = """codebook = "NAME"
definition = "What this codebook is for."

[[category]]
name = "eviction"                     # small letters; the event's type in capitals where plover is left out
definition = "People are made to leave their homes or land."
plover = "COERCE"                     # the PLOVER type it falls under; leave out for none
verbs = ["evict"]                     # base forms; the guide tells how to ask for more
nouns = ["eviction"]
actor = ["subject"]                   # where the actor stands by a verb
recipient = ["object"]
examples = ["[Guards] *evicted* {ten families} from the estate."]
near_misses = ["The families left the estate."]
"""


@codebook_app.command(epilog="Example:  dateline codebook check land.toml")
def check(
    files: Annotated[list[Path], typer.Argument(help="Files of categories; they are also compared with each other.")],
    model: Annotated[bool, typer.Option("--model/--no-model", help="Try the examples with the learned reader.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors and warnings only, no notes.")] = False,
) -> None:
    """Look for dead, clashing, misspelt and overlapping entries, and for examples that do not code as they say."""
    from dateline.trying import check as run

    console = Console(highlight=False)
    found = run(files, model=model)
    colours = {"error": "red", "warning": "yellow", "note": "dim"}
    for finding in found:
        if not quiet or finding.level != "note":
            marked = f"[{colours[finding.level]}]{finding.level}[/]"
            text = escape(str(finding)).replace(f": {finding.level}: ", f": {marked}: ", 1)
            console.print(text, soft_wrap=True)
    counts = {level: sum(finding.level == level for finding in found) for level in colours}
    said = ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items())
    console.print(f"{len(files)} file{'' if len(files) == 1 else 's'}: {said}.")
    raise typer.Exit(Exit.FAULT if counts["error"] or counts["warning"] else Exit.DONE)


@codebook_app.command(epilog="Example:  dateline codebook show land.toml")
def show(files: Annotated[list[Path], typer.Argument(help="Files of categories.")]) -> None:
    """Say what categories files hold, with their definitions and triggers."""
    from dateline.codebook.own import load_own

    console = Console(highlight=False)
    for book in load_own(files).books:
        console.print(escape(f"{book.name}: {book.definition}"), style="bold", soft_wrap=True)
        for category in book.categories:
            under = f"under {category.plover}" if category.plover else f"type {category.type}, outside PLOVER"
            mode = f":{category.entry.mode}" if category.entry.mode else ""
            console.print(escape(f"  {category.code.category} ({under}{mode}): {category.definition}"), soft_wrap=True)
            patterns = dict.fromkeys(f"{frame.pattern} ({frame.part})" for frame in category.entry.frames)
            console.print(escape(f"    triggers: {'; '.join(patterns)}"), soft_wrap=True)
            shown, missed = len(category.entry.examples), len(category.entry.near_misses)
            console.print(f"    {shown} example{'' if shown == 1 else 's'}, {missed} near misses")


@codebook_app.command(epilog="Example:  dateline codebook new land.toml")
def new(
    file: Annotated[Path, typer.Argument(help="The file to begin.")],
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Begin a file of categories with one to change."""
    if file.exists() and not force:
        raise SetupError(f"{file} is there already. Use --force to replace it")
    name = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in file.stem.lower()).strip("-")
    name = name if name[:1].isalpha() else f"own-{name}".strip("-")
    try:
        file.write_text(_BEGUN.replace("NAME", name[:40]), encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{file}: cannot be written ({error.strerror})") from error
    Console(highlight=False).print(escape(f"Begun. Change it, then: dateline codebook check {file}"), soft_wrap=True)
