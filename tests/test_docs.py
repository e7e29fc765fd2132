"""The documentation: its Python examples run, and nothing a user meets is undocumented."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
import typer.main

from dateline.cli.app import app
from dateline.cli.status import Exit
from dateline.record import Record, json_schema

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
WITH_EXAMPLES = [page for page in PAGES if ">>>" in page.read_text("utf-8")]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_examples_run(page: Path) -> None:
    failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried
    assert not failed


def test_the_package_example_runs() -> None:
    import dateline

    failed, tried = doctest.testmod(dateline)
    assert (failed, tried > 2) == (0, True)


def test_every_command_and_option_is_helped() -> None:
    root = typer.main.get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{name} {parameter.name}"


def test_every_exit_status_is_documented() -> None:
    page = (ROOT / "docs" / "guide" / "coding.md").read_text("utf-8")
    for status in Exit:
        assert re.search(rf"^\| {status.value} \|", page, re.MULTILINE), status


def test_every_key_of_a_record_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "record.md").read_text("utf-8")
    schema = json_schema()["$defs"]
    wanted = set(schema["Event"]["properties"]) | set(schema["Report"]["properties"]) | set(Record.__struct_fields__)
    assert {key for key in wanted if f"`{key}`" not in page and f".{key}`" not in page} == set()


def test_links_between_pages_lead_somewhere() -> None:
    dead = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "generated/" not in target and not (page.parent / target).exists():
                dead.append(f"{page.name}: {target}")
    assert dead == []


def test_nothing_names_this_machine_or_a_registry() -> None:
    parts = (("files", "pythonhosted"), ("pypi", "org"), ("registry", "npmjs"))
    hosts = re.compile("|".join([r"\.".join(pair) for pair in parts] + [f"/{name}/" for name in ("work", "root")]))
    named = [
        path.relative_to(ROOT)
        for folder in ("src", "docs", "tests", "samples", "benchmarks", "training", "data", "requirements", ".ci")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".md", ".toml", ".txt", ".in", ".sh", ".json", ".tsv", ""}
        and path.is_file()
        and "generated" not in path.parts
        and hosts.search(path.read_text("utf-8", "replace"))
    ]
    assert named == []
