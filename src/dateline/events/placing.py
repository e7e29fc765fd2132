"""Placing: where an act took place, by the places that stand with its trigger or in the sentences around it."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from dateline.codebook.setting_words import load_setting_words
from dateline.events.borrowing import DOUBTED, LIKELY, Loan, likelihood
from dateline.events.clauses import is_verb
from dateline.events.draft import Act
from dateline.events.kinds import UNMAPPED
from dateline.events.setting import (
    AHEAD,
    BACK,
    HAPPENINGS,
    UNREAL,
    clause_of,
    head_token,
    in_dateline,
    is_over_years,
    is_speech,
    is_spoken_elsewhere,
    reason_for,
    recalls,
    sentences_after,
    sentences_before,
    way_up,
    within,
)
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Party, Place, Reason, Report, Status

_SEATED = HAPPENINGS | {"CONCEDE", "RETREAT"}
"""Types that a local force deals with: fighters surrender before the police of the district they are in."""
_SPOKEN = frozenset({"ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
"""Types of acts done in words, which have no place but the one they are told with."""
_OF_GOVERNMENTS = _SPOKEN | {"AID", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "RETREAT", "SANCTION"}
"""Types of acts upon a government, which its capital may stand for."""
_OF_A_DEED = frozenset({"allege", "investigate"})
"""Modes of such acts that deal with a deed, where it was done."""
_AMONG = frozenset({"among", "and", "between", "with"})
_ON_THE_SPOT = frozenset({"ASSAULT", "RETREAT"})
"""Types of acts that are where the place is that they befall; troops are moved against countries from elsewhere."""
_WORDS = load_setting_words()
_FINE = ("exact", "near", "district", "province", "country", "line_or_area", "unknown")


def where_of(
    act: Act,
    parsed: Parsed,
    places: Sequence[Place],
    report: Report,
    parties: Sequence[Party] | PartyRanges = (),
    status: Status | None = None,
) -> tuple[tuple[Place, ...], Reason]:
    """The places of the act, the most specific first, or none, with the reason either way.

    ``places`` are in text order.  First what stands with the trigger by "in", "at", "near"; then other places of the
    sentence that are not part of a party's name; then those of the sentences around it; then the dateline and the lead.
    What is done in words (a demand, praise) takes none of those: where a speaker stood before says little of where he
    spoke.  Nor does what by its ``status`` is only threatened or thought of: it was nowhere yet.
    Where the place found is on no map, the next that is on one is added: the town a street lies in, but of a town on no
    map only the country.
    """
    named = parties if isinstance(parties, PartyRanges) else PartyRanges(parties)
    own = within(places, act.sentence.start, act.sentence.end)
    own = [place for place in own if not in_dateline(place, report)]
    scored = [(score, place) for place in own if (score := _holds(act, place, named)) > 0]
    chosen: list[Place] = []
    reason: Reason | None = None
    if scored:
        top = max(score for score, _ in scored)
        near = [place for score, place in scored if score >= top - 15]
        chosen = _without_strangers(_chain(act.sentence, near, [place for _, place in scored], parsed.text))
        first = finest(chosen)[0]
        how = "stands with the trigger" if top >= 60 else "is the place in the same sentence"
        reason = reason_for("where", "place:clause" if top >= 60 else "place:sentence", f"{first.text!r} {how}", first)
        if any(is_town(place) for place in chosen):
            return finest(chosen), reason
    whole = next((place for place in finest(chosen) if place.lat is not None), None)
    inside = max(
        (it for it in scored if whole is not None and _lies_in(it[1], whole)), key=lambda it: it[0], default=None
    )
    if inside is not None:  # "fired missiles at Norland, killing six in the city of Belmar"
        first = inside[1]
        note = f"{first.text!r} is the place in the same sentence"
        return finest([*chosen, first]), reason_for("where", "place:sentence", note, first)
    strange = whole is None and any(_is_strange(act.sentence, place) for place in chosen)
    if strange and reason is not None:
        first = finest(chosen)[0]
        reason = reason_for("where", UNMAPPED, f"{first.text!r} is named with the act, and is on no map", first)
    nowhere_else = status in UNREAL or is_over_years(act.sentence)
    elsewhere = () if nowhere_else else _other_places(act, parsed, places, report, named)
    doubted: tuple[Place, float] | None = None
    for found, rule, how in elsewhere:
        if whole is not None and not any(_lies_in(place, whole) for place in found):
            continue
        if whole is None and reason is not None and all(place.lat is None for place in found):
            continue
        if strange and not all((place.feature or "").startswith("PCL") for place in found):
            continue
        chance = likelihood(Loan("where", act, found[0], rule, status, parsed, places))
        if chance < LIKELY:
            doubted = (finest(found)[0], chance)
            break  # what comes next was never weighed against an act that the first does not fit
        if not strange and (whole is not None or reason is None):
            # A province gives way to a town in it that the report names for what happened.
            first = finest([place for place in found if whole is None or _lies_in(place, whole)])[0]
            reason = reason_for("where", rule, f"{first.text!r} {how}", first)
        found = found if whole is None else [place for place in found if _lies_in(place, whole)]
        chosen.extend(found)
        homes = ((parsed.sentence_at(place.start), place) for place in found)
        strange = strange or (whole is None and any(home and _is_strange(home, place) for home, place in homes))
        whole = whole or next((place for place in finest(found) if place.lat is not None), None)
        if any(is_town(place) for place in found):
            break
    if reason is None and doubted is not None:
        place, chance = doubted
        return (), reason_for("where", "place:doubted", DOUBTED.format("place", place.text, chance), place)
    if reason is None:
        note = "no place stands with what was said" if _is_spoken(act) else "no place is named with the act"
        return (), reason_for("where", "place:none", note, None)
    return finest(chosen), reason


class PartyRanges:
    """Where parties stand, to tell "Chatra police" from a place."""

    def __init__(self, parties: Sequence[Party]) -> None:
        rows = sorted((party.start, party.end) for party in parties if party.kind not in ("place",))
        self.starts = [start for start, _ in rows]
        self.rows = rows

    def hold(self, place: Place) -> bool:
        """Whether a party's mention holds the place and more than it."""
        last = bisect.bisect_right(self.starts, place.start)
        return any(
            end >= place.end and (end - start) > (place.end - place.start) + 3
            for start, end in self.rows[max(0, last - 8) : last]
        )

    def equal(self, place: Place) -> bool:
        """Whether a party's mention is the place itself (a state that acts)."""
        last = bisect.bisect_right(self.starts, place.start)
        return any((start, end) == (place.start, place.end) for start, end in self.rows[max(0, last - 8) : last])


