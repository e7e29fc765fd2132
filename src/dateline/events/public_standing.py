"""Public standing: who must take part in an act for it to be one of politics.

Reports of all kinds are full of words that tell acts between states, offices and armed groups, and as many between
people, shops and clubs: friends help each other, a maker releases a telephone, a film appeals to viewers.  PLOVER codes
what is done by or to those who are "politically relevant" (manual 2.0, actor chapter), so in a report of more than a
few sentences an act of words or of help needs somebody of public standing, and some acts need more: aid somebody who
gets it, a concession somebody with power, a duty somebody named.  Violence, protest, arrests and charges need nobody.

What these rules say against an act is a doubt, which ``vetting`` weighs with other signs unless it is certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.codebook.acts import load_acts
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.act_head import SURE, Seen
from dateline.events.clauses import complements, is_passive, is_verb, objects, phrases
from dateline.events.fillers import INCIDENTS
from dateline.events.kinds import UNMAPPED
from dateline.events.talk import is_told_with_means
from dateline.events.triggers import matches
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Event, Party, Toll

_WORDS = load_syntax_words()
_SETS = load_acts().sets
BRIEF = 3
"""Sentences of a report so brief that what it tells is its news, whoever takes part."""
_MIGHTY = frozenset(
    ("COP", "CRM", "ELI", "GOV", "IGO", "JUD", "LEG", "MIL", "OPP", "PRE", "PRM", "PTY", "REB", "SPY", "UAF")
)
"""Sectors of those who can grant, forbid and set free."""
_CIVIC = frozenset(("LAB", "REF", "REL", "SOC"))
"""Sectors whose bodies and crowds act in public, though one of their members need not."""
_ABROAD = frozenset(("EUR", "IGO", "IMG", "ISM", "NGO", "UNO"))
_GOVERNED = frozenset(("acl", "ccomp", "xcomp"))
_SPOKEN = frozenset(("ACCUSE", "AGREE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"))
"""Types of acts done in words, which reports go on to speak of by a noun."""
_RUNNING = frozenset(("ELI", "PTY"))
_NAMED_FOR_OFFICE = frozenset(("ELI", "GOV", "LEG", "PTY"))
_BODIES = frozenset(("group", "organisation", "people"))
_BY_CROWDS = frozenset(("ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"))
_UNDONE = frozenset(("denied", "hypothetical", "planned"))
_ARMED = frozenset(("COP", "CRM", "MIL", "PRM", "REB", "SPY", "UAF"))
_GENERAL = frozenset(("assault.clash", "assault.injure"))
"""Entries whose words quarrels and hurt feelings share ("clashed with the studio")."""
_OF_A_CONTEST = frozenset((None, "beat", "heavy-weapons"))
"""Modes whose words tell of elections, too: one candidate "beats" or "whips" another, or "launches a missile"."""
_CANDIDATES = frozenset(("ELI", "LEG", "PTY"))
_ATTACKED = 0.6
"""Chance of an attack in a sentence from which it is none of words, whoever takes part."""
_SINGLE = frozenset(("person", "organisation"))
_BY_LAW = frozenset(("allege", "arrest", "convict", "cyber", "deport", "investigate", "police"))
"""Modes of what courts, police and hackers do, who are often left unsaid."""
_IN_WAR = frozenset(("ceasefire", "disarm", "expel", "militia", "troops"))
"""Modes of what armed men do and bring about, whoever tells of them."""
_FREED = frozenset(("person", "people", "group", "vehicle", "state"))
_POLITICAL = 3
"""Parties with an office or a candidacy that make a report one of politics, in which a full name stands for one."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with the words that tell it; ``known`` says that the report is of politics.

    ``seen`` says that the act head, which learned from what belongs into a record, sees such an act at these words.
    """

    event: Event
    sentence: Sentence
    word: Token
    entry: str
    known: bool
    seen: bool

    @property
    def told_as_verb(self) -> bool:
        return is_verb(self.word)

    @property
    def suffered(self) -> bool:
        """Whether the act is told of whom it befell, in a passive that need not say by whom."""
        return self.told_as_verb and is_passive(self.sentence, self.word)


_SAID = {
    "quarrel": "its words tell of quarrels, too, and the report tells of no violence with means",
    "retold": "it speaks again of what was told before",
    "bid": "it is only asked for or refused, which is an event of its own",
    "rally": "a rally of those who run for office is no protest",
    "duty": "police at a duty that is no police operation",
    "glance": "somebody without office looks into something, or was only led away",
    "unsaid": "nobody is named, and no number of people",
    "private": "nobody of public standing takes part",
    "lacking": "somebody is missing whom such an act needs",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """What speaks against an act being one of politics that was told for the first time.

    What is ``certain`` decides alone; else it is one sign among others where events are vetted.
    """

    kind: Literal["quarrel", "retold", "bid", "rally", "duty", "glance", "unsaid", "private", "lacking"]
    certain: bool = False

    @property
    def text(self) -> str:
        """The doubt in words."""
        return _SAID[self.kind]


def doubts_of(
    events: Sequence[Event], parsed: Parsed, parties: Sequence[Party], seen: Mapping[int, Seen]
) -> list[Doubt | None]:
    """What speaks against each event: nobody of public standing takes part, it lacks whom such an act needs.

    ``seen`` is what the act head says of each sentence: of what it is sure, nothing is said against private people.
    A brief report is taken at its word, and so are the user's own categories.
    """
    if len(parsed.sentences) <= BRIEF:
        return [None] * len(events)
    names = {party.name or party.text for party in parties if (party.sector or "")[:3] in _NAMED_FOR_OFFICE}
    rows = [_told(event, parsed, seen, len(names) >= _POLITICAL) for event in events]
    told_rows = [told for told in rows if told is not None]
    own = {id(told): _doubt(told) for told in told_rows if told.event.type != "ASSAULT"}
    standing = [told for told in told_rows if id(told) in own and own[id(told)] is None]
    bid, retold = _bid(told_rows), _retold(standing) | _announced(told_rows)
    quarrels = {told.event.trigger.start for told in told_rows if _is_quarrel(told)}
    violent = any(is_told_with_means(event) and event.trigger.start not in quarrels for event in events)
    found: list[Doubt | None] = []
    for event, told in zip(events, rows, strict=True):
        if told is None:
            found.append(None)
        elif event.type == "ASSAULT":
            found.append(Doubt("quarrel") if event.trigger.start in quarrels and not violent else None)
        elif event.mode == "withdraw" and event.type == "RETREAT" and violent:
            found.append(None)  # who leaves the field in a report of fighting fought
        elif own[id(told)] is not None:
            found.append(own[id(told)])
        elif event.trigger.start in retold:
            found.append(Doubt("retold", certain=True))
        else:
            inside = event.status in _UNDONE and (told.sentence.index, told.word.index) in bid
            found.append(Doubt("bid", certain=True) if inside else None)
    return found


def _bid(rows: Sequence[_Told]) -> set[tuple[int, int]]:
    """Words inside what is asked for or refused: "urged them to free him" is the request, and no release beside it."""
    found: set[tuple[int, int]] = set()
    for told in rows:
        if told.event.type not in ("REJECT", "REQUEST"):
            continue
        for child in told.sentence.dependents(told.word):
            if child.dep in _GOVERNED or (told.event.type == "REQUEST" and _is_of_request(child)):
                found.update((told.sentence.index, place) for place in range(*told.sentence.subtree(child)))
    return found


def _is_of_request(child: Token) -> bool:
    """Whether a phrase names what is asked for, or whom: "called for him to go", "the calls on them to stop"."""
    if child.dep == "prep":
        return child.lower in ("for", "on", "upon", "to")
    return child.dep == "dobj" or (child.dep == "advcl" and child.tag == "VB")


def _announced(rows: Sequence[_Told]) -> set[int]:
    """Starts of "said it would" and the like where the act that is to come is coded itself."""
    found: set[int] = set()
    for told in rows:
        if told.entry != "agree.say-will":
            continue
        places = {
            place for verb in complements(told.sentence, told.word) for place in range(*told.sentence.subtree(verb))
        }
        if any(other.sentence is told.sentence and other.word.index in places for other in rows if other is not told):
            found.add(told.event.trigger.start)
    return found


def _retold(rows: Sequence[_Told]) -> set[int]:
    """Places of acts that a later noun only speaks of again: "the senator's request", after he was told to request."""
    found: set[int] = set()
    for place, told in enumerate(rows):
        event = told.event
        if told.told_as_verb or event.type not in _SPOKEN or not event.actors:
            continue
        for earlier in rows[:place]:
            if earlier.sentence.index < told.sentence.index and _speaks_of(event, earlier.event):
                found.add(event.trigger.start)
                break
    return found


def _speaks_of(event: Event, earlier: Event) -> bool:
    """Whether an act told in passing can be one told before: by the same, and to nobody else."""
    if event.type != earlier.type or not _names(event.actors) <= _names(earlier.actors):
        return False
    return not event.recipients or bool(_names(event.recipients) & _names(earlier.recipients))


def _names(parties: Sequence[Party]) -> set[str]:
    return {party.name or party.text for party in parties}


def _told(event: Event, parsed: Parsed, seen: Mapping[int, Seen], known: bool) -> _Told | None:
    """The event with its words, unless it cannot be found in the text or is of the user's own categories."""
    entry = next((reason.by for reason in event.because if reason.about == "type"), "")
    sentence = parsed.sentence_at(event.trigger.start)
    if sentence is None or not entry or entry.startswith("own:"):
        return None
    inside = [it for it in sentence.tokens if event.trigger.start <= it.start < event.trigger.end]
    if not inside:
        return None
    word = next((it for it in inside if is_verb(it)), inside[-1])
    sure = any(seen[sentence.index].of_type(it.index, event.type) >= SURE for it in inside)
    return _Told(event, sentence, word, entry, known, sure)


