"""Coding: from the words of a report to its events, one step after the other.

``find_drafts`` and ``with_unsaid`` find the acts its sentences tell; each is decided of, made an event, and told apart
from those told before; then whole happenings, talk, and what harm the report as a whole tells of are set right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from dateline.codebook.acts import EventBooks
from dateline.events.act_head import Seen, seen_in
from dateline.events.annotated import AnnotatedReport
from dateline.events.antecedents import with_antecedents
from dateline.events.apposition import without_repeats
from dateline.events.claims import with_claims
from dateline.events.confidence import with_probabilities
from dateline.events.counts import FoundCount, find_counts
from dateline.events.dating import is_of_several
from dateline.events.draft import Act, Draft
from dateline.events.draft_tolls import retold_of, tolls_of, with_own_numbers
from dateline.events.drafting import find_drafts
from dateline.events.facts import with_facts
from dateline.events.happening import gathered, recoded
from dateline.events.harm import with_harm
from dateline.events.learned import with_blast, with_property
from dateline.events.main import flag_main
from dateline.events.making import Decided, by_other_means, event_of, implied_by
from dateline.events.occasions import by_occasion
from dateline.events.participants import (
    as_dispersed,
    as_states_protest,
    is_bare,
    on_one_side,
    with_countries,
    with_parties_only,
)
from dateline.events.placing import PartyRanges
from dateline.events.police import with_unsaid
from dateline.events.precision import with_precision
from dateline.events.public_standing import doubts_of
from dateline.events.retelling import is_retelling, joined, tells_more
from dateline.events.roles import Cast
from dateline.events.status import decide_status
from dateline.events.status_model import head_for
from dateline.events.talk import without_talk
from dateline.events.telling import without_tellers
from dateline.events.vetting import LeftOut, Vetted, vet
from dateline.events.weapon import weapon_of
from dateline.parse.tree import Token
from dateline.record import Event, Span, Statement, Time


@dataclass(frozen=True, slots=True)
class Flagged:
    """The events before the facts of the whole report are weighed for them, and all numbers of people harmed.

    ``chances`` says of each event how likely it and its parties are right, ``None`` where it was not vetted; ``gone``
    are those that were left out when they were vetted.
    """

    events: tuple[Event, ...]
    counts: tuple[FoundCount, ...]
    chances: tuple[float | None, ...]
    gone: tuple[LeftOut, ...] = ()


def code(annotated: AnnotatedReport, books: EventBooks) -> tuple[Event, ...]:
    """The events of a report in text order, each with its evidence and reasons; at most three are flagged main."""
    flagged = flagged_events(annotated, books)
    parsed = annotated.parsed
    events = tuple(with_countries(event, annotated.places) for event in flagged.events)
    learned = any(sentence.vectors is not None for sentence in parsed.sentences)
    if learned:
        events = with_facts(events, annotated, flagged.counts, books.crosswalks, books.weapons)
    made = tuple(with_precision(event) for event in events)
    homes = [home.index if (home := parsed.sentence_at(event.trigger.start)) else -1 for event in made]
    return with_probabilities(made, homes, flagged.chances, books.calibration, learned)


def left_out(annotated: AnnotatedReport, books: EventBooks) -> tuple[LeftOut, ...]:
    """The acts that were found in a report and did not become events of its record, in text order."""
    return flagged_events(annotated, books).gone


def flagged_events(annotated: AnnotatedReport, books: EventBooks) -> Flagged:
    """The events of a report, vetted, numbered and the main ones flagged."""
    vetted, counts = vetted_events(annotated, books)
    events = flag_main(vetted.events, annotated.report, annotated.parsed)
    return Flagged(events, counts, vetted.chances, vetted.gone)


def vetted_events(annotated: AnnotatedReport, books: EventBooks) -> tuple[Vetted, tuple[FoundCount, ...]]:
    """The events of a report, vetted and numbered, none flagged yet, and all numbers of people harmed."""
    seen = seen_in(annotated.parsed, books.acts)
    made, counts = made_events(annotated, books, seen)
    doubts = doubts_of(made, annotated.parsed, annotated.parties, seen)
    vetted = vet(made, annotated.parsed, seen, books.crosswalks, books.weapons, doubts)
    numbered = tuple(msgspec.structs.replace(event, id=f"e{place}") for place, event in enumerate(vetted.events, 1))
    return replace(vetted, events=numbered), counts


def made_events(
    annotated: AnnotatedReport, books: EventBooks, seen: Mapping[int, Seen]
) -> tuple[list[Event], tuple[FoundCount, ...]]:
    """The events as the codebook and the heads find them, not yet vetted, and all numbers of people harmed.

    ``seen`` is what the act head says of each sentence.
    """
    parsed, tables = annotated.parsed, (books.crosswalks, books.weapons)
    cast = Cast.of(parsed.text, annotated.parties)
    counts = by_occasion(find_counts(parsed, annotated.parties, books.toll_words), annotated)
    found = find_drafts(parsed, cast, books.acts, seen)
    drafts = with_unsaid([draft for draft in found if not _is_in_date(draft, annotated.times)], cast)
    made = _told_once(_decided(drafts, counts, annotated, books), cast, annotated, books)
    further = {draft.act.trigger.start: draft.act.sentence.start for draft in drafts if tells_more(draft)}
    several = frozenset(draft.act.trigger.start for draft in drafts if is_of_several(draft.act))
    made = list(gathered(made, *tables, further, several))
    retold = retold_of(drafts, counts)
    made = [recoded(with_own_numbers(event, retold), *tables) for event in made]
    made = without_talk(made, *tables)
    made = without_tellers(with_harm(made, parsed, cast, *tables, annotated.report.published), parsed)
    made = with_claims(with_blast(with_property(made, parsed), parsed), annotated)
    made = [recoded(as_dispersed(as_states_protest(event)), *tables) for event in made]
    return _with_parties(made, annotated, books), counts


def _is_in_date(draft: Draft, times: Sequence[Time]) -> bool:
    """Whether the act's word is part of a date: "on March 2" tells of no march."""
    return any(time.holds(draft.act.trigger) for time in times)


