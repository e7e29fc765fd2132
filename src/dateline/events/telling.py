"""Those who tell of violence: an officer who speaks of a shooting, or is sent to it, neither did nor suffered it.

The network that reads attacks from the whole report (``harm``) takes the names that come back in it for those of the
case; in reports of crime these are often the sheriff's, the detective's and the spokeswoman's.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dateline.codebook.setting_words import load_setting_words
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.setting import is_speech, way_up
from dateline.parse.tree import Parsed
from dateline.record import Event, Party, Reason

_HARM = (load_setting_words().violence | load_syntax_words().hurts) - {
    "leave",
    "take",
    "claim",
    "run",
    "fire",
    "strike",
}
_POLICE = "COP"
_BY_REPORT = "model:harm"
_NEAR = 4
"""Words on the way up from a name, itself among them, in which a word of harm must stand."""


def without_tellers(events: Iterable[Event], parsed: Parsed) -> list[Event]:
    """The events without officers whom only the whole report named for an attack, and no sentence as part of it."""
    return [_without(event, parsed) if event.type == "ASSAULT" else event for event in events]


def _without(event: Event, parsed: Parsed) -> Event:
    for about in ("actors", "recipients"):
        parties: tuple[Party, ...] = getattr(event, about)
        gone = [
            it for it in parties if _is_officer(it) and _is_by_report(event, about, it) and not _is_in_it(it, parsed)
        ]
        if gone:
            names = ", ".join(f"“{party.text}”" for party in gone)
            reason = Reason(about=about, by="participants:teller", text=f"{names} left out: only tells of it")
            kept = tuple(party for party in parties if party not in gone)
            event = msgspec.structs.replace(event, **{about: kept, "because": (*event.because, reason)})
    return event


def _is_officer(party: Party) -> bool:
    return party.kind == "person" and (party.sector or "")[:3] == _POLICE and party.name is not None


def _is_by_report(event: Event, about: str, party: Party) -> bool:
    """Whether only the network for whole reports gave a party its role."""
    by = {
        reason.by
        for reason in event.because
        if reason.about == about and any(span.start == party.start for span in reason.evidence)
    }
    return by == {_BY_REPORT}


def _is_in_it(party: Party, parsed: Parsed) -> bool:
    """Whether some sentence has a word of harm above the officer's name, and no word of speech below it."""
    name = party.text.rsplit(None, 1)[-1]
    for sentence in parsed.sentences:
        for token in sentence.tokens:
            if token.text != name:
                continue
            way = way_up(sentence, token)[:_NEAR]
            harm = next((place for place, up in enumerate(way) if up.lemma.lower() in _HARM), None)
            if harm is not None and not any(is_speech(up) or up.lower == "according" for up in way[:harm]):
                return True
    return False
