"""Whether the confidence of events means what it says, and the weights that make it so.

    python benchmarks/calibration.py             measure the stored weights on the dev sets
    python benchmarks/calibration.py --fit       fit the weights anew, measure them on items left out, store weights
                                                 and page

Each labelled sentence of ``plv`` and ``cameo_spans`` judges one event: the one the coder ranks highest among those
that touch the marked parties.  It is right when its type is the labelled one (its class of four, in ``cameo_spans``)
and every marked party stands in the marked role (either role, where they act on each other).  Each of the first 250
summaries of ``satp`` judges the first event that is one of its kinds of action: it is right when that action is
labelled and its actors are of the labelled side, or nobody where none is known.  There, often nobody is named.

A fit sees only the event ranked highest of each sentence and learns nothing about those below it.  So the order of a
sentence's events stays that of their scores: what the weights would turn round is pooled (``in_order``).

The weights are fitted on dev sentences: on sentences the learned heads were trained on, the coder is far surer than it
is right.  The reported error is cross-fitted: every sentence is judged by weights fitted without its fifth.
The data sets are not part of the project (see ``gate.py``).
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline import pipeline
from dateline.codebook.calibration import FEATURES, IDENTITY, Calibration
from dateline.events.confidence import in_order, values_of
from dateline.parse.reader import LexicalReader
from dateline.record import Event

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "training"))

from regression import fit_logistic  # noqa: E402 - found through the line above

WEIGHTS = ROOT / "src/dateline/codebook/data/confidence/weights.toml"
PAGE = ROOT / "docs/figures/calibration.md"
FIGURE = ROOT / "docs/figures/reliability.svg"
FOLDS, BINS, PENALTY = 5, 10, 1.0
SUMMARIES = 250
REBELS, FORCES = frozenset({"REB", "UAF", "CRM", "PRM"}), frozenset({"MIL", "COP", "SPY"})
QUADS = {
    1: ("AGREE", "CONSULT", "SUPPORT"),
    2: ("CONCEDE", "COOPERATE", "AID", "RETREAT"),
    3: ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    4: ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
"""The types of each quad class; ``plv`` has CONCEDE and RETREAT as one type, YIELD."""

Floats = NDArray[np.float64]
Spans = list[tuple[int, int]]


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """One judged event: the fold of its sentence, the values of the features, its stated confidence, and the truth.

    ``beside`` are the values of all events of its sentence, the one that leads first, of which it is that at ``place``.
    """

    fold: int
    values: tuple[float, ...]
    stated: float
    right: bool
    beside: tuple[tuple[float, ...], ...]
    place: int


def main() -> int:
    """Measure, and with ``--fit`` store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=ROOT.parent / "shared" / "bench")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    if not options.bench.is_dir():
        print(f"skipped: the labelled sets are not at {options.bench}; name their folder with --bench")
        return 0
    rows: dict[str, list[Judged]] = {}
    for name, learned in (("model", True), ("codebook", False)):
        coder = pipeline.load(model=learned)
        rows[name] = list(judged(coder, options.bench, "dev"))
        stated = [row.stated for row in rows[name]]
        print(f"{name}: {len(stated)} events, stored weights: {summary(stated, [row.right for row in rows[name]])}")
    if not options.fit:
        return 0
    weights, crossed = {}, {}
    for name, found in rows.items():
        weights[name] = fitted(found)
        crossed[name] = cross_fitted(found)
        right = [row.right for row in found]
        print(f"{name}: fitted, on items left out: {summary(crossed[name], right)}")
    engine = pipeline.load().reader.engine
    WEIGHTS.write_text(toml(weights, engine, len(rows["model"])), "utf-8")
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_text(diagram(crossed["model"], [row.right for row in rows["model"]]), "utf-8")
    PAGE.write_text(page(rows, crossed, engine), "utf-8")
    return 0


# -- judging ---------------------------------------------------------------------------------------------------------


def judged(coder: pipeline.Coder, bench: Path, split: str) -> Iterable[Judged]:
    """One event of each labelled sentence that has one touching the marked parties."""
    bare = with_calibration(coder, IDENTITY)
    yield from incidents(coder, bare, bench, split)
    for task, gold_of in (("plv", plv), ("cameo_spans", cameo)):
        for line in (bench / task / f"{split}.jsonl").read_text("utf-8").split("\n"):
            if not line.strip():
                continue
            item = json.loads(line)
            source, target, types = gold_of(item["gold"])
            if not types or not (source or target):
                continue
            scored, stated = bare(item["text"]).events, coder(item["text"]).events
            places = [place for place, event in enumerate(scored) if touches(event, [*source, *target])]
            if not places and coder.reader.engine == LexicalReader.engine:
                places = list(range(len(scored)))  # without syntax hardly any party is found: that is a miss
            if not places:
                continue
            place = max(places, key=lambda it: (scored[it].confidence, -it))
            event = scored[place]
            values = values_of(event, len(scored))
            yield Judged(
                fold_of(item["text"]),
                values,
                stated[place].confidence,
                is_right(event, source, target, types),
                *led_by(scored, place, len(scored)),
            )


