"""Claims of responsibility that stand in a sentence of their own.

In "A bomb killed nine. The front claimed responsibility." the second sentence tells no act again: only its place says
which attack it is about, the one told last before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.annotated import AnnotatedReport
from dateline.events.talk import is_attack
from dateline.record import Claim, Event, Party, PartyKind, Reason, Statement

_WORDS = load_syntax_words()
_CLAIMANTS: frozenset[PartyKind | None] = frozenset(("group", "organisation", "people"))
_CLAIMED = ("responsib", "credit")
"""What is claimed, whatever it is for."""
_BARE = 60
"""Characters up to which a claim tells nothing more of the attack."""
_BACK = 4
"""Sentences back in which the attack must be told."""
_OUTSIDE = frozenset(("REB", "UAF"))
_FORCES = frozenset(("COP", "GOV", "MIL"))


def with_claims(events: Sequence[Event], annotated: AnnotatedReport) -> list[Event]:
    """The events, each attack with the claim of responsibility that follows it.

    Who claims an attack whose doers nobody names is among its doers, with the claim beside them.  An attack that rests
    on another statement keeps that one.
    """
    made = list(events)
    for statement in annotated.statements:
        speaker, cue = statement.speaker, statement.cue
        if speaker is None or cue is None or not _is_claim(statement, speaker):
            continue
        if any(span.holds(event.trigger) for span in statement.contents for event in made):
            continue  # "claimed the attack on the base": told with the act itself
        here = annotated.parsed.sentence_at(cue.start)
        before = [
            place
            for place, event in enumerate(made)
            if is_attack(event)
            and event.trigger.end <= cue.start
            and here is not None
            and (home := annotated.parsed.sentence_at(event.trigger.start)) is not None
            and here.index - home.index <= _BACK
        ]
        own = [place for place in before if any(_is_speaker(party, speaker) for party in made[place].actors)]
        before = own or [place for place in before if not _befell_attackers(made[place])]
        if before:
            last = max(before, key=lambda place: made[place].trigger.start)
            made[last] = _claimed(made[last], statement, speaker)
    return made


def _is_speaker(party: Party, speaker: Party) -> bool:
    return party.name is not None and party.name == speaker.name


def _befell_attackers(event: Event) -> bool:
    """Whether those who fight no state's war were hit themselves: nobody claims that his own men were killed."""
    return bool(event.recipients) and all((it.sector or "")[:3] in _OUTSIDE for it in event.recipients)


def _is_claim(statement: Statement, speaker: Party) -> bool:
    """Whether a body or group claims what it does not tell anew."""
    if statement.stance != "claims_responsibility" or speaker.kind not in _CLAIMANTS:
        return False
    if speaker.text.lower() in _WORDS.pronouns | _WORDS.relatives:
        return False
    told = " ".join(span.text for span in statement.contents).lower()
    return len(told) <= _BARE and any(word in told for word in _CLAIMED)


def _claimed(event: Event, statement: Statement, speaker: Party) -> Event:
    because, actors = event.because, event.actors
    if any((party.sector or "")[:3] in _FORCES for party in actors):
        return event  # police raids after an attack are not what was claimed
    known = {party.text.lower().removeprefix("the ") for party in actors}
    if all(party.name is None for party in actors) and speaker.text.lower().removeprefix("the ") not in known:
        note = f"{speaker.text!r} claims the act told before"
        because = tuple(it for it in because if it.about != "actors" or actors)
        actors = (*actors, speaker)
        because = (*because, Reason(about="actors", by="claim", text=note, evidence=(speaker.span,)))
    if event.claim is None:
        claim = Claim(
            speaker=speaker, cue=statement.cue, channel=statement.channel, stance=statement.stance,
            original=statement.original, via=statement.via,
        )  # fmt: skip
        because = (*because, Reason(about="claim", by="statement", text="claimed in a sentence after it"))
        event = msgspec.structs.replace(event, claim=claim)
    evidence = tuple(dict.fromkeys((*event.evidence, speaker.span)))
    return msgspec.structs.replace(event, actors=actors, because=because, evidence=evidence)