def _doubt(told: _Told) -> Doubt | None:
    """What speaks against an act that is no violence, by itself."""
    event = told.event
    if event.type == "PROTEST":
        return Doubt("rally", certain=True) if _is_campaign_rally(told) else None
    if told.entry == "model:police" and told.word.lemma in _WORDS.no_duty:
        return Doubt("duty")
    if event.mode in _BY_LAW:
        return Doubt("glance") if _is_glance(told) or _is_led_away(told) else None
    if event.mode in _IN_WAR or (event.mode == "seize" and not event.actors):
        said = event.actors or event.recipients or told.suffered or event.toll != Toll()
        return None if said else Doubt("unsaid")
    seen = told.seen and (told.known or not _is_private(told))
    if not seen and not _is_public(told):
        return Doubt("private", certain=_is_private(told) and not told.known)
    return Doubt("lacking", certain=_is_for_campaign(told) or _is_alone(told)) if _lacks(told) else None


def _is_for_campaign(told: _Told) -> bool:
    """Whether help goes to a candidate or a party."""
    return told.event.type == "AID" and any((it.sector or "")[:3] in _RUNNING for it in told.event.recipients)


def _is_alone(told: _Told) -> bool:
    """Whether somebody "discusses his plan", and with whom is not said, or talks to the press."""
    parties = (*told.event.actors, *told.event.recipients)
    alone = told.told_as_verb and not told.suffered and len(parties) < 2
    return told.event.type == "CONSULT" and (alone or _is_interview(parties))


