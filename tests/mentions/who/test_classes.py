"""Who a named person is for the report: officials and armed actors by the report's words, everybody else private."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook.registry import load_registry
from dateline.mentions import who
from dateline.parse import load
from dateline.record import Party, PublishedRange, Report, digest

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "person_classes.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def reader():
    return load()


def parties_of(reader, text: str) -> tuple[Party, ...]:
    registry = load_registry()
    parsed = reader(text)
    report = Report(id="case", text=text, published_range=PublishedRange(), sha256=digest(text))
    return who.resolve(who.find(parsed, registry), parsed, report, registry, (None, None), ())


@pytest.fixture(scope="module")
def wrong(reader) -> dict[str, list[tuple[str, str | None]]]:
    """By class: the rows that came out as something else."""
    found: dict[str, list[tuple[str, str | None]]] = {"private": [], "official": [], "armed": []}
    for id_, text, name, class_ in ROWS:
        start = text.rindex(name)
        over = [p for p in parties_of(reader, text) if p.start < start + len(name) and p.end > start]
        got = over[0].person if over else None
        if got != class_:
            found[class_].append((id_, got))
    return found


def test_private_names_are_recalled(wrong):
    rows = sum(row[3] == "private" for row in ROWS)
    assert rows >= 70
    assert len(wrong["private"]) <= 0.05 * rows, wrong["private"]


@pytest.mark.parametrize("class_", ["official", "armed"])
def test_public_figures_are_told_from_private_persons(wrong, class_):
    rows = sum(row[3] == class_ for row in ROWS)
    assert len(wrong[class_]) <= 0.1 * rows, wrong[class_]


def test_every_single_person_has_a_class_with_its_reason(reader):
    for _, text, _, _ in ROWS[::4]:
        for party in parties_of(reader, text):
            assert (party.person is None) == (party.person_reason is None)
            if party.kind == "person":
                assert party.person_reason


def test_all_mentions_of_a_person_have_one_class(reader):
    text = "Nadia Tolan spoke to reporters. Tolan, the general's wife, said she would stay. She wept."
    classes = {party.person for party in parties_of(reader, text) if party.name == "Nadia Tolan"}
    assert classes == {"private"}


@pytest.mark.parametrize("text", ["Police arrested ten protesters in Tarvo.", "Ostland attacked the port."])
def test_groups_and_states_have_none(reader, text):
    assert all(party.person is None for party in parties_of(reader, text))
