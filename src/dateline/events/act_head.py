"""The act head: the words that tell an act, with or without an entry of the codebook, and who takes part in it.

Two small networks over the reader's vectors and named signs of the words, fitted on sentences of news in which every
act was marked with its type and its parties (``docs/models/acts.md``).  The one says of a verb, noun or adjective
whether it tells an act, and of what type: the codebook's entries for its lemma are among the signs.  The other says of
a phrase whether it is an actor or a recipient of the act that a word tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from dateline.codebook.acts import Acts, Frame
from dateline.parse.heads import gelu, mean_of, softmax
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.parse.weights import ModelError, published
from dateline.record import EventType

Floats = NDArray[np.float32]

LIKELY = 0.4
"""Chance from which a word tells an act, and from which a phrase takes part in it, where both are vetted."""
UNVETTED = 0.5
"""The same where nothing vets them."""
SURE = 0.7
"""Chance from which an act stands whoever takes part in it, until it is vetted."""
OF_TYPE = 0.4
"""Chance that an act must have of its likeliest type."""
ENTRY = "model:act"
_TELLING = ("VB", "NN", "JJ")
"""Penn tags, by their first two letters, of words that may tell an act."""
_NOMINAL = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "WP"))
_LIKE_NOUNS = frozenset(("DT", "WDT", "CD", "JJ"))
_PLACES = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "dative", "conj", "attr"))
"""Relations in which a word that only may stand for a noun does."""
_WITHIN = frozenset(("compound", "nmod", "amod", "nummod"))
_STEPS = 5
"""Steps of the way between a word and a party beyond which they are only far apart."""
_FAR = (3, 6, 11, 21)
_MARKED = 0.4


Part = tuple[Floats, NDArray[np.intp]]
"""Some rows of vectors, and which of them each thing has: what many things share is multiplied once."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Networks of one kind, side by side in each weight; ``names`` gives the row of a sign, row 0 is of none."""

    weights: Mapping[str, Floats]
    names: Mapping[str, int]

    def chances(self, signs: Sequence[Sequence[str]], parts: Sequence[Part]) -> Floats:
        """A row for each thing, a column for each answer, which exclude each other.

        ``parts`` are the vectors of the things, piece by piece.
        """
        known = self.weights
        rows = [[row for name in told if (row := self.names.get(name))] for told in signs]
        places = np.zeros((len(rows), max(1, *map(len, rows))), np.intp)
        for place, own in enumerate(rows):
            places[place, : len(own)] = own
        found: list[Floats] = []
        for number, weight in enumerate(known["in.weight"]):
            hidden = known["form"][number][places].sum(axis=1) + known["in.bias"][number]
            first = 0
            for vectors, index in parts:
                last = first + vectors.shape[1]
                hidden += (vectors @ weight[first:last])[index]
                first = last
            logits = gelu(hidden) @ known["out.weight"][number] + known["out.bias"][number]
            found.append(softmax(logits + known["skip"][number][places].sum(axis=1)))
        chances: Floats = np.mean(found, axis=0, dtype=np.float32)
        return chances


@dataclass(frozen=True, slots=True, eq=False)
class ActHead:
    """Both networks, the reader they were fitted on, and the types in the order of their columns."""

    engine: str
    types: tuple[EventType, ...]
    words: Network
    sides: Network


@lru_cache(maxsize=1)
def act_head() -> ActHead:
    """The installed networks, loaded and checked once.

    Raises ``ModelError`` when the package lacks them, or their file was changed.
    """
    folder = Path(str(files("dateline.events").joinpath("model")))
    try:
        about: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["acts"]
    except (OSError, KeyError) as fault:
        raise ModelError(f"the model of acts is not installed ({fault}); reinstall dateline") from fault
    return head_of_weights(load_file(published(folder / "acts.safetensors", about["sha256"], "acts")), about)


def head_of_weights(weights: Mapping[str, Floats], about: Mapping[str, Any]) -> ActHead:
    """The networks of a file's ``weights``; ``about`` names the reader and the types in the order of their columns."""
    made = []
    for kind in ("words", "sides"):
        own = {name.removeprefix(f"{kind}."): value for name, value in weights.items() if name.startswith(f"{kind}.")}
        names = own.pop("names").tobytes().decode("utf-8").split("\n")
        known = {name: value.astype(np.float32) for name, value in own.items()}
        made.append(Network(known, {name: row for row, name in enumerate(names, 1)}))
    return ActHead(about["engine"], tuple(about["types"]), *made)


# -- what the networks are told --------------------------------------------------------------------------------------


def telling(sentence: Sentence, acts: Acts) -> list[Token]:
    """The words of a sentence that may tell an act: verbs, nouns and adjectives.

    Names may where the codebook has the word: a headline's "Arrest" can be read as one.
    """
    return [
        token
        for token in sentence.tokens
        if token.tag[:2] in _TELLING and (token.tag[:3] != "NNP" or any(frames_of(token, acts)))
    ]