def incidents(coder: pipeline.Coder, bare: pipeline.Coder, bench: Path, split: str) -> Iterable[Judged]:
    """One event of each incident summary."""
    for line in (bench / "satp" / f"{split}.jsonl").read_text("utf-8").split("\n")[:SUMMARIES]:
        item = json.loads(line)
        scored, stated = bare(item["text"]).events, coder(item["text"]).events
        for place, event in enumerate(scored):
            action = action_of(event)
            if action is None or event.status not in ("occurred", "ongoing"):
                continue
            gold = item["gold"]
            right = action in gold["actions"] and side_of(event, action) == gold["perpetrator"]
            near = [it for it in scored if is_near(it, event)]
            values = values_of(event, len(near))
            led = led_by(near, near.index(event), len(near))
            yield Judged(fold_of(item["text"]), values, stated[place].confidence, right, *led)
            break


def action_of(event: Event) -> str | None:
    """The kind of action of the summaries that an event is."""
    if event.type == "ASSAULT":
        return {"abduct": "abduction", "explosives": "bombing", "destroy": "infrastructure"}.get(
            event.mode or "", "armed_assault"
        )
    return {"COERCE:arrest": "arrest", "COERCE:seize": "seizure", "RETREAT:disarm": "surrender"}.get(event.codes.plover)


def side_of(event: Event, action: str) -> str:
    """The side an event's actors are on; who arrests or surrenders goes without saying."""
    sectors = {(party.sector or "")[:3] for party in event.actors}
    sides = {"Maoist" if it in REBELS else "Security" for it in sectors if it in REBELS | FORCES}
    if len(sides) == 1:
        return sides.pop()
    return {"arrest": "Security", "seizure": "Security", "surrender": "Maoist"}.get(action, "Unknown")


def is_near(other: Event, event: Event) -> bool:
    """Whether two events lie within a sentence's length of each other."""
    return abs(other.trigger.start - event.trigger.start) < 100


def led_by(events: Sequence[Event], place: int, sharing: int) -> tuple[tuple[tuple[float, ...], ...], int]:
    """The values of the events of a sentence, the one that leads first, and where the event at ``place`` is in them."""
    order = sorted(range(len(events)), key=lambda it: (-events[it].confidence, it))
    return tuple(values_of(events[it], sharing) for it in order), order.index(place)


def fold_of(text: str) -> int:
    return hashlib.sha256(" ".join(text.lower().split()).encode()).digest()[0] % FOLDS


def with_calibration(coder: pipeline.Coder, calibration: Calibration) -> pipeline.Coder:
    """The same coder with other weights."""
    events = dataclasses.replace(coder.books.events, calibration=calibration)
    return dataclasses.replace(coder, books=dataclasses.replace(coder.books, events=events))


def plv(gold: dict[str, Any]) -> tuple[Spans, Spans, tuple[str, ...]]:
    types = ("CONCEDE", "RETREAT") if gold["root"] == "YIELD" else (gold["root"],)
    return [tuple(it) for it in gold["source"]["spans"]], [tuple(it) for it in gold["target"]["spans"]], types


def cameo(gold: dict[str, Any]) -> tuple[Spans, Spans, tuple[str, ...]]:
    both = [tuple(it) for it in gold["related"]]
    source, target = [tuple(it) for it in gold["source"]], [tuple(it) for it in gold["target"]]
    return source or both[:1], target or both[1:], QUADS.get(gold["quad"], ())


def touches(event: Event, spans: Spans) -> bool:
    """Whether one of the event's parties overlaps one of the spans."""
    return any(overlaps(party, spans) for party in (*event.actors, *event.recipients))


def overlaps(party: Any, spans: Spans) -> bool:
    return any(party.start < end and start < party.end for start, end in spans)


def is_right(event: Event, source: Spans, target: Spans, types: Sequence[str]) -> bool:
    """Whether type and roles are the labelled ones."""
    if event.type not in types:
        return False
    mutual = len(event.actors) > 1 and not event.recipients
    receiving = event.actors if mutual else event.recipients
    acting = not source or any(overlaps(party, source) for party in event.actors)
    return acting and (not target or any(overlaps(party, target) for party in receiving))


# -- fitting ---------------------------------------------------------------------------------------------------------


def fitted(rows: Sequence[Judged]) -> Floats:
    """Weights of a logistic regression with a ridge penalty on all but the offset, the offset first."""
    x = np.array([row.values for row in rows])
    y = np.array([row.right for row in rows], float)
    return fit_logistic(x[:, 1:], y, PENALTY)


def cross_fitted(rows: Sequence[Judged]) -> list[float]:
    """Each row's probability by weights fitted on the other folds."""
    found = []
    for fold in range(FOLDS):
        weights = fitted([row for row in rows if row.fold != fold])
        found += [(place, chance(weights, row)) for place, row in enumerate(rows) if row.fold == fold]
    return [value for _, value in sorted(found)]


