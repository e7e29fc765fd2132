"""Whether a report's main events are what it is about, by dev reports whose events were read and judged.

    python benchmarks/main_events.py

``main.tsv`` says of the events that an earlier version made of 110 dev reports of six corpora what each is to its
report: its matter (``m``), other news (``n``), background (``b``), or no such act at all (``w``); a line without a
trigger says that none tells the report's matter (``x``).  Half of the reports were judged by two readers, who did not
see what the coder flags; the first one's word counts, and how often they agree is printed.  Events that the coder of
today makes anew are not judged, only counted.  The corpora are not part of the project (see ``gate.py``).
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from dateline import load
from dateline.record import Event
from vetting import coded

HERE = Path(__file__).parent
Labels = dict[tuple[str, str], dict[tuple[int, str], str]]
NONE = (-1, "-")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=HERE.parent.parent / "shared" / "bench")
    options = parser.parse_args()
    if not options.bench.is_dir():
        print(f"skipped: the labelled sets are not at {options.bench}; name their folder with --bench")
        return 0
    agreement(judged("1"), judged("2"))
    measure(options.bench, judged("1"))
    return 0


def judged(hand: str) -> Labels:
    """By corpus and checksum of the report's name what each event is to it, as one of the readers has it."""
    found: Labels = defaultdict(dict)
    for line in (HERE / "main.tsv").read_text("utf-8").splitlines()[1:]:
        corpus, report, trigger, type_, about, reader = line.split("\t")
        if reader == hand:
            found[corpus, report][NONE if trigger == "-" else (int(trigger), type_)] = about
    return found


def agreement(first: Labels, second: Labels) -> None:
    """How often two readers say the same."""
    pairs = [(about, second[report][name]) for report, own in first.items() if report in second
             for name, about in own.items() if name in second[report]]  # fmt: skip
    both = sum(pair == ("m", "m") for pair in pairs)
    either = sum(pair.count("m") for pair in pairs)
    print(
        f"two readers agree on {100 * sum(one == other for one, other in pairs) / len(pairs):.1f} % of {len(pairs)} "
        f"events; on what is main F1 {200 * both / either:.1f}"
    )


def measure(bench: Path, labels: Labels) -> None:
    """Codes the judged reports and prints what is right."""
    flags, background = Counter[str](), Counter[str]()
    of_corpus: dict[str, Counter[bool]] = defaultdict(Counter)
    past = none = without = 0
    for corpus, record, own in coded(load(), bench, labels):
        told = {(event.trigger.start, event.type): event for event in record.events}
        flagged = [own.get(name, "?") for name, event in told.items() if event.main]
        flags.update(flagged)
        background.update(own.get(name, "?") for name, event in told.items() if is_background(event))
        past += sum(own.get(name) == "b" for name in told)
        if any(own.get(name) == "m" for name in told):
            of_corpus[corpus]["m" in flagged] += 1
        else:
            without += 1
            none += not flagged
    known = flags.total() - flags["?"]
    share = {letter: f"{100 * flags[letter] / known:.1f} %" for letter in "mnb"}
    print(f"main: {known} flagged, right {share['m']}, other news {share['n']}, background {share['b']}; "
          f"{flags['?']} more are not judged")  # fmt: skip
    all_ = sum(of_corpus.values(), Counter[bool]())
    print(f"a right one is flagged in {100 * all_[True] / all_.total():.1f} % of {all_.total()} reports that have one; "
          f"none is in {none} of {without} that have not")  # fmt: skip
    for corpus, counts in sorted(of_corpus.items()):
        print(f"  {corpus}: {counts[True]} of {counts.total()}")
    known = background.total() - background["?"]
    print(f"background: {known} said to be, right {100 * background['b'] / max(1, known):.1f} %; "
          f"{100 * background['b'] / max(1, past):.1f} % of {past} found")  # fmt: skip


def is_background(event: Event) -> bool:
    """Whether the record says that the event is told as background."""
    return any(reason.by == "main:background" for reason in event.because)


if __name__ == "__main__":
    raise SystemExit(main())