def word_signs(sentence: Sentence, word: Token, acts: Acts) -> list[str]:
    """The signs of a word that may tell an act."""
    above = sentence[word.head]
    found = [f"lemma={word.lemma.lower()}", f"tag={word.tag}", f"dep={word.dep}"]
    if above is not word:
        found += [f"up={above.dep}", f"up tag={above.tag}"]
    types = {frame.type for frame in frames_of(word, acts)}
    return [*found, *(f"book={type_}" for type_ in sorted(types)), *(["book"] if types else [])]


def frames_of(word: Token, acts: Acts) -> Iterator[Frame]:
    """The codebook's frames for a word, whatever they ask for."""
    lemma = word.lemma.lower()
    for frames in (
        acts.verbs.get(lemma),
        acts.nouns.get(lemma),
        acts.nouns.get(word.lower),
        acts.adjectives.get(lemma),
    ):
        yield from frames or ()


def word_parts(told: Sequence[tuple[Sentence, Sequence[Token]]]) -> list[Part]:
    """The reader's vectors of words that may tell acts.

    Of each word its own, its governor's, its sentence's mean, and its own of the middle layer.
    """
    own = [_vectors(sentence)[[it.index for it in words]] for sentence, words in told]
    above: list[Floats] = [np.zeros((1, own[0].shape[1]), np.float32)]
    means, of_above, of_mean, count = list[Floats](), list[int](), list[int](), 1
    for place, (sentence, words) in enumerate(told):
        vectors = _vectors(sentence)
        heads = sorted({it.head for it in words if it.head != it.index})
        rows = {head: count + row for row, head in enumerate(heads)}
        above.append(vectors[heads])
        count += len(heads)
        of_above += [0 if it.head == it.index else rows[it.head] for it in words]
        of_mean += [place] * len(words)
        means.append(mean_of(vectors))
    every = np.arange(len(of_mean))
    return [
        (np.concatenate(own), every),
        (np.concatenate(above), np.array(of_above)),
        (np.array(means), np.array(of_mean)),
        (np.concatenate([_middle(sentence)[[it.index for it in words]] for sentence, words in told]), every),
    ]


def taking_part(sentence: Sentence, word: Token) -> list[Token]:
    """The words at the head of phrases that may take part in what ``word`` tells."""
    found = []
    for token in sentence.tokens:
        if token.index == word.index or (token.tag not in _NOMINAL and token.tag not in _LIKE_NOUNS):
            continue
        beside = token.head == word.index
        if token.tag in _LIKE_NOUNS and token.dep not in _PLACES and not (beside and token.tag == "JJ"):
            continue
        if token.dep not in _WITHIN or beside:
            found.append(token)
    return found


def side_signs(sentence: Sentence, word: Token, type_: str, party: Token) -> list[str]:
    """The signs of a phrase's head word as one that takes part in what ``word`` tells."""
    way = way_to(sentence, word, party)
    away = abs(party.index - word.index)
    found = [
        f"type={type_}", f"tag={word.tag}", f"dep={word.dep}", f"lemma={word.lemma.lower()}", f"way={way}",
        f"party tag={party.tag}", f"party dep={party.dep}", "before" if party.index < word.index else "after",
        f"far={sum(away >= bound for bound in _FAR)}", f"way={way},{word.tag[:2]}",
    ]  # fmt: skip
    if party.tag.startswith("PRP"):
        found.append(f"pronoun={party.lower}")
    entity = sentence.entity_at(party.index)
    found.append(f"entity={entity.label if entity else None}")
    for mark in sentence.marks.get("role", ()):
        if mark.first <= party.index < mark.last and mark.score >= _MARKED:
            found.append(f"role={mark.label}")
    return found


def side_parts(asked: Sequence[tuple[Sentence, Token, Sequence[Token]]]) -> list[Part]:
    """The reader's vectors of words that tell acts, and of the head words of the phrases asked about for each."""
    own = np.array([_vectors(sentence)[word.index] for sentence, word, _ in asked])
    sizes = [len(parties) for _, _, parties in asked]
    rows = [_vectors(sentence)[[it.index for it in parties]] for sentence, _, parties in asked]
    return [(own, np.repeat(np.arange(len(asked)), sizes)), (np.concatenate(rows), np.arange(sum(sizes)))]


def way_to(sentence: Sentence, word: Token, party: Token) -> str:
    """The steps from the word to the party: governors upwards, then relations downwards, prepositions by name."""
    up = [word.index, *(token.index for token in islice(sentence.ancestors(word), _STEPS))]
    down: list[str] = []
    token = party
    for _ in range(_STEPS + 1):
        if token.index in up:
            steps = [f"^{sentence[index].dep}" for index in up[: up.index(token.index)]]
            return " ".join((*steps, *reversed(down))) or "="
        down.append(f"{token.dep}:{token.lower}" if token.dep in ("prep", "agent") else token.dep)
        if token.head == token.index:
            break
        token = sentence[token.head]
    return "far"


