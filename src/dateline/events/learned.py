"""Acts the reader sees where the codebook has no entry: what police do is told in more words than any list holds.

The reader says that police act in a sentence; the syntax says which word tells it, and the type head of what kind it
is.  Such events rank below those the codebook found.  Where the codebook found the act but nobody who did it ("the area
was cordoned off"), the reader may say that it was the police.

The reader learned this from reports about the police.  In other news of violence it takes gunmen for policemen, so its
word alone never makes anybody an assailant: the report must have told of force by the police just before.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

import msgspec

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import complements, is_nominal, is_passive, is_verb, objects
from dateline.events.draft import Act
from dateline.events.happening import days_differ
from dateline.events.roles import Cast
from dateline.events.triggers import Hit, hit_of
from dateline.parse.heads import type_scores
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Event, EventType, Party, Reason, Toll

_SEEN = 0.5
"""Probability from which the reader's word that police act is taken; no trigger but a likely one is looked for."""
_SURE_OF_TYPE = 0.5
"""Probability of the likeliest type below which police at work are only police at work (``MOBILIZE``, ``police``)."""
_SHORT = 12
"""Sentences in a summary of one incident at most; longer reports tell of more than one thing."""
_RECENT = 3
"""Sentences back to which police that used force may still be those that use it."""
_POLICE_MODES = (None, "firearms", "crowd-control", "beat", "targeted", "torture")
"""Modes of force that reports tell of the police; knives, bombs and arson are others' means."""
_BLASTS = frozenset(("explosives", "suicide-attack"))
"""Modes of a bombing."""
_ATTACKERS = frozenset((None, "REB", "UAF", "CRM", "INS", "SEP"))
"""Sectors of those who attack; news of a bombing tells of others by name, and of police that answer it."""
_COPULAS = frozenset(("be", "remain", "have"))
_UNSAID = frozenset(("MOBILIZE", "COERCE", "RETREAT"))
"""Types of acts that news tells in the passive where the police did them: cordons, curfews, seizures, releases."""
_WORDS = load_syntax_words()


def police_act(sentence: Sentence, cast: Cast) -> tuple[Hit, Party, float] | None:
    """The first act of police in a sentence as the learned heads see it, with the party and the type's probability.

    ``None`` where the heads see none, where no police are named in the sentence, or where no word tells what they do.
    """
    if sentence.vectors is None or sentence.acts.get("ANY_ACTION", 0.0) < _SEEN:
        return None
    for party in cast.within(sentence.start, sentence.end):
        if not is_police(party):
            continue
        word = _told_by(sentence, party, cast)
        if word is None:
            continue
        if any(it.start <= word.start < it.end for it in cast.within(sentence.start, word.end)):
            continue  # somebody else's name tells no act
        type_, chance = _kind(sentence, party, word)
        sent = type_ == "MOBILIZE" and word.lemma in _WORDS.sendings
        if not sent and _is_patient(sentence, word, party):
            continue  # police that are sent somewhere act; police that are blamed or hit do not
        if chance < _SURE_OF_TYPE:
            return hit_of(word, "model:police", "MOBILIZE", "police"), party, chance
        return hit_of(word, "model:police", type_, None), party, chance
    return None


def arrest_act(sentence: Sentence, cast: Cast, arrests: frozenset[str]) -> tuple[Hit, Party | None] | None:
    """An arrest the reader sees and the word that tells it, one of the lemmas ``arrests``, with the police named there.

    ``None`` where the reader sees none or no word tells it.
    """
    if sentence.vectors is None or sentence.acts.get("ARREST", 0.0) < _SEEN:
        return None
    word = next((token for token in sentence.tokens if token.lemma in arrests and is_verb(token)), None)
    word = word or next((token for token in sentence.tokens if token.lemma in arrests), None)
    if word is None:
        return None
    party = next((it for it in cast.within(sentence.start, sentence.end) if is_police(it)), None)
    return hit_of(word, "model:police", "COERCE", "arrest"), party


def unsaid_doer(
    act: Act, cast: Cast, attackers: Sequence[Act], told: Container[int] = ()
) -> tuple[Party, float | None] | None:
    """The police that did an act whose sentence does not say who did it, with the reader's probability.

    The probability is ``None`` where the act's own words name them ("police firing") and no reader is needed.

    They are named in the sentence, or else the last police named before it.  Violence is theirs only where the sentence
    itself calls it so ("died in police firing"), or where those who last used force in the report (``attackers``, acts
    in text order) are police too and not more than ``_RECENT`` sentences back; but not in a sentence that names other
    force of theirs (its index is in ``told``), since that is what the reader sees there.
    """
    sentence = act.sentence
    violent = act.type == "ASSAULT"
    chance = sentence.acts.get("FORCE" if violent else "ANY_ACTION", 0.0)
    doers = any(party.kind is not None for party in act.actors)  # "security" that was tightened is nobody
    if doers or sentence.vectors is None or any(map(is_police, act.recipients)):
        return None
    here = [it for it in cast.within(sentence.start, sentence.end) if is_police(it)]
    own = next((it for it in here if act.trigger.start <= it.start and it.end <= act.trigger.end), None)
    if own is not None and violent:
        return own, None  # the act's own words say whose it is: "police firing"
    if chance < _SEEN or (violent and act.mode not in _POLICE_MODES):
        return None
    agent = next((it for it in here if _is_agent(sentence, it, act.word)), None)
    if agent is not None:
        return agent, chance
    if violent:
        named = next((it for it in here if _owns_force(sentence, it)), None)
        if named is not None:
            return named, chance
        if sentence.index in told:
            return None
        last = next((it for it in reversed(attackers) if it.trigger.start < act.trigger.start), None)
        if last is None or sentence.index - last.sentence.index > _RECENT or not any(map(is_police, last.actors)):
            return None
        return next(filter(is_police, last.actors)), chance
    if act.type not in _UNSAID and not _is_theirs(act):
        return None
    before = [it for it in cast.within(0, sentence.start) if is_police(it)][-1:]
    party = next(iter(here or before), None)
    return None if party is None else (party, chance)


