"""Pronouns in a role give way to whom they stand for: a record of "they" and "her" names nobody.

A pronoun that means somebody with a name keeps its place in the text and carries the name.  One that means "the gunmen"
or "a woman of 30" has no name to carry, so the party of the event is the mention that it stands for.
"""

from __future__ import annotations

import msgspec

from dateline.events.roles import Cast, speaker_of_it
from dateline.parse.tree import Sentence
from dateline.record import Event, Party, Reason


def with_antecedents(event: Event, sentence: Sentence, cast: Cast) -> Event:
    """The event with the unnamed pronouns among its parties replaced by the mentions they stand for.

    Each has a reason with both places as its evidence.  Who does something to himself stays "himself".
    """
    acting = {party.start for party in event.actors}
    for about in ("actors", "recipients"):
        held: tuple[Party, ...] = getattr(event, about)
        found: dict[int, Party] = {}
        because, evidence = event.because, event.evidence
        for party in held:
            meant = _meant(party, sentence, cast)
            if meant is not None and about == "recipients" and meant.start in acting:
                meant = None
            if meant is not None:
                note = f"{party.text!r} stands for {meant.text!r}"
                why = Reason(about=about, by="antecedent", text=note, evidence=(party.span, meant.span))
                because, evidence = (*because, why), (*evidence, meant.span)
            found.setdefault((meant or party).start, meant or party)
        if because != event.because:
            parties = tuple(found.values())
            evidence = tuple(dict.fromkeys(evidence))
            event = msgspec.structs.replace(event, because=because, evidence=evidence, **{about: parties})
    return event


def _meant(party: Party, sentence: Sentence, cast: Cast) -> Party | None:
    """The mention that a pronoun without a name stands for."""
    span = party.antecedent
    if party.name is not None:
        return None
    if span is None:
        token = next((it for it in sentence.tokens if it.start == party.start), None)
        return None if token is None else speaker_of_it(sentence, token, cast)
    return next((it for it in cast.within(span.start, span.start + 1) if it.end == span.end), None)
