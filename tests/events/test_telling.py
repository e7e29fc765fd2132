"""Officers who tell of violence take no part in it, those who were hit by it do."""

from __future__ import annotations

from dateline import Coder

ROBBERY = (
    "Two men in masks robbed a petrol station in Dasht on Friday night and shot a clerk.\n\nPolice Officer Olan Birk "
    "noticed a white van by the river an hour later. The clerk, Mara Venn, 34, was shot in the leg and is in stable "
    "condition.\n\nWhoever knows more is asked to ring Detective Hedda Gorm at the station. Birk has served for ten "
    "years."
)
DEPUTY = (
    "A gunman opened fire at a traffic stop in Dasht on Friday night.\n\nDeputy Olan Birk was shot in the chest and "
    "died at a hospital. He had stopped a white van.\n\nThe gunman, Tom Rowe, 28, was arrested a mile away. Birk had "
    "served for ten years."
)


def names(coder: Coder, text: str) -> set[str | None]:
    found = coder(text, published="2024-03-05").events
    return {party.name for event in found if event.type == "ASSAULT" for party in (*event.actors, *event.recipients)}


def test_officers_of_the_case_take_no_part_in_the_crime(coder: Coder) -> None:
    found = names(coder, ROBBERY)
    assert "Mara Venn" in found
    assert not {"Olan Birk", "Hedda Gorm"} & found


def test_an_officer_who_was_shot_is_the_victim(coder: Coder) -> None:
    assert "Olan Birk" in names(coder, DEPUTY)
