"""Coding: from the triggers of a report to its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from dateline.codebook.acts import Acts, EventBooks, Frame
from dateline.codebook.crosswalk import codes_for
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.apposition import without_repeats
from dateline.events.clauses import agents, clause_depth, complements, is_passive, is_verb, objects
from dateline.events.confidence import with_probabilities
from dateline.events.draft import Act
from dateline.events.facts import with_facts
from dateline.events.figures import tells_no_act
from dateline.events.happening import gathered, is_crowd, recoded
from dateline.events.harm import with_harm
from dateline.events.learned import arrest_act, is_police, police_act, unsaid_doer, with_blast, with_property
from dateline.events.main import flag_main
from dateline.events.participants import is_bare, with_parties_only
from dateline.events.precision import with_precision
from dateline.events.roles import (
    Cast,
    Roles,
    are_arguments,
    find_roles,
    in_voice,
    marked_roles,
    span_of,
    without_things,
)  # fmt: skip
from dateline.events.setting import PartyRanges, is_of_several, when_of, where_of
from dateline.events.standing import with_standing
from dateline.events.status import StatusDecision, decide_status
from dateline.events.status_model import head_for
from dateline.events.talk import without_talk
from dateline.events.toll import AssignedToll, FoundCount, assign_tolls, find_counts, retold_tolls
from dateline.events.triggers import Hit, find_triggers
from dateline.events.weapon import WeaponFound, carried_weapon, is_other_means, weapon_of
from dateline.parse.heads import type_scores
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import (
    TOLL_KEYS,
    Claim,
    Count,
    Event,
    EventType,
    Party,
    Place,
    Reason,
    Report,
    Span,
    Statement,
    Time,
    Toll,
)

_GENERAL_MODES = (None, "targeted")
"""Modes of violence that say less than any other: a killing in a bombing is the bombing."""
_APART = frozenset(("destroy", "abduct", "sexual", "crowd-control", "torture"))
"""Modes that stay an event of their own beside another act of the same type in a sentence."""
_BARE_HARM = frozenset(("assault.kill", "assault.injure", "assault.die-in-attack", "assault.clash"))
_ARMED = frozenset(("MIL", "COP", "REB", "PRM", "UAF", "SPY"))
"""Sectors of those who fight in a clash in which they come to harm."""
_CERTAIN = 0.9
"""Probability from which the type head may overrule a frame."""
_SURE_OF_ROLES = 0.4
"""Mean probability from which a run of the role head is a party of the leading act."""
_LIKELY = 0.5
"""Probability from which the type head decides the type of the leading act for the parties the role head marked."""
_SURE = 0.95
"""The same where those parties are not the parties of the act's own word."""
_LIKELY_ALONE = 0.7
"""The same where the codebook found no act at all."""
_LIKELY_IN_PROSE = 0.85
"""Both in a report of more than ``_BRIEF`` sentences: most sentences there tell no act between the parties marked."""
_BRIEF = 3
"""Sentences of a report that is brief: of such a one each tells an act, as in what the type head learned from."""
_EMPTY = frozenset(("be", "have"))
"""Verbs that tell no act: where the sentence has no other, the head must be all but certain of one."""
_WORDS = load_syntax_words()
_FORCES = frozenset(("MIL", "COP", "PRM"))
_COMING = frozenset(("CONSULT", "AID"))
"""Acts that are planned, and no agreement, where somebody only says that they will come."""
_UTTERED = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT"))


@dataclass(frozen=True, slots=True)
class _Draft:
    """An act with the frame that found it; ``parts`` are the words merged into it, each as an act of its own."""

    act: Act
    hit: Hit
    parts: tuple[Act, ...]


def code(
    report: Report,
    parsed: Parsed,
    times: Sequence[Time],
    places: Sequence[Place],
    parties: Sequence[Party],
    statements: Sequence[Statement],
    codebook: EventBooks,
) -> tuple[Event, ...]:
    """The events of a report in text order, each with its evidence and reasons; at most three are flagged main."""
    flagged, counts = flagged_events(report, parsed, times, places, parties, statements, codebook)
    learned = any(sentence.vectors is not None for sentence in parsed.sentences)
    if learned:
        flagged = with_facts(
            flagged, report, parsed, times, places, parties, counts, codebook.crosswalks, codebook.weapons
        )  # fmt: skip
    made = tuple(with_precision(event) for event in flagged)
    homes = [home.index if (home := parsed.sentence_at(event.trigger.start)) else -1 for event in made]
    return with_probabilities(made, homes, codebook.calibration, learned)


