"""What every page and answer of the desk stands on."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import Request

from dateline.ledger import Ledger
from dateline.ledger.columns import Columns
from dateline.web.settings import Settings

if TYPE_CHECKING:
    from dateline.codebook.books import Codebook
    from dateline.pipeline import Coder


@dataclass(slots=True)
class Desk:
    """An open ledger, the settings it is served with, and, once asked for, the coder and its codebook.

    Where there are no accounts, ``owner`` is the name under which decisions are kept and ``pass_`` what the browser
    holds that opened the start link.
    """

    ledger: Ledger
    settings: Settings
    owner: str = "local"
    pass_: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _coder: Coder | None = None
    _books: Codebook | None = None
    _columns: Columns | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def columns(self) -> Columns:
        """The ledger's events as columns in memory, which follow it."""
        with self._lock:
            if self._columns is None:
                self._columns = Columns(self.ledger)
            return self._columns

    @property
    def coder(self) -> Coder:
        """The coder, loaded when it is first needed."""
        with self._lock:
            if self._coder is None:
                from dateline.pipeline import load

                self._coder = load()
                self._books = self._coder.books
            return self._coder

    @property
    def books(self) -> Codebook:
        """The codebook, loaded when it is first needed."""
        with self._lock:
            if self._books is None:
                from dateline.codebook.books import load_codebook

                self._books = load_codebook()
            return self._books


def desk(request: Request) -> Desk:
    """The desk that a request came to."""
    found: Desk = request.app.state.desk
    return found
