"""How fast linking is, and whether it stays so: generated events by the hundred thousand, linked one by one.

    python benchmarks/linking.py                 100,000 events
    python benchmarks/linking.py --events 1000000

The events are made up: reports over ten years, three events each, of a few thousand towns, with words drawn so that
common ones are common.  Each new report meets all that came before it, as in a ledger, whose keys and links are held in
memory here: what is measured is the linking itself, at the size it must cope with.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator

from dateline import linking
from dateline.codebook.tables import table_rows
from dateline.linking import Features
from dateline.record import Coder, Codes, Count, Event, Place, PublishedRange, Record, Report, Span, Time, Toll

YEARS = 10
TOWNS = 4000
NAMES = 60_000
FIRST_DAY = 730_120  # 2000-01-01
CODER = Coder(version="1", model="none", codebook="generated")
TYPES = ("ASSAULT", "ASSAULT", "ASSAULT", "PROTEST", "COERCE", "CONSULT")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    options = parser.parse_args()
    features: list[Features] = []
    by_key: dict[int, list[int]] = defaultdict(list)
    compared = kept = same = 0
    spent = made = 0.0
    slowest = 0.0
    for record in reports(options.events // 3):
        started = time.perf_counter()
        new = linking.features(record)
        made += time.perf_counter() - started
        started = time.perf_counter()
        for one in new:
            keys = [int(key, 16) for key in one.keys]
            near = sorted(set(itertools.chain.from_iterable(by_key[key] for key in keys)))
            for other in near:
                link = linking.compare(one, features[other])
                compared += 1
                kept += link is not None
                same += link is not None and link.same
            number = len(features)
            features.append(one)
            for key in keys:
                by_key[key].append(number)
        took = time.perf_counter() - started
        spent += took
        slowest = max(slowest, took)
        if len(features) % 30_000 < len(new):
            print(
                f"{len(features):>9,} events  {len(features) / spent:,.0f} linked/s  {compared / spent:,.0f} pairs/s  "
                f"{compared / len(features):.1f} met by each  {kept:,} links, {same:,} joining  "
                f"slowest report {1000 * slowest:.0f} ms  features {1000 * made / len(features):.2f} ms each  "
                f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB",
                flush=True,
            )


def reports(count: int) -> Iterator[Record]:
    """Made-up records in order of publication; about every third tells what the one before it told."""
    chance = random.Random(7)  # noqa: S311 (made-up events, no secret)
    common = [row["word"] for row in table_rows(("word", "weight"), "linking", "words.tsv")]
    ranks = [1 / (10 + at) for at in range(len(common))]
    order = sorted(common, key=len)
    sizes = [1 / (10 + at) for at in range(TOWNS)]  # the largest has 2 in a hundred reports
    before: tuple[list[str], int, int, int] | None = None
    for number in range(count):
        day = FIRST_DAY + number * 365 * YEARS // count
        if before is None or chance.random() < 0.65:
            people = [f"zz{chance.randrange(NAMES)}" for _ in range(4)]
            before = people, chance.choices(range(TOWNS), sizes)[0], chance.randrange(1, 30), day
        people, town, killed, happened = before
        words = chance.choices(order, ranks, k=110)
        for at in range(0, 80, 8):
            words[at] = chance.choice([*people, f"Town{town}"])
        yield record_of(f"r{number:07}", " ".join(["begin", *words]), day, happened, town, killed)


def record_of(name: str, text: str, day: int, happened: int, town: int, killed: int) -> Record:
    import datetime

    published = datetime.date.fromordinal(day).isoformat()
    told = datetime.date.fromordinal(happened).isoformat()
    first = Span(text="begin", start=0, end=5)
    where = Place(
        text="begin", start=0, end=5, name=f"Town{town}", geonameid=town + 1, lat=town % 120 - 60.0,
        lon=town % 350 - 170.0, country="XXX", precision="exact",
    )  # fmt: skip
    events = tuple(
        Event(
            id=f"e{number}",
            type=TYPES[(town + number) % len(TYPES)],  # type: ignore[arg-type]
            mode=None,
            status="occurred",
            trigger=first,
            actors=(),
            recipients=(),
            when=Time(text="begin", start=0, end=5, type="DATE", from_=told, to=told),
            where=(where,),
            toll=Toll(killed=Count(min=killed, max=killed)),
            weapon=None,
            claim=None,
            codes=Codes(plover="x"),
            evidence=(),
            because=(),
            confidence=0.5,
            main=number == 1,
        )
        for number in (1, 2, 3)
    )
    report = Report(
        id=name, text=text, sha256="0" * 64, published=published,
        published_range=PublishedRange(from_=published, to=published, basis="given"),
    )  # fmt: skip
    return Record(report=report, coder=CODER, disposition="published", reason="made up", places=(where,), events=events)


if __name__ == "__main__":
    main()
