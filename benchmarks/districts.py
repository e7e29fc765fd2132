"""How far from the right district the events of the satp set are placed.

    python benchmarks/districts.py GOLD.jsonl RECORDS.jsonl [--errors N]

GOLD is a part of the labelled set (which is not part of the project), RECORDS what ``dateline code`` wrote for it.  An
item counts where the set names its district.  Right is the report's main event placed in that district, or up to 50 km
from the set's own point (where it gives none, from the gazetteer's point of the district).  A district that neither
places is left out.  The distance is from the event's first mapped place.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

from dateline.codebook.gazetteer import load_gazetteer

NEAR_KM = 50.0
COUNTRY = "IND"
RIGHT = ("within 50 km", "in the district")


def kilometres(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Great-circle distance of two points given as latitude and longitude in degrees."""
    p = math.pi / 180
    (a, b), (c, d) = left, right
    x = math.sin((c - a) * p / 2) ** 2 + math.cos(a * p) * math.cos(c * p) * math.sin((d - b) * p / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(x)))


def gold_place(gold: dict[str, Any]) -> tuple[tuple[float, float] | None, str | None]:
    """Where the set says it was: its point, else the gazetteer's of its district; and the district's name there."""
    gazetteer = load_gazetteer()
    found = [entry for entry in gazetteer.find(gold["district"]) if entry.country == COUNTRY]
    districts = [entry for entry in found if entry.level == "admin2"] or found
    state = gold.get("state") or ""
    inside = [entry for entry in districts if gazetteer.divisions(entry)[0] == state] or districts
    name = inside[0].name if inside and inside[0].level == "admin2" else None
    if gold.get("lat") is not None and gold.get("lon") is not None:
        return (float(gold["lat"]), float(gold["lon"])), name
    return ((inside[0].lat, inside[0].lon) if inside else None), name


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("records", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    records = {}
    with options.records.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            records[record["report"]["id"]] = record
    ends: Counter[str] = Counter()
    with options.gold.open(encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            if not item["gold"].get("district"):
                continue
            point, district = gold_place(item["gold"])
            if point is None:
                ends["district on no map"] += 1
                continue
            events = records.get(str(item["id"]), {}).get("events") or []
            event = next((event for event in events if event.get("main")), events[0] if events else None)
            if event is None:
                ends["no event"] += 1
                continue
            spot = next((place for place in event["where"] if place.get("lat") is not None), None)
            if spot is None:
                end = "no place"
            else:
                away = kilometres(point, (spot["lat"], spot["lon"]))
                end = "within 50 km" if away <= NEAR_KM else "farther"
                if end == "farther" and district is not None and spot.get("admin2") == district:
                    end = "in the district"
            ends[end] += 1
            if end not in RIGHT and options.errors > 0:
                options.errors -= 1
                named = [(place["text"], place["name"], place["admin1"]) for place in event["where"]]
                print("#", item["id"], item["gold"]["district"], item["gold"].get("state"), named, item["text"][:300])
    asked = sum(ends.values()) - ends["district on no map"]
    right = sum(ends[end] for end in RIGHT)
    placed = right + ends["farther"]
    for end, count in sorted(ends.items()):
        print(f"{end:20}{count:6}")
    print(f"SCORE district_50km {100 * right / max(1, asked):.2f}")
    print(f"of those placed {100 * right / max(1, placed):.2f}")


if __name__ == "__main__":
    main()
