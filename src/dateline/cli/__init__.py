"""The terminal door: arguments in, records out, messages on standard error."""

from __future__ import annotations

from dateline.cli.app import main

__all__ = ["main"]
