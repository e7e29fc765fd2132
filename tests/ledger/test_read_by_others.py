"""Other programs read a ledger as it is: every example of the page about it is run on one."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from making import a_record
from sqlalchemy import text

from dateline import linkage
from dateline.ledger import Ledger, open_ledger

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "other-programs.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
QUERIES = [body for kind, body in BLOCKS if kind == "sql"]
EXAMPLES = [body for kind, body in BLOCKS if kind == "python"]


def fill(ledger: Ledger) -> None:
    """Three reports of two happenings, one of them with a decision."""
    with ledger.write() as writer:
        for name, more in (
            ("r1", {"killed": 4}),
            ("r2", {"killed": 6, "source": "Quay Radio"}),
            ("r3", {"place": "Talheim", "killed": None, "day": "2023-05-02"}),
        ):
            record = a_record(name, **more)
            linkage.link_report(writer, writer.put(record), record)
    with ledger.write("ana") as writer:
        writer.decide("r1#e1", "edit", base_version=1, field="status", new="denied", why="the army says so")


@pytest.fixture
def kirkuk(empty_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = Path(shutil.copyfile(empty_file, tmp_path / "kirkuk.db"))
    with open_ledger(path) as ledger:
        fill(ledger)
    monkeypatch.chdir(tmp_path)
    return path


def test_the_queries_of_the_page_answer_alike_on_both_engines(ledger: Ledger, kirkuk: Path) -> None:
    fill(ledger)
    plain = sqlite3.connect(f"file:{kirkuk}?mode=ro", uri=True)
    answers = []
    for query in QUERIES:
        from_file = [tuple(row) for row in plain.execute(query)]
        with ledger.read() as connection:
            here = [tuple(row) for row in connection.execute(text(query))]
        if "decisions" in query:  # made at another second
            from_file, here = ([row[1:] for row in rows] for rows in (from_file, here))
        assert [tuple(map(_number, row)) for row in here] == from_file
        answers.append(here)
    plain.close()
    by_month, tellers, parties, decided = answers
    assert [row[0] for row in by_month] == ["2023-03", "2023-05"]
    assert {row[-1] for row in tellers} == {"attacked"}
    assert any(role == "actor" for role, *_ in parties)
    assert [row[1:3] for row in decided] == [("edit", "r1#e1")]


def _number(value: Any) -> Any:
    return int(value) if type(value).__name__ == "Decimal" else value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda body: re.findall(r"import (\w+)", body)[-1])
def test_the_examples_of_the_page_run(example: str, kirkuk: Path) -> None:
    wanted = {
        name
        for name in ("pandas", "duckdb", "polars", "pyarrow")
        if f"import {name}" in example or f"to_{name}" in example
    }
    for name in sorted(wanted | ({"pyarrow"} if "Frame" in example else set())):
        pytest.importorskip(name, reason=f"{name} is not installed")
    found: dict[str, Any] = {}
    exec(compile(example, str(PAGE), "exec"), found)  # noqa: S102 - an example of our own page
    if "by_place" in found:
        assert found["by_place"].to_dict()["Dirmo"] == 6
        assert found["events"]["killed_min"].dtype.name == "Int64"
        assert len(found["events"]) == 2
    elif "places" in found:
        assert found["places"] == [("Dirmo", 2), ("Talheim", 1)]
    else:
        assert (len(found["events"]), found["incidents"].height) == (2, 2)


def test_datasette_shows_every_table(kirkuk: Path) -> None:
    app = pytest.importorskip("datasette.app", reason="Datasette is not installed")

    async def look() -> list[int]:
        shown = app.Datasette([str(kirkuk)])
        await shown.invoke_startup()
        tables = (await shown.client.get("/kirkuk.json")).json()["tables"]
        names = [table["name"] for table in tables if not table["hidden"]]
        assert {"events", "incidents", "reports", "decisions"} <= set(names)
        return [(await shown.client.get(f"/kirkuk/{name}.json")).status_code for name in names]

    assert set(asyncio.run(look())) == {200}
    assert [file.name for file in kirkuk.parent.iterdir()] == ["kirkuk.db"]
