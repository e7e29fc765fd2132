"""Borrowing: days and places of other sentences are weighed before they are an act's."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from tests.events.told import act_at

from dateline import Coder
from dateline.codebook.sign_weights import build_sign_weights
from dateline.events.borrowing import BORROWED, LIKELY, Loan, likelihood, signs_of, weights
from dateline.parse import Reader
from dateline.record import CodebookError, Time

ROOT = Path(__file__).parents[2]
FRIDAY = "Rebels shelled a mill in Dasht on Friday. They shot two guards."


def friday(text: str) -> Time:
    start = text.index("Friday")
    return Time(
        text="Friday", start=start, end=start + 6, type="DATE", value="2024-03-01", from_="2024-03-01", to="2024-03-01"
    )


def test_what_goes_on_from_the_sentence_before_keeps_its_day(reader: Reader) -> None:
    parsed = reader(FRIDAY)
    act, day = act_at(parsed, "shot", "ASSAULT"), friday(FRIDAY)
    assert likelihood(Loan("when", act, day, "time:before", "occurred", parsed, [day])) > LIKELY


def test_praise_far_from_a_day_is_likelier_of_another(reader: Reader) -> None:
    text = "Rebels shelled a mill in Dasht on Friday. It was old.\n\nElsewhere, Mara Venn has praised the senator."
    parsed = reader(text)
    act, day = act_at(parsed, "praised", "SUPPORT"), friday(text)
    near, far = reader(FRIDAY), parsed
    shooting = act_at(near, "shot", "ASSAULT")
    shot = likelihood(Loan("when", shooting, friday(FRIDAY), "time:before", "occurred", near, [day]))
    assert likelihood(Loan("when", act, day, "time:lead", "occurred", far, [day])) < shot - 0.2


def test_the_signs_tell_how_far_the_day_lies_and_what_it_stands_with(reader: Reader) -> None:
    parsed = reader(FRIDAY)
    day = friday(FRIDAY)
    signs = signs_of(Loan("when", act_at(parsed, "shot", "ASSAULT"), day, "time:before", "occurred", parsed, [day]))
    assert {"rule=time:before", "type=ASSAULT", "form=VBD", "gap=1", "values=1", "beside=violence"} <= set(signs)


def test_what_is_not_borrowed_is_named_with_its_chance(coder: Coder) -> None:
    text = (
        "PARIS - Ministers met on Monday in Berlin. The talks were long.\n\nMara Venn had once criticised Tom Rowe, "
        "who has endorsed the bill. Others have praised it.\n\nThe senate has rejected the plan of the governor. "
        "Nothing more is known.\n\nThe union has condemned the minister."
    )
    doubted = [
        reason
        for event in coder(text, published="2024-03-05").events
        for reason in event.because
        if reason.by in ("time:doubted", "place:doubted")
    ]
    assert doubted
    assert all("chance 0." in reason.text and reason.evidence for reason in doubted)


@pytest.mark.parametrize(
    "table",
    [{}, {"when": {"offset": 0.1}}, {"when": {"offset": "x"}, "where": {"offset": 0.1}}, {"when": {}, "where": {}}],
)
def test_weights_that_lack_a_part_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(CodebookError, match="no weights, or one that is no number"):
        build_sign_weights("setting/weights.toml", BORROWED, table)


def test_the_packaged_weights_are_finite_and_versioned() -> None:
    known = weights()
    assert len(known.version) == 12
    assert all(math.isfinite(value) for rows in known.weights.values() for value in rows.values())


def test_the_judged_borrowings_hold_offsets_and_no_text() -> None:
    lines = (ROOT / "training" / "own" / "borrowed.tsv").read_text("utf-8").splitlines()
    assert lines[0] == "corpus\treport\ttrigger\tabout\tvalue\trule\tright"
    for line in lines[1:]:
        _, report, trigger, about, value, _, right = line.split("\t")
        assert len(report) == 10
        assert trigger.isdigit()
        assert value.isdigit()
        assert about in ("when", "where")
        assert right in ("y", "n", "u")
