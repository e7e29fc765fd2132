"""Reprints: the same text under another headline is found, another report of the same event is not."""

from pathlib import Path

import pytest

from dateline.intake import ReprintFinder, read, read_text, sources

PARAGRAPHS = [
    (
        "The ferry Aurora ran onto a sandbank off the mouth of the river on Monday night with two hundred "
        "passengers aboard, the harbour master said."
    ),
    (
        "Tugs reached it before dawn and took off the women and children first, while a navy cutter stood by "
        "with lamps and blankets."
    ),
    (
        "Nobody was hurt, but eleven cars slid into the water when the deck tilted, and divers will look for "
        "them once the tide has turned."
    ),
    (
        "The captain told an inquiry that the light on the outer buoy had been dark for a week and that he "
        "had written to the port about it."
    ),
    ("The port said that it had no such letter, and that its own boat had found the light burning on Sunday evening."),
]
OTHER = (
    "Passengers of the ferry Aurora spent a cold night on deck after it stuck fast on a sandbank near the river mouth. "
    "Navy men and the crews of three tugs brought all two hundred of them ashore by breakfast time on Tuesday. "
    "Cars worth a fortune lie on the sea bed, their owners complained, and nobody at the port would say who is to pay. "
    "An inquiry heard the captain blame a broken light on a buoy; officials of the port denied that it had been broken."
)


def report(title, opening, paragraphs, name):
    return read_text("\n\n".join([title, opening + paragraphs[0], *paragraphs[1:]]), id=name)


ORIGINAL = report("Ferry stuck on sandbank", "LUANDA (Reuters) - ", PARAGRAPHS, "first")


@pytest.fixture
def finder():
    finder = ReprintFinder()
    finder.add(ORIGINAL)
    finder.add(read_text(OTHER, id="other"))
    return finder


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(report("Ferry stuck on sandbank", "LUANDA (Reuters) - ", PARAGRAPHS, "x"), id="the same"),
        pytest.param(
            report("Two hundred saved at sea", "Luanda, June 2 (AFP) - ", PARAGRAPHS[:-1], "x"),
            id="headline, credit, end",
        ),
        pytest.param(report("Two hundred saved at sea", "", PARAGRAPHS[:3], "x"), id="cut short"),
        pytest.param(
            report("Saved", "", [part.replace("eleven", "11") for part in PARAGRAPHS], "x"),
            id="figures spelt otherwise",
        ),
        pytest.param(report("Saved", "", [*PARAGRAPHS, "Read more", "© 2020 Example"], "x"), id="furniture"),
        pytest.param(read_text("\n\n".join(PARAGRAPHS).upper(), id="x"), id="capitals"),
    ],
)  # fmt: skip
def test_reprints_are_found(finder, again):
    match = finder.match(again)
    assert match is not None
    assert match.id == "first"
    assert "first" in match.reason


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(read_text(OTHER[:300] + " " + PARAGRAPHS[0], id="x"), id="partly"),
        pytest.param(
            report("Saved", "", [part.replace("eleven", "fourteen") for part in PARAGRAPHS], "x"), id="other figures"
        ),
        pytest.param(report("More", "", [*PARAGRAPHS, OTHER], "x"), id="longer by half"),
        pytest.param(read_text(PARAGRAPHS[0], id="x"), id="one sentence"),
        pytest.param(read_text("Ferry", id="x"), id="one word"),
        pytest.param(read_text("!!!", id="x"), id="no word"),
    ],
)  # fmt: skip
def test_news_is_no_reprint(finder, new):
    assert finder.match(new) is None


def test_two_reports_of_one_event_are_two(finder):
    alone = ReprintFinder()
    alone.add(ORIGINAL)
    assert alone.match(read_text(OTHER, id="x")) is None


def test_a_short_note_can_say_the_same_of_another_day():
    finder = ReprintFinder()
    finder.add(read_text("Two men were killed in a raid near the border on Monday.", id="a"))
    assert finder.match(read_text("Two men were killed in a raid near the border on Monday.", id="b")) is None


def test_the_first_seen_is_the_original_and_the_state_can_be_rebuilt():
    copies = [report(f"Headline {name}", "", PARAGRAPHS, name) for name in "abc"]
    left, right = ReprintFinder(), ReprintFinder()
    for copy in copies:
        left.add(copy)
        right.add(copy)
    assert left.match(ORIGINAL) == right.match(ORIGINAL)
    assert left.match(ORIGINAL).id == "a"
    assert len(left) == 3


def test_the_samples_hold_one_reprint():
    finder, found = ReprintFinder(), []
    for source in sources([str(Path(__file__).parents[2] / "samples")]):
        sample = read(source)
        match = finder.match(sample)
        if match is None:
            finder.add(sample)
        else:
            found.append((Path(sample.id).name, Path(match.id).name))
    assert found == [("reprint-geneva-talks.txt", "geneva-talks.txt")]
