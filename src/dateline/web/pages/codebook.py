"""The codebook as documentation: what each type means, its modes, examples with their evidence, and other schemes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dateline.codebook.acts import MODES, TYPES, Acts, Entry, Example
from dateline.codebook.crosswalk import Crosswalks
from dateline.codebook.own import OwnBook
from dateline.web.access import Page, Role
from dateline.web.desk import desk
from dateline.web.rendering import page

QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an example's text and the role it stands in; empty for the rest."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of the codebook as its page shows it."""

    id: str
    mode: str | None
    definition: str
    patterns: tuple[tuple[str, tuple[str, ...]], ...]
    examples: tuple[tuple[Piece, ...], ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a type and mode is in other schemes; empty where a scheme has nothing for it."""

    mode: str
    quad: str
    score: str
    cameo: str
    acled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnShown:
    """A category of the user's own: its name, what it means, under which type it falls, and its entry."""

    category: str
    definition: str
    type: str
    in_plover: bool
    entry: Shown


def codebook(request: Request) -> Response:
    """All types with their definitions and modes, and the user's own categories."""
    whole = desk(request).books
    books, own = whole.events, whole.categories
    counts = {kind: sum(entry.type == kind for entry in books.acts.entries.values()) for kind in TYPES}
    return page(
        request, "codebook.html", types=sorted(TYPES), definitions=books.acts.definitions, modes=MODES, counts=counts,
        name=whole.name, own=[(book, _own(book)) for book in own.books] if own else [], only=bool(own and own.only),
    )  # fmt: skip


def _own(book: OwnBook) -> tuple[OwnShown, ...]:
    """The categories of one of the user's files, in its order."""
    return tuple(
        OwnShown(one.code.category, one.definition, one.type, one.plover is not None, _shown(one.entry))
        for one in book.categories
    )


def codebook_type(request: Request) -> Response:
    """One type: its definition, modes and entries, with examples and what is not coded so."""
    kind = str(request.path_params["type"]).upper()
    if kind not in TYPES:
        raise HTTPException(404, "The codebook has no such type")
    books = desk(request).books.events
    return page(
        request, "codebook_type.html", type=kind, definition=books.acts.definitions.get(kind, ""),
        entries=entries(books.acts, kind), elsewhere=_elsewhere(books.crosswalks, kind),
    )  # fmt: skip


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    return (("verb", "verbs"), ("noun", "nouns"), ("adjective", "adjectives"))


def entries(acts: Acts, kind: str) -> tuple[Shown, ...]:
    """The entries of a type, by mode and id."""
    out = [_shown(entry) for entry in acts.entries.values() if entry.type == kind]
    return tuple(sorted(out, key=lambda one: (one.mode or "", one.id)))


def _shown(entry: Entry) -> Shown:
    patterns = []
    for part, title in _parts():
        found = tuple(dict.fromkeys(frame.pattern for frame in entry.frames if frame.part == part))
        if found:
            patterns.append((title, found))
    examples = tuple(pieces(example) for example in entry.examples)
    return Shown(entry.id, entry.mode, entry.definition, tuple(patterns), examples, entry.near_misses)


def pieces(example: Example) -> tuple[Piece, ...]:
    """The example's text cut where its trigger, actors and recipients begin and end."""
    wanted = [(example.trigger, "trigger")] if example.trigger else []
    wanted += [(words, "actor") for words in example.actors] + [(words, "recipient") for words in example.recipients]
    spans: list[tuple[int, int, str]] = []
    for words, role in wanted:
        start = example.text.find(words)
        while start >= 0 and any(start < end and begin < start + len(words) for begin, end, _ in spans):
            start = example.text.find(words, start + 1)
        if start >= 0:
            spans.append((start, start + len(words), role))
    out, at = [], 0
    for start, end, role in sorted(spans):
        if start > at:
            out.append(Piece(example.text[at:start], ""))
        out.append(Piece(example.text[start:end], role))
        at = end
    if at < len(example.text):
        out.append(Piece(example.text[at:], ""))
    return tuple(out)


def _elsewhere(walks: Crosswalks, kind: str) -> tuple[Elsewhere, ...]:
    out = []
    for (name, mode), row in walks.modes.items():
        if name != kind:
            continue
        acled: dict[str, None] = {}
        for line in walks.acled:
            if line.type == kind and line.code is not None and (line.modes is None or mode in line.modes):
                acled[f"{line.code.event_type} → {line.code.sub_event_type}"] = None
        cameo = row.cameo if row.cameo_armed is None else f"{row.cameo} (both armed: {row.cameo_armed})"
        score = "" if row.score is None else f"{row.score:g}"
        out.append(Elsewhere(mode or "no mode", QUADS.get(row.quad, str(row.quad)), score, cameo, tuple(acled)))
    return tuple(sorted(out, key=lambda one: (one.mode != "no mode", one.mode)))


PAGES = (
    Page("/codebook", codebook, Role.VIEWER, blind=True),
    Page("/codebook/{type}", codebook_type, Role.VIEWER, blind=True),
)
