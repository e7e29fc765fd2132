"""Parties in one or two sentences: who is found, and what each is taken for."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook.registry import load_registry
from dateline.mentions import who
from dateline.parse import load
from dateline.record import Party, PublishedRange, Report, digest


def _rows() -> list[list[str]]:
    lines = (Path(__file__).parent / "cases.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="session")
def reader():
    return load()


def read_parties(reader, text: str, day: str | None) -> tuple[Party, ...]:
    registry = load_registry()
    parsed = reader(text)
    report = Report(id="case", text=text, published_range=PublishedRange(), sha256=digest(text))
    return who.resolve(who.find(parsed, registry), parsed, report, registry, (day, day), ())


@pytest.mark.parametrize(("day", "text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in _rows()])
def test_party_is_found_and_resolved(reader, day, text, expected):
    parties = {party.text: party for party in read_parties(reader, text, None if day == "-" else day)}
    for case in expected.split(" ; "):
        mention, values = case.strip().split(" = ")
        assert mention in parties, f"{mention!r} is not among {sorted(parties)}"
        party = parties[mention]
        found = [party.name, party.kind, party.country, party.sector]
        wanted = [value.strip() for value in values.split(", ")]
        for value, want in zip(found, wanted, strict=True):
            if want != "*":
                assert value == (None if want == "-" else want), (found, party.reason)
