"""Talk: words of violence that are none ("the senator attacked her rival's record", "we will fight back").

Reports of politics are full of attacks, fights and battles that nobody was ever hurt in.  Where a report tells of no
violence that has a means, a number or a weapon, and those who attack in general words bear no arms, they only speak.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dateline.codebook.crosswalk import Crosswalks
from dateline.codebook.syntax_words import load_syntax_words
from dateline.codebook.weapons import Weapons
from dateline.events.happening import recoded
from dateline.record import Event, Party, Reason, Toll

_WORDS = load_syntax_words()
_GENERAL = frozenset(("assault.attack", "assault.clash"))
"""Entries whose words do not say by what means."""
_POLITICAL = frozenset(("ELI", "GOV", "JRN", "LEG", "PTY"))
_UNARMED = frozenset(("person", "organisation"))
_BODIES = _UNARMED | {"people", "group"}


def without_talk(events: Sequence[Event], crosswalks: Crosswalks, weapons: Weapons) -> list[Event]:
    """The events; an attack in words is criticism of whom it names, and a fight in words is no event."""
    if any(_is_told_with_means(event) for event in events):
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


def _is_told_with_means(event: Event) -> bool:
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
