"""Fit the weights by which the day, town and numbers of a report's violence are told (`codebook/data/facts`).

    python training/facts.py BENCH [REPORTS]

Codes the train parts of two labelled sets in ``BENCH`` (at most ``REPORTS`` of each, shuffled with a fixed seed) up
to where facts are weighed, and fits for each fact a conditional logit over its candidates by their signs: of the
candidates of one report, those that the labels call right should have all the probability.  Five-fold figures are
printed beside those of the rules alone; nothing of the dev parts is read.

Gun-violence reports: day, town, killed and injured of the incident; folds by state.
Maoist-conflict summaries: killed and injured, where at most one act of violence has a number; folds by checksum.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dateline import pipeline
from dateline.codebook.facts import FACTS
from dateline.events import AnnotatedReport
from dateline.events.candidates import day_candidates, toll_candidates, town_candidates
from dateline.events.coding import flagged_events
from dateline.events.told import Candidate, Told, leading_violence
from dateline.record import DatelineError
from reports import annotated

OUT = Path("src/dateline/codebook/data/facts/weights.toml")
SETS = ("incidents", "satp")
MOST = {"incidents": 2475, "satp": 1200}
"""Reports taken of each set: the summaries are to balance the shootings, not to outweigh them."""
RIDGE = 2.0
FOLDS = 5
NEAR = 30.0
"""Kilometres from the coded point within which a town is right."""


@dataclass
class Example:
    """The candidates of one fact of one report: signs, which are right, and which one the rules alone have."""

    fact: str
    corpus: str
    fold: int
    signs: list[dict[str, float]]
    right: list[bool]
    held: int | None
    none: bool = field(default=False)
    """Whether the last candidate is that none is right."""


def main(bench: Path, limit: int) -> None:
    """Fit and write the weights."""
    examples = list(coded(bench, limit))
    OUT.write_text(fitted(examples), "utf-8")


def fitted(examples: Sequence[Example]) -> str:
    """The file of weights; figures are printed on the way."""
    parts = []
    for fact in FACTS:
        own = [one for one in examples if one.fact == fact]
        for corpus in SETS:
            tried = [one for one in own if one.corpus == corpus]
            hits = 0
            for fold in range(FOLDS):
                weights = fit([one for one in own if one.fold != fold])
                hits += sum(is_right(one, weights) for one in tried if one.fold == fold)
            if tried:
                rules = sum(one.held is not None and one.right[one.held] for one in tried)
                found = sum(any(one.right[:-1] if one.none else one.right) for one in tried)
                print(
                    f"{corpus} {fact}: {len(tried)} reports; rules {100 * rules / len(tried):.1f}, five-fold "
                    f"{100 * hits / len(tried):.1f}, among the candidates {100 * found / len(tried):.1f}"
                )
        rows = sorted(fit(own).items())
        parts.append(f"[{fact}]\n" + "".join(f"{name} = {weight:.4f}\n" for name, weight in rows))
    body = "\n".join(parts)
    version = hashlib.sha256(body.encode()).hexdigest()[:12]
    head = (
        "# Weights of the signs by which events/facts.py tells the day, town and numbers of a report's violence, made\n"
        "# by training/facts.py from labelled training reports (docs/models/facts.md); no text of them is kept.\n"
    )
    return f'{head}version = "{version}"\n\n{body}'


def is_right(one: Example, weights: dict[str, float]) -> bool:
    """Whether the likeliest candidate is right; "none" leaves what the rules have."""
    totals = [sum(weights.get(sign, 0.0) * value for sign, value in signs.items()) for signs in one.signs]
    best = max(range(len(totals)), key=lambda place: (totals[place], -place))
    if one.none and best == len(totals) - 1:
        return one.held is not None and one.right[one.held]
    return one.right[best]


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Weights of a conditional logit with a ridge, by Adam over all examples at once."""
    usable = [one for one in examples if any(one.right)]
    names = sorted({sign for one in usable for signs in one.signs for sign in signs})
    column = {name: place for place, name in enumerate(names)}
    rows = np.zeros((sum(len(one.signs) for one in usable), len(names)))
    right = np.zeros(len(rows))
    owner = np.zeros(len(rows), int)
    place = 0
    for number, one in enumerate(usable):
        for signs, good in zip(one.signs, one.right, strict=True):
            for sign, value in signs.items():
                rows[place, column[sign]] = value
            right[place], owner[place] = good, number
            place += 1
    starts = np.flatnonzero(np.r_[True, np.diff(owner) > 0])
    weights, mean, spread = (np.zeros(len(names)) for _ in range(3))
    steps = 500
    for step in range(1, steps + 1):
        totals = rows @ weights
        shares = np.exp(totals - np.maximum.reduceat(totals, starts)[owner])
        chance = shares / np.add.reduceat(shares, starts)[owner]
        wanted = shares * right / np.add.reduceat(shares * right, starts)[owner]
        slope = rows.T @ (chance - wanted) + RIDGE * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope * slope
        rate = 0.05 if step < 0.7 * steps else 0.015
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return dict(zip(names, weights.tolist(), strict=True))


