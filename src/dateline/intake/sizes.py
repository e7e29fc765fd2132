"""How long a report may be, said where one is longer."""

from __future__ import annotations

from dateline.intake.options import Options


def too_long(options: Options, what: str = "report") -> tuple[str, str]:
    """Cause and advice for a report over the limit on bytes."""
    return (
        f"this {what} is longer than the limit of {options.max_bytes:,} bytes",
        "Split it, one report a file or line.",
    )
