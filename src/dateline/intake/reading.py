"""Reading: a source becomes a report, its text cleaned or kept as given, its head understood."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from dateline.intake import days, furniture, header
from dateline.intake.decoding import decode
from dateline.intake.drafts import Draft, unix_lines
from dateline.intake.furniture import Furniture, Line
from dateline.intake.given import Source
from dateline.intake.language import language
from dateline.intake.lists import fields, outlet_at, outlet_named, plain
from dateline.intake.options import Options
from dateline.intake.pages import read_page
from dateline.intake.sizes import too_long
from dateline.record import Origin, PublishedRange, RangeBasis, Report, ReportError, Span, digest

_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<\?xml[^>]{0,200}\?>\s*<(?:!doctype )?html)", re.IGNORECASE)
_NO_CHARACTER = re.compile(r"[\ud800-\udfff\x00]")
_DATE_ADVICE = "Write it as YYYY-MM-DD, between 1800 and 2100."


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a report beside its text: fields of a line, metadata of a page, arguments of a call.

    ``basis`` says which of these a publication date came from.
    """

    id: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    published: str | None = None
    basis: RangeBasis = "metadata"
    is_date_binding: bool = True


def read(source: Source, options: Options | None = None) -> Report:
    """The report at a source.

    The text of .txt and .html is cleaned, with ``origin.pieces`` leading back to the file; that of a line of JSON is
    kept as it is and its furniture only marked.

    Raises:
        ReportError: it cannot be read; the error names cause and remedy.
    """
    options = options or Options()
    raw = source.raw if source.raw is not None else _bytes(source, options)
    if len(raw) > options.max_bytes:
        raise ReportError(source.name, "read", *too_long(options))
    decoded = decode(raw, source.name, is_page=source.kind == "page", charset=source.charset)
    origin = Origin(
        path=source.path, line=source.line, encoding=decoded.encoding, sha256=hashlib.sha256(raw).hexdigest()
    )
    if source.kind in ("lines", "entry"):
        # An entry was put into our own fields when its feed was opened; the names a user gave are of other files.
        naming = options if source.kind == "lines" else replace(options, fields=())
        text, told = _from_line(decoded.text, source, naming)
        return _report(Draft.of(text), told, options, origin=origin, is_verbatim=True)
    text = _mended(decoded.text)
    if source.kind == "page" or _PAGE.match(text[:1000]):
        page = read_page(text, source.name)
        told = Told(
            id=source.id or source.name,
            title=page.title,
            url=source.url or page.url,
            source=source.outlet or page.site,
            authors=page.authors,
            language=page.language,
            published=page.published or source.published,
            is_date_binding=False,
        )
        return _report(page.draft, told, options, origin=origin, is_verbatim=False)
    return _report(
        unix_lines(text), Told(id=source.id or source.name, url=source.url), options, origin=origin, is_verbatim=False
    )


def read_text(
    text: str,
    *,
    published: str | None = None,
    id: str | None = None,  # noqa: A002 (the name it has in the record)
    title: str | None = None,
    url: str | None = None,
    source: str | None = None,
    authors: Sequence[str] = (),
    language: str | None = None,
    options: Options | None = None,
) -> Report:
    """A report from a text in hand, kept character for character; furniture in it is only marked.

    ``published`` is the day of publication (``2020-06-02``, ``June 2, 2020``).

    Raises:
        ReportError: the text is empty or over the limit, or ``published`` is no date.
    """
    name = id or "text"
    if not isinstance(text, str):
        raise ReportError(name, "read", f"the text is {type(text).__name__}, not str", "Decode it first.")
    text = _mended(text)
    told = Told(
        id=id or f"text-{digest(text)[:12]}",
        title=title,
        url=url,
        source=source,
        authors=tuple(authors),
        language=language,
        published=published,
        basis="given",
    )
    return _report(Draft.of(text), told, options or Options(), origin=None, is_verbatim=True)


def _bytes(source: Source, options: Options) -> bytes:
    try:
        with source.place.open("rb") as file:
            return file.read(options.max_bytes + 1)
    except OSError as error:
        cause = (error.strerror or "unknown fault").lower()
        advice = "Check the path and its permissions."
        raise ReportError(source.name, "read", f"it cannot be read ({cause})", advice) from error


def _mended(text: str) -> str:
    """Lone surrogates and NULs are no text and cannot all be stored; each becomes one replacement character."""
    return _NO_CHARACTER.sub("\ufffd", text)


