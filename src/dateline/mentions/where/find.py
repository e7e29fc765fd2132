"""Find place names: those the engine saw, and those it missed that the words around them give away.

A name counts as missed where it is a country's, where the report names the same place elsewhere, where a preposition of
place, a kind of place ("village", "province") or a state after a comma says so and the gazetteer knows it.  A name that
is part of an organisation's or a person's name is left to those.  Adjectives ("Iraqi") are no places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.codebook.gazetteer import Gazetteer, load_gazetteer, strict
from dateline.mentions.where.words import Words, words
from dateline.parse.tree import Mark, Parsed, Sentence
from dateline.record import Span

PLACES = frozenset(["GPE", "LOC", "FAC"])
_SPLITS = frozenset([",", "and", "/", ";", "&", "(", ")", "or", "\u2014", "--"])
_LONGEST = 7
"""Tokens of a name looked for where the engine saw none; "Deir ez-Zor" has four."""


class Toponym(Span, frozen=True, kw_only=True):
    """A place name in the text, with what its surroundings say about it.

    ``label`` is the engine's (GPE, LOC, FAC) or ``found`` where only the gazetteer and the context made it one.  ``kind``
    is the level a word beside it names ("province": admin1).  ``near`` says that a place by it is meant, ``part`` that only
    a part of it or an area about it is.  ``dateline`` says that it stands in the line that opens the report.
    """

    label: str
    sentence: int
    kind: str | None = None
    near: bool = False
    part: bool = False
    dateline: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of tokens ``[first, last)`` of one sentence that may be a place name."""

    first: int
    last: int
    label: str


def find(parsed: Parsed, gazetteer: Gazetteer | None = None) -> tuple[Toponym, ...]:
    """All place names of the report, in text order; none overlaps another."""
    gazetteer = gazetteer or load_gazetteer()
    lists = words()
    people = _people(parsed)
    seen = [_seen(sentence, people, gazetteer, lists) for sentence in parsed.sentences]
    known = {
        strict(_text(parsed, sentence, run))
        for sentence, runs in zip(parsed.sentences, seen, strict=True)
        for run in runs
        if run.label != "FAC"
    }
    toponyms: list[Toponym] = []
    for sentence, runs in zip(parsed.sentences, seen, strict=True):
        runs = sorted([*runs, *_missed(parsed, sentence, runs, known, gazetteer, lists)], key=lambda run: run.first)
        for run in runs:
            toponyms.append(_toponym(parsed, sentence, run, lists))
    return tuple(toponyms)


def _text(parsed: Parsed, sentence: Sentence, run: _Run) -> str:
    return parsed.text[sentence[run.first].start : sentence[run.last - 1].end]


def _people(parsed: Parsed) -> frozenset[str]:
    """The words of the full names of persons in the report: "Georgia" is a skater where she is also "Georgia Carter"."""
    return frozenset(
        token.lower
        for sentence in parsed.sentences
        for entity in sentence.entities
        if entity.label == "PERSON" and entity.last - entity.first > 1
        for token in sentence.tokens[entity.first : entity.last]
        if token.text[:1].isupper()
    )


def _doubtful(sentence: Sentence, run: _Run, people: frozenset[str], gazetteer: Gazetteer, lists: Words) -> bool:
    """Whether the engine's place is more likely none: no gazetteer knows it, or a person bears it, and no word says place."""
    tokens = sentence.tokens
    if run.label == "FAC":
        return False
    name = " ".join(token.text for token in tokens[run.first : run.last])
    if name in lists.countries and name.casefold() != "georgia":
        return False
    person = run.last - run.first == 1 and tokens[run.first].lower in people
    if not person and gazetteer.find(name):
        return False
    before = tokens[run.first - 1].lower if run.first else ""
    if before == "the" and run.first > 1:
        before = tokens[run.first - 2].lower
    if before in lists.compass and run.first > 1:
        before = tokens[run.first - 2].lower
    if before in (lists.prepositions if not person else lists.strong):
        return False
    after = tokens[run.last] if run.last < len(tokens) else None
    if after is not None and (after.lower in lists.kinds or tokens[run.last - 1].lower in lists.kinds):
        return False
    if after is not None and after.text == "," and run.last + 1 < len(tokens):
        following = tokens[run.last + 1].text
        if following in lists.dotted or following in lists.bare or sentence.entity_at(run.last + 1) is not None:
            return person and not (following in lists.dotted or following in lists.bare)
    return True


