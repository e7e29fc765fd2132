"""The desk with the user's own lists: categories on the codebook's page and in what is coded there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from dateline.cli.app import app
from dateline.ledger import Ledger
from dateline.record import CodebookError
from dateline.web import Settings, create_app, serving
from dateline.workers import Setting

LAND = """codebook = "land"
definition = "Who takes land from whom."

[[category]]
name = "eviction"
definition = "People are put out of their homes or off their land."
plover = "COERCE"
verbs = ["evict"]
examples = ["The council [*evicted*] {forty families} from the river bank."]
"""


@pytest.fixture
def land(tmp_path: Path) -> str:
    path = tmp_path / "land.toml"
    path.write_text(LAND, encoding="utf-8")
    return str(path)


def opened(ledger: Ledger, coding: Setting | None) -> TestClient:
    settings = Settings(port=8126)
    made = TestClient(create_app(ledger, settings, coding=coding), base_url=settings.address, follow_redirects=False)
    made.headers["Sec-Fetch-Site"] = "same-origin"
    made.get(f"/open/{settings.secret}")
    return made


def test_own_categories_stand_on_the_page(ledger: Ledger, land: str) -> None:
    page = opened(ledger, Setting(codebooks=(land,))).get("/codebook").text
    assert "Who takes land from whom." in page
    assert "People are put out of their homes" in page
    assert "falls under COERCE" in page
    assert "beside PLOVER" in page
    assert "without any" not in page


def test_without_any_the_page_says_how(ledger: Ledger) -> None:
    page = opened(ledger, None).get("/codebook").text
    assert "--codebook my-acts.toml" in page
    assert "People are put out" not in page


def test_a_text_is_coded_with_them(ledger: Ledger, land: str) -> None:
    desk = opened(ledger, Setting(codebooks=(land,), model=False))
    record = desk.post("/api/code", json={"text": "The council evicted forty families from the river bank."}).json()
    own = [one for event in record["events"] for one in event["codes"].get("own") or ()]
    assert [(one["codebook"], one["category"]) for one in own] == [("land", "eviction")]
    assert "+own:land" in record["coder"]["codebook"]


def test_a_wrong_list_is_told_before_anything_is_served(ledger: Ledger, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('codebook = "wrong"\ndefinition = "x"\n[[category]]\nname = "Not A Name"\n', encoding="utf-8")
    with pytest.raises(CodebookError):
        serving.serve(ledger, Settings(port=8127), "test", Setting(codebooks=(str(wrong),)))


@pytest.mark.parametrize("options", [("--codebook",), ("--only-codebook",)])
def test_serve_hands_them_to_the_desk(
    tmp_path: Path, land: str, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Setting] = []
    run: Callable[..., None] = lambda ledger, settings, owner, coding: told.append(coding)  # noqa: E731 - a stand-in
    monkeypatch.setattr(serving, "serve", run)
    done = CliRunner().invoke(app, ["serve", "--ledger", str(tmp_path / "x.db"), options[0], land])
    assert done.exit_code == 0, done.output
    (coding,) = told
    assert (coding.codebooks, coding.only_codebooks) == (((land,), ()) if options[0] == "--codebook" else ((), (land,)))
