"""Groups from links: a function of the sets given, obedient to people."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.linking import FLOOR, Features, KeptLink, Link, cluster, components, identify
from dateline.linking.comparing import same_from

NODES = [f"r{number}#e1" for number in range(8)]
SAME = same_from("event")


def node(name: str, earliest: str = "") -> Features:
    return Features(
        event=name,
        report=name[:2],
        kind="event",
        earliest=earliest or f"2020-01-01|{name}",
        keys=(),
        words={},
        pairs={},
    )


def linked(a: str, b: str, score: int) -> Link:
    first, second = sorted((a, b))
    return Link(first, second, score, score >= SAME)


def groups(names: list[str], links: list[Link], kept: list[KeptLink] | None = None) -> set[str]:
    """The groups as words: ``ab c``."""
    return {"".join(name[1] for name in group) for group in cluster([node(name) for name in names], links, kept or [])}


A, B, C, D = NODES[:4]
CASES = [
    ("alone", [], [], {"0", "1", "2", "3"}),
    ("a pair", [(A, B, 300)], [], {"01", "2", "3"}),
    ("just enough", [(A, B, SAME)], [], {"01", "2", "3"}),
    ("not enough", [(A, B, SAME - 1)], [], {"0", "1", "2", "3"}),
    ("a chain breaks where the ends have nothing in common", [(A, B, 200), (B, C, 150)], [], {"01", "2", "3"}),
    ("a chain holds where the middle is strong", [(A, B, 900), (B, C, 900)], [], {"012", "3"}),
    ("a triangle", [(A, B, 200), (B, C, 200), (A, C, 200)], [], {"012", "3"}),
    ("evidence against counts", [(A, B, 300), (B, C, 300), (A, C, -399)], [], {"01", "2", "3"}),
    ("merged by a person", [], [(A, C, True, 1)], {"02", "1", "3"}),
    ("split by a person", [(A, B, 900)], [(A, B, False, 1)], {"0", "1", "2", "3"}),
    ("split inside a triangle", [(A, B, 500), (B, C, 400), (A, C, 400)], [(A, B, False, 1)], {"02", "1", "3"}),
    ("the later decision holds", [], [(A, B, True, 1), (A, B, False, 2)], {"0", "1", "2", "3"}),
    ("also over a detour", [], [(A, C, False, 3), (A, B, True, 1), (B, C, True, 2)], {"12", "0", "3"}),
    ("undone by a later merge", [], [(A, B, False, 1), (A, B, True, 2)], {"01", "2", "3"}),
    ("of strangers", [(A, "r9#e9", 900)], [(A, "r9#e9", True, 1)], {"0", "1", "2", "3"}),
]


@pytest.mark.parametrize(("links", "kept", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_groups(links: list[tuple[str, str, int]], kept: list[tuple[str, str, bool, int]], expected: set[str]) -> None:
    assert groups([A, B, C, D], [linked(*link) for link in links], [KeptLink(*one) for one in kept]) == expected


some_links = st.dictionaries(
    st.sampled_from(list(itertools.combinations(NODES, 2))), st.integers(FLOOR, 900), max_size=20
).map(lambda scores: [linked(a, b, score) for (a, b), score in scores.items()])
some_kept = st.lists(
    st.builds(KeptLink, st.sampled_from(NODES), st.sampled_from(NODES), st.booleans(), st.integers(0, 9)), max_size=5
)


@settings(max_examples=300, deadline=None)
@given(some_links, some_kept, st.randoms(use_true_random=False))
def test_order_never_matters(links: list[Link], kept: list[KeptLink], chance: object) -> None:
    expected = groups(NODES, links, kept)
    names, others, decisions = list(NODES), list(links), list(kept)
    for values in (names, others, decisions):
        chance.shuffle(values)  # type: ignore[attr-defined]
    assert groups(names, others + others[:3], decisions) == expected


@settings(max_examples=300, deadline=None)
@given(some_links, some_kept)
def test_a_component_alone_gives_its_part_of_the_whole(links: list[Link], kept: list[KeptLink]) -> None:
    whole = set(cluster([node(name) for name in NODES], links, kept))
    parts = set()
    for part in components(NODES, links, kept):
        inner = [link for link in links if link.a in part and link.b in part]
        decided = [one for one in kept if one.a in part and one.b in part]
        parts.update(cluster([node(name) for name in part], inner, decided))
    assert parts == whole


@settings(max_examples=300, deadline=None)
@given(some_links, some_kept)
def test_each_event_is_in_one_group_and_the_last_decision_is_obeyed(links: list[Link], kept: list[KeptLink]) -> None:
    found = cluster([node(name) for name in NODES], links, kept)
    assert sorted(name for group in found for name in group) == NODES
    if kept:
        orders = [one.order for one in kept]
        last = max(kept, key=lambda one: one.order)
        if last.a != last.b and orders.count(last.order) == 1:
            assert any({last.a, last.b} <= set(group) for group in found) == last.same


def test_a_large_component_is_grouped_in_good_time() -> None:
    names = [f"r{number}#e1" for number in range(3000)]
    links = [linked(names[at], names[other], 400) for at in range(3000) for other in range(at + 1, min(at + 6, 3000))]
    found = cluster([node(name) for name in names], links)
    assert sum(map(len, found)) == 3000
    assert max(map(len, found)) > 2


def test_the_id_is_that_of_the_earliest_member() -> None:
    early, late = node(A, "2020-01-01|r0|1"), node(B, "2020-01-02|r1|1")
    assert identify([late, early]) == identify([early]) != identify([late])
    assert identify([early]).startswith("i")
    assert len(identify([early])) == 17
