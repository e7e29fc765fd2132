"""Files of many reports: tables, archives, captures and feeds, whole ones and hostile ones."""

import base64
import gzip
import hashlib
import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from dateline.intake import Options, Source, Unreadable, read, sources
from dateline.intake.feeds import plain_text, read_feed, read_sitemap
from dateline.intake.given import ContainerError
from dateline.intake.opening import Opening, opened

BODY = "The council of Ardesh met on Monday and put off the vote on the bridge."
OTHER = "Police in Ardesh arrested two men after a fire at the mill."
PAGE = (
    f"<html><head><title>Council puts off vote</title></head><body><article><h1>Council puts off vote</h1>"
    f"<p>{BODY}</p><p>{OTHER} The mayor said that the mill would open again within a month.</p></article></body></html>"
)


def found(content, name, container, **options):
    """What the bytes hold, opened in this process."""
    return list(opened(io.BytesIO(content), name, container, Options(**options)))


def causes(items):
    return [item.error.cause for item in items if isinstance(item, Unreadable)]


def texts(items, options=None):
    return [read(item, options).text for item in items if isinstance(item, Source)]


# Tables


@pytest.mark.parametrize(
    ("case", "content", "line"),
    [
        ("commas", f'id,text,date\na1,"{BODY}",2021-03-04\n', 2),
        ("semicolons", f"id;text;date\na1;{BODY};2021-03-04\n", 2),
        ("tabs", f"id\ttext\tdate\r\na1\t{BODY}\t2021-03-04\r\n", 2),
        ("mark of byte order", f'\ufeffid,text,date\na1,"{BODY}",2021-03-04\n', 2),
        ("blank rows", f'id,text,date\n\n,,\na1,"{BODY}",2021-03-04\n', 4),
        ("capitals", f'ID,Text,Date\na1,"{BODY}",2021-03-04\n', 2),
    ],
)
def test_rows_of_a_table_are_reports(case, content, line):
    items = found(content.encode(), "t.csv", "table")
    report = read(items[0])
    assert (len(items), items[0].name) == (1, f"t.csv:{line}")
    assert (report.id, report.text, report.published) == ("a1", BODY, "2021-03-04")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_table_is_read_in_its_encoding(encoding):
    text = f"Two café owners were fined. {BODY}"
    items = found(f'id,text\na,"{text}"\nb,"{text}"\n'.encode(encoding), "t.csv", "table")
    assert texts(items) == [text, text]


def test_a_row_keeps_the_line_it_begins_at():
    content = f'id,text\na,"{BODY}\n\nSecond paragraph."\nb,"{OTHER}"\n'
    assert [item.name for item in found(content.encode(), "t.csv", "table")] == ["t.csv:2", "t.csv:5"]


def test_columns_are_mapped_by_the_user():
    options = Options(fields=(("text", "Story"), ("published", "Day")))
    items = list(opened(io.BytesIO(f"Day,Story\n2021-03-04,{BODY}\n".encode()), "t.csv", "table", options))
    report = read(items[0], options)
    assert (report.text, report.published) == (BODY, "2021-03-04")


