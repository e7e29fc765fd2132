"""Chains of sources keep the nearest source and the first-hand one."""

from __future__ import annotations

import pytest

from dateline.parse import Reader, load
from dateline.statements import attribute


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


@pytest.mark.parametrize(
    ("text", "speaker", "original", "via"),
    [
        pytest.param(
            "The army said the rebels had fled, according to Radio Marsh.", "The army", "", "Radio Marsh", id="behind"
        ),
        pytest.param(
            "The army said the rebels had fled, according to Radio Marsh.", "Radio Marsh", "The army", "", id="outer"
        ),
        pytest.param(
            "The army said the rebels fled on Monday, according to the agency.",
            "The army",
            "",
            "the agency",
            id="behind a plain past",
        ),
        pytest.param(
            "The mayor denied the raid, according to Radio Marsh.", "The mayor", "", "Radio Marsh", id="denial behind"
        ),
        pytest.param(
            "According to Radio Marsh, the army said the rebels had fled.", "the army", "", "Radio Marsh", id="before"
        ),
        pytest.param(
            "The agency reported that the ministry had denied the raid.",
            "the ministry",
            "",
            "The agency",
            id="reported",
        ),
        pytest.param(
            "Radio Marsh said, citing police, that nine people had died.", "Radio Marsh", "police", "", id="citing"
        ),
        pytest.param(
            "Nine people died, the agency reported, citing hospital officials.",
            "the agency",
            "hospital officials",
            "",
            id="citing at the end",
        ),
        pytest.param(
            "The general, quoted by Radio Marsh, said the pass was clear.",
            "The general",
            "",
            "Radio Marsh",
            id="quoted by",
        ),
        pytest.param(
            "The daily quoted the mayor as saying that the dam had been repaired.",
            "the mayor",
            "",
            "The daily",
            id="as saying",
        ),
        pytest.param("The mayor said the dam was safe.", "The mayor", "", "", id="no chain"),
        pytest.param(
            "The mayor said the dam was safe. The governor said it would hold.",
            "The governor",
            "",
            "",
            id="two sayings",
        ),
    ],
)
def test_a_chain_keeps_both_ends(reader: Reader, text: str, speaker: str, original: str, via: str) -> None:
    (statement,) = [s for s in attribute(reader(text)) if s.speaker is not None and s.speaker.text == speaker]
    found = [party.text if party is not None else "" for party in (statement.original, statement.via)]
    assert found == [original, via]


def test_citing_is_no_saying_of_its_own(reader: Reader) -> None:
    (statement,) = attribute(reader("Nine people died, the agency reported, citing hospital officials."))
    assert statement.cue is not None
    assert statement.cue.text == "reported"


def test_an_event_keeps_who_said_so_first_and_who_passed_it_on(coder) -> None:
    record = coder("The army said rebels had killed four farmers in Tarvo, according to Radio Marsh.")
    claims = [event.claim for event in record.events if event.type == "ASSAULT"]
    assert claims
    assert claims[0] is not None
    assert claims[0].speaker is not None
    assert claims[0].via is not None
    assert (claims[0].speaker.text, claims[0].via.text) == ("The army", "Radio Marsh")


def test_what_the_report_tells_itself_rests_on_no_claim(coder) -> None:
    record = coder("Rebels killed four farmers in Tarvo. The army said two rebels were arrested.")
    told = {event.type: event.claim for event in record.events if event.type in {"ASSAULT", "COERCE"}}
    assert told["ASSAULT"] is None
    assert told["COERCE"] is not None


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ('"We shall not hand back the hostages," the rebel said.', "asserts"),
        ("The rebels said they would not take part in the talks.", "asserts"),
        ("The rebels said they had no part in the raid.", "denies_responsibility"),
        ("The rebels said they had no hand in the raid.", "denies_responsibility"),
    ],
)
def test_a_refusal_is_no_denial(reader: Reader, text: str, stance: str) -> None:
    assert [statement.stance for statement in attribute(reader(text))] == [stance]


def test_a_saying_at_the_end_tells_the_whole_sentence(reader: Reader) -> None:
    told = "Velling ordered the start of the raid, dubbed: “Iron Tide – Peace for Tarvo,”"
    text = f"{told} the mayor’s office announced on Twitter."
    (statement,) = [one for one in attribute(reader(text)) if one.cue is not None and one.cue.text == "announced"]
    assert statement.speaker is not None
    assert (statement.speaker.text, statement.channel) == ("the mayor’s office", "Twitter")
