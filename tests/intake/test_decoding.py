"""Encodings and what is no text."""

import codecs

import pytest

from dateline.intake.decoding import decode
from dateline.record import ReportError

TEXT = "The minister’s café in Kraków — “closed” since June."
LONG = "Le général a déclaré que l’armée française resterait près de la frontière jusqu’à l’été prochain. " * 5


@pytest.mark.parametrize(
    ("name", "raw", "encoding"),
    [
        ("utf-8", TEXT.encode(), "utf-8"),
        ("utf-8 with mark", codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        ("utf-16 little", codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        ("utf-16 big", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        ("utf-32 little", codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        ("utf-16 without mark", TEXT.replace("ó", "o").encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_unicode_encodings(name, raw, encoding):
    decoded = decode(raw, "x")
    assert decoded.text in (TEXT, TEXT.replace("ó", "o"))
    assert decoded.encoding == encoding


def test_windows_quotes_are_read_as_such():
    text = "The army said it was “ready”, and the mayor’s office agreed with it."
    decoded = decode(text.encode("cp1252"), "x")
    assert (decoded.text, decoded.encoding) == (text, "cp1252")


def test_more_than_a_few_foreign_bytes_are_told_by_statistics():
    text = "Министр обороны сообщил, что войска покинули город после переговоров. " * 10
    assert decode(text.encode("cp1251"), "x").text == text


def test_accents_in_a_legacy_file_are_read():
    assert decode(LONG.encode("cp1252"), "x").text == LONG


def test_damaged_utf8_stays_utf8_and_says_how_much_was_lost():
    raw = (TEXT * 20).encode() + b"\xe2\x80"
    decoded = decode(raw, "x")
    assert decoded.text.startswith(TEXT)
    assert decoded.encoding == "utf-8 (1 characters replaced)"


def test_a_page_says_its_encoding():
    page = '<html><head><meta charset="windows-1251"></head><body>Совет</body></html>'.encode("cp1251")
    assert "Совет" in decode(page, "x", is_page=True).text


def test_a_page_that_lies_about_its_encoding_is_read_as_utf8():
    page = '<html><head><meta charset="iso-8859-1"></head><body>Совет</body></html>'.encode()
    assert "Совет" in decode(page, "x", is_page=True).text


@pytest.mark.parametrize("label", ["utf-7", "rot13", "idna", "undefined", "no-such-charset", "zlib"])
def test_a_page_may_not_choose_strange_codecs(label):
    page = f'<html><head><meta charset="{label}"></head><body>caf'.encode() + b"\xe9</body></html>"
    assert "café" in decode(page, "x", is_page=True).text


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (b"", "empty"),
        (b"  \n\t ", "empty"),
        (b"\x00\x00", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "ZIP"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "gzip"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"{\\rtf1\\ansi Text}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "old Word"),
        (bytes(range(256)) * 8, "binary"),
        (b"abc\x00\x01\x02\x03\x00\x00def", "binary"),
    ],
)
def test_what_is_no_text_is_named(raw, cause):
    with pytest.raises(ReportError, match=cause) as caught:
        decode(raw, "x")
    assert caught.value.stage == "read"
    assert caught.value.advice


@pytest.mark.parametrize(
    "text",
    [
        "BZhang told the court that he was innocent.",
        "ID3 cards were seized in the raid.",
        "RIFFs between the parties grew.",
    ],
)
def test_words_that_begin_like_a_binary_format_are_text(text):
    assert decode(text.encode(), "x").text == text


def test_a_stray_control_character_is_kept():
    text = "The army\x07 said on Monday. " * 100
    assert decode(("x\x00" + text.replace("\x07", "")).encode(), "x").text[1] == "\x00"
