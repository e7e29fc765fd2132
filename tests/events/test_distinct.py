"""Distinct numbers: what is told again counts once."""

from __future__ import annotations

import pytest

from dateline.codebook.toll_words import load_toll_words
from dateline.events.counts import find_counts
from dateline.events.distinct import distinct
from dateline.parse import Reader

WORDS = load_toll_words()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Medics found four miners with gunshot wounds.", ["injured 4"]),
        ("Medics found a miner with a gunshot wound. He died at a hospital.", ["killed 1"]),
        ("Two clerks were wounded. Two clerks were taken to a hospital.", ["injured 2"]),
    ],
)
def test_signs_of_harm_are_heard_where_no_plainer_number_is_given(
    reader: Reader, text: str, expected: list[str]
) -> None:
    kept = distinct(find_counts(reader(text), (), WORDS))
    assert [f"{count.key} {count.min}" for count in kept] == expected
