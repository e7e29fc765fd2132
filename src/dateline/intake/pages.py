"""Web pages: the article and its metadata, with every run of the text mapped back to the page's source.

trafilatura says what the article is; it gives no offsets, so its words are found again among the page's own.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateline.intake.drafts import Draft, joined
from dateline.record import Piece, ReportError

# Pages of newspapers have a few thousand tags; the parser takes 16 s for 150,000 and ends for good on deep ones.
_MAX_TAGS = 100_000
_MAX_DEPTH = 10_000
_MAX_ATTRIBUTES = 20_000
_TAG_WINDOW = 200_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_TAG_HEAD = re.compile(r"<(/?)([a-zA-Z][^\s/>\"'<]{0,40})")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_RAW = frozenset({"script", "style", "template", "svg", "noembed", "noframes", "iframe", "math", "object", "canvas"})
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "tr",
        "td",
        "th",
        "dt",
        "dd",
        "option",
    ]
)
_KEPT = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f"
    r"\u2028-\u202f\u205f-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffb]+"
)
_BULLET = re.compile(r"^[-•*]\s+")
# htmldate's default bound is today, which would make the same page give another result tomorrow.
_DATES: dict[str, Any] = {
    "original_date": True,
    "extensive_search": False,
    "min_date": "1990-01-01",
    "max_date": "2100-12-31",
}
_RUN = 8


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page holds: its article as a draft over the page's source, and what the page says of it."""

    draft: Draft
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    site: str | None
    url: str | None
    language: str | None


def read_page(source: str, report: str) -> Page:
    """The article of an HTML page.

    Raises:
        ReportError: the page is over a limit, or no article can be told from the rest.
    """
    visible, slim = _visible(source, report)
    document = _extracted(slim, report)
    body = (getattr(document, "text", None) or "").strip()
    if not body:
        advice = "Save the article's text as .txt, or check that the page is complete."
        raise ReportError(report, "read", "no article was found in this page", advice)
    title = _tidy(getattr(document, "title", None))
    blocks = [line.strip() for line in body.split("\n") if line.strip()]
    if title is not None and blocks and _squeezed(blocks[0]) == _squeezed(title):
        blocks = blocks[1:]
    if title is not None:
        blocks = [title, *blocks]
    author = _tidy(getattr(document, "author", None))
    return Page(
        draft=visible.draft_of(blocks, source, has_title=title is not None),
        title=title,
        authors=tuple(name.strip() for name in author.split(";") if name.strip()) if author else (),
        published=_tidy(getattr(document, "date", None)),
        site=_tidy(getattr(document, "sitename", None)),
        url=_tidy(getattr(document, "url", None)),
        language=_tidy(getattr(document, "language", None)),
    )


def _extracted(source: str, report: str) -> Any:
    # Imported on first need: it costs half a second that text files need not pay.
    import trafilatura

    try:
        return trafilatura.bare_extraction(
            source,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params=dict(_DATES),
        )
    # The page is untrusted and goes through a large C library under a Python layer: whatever they raise is the page's.
    except Exception as error:
        cause = f"this page cannot be parsed ({type(error).__name__})"
        raise ReportError(report, "read", cause, "Save the article's text as .txt.") from error


def _tidy(value: object) -> str | None:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text or None


def _squeezed(text: str) -> str:
    """The text without white space, controls and invisible marks, which the extraction may change."""
    return "".join(_KEPT.findall(text))


@dataclass(frozen=True, slots=True)
class _Visible:
    """The characters of a page's text nodes, squeezed, and where they stand in the source.

    They come in runs: run ``n`` holds the characters from ``firsts[n]`` on and begins at ``starts[n]`` of the
    source; an entity is a run of its own with its end in ``entities``.
    """

    characters: str
    firsts: array[int]
    starts: array[int]
    entities: dict[int, int]

    def draft_of(self, blocks: list[str], source: str, *, has_title: bool) -> Draft:
        """The blocks as paragraphs, each mapped to where its words stand in the page."""
        parts: list[str] = []
        pieces: list[Piece] = []
        length = cursor = 0
        for index, block in enumerate(blocks):
            if index:
                parts.append("\n\n")
                length += 2
            is_title = has_title and index == 0
            at = self.characters.find(_squeezed(block), cursor)
            if at < 0 and _BULLET.match(block):
                block = _BULLET.sub("", block)
            pieces_here, end = self._place(block, length, 0 if is_title else cursor, source)
            pieces.extend(pieces_here)
            # The title often stands first in the page's head: the body is looked for from the start again.
            cursor = cursor if is_title or end is None else end
            parts.append(block)
            length += len(block)
        text = "".join(parts)
        return Draft(text, joined(_bridged(pieces, text, source)))

    def _place(self, block: str, offset: int, cursor: int, source: str) -> tuple[list[Piece], int | None]:
        """The pieces of one block, and how far in the page's characters it reached."""
        whole = self._run(block, 0, len(block), offset, cursor)
        if whole is not None:
            return whole
        at = source.find(block)
        if at >= 0:
            return [Piece(offset, offset + len(block), at, at + len(block))], None
        # Something in the middle differs: map what can be found in runs of a few words.
        pieces: list[Piece] = []
        reached: int | None = None
        words = list(re.finditer(r"\S+", block))
        for first in range(0, len(words), _RUN):
            run = words[first : first + _RUN]
            placed = self._run(block, run[0].start(), run[-1].end(), offset, cursor if reached is None else reached)
            if placed is not None:
                pieces.extend(placed[0])
                reached = placed[1]
        return pieces, reached

    def _run(self, block: str, start: int, end: int, offset: int, cursor: int) -> tuple[list[Piece], int] | None:
        wanted = _squeezed(block[start:end])
        if not wanted:
            return None
        at = self.characters.find(wanted, cursor)
        if at < 0:
            at = self.characters.find(wanted)
        if at < 0:
            return None
        return list(self._pieces(block, start, end, offset, at)), at + len(wanted)

    def _pieces(self, block: str, start: int, end: int, offset: int, at: int) -> Iterator[Piece]:
        """A piece for each stretch that stands in the source as it does here, white space included."""
        run = bisect_right(self.firsts, at) - 1
        for match in _KEPT.finditer(block, start, end):
            position = match.start()
            while position < match.end():
                while run + 1 < len(self.firsts) and self.firsts[run + 1] <= at:
                    run += 1
                limit = self.firsts[run + 1] if run + 1 < len(self.firsts) else len(self.characters)
                count = min(match.end() - position, limit - at)
                source = self.starts[run] + at - self.firsts[run]
                text = offset + position
                if run in self.entities:
                    yield Piece(text, text + count, self.starts[run], self.entities[run], same=False)
                else:
                    yield Piece(text, text + count, source, source + count)
                position += count
                at += count


