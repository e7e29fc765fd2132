"""``dateline parties``: added, listed, used, checked and removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.record import CodebookError, SetupError

LISTS = Path(__file__).parent.parent / "codebook" / "lists"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "own"))

    def run(*words: str):
        result = CliRunner().invoke(app, list(words))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_a_list_is_added_listed_and_removed(run):
    assert "No list" in run("parties", "list").output
    assert "2 parties under 5 spellings" in run("parties", "add", str(LISTS / "own.csv")).output
    assert "own: 2 parties" in run("parties", "list").output
    with pytest.raises(SetupError, match="there already"):
        run("parties", "add", str(LISTS / "own.csv"))
    assert run("parties", "add", str(LISTS / "own.csv"), "--force").exit_code == 0
    assert "Removed own" in run("parties", "remove", "own").output
    with pytest.raises(SetupError, match="none was added"):
        run("parties", "remove", "own")


@pytest.mark.parametrize("name", ["../out", ".hidden", "a/b", ""])
def test_a_list_stays_in_its_folder(run, name):
    with pytest.raises(SetupError, match="cannot be a list's name"):
        run("parties", "remove", name)


def test_a_list_without_a_party_is_refused(run, tmp_path):
    (tmp_path / "empty.actors.txt").write_text("# nothing\n")
    with pytest.raises(CodebookError, match="no party"):
        run("parties", "add", str(tmp_path / "empty.actors.txt"))


def test_the_built_in_registry_has_nothing_to_mend(run):
    result = run("parties", "check")
    assert result.exit_code == 0
    assert "nothing to mend" in result.output


def test_what_a_list_has_to_mend_is_said(run, tmp_path):
    (tmp_path / "own.csv").write_text("name,aliases\nNorth Wing,NW\nNew Wave,NW\n")
    result = run("parties", "check", str(tmp_path / "own.csv"))
    assert result.exit_code == 1
    assert "'NW' means North Wing and New Wave" in result.output


def test_an_added_list_is_used_and_shows_in_the_coders_name(run, tmp_path):
    (tmp_path / "report.txt").write_text("The Northern Tide Brigade attacked an army post near Bergen.")
    words = ("code", str(tmp_path / "report.txt"), "--json", "-q", "-w", "1", "--no-model")
    before = json.loads(run(*words).stdout)
    run("parties", "add", str(LISTS / "own.csv"))
    after = json.loads(run(*words).stdout)
    once = json.loads(run(*words, "--parties", str(LISTS / "own.toml")).stdout)
    names = [record["coder"]["codebook"] for record in (before, after, once)]
    assert len(set(names)) == 3
    assert all(name.startswith(names[0]) for name in names)
    assert [(party["name"], party["sector"]) for party in after["parties"]][:1] == [("Northern Tide Brigade", "REB")]
