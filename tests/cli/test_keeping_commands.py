"""The commands that fill and keep a ledger: ingest, quarantine, check, backup, restore, compact, erase, changes."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner

from dateline import workers
from dateline.cli import coding
from dateline.cli.app import app
from dateline.ledger import open_ledger
from dateline.record.errors import DatelineError

sys.path.append(str(Path(__file__).parent.parent / "ledger"))
from making import a_record
from test_ingest import Crew as Coding

TEXTS = (
    a_record("n1", more=" Omar Baqri saw it.").report.text,
    a_record("n2", killed=9, more=" The road to the bridge was closed until the evening.").report.text,
    "",
)


class Crew(Coding):
    """Stands for the workers, so that no reader is loaded and no process started."""

    def __init__(self, *_: object) -> None:
        super().__init__()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        return


def run(ledger: Path | str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--ledger", str(ledger)])


def told(ended: Result) -> list[dict]:
    """What a command wrote as JSON Lines."""
    return [json.loads(line) for line in ended.stdout.splitlines()]


def refused(ended: Result) -> str:
    """The words of a refusal that the program prints, without a trace."""
    assert isinstance(ended.exception, DatelineError), ended.output
    return str(ended.exception)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    path.write_text(
        "".join(
            json.dumps({"id": f"n{number}", "text": body, "published": "2023-03-14", "source": f"Outlet {number}"})
            + "\n"
            for number, body in enumerate(TEXTS, 1)
        ),
        "utf-8",
    )
    return path


@pytest.fixture(scope="module", autouse=True)
def crew() -> Iterator[None]:
    # Loaded before, whatever test comes first: a module that is loaded meanwhile would keep the stand-in for good.
    assert coding.Crew is not Crew
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "Crew", Crew)
        yield


@pytest.fixture(scope="module")
def ingested(source: Path, crew: None) -> Path:
    """A ledger of two reports and one in quarantine; coded once for all tests here."""
    path = source.with_name("whole.db")
    ended = run(path, "ingest", str(source), "--no-model", "-w", "1", "--json", "-q")
    assert ended.exit_code == 3, ended.output
    (counts,) = told(ended)
    assert (counts["reports"], counts["published"], counts["quarantined"]) == (3, 2, 1)
    return path


@pytest.fixture
def ledger(ingested: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(ingested, tmp_path / "ledger.db"))


def harm(ledger: Path) -> None:
    with open_ledger(ledger) as opened, opened.write() as writer:
        writer.connection.execute(text("UPDATE reports SET text = replace(text, 'convoy', 'column') WHERE id = 'n1'"))


def test_the_same_input_again_is_known(ledger: Path, source: Path) -> None:
    ended = run(ledger, "ingest", str(source), "--no-model", "-w", "1", "--json", "-q")
    (counts,) = told(ended)
    assert (ended.exit_code, counts["known"], counts["published"], counts["quarantined"]) == (3, 2, 0, 1)


def test_quarantine_is_listed_shown_and_dropped(ledger: Path) -> None:
    (row,) = told(run(ledger, "quarantine", "list", "--json"))
    assert row["stage"] in run(ledger, "quarantine", "show", row["name"]).output
    raw = run(ledger, "quarantine", "show", row["name"], "--raw")
    assert '"n3"' in raw.stdout
    assert run(ledger, "quarantine", "drop", row["name"]).exit_code == 0
    assert told(run(ledger, "quarantine", "list", "--json")) == []
    (dropped,) = told(run(ledger, "quarantine", "list", "--all", "--json"))
    assert dropped["state"] == "dropped"
    for command in ("show", "drop"):
        assert "not in quarantine" in refused(run(ledger, "quarantine", command, "nothing"))


def test_retry_leaves_in_quarantine_what_fails_again(ledger: Path) -> None:
    ended = run(ledger, "quarantine", "retry", "--no-model", "-w", "1", "--json", "-q")
    (counts,) = told(ended)
    assert (ended.exit_code, counts["quarantined"]) == (3, 1)
    (row,) = told(run(ledger, "quarantine", "list", "--json"))
    assert row["attempts"] == 2


def test_check_names_what_was_changed_and_says_so_by_its_status(ledger: Path) -> None:
    whole = run(ledger, "check")
    assert (whole.exit_code, "as it was stored" in whole.output) == (0, True)
    harm(ledger)
    ended = run(ledger, "check", "--json")
    assert ended.exit_code == 1
    assert any("n1" in json.dumps(fault) for fault in told(ended))
    assert "Restore the latest backup" in run(ledger, "check").output


def test_a_backup_restores_what_was_harmed(ledger: Path, tmp_path: Path) -> None:
    copy = tmp_path / "monday.db"
    (made,) = told(run(ledger, "backup", str(copy), "--json"))
    assert (made["reports"], made["path"]) == (2, str(copy))
    assert "exists" in refused(run(ledger, "backup", str(copy)))
    harm(ledger)
    assert "--replace" in refused(run(ledger, "restore", str(copy)))
    ended = run(ledger, "restore", str(copy), "--replace")
    assert (ended.exit_code, "2 reports" in ended.output) == (0, True)
    assert run(ledger, "check").exit_code == 0
    assert (tmp_path / "ledger.db.before-restore").exists()


def test_compact_says_what_it_gave_back(ledger: Path) -> None:
    whole = ledger.stat().st_size
    with open_ledger(ledger) as opened, opened.write() as writer:
        writer.connection.execute(text("CREATE TABLE ballast (load BLOB)"))
        writer.connection.execute(text("INSERT INTO ballast VALUES (zeroblob(3000000))"))
        writer.connection.execute(text("DROP TABLE ballast"))
    assert ledger.stat().st_size >= whole + 3_000_000
    (done,) = told(run(ledger, "compact", "--json"))
    assert done["before"] - done["after"] >= 2_900_000
    assert done["after"] == ledger.stat().st_size <= whole + 65_536  # what ANALYZE notes takes some pages
    assert "MB now" in run(ledger, "compact").output
    assert run(ledger, "check").exit_code == 0


def test_erase_takes_a_report_out_and_leaves_its_stone(ledger: Path) -> None:
    before = max(change["seq"] for change in told(run(ledger, "changes")))
    assert "reason" in refused(run(ledger, "erase", "n1", "-y"))
    (done,) = told(run(ledger, "erase", "n1", "--why", "asked to", "-y", "--json"))
    assert (done["reports"], done["found"]) == (["n1"], [])
    assert b"Omar Baqri saw it" not in ledger.read_bytes()
    gone = told(run(ledger, "changes", "--since", str(before)))
    assert ("report", "n1", "delete") in {(one["kind"], one["id"], one["op"]) for one in gone}
    assert run(ledger, "check").exit_code == 0


def test_erase_masks_a_person_and_asks_first(ledger: Path) -> None:
    asked = CliRunner().invoke(
        app, ["erase", "--person", "Omar Baqri", "--why", "asked to", "--ledger", str(ledger)], input="n\n"
    )
    assert (asked.exit_code, b"Omar Baqri" in ledger.read_bytes()) == (1, True)
    ended = run(ledger, "erase", "--person", "Omar Baqri", "--why", "asked to", "-y")
    assert (ended.exit_code, b"Omar Baqri" in ledger.read_bytes()) == (0, False)
    assert "name a report, or a person" in refused(run(ledger, "erase", "-y"))


def test_changes_tells_the_last_of_each_and_all_when_asked(ledger: Path) -> None:
    with open_ledger(ledger) as opened, opened.write("ana") as writer:
        writer.decide("n1#e1", "accept", base_version=1)
    last, every = told(run(ledger, "changes")), told(run(ledger, "changes", "--all"))
    assert [one["op"] for one in last if one["id"] == "n1#e1"] == ["put"]
    assert len([one for one in every if one["id"] == "n1#e1"]) == 3
    assert told(run(ledger, "changes", "--since", str(last[-1]["seq"]))) == []