def _is_theirs(act: Act) -> bool:
    """Whether an act of a type that others do as well is the police's by its words: a case that is registered, a road
    that is barricaded, a curfew that is relaxed.
    """
    if act.type == "ACCUSE":
        return act.word.lemma in _WORDS.cases
    if act.type == "PROTEST":
        return act.word.lemma in _WORDS.closures and is_passive(act.sentence, act.word)
    return act.type == "CONCEDE" and any(it.lemma in _WORDS.restrictions for it in objects(act.sentence, act.word))


def with_property(events: Sequence[Event], parsed: Parsed) -> list[Event]:
    """The events of a short report; attacks told in general words get the mode ``destroy`` where things were attacked.

    That is: the report tells of destruction as well, nobody is said to be harmed or aimed at in the attack, and the
    reader takes the whole report for one on damaged property and not for one on an armed assault.
    """
    attacks = [it for it in events if it.type == "ASSAULT" and it.mode is None]
    destroyed = any(it.mode == "destroy" for it in events)
    if not attacks or not destroyed or len(parsed.sentences) > _SHORT:
        return list(events)
    property_ = max(it.acts.get("infrastructure", 0.0) for it in parsed.sentences)
    armed = max(it.acts.get("summary.armed_assault", 0.0) for it in parsed.sentences)
    if property_ < _SEEN or armed >= _SEEN:
        return list(events)
    note = f"the reader finds damage to property in this report, chance {property_:.2f}, and no armed assault"
    found: list[Event] = []
    for event in events:
        people = any(it.kind in ("person", "people", "group") for it in event.recipients)
        if event.type == "ASSAULT" and event.mode is None and event.recipients and not people and event.toll == Toll():
            reason = Reason(about="mode", by="model:summary", text=note, evidence=(event.trigger,))
            because = (*(it for it in event.because if it.about != "mode"), reason)
            event = msgspec.structs.replace(event, mode="destroy", because=because)
        found.append(event)
    return found


def with_blast(events: Sequence[Event], parsed: Parsed) -> list[Event]:
    """The events of a short report; violence told in general words has the mode of the bombing the report is about.

    That is: the report tells of one kind of blast, the reader takes the whole report for one on a bombing and not for
    one on an armed assault, and the event names nobody who is not named with the blast.  Attackers without a name
    ("the militants") may be those of the blast, and whoever claims "the attack" claims the blast.
    """
    blasts = [it for it in events if it.mode in _BLASTS and it.status in ("occurred", "ongoing")]
    if len({it.mode for it in blasts}) != 1 or len(parsed.sentences) > _SHORT:
        return list(events)  # no blast, or which of two kinds is meant cannot be told
    bombing = max(it.acts.get("summary.bombing", 0.0) for it in parsed.sentences)
    armed = max(it.acts.get("summary.armed_assault", 0.0) for it in parsed.sentences)
    if bombing < _SEEN or armed >= _SEEN:
        return list(events)
    note = f"the reader takes the report for one on a bombing, chance {bombing:.2f}, and not on an armed assault"
    known = {_called(party) for it in blasts for party in (*it.actors, *it.recipients)}
    found: list[Event] = []
    for event in events:
        done = event.status in ("occurred", "ongoing")
        others = {_called(party) for party in event.actors if not _is_unnamed_attacker(party)} - known
        if _is_definite(event, parsed) and not event.recipients and event.toll == Toll():
            others = set()
        if (
            event.type == "ASSAULT"
            and event.mode is None
            and done
            and not others
            and not _is_of_other_day(event, blasts)
        ):
            reason = Reason(about="mode", by="model:summary", text=note, evidence=(event.trigger,))
            because = (*(it for it in event.because if it.about != "mode"), reason)
            event = msgspec.structs.replace(event, mode=blasts[0].mode, because=because)
        found.append(event)
    return found


def _is_of_other_day(event: Event, blasts: Sequence[Event]) -> bool:
    """Whether an event is dated, and no blast has its day or none."""
    return event.when is not None and all(it.when is not None and days_differ(it.when, event.when) for it in blasts)


