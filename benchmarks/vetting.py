"""Whether the events of news are right, by events of dev reports that were read and judged one by one.

    python benchmarks/vetting.py                  as the coder is
    python benchmarks/vetting.py --without        without vetting and the rules of public standing, to compare

``vetted.tsv`` has the events that an earlier version made of 62 dev reports of six corpora, each judged by two readers:
whether the words tell such an act (``y``; ``d``: told before; ``t``: of another type; ``s``: none), each party whether
it has its side (``y``, ``b``: cut wrongly, ``w``: wrong name, ``r``: belongs to the other side, ``n``), and its status
(``n``: it was wrong, and the right one is not noted).  It names reports by checksum and words by offsets.  Events and
parties that the coder of today makes anew are not judged, only counted.  The first reader's word counts; how often the
two agree is printed.  The corpora are not part of the project (see ``gate.py``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from dateline import pipeline
from dateline.events import coding
from dateline.events.vetting import Vetted
from dateline.record import Event, Record

HERE = Path(__file__).parent
SIDES = ("actors", "recipients")
BINS = 10
Named = tuple[int, str, str]
Judged = TypeVar("Judged")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=HERE.parent.parent / "shared" / "bench")
    parser.add_argument(
        "--without", action="store_true", help="leave the events as they are made, neither vetted nor doubted"
    )
    options = parser.parse_args()
    if not options.bench.is_dir():
        print(f"skipped: the labelled sets are not at {options.bench}; name their folder with --bench")
        return 0
    labels = judgements()
    agreement(labels)
    if options.without:
        with mock.patch.object(coding, "vet", lambda events, *_: Vetted(tuple(events), (None,) * len(events))):
            measure(options.bench, labels)
    else:
        measure(options.bench, labels)
    return 0


Labels = dict[tuple[str, str], dict[Named, list[dict[str, Any]]]]


def judgements() -> Labels:
    """By corpus and checksum of the report's name, and by trigger, type and mode, the verdicts of the readers."""
    found: Labels = defaultdict(lambda: defaultdict(list))
    for line in (HERE / "vetted.tsv").read_text("utf-8").splitlines()[1:]:
        corpus, report, start, type_, mode, act, *sides, status, _, hand = line.split("\t")
        verdict: dict[str, Any] = {"act": act, "status": status, "hand": hand}
        for side, told in zip(SIDES, sides, strict=True):
            spans = () if told == "-" else (one.split(":") for one in told.split(","))
            verdict[side] = {int(span.split("-")[0]): letter for span, letter in spans}
        found[corpus, report][int(start), type_, mode].append(verdict)
    for events in found.values():
        for verdicts in events.values():
            verdicts.sort(key=lambda it: it["hand"])
    return found


def agreement(labels: Labels) -> None:
    """How often two readers say the same."""
    acts, parties = Counter[bool](), Counter[bool]()
    for events in labels.values():
        for first, second in (verdicts[:2] for verdicts in events.values() if len(verdicts) > 1):
            acts[(first["act"] in "yd") == (second["act"] in "yd")] += 1
            for side in SIDES:
                for start, letter in first[side].items():
                    parties[(letter in "ybw") == (second[side].get(start, "?") in "ybw")] += 1
    print(f"two readers agree on {share(acts)} of the events and {share(parties)} of the parties")


def share(counts: Counter[bool]) -> str:
    """How much of what was counted is true."""
    return f"{100 * counts[True] / max(1, counts.total()):.1f} % of {counts.total()}"


def measure(bench: Path, labels: Labels) -> None:
    """Codes the judged reports and prints what is right."""
    coder = pipeline.load()
    acts, parties, whole, strict, kept, kept_parties = (Counter[bool]() for _ in range(6))
    of_corpus: dict[str, Counter[bool]] = defaultdict(Counter)
    new = Counter[str]()
    stated: list[tuple[float, bool]] = []
    for corpus, record, judged in coded(coder, bench, labels):
        made = {(event.trigger.start, event.type, event.mode or "-"): event for event in record.events}
        new["events"] += len(made.keys() - judged.keys())
        for name, verdicts in judged.items():
            verdict, event = verdicts[0], made.get(name)
            right = verdict["act"] in "yd"
            if right:
                kept[event is not None] += 1
            for side in SIDES:
                for start, letter in verdict[side].items():
                    if right and letter in "ybw":
                        held = event is not None and any(it.start == start for it in getattr(event, side))
                        kept_parties[held] += 1
            if event is None:
                continue
            acts[right] += 1
            found = list(verdicts_of(event, verdict))
            new["parties"] += found.count(None)
            for one in found:
                if one is not None:
                    parties[one] += 1
            if None in found and right and all(one is not False for one in found):
                continue  # whether the parties that are new have their sides has not been judged
            whole[right and all(found)] += 1
            of_corpus[corpus][right and all(found)] += 1
            strict[verdict["act"] == "y" and verdict["status"] == event.status and all(found)] += 1
            stated.append((event.confidence, right and all(found)))
    print(f"events whose words tell such an act: {share(acts)}; with all parties right: {share(whole)}")
    print(f"… and with the right status, told for the first time: {share(strict)}")
    print("with all parties right, by corpus:", ", ".join(f"{it} {share(of_corpus[it])}" for it in sorted(of_corpus)))
    print(f"parties on their side: {share(parties)}")
    print(f"of the right events kept: {share(kept)}; of the right parties of right events: {share(kept_parties)}")
    print(f"not judged: {new['events']} events, {new['parties']} parties")
    print(f"confidence: {calibration(stated)}")


def coded(
    coder: pipeline.Coder, bench: Path, labels: Mapping[tuple[str, str], Judged]
) -> Iterator[tuple[str, Record, Judged]]:
    """The records of the judged reports, each with its corpus and what was judged of it."""
    for corpus in sorted({corpus for corpus, _ in labels}):
        for line in (bench / corpus / "dev.jsonl").read_text("utf-8").split("\n"):
            if not line.strip():
                continue
            item = json.loads(line)
            name = hashlib.sha256(str(item["id"]).encode()).hexdigest()[:10]
            if (corpus, name) in labels:
                record = coder(item["text"], published=item.get("published"), title=item.get("title"))
                yield corpus, record, labels[corpus, name]


def verdicts_of(event: Event, verdict: dict[str, Any]) -> Iterator[bool | None]:
    """Whether each party is on its side; ``None`` where that was not judged."""
    for side, other in (SIDES, SIDES[::-1]):
        for party in getattr(event, side):
            letter = verdict[side].get(party.start)
            if letter is not None:
                yield letter in "ybw"
            else:
                turned = verdict[other].get(party.start)
                yield None if turned is None else turned == "r"


def calibration(stated: list[tuple[float, bool]]) -> str:
    """Mean confidence, share right and expected calibration error."""
    error = 0.0
    for low in range(BINS):
        rows = [row for row in stated if min(int(row[0] * BINS), BINS - 1) == low]
        if rows:
            error += abs(sum(row[0] for row in rows) - sum(row[1] for row in rows))
    count = max(1, len(stated))
    mean, right = sum(row[0] for row in stated) / count, sum(row[1] for row in stated) / count
    return f"{count} events, mean {mean:.3f}, right {right:.3f}, expected calibration error {error / count:.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