def _report(draft: Draft, told: Told, options: Options, *, origin: Origin | None, is_verbatim: bool) -> Report:
    if len(draft.text) > options.max_characters:
        raise ReportError(
            told.id,
            "read",
            f"the text has {len(draft.text):,} characters, over the limit of {options.max_characters:,}",
            "Split it, one report a file or line.",
        )
    found = furniture.find(draft.text)
    if not is_verbatim:
        draft = draft.without([(item.start, item.end) for item in _with_gaps(draft.text, found)])
    text = draft.text
    if not text.strip():
        raise ReportError(told.id, "read", "there is no text in it", "Check where it came from, or take it out.")
    taken = {item.start for item in found} if is_verbatim else set()
    lines = [line for line in furniture.lines_of(text) if line.start not in taken]
    head = _head(text, lines, told, found)
    published, published_range = _published(told, options, found, head)
    url = told.url if told.url and len(told.url) < 4000 else None
    return Report(
        id=told.id,
        text=text,
        sha256=digest(text),
        url=url,
        title=head.title,
        authors=told.authors or tuple(dict.fromkeys(name for item in found for name in item.authors)),
        source=head.source,
        credit=head.credit,
        dateline=head.dateline.span if head.dateline else None,
        published=published,
        published_range=published_range,
        language=_language(text, lines, told),
        furniture=tuple(Span.cut(text, item.start, item.end) for item in found) if is_verbatim else (),
        origin=_with_pieces(origin, draft),
    )


def _with_pieces(origin: Origin | None, draft: Draft) -> Origin | None:
    if origin is None:
        return None
    return Origin(
        path=origin.path, line=origin.line, encoding=origin.encoding, sha256=origin.sha256, pieces=draft.pieces
    )


def _with_gaps(text: str, found: Sequence[Furniture]) -> list[Furniture]:
    """Each run with the line ends after it, so that cutting it leaves no hole."""
    result = []
    for item in found:
        end = item.end
        starts_line = item.start == 0 or text[item.start - 1] == "\n"
        while starts_line and end < len(text) and text[end] in " \t\n\xa0":
            end += 1
        result.append(Furniture(item.start, end, item.id, item.kind))
    return result


@dataclass(frozen=True, slots=True)
class _Head:
    title: str | None
    source: str | None
    credit: str | None
    dateline: header.Dateline | None


def _head(text: str, lines: Sequence[Line], told: Told, found: Sequence[Furniture]) -> _Head:
    """Headline, outlet, credit and dateline line of a report."""
    first = header.headline(lines, text)
    title = _without_site(told.title, told.source) if told.title else text[first.start : first.end] if first else None
    body = lines[1:] if first is not None or (lines and _is_title(lines[0], told.title)) else lines
    dateline = next((opening for line in body[:2] if (opening := header.dateline(text, line)) is not None), None)
    source = _source(told, found)
    credit = dateline.credit if dateline else None
    if credit is None:
        credit = next((item.credit for item in found if item.credit), None)
    if credit is None and lines:
        credit = header.signed(lines[-1])
    if credit is None:
        early = plain("\n".join(text[line.start : line.end] for line in body))
        credit = header.quoted_agency(early)
        if credit is None and source is None:
            credit = header.told_outlet(early)
    return _Head(title, source, credit, dateline)


def _is_title(line: Line, title: str | None) -> bool:
    return title is not None and line.plain.split() == plain(title).split()


def _without_site(title: str, site: str | None) -> str:
    """A page's title without the outlet's name after it ("Headline | Outlet")."""
    title = " ".join(title.split())
    match = re.search(r"\s+[|–—·-]\s+([^|–—·]{2,40})$", title)
    if match is not None and match.start() > 15:
        tail = match.group(1)
        if outlet_named(tail) is not None or (site is not None and tail.casefold() == site.casefold()):
            return title[: match.start()]
    return title


def _source(told: Told, found: Sequence[Furniture]) -> str | None:
    """The outlet: as given, as a line of the page says, as its web address tells."""
    if told.source:
        given = " ".join(told.source.split())
        known = outlet_named(given) or (outlet_at(given) if "." in given and " " not in given else None)
        return known.name if known else given
    for kind in ("category", "copyright", "byline"):
        for item in found:
            if item.kind == kind and item.outlet:
                return item.outlet
    if told.url:
        try:
            host = urlsplit(told.url).hostname or ""
        except ValueError:
            return None
        known = outlet_at(host)
        return known.name if known else None
    return None


def _published(
    told: Told, options: Options, found: Sequence[Furniture], head: _Head
) -> tuple[str | None, PublishedRange]:
    """The day of publication and the range it lies in: the user's word, then metadata, then the text's own."""
    if options.published is not None:
        return _stated(options.published, "given", told, is_binding=True)
    steps: tuple[str, ...] = ()
    if told.published is not None:
        published, range_ = _stated(told.published, told.basis, told, is_binding=told.is_date_binding)
        if range_.from_ is not None:
            return published, range_
        steps = range_.steps
    dated = [item for item in found if item.days is not None]
    dated.sort(key=lambda item: item.id == "updated")  # the day it first came out counts
    candidates = [(item.days, f"a line of the page gives the date {item.days.written}") for item in dated if item.days]
    if head.dateline is not None and head.dateline.days is not None:
        candidates.append((head.dateline.days, f"the dateline says {head.dateline.days.written}"))
    for when, step in candidates:
        return (
            when.from_ if when.is_one_day else None,
            PublishedRange(from_=when.from_, to=when.to, basis="text", steps=(*steps, step)),
        )
    if head.dateline is not None and head.dateline.bare_date:
        steps = (*steps, f"the dateline says {head.dateline.bare_date}, without a year")
    return None, PublishedRange(basis="inferred", steps=steps)


