"""Where a user's own lists lie: one folder for what is added to the built-in parties and places.

The folder is the one that the environment names as ``DATELINE_HOME``, else the platform's place for a program's data.
Only the door (the command line) reads the environment; everything else is given paths.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

PARTIES = "parties"
"""Subfolder of party lists."""
GAZETTEER = "gazetteer"
"""Subfolder of place lists."""


def home(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's data folder; it need not exist.

    ``environment`` is ``os.environ`` or its like.  ``DATELINE_HOME`` wins; then ``%LOCALAPPDATA%`` on Windows,
    ``~/Library/Application Support`` on macOS, ``$XDG_DATA_HOME`` or ``~/.local/share`` elsewhere.
    """
    named = environment.get("DATELINE_HOME")
    if named:
        return Path(named)
    person = Path(environment.get("USERPROFILE") or environment.get("HOME") or Path.home())
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or person / "AppData" / "Local") / "dateline"
    if platform == "darwin":
        return person / "Library" / "Application Support" / "dateline"
    return Path(environment.get("XDG_DATA_HOME") or person / ".local" / "share") / "dateline"


def stored(folder: Path, room: str) -> tuple[Path, ...]:
    """The lists kept in a subfolder of the user's data folder, by name; none where the folder does not exist."""
    where = folder / room
    if not where.is_dir():
        return ()
    return tuple(sorted(path for path in where.iterdir() if path.is_file() and not path.name.startswith(".")))


def fingerprint(paths: Iterable[Path]) -> str:
    """Eight hexadecimal digits that tell the contents of the lists, in order; empty without any.

    Raises:
        OSError: a list cannot be read.
    """
    digest = hashlib.sha256()
    empty = True
    for path in paths:
        empty = False
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return "" if empty else digest.hexdigest()[:8]
