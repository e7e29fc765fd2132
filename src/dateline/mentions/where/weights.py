"""How much each kind of evidence counts when a name could mean several places.

Points on the scale of a natural logarithm: a difference of 2 makes one reading about seven times as likely as another.
Tuned on the geo development set by coordinate search; each is rounded, and none changes the score by more than a point.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """``people`` per power of ten of population; the rest are points for what their names say."""

    people: float = 1.0
    unknown_people: float = 2.6
    country: float = 9.0
    country_exact: float = 11.0
    region: float = 10.0
    region_exact: float = 12.0
    admin1: float = -1.5
    admin2: float = -2.5
    capital: float = 1.0
    alias: float = -1.2
    loose: float = -2.0
    kind: float = 4.0
    wrong_kind: float = -2.5
    inside: float = 7.0
    inside_loose: float = 3.0
    same_country: float = 1.2
    same_division: float = 1.0
    same_district: float = 1.5
    nearby: float = 1.2
    hint: float = 0.7
    tie: float = 0.05


WEIGHTS = Weights()