def _is_interview(parties: Sequence[Party]) -> bool:
    return len(parties) < 3 and any((it.sector or "")[:3] == "JRN" for it in parties)


def _is_quarrel(told: _Told) -> bool:
    """Whether, in a report that tells no violence with means, general words of it tell none: "clashed with the studio".

    The reader sees no attack in the sentence, and nobody in it bears arms, is one of many or a thing that can be hit.
    """
    event = told.event
    parties = (*event.actors, *event.recipients)
    if told.word.lemma in _WORDS.meetings_by_chance:
        official = any((it.sector or "")[:3] in _NAMED_FOR_OFFICE for it in parties)
        return not any(map(_is_armed, parties)) and (official or event.toll == Toll())
    if event.toll != Toll() and not (told.entry == "assault.injure" and not event.actors):
        return False
    contest = event.mode in _OF_A_CONTEST and any((it.sector or "")[:3] in _CANDIDATES for it in parties)
    if not (told.entry in _GENERAL or contest) or event.weapon is not None or event.status == "threatened":
        return False
    if any(reason.by in ("place:clause", UNMAPPED, "time:clause") for reason in event.because) and not contest:
        return False
    if max((told.sentence.acts.get(f"incident.{name}", 0.0) for name in INCIDENTS), default=0.0) >= _ATTACKED:
        return False
    return all(it.kind in _SINGLE and not _is_armed(it) for it in parties)