def flagged_events(
    report: Report,
    parsed: Parsed,
    times: Sequence[Time],
    places: Sequence[Place],
    parties: Sequence[Party],
    statements: Sequence[Statement],
    codebook: EventBooks,
) -> tuple[tuple[Event, ...], tuple[FoundCount, ...]]:
    """The events before the facts of the whole report are weighed for them, and all numbers of people harmed."""
    cast = Cast.of(parsed.text, parties)
    floor = 0.0 if len(parsed.sentences) <= _BRIEF else _LIKELY_IN_PROSE
    drafts = [
        draft
        for sentence in parsed.sentences
        for draft in _all_drafts(sentence, parsed.text, cast, codebook.acts, floor)
    ]
    drafts = _with_unsaid(drafts, cast)
    told = [_statement_of(draft.act.trigger, statements) for draft in drafts]
    head = head_for(parsed)
    decisions = [
        decide_status(draft.act.sentence, draft.act.word, draft.act.type, said, codebook.status_cues, head)
        for draft, said in zip(drafts, told, strict=True)
    ]
    counts = find_counts(parsed, parties, codebook.toll_words)
    # A number goes to the very word it stands with ("opened fire, killing two"), also where that word was merged.
    parts = [(part, decision.status) for draft, decision in zip(drafts, decisions, strict=True) for part in draft.parts]
    assigned_parts = iter(assign_tolls(parsed, [part for part, _ in parts], counts, [status for _, status in parts]))
    tolls = [_summed([next(assigned_parts) for _ in draft.parts]) for draft in drafts]
    retold_parts = iter(retold_tolls([part for part, _ in parts], counts))
    retold = {
        draft.act.trigger: (draft.act.sentence, _summed([next(retold_parts) for _ in draft.parts])) for draft in drafts
    }
    made: list[Event] = []
    named = PartyRanges(parties)
    for draft, said, decision, assigned in zip(drafts, told, decisions, tolls, strict=True):
        weapon = weapon_of(draft.act, parsed, codebook.weapons, places)
        event = _event(draft, said, decision, assigned, weapon, report, parsed, times, places, named, codebook)
        if event is None:
            continue
        twin = next((place for place, other in enumerate(made) if _same_happening(other, event, draft)), None)
        if twin is None:
            made.append(event)
        else:
            made[twin] = _joined(made[twin], event)
        made += _by_other_means(event, draft, weapon)
        made += _taken_with(event, draft.act, parsed, codebook)
    made.sort(key=lambda event: (event.trigger.start, event.trigger.end))
    further = {draft.act.trigger.start: draft.act.sentence.start for draft in drafts if _tells_more(draft)}
    several = frozenset(draft.act.trigger.start for draft in drafts if is_of_several(draft.act))
    made = list(gathered(made, codebook.crosswalks, codebook.weapons, further, several))
    made = [recoded(_with_own_numbers(it, retold), codebook.crosswalks, codebook.weapons) for it in made]
    made = without_talk(made, codebook.crosswalks, codebook.weapons)
    made = list(with_harm(made, parsed, cast, codebook.crosswalks, codebook.weapons))
    made = [
        recoded(event, codebook.crosswalks, codebook.weapons)
        for event in with_blast(with_property(made, parsed), parsed)
    ]
    numerals = codebook.toll_words.numbers.keys() | codebook.toll_words.indefinite.keys()
    cast_only = (without_repeats(with_parties_only(event, report, places, numerals), parsed) for event in made)
    made = with_standing([event for event in cast_only if not is_bare(event)], parsed, parties)
    numbered = tuple(msgspec.structs.replace(event, id=f"e{place}") for place, event in enumerate(made, 1))
    return flag_main(numbered, report, parsed), counts


# -- drafts ----------------------------------------------------------------------------------------------------------


def _all_drafts(sentence: Sentence, text: str, cast: Cast, acts: Acts, floor: float) -> list[_Draft]:
    named = _sentence_drafts(sentence, text, cast, acts, floor)
    return _with_seen(sentence, text, cast, named)


def _sentence_drafts(sentence: Sentence, text: str, cast: Cast, acts: Acts, floor: float) -> list[_Draft]:
    hits = find_triggers(sentence, acts)
    if not hits:
        return _led(sentence, [], text, cast, floor)
    governed = _governed(sentence, hits)
    drafts = []
    for hit in hits:
        frame = hit.frame
        roles = find_roles(sentence, hit, cast, acts)
        if frame.type == "ASSAULT":
            roles = without_things(roles, frame.entry)
        note = f"{frame.entry}: {frame.pattern!r} fits"
        trigger = span_of(text, sentence, hit.used, hit.word)
        runner_up = None if hit.runner_up is None else f"{hit.runner_up.entry}: {hit.runner_up.pattern!r}"
        because = [Reason(about="type", by=frame.entry, text=note, runner_up=runner_up, evidence=(trigger,))]
        if frame.mode is not None:
            because.append(
                Reason(about="mode", by=frame.entry, text=f"the entry's mode is {frame.mode}", evidence=(trigger,))
            )
        confidence = _confidence(sentence, hit, bool(roles.actors), bool(roles.recipients), hit.word.index in governed)
        act = Act(
            sentence=sentence, word=hit.word, trigger=trigger, type=frame.type, mode=frame.mode, entry=frame.entry,
            actors=roles.actors, recipients=roles.recipients, confidence=confidence,
            because=(*because, *roles.because),
        )  # fmt: skip
        if not tells_no_act(sentence, hit, act):
            drafts.append(_Draft(act, hit, (act,)))
    if not drafts:
        return []  # words of acts that are figures: the heads are not asked for another
    drafts = _scored(sentence, _inherit(sentence, _without_occasions(sentence, drafts)), floor)
    led = _led(sentence, _merged(sentence, drafts), text, cast, floor)
    return _mobilised(sentence, _without_announcements(sentence, led) if floor else led)


def _without_occasions(sentence: Sentence, drafts: list[_Draft]) -> list[_Draft]:
    """The drafts without operations and raids that are only when people were arrested or things were found.

    "Four men were held during an operation in the hills": what was done in it is told, and it was no assault.
    """
    words = {draft.act.word.index for draft in drafts if draft.act.type == "COERCE"}
    if not words:
        return drafts
    return [draft for draft in drafts if not _is_occasion(sentence, draft, words)]


def _is_occasion(sentence: Sentence, draft: _Draft, words: set[int]) -> bool:
    word = draft.act.word
    bare = draft.hit.frame.part == "noun" and draft.hit.light is None and not draft.act.actors
    if draft.act.type != "ASSAULT" or not bare or word.lemma not in _WORDS.occasions:
        return False
    preposition = sentence.head_of(word)
    told = preposition is not None and word.dep == "pobj" and preposition.lower in ("in", "during")
    return told and preposition is not None and preposition.head in words


def _with_seen(sentence: Sentence, text: str, cast: Cast, drafts: list[_Draft]) -> list[_Draft]:
    """The drafts with what police do in the sentence as the reader sees it, where the codebook found nothing of it."""
    arrest = None if any(it.act.mode == "arrest" for it in drafts) else arrest_act(sentence, cast, _WORDS.arrests)
    taken = {draft.act.word.index: place for place, draft in enumerate(drafts)}
    if arrest is not None:
        hit, doer = arrest
        chance = sentence.acts["ARREST"]
        note = f"an arrest by the police, chance {chance:.2f}"
        place = taken.get(hit.word.index)
        if place is None:
            return [*drafts, _seen_draft(sentence, text, hit, doer, note, chance)]
        act = drafts[place].act
        if act.type != "COERCE" or act.mode is not None:
            return drafts
        reason = Reason(about="mode", by="model:police", text=f"the reader finds here {note}", evidence=(act.trigger,))
        act = replace(act, mode="arrest", because=(*act.because, reason))
        changed = replace(drafts[place], act=act, parts=_with_roles(drafts[place].parts, act))
        return [*drafts[:place], changed, *drafts[place + 1 :]]
    seen = None if any(map(_by_police, drafts)) else police_act(sentence, cast)
    if seen is None or seen[0].word.index in taken:
        return drafts
    hit, party, likely = seen
    kind = f"{hit.frame.type} {likely:.2f} by its type" if hit.frame.mode is None else f"no type likely ({likely:.2f})"
    note = f"an act of the police, chance {sentence.acts['ANY_ACTION']:.2f}; {kind}"
    return [*drafts, _seen_draft(sentence, text, hit, party, note, likely)]


