"""Numbers of people in lists: parts of a whole, families, and one of several who died."""

from __future__ import annotations

import pytest

from dateline.pipeline import Coder

LISTS = [
    pytest.param("Nine people, among them two nurses, were killed.", (9, None), id="among them"),
    pytest.param("The teacher, his wife and a clerk were shot dead.", (3, None), id="a family and another"),
    pytest.param("Two men were shot near Gao, one of them fatally.", (1, 1), id="one of them"),
    pytest.param("Four men were shot near Gao, one fatally.", (1, 3), id="one of four"),
]


@pytest.mark.parametrize(("text", "wanted"), LISTS)
def test_numbers_of_lists(coder: Coder, text: str, wanted: tuple[int, int | None]) -> None:
    (event,) = coder(text).events
    found = [None if count is None else count.min for count in (event.toll.killed, event.toll.injured)]
    assert tuple(found) == wanted


def test_a_list_is_a_list(coder: Coder) -> None:
    (event,) = coder("The teacher, his wife and a clerk were shot dead.").events
    assert [it.text for it in event.recipients] == ["The teacher", "his wife", "a clerk"]


def test_how_the_dead_were_found(coder: Coder) -> None:
    (event,) = coder("Nine people were found beheaded in a church in Gao, local leaders said.").events
    assert [it.text for it in event.recipients] == ["Nine people"]


def test_hostages_that_are_killed_were_not_taken_then(coder: Coder) -> None:
    (event,) = coder("Boko Haram released a video showing the execution of two hostages.").events
    assert (event.toll.killed is not None, event.toll.abducted) == (True, None)


def test_who_takes_control_of_a_town_by_name(coder: Coder) -> None:
    (event, *_) = coder("Tigrayan fighters took control of Adigrat on Wednesday.").events
    assert (event.type, [it.text for it in event.recipients]) == ("ASSAULT", ["Adigrat"])
