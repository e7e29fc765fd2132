"""Who is meant, on which day and after which words; what cannot be decided stays open and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook.gazetteer import load_gazetteer
from dateline.codebook.registry import load_registry
from dateline.mentions import stages, who
from dateline.parse import load
from dateline.record import Party, PublishedRange, Report, digest

HERE = Path(__file__).parent


def _rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.fixture(scope="module")
def reader():
    return load()


def parties_of(reader, text: str, day: str | None) -> tuple[Party, ...]:
    registry = load_registry()
    parsed = reader(text)
    report = Report(id="case", text=text, published_range=PublishedRange(), sha256=digest(text))
    return who.resolve(who.find(parsed, registry), parsed, report, registry, (day, day), ())


@pytest.mark.parametrize(
    ("day", "text", "words", "name", "country", "sector"),
    [pytest.param(*row[1:], id=row[0]) for row in _rows("resolution.tsv")],
)
def test_party_is_the_one_meant(reader, day, text, words, name, country, sector):
    start = text.rindex(words)
    parties = parties_of(reader, text, None if day == "-" else day)
    (party,) = [p for p in parties if p.start < start + len(words) and p.end > start][:1]
    for found, wanted in ((party.name, name), (party.country, country), (party.sector, sector)):
        if wanted != "*":
            assert found == (None if wanted == "-" else wanted), party
    assert party.reason, "every link and every open party says why"


def test_countries_and_sectors_of_own_sentences(reader):
    """The set was written before it was measured: 92 % of countries and 82 % of sectors must come out right."""
    registry, gazetteer = load_registry(), load_gazetteer()
    asked, right = {"country": 0, "sector": 0}, {"country": 0, "sector": 0}
    wrong = []
    for text, expected in _rows("party_codes.tsv"):
        parsed = reader(text)
        report = Report(id="case", text=text, published_range=PublishedRange(), sha256=digest(text))
        found = stages.resolve(stages.find(parsed, gazetteer, registry), parsed, report, gazetteer, registry).parties
        for row in expected.split(";"):
            words, codes = row.split("=")
            start = text.index(words)
            over = [p for p in found if p.start < start + len(words) and p.end > start]
            for key, want in zip(("country", "sector"), codes.split(","), strict=True):
                if want == "*":
                    continue
                asked[key] += 1
                got = getattr(over[0], key) or "-" if over else None
                right[key] += got == want
                if got != want:
                    wrong.append((words, key, want, got))
    assert right["country"] >= 0.92 * asked["country"], wrong
    assert right["sector"] >= 0.82 * asked["sector"], wrong


@pytest.mark.parametrize(
    ("frame", "fillings"),
    [
        ("{} troops shelled a village near the border.", ["American", "French", "Iraqi", "Nigerian", "Russian"]),
        ("Four farmers were killed by {} rebels on the road.", ["British", "Colombian", "Ethiopian", "Syrian"]),
        ("{} militants attacked a checkpoint.", ["Christian", "Muslim", "Hindu", "Jewish", "Buddhist"]),
        ("The {} government rejected the offer.", ["German", "Canadian", "Iranian", "Chinese"]),
    ],
)
def test_kind_and_sector_do_not_hang_on_whose_they_are(reader, frame, fillings):
    seen = set()
    for filling in fillings:
        text = frame.format(filling)
        start = text.index(filling)
        (party,) = [p for p in parties_of(reader, text, None) if p.start <= start < p.end]
        seen.add((party.kind, party.sector))
    assert len(seen) == 1
