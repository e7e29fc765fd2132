"""Atoms: where the scanner cuts, and that words are told from what begins like one."""

from __future__ import annotations

import pytest

from dateline.mentions.when.atoms import OTHER, scan
from dateline.mentions.when.lexicon import lexicon

ROWS = [
    ("words", "The guards left", [("the", "THE"), ("guards", OTHER), ("left", OTHER)]),
    ("noon", "at 7 a.m. and p.m", [("at", "AT"), ("7", "N12"), ("a.m.", "AMPM"), ("and", "AND"), ("p.m", "AMPM")]),
    ("am", "I am here", [("i", OTHER), ("am", "AMPM"), ("here", OTHER)]),
    ("quarter", "Q3 profits", [("Q3", "QNUM"), ("profits", OTHER)]),
    ("mixed", "route M25b closed", [("route", OTHER), ("m25b", OTHER), ("closed", OTHER)]),
    ("half", "½ hour", [("½", OTHER), ("hour", "HMS")]),
    ("joined", "night_shift", [("night", "PART"), ("_", OTHER), ("shift", OTHER)]),
]


@pytest.mark.parametrize(("name", "text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_atoms_of_a_text(name: str, text: str, expected: list[tuple[str, str]]) -> None:
    atoms = scan(text, 0, len(text), False, lexicon())
    assert [(atom.lower, atom.category) for atom in atoms] == expected
