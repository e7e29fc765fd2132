"""How fast the ledger answers on a million events: pages, facet counts, timeline, map; from SQL and from columns.

    python benchmarks/ledger_speed.py --events 1000000 --store /tmp/million.db

The events are made up (tests/ledger/asking.py).  The store is kept, and used again when it is there.  As a peer the
same questions are put to the same file as a plain SQL tool over it would put them (one GROUP BY per facet, LIMIT and
OFFSET), through the standard library's sqlite3.  ``--puts`` times storing coded records instead.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "ledger"))

from asking import COUNTRIES, STATUSES, TYPES, WORDS, fill  # noqa: E402 - found through the line above
from making import a_record  # noqa: E402

from dateline.ledger import open_ledger, queries  # noqa: E402
from dateline.ledger.columns import Columns  # noqa: E402

FACETED = ("type", "status", "country", "actor", "source")


def filters(number: int) -> list[str]:
    """Different filters as a person at the desk asks them, from very wide to very narrow."""
    chance = random.Random(7)  # noqa: S311 - chance that can be had again
    out = ["", "type:assault", "status:occurred", "-status:denied"]
    while len(out) < number:
        year = chance.randint(2015, 2024)
        terms = [
            f"type:{chance.choice(TYPES).lower()}",
            f"country:{chance.choice(COUNTRIES)}",
            f"status:{chance.choice(STATUSES)}",
            f"from:{year}-{chance.randint(1, 12):02}-01",
            f"date:{year}-{chance.randint(1, 12):02}",
            "killed:>0",
            f"killed:>={chance.randint(2, 20)}",
            "sources:>=2",
            'actor:"Islamic State"',
            "sector:MIL",
            f"confidence:>={chance.randint(1, 9) / 10}",
            "has:claim",
            "bbox:-20,10,30,40",
            f"near:{chance.randint(5, 40)},{chance.randint(-60, 80)},300km",
            chance.choice(WORDS),
            f'"{chance.choice(WORDS)} {chance.choice(WORDS)}"',
            f"-type:{chance.choice(TYPES).lower()}",
            "reviewed:yes",
            "has:point",
        ]
        out.append(" ".join(chance.sample(terms, chance.choice((1, 1, 2, 2, 3, 4)))))
    return out


def timed(asks: list[Callable[[], Any]]) -> dict[str, Any]:
    """Milliseconds of the middle and of the slow twentieth: by the clock, and of the processor.

    On a machine that does other work too, the second is what the question costs.
    """
    clock, worked = [], []
    for ask in asks:
        begin, busy = time.perf_counter(), time.process_time()
        ask()
        worked.append((time.process_time() - busy) * 1000)
        clock.append((time.perf_counter() - begin) * 1000)
    out: dict[str, Any] = {"n": len(asks)}
    for name, taken in (("clock", clock), ("cpu", worked)):
        p50, p95 = np.percentile(taken, [50, 95])
        out[name] = {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "max": round(max(taken), 1)}
    return out


def asking(store: Path, number: int, many: int, sql: int) -> dict[str, Any]:
    """Make the store where there is none, then ask."""
    out: dict[str, Any] = {"events": number}
    if not store.exists():
        begin = time.perf_counter()
        with open_ledger(store) as ledger, ledger.write() as writer:
            fill(writer.connection, number)
        out["filled_s"] = round(time.perf_counter() - begin, 1)
    asked = filters(many)
    with open_ledger(store) as ledger:
        columns = Columns(ledger)
        begin, busy = time.perf_counter(), time.process_time()
        queries.count(ledger, columns=columns)
        out["columns_loaded_s"] = round(time.perf_counter() - begin, 1)
        out["columns_loaded_cpu_s"] = round(time.process_time() - busy, 1)
        out["columns_mb"] = round(columns.bytes / 1e6)
        out["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        for order in ("date", "confidence"):
            queries.events_page(ledger, order=order, columns=columns)
        kinds: dict[str, Callable[..., Any]] = {
            "page": lambda one, **given: queries.events_page(ledger, one, **given),
            "facets": lambda one, **given: queries.facets(ledger, one, FACETED, **given),
            "timeline": lambda one, **given: queries.timeline(ledger, one, **given),
            "map": lambda one, **given: queries.points(ledger, one, zoom=5, **given),
            "incidents": lambda one, **given: queries.incidents_page(ledger, one, **given),
        }
        # Each kind begins with nothing remembered, so that every filter is worked out anew.
        for kind, ask in kinds.items():
            columns.forget()
            out[f"{kind}, columns"] = timed([lambda one=one, ask=ask: ask(one, columns=columns) for one in asked])
        few = asked[:: max(1, many // sql)] if sql else []
        for kind, ask in kinds.items() if few else ():
            out[f"{kind}, SQL"] = timed([lambda one=one, ask=ask: ask(one) for one in few])
    if sql:
        out |= peer(store)
    return out


def peer(store: Path) -> dict[str, Any]:
    """The same file asked as a general SQL browser would ask it, with its own indexes in place."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    wheres = ["1", "type = 'ASSAULT'", "country = 'IRQ' AND killed_min > 0", "type = 'PROTEST' AND date_from > '2020'"]
    columns = {"type": "type", "status": "status", "country": "country", "actor": "actor", "source": "source"}

    def page(where: str) -> None:
        connection.execute(f"SELECT * FROM events WHERE {where} ORDER BY date_from DESC LIMIT 50").fetchall()  # noqa: S608
        connection.execute(f"SELECT count(*) FROM events WHERE {where}").fetchall()  # noqa: S608

    def facets(where: str) -> None:
        for column in columns.values():
            connection.execute(
                f"SELECT {column}, count(*) n FROM events WHERE {where} GROUP BY 1 ORDER BY n DESC LIMIT 20"  # noqa: S608
            ).fetchall()

    out = {
        "page, plain SQL": timed([lambda one=one: page(one) for one in wheres * 2]),
        "facets, plain SQL": timed([lambda one=one: facets(one) for one in wheres * 2]),
    }
    connection.close()
    return out


