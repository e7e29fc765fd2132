"""Confidence: a probability from the score and what is known of the event, by weights kept as data."""

from __future__ import annotations

import pytest

import dateline
from dateline.codebook.calibration import FEATURES, IDENTITY, Calibration, build_calibration, load_calibration
from dateline.events.confidence import in_order, values_of
from dateline.record import CodebookError


def test_the_packaged_weights_are_for_the_packaged_reader() -> None:
    calibration = load_calibration()
    assert calibration.engine == dateline.load().reader.engine
    assert len(calibration.model) == len(calibration.codebook) == len(FEATURES)


def test_a_higher_score_never_means_a_lower_probability() -> None:
    calibration = load_calibration()
    rest = (1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0)
    chances = [calibration.probability((1.0, score, *rest), learned=True) for score in (-2.0, 0.0, 2.0)]
    assert chances == sorted(chances)
    assert chances[0] < chances[-1]


def test_an_event_with_both_parties_is_surer_than_one_without() -> None:
    coder = dateline.load()
    both = coder("Soldiers shelled the village of the rebels.").events[0]
    none = coder("Shelling went on through the night near Tolbo.").events[0]
    assert both.confidence > none.confidence


def test_without_weights_the_score_stays() -> None:
    event = dateline.load()("Police arrested ten protesters in Basra.").events[0]
    assert IDENTITY.probability(values_of(event, 1), learned=True) == pytest.approx(event.confidence, abs=1e-6)


@pytest.mark.parametrize(
    "change", [{"score": None}, {"colour": 1.0}, {"score": float("nan")}], ids=["missing", "unknown", "no number"]
)
def test_wrong_weights_are_refused_by_name(change: dict[str, float | None]) -> None:
    rows: dict[str, object] = dict.fromkeys(FEATURES, 0.0)
    for key, value in change.items():
        if value is None:
            del rows[key]
        else:
            rows[key] = value
    with pytest.raises(CodebookError, match="model"):
        build_calibration({"model": rows, "codebook": dict.fromkeys(FEATURES, 0.0)})


def test_probabilities_stay_away_from_certainty() -> None:
    sure = Calibration(model=(99.0, *[0.0] * 8), codebook=(-99.0, *[0.0] * 8), engine="", version="")
    assert sure.probability((1.0,) * 9, learned=True) == 0.99
    assert sure.probability((1.0,) * 9, learned=False) == 0.01


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ([0.9, 0.5, 0.2], [0.9, 0.5, 0.2]),
        ([0.4, 0.8], [0.6, 0.6]),
        ([0.5, 0.9, 0.4, 0.8], [0.7, 0.7, 0.6, 0.6]),
        ([], []),
    ],
    ids=["in order", "turned round", "two pools", "none"],
)
def test_the_event_that_leads_is_never_stated_less_sure(stated: list[float], wanted: list[float]) -> None:
    found = in_order(stated)
    assert found == pytest.approx(wanted, abs=0.001)
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)
    assert sum(found) == pytest.approx(sum(stated))


def test_of_a_sentence_the_leading_event_is_surest() -> None:
    leading, other = dateline.load()("Police fired tear gas at protesters after a court had jailed the mayor.").events[
        :2
    ]
    assert leading.confidence > other.confidence
