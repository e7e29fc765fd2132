"""How much each kind of evidence counts when a name could mean several places.

Points on the scale of a natural logarithm: a difference of 2 makes one reading about seven times as likely as another.
Found by coordinate search on labelled reports, in steps that had to help both halves of them, then rounded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for, or against, a reading.

    ``people`` is the exponent on the square root of population, ``unknown_people`` the power of ten of people a place
    has whose number is not known.  ``country`` to ``capital`` rank the levels against one another (``_exact`` where the
    text is the very name), ``alias`` counts against a name that is not the entry's own, ``kind`` and ``wrong_kind`` for
    the word beside it, ``inside`` for what is said to contain it (``_loose``: by "in" or a possessive).  ``same_…`` and
    ``nearby`` weigh the other names' votes, ``known_capital`` the capital of a country that the report names, ``hint``
    the votes of demonyms and national terms.  ``tie`` is the lead below which a name stays open, ``loose`` the support
    a similar spelling needs from the rest of the report.
    """

    people: float = 1.0
    unknown_people: float = 2.6
    country: float = 9.0
    country_exact: float = 11.0
    region: float = 10.0
    region_exact: float = 12.0
    admin1: float = -1.5
    admin2: float = -2.5
    capital: float = 1.0
    known_capital: float = 3.0
    alias: float = -1.2
    loose: float = 0.3
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
