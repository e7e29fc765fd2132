"""Status cues: the words that make an act planned, threatened, denied, possible, tried or going on.

The cues lie under ``data/status``, one file for each status, with examples and near misses that run as tests.  What is
not listed is taken to have occurred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast, get_args

from dateline.codebook.tables import data_toml
from dateline.record import CodebookError, Status

FILES: Final = ("planned", "threatened", "denied", "hypothetical", "attempted", "ongoing")
KINDS: Final = frozenset(
    {
        "auxiliary",  # before the act's verb: "will", "about to"
        "governor",  # verb, noun or adjective that governs the act's clause or noun: "plan to", "threat of"
        "modifier",  # adjective of the act's noun: "planned"
        "negation",  # with the act's verb: "not"
        "determiner",  # of the act's noun, of its subject or object: "no"
        "marker",  # opens the act's clause: "if"
        "adverb",  # with the act's verb: "regularly"
        "predicate",  # said of the act's noun: "was foiled", "are false"
        "device",  # done to a bomb before it goes off: "defused"
        "before",  # words straight before the act: "ahead of"
    }
)
_LISTS: Final = (
    "occurrence", "implicative", "speech", "durative", "transparent", "claimed", "inceptive", "habit", "hostile",
    "factual_markers", "ranking", "devices", "inverted", "each", "ahead", "time_units", "days_ahead", "weekdays",
    "verbless", "qualms", "turnout", "times", "proofs", "failing", "doom", "futile",
    "forbidding", "only", "explosion", "later", "asserting", "realised", "anybody", "occasions", "counters", "ordinals",
    "running", "some", "months", "states", "lasting", "awaiting", "duds", "then", "showing", "stopping", "barring",
    "meant", "bidden", "taking",
)  # fmt: skip
_FIELDS: Final = frozenset(
    {
        "id",
        "kind",
        "words",
        "takes",
        "prepositions",
        "nominal",
        "hostile",
        "violent",
        "own",
        "otherwise",
        "reported",
        "durative",
        "tense",
        "averse",
        "lapsing",
    }
)


@dataclass(frozen=True, slots=True)
class StatusCue:
    """One cue entry.

    ``takes`` says whether a governor takes the act as a ``clause``, a ``noun`` or either, ``prepositions`` through
    which prepositions it takes the noun; ``nominal`` governors are nouns or adjectives, the others verbs.  ``hostile``
    is the status instead when the act does harm, ``violent`` when it is violence; ``own`` asks that the speaker himself
    does the act, ``otherwise`` is the status when he does not, or when who wishes it is not to do it; ``reported`` is
    the status in reported speech; ``durative`` asks for an act that lasts; ``tense`` ``present`` asks for a verb that
    is not in the simple past.  An ``averse`` cue that is itself negated leaves the act standing ("did not deny",
    "failed to prevent"); a ``lapsing`` one leaves an attempt an attempt ("abandoned").
    """

    id: str
    status: Status
    kind: str
    words: tuple[str, ...]
    takes: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    nominal: bool = False
    hostile: Status | None = None
    violent: Status | None = None
    own: bool = False
    otherwise: Status | None = None
    reported: Status | None = None
    durative: bool = False
    tense: str | None = None
    averse: bool = False
    lapsing: bool = False


@dataclass(frozen=True, slots=True)
class StatusExample:
    """A sentence of the cue files: ``word`` is the act's trigger in it, ``near_miss`` tells where it does not fit."""

    file: str
    text: str
    word: str
    status: Status
    near_miss: bool


@dataclass(frozen=True, slots=True)
class StatusCues:
    """All cues, looked up by kind and word; ``words`` are the word lists of ``words.toml``."""

    cues: tuple[StatusCue, ...]
    examples: tuple[StatusExample, ...]
    words: Mapping[str, frozenset[str]]
    single: Mapping[tuple[str, str], StatusCue]
    governors: Mapping[tuple[str, bool, str], tuple[tuple[str, StatusCue], ...]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], StatusCue], ...]]
    statuses: Mapping[str, tuple[Status, ...]]

    def said_by(self, word: str) -> tuple[Status, ...]:
        """The statuses for which a word is a cue of any kind, wherever it stands; a verb without its particle."""
        return self.statuses.get(word, ())

    def find(self, kind: str, word: str) -> StatusCue | None:
        """The cue of a kind that a single word or an auxiliary phrase gives."""
        return self.single.get((kind, word))

    def governing(self, lemma: str, nominal: bool, takes: str) -> tuple[tuple[str, StatusCue], ...]:
        """The governor cues of a lemma with the particle each needs (empty: none), those with a particle first."""
        return self.governors.get((lemma, nominal, takes), ())

    def before(self, last: str) -> tuple[tuple[tuple[str, ...], StatusCue], ...]:
        """The word sequences that end in ``last`` and say something of the act after them, the longest first."""
        return self.phrases.get(last, ())


@lru_cache(maxsize=1)
def load_status_cues() -> StatusCues:
    """The packaged cues, read and checked once.

    Raises:
        CodebookError: an entry is misspelt, stands twice, or two files give one word in one place different statuses.
    """
    lists = data_toml("status", "words.toml")
    return build_status_cues({name: data_toml("status", f"{name}.toml") for name in FILES}, lists)