# -- reports ---------------------------------------------------------------------------------------------------------


def coded(bench: Path, limit: int) -> Iterator[Example]:
    """The examples of the train parts."""
    coder = pipeline.load()
    for corpus in SETS:
        rows = [json.loads(line) for line in (bench / corpus / "train.jsonl").read_text("utf-8").splitlines() if line]
        random.Random(7).shuffle(rows)  # noqa: S311  (a fixed order, no secret)
        for row in [row for row in rows if labels(corpus, row) is not None][: min(limit, MOST[corpus])]:
            try:
                yield from examples_of(corpus, row, *read(coder, row))
            except DatelineError as error:
                print(f"{row['id']}: {error}")


def read(coder: pipeline.Coder, row: dict[str, Any]) -> tuple[Any, ...]:
    """A report up to where its facts are weighed: what was found in it, its events and all numbers."""
    found = annotated(coder, row)
    flagged = flagged_events(found, coder.books.events)
    return found, flagged.events, flagged.counts


@dataclass
class Labels:
    """What is known of the violence of a report; ``None`` where it is not."""

    killed: int
    injured: int
    day: str | None
    town: str | None
    lat: float | None
    lon: float | None


def labels(corpus: str, row: dict[str, Any]) -> Labels | None:
    """The labels of a report; ``None`` where it tells of no violence."""
    gold = row["gold"]
    if corpus == "incidents":
        one = gold["incident"]
        return Labels(one["killed"], one["injured"], one["date"], one["city"], one.get("lat"), one.get("lon"))
    if not {"armed_assault", "bombing"} & set(gold["actions"]):
        return None
    killed, injured = (int(gold[key].get("total") or 0) for key in ("killed", "injured"))
    return Labels(killed, injured, None, None, None, None)


def examples_of(
    corpus: str, row: dict[str, Any], found: AnnotatedReport, events: Any, counts: Any
) -> Iterator[Example]:
    """The examples of one report: none where it tells of no violence as done."""
    known = labels(corpus, row)
    home = leading_violence(events)
    if home is None or known is None:
        return
    told = Told.of(found, events, events[home])
    if (
        corpus == "satp"
        and sum(event.toll.killed is not None or event.toll.injured is not None for event in told.violent) > 1
    ):
        return
    fold = zlib.crc32((row["gold"]["incident"]["state"] if corpus == "incidents" else row["id"]).encode()) % FOLDS
    lead = events[home]
    if known.day is not None:
        days = day_candidates(told)
        held = None if lead.when is None else (lead.when.from_, lead.when.to)
        right = [one.value is not None and one.value[0] <= known.day <= one.value[1] for one in days]  # type: ignore[index,operator,misc]  # a day
        yield example("day", corpus, fold, days, right, held)
    if known.town is not None:
        towns = town_candidates(told)
        right = [any(is_town(place, known) for place in one.mentions) for one in towns]
        had = [any(place in lead.where for place in one.mentions) for one in towns]
        # An event may have several places, of which one is right: then the rules are.
        best = max(range(len(towns)), key=lambda place: (had[place] and right[place], had[place], -place))
        yield example("town", corpus, fold, towns, right, towns[best].value if had[best] else None)
    for key, number, killed in (("killed", known.killed, 0), ("injured", known.injured, known.killed)):
        numbers = toll_candidates(told, counts, key, killed)
        now = getattr(lead.toll, key)
        yield example(
            key, corpus, fold, numbers, [one.value == number for one in numbers], 0 if now is None else now.min
        )  # fmt: skip


def example(
    fact: str, corpus: str, fold: int, found: Sequence[Candidate[Any]], right: list[bool], held: Any
) -> Example:
    """One example; that none is right is right where no other candidate is."""
    none = found[-1].value is None
    if none:
        right[-1] = not any(right)
    place = next((place for place, one in enumerate(found) if one.value is not None and one.value == held), None)
    return Example(fact, corpus, fold, [one.signs for one in found], right, place, none)


def is_town(place: Any, known: Labels) -> bool:
    """Whether a place is where it happened, by name or within ``NEAR`` of the coded point."""
    if known.town and known.town.lower() in ((place.name or "").lower(), place.text.lower()):
        return True
    if known.lat is None or known.lon is None or place.lat is None:
        return False
    step = math.pi / 180
    across = math.sin((place.lat - known.lat) * step / 2) ** 2
    along = math.sin((place.lon - known.lon) * step / 2) ** 2
    across += math.cos(known.lat * step) * math.cos(place.lat * step) * along
    return 12742 * math.asin(min(1.0, math.sqrt(across))) <= NEAR


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10**9)
