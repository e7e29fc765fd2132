"""The status of an act as a learned head sees it, beside the cues.

Cues say why, but they know only the words they were given: "the pistol jammed" and "the border posts would burn" hold
none.  Small networks, fitted on sentences of our own (``docs/models/status.md``), weigh what the cues found, the words
about the trigger and up the tree, and the reader's vectors of those words of the sentence that matter to the trigger.
They take the decision over only where they are sure enough against what the cues say; the reason then names
``model:status``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from dateline.codebook.status_cues import StatusCues
from dateline.parse.heads import gelu, softmax
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.parse.weights import ModelError, published
from dateline.record import EventType, Status

if TYPE_CHECKING:
    from dateline.events.status import StatusDecision

Floats = NDArray[np.float32]
STATUSES: tuple[Status, ...] = get_args(Status)
_COLUMN = {status: column for column, status in enumerate(STATUSES)}
_NEAR = 12
"""Words looked at on either side of a trigger."""
_UP = 3
"""Governors looked at above a trigger."""
_FORM_TAGS = frozenset(("IN", "MD", "RB", "CC", "TO", "WRB", "RP", "WDT", "PRP", "DT", "PDT"))
_FORM_DEPS = frozenset(("aux", "auxpass", "neg", "mark", "det", "advmod", "amod", "prt"))
_FORMS = {"MD": 0, "VBD": 1, "VBN": 1, "VBZ": 2, "VBP": 2, "VB": 3, "VBG": 4}
_HEADS = 4
"""Questions a trigger asks of the words of its sentence, each in a part of its own of what it knows."""
_BLOCK = 13
"""Words at most whose first map is computed in one piece: 13 times 411 times 48 is less than 2^18."""
_LEAST = 0.4
"""Chance below which the head leaves the decision to the cues."""
_QUOTES = frozenset(('"', "“", "”", "``", "''"))
_ENDS = frozenset((".", "?", "!", '"', "”"))


@dataclass(frozen=True, slots=True, eq=False)
class StatusHead:
    """The fitted networks, side by side in each weight; their mean decides.

    ``names`` gives the row of a named feature; ``trust`` by status of the cues the log odds that the head must have
    against that status before it takes the decision over.
    """

    weights: Mapping[str, Floats]
    names: Mapping[str, int]
    trust: Mapping[str, float]

    def chances(self, words: Floats, place: int, features: Mapping[str, float]) -> Floats:
        """The probability of each of ``STATUSES``, by the rows of ``words_of`` and the trigger's index among them."""
        known = self.weights
        named = sorted((row, value) for name, value in features.items() if (row := self.names.get(name)) is not None)
        rows = [row for row, _ in named]
        values = np.array([value for _, value in named], np.float32)
        # All networks at once: the first axis of everything is the network.
        told = gelu(_times(words, known["in.weight"]) + known["in.bias"][:, None])
        forms = gelu(np.tensordot(values, known["form.weight"][:, rows], (0, 1)) + known["form.bias"])
        skipped = np.tensordot(values, known["skip.weight"][:, rows], (0, 1))
        own = told[:, place]
        parts, size = own.shape
        ask = (_each(own, known["ask.weight"]) + known["ask.bias"]).reshape(parts, _HEADS, -1, 1)
        # What a question seeks is carried to the words, not the words to the question: there are fewer questions.
        key = known["key.weight"].reshape(parts, size, _HEADS, -1).transpose(0, 2, 1, 3)
        sought = (key @ ask)[..., 0].transpose(0, 2, 1)
        heard = softmax((told @ sought).transpose(0, 2, 1) * np.float32(ask.shape[2] ** -0.5))
        value = known["value.weight"].reshape(parts, size, _HEADS, -1).transpose(0, 2, 1, 3)
        context = _each(heard @ told, value).reshape(parts, -1) + known["value.bias"]
        logits = _each(np.concatenate([own, context, forms], axis=1), known["out.weight"]) + known["out.bias"]
        total: Floats = softmax(logits + skipped).sum(axis=0)
        return total / np.float32(parts)

    def against(self, chances: Floats, status: Status) -> tuple[Status, float] | None:
        """The status the head would have instead of the one given, and its chance; ``None`` where it is not surer."""
        best = int(chances.argmax())
        ahead = float(np.log(chances[best] + 1e-9) - np.log(chances[STATUSES.index(status)] + 1e-9))
        if STATUSES[best] == status or ahead <= self.trust[status] or chances[best] < _LEAST:
            return None
        return STATUSES[best], float(chances[best])


def _each(rows: Floats, weights: Floats) -> Floats:
    """Each row times the matrix of its own."""
    found: Floats = (rows[..., None, :] @ weights)[..., 0, :]
    return found


