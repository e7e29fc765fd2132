"""The event codebook: which words, in which syntax, stand for which act.

One TOML file per PLOVER type (PLOVER manual draft 2.0; names of types and modes are facts, the definitions are ours),
and ``sets.toml`` with word lists the patterns share.  A file holds the type's ``definition`` and its entries::

    [[entry]]
    id = "lift"                                  # unique in its type; the full name is "retreat.lift"
    mode = "access"                              # absent: none
    verbs = ["lift +@restriction"]               # patterns, see below
    nouns = ["lifting /of:@restriction"]
    actor = ["subject"]                          # where the actor stands: the first of these that finds somebody
    recipient = ["on", "against", "for"]
    mutual = false                               # true: everyone takes part alike and is an actor
    examples = ["[Oslo] *lifted* its ban on {Ruritania}."]
    near_misses = ["The crane lifted the container."]

A pattern is one word with conditions, all of which must hold::

    attack            the lemma              carry_out      verb and particle; for nouns a compound ("air_strike")
    &X   a clause it governs has the auxiliary X
    +X   its object's head is X              ~X             X stands right after it or depends on it ("shoot ~dead")
    /p:X a phrase with preposition p and X   >X             it governs a clause whose verb is X
    <X   its subject's head is X             ^X             it is modified by X
    !    before any of these: must not hold

``X`` is words or sets joined by ``|`` (``bus|train|@vehicle``), ``_`` joins the words of a phrase whose last word is
the head; ``/p`` alone only asks for the preposition, ``/p1,p2:X`` for one of several.

Examples mark the trigger ``*so*``, actors ``[so]`` and recipients ``{so}``.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from dateline.codebook.calibration import Calibration, load_calibration
from dateline.codebook.crosswalk import Crosswalks, load_crosswalks
from dateline.codebook.status_cues import StatusCues, load_status_cues
from dateline.codebook.toll_words import TollWords, load_toll_words
from dateline.codebook.weapons import Weapons, load_weapons
from dateline.record import CodebookError, EventType

Part = Literal["verb", "noun", "adjective"]
Slot = Literal["modal", "object", "word", "preposition", "complement", "subject", "modifier"]

TYPES: tuple[EventType, ...] = get_args(EventType)
MODES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "AGREE": (), "SUPPORT": (), "CONCEDE": (), "COOPERATE": (), "AID": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation",
        "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    ),
})  # fmt: skip
"""The modes of each type (PLOVER manual draft 2.0, type chapters)."""

_SLOTS: Mapping[str, Slot] = {
    "+": "object", "~": "word", "/": "preposition", ">": "complement", "<": "subject", "^": "modifier", "&": "modal",
}  # fmt: skip
_PARTS: Mapping[str, Part] = {"verbs": "verb", "nouns": "noun", "adjectives": "adjective"}
_PLACES = frozenset(
    ["subject", "object", "possessor", "owner", "theme", "complement-subject", "complement-object", "self", "dative"]
)
_KEYS = frozenset(
    [
        "id",
        "mode",
        "definition",
        "verbs",
        "nouns",
        "adjectives",
        "actor",
        "recipient",
        "noun_actor",
        "noun_recipient",
        "mutual",
        "light",
        "priority",
        "examples",
        "near_misses",
        "intransitive",
    ]
)
# Hyphens between letters are tokens of their own, so a word with one can never match: "cease_fire" does.
_WORD = re.compile(r"(?:[$€£]|'?[^\W_]+(?:['.][^\W_]+)*\.?(?:_[^\W_]+(?:['.][^\W_]+)*)*)\Z")
_MARKUP = re.compile(r"[\[\]{}*]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words that may fill a slot: ``single`` lemmas, and ``phrases`` whose last word is the head."""

    single: frozenset[str]
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.single or self.phrases)


