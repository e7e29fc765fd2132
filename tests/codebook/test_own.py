"""Own categories: read from a file, coded beside PLOVER and instead of it, and what the check finds wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

import dateline
from dateline.codebook.checking import check_file, check_together
from dateline.codebook.own import load_own
from dateline.record import CodebookError, OwnCode, Record, SetupError
from dateline.trying import check

LAND = """\
codebook = "land"
definition = "Struggles over land and homes."

[sets]
dwelling = ["house", "hut", "land"]

[[category]]
name = "eviction"
definition = "People are made to leave their homes."
plover = "COERCE"
verbs = ["evict"]
examples = ["[Guards] *evicted* {ten families} on Monday."]
near_misses = ["The families left on Monday."]

[[category]]
name = "fencing"
definition = "Land is closed to those who used it."
verbs = ["fence +@dwelling"]
recipient = ["object"]
examples = ["The company *fenced* the land on Monday."]
"""
EVICTION, FENCING = (OwnCode(codebook="land", category=name) for name in ("eviction", "fencing"))
TEXT = "Guards evicted ten families in Lusaka. The company fenced the land. Police arrested two men."


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "land.toml"
    path.write_text(LAND.replace("The company *fenced*", "[The company] *fenced*").replace(
        "fenced* the land", "fenced* {the land}"), encoding="utf-8")  # fmt: skip
    return path


def test_the_categories_stand_beside_plover(land: Path) -> None:
    record = dateline.load(codebooks=[land])(TEXT)
    found = {event.trigger.text: (event.type, event.codes.own) for event in record.events}
    assert found == {
        "evicted": ("COERCE", (EVICTION,)), "fenced": ("FENCING", (FENCING,)), "arrested": ("COERCE", ()),
    }  # fmt: skip
    assert [event.id for event in record.events] == ["e1", "e2", "e3"]
    assert any(reason.by == "own:land.eviction" for reason in record.events[0].because)
    assert "+own:land " in record.coder.codebook


def test_the_categories_stand_instead_of_plover(land: Path) -> None:
    record = dateline.load(only_codebooks=[land])(TEXT)
    assert [(event.type, event.codes.own) for event in record.events] == [
        ("COERCE", (EVICTION,)),
        ("FENCING", (FENCING,)),
    ]
    assert record.events[1].codes.plover is None
    assert Record.from_json(record.to_json()) == record


def test_without_own_categories_the_codes_have_no_such_key(coder: dateline.pipeline.Coder) -> None:
    assert b'"own"' not in coder(TEXT).to_json()


def test_both_ways_at_once_are_refused(land: Path) -> None:
    with pytest.raises(SetupError, match="not both"):
        dateline.load(codebooks=[land], only_codebooks=[land])


def test_examples_that_code_as_they_say_leave_nothing_to_mend(land: Path) -> None:
    assert [str(finding) for finding in check([land]) if finding.level != "note"] == []


def test_examples_that_do_not_code_as_they_say_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "land.toml"
    path.write_text(LAND.replace("The families left", "Guards evicted the families"), encoding="utf-8")
    found = {(finding.line, finding.category): finding.text for finding in check([path]) if finding.level == "error"}
    assert set(found) == {(13, "eviction"), (20, "fencing")}
    assert "coded all the same" in found[13, "eviction"]
    assert "who is not marked" in found[20, "fencing"] or "lacks" in found[20, "fencing"]


@pytest.mark.parametrize(
    ("was", "now", "line", "level", "words"),
    [
        ('"COERCE"', '"COERSE"', 10, "error", "did you mean 'COERCE'"),
        ("definition = \"Struggles", "defnition = \"Struggles", 2, "error", "did you mean 'definition'"),
        ("+@dwelling", "+@dweling", 18, "error", "did you mean 'dwelling'"),
        ('["object"]', '["agianst"]', 19, "warning", "did you mean 'against'"),
        ('verbs = ["evict"]', 'verbs = ["evict", "fence +@dwelling"]', 18, "error", "clash"),
        ('verbs = ["evict"]', 'verbs = ["fence"]\npriority = 3', 19, "error", "dead"),
        ('verbs = ["evict"]', 'verbs = ["evict", "evict +@dwelling"]', 11, "warning", "adds nothing"),
        ("+@dwelling", "+house", 5, "warning", "no pattern uses the set"),
        ('name = "fencing"', 'name = "eviction"', 16, "error", "stands twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_at_its_line(
    tmp_path: Path, was: str, now: str, line: int, level: str, words: str
) -> None:
    path = tmp_path / "land.toml"
    assert was in LAND
    path.write_text(LAND.replace(was, now), encoding="utf-8")
    book, found, lines = check_file(path)
    found += check_together([(book, lines)]) if book else []
    assert (line, level) in [(it.line, it.level) for it in found if words in it.text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("codebook = ", "not a TOML file"),
        ('codebook = "Land"', "needs a name"),
        ('codebook = "land"', r"no \[\[category\]\]"),
        ('codebook = "land"\n[[category]]\nname = "assault"\nverbs = ["raid"]', "name of a PLOVER type"),
        ('codebook = "land"\n[[category]]\nname = "raid"\nverbs = "raid"', "verbs must be a list of texts"),
        ('codebook = "land"\n[[category]]\nname = "raid"', "no pattern"),
    ],
)
def test_a_wrong_file_is_refused_with_its_cause(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "land.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=words):
        load_own([path])
