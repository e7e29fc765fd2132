"""Talk: words of violence that are none ("the senator attacked her rival's record", "we will fight back").

Reports of politics are full of attacks, fights and battles that nobody was ever hurt in.  Where a report tells of no
violence that has a means, a number or a weapon, and those who attack in general words bear no arms, they only speak
(:func:`without_talk`).  In reports that do tell of violence the reader says which words of it are a figure of speech
(:func:`without_figures`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dateline.codebook.crosswalk import Crosswalks
from dateline.codebook.syntax_words import load_syntax_words
from dateline.codebook.weapons import Weapons
from dateline.events.fillers import INCIDENTS
from dateline.events.happening import recoded
from dateline.events.kinds import UNMAPPED
from dateline.parse.heads import type_scores
from dateline.parse.tree import Parsed, Sentence
from dateline.record import Event, Party, Reason, Toll

_WORDS = load_syntax_words()
SPOKEN = 0.3
"""Chance of an attack in a sentence, and of violence between the parties there, below which it is only spoken of."""
SPOKEN_ALONE = 0.5
"""The same for a report that names nobody and nothing of an attack."""
_UNDONE = frozenset(("denied", "hypothetical"))
_TOLD = frozenset(("time:clause", "place:clause", UNMAPPED))
_ANY_MEANS = "assault.attack"
"""The codebook's entry for violence whose means is not said."""
_GENERAL = frozenset(("assault.attack", "assault.clash"))
"""Entries whose words do not say by what means."""
_POLITICAL = frozenset(("ELI", "GOV", "JRN", "LEG", "PTY"))
_UNARMED = frozenset(("person", "organisation"))
_BODIES = _UNARMED | {"people", "group"}


def without_talk(events: Sequence[Event], crosswalks: Crosswalks, weapons: Weapons) -> list[Event]:
    """The events; an attack in words is criticism of whom it names, and a fight in words is no event."""
    if any(map(is_told_with_means, events)):
        return list(events)
    found: list[Event] = []
    for event in events:
        if not _is_talk(event):
            found.append(event)
            continue
        aimed = event.trigger.text.lower().startswith(tuple(sorted(_WORDS.verbal_attacks)))
        if aimed and any(party.kind is not None for party in event.recipients):
            note = "the report tells of no violence and those named bear no arms: an attack in words"
            reason = Reason(
                about="type", by="rule:talk", text=note, runner_up="assault.attack", evidence=(event.trigger,)
            )  # fmt: skip
            because = (reason, *(it for it in event.because if it.about not in ("type", "mode")))
            talked = msgspec.structs.replace(event, type="ACCUSE", mode="disapprove", because=because)
            found.append(recoded(talked, crosswalks, weapons))
    return found


def is_told_with_means(event: Event) -> bool:
    """Whether an event is violence of a kind, with a weapon or with a number of people harmed."""
    return event.type == "ASSAULT" and (
        not _is_general(event) or event.mode is not None or event.weapon is not None or event.toll != Toll()
    )


def _is_general(event: Event) -> bool:
    told = next((reason.by for reason in event.because if reason.about == "type"), "")
    return event.type == "ASSAULT" and told in _GENERAL


def _is_talk(event: Event) -> bool:
    """Whether politicians, or persons and bodies beside them, attack nobody or their like."""
    if not _is_general(event) or not event.actors:
        return False
    speaker = None if event.claim is None else event.claim.speaker
    parties = [
        speaker if speaker is not None and party.kind is None and party.text.lower() in _WORDS.pronouns else party
        for party in (*event.actors, *event.recipients)
    ]
    return any(map(_is_politician, parties)) and all(
        _is_politician(party)
        or (party.kind in _UNARMED and not party.sector)
        or (party.kind is None and party.text.islower())
        for party in parties
    )


def _is_politician(party: Party) -> bool:
    return party.kind in _BODIES and (party.sector or "")[:3] in _POLITICAL


def is_attack(event: Event) -> bool:
    """Whether an event is violence that was done, is done or may be done."""
    return event.type == "ASSAULT" and event.status not in _UNDONE


def without_figures(events: Sequence[Event], parsed: Parsed, least: float) -> tuple[Event, ...]:
    """The events without attacks that are only spoken of: "the fight against crime", "an offensive for more jobs".

    These are told once, in words that do not say by what means ("attack", "fight", "war"), in a sentence where the
    reader sees no attack with a chance of ``least``, its type head no violence between the parties, and no number of
    people is told.  What is threatened or denied is spoken of by its nature and stays; so does all where the report was
    read without the model.
    """
    return tuple(event for event in events if not (is_attack(event) and _is_figure(event, parsed, least)))


def _is_figure(event: Event, parsed: Parsed, least: float) -> bool:
    sentence = parsed.sentence_at(event.trigger.start)
    if sentence is None or sentence.vectors is None or event.status == "threatened" or event.toll != Toll():
        return False
    if [reason.by for reason in event.because if reason.about == "type"] != [_ANY_MEANS]:
        return False  # killings, bombs and arson are no figure of speech, wherever they are spoken of
    verb = any(it.tag.startswith("VB") for it in sentence if it.start == event.trigger.start)
    if verb and (event.actors or event.recipients or any(reason.by in _TOLD for reason in event.because)):
        return False  # "they fought over the temple in 2011": what has somebody, a day or a place of its own happened
    if max((sentence.acts.get(f"incident.{name}", 0.0) for name in INCIDENTS), default=0.0) >= least:
        return False
    doer, done_to = _range(sentence, event.actors), _range(sentence, event.recipients)
    return (doer is None and done_to is None) or type_scores(sentence, doer, done_to)["ASSAULT"] < least


def _range(sentence: Sentence, parties: Sequence[Party]) -> tuple[int, int] | None:
    """The words of the first of the parties in the sentence, ``None`` where it is not named there."""
    inside = [it.index for party in parties[:1] for it in sentence if it.start < party.end and party.start < it.end]
    return (inside[0], inside[-1] + 1) if inside else None
