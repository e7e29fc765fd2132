"""What two events, or two reports, have in common and what speaks against them: numbers between 0 and 1 for a model.

Each is the same whichever of the two comes first.
"""

from __future__ import annotations

from math import cos, log1p, radians, sqrt

from dateline.linking.features import Features, Spot
from dateline.linking.words import LENGTH, likeness

SIGNALS = (
    "words", "words_root", "words_high", "near_root", "undated", "gap", "gap_week", "gap_month", "day_same", "day_off",
    "day_apart", "spot_apart", "around", "around_apart", "killed_same", "killed_apart", "injured_same", "injured_apart",
    "people", "people_apart", "recipients", "countries_apart", "mode_apart", "main", "minor",
)  # fmt: skip
_SQUARE = float(LENGTH * LENGTH)
NEAR_KM = 30.0
APART_KM = 100.0
_KM_PER_DEGREE = 111.2


def signals(left: Features, right: Features) -> tuple[float, ...]:
    """The values named by ``SIGNALS``, in that order."""
    words = min(1.0, likeness(left.words, right.words) / _SQUARE)
    near = min(1.0, likeness(left.near, right.near) / _SQUARE)
    gap = gap_days(left.published, right.published)
    day = gap_days(left.days, right.days)
    km = distance(left.spots, right.spots)
    around = _around(left.around, right.around)
    mains = left.main + right.main
    return (
        words,
        sqrt(words),
        max(0.0, words - 0.4),
        sqrt(near),
        float(gap is None),
        0.0 if gap is None else log1p(gap) / 7,
        float(gap is not None and gap > 7),
        float(gap is not None and gap > 30),
        float(day == 0),
        float(day is not None and 0 < day <= 2),
        0.0 if day is None or day <= 2 else min(1.0, log1p(day) / 5),
        0.0 if km is None or km <= NEAR_KM else min(1.0, km / (3 * APART_KM)),
        around or 0.0,
        float(around == 0.0),
        *_counts(left, right, "killed"),
        *_counts(left, right, "injured"),
        *_shared(left.people, right.people),
        _shared(left.recipients, right.recipients)[0],
        float(_apart(left.countries, right.countries)),
        float(left.mode is not None and right.mode is not None and left.mode != right.mode),
        float(mains == 2),
        float(mains == 0),
    )


def gap_days(left: tuple[int, int] | None, right: tuple[int, int] | None) -> int | None:
    """The days between two intervals, 0 where they overlap, ``None`` where one is unknown."""
    if left is None or right is None:
        return None
    return max(0, left[0] - right[1], right[0] - left[1])


def distance(left: tuple[Spot, ...], right: tuple[Spot, ...]) -> float | None:
    """Kilometres between the nearest points of two lists of places, 0 for the same place; ``None``: none to compare."""
    nearest: float | None = None
    for one in left:
        if not one.point:
            continue
        for other in right:
            if not other.point:
                continue
            if one.key == other.key:
                return 0.0
            km = _km(one, other)
            if km is not None and (nearest is None or km < nearest):
                nearest = km
    return nearest


def kilometres(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Distance of two points given as latitude and longitude in degrees.

    Reckoned on a plane: good to a few parts in a hundred over the few hundred kilometres that matter here.
    """
    north = abs(left[0] - right[0])
    east = abs(left[1] - right[1])
    east = min(east, 360 - east) * cos(radians((left[0] + right[0]) / 2))
    return sqrt(north * north + east * east) * _KM_PER_DEGREE


def _km(left: Spot, right: Spot) -> float | None:
    if left.lat is None or left.lon is None or right.lat is None or right.lon is None:
        return None
    return kilometres((left.lat / 100, left.lon / 100), (right.lat / 100, right.lon / 100))


def _around(left: dict[str, int], right: dict[str, int]) -> float | None:
    """The cosine of the places named in two reports; ``None`` where one names none."""
    if not left or not right:
        return None
    shared = sum(count * right[key] for key, count in left.items() if key in right)
    if not shared:
        return 0.0
    square = sum(count * count for count in left.values()) * sum(count * count for count in right.values())
    return shared / sqrt(square)


def _counts(left: Features, right: Features, key: str) -> tuple[float, float]:
    """Whether two counts can be the same, and whether they cannot; neither where one was not reported."""
    one, other = left.toll.get(key), right.toll.get(key)
    if one is None or other is None:
        return 0.0, 0.0
    same = (other[1] is None or one[0] <= other[1]) and (one[1] is None or other[0] <= one[1])
    return float(same), float(not same)


def _apart(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    return bool(left and right) and not any(name in right for name in left)


def _shared(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[float, float]:
    """Whether two lists of names share one, as a share of the shorter, and whether they share none."""
    if not left or not right:
        return 0.0, 0.0
    shared = sum(name in right for name in left)
    return shared / min(len(left), len(right)), float(not shared)