def following(store: Path) -> dict[str, Any]:
    """What a page costs while batches are added: each page reads what changed since the last."""
    with open_ledger(store) as ledger:
        columns = Columns(ledger)
        for order in ("date",):
            queries.events_page(ledger, order=order, columns=columns)
        taken = []
        for batch in range(20):
            with ledger.write() as writer:
                writer.put_many([(a_record(f"more {batch} {number}"), None) for number in range(50)])
            begin = time.perf_counter()
            queries.events_page(ledger, "type:assault", columns=columns)
            taken.append((time.perf_counter() - begin) * 1000)
    return {"page after a batch of 50": {"p50": round(float(np.median(taken)), 1), "max": round(max(taken), 1)}}


def putting(store: Path, number: int, size: int) -> dict[str, Any]:
    """Coded records a second, stored durably in batches, and the memory it takes."""
    records = [a_record(f"report {place}", day=f"2023-03-{place % 28 + 1:02}", events=2) for place in range(2_000)]
    store.unlink(missing_ok=True)
    marks, times = [], []
    with open_ledger(store) as ledger:
        taken = worked = 0.0
        for start in range(0, number, size):
            batch = [_renamed(records[place % len(records)], f"report {place}") for place in range(start, start + size)]
            # Making up records is not part of storing them.
            begin, busy = time.perf_counter(), time.process_time()
            with ledger.write() as writer:
                writer.put_many([(record, None) for record in batch])
            taken, worked = taken + time.perf_counter() - begin, worked + time.process_time() - busy
            marks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            times.append(taken)
        with ledger.read() as connection:
            stored = connection.execute(text("SELECT count(*) FROM reports")).scalar()
    return {
        "records": stored,
        "records_a_second": round(number / taken),
        "records_a_second_of_processor": round(number / worked),
        "records_a_second_by_fifth": [round(number / 5 / later) for later in _fifths(times)],
        "batch": size,
        "peak_mb_at_tenth_half_end": [round(marks[len(marks) // 10]), round(marks[len(marks) // 2]), round(marks[-1])],
    }


def _fifths(times: list[float]) -> list[float]:
    """Seconds that each fifth of the batches took."""
    ends = [times[len(times) * part // 5 - 1] for part in range(1, 6)]
    return [end - before for before, end in zip([0.0, *ends], ends, strict=False)]


def _renamed(record: Any, name: str) -> Any:
    import msgspec

    return msgspec.structs.replace(record, report=msgspec.structs.replace(record.report, id=name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path, default=Path("million.db"))
    parser.add_argument("--filters", type=int, default=120)
    parser.add_argument("--sql", type=int, default=12, help="How many filters are also answered from SQL.")
    parser.add_argument("--puts", type=int, default=0, help="Store so many records instead, and time it.")
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--follow", action="store_true", help="Time pages while batches are added instead.")
    given = parser.parse_args()
    if given.puts:
        found = putting(given.store, given.puts, given.batch)
    elif given.follow:
        found = following(given.store)
    else:
        found = asking(given.store, given.events, given.filters, given.sql)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
