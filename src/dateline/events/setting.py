"""Setting: when and where an act took place, from what stands with its trigger and, failing that, from before it.

The publication date is never an answer, and a place or day that belongs to whoever speaks is left alone: "police in
Oslo said on Friday" says neither where nor when the thing happened.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from dateline.codebook.setting_words import load_setting_words
from dateline.events.draft import Act
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Party, Place, Reason, Report, Span, Status, Time

_BACK = 3
"""Sentences before the act's own in which its day or place may have been named."""
_AHEAD = 4
"""Sentences after it in which the report may say when and where it happened."""
_HAPPENINGS = frozenset({"ASSAULT", "COERCE", "PROTEST"})
"""Types of which a report tells first what and then when and where."""
_SEATED = _HAPPENINGS | {"CONCEDE", "RETREAT"}
"""Types that a local force deals with: fighters surrender before the police of the district they are in."""
_SPOKEN = frozenset({"ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
"""Types of acts done in words, which have no place but the one they are told with."""
_OF_A_DEED = frozenset({"allege", "investigate"})
"""Modes of such acts that deal with a deed, where it was done."""
_WORDS = load_setting_words()
_STAMP_REACH = 16
"""Tokens before a date within which the word may stand that makes it the page's."""
_STAMP_WORDS = 5
"""Of these, how many may be no part of a written date."""
_ZONE = 4
"""Longest short form of a time zone or half of the day in capitals."""
_DONE = ("occurred", "ongoing")
_FINE = ("exact", "near", "district", "province", "country", "line_or_area", "unknown")

_Found = TypeVar("_Found", bound=Span)


def when_of(
    act: Act, parsed: Parsed, times: Sequence[Time], report: Report, status: Status | None = None
) -> tuple[Time | None, Reason]:
    """The time expression that dates the act, or ``None``, with the reason either way.

    ``times`` are in text order.  First the expression in the act's own clause, then one in its sentence, then what a
    later sentence says of the happening ("it happened on Monday"), then the last day named before it, as long as the
    act is not told as lying ahead.  A month or a week gives way to a day inside it that the report names for it, and
    an hour to a day.  What was done, by its ``status``, was done before the report: a promise "to send tankers by
    Monday" was not made on that Monday.
    """
    times = [time for time in times if not _in_dateline(time, report)]  # when it was written, not when it happened
    if status in _DONE and report.published_range.to is not None:
        last = report.published_range.to
        times = [time for time in times if time.from_ is None or time.from_ <= last]
    found, by, text = _own_time(act, times)
    if found is not None and is_fine(found) and not is_clock(found):
        # A day that merely shares the sentence gives way to one that a sentence near it gives for what happened.
        other = _stated_day(act, parsed, times) if by == "time:sentence" else None
        if other is None or (other.from_, other.to) == (found.from_, found.to):
            return found, _because("when", by, text, found)
        reason = _because("when", "time:after", f"{other.text!r} is when it happened, a later sentence says", other)
        return other, msgspec.structs.replace(reason, runner_up=f"{found.text!r}, which shares its sentence")
    if found is None and _is_ahead(act):
        return None, _because("when", "time:none", "no date stands with an act that lies ahead", None)
    if found is None and (status == "ongoing" or is_of_several(act)):
        note = "no date stands with what goes on or was done more than once"
        return None, _because("when", "time:none", note, None)
    for day, rule, how in _other_days(act, parsed, times):
        if found is None or is_clock(found) or _is_inside(day, found):
            return day, _because("when", rule, f"{day.text!r} {how}", day)
    if found is not None:
        return found, _because("when", by, text, found)
    if report.published is None:
        return None, _because("when", "time:none", "no date is named and the report is undated", None)
    return None, _because(
        "when", "time:none", "no date is named with the act; the day of publication is not taken", None
    )


def where_of(
    act: Act, parsed: Parsed, places: Sequence[Place], report: Report, parties: Sequence[Party] | PartyRanges = ()
) -> tuple[tuple[Place, ...], Reason]:
    """The places of the act, the most specific first, or none, with the reason either way.

    ``places`` are in text order.  First what stands with the trigger by "in", "at", "near"; then other places of the
    sentence that are not part of a party's name; then those of the sentences around it; then the dateline and the lead.
    What is done in words (a demand, praise) takes none of those: where a speaker stood before says little of where he
    spoke.
    Where the place found is on no map (a street), the next that is on one is added: the town it lies in.
    """
    named = parties if isinstance(parties, PartyRanges) else PartyRanges(parties)
    own = within(places, act.sentence.start, act.sentence.end)
    own = [place for place in own if not _in_dateline(place, report)]
    scored = [(score, place) for place in own if (score := _holds(act, place, named)) > 0]
    chosen: list[Place] = []
    reason: Reason | None = None
    if scored:
        top = max(score for score, _ in scored)
        near = [place for score, place in scored if score >= top - 15]
        chosen = _chain(act.sentence, near, [place for _, place in scored], parsed.text)
        first = finest(chosen)[0]
        how = "stands with the trigger" if top >= 60 else "is the place in the same sentence"
        reason = _because("where", "place:clause" if top >= 60 else "place:sentence", f"{first.text!r} {how}", first)
        if any(is_town(place) for place in chosen):
            return finest(chosen), reason
    whole = next((place for place in finest(chosen) if place.lat is not None), None)
    for found, rule, how in _other_places(act, parsed, places, report, named):
        if whole is not None and not any(_lies_in(place, whole) for place in found):
            continue
        if whole is None and reason is not None and all(place.lat is None for place in found):
            continue
        if whole is not None or reason is None:
            # A province gives way to a town in it that the report names for what happened.
            first = finest([place for place in found if whole is None or _lies_in(place, whole)])[0]
            reason = _because("where", rule, f"{first.text!r} {how}", first)
        chosen.extend(found)
        whole = whole or next((place for place in finest(found) if place.lat is not None), None)
        if any(is_town(place) for place in found):
            break
    if reason is None:
        note = "no place stands with what was said" if _is_spoken(act) else "no place is named with the act"
        return (), _because("where", "place:none", note, None)
    return finest(chosen), reason


# -- shared ----------------------------------------------------------------------------------------------------------


def _because(about: str, by: str, text: str, span: Span | None) -> Reason:
    evidence = (
        ()
        if span is None
        else (span.span if type(span) is Span else Span(text=span.text, start=span.start, end=span.end),)
    )
    return Reason(about=about, by=by, text=text, evidence=evidence)  # type: ignore[arg-type]  # "when" or "where"


def within(spans: Sequence[_Found], start: int, end: int) -> list[_Found]:
    """The spans (in text order) that begin in ``[start, end)``."""
    first = bisect.bisect_left(spans, start, key=lambda span: span.start)
    last = bisect.bisect_left(spans, end, key=lambda span: span.start)
    return list(spans[first:last])


def _before(parsed: Parsed, sentence: Sentence, count: int) -> list[Sentence]:
    """Up to ``count`` sentences before this one, the nearest first."""
    place = bisect.bisect_left(parsed.sentences, sentence.start, key=lambda each: each.start)
    return list(reversed(parsed.sentences[max(0, place - count) : place]))


def _after(parsed: Parsed, sentence: Sentence, count: int) -> list[Sentence]:
    """Up to ``count`` sentences after this one, in order."""
    place = bisect.bisect_right(parsed.sentences, sentence.start, key=lambda each: each.start)
    return list(parsed.sentences[place : place + count])


def head_token(sentence: Sentence, span: Span) -> Token | None:
    """The token of a span that governs its others."""
    inside = [token for token in sentence.tokens if token.start < span.end and token.end > span.start]
    return next(
        (
            token
            for token in inside
            if token.head == token.index or not any(token.head == other.index for other in inside)
        ),
        None,
    )


def way_up(sentence: Sentence, token: Token) -> list[Token]:
    """The token and its governors, up to twelve."""
    way = [token]
    for _, up in zip(range(12), sentence.ancestors(token), strict=False):
        way.append(up)
    return way


def clause_of(sentence: Sentence, token: Token) -> Token:
    """The verb (or root) whose clause a token stands in."""
    for up in way_up(sentence, token):
        if up.tag[:2] == "VB" or up.head == up.index:
            return up
    return token


def is_speech(token: Token) -> bool:
    """Whether a word is one of speech, whose day and town are the speaker's."""
    return token.lemma in _WORDS.speech


def is_edge(sentence: Sentence, time: Time) -> bool:
    """Whether a date is only what something came before or after ("after May 17", "two days before Eid")."""
    if time.type != "DATE":
        return False  # "just after midnight on Friday" is that day
    before = [token for token in sentence.tokens if token.end <= time.start][-2:]
    if before and before[-1].lower == "the":
        before.pop()
    after = next((token for token in sentence.tokens if token.start >= time.end), None)
    return bool(before) and before[-1].lower in _WORDS.edges and (after is None or after.lower not in ("'s", "’s"))


def is_bounding(sentence: Sentence, token: Token) -> bool:
    """Whether a date only bounds a time ("since taking office on May 7")."""
    return any(up.lower in _WORDS.bounds and up.index < token.index for up in way_up(sentence, token)[:4])


def is_of_several(act: Act) -> bool:
    """Whether the act's word is a noun in the plural: "a spate of attacks" had no one day, "shots" had."""
    return act.word.tag in ("NNS", "NNPS") and act.mode != "firearms"


def _is_ahead(act: Act) -> bool:
    """Whether the act's verb stands in the future or in the infinitive."""
    return any(child.lower in ("will", "shall", "to", "'ll") for child in act.sentence.dependents(act.word, "aux"))


# -- when ------------------------------------------------------------------------------------------------------------


def _own_time(act: Act, times: Sequence[Time]) -> tuple[Time | None, str, str]:
    """The time of the act's sentence that goes with it best, with rule and words."""
    best: tuple[int, int, Time] | None = None
    for time in within(times, act.sentence.start, act.sentence.end):
        score = _governs(act, time) if is_day(time) and not is_stamp(act.sentence, time) else 0
        if score > 0 and (best is None or (score, -time.start) > (best[0], best[1])):
            best = (score, -time.start, time)
    if best is None:
        return None, "", ""
    near = best[0] >= 60
    how = "stands with the trigger" if near else "is the date in the same sentence"
    return best[2], "time:clause" if near else "time:sentence", f"{best[2].text!r} {how}"


def _other_days(act: Act, parsed: Parsed, times: Sequence[Time]) -> Iterator[tuple[Time, str, str]]:
    """Days that other sentences name for the act, the likeliest first, with rule and words."""
    stated = _stated_day(act, parsed, times)
    if stated is not None:
        yield stated, "time:after", "is when it happened, a later sentence says"
    for sentence in _before(parsed, act.sentence, _BACK):
        day = _told_day(sentence, _days(sentence, times))
        if day is not None:
            yield day, "time:before", "is the last date named before the act"
            break
    for sentence in parsed.sentences[:3]:
        if sentence.start >= act.sentence.start:
            break
        day = _told_day(sentence, _days(sentence, times))
        if day is not None:
            yield day, "time:lead", "is the date the report opens with"
            break
    if act.type in _HAPPENINGS and act.sentence.start <= parsed.sentences[min(2, len(parsed.sentences) - 1)].start:
        for sentence in _after(parsed, act.sentence, 2):
            day = _told_day(sentence, _days(sentence, times))
            if day is not None:
                yield day, "time:following", "is the first date named after the act"
                break
        yield from _report_day(act, parsed, times)


def _stated_day(act: Act, parsed: Parsed, times: Sequence[Time]) -> Time | None:
    """The day that one of the next sentences gives for a happening."""
    if act.type not in _HAPPENINGS:
        return None
    found = (_happening_day(sentence, _days(sentence, times)) for sentence in _after(parsed, act.sentence, _AHEAD))
    return next((day for day in found if day is not None), None)


def _report_day(act: Act, parsed: Parsed, times: Sequence[Time]) -> Iterator[tuple[Time, str, str]]:
    """The day of what a report opens with, found farther down: with a word of violence, or the only day it names.

    A day in the act's own sentence that does not go with an act short of violence was weighed before.
    """
    told: list[Time] = []
    for sentence in parsed.sentences:
        own = act.type != "ASSAULT" and sentence.index == act.sentence.index
        days = [] if own else _days(sentence, times)
        if not days:
            continue
        day = _violent_day(sentence, days)
        if day is not None:
            yield day, "time:report", "is when the report says that the violence happened"
            return
        day = _told_day(sentence, days)
        if day is not None:
            told.append(day)
    if told and len({(day.from_, day.to) for day in told}) == 1:
        yield told[0], "time:only", "is the only day that the report tells of"


def _days(sentence: Sentence, times: Sequence[Time]) -> list[Time]:
    return [
        time
        for time in within(times, sentence.start, sentence.end)
        if is_day(time) and not is_clock(time) and not is_stamp(sentence, time)
    ]


def is_day(time: Time) -> bool:
    """Whether an expression may name the days of an act, and not just now, once or how long."""
    if time.type == "DURATION":
        return time.from_ is not None  # "in the past two weeks"; "two days" after a date
    return time.type in ("DATE", "TIME") and time.value not in ("PRESENT_REF", "PAST_REF", "FUTURE_REF")


def is_clock(time: Time) -> bool:
    """Whether an expression is an hour of some day only ("6 p.m.")."""
    return time.type == "TIME" and not any(word in time.text.lower() for word in _WORDS.days)


def is_stamp(sentence: Sentence, time: Time) -> bool:
    """Whether a date is the page's ("Posted: Tuesday", "Updated 3:13 PM") or a birthday."""
    words = 0
    for token in reversed([token for token in sentence.tokens if token.end <= time.start][-_STAMP_REACH:]):
        if token.lower in _WORDS.stamps:
            return True
        words += not _is_dateish(token)
        if words > _STAMP_WORDS or (token.tag[:2] in ("VB", "MD") and not _is_dateish(token)):
            return False
    return False


def _is_dateish(token: Token) -> bool:
    """Whether a token may be a piece of a written date or hour: "March", "31", "PM", "EDT", a comma."""
    if not token.text.isalpha() or (token.text.isupper() and len(token.text) <= _ZONE):
        return True
    return any(word in token.lower for word in _WORDS.days)


def is_fine(time: Time) -> bool:
    """Whether a time names days no further apart than two."""
    return time.from_ is not None and time.to is not None and _days_apart(time.from_, time.to) <= 2


def _days_apart(start: str, end: str) -> int:
    try:
        return (date.fromisoformat(end) - date.fromisoformat(start)).days
    except ValueError:
        return 9999


def _is_inside(day: Time, span: Time) -> bool:
    """Whether a day lies inside a longer interval."""
    if not is_fine(day) or span.from_ is None or span.to is None:
        return False
    return span.from_ <= str(day.from_) and str(day.to) <= span.to


def _told_day(sentence: Sentence, times: Sequence[Time]) -> Time | None:
    """The last date of a sentence that is neither the day somebody spoke nor told in passing.

    A date that goes with a word of violence comes first, also in a relative clause: "the man who shot them on Friday".
    """
    chosen: Time | None = None
    violent: Time | None = None
    for time in times:
        token = head_token(sentence, time)
        if token is None or not is_fine(time) or is_bounding(sentence, token):
            continue  # a month or a year named elsewhere is mostly somebody's past
        holder = clause_of(sentence, token)
        if is_speech(holder) and holder.index != token.index:
            continue
        if _is_violent(sentence, token):
            violent = time
        if any(up.dep == "relcl" for up in way_up(sentence, token)):
            continue
        chosen = time
    return violent or chosen


def _is_violent(sentence: Sentence, token: Token) -> bool:
    """Whether a date's word hangs on a word of violence or stands in its clause."""
    return any(up.lemma in _WORDS.violence for up in (*way_up(sentence, token)[:3], clause_of(sentence, token)))


def _violent_day(sentence: Sentence, times: Sequence[Time]) -> Time | None:
    """The first date of a sentence that goes with a word of violence."""
    for time in times:
        token = head_token(sentence, time)
        if token is not None and is_fine(time) and not is_bounding(sentence, token) and _is_violent(sentence, token):
            return time
    return None


def _happening_day(sentence: Sentence, times: Sequence[Time]) -> Time | None:
    """The date that a sentence gives for a happening spoken of before ("the attack took place on Friday")."""
    for time in times:
        token = head_token(sentence, time)
        if token is None or not is_fine(time) or is_bounding(sentence, token):
            continue
        holder = clause_of(sentence, token)
        violent = _is_violent(sentence, token)
        if not violent and any(up.dep == "relcl" for up in way_up(sentence, token)):
            continue
        if (
            violent
            or holder.lemma in _WORDS.happening
            or any(up.lemma in _WORDS.happening for up in way_up(sentence, token)[:4])
        ):
            return time
    return None


def _governs(act: Act, time: Time) -> int:
    """How closely a time goes with an act of its sentence: 0 not at all, 60 and more in its clause."""
    sentence = act.sentence
    token = head_token(sentence, time)
    if token is None or is_bounding(sentence, token) or is_edge(sentence, time):
        return 0
    way = way_up(sentence, token)
    places = {up.index: step for step, up in enumerate(way)}
    if act.type != "ASSAULT" and _dates_violence(way, act.word):
        return 0
    grain = 0 if is_fine(time) else 3
    if is_clock(time):
        grain = 15
    if act.word.index in places:
        crossed = any(
            up.dep in ("relcl", "ccomp", "advcl") for up in way[: places[act.word.index]] if up.index != token.index
        )
        if crossed and not is_fine(time):
            return 0
        return (30 if crossed else 100) - 2 * places[act.word.index] - grain
    holder = clause_of(sentence, token)
    mine = clause_of(sentence, act.word)
    distance = min(25, abs(token.index - act.word.index))
    if holder.index == mine.index:
        if is_speech(holder) and act.word.index != holder.index:
            return 0
        return 80 - distance - grain
    above = [up.index for up in way_up(sentence, mine)]
    if is_speech(holder) and holder.index in above:
        return 0
    if holder.index in above:
        # The date of the governing clause holds for its participles and infinitives: "attacked on Friday, killing two".
        return 75 - distance // 2 - grain - 5 * above.index(holder.index)
    below = [up.index for up in way_up(sentence, holder)]
    if mine.index in below:
        relative = any(up.dep == "relcl" for up in way_up(sentence, holder)[: below.index(mine.index)])
        if relative and not is_fine(time):
            return 0
        return (20 if relative else 50) - distance // 2 - grain
    if not is_fine(time):
        return 0
    return max(1, 35 - distance - grain)


def _dates_violence(way: Sequence[Token], word: Token) -> bool:
    """Whether a date, from which ``way`` leads up, is that of violence that an act of another kind speaks of.

    "He was arrested over the attack of May 3", "a man involved in the murder on May 3 surrendered".
    """
    spoken_of = False
    for up in way[1:]:
        if up.index == word.index:
            return False
        if spoken_of and (up.lemma in _WORDS.blames or up.dep in ("relcl", "acl", "appos")):
            return True  # "in a raid on Monday" is the day of an arrest, "over a raid on Monday" is not
        spoken_of = spoken_of or up.lemma in _WORDS.violence or up.lemma in _WORDS.incidents
        if up.tag[:2] == "VB":
            return False
    return False


# -- where -----------------------------------------------------------------------------------------------------------


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
    role = any(party.start <= place.start and place.end <= party.end for party in (*act.actors, *act.recipients))
    through = through_preposition(sentence, token)
    if role and not through:
        return 0
    if named.hold(place) and not through:
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
        if is_speech(holder) and act.word.index != holder.index:
            return 0
        return max(1, 75 - distance + bonus)
    above = [up.index for up in way_up(sentence, mine)]
    if is_speech(holder) and holder.index in above:
        return 0
    if holder.index in above:
        return max(1, 60 - distance // 2 + bonus - 5 * above.index(holder.index))
    return max(1, 35 - distance + bonus)


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


def _in_dateline(found: Place | Time, report: Report) -> bool:
    """Whether a place stands in the line that opens agency copy: where it was filed, and only perhaps where it was."""
    return report.dateline is not None and found.start < report.dateline.end and found.end > report.dateline.start


def is_town(place: Place) -> bool:
    """Whether a place is known as exactly as a town, or as what lies by one."""
    return place.lat is not None and place.precision in ("exact", "near", "district")


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
    for sentence in _before(parsed, act.sentence, _BACK):
        found = _scene(sentence, places, named, parsed.text)
        if found:
            yield found, "place:before", "is the last place named before the act"
            break
    if act.type in _HAPPENINGS:
        for sentence in _after(parsed, act.sentence, _AHEAD):
            found = [
                place
                for place in _scene(sentence, places, named, parsed.text)
                if (token := head_token(sentence, place)) is not None
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
        found = _scene(sentence, places, named, parsed.text)
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
    if token is None or named.hold(place):
        return False
    holder = clause_of(sentence, token)
    return through_preposition(sentence, token) and not is_speech(holder)


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
