"""Checks of a user's own categories that need no report: misspelt, clashing, dead and overlapping entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from dateline.codebook.acts import MODES, TYPES, Frame, Need, load_acts
from dateline.codebook.own import CATEGORY_KEYS, KEYS, Category, OwnBook, parse_toml, read_category, sets_of
from dateline.record import CodebookError

Level = Literal["error", "warning", "note"]

_ROLES = ("actor", "recipient", "noun_actor", "noun_recipient")
_PARTS = ("verbs", "nouns", "adjectives")
_QUOTED = re.compile(r"'(@?[^']+)'")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at in a file: an ``error`` keeps a file from being used or shows that an entry does not do
    what it says, a ``warning`` is probably a slip, a ``note`` is good to know.  ``line`` counts from one; 0 where the
    file as a whole is meant.
    """

    file: str
    line: int
    level: Level
    category: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.level}: " + (f"{self.category}: " if self.category else "") + self.text


class Lines:
    """Where the entries of a TOML file stand: lines of its categories and of the texts in them."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._starts = [
            number for number, line in enumerate(self._lines, 1) if re.match(r"\s*\[\[\s*category\s*\]\]", line)
        ]

    def category(self, name: str) -> int | None:
        """The number of the category of that name, counted from 0."""
        for place in range(len(self._starts)):
            line = self._lines[self.of(place, "name") - 1]
            if re.match(rf"""\s*name\s*=\s*["']{re.escape(name)}["']""", line):
                return place
        return None

    def of(self, category: int | None, *texts: str) -> int:
        """The line of the category (counted from 0; ``None``: the top) that holds the first of ``texts`` found."""
        first, last = 1, self._starts[0] - 1 if self._starts else len(self._lines)
        if category is not None and category < len(self._starts):
            first = self._starts[category]
            last = self._starts[category + 1] - 1 if category + 1 < len(self._starts) else len(self._lines)
        for text in texts:
            for number in range(first, last + 1):
                line = self._lines[number - 1]
                if f'"{text}"' in line or f"'{text}'" in line or re.match(rf"\s*{re.escape(text)}\s*=", line):
                    return number
        return first if category is not None else 1


def check_file(path: Path) -> tuple[OwnBook | None, list[Finding], Lines]:
    """What a file holds as far as it is right, and what is to be mended in it, whatever else is wrong."""
    name = str(path)
    try:
        data = path.read_bytes()
        table = parse_toml(name, data)
    except OSError as error:
        return None, [Finding(name, 0, "error", "", f"cannot be read ({error.strerror}); check the path")], Lines("")
    except CodebookError as error:
        at = re.search(r"at line (\d+)", str(error))
        cause = str(error).removeprefix(f"{name}: ")
        return None, [Finding(name, int(at[1]) if at else 0, "error", "", cause)], Lines("")
    lines = Lines(data.decode("utf-8"))
    found: list[Finding] = []
    for key in sorted(set(table) - KEYS):
        found.append(Finding(name, lines.of(None, key), "error", "", _unknown("key", key, KEYS)))
    book = table.get("codebook")
    if not isinstance(book, str) or not re.match(r"[a-z][a-z0-9_-]{0,39}\Z", book):
        found.append(Finding(name, 1, "error", "", 'needs a name at the top, such as codebook = "land"'))
        book = "unnamed"
    try:
        sets = sets_of(name, {key: value for key, value in table.items() if key == "sets"})
    except CodebookError as error:
        return None, [*found, Finding(name, 0, "error", "", _cause(error, name))], lines
    rows = table.get("category")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return None, [*found, Finding(name, 0, "error", "", "has no [[category]]")], lines
    categories: list[Category] = []
    for place, row in enumerate(rows):
        label = str(row.get("name", f"category {place + 1}"))
        broken = list(_misspelt(name, lines, place, label, row))
        found += broken
        row = {key: value for key, value in row.items() if key in CATEGORY_KEYS}
        if any(finding.level == "error" for finding in broken):
            continue
        try:
            category = read_category(name, book, row, sets)
        except CodebookError as error:
            cause = _cause(error, name)
            quoted = [text for text in _QUOTED.findall(cause) if text != label]
            near = _near(next((text[1:] for text in quoted if text.startswith("@")), ""), sets)
            line = lines.of(place, *(text.lstrip("@") for text in quoted), *quoted)
            found.append(Finding(name, line, "error", label, cause + near))
            continue
        if any(other.code == category.code for other in categories):
            found.append(Finding(name, lines.of(place, "name"), "error", label, "this name stands twice"))
            continue
        if not category.definition:
            found.append(Finding(name, lines.of(place), "warning", label, "has no definition"))
        if not category.entry.examples:
            text = "has no example, so that nothing shows that it works"
            found.append(Finding(name, lines.of(place), "warning", label, text))
        categories.append(category)
    used = {word for row in rows for key in _PARTS for text in _texts(row, key) for word in re.findall(r"@(\w+)", text)}
    own_sets = table.get("sets", {})
    used |= {word[1:] for words in own_sets.values() for word in words if word.startswith("@")}
    for key in sorted(set(own_sets) - used):
        found.append(Finding(name, lines.of(None, key), "warning", "", f"no pattern uses the set {key!r}"))
    definition = str(table.get("definition", ""))
    return OwnBook(book, definition, name, tuple(categories), sets), found, lines


def check_together(books: Iterable[tuple[OwnBook, Lines]]) -> list[Finding]:
    """Triggers of these files that clash, that can never decide anything, and that PLOVER has as well."""
    rows = [
        (book, lines, category, frame)
        for book, lines in books
        for category in book.categories
        for frame in category.entry.frames
    ]
    alike: dict[tuple[Any, ...], list[int]] = {}
    for index, (*_, frame) in enumerate(rows):
        alike.setdefault((frame.part, frame.lemma, frame.lead, frame.particle), []).append(index)
    acts = load_acts()
    found: list[Finding] = []
    for index, (book, lines, category, frame) in enumerate(rows):
        line = lines.of(place_of(lines, category), frame.pattern)
        label = category.code.category
        for other_index in alike[frame.part, frame.lemma, frame.lead, frame.particle]:
            if other_index == index:
                continue
            other, theirs = rows[other_index][3], rows[other_index][2]
            name = f"{theirs.code.codebook}.{theirs.code.category}"
            same, looser = _needs(other) == _needs(frame), _needs(other) < _needs(frame)
            if same and other.weight == frame.weight and theirs.entry.id != category.entry.id:
                if other_index < index:
                    text = f"clash: the trigger {frame.pattern!r} is also one of {name}; give one of them a priority"
                    found.append(Finding(book.file, line, "error", label, text))
            elif (same or looser) and other.weight > frame.weight and theirs.entry.id != category.entry.id:
                text = f"dead: wherever {frame.pattern!r} fits, {other.pattern!r} of {name} fits and weighs more"
                found.append(Finding(book.file, line, "error", label, text))
            elif theirs.entry.id == category.entry.id and (looser or (same and other_index < index)):
                text = f"{frame.pattern!r} adds nothing: {other.pattern!r} of this category fits wherever it does"
                found.append(Finding(book.file, line, "warning", label, text))
        index_of = {"verb": acts.verbs, "noun": acts.nouns, "adjective": acts.adjectives}[frame.part]
        twins = [it for it in index_of.get(frame.lemma, ()) if (it.lead, it.particle) == (frame.lead, frame.particle)]
        types = dict.fromkeys(it.type for it in twins if not it.needs or _needs(it) <= _needs(frame))
        others = [name for name in types if name != category.plover]
        if others:
            text = f"overlap: PLOVER codes {frame.pattern!r} as {', '.join(others)}"
            text += f", the category falls under {category.plover}" if category.plover else ""
            found.append(Finding(book.file, line, "note", label, text))
    return list(dict.fromkeys(found))


def place_of(lines: Lines, category: Category) -> int | None:
    """The number of a category in its file, counted from 0, also where others of the file could not be read."""
    return lines.category(category.code.category)


def _needs(frame: Frame) -> frozenset[tuple[Any, ...]]:
    def key(need: Need) -> tuple[Any, ...]:
        return need.slot, need.words.single, frozenset(need.words.phrases), need.prepositions, need.wanted

    return frozenset(map(key, frame.needs))


def _misspelt(name: str, lines: Lines, place: int, label: str, row: Mapping[str, Any]) -> Iterator[Finding]:
    for key in sorted(set(row) - CATEGORY_KEYS):
        text = _unknown("key", key, CATEGORY_KEYS)
        yield Finding(name, lines.of(place, key), "error", label, text)
    plover, mode = row.get("plover"), row.get("mode")
    if isinstance(plover, str) and plover not in TYPES:
        yield Finding(name, lines.of(place, "plover"), "error", label, _unknown("PLOVER type", plover, TYPES))
    elif isinstance(plover, str) and isinstance(mode, str) and mode not in MODES[plover]:
        text = _unknown(f"mode of {plover}", mode, MODES[plover])
        yield Finding(name, lines.of(place, "mode"), "error", label, text)
    for key in _ROLES:
        for word in _texts(row, key):
            if word not in _places():
                text = f"{key}: {_unknown('place in a sentence', word, _places())}"
                yield Finding(name, lines.of(place, word), "warning", label, text)
    for key in _PARTS:
        for pattern in _texts(row, key):
            for condition in pattern.split()[1:]:
                bare = condition.removeprefix("!")
                for word in bare[1:].partition(":")[0].split(",") if bare.startswith("/") else ():
                    if word not in _places():
                        text = f"{pattern!r}: {_unknown('preposition', word, _places())}"
                        yield Finding(name, lines.of(place, pattern), "warning", label, text)


def _places() -> frozenset[str]:
    """Places and prepositions that the built-in codebook names: a word it never needed is probably misspelt."""
    known = {"subject", "object", "possessor", "owner", "theme", "complement-subject", "complement-object", "self"}
    known |= {"dative", "off", "onto", "out", "within", "without", "via", "across", "toward", "towards", "upon"}
    acts = load_acts()
    for index in (acts.verbs, acts.nouns, acts.adjectives):
        for frames in index.values():
            for frame in frames:
                known.update(frame.actor, frame.recipient)
                known.update(word for need in frame.needs for word in need.prepositions)
    return frozenset(known)


def _texts(row: Mapping[str, Any], key: str) -> list[str]:
    value = row.get(key, ())
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _unknown(kind: str, word: str, known: Iterable[str]) -> str:
    return f"{word!r} is no {kind}" + _near(word, known)


def _near(word: str, known: Iterable[str]) -> str:
    by_lower = {name.lower(): name for name in sorted(known)}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.7) if word else []
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""


def _cause(error: CodebookError, name: str) -> str:
    return re.sub(r"^(category '[^']*'|entry '[^']*'): ", "", str(error).removeprefix(f"{name}: "))