def _by_police(draft: _Draft) -> bool:
    act = draft.act
    return any(map(is_police, act.actors)) or (not act.actors and act.mode in ("arrest", "crowd-control"))


def _seen_draft(sentence: Sentence, text: str, hit: Hit, doer: Party | None, note: str, chance: float) -> _Draft:
    frame = hit.frame
    trigger = span_of(text, sentence, hit.used, hit.word)
    because = [Reason(about="type", by="model:police", text=f"the reader finds here {note}", evidence=(trigger,))]
    if frame.mode is not None:
        because.append(Reason(about="mode", by="model:police", text=f"so it is {frame.mode}", evidence=(trigger,)))
    told = "the sentence names no police" if doer is None else "named as police"
    evidence = () if doer is None else (doer.span,)
    because.append(Reason(about="actors", by="model:police", text=told, evidence=evidence))
    act = Act(
        sentence=sentence, word=hit.word, trigger=trigger, type=frame.type, mode=frame.mode, entry=frame.entry,
        actors=() if doer is None else (doer,), recipients=(), confidence=round(0.3 * chance, 4),
        because=tuple(because),
    )  # fmt: skip
    return _Draft(act, hit, (act,))


def _with_unsaid(drafts: Sequence[_Draft], cast: Cast) -> list[_Draft]:
    """The drafts, with the police as actors of what the reader says they did where the sentence names nobody."""
    found: list[_Draft] = []
    attackers: list[Act] = []
    violence = [draft.act for draft in drafts if draft.act.type == "ASSAULT"]
    victims = [it for act in violence for it in act.recipients]
    told = {act.sentence.index for act in violence if any(map(is_police, act.actors))}
    for draft in drafts:
        act = draft.act
        doer = unsaid_doer(act, cast, attackers, told)
        if doer is not None and not _overlap((doer[0],), victims):  # whom he killed did not arrest him
            party, chance = doer
            said = "an act of force" if act.type == "ASSAULT" else "an act"
            note = f"the words of the act name {party.text!r}"
            if chance is not None:
                note = f"the reader finds {said} by the police here, chance {chance:.2f}; named as {party.text!r}"
            reason = Reason(about="actors", by="model:police", text=note, evidence=(party.span,))
            kept = tuple(it for it in act.because if it.about != "actors")
            act = _closed_by_police(replace(act, actors=(party,), because=(*kept, reason)))
            draft = replace(draft, act=act)
        if act.type == "ASSAULT" and act.actors:
            attackers.append(act)
        found.append(draft)
    return found


def _closed_by_police(act: Act) -> Act:
    """Roads that the police barricaded are closed by an authority and no protest."""
    if act.type != "PROTEST":
        return act
    text = "the police who bar a road restrict and do not protest"
    reason = Reason(about="type", by="model:police", text=text, runner_up=act.entry, evidence=(act.trigger,))
    because = (reason, *(it for it in act.because if it.about not in ("type", "mode")))
    return replace(act, type="COERCE", mode="restrict", because=because)


def _led(sentence: Sentence, drafts: list[_Draft], text: str, cast: Cast, floor: float) -> list[_Draft]:
    """The drafts with what the learned heads say of the sentence's leading act: its parties, and from them its type.

    Violence and what leaves no doubt stay the codebook's: in news of incidents it names the parties better.  Where no
    draft exists and the heads are sure, the leading act is theirs alone.  In a longer report the type head must be as
    sure as ``floor``.
    """
    if not sentence.marks.get("role") or sentence.vectors is None:
        return drafts
    if not drafts:
        return _head_alone(sentence, text, cast, floor)
    place = max(range(len(drafts)), key=lambda it: (drafts[it].act.confidence, -it))
    draft = drafts[place]
    act = draft.act
    if act.type == "ASSAULT" or _plain(draft):
        return drafts
    roles = marked_roles(sentence, draft.hit, cast, _SURE_OF_ROLES)
    roles = in_voice(sentence, draft.hit, roles, Roles(act.actors, act.recipients, act.because), prose=bool(floor))
    scores = _pair_scores(sentence, roles)
    best = max(sorted(scores), key=lambda name: scores[name]) if scores else ""
    same = best == act.type or (best == "YIELD" and act.type in ("RETREAT", "CONCEDE"))
    if floor and best == "AGREE" and act.type in _COMING:
        same = True  # a meeting that is to come is planned
    harmless = act.type in _UTTERED or act.word.lemma in _WORDS.harmless | _WORDS.states
    if best == "ASSAULT" and (harmless or any(it.act.type == "ASSAULT" for it in drafts)):
        same = True  # nobody is made an assailant for what was only said, or beside violence told in its own words
    likely = bool(scores) and scores[best] >= max(_LIKELY, floor)
    if likely and not same and _may_decide(roles.actors, roles.recipients, floor):
        told = any(party.kind is not None for party in (*act.actors, *act.recipients))
        if told and scores[best] < _SURE and not are_arguments(sentence, draft.hit, roles):
            return drafts  # the heads speak of another act than the one this word tells
        act = _retyped(act, draft.hit, best, scores[best])
    changed = {reason.about for reason in roles.because}
    because = (*(it for it in act.because if it.about not in changed), *roles.because)
    actors, recipients = roles.actors, roles.recipients
    if not actors:
        actors = tuple(it for it in act.actors if not _overlap((it,), recipients))
    if not recipients and not draft.hit.frame.mutual:
        recipients = tuple(it for it in act.recipients if not _overlap((it,), actors))
    if scores:
        act = replace(act, confidence=max(act.confidence, round(scores[best], 4)))
    act = replace(act, actors=actors, recipients=recipients, because=because)
    return [*drafts[:place], replace(draft, act=act, parts=_with_roles(draft.parts, act)), *drafts[place + 1 :]]