def _seen(sentence: Sentence, people: frozenset[str], gazetteer: Gazetteer, lists: Words) -> list[_Run]:
    """The engine's places, cut to the bare names."""
    runs: list[_Run] = []
    last = 0
    for entity in sentence.entities:
        if entity.label not in PLACES or entity.first < last:
            continue
        for run in _cut(sentence, entity, gazetteer, lists):
            if run.first >= last and not _embedded(sentence, run, lists) and not _doubtful(sentence, run, people, gazetteer, lists):
                runs.append(run)
                last = run.last
    return runs


def _cut(sentence: Sentence, entity: Mark, gazetteer: Gazetteer, lists: Words) -> Iterator[_Run]:
    """An entity as one or several names, without articles, possessives, compass words and the word for its kind."""
    tokens = sentence.tokens
    whole = " ".join(token.text for token in tokens[entity.first : entity.last])
    cuts = [entity.first - 1, entity.last]
    if entity.label != "FAC" and not gazetteer.knows(whole):
        cuts[1:1] = [index for index in range(entity.first, entity.last) if tokens[index].lower in _SPLITS]
    for before, after in zip(cuts, cuts[1:], strict=False):
        first, last = before + 1, after
        while first < last and not _opens(tokens[first].text):
            first += 1
        if first < last - 1 and tokens[first].lower == "the" and not gazetteer.knows(f"the {tokens[first + 1].text}"):
            first += 1
        while last > first and not tokens[last - 1].text[-1:].isalnum() and tokens[last - 1].text[-1:] != ".":
            last -= 1
        while last > first and (tokens[last - 1].lower in ("'s", "’s") or tokens[last - 1].lower in lists.kinds and tokens[last - 1].text.islower()):
            last -= 1
        if last - first > 1 and tokens[first].lower in lists.compass:
            name = " ".join(token.text for token in tokens[first:last])
            if not gazetteer.knows(name) and gazetteer.knows(" ".join(token.text for token in tokens[first + 1 : last])):
                first += 1
        if last <= first:
            continue
        if last < len(tokens) and tokens[last].lower in lists.kinds and tokens[last].text[:1].isupper() and entity.label != "FAC":
            longer = " ".join(token.text for token in tokens[first : last + 1])
            if gazetteer.knows(longer):
                last += 1
        if strict(" ".join(token.text for token in tokens[first:last])):
            if tokens[first].lower in lists.stop and last - first == 1 and not tokens[first].text.isupper():
                continue
            if " ".join(token.text for token in tokens[first:last]) in lists.demonyms:
                continue
            yield _Run(first, last, entity.label)


def _opens(text: str) -> bool:
    """Whether a name can begin with this word."""
    return text[:1].isalnum() or text[:1] in "'‘’ʿ`."


def _embedded(sentence: Sentence, run: _Run, lists: Words) -> bool:
    """Whether the name is the first word of a longer one ("Toronto Police"), judged by the word after it."""
    tokens = sentence.tokens
    if run.label == "FAC" or run.last >= len(tokens):
        return False
    after = tokens[run.last]
    return after.text[:1].isupper() and after.lower in lists.heads and after.lower not in lists.bodies and not _shouted(sentence)


def _shouted(sentence: Sentence) -> bool:
    """Whether most words begin with a capital, as in a headline, so that capitals tell nothing."""
    alphabetic = [token for token in sentence.tokens if token.text[:1].isalpha()]
    return sum(token.text[:1].isupper() for token in alphabetic) > 0.7 * len(alphabetic)


