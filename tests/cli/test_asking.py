"""The commands that ask a ledger: query, export, explain."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from dateline.cli import main
from dateline.ledger import open_ledger
from dateline.ledger.tables import audit
from dateline.record import Incident, IncidentCount, IncidentPlace, IncidentToll

sys.path.append(str(Path(__file__).parent.parent / "ledger"))
from making import a_record

Asked = tuple[int, str, str]
INCIDENT = Incident(
    id="i1", type="ASSAULT", status="occurred", when=None, where=(IncidentPlace(name="Talheim", country="IRQ"),),
    actors=(), recipients=(), claims=(), events=("r2#e1",), reports=("r2",), independent_sources=1, conflicts=(),
    toll=IncidentToll(killed=IncidentCount(min=2, max=None, by_source=())), sources={"Meridian News": ("r2",)},
    because=(),
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "asked.db"
    with open_ledger(path) as ledger, ledger.write() as writer:
        writer.put_many([(a_record("r1"), None), (a_record("r2", place="Talheim", killed=None), None)])
    return path


@pytest.fixture
def ask(store: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Asked]:
    def run(*arguments: str) -> Asked:
        monkeypatch.setattr(sys, "argv", ["dateline", *arguments, "--ledger", str(store)])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capfd.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run


def test_query_gives_lines_of_json_when_piped(ask: Callable[..., Asked]) -> None:
    status, out, err = ask("query", "killed:>0")
    (row,) = [json.loads(line) for line in out.splitlines()]
    assert (status, row["report"], row["killed_min"]) == (0, "r1", 4)
    assert "1 of 1 events" in err


def test_query_goes_on_where_the_page_ended(ask: Callable[..., Asked]) -> None:
    _, first, err = ask("query", "-n", "1")
    mark = err.split("--after ")[1].split()[0]
    _, second, err = ask("query", "-n", "1", "--after", mark)
    assert json.loads(first)["id"] != json.loads(second)["id"]
    assert "--after" not in err


def test_query_counts(ask: Callable[..., Asked]) -> None:
    _, out, _ = ask("query", "--count", "country,admin1")
    country, admin1 = [json.loads(line) for line in out.splitlines()]
    assert {value["value"]: value["count"] for value in country["values"]} == {"IRQ": 1, "SOM": 1}
    assert admin1["missing"] == 0


def test_query_names_its_fields(ask: Callable[..., Asked]) -> None:
    status, out, _ = ask("query", "--fields")
    assert (status, "killed:" in out) == (0, True)


def test_query_refuses_with_advice(ask: Callable[..., Asked]) -> None:
    status, out, err = ask("query", "contry:IRQ")
    assert (status != 0, out) == (True, "")
    assert "Did you mean country:?" in err


def test_query_wants_a_ledger(tmp_path: Path, ask: Callable[..., Asked], store: Path) -> None:
    store.unlink()
    status, _, err = ask("query")
    assert status != 0
    assert "no ledger" in err
    assert not store.exists()


def test_export_writes_a_whole_file_and_a_line_of_audit(ask: Callable[..., Asked], store: Path, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    status, _, err = ask("export", "country:IRQ", "-o", str(file))
    assert (status, "1 events, profile public" in err) == (0, True)
    assert file.read_text("utf-8-sig").count("\n") == 2
    assert json.loads((tmp_path / "events.csv.about.json").read_text("utf-8"))["rows"] == 1
    with open_ledger(store, readonly=True) as ledger, ledger.read() as connection:
        line = connection.execute(select(audit).where(audit.c.action == "export")).one()
    assert (line.subject, json.loads(line.detail)["query"]) == ("events.csv", "country:IRQ -reviewed:rejected")


def test_export_of_incidents_writes_a_line_for_each(ask: Callable[..., Asked], store: Path, tmp_path: Path) -> None:
    with open_ledger(store) as ledger, ledger.write() as writer:
        writer.put_incidents([INCIDENT])
    file = tmp_path / "incidents.jsonl"
    status, _, err = ask("export", "--incidents", "country:IRQ", "-o", str(file))
    assert (status, "1 incidents, profile public" in err) == (0, True)
    (line,) = [json.loads(row) for row in file.read_text("utf-8").splitlines()]
    assert (line["events"], line["country"], line["killed_min"]) == ("r2#e1", "IRQ", 2)
    with open_ledger(store, readonly=True) as ledger, ledger.read() as connection:
        kept = connection.execute(select(audit).where(audit.c.action == "export")).one()
    assert json.loads(kept.detail)["incidents"] == 1


def test_export_streams_to_standard_output(ask: Callable[..., Asked]) -> None:
    status, out, _ = ask("export", "--format", "jsonl", "-q")
    assert (status, sorted(json.loads(line)["report"] for line in out.splitlines())) == (0, ["r1", "r2"])


def test_export_that_is_cut_off_is_noted_all_the_same(
    ask: Callable[..., Asked], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dateline.publish import exports

    def stream(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(exports, "stream", stream)
    status, _, _ = ask("export", "--format", "jsonl", "-q")
    assert status == 130
    with open_ledger(store, readonly=True) as ledger, ledger.read() as connection:
        kept = connection.execute(select(audit).where(audit.c.action == "export")).one()
    assert (kept.subject, json.loads(kept.detail)["events"]) == ("standard output", None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "--format", "doc"), "no format"),
        (("export", "--profile", "press"), "no profile"),
        (("export", "--with-text"), "profile internal"),
        (("export", "-o", "events.doc"), "names no format"),
    ],
)
def test_export_refuses(ask: Callable[..., Asked], arguments: tuple[str, ...], words: str) -> None:
    status, _, err = ask(*arguments)
    assert status != 0
    assert words in " ".join(err.split())


def test_explain_tells_of_an_event_of_the_ledger(ask: Callable[..., Asked]) -> None:
    name = json.loads(ask("query", "killed:>0")[1])["id"]
    status, out, _ = ask("explain", name)
    assert (status, "assault/attack" in out) == (0, True)
    assert "assault/attack" in ask("explain", "r2")[1]


def test_explain_says_what_it_does_not_know(ask: Callable[..., Asked]) -> None:
    status, _, err = ask("explain", "nobody")
    assert status != 0
    assert "holds no incident, event or report nobody" in " ".join(err.split())
