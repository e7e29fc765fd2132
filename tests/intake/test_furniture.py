"""What goes and what stays when a text is cleaned; a paragraph is never cut in its middle."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.intake import Source, read, read_text
from dateline.intake.furniture import byline, find

HEAD = "Council puts off vote on the bridge"
BODY = "The council met on Monday and put off the vote on the bridge until the river falls, its clerk said."
MORE = "The clerk said that the matter would come back in June, when the engineers have measured the piers again."


def cleaned(text: str):
    return read(Source("x.txt", "text", raw=text.encode()))


CLEANED = [
    ("section with outlet", f"In Security, Rudaw\n\n{HEAD}\n\n{BODY}", f"{HEAD}\n\n{BODY}"),
    ("section", f"Middle East\n\n{HEAD}\n\n{BODY}", f"{HEAD}\n\n{BODY}"),
    ("trail", f"Home > News > World\n{HEAD}\n\n{BODY}", f"{HEAD}\n\n{BODY}"),
    ("byline and date", f"{HEAD}\n\nBy Jane Example\n\nJune 2, 2020\n\n{BODY}", f"{HEAD}\n\n{BODY}"),
    ("glued link word", f"{HEAD}\n\n{BODY} Source", f"{HEAD}\n\n{BODY}"),
    ("glued after a quotation", f"{HEAD}\n\n{BODY} “It can wait.” Read more", f"{HEAD}\n\n{BODY} “It can wait.”"),
    ("advertisement inside", f"{HEAD}\n\n{BODY}\n\nAdvertisement\n\n{MORE}", f"{HEAD}\n\n{BODY}\n\n{MORE}"),
    (
        "caption inside",
        f"{HEAD}\n\n{BODY}\n\nFILE PHOTO: The bridge in May. REUTERS/Jane Example\n\n{MORE}",
        f"{HEAD}\n\n{BODY}\n\n{MORE}",
    ),
    ("foot", f"{HEAD}\n\n{BODY}\n\nShare\nFollow us on Twitter\n© 2020 Example Post", f"{HEAD}\n\n{BODY}"),
    ("newsletter", f"{HEAD}\n\n{BODY}\n\nSign up for our newsletter\n\n{MORE}", f"{HEAD}\n\n{BODY}\n\n{MORE}"),
    ("windows line ends", f"World\r\n\r\n{HEAD}\r\n\r\n{BODY}\r\n\r\nShare\r\n", f"{HEAD}\n\n{BODY}"),
    ("lone carriage returns", f"World\r\r{HEAD}\r\r{BODY}\rShare", f"{HEAD}\n\n{BODY}"),
    ("byte order mark", f"\ufeff{HEAD}\n\n{BODY}", f"{HEAD}\n\n{BODY}"),
]


@pytest.mark.parametrize(("given_text", "left"), [pytest.param(*row[1:], id=row[0]) for row in CLEANED])
def test_furniture_goes(given_text, left):
    report = cleaned(given_text)
    assert report.text == left
    assert report.furniture == ()
    for word in ("council", "river", "clerk"):
        at = report.text.index(word)
        there = report.origin.to_source(at, at + len(word))
        assert there is not None
        assert given_text.removeprefix("\ufeff")[there[0] : there[1]] == word


@pytest.mark.parametrize(
    "text",
    [
        f"Video: Crowds fill the square in front of parliament\n\n{BODY}",
        f"{HEAD}\n\n{BODY} Share prices fell.",
        f"{HEAD}\n\n{BODY} He named his source. Source material was burnt, he said.",
        f"{HEAD}\n\nBy Monday, all roads were open again.\n\n{BODY}",
        f"{HEAD}\n\n{BODY} © was the mark on the crate, and the police said that it stood for a smuggler’s name. "
        + "It meant more. " * 20
        + "So he said.",
        f"World leaders gather in Geneva\n\n{BODY}",
        f"{HEAD}\n\nIraq\n\n{BODY}",
        "Share\nSource\nAdvertisement",
    ],
)
def test_what_only_looks_like_furniture_stays(text):
    assert cleaned(text).text == text


def test_a_text_in_hand_is_kept_and_its_furniture_marked():
    text = f"In Security, Rudaw\n\n{HEAD}\n\nBy Jane Example\n\n{BODY} Source"
    report = read_text(text)
    assert report.text == text
    assert [span.text for span in report.furniture] == ["In Security, Rudaw", "By Jane Example", " Source"]
    assert (report.title, report.source, report.authors) == (HEAD, "Rudaw", ("Jane Example",))


@pytest.mark.parametrize(
    ("words", "authors", "outlet"),
    [
        ("Jane Example", ("Jane Example",), None),
        ("Jane Example and John Sample", ("Jane Example", "John Sample"), None),
        ("JANE EXAMPLE, Staff Writer", ("JANE EXAMPLE",), None),
        ("Jane Example, Reuters", ("Jane Example",), "Reuters"),
        ("The Associated Press", (), "Associated Press"),
        ("Our Correspondent", (), None),
        ("Jane Example in Amman", None, None),
        ("Monday, all roads", None, None),
        ("force of arms", None, None),
    ],
)
def test_bylines(words, authors, outlet):
    assert byline(words) == (None if authors is None else (authors, outlet))


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.sampled_from(
            [HEAD, BODY, MORE, "Share", "Source", "By Jane Example", "World", "© 2020", "", "***", "June 2, 2020"]
        ),
        max_size=12,
    ),
    st.sampled_from(["\n", "\n\n", "\r\n"]),
)
def test_cleaning_keeps_order_and_never_touches_a_paragraph(parts, end):
    text = end.join(parts)
    for item in find(text):
        assert 0 <= item.start < item.end <= len(text)
        assert text[item.start : item.end].strip() not in (BODY, MORE)
    found = find(text)
    assert all(left.end <= right.start for left, right in pairwise(found))
    if not any(part in (BODY, MORE) for part in parts):
        return
    report = cleaned(text)
    kept = [line for line in report.text.split("\n") if line in (BODY, MORE)]
    assert kept == [part for part in parts if part in (BODY, MORE)]
    for piece in report.origin.pieces:
        if piece.same:
            assert text[piece.source_start : piece.source_end] == report.text[piece.text_start : piece.text_end]
