"""One party, one kind: what has a name of its own is an organisation, in the list of parties and in events alike."""

from __future__ import annotations

import pytest

from dateline.codebook.registry import load_registry


@pytest.mark.parametrize(
    ("text", "named", "kind"),
    [
        pytest.param("The Taliban said it held Kunduz.", "The Taliban", "organisation", id="listed"),
        pytest.param("Boko Haram said it held Baga.", "Boko Haram", "organisation", id="short name"),
        pytest.param("The militia said it held Goma.", "The militia", "group", id="no name"),
        pytest.param("Taliban fighters said they held Kunduz.", "Taliban fighters", "people", id="its people"),
    ],
)
def test_parties_and_speakers_agree_on_the_kind(coder, text: str, named: str, kind: str) -> None:
    record = coder(text)
    listed = {party.text: party.kind for party in record.parties}
    speaking = {one.speaker.text: one.speaker.kind for one in record.statements if one.speaker is not None}
    assert (listed[named], speaking[named]) == (kind, kind)


def test_a_group_that_acts_has_the_kind_it_is_listed_with(coder) -> None:
    record = coder("The Taliban attacked a checkpoint near Kunduz.")
    assert [party.kind for event in record.events for party in event.actors] == ["organisation"]


def test_whatever_is_listed_with_a_name_is_an_organisation() -> None:
    """The browser tells armed groups from public bodies by what they are, not by another word for the kind."""
    registry = load_registry()
    kinds = {entry.kind for id_, entry in registry.entries.items() if id_.startswith("group:")}
    assert kinds == {"organisation"}
    assert registry.entries["group:taliban"].unofficial
    assert not registry.entries["body:united-nations"].unofficial