def _decided(
    drafts: Sequence[Draft], counts: Sequence[FoundCount], annotated: AnnotatedReport, books: EventBooks
) -> Iterator[Decided]:
    """The drafts with the statement each is told in, its status, toll and weapon."""
    parsed = annotated.parsed
    head = head_for(parsed)
    said = [_statement_of(draft.act, annotated.statements) for draft in drafts]
    decisions = [
        decide_status(draft.act.sentence, draft.act.word, draft.act.type, statement, books.status_cues, head)
        for draft, statement in zip(drafts, said, strict=True)
    ]
    beside: dict[int, list[Act]] = {}
    for draft in drafts:
        beside.setdefault(draft.act.sentence.index, []).append(draft.act)
    tolls = tolls_of(drafts, [decision.status for decision in decisions], counts, parsed)
    for draft, statement, decision, toll in zip(drafts, said, decisions, tolls, strict=True):
        weapon = weapon_of(draft.act, parsed, books.weapons, annotated.places, beside[draft.act.sentence.index])
        yield Decided(draft, statement, decision, toll, weapon)


def _statement_of(act: Act, statements: Sequence[Statement]) -> Statement | None:
    """The innermost statement whose content holds the act, but for one whose verb it is joined to: who "rejected the
    claim and *expelled* the envoy" does not deny that he did.
    """
    trigger, above = act.trigger, act.sentence.head_of(act.word) if act.word.dep == "conj" else None
    holding = [
        (sum(len(span.text) for span in statement.contents), place)
        for place, statement in enumerate(statements)
        if any(span.holds(trigger) for span in statement.contents)
        and not (above is not None and statement.cue is not None and _covers(statement.cue, above))
    ]
    return statements[min(holding)[1]] if holding else None


def _covers(span: Span, token: Token) -> bool:
    return span.start <= token.start < span.end


def _told_once(decided: Iterable[Decided], cast: Cast, annotated: AnnotatedReport, books: EventBooks) -> list[Event]:
    """The events of the drafts in text order, one for what a later sentence only tells again."""
    made: list[Event] = []
    named = PartyRanges(annotated.parties)
    for one in decided:
        event = event_of(one, annotated, named, books)
        if event is None:
            continue
        event = with_antecedents(event, one.draft.act.sentence, cast)
        twin = next((place for place, other in enumerate(made) if is_retelling(other, event, one.draft)), None)
        if twin is None:
            made.append(event)
        else:
            made[twin] = joined(made[twin], event)
        made += by_other_means(event, one)
        made += implied_by(event, one.draft.act, annotated.parsed, books)
    return sorted(made, key=lambda event: (event.trigger.start, event.trigger.end))


def _with_parties(events: Sequence[Event], annotated: AnnotatedReport, books: EventBooks) -> list[Event]:
    """The events with parties only in their roles, each once; without those that then have nothing to say."""
    numerals = books.toll_words.numbers.keys() | books.toll_words.indefinite.keys()
    parsed = annotated.parsed
    cast_only = (
        without_repeats(with_parties_only(event, annotated.report, annotated.places, numerals), parsed)
        for event in events
    )
    return [event for event in map(on_one_side, cast_only) if not is_bare(event)]