def _times(words: Floats, weights: Floats) -> Floats:
    """The product of the words with each of the matrices, a few words at a time.

    Products this small gain nothing by a second thread, and the library of linear algebra wakes one for larger pieces:
    on a busy machine that costs several times the work itself.
    """
    pieces = np.array_split(words, -(-len(words) // _BLOCK))
    return np.concatenate([piece @ weights for piece in pieces], axis=1)


@lru_cache(maxsize=1)
def status_head() -> StatusHead:
    """The installed head, loaded and checked once.

    Raises ``ModelError`` when its file is missing, changed, or the manifest has no entry for it.
    """
    about = manifest()
    path = published(_folder() / "status.safetensors", about["sha256"], "status")
    weights = load_file(path)
    names = weights.pop("names").tobytes().decode("utf-8").split("\n")
    known = {name: weight.astype(np.float32) for name, weight in weights.items()}
    return StatusHead(known, {name: row for row, name in enumerate(names)}, about["trust"])


def head_for(parsed: Parsed) -> StatusHead | None:
    """The installed head, or ``None`` where the text was read by another reader than it was fitted on."""
    return status_head() if parsed.engine == manifest()["engine"] else None


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """What the head is: the reader it was fitted on, its trust, size and SHA-256 of its file.

    Raises ``ModelError`` when the package lacks it.
    """
    try:
        found: dict[str, Any] = json.loads(_folder().joinpath("manifest.json").read_text(encoding="utf-8"))["status"]
    except (OSError, KeyError) as fault:
        raise ModelError(f"the model of status is not installed ({fault}); reinstall dateline") from fault
    return found


def _folder() -> Path:
    return Path(str(files("dateline.events").joinpath("model")))


def words_of(sentence: Sentence, vectors: Floats, word: Token, cues: StatusCues) -> Floats:
    """A row for each word: the reader's vector, the statuses it is a cue for, its form and place by the trigger."""
    width = vectors.shape[1]
    rows = np.zeros((len(sentence), width + len(STATUSES) + len(_FORMS) + 13), np.float32)
    rows[:, :width] = vectors
    above = [token.index for token in islice(sentence.ancestors(word), 5)]
    first = width + len(STATUSES)
    told: list[tuple[bool, ...]] = []
    for other in sentence.tokens:
        for status in (*cues.said_by(other.lemma), *cues.said_by(other.lower)):
            rows[other.index, width + _COLUMN[status]] = 1.0
        form = _FORMS.get(other.tag)
        if form is not None:
            rows[other.index, first + form] = 1.0
        away = other.index - word.index
        step = above.index(other.index) if other.index in above else -1
        told.append(
            (
                away == 0,
                step == 0,
                step == 1,
                step > 1,
                other.head == word.index and away != 0,
                away == -1,
                -4 <= away < 0,
                0 < away <= 3,
                away < 0,
                abs(away) > 10,
                away != 0 and bool(above) and other.head == above[0],
                other.tag[:2] == "NN",
                other.dep in ("neg", "mark"),
            )
        )
    rows[:, first + len(_FORMS) :] = told
    return rows


def features_of(
    sentence: Sentence, word: Token, type_: EventType, decision: StatusDecision, cues: StatusCues
) -> dict[str, float]:
    """What is told of a trigger besides vectors: the cues' decision, forms, and cues and small words by nearness."""
    found = {
        f"rule={decision.status}": 1.0,
        f"by={decision.by}": 1.0,
        f"second={decision.runner_up}": 1.0,
        f"type={type_}": 1.0,
        f"rule={decision.status},{type_}": 1.0,
        f"tag={word.tag}": 1.0,
        f"dep={word.dep}": 1.0,
        f"lemma={word.lemma}": 0.7,
        "long": min(len(sentence), 50) / 50,
        "late": word.index / len(sentence),
    }
    for child in sentence.dependents(word):
        found[f"{child.dep}:{child.lower}" if child.dep in _FORM_DEPS else f"has={child.dep}"] = 1.0
    for step, above in enumerate(sentence.ancestors(word)):
        if step == _UP:
            break
        if step < 2:
            found[f"up{step}={above.lemma}"] = 0.7
            found[f"up{step}={above.tag}"] = 1.0
        for status in cues.said_by(above.lemma):
            found[f"up{step}:{status}"] = 1.0
    last = sentence.tokens[-1].lower
    found[f"end={last if last in _ENDS else 'none'}"] = 1.0
    first = max(0, word.index - _NEAR)
    for other in sentence.tokens[first : word.index + _NEAR + 1]:
        if other.index == word.index:
            continue
        side = "left" if other.index < word.index else "right"
        near = 1 / (1 + abs(other.index - word.index) / 4)
        names = [f"{side}:{status}" for status in cues.said_by(other.lemma)]
        names += [f"{side}:{status}" for status in cues.said_by(other.lower)]
        if other.tag in _FORM_TAGS:
            names.append(f"{side}={other.lower}")
        elif other.tag[:2] in ("VB", "NN", "JJ"):
            names.append(f"{side}~{other.lemma}")
        for name in names:
            found[name] = max(found.get(name, 0.0), near)
    if any(token.lower in _QUOTES for token in sentence.tokens):
        found["quoted"] = 1.0
    return found
