"""``dateline ledger``: what it says, and how it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from making import a_record
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.ledger import migrations, open_ledger, upkeep
from dateline.record.errors import LedgerError


def run(*arguments: str) -> str:
    ended = CliRunner().invoke(app, ["ledger", *arguments], catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_info_says_what_the_ledger_is(place: str) -> None:
    with open_ledger(place) as ledger, ledger.write() as writer:
        writer.put(a_record())
    told = json.loads(run("info", "--ledger", place, "--json"))
    assert (told["rows"]["reports"], told["tables"]) == (1, migrations.HEAD)
    assert "1  reports" in run("info", "--ledger", place)


def test_upgrade_of_a_ledger_of_this_version_changes_nothing(place: str) -> None:
    assert f"version {migrations.HEAD} already" in run("upgrade", "--ledger", place)
    assert upkeep.upgrade(place).backup is None


def test_upgrade_on_either_back_end(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where the backup of a server comes to lie

    def to_newer(connection, to: str = "head") -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "HEAD", "0009")
        patch.setattr(migrations, "upgrade", to_newer)
        assert "to 0009" in run("upgrade", "--ledger", place)
    with pytest.raises(LedgerError, match="newer dateline"):
        run("upgrade", "--ledger", place)


def test_adopt_goes_on_without_the_wal(empty_file: Path, tmp_path: Path) -> None:
    path, copied = tmp_path / "ledger.db", tmp_path / "copied.db"
    shutil.copyfile(empty_file, path)
    with open_ledger(path):
        shutil.copyfile(path, copied)
    with pytest.raises(LedgerError):
        open_ledger(copied)
    assert "run `dateline check`" in run("adopt", str(copied)).replace("\n", " ")
    open_ledger(copied).close()


def test_info_makes_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger at"):
        run("info", "--ledger", str(tmp_path / "none.db"))
    assert list(tmp_path.iterdir()) == []