def _is_unnamed_attacker(party: Party) -> bool:
    """Whether a party is somebody who attacks and has no name: "unidentified gunmen", "the attackers", not "police"."""
    return party.kind in ("group", "people", "person") and party.sector in _ATTACKERS and party.name is None


def _is_definite(event: Event, parsed: Parsed) -> bool:
    """Whether the event is told as one that is known: "the attack", "this incident"."""
    found = parsed.token_at(event.trigger.start)
    if found is None or not found[1].tag.startswith("NN"):
        return False
    return any(it.lower in ("the", "this") for it in found[0].dependents(found[1], "det"))


def _called(party: Party) -> str:
    return (party.name or party.text).lower()


def _is_agent(sentence: Sentence, party: Party, word: Token) -> bool:
    """Whether the party stands after "by" under the word: "were denied entry by the police"."""
    for token in sentence.tokens:
        if party.start <= token.start < party.end and token.dep == "pobj":
            above = sentence[token.head]
            return above.lower == "by" and above.head == word.index
    return False


def _owns_force(sentence: Sentence, party: Party) -> bool:
    """Whether a word for force is the party's: "police firing", "a clash with police" is not."""
    for token in sentence.tokens:
        if party.start <= token.start < party.end:
            above = sentence[token.head]
            if token.dep in ("compound", "nmod", "amod", "poss") and above.lemma in _WORDS.force:
                return True
            if token.lemma in _WORDS.force and party.start < token.start:
                return True  # the party's own words end with it
    after = next((token for token in sentence.tokens if token.start >= party.end), None)
    if after is None or after.tag not in ("NN", "NNS", "VBG"):
        return False  # "police charged a man with murder" is no charge with batons
    return not _WORDS.force.isdisjoint((after.lemma, after.lower))


def is_police(party: Party) -> bool:
    """Whether a party is police, by its sector or by its words ("the commissioner of police")."""
    return (party.sector or "").startswith("COP") or "police" in party.text.lower()


def _told_by(sentence: Sentence, party: Party, cast: Cast) -> Token | None:
    """The verb that the party is the doer of, else the noun it modifies ("police protection")."""
    inside = [token for token in sentence.tokens if token.start < party.end and party.start < token.end]
    head = next((token for token in inside if not party.start <= sentence[token.head].start < party.end), None)
    if head is None:
        return None
    while head.dep == "conj" and is_nominal(sentence[head.head]):
        head = sentence[head.head]
    above = sentence.head_of(head)
    if above is None:
        return None
    if head.dep in ("compound", "poss", "nmod", "amod"):
        owned = any(other.start <= above.start and above.end <= other.end for other in cast.parties)
        return above if not owned and above.lemma in _WORDS.police_work else None
    if head.dep == "pobj":
        agent = above.dep == "agent" or above.lower == "by"
        above = sentence[above.head]
        return above if agent and _is_act(above) else _governed(sentence, above)
    if head.dep == "nsubjpass" and _is_act(above) and above.lemma not in _WORDS.object_control - {"deploy", "send"}:
        return above
    if head.dep == "nsubj" and is_verb(above):
        if _is_act(above):
            return above
        if above.lemma not in _COPULAS:
            return None  # what police say, know or want is nothing they did
        told = [it for it in sentence.dependents(above, "attr", "acomp", "xcomp", "dobj") if it.index > above.index]
        for phrase in sentence.dependents(above, "prep"):
            told += sentence.dependents(phrase, "pobj")  # "were on duty"
        return next((it for it in told if it.lemma in _WORDS.police_work), None)
    return _governed(sentence, above)


def _is_patient(sentence: Sentence, word: Token, party: Party) -> bool:
    return any(party.start <= it.start < party.end for it in sentence.dependents(word, "nsubjpass"))


def _governed(sentence: Sentence, above: Token) -> Token | None:
    """What somebody is told to do: the verb under "asked the police to"."""
    if not is_verb(above) or above.lemma not in _WORDS.object_control:
        return None
    # "told the police to go", not "told the police that he went"
    return next((verb for verb in complements(sentence, above) if verb.tag == "VB" and _is_act(verb)), None)


def _is_act(token: Token) -> bool:
    return is_verb(token) and token.lemma not in _WORDS.states


def _kind(sentence: Sentence, party: Party, word: Token) -> tuple[EventType, float]:
    """The likeliest type of what the party does, by the type head."""
    doer = _range(sentence, party.start, party.end)
    target: Sequence[Token] = objects(sentence, word) if is_verb(word) else ()
    done_to = (target[0].index, target[0].index + 1) if target else None
    scores = type_scores(sentence, doer, done_to)
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    best = next(name for name in ranked if name != "ASSAULT")  # the reader's word makes nobody an assailant
    return ("CONCEDE" if best == "YIELD" else best), scores[best]  # type: ignore[return-value]  # the head's labels


def _range(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    inside = [token.index for token in sentence.tokens if token.start < end and start < token.end]
    return inside[0], inside[-1] + 1