def _stated(written: str, basis: RangeBasis, told: Told, *, is_binding: bool) -> tuple[str | None, PublishedRange]:
    """A date given as such.

    Raises:
        ReportError: it is binding, because a user wrote it, and no date.
    """
    when = days.whole(written)
    if when is None:
        shown_date = written[:60]
        if is_binding:
            raise ReportError(told.id, "read", f"the publication date {shown_date!r} is not a date", _DATE_ADVICE)
        return None, PublishedRange(basis="inferred", steps=(f"the page's date {shown_date!r} is not a date",))
    if when.is_one_day:
        return when.from_, PublishedRange(from_=when.from_, to=when.to, basis=basis)
    if basis == "given":
        raise ReportError(told.id, "read", f"the publication date {written[:60]!r} is not one day", _DATE_ADVICE)
    step = f"the date {when.written} can mean several days"
    return None, PublishedRange(from_=when.from_, to=when.to, basis=basis, steps=(step,))


def _language(text: str, lines: Sequence[Line], told: Told) -> str | None:
    """The language the text shows; what a field or page says of it counts only where the text shows none."""
    shown = language("\n".join(text[line.start : line.end] for line in lines[:60]))
    if shown is None and told.language:
        return re.split(r"[-_]", told.language.strip().lower())[0][:3] or None
    return shown


def _from_line(line: str, source: Source, options: Options) -> tuple[str, Told]:
    """The text and fields of one line of JSON.

    Raises:
        ReportError: the line is not a JSON object with a text.
    """
    advice = "Each line must be one JSON object with a text field."
    try:
        data = json.loads(line.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        cause = f"the line is not JSON ({error.msg.lower()} at character {error.pos + 1})"
        raise ReportError(source.name, "read", cause, advice) from None
    except (RecursionError, ValueError):
        raise ReportError(source.name, "read", "the line is not JSON that can be read", advice) from None
    if not isinstance(data, dict):
        what = {list: "a list", str: "a string", bool: "true or false", type(None): "null"}.get(type(data), "a number")
        raise ReportError(source.name, "read", f"the line is {what}, not an object", advice)
    text = _field(data, "text", options)
    if not isinstance(text, str):
        names = ", ".join(_mended(str(key))[:30] for key in list(data)[:8]) or "none"
        cause = f"the line has no text (its fields: {names})"
        raise ReportError(source.name, "read", cause, "Name the field that holds it: --field text=NAME.")
    if not text.strip():
        advice = "Take the line out, or name another field: --field text=NAME."
        raise ReportError(source.name, "read", "its text is empty", advice)
    told = Told(
        id=_scalar(data, "id", options) or source.name,
        title=_scalar(data, "title", options),
        url=_scalar(data, "url", options),
        source=_scalar(data, "source", options),
        authors=_names(_field(data, "authors", options)),
        language=_scalar(data, "language", options),
        published=_scalar(data, "published", options),
        is_date_binding=source.kind == "lines",
    )
    return _mended(text), told


def _field(data: Mapping[str, Any], field: str, options: Options) -> Any:
    """The value of a field under the name the user gave, else under the first usual name that has one."""
    for own, name in options.fields:
        if own == field:
            return _deep(data, name)
    by_name = {key.casefold(): value for key, value in reversed(list(data.items()))}
    for name in fields()[field]:
        value = by_name.get(name)
        if value is not None and value != "":
            return value
    return None


def _deep(data: Mapping[str, Any], name: str) -> Any:
    """A field by its name, or by its path with dots ("meta.date")."""
    if name in data:
        return data[name]
    value: Any = data
    for part in name.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def _scalar(data: Mapping[str, Any], field: str, options: Options) -> str | None:
    value = _field(data, field, options)
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = " ".join(_mended(str(value))[:2000].split())
    return text or None


def _names(value: Any) -> tuple[str, ...]:
    """Authors as a list, or as one string parted by commas, semicolons or "and"."""
    if isinstance(value, str):
        text = re.sub(r"(?i)^\s*by\s+", "", value[:500])
        return tuple(name for part in re.split(r"\s*(?:[;,]|\band\b)\s*", text) if (name := _mended(part).strip()))
    if isinstance(value, list):
        return tuple(_mended(name).strip() for name in value[:50] if isinstance(name, str) and name.strip())
    return ()
