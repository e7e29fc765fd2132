"""A user's own categories tried: the coder is run on every example and near miss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline import pipeline
from dateline.codebook.acts import Example
from dateline.codebook.checking import Finding, Lines, check_file, check_together, place_of
from dateline.codebook.own import Category, OwnBook
from dateline.parse.lemmas import lemma
from dateline.record import Event, Party

__all__ = ["check"]

_TAGS = {"verb": "VBZ", "noun": "NNS", "adjective": "JJ"}


def check(paths: Sequence[Path], *, model: bool = True) -> list[Finding]:
    """What is to be mended in these files, by file and line.

    Each file is read and its entries compared with each other, with those of the other files and with PLOVER; where
    nothing keeps the files from being used, the coder then reads every example and near miss.

    Raises:
        SetupError: the model or a data file is missing.
    """
    read = [check_file(path) for path in paths]
    found = [finding for _, findings, _ in read for finding in findings]
    books = [(book, lines) for book, _, lines in read if book is not None]
    found += check_together(books)
    for book, lines in books:
        found += _no_base_form(book, lines)
    if not any(finding.level == "error" for finding in found) and books:
        coder = pipeline.load(model=model, codebooks=[book.file for book, _ in books])
        for book, lines in books:
            for category in book.categories:
                found += _tried(coder, book, lines, category)
    order = {str(path): place for place, path in enumerate(paths)}
    return sorted(dict.fromkeys(found), key=lambda it: (order.get(it.file, 0), it.line, it.category, it.text))


def _no_base_form(book: OwnBook, lines: Lines) -> Iterator[Finding]:
    """Triggers that no word of a text has as its base form."""
    for category in book.categories:
        for frame in category.entry.frames:
            base = lemma(frame.lemma, _TAGS[frame.part]).lower()
            if base == frame.lemma or frame.part == "adjective":
                continue
            line = lines.of(place_of(lines, category), frame.pattern)
            only = "only the plural fits" if frame.part == "noun" else "it can hardly ever match"
            text = f"dead: {frame.lemma!r} is no base form, so that {only}; write {base!r}"
            yield Finding(book.file, line, "warning", category.code.category, text)


def _tried(coder: pipeline.Coder, book: OwnBook, lines: Lines, category: Category) -> Iterator[Finding]:
    place, label = place_of(lines, category), category.code.category
    shown: set[str] = set()
    marked = iter(_marked(Path(book.file), lines, place, category))
    for example in category.entry.examples:
        line = next(marked, 0)
        events = coder(example.text).events
        for event in events:
            shown.update(reason.text for reason in event.because if reason.by == category.entry.id)
        wrong = _wrong(example, events, category)
        if wrong:
            yield Finding(book.file, line, "error", label, f"the example {example.text!r} {wrong}")
    for text in category.entry.near_misses:
        hit = next((it for it in coder(text).events if category.code in (it.codes.own or ())), None)
        if hit is not None:
            cause = f"the near miss {text!r} is coded all the same, by {hit.trigger.text!r}"
            yield Finding(book.file, lines.of(place, text), "error", label, cause)
    for pattern in dict.fromkeys(frame.pattern for frame in category.entry.frames):
        if category.entry.examples and not any(f"{pattern!r} fits" in text for text in shown):
            text = f"no example shows the trigger {pattern!r}"
            yield Finding(book.file, lines.of(place, pattern), "note", label, text)


def _marked(path: Path, lines: Lines, place: int | None, category: Category) -> Iterator[int]:
    """The lines of a category's examples, which stand in the file with their marks."""
    from dateline.codebook.own import parse_toml

    rows = parse_toml(str(path), path.read_bytes())["category"]
    row = next(row for row in rows if row["name"] == category.code.category)
    for text in row.get("examples", ()):
        yield lines.of(place, text)


def _wrong(example: Example, events: Sequence[Event], category: Category) -> str | None:
    """What the coder makes of an example that it should not, in words; ``None`` where it codes as it says."""
    ours = [event for event in events if category.code in (event.codes.own or ())]
    if not ours:
        others = ", ".join(sorted({f"{it.type} by {it.trigger.text!r}" for it in events})) or "nothing"
        return f"is not coded as {category.code.category} (found: {others})"
    event = next((it for it in ours if _touch(it.trigger.text, example.trigger or "")), None)
    if event is None:
        return f"is coded by {ours[0].trigger.text!r}, not by {example.trigger!r}"
    if category.plover and event.type != category.plover:
        return f"is coded as PLOVER {event.type}, the category falls under {category.plover}"
    for role, wanted, found in (
        ("actor", example.actors, event.actors), ("recipient", example.recipients, event.recipients),
    ):  # fmt: skip
        missing = [text for text in wanted if not any(_touch(party.text, text) for party in found)]
        if missing:
            return f"lacks the {role} {missing[0]!r} (found: {_texts(found)})"
        extra = [party.text for party in found if not any(_touch(party.text, text) for text in wanted)]
        if extra:
            return f"has the {role} {extra[0]!r}, who is not marked"
    return None


def _touch(left: str, right: str) -> bool:
    left, right = left.lower(), right.lower()
    return bool(left and right) and (left in right or right in left)


def _texts(parties: Sequence[Party]) -> str:
    return ", ".join(repr(party.text) for party in parties) or "none"
