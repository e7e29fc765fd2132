"""The way back: a piece that is the same by character leads to the same characters in the source."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.intake.drafts import Draft, joined, unix_lines
from dateline.record import Origin

TEXTS = st.text(alphabet=st.sampled_from("ab \r\n\u00a0é—𝒳"), max_size=60)


def check(draft: Draft, source: str) -> None:
    position = 0
    for piece in draft.pieces:
        assert position <= piece.text_start < piece.text_end
        position = piece.text_end
        if piece.same:
            assert source[piece.source_start : piece.source_end] == draft.text[piece.text_start : piece.text_end]
    assert position <= len(draft.text)
    starts = [piece.source_start for piece in draft.pieces]
    assert starts == sorted(starts)


@settings(deadline=None)  # the machine may be busy
@given(TEXTS)
def test_line_ends_become_one_kind_and_map_back(source):
    draft = unix_lines(source)
    check(draft, source)
    assert draft.text == source.replace("\r\n", "\n").replace("\r", "\n")
    assert sum(piece.text_end - piece.text_start for piece in draft.pieces) == len(draft.text)


@settings(deadline=None)  # the machine may be busy
@given(TEXTS, st.data())
def test_cutting_keeps_order_and_the_map(source, data):
    draft = unix_lines(source)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(draft.text)), max_size=8)))
    ranges = [(start, end) for start, end in zip(cuts[0::2], cuts[1::2], strict=False) if start < end]
    kept = draft.keeping(ranges)
    check(kept, source)
    assert kept.text == "".join(draft.text[start:end] for start, end in ranges)
    left = draft.without(ranges)
    check(left, source)
    assert left.text == left.text.strip()


@settings(deadline=None)  # the machine may be busy
@given(TEXTS, st.data())
def test_origin_finds_the_source_of_any_run(source, data):
    draft = unix_lines(source).trimmed()
    origin = Origin(path="x", pieces=draft.pieces)
    for piece in draft.pieces:
        if not piece.same:
            continue
        start = data.draw(st.integers(piece.text_start, piece.text_end - 1))
        end = data.draw(st.integers(start + 1, piece.text_end))
        there = origin.to_source(start, end)
        assert there is not None
        assert source[there[0] : there[1]] == draft.text[start:end]


def test_text_put_in_has_no_source():
    draft = Draft("ab\n\ncd", (*Draft.of("ab").pieces, *joined(Draft.of("cd").keeping([(0, 2)]).pieces)))
    assert Origin(path="x", pieces=draft.pieces).to_source(2, 4) is None