def _holds(act: Act, place: Place, named: PartyRanges) -> int:
    """How closely a place goes with an act of its sentence: 0 not at all, 60 and more in its clause."""
    sentence = act.sentence
    token = head_token(sentence, place)
    if token is None:
        return 0
    if act.mode == "visit" and token.dep == "dobj" and token.head == act.word.index:
        return 90
    role = any(party.start <= place.start and place.end <= party.end for party in (*act.actors, *act.recipients))
    through = through_preposition(sentence, token) or _is_befallen(act, place)
    if role and not through:
        return 0
    modifies = token.dep == "compound" and (place.feature or "").startswith("PCL")  # "sanctions on US firms"
    if named.hold(place) and (modifies or not through):
        return 0
    if not through and named.equal(place) and (place.feature or "").startswith("PCL"):
        return 0  # "brokered by Norland": a state that does something
    if _stands_for_power(act, place, token, role):
        return 0
    way = way_up(sentence, token)
    places = {up.index: step for step, up in enumerate(way)}
    distance = min(25, abs(token.index - act.word.index))
    bonus = 10 if through else -25
    if act.word.index in places:
        crossed = any(
            up.dep in ("relcl", "ccomp", "advcl") for up in way[: places[act.word.index]] if up.index != token.index
        )
        return max(1, (45 if crossed else 90) - 2 * places[act.word.index] + bonus)
    holder = clause_of(sentence, token)
    mine = clause_of(sentence, act.word)
    if holder.index == mine.index:
        if is_spoken_elsewhere(sentence, holder, act.word):
            return 0
        return max(1, 75 - distance + bonus)
    above = [up.index for up in way_up(sentence, mine)]
    if holder.index in above and is_spoken_elsewhere(sentence, holder, act.word):
        return 0
    if holder.index in above:
        return max(1, 60 - distance // 2 + bonus - 5 * above.index(holder.index))
    return max(1, 35 - distance + bonus)


def _is_befallen(act: Act, place: Place) -> bool:
    """Whether the place itself is what was hit, taken or entered, so that it happened there: "captured Goma"."""
    whole = (place.feature or "").startswith("PCL")
    if act.type not in (_ON_THE_SPOT if whole else _ON_THE_SPOT | {"MOBILIZE"}):
        return False
    return any(it.end == place.end and place.start - it.start <= len("the ") for it in act.recipients)


def through_preposition(sentence: Sentence, token: Token) -> bool:
    """Whether a place stands in a phrase of where: "in", "at", "near", also inside "in the Chatra district"."""
    for up in way_up(sentence, token)[:5]:
        if up.dep == "prep" or up.tag == "IN":
            return up.lower in _WORDS.locative
        if up.tag[:2] == "VB":
            return False
    start = token.index
    while start > 0 and token.index - start < 6:
        start -= 1
        before = sentence[start]
        if before.lower in _WORDS.locative:
            return True
        if before.tag[:2] in ("VB", "MD", "CC") or before.tag in (".", ":"):
            return False
    return False


def is_town(place: Place) -> bool:
    """Whether a place is known as exactly as a town, or as what lies by one."""
    return place.lat is not None and place.precision in ("exact", "near", "district")


def _stands_for_power(act: Act, place: Place, token: Token, role: bool) -> bool:
    """Whether a country or a capital stands for its government, or for where something only was going.

    ``role`` says that its name is among the act's parties.
    """
    sentence, governor = act.sentence, act.sentence.head_of(token)
    whole, capital = (place.feature or "").startswith("PCL"), place.feature == "PPLC"
    if governor is None:
        return False
    before, holder = governor.lower, sentence.head_of(governor)
    if before == "from" and holder is not None and not is_verb(holder):
        parties = (*act.actors, *act.recipients)
        if whole or any(party.start <= holder.start < party.end for party in parties):
            return True  # "a peacekeeper from Norland was killed"
    if not (whole or capital):
        return False
    if capital and (token.dep == "nsubj" or (before == "on" and act.type in _OF_GOVERNMENTS)):
        return True  # "Brussels could suspend the talks", "sanctions on Moscow"
    if capital and role and before == "to" and act.type in _OF_GOVERNMENTS:
        return True  # "pledged tanks to Belmar"
    if capital and token.dep == "poss" and governor.lemma in _WORDS.wishes:
        return True  # "deported them at Belmar's request"
    if whole and before in ("to", "from") and _is_bound_for(sentence, governor):
        return True  # "torched trucks carrying goods to Norland"
    if token.dep == "conj" and (first := sentence.head_of(governor)) is not None and role:
        before = first.lower  # "talks between Norland and *Sudland*"
    measure = holder if before == "on" else None
    if measure is not None and measure.lemma in _WORDS.measures:
        return True  # "lifted sanctions on Norland"
    # "forces on alert against Norland", "talks between Norland and Sudland" are in neither
    return whole and (before == "against" or (role and before in _AMONG))


def _is_bound_for(sentence: Sentence, preposition: Token) -> bool:
    """Whether a place is only where somebody or something was going: "trucks *carrying* goods to Norland"."""
    above = sentence.head_of(preposition)
    if above is not None and above.dep == "dobj":
        above = sentence.head_of(above)
    return above is not None and above.dep in ("acl", "relcl") and above.lemma in _WORDS.carrying


def _is_strange(sentence: Sentence, place: Place) -> bool:
    """Whether a place on no map is a town of its own, not a street or a building in one."""
    token = head_token(sentence, place)
    entity = None if token is None else sentence.entity_at(token.index)
    return place.lat is None and (entity is None or entity.label != "FAC")


def _lies_in(place: Place, whole: Place) -> bool:
    """Whether a place is a town or a district inside a province or a country."""
    if not is_town(place) or place.country != whole.country or place.country is None:
        return False
    return (whole.feature or "").startswith("PCL") or (place.admin1 is not None and place.admin1 == whole.admin1)


def _other_places(
    act: Act, parsed: Parsed, places: Sequence[Place], report: Report, named: PartyRanges
) -> Iterator[tuple[list[Place], str, str]]:
    """Places that other sentences give for the act, the likeliest first, with rule and words."""
    if _is_spoken(act):
        return
    for sentence in sentences_before(parsed, act.sentence, BACK):
        found = [] if recalls(sentence) else _scene(sentence, places, named, parsed.text)
        if found:
            yield found, "place:before", "is the last place named before the act"
            break
    if act.type in HAPPENINGS:
        for sentence in sentences_after(parsed, act.sentence, AHEAD):
            found = [
                place
                for place in _scene(sentence, places, named, parsed.text)
                if not recalls(sentence)
                and (token := head_token(sentence, place)) is not None
                and any(up.lemma in _WORDS.happening for up in way_up(sentence, token))
            ]
            if found:
                yield found, "place:after", "is where it happened, a later sentence says"
                break
    if report.dateline is not None:
        head = report.dateline
        town = [place for place in places if place.start < head.end and place.end > head.start]
        if town:
            yield town, "place:dateline", "is the report's dateline"
    for sentence in parsed.sentences[:3]:
        found = [] if recalls(sentence) else _scene(sentence, places, named, parsed.text)
        if found and sentence.start != act.sentence.start:
            yield found, "place:lead", "is the place the report opens with"
            break
    if act.type in _SEATED:
        for sentence in parsed.sentences[:4]:
            seat = [
                place
                for place in within(places, sentence.start, sentence.end)
                if place.lat is not None and heads_force(sentence, place)
            ]
            if seat:
                yield seat[:1], "place:seat", "is the seat of the force that deals with it"
                break


def _is_spoken(act: Act) -> bool:
    return act.type in _SPOKEN and act.mode not in _OF_A_DEED


def _scene(sentence: Sentence, places: Sequence[Place], named: PartyRanges, text: str) -> list[Place]:
    """The first place of a sentence where things happen, with the others of its phrase."""
    found = [place for place in within(places, sentence.start, sentence.end) if _is_scene(sentence, place, named)]
    return _chain(sentence, found[:1], found, text) if found else []


def heads_force(sentence: Sentence, place: Place) -> bool:
    """Whether a place stands before "police", "sheriff" and the like."""
    after = [token for token in sentence.tokens if token.start >= place.end][:4]
    return any(token.lower in _WORDS.forces for token in after)


def _is_scene(sentence: Sentence, place: Place, named: PartyRanges) -> bool:
    """Whether a place of another sentence is where things happen, and not part of a name or a speaker's seat."""
    token = head_token(sentence, place)
    if token is None:
        return False
    if _is_settlement(sentence, token):
        return True
    holder = clause_of(sentence, token)
    return not named.hold(place) and through_preposition(sentence, token) and not is_speech(holder)


def _is_settlement(sentence: Sentence, token: Token) -> bool:
    """Whether a name is that of a town or village something befell: "stormed the village of Abala"."""
    preposition = sentence.head_of(token)
    noun = None if preposition is None else sentence.head_of(preposition)
    befallen = noun is not None and noun.dep in ("dobj", "nsubjpass") and noun.lemma in _WORDS.settlements
    return befallen and preposition is not None and preposition.lower == "of"


def _chain(sentence: Sentence, chosen: Sequence[Place], others: Sequence[Place], text: str) -> list[Place]:
    """The chosen places with those that stand in one phrase with them ("in Barikul in the Bankura District")."""
    found = list(chosen)
    for _ in range(3):
        for place in others:
            if place in found:
                continue
            for anchor in found:
                left, right = (anchor, place) if anchor.end <= place.start else (place, anchor)
                gap = text[left.end : right.start]
                if (
                    len(gap) <= 45
                    and not any(mark in gap for mark in (";", "."))
                    and not _has_verb(sentence, left.end, right.start)
                ):
                    found.append(place)
                    break
    return found


def _without_strangers(places: Sequence[Place]) -> list[Place]:
    """The places without countries and provinces that a town among them does not lie in: "talks on Syria in Sochi"."""
    towns = {place.country for place in places if is_town(place)}
    wide = ("PCL", "ADM1")
    return [
        place for place in places if not towns or place.country in towns or not (place.feature or "").startswith(wide)
    ]


def _has_verb(sentence: Sentence, start: int, end: int) -> bool:
    return any(
        token.tag in ("VBD", "VBZ", "VBP", "VBG", "MD") for token in sentence.tokens if start <= token.start < end
    )


def finest(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places from the most to the least specific; text order among equals; one of each name."""
    seen: set[tuple[str | None, int | None, str]] = set()
    found: list[Place] = []
    for place in sorted(places, key=lambda place: (_grain(place), place.start)):
        key = (place.name, place.geonameid, place.text if place.name is None else "")
        if key not in seen:
            seen.add(key)
            found.append(place)
    return tuple(found)


def _grain(place: Place) -> int:
    feature = place.feature or ""
    if feature.startswith("PCL"):
        return 5
    if feature == "ADM1":
        return 4
    if feature in ("ADM2", "RGN"):
        return 3
    if place.lat is None and place.precision == "unknown":
        return 2
    return (
        _FINE.index(place.precision) if place.precision in ("exact", "near", "district", "province", "country") else 3
    )
