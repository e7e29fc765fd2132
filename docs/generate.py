"""Writes the pages that are made from the program itself: commands, schema, errors, codebook, quality table."""

from __future__ import annotations

import inspect
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import typer.main
from click import Command, Context, Group

from dateline.cli.app import app
from dateline.codebook.acts import TYPES, Example, load_acts
from dateline.record import errors, json_schema

DOCS = Path(__file__).parent
OUT = DOCS / "generated"


def commands() -> str:
    """The help of every command, as the program prints it."""
    root = typer.main.get_command(app)
    parts = ["# Command line\n\nMade from the program's own help.\n"]
    for name, command in _walk(root, "dateline"):
        parts.append(f"## {name}\n\n{(command.help or '').strip()}\n")
        rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            parts.append("| argument or option | meaning | default |\n|---|---|---|\n" + "\n".join(rows) + "\n")
        if command.epilog:
            examples = command.epilog.replace("Examples:", "").split("·")
            parts.append("```console\n" + "\n".join(f"$ {example.strip()}" for example in examples) + "\n```\n")
    return "\n".join(parts)


def _walk(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    if isinstance(command, Group):
        with Context(command) as context:
            for child in command.list_commands(context):
                found = command.get_command(context, child)
                if found is not None:
                    yield from _walk(found, f"{name} {child}")
    else:
        yield name, command


def _row(parameter: object) -> str:
    flags = ", ".join(f"`{flag}`" for flag in getattr(parameter, "opts", []))
    if getattr(parameter, "param_type_name", "") == "argument":
        flags = f"`{getattr(parameter, 'human_readable_name', '')}`"
    default = getattr(parameter, "default", None)
    shown = "" if default in (None, False, ()) or "Sentinel" in repr(default) else f"`{default}`"
    return f"| {flags} | {getattr(parameter, 'help', '') or ''} | {shown} |"


def schema() -> str:
    """The JSON Schema, as ``dateline schema`` prints it."""
    text = msgspec.json.format(msgspec.json.encode(json_schema()), indent=1).decode()
    return f"# JSON Schema\n\nAs `dateline schema` prints it, generated from the types.\n\n```json\n{text}\n```\n"


def error_page() -> str:
    """The error tree and what each error means."""
    parts = ["# Errors\n", inspect.getdoc(errors) or "", ""]
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        parts.append(f"## {name}\n\n{inspect.getdoc(kind)}\n")
    return "\n".join(parts)


def codebook() -> Iterator[tuple[str, str]]:
    """One page a PLOVER type: definition, entries with what triggers them, examples and near misses."""
    acts = load_acts()
    for name in TYPES:
        entries = [entry for entry in acts.entries.values() if entry.type == name]
        parts = [f"# {name}\n", acts.definitions[name].strip(), ""]
        for entry in entries:
            parts.append(f"## {entry.id}" + (f" · mode {entry.mode}" if entry.mode else "") + "\n")
            if entry.definition:
                parts.append(entry.definition + "\n")
            for part in ("verb", "noun", "adjective"):
                patterns = dict.fromkeys(frame.pattern for frame in entry.frames if frame.part == part)
                if patterns:
                    parts.append(f"*{part}s*: " + " · ".join(f"`{pattern}`" for pattern in patterns) + "\n")
            examples = [f"- {_shown(example)}" for example in entry.examples]
            parts.append("Examples:\n\n" + "\n".join(examples) + "\n")
            if entry.near_misses:
                parts.append("Not coded here:\n\n" + "\n".join(f"- {line}" for line in entry.near_misses) + "\n")
        yield name.lower(), "\n".join(parts)


def _shown(example: Example) -> str:
    """An example with its trigger and parties named behind it."""
    roles = [("trigger", (example.trigger,) if example.trigger else ())]
    roles += [("actor", example.actors), ("recipient", example.recipients)]
    told = "; ".join(f"{role}: {', '.join(words)}" for role, words in roles if words)
    return f"{example.text} — *{told}*"


def quality() -> str:
    """The scores of the last stored run of the gate."""
    stored = DOCS.parent / "benchmarks" / "gate.json"
    rows = json.loads(stored.read_text("utf-8")) if stored.exists() else {}
    floors = tomllib.loads((stored.parent / "floors.toml").read_text("utf-8"))
    lines = []
    for name, row in sorted(rows.items()):
        floor, published = floors[name].get("floor", ""), floors[name]["published"]
        unseen = "" if row["unseen"] is None else f"{row['unseen']:.2f}"
        lines.append(f"| {name} | {row['score']:.2f} | {unseen} | {floor} | {published} |")
    head = "| task (dev set) | score | items in no training part | floor | best published |\n|---|--:|--:|--:|---|\n"
    return head + "\n".join(lines) + "\n"


def main() -> None:
    """Write all generated pages."""
    (OUT / "codebook").mkdir(parents=True, exist_ok=True)
    pages = {"commands": commands(), "schema": schema(), "errors": error_page(), "scores": quality()}
    pages |= {f"codebook/{name}": page for name, page in codebook()}
    for name, page in pages.items():
        (OUT / f"{name}.md").write_text(page, "utf-8")


if __name__ == "__main__":
    main()