def _missed(
    parsed: Parsed, sentence: Sentence, runs: list[_Run], known: set[str], gazetteer: Gazetteer, lists: Words
) -> list[_Run]:
    tokens = sentence.tokens
    taken = [False] * len(tokens)
    for run in runs:
        taken[run.first : run.last] = [True] * (run.last - run.first)
    closed = [False] * len(tokens)
    for entity in sentence.entities:
        if entity.label in ("ORG", "PERSON", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "NORP", "LANGUAGE") and entity.last - entity.first > 1:
            closed[entity.first : entity.last] = [True] * (entity.last - entity.first)
    starts = {run.first for run in runs}
    ends = {run.last for run in runs}
    found = _served(sentence, taken, gazetteer, lists)
    for run in found:
        taken[run.first : run.last] = [True] * (run.last - run.first)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if taken[index] or closed[index] or not token.text[:1].isupper():
            index += 1
            continue
        last = _name_at(parsed, sentence, index, taken, closed, starts, ends, known, gazetteer, lists)
        if last:
            run = _Run(index, last, "found")
            found.append(run)
            ends.add(last)
            index = last
        else:
            index += 1
    return found


def _served(sentence: Sentence, taken: list[bool], gazetteer: Gazetteer, lists: Words) -> list[_Run]:
    """The places that local bodies are named for: "Alexandria" in "Alexandria Police", "Clarke County" in its court.

    A police force, a council, a court, a school tells where it serves, so the name in it is a place name; a bank's, a
    newspaper's or a university's is not.
    """
    tokens = sentence.tokens
    found: list[_Run] = []
    for entity in sentence.entities:
        if entity.label not in ("ORG", "PERSON", "EVENT", "FAC") or entity.last - entity.first < 2:
            continue
        first = entity.first
        while first < entity.last and not tokens[first].text[:1].isupper():
            first += 1
        if first < entity.last and tokens[first].lower == "the":
            first += 1
        for last in range(min(first + 4, entity.last), first, -1):
            if any(taken[first:last]):
                continue
            after = tokens[last].lower if last < len(tokens) else ""
            county = last - first > 1 and lists.kinds.get(tokens[last - 1].lower) == "admin2" and tokens[last - 1].text[:1].isupper()
            if not county and (after not in lists.bodies or not tokens[last].text[:1].isupper()):
                continue
            name = " ".join(token.text for token in tokens[first:last])
            if (last - first > 1 or strict(name) not in lists.stop) and name not in lists.demonyms and gazetteer.knows(name):
                found.append(_Run(first, last, "found"))
                break
    return found