def _without_announcements(sentence: Sentence, drafts: list[_Draft]) -> list[_Draft]:
    """The drafts without "said it would", "is due to" and the like where the act that is to come is coded itself.

    In a report of a sentence or two the announcement is the news; in a longer one it is the same act told twice.
    """
    found = list(drafts)
    for announced in drafts:
        act = announced.act
        if act.type != "AGREE" or not (act.entry == "agree.say-will" or act.word.lemma in _WORDS.schedules):
            continue
        governed = {verb.index for verb in complements(sentence, act.word)}
        coming = [
            place
            for place, it in enumerate(found)
            if it.act.type in _COMING and (it.hit.light or it.act.word).index in governed
        ]
        if coming:
            found[coming[0]] = _with_announced(found[coming[0]], act)
            found.remove(announced)
    return found


def _with_announced(draft: _Draft, announced: Act) -> _Draft:
    """The act to come, with the other party from its announcement where its own words name none."""
    act = draft.act
    known = (*act.actors, *act.recipients)
    if act.recipients or (draft.hit.frame.mutual and len(act.actors) > 1):
        return draft
    others = tuple(it for it in announced.recipients if it.kind is not None and not _overlap((it,), known))
    if not others:
        return draft
    reason = Reason(
        about="recipients", by=announced.entry, text="those of its announcement",
        evidence=tuple(party.span for party in others),
    )  # fmt: skip
    kept = tuple(it for it in act.because if it.about != "recipients")
    act = replace(act, recipients=others, because=(*kept, reason))
    return replace(draft, act=act, parts=_with_roles(draft.parts, act))


def _mobilised(sentence: Sentence, drafts: list[_Draft]) -> list[_Draft]:
    """The drafts, forces that "were deployed" as those who mobilise, unless the sentence says who deployed them."""
    found: list[_Draft] = []
    for draft in drafts:
        act = draft.act
        if act.type != "MOBILIZE" or not is_verb(act.word) or not is_passive(sentence, act.word):
            found.append(draft)
            continue
        by = agents(sentence, act.word)
        everyone = (*act.actors, *act.recipients)
        senders = tuple(it for it in everyone if any(it.start <= token.start < it.end for token in by))
        sent = tuple(it for it in everyone if it.sector in _FORCES and it.end <= act.trigger.start)
        named = dict.fromkeys((*sent, *(it for it in act.actors if it.kind is not None)))
        actors = senders or tuple(sorted(named, key=lambda it: it.start))
        if (senders or sent) and actors != act.actors:
            note = "whoever sent them" if senders else "forces that are sent are those who mobilise"
            evidence = tuple(party.span for party in actors)
            reason = Reason(about="actors", by="rule:forces", text=note, evidence=evidence)
            others = tuple(it for it in everyone if it not in actors and it.kind is not None)
            because = (*(it for it in act.because if it.about != "actors"), reason)
            act = replace(act, actors=actors, recipients=others, because=because)
            draft = replace(draft, act=act)
        found.append(draft)
    return found


def _with_roles(parts: tuple[Act, ...], act: Act) -> tuple[Act, ...]:
    """The words of an act, the first with the act's present type, so that numbers find it."""
    return (replace(parts[0], type=act.type, mode=act.mode), *parts[1:])


def _pair_scores(sentence: Sentence, roles: Roles) -> dict[str, float]:
    left, right = _tokens(sentence, roles.actors), _tokens(sentence, roles.recipients)
    return type_scores(sentence, left, right) if left or right else {}


def _may_decide(actors: Sequence[Party], recipients: Sequence[Party], floor: float) -> bool:
    """Whether the type head may decide what one party does to the other: in a longer report both must be known."""
    sides = (actors, recipients)
    return all(sides) and (not floor or all(any(it.kind is not None for it in side) for side in sides))


def _head_alone(sentence: Sentence, text: str, cast: Cast, floor: float) -> list[_Draft]:
    """The act between two marked parties that no entry of the codebook has words for."""
    word = sentence.root
    frame = Frame(
        entry="model:type", type="CONSULT", mode=None, part="verb", pattern=word.lower, lemma=word.lemma, lead=(),
        particle=None, needs=(), actor=("subject",), recipient=("object",), mutual=False, intransitive=False,
        light=frozenset(), weight=0,
    )  # fmt: skip
    hit = Hit(frame, word, (word.index,), (), None, None)
    roles = marked_roles(sentence, hit, cast, _SURE_OF_ROLES)
    if not _may_decide(roles.actors, roles.recipients, floor):
        return []
    scores = _pair_scores(sentence, roles)
    if not scores:
        return []
    best = max(sorted(scores), key=lambda name: scores[name])
    if best == "ASSAULT" and word.lemma in _WORDS.harmless | _WORDS.states:
        return []  # nobody is made an assailant for what was only said or found
    needed = _CERTAIN if best == "ASSAULT" or word.lemma in _EMPTY else _LIKELY_ALONE
    if scores[best] < max(needed, floor):
        return []
    if best == "ASSAULT" and any(party.kind in (None, "place") for party in (*roles.actors, *roles.recipients)):
        return []  # an earthquake that "hits" a town is no assailant, nor who died in one
    type_: EventType = "CONCEDE" if best == "YIELD" else best  # type: ignore[assignment]  # the head's labels
    trigger = span_of(text, sentence, hit.used, word)
    note = f"the type head gives {best} {scores[best]:.2f} for these two parties; the codebook has no entry here"
    act = Act(
        sentence=sentence, word=word, trigger=trigger, type=type_, mode=None, entry=frame.entry, actors=roles.actors,
        recipients=roles.recipients, confidence=round(scores[best], 4),
        because=(Reason(about="type", by="model:type", text=note, evidence=(trigger,)), *roles.because),
    )  # fmt: skip
    return [_Draft(act, replace(hit, frame=replace(frame, type=type_)), (act,))]


