"""Making: the event of a draft, with its claim, day, places, weapon, toll and codes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from dateline.codebook.acts import EventBooks
from dateline.codebook.crosswalk import codes_for
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.act_head import ENTRY, LIKELY
from dateline.events.annotated import AnnotatedReport
from dateline.events.clauses import phrases
from dateline.events.dating import when_of
from dateline.events.draft import Act, Draft
from dateline.events.happening import recoded
from dateline.events.kinds import GENERAL_MODES
from dateline.events.placing import PartyRanges, where_of
from dateline.events.status import StatusDecision
from dateline.events.toll import AssignedToll
from dateline.events.weapon import WeaponFound, carried_weapon, is_other_means
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Claim, Event, Reason, Span, Statement, Toll

_WORDS = load_syntax_words()


@dataclass(frozen=True, slots=True)
class Decided:
    """A draft and what was decided of it: ``said`` is the innermost statement that holds it, if any."""

    draft: Draft
    said: Statement | None
    status: StatusDecision
    toll: AssignedToll
    weapon: WeaponFound | None


def event_of(decided: Decided, annotated: AnnotatedReport, named: PartyRanges, books: EventBooks) -> Event | None:
    """The event of a draft, not yet numbered; ``None`` where its words name nothing that a record could hold on to."""
    draft, said, weapon = decided.draft, decided.said, decided.weapon
    act, status, toll = draft.act, decided.status.status, decided.toll.toll
    actors, because = act.actors, list(act.because)
    if said is not None:
        because.append(_told_in(said))
        if said.stance == "claims_responsibility" and act.type == "ASSAULT" and not actors and said.speaker is not None:
            actors = (said.speaker,)
            because = [it for it in because if it.about != "actors"]
            because.append(
                Reason(about="actors", by="claim", text="the speaker claims the act", evidence=(said.speaker.span,))
            )
    when, when_reason = when_of(act, annotated.parsed, annotated.times, annotated.report, status, draft.parts)
    where, where_reason = where_of(act, annotated.parsed, annotated.places, annotated.report, named, status)
    mode = act.mode
    if weapon is not None:
        because.append(weapon.reason)
        if weapon.mode is not None and _gives_mode(weapon, act):
            mode = weapon.mode
            because = [it for it in because if it.about != "mode"]
            because.append(
                msgspec.structs.replace(weapon.reason, about="mode", text=f"{weapon.span.text!r} points to it")
            )
    if weapon is not None and act.type != "COERCE":
        hit = tuple(it for it in act.recipients if not (weapon.span.start <= it.start and it.end <= weapon.span.end))
        act = act if hit == act.recipients else replace(act, recipients=hit)  # "used batons": nobody hit these
    nobody = not (actors or act.recipients or toll != Toll())
    if nobody and not (where or weapon):
        return None
    if draft.is_bare_noun and nobody and not _is_topic(act) and not _is_known_and_seen(draft):
        return None
    if draft.is_bare_noun and said is not None and said.stance == "threatens":
        return None  # what a threat names in passing has not been reported
    codes = codes_for(
        books.crosswalks,
        act.type,
        mode,
        actors,
        act.recipients,
        toll,
        weapon.category if weapon else None,
        status,
        outcome=books.crosswalks.outcome_of(because),
    )
    rests_on = dict.fromkeys(
        (act.trigger, *(part.trigger for part in draft.parts), *(party.span for party in (*actors, *act.recipients)))
    )
    because += [decided.status.reason, when_reason, where_reason, *decided.toll.reasons]
    because.append(Reason(about="codes", by=f"crosswalk:{codes.plover}", text="read from the crosswalk tables"))
    return Event(
        id="e0", type=act.type, mode=mode, status=status, trigger=act.trigger, actors=actors,
        recipients=act.recipients, when=when, where=where, toll=toll, weapon=weapon.span if weapon else None,
        claim=None if said is None else _claim(said), codes=codes,
        evidence=tuple(rests_on), because=tuple(because), confidence=act.confidence,
    )  # fmt: skip


def _claim(said: Statement) -> Claim:
    return Claim(
        speaker=said.speaker, cue=said.cue, channel=said.channel, stance=said.stance,
        original=said.original, via=said.via,
    )  # fmt: skip


def _told_in(said: Statement) -> Reason:
    evidence = () if said.cue is None else (said.cue,)
    return Reason(about="claim", by="statement", text=f"told in a statement that {said.stance}", evidence=evidence)


def _gives_mode(weapon: WeaponFound, act: Act) -> bool:
    """Whether the weapon says more of the act's mode than its words: they say little, or "opened fire with mortars"."""
    wielded = weapon.wielded and is_other_means(act.mode, weapon.mode)
    return act.type == "ASSAULT" and (act.mode in GENERAL_MODES or wielded)


