"""Borrowing: how likely a day or a place that another sentence names is the act's.

A report goes from one happening to the next and back, so that the last day named before an act is as often another's as
its own.  A logistic regression over named signs tells which; it was fitted on borrowed days and places that we judged
(``training/borrowing.py``, ``docs/models/borrowing.md``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.codebook.setting_words import load_setting_words
from dateline.codebook.sign_weights import SignWeights, load_sign_weights
from dateline.events.draft import Act
from dateline.events.setting import clause_of, head_token, is_speech, way_up
from dateline.parse.tree import Parsed, Sentence
from dateline.record import Place, Span, Status, Time

BORROWED = ("when", "where")
"""What is borrowed: days and places."""
LIKELY = 0.5
"""Chance from which a day or a place is borrowed."""
DOUBTED = "no {} is named with the act; {!r}, named elsewhere, is likelier another's (chance {:.2f} that it is its own)"
"""The reason why what could be borrowed is not."""
_WORDS = load_setting_words()
_MANY = ((1, "1"), (2, "2"), (4, "4"), (8, "8"))
_LENGTHS = ((4, "4"), (8, "8"), (16, "16"), (32, "32"))
_TELLING = ("NN", "VB", "JJ")


@dataclass(frozen=True)
class Loan:
    """A time or place of another sentence that an act could take: what a chance is asked for.

    ``rule`` is the one that offers it, and ``named`` are all times, or all places, of the report.
    """

    about: Literal["when", "where"]
    act: Act
    value: Time | Place
    rule: str
    status: Status | None
    parsed: Parsed
    named: Sequence[Time] | Sequence[Place]


def likelihood(loan: Loan) -> float:
    """The chance that the time or place is that of the act."""
    return weights().chance(loan.about, signs_of(loan))


def weights() -> SignWeights:
    """The weights of the signs, by what is borrowed."""
    return load_sign_weights("setting", BORROWED)


def signs_of(loan: Loan) -> list[str]:
    """The signs of a borrowed time or place."""
    act, found, parsed = loan.act, loan.value, loan.parsed
    home = parsed.sentence_at(found.start)
    signs = [
        f"rule={loan.rule}", f"type={act.type}", f"status={loan.status}", f"form={_form(act)}",
        f"sentences={_bucket(len(parsed.sentences), _LENGTHS)}", f"values={_bucket(len(_values(loan.named)), _MANY)}",
    ]  # fmt: skip
    if act.mode is not None:
        signs.append(f"mode={act.mode}")
    if any(
        mark.label == "CONTENT" and mark.first <= act.word.index < mark.last
        for mark in act.sentence.marks.get("quote", ())
    ):
        signs.append("quoted")
    opening = act.sentence.tokens[0].lower
    if opening in _APART:
        signs.append("apart")
    if act.sentence.index < 2:
        signs.append("opens")
    if home is None:
        return signs
    gap = act.sentence.index - home.index
    signs.append(f"gap={'ahead' if gap < 0 else min(gap, 4)}")
    between = parsed.text[min(found.end, act.sentence.start) : max(found.start, act.sentence.start)]
    signs.append(f"paragraphs={min(2, sum(1 for part in between.split(chr(10)) if part.strip()) - 1)}")
    shared = _names(home) & _names(act.sentence)
    signs.append(f"shared={min(2, len(shared))}")
    if any(_heads(home) & {word.lower() for word in party.text.split()} for party in (*act.actors, *act.recipients)):
        signs.append("party")
    if any(token.lemma == act.word.lemma for token in home.tokens):
        signs.append("same word")
    signs += _around(home, found, act)
    return signs


def _around(home: Sentence, found: Time | Place, act: Act) -> Iterator[str]:
    """What stands with the time or place where it is named."""
    token = head_token(home, found)
    if token is None:
        return
    holder = clause_of(home, token)
    violent = any(up.lemma in _WORDS.violence for up in (*way_up(home, token)[:3], holder))
    yield f"beside={'violence' if violent else 'speech' if is_speech(holder) else 'other'}"
    yield f"beside={'violence' if violent else 'other'},{act.type}"
    if holder.tag[:2] == "VB":
        yield f"tense={holder.tag}"
    if any(up.dep in ("relcl", "advcl", "ccomp") for up in way_up(home, token)):
        yield "within"


_APART = frozenset(
    ("meanwhile", "earlier", "also", "in", "on", "another", "separately", "later", "elsewhere", "last", "previously")
)
"""Words that often open the telling of another happening."""


def _form(act: Act) -> str:
    """The act's word as its day depends on it: a noun, or the tense of a verb."""
    if act.word.tag[:2] != "VB":
        return "noun"
    having = {child.lower for child in act.sentence.dependents(act.word, "aux", "auxpass")}
    if "had" in having:
        return "had"
    if having & {"have", "has", "'ve"}:
        return "have"
    return act.word.tag


def _values(spans: Sequence[Span]) -> set[object]:
    """The different days or towns that a report names."""
    found: set[object] = set()
    for span in spans:
        if isinstance(span, Time) and span.from_ is not None:
            found.add((span.from_, span.to))
        if isinstance(span, Place) and not (span.feature or "").startswith("PCL"):
            found.add(span.name or span.text)
    return found


def _names(sentence: Sentence) -> set[str]:
    return {token.lower for token in sentence.tokens if token.tag[:3] == "NNP"}


def _heads(sentence: Sentence) -> set[str]:
    return {token.lower for token in sentence.tokens if token.tag[:2] in _TELLING}


def _bucket(count: int, bounds: Sequence[tuple[int, str]]) -> str:
    return next((name for bound, name in bounds if count <= bound), "more")