def _scored(sentence: Sentence, drafts: list[_Draft], floor: float) -> list[_Draft]:
    """The drafts with the learned type head heard: it moves the confidence, and where it is all but certain of another
    type for the same two parties and the codebook is not specific, it decides the type.
    """
    if sentence.vectors is None:
        return drafts
    found: list[_Draft] = []
    types = {draft.act.type for draft in drafts}
    for draft in drafts:
        act = draft.act
        left, right = act.actors, act.recipients
        if draft.hit.frame.mutual and len(left) > 1:
            left, right = left[:1], left[1:]
        scores = type_scores(sentence, _tokens(sentence, left), _tokens(sentence, right)) if left or right else {}
        if not scores:
            found.append(draft)
            continue
        own = scores.get("YIELD" if act.type in ("RETREAT", "CONCEDE") else act.type, 0.0)
        best = max(sorted(scores), key=lambda name: scores[name])
        sure = scores[best]
        confidence = round(0.65 * act.confidence + 0.35 * own, 4)
        act = replace(act, confidence=confidence)
        same = best == act.type or (best == "YIELD" and act.type in ("RETREAT", "CONCEDE"))
        told = best in types or (best == "YIELD" and types & {"RETREAT", "CONCEDE"})
        spoken = act.type in ("ACCUSE", "THREATEN") or act.word.lemma in _WORDS.harmless | _WORDS.states
        harmless = best == "ASSAULT" and spoken
        certain = sure >= _CERTAIN and _may_decide(left, right, floor)
        if certain and not same and not told and not harmless and not _plain(draft):
            act = _retyped(act, draft.hit, best, sure)
        found.append(replace(draft, act=act, parts=(act,)))
    return found


def _plain(draft: _Draft) -> bool:
    """Whether the words leave no doubt about the type: force with its means or victims, arrests, background nouns."""
    frame = draft.hit.frame
    if frame.part == "noun" and draft.hit.light is None:
        return True
    if frame.mode in ("cyber", "seize") and draft.hit.slots:
        return True  # hackers and servers, or what was seized or found, are named
    return (frame.type == "ASSAULT" and (frame.mode is not None or frame.entry in _BARE_HARM)) or frame.mode == "arrest"


def _retyped(act: Act, hit: Hit, best: str, sure: float) -> Act:
    runner_up = hit.runner_up
    mode: str | None = None
    if best == "YIELD":
        type_: EventType = "RETREAT" if runner_up is not None and runner_up.type == "RETREAT" else "CONCEDE"
    else:
        type_ = best  # type: ignore[assignment]  # the head's other labels are PLOVER types
    if runner_up is not None and runner_up.type == type_:
        mode = runner_up.mode
    because = tuple(it for it in act.because if it.about not in ("type", "mode"))
    reason = Reason(
        about="type", by="model:type", text=f"the type head gives {best} {sure:.2f} for these two parties",
        runner_up=f"{act.entry}: {hit.frame.pattern!r}", evidence=(act.trigger,),
    )  # fmt: skip
    return replace(
        act, type=type_, mode=mode, because=(reason, *because), confidence=round(max(act.confidence, 0.6 * sure), 4)
    )


def _tokens(sentence: Sentence, parties: Sequence[Party]) -> tuple[int, int] | None:
    """The token range of the first of the parties that stands in the sentence."""
    for party in parties:
        inside = [token.index for token in sentence.tokens if token.start < party.end and party.start < token.end]
        if inside:
            return inside[0], inside[-1] + 1
    return None


def _inherit(sentence: Sentence, drafts: list[_Draft]) -> list[_Draft]:
    """Give an act of speech the recipients of the act it speaks of: "refused to send troops to" somebody.

    Only where the codebook would look into the governed clause anyway, and the clause holds an act of its own.
    """
    by_word = {draft.act.word.index: draft for draft in drafts}
    for draft in drafts:
        if draft.hit.light is not None:
            by_word.setdefault(draft.hit.light.index, draft)
    result = []
    for draft in drafts:
        act = draft.act
        found = next((it.text for it in act.because if it.about == "recipients"), "")
        if act.type in _UTTERED and ("complement-object" in found or not act.recipients):
            for verb in complements(sentence, act.word):
                inner = by_word.get(verb.index)
                if inner is None or inner is draft:
                    continue
                parties = inner.act.recipients or (inner.act.actors if inner.hit.frame.mutual else ())
                parties = tuple(party for party in parties if not _overlap((party,), act.actors))
                if parties:
                    reason = Reason(
                        about="recipients", by=inner.hit.frame.entry, text="those of the act it speaks of",
                        evidence=tuple(party.span for party in parties),
                    )  # fmt: skip
                    kept = tuple(it for it in act.because if it.about != "recipients")
                    draft = replace(draft, act=replace(act, recipients=parties, because=(*kept, reason)))
                    break
        result.append(draft)
    return result


def _governed(sentence: Sentence, hits: Sequence[Hit]) -> set[int]:
    """Words inside what another act only asks for, promises, refuses or threatens."""
    found: set[int] = set()
    for hit in hits:
        if hit.frame.type not in _UTTERED:
            continue
        for verb in complements(sentence, hit.word):
            first, last = sentence.subtree(verb)
            found.update(range(first, last))
        for slot in hit.slots:
            first, last = sentence.subtree(slot)
            found.update(range(first, last))
    return found


def _confidence(sentence: Sentence, hit: Hit, acting: bool, receiving: bool, governed: bool) -> float:
    score = 0.5
    score += 0.18 if acting else -0.1
    score += 0.1 if receiving or hit.frame.mutual else 0.0
    bearer = hit.light or hit.word
    depth = clause_depth(sentence, bearer)
    score += (0.12, 0.02, -0.06)[min(depth, 2)]
    if hit.frame.part == "noun" and hit.light is None:
        score -= 0.2
    if governed:
        score -= 0.2
    score += min(hit.frame.weight, 6) * 0.01
    score -= 0.02 * min(hit.word.index / max(len(sentence), 1), 1.0)
    return round(min(max(score, 0.05), 0.95), 4)