def _name_at(
    parsed: Parsed, sentence: Sentence, first: int, taken: list[bool], closed: list[bool], starts: set[int], ends: set[int],
    known: set[str], gazetteer: Gazetteer, lists: Words,
) -> int:  # fmt: skip
    """Where a place name that begins at token ``first`` ends, or 0 where none does."""
    tokens = sentence.tokens
    before = tokens[first - 1] if first else None
    after_comma = before is not None and before.text == "," and (first - 1 in ends or tokens[first - 2].text[:1].isupper() if first > 1 else False)
    text = tokens[first].text
    if after_comma:
        for length in (1, 2, 3):
            form = "".join(token.text for token in tokens[first : first + length])
            if form in lists.dotted or (form in lists.bare and length == 1) or form in lists.dotted:
                return first + length
    placed = before is not None and before.lower in lists.strong
    if before is not None and before.lower == "of" and first > 1 and (tokens[first - 2].text == "," or tokens[first - 2].text[-1:].isdigit()):
        placed = True  # "…, 28, of Hillsborough"
    entity = sentence.entity_at(first)
    limit = first
    while limit < len(tokens) and limit - first < _LONGEST and not taken[limit] and not closed[limit] and _joins(tokens[limit].text):
        limit += 1
    for last in range(limit, first, -1):
        if not tokens[last - 1].text[:1].isalnum() or not (tokens[last - 1].text[:1].isupper() or tokens[last - 1].text[:1].isdigit()):
            continue
        name = parsed.text[tokens[first].start : tokens[last - 1].end]
        key = strict(name)
        if len(key) < 2 or (last - first == 1 and key in lists.stop and name not in lists.countries):
            continue
        if name in lists.demonyms and name not in lists.countries:
            continue
        after = tokens[last] if last < len(tokens) else None
        heads_on = after is not None and after.text[:1].isupper() and (after.lower in lists.heads or entity is not None and entity.label in ("ORG", "PERSON"))
        if heads_on and not _shouted(sentence):
            continue
        if name in lists.countries:
            return last
        if key in known and (last - first > 1 or entity is None or entity.label not in ("PERSON", "NORP")):
            return last
        kind = lists.kinds.get(after.lower) if after is not None else None
        of = first > 1 and before is not None and before.lower == "of" and tokens[first - 2].lower in lists.kinds
        stated = after is not None and after.text == "," and last + 1 in starts
        stated = stated or (after is not None and after.text == "," and last + 1 < len(tokens) and tokens[last + 1].text in lists.dotted)
        opening = sentence.index == 0 and first < 3 and name.isupper() and len(name) > 2
        if not (placed or kind or of or stated or (after_comma and first - 1 in ends) or opening):
            continue
        if entity is not None and entity.label in ("DATE", "TIME", "CARDINAL", "MONEY", "NORP", "LANGUAGE", "EVENT", "LAW", "WORK_OF_ART"):
            continue
        if gazetteer.knows(name):
            if after is not None and after.text[:1].isupper() and not kind and not stated and after.text not in lists.dotted:
                continue  # the first word of a longer capitalised name
            if kind and after is not None and after.text[:1].isupper() and gazetteer.knows(f"{name} {after.text}"):
                return last + 1
            return last
    return 0


def _joins(text: str) -> bool:
    """Whether a word can stand inside a place name."""
    return text[:1].isupper() or text in ("-", "'", "’", "‘", "of", "al", "el", "ez", "ad", "de", "da", "do", "la", "le", "az", "as", "ar", "du", "on", "upon", "and", "the", "del", "los", "las", "e", "i", "a")


def _toponym(parsed: Parsed, sentence: Sentence, run: _Run, lists: Words) -> Toponym:
    tokens = sentence.tokens
    first, last = run.first, run.last
    start, end = tokens[first].start, tokens[last - 1].end
    kind = lists.kinds.get(tokens[last - 1].lower) if last - first > 1 else None
    if kind is None and last < len(tokens):
        kind = lists.kinds.get(tokens[last].lower)
        if kind is None and tokens[last].text in ("'s", "’s") and last + 1 < len(tokens) and tokens[last + 1].lower == "capital":
            kind = None
    if kind is None and first >= 2 and tokens[first - 1].lower == "of":
        kind = lists.kinds.get(tokens[first - 2].lower)
    before = first
    part = False
    if before and tokens[before - 1].lower == "the":
        before -= 1
    while before and (tokens[before - 1].lower in lists.compass or tokens[before - 1].text == "-" and before > 1 and tokens[before - 2].lower in lists.compass):
        before -= 1
        part = True
    if before and tokens[before - 1].lower == "the":
        before -= 1
    left = tuple(token.lower for token in tokens[max(0, before - 4) : before])
    near = bool(left) and left[-1] in lists.near or any(_ends(left, phrase) for phrase in lists.near_phrases)
    part = part or any(_ends(left, phrase) for phrase in lists.part_phrases)
    if left[-1:] == ("between",) and last < len(tokens) and tokens[last].lower == "and":
        near = True
    if left[-1:] == ("and",) and "between" in {token.lower for token in tokens[max(0, before - 6) : before]}:
        near = True
    return Toponym(
        text=parsed.text[start:end], start=start, end=end, label=run.label, sentence=sentence.index, kind=kind, near=near,
        part=part, dateline=sentence.index == 0 and first < 4 and (tokens[first].text.isupper() and len(tokens[first].text) > 2),
    )  # fmt: skip


def _ends(left: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return left[-len(phrase) :] == phrase
