"""Bytes to characters: what encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from dateline.intake.lists import kinds
from dateline.record import ReportError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{2,40})"
    rb"|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")
_LIKELY = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_9",
    "koi8_r", "mac_roman", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "tis_620",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's characters and how its bytes were read; ``encoding`` says so where characters had to be replaced."""

    text: str
    encoding: str


def decode(raw: bytes, report: str, *, is_page: bool = False, charset: str | None = None) -> Decoded:
    """The characters of a file.

    A byte order mark decides, then UTF-8, then ``charset`` (what the sender said), then for a page what it declares,
    then the likeliest legacy encoding.

    Raises:
        ReportError: there is nothing in it, or it is not text.
    """
    if not raw.strip(b" \t\r\n\x0b\x0c\x00"):
        raise ReportError(report, "read", "it is empty", "Check where it came from, or take it out.")
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _loosely(raw[len(mark) :], encoding)
    for magic, refused in kinds().magic:
        if raw.startswith(magic) and not _is_text(raw[:512]):
            raise ReportError(report, "read", f"this is {refused.what}, not text", refused.advice)
    wide = _wide(raw)
    if wide is not None:
        return _loosely(raw, wide)
    head = raw[:65536]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > 0.01 * len(head) and controls > 2:
        advice = "Give the text of the report (.txt, .html or .jsonl)."
        raise ReportError(report, "read", "this is binary data, not text", advice)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    said = _read_as(charset, raw) if charset else None
    declared = said or (_declared(raw) if is_page else None)
    return declared or _legacy(raw)


def _is_text(head: bytes) -> bool:
    """Whether bytes that begin like a binary format (RIFF, BZh, ID3 are also letters) are text all the same."""
    if head.startswith((b"%PDF-", b"{\\rtf")):
        return False
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return False
        text = head[: error.start].decode("utf-8")
    return all(character.isprintable() or character in "\t\n\r\f" for character in text)


def _wide(raw: bytes) -> str | None:
    """UTF-16 without a mark: Latin text has a NUL in nearly every second byte, always on the same side."""
    head = raw[:4096]
    half = len(head) // 2
    if half < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _loosely(raw: bytes, encoding: str) -> Decoded:
    """Decoded with what cannot be read replaced and counted."""
    text = raw.decode(encoding, "replace")
    lost = text.count("�") - raw.count(b"\xef\xbf\xbd") if encoding == "utf-8" else text.count("�")
    return Decoded(text, f"{encoding} ({lost} characters replaced)" if lost > 0 else encoding)


def _declared(raw: bytes) -> Decoded | None:
    match = _DECLARED.search(raw[:4096])
    if match is None:
        return None
    return _read_as((match.group(1) or match.group(2)).decode("ascii", "replace"), raw)


def _read_as(label: str, raw: bytes) -> Decoded | None:
    """Decoded as the encoding a page or its sender names, where it is a known one and the bytes fit it."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    # Browsers read pages that say Latin-1 or ASCII as windows-1252 (WHATWG Encoding, section 4.2).
    if name in ("iso8859-1", "ascii"):
        name = "cp1252"
    if not name.startswith(("cp", "iso8859", "koi8", "mac", "gb", "big5", "shift", "euc", "iso2022", "tis", "hz")):
        return None
    try:
        return Decoded(raw.decode(name), name)
    except (UnicodeDecodeError, LookupError):
        return None


def _legacy(raw: bytes) -> Decoded:
    """Neither UTF-8 nor declared: UTF-8 with a few damaged bytes, windows-1252, or what the statistics say."""
    loose = _loosely(raw, "utf-8")
    foreign = len(raw) - len(raw.translate(None, bytes(range(128, 256))))
    lost = loose.text.count("�")
    if lost * 10 <= foreign - lost:
        return loose
    # Latin letters with accents and curly quotes: the statistics cannot tell windows-1250 from -1252 by so few bytes.
    if foreign > 0.15 * len(raw):
        best = from_bytes(raw[:65536], cp_isolation=_LIKELY, enable_fallback=False).best()
        if best is not None:
            return _loosely(raw, best.encoding)
    return _loosely(raw, "cp1252")
