"""Dating: when an act took place, by the days and hours named with its trigger or with the happening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from dateline.codebook.setting_words import load_setting_words
from dateline.events.borrowing import DOUBTED, LIKELY, Loan, likelihood
from dateline.events.draft import Act
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
from dateline.record import Reason, Report, Status, Time

_WORDS = load_setting_words()
_STAMP_REACH = 16
"""Tokens before a date within which the word may stand that makes it the page's."""
_STAMP_WORDS = 5
"""Of these, how many may be no part of a written date."""
_ZONE = 4
"""Longest short form of a time zone or half of the day in capitals."""
_DONE = ("occurred", "ongoing")
_STANDS_WITH = 60
"""How closely a time goes with an act from which it stands in the act's own clause."""


def when_of(
    act: Act,
    parsed: Parsed,
    times: Sequence[Time],
    report: Report,
    status: Status | None = None,
    parts: Sequence[Act] = (),
) -> tuple[Time | None, Reason]:
    """The time expression that dates the act, or ``None``, with the reason either way.

    ``times`` are in text order; ``parts`` are the words merged into the act ("the blast that killed ten in 2009").

    First the expression in the act's own clause, then one in its sentence, then what a later sentence says of the
    happening ("it happened on Monday"), then the last day named before it, as long as the act is not told as lying
    ahead.  A month or a week gives way to a day inside it that the report names for it, and an hour to a day.  What was
    done, by its ``status``, was done before the report: a promise "to send tankers by Monday" was not made on that
    Monday.
    """
    times = [time for time in times if not in_dateline(time, report)]  # when it was written, not when it happened
    if status in _DONE and report.published_range.to is not None:
        last = report.published_range.to
        times = [time for time in times if time.from_ is None or time.from_ <= last]
    found, by, text = _own_time((act, *parts), times)
    if found is not None and is_fine(found) and not is_clock(found):
        # A day that merely shares the sentence gives way to one that a sentence near it gives for what happened.
        other = _stated_day(act, parsed, times) if by == "time:sentence" else None
        if other is None or (other.from_, other.to) == (found.from_, found.to):
            return found, reason_for("when", by, text, found)
        reason = reason_for("when", "time:after", f"{other.text!r} is when it happened, a later sentence says", other)
        return other, msgspec.structs.replace(reason, runner_up=f"{found.text!r}, which shares its sentence")
    if found is None and (_is_ahead(act) or status in UNREAL):
        return None, reason_for("when", "time:none", "no date stands with an act that lies ahead", None)
    if found is None and (status == "ongoing" or is_of_several(act)):
        note = "no date stands with what goes on or was done more than once"
        return None, reason_for("when", "time:none", note, None)
    doubted: tuple[Time, float] | None = None
    for day, rule, how in _other_days(act, parsed, times):
        if found is None or is_clock(found) or _is_inside(day, found):
            chance = likelihood(Loan("when", act, day, rule, status, parsed, times))
            if chance >= LIKELY:
                return day, reason_for("when", rule, f"{day.text!r} {how}", day)
            doubted = (day, chance)
            break  # what comes next was never weighed against an act that the first does not fit
    if found is not None:
        return found, reason_for("when", by, text, found)
    if doubted is not None:
        day, chance = doubted
        return None, reason_for("when", "time:doubted", DOUBTED.format("date", day.text, chance), day)
    if report.published is None:
        return None, reason_for("when", "time:none", "no date is named and the report is undated", None)
    return None, reason_for(
        "when", "time:none", "no date is named with the act; the day of publication is not taken", None
    )


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
    """Whether the act was done more than once: a noun in the plural ("a spate of attacks" had no one day, "shots" had),
    or the sum of years.
    """
    plural = act.word.tag in ("NNS", "NNPS") and act.mode != "firearms"
    return plural or is_over_years(act.sentence)


def _is_ahead(act: Act) -> bool:
    """Whether the act's verb stands in the future or in the infinitive."""
    return any(child.lower in ("will", "shall", "to", "'ll") for child in act.sentence.dependents(act.word, "aux"))


def _own_time(words: Sequence[Act], times: Sequence[Time]) -> tuple[Time | None, str, str]:
    """The time of the sentence that goes best with one of an act's words, with rule and words."""
    best: tuple[int, int, Time] | None = None
    for act in words:
        for time in within(times, act.sentence.start, act.sentence.end):
            score = _governs(act, time) if is_day(time) and not is_stamp(act.sentence, time) else 0
            if score > 0 and (best is None or (score, -time.start) > (best[0], best[1])):
                best = (score, -time.start, time)
    if best is None:
        return None, "", ""
    near = best[0] >= _STANDS_WITH
    how = "stands with the trigger" if near else "is the date in the same sentence"
    return best[2], "time:clause" if near else "time:sentence", f"{best[2].text!r} {how}"


def _other_days(act: Act, parsed: Parsed, times: Sequence[Time]) -> Iterator[tuple[Time, str, str]]:
    """Days that other sentences name for the act, the likeliest first, with rule and words."""
    stated = _stated_day(act, parsed, times)
    if stated is not None:
        yield stated, "time:after", "is when it happened, a later sentence says"
    for sentence in sentences_before(parsed, act.sentence, BACK):
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
    if act.type in HAPPENINGS and act.sentence.start <= parsed.sentences[min(2, len(parsed.sentences) - 1)].start:
        for sentence in sentences_after(parsed, act.sentence, 2):
            day = _told_day(sentence, _days(sentence, times))
            if day is not None:
                yield day, "time:following", "is the first date named after the act"
                break
        yield from _report_day(act, parsed, times)


def _stated_day(act: Act, parsed: Parsed, times: Sequence[Time]) -> Time | None:
    """The day that one of the next sentences gives for a happening."""
    if act.type not in HAPPENINGS:
        return None
    later = sentences_after(parsed, act.sentence, AHEAD)
    found = (_happening_day(sentence, _days(sentence, times)) for sentence in later)
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
    if recalls(sentence):
        return None
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


def _is_year_of_another(sentence: Sentence, token: Token, time: Time, word: Token) -> bool:
    """Whether a year belongs to the noun after it: who keeps "the 2021 truce" today keeps it today."""
    noun = sentence.head_of(token)
    if noun is None or token.dep not in ("amod", "compound", "nmod", "nummod") or noun.index == word.index:
        return False
    return noun.index > token.index and noun.tag.startswith("NN") and len(time.value or "") == len("2021")


def _governs(act: Act, time: Time) -> int:
    """How closely a time goes with an act of its sentence: 0 not at all, 60 and more in its clause."""
    sentence = act.sentence
    token = head_token(sentence, time)
    if token is None or is_bounding(sentence, token) or is_edge(sentence, time):
        return 0
    way = way_up(sentence, token)
    places = {up.index: step for step, up in enumerate(way)}
    if act.type != "ASSAULT" and (
        _dates_violence(way, act.word) or _is_year_of_another(sentence, token, time, act.word)
    ):
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
        if is_spoken_elsewhere(sentence, holder, act.word):
            return 0
        return 80 - distance - grain
    above = [up.index for up in way_up(sentence, mine)]
    if holder.index in above and is_spoken_elsewhere(sentence, holder, act.word):
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