def _merged(sentence: Sentence, drafts: list[_Draft]) -> list[_Draft]:
    """One draft for words of the same act: "the blast killed", "shot and wounded", "attacked, killing"."""
    kept: list[_Draft] = []
    ordered = sorted(drafts, key=lambda it: (clause_depth(sentence, it.hit.light or it.act.word), it.act.word.index))
    for draft in ordered:
        beside: _Draft | None = None
        for place, other in enumerate(kept):
            upper = _one_act(sentence, other, draft)
            if not upper and not _one_act(sentence, draft, other):
                continue
            if is_other_means(other.act.mode, draft.act.mode):
                beside = beside or other
                continue
            kept[place] = _join_drafts(other, draft) if upper else _join_drafts(draft, other)
            break
        else:
            kept.append(draft if beside is None else _beside(draft, beside))
    return sorted(kept, key=lambda draft: draft.act.word.index)


def _beside(draft: _Draft, other: _Draft) -> _Draft:
    """An act told in one breath with another and done by other means: "threw grenades and opened fire" are two acts.

    Whom it does not name it has from the other: "fired at the patrol and threw grenades", "bombs and gunfire hit it".
    """
    act, known = draft.act, other.act
    actors = act.actors or tuple(it for it in known.actors if not _overlap((it,), act.recipients))
    recipients = act.recipients or tuple(it for it in known.recipients if not _overlap((it,), actors))
    because = list(act.because)
    for about, held, taken in (("actors", act.actors, actors), ("recipients", act.recipients, recipients)):
        if taken != held:
            told = f"those of {known.trigger.text!r}, told in one breath with it"
            spans = tuple(it.span for it in taken)
            because = [it for it in because if it.about != about]
            reason = Reason(about=about, by=known.entry, text=told, evidence=spans)  # type: ignore[arg-type]  # a role
            because.append(reason)
    act = replace(act, actors=actors, recipients=recipients, because=tuple(because))
    return replace(draft, act=act, parts=_with_roles(draft.parts, act))


def _one_act(sentence: Sentence, upper: _Draft, lower: _Draft) -> bool:
    first, second = upper.act, lower.act
    if first.type != second.type:
        return False
    if first.type == "ASSAULT" and (_is_whole(sentence, lower) or _is_whole(sentence, upper)):
        return False
    if first.type == "ASSAULT" and _is_purpose(sentence, lower):
        return _linked(sentence, upper.hit, lower.hit, orphan=False)
    if first.mode != second.mode and ({first.mode, second.mode} & _APART):
        return False
    if first.type == "COERCE" and None not in (first.mode, second.mode) and first.mode != second.mode:
        return False  # "arrested two men and seized a rifle"
    orphan = first.type == "ASSAULT" and bool(first.recipients) and not first.actors
    linked = _linked(sentence, upper.hit, lower.hit, orphan)
    if first.type == "ASSAULT":
        return linked or (lower.hit.frame.part == "noun" and _shares(first, second))
    return linked and (not second.actors or not first.actors or _overlap(first.actors, second.actors))


def _is_purpose(sentence: Sentence, draft: _Draft) -> bool:
    """Whether a crowd is only what force was used for: "fired ten rounds to disperse the crowd" is one act."""
    word = draft.act.word
    if draft.act.mode != "crowd-control" or word.dep not in ("advcl", "xcomp") or word.tag != "VB":
        return False
    return any(child.lower == "to" for child in sentence.dependents(word, "aux"))


def _is_whole(sentence: Sentence, draft: _Draft) -> bool:
    """Whether the act befell all of whom another befell a part: "of the 40 who died, 12 were shot by the police"."""
    word = draft.hit.light or draft.act.word
    noun = sentence.head_of(word)
    preposition = None if noun is None else sentence.head_of(noun)
    if word.dep not in ("acl", "relcl") or preposition is None or preposition.lower != "of":
        return False
    above = sentence[preposition.head]
    if above.lower == "out":
        above = sentence[above.head]
    return is_verb(above) and above.index > word.index


def _linked(sentence: Sentence, upper: Hit, lower: Hit, orphan: bool) -> bool:
    """Whether one word hangs on the other without a clause of its own subject between.

    ``orphan`` says that the upper word has victims but nobody who did it.
    """
    bearers = {upper.word.index} | ({upper.light.index} if upper.light else set())
    token: Token = lower.light or lower.word
    steps = 0
    while token.index not in bearers and steps < 5:
        # "one was killed and two were hurt when guards opened fire"
        shared = orphan and steps > 0 and is_passive(sentence, token)
        if token.dep == "conj" and is_verb(token) and not shared and sentence.dependents(token, "nsubj", "nsubjpass"):
            return False
        if token.dep in ("ccomp", "parataxis", "xcomp"):
            return False
        if token.dep in ("relcl", "appos") and token.index != (lower.light or lower.word).index:
            return False
        if token.dep == "advcl" and sentence.dependents(token, "nsubj", "nsubjpass"):
            # "was killed when guards opened fire" is one act, "fled as the town was shelled" is not
            marks = {child.lower for child in sentence.dependents(token, "advmod", "mark")}
            if orphan is False or not marks & {"when", "after"}:
                return False
        above = sentence.head_of(token)
        if above is None:
            return False
        if token.dep == "conj" and not is_verb(token) and is_verb(above):
            return False
        token, steps = above, steps + 1
    return token.index in bearers


def _overlap(left: Sequence[Party], right: Sequence[Party]) -> bool:
    return any(a.start < b.end and b.start < a.end for a in left for b in right)


def _shares(first: Act, second: Act) -> bool:
    return _overlap(first.actors, second.actors) and (
        not second.recipients or _overlap(first.recipients, second.recipients)
    )


def _join_drafts(upper: _Draft, lower: _Draft) -> _Draft:
    first, second = upper.act, lower.act
    mode, because = first.mode, first.because
    entry = first.entry
    if first.mode in _GENERAL_MODES and second.mode not in _GENERAL_MODES:
        mode = second.mode
        because = tuple(it for it in because if it.about != "mode") + tuple(
            it for it in second.because if it.about == "mode"
        )
    actors = first.actors or tuple(p for p in second.actors if not _overlap((p,), first.recipients))
    recipients = first.recipients + tuple(
        p for p in second.recipients if not _overlap((p,), first.recipients) and not _overlap((p,), actors)
    )
    if not first.actors and actors:
        because = tuple(it for it in because if it.about != "actors") + tuple(
            it for it in second.because if it.about == "actors"
        )
        if lower.hit.frame.mutual:
            actors, because = _both_sides(actors, first, lower.hit.frame.entry, because)
    # What the lower word brings about ("attacked and captured the town") is the whole act's.
    because += tuple(
        msgspec.structs.replace(it, about="codes") for it in second.because if it.about == "type" and it.by != entry
    )
    confidence = max(first.confidence, second.confidence)
    if not first.actors and actors:
        confidence = min(confidence + 0.1, 0.95)
    act = replace(
        first, mode=mode, entry=entry, actors=actors, recipients=tuple(sorted(recipients, key=lambda p: p.start)),
        because=because, confidence=confidence,
    )  # fmt: skip
    return _Draft(act, upper.hit, (*upper.parts, *lower.parts))


