"""Reading: fields of a line, the day of publication and its basis, limits, and bad input."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.intake import Options, Source, Unreadable, read, read_text, sources
from dateline.record import ReportError, SetupError, digest

BODY = "The council met on Monday and put off the vote on the bridge until the river falls, its clerk said."
SEED = Path(__file__).parents[2].parent / "shared" / "seed" / "report.txt"


def line(fields, options=None):
    raw = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    return read(Source("x.jsonl", "lines", line=3, raw=raw), options)


def text(words, **options):
    return read(Source("x.txt", "text", raw=words.encode()), Options(**options))


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"id": "a1", "text": BODY}, "id", "a1"),
        ({"ID": 17, "text": BODY}, "id", "17"),
        ({"text": BODY}, "id", "x.jsonl:3"),
        ({"body": BODY}, "text", BODY),
        ({"text": "", "content": BODY}, "text", BODY),
        ({"Article": BODY}, "text", BODY),
        ({"text": BODY, "headline": "  Vote \n put off "}, "title", "Vote put off"),
        ({"text": BODY, "publisher": "rudaw.net"}, "source", "Rudaw"),
        ({"text": BODY, "source": {"id": 4, "name": "AP"}}, "source", "Associated Press"),
        ({"text": BODY, "source": "The Example Post"}, "source", "The Example Post"),
        ({"text": BODY, "url": "https://www.aljazeera.com/news/1"}, "source", "Al Jazeera"),
        ({"text": BODY, "url": "http://[bad"}, "source", None),
        ({"text": BODY, "author": "By Jane Example and John Sample"}, "authors", ("Jane Example", "John Sample")),
        ({"text": BODY, "authors": ["Jane Example", 4, " "]}, "authors", ("Jane Example",)),
        ({"text": BODY, "date": "2020-06-02"}, "published", "2020-06-02"),
        ({"text": BODY, "pub_date": "Tue, 02 Jun 2020 10:00:00 GMT"}, "published", "2020-06-02"),
        ({"text": BODY, "date": None}, "published", None),
        ({"text": BODY, "lang": "ar"}, "language", "en"),
        ({"text": "12:30 - 45", "lang": "en-GB"}, "language", "en"),
        ({"text": BODY + "\ud800"}, "text", BODY + "\ufffd"),
    ],
)  # fmt: skip
def test_fields_of_a_line(fields, name, value):
    assert getattr(line(fields), name) == value


def test_fields_can_be_named():
    fields = {"meta": {"day": "2 June 2020"}, "lead": BODY, "text": "not this"}
    report = line(fields, Options(fields=(("text", "lead"), ("published", "meta.day"))))
    assert (report.text, report.published) == (BODY, "2020-06-02")


def test_a_field_a_report_does_not_have():
    with pytest.raises(SetupError, match="no field 'weather'"):
        Options(fields=(("weather", "w"),))


def test_the_text_of_a_line_is_kept_as_it_is():
    given_text = f"\n  World\r\n\r\nVote put off\r\n\r\n{BODY} Source \n"
    report = line({"text": given_text})
    assert report.text == given_text
    assert report.sha256 == digest(given_text)
    assert [span.text for span in report.furniture] == ["World", " Source"]
    assert report.title == "Vote put off"
    assert report.origin.to_source(5, 9) == (5, 9)


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (b"{not json}", "not JSON"),
        (b'{"text": "a"', "not JSON"),
        (b"[1, 2]", "a list"),
        (b'"text"', "a string"),
        (b"17", "a number"),
        (b"null", "null"),
        (b'{"id": 4}', "no text (its fields: id)"),
        (b"{}", "no text (its fields: none)"),
        (b'{"text": 4}', "no text"),
        (b'{"text": "  "}', "its text is empty"),
        (b"[" * 100_000, "not JSON"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"text": "\x00\x01\x02\x03\x04"}', "binary"),
        (b'{"text": "The vote", "date": "soon"}', "'soon' is not a date"),
        (b'{"text": "The vote", "date": "2020-02-30"}', "'2020-02-30' is not a date"),
    ],
)
def test_bad_lines_say_which_and_why(raw, cause):
    with pytest.raises(ReportError) as caught:
        line(raw)
    error = caught.value
    assert error.report == "x.jsonl:3"
    assert cause in error.cause
    assert error.advice
    assert "\n" not in str(error)


PUBLISHED = [
    ("given", f"BAGHDAD, June 3, 2020 (AP) - {BODY}", "2020-06-02", "2020-06-02", "given"),
    ("dateline", f"BAGHDAD, June 3, 2020 (AP) - {BODY}", None, "2020-06-03", "text"),
    ("line", f"Vote put off\n\nJune 2, 2020\n\n{BODY}", None, "2020-06-02", "text"),
    ("published before updated", f"Vote put off\n\nUpdated: June 4, 2020\nPublished: June 2, 2020\n\n{BODY}", None,
     "2020-06-02", "text"),
    ("archive", f"Vote put off\n\n{BODY}\n\nThis story is from May 7, 2003", None, "2003-05-07", "text"),
    ("none", BODY, None, None, "inferred"),
    ("no year", f"BAGHDAD, June 3 (AP) - {BODY}", None, None, "inferred"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "given_date", "published", "basis"), [pytest.param(*row[1:], id=row[0]) for row in PUBLISHED]
)
def test_the_day_of_publication_and_what_it_rests_on(words, given_date, published, basis):
    report = text(words, published=given_date)
    assert report.published == published
    range_ = report.published_range
    assert (range_.from_, range_.to, range_.basis) == (published, published, basis)
    assert report == text(words, published=given_date)


def test_a_date_without_a_year_is_said():
    assert text(f"BAGHDAD, June 3 (AP) - {BODY}").published_range.steps == ("the dateline says June 3, without a year",)


def test_a_date_that_can_be_read_two_ways_bounds_the_range():
    range_ = line({"text": BODY, "date": "03/04/2020"}).published_range
    assert (range_.from_, range_.to, range_.basis) == ("2020-03-04", "2020-04-03", "metadata")


@pytest.mark.parametrize("date", ["yesterday", "2020-02-30", "1066-10-14", "2020", ""])
def test_a_given_date_that_is_none_is_an_error(date):
    with pytest.raises(ReportError, match="publication date") as caught:
        text(BODY, published=date)
    assert "YYYY-MM-DD" in caught.value.advice


def test_texts_in_hand():
    report = read_text(BODY, published="2 June 2020", source="AP", authors=["Jane Example"])
    assert report.text == BODY
    assert (report.published, report.published_range.basis) == ("2020-06-02", "given")
    assert report.source == "Associated Press"
    assert report.id == read_text(BODY).id != read_text(BODY + " ").id
    assert report.origin is None
    for bad in ("", " \n", None, b"bytes"):
        with pytest.raises(ReportError):
            read_text(bad)


def test_credit_and_source_are_two_things():
    report = text(f"In Security, Rudaw\n\nVote put off\n\nBASRA (AFP) - {BODY}")
    assert (report.source, report.credit) == ("Rudaw", "Agence France-Presse")
    assert report.dateline.text == "BASRA (AFP) -"
    assert text(f"Vote put off\n\n{BODY} “It can wait,” he told Rudaw.").credit == "Rudaw"
    assert text(f"In Security, Rudaw\n\nVote put off\n\n{BODY} “It can wait,” he told Reuters.").credit is None
    assert (
        text(f"Vote put off\n\n{BODY}\n\nThe Associated Press contributed to this report.").credit == "Associated Press"
    )
    assert text(f"Vote put off\n\n{BODY} Source: ANSA").credit == "ANSA"


@pytest.mark.parametrize(
    ("options", "words", "cause"),
    [
        ({"max_bytes": 50}, BODY, "limit of 50 bytes"),
        ({"max_characters": 50}, BODY, "over the limit of 50"),
    ],
)
def test_limits_are_stated(options, words, cause):
    with pytest.raises(ReportError, match=cause):
        text(words, **options)


def test_a_line_of_fifty_megabytes_is_refused(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        for _ in range(50):
            file.write(b"x" * 1_000_000)
    with pytest.raises(ReportError, match="longer than the limit of 20,000,000 bytes"):
        read(next(iter(sources([str(path)]))))


def test_a_file_that_goes_away_between_listing_and_reading(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(BODY)
    found = list(sources([str(path)]))
    path.unlink()
    with pytest.raises(ReportError, match="cannot be read"):
        read(found[0])


@pytest.mark.parametrize(
    "words",
    [
        "-" * 16_000 + "\n\n" + BODY,
        BODY + "\n\n" + "," * 500_000,
        "told The " * 50_000,
        "Share\n" * 20_000 + BODY,
        "(Photo: " * 5_000,
        "BAGHDAD, " * 20_000,
        "\u00a0" * 300_000 + BODY,
        "\r" * 300_000 + BODY,
    ],
)
def test_hostile_texts_are_read(words):
    assert text(words).text


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(words):
    for make in (
        lambda: read_text(words),
        lambda: read(Source("x.txt", "text", raw=words.encode("utf-8", "surrogatepass"))),
    ):
        try:
            report = make()
        except ReportError:
            continue
        assert report.text.strip()
        assert all(report.text[span.start : span.end] == span.text for span in report.furniture)
        assert report.sha256 == digest(report.text)


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw):
    for kind in ("text", "lines"):
        with contextlib.suppress(ReportError):
            assert read(Source("x", kind, line=1, raw=raw)).text.strip()


@pytest.mark.skipif(not SEED.exists(), reason="the seed report is not beside this checkout")
def test_the_seed_report():
    source = SEED.read_text(encoding="utf-8")
    report = read(next(iter(sources([str(SEED)]))))
    category, title = [part for part in source.split("\n") if part.strip()][:2]
    assert report.title == title.strip()
    assert report.source == "Rudaw"
    assert report.published is None
    assert report.language == "en"
    assert category.strip() not in report.text
    assert not report.text.endswith("Source")
    assert source.rstrip().endswith("Source")
    assert report.text.count("\u00a0") == source.count("\u00a0")
    for start in range(0, len(report.text) - 7, 7):
        there = report.origin.to_source(start, start + 7)
        assert source[there[0] : there[1]] == report.text[start : start + 7]


def test_every_sample_is_read():
    samples = Path(__file__).parents[2] / "samples"
    found = list(sources([str(samples)]))
    assert not [item for item in found if isinstance(item, Unreadable)]
    reports = {Path(item.name).name: read(item) for item in found}
    assert len(reports) >= 16
    assert {report.language for report in reports.values()} == {"en"}
    assert all(report.title for report in reports.values())
    demo = reports["shabelle-operation.txt"]
    assert (demo.published, demo.authors) == ("2023-03-14", ("Halima Example",))
    assert demo.text.endswith("no one has said who did it.")
    assert reports["undated-visit.txt"].published is None
    assert reports["page-dam.html"].source == "The Example Courier"
