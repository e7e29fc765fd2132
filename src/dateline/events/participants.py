"""Participants: only parties take part in an event, whatever phrase stands where a party would.

PLOVER's actors and recipients are "politically relevant" people, groups, organisations and states (manual 2.0, actor
chapter).  A list, a bridge or a hunger strike can stand in the same place of a sentence; it is left out and named in
the reason.  What was hit stays: the house burned down is the recipient of the violence, as PLOVER codes property by its
owner and the reader of a record asks for the house.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

import msgspec

from dateline.codebook.registry import states_by_adjective, states_by_code
from dateline.codebook.syntax_words import load_syntax_words
from dateline.record import Event, Party, Place, Reason, Report, Toll

_WORDS = load_syntax_words()
_EDGES = " \t\n\r\u00a0,;:.!?()[]—–-"
_SEATS = frozenset(("PPLC", "PCLI", "PCLD", "PCLS", "PCLF", "PCLIX", "TERR"))
"""GeoNames' features of countries, territories and capitals: their names stand for governments, too."""
_COUNTRIES = _SEATS - {"PPLC", "TERR"}
_BETWEEN_PARTIES = frozenset(
    ("ACCUSE", "AGREE", "AID", "CONCEDE", "CONSULT", "COOPERATE", "REJECT", "REQUEST", "SUPPORT", "THREATEN")
)
_BODILY = frozenset(("primitive", "beat", "torture", "sexual"))
_FORCES = frozenset(("COP", "MIL", "PRM"))
"""Sectors of those who disperse crowds."""
_PROPERTY = frozenset(("ASSAULT",))


def with_parties_only(event: Event, report: Report, places: Sequence[Place], numerals: Container[str]) -> Event:
    """The event without participants that are no party, each named in the reason of its role.

    What is left out: the dateline; pronouns that own something ("its"); common nouns and towns that nothing resolved
    to a party, except as what violence hit.  A bare number of people ("arrested two", a word of ``numerals``) stays.
    """
    if not _of_plover(event):
        return event
    changed = event
    for about in ("actors", "recipients"):
        parties: tuple[Party, ...] = getattr(changed, about)
        trimmed = tuple(map(_without_edges, parties))
        kept = tuple(party for party in trimmed if _takes_part(party, about, event, report, places, numerals))
        if kept == parties:
            continue
        gone = [party for party in trimmed if party not in kept]
        because = changed.because
        if gone:
            because = _with_note(because, about, gone, kept)
        changed = msgspec.structs.replace(changed, **{about: kept, "because": because})
    return changed


def as_states_protest(event: Event) -> Event:
    """The event as an official complaint where governments protest: they do not take to the streets.

    CAMEO has it as 114, "complain officially", which PLOVER 2.0 counts to ACCUSE.
    """
    official = all(it.kind == "state" or it.sector in ("GOV", "IGO") for it in event.actors)
    if event.type != "PROTEST" or event.mode != "demo" or not event.actors or not official:
        return event
    if not event.trigger.text.lower().startswith("protest"):
        return event
    text = "governments protest by complaining"
    reason = Reason(about="type", by="rule:complaint", text=text, runner_up="PROTEST", evidence=(event.trigger,))
    because = (reason, *(it for it in event.because if it.about not in ("type", "mode")))
    return msgspec.structs.replace(event, type="ACCUSE", mode="disapprove", because=because)


def with_countries(event: Event, places: Sequence[Place]) -> Event:
    """The event with the country of whoever takes part by the name of a place, where the place is known.

    "The envoy arrived in Chad", "they fired at Seoul": what is named as a place was found as no party, but a country
    acts and is acted on as its state (PLOVER manual 2.0, actor chapter), and a town belongs to one.  A town does
    nothing by itself, so that as a doer only the names of countries and capitals are taken so.  What is called after a
    state in so many words has that country, too.
    """
    changes: dict[str, tuple[Party, ...]] = {}
    for about in ("actors", "recipients"):
        parties: tuple[Party, ...] = getattr(event, about)
        known = tuple(_of_place(party, about, places) for party in parties)
        if known != parties:
            changes[about] = known
    return msgspec.structs.replace(event, **changes) if changes else event


