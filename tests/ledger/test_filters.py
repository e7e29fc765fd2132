"""The filter language: what is read, how it is written back, and how it refuses."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.ledger import filters
from dateline.ledger.filters import (
    EVERYTHING,
    And,
    Box,
    Days,
    FilterError,
    Flag,
    Has,
    Is,
    Near,
    Not,
    Or,
    Value,
    Within,
    Words,
    parse,
)

# (id, filter, tree, canonical text)
READ = [
    ("empty", "  ", EVERYTHING, ""),
    ("type, any case", "type:Assault", Is("type", (Value("assault"),)), "type:assault"),
    ("field, any case", "Type:assault", Is("type", (Value("assault"),)), "type:assault"),
    ("values", "type:assault,coerce", Is("type", (Value("assault"), Value("coerce"))), "type:assault,coerce"),
    ("quoted value", 'actor:"Islamic State"', Is("actor", (Value("Islamic State"),)), 'actor:"Islamic State"'),
    ("curly marks", "actor:“Islamic State”", Is("actor", (Value("Islamic State"),)), 'actor:"Islamic State"'),
    ("quoted and plain", 'party:"Islamic State",ETA', Is("party", (Value("Islamic State"), Value("ETA"))), None),
    ("beginning", "place:Kirk*", Is("place", (Value("Kirk", True),)), "place:Kirk*"),
    ("quoted beginning", 'place:"Tal A"*', Is("place", (Value("Tal A", True),)), 'place:"Tal A"*'),
    ("registry id", "actor:state:IRQ", Is("actor", (Value("state:IRQ"),)), "actor:state:IRQ"),
    ("url as id", "report:https://news.example/a?b=1", Is("report", (Value("https://news.example/a?b=1"),)), None),
    ("more", "killed:>0", Within("killed", 0, None, low_in=False), "killed:>0"),
    ("at least", "sources:>=2", Within("sources", 2, None), "sources:>=2"),
    ("less", "injured:<5", Within("injured", None, 5, high_in=False), "injured:<5"),
    ("exactly", "killed:12", Within("killed", 12, 12), "killed:12"),
    ("range", "killed:5..10", Within("killed", 5, 10), "killed:5..10"),
    ("open range", "killed:5..", Within("killed", 5, None), "killed:>=5"),
    ("fraction", "confidence:>=.8", Within("confidence", 0.8, None), "confidence:>=0.8"),
    ("numbers", "quad:1,4", Or((Within("quad", 1, 1), Within("quad", 4, 4))), "quad:1 OR quad:4"),
    ("from a day", "from:2020-05-01", Days("date", "2020-05-01", None), "from:2020-05-01"),
    ("from a month", "from:2020-05", Days("date", "2020-05-01", None), "from:2020-05-01"),
    ("to a month", "to:2020-02", Days("date", None, "2020-02-29"), "to:2020-02-29"),
    ("a year", "date:2020", Days("date", "2020-01-01", "2020-12-31"), "date:2020-01-01..2020-12-31"),
    ("a day", "day:2020-6-2", Days("date", "2020-06-02", "2020-06-02"), "date:2020-06-02"),
    ("days", "published:2020-06-02..2020-06", Days("published", "2020-06-02", "2020-06-30"), None),
    ("before", "published:<2020-03", Days("published", None, "2020-02-29"), "published:..2020-02-29"),
    ("after", "date:>2020-02", Days("date", "2020-03-01", None), "from:2020-03-01"),
    ("flag", "main:YES", Flag("main", True), "main:yes"),
    ("has", "has:toll,claim", Or((Has("toll"), Has("claim"))), "has:toll OR has:claim"),
    ("near", "near:36.2,43.1,20km", Near(36.2, 43.1, 20), "near:36.2,43.1,20km"),
    ("near in metres", "near:36.2,43.1,500m", Near(36.2, 43.1, 0.5), "near:36.2,43.1,0.5km"),
    ("box", "bbox:42.5,34.8,45,36.9", Box(42.5, 34.8, 45, 36.9), "bbox:42.5,34.8,45,36.9"),
    ("stance with hyphen", "claim:claims-responsibility", Is("claim", (Value("claims_responsibility"),)), None),
    ("word", "market", Words("market"), "market"),
    ("phrase", '"car bomb"', Words("car bomb"), '"car bomb"'),
    ("needless marks", '"market"', Words("market"), "market"),
    ("word's beginning", "bomb*", Words("bomb", True), "bomb*"),
    ("words of the report", 'text:"car bomb"', Words("car bomb", False, "text"), 'text:"car bomb"'),
    ("address as word", "https://x.example", Words("https://x.example"), "https://x.example"),
    ("operator as word", '"OR"', Words("OR"), '"OR"'),
    ("lower-case or is a word", "a or b", And((Words("a"), Words("or"), Words("b"))), "a or b"),
    ("not", "-type:consult", Not(Is("type", (Value("consult"),))), "-type:consult"),
    ("NOT", "NOT main:yes", Not(Flag("main", True)), "-main:yes"),
    ("not not", "--main:yes", Flag("main", True), "main:yes"),
    ("together", "a b", And((Words("a"), Words("b"))), "a b"),
    ("AND", "a AND b", And((Words("a"), Words("b"))), "a b"),
    ("or", "(a OR b) c", And((Or((Words("a"), Words("b"))), Words("c"))), "(a OR b) c"),
    ("or binds less", "a b OR c", Or((And((Words("a"), Words("b"))), Words("c"))), "a b OR c"),
    ("not of many", "-(a OR b)", Not(Or((Words("a"), Words("b")))), "-(a OR b)"),
    ("needless nesting", "((a) (b))", And((Words("a"), Words("b"))), "a b"),
]  # fmt: skip

# (id, filter, words of the message, position)
REFUSED = [
    ("unknown field", "main:yes actr:x", "Did you mean actor:?", 9),
    ("unknown and far", "zzzzzz:x", "Known: type, mode", 0),
    ("unknown value", "type:assalt", "Did you mean assault?", 5),
    ("unknown status", "status:done", "Known: occurred", 7),
    ("no value", "type: assault", "has no value", 5),
    ("empty among values", "type:assault,", "empty value", 13),
    ("no number", "killed:many", "is a number", 7),
    ("no whole number", "sources:1.5", "whole number", 8),
    ("range turned round", "killed:9..3", "smaller one first", 7),
    ("range without ends", "killed:..", "without ends", 7),
    ("no day", "from:yesterday", "is no day", 5),
    ("no such day", "from:2021-02-29", "not in the calendar", 5),
    ("days turned round", "date:2020..2019", "earlier day first", 5),
    ("yes or no", "main:perhaps", "yes or no", 5),
    ("open quotation", 'actor:"Islamic', "never closed", 6),
    ("open parenthesis", "(a OR b", "never closed", 0),
    ("closing parenthesis", "a) b", "without an opening", 1),
    ("empty parentheses", "a ()", "nothing between", 2),
    ("or before nothing", "OR a", "nothing before", 0),
    ("or after nothing", "a OR", "nothing after", 4),
    ("or twice", "a OR OR b", "nothing after", 4),
    ("minus alone", "a -", "nothing to negate", 2),
    ("marks alone", "a ;", "no word", 2),
    ("near incomplete", "near:36.2,43.1", "latitude, longitude", 5),
    ("near off the globe", "near:96.2,43.1,2km", "degrees up to 90", 5),
    ("near without distance", "near:36.2,43.1,far", "no distance", 15),
    ("near at no distance", "near:36.2,43.1,0km", "above 0", 15),
    ("box upside down", "bbox:1,9,2,3", "south side", 7),
    ("box incomplete", "bbox:1,9,2", "west, south", 5),
    ("glued", 'actor:"a"type:assault', "goes on after its value", 9),
    ("two flags", "main:yes,no", "takes one value", 5),
    ("half a character", "place:a\ud800", "stands for nothing", 7),
    ("nul", "a\0b", "stands for nothing", 1),
    ("too deep", "(" * 30 + "a" + ")" * 30, "nested more than", None),
    ("too many", "a " * 300, "more than 256 terms", None),
    ("too many values", "place:" + ",".join("abc" for _ in range(300)), "more than 256 values", None),
    ("too long", "a" * 5000, "longer than 4000", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree", "canonical"), [pytest.param(*row[1:], id=row[0]) for row in READ])
def test_reads_and_writes_back(text: str, tree: filters.Filter, canonical: str | None) -> None:
    assert parse(text) == tree
    assert str(tree) == (text if canonical is None else canonical) or canonical is None
    assert parse(str(tree)) == tree


@pytest.mark.parametrize(("text", "words", "position"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_refuses_with_place_and_advice(text: str, words: str, position: int | None) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert words in str(caught.value)
    if position is not None:
        assert caught.value.position == position


def test_an_error_crosses_process_borders() -> None:
    with pytest.raises(FilterError) as caught:
        parse("type:assalt")
    again = copy.copy(caught.value)  # by the same protocol
    assert (str(again), again.position) == (str(caught.value), caught.value.position)


def test_every_field_is_explained() -> None:
    for field in filters.FIELDS.values():
        assert field.help.endswith(".")
        assert (field.kind in ("word", "has")) == bool(field.words), field.name


_texts = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(c.isalnum() for c in text))
)
_names = st.sampled_from([name for name, field in filters.FIELDS.items() if field.kind in ("name", "party", "id")])
_numbers = st.sampled_from([name for name, field in filters.FIELDS.items() if field.kind == "number"])
_words = st.sampled_from([name for name, field in filters.FIELDS.items() if field.kind == "word"])
_values = st.lists(st.builds(Value, _texts, st.booleans()), min_size=1, max_size=3, unique=True).map(tuple)
_figures = st.one_of(st.integers(-(10**6), 10**6).map(float), st.floats(-1e6, 1e6).map(lambda x: round(x, 6) + 0.0))
_days = st.dates().map(lambda day: day.isoformat())


@st.composite
def _ranges(draw: st.DrawFn) -> Within:
    low, high = sorted((draw(_figures), draw(_figures)))
    shape = draw(st.sampled_from(("both", "low", "high")))
    if shape == "both":
        return Within(draw(_numbers), low, high)
    if shape == "low":
        return Within(draw(_numbers), low, None, low_in=draw(st.booleans()))
    return Within(draw(_numbers), None, high, high_in=draw(st.booleans()))


@st.composite
def _day_ranges(draw: st.DrawFn) -> Days:
    first, last = sorted((draw(_days), draw(_days)))
    shape = draw(st.sampled_from(("both", "from", "to")))
    field = draw(st.sampled_from(("date", "published")))
    return Days(field, first if shape != "to" else None, last if shape != "from" else None)


@st.composite
def _closed(draw: st.DrawFn) -> Is:
    field = filters.FIELDS[draw(_words)]
    chosen = draw(st.lists(st.sampled_from(field.words), min_size=1, max_size=3, unique=True))
    return Is(field.name, tuple(Value(word) for word in chosen))


_degrees = st.floats(-90, 90).map(lambda x: round(x, 5) + 0.0)
_leaves = st.one_of(
    st.builds(Is, _names, _values),
    _closed(),
    _ranges(),
    _day_ranges(),
    st.builds(Flag, st.sampled_from(("main", "counted")), st.booleans()),
    st.builds(Has, st.sampled_from(filters.HAS)),
    st.builds(Near, _degrees, _degrees, st.floats(0.01, 20_000).map(lambda x: round(x, 3))),
    st.builds(Words, _texts, st.booleans(), st.sampled_from(("", "text"))),
)
trees = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: filters.both(*parts)),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: filters.either(*parts)),
        inner.map(filters.negated),
    ),
    max_leaves=12,
)


@given(trees)
def test_every_tree_survives_being_written_and_read(tree: filters.Filter) -> None:
    assert parse(str(tree)) == tree


@given(st.text(max_size=60) | st.text(st.sampled_from(list('type:killed>=.,-()"*ORND 0129“”\\')), max_size=40))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except FilterError as error:
        refusal = error
    else:
        assert parse(str(tree)) == tree
        return
    assert 0 <= refusal.position <= len(text)
    assert refusal.problem