def _vectors(sentence: Sentence) -> Floats:
    if sentence.vectors is None:
        raise ValueError("the report was read without vectors")
    return sentence.vectors


def _middle(sentence: Sentence) -> Floats:
    if sentence.middle is None:
        raise ValueError("the report was read without the vectors of the middle layer")
    return sentence.middle


# -- what they say ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the act head says of one sentence; nothing where it was read without the learned reader.

    ``scores`` has by a word's index how likely it tells no act, and how likely one of each of the head's types.
    ``asked`` keeps what was asked about sides: an act is drafted, then vetted.
    """

    sentence: Sentence
    scores: Mapping[int, Sequence[float]]
    asked: dict[tuple[int, EventType], dict[int, tuple[float, float]]] = field(default_factory=dict)

    @classmethod
    def of(cls, sentence: Sentence, acts: Acts) -> Seen:
        """What it says of this sentence."""
        return _seen([sentence], acts)[sentence.index]

    def chance(self, word: int) -> float:
        """How likely a word tells an act at all."""
        row = self.scores.get(word)
        return 0.0 if row is None else 1.0 - row[0]

    def is_told(self, word: int, least: float = LIKELY) -> bool:
        """Whether a word tells an act with a chance from ``least``, and of what type can be said."""
        return self.chance(word) >= least and max(self.scores[word][1:]) >= OF_TYPE

    def told(self, least: float = LIKELY) -> list[int]:
        """The words that tell an act with a chance from ``least``, the likeliest first."""
        return sorted((it for it in self.scores if self.is_told(it, least)), key=lambda it: (-self.chance(it), it))

    def of_type(self, word: int, type_: EventType) -> float:
        """How likely a word tells an act of a type."""
        row = self.scores.get(word)
        return 0.0 if row is None else row[_column(type_)]

    def best(self, word: int) -> EventType:
        """The likeliest type of an act that a word tells."""
        row = self.scores[word][1:]
        return act_head().types[row.index(max(row))]

    def sides(self, word: Token, type_: EventType) -> dict[int, tuple[float, float]]:
        """By the head word of each phrase how likely it is an actor and a recipient of what ``word`` tells."""
        if (word.index, type_) not in self.asked:
            ask_sides([(self, word, type_)])
        return self.asked[word.index, type_]


def ask_sides(acts: Iterable[tuple[Seen, Token, EventType]]) -> None:
    """Lets ``Seen.sides`` know all these acts at once, which takes less time than one by one."""
    asked: list[tuple[Sentence, Token, Sequence[Token]]] = []
    homes: list[dict[int, tuple[float, float]]] = []
    signs: list[list[str]] = []
    for seen, word, type_ in acts:
        if (word.index, type_) in seen.asked:
            continue
        home = seen.asked[word.index, type_] = {}
        parties = taking_part(seen.sentence, word) if seen.scores else []
        if parties:
            asked.append((seen.sentence, word, parties))
            homes.append(home)
            signs += [side_signs(seen.sentence, word, type_, party) for party in parties]
    if not asked:
        return
    rows = iter(act_head().sides.chances(signs, side_parts(asked)).tolist())
    for home, (_, _, those) in zip(homes, asked, strict=True):
        for party in those:
            _, actor, recipient = next(rows)
            home[party.index] = actor, recipient


def seen_in(parsed: Parsed, acts: Acts) -> dict[int, Seen]:
    """What the act head says of each sentence of a report, by the sentence's index.

    It says nothing of a report that was read by another reader than it was fitted on.
    """
    if any(it.vectors is not None for it in parsed.sentences) and parsed.engine != act_head().engine:
        return {sentence.index: Seen(sentence, {}) for sentence in parsed.sentences}
    return _seen(parsed.sentences, acts)


def _seen(sentences: Sequence[Sentence], acts: Acts) -> dict[int, Seen]:
    found = {sentence.index: Seen(sentence, {}) for sentence in sentences}
    read = [(sentence, telling(sentence, acts)) for sentence in sentences if sentence.vectors is not None]
    told = [(sentence, words) for sentence, words in read if words]
    if not told:
        return found
    head = act_head()
    signs = [word_signs(sentence, word, acts) for sentence, words in told for word in words]
    chances = iter(head.words.chances(signs, word_parts(told)).tolist())
    for sentence, words in told:
        found[sentence.index] = Seen(sentence, {word.index: next(chances) for word in words})
    return found


@lru_cache(maxsize=32)
def _column(type_: EventType) -> int:
    """Where the chance of a type stands in a row."""
    return 1 + act_head().types.index(type_)