def _both_sides(
    actors: tuple[Party, ...], act: Act, entry: str, because: tuple[Reason, ...]
) -> tuple[tuple[Party, ...], tuple[Reason, ...]]:
    """The doers of harm done in a fight: whoever is armed and came to harm in it fought as well (PLOVER 2.0, roles)."""
    sides = {(party.sector or "")[:3] for party in actors}
    fought = tuple(
        it for it in act.recipients if (it.sector or "")[:3] in _ARMED and (it.sector or "")[:3] not in sides
    )
    if not fought:
        return actors, because
    spans = tuple(it.span for it in fought)
    reason = Reason(about="actors", by=entry, text="in a fight both sides take part", evidence=spans)
    return (*actors, *fought), (*because, reason)


def _summed(parts: Sequence[AssignedToll]) -> AssignedToll:
    """The toll of an act told in several words."""
    if len(parts) == 1:
        return parts[0]
    sums: dict[str, Count] = {}
    for part in parts:
        for key in TOLL_KEYS:
            count: Count | None = getattr(part.toll, key)
            held = sums.get(key)
            if count is None:
                continue
            sums[key] = count if held is None else Count(
                min=held.min + count.min,
                max=None if held.max is None or count.max is None else held.max + count.max,
                by_side=held.by_side + count.by_side,
                evidence=held.evidence + count.evidence,
            )  # fmt: skip
    return AssignedToll(Toll(**sums), tuple(reason for part in parts for reason in part.reasons))


# -- events ----------------------------------------------------------------------------------------------------------


def _statement_of(trigger: Span, statements: Sequence[Statement]) -> Statement | None:
    """The innermost statement whose content holds the trigger."""
    holding = [
        (sum(len(span.text) for span in statement.contents), place)
        for place, statement in enumerate(statements)
        if any(span.holds(trigger) for span in statement.contents)
    ]
    return statements[min(holding)[1]] if holding else None


def _event(
    draft: _Draft, said: Statement | None, decision: StatusDecision, assigned: AssignedToll, weapon: WeaponFound | None,
    report: Report, parsed: Parsed, times: Sequence[Time], places: Sequence[Place], named: PartyRanges,
    books: EventBooks,
) -> Event | None:  # fmt: skip
    act = draft.act
    actors, because = act.actors, list(act.because)
    claim = None
    confidence = act.confidence
    if said is not None:
        claim = Claim(
            speaker=said.speaker, cue=said.cue, channel=said.channel, stance=said.stance,
            original=said.original, via=said.via,
        )  # fmt: skip
        evidence = () if said.cue is None else (said.cue,)
        because.append(
            Reason(about="claim", by="statement", text=f"told in a statement that {said.stance}", evidence=evidence)
        )
        if said.stance == "claims_responsibility" and act.type == "ASSAULT" and not actors and said.speaker is not None:
            actors = (said.speaker,)
            because = [it for it in because if it.about != "actors"]
            because.append(
                Reason(about="actors", by="claim", text="the speaker claims the act", evidence=(said.speaker.span,))
            )
    when, when_reason = when_of(act, parsed, times, report, decision.status)
    where, where_reason = where_of(act, parsed, places, report, named)
    mode = act.mode
    if weapon is not None:
        because.append(weapon.reason)
        wielded = weapon.wielded and is_other_means(mode, weapon.mode)  # "opened fire with mortars"
        if act.type == "ASSAULT" and (mode in _GENERAL_MODES or wielded) and weapon.mode is not None:
            mode = weapon.mode
            because = [it for it in because if it.about != "mode"]
            because.append(
                msgspec.structs.replace(weapon.reason, about="mode", text=f"{weapon.span.text!r} points to it")
            )
    toll = assigned.toll
    if not (actors or act.recipients or where or weapon or toll != Toll()):
        return None
    if draft.hit.frame.part == "noun" and draft.hit.light is None and not (actors or act.recipients or toll != Toll()):
        topic = act.word.dep in ("nsubj", "nsubjpass", "ROOT") or act.word.head == act.word.index
        if not topic or (act.type != "ASSAULT" and act.mode != "arrest"):
            return None
    if said is not None and said.stance == "threatens" and draft.hit.frame.part == "noun" and draft.hit.light is None:
        return None  # what a threat names in passing has not been reported
    codes = codes_for(
        books.crosswalks,
        act.type,
        mode,
        actors,
        act.recipients,
        toll,
        weapon.category if weapon else None,
        decision.status,
        outcome=books.crosswalks.outcome_of(because),
    )
    rests_on = dict.fromkeys(
        (act.trigger, *(part.trigger for part in draft.parts), *(party.span for party in (*actors, *act.recipients)))
    )
    because += [decision.reason, when_reason, where_reason, *assigned.reasons]
    because.append(Reason(about="codes", by=f"crosswalk:{codes.plover}", text="read from the crosswalk tables"))
    return Event(
        id="e0", type=act.type, mode=mode, status=decision.status, trigger=act.trigger, actors=actors,
        recipients=act.recipients, when=when, where=where, toll=toll, weapon=weapon.span if weapon else None,
        claim=claim, codes=codes,
        evidence=tuple(rests_on), because=tuple(because), confidence=confidence,
    )  # fmt: skip


def _by_other_means(event: Event, draft: _Draft, weapon: WeaponFound | None) -> list[Event]:
    """The same act by the second of two kinds of weapon ("a bomb and gun attack"), or none; its toll stays with the
    first.
    """
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
    if weapon.wielded and is_other_means(act.mode, weapon.mode) and draft.parts[0].mode in _GENERAL_MODES:
        # "attacked with a grenade and gunfire": the mode that the weapon overruled is of a word merged into the act
        because += [it for it in act.because if it.about == "mode"]
        return [msgspec.structs.replace(event, mode=act.mode, weapon=None, toll=Toll(), because=tuple(because))]
    return []