# -- who is of public standing ---------------------------------------------------------------------------------------


def _is_public(told: _Told) -> bool:
    event = told.event
    everyone = (*event.actors, *event.recipients)
    if any(map(_has_standing, everyone)):
        return True
    if event.type in _BY_CROWDS and any(_is_crowd(it) for it in event.actors):
        return True
    if event.type == "THREATEN" and any(it.kind in _BODIES for it in event.actors):
        return True
    speaker = None if event.claim is None else event.claim.speaker
    if speaker is not None and _has_standing(speaker) and any(it.text.lower() in _WORDS.speakers for it in everyone):
        return True
    if event.type == "CONSULT":
        return told.known and sum(map(_is_name, everyone)) > 1
    return told.known and any(map(_is_name, event.actors)) and any(map(_is_name, event.recipients))


def _is_private(told: _Told) -> bool:
    """Whether all who take part are people and firms of no standing, none of them only called "he" or "they"."""
    everyone = (*told.event.actors, *told.event.recipients)
    private = (it.text.lower() not in _WORDS.pronouns and (it.sector or "CVL")[:3] == "CVL" for it in everyone)
    return bool(everyone) and all(private)


def _has_standing(party: Party) -> bool:
    sector = (party.sector or "")[:3]
    if party.kind == "state" or party.country in _ABROAD or sector in _MIGHTY:
        return True
    return sector in _CIVIC and (party.kind in _BODIES or sector == "REL")


def _is_crowd(party: Party) -> bool:
    """Whether people act together as citizens, and not as somebody's customers."""
    if party.kind != "people" or (party.sector or "")[:3] not in ("CVL", "EDU", "JRN", "MED"):
        return False
    return not any(word.strip(",.'’\"") in _WORDS.customers for word in party.text.lower().split())


def _is_name(party: Party) -> bool:
    return (
        party.kind in ("person", "organisation")
        and party.text[:1].isupper()
        and party.text.lower() not in _WORDS.speakers
    )


def _is_mighty(party: Party) -> bool:
    return party.kind == "state" or party.country in _ABROAD or (party.sector or "")[:3] in _MIGHTY


# -- whom an act needs -----------------------------------------------------------------------------------------------


def _lacks(told: _Told) -> bool:
    event = told.event
    if not told.suffered and not event.actors and event.type in _WITH_ACTOR:
        return True
    need = _NEEDS.get(event.type)
    return need is not None and need(told)


def _lacks_for_aid(told: _Told) -> bool:
    """Aid is somebody's; what a candidate or a party gets is campaigning, unless he is brought to safety."""
    event = told.event
    if told.word.lemma in _WORDS.rescues:
        return False
    if not event.recipients or any((it.sector or "")[:3] in _RUNNING for it in event.recipients):
        return True
    private = bool(event.actors) and not any(map(_has_standing, event.actors))
    return private and (told.word.lemma == "help" or all(map(_is_mighty, event.recipients)))


def _lacks_for_cooperation(told: _Told) -> bool:
    return not told.event.recipients and len(told.event.actors) < 2


def _lacks_for_talks(told: _Told) -> bool:
    """Whoever "discusses his plan" with nobody consults nobody, and who sits down with the press gives an interview."""
    parties = (*told.event.actors, *told.event.recipients)
    if _is_interview(parties):
        return True
    return told.word.lemma in _WORDS.talks and len((*told.event.actors, *told.event.recipients)) < 2


def _lacks_for_agreement(told: _Told) -> bool:
    """Whoever promises does so to somebody, or promises what one does for another."""
    if any(map(_is_somebody, told.event.recipients)) or told.word.lemma in ("agree", "accept"):
        return False
    promised = complements(told.sentence, told.word)
    theirs = any(_is_armed(it) or it.kind == "state" for it in told.event.actors)
    if told.entry == "agree.say-will" and not theirs and not any(_is_of_pronoun(told.sentence, it) for it in promised):
        return True  # what somebody says of others is no promise, but for what sides of a conflict will do
    if any(matches(told.sentence, it, _SETS["cooperative"]) for it in promised):
        return False
    things = [*objects(told.sentence, told.word), *phrases(told.sentence, told.word, ("of", "to"))]
    return not any(
        matches(told.sentence, it, _SETS["aid"]) or matches(told.sentence, it, _SETS["talk"]) for it in things
    )


