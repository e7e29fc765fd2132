"""Feeds (RSS, Atom, JSON Feed) and sitemaps: what they hold, read from bytes in hand; nothing is fetched here."""

from __future__ import annotations

import calendar
import io
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from dateline.intake import days
from dateline.intake.given import ContainerError, Source, Unreadable, unreadable

MOST_ENTRIES = 50_000
"""Entries of one feed and addresses of one sitemap that are read (the sitemap protocol allows 50,000)."""
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|RDF|urlset|sitemapindex)[\s>]")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "div",
        "dl",
        "dd",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(["script", "style", "template", "iframe", "svg", "noscript"])
_JSON_FEED = "https://jsonfeed.org/version/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    ``text`` is the headline, an empty line and what the feed carries of the report, often only its opening
    (``is_whole`` tells whether the feed says it is the content).  ``published`` is an ISO day.
    """

    id: str
    url: str | None
    title: str | None
    text: str
    published: str | None
    authors: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its entries, in its own order."""

    title: str | None
    language: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A page a sitemap names; ``modified`` and ``published`` as written there, ``title`` in news sitemaps only."""

    url: str
    modified: str | None = None
    published: str | None = None
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages a sitemap names, and the further sitemaps."""

    pages: tuple[Address, ...]
    sitemaps: tuple[str, ...]


def form_of(head: bytes) -> str | None:
    """What the first bytes of an XML or JSON file open: ``feed``, ``sitemap`` or ``None``."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    match = _ROOT.search(head)
    if match is None:
        return None
    return "sitemap" if match.group(1) in (b"urlset", b"sitemapindex") else "feed"


def read_feed(raw: bytes) -> Feed:
    """The entries of an RSS, Atom or JSON feed.

    Raises:
        ContainerError: it is none, or so damaged that no entry can be told.
    """
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _json_feed(raw)
    import feedparser

    try:
        found = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        # The parser lets errors of many kinds out for damaged input; all mean that this is no feed it can read.
        cause = f"the feed cannot be read ({type(error).__name__})"
        raise ContainerError(cause, "Check that it is whole.") from error
    if not found.entries and not found.get("version"):
        raise ContainerError("it is not a feed that can be read", "Check that it is whole, or take it out.")
    entries = tuple(_entry(item) for item in found.entries[:MOST_ENTRIES])
    return Feed(_line(found.feed.get("title")), _line(found.feed.get("language")), entries)


def read_sitemap(raw: bytes) -> Sitemap:
    """The addresses of a sitemap or of an index of sitemaps, news extensions included.

    Raises:
        ContainerError: it is not one, or is damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or not isinstance(root.tag, str) or _name(root) not in ("urlset", "sitemapindex"):
        raise ContainerError("it is not a sitemap that can be read", "Check that it is whole, or take it out.")
    pages: list[Address] = []
    sitemaps: list[str] = []
    for element in root.iterchildren(tag=etree.Element):
        told: dict[str, str] = {}
        for part in element.iter(etree.Element):
            value = " ".join((part.text or "").split())
            if value and len(value) < 4000:
                told.setdefault(_name(part), value)
        url = told.get("loc")
        if url is None or not url.startswith(("http://", "https://")):
            continue
        if _name(element) == "sitemap":
            sitemaps.append(url)
        elif len(pages) < MOST_ENTRIES:
            pages.append(
                Address(url, told.get("lastmod"), told.get("publication_date"), told.get("title"), told.get("language"))
            )
    return Sitemap(tuple(pages), tuple(sitemaps))


