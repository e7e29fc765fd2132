"""``dateline gazetteer``: added, listed, used in a run and named in the coder, removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.record import CodebookError, SetupError

LIST = "name,lat,lon,country,admin1,aliases,source\nVantari,35.30,43.90,IRQ,Kirkuk,Wantari,field notes\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "own"))

    def run(*words: str):
        result = CliRunner().invoke(app, list(words))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "villages.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_list_is_added_listed_found_and_removed(run, file):
    assert "No list" in run("gazetteer", "list").output
    assert "No place" in run("gazetteer", "find", "Vantari").output
    assert "1 new places, 2 spellings" in run("gazetteer", "add", str(file)).output
    assert "villages: 1 new places" in run("gazetteer", "list").output
    assert "from field notes" in run("gazetteer", "find", "Wantari").output
    with pytest.raises(SetupError, match="there already"):
        run("gazetteer", "add", str(file))
    assert run("gazetteer", "add", str(file), "--force").exit_code == 0
    assert "Removed villages" in run("gazetteer", "remove", "villages").output
    with pytest.raises(SetupError, match="none was added"):
        run("gazetteer", "remove", "villages")


def test_a_run_uses_it_and_names_it(run, file, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("Gunmen killed two guards in Vantari, Iraq, on Monday.\n", encoding="utf-8")

    def coded(*more: str) -> dict:
        done = run("code", str(report), "--json", "--no-model", "-w", "1", "--published", "2020-06-03", *more)
        return json.loads(done.stdout.splitlines()[0])

    before = coded()
    assert "+places:" not in before["coder"]["codebook"]
    once = coded("--gazetteer", str(file))
    place = next(place for place in once["places"] if place["text"] == "Vantari")
    assert (place["lat"], place["admin1"]) == (35.3, "Kirkuk")
    assert "field notes" in place["reason"]
    assert "+places:" in once["coder"]["codebook"]
    run("gazetteer", "add", str(file))
    always = coded()
    assert always["coder"] == once["coder"]
    assert always["places"] == once["places"]


def test_a_wrong_list_leaves_nothing_behind(run, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text(LIST + "Mil,91,2,IRQ,,,\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="line 3"):
        run("gazetteer", "add", str(file))
    with pytest.raises(SetupError, match="no file"):
        run("gazetteer", "add", str(tmp_path / "gone.csv"))
    with pytest.raises(SetupError, match="cannot be a list's name"):
        run("gazetteer", "add", str(file), "--name", "../x")
    assert list((tmp_path / "own").rglob("*bad*")) == []
