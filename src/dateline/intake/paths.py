"""Paths as they can be printed and stored."""

from __future__ import annotations

STDIN = "-"
"""The path that means standard input."""


def shown(path: str) -> str:
    """A path as it can be printed and stored: bytes that are no text and control characters escaped."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def called(path: str) -> str:
    """What a path is called in messages."""
    return "standard input" if path == STDIN else shown(path)