def _is_known_and_seen(draft: Draft) -> bool:
    """Whether codebook and act head agree that a noun tells an act; "crimes" and "violence" alone tell none."""
    return draft.seen >= LIKELY and draft.act.entry != ENTRY


def _is_topic(act: Act) -> bool:
    """Whether the sentence is about an act that a noun tells: only violence and arrests are coded by that alone."""
    topic = act.word.dep in ("nsubj", "nsubjpass", "ROOT") or act.word.head == act.word.index
    return topic and (act.type == "ASSAULT" or act.mode == "arrest")


def by_other_means(event: Event, decided: Decided) -> list[Event]:
    """The same act by the second of two kinds of weapon ("a bomb and gun attack"), or none; its toll stays with the
    first.
    """
    draft, weapon = decided.draft, decided.weapon
    if weapon is None or event.type != "ASSAULT" or event.mode != weapon.mode:
        return []
    because = [it for it in event.because if it.about not in ("mode", "weapon", "toll")]
    if weapon.other is not None:
        reason = msgspec.structs.replace(weapon.other.reason, about="mode", text="this weapon was used as well")
        because += [reason, weapon.other.reason]
        return [msgspec.structs.replace(
            event, mode=weapon.other.mode, weapon=weapon.other.span, toll=Toll(), because=tuple(because)
        )]  # fmt: skip
    act = draft.act
    if weapon.wielded and is_other_means(act.mode, weapon.mode) and draft.parts[0].mode in GENERAL_MODES:
        # "attacked with a grenade and gunfire": the mode that the weapon overruled is of a word merged into the act
        because += [it for it in act.because if it.about == "mode"]
        return [msgspec.structs.replace(event, mode=act.mode, weapon=None, toll=Toll(), because=tuple(because))]
    return []


def implied_by(event: Event, act: Act, parsed: Parsed, books: EventBooks) -> list[Event]:
    """The acts that the words of another say as well: the weapon somebody was "arrested with" was seized, whoever was
    "sentenced to nine years" goes to prison.
    """
    if act.mode == "arrest":
        weapon = carried_weapon(act, parsed, books.weapons)
        if weapon is None or weapon.span.start < act.word.start:
            return []
        why = f"arrested with {weapon.span.text!r}, which is taken then"
        return [_implied(event, "coerce.seize", "seize", why, weapon.span, books, weapon)]
    if act.type == "SANCTION" and act.mode == "convict":
        term = prison_term(act.sentence, act.word)
        if term is not None:
            span = Span.cut(parsed.text, term.start, term.end)
            why = f"a conviction with prison ({span.text!r}) is both SANCTION, convict, and COERCE, arrest"
            return [_implied(event, "coerce.arrest", "arrest", why, span, books)]
    return []


def prison_term(sentence: Sentence, word: Token) -> Token | None:
    """The word for how long, or where, somebody convicted is locked up, ``None`` where he is not or it is not told.

    PLOVER 2.0, role chapter: a conviction with prison is coded twice.
    """
    if any(it.lower == "absentia" for it in sentence.tokens):
        return None
    for verb in sentence.tokens:
        if verb.lemma not in _WORDS.sentencing:
            continue
        if verb.index != word.index and all(it.index != word.index for it in sentence.ancestors(verb)):
            continue
        for term in phrases(sentence, verb, ("to", "for")):
            first, last = sentence.subtree(term)
            words = {it.lower for it in sentence.tokens[first:last]}
            if term.lemma in _WORDS.terms and words.isdisjoint(_WORDS.at_large):
                return term
    return None


def _implied(
    event: Event, entry: str, mode: str, why: str, span: Span, books: EventBooks, weapon: WeaponFound | None = None
) -> Event:
    """The event again as the act of COERCE that ``span`` says of it."""
    because = [it for it in event.because if it.about not in ("type", "mode", "toll", "weapon", "codes")]
    because.append(Reason(about="type", by=entry, text=why, evidence=(span,)))
    because.append(Reason(about="mode", by=entry, text=why, evidence=(span,)))
    if weapon is not None:
        because.append(weapon.reason)
    taken = msgspec.structs.replace(
        event, type="COERCE", mode=mode, toll=Toll(), weapon=None if weapon is None else weapon.span,
        because=tuple(because),
    )  # fmt: skip
    return recoded(taken, books.crosswalks, books.weapons)
