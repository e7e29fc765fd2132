"""What `make demo` runs: code a report of our own writing, show its record, and write it as a page to look at."""

from __future__ import annotations

from html import escape
from pathlib import Path

from rich.console import Console

import dateline
from dateline import intake
from dateline.cli.card import card

HERE = Path(__file__).parent
OUT = HERE.parent / "demo-out"
REPORT = HERE / "shabelle-operation.txt"
STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 2rem auto; padding: 0 1rem; max-width: 80rem }
table { border-collapse: collapse; display: block; overflow-x: auto }
td, th { padding: .3rem .6rem; border-bottom: 1px solid; text-align: left; vertical-align: top }
td:nth-child(6) { white-space: nowrap }
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head><body>{body}</body></html>
"""


def main() -> None:
    """Code the report, print its card, write the record and the page."""
    console = Console(highlight=False)
    coder = dateline.load()
    (source,) = intake.sources([str(REPORT)])
    if isinstance(source, intake.Unreadable):
        raise source.error
    record = coder.code(coder.read(source, intake.Options()))
    console.print(card(record))
    OUT.mkdir(exist_ok=True)
    (OUT / "record.jsonl").write_bytes(record.to_json() + b"\n")
    page = OUT / "record.html"
    page.write_text(PAGE.format(title=escape(record.report.id), style=STYLE, body=record._repr_html_()), "utf-8")
    console.print(f"The record:  {OUT / 'record.jsonl'}", soft_wrap=True)
    console.print(f"As a page:   file://{page.resolve()}", soft_wrap=True)
    console.print("Why a value: .venv/bin/dateline explain demo-out/record.jsonl e1", soft_wrap=True)


if __name__ == "__main__":
    main()
