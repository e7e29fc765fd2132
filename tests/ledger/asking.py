"""A ledger full of made-up events, straight into its tables: for comparing answers, and for timing them.

Nothing in it is of the world: names are syllables, days and points are drawn by chance from a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Table

from dateline.ledger import search
from dateline.ledger.tables import (
    changes,
    codings,
    counters,
    event_parties,
    event_places,
    events,
    incident_aliases,
    incidents,
    reports,
)
from dateline.record import TOLL_KEYS

TYPES = (
    "ASSAULT", "ASSAULT", "ASSAULT", "ASSAULT", "CONSULT", "CONSULT", "PROTEST", "PROTEST", "COERCE", "COERCE",
    "ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT", "AGREE", "MOBILIZE", "SANCTION", "AID", "RETREAT", "CONCEDE",
    "COOPERATE",
)  # fmt: skip
STATUSES = ("occurred",) * 12 + ("ongoing", "planned", "threatened", "attempted", "denied", "hypothetical")
MODES = {"ASSAULT": ("firearms", "explosives", "drone", None), "PROTEST": ("demo", "riot"), "COERCE": ("arrest", None)}
PRECISIONS = ("exact",) * 5 + ("near", "near", "district", "province", "province", "country", "unknown")
COUNTRIES = ("IRQ", "SYR", "SOM", "NGA", "AFG", "UKR", "COL", "MMR", "YEM", "MLI", "SDN", "PAK")
SECTORS = ("MIL", "REB", "GOV", "CVL", "COP", "UAF", None)
STANCES = (None, None, None, "asserts", "denies", "claims_responsibility", "announces")
CHANNELS = (None, "statement", "Twitter", "radio", "Telegram")
WEAPONS = (None, None, None, "car bomb", "rifles", "a roadside bomb", "mortar shells")
ACLED = (None, ("Battles", "Armed clash"), ("Protests", "Peaceful protest"), ("Riots", "Mob violence"))
WORDS = (
    "soldiers", "fired", "market", "convoy", "village", "bridge", "talks", "ceasefire", "night", "police", "crowd",
    "station", "border", "aid", "hospital", "road", "minister", "spokesman", "shells", "school", "checkpoint", "rally",
    "farmers", "river", "radio", "prison", "camp", "airport", "mosque", "church",
)  # fmt: skip
FIRST = date(2015, 1, 1).toordinal()
SYLLABLES = ("ba", "dor", "kél", "mi", "nu", "qa", "ril", "sha", "tan", "vo", "zu", "'ar")


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).strip("'").capitalize()


class World:
    """Names to draw from: towns in provinces of countries, parties, outlets."""

    def __init__(self, chance: random.Random, towns: int = 3_000, parties: int = 800) -> None:
        provinces = [(_name(chance), country) for country in COUNTRIES for _ in range(12)]
        self.towns = []
        for number in range(towns):
            province, country = chance.choice(provinces)
            home = COUNTRIES.index(country)
            lat, lon = 5 + home * 3 + chance.random() * 4, -70 + home * 14 + chance.random() * 6
            self.towns.append((_name(chance), 10_000 + number, country, province, f"{province} {number % 5}", lat, lon))
        self.parties = [
            (_name(chance) + chance.choice((" Front", " Army", "", " Police")),
             chance.choice((None, f"group:{number}")), chance.choice(COUNTRIES), chance.choice(SECTORS))
            for number in range(parties)
        ]  # fmt: skip
        self.parties[0] = ("Islamic State", "group:islamic-state", "IMG", "REB")
        self.sources = [f"{_name(chance)} {chance.choice(('News', 'Times', 'Radio'))}" for _ in range(120)]


def _pick(chance: random.Random, values: list[Any]) -> Any:
    """One of the values, the first ones much more often than the last."""
    return values[int(len(values) * chance.random() ** 3)]


def _days(chance: random.Random) -> tuple[str | None, str | None]:
    day = date.fromordinal(FIRST + chance.randrange(4_000))
    kind = chance.random()
    if kind < 0.05:
        return None, None
    if kind < 0.10:
        return None, day.isoformat()
    if kind < 0.12:
        return day.isoformat(), None
    if kind < 0.22:
        first = day.replace(day=1)
        return first.isoformat(), (first + timedelta(days=27)).isoformat()
    return day.isoformat(), day.isoformat()


def batches(number: int, seed: int = 1, size: int = 5_000) -> Iterator[dict[Any, list[dict[str, Any]]]]:
    """The rows of ``number`` events by table, in batches; under ``"words"`` what is indexed of them."""
    chance = random.Random(seed)  # noqa: S311 - chance that can be had again
    world = World(chance)
    towns, parties = world.towns, world.parties
    made = 0
    known: set[str | None] = set()
    while made < number:
        rows: dict[Any, list[dict[str, Any]]] = {
            table: []
            for table in (reports, codings, events, event_parties, event_places, incidents, changes, "words", "texts")
        }
        for seq in range(made + 1, min(number, made + size) + 1):
            report_seq = (seq + 2) // 3
            source, published = _pick(chance, world.sources), date.fromordinal(FIRST + chance.randrange(4_000))
            if seq % 3 == 1:
                rows[reports].append(_report(report_seq, source, published.isoformat()))
                rows[codings].append(_coding(report_seq))
                rows["texts"].append((report_seq, "A title", " ".join(chance.choices(WORDS, k=40))))
            places = [_pick(chance, towns) for _ in range(chance.choice((0, 1, 1, 1, 1, 1, 1, 2)))]
            roles = [("actor", _pick(chance, parties)) for _ in range(chance.choice((0, 1, 1, 1, 2)))]
            roles += [("recipient", _pick(chance, parties)) for _ in range(chance.choice((0, 1, 1, 2)))]
            home = chance.choice((f"i{seq}", f"i{seq}", f"i{seq - 2}", None)) if seq != 2 else "i2"
            home = home if home == f"i{seq}" or home in known else None
            row = _event(chance, home, seq, report_seq, source, published.isoformat(), places, roles)
            rows[events].append(row)
            rows[event_places] += [_place(seq, position, row, town) for position, town in enumerate(places)]
            rows[event_parties] += [_party(seq, position, role, party) for position, (role, party) in enumerate(roles)]
            if row["incident"] == f"i{seq}":
                rows[incidents].append(_incident(chance, row))
                known.add(home)
            words = [*chance.choices(WORDS, k=12), *(town[0] for town in places), *(party[0] for _, party in roles)]
            rows["words"].append((seq, search.folded(" ".join(words))))
            rows[changes].append(
                {"seq": seq, "kind": "event", "id": row["id"], "op": "put", "at": "2026-01-01T00:00:00Z"}
            )
        yield rows
        made += len(rows[events])


def fill(connection: Connection, number: int, seed: int = 1) -> None:
    """Put ``number`` made-up events into an empty ledger."""
    for rows in batches(number, seed):
        for table in (reports, codings, events, event_parties, event_places, incidents, changes):
            if rows[table]:
                connection.execute(table.insert(), rows[table])
        search.put_events(connection, rows["words"])
        search.put_reports(connection, rows["texts"])
        search.put_names(connection, search.names_in((*rows[events], *rows[event_parties], *rows[event_places])))
    connection.execute(incident_aliases.insert(), [{"old": "older", "current": "i2"}])
    connection.execute(counters.insert(), [{"name": name, "value": number} for name in ("events", "changes")])


def _blank(table: Table) -> dict[str, Any]:
    """A row with nothing in it but what the table insists on."""
    return {column.name: None if column.nullable else "" for column in table.columns}


def _report(seq: int, source: str, published: str) -> dict[str, Any]:
    row = _blank(reports)
    return row | {
        "seq": seq, "id": f"report {seq}", "version": 1, "current": 1, "sha256": f"{seq:064x}", "authors": "[]",
        "source": source, "published": published, "disposition": "published", "text": None,
        "ingested_at": "2026-01-01T00:00:00Z", "digest": "made up",
    }  # fmt: skip


def _coding(seq: int) -> dict[str, Any]:
    return {
        "seq": seq, "report_seq": seq, "by": "machine", "coder_version": "0", "coder_model": "none",
        "coder_codebook": "none", "made_at": "2026-01-01T00:00:00Z", "record": None, "digest": "made up", "current": 1,
    }  # fmt: skip


def _event(
    chance: random.Random,
    home: str | None,
    seq: int,
    report_seq: int,
    source: str,
    published: str,
    places: list[Any],
    roles: list[Any],
) -> dict[str, Any]:
    row = _blank(events)
    kind, status = chance.choice(TYPES), chance.choice(STATUSES)
    first, last = _days(chance)
    name, geonameid, country, admin1, admin2, lat, lon = places[0] if places else (None,) * 7
    precision = chance.choice(PRECISIONS) if places else None
    if precision == "unknown":
        lat = lon = None
    row |= {
        "seq": seq, "id": f"{seq:016x}", "report_seq": report_seq, "report": f"report {report_seq}",
        "coding_seq": report_seq, "event": f"e{seq}", "position": seq % 3,
        "incident": home, "main": int(seq % 3 == 1),
        "type": kind, "mode": chance.choice(MODES.get(kind, (None,))), "status": status, "trigger": "struck",
        "trigger_start": 0, "trigger_end": 6, "date_from": first, "date_to": last, "date_precision": "day",
        "place": name, "geonameid": geonameid, "country": country, "admin1": admin1, "admin2": admin2, "lat": lat,
        "lon": lon, "place_precision": precision, "weapon": chance.choice(WEAPONS), "source": source,
        "published": published, "plover": kind, "cameo": chance.choice((None, "190", "180", "040", "1823")),
        "quad": chance.choice((1, 2, 3, 4)), "ucdp_type": chance.choice((None, None, 1, 2, 3)),
        "confidence": round(chance.random(), 4), "version": 1, "counted": int(status in ("occurred", "ongoing")),
        "reviewed": chance.choice(("no",) * 8 + ("accepted", "edited", "rejected")), "digest": "made up",
        "claim_stance": chance.choice(STANCES), "claim_channel": chance.choice(CHANNELS),
    }  # fmt: skip
    row["claim_by"] = roles[0][1][0] if row["claim_stance"] and roles else None
    acled = chance.choice(ACLED)
    row["acled_event_type"], row["acled_sub_event_type"] = acled or (None, None)
    for role in ("actor", "recipient"):
        party = next((party for known, party in roles if known == role), (None,) * 4)
        row[role], row[f"{role}_id"], row[f"{role}_country"], row[f"{role}_sector"] = party
    for key in TOLL_KEYS:
        if chance.random() < (0.4 if key == "killed" else 0.1):
            low = int(40 * chance.random() ** 4)
            row[f"{key}_min"] = low
            row[f"{key}_max"] = chance.choice((low, low, low + 3, None))
    return row


def _place(seq: int, position: int, row: dict[str, Any], town: Any) -> dict[str, Any]:
    name, geonameid, country, admin1, admin2, lat, lon = town
    return {
        "event_seq": seq, "position": position, "name": name, "geonameid": geonameid, "lat": lat, "lon": lon,
        "country": country, "admin1": admin1, "admin2": admin2, "precision": row["place_precision"],
    }  # fmt: skip


def _party(seq: int, position: int, role: str, party: Any) -> dict[str, Any]:
    name, party_id, country, sector = party
    return {
        "event_seq": seq, "role": role, "position": position, "name": name, "party_id": party_id, "kind": "group",
        "country": country, "sector": sector, "text": name,
    }  # fmt: skip


def _incident(chance: random.Random, event: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {
        column.name: event.get(column.name) for column in incidents.columns if column.name not in ("events", "reports")
    }
    sources = chance.choice((1, 1, 1, 2, 3, 5))
    return row | {
        "id": event["incident"], "events": sources, "reports": sources + 1, "independent_sources": sources,
        "conflicts": chance.choice((0, 0, 0, 1, 2)), "payload": "{}", "actors": event["actor"],
        "recipients": event["recipient"],
    }  # fmt: skip