def _taken_with(event: Event, act: Act, parsed: Parsed, books: EventBooks) -> list[Event]:
    """The seizure that an arrest implies: "was arrested with a pistol" says that the pistol was taken from him."""
    if act.mode != "arrest":
        return []
    weapon = carried_weapon(act, parsed, books.weapons)
    if weapon is None or weapon.span.start < act.word.start:
        return []
    why = f"arrested with {weapon.span.text!r}, which is taken then"
    entry = "coerce.seize"
    because = [it for it in event.because if it.about not in ("type", "mode", "toll", "weapon", "codes")]
    because += [Reason(about="type", by=entry, text=why, evidence=(weapon.span,)), weapon.reason]
    because.append(Reason(about="mode", by=entry, text=why, evidence=(weapon.span,)))
    taken = msgspec.structs.replace(event, mode="seize", toll=Toll(), weapon=weapon.span, because=tuple(because))
    return [recoded(taken, books.crosswalks, books.weapons)]


# -- the same happening told again -----------------------------------------------------------------------------------


def _tells_more(draft: _Draft) -> bool:
    """Whether the words say that this act is a further one, or count what it took: "another", "fired 11 rounds".

    What the act did to people does not count here: numbers of victims are compared as tolls.
    """
    sentence = draft.act.sentence
    for part in draft.parts:
        told = [part.word, *objects(sentence, part.word)] if is_verb(part.word) else [part.word]
        for word in told:
            people = any(it.start <= word.start < it.end for it in draft.act.recipients)
            for child in sentence.dependents(word):
                if child.lower in _WORDS.further or (child.dep == "nummod" and not people):
                    return True
    return False


def _names(parties: Sequence[Party]) -> set[str]:
    return {(party.name or party.text).lower().removeprefix("the ") for party in parties}


def _same_happening(earlier: Event, later: Event, draft: _Draft) -> bool:
    """Whether a later sentence tells the earlier event again: the same act, parties that agree, no other number."""
    if earlier.type != later.type or earlier.status != later.status:
        return False
    if earlier.trigger.start >= draft.act.sentence.start:
        return False
    if earlier.mode != later.mode and {earlier.mode, later.mode} & _APART:
        return False
    if later.mode not in (None, "targeted", earlier.mode) and earlier.mode not in _GENERAL_MODES:
        return False
    for key in TOLL_KEYS:
        first, second = getattr(earlier.toll, key), getattr(later.toll, key)
        if first is not None and second is not None and (first.min, first.max) != (second.min, second.max):
            return False
    if (
        earlier.when
        and later.when
        and earlier.when.from_ != later.when.from_
        and later.when.from_
        and earlier.when.from_
    ):
        return False
    if _tells_more(draft) and any(map(is_police, later.actors)):
        return False
    actors, recipients = _names(earlier.actors), _names(earlier.recipients)
    later_actors, later_recipients = _names(later.actors), _names(later.recipients)
    if actors and later_actors and not actors & later_actors:
        return False
    if recipients and later_recipients and not recipients & later_recipients:
        return False
    word = draft.act.word
    if draft.hit.frame.part == "noun" and draft.hit.light is None:
        # "the attack", "this killing" speaks of what was told before
        known = any(
            child.lower in ("the", "this", "that", "these", "those") for child in draft.act.sentence.dependents(word)
        )
        if known and not (later_actors or later_recipients):
            return True
    shared = recipients & later_recipients
    if shared and all(map(is_crowd, shared)) and actors & later_actors:
        return not any(map(is_police, later.actors))  # police meet a mob in more than one place
    return (
        bool((actors & later_actors) and (recipients & later_recipients))
        or (bool(recipients & later_recipients) and not (actors and later_actors))
        or (
            bool(actors & later_actors)
            and bool(recipients) != bool(later_recipients)
            and earlier.trigger.text == later.trigger.text
        )
    )


def _with_own_numbers(event: Event, retold: Mapping[Span, tuple[Sentence, AssignedToll]]) -> Event:
    """Force by the police with the dead and injured that its own words tell, where these seemed to be told before.

    Police use force on many occasions a day, each with its own victims: that two of them are as many is no repetition.
    What another sentence counts gives way to them.
    """
    if event.type != "ASSAULT" or event.status not in ("occurred", "ongoing") or not any(map(is_police, event.actors)):
        return event
    toll, because = event.toll, event.because
    found = [retold[span] for span in event.evidence if span in retold]
    for _, own in found:
        for key in ("killed", "injured"):
            count, held = getattr(own.toll, key), getattr(toll, key)
            if count is None or (held is not None and any(_counts_in(held, sentence) for sentence, _ in found)):
                continue
            toll = msgspec.structs.replace(toll, **{key: count})
            kept = tuple(reason for reason in because if reason.by != f"toll:{key}")
            because = (*kept, *(reason for reason in own.reasons if reason.by == f"toll:{key}"))
    return event if toll == event.toll else msgspec.structs.replace(event, toll=toll, because=because)


def _counts_in(count: Count, sentence: Sentence) -> bool:
    return any(sentence.start <= span.start < sentence.end for span in count.evidence)


def _joined(earlier: Event, later: Event) -> Event:
    """The earlier event with what the later sentence adds."""
    toll = {key: getattr(earlier.toll, key) or getattr(later.toll, key) for key in TOLL_KEYS}
    mode = later.mode if earlier.mode in _GENERAL_MODES and later.mode is not None else earlier.mode
    return msgspec.structs.replace(
        earlier,
        mode=mode,
        actors=earlier.actors or later.actors,
        recipients=earlier.recipients or later.recipients,
        when=earlier.when or later.when,
        where=earlier.where or later.where,
        weapon=earlier.weapon or later.weapon,
        claim=earlier.claim or later.claim,
        toll=Toll(**{key: count for key, count in toll.items() if count is not None}),
        evidence=tuple(dict.fromkeys((*earlier.evidence, *later.evidence))),
    )
