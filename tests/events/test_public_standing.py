"""Standing: in longer reports an act of words or of help needs somebody of public standing, and whom it concerns."""

from __future__ import annotations

import pytest

from dateline import Coder

AROUND = (
    "It was a bright morning in the old harbour. The ferries ran late, as they often do in winter. {} "
    "The harbour clock struck nine. Gulls sat on the wall."
)


def types(coder: Coder, text: str) -> set[str]:
    return {event.type for event in coder(AROUND.format(text), published="2024-03-05").events}


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Mara Venn helped her sister with the nets.", "AID"),
        ("Mara Venn praised her sister.", "SUPPORT"),
        ("Mara Venn met her sister for dinner.", "CONSULT"),
        ("The shop urged customers to update their telephones.", "REQUEST"),
        ("Mara Venn promised to sing.", "AGREE"),
        ("The new rule allows bakers to open early.", "CONCEDE"),
        ("The tool lets users find lost keys.", "CONCEDE"),
        ("The storm forced the baker to close.", "COERCE"),
        ("Senator Moro said everybody must be careful.", "REQUEST"),
        ("Senator Moro said that we need to smile more.", "REQUEST"),
        ("The record company released Mara Venn's songs.", "RETREAT"),
        ("Mara Venn sold forty bottles.", "COOPERATE"),
    ],
)
def test_what_private_people_and_things_do_is_no_event(coder: Coder, text: str, type_: str) -> None:
    assert type_ not in types(coder, text)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("President Macron praised Angela Merkel.", "SUPPORT"),
        ("President Macron met the German chancellor for talks.", "CONSULT"),
        ("The interior minister urged voters to stay at home.", "REQUEST"),
        ("The French government promised to help Greece.", "AGREE"),
        ("The government sent food to the refugees.", "AID"),
        ("The government allowed the rebels to leave the town.", "CONCEDE"),
        ("The police forced the protesters to leave the square.", "COERCE"),
        ("The rebels released two nurses.", "RETREAT"),
        ("Residents demanded new roads from the mayor.", "REQUEST"),
        ("A man stabbed the baker, killing him.", "ASSAULT"),
        ("Mara Venn was charged with fraud.", "ACCUSE"),
    ],
)
def test_acts_with_somebody_of_standing_are_coded(coder: Coder, text: str, type_: str) -> None:
    assert type_ in types(coder, text)


def test_a_brief_report_is_taken_at_its_word(coder: Coder) -> None:
    assert {event.type for event in coder("Mara Venn praised her sister.", published="2024-03-05").events} == {
        "SUPPORT"
    }


def test_what_a_candidate_gets_is_no_aid(coder: Coder) -> None:
    assert "AID" not in types(coder, "The unions donated money to the Democratic Party.")
    assert "AID" in types(coder, "The unions donated money to the refugees.")


@pytest.mark.parametrize(
    ("text", "protest"),
    [
        ("Thousands came to a campaign rally of Senator Mark Rowe.", False),
        ("President Obama held a rally in Ohio.", False),
        ("Students held a rally against the government.", True),
    ],
)
def test_a_rally_of_those_who_run_is_no_protest(coder: Coder, text: str, protest: bool) -> None:
    assert ("PROTEST" in types(coder, text)) is protest


def test_whoever_looks_into_something_investigates_only_by_office(coder: Coder) -> None:
    assert "ACCUSE" not in types(coder, "Mara Venn looked into the sky.")
    assert "ACCUSE" in types(coder, "The police are looking into the death of the baker.")


def test_what_is_asked_for_is_no_act_beside_the_request(coder: Coder) -> None:
    assert types(coder, "The British government urged the rebels to release the prisoners.") == {"REQUEST"}
    assert types(coder, "The French government refused to support the German chancellor.") == {"REJECT"}


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Mara Venn clashed with Orvo Pictures over the film.", "ASSAULT"),
        ("The gossip hurt the singer.", "ASSAULT"),
        ("President Macron discussed his plan in a film.", "CONSULT"),
        ("Mara Venn was escorted from the hall.", "MOBILIZE"),
        ("The new treaty could allow the rebels to speak.", "CONCEDE"),
        ("A Sunday rally for Angela Merkel drew a crowd.", "PROTEST"),
    ],
)
def test_general_words_of_public_acts_tell_none_among_others(coder: Coder, text: str, type_: str) -> None:
    assert type_ not in types(coder, text)


def test_a_clash_of_armed_sides_is_one(coder: Coder) -> None:
    assert "ASSAULT" in types(coder, "Rebels clashed with soldiers near the harbour.")


@pytest.mark.usefixtures("unvetted")
def test_a_party_is_named_once(coder: Coder) -> None:
    record = coder("Angela Merkel, the chancellor of Germany, met President Macron on Monday.", published="2024-03-05")
    everyone = [party.text for event in record.events for party in (*event.actors, *event.recipients)]
    assert len(everyone) == 2
    record = coder(AROUND.format("Angela Merkel said: “I condemn the rebels.”"), published="2024-03-05")
    assert all(len(event.actors) == 1 for event in record.events)


def test_a_request_spoken_of_again_is_told_once(coder: Coder) -> None:
    text = "The British government asked France for help. {} The request of the British government came as a surprise."
    record = coder(AROUND.format(text.format("A week went by.")), published="2024-03-05")
    assert [event.trigger.text for event in record.events if event.type == "REQUEST"] == ["asked"]


ELECTION = (
    "It was a bright morning in Ohio. President Barack Obama spoke there, and so did Senator Mark Rowe. "
    "Hillary Clinton stayed at home. {} Gulls sat on the wall."
)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Senator Mark Rowe beat Hillary Clinton in the primary.", "ASSAULT"),
        ("President Barack Obama had a first encounter with Senator Mark Rowe.", "ASSAULT"),
        ("Hillary Clinton sat down with the New York Times.", "CONSULT"),
        ("The plan would help everybody, Hillary Clinton said.", "AGREE"),
        ("The town halls allow candidates to meet voters.", "CONCEDE"),
        ("Mara Venn delivered a parcel to the White House.", "AID"),
        ("Hillary Clinton would not rule out a debate.", "REJECT"),
        ("Mara Venn shot to fame in the movies.", "ASSAULT"),
        ("Senator Mark Rowe hoped to lock up the nomination.", "COERCE"),
        ("Senator Mark Rowe fought the bid of President Barack Obama.", "ASSAULT"),
    ],
)
def test_words_of_campaigns_tell_no_force(coder: Coder, text: str, type_: str) -> None:
    found = {event.type for event in coder(ELECTION.format(text), published="2016-03-05").events}
    assert type_ not in found


def test_force_between_armed_sides_stays(coder: Coder) -> None:
    assert "ASSAULT" in types(coder, "Two rebels were killed in an encounter with soldiers.")
    assert "ASSAULT" in types(coder, "Police beat a student in the square.")
    assert "REJECT" in types(coder, "The French government ruled out talks with the rebels.")


def test_a_deed_is_no_part_of_the_refusal_beside_it(coder: Coder) -> None:
    found = types(coder, "Angela Merkel rejected the plan and called on the rebels to leave the town.")
    assert {"REJECT", "REQUEST"} <= found


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("The unions said they would strike on Thursday.", "THREATEN"),
        ("Some 4,000 people fled the fighting.", "SANCTION"),
        ("Fifteen gunmen fired at the rangers and withdrew.", "RETREAT"),
    ],
)
def test_what_sides_of_a_conflict_do_needs_no_office(coder: Coder, text: str, type_: str) -> None:
    assert type_ in types(coder, text)
