"""Tolls: the killed, injured, abducted, arrested, surrendered and displaced, as the report numbers them.

Numbers are found once per report and then each is given to one act: to the act whose trigger it stands with, else to
the nearest act it can belong to.  A number told again, or told in parts ("two of them"), is not added up.  One victim
counts as one; a plural without a number is not reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.codebook.syntax_words import load_syntax_words
from dateline.codebook.toll_words import TollWords, load_toll_words
from dateline.events.clauses import is_verb
from dateline.events.counts import FoundCount
from dateline.events.distinct import distinct
from dateline.events.draft import Act
from dateline.parse.tree import Parsed
from dateline.record import TOLL_KEYS, Count, Reason, Status, Toll

_WORDS = load_syntax_words()
_STATE = frozenset(("COP", "GOV", "MIL", "PRM"))
"""Sectors of a state's forces."""
_REACH = 3
"""Sentences an act may stand before a number that belongs to it."""
_UNDONE = frozenset(("planned", "threatened", "denied", "hypothetical"))


@dataclass(frozen=True, slots=True)
class AssignedToll:
    """The toll of one act and where its numbers come from."""

    toll: Toll
    reasons: tuple[Reason, ...]


def assign_tolls(
    parsed: Parsed, acts: Sequence[Act], counts: Sequence[FoundCount], statuses: Sequence[Status] | None = None
) -> tuple[AssignedToll, ...]:
    """The toll of each act, in the order of ``acts``; every number goes to one act, repeats to none.

    ``statuses``, one for each act, keep numbers away from acts that were not done unless they stand with the very word.
    """
    near: dict[int, list[int]] = {}
    for place, act in enumerate(acts):
        near.setdefault(act.sentence.index, []).append(place)
    undone = frozenset(place for place, status in enumerate(statuses or ()) if status in _UNDONE)
    words = load_toll_words()
    given: list[list[FoundCount]] = [[] for _ in acts]
    for count in distinct(counts):
        best = _best_act(count, acts, near, undone, words)
        if best is None or (statuses and statuses[best] == "attempted" and _is_aim(count, acts[best])):
            continue
        if _is_sent_home(count, acts[best]):
            continue
        given[best].append(_as_taken(count, acts[best]))
    return tuple(_assigned(rows) for rows in given)


def retold_tolls(acts: Sequence[Act], counts: Sequence[FoundCount]) -> tuple[AssignedToll, ...]:
    """For each act, the numbers that stand with its own word and were told before, so that no act was given them.

    An act that proves to be another happening than the one told before has these numbers after all.
    """
    kept = {(count.key, count.evidence) for count in distinct(counts)}
    near: dict[tuple[int, int], list[FoundCount]] = {}
    for count in counts:
        if (count.key, count.evidence) not in kept and not count.faint:
            near.setdefault((count.sentence, count.word.index), []).append(count)
    return tuple(
        _assigned([_as_taken(it, act) for it in near.get((act.sentence.index, act.word.index), ())]) for act in acts
    )


def toll_of(counts: Sequence[FoundCount]) -> Toll:
    """The toll that numbers of one act add up to."""
    by_key: dict[str, Count] = {}
    for key in TOLL_KEYS:
        rows = [count for count in counts if count.key == key]
        if not rows:
            continue
        unbounded = any(count.max is None for count in rows)
        by_key[key] = Count(
            min=sum(count.min for count in rows),
            max=None if unbounded else sum(count.max or 0 for count in rows),
            by_side=tuple(side for count in rows for side in count.sides),
            evidence=tuple(dict.fromkeys(count.evidence for count in rows)),
        )
    return Toll(**by_key)


def _assigned(rows: Sequence[FoundCount]) -> AssignedToll:
    reasons = tuple(
        Reason(
            about="toll",
            by=f"toll:{count.key}",
            text=f"{count.evidence.text!r} stands with {count.word.text!r}"
            + (" and was told as a rising total" if count.cumulative else ""),
            evidence=(count.evidence,),
        )
        for count in rows
    )
    return AssignedToll(toll_of(rows), reasons)


def _best_act(
    count: FoundCount, acts: Sequence[Act], near: Mapping[int, Sequence[int]], undone: frozenset[int], words: TollWords
) -> int | None:
    """The place of the act a number belongs to: its own word's, else the closest it fits; ``None`` where none does."""
    fits = words.fits[count.key]
    best: tuple[int, int] | None = None
    for gap in range(-1, _REACH + 1):
        for place in near.get(count.sentence - gap, ()):
            act = acts[place]
            fit = fits.get(f"{act.type}:{act.mode}", fits.get(act.type, 0))
            if gap == 0 and act.word.index == count.word.index:
                score = 100 + fit
            elif not fit or count.background or place in undone:
                continue
            elif count.key == "arrested" and act.type == "ASSAULT" and count.word.dep == "amod":
                continue  # "attacked the jail, demanding the release of a *detained* preacher"
            elif count.key == "abducted" and act.mode != "abduct" and (gap or act.type == "ASSAULT"):
                continue  # hostages that are killed, or that another sentence speaks of, were not taken in that attack
            elif gap == 0:
                score = 50 + fit + _closeness(act, count)
            else:
                score = fit + (10 if gap < 0 else 25 - 6 * gap)
            if best is None or (score, -place) > (best[0], -best[1]):
                best = (score, place)
    return None if best is None else best[1]


def _as_taken(count: FoundCount, act: Act) -> FoundCount:
    """The number of people whom the act's own word has "captured": whom others than a state took is abducted.

    Soldiers whom nobody is said to have taken were taken by such others.
    """
    if count.word.index != act.word.index or count.word.lemma not in _WORDS.taking or count.key != "arrested":
        return count
    takers, taken = ({(it.sector or "")[:3] for it in side} - {""} for side in (act.actors, act.recipients))
    state = takers <= _STATE if takers else not (taken and taken <= _STATE)
    return count if act.type != "ASSAULT" or state else replace(count, key="abducted")


def _is_sent_home(count: FoundCount, act: Act) -> bool:
    """Whether those who had to leave are another state's officials: an expelled envoy is no displaced person."""
    official = bool(act.recipients) and all((it.sector or "")[:3] == "GOV" for it in act.recipients)
    return count.key == "displaced" and act.type == "SANCTION" and official


def _is_aim(count: FoundCount, act: Act) -> bool:
    """Whether a number is of those whom an attempt meant to kill: "an attempt to kill the minister" killed nobody."""
    return count.key == "killed" and count.word.index == act.word.index and is_verb(count.word)


def _closeness(act: Act, count: FoundCount) -> int:
    """How close an act of the same sentence stands to a number, in the tree and in words."""
    closeness = -min(20, abs(act.word.index - count.word.index))
    if any(up.index == act.word.index for up in act.sentence.ancestors(count.word)):
        return closeness + 20
    if any(up.index == count.word.index for up in act.sentence.ancestors(act.word)):
        return closeness + 10
    return closeness
