"""Web pages: the article, its metadata, and the way back to the page's source."""

import pytest

from dateline.intake import Source, read
from dateline.intake.pages import read_page
from dateline.record import ReportError

FIRST = "The council met on Monday and put off the vote on the bridge until the river falls, its clerk said."
SECOND = "The clerk said that the matter would come back in June, when the engineers have measured the piers again."


def page(body, head=""):
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><body><article>{body}</article></body></html>"


def report_of(source):
    return read(Source("x.html", "page", raw=source.encode()))


def back(report, source, words):
    at = report.text.index(words)
    there = report.origin.to_source(at, at + len(words))
    assert there is not None, words
    return source[there[0] : there[1]]


def test_title_and_body_are_parted_by_a_blank_line_and_metadata_read():
    head = (
        "<title>Council puts off bridge vote | The Example Post</title>"
        '<meta property="og:site_name" content="The Example Post">'
        '<meta name="author" content="Jane Example">'
        '<meta property="article:published_time" content="2020-06-02T10:00:00Z">'
        '<link rel="canonical" href="https://post.example/bridge">'
    )
    source = page(f"<h1>Council puts off bridge vote</h1><p>{FIRST}</p><p>{SECOND}</p>", head)
    report = report_of(source)
    assert report.text == f"Council puts off bridge vote\n\n{FIRST}\n\n{SECOND}"
    assert report.title == "Council puts off bridge vote"
    assert report.source == "The Example Post"
    assert report.authors == ("Jane Example",)
    assert (report.published, report.published_range.basis) == ("2020-06-02", "metadata")
    assert report.url == "https://post.example/bridge"
    for words in ("Council puts off bridge vote", FIRST, "the matter would come back"):
        assert back(report, source, words) == words


def test_entities_and_markup_inside_words_map_back():
    source = page(
        f"<h1>A headline for the page</h1><p>The mayor&#8217;s <b>first</b> deputy &amp; <i>ally</i> left&nbsp;town on "
        f"Monday, sub<b>ur</b>ban papers reported &mdash; and nobody saw him go.</p><p>{SECOND}</p>"
    )
    report = report_of(source)
    assert "The mayor’s first deputy & ally left town" in report.text.replace("\u00a0", " ")
    assert back(report, source, "mayor’s") == "mayor&#8217;s"
    assert back(report, source, "&") == "&amp;"
    assert back(report, source, "suburban") == "sub<b>ur</b>ban"
    assert back(report, source, "deputy") == "deputy"
    for piece in report.origin.pieces:
        if piece.same:
            assert source[piece.source_start : piece.source_end] == report.text[piece.text_start : piece.text_end]
        else:
            assert source[piece.source_start : piece.source_end].startswith("&")


def test_a_repeated_sentence_maps_to_its_own_place():
    source = page(f"<h1>A headline for the page</h1><p>{FIRST}</p><p>{SECOND}</p><p>{FIRST}</p><p>{SECOND} Again.</p>")
    report = report_of(source)
    starts = [at for at in range(len(report.text)) if report.text.startswith(FIRST, at)]
    assert len(starts) >= 1
    there = [report.origin.to_source(at, at + len(FIRST)) for at in starts]
    assert all(source[start:end] == FIRST for start, end in there)
    assert len(set(there)) == len(starts)


def test_furniture_of_a_page_goes():
    source = page(
        f"<h1>A headline for the page</h1><p>By Jane Example</p><p>{FIRST}</p>"
        "<div>Advertisement</div><p>Read more: x</p>"
        f"<p>{SECOND}</p><p>Follow us on Twitter</p><p>&copy; 2020 Example</p>"
    )
    report = report_of(source)
    assert report.text == f"A headline for the page\n\n{FIRST}\n\n{SECOND}"
    assert report.authors == ("Jane Example",)


def test_scripts_comments_and_styles_are_no_text():
    source = page(
        f"<script>var a = '<p>{SECOND}</p>';</script><!-- <p>{SECOND}</p> -->"
        f"<h1>A headline</h1><p>{FIRST}</p><p>{SECOND}</p>"
    )
    report = report_of(source)
    at = source.rindex(SECOND)
    start = report.text.index(SECOND)
    assert report.origin.to_source(start, start + len(SECOND)) == (at, at + len(SECOND))


def test_the_same_page_gives_the_same_report():
    source = page(f"<h1>A headline</h1><p>{FIRST}</p><p>{SECOND}</p>")
    assert report_of(source) == report_of(source)


def test_a_date_far_ahead_does_not_depend_on_today():
    head = '<meta property="article:published_time" content="2090-06-02">'
    assert report_of(page(f"<h1>A headline</h1><p>{FIRST}</p><p>{SECOND}</p>", head)).published == "2090-06-02"


def test_a_page_named_txt_is_read_as_a_page():
    source = page(f"<h1>A headline</h1><p>{FIRST}</p><p>{SECOND}</p>")
    assert read(Source("x.txt", "text", raw=source.encode())).text == f"A headline\n\n{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("source", ["<html><body></body></html>", "<html></html>", "<p></p>", "<!-- nothing -->"])
def test_a_page_without_an_article_is_an_error(source):
    with pytest.raises(ReportError, match="no article"):
        report_of(source)


def test_a_fault_of_the_parser_is_the_fault_of_the_page(monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    with pytest.raises(ReportError, match="cannot be parsed"):
        report_of(page(f"<p>{FIRST}</p>"))


HOSTILE = [
    ("200,000 attributes", "<p " + " ".join(f'a{number}="x"' for number in range(200_000)) + f">{FIRST}</p>"),
    ("open tags", "<a " * 200_000),
    ("open quotes", '<a "' * 100_000),
    ("open comments", "<!--" * 100_000),
    ("ampersands", "&" * 300_000),
    ("data address", '<img src="data:' + "A" * 3_000_000 + '">'),
    ("many open scripts", "<script>" * 50_000),
]


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in HOSTILE])
def test_hostile_pages_are_read_in_bounded_time(body):
    found = read_page(page(f"<h1>A headline</h1><p>{FIRST}</p><p>{SECOND}</p>{body}"), "x")
    assert FIRST in found.draft.text


@pytest.mark.parametrize(("body", "cause"), [("<div>" * 60_000, "too deep"), ("<p>x" * 120_000, "tags")])
def test_pages_no_parser_can_take_are_refused(body, cause):
    with pytest.raises(ReportError, match=cause):
        read_page(page(body), "x")
