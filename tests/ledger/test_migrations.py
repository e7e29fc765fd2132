"""The versions of the tables: what they make is what is described, and the way to a newer one can be gone back."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from making import a_record
from sqlalchemy import Connection, inspect, select, text

from dateline.cli.ledger import app
from dateline.ledger import Ledger, migrations, open_ledger, postgresql, search, sqlite, upkeep
from dateline.ledger.tables import metadata, reports
from dateline.record.errors import LedgerError

VERSIONS = Path(migrations.__file__).parent / "versions"
RELEASED = {"0001_first_tables": "bb52adb4128d44a7"}
"""Versions by the digest of their file: a ledger made by one is out there, so none is ever edited."""

NEWER = '''
"""A version to come: a column more, one table built anew under its name."""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

def upgrade():
    op.add_column("reports", sa.Column("rating", sa.Text()))
    with op.batch_alter_table("codings") as table:
        table.alter_column("coder_codebook", nullable=True)
    op.execute("UPDATE reports SET rating = 'new'")
'''
FAILING = NEWER + "    raise RuntimeError('it breaks off')\n"


def shape(connection: Connection) -> dict[str, Any]:
    """What the tables are, whatever the order in which their columns came."""
    if connection.dialect.name == "postgresql":
        rows = connection.execute(
            text(
                "SELECT 'column', table_name, column_name, data_type, is_nullable, column_default "
                "FROM information_schema.columns WHERE table_schema = 'public' UNION ALL "
                "SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public' "
                "UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' "
                "FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            )
        )
        return {repr(tuple(row)[:3]): tuple(row)[3:] for row in rows if "alembic" not in row[1]}
    found: dict[str, Any] = {}
    tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    for name, made in tables:
        if name.startswith(("alembic", "sqlite_")):
            continue
        if "VIRTUAL" in made:
            found[name] = made
            continue
        for row in connection.exec_driver_sql(f"PRAGMA table_xinfo({name})"):
            found[f"{name}.{row[1]}"] = tuple(row)[2:]
        found[f"{name} to"] = sorted(
            tuple(row)[2:] for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})")
        )
        found[f"{name} rowid"] = "WITHOUT ROWID" in made
        found[f"{name} constraints"] = sorted(word for word in made.split() if word.startswith(("pk_", "uq_", "fk_")))
        for _, index, unique, origin, _ in connection.exec_driver_sql(f"PRAGMA index_list({name})").all():
            columns = [row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({index})")]
            found[f"{name} index {index if origin == 'c' else columns}"] = (unique, origin, columns)
    return found


def test_tables_made_by_all_versions_are_those_described(ledger: Ledger, backend: str, request) -> None:
    """A change of tables.py without a version in migrations would show here."""
    with ledger.read() as connection:
        migrated = shape(connection)
    described = described_shape(backend, request)
    assert {name: value for name, value in migrated.items() if described.get(name) != value} == {}
    assert described.keys() - migrated.keys() == set()


def described_shape(backend: str, request) -> dict[str, Any]:
    """The shape of tables made from their description, without any version."""
    if backend == "sqlite":
        engine = sqlite.maker(request.getfixturevalue("tmp_path") / "described.db", 5)
    else:
        server = request.getfixturevalue("postgresql")
        engine = postgresql.engine(server.url(server.empty()))
    try:
        with engine.begin() as connection:
            metadata.create_all(connection)
            search.create(connection)
            return shape(connection)
    finally:
        engine.dispose()


@pytest.mark.parametrize("name", sorted(path.stem for path in VERSIONS.glob("[0-9]*.py")))
def test_released_version_is_frozen(name: str) -> None:
    """It imports nothing of ours, which could change, and is byte for byte as it was when it was released."""
    body = (VERSIONS / f"{name}.py").read_bytes()
    imported = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(ast.parse(body))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not [name for name in imported if name.startswith("dateline")]
    assert RELEASED.get(name) == hashlib.sha256(body).hexdigest()[:16]


def test_head_is_the_last_version() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(migrations.config()).get_current_head() == migrations.HEAD


def next_version(monkeypatch: pytest.MonkeyPatch, folder: Path, body: str = NEWER) -> None:
    """Let the program be one that knows a version more."""
    folder.mkdir()
    (folder / "0002_rating.py").write_text(body)
    settings = migrations.config()

    def config() -> Any:
        settings.set_main_option("path_separator", "os")
        settings.set_main_option("version_locations", f"{VERSIONS}{os.pathsep}{folder}")
        return settings

    monkeypatch.setattr(migrations, "config", config)
    monkeypatch.setattr(migrations, "HEAD", "0002")


def rated(where: str) -> list[Any]:
    with open_ledger(where) as ledger, ledger.read() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT id, rating FROM reports"))]


def with_a_report(make_ledger) -> None:
    with make_ledger() as ledger, ledger.write() as writer:
        writer.put(a_record())


def test_upgrade_keeps_every_row_and_is_done_once(
    place: str, make_ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_report(make_ledger)
    monkeypatch.chdir(tmp_path)
    next_version(monkeypatch, tmp_path / "versions")
    with pytest.raises(LedgerError, match="ledger upgrade"):
        open_ledger(place)
    done = upkeep.upgrade(place)
    assert (done.before, done.after, rated(place)) == ("0001", "0002", [("report-1", "new")])
    assert done.backup is not None
    assert done.backup.stat().st_size > 1000
    assert upkeep.upgrade(place).backup is None
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="newer dateline"):
        open_ledger(place)


def test_backup_of_a_file_is_the_ledger_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    with_a_report(lambda: open_ledger(path))
    next_version(monkeypatch, tmp_path / "versions")
    made = upkeep.upgrade(path).backup
    monkeypatch.undo()
    assert made == tmp_path / "ledger.db.tables-0001.backup"
    with open_ledger(made, readonly=True) as ledger, ledger.read() as connection:
        assert connection.execute(select(reports.c.id)).scalars().all() == ["report-1"]


def test_dump_of_a_server_is_the_ledger_as_it_was(postgresql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, again = postgresql.database(), postgresql.empty()
    with_a_report(lambda: open_ledger(postgresql.url(old)))
    with monkeypatch.context() as patch:
        next_version(patch, tmp_path / "versions")
        made = upkeep.upgrade(postgresql.url(old), backup=tmp_path / "before.dump").backup
    assert made == tmp_path / "before.dump"
    restore = shutil.which("pg_restore") or str(postgresql.binaries / "pg_restore")
    subprocess.run([restore, "--no-owner", f"--dbname={postgresql.url(again)}", str(made)], check=True)
    with open_ledger(postgresql.url(again)) as ledger, ledger.read() as connection:
        assert connection.execute(select(reports.c.id)).scalars().all() == ["report-1"]


def test_server_is_not_upgraded_without_a_backup_unless_told(
    postgresql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = postgresql.url(postgresql.database())
    next_version(monkeypatch, tmp_path / "versions")
    with monkeypatch.context() as patch:
        patch.setattr("dateline.ledger.postgresql._dumper", lambda server: None)
        with pytest.raises(LedgerError, match="--without-backup"):
            upkeep.upgrade(where)
        with pytest.raises(LedgerError, match="older dateline"):
            open_ledger(where)
        assert upkeep.upgrade(where, without_backup=True).backup is None
    open_ledger(where).close()


def test_dump_that_fails_stops_the_upgrade(postgresql, tmp_path: Path, monkeypatch) -> None:
    where = postgresql.url(postgresql.database())
    next_version(monkeypatch, tmp_path / "versions")
    with pytest.raises(LedgerError, match="backup"):
        upkeep.upgrade(where, backup=tmp_path / "no folder" / "before.dump")
    assert list(tmp_path.glob("*.part")) == []
    with pytest.raises(LedgerError, match="older dateline"):
        open_ledger(where)


def test_upgrade_that_breaks_off_leaves_the_ledger_as_it_was(
    place: str, make_ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_a_report(make_ledger)
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path)
        next_version(patch, tmp_path / "versions", FAILING)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="breaks off"):
                upkeep.upgrade(place)
        made = sorted(path.name for path in tmp_path.iterdir() if "tables-0001" in path.name)
    assert [name.rsplit(".", 1)[-1] for name in made] in (["backup", "2"], ["dump", "2"])  # none is written over
    with open_ledger(place) as ledger, ledger.read() as connection:
        assert "rating" not in {column["name"] for column in inspect(connection).get_columns("reports")}
        assert connection.execute(select(reports.c.id)).scalars().all() == ["report-1"]


def test_command_says_where_the_backup_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    path = tmp_path / "ledger.db"
    open_ledger(path).close()
    again = CliRunner().invoke(app, ["upgrade", "--ledger", str(path)])
    assert "already" in again.stdout
    next_version(monkeypatch, tmp_path / "versions")
    done = CliRunner().invoke(app, ["upgrade", "--ledger", str(path), "--backup", str(tmp_path / "kept.db")])
    assert "0001 to 0002" in done.stdout
    assert "kept.db" in done.stdout
    assert (tmp_path / "kept.db").exists()
