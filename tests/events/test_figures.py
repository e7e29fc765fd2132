"""Words of acts that tell none where they stand."""

from __future__ import annotations

import pytest

from dateline import Coder


def _types(coder: Coder, text: str) -> set[str]:
    return {event.type for event in coder(text, published="2024-03-05").events}


@pytest.mark.parametrize(
    "text",
    [
        "Experts warned that the drought would worsen in Norland.",
        "The ministry warned that the economy may collapse.",
        "The World Bank warned that poor countries would suffer from the tariffs.",
    ],
)
def test_the_warning_of_a_danger_is_no_threat(coder: Coder, text: str) -> None:
    assert "THREATEN" not in _types(coder, text)


@pytest.mark.parametrize(
    "text",
    [
        "The general warned that his troops would attack the port if the talks failed.",
        "Russia warned Norland that the missiles would have consequences.",
        "The union warned that it would strike in June.",
        "Police warned that protesters could be arrested.",
    ],
)
def test_whoever_warns_of_his_own_acts_threatens(coder: Coder, text: str) -> None:
    assert "THREATEN" in _types(coder, text)


def test_a_retort_is_no_shot(coder: Coder) -> None:
    assert "ASSAULT" not in _types(coder, "Senator Moro shot back in a statement, saying he has made a lot of money.")
    assert "ASSAULT" not in _types(coder, '"She is wrong," Senator Moro fired back.')
    assert "ASSAULT" in _types(coder, "Rebels attacked the post and soldiers fired back, killing two.")


def test_a_product_that_is_released_is_no_retreat(coder: Coder) -> None:
    assert not _types(coder, "Microsoft released a patch for Windows.") & {"RETREAT", "CONCEDE"}
    assert "RETREAT" in _types(coder, "The rebels released the tanker.")


@pytest.mark.parametrize(
    "text",
    [
        "Hackers attacked the servers of the Norland bank.",
        "The group launched an attack on the website of the Norland parliament.",
        "Malware attacked the network of the ministry.",
    ],
)
def test_an_attack_on_computers_is_cyber(coder: Coder, text: str) -> None:
    assert [(event.type, event.mode) for event in coder(text).events] == [("COERCE", "cyber")]


def test_a_computer_shop_that_is_attacked_is_a_shop(coder: Coder) -> None:
    assert _types(coder, "Soldiers attacked a computer shop in Orvo.") == {"ASSAULT"}


@pytest.mark.parametrize(
    "text",
    [
        "Voters in the town trust Senator Moro, and most of them voted for him.",
        "Senator Moro was supported by 42 percent of those asked.",
        "A fall in support for Senator Moro was seen in the latest poll.",
    ],
)
def test_what_people_think_is_no_support(coder: Coder, text: str) -> None:
    assert "SUPPORT" not in _types(coder, text)


def test_a_body_that_votes_for_somebody_supports(coder: Coder) -> None:
    assert "SUPPORT" in _types(coder, "Parliament voted for President Moro's peace plan.")


@pytest.mark.parametrize(
    "text",
    [
        "The minister insisted that the bridge was safe.",
        "The senator suggested that the vote was a farce.",
        "Asked by Senator Moro about the bridge, the minister laughed.",
        "Reporters asked Senator Moro whether he would run again.",
        "The official asked not to be named.",
        "The networks called the race for Senator Moro.",
        "Senator Moro will campaign for Dara Venn.",
    ],
)
def test_an_opinion_or_a_question_is_no_request(coder: Coder, text: str) -> None:
    assert "REQUEST" not in _types(coder, text)


