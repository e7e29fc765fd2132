"""The terminal door: arguments in, records out, messages on standard error."""

from __future__ import annotations

from dateline.cli import codebook as _codebook  # noqa: F401 - adds its commands
from dateline.cli import export as _export  # noqa: F401 - adds its command
from dateline.cli import ingest as _ingest  # noqa: F401 - adds its commands
from dateline.cli import keeping as _keeping  # noqa: F401 - adds its commands
from dateline.cli import learning as _learning  # noqa: F401 - adds its command
from dateline.cli import query as _query  # noqa: F401 - adds its command
from dateline.cli import scoring as _scoring  # noqa: F401 - adds its commands
from dateline.cli import serving as _serving  # noqa: F401 - adds its commands
from dateline.cli import watching as _watching  # noqa: F401 - adds its commands
from dateline.cli.app import main

__all__ = ["main"]
