"""A user's own categories: one TOML file per codebook, in the pattern language of the built-in one.

::

    codebook = "land"                            # its name in the records
    definition = "Struggles over land and homes."

    [sets]                                       # word lists of your own; the built-in ones can be named as well
    home = ["house", "home", "camp", "land_plot"]

    [[category]]
    name = "eviction"                            # lower case; the event's type in capitals where plover is left out
    definition = "People are made to leave their homes or land."
    plover = "COERCE"                            # the PLOVER type it falls under; left out: none
    mode = "seize"                               # that type's mode; may be left out
    verbs = ["evict", "drive /from,off:@home"]   # triggers and roles as in the built-in codebook, see ``acts``
    nouns = ["eviction"]
    actor = ["subject"]
    recipient = ["object"]
    examples = ["[Guards] *evicted* {ten families}."]
    near_misses = ["The judge evicted all doubt."]
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from dateline.codebook.acts import (
    TYPES,
    Acts,
    Entry,
    Frame,
    Part,
    Words,
    add_sets,
    check_clashes,
    load_acts,
    read_entry,
)
from dateline.record import CodebookError, EventType, OwnCode

KEYS = frozenset(("codebook", "definition", "sets", "category"))
"""What may stand at the top of a file."""
CATEGORY_KEYS = frozenset((
    "name", "definition", "plover", "mode", "verbs", "nouns", "adjectives", "actor", "recipient", "noun_actor",
    "noun_recipient", "mutual", "light", "priority", "intransitive", "examples", "near_misses",
))  # fmt: skip
"""What may stand in a category."""
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}\Z")
"""What a codebook's or a category's name looks like."""


@dataclass(frozen=True, slots=True)
class Category:
    """One category; ``type`` is the type of its events: the PLOVER type it falls under, else its name in capitals."""

    code: OwnCode
    definition: str
    plover: EventType | None
    entry: Entry

    @property
    def type(self) -> str:
        """The type of the category's events."""
        return self.plover or self.code.category.upper()


@dataclass(frozen=True, slots=True)
class OwnBook:
    """One file of categories; ``file`` is its path as given."""

    name: str
    definition: str
    file: str
    categories: tuple[Category, ...]
    sets: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Own:
    """The user's categories ready for coding.

    ``of`` gives the category of an entry's full name (``own:land.eviction``).  ``only`` says that they stand instead of
    PLOVER.  ``version`` is a digest of all files.
    """

    books: tuple[OwnBook, ...]
    acts: Acts
    of: Mapping[str, Category]
    only: bool
    version: str

    @property
    def name(self) -> str:
        """Names and state of the files, for the record's ``coder`` field."""
        names = ",".join(book.name for book in self.books)
        return f"{'only' if self.only else 'own'}:{names} {self.version}"


def load_own(paths: Sequence[Path], *, only: bool = False) -> Own:
    """The categories of these files.

    Raises:
        CodebookError: a file cannot be read or an entry is wrong; the message names both.
    """
    return _load(tuple(paths), tuple(map(_bytes, paths)), only)


def is_own(path: Path) -> bool:
    """Whether a TOML file holds categories of a user rather than further entries of PLOVER's types.

    Raises:
        CodebookError: the file cannot be read.
    """
    return "type" not in parse_toml(str(path), _bytes(path))


def parse_toml(name: str, data: bytes) -> dict[str, Any]:
    """The table a TOML file holds.

    Raises:
        CodebookError: it is not TOML; the message names line and column.
    """
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CodebookError(f"{name}: not a TOML file: {error}") from error


def read_book(name: str, table: Mapping[str, Any]) -> OwnBook:
    """The codebook of a file's table.

    Raises:
        CodebookError: see ``load_own``.
    """
    unknown = sorted(set(table) - KEYS)
    if unknown:
        raise CodebookError(f"{name}: unknown key {unknown[0]!r}; known are {', '.join(sorted(KEYS))}")
    book = table.get("codebook")
    if not isinstance(book, str) or not NAME.match(book):
        raise CodebookError(f'{name}: needs a name at the top, such as codebook = "land" (small letters, digits, -)')
    rows = table.get("category")
    if not rows or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CodebookError(f"{name}: has no [[category]]")
    sets = sets_of(name, table)
    found: list[Category] = []
    for row in rows:
        category = read_category(name, book, row, sets)
        if any(other.code == category.code for other in found):
            raise CodebookError(f"{name}: category {category.code.category!r} stands twice")
        found.append(category)
    return OwnBook(book, str(table.get("definition", "")), name, tuple(found), sets)