def entries(raw: bytes, path: str) -> Iterator[Source | Unreadable]:
    """The entries of a feed as reports; one without a text is named.

    Raises:
        ContainerError: it is not a feed that can be read.
    """
    feed = read_feed(raw)
    for number, entry in enumerate(feed.entries, 1):
        if not entry.text:
            yield unreadable(f"{path}:{number}", "the entry has no text", "Let `dateline watch` fetch its page.")
            continue
        told = {
            "id": entry.id,
            "text": entry.text,
            "title": entry.title,
            "url": entry.url,
            "source": feed.title,
            "language": feed.language,
            "published": entry.published,
            "authors": list(entry.authors),
        }
        kept = {name: value for name, value in told.items() if value}
        yield Source(path, "entry", line=number, raw=json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace"))
    if not feed.entries:
        raise ContainerError("the feed has no entries", "Check where it came from, or take it out.")


def addresses(raw: bytes) -> Iterator[Source | Unreadable]:
    """A sitemap names pages and holds none: said as such, with how many.

    Raises:
        ContainerError: always; a generator so that it stands where the others stand.
    """
    sitemap = read_sitemap(raw)
    named = f"{len(sitemap.pages):,} pages" if not sitemap.sitemaps else f"{len(sitemap.sitemaps):,} further sitemaps"
    advice = "Let `dateline watch` follow it, or give the saved pages."
    raise ContainerError(f"it is a sitemap: it names {named} and holds no text", advice)
    yield


def _json_feed(raw: bytes) -> Feed:
    try:
        data = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise ContainerError("it is not JSON that can be read", "Check that it is whole.") from None
    if not isinstance(data, dict) or not str(data.get("version", "")).startswith(_JSON_FEED):
        advice = "Write one report a line and name the file .jsonl, for example with jq -c '.[]'."
        raise ContainerError("this is a JSON file, but no JSON Feed", advice)
    items = data.get("items")
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return Feed(
        _line(data.get("title")), _line(data.get("language")), tuple(_item(item) for item in found[:MOST_ENTRIES])
    )


def _item(item: dict[str, Any]) -> Entry:
    url, title = _line(item.get("url")), _line(item.get("title"))
    markup, words = item.get("content_html"), item.get("content_text")
    body = words if isinstance(words, str) and words.strip() else ""
    if not body and isinstance(markup, str):
        body = plain_text(markup)
    is_whole = bool(body)
    if not body:
        body = str(item.get("summary") or "")
    named = item.get("authors") or [item.get("author")]
    authors = [_line(one.get("name")) for one in named if isinstance(one, dict)] if isinstance(named, list) else []
    stamp = _line(item.get("date_published"))
    return Entry(
        id=_line(item.get("id")) or url or "",
        url=url,
        title=title,
        text=_joined(title, body.strip()),
        published=_day(stamp) if stamp else None,
        authors=tuple(name for name in authors if name),
        is_whole=is_whole,
    )


def _entry(item: Any) -> Entry:
    url, title = _line(item.get("link")), _line(plain_text(str(item.get("title") or "")))
    contents = [str(part.get("value") or "") for part in item.get("content") or ()]
    longest = max(contents, key=len, default="")
    body = plain_text(longest) if longest else ""
    is_whole = bool(body)
    summary = plain_text(str(item.get("summary") or ""))
    if len(summary) > len(body):
        body = summary
    stamp = item.get("published_parsed") or item.get("updated_parsed")
    authors = [_line(one.get("name")) for one in item.get("authors") or () if isinstance(one, dict)]
    return Entry(
        id=_line(item.get("id")) or url or "",
        url=url,
        title=title,
        text=_joined(title, body),
        published=_utc_day(stamp),
        authors=tuple(name for name in authors if name),
        is_whole=is_whole,
    )


def _joined(title: str | None, body: str) -> str:
    """Headline, empty line, body; nothing where there is no body, for a headline alone is no report."""
    if not body:
        return ""
    if title is None or body.startswith(title):
        return body
    return f"{title}\n\n{body}"


def plain_text(markup: str) -> str:
    """The words of some HTML, one line a block, an empty line between blocks."""
    if "<" not in markup and "&" not in markup:
        return _tidy(markup)
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(f"<div>{markup}</div>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    parts: list[str] = []
    skipping = 0
    for happening, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        mark = "\n\n" if tag in _BLOCKS else "\n" if tag == "br" else ""
        if happening == "start":
            skipping += tag in _SKIPPED
            if not skipping:
                parts.append(mark)
                parts.append(element.text or "")
        else:
            skipping -= tag in _SKIPPED
            if not skipping:
                parts.append(mark if tag != "br" else "")
                parts.append(element.tail or "")
    return _tidy("".join(parts))


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _line(value: Any) -> str | None:
    """A short text on one line; ``None`` for anything else."""
    return " ".join(value.split())[:2000] or None if isinstance(value, str) else None


def _utc_day(stamp: Any) -> str | None:
    """The ISO day of what the parser made of a date (a tuple in UTC)."""
    if not isinstance(stamp, time.struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(stamp), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _day(stamp: str) -> str | None:
    when = days.whole(stamp)
    return when.from_ if when is not None and when.is_one_day else None


def _name(element: Any) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)
