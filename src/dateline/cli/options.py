"""Options that several commands share, each with one meaning and one wording."""

from __future__ import annotations

from typing import Annotated

import typer

CodebookOption = Annotated[
    list[str] | None, typer.Option("--codebook", help="Your own categories, coded beside PLOVER's.")
]
OnlyCodebookOption = Annotated[
    list[str] | None, typer.Option("--only-codebook", help="Your own categories, coded instead of PLOVER's.")
]
LearnedOption = Annotated[
    str | None, typer.Option("--learned", help="What `dateline learn` made of your labels: its name or file.")
]
