"""What may leave the house: three profiles of how much an export tells.

``internal`` tells everything.  ``partner`` leaves out the names of private persons and shows protected sources as a
class only.  ``public`` also leaves out every quotation that could name somebody private, rounds points to what the
text supports, and gives homes, hospitals, prisons and camps no point at all (Berkeley Protocol; OCHA Data
Responsibility Guidelines: do no harm).  A person of whom the record does not say whether he is an official or armed
counts as private: in doubt a name stays inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, get_args

import msgspec

from dateline.record import Event, Party, Place

Profile = Literal["public", "partner", "internal"]
PROFILES: tuple[Profile, ...] = get_args(Profile)

SHELTERED = frozenset({"BLDG", "CMP", "CMPRF", "HSP", "HSPC", "HSPD", "HSTS", "HUT", "HUTS", "HSE", "PRN", "SCH"})
"""GeoNames feature codes of places where people live, shelter, are treated or held: told by their province only."""

DECIMALS = {"exact": 2, "near": 1}
"""Decimals of a degree that a public point keeps, by precision: about one and ten kilometres."""

PROTECTED = "a protected source"
_WORDS = re.compile(r"\w+")
_SMALL = frozenset({"a", "an", "he", "her", "his", "i", "it", "one", "she", "that", "the", "they", "this", "we", "who"})
_ROLES = {
    "COP": "police officer", "MIL": "soldier", "GOV": "official", "JRN": "journalist", "MED": "health worker",
    "REF": "displaced person", "CVL": "civilian", "EDU": "teacher or student", "REL": "cleric", "LEG": "legislator",
    "JUD": "jurist", "REB": "fighter", "UAF": "armed person", "BUS": "business person", "LAB": "worker",
    "AGR": "farmer", "CRM": "suspect", "SOC": "activist", "OPP": "opposition member", "PTY": "party member",
}  # fmt: skip


def is_private(party: Party) -> bool:
    """Whether a party is a single person who holds no office and bears no arms, as far as is known."""
    if party.person is not None:
        return party.person == "private"
    return party.kind == "person" and not (party.id or "").startswith("person:")


def spoken_of(party: Party, profile: Profile, words: frozenset[str] = frozenset()) -> str:
    """What a party is called: its name, or what a private person is.

    ``words`` are those of private names: a party that is called by one ("the family of …") is told by what it is too.
    """
    name = party.name or party.text
    if profile == "internal" or not (is_private(party) or names_any(name, words)):
        return name
    return _ROLES.get(party.sector or "", "private person" if is_private(party) else "private persons")


def private_words(parties: Iterable[Party]) -> frozenset[str]:
    """Words of the names of the private persons among parties, in small letters; what nobody is called is left out.

    Names of the others take nothing away: a word that is also part of a public name is kept as private all the same.
    """
    found: set[str] = set()
    for party in parties:
        if is_private(party):
            for text in (party.name, party.text):
                # "She" and "The" begin sentences; a name's words are written with capitals wherever they stand.
                words = [word for word in _WORDS.findall(text or "") if word[:1].isupper()]
                found.update(word.lower() for word in words if word.lower() not in _SMALL)
    return frozenset(found)


def parties_of(event: Event) -> Iterator[Party]:
    """The parties of an event, its speaker among them."""
    yield from event.actors
    yield from event.recipients
    if event.claim is not None and event.claim.speaker is not None:
        yield event.claim.speaker


def names_any(text: str | None, words: frozenset[str]) -> bool:
    """Whether a text holds one of the words."""
    return bool(text) and any(word.lower() in words for word in _WORDS.findall(text or ""))


def placed(place: Place, profile: Profile) -> Place:
    """The place as it may be told; without a point where the point is not known, or must not be."""
    if profile == "internal":
        return place
    if place.precision not in DECIMALS:
        # The point of an area is a mark inside it and would be read as the place itself.
        return msgspec.structs.replace(place, lat=None, lon=None)
    if profile == "partner":
        return place
    if place.feature in SHELTERED:
        return msgspec.structs.replace(
            place, name=place.admin1 or place.country, geonameid=None, lat=None, lon=None, admin2=None,
            precision="province" if place.admin1 else "country",
        )  # fmt: skip
    if place.lat is None or place.lon is None:
        return place
    decimals = DECIMALS[place.precision]
    return msgspec.structs.replace(place, lat=round(place.lat, decimals), lon=round(place.lon, decimals))
