"""The corridor: what it leaves as it found it."""

from __future__ import annotations

import gc

import pytest
from threadpoolctl import ThreadpoolController

from dateline import pipeline
from dateline.pipeline import Coder


@pytest.mark.parametrize("running", [True, False], ids=["on", "off"])
@pytest.mark.parametrize("fails", [False, True], ids=["coded", "quarantined"])
def test_the_search_for_cycles_waits_for_the_report_and_is_then_as_it_was(
    coder: Coder, monkeypatch: pytest.MonkeyPatch, running: bool, fails: bool
) -> None:
    seen: list[bool] = []

    def stage(*given: object) -> tuple[()]:
        seen.append(gc.isenabled())
        if fails:
            raise ValueError("out of order")
        return ()

    monkeypatch.setattr(pipeline.events, "code", stage)
    if not running:
        gc.disable()
    try:
        record = coder("Police arrested ten protesters in Basra on Monday.")
        after = gc.isenabled()
    finally:
        gc.enable()
    assert seen == [False]
    assert after == running
    assert (record.disposition == "quarantined") == fails


def test_matrices_are_multiplied_on_one_thread_while_a_report_is_coded(
    coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    blas = ThreadpoolController().select(user_api="blas")
    seen: list[int] = []

    def stage(*given: object) -> tuple[()]:
        seen.extend(one["num_threads"] for one in blas.info())
        return ()

    monkeypatch.setattr(pipeline.events, "code", stage)
    with blas.limit(limits=2):
        coder("Police arrested ten protesters in Basra on Monday.")
        after = [one["num_threads"] for one in blas.info()]
    assert set(seen) == {1}
    assert set(after) == {2}


def test_the_dateline_is_no_part_of_the_first_sentence(coder: Coder) -> None:
    lead = "The defence minister announced on Tuesday that the army will attack the rebels in Daraz next week."
    record = coder(f"BELMAR, 2 June 2020 (Reuters) — {lead}", published="2020-06-02")
    (statement,) = record.statements
    assert statement.speaker is not None
    assert statement.speaker.text == "The defence minister"
    assert [party.text for party in record.events[0].actors] == ["the army"]