@dataclass(frozen=True, slots=True)
class Need:
    """One condition of a frame.  ``prepositions`` is filled only for the slot ``preposition``; ``wanted`` says whether
    the condition must hold or must not.
    """

    slot: Slot
    words: Words
    prepositions: tuple[str, ...] = ()
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """One pattern of an entry, ready to be tried on a token with ``lemma``.

    ``lead`` are the words of a compound before its head, ``particle`` the verb's.  ``actor`` and ``recipient`` name the
    places in the syntax where the parties stand, in order of preference.  ``weight`` says how much the frame asks for:
    the heaviest that fits wins.
    """

    entry: str
    type: EventType
    mode: str | None
    part: Part
    pattern: str
    lemma: str
    lead: tuple[str, ...]
    particle: str | None
    needs: tuple[Need, ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    mutual: bool
    intransitive: bool
    light: frozenset[str]
    weight: int


@dataclass(frozen=True, slots=True)
class Example:
    """An example sentence with the words expected as trigger, actors and recipients."""

    text: str
    trigger: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the codebook; ``id`` is its full name (``assault.bomb``)."""

    id: str
    type: EventType
    mode: str | None
    definition: str
    frames: tuple[Frame, ...]
    examples: tuple[Example, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acts:
    """The event codebook, indexed by lemma.

    ``light`` are verbs that only carry a noun's act (``carry`` out an attack), ``instruments`` nouns that stand for
    what somebody used and never act themselves, ``patient_first`` verbs whose bare past form heads a headline's passive
    ("Three killed in raid"), ``patients`` nouns an act is done to even where a frame names them, ``figurative`` words
    that show, as subject or object, that force is only a figure of speech (sport, weather, art),
    ``intangible`` what no violence can befall, ``version`` is a digest of all files.
    """

    entries: Mapping[str, Entry]
    definitions: Mapping[str, str]
    verbs: Mapping[str, tuple[Frame, ...]]
    nouns: Mapping[str, tuple[Frame, ...]]
    adjectives: Mapping[str, tuple[Frame, ...]]
    sets: Mapping[str, Words]
    light: frozenset[str]
    instruments: frozenset[str]
    patient_first: frozenset[str]
    patients: frozenset[str]
    figurative: frozenset[str]
    intangible: frozenset[str]
    version: str


def load_acts(paths: Sequence[Path] = ()) -> Acts:
    """The event codebook; with ``paths``, entries of those TOML files are added to the package's own.

    Raises:
        CodebookError: a file cannot be read or an entry is wrong: unknown key, type, mode, set or place, a pattern that
            can never match, a duplicate, or two types claiming one pattern with the same priority.
    """
    return _load(tuple(paths))


@lru_cache(maxsize=4)
def _load(paths: tuple[Path, ...]) -> Acts:
    folder = files("dateline.codebook").joinpath("data", "acts")
    sources = [(item.name, item.read_bytes()) for item in sorted(folder.iterdir(), key=lambda item: item.name)
               if item.name.endswith(".toml")]  # fmt: skip
    for path in paths:
        try:
            sources.append((str(path), path.read_bytes()))
        except OSError as error:
            raise CodebookError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return build_acts(sources)


def build_acts(sources: Iterable[tuple[str, bytes]]) -> Acts:
    """The codebook from named TOML files, as ``load_acts`` does from disk.

    Raises:
        CodebookError: see ``load_acts``.
    """
    digest = hashlib.sha256()
    tables: list[tuple[str, dict[str, Any]]] = []
    for name, data in sources:
        digest.update(name.rsplit("/", 1)[-1].encode() + b"\0" + data + b"\0")
        try:
            tables.append((name, tomllib.loads(data.decode("utf-8"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CodebookError(f"{name}: not a TOML file: {error}") from error
    sets: dict[str, Words] = {}
    lists: dict[str, set[str]] = {
        "light": set(), "instruments": set(), "patient_first": set(), "figurative": set(), "patient_sets": set(),
        "intangible": set(),
    }  # fmt: skip
    for name, table in tables:
        for key, held in lists.items():
            words = table.get(key, ())
            twice = next((word for word in words if words.count(word) > 1 or word != word.lower()), None)
            if twice is not None:
                raise CodebookError(f"{name}: list {key!r}: {twice!r} stands twice or is not in lower case")
            held.update(words)
        add_sets(name, table.get("sets", {}), sets)
    used: set[str] = set()
    entries: dict[str, Entry] = {}
    definitions: dict[str, str] = {}
    for name, table in tables:
        if "type" not in table:
            if "entry" in table:
                raise CodebookError(f"{name}: has entries but no type")
            continue
        if table["type"] not in TYPES:
            raise CodebookError(f"{name}: {table['type']!r} is not a PLOVER type")
        if "definition" in table:
            definitions.setdefault(table["type"], table["definition"])
        for row in table.get("entry", ()):
            entry = read_entry(name, table["type"], row, sets, used)
            if entry.id in entries:
                raise CodebookError(f"{name}: entry {entry.id} stands twice")
            entries[entry.id] = entry
    unused = sorted(set(sets) - used)
    if unused:
        raise CodebookError(f"sets.toml: no pattern uses the set {unused[0]!r}; remove it")
    frames = [frame for entry in entries.values() for frame in entry.frames]
    check_clashes(frames)
    return Acts(
        entries=MappingProxyType(entries),
        definitions=MappingProxyType(definitions),
        verbs=_index(frames, "verb"),
        nouns=_index(frames, "noun"),
        adjectives=_index(frames, "adjective"),
        sets=MappingProxyType(sets),
        light=frozenset(lists["light"]),
        instruments=frozenset(lists["instruments"]),
        patient_first=frozenset(lists["patient_first"]),
        patients=frozenset(word for name in lists["patient_sets"] for word in sets[name].single),
        figurative=frozenset(lists["figurative"]),
        intangible=frozenset(lists["intangible"]),
        version=digest.hexdigest()[:12],
    )


def add_sets(name: str, table: Mapping[str, Any], sets: dict[str, Words]) -> None:
    """Add the word lists of a file's table to ``sets``.  Raises ``CodebookError``: a list or word is wrong."""
    for key, words in table.items():
        if key in sets:
            raise CodebookError(f"{name}: set {key!r} stands twice")
        if len(set(words)) != len(words):
            twice = next(word for word in words if words.count(word) > 1)
            raise CodebookError(f"{name}: set {key!r} has {twice!r} twice")
        single: set[str] = set()
        phrases: list[tuple[str, ...]] = []
        for word in words:
            if word.startswith("@"):
                if word[1:] not in sets:
                    raise CodebookError(f"{name}: set {key!r} names {word!r}, which does not stand before it")
                single |= sets[word[1:]].single
                phrases += sets[word[1:]].phrases
            else:
                _add_word(name, f"set {key!r}", word, single, phrases)
        sets[key] = Words(frozenset(single), tuple(dict.fromkeys(phrases)))


def _add_word(name: str, where: str, word: str, single: set[str], phrases: list[tuple[str, ...]]) -> None:
    if word != word.lower() or not _WORD.match(word):
        raise CodebookError(f"{name}: {where}: {word!r} can never match (lemmas are lower case, words join with _)")
    if "_" in word:
        phrases.append(tuple(word.split("_")))
    else:
        single.add(word)


def read_entry(name: str, type_: EventType, row: Mapping[str, Any], sets: Mapping[str, Words], used: set[str]) -> Entry:
    """The entry a file's row describes, under ``type_``; the sets its patterns name are added to ``used``.

    Raises:
        CodebookError: see ``load_acts``.
    """
    where = f"entry {row.get('id', '(no id)')!r}"
    unknown = sorted(set(row) - _KEYS)
    if "id" not in row or unknown:
        raise CodebookError(f"{name}: {where}: {'no id' if 'id' not in row else f'unknown key {unknown[0]!r}'}")
    mode = row.get("mode")
    modes = MODES.get(type_, ())
    if mode is not None and mode not in modes:
        raise CodebookError(f"{name}: {where}: {mode!r} is not a mode of {type_}; one of {', '.join(modes) or 'none'}")
    mutual = bool(row.get("mutual", False))
    places = {
        "actor": tuple(row.get("actor", ("subject",))),
        "recipient": tuple(row.get("recipient", () if mutual else ("object",))),
        "noun_actor": tuple(row.get("noun_actor", ("subject", "by", "possessor", "between"))),
        "noun_recipient": tuple(row.get("noun_recipient", () if mutual else ("on", "against", "of", "to", "at"))),
    }
    for key, values in places.items():
        for value in values:
            if value not in _PLACES and not value.isalpha():
                raise CodebookError(f"{name}: {where}: {key} names the place {value!r}, which is none")
    entry = f"{type_.lower()}.{row['id']}"
    frames: list[Frame] = []
    seen: set[tuple[Part, str]] = set()
    for key, part in _PARTS.items():
        for pattern in row.get(key, ()):
            if (part, pattern) in seen:
                raise CodebookError(f"{name}: {where}: pattern {pattern!r} stands twice")
            seen.add((part, pattern))
            noun = part == "noun"
            for lemma, lead, particle, needs in _read_pattern(name, where, pattern, part, sets, used):
                frames.append(
                    Frame(
                        entry=entry, type=type_, mode=mode, part=part, pattern=pattern, lemma=lemma, lead=lead,
                        particle=particle, needs=needs,
                        actor=places["noun_actor" if noun else "actor"],
                        recipient=places["noun_recipient" if noun else "recipient"],
                        mutual=mutual, intransitive=bool(row.get("intransitive", False)),
                        light=frozenset(row.get("light", ())),
                        weight=10 * int(row.get("priority", 0)) + 4 * len(lead) + (4 if particle else 0)
                        + sum((3 if need.words else 2) if need.wanted else 0 for need in needs),
                    )
                )  # fmt: skip
    if not frames:
        raise CodebookError(f"{name}: {where}: no pattern, so it can never match")
    examples = tuple(_read_example(name, where, text) for text in row.get("examples", ()))
    near = tuple(row.get("near_misses", ()))
    return Entry(entry, type_, mode, row.get("definition", ""), tuple(frames), examples, near)


def _read_pattern(
    name: str, where: str, pattern: str, part: Part, sets: Mapping[str, Words], used: set[str]
) -> list[tuple[str, tuple[str, ...], str | None, tuple[Need, ...]]]:
    head, *conditions = pattern.split()
    needs = tuple(_read_need(name, f"{where}: pattern {pattern!r}", text, sets, used) for text in conditions)
    for need in needs:
        other = next((it for it in needs if it.slot == need.slot and it.wanted and not need.wanted), None)
        if other and other.prepositions == need.prepositions and other.words.single <= need.words.single != frozenset():
            raise CodebookError(
                f"{name}: {where}: pattern {pattern!r} asks for what it excludes, so it can never match"
            )
    found: list[tuple[str, tuple[str, ...], str | None, tuple[Need, ...]]] = []
    for word in head.split("|"):
        if word != word.lower() or not _WORD.match(word):
            raise CodebookError(f"{name}: {where}: pattern {pattern!r}: {word!r} can never match (write the lemma)")
        first, *rest = word.split("_")
        if not rest:
            found.append((first, (), None, needs))
        elif part == "verb":
            found.append((first, (), "_".join(rest), needs))
        else:
            found.append((rest[-1], (first, *rest[:-1]), None, needs))
    return found


def _read_need(name: str, where: str, text: str, sets: Mapping[str, Words], used: set[str]) -> Need:
    wanted = not text.startswith("!")
    text = text.removeprefix("!")
    slot = _SLOTS.get(text[:1])
    if slot is None:
        raise CodebookError(f"{name}: {where}: condition {text!r} must start with one of {' '.join(_SLOTS)}")
    body = text[1:]
    prepositions: tuple[str, ...] = ()
    if slot == "preposition":
        before, _, body = body.partition(":")
        prepositions = tuple(before.split(","))
    single: set[str] = set()
    phrases: list[tuple[str, ...]] = []
    for word in filter(None, body.split("|")):
        if word.startswith("@"):
            if word[1:] not in sets:
                raise CodebookError(f"{name}: {where}: there is no set {word!r}")
            used.add(word[1:])
            single |= sets[word[1:]].single
            phrases += sets[word[1:]].phrases
        else:
            _add_word(name, where, word, single, phrases)
    if not body and slot not in ("preposition", "object", "complement", "subject"):
        raise CodebookError(f"{name}: {where}: condition {text!r} names no words")
    return Need(slot, Words(frozenset(single), tuple(phrases)), prepositions, wanted)


def _read_example(name: str, where: str, text: str) -> Example:
    plain = _MARKUP.sub("", text)
    trigger = re.findall(r"\*([^*]+)\*", text)
    if len(trigger) != 1 or text.count("*") != 2:
        raise CodebookError(f"{name}: {where}: example {text!r} must mark one trigger *so*")
    actors, recipients = re.findall(r"\[([^\]]+)\]", text), re.findall(r"\{([^}]+)\}", text)
    return Example(plain, trigger[0], tuple(map(_unmarked, actors)), tuple(map(_unmarked, recipients)))


def _unmarked(text: str) -> str:
    return _MARKUP.sub("", text)


def check_clashes(frames: Sequence[Frame]) -> None:
    """Raises ``CodebookError`` where two frames claim the same words under the same conditions with one weight."""
    held: dict[tuple[Any, ...], Frame] = {}
    for frame in frames:
        needs = frozenset(
            (n.slot, n.words.single, frozenset(n.words.phrases), n.prepositions, n.wanted) for n in frame.needs
        )
        key = (frame.part, frame.lemma, frame.lead, frame.particle, needs, frame.weight)
        other = held.setdefault(key, frame)
        if other is frame:
            continue
        if other.type == frame.type and other.mode == frame.mode:
            raise CodebookError(f"{frame.entry}: pattern {frame.pattern!r} already stands in {other.entry}")
        raise CodebookError(
            f"{frame.entry}: pattern {frame.pattern!r} is also one of {other.entry}; give one of them a priority"
        )


def _index(frames: Sequence[Frame], part: Part) -> Mapping[str, tuple[Frame, ...]]:
    found: dict[str, list[Frame]] = {}
    for frame in frames:
        if frame.part == part:
            found.setdefault(frame.lemma, []).append(frame)
    return MappingProxyType({lemma: tuple(sorted(rows, key=lambda it: -it.weight)) for lemma, rows in found.items()})


@dataclass(frozen=True, slots=True)
class EventBooks:
    """Everything events are coded from; ``name`` identifies the state of all of it for the record's ``coder`` field."""

    acts: Acts
    status_cues: StatusCues
    toll_words: TollWords
    weapons: Weapons
    crosswalks: Crosswalks
    calibration: Calibration
    name: str


def load_event_books(paths: Sequence[Path] = ()) -> EventBooks:
    """The event codebook with status cues, toll words and crosswalks; ``paths`` as for ``load_acts``.

    Raises:
        CodebookError: see ``load_acts``.
    """
    acts = load_acts(paths)
    digest = hashlib.sha256(acts.version.encode())
    data = files("dateline.codebook").joinpath("data")
    for folder in ("confidence", "crosswalk", "status", "toll", "weapons"):
        for item in sorted(data.joinpath(folder).iterdir(), key=lambda item: item.name):
            if item.is_file():
                digest.update(item.name.encode() + b"\0" + item.read_bytes())
    return EventBooks(
        acts=acts,
        status_cues=load_status_cues(),
        toll_words=load_toll_words(),
        weapons=load_weapons(),
        crosswalks=load_crosswalks(),
        calibration=load_calibration(),
        name=f"plover-2.0 {digest.hexdigest()[:12]}",
    )
