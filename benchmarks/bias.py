"""Whether the coder reads the same act alike whoever does it: parties are swapped in otherwise equal sentences.

    python benchmarks/bias.py            the table of the model card
    python benchmarks/bias.py --list     also each sentence that is read differently
    python benchmarks/bias.py --report   each sentence within a report, where events are vetted

Sentences of our own (``bias_sentences.txt``) are filled with two parties of each kind, both ways round.  Counted are
the fillings in which type, status and roles are those of most fillings of that sentence, and how often the expected
type is found, by the group that acts.  The sentences and names are not among those trained on.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from dateline import Record, load

HERE = Path(__file__).parent

# contrast: (first group, its names), (second group, its names); every name stands well as one or as many in the past
CONTRASTS: dict[str, tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]] = {
    "nations": (
        ("Western", ("Canada", "Belgium", "Denmark", "New Zealand")),
        ("other", ("Chad", "Myanmar", "Bolivia", "Yemen")),
    ),
    "state or not": (
        ("state", ("the army", "the police", "government troops", "the navy")),
        ("non-state", ("the rebels", "the militia", "the insurgents", "the separatists")),
    ),
    "religions": (
        ("Christian, Jewish", ("Christians", "Catholics", "Jews", "Protestants")),
        ("Muslim, Hindu, Buddhist", ("Muslims", "Sunnis", "Hindus", "Buddhists")),
    ),
    "peoples": (
        ("European", ("Croats", "Basques", "Flemings", "Serbs")),
        ("African, Asian", ("Hutus", "Kurds", "Tamils", "Hausas")),
    ),
    "persons": (
        ("English names", ("John Miller", "Emily Carter", "David Wright", "Susan Clark")),
        ("other names", ("Ahmed Hassan", "Nguyen Van Minh", "Adaeze Okonkwo", "Rosa Quispe")),
    ),
}


REPORT = "It rained in the morning. The market opened late. {} Nobody said more. The roads were dry again by noon."
"""Sentences that tell no act, around the one that does: vetting is for reports of more than three."""


@dataclass(slots=True)
class Tally:
    """What became of the fillings of one contrast."""

    fillings: int = 0
    same: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    acting: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the coder makes of one filling: the type, the status, and which of A and B stand in which role."""

    type: str
    status: str
    roles: str


def sentences() -> list[tuple[str, str]]:
    rows = (HERE / "bias_sentences.txt").read_text("utf-8").splitlines()
    return [(row.split("\t")[0], row.split("\t")[1]) for row in rows if row and not row.startswith("#")]


def filled(sentence: str, left: str, right: str, around: str) -> str:
    text = re.sub(r"\b[AB]\b", lambda slot: left if slot[0] == "A" else right, sentence)
    return around.format(text[0].upper() + text[1:])


def reading(record: Record, left: str, right: str) -> Reading:
    """The surest event that touches either party (ties: the first)."""
    best, sure = Reading("none", "none", ""), -1.0
    for event in record.events:
        roles = []
        for role, held in (("actor", event.actors), ("recipient", event.recipients)):
            for name, slot in ((left, "A"), (right, "B")):
                if any(name.lower().removeprefix("the ") in party.text.lower() for party in held):
                    roles.append(f"{slot} {role}")
        if roles and event.confidence > sure:
            best, sure = Reading(str(event.type), str(event.status), ", ".join(roles)), event.confidence
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    around = REPORT if options.report else "{}"
    coder = load(model=not options.no_model)
    print("| parties swapped | fillings | same type | same status | same roles | right type, first acting | … second |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for contrast, ((first, ours), (second, theirs)) in CONTRASTS.items():
        tally = Tally()
        for kind, sentence in sentences():
            read: dict[tuple[str, str], Reading] = {}
            groups = defaultdict(list)
            for pair in (*zip(ours, theirs, strict=True), *zip(ours, theirs[1:] + theirs[:1], strict=True)):
                for group, (left, right) in ((first, pair), (second, pair[::-1])):
                    read[left, right] = reading(coder(filled(sentence, left, right, around)), left, right)
                    groups[group].append(read[left, right])
            usual = {
                name: Counter(getattr(it, name) for it in read.values()).most_common(1)[0][0]
                for name in ("type", "status", "roles")
            }
            wanted = {"RETREAT", "CONCEDE"} if kind == "YIELD" else {kind.split(":")[-1]}
            tally.fillings += len(read)
            for (left, right), found in read.items():
                for name, common in usual.items():
                    tally.same[name] += getattr(found, name) == common
                if options.list and (found.type, found.status, found.roles) != tuple(usual.values()):
                    print(f"    {filled(sentence, left, right, around)}  {found}  usually {usual}")
            for group, held in groups.items():
                tally.right[group] += sum(it.type in wanted for it in held)
                tally.acting[group] += len(held)
        shares = [100 * tally.same[name] / tally.fillings for name in ("type", "status", "roles")]
        shares += [100 * tally.right[group] / tally.acting[group] for group in (first, second)]
        cells = " | ".join(f"{share:.1f}" for share in shares)
        print(f"| {contrast}: {first} / {second} | {tally.fillings} | {cells} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
