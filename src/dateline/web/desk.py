"""What every page and answer of the desk stands on."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request

from dateline.ledger import Ledger, queries
from dateline.ledger.columns import Columns
from dateline.web.settings import Settings
from dateline.workers import Setting

if TYPE_CHECKING:
    from dateline.codebook.books import Codebook
    from dateline.pipeline import Coder


class Answers:
    """Answers to questions about the ledger as of its last change; with the next change all of them go."""

    MOST = 300

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._as_of = -1
        self._kept: OrderedDict[str, tuple[bytes, dict[str, str]]] = OrderedDict()

    def get(self, as_of: int, asked: str) -> tuple[bytes, dict[str, str]] | None:
        """The body and headers answered to ``asked`` since change number ``as_of``."""
        with self._lock:
            return self._kept.get(asked) if as_of == self._as_of else None

    def put(self, as_of: int, asked: str, answer: tuple[bytes, dict[str, str]]) -> None:
        """Keep an answer; the oldest one goes where there are too many."""
        with self._lock:
            if as_of < self._as_of:
                return
            if as_of > self._as_of:
                self._as_of = as_of
                self._kept.clear()
            self._kept[asked] = answer
            if len(self._kept) > self.MOST:
                self._kept.popitem(last=False)


@dataclass(slots=True)
class Desk:
    """An open ledger, the settings it is served with, and, once asked for, the coder and its codebook.

    ``coding`` says with what the coder is built: the user's own categories, parties, places, and what was learned.

    Where there are no accounts, ``owner`` is the name under which decisions are kept and ``pass_`` what the browser
    holds that opened the start link.
    """

    ledger: Ledger
    settings: Settings
    owner: str = "local"
    coding: Setting = field(default_factory=Setting)
    pass_: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    answers: Answers = field(default_factory=Answers)
    _coder: Coder | None = None
    _books: Codebook | None = None
    _columns: Columns | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def columns(self) -> Columns:
        """The ledger's events as columns in memory, which follow it."""
        with self._lock:
            if self._columns is None:
                self._columns = Columns(self.ledger, keep=True)
            return self._columns

    def warm(self) -> None:
        """Read what the first view stands on."""
        queries.timeline(self.ledger, columns=self.columns)
        queries.events_page(self.ledger, limit=1, columns=self.columns)

    @property
    def coder(self) -> Coder:
        """The coder, loaded when it is first needed."""
        with self._lock:
            if self._coder is None:
                from dateline.pipeline import load

                given = self.coding
                self._coder = load(
                    model=given.model, codebooks=given.codebooks, only_codebooks=given.only_codebooks,
                    parties=given.parties, places=given.places, learned=given.learned,
                )  # fmt: skip
                self._books = self._coder.books
            return self._coder

    @property
    def books(self) -> Codebook:
        """The codebook, loaded when it is first needed."""
        with self._lock:
            if self._books is None:
                from dateline.codebook.books import load_codebook

                given = (self.coding.codebooks, self.coding.parties, self.coding.places, self.coding.only_codebooks)
                self._books = load_codebook(*(tuple(map(Path, paths)) for paths in given))
            return self._books


def desk(request: Request) -> Desk:
    """The desk that a request came to."""
    found: Desk = request.app.state.desk
    return found