@pytest.mark.parametrize(
    ("case", "content", "options", "cause"),
    [
        ("no text column", "a,b\n1,2\n", {}, "no column is known to hold the text"),
        ("no mapped column", "a,text\n1,2\n", {"fields": (("text", "story"),)}, "it has no column 'story'"),
        ("two of one name", "text,text\n1,2\n", {}, "two columns are named 'text'"),
        ("too many cells", f"id,text\na,{BODY},more\n", {}, "the row has 3 cells"),
        ("endless quotation", 'id,text\na,"' + "x" * 3000, {"max_bytes": 2000}, "the row that begins at line 2"),
        ("empty", "", {}, "it is empty"),
        ("a PDF", "%PDF-1.4\n\x00\x01\x02\x03" * 30, {}, "this is a PDF, not text"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(case, content, options, cause):
    (said,) = causes(found(content.encode(), "t.csv", "table", **options))
    assert cause in said


def test_rows_of_parquet_are_reports(tmp_path):
    pq = pytest.importorskip("pyarrow.parquet", reason="the frames extra is not installed")
    pa = pytest.importorskip("pyarrow")
    import datetime

    rows = {"id": ["a", "b"], "text": [BODY, OTHER], "date": [datetime.date(2021, 3, 4), None], "raw": [b"\x00", b"x"]}
    pq.write_table(pa.table(rows), tmp_path / "t.parquet")
    items = list(sources([str(tmp_path / "t.parquet")]))
    assert [(read(item).id, read(item).published) for item in items] == [("a", "2021-03-04"), ("b", None)]
    content = (tmp_path / "t.parquet").read_bytes()
    assert causes(found(content[: len(content) // 2], "t.parquet", "parquet"))


# Archives


def archive(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return packed.getvalue()


def test_the_reports_of_an_archive_are_read_without_unpacking(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = archive(
        [
            ("b/two.html", PAGE),
            ("a/one.txt", BODY),
            ("lines.jsonl", json.dumps({"id": "l1", "text": OTHER}) + "\n"),
            ("table.csv", f"id,text\nt1,{OTHER}\n"),
            ("picture.png", b"\x89PNG"),
            ("__MACOSX/one.txt", "x"),
            ("a/.hidden.txt", "x"),
        ]
    )
    Path("r.zip").write_bytes(content)
    items = list(sources(["r.zip"]))
    assert [item.name for item in items] == [
        "r.zip/a/one.txt",
        "r.zip/b/two.html",
        "r.zip/lines.jsonl:1",
        "r.zip/table.csv:2",
    ]
    assert texts(items)[0] == BODY
    assert [path.name for path in tmp_path.iterdir()] == ["r.zip"]


@pytest.mark.parametrize("name", ["../../escaped.txt", "/etc/escaped.txt", "C:\\escaped.txt", "a/../../b.txt"])
def test_a_name_that_leads_outside_is_only_a_name(tmp_path, monkeypatch, name):
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    Path("r.zip").write_bytes(archive([(name, BODY)]))
    (item,) = sources(["r.zip"])
    assert read(item).text == BODY
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == ["in", "in/r.zip"]


def linked():
    member = zipfile.ZipInfo("link.txt")
    member.external_attr = 0o120777 << 16
    return archive([(member, "/etc/passwd")])


def encrypted():
    raw = bytearray(archive([("one.txt", BODY)]))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    return bytes(raw)


def overlapping():
    """Two entries of the directory that point to the same bytes."""
    raw = archive([("one.txt", BODY), ("two.txt", BODY)])
    start = raw.index(b"PK\x01\x02")
    second = raw.index(b"PK\x01\x02", start + 4)
    return raw[: second + 42] + b"\x00\x00\x00\x00" + raw[second + 46 :]


def wrong_sum():
    raw = archive([("one.txt", BODY)])
    start = raw.index(b"PK\x01\x02")
    return raw[: start + 16] + b"\x00\x01\x02\x03" + raw[start + 20 :]


@pytest.mark.parametrize(
    ("case", "content", "cause"),
    [
        ("no archive", b"PK\x03\x04 and no more", "it is not a ZIP archive"),
        ("empty", archive([]), "no report in this archive"),
        ("link", linked(), "this is a link"),
        ("encrypted", encrypted(), "it is encrypted"),
        ("overlap", overlapping(), "lie over each other"),
        ("checksum", wrong_sum(), "bad crc-32"),
        ("nested", archive([("inner.zip", archive([("one.txt", BODY)]))]), "an archive inside an archive"),
        ("word", archive([("paper.docx", b"x")]), "this is a Word document"),
        ("too long", archive([("long.txt", b"x" * 30_000)]), "longer than the limit of 20,000 bytes"),
    ],
)
def test_an_archive_that_would_do_harm_is_refused(case, content, cause):
    items = found(content, "r.zip", "zip", max_bytes=20_000)
    assert [item for item in items if isinstance(item, Source)] == []
    assert cause in causes(items)[0]


def test_a_bomb_is_stopped_at_the_stated_limit():
    content = b"0" * 120_000_000
    begin = time.monotonic()
    for bomb, name, container in (
        (gzip.compress(content), "b.jsonl.gz", "gzip"),
        (archive([("b.jsonl", content)]), "b.zip", "zip"),
    ):
        said = causes(found(bomb, name, container))
        assert "longer than the limit" in said[0]
        assert "unpacks to more than 100,000,000 bytes" in said[1]
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.jsonl.gz", json.dumps({"id": "a", "text": BODY}).encode()),
        ("r.csv.gz", f"id,text\na,{BODY}\n".encode()),
        ("r.txt.gz", BODY.encode()),
    ],
)
def test_gzip_files_are_read_by_the_name_inside(tmp_path, name, content):
    (tmp_path / name).write_bytes(gzip.compress(content))
    (item,) = sources([str(tmp_path)])
    assert read(item).text == BODY


def test_a_gzip_file_cut_off_gives_what_was_whole():
    rows = b"".join(json.dumps({"id": str(n), "text": f"{n} {BODY}"}).encode() + b"\n" for n in range(3000))
    items = found(gzip.compress(rows)[:-2000], "r.jsonl.gz", "gzip")
    assert len(items) > 100
    assert causes(items) == ["its compressed data are cut off"]


def test_a_gzip_file_of_unknown_content_is_named(tmp_path):
    (tmp_path / "dump.sql.gz").write_bytes(gzip.compress(b"x"))
    assert "a gzip file" in causes(sources([str(tmp_path)]))[0]


# Captures


def record(body, *, url="https://news.example/1", head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", **named):
    block = head.encode() + body
    lines = {
        "WARC-Type": "response",
        "WARC-Target-URI": url,
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in named.items()},
    }
    written = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    return written.encode() + block + b"\r\n\r\n"


def test_pages_of_a_capture_are_reports_named_by_their_address():
    plain = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    content = (
        record(PAGE.encode())
        + record(b"", head="HTTP/1.1 404 Not Found\r\n\r\n")
        + record(BODY.encode(), url="https://news.example/2", head=plain)
    )
    for packed in (content, gzip.compress(content)):
        items = found(
            packed, "c.warc.gz" if packed is not content else "c.warc", "warc" if packed is content else "gzip"
        )
        reports = [read(item) for item in items]
        assert [report.id for report in reports] == ["https://news.example/1", "https://news.example/2"]
        assert [report.url for report in reports] == ["https://news.example/1", "https://news.example/2"]
        assert BODY in reports[0].text
        assert items[0].line == 1


@pytest.mark.parametrize(
    ("case", "head", "body"),
    [
        ("gzip", "Content-Encoding: gzip\r\n", gzip.compress(PAGE.encode())),
        ("chunks", "Transfer-Encoding: chunked\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE.encode())),
        ("chunks joined already", "Transfer-Encoding: chunked\r\n", PAGE.encode()),
        ("length", f"Content-Length: {len(PAGE)}\r\n", PAGE.encode()),
    ],
)
def test_a_body_is_unpacked_as_its_head_says(case, head, body):
    (item,) = found(record(body, head=f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n"), "c.warc", "warc")
    assert item.raw == PAGE.encode()


def test_the_charset_of_the_answer_counts():
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\n"
    (item,) = found(record("Город Ардеш".encode("cp1251"), head=head), "c.warc", "warc")
    assert read(item).text == "Город Ардеш"


BOMB = record(
    gzip.compress(b"0" * 60_000_000),
    head="HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
)
LYING = "sha1:" + base64.b32encode(hashlib.sha1(b"other", usedforsecurity=False).digest()).decode()


@pytest.mark.parametrize(
    ("case", "content", "cause"),
    [
        ("no capture", b"this is no capture at all, only words", "it is not a WARC file"),
        ("cut off", record(PAGE.encode())[:-60], "it is cut off"),
        ("body shorter than said", record(b"<p>x", head="HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"), "cut off"),
        ("no length", record(PAGE.encode(), Content_Length="many"), "does not say how long it is"),
        ("bomb", BOMB, "unpacks to more than the limit"),
        ("unknown packing", record(b"x", head="HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"), "packed as br"),
        ("digest", record(PAGE.encode(), WARC_Block_Digest=LYING), "not those its digest"),
        ("gigantic", record(PAGE.encode(), Content_Length="9" * 15), "record 1 is damaged"),
        ("only redirects", record(b"", head="HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n"), "no page"),
    ],
)
def test_a_capture_that_is_damaged_says_why(case, content, cause):
    items = found(content, "c.warc", "warc")
    assert [item for item in items if isinstance(item, Source)] == []
    assert cause in causes(items)[0]


def test_a_capture_cut_off_keeps_the_pages_before():
    content = record(PAGE.encode()) * 3 + record(PAGE.encode())[:300]
    items = found(content, "c.warc", "warc")
    assert len([item for item in items if isinstance(item, Source)]) == 3
    assert "cut off" in causes(items)[0]


# Feeds and sitemaps

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Ardesh Herald</title><language>en</language>
<item><title>Council puts off vote</title><link>https://herald.example/1</link><guid>h-1</guid>
<pubDate>Thu, 04 Mar 2021 23:30:00 GMT</pubDate><dc:creator>Lena Orr</dc:creator>
<content:encoded><![CDATA[<p>{BODY}</p><script>x()</script><p>{OTHER}</p>]]></content:encoded></item>
<item><title>Only a headline</title><link>https://herald.example/2</link></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>tag:wire,1</id>
<title>Fire at the mill</title><link href="https://wire.example/1"/><published>2021-03-05T01:00:00+03:00</published>
<content type="html">&lt;p&gt;{OTHER}&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Wire",
    "items": [
        {"id": "7", "url": "https://wire.example/7", "title": "Fire at the mill", "content_html": f"<p>{OTHER}</p>",
         "date_published": "2021-03-05T01:00:00Z", "authors": [{"name": "Lena Orr"}]}
    ],
}  # fmt: skip
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://herald.example/1</loc>
<lastmod>2021-03-04</lastmod><news:news><news:title>Council puts off vote</news:title>
<news:publication_date>2021-03-04T10:00:00Z</news:publication_date></news:news></url>
<url><loc>file:///etc/passwd</loc></url></urlset>"""


def test_entries_of_a_feed_are_reports():
    items = found(RSS.encode(), "f.xml", "markup")
    report = read(items[0], Options(fields=(("text", "body"),)))
    assert report.text == f"Council puts off vote\n\n{BODY}\n\n{OTHER}"
    assert (report.id, report.url) == ("h-1", "https://herald.example/1")
    assert (report.published, report.source) == ("2021-03-04", "The Ardesh Herald")
    assert (report.title, report.authors, report.language) == ("Council puts off vote", ("Lena Orr",), "en")
    assert causes(items) == ["the entry has no text"]


@pytest.mark.parametrize(
    ("case", "raw", "day"), [("atom", ATOM, "2021-03-04"), ("json", json.dumps(JSON_FEED), "2021-03-05")]
)
def test_other_forms_of_feed_are_read_alike(case, raw, day):
    (item,) = found(raw.encode(), "f", "json" if case == "json" else "markup")
    report = read(item)
    assert (report.text, report.published) == (f"Fire at the mill\n\n{OTHER}", day)


def test_a_feed_is_found_by_its_suffix(tmp_path):
    (tmp_path / "a.rss").write_text(RSS)
    (tmp_path / "b.json").write_text(json.dumps(JSON_FEED))
    items = list(sources([str(tmp_path)]))
    assert [Path(item.path).name for item in items if isinstance(item, Source)] == ["a.rss", "b.json"]


@pytest.mark.parametrize(
    ("case", "raw", "container", "cause"),
    [
        ("sitemap", SITEMAP, "markup", "it is a sitemap: it names 1 pages and holds no text"),
        ("other XML", "<?xml version='1.0'?><note>x</note>", "markup", "no feed and no sitemap"),
        ("other JSON", '{"a": 1}', "json", "no JSON Feed"),
        ("damaged JSON", '{"version": "https://jsonfeed.org/version/1", ', "json", "not JSON that can be read"),
        ("deep JSON", "[" * 100_000, "json", "not JSON that can be read"),
        ("empty", " ", "markup", "it is empty"),
        ("no entries", "<rss version='2.0'><channel><title>x</title></channel></rss>", "markup", "no entries"),
        ("NUL in the label", "<?xml version='1.0' encoding='utf\x00-8'?><rss><channel/></rss>", "markup", ""),
        ("non-ASCII label", "<?xml version='1.0' encoding='é'?><rss><channel/></rss>", "markup", ""),
    ],
)
def test_a_file_that_is_no_feed_says_so(case, raw, container, cause):
    items = found(raw.encode(), "f", container)
    assert len(items) == 1
    assert cause in causes(items)[0]


def test_entities_of_a_feed_read_no_file(tmp_path):
    (tmp_path / "secret").write_text("canary")
    raw = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    items = found((raw + RSS[21:].replace(BODY, "&x;")).encode(), "f.xml", "markup")
    assert not any("canary" in text for text in texts(items))
    pages = raw + SITEMAP.replace("Council puts off vote", "&x;")
    assert "canary" not in repr(read_sitemap(pages.encode()))


def test_addresses_of_a_sitemap():
    (page,) = read_sitemap(SITEMAP.encode()).pages
    assert (page.url, page.modified, page.title) == ("https://herald.example/1", "2021-03-04", "Council puts off vote")
    index = "<sitemapindex><sitemap><loc>https://herald.example/s1.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(index.encode()).sitemaps == ("https://herald.example/s1.xml",)
    with pytest.raises(ContainerError, match="not a sitemap"):
        read_sitemap(RSS.encode())


def test_a_feed_of_many_entries_is_bounded():
    entry = "<item><title>t</title><description>A long enough line of text.</description></item>"
    feed = read_feed(f"<rss version='2.0'><channel>{entry * 300}</channel></rss>".encode())
    assert len(feed.entries) == 300


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain  words", "plain words"),
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("One<br>two<!-- no --> three", "One\ntwo three"),
        ("<div>a<style>b</style>c</div>", "ac"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("", ""),
    ],
)
def test_markup_becomes_plain_text(markup, text):
    assert plain_text(markup) == text


# The process apart


def test_a_reader_that_is_silent_is_ended_and_the_next_file_is_read(tmp_path):
    import os

    fifo = tmp_path / "f.csv"
    os.mkfifo(fifo)
    good = tmp_path / "g.csv"
    good.write_text(f"id,text\na,{BODY}\n")
    with Opening(seconds=1.5) as opening:
        (item,) = opening.open("f.csv", fifo, "table", Options())
        assert "silent for 1.5 seconds" in item.error.cause
    with Opening() as opening:
        assert texts(opening.open("g.csv", good, "table", Options())) == [BODY]


def test_leaving_in_the_middle_does_not_mix_two_files(tmp_path):
    for name in ("a", "b"):
        rows = "".join(f"{name}{n},{BODY} {n}\n" for n in range(500))
        (tmp_path / f"{name}.csv").write_text("id,text\n" + rows)
    with Opening() as opening:
        first = opening.open("a.csv", tmp_path / "a.csv", "table", Options())
        next(first)
        first.close()
        items = list(opening.open("b.csv", tmp_path / "b.csv", "table", Options()))
    assert [read(item).id for item in items] == [f"b{n}" for n in range(500)]


@pytest.mark.parametrize("container", ["table", "parquet", "warc", "zip", "gzip", "markup", "json"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 100, b"PK\x03\x04", b"\x1f\x8b\x08", b"PAR1PAR1", b"WARC/1.0\r\n", b"<rss>"]
)
def test_bytes_of_any_kind_end_in_a_word(container, content):
    items = found(content, "x.gz" if container == "gzip" else "x", container)
    assert all(isinstance(item, Unreadable | Source) for item in items)
    assert items