def sets_of(name: str, table: Mapping[str, Any]) -> dict[str, Words]:
    """The word lists a file's patterns may name: the built-in ones and its own.

    Raises:
        CodebookError: a list stands twice or holds a word that can never match.
    """
    sets = dict(load_acts().sets)
    own = table.get("sets", {})
    if not isinstance(own, dict) or not all(isinstance(words, list) for words in own.values()):
        raise CodebookError(f"{name}: [sets] must hold lists of words")
    add_sets(name, own, sets)
    return sets


def read_category(name: str, book: str, row: Mapping[str, Any], sets: Mapping[str, Words]) -> Category:
    """One category of a file.

    Raises:
        CodebookError: see ``load_own``.
    """
    label = row.get("name")
    if not isinstance(label, str) or not NAME.match(label):
        raise CodebookError(f"{name}: category {label!r}: needs a name of small letters, digits, - and _")
    where = f"{name}: category {label!r}"
    unknown = sorted(set(row) - CATEGORY_KEYS)
    if unknown:
        raise CodebookError(f"{where}: unknown key {unknown[0]!r}")
    _check_kinds(where, row)
    plover = row.get("plover")
    if plover is not None and plover not in TYPES:
        raise CodebookError(f"{where}: {plover!r} is not a PLOVER type")
    if row.get("mode") is not None and plover is None:
        raise CodebookError(f"{where}: a mode needs the PLOVER type it belongs to")
    if plover is None and label.upper() in TYPES:
        raise CodebookError(f"{where}: is the name of a PLOVER type; say plover = {label.upper()!r} or rename it")
    fields = {key: value for key, value in row.items() if key not in ("name", "plover")} | {"id": label}
    # Outside PLOVER the category's name is its events' type; the rooms' rules about types then do not apply to it.
    type_ = cast("EventType", plover or label.upper())
    entry = read_entry(name, type_, fields, sets, set())
    full = f"own:{book}.{label}"
    frames = tuple(replace(frame, entry=full) for frame in entry.frames)
    entry = replace(entry, id=full, frames=frames)
    return Category(OwnCode(codebook=book, category=label), str(row.get("definition", "")), plover, entry)


def _check_kinds(where: str, row: Mapping[str, Any]) -> None:
    """Every value is of the kind its key wants: a text, a yes or no, a whole number, else a list of texts."""
    for key, value in row.items():
        if key in ("name", "definition", "plover", "mode"):
            right, wanted = isinstance(value, str), "a text"
        elif key in ("mutual", "intransitive"):
            right, wanted = isinstance(value, bool), "true or false"
        elif key == "priority":
            right, wanted = isinstance(value, int) and not isinstance(value, bool), "a whole number"
        else:
            right = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
            wanted = "a list of texts"
        if not right:
            raise CodebookError(f"{where}: {key} must be {wanted}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror}); check the path") from error


@lru_cache(maxsize=8)
def _load(paths: tuple[Path, ...], contents: tuple[bytes, ...], only: bool) -> Own:
    books = tuple(read_book(str(path), parse_toml(str(path), data)) for path, data in zip(paths, contents, strict=True))
    digest = hashlib.sha256()
    for data in contents:
        digest.update(hashlib.sha256(data).digest())
    of: dict[str, Category] = {}
    for book in books:
        for category in book.categories:
            if category.entry.id in of:
                raise CodebookError(f"{book.file}: category {category.entry.id} already stands in another file")
            of[category.entry.id] = category
    frames = [frame for category in of.values() for frame in category.entry.frames]
    check_clashes(frames)
    version = digest.hexdigest()[:12]
    acts = replace(
        load_acts(),
        entries=MappingProxyType({name: category.entry for name, category in of.items()}),
        definitions=MappingProxyType({name: category.definition for name, category in of.items()}),
        verbs=_index(frames, "verb"), nouns=_index(frames, "noun"), adjectives=_index(frames, "adjective"),
        version=version,
    )  # fmt: skip
    return Own(books, acts, MappingProxyType(of), only, version)


def _index(frames: Sequence[Frame], part: Part) -> Mapping[str, tuple[Frame, ...]]:
    found: dict[str, list[Frame]] = {}
    for frame in frames:
        if frame.part == part:
            found.setdefault(frame.lemma, []).append(frame)
    return MappingProxyType({lemma: tuple(sorted(rows, key=lambda it: -it.weight)) for lemma, rows in found.items()})
