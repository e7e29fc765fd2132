"""The table of words beside the heads for police conduct."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.parse.act_words import BUCKETS, act_words, rows_of
from dateline.parse.heads import heads

EVEN = np.full(len(heads().labels["acts"]), 0.5, np.float32)


def chance(text: str, label: str) -> float:
    return float(act_words().added(text, EVEN)[heads().labels["acts"].index(label)])


def test_rows_are_in_order_within_the_table_and_weigh_one_together() -> None:
    rows, weights = rows_of("Officers fired; officers fell back.")
    assert rows.tolist() == sorted(set(rows.tolist()))
    assert rows.min() >= 0
    assert rows.max() < BUCKETS
    assert float((weights**2).sum()) == pytest.approx(1.0, abs=1e-5)


def test_case_and_punctuation_do_not_count_but_order_does() -> None:
    assert rows_of("Police, fired!")[0].tolist() == rows_of("police fired")[0].tolist()
    assert rows_of("police fired")[0].tolist() != rows_of("fired police")[0].tolist()


@pytest.mark.parametrize(
    ("label", "more", "less"),
    [
        ("FORCE", "The police fired teargas shells at the crowd.", "The ministry published figures of the harvest."),
        ("ARREST", "Eleven persons were arrested by the police.", "Eleven persons were invited by the mayor."),
        ("KILL", "Three youths were killed in police firing.", "Three youths were given a prize in the evening."),
        ("ANY_ACTION", "Police have been deployed in the town.", "The price of onions rose in the town."),
    ],
)
def test_words_speak_for_and_against(label: str, more: str, less: str) -> None:
    assert chance(more, label) > 0.5 > chance(less, label)


def test_only_police_conduct_is_touched_and_a_text_without_words_changes_nothing() -> None:
    table = act_words()
    changed = np.flatnonzero(table.added("The police arrested a man.", EVEN) != EVEN)
    assert set(changed.tolist()) == set(table.places.tolist())
    assert np.array_equal(table.added("…!", EVEN), EVEN)