def _bridged(pieces: list[Piece], text: str, source: str) -> Iterator[Piece]:
    """The pieces with those between them that hold white space equal in text and source."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and last.same and piece.same:
            gap = piece.text_start - last.text_end
            is_as_wide = piece.source_start - last.source_end == gap
            if (
                gap
                and is_as_wide
                and source[last.source_end : piece.source_start] == text[last.text_end : piece.text_start]
            ):
                yield Piece(last.text_end, piece.text_start, last.source_end, piece.source_start)
        yield piece
        last = piece


def _visible(source: str, report: str) -> tuple[_Visible, str]:
    """The page's text nodes, and the page with monstrous attributes taken out, in one pass over the source.

    Raises:
        ReportError: more tags, or tags deeper inside each other, than the parser can take.
    """
    nodes = _Nodes()
    slim: list[str] = []
    copied = position = tags = depth = 0
    size = len(source)
    while position < size:
        lt = source.find("<", position)
        stop = size if lt < 0 else lt
        if stop > position:
            nodes.text(source, position, stop)
        if lt < 0:
            break
        if source.startswith("<!--", lt):
            close = source.find("-->", lt + 4)
            position = size if close < 0 else close + 3
            continue
        head = _TAG_HEAD.match(source, lt)
        if head is None:
            if source.startswith(("<!", "<?", "</"), lt):
                close = source.find(">", lt)
                position = size if close < 0 else close + 1
            else:
                nodes.text(source, lt, lt + 1)
                position = lt + 1
            continue
        tags += 1
        match = _TAG.match(source, lt, min(size, lt + _TAG_WINDOW))
        if match is None:
            close = source.find(">", lt)
            end = size if close < 0 else close + 1
        else:
            end = match.end()
        if end - lt > _MAX_ATTRIBUTES:
            slim.append(source[copied:lt])
            slim.append(head.group() + ">")
            copied = end
        name = head.group(2).lower()
        position = end
        if head.group(1):
            depth = max(0, depth - (name not in _VOID))
        elif name in _RAW and not source.startswith("/>", end - 2):
            close = _closing(source, name, end)
            position = size if close < 0 else close
        elif name not in _VOID:
            depth += 1
        if tags > _MAX_TAGS or depth > _MAX_DEPTH:
            cause = f"this page has more than {_MAX_TAGS:,} tags" if tags > _MAX_TAGS else "its tags lie too deep"
            raise ReportError(report, "read", cause, "Save the article's text as .txt.")
    slim.append(source[copied:])
    return nodes.visible(), "".join(slim)


def _closing(source: str, name: str, position: int) -> int:
    found = re.compile(rf"</{name}", re.IGNORECASE).search(source, position)
    return found.start() if found else -1


class _Nodes:
    """Collects the text nodes of a page."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._firsts = array("q")
        self._starts = array("q")
        self._entities: dict[int, int] = {}

    def text(self, source: str, start: int, end: int) -> None:
        """Take in the text node at ``[start, end)`` of the source."""
        position = start
        if source.find("&", start, end) >= 0:
            for match in _ENTITY.finditer(source, start, end):
                self._runs(source, position, match.start())
                for part in _KEPT.findall(html.unescape(match.group())):
                    self._entities[len(self._firsts)] = match.end()
                    self._add(part, match.start())
                position = match.end()
        self._runs(source, position, end)

    def _runs(self, source: str, start: int, end: int) -> None:
        for match in _KEPT.finditer(source, start, end):
            self._add(match.group(), match.start())

    def _add(self, part: str, start: int) -> None:
        self._parts.append(part)
        self._firsts.append(self._length)
        self._starts.append(start)
        self._length += len(part)

    def visible(self) -> _Visible:
        return _Visible("".join(self._parts), self._firsts, self._starts, self._entities)
