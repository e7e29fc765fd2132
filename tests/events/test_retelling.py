"""Retelling: a later sentence that tells an event again."""

from __future__ import annotations

from dateline.pipeline import Coder
from dateline.record import Event


def events(coder: Coder, text: str, published: str = "2024-03-05") -> tuple[Event, ...]:
    return coder(text, published=published).events


def test_a_happening_told_twice_is_one_event_with_more_evidence(coder: Coder) -> None:
    text = "Rebels killed four soldiers near Kirkuk on Monday. The attack came before dawn. The rebels fled."
    attacks = [event for event in events(coder, text) if event.type == "ASSAULT"]
    assert len(attacks) == 1
    assert any(span.text == "attack" for span in attacks[0].evidence)


def test_a_word_that_only_points_back_tells_no_further_act(coder: Coder) -> None:
    text = (
        "Rebels burned three trucks near Dasht on Monday. The roof fell in. Residents had left days before. The town "
        "lies on a river. The violence lasted two hours."
    )
    assert [event.trigger.text for event in events(coder, text) if event.type == "ASSAULT"] == ["burned"]


def test_what_a_later_telling_adds_comes_with_its_reason(coder: Coder) -> None:
    text = (
        "Two men were arrested in Dasht on Monday. The two men were arrested by soldiers near a bridge, a witness said."
    )
    (arrest,) = (event for event in events(coder, text) if event.type == "COERCE")
    assert [party.text for party in arrest.actors] == ["soldiers"]
    assert [span.text for reason in arrest.why("actors") for span in reason.evidence] == ["soldiers"]