def build_status_cues(files: Mapping[str, Mapping[str, Any]], lists: Mapping[str, list[str]]) -> StatusCues:
    """Cues from the contents of the cue files and of the word lists; raises as ``load_status_cues`` does."""
    words: dict[str, frozenset[str]] = {}
    for name in _LISTS:
        words[name] = frozenset(lists.get(name, ()))
        if len(words[name]) != len(lists.get(name, ())) or not words[name]:
            raise CodebookError(f"status/words.toml: {name} is empty or holds a word twice")
    cues: list[StatusCue] = []
    examples: list[StatusExample] = []
    for name, content in files.items():
        status = _status(name, content.get("status"))
        cues.extend(_cue(name, status, entry) for entry in content.get("cue", ()))
        for key, near_miss in (("example", False), ("near_miss", True)):
            for entry in content.get(key, ()):
                expected = _status(name, entry.get("status", content["status"]))
                if entry["word"] not in entry["text"]:
                    raise CodebookError(f"status/{name}.toml: {entry['word']!r} is not in {entry['text']!r}")
                examples.append(StatusExample(name, entry["text"], entry["word"], expected, near_miss))
    if len({cue.id for cue in cues}) != len(cues):
        raise CodebookError("status: two cues share an id")

    single: dict[tuple[str, str], StatusCue] = {}
    governors: dict[tuple[str, bool, str], list[tuple[str, StatusCue]]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], StatusCue]]] = {}
    taken: dict[tuple[object, ...], StatusCue] = {}
    statuses: dict[str, set[Status]] = {}
    for cue in cues:
        for word, place in _keys(cue):
            if place in taken:
                raise CodebookError(f"status: {word!r} stands in {taken[place].id} and in {cue.id}")
            taken[place] = cue
            if cue.kind == "governor" or " " not in word:
                statuses.setdefault(word.partition(" ")[0], set()).add(cue.status)
            if cue.kind == "governor":
                lemma, _, particle = word.partition(" ")
                governors.setdefault((lemma, cue.nominal, str(place[-1])), []).append((particle, cue))
            elif cue.kind == "before":
                parts = tuple(word.split())
                phrases.setdefault(parts[-1], []).append((parts, cue))
            else:
                single[cue.kind, word] = cue
    return StatusCues(
        cues=tuple(cues),
        examples=tuple(examples),
        words=words,
        single=single,
        governors={key: tuple(sorted(row, key=lambda pair: (not pair[0], pair[0]))) for key, row in governors.items()},
        phrases={key: tuple(sorted(row, key=lambda pair: (-len(pair[0]), pair[0]))) for key, row in phrases.items()},
        statuses={word: tuple(sorted(found)) for word, found in statuses.items()},
    )


def _keys(cue: StatusCue) -> Iterator[tuple[str, tuple[object, ...]]]:
    for word in cue.words:
        if cue.kind != "governor":
            yield word, (cue.kind, word)
        for takes in sorted(cue.takes):
            yield word, (cue.kind, word, cue.nominal, takes)


def _status(name: str, value: object) -> Status:
    if value not in get_args(Status):
        raise CodebookError(f"status/{name}.toml: {value!r} is not a status")
    return cast("Status", value)


def _cue(name: str, status: Status, entry: Mapping[str, Any]) -> StatusCue:
    where = f"status/{name}.toml: {entry.get('id', 'a cue without id')}"
    unknown = sorted(set(entry) - _FIELDS)
    if unknown:
        raise CodebookError(f"{where}: unknown key {unknown[0]!r}")
    if entry.get("kind") not in KINDS:
        raise CodebookError(f"{where}: {entry.get('kind')!r} is not one of {sorted(KINDS)}")
    words = tuple(entry.get("words", ()))
    if not words or any(word != word.lower().strip() for word in words):
        raise CodebookError(f"{where}: words must be given, in lower case")
    takes = frozenset(entry.get("takes", ()))
    if (entry["kind"] == "governor") != bool(takes) or not takes <= {"clause", "noun"}:
        raise CodebookError(f"{where}: a governor takes 'clause', 'noun' or both, other cues nothing")
    if entry["kind"] == "governor" and any(word.count(" ") > 1 for word in words):
        raise CodebookError(f"{where}: a governor is one word, or a verb and its particle")
    others = {key: _status(name, entry[key]) for key in ("hostile", "violent", "otherwise", "reported") if key in entry}
    return StatusCue(
        id=entry["id"],
        status=status,
        kind=entry["kind"],
        words=words,
        takes=takes,
        prepositions=frozenset(entry.get("prepositions", ())),
        nominal=bool(entry.get("nominal", False)),
        hostile=others.get("hostile"),
        violent=others.get("violent"),
        own=bool(entry.get("own", False)),
        otherwise=others.get("otherwise"),
        reported=others.get("reported"),
        durative=bool(entry.get("durative", False)),
        tense=entry.get("tense"),
        averse=bool(entry.get("averse", False)),
        lapsing=bool(entry.get("lapsing", False)),
    )