def _of_place(party: Party, about: str, places: Sequence[Place]) -> Party:
    if party.kind is not None or party.country is not None or party.sector is not None:
        return party
    place = next((place for place in places if place.end == party.end and place.start >= party.start), None)
    if place is None or place.country is None:
        return _of_state(party)
    if not set(party.text[: place.start - party.start].lower().split()) <= _WORDS.before_places:
        return party
    state, code = states_by_code().get(place.country, (None, place.country))
    if place.feature in _COUNTRIES and state is not None:
        known, reason = f"state:{place.country}", "the name of a country"
        return msgspec.structs.replace(party, name=state, id=known, kind="state", country=code, reason=reason)
    if about == "actors" and (place.feature not in _SEATS or _is_called_otherwise(party, place)):
        return party
    reason = "a place; the country that it lies in"
    return msgspec.structs.replace(party, name=place.name, kind="place", country=code, reason=reason)


def _of_state(party: Party) -> Party:
    """A thing or somebody unknown with the country that the one adjective of a state names: "a Chinese vessel"."""
    words = party.text.split()
    named = {
        code
        for size in (1, 2, 3)
        for first in range(len(words) - size)
        if (code := states_by_adjective().get(" ".join(words[first : first + size]))) is not None
    }
    if len(named) != 1:
        return party
    state, code = states_by_code()[named.pop()]
    return msgspec.structs.replace(party, country=code, reason=f"named with {state}")


def _is_called_otherwise(party: Party, place: Place) -> bool:
    """Whether the place goes by another name, so that somebody else may well be meant by this one."""
    return place.name is None or party.text.rsplit(None, 1)[-1].lower() not in place.name.lower()


def as_dispersed(event: Event) -> Event:
    """Crowd control with the crowd among those it was done to: "protesters threw stones, and police answered with tear
    gas".
    """
    crowd = tuple(it for it in event.actors if (it.sector or "")[:3] not in _FORCES)
    if event.mode != "crowd-control" or not crowd or len(crowd) == len(event.actors):
        return event
    doers = tuple(it for it in event.actors if it not in crowd)
    known = {it.start for it in event.recipients}
    text = "a crowd does not disperse itself"
    reason = Reason(about="recipients", by="participants:crowd", text=text, evidence=tuple(it.span for it in crowd))
    hit = (*event.recipients, *(it for it in crowd if it.start not in known))
    return msgspec.structs.replace(event, actors=doers, recipients=hit, because=(*event.because, reason))


def on_one_side(event: Event) -> Event:
    """The event with nobody both its doer and the one it was done to, but for those killed in a fight of theirs.

    Where one phrase has both roles, it keeps the one that the codebook gave it and no head did, and is no doer where
    heads gave both; where two phrases of the same words have them, the one goes that only a head named.
    """
    gone: dict[str, list[Party]] = {"actors": [], "recipients": []}
    for actor in event.actors:
        for other in event.recipients:
            one = actor.start == other.start
            if not one and _plain(actor.text) != _plain(other.text):
                continue
            doing, suffering = _is_by_syntax(event, "actors", actor), _is_by_syntax(event, "recipients", other)
            if doing != suffering or (one and not doing):
                about, party = ("recipients", other) if doing else ("actors", actor)
                gone[about].append(party)
    for about, parties in gone.items():
        if parties:
            kept = tuple(party for party in getattr(event, about) if party not in parties)
            names = ", ".join(f"“{party.text}”" for party in parties)
            text = f"{names} left out: on the other side of the act"
            reason = Reason(about=about, by="participants:one-side", text=text)  # type: ignore[arg-type]  # a side
            event = msgspec.structs.replace(event, **{about: kept, "because": (*event.because, reason)})
    return event


def _is_by_syntax(event: Event, about: str, party: Party) -> bool:
    """Whether the codebook gave a party its role, and no head."""
    return any(
        reason.about == about
        and not reason.by.startswith("model:")
        and any(span.start == party.start for span in reason.evidence)
        for reason in event.because
    )


def _plain(text: str) -> str:
    """A party's words without case and article."""
    words = text.lower().split()
    return " ".join(words[1:] if words[:1] and words[0] in ("a", "an", "the") else words)


