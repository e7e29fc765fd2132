"""What must hold for parties of any text, and how they bound the day of a report."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.codebook.registry import load_registry
from dateline.mentions import who
from dateline.parse import Mark, load
from dateline.record import Place, PublishedRange, Report, digest

_LEXICAL = load(model=False)
_WORDS = (
    *("the", "The", "Iraqi", "army", "ISIS", "group", "said", "of", "and", ",", ".", "(", ")", "'s", "President"),
    *("Kadhimi", "US", "-", "led", "rebels", "he", "it", "They", "its", "fighters", "Ministry", "for", "Dozens", "PMF"),
    *("\u201c", "\u00a0", "Baghdad", "in", "soldiers", "Bush", "former", "unknown", "gunmen", "IS", "is"),
)


def _report(text: str) -> Report:
    return Report(id="case", text=text, published_range=PublishedRange(), sha256=digest(text))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=40).map(" ".join))
def test_any_text_gives_true_spans_in_order_that_do_not_overlap(text):
    registry = load_registry()
    parsed = _LEXICAL(text)
    found = who.find(parsed, registry)
    parties = who.resolve(found, parsed, _report(text), registry, (None, None), ())
    assert all(text[party.start : party.end] == party.text for party in parties)
    assert all(left.end <= right.start for left, right in pairwise(parties))
    assert all(party.name is not None or party.reason for party in parties)
    assert parties == who.resolve(found, parsed, _report(text), registry, (None, None), ())


@pytest.fixture(scope="session")
def reader():
    return load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Premier Kadhimi opened the dam.", [("prime-minister", "2020-05-07", "2022-10-27")], id="title"),
        pytest.param("Kadhimi opened the dam.", [], id="no-office"),
        pytest.param("Former prime minister Haider al-Abadi spoke.", [], id="former"),
        pytest.param(
            "Haider al-Abadi, the prime minister, spoke.",
            [("prime-minister", "2014-09-08", "2018-10-25")],
            id="apposition",
        ),
        pytest.param("President Donald Trump spoke.", [("president", "2017-01-20", None)], id="two-terms"),
    ],
)
def test_office_terms_bound_the_day(reader, text, expected):
    registry = load_registry()
    parsed = reader(text)
    terms = who.office_terms(parsed, who.find(parsed, registry), registry)
    assert [(term.office, term.from_, term.to) for term in terms] == expected
    assert all(term.name.split()[-1].split("-")[-1] in text[term.start : term.end] for term in terms)


def test_place_in_the_sentence_gives_the_country_of_unnamed_parties(reader):
    text = "Police arrested nine people in Kisumu."
    registry = load_registry()
    parsed = reader(text)
    start = text.index("Kisumu")
    place = Place(text="Kisumu", start=start, end=start + 6, lat=-0.1, lon=34.75, country="KEN")
    parties = who.resolve(who.find(parsed, registry), parsed, _report(text), registry, (None, None), (place,))
    assert [(party.text, party.country) for party in parties] == [("Police", "KEN"), ("nine people", "KEN")]
    assert all("country in focus" in (party.reason or "") for party in parties)


def test_toponym_taken_for_a_person_is_left_out(reader):
    text = "Militants shelled Vendoro."
    registry = load_registry()
    parsed = reader(text)
    found = who.find(parsed, registry)
    start = text.index("Vendoro")
    place = Place(text="Vendoro", start=start, end=start + 7, lat=1.0, lon=1.0, country="SOM")
    parties = who.resolve(found, parsed, _report(text), registry, (None, None), (place,))
    assert "Vendoro" not in [party.text for party in parties]


def _marked(text: str, label: str, words: str, score: float):
    """The text as read without an engine, with one mark of the party head."""
    parsed = _LEXICAL(text)
    sentence = parsed.sentences[0]
    start = text.index(words)
    inside = [token.index for token in sentence if start <= token.start < start + len(words)]
    mark = Mark(label, inside[0], inside[-1] + 1, start, start + len(words), score)
    return replace(parsed, sentences=(replace(sentence, marks={"party": (mark,)}),))


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        pytest.param(
            "Mourners from Karsan wept.",
            ("ORGANISATION", "Mourners from Karsan", 0.9),
            ["Mourners"],
            id="not-moved",
        ),
        pytest.param("The weavers wept.", ("ORGANISATION", "The weavers", 0.9), ["The weavers"], id="added"),
        pytest.param("The weavers wept.", ("ORGANISATION", "The weavers", 0.3), [], id="unsure"),
        pytest.param("The weavers wept.", ("WEAPON", "The weavers", 0.9), [], id="no-party"),
    ],
)
def test_party_head_adds_mentions(text, mark, expected):
    parsed = _marked(text, *mark)
    found = who.find(parsed, load_registry())
    assert [text[mention.start : mention.end] for mention in found] == expected