def _is_of_pronoun(sentence: Sentence, verb: Token) -> bool:
    return any(it.tag.startswith("PRP") for it in sentence.dependents(verb, "nsubj", "nsubjpass"))


def _lacks_for_concession(told: _Told) -> bool:
    """Who has no power concedes nothing, nor does a rule or a tool that "allows" something."""
    event = told.event
    if event.actors:
        return not any(map(_is_mighty, event.actors))
    unsaid = told.suffered or not told.told_as_verb
    return event.status == "hypothetical" or not unsaid or not any(map(_has_standing, event.recipients))


def _lacks_for_request(told: _Told) -> bool:
    """What must be done is asked of somebody who is named, and not of "us" or of everybody."""
    if told.entry != "request.must":
        return False
    insisted = told.word.lemma == "insist" and any(map(_is_mighty, told.event.actors))
    return not insisted and not any(map(_is_somebody, told.event.recipients))


def _lacks_for_release(told: _Told) -> bool:
    """Whoever is released is a person, a crew or a number of people."""
    event = told.event
    freed = [it for it in event.recipients if "'s " not in it.text and "’s " not in it.text]  # "Moro's song"
    return event.mode == "release" and not any(it.kind in _FREED or it.text[:1].isdigit() for it in freed)


def _lacks_for_coercion(told: _Told) -> bool:
    """Bans and closures are by those with power; nobody else forces anybody to anything in public."""
    event = told.event
    if told.entry != "coerce.ban":
        return False
    if event.actors:
        return not any(map(_is_mighty, event.actors))
    return not told.suffered or not event.recipients


def _is_somebody(party: Party) -> bool:
    if party.text.lower() in _WORDS.speakers or party.text.lower() in _WORDS.placeholders:
        return False
    return party.kind is not None and party.text.split(None, 1)[0].lower() not in _WORDS.anybody


_WITH_ACTOR = frozenset(("ACCUSE", "AID", "COOPERATE", "REJECT", "SUPPORT", "THREATEN"))
"""Types of acts that are somebody's: told of nobody, the words only name them."""
_NEEDS = {
    "AGREE": _lacks_for_agreement,
    "AID": _lacks_for_aid,
    "COERCE": _lacks_for_coercion,
    "CONCEDE": _lacks_for_concession,
    "CONSULT": _lacks_for_talks,
    "COOPERATE": _lacks_for_cooperation,
    "REQUEST": _lacks_for_request,
    "RETREAT": _lacks_for_release,
}


# -- words that tell something else ----------------------------------------------------------------------------------


def _is_campaign_rally(told: _Told) -> bool:
    """Whether a rally is a candidate's or a party's: its followers show no opposition and press no demand."""
    sentence = told.sentence
    rally = next((it for it in (told.word, *objects(sentence, told.word)) if it.lemma == "rally"), None)
    if rally is None or any(it.lower == "against" for it in sentence.dependents(rally, "prep")):
        return False
    if any((it.sector or "")[:3] in _NAMED_FOR_OFFICE for it in told.event.actors):
        return True
    beside = [*sentence.dependents(rally, "compound", "nmod", "amod", "poss"), *phrases(sentence, rally, ("for", "of"))]
    return any(it.lower in _WORDS.campaigns or _is_person(sentence, it) for it in beside)


def _is_person(sentence: Sentence, token: Token) -> bool:
    mark = sentence.entity_at(token.index)
    return mark is not None and mark.label == "PERSON"


def _is_glance(told: _Told) -> bool:
    """Whether somebody without office only "looks into" or "searches" something: no investigation."""
    if told.event.mode != "investigate" or told.word.lemma not in _WORDS.looks:
        return False
    return not any(map(_has_standing, told.event.actors))


def _is_led_away(told: _Told) -> bool:
    """Whether the only one named is who was led away, and no force: "she was escorted from the hall"."""
    actors = told.event.actors
    return told.event.type == "MOBILIZE" and told.suffered and bool(actors) and not any(map(_is_armed, actors))


def _is_armed(party: Party) -> bool:
    return (party.sector or "")[:3] in _ARMED