def is_bare(event: Event) -> bool:
    """Whether nobody takes part in what only people do to people: a recipe's "turn off the heat" is no rejection.

    Violence, protest, arrests and moves of troops stand without a named party, for reports often know none; knives and
    fists without anybody hurt do not, nor what the type head alone found between a party and a thing.
    """
    if not _of_plover(event):
        return False
    alone = any(it.about == "type" and it.by == "model:type" and it.runner_up is None for it in event.because)
    if alone and not (event.actors and event.recipients):
        return True  # the type head was asked what one party does to another; without both it has said nothing
    if event.type == "ASSAULT":
        people = any(it.kind is not None or it.text[:1].isupper() for it in event.recipients)
        return event.mode in _BODILY and not event.actors and not people and event.toll == Toll()
    return event.type in _BETWEEN_PARTIES and not event.actors and not event.recipients


def _of_plover(event: Event) -> bool:
    """Whether PLOVER's rule of who takes part applies; a category of the user's own may be about anything."""
    return not any(reason.about == "type" and reason.by.startswith("own:") for reason in event.because)


def _takes_part(
    party: Party, about: str, event: Event, report: Report, places: Sequence[Place], numerals: Container[str]
) -> bool:
    if not party.text or _is_the_act(party, event):
        return False
    head = report.dateline
    if head is not None and party.start < head.end and head.start < party.end:
        return False
    if event.mode == "suicide-attack" and party.text.lower().endswith(("self", "selves")):
        return False  # a bomber who blows himself up attacks others
    if party.kind is not None or party.country is not None or party.sector is not None:
        return True
    if party.text.lower() in _WORDS.pronouns or party.text.lower() in _WORDS.placeholders:
        return False
    if event.type in _PROPERTY and about == "recipients":
        return party.text.rsplit(None, 1)[-1].lower() not in _WORDS.regions  # where, and not what, was hit
    word = party.text.rsplit(None, 1)[-1]
    if word[:1].isdigit() or word.lower() in numerals:
        return True  # "arrested two": people, counted and not named
    if not word[:1].isupper():
        return False
    if _is_where(party, event, report):
        return False
    start = party.end - len(party.text.removeprefix("the ").removeprefix("The "))
    return not any(place.start <= start and party.end <= place.end and place.feature not in _SEATS for place in places)


def _is_where(party: Party, event: Event, report: Report) -> bool:
    """Whether a place only says where others met: "met the rebels in Norland"."""
    others = len(event.actors) > 1 or any(it.kind is not None for it in event.recipients)
    met = event.type == "CONSULT" and event.mode != "visit" and others
    return met and report.text[max(0, party.start - 4) : party.start].lower().endswith(" in ")


def _is_the_act(party: Party, event: Event) -> bool:
    """Whether what seems a crowd or a body is the act's own word: "a rally of thousands", "his opposition to it"."""
    trigger = event.trigger
    own = party.start <= trigger.start and trigger.end <= party.end
    return own and party.text.rsplit(None, 1)[-1].lower() in _WORDS.gatherings


def _without_edges(party: Party) -> Party:
    """The party without the marks its run caught at either end."""
    text = party.text
    left = len(text) - len(text.lstrip(_EDGES))
    bare = text.strip(_EDGES)
    if not bare or bare == text or (bare + "." == text and "." in bare):
        return party  # of marks alone nothing would be left
    start = party.start + left
    return msgspec.structs.replace(party, text=bare, start=start, end=start + len(bare))


def _with_note(
    because: tuple[Reason, ...], about: str, gone: Sequence[Party], kept: Sequence[Party]
) -> tuple[Reason, ...]:
    names = ", ".join(f"“{party.text}”" for party in gone if party.text)
    if not names:
        return because
    note = f"{names} left out: no party"
    for place, reason in enumerate(because):
        if reason.about == about:
            text = f"{reason.text}; {note}" if kept else note
            fresh = msgspec.structs.replace(reason, text=text, evidence=tuple(party.span for party in kept))
            return (*because[:place], fresh, *because[place + 1 :])
    return (*because, Reason(about=about, by="rule:parties-only", text=note))  # type: ignore[arg-type]  # a role
