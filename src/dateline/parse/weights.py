"""Files of learned weights: only those that were published are ever loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path

__all__ = ["ModelError", "published"]


class ModelError(RuntimeError):
    """The files of a learned model are missing or are not those of its manifest; reinstall the package."""


def published(path: Path, wanted: str, of: str) -> Path:
    """``path``, once its SHA-256 has been found to be ``wanted``; ``of`` says in an error whose file it is.

    Raises ``ModelError`` when the file is missing or was changed.
    """
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as fault:
        raise ModelError(f"the model of {of} lacks {path.name} ({fault}); reinstall dateline") from fault
    if found != wanted:
        raise ModelError(
            f"the model of {of}: {path.name} is not the published one (SHA-256 {found[:12]}…); reinstall dateline"
        )
    return path