@pytest.mark.parametrize(
    "text",
    [
        "The minister asked Norland to send doctors.",
        "The rebels asked for food and medicine.",
        "The council insisted on the withdrawal of the Sudland army.",
        "The minister insisted that Norland must pay.",
        "The envoy suggested that Norland should leave the islands.",
        "The bishops appealed to the army to show calm.",
    ],
)
def test_whoever_bids_somebody_requests(coder: Coder, text: str) -> None:
    assert "REQUEST" in _types(coder, text)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("The candidates seized on the crisis.", "COERCE"),
        ("Senator Moro signed up as a delegate.", "SUPPORT"),
        ("The investors backed out on Monday.", "SUPPORT"),
        ("The governor freed up money for the harbour.", "RETREAT"),
        ("The campaign of Senator Moro sent out a press release.", "RETREAT"),
        ("The patch was released on Tuesday.", "RETREAT"),
        ("Senator Moro held a news conference on Monday.", "CONSULT"),
        ("The channel hosted the last debate.", "CONSULT"),
        ("The senator locked down the endorsements of two unions.", "COERCE"),
        ("Mr. Moro dismissed critics of his plan.", "COERCE"),
        ("A strike grounded all flights to Norland.", "COERCE"),
        ("The singer bowed to the audience.", "CONCEDE"),
        ("The flaw compromised the computers of the bank.", "CONCEDE"),
        ("Donors filled the hall in Orvo.", "AID"),
        ("Senator Moro is eager to run again.", "AGREE"),
    ],
)
def test_words_in_another_sense_tell_no_act(coder: Coder, text: str, type_: str) -> None:
    assert type_ not in _types(coder, text)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Customs officers seized 40 rifles on Monday.", "COERCE"),
        ("Two nurses were released on Tuesday.", "RETREAT"),
        ("The president of Norland held talks with the king of Sudland.", "CONSULT"),
        ("The two presidents held a joint news conference with Senator Moro.", "CONSULT"),
        ("The governor bowed to pressure from the strikers.", "CONCEDE"),
        ("Norland is ready to help Sudland.", "AGREE"),
        ("Norland is willing to withdraw its troops from Sudland.", "AGREE"),
    ],
)
def test_the_same_words_in_their_own_sense_tell_it(coder: Coder, text: str, type_: str) -> None:
    assert type_ in _types(coder, text)


@pytest.mark.parametrize(
    "text",
    [
        "The president vowed to fight corruption.",
        "The minister promised to fight against drug trafficking.",
    ],
)
def test_whoever_fights_an_evil_threatens_nobody(coder: Coder, text: str) -> None:
    assert "THREATEN" not in _types(coder, text)
    assert "THREATEN" in _types(coder, "The general vowed to attack the rebels.")


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("The minister conceded that the winter was cold.", "CONCEDE"),
        ("Mr. Venn entered a not guilty plea on Monday.", "REQUEST"),
        ("Anyone who saw the shooting is asked to call Orvo police.", "REQUEST"),
        ("When they returned the mill was in flames, said the officer in charge.", "ACCUSE"),
        ("The brand enjoys wide name recognition.", "SUPPORT"),
        ("The ministry did not respond to questions about the bridge.", "REJECT"),
        ("The ministry did not respond to a request for comment.", "REJECT"),
        ("Most calls are routed through cables.", "ASSAULT"),
        ("The scandal could destroy the career of Senator Moro.", "ASSAULT"),
        ("Senator Moro blasted President Macron over taxes.", "ASSAULT"),
    ],
)
def test_further_words_in_another_sense_tell_no_act(coder: Coder, text: str, type_: str) -> None:
    assert type_ not in _types(coder, text)


def test_whoever_blasts_somebody_criticises_and_whoever_blasts_a_town_attacks(coder: Coder) -> None:
    assert "ACCUSE" in _types(coder, "Senator Moro blasted President Macron over taxes.")
    assert "ASSAULT" in _types(coder, "Rebels blasted the town with mortars.")
    assert "REJECT" in _types(coder, "Russia did not respond to the offer of France.")


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("The fans and their captain demonstrated their unity.", "PROTEST"),
        ("The company had a conference call with its bankers.", "REQUEST"),
        ("Fire crews were called to the house at nine.", "CONSULT"),
        ("The gunman went on a shooting rampage in Orvo.", "PROTEST"),
        ("Was firing James Comey a mistake?", "ASSAULT"),
        ("A shepherd called police about the wreck.", "REQUEST"),
        ("Officers were called to Mill Lane after shots were heard.", "REQUEST"),
        ("Two officers at the gate called for backup.", "REQUEST"),
        ("President Moro called Mara Venn on Friday to express gratitude.", "REQUEST"),
    ],
)
def test_more_words_in_another_sense_tell_no_act(coder: Coder, text: str, type_: str) -> None:
    assert type_ not in _types(coder, text)


def test_fires_charges_and_police_that_do_nothing_tell_no_act(coder: Coder) -> None:
    assert "ASSAULT" not in _types(coder, "A fire destroyed the shop on Monday.")
    assert "ASSAULT" in _types(coder, "Mortar fire destroyed the shop on Monday.")
    assert "ACCUSE" not in _types(coder, "She was in charge of the State Department.")