def chance(weights: Floats, row: Judged) -> float:
    """What would be stated of an event with these weights, its sentence's other events considered."""
    return in_order([float(1 / (1 + np.exp(-weights @ np.array(values)))) for values in row.beside])[row.place]


def calibration_error(stated: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: the mean gap between stated and observed, over ten bins of equal width."""
    return sum(len(bin_) / len(stated) * abs(mean(s for s, _ in bin_) - mean(r for _, r in bin_)) for bin_ in
               bins(stated, right))  # fmt: skip


def bins(stated: Sequence[float], right: Sequence[bool]) -> list[list[tuple[float, bool]]]:
    """The pairs of stated and observed by tenths of what was stated; empty tenths left out."""
    found: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for value, true in zip(stated, right, strict=True):
        found[min(int(value * BINS), BINS - 1)].append((value, true))
    return [bin_ for bin_ in found if bin_]


def mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held)


def summary(stated: Sequence[float], right: Sequence[bool]) -> str:
    brier = mean((s - r) ** 2 for s, r in zip(stated, right, strict=True))
    return (
        f"calibration error {calibration_error(stated, right):.3f}, Brier score {brier:.3f}, "
        f"mean stated {mean(stated):.3f}, right {mean(right):.3f}"
    )


# -- writing ---------------------------------------------------------------------------------------------------------


def toml(weights: dict[str, Floats], engine: str, items: int) -> str:
    """The weights as the package reads them."""
    body = "".join(
        f"\n[{name}]\n" + "".join(f"{key} = {value:.4f}\n" for key, value in zip(FEATURES, found, strict=True))
        for name, found in weights.items()
    )
    version = hashlib.sha256(body.encode()).hexdigest()[:12]
    return (
        "# Weights of the confidence of events, written by benchmarks/calibration.py --fit: a logistic regression on\n"
        f"# {items} labelled dev items of plv, cameo_spans and satp (learned reader) and fewer (codebook alone).\n"
        f'engine = "{engine}"\nversion = "{version}"\n' + body
    )


def page(rows: dict[str, list[Judged]], crossed: dict[str, list[float]], engine: str) -> str:
    """The table for the docs."""
    lines = [
        f"Fitted with the reader `{engine}`; every sentence judged by weights fitted without its fifth.",
        "",
        "| read by | events judged | right | mean confidence | expected calibration error | Brier score |",
        "|---|---|---|---|---|---|",
    ]
    for name, label in (("model", "learned reader and codebook"), ("codebook", "codebook alone")):
        right, stated = [row.right for row in rows[name]], crossed[name]
        brier = mean((s - r) ** 2 for s, r in zip(stated, right, strict=True))
        lines.append(
            f"| {label} | {len(right)} | {100 * mean(right):.1f} % | {100 * mean(stated):.1f} % "
            f"| {calibration_error(stated, right):.3f} | {brier:.3f} |"
        )
    return "\n".join(lines) + "\n"


def diagram(stated: Sequence[float], right: Sequence[bool]) -> str:
    """A reliability diagram: a dot for each tenth of confidence, as large as it has events."""
    size, edge = 360, 46

    def across(value: float) -> float:
        return edge + value * (size - 2 * edge)

    def up(value: float) -> float:
        return size - edge - value * (size - 2 * edge)

    marks = "".join(
        f'<text x="{across(t):.0f}" y="{size - edge + 16}" text-anchor="middle">{t:.1f}</text>'
        f'<text x="{edge - 8}" y="{up(t) + 4:.0f}" text-anchor="end">{t:.1f}</text>'
        f'<path d="M{across(t):.0f} {up(0):.0f}V{up(1):.0f}M{across(0):.0f} {up(t):.0f}H{across(1):.0f}" class="g"/>'
        for t in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    dots = "".join(
        f'<circle cx="{across(mean(s for s, _ in bin_)):.1f}" cy="{up(mean(r for _, r in bin_)):.1f}" '
        f'r="{2 + 1.1 * len(bin_) ** 0.5:.1f}"><title>{len(bin_)} events: stated '
        f"{mean(s for s, _ in bin_):.2f}, right {mean(r for _, r in bin_):.2f}</title></circle>"
        for bin_ in bins(stated, right)
    )
    middle = size / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        'aria-label="Share of events that are right, by stated confidence">\n'
        "<style>text{font:12px sans-serif;fill:#333}.g{stroke:#ddd;fill:none}.d{stroke:#888;stroke-dasharray:4 3}"
        "circle{fill:#1f6f8b;fill-opacity:.75}</style>\n"
        f'<rect width="{size}" height="{size}" fill="#fff"/>{marks}\n'
        f'<path d="M{across(0):.0f} {up(0):.0f}L{across(1):.0f} {up(1):.0f}" class="d"/>\n{dots}\n'
        f'<text x="{middle:.0f}" y="{size - 10}" text-anchor="middle">stated confidence</text>\n'
        f'<text transform="translate(12 {middle:.0f}) rotate(-90)" text-anchor="middle">share right</text>\n</svg>\n'
    )


if __name__ == "__main__":
    sys.exit(main())
