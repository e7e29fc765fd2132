"""One noun for several parties: each state or body listed before it is a party of its own, on every side."""

from __future__ import annotations

import pytest

import dateline
from dateline.pipeline import Coder


@pytest.fixture(scope="module")
def coder() -> Coder:
    return dateline.load()


ROWS = [
    pytest.param(
        "Kenyan and Ugandan leaders met in Kampala.",
        [("Kenyan", "KEN", "GOV"), ("Ugandan leaders", "UGA", "GOV")], [], id="two leaders",
    ),
    pytest.param(
        "British, French and German officials met Iranian diplomats in Geneva.",
        [
            ("British", "GBR", "GOV"), ("French", "FRA", "GOV"), ("German officials", "DEU", "GOV"),
            ("Iranian diplomats", "IRN", "GOV"),
        ], [], id="three officials",
    ),
    pytest.param(
        "The rebels attacked Malian and French soldiers near Gao.", [("The rebels", "MLI", "REB")],
        [("Malian", "MLI", "MIL"), ("French soldiers", "FRA", "MIL")], id="as an object",
    ),
    pytest.param(
        "Rowe was praised by Kenyan and Ugandan ministers.",
        [("Kenyan", "KEN", "GOV"), ("Ugandan ministers", "UGA", "GOV")], None, id="after by",
    ),
    pytest.param(
        "Police and army officers searched the village.",
        [("Police", None, "COP"), ("army officers", None, "MIL")], None, id="two forces",
    ),
    pytest.param(
        "Government and rebel forces clashed.",
        [("Government", None, "MIL"), ("rebel forces", None, "REB")], [], id="two sides",
    ),
    pytest.param(
        "UN and EU officials visited the camp.",
        [("UN", "UNO", "IGO"), ("EU officials", "EUR", "IGO")], None, id="two bodies",
    ),
    pytest.param(
        "An Israeli and two Palestinian militants were killed.", [],
        [("An Israeli", "ISR", "CVL"), ("two Palestinian militants", "PSE", "REB")], id="one of them is no militant",
    ),
    pytest.param("The defence and foreign ministers met Iranian diplomats.", None, None, id="two offices"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actors", "recipients"), ROWS)
def test_each_has_its_own_country_and_sector(coder: Coder, text: str, actors, recipients) -> None:
    record = coder(text)
    (event,) = record.events
    if actors is None:
        assert "defence" not in [party.text for party in record.parties]
        return
    assert [(it.text, it.country, it.sector) for it in event.actors] == actors
    if recipients is not None:
        assert [(it.text, it.country, it.sector) for it in event.recipients] == recipients


@pytest.mark.parametrize(
    "text",
    ["The treaty was signed by Kenya and Chad.", "Rowe was praised by Kenya and Chad.", "Kenya and Chad praised Rowe."],
)
def test_all_of_a_list_are_on_one_side(coder: Coder, text: str) -> None:
    (event,) = coder(text).events
    assert [party.country for party in event.actors] == ["KEN", "TCD"]
    assert not {party.country for party in event.recipients} & {"KEN", "TCD"}
