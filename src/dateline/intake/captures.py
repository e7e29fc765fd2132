"""Web captures (WARC 1.0 and 1.1): the pages that servers answered with, one report each.

The reader of the records hands out what there is, also where a record was cut off; whether all that was declared has
come is checked here.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from dateline.intake.given import ContainerError, Source, Unreadable, unreadable
from dateline.intake.inflating import inflate
from dateline.intake.options import Options
from dateline.intake.sizes import too_long
from dateline.record import ReportError

MOST_DECLARED = 2_000_000_000
"""Longest record that is passed over; behind a longer one nothing is read."""
_MOST_HEADER = 200_000
_PAGES = {"text/html": "page", "application/xhtml+xml": "page", "text/plain": "text"}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_ADVICE = "Fetch the capture again; the records before it are read."


def captured(file: BinaryIO, path: str, options: Options) -> Iterator[Source | Unreadable]:
    """The pages of a WARC file, compressed or not, in file order.

    A report's id is its web address, so that a later capture of another text becomes a new version.  Redirects, errors,
    images and the like are passed over; what is cut off, damaged or over the limit is named.

    Raises:
        ContainerError: it is not a WARC file, or nothing behind a damaged record can be found.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = pages = 0
    records = ArchiveIterator(file, no_record_parse=True, verify_http=False)
    while True:
        try:
            record = next(records, None)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            if number == 0:
                raise ContainerError("it is not a WARC file that can be read", "Check where it came from.") from None
            message = " ".join(str(error).split())[:120]
            raise ContainerError(f"record {number + 1} is damaged ({message})", _ADVICE) from None
        if record is None:
            break
        number += 1
        if record.format != "warc":
            # The reader takes what it does not know for the older ARC format.
            raise ContainerError("it is not a WARC file that can be read", "Check where it came from.")
        if record.rec_type not in ("response", "resource"):
            continue
        try:
            found = _page(record, path, number, options)
        except (ContainerError, ReportError) as fault:
            pages += 1
            yield unreadable(f"{path}:{number}", fault.cause, fault.advice)
            continue
        except (OSError, EOFError, ValueError) as error:
            message = " ".join(str(error).split())[:120]
            raise ContainerError(f"record {number} is damaged ({message})", _ADVICE) from None
        if found is not None:
            pages += 1
            yield found
    if pages == 0:
        raise ContainerError(f"no page is in its {number} records", "Check where it came from, or take it out.")


def _page(record: Any, path: str, number: int, options: Options) -> Source | None:
    """The page a record holds; ``None`` where it holds none.

    Raises:
        ContainerError: it is damaged or too long.
    """
    headers = record.rec_headers
    declared = headers.get_header("Content-Length") or ""
    if not declared.isdecimal() or len(declared) > 18:
        raise ContainerError(f"record {number} does not say how long it is", _ADVICE)
    length = int(declared)
    if length > MOST_DECLARED:
        raise ValueError(f"it says that it is {length:,} bytes long")
    url = headers.get_header("WARC-Target-URI") or None
    kind_of_record = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    is_answer = record.rec_type == "response" and kind_of_record == "application/http"
    most = options.max_bytes + _MOST_HEADER
    if length > most and not is_answer and kind_of_record not in _PAGES:
        return None
    block = record.raw_stream.read(min(length, most))
    while len(block) < min(length, most):
        more = record.raw_stream.read(min(length, most) - len(block))
        if not more:
            raise ContainerError(f"it is cut off: {len(block):,} of its {length:,} bytes are there", _ADVICE)
        block += more
    if not is_answer:
        kind, charset = _kind(headers.get_header("Content-Type") or "")
        body = block
    else:
        answer = _answer(block)
        if answer is None:
            return None
        kind, charset, body, packing = answer
    if kind is None:
        return None
    if length > most:
        raise ContainerError(*too_long(options, "page"))
    _check_digest(headers.get_header("WARC-Block-Digest"), block)
    if is_answer and packing:
        body = inflate(body, packing, options.max_bytes)
    if len(body) > options.max_bytes:
        raise ContainerError(*too_long(options, "page"))
    if not body.strip():
        raise ContainerError("the page is empty", "Take it out, or fetch it again.")
    shown_url = url.strip("<> ")[:4000] if url else None
    return Source(path, kind, line=number, raw=body, id=shown_url, url=shown_url, charset=charset)


def _answer(block: bytes) -> tuple[Any, str | None, bytes, str] | None:
    """Kind, charset, body and packing of an HTTP answer; ``None`` where it is not a page that was found."""
    from warcio.bufferedreaders import ChunkedDataReader
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    stream = io.BytesIO(block)
    try:
        head = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0", "HTTP/3"]).parse(stream)
    except (StatusAndHeadersParserException, EOFError, ValueError):
        raise ContainerError("its HTTP head cannot be read", _ADVICE) from None
    if not head.get_statuscode().startswith("200"):
        return None
    kind, charset = _kind(head.get_header("Content-Type") or "text/html")
    if kind is None:
        return None
    body = stream.read()
    if "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        # Some captures keep the header and have the chunks joined already: the reader then gives the bytes as they are.
        body = ChunkedDataReader(io.BytesIO(body), decomp_type=None).read(len(body) + 1)
    else:
        declared = head.get_header("Content-Length") or ""
        if declared.isdecimal() and len(declared) < 18 and int(declared) > len(body):
            raise ContainerError(
                f"the page is cut off: {len(body):,} of its {int(declared):,} bytes are there", _ADVICE
            )
    return kind, charset, body, head.get_header("Content-Encoding") or ""


def _kind(content_type: str) -> tuple[Any, str | None]:
    match = _CHARSET.search(content_type[:400])
    return _PAGES.get(content_type.partition(";")[0].strip().lower()), match.group(1) if match else None


def _check_digest(declared: str | None, block: bytes) -> None:
    """Compare the block with the digest the record gives of it, where it is one we know (SHA-1 or SHA-256).

    Raises:
        ContainerError: they differ.
    """
    name, _, value = (declared or "").partition(":")
    if name.lower() not in ("sha1", "sha256", "sha-256") or not value:
        return
    found = hashlib.new(name.lower().replace("-", ""), block, usedforsecurity=False).digest()
    if value.strip().lower() not in (found.hex(), base64.b32encode(found).decode("ascii").lower()):
        raise ContainerError("its bytes are not those its digest was made of", _ADVICE)
