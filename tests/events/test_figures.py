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
