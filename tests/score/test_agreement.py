"""Events of several coders matched, agreement on their fields, and a coding against gold."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
import pytest

from dateline.pipeline import Coder
from dateline.record import Event
from dateline.score import agreement, compare, score, units

TEXT = (
    "KANO, 4 May 2016 (Meridian News) - Gunmen shot dead four soldiers at a checkpoint near Maiduguri on Tuesday. "
    "The governor condemned the attack and met army commanders in the city. Police arrested two men on Wednesday."
)


@pytest.fixture(scope="module")
def coded(coder: Coder) -> tuple[Event, ...]:
    events = coder(TEXT, published="2016-05-04", id="kano").events
    assert len(events) >= 3
    return events


def changed(event: Event, **values: Any) -> Event:
    return msgspec.structs.replace(event, **values)


def test_equal_codings_agree_on_everything(coded: tuple[Event, ...]) -> None:
    found = agreement({"kano": {"a": coded, "b": coded}}, {"kano": TEXT}, times=40)
    assert found.events == len(coded)
    for field in found.fields:
        assert not field.differences, field.field
        assert field.agreed in {1.0, None}
    assert found.words.value == 1.0


def test_a_field_on_which_they_differ_is_named_with_both_codes(coded: tuple[Event, ...]) -> None:
    other = (changed(coded[0], status="planned"), *coded[1:])
    found = agreement({"kano": {"a": coded, "b": other}}, times=40)
    status = next(field for field in found.fields if field.field == "status")
    assert len(status.differences) == 1
    assert {given.coder: given.value for given in status.differences[0].given} == {"a": coded[0].status, "b": "planned"}
    assert all(not field.differences for field in found.fields if field.field != "status")


def test_an_event_left_out_is_a_disagreement_on_the_event_and_on_nothing_else(coded: tuple[Event, ...]) -> None:
    found = agreement({"kano": {"a": coded, "b": coded[1:]}}, times=40)
    fields = {field.field: field for field in found.fields}
    assert len(fields["event"].differences) == 1
    assert not fields["type"].differences


def test_a_figure_that_one_coder_leaves_out_is_missing_and_not_nought(coded: tuple[Event, ...]) -> None:
    killed = next(event for event in coded if event.toll.killed is not None)
    other = tuple(changed(event, toll=type(event.toll)()) if event is killed else event for event in coded)
    fields = {field.field: field for field in agreement({"kano": {"a": coded, "b": other}}, times=40).fields}
    assert not fields["killed"].differences


def test_a_report_coded_once_does_not_count(coded: tuple[Event, ...]) -> None:
    found = agreement({"kano": {"a": coded}}, times=40)
    assert (found.reports, found.events) == (0, 0)


def test_matching_does_not_depend_on_the_order_of_events(coded: tuple[Event, ...]) -> None:
    draw = Random(3)  # noqa: S311 - a repeatable sample
    first = units("kano", {"a": coded, "b": coded, "c": coded[:2]})
    for _ in range(10):
        mixed = {name: draw.sample(list(events), len(events)) for name, events in
                 {"c": coded[:2], "b": coded, "a": coded}.items()}  # fmt: skip
        assert units("kano", mixed) == first


def test_against_gold(coded: tuple[Event, ...]) -> None:
    mine = (changed(coded[0], type="PROTEST", mode=None), *coded[1:-1])
    found = score({"kano": coded}, {"kano": mine})
    assert (found.gold, found.coded, found.found) == (len(coded), len(coded) - 1, len(coded) - 1)
    types = next(field for field in found.fields if field.field == "type")
    assert (types.events, types.right) == (len(coded) - 1, len(coded) - 2)
    assert found.recall == pytest.approx((len(coded) - 1) / len(coded))


def test_before_and_after(coded: tuple[Event, ...]) -> None:
    worse = (changed(coded[0], status="planned"), *coded[1:])
    gold = {f"r{n}": coded for n in range(6)}
    found = compare(gold, dict.fromkeys(gold, worse), dict.fromkeys(gold, coded))
    status = next(change for change in found.changes if change.field == "status")
    assert (status.better, status.worse) == (6, 0)
    assert status.sure == 1.0
    kept = next(change for change in found.changes if change.field == "type")
    assert (kept.better, kept.worse, kept.sure) == (0, 0, None)
    omitted = compare(gold, gold, dict.fromkeys(gold, coded[1:]))
    event = next(change for change in omitted.changes if change.field == "event")
    assert (event.better, event.worse) == (0, 6)
