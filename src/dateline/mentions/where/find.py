"""Find place names: those the engine saw, and those it missed that the words around them give away.

A name counts as missed where it is a country's, where the report names the same place elsewhere, where a preposition of
place, a kind of place ("village", "province") or a state after a comma says so and the gazetteer knows it.  A name that
is part of an organisation's or a person's name is left to those.  Adjectives ("Iraqi") are no places.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from dateline.codebook.gazetteer import Gazetteer, load_gazetteer, loose, strict
from dateline.codebook.setting_words import load_setting_words
from dateline.mentions.where.words import Words, words
from dateline.parse.tree import Mark, Parsed, Sentence, Token
from dateline.record import Span

PLACES = frozenset(["GPE", "LOC", "FAC"])
"""The engine's entity labels that are place names."""

_NAMES = frozenset(["ORG", "PERSON", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW", "NORP", "LANGUAGE"])
"""Entity labels whose names, where they have several words, are left whole."""

_NEVER = frozenset(["DATE", "TIME", "CARDINAL", "MONEY", "LANGUAGE", "EVENT", "LAW", "WORK_OF_ART"])
"""Entity labels that a preposition of place before them does not overrule."""

_CLITICS = frozenset(["'s", "’s"])
_SPLITS = frozenset([",", "and", "/", ";", "&", "(", ")", "or", "\u2014", "--"])
_VICINITY_KM = 25.0
"""Kilometres up to which a place counts as near a town, as UCDP's second step of place precision has it."""
_DISTANCE_REACH = 7
"""Tokens before a name in which a distance from it may stand."""
_CITY = 100_000
"""People from which a city is known well enough to be what a verb such as "visited" takes."""
_CALENDAR = frozenset(form.lower() for form in (*calendar.month_name, *calendar.day_name) if form)
_SURE_OF_PERSON = 0.9
"""Score from which the engine's person is one although a well-known city has the name."""
_SETTLEMENTS = load_setting_words().settlements
_TWO = 3
"""Tokens of two words and a hyphen."""
_LONGEST = 7
"""Tokens of a name looked for where the engine saw none; "Deir ez-Zor" has four."""


class Toponym(Span, frozen=True, kw_only=True):
    """A place name in the text, with what its surroundings say about it.

    ``label`` is the engine's (GPE, LOC, FAC) or ``found`` where only the gazetteer and the context made it one.
    ``kind`` is the level a word beside it names ("province": admin1), ``kind_word`` that word where it follows.
    ``near`` says that a place by it is meant,
    ``part`` that only a part of it or an area about it is, ``between`` that it is one end of a line along which it was
    and ``far`` that a distance beyond its surroundings is named ("60 km south of").  ``dateline`` says that it stands
    in the line that opens the report.
    """

    label: str
    sentence: int
    kind: str | None = None
    kind_word: str | None = None
    near: bool = False
    part: bool = False
    between: bool = False
    far: bool = False
    dateline: bool = False


class _Run(msgspec.Struct, frozen=True, gc=False):
    """A run of tokens ``[first, last)`` of one sentence that may be a place name."""

    first: int
    last: int
    label: str


class _Scene(msgspec.Struct, frozen=True, gc=False):
    """One sentence with what its report tells about names.

    ``people`` are words that persons bear, ``known`` the keys of places seen, ``focus`` the countries it is about.
    """

    text: str
    sentence: Sentence
    gazetteer: Gazetteer
    lists: Words
    people: frozenset[str]
    tokens: tuple[Token, ...]
    texts: tuple[str, ...]
    lowers: tuple[str, ...]
    capitals: tuple[bool, ...]
    known: frozenset[str] = frozenset()
    focus: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str, sentence: Sentence, gazetteer: Gazetteer, lists: Words, people: frozenset[str]) -> _Scene:
        """The scene of a sentence, with the forms of its tokens ready, which are asked for again and again."""
        tokens = sentence.tokens
        texts = tuple([token.text for token in tokens])
        lowers = tuple([token.lower for token in tokens])
        capitals = tuple([form[:1].isupper() for form in texts])
        return cls(text, sentence, gazetteer, lists, people, tokens, texts, lowers, capitals)

    def name(self, first: int, last: int) -> str:
        """The tokens as one name, with single spaces."""
        return " ".join(self.texts[first:last])

    def text_of(self, run: _Run) -> str:
        """The run as it stands in the text."""
        return self.text[self.tokens[run.first].start : self.tokens[run.last - 1].end]

    def lower(self, index: int) -> str:
        """The token in lower case, or nothing outside the sentence."""
        return self.lowers[index] if 0 <= index < len(self.lowers) else ""

    def word(self, index: int) -> str:
        """The token as written, or nothing outside the sentence."""
        return self.texts[index] if 0 <= index < len(self.texts) else ""

    def capital(self, index: int) -> bool:
        """Whether the token begins with a capital."""
        return 0 <= index < len(self.capitals) and self.capitals[index]

    def short(self, index: int) -> bool:
        """Whether the token is a division's short form ("Calif.", "TX")."""
        return self.word(index) in self.lists.dotted or self.word(index) in self.lists.bare

    def shouted(self) -> bool:
        """Whether most words begin with a capital, as in a headline, so that capitals tell nothing."""
        alphabetic = [token for token in self.tokens if token.text[:1].isalpha()]
        return sum(token.text[:1].isupper() for token in alphabetic) > 0.7 * len(alphabetic)


def find(parsed: Parsed, gazetteer: Gazetteer | None = None) -> tuple[Toponym, ...]:
    """All place names of the report, in text order; none overlaps another."""
    gazetteer = gazetteer or load_gazetteer()
    lists = words()
    people = _people(parsed)
    scenes = [_Scene.of(parsed.text, sentence, gazetteer, lists, people) for sentence in parsed.sentences]
    seen = [_seen(scene) if scene.tokens else [] for scene in scenes]
    known = frozenset(
        strict(parsed.text[sentence[run.first].start : sentence[run.last - 1].end])
        for sentence, runs in zip(parsed.sentences, seen, strict=True)
        for run in runs
        if run.label != "FAC"
    )
    focus = _focus(parsed, known, gazetteer, lists)
    scenes = [replace(scene, known=known, focus=focus) for scene in scenes]
    missed = [_missed(scene, runs) for scene, runs in zip(scenes, seen, strict=True)]
    more = {strict(scene.text_of(run)) for scene, runs in zip(scenes, missed, strict=True) for run in runs} - known
    if more:
        # A name found once by the words around it is the same place where it stands bare.
        scenes = [replace(scene, known=known | more) for scene in scenes]
        missed = [_missed(scene, runs) for scene, runs in zip(scenes, seen, strict=True)]
    toponyms: list[Toponym] = []
    for scene, runs, others in zip(scenes, seen, missed, strict=True):
        ordered = sorted([*runs, *others], key=lambda run: run.first)
        toponyms.extend(_toponym(scene, run) for run in ordered if not _is_street(scene, run))
    return tuple(toponyms)


def _people(parsed: Parsed) -> frozenset[str]:
    """The words of the full names of persons in the report: "Georgia" is a person where she is "Georgia Carter" too."""
    return frozenset(
        token.lower
        for sentence in parsed.sentences
        for entity in sentence.entities
        if entity.label == "PERSON" and entity.last - entity.first > 1
        for token in sentence.tokens[entity.first : entity.last]
        if token.text[:1].isupper()
    )


def _focus(parsed: Parsed, known: frozenset[str], gazetteer: Gazetteer, lists: Words) -> frozenset[str]:
    """The countries a report names by name, by their people, or by a place far better known than others of its name.

    Those where people and towns share their English names are left out: there the country in focus proves nothing.
    """
    found = {lists.demonyms.get(token.text) for sentence in parsed.sentences for token in sentence.tokens}
    for key in known:
        entries = gazetteer.find(key)
        if entries:
            best = max(entries, key=lambda entry: entry.population)
            abroad = max((entry.population for entry in entries if entry.country != best.country), default=0)
            if best.population >= 10 * abroad or entries[0].level == "country":
                found.add(best.country)
    return frozenset(code for code in found if code) - lists.anglophone


def _seen(scene: _Scene) -> list[_Run]:
    """The engine's places, cut to the bare names, and the countries whose names have several words."""
    runs = _long_names(scene)
    runs += [run for run in _hyphened(scene) if not any(run.first < it.last and it.first < run.last for it in runs)]
    taken = {index for run in runs for index in range(run.first, run.last)}
    last = 0
    for entity in scene.sentence.entities:
        if entity.label not in PLACES or entity.first < last:
            continue
        for run in _cut(scene, entity):
            free = run.first >= last and taken.isdisjoint(range(run.first, run.last))
            if free and not _embedded(scene, run) and not _doubtful(scene, run):
                runs.append(run)
                last = run.last
    return sorted(runs, key=lambda run: run.first)


def _long_names(scene: _Scene) -> list[_Run]:
    """Names of countries and areas of several words, which the engine may cut in two, save inside a longer name."""
    runs: list[_Run] = []
    index = 0
    names = scene.lists.long_names
    while index < len(scene.tokens):
        if scene.texts[index] not in names and scene.lowers[index] != "the":
            index += 1
            continue
        if scene.lower(index) == "the" and _long_name_at(scene, index + 1) + 1 > _long_name_at(scene, index):
            index += 1
            continue  # "the Gulf of Aden" is not "the Gulf"
        size = _long_name_at(scene, index)
        entity = scene.sentence.entity_at(index) if size else None
        within = entity is not None and entity.label not in PLACES and entity.last - entity.first > size + 1
        if size and not within and not _is_own_side(scene, index, index + size):
            label = "GPE" if scene.name(index, index + size) in scene.lists.countries else "LOC"
            runs.append(_Run(index, index + size, label))
        index += max(size, 1)
    return runs


def _is_own_side(scene: _Scene, first: int, last: int) -> bool:
    """Whether words in lower case are a side of what was named before or after: "off its west coast"."""
    if any(not scene.word(index).islower() for index in range(first, last)):
        return False
    return scene.lower(first - 1) != "the" or scene.lower(last) == "of"


def _hyphened(scene: _Scene) -> list[_Run]:
    """Names with hyphens that the gazetteer has whole, of which the engine may see a part: "Port-au-Prince"."""
    if "-" not in scene.texts:
        return []
    tokens, runs, first = scene.tokens, list[_Run](), 0
    while first < len(tokens) - 2:
        last = first + 1
        while last + 1 < len(tokens) and scene.word(last) == "-" and tokens[first].end <= tokens[last].start:
            if tokens[last - 1].end != tokens[last].start or tokens[last].end != tokens[last + 1].start:
                break
            last += 2
        run = _Run(first, last, "GPE")
        if last > first + 1 and scene.capital(first) and scene.capital(last - 1) and _is_one_name(scene, run):
            runs.append(run)
        first = last
    return runs


def _is_one_name(scene: _Scene, run: _Run) -> bool:
    """Whether words joined by hyphens are one place's name; of two words the engine or a preposition must say so."""
    if scene.capital(run.last) or scene.word(run.first - 1) == "-" or not scene.gazetteer.find(scene.text_of(run)):
        return False
    entities = [scene.sentence.entity_at(index) for index in range(run.first, run.last)]
    if any(it is not None and (it.first < run.first or it.last > run.last) for it in entities):
        return False
    seen = any(it is not None and it.label in PLACES for it in entities)
    if scene.text_of(run) in scene.lists.countries or run.last - run.first > _TWO:
        return True
    return seen and strict(scene.name(run.first, run.first + 1)) not in scene.lists.demonyms


def _long_name_at(scene: _Scene, index: int) -> int:
    """Tokens of the longest name of several words, a country's or an area's, that begins at this one; 0 for none."""
    lists = scene.lists
    for size in lists.long_names.get(scene.word(index), ()):
        if index + size <= len(scene.tokens):
            name = scene.name(index, index + size)
            if name in lists.countries or name in lists.areas:
                return size
    return 0


def _cut(scene: _Scene, entity: Mark) -> Iterator[_Run]:
    """An entity as one or several names, without articles, possessives, compass words and the word for its kind."""
    lists = scene.lists
    cuts = [entity.first - 1, entity.last]
    if entity.label != "FAC" and not scene.gazetteer.knows(scene.name(entity.first, entity.last)):
        cuts[1:1] = [index for index in range(entity.first, entity.last) if scene.lower(index) in _SPLITS]
    for before, after in pairwise(cuts):
        first, last = _trimmed(scene, before + 1, after)
        if last <= first:
            continue
        if entity.label != "FAC" and scene.capital(last) and scene.lower(last) in lists.kinds:
            last += scene.gazetteer.knows(scene.name(first, last + 1))
        if last - first == 1 and _is_half(scene, first):
            if scene.lower(first) not in lists.definite:
                continue
            last += 1
        name = scene.name(first, last)
        everyday = last - first == 1 and scene.lower(first) in lists.stop and not name.isupper()
        if _is_no_name(scene, first, last):
            continue
        if entity.label != "FAC" and name.islower() and not scene.gazetteer.knows(name):
            continue  # "in absentia"
        if strict(name) and not everyday and name not in lists.demonyms:
            yield _Run(first, last, entity.label)


def _is_half(scene: _Scene, index: int) -> bool:
    """Whether a word only begins a longer name: "La" in "La Laguna", "Sri" in "Sri Lankan"."""
    people = scene.name(index, index + 2) in scene.lists.demonyms
    article = scene.lower(index) in scene.lists.definite and not scene.word(index).isupper()
    return people or (article and scene.capital(index + 1))


def _is_no_name(scene: _Scene, first: int, last: int) -> bool:
    """Whether a run only points: "West Side", "Southwest", "Town"."""
    lists = scene.lists
    if last - first == 1:
        return scene.word(first).lower() in lists.compass or lists.kinds.get(scene.lower(first)) in ("town", "admin2")
    ends = scene.lower(last - 1) in lists.sides
    return ends and all(scene.lower(index) in lists.compass for index in range(first, last - 1))


def _trimmed(scene: _Scene, first: int, last: int) -> tuple[int, int]:
    """The run without what is no part of the name at either end."""
    lists, knows = scene.lists, scene.gazetteer.knows
    while first < last and not (scene.word(first)[:1].isalnum() or scene.word(first)[:1] in "'‘’ʿ`."):
        first += 1
    if first < last - 1 and scene.lower(first) == "the" and not knows(f"the {scene.word(first + 1)}"):
        first += 1
    while last > first:
        end = scene.word(last - 1)
        loose = end.islower() and (end in lists.kinds or end == "of")
        if end in _CLITICS or not (end[-1:].isalnum() or end[-1:] == ".") or loose:
            last -= 1
        else:
            break
    if last - first > 1 and scene.lower(first) in lists.compass:
        first += not knows(scene.name(first, last)) and knows(scene.name(first + 1, last))
    return first, last


def _embedded(scene: _Scene, run: _Run) -> bool:
    """Whether the name is the first word of a longer one ("Denver Post"), judged by the word after it."""
    after = scene.lower(run.last)
    embeds = after in scene.lists.heads and scene.capital(run.last)
    return run.label != "FAC" and embeds and not scene.shouted()


def _doubtful(scene: _Scene, run: _Run) -> bool:
    """Whether the engine's place is likely none: no gazetteer name or a person's, and no word beside it says place."""
    lists, name = scene.lists, scene.name(run.first, run.last)
    if run.label == "FAC" or (name in lists.countries and name.casefold() != "georgia"):
        return False
    person = run.last - run.first == 1 and name.casefold() in scene.people
    if not person and scene.gazetteer.find(name):
        return False
    before = run.first - 1
    before -= scene.lower(before) == "the"
    before -= scene.lower(before) in lists.compass
    if scene.lower(before) in (lists.strong if person else lists.prepositions):
        return False
    if scene.lower(run.last) in lists.kinds or scene.lower(run.last - 1) in lists.kinds:
        return False
    if not person and scene.lower(before) == "of" and scene.lower(before - 1) in lists.kinds:
        return False  # "the town of Runirgod"
    if scene.word(run.last) == ",":
        if scene.short(run.last + 1):
            return False
        return person or scene.sentence.entity_at(run.last + 1) is None
    return True


def _missed(scene: _Scene, runs: Sequence[_Run]) -> list[_Run]:
    """The names the engine did not see as places though the words around them make them so."""
    size, lists = len(scene.tokens), scene.lists
    taken, closed = [False] * size, [False] * size
    for run in runs:
        taken[run.first : run.last] = [True] * (run.last - run.first)
    for entity in scene.sentence.entities:
        line = scene.word(entity.first + 1) in ("-", "–") and _is_line_end(scene, entity.first, entity.first + 1)
        if (
            entity.label in _NAMES
            and entity.last - entity.first > 1
            and not line
            and not _is_called(scene, entity.first)
        ):
            closed[entity.first : entity.last] = [True] * (entity.last - entity.first)
    starts, ends = {run.first for run in runs}, {run.last for run in runs}
    found = [*_served(scene, taken), *_whole(scene, taken, starts, ends)]
    for run in found:
        taken[run.first : run.last] = [True] * (run.last - run.first)
        ends.add(run.last)
    free = 0
    for index, lower in enumerate(scene.lowers):
        if index < free or taken[index] or closed[index] or not (scene.capitals[index] or lower in lists.articles):
            continue
        if not scene.capitals[index] and not (scene.word(index + 1) == "-" and scene.capital(index + 2)):
            continue
        limit = index
        while limit < min(size, index + _LONGEST) and not taken[limit] and not closed[limit]:
            if not (scene.capital(limit) or scene.word(limit) in lists.inner):
                break
            limit += 1
        last = _name_at(scene, index, limit, starts, ends)
        if last:
            found.append(_Run(index, last, "found"))
            ends.add(last)
            free = last
    return found


def _served(scene: _Scene, taken: list[bool]) -> list[_Run]:
    """The places that local bodies are named for: "Arden" in "Arden Police", "Holt County" in its court.

    A police force, a council, a court, a school tells where it serves, so the name in it is a place name; a bank's, a
    newspaper's or a university's is not.
    """
    lists = scene.lists
    found: list[_Run] = []
    for entity in scene.sentence.entities:
        if entity.label not in ("ORG", "PERSON", "EVENT", "FAC") or entity.last - entity.first < 2:
            continue
        first = entity.first
        while first < entity.last and (not scene.capital(first) or scene.lower(first) == "the"):
            first += 1
        for last in range(min(first + 4, entity.last), first, -1):
            county = last - first > 1 and lists.kinds.get(scene.lower(last - 1)) == "admin2" and scene.capital(last - 1)
            body = scene.lower(last) in lists.bodies and scene.capital(last)
            name = scene.name(first, last)
            stopped = last - first == 1 and strict(name) in lists.stop
            if last - first == 1 and scene.lower(last) == "court" and scene.lower(first) in lists.benches:
                continue
            if stopped and scene.lower(last) in ("police", "county", "fire", "sheriff"):
                stopped = strict(name) not in lists.surnames
            everyday = stopped or name in lists.demonyms or _is_no_name(scene, first, last)
            if (county or body) and not everyday and not any(taken[first:last]) and scene.gazetteer.knows(name):
                found.append(_Run(first, last, "found"))
                break
    return found


def _whole(scene: _Scene, taken: list[bool], starts: set[int], ends: set[int]) -> list[_Run]:
    """Names of several words the engine took for an organisation's or a person's, but which a country in focus has."""
    found: list[_Run] = []
    for entity in scene.sentence.entities:
        if entity.label not in ("ORG", "PERSON", "NORP", "PRODUCT") or any(taken[entity.first : entity.last]):
            continue
        first, last = entity.first, entity.last - (scene.word(entity.last - 1) in _CLITICS)
        first += scene.lower(first) == "the"
        name = scene.text[scene.tokens[first].start : scene.tokens[last - 1].end] if last > first + 1 else ""
        if not name or strict(name) in scene.lists.stop:
            continue
        if entity.label in ("PERSON", "NORP") and not _led(scene, first, last, starts, ends):
            continue
        known = scene.gazetteer.find(name)
        home = any(entry.country in scene.focus and entry.level != "country" for entry in known)
        city = _led(scene, first, last, starts, ends) and any(entry.population > _CITY for entry in known)
        if home or city:
            found.append(_Run(first, last, "found"))
            ends.add(last)
    return found


def _led(scene: _Scene, first: int, last: int, starts: set[int], ends: set[int]) -> bool:
    """Whether the words about a name that could be a person's say that it is a place's."""
    before = scene.lower(first - 1)
    if before in scene.lists.strong or before in scene.lists.compass or before == "between":
        return True
    if before in ("and", ",", "or") and first - 1 in ends:
        return True
    left = tuple(scene.lower(index) for index in range(first - 3, first))
    if any(left[-len(phrase) :] == phrase for phrase in scene.lists.part_phrases):
        return True
    after = last + 1 + (scene.lower(last + 1) == "the")
    return scene.lower(last) in ("in", ",") and after in starts


def _name_at(scene: _Scene, first: int, limit: int, starts: set[int], ends: set[int]) -> int:
    """Where a place name that begins at token ``first`` and ends by ``limit`` does end, or 0 where there is none."""
    lists = scene.lists
    if scene.word(first - 1) == "," and (first - 1 in ends or scene.capital(first - 2)):
        for length in (1, 2, 3):
            form = "".join(token.text for token in scene.tokens[first : first + length])
            if form in lists.dotted or (form in lists.bare and length == 1 and not _is_half(scene, first)):
                return first + length
    entity = scene.sentence.entity_at(first)
    label = entity.label if entity is not None else ""
    for last in range(limit, first, -1):
        if not (scene.capital(last - 1) or scene.word(last - 1)[:1].isdigit()):
            continue
        name = scene.text[scene.tokens[first].start : scene.tokens[last - 1].end]
        key = strict(name)
        country = name in lists.countries
        everyday = (last - first == 1 and key in lists.stop) or name in lists.demonyms
        if len(key) < 2 or (everyday and not country) or _is_no_name(scene, first, last):
            continue
        if (
            scene.capital(last)
            and (scene.lower(last) in lists.heads or label in ("ORG", "PERSON"))
            and not scene.shouted()
        ):
            continue
        if country or (key in scene.known and (last - first > 1 or label not in ("PERSON", "NORP"))):
            return last
        if last - first == 2 and scene.word(first + 1) == "-":
            continue  # half of a name with a hyphen
        placed = label not in _NEVER and _placed(scene, first, last, starts, ends)
        placed = placed and scene.gazetteer.knows(name)
        if _is_by_it(scene, first, last, label):
            return last  # on no map
        if placed or _at_home(scene, first, last, key, label, starts, ends):
            if scene.lower(last) in lists.kinds and scene.capital(last):
                return last + scene.gazetteer.knows(f"{name} {scene.word(last)}")
            stated = scene.word(last) == "," or scene.short(last)
            if stated or not scene.capital(last):
                return last
    return 0


def _is_by_it(scene: _Scene, first: int, last: int, label: str) -> bool:
    """Whether the words before a name say that it is a place's, whatever the engine takes it for.

    "Near Mahaday", "the village of Mahaday", "Mahaday, 12 km away" can be nothing else.
    """
    before = scene.lower(first - 1)
    near = before in ("near", "outside") and label in ("", "DATE")
    called = _is_called(scene, first)
    far = (
        scene.word(last) == "," and scene.word(last + 1)[:1].isdigit() and scene.lower(last + 2) in scene.lists.lengths
    )
    if not (near or called or far) or scene.capital(last):
        return False
    tokens = scene.tokens[first:last]
    if any(not token.tag.startswith("NNP") or (token.lower in scene.people and not called) for token in tokens):
        return False
    return not any(part.isdigit() or part in _CALENDAR for part in scene.lowers[first:last])


def _is_called(scene: _Scene, first: int) -> bool:
    """Whether the words before a name call it a village's or a town's."""
    return scene.lower(first - 1) == "of" and scene.word(first - 2) in _SETTLEMENTS


def _at_home(scene: _Scene, first: int, last: int, key: str, label: str, starts: set[int], ends: set[int]) -> bool:
    """Whether a country the report is about has a town or a province of the name, and nothing says it is a person's."""
    if not scene.focus or len(key) < 4 or label not in ("", "ORG", "PERSON", "NORP", "PRODUCT"):
        return False
    if scene.capital(last) or any(token.lower in scene.people for token in scene.tokens[first:last]):
        return False
    if label in ("PERSON", "NORP") and not _led(scene, first, last, starts, ends):
        return False  # a lone surname may be a town's name too
    return any(entry.country in scene.focus and entry.level != "country" for entry in scene.gazetteer.find(key))


def _placed(scene: _Scene, first: int, last: int, starts: set[int], ends: set[int]) -> bool:
    """Whether the words about the tokens ``[first, last)`` say that a place stands there."""
    before, lists = scene.lower(first - 1), scene.lists
    if before in lists.strong or scene.lower(last) in lists.kinds or scene.word(last) in lists.serving:
        return True
    if before == "the" and scene.name(first, last) in lists.areas:
        return True  # "the Donbas", "the banks of the Tigris"
    if _is_line_end(scene, first, last) or (before == "between" and scene.lower(last) == "and"):
        return True
    lead = first - 1
    while scene.lower(lead) in lists.compass or scene.lower(lead) == "-":
        lead -= 1
    if lead < first - 1 and scene.lower(lead) in lists.prepositions:
        return True  # "from rural Aleppo"
    if before.endswith("ern") and before in lists.compass and _is_division(scene, first, last):
        return True  # "searched southern Helmand"
    taken = before in lists.taking and not _may_be_somebody(scene, first, last)
    if (taken or before in lists.verbs) and not scene.capital(last) and _is_prominent(scene, first, last):
        return True  # "visited Borno", "captured Goma"
    if before == "of" and first > 1:
        # "the village of Arden"; "Carter, 28, of Arden"
        ahead = scene.lower(first - 2)
        if ahead in lists.kinds or ahead in (",", "out") or ahead[-1:].isdigit():
            return True
    if scene.word(last) == "," and (last + 1 in starts or scene.word(last + 1) in lists.dotted):
        return True
    if scene.word(first - 1) == "," and first - 1 in ends:
        return True
    if before in ("and", "or") and first - 1 in ends and _is_prominent(scene, first, last):
        return True  # "in Asmara, Juba and Bangui"
    name = scene.name(first, last)
    return scene.sentence.index == 0 and first < 3 and name.isupper() and len(name) > 2


def _is_division(scene: _Scene, first: int, last: int) -> bool:
    """Whether a country or province has the name, so that it has a north and a south."""
    return any(entry.level in ("country", "admin1", "area") for entry in scene.gazetteer.find(scene.name(first, last)))


def _may_be_somebody(scene: _Scene, first: int, last: int) -> bool:
    """Whether whoever was captured or hit may well be a person of that name."""
    entity = scene.sentence.entity_at(first)
    if any(token.lower in scene.people for token in scene.tokens[first:last]):
        return True
    if entity is None or entity.label != "PERSON":
        return False
    entries = scene.gazetteer.find(scene.name(first, last))
    return entity.score >= _SURE_OF_PERSON or any(entry.country in scene.lists.anglophone for entry in entries)


def _is_prominent(scene: _Scene, first: int, last: int) -> bool:
    """Whether a province or a city of ``_CITY`` people has the name."""
    name = scene.name(first, last)
    return any(
        (
            strict(entry.name).startswith(strict(name)) or loose(entry.name) == loose(name)
        )  # "Borno" is "Borno State" there
        and (entry.level == "admin1" or (entry.level == "town" and entry.population > _CITY))
        for entry in scene.gazetteer.find(name)
    )


def _is_between(scene: _Scene, first: int, last: int, left: tuple[str, ...]) -> bool:
    """Whether a name is one of two between which something is: neither, but somewhere along the way."""
    if left[-1:] == ("and",) and {"between", "linking", "connecting"} & set(left):
        return True
    if (
        left[-1:] == ("to",)
        and "from" in left
        and {"road", "highway"} & {token.lower for token in scene.tokens[:first]}
    ):
        return True
    if left[-1:] and left[-1] in ("between", "linking", "connecting") and scene.lower(last) == "and":
        return True
    return _is_line_end(scene, first, last)


def _is_line_end(scene: _Scene, first: int, last: int) -> bool:
    """Whether a name is one end of a road or border named by both: "the Gao-Kidal road"."""
    lines = scene.lists.lines
    if scene.word(last) in ("-", "–") and scene.capital(last + 1):
        return any(scene.lower(index) in lines for index in range(last + 2, last + 6))
    if scene.word(first - 1) in ("-", "–") and scene.capital(first - 2):
        return any(scene.lower(index) in lines for index in range(last, last + 3))
    return False


def _distance(scene: _Scene, before: int) -> float:
    """Kilometres that stand before a name ("60 km south of"), 0 where none do."""
    for index in range(before - 1, max(-1, before - _DISTANCE_REACH), -1):
        unit = scene.lists.lengths.get(scene.lower(index))
        if unit is None:
            continue
        number = scene.word(index - 1).replace(",", "")
        if number in ("-", "–"):
            number = scene.word(index - 2)
        try:
            return float(number) * unit
        except ValueError:
            return scene.lists.numbers.get(number.lower(), 0) * unit
    return 0.0


_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")


def _is_street(scene: _Scene, run: _Run) -> bool:
    """Whether a name is a street's though no word says so: "the 5600 block of South Arden", "21st and Arden"."""
    before = run.first
    while scene.lower(before - 1) in scene.lists.compass:
        before -= 1
    if scene.lower(before - 1) == "of" and scene.lower(before - 2) == "block" and run.label != "FAC":
        return scene.word(before - 3)[:1].isdigit()
    if scene.lower(before - 1) in ("and", "&") and _ORDINAL.match(scene.lower(before - 2)):
        return True
    return scene.lower(run.last) in ("and", "&") and bool(_ORDINAL.match(scene.lower(run.last + 1)))


def _toponym(scene: _Scene, run: _Run) -> Toponym:
    lists, first, last = scene.lists, run.first, run.last
    start, end = scene.tokens[first].start, scene.tokens[last - 1].end
    kind = lists.kinds.get(scene.lower(last - 1)) if last - first > 1 else None
    if scene.name(first, last) in lists.countries:
        kind = None  # "Ivory Coast" is no coast
    kind = kind or lists.kinds.get(scene.lower(last))
    of_kind = scene.lower(first - 1) == "of" and lists.kinds.get(scene.lower(first - 2)) != "area"
    if kind is None and of_kind and not scene.capital(first - 3):  # "the Arden district of Holt" tells nothing of Holt
        kind = lists.kinds.get(scene.lower(first - 2))
    before = first - (scene.lower(first - 1) == "the")
    part = False
    while scene.lower(before - 1) in lists.compass or (
        scene.word(before - 1) == "-" and scene.lower(before - 2) in lists.compass
    ):
        before -= 1
        part = True
    before -= scene.lower(before - 1) == "the"
    left = tuple(token.lower for token in scene.tokens[max(0, before - 6) : before])
    # "the south of Yemen" is a part of it, "south of Yemen" lies beyond.
    inside = left[-1:] == ("of",) and left[-2:-1] != () and left[-2] in lists.compass
    inside = inside and (left[-3:-2] == ("the",) or (left[-4:-3] == ("the",) and left[-3] in lists.compass))
    part = part or inside
    near = left[-1:] != () and left[-1] in lists.near
    near = near or (not inside and any(left[-len(phrase) :] == phrase for phrase in lists.near_phrases))
    between = _is_between(scene, first, last, left)
    part = part or scene.lower(last + (scene.lower(last) in _CLITICS)) in lists.grounds
    part = part or any(left[-len(phrase) :] == phrase for phrase in lists.part_phrases)
    opening = scene.word(first)
    return Toponym(
        text=scene.text[start:end],
        start=start,
        end=end,
        label=run.label,
        sentence=scene.sentence.index,
        kind=kind,
        kind_word=scene.lower(last) if scene.lower(last) in lists.kinds else None,
        near=near,
        part=part,
        between=between,
        far=near and _distance(scene, before) > _VICINITY_KM,
        dateline=scene.sentence.index == 0 and first < 4 and opening.isupper() and len(opening) > 2,
    )
