"""Drafting: from the words of a sentence to the acts it tells, before anything is decided of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.codebook.acts import Acts
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.accidents import is_accident
from dateline.events.act_head import UNVETTED, Seen, ask_sides
from dateline.events.clauses import agents, clause_depth, complements, is_passive, is_verb, objects
from dateline.events.draft import Act, Draft
from dateline.events.figures import tells_no_act
from dateline.events.kinds import UTTERED
from dateline.events.leading import led
from dateline.events.merging import merged
from dateline.events.neighbours import with_inherited, without_announcements, without_occasions
from dateline.events.police import with_seen
from dateline.events.roles import Cast, find_roles, span_of, without_things
from dateline.events.seen import with_seen_acts, with_seen_parties
from dateline.events.triggers import Hit, find_triggers
from dateline.events.type_head import floor_of, scored
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import EventType, Reason

_WORDS = load_syntax_words()
_RESCUING = frozenset(("COP", "GOV", "MIL", "PRM"))
"""Sectors of those who rescue captives."""
_ARMED = frozenset(("INS", "MIL", "PRM", "REB", "SEP", "UAF"))
"""Sectors of those who bear arms; the police may walk out."""
_FIGHTERS = _ARMED | {"COP"}
"""Sectors of those who are captured in fighting."""
_FORCES = frozenset(("MIL", "COP", "PRM"))
"""Sectors of those who are sent somewhere."""


def find_drafts(parsed: Parsed, cast: Cast, acts: Acts, seen: Mapping[int, Seen]) -> list[Draft]:
    """The acts the sentences of a report tell, by the codebook's words and by what the learned heads say of them.

    ``seen`` is what the act head says of each sentence.
    """
    floor = floor_of(parsed)
    told = [_told(sentence, parsed.text, cast, acts, floor) for sentence in parsed.sentences]
    if floor:
        asked = ((seen[it.act.sentence.index], it.hit.word, it.act.type) for drafts, _ in told for it in drafts)
        ask_sides((*asked, *((it, it.sentence[word], it.best(word)) for it in seen.values() for word in it.told())))
    found: list[Draft] = []
    for sentence, (drafts, figures) in zip(parsed.sentences, told, strict=True):
        here = seen[sentence.index]
        if floor:
            drafts = [with_seen_parties(here, cast, draft) for draft in drafts]
            drafts = with_seen_acts(here, parsed.text, cast, drafts, acts, figures)
        elif not drafts:  # of a brief report the heads for pairs and the codebook know more
            alone = with_seen_acts(here, parsed.text, cast, [], acts, figures, UNVETTED)
            drafts = [it for it in alone if not _befalls(it.act)]
        for draft in map(_as_told, with_seen(sentence, parsed.text, cast, drafts)):
            found.append(replace(draft, seen=here.of_type(draft.act.word.index, draft.act.type)))
    return found


def _befalls(act: Act) -> bool:
    """Whether nobody takes part in violence: an earthquake that "hits" an island is no assailant."""
    return act.type == "ASSAULT" and all(it.kind in (None, "place") for it in (*act.actors, *act.recipients))


def _told(sentence: Sentence, text: str, cast: Cast, acts: Acts, floor: float) -> tuple[list[Draft], set[int]]:
    """The acts of one sentence, words of the same act as one, those that speak of each other set against each other.

    With them the words of acts that tell none here, since they are figures.
    """
    hits = find_triggers(sentence, acts)
    if not hits:
        return led(sentence, [], text, cast, floor), set()
    governed = _governed(sentence, hits)
    found = [_draft(sentence, text, hit, cast, acts, hit.word.index in governed) for hit in hits]
    drafts = [
        draft
        for draft in found
        if not tells_no_act(sentence, draft.hit, draft.act) and not _is_victim(sentence, draft, found)
    ]
    figures = {hit.word.index for hit in hits} - {draft.hit.word.index for draft in drafts}
    if not drafts:
        return [], figures  # the heads for pairs are not asked for another act
    drafts = with_inherited(sentence, without_occasions(sentence, drafts))
    drafts = merged(sentence, scored(sentence, drafts, floor))
    drafts = led(sentence, drafts, text, cast, floor)
    # Once more: the heads may have made violence of what the codebook did not take for it.
    drafts = [draft for draft in drafts if not is_accident(sentence, draft.act)]
    if floor:
        drafts = without_announcements(sentence, drafts)
    return _mobilised(sentence, drafts), figures


def _is_victim(sentence: Sentence, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a noun for armed people on the move is whom another act befell: "ambushed an army *patrol*"."""
    word = draft.hit.word
    if draft.act.type != "MOBILIZE" or draft.hit.frame.part != "noun":
        return False
    return any(
        party.start <= word.start < party.end
        for other in drafts
        if other is not draft and other.act.type == "ASSAULT"
        for party in other.act.recipients
    )


def _draft(sentence: Sentence, text: str, hit: Hit, cast: Cast, acts: Acts, governed: bool) -> Draft:
    """The act of a trigger as its frame has it, with the parties in its roles."""
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
    act = Act(
        sentence=sentence, word=hit.word, trigger=trigger, type=frame.type, mode=frame.mode, entry=frame.entry,
        actors=roles.actors, recipients=roles.recipients,
        confidence=_confidence(sentence, hit, bool(roles.actors), bool(roles.recipients), governed),
        because=(*because, *roles.because),
    )  # fmt: skip
    return Draft(act, hit, (act,))


def _governed(sentence: Sentence, hits: Sequence[Hit]) -> set[int]:
    """Words inside what another act only asks for, promises, refuses or threatens."""
    found: set[int] = set()
    for hit in hits:
        if hit.frame.type not in UTTERED:
            continue
        for verb in complements(sentence, hit.word):
            first, last = sentence.subtree(verb)
            found.update(range(first, last))
        for slot in hit.slots:
            first, last = sentence.subtree(slot)
            found.update(range(first, last))
    return found


def _confidence(sentence: Sentence, hit: Hit, acting: bool, receiving: bool, governed: bool) -> float:
    """How sure the words alone make of the act: more with its parties, less deep in the sentence or ``governed``."""
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


def _as_told(draft: Draft) -> Draft:
    """The draft with the type that those who take part in it make of its words."""
    return _as_capture(_as_rescue(_as_attack(draft)))


def _as_capture(draft: Draft) -> Draft:
    """The draft, people taken alive as an abduction where they are fighters or others than a state's forces took them.

    Captured fighters are ASSAULT, abduct (PLOVER 2.0, roles); whom the police capture is arrested, and so is anybody
    else whom nobody but the state's forces took.
    """
    act = draft.act
    arrested: tuple[EventType, str] = ("COERCE", "arrest")
    abducted: tuple[EventType, str] = ("ASSAULT", "abduct")
    kinds = (arrested, ("COERCE", None), abducted)
    people = bool(act.recipients) and all(it.kind not in ("facility", "place", "vehicle") for it in act.recipients)
    if act.word.lemma not in _WORDS.taking or (act.type, act.mode) not in kinds or not people:
        return draft
    takers, taken = ({(it.sector or "")[:3] for it in side} - {""} for side in (act.actors, act.recipients))
    fighters = bool(taken) and taken <= _FIGHTERS
    if not takers and not taken:
        return draft
    arrest = takers <= _RESCUING and (not fighters or takers == {"COP"})
    type_, mode = arrested if arrest else abducted
    if (act.type, act.mode) == (type_, mode):
        return draft
    note = "no fighters, and forces of a state took them" if arrest else "fighters, or taken by others than a state"
    because = (
        Reason(about="type", by="rule:capture", text=note, runner_up=act.entry, evidence=(act.trigger,)),
        *(it for it in act.because if it.about not in ("type", "mode")),
    )
    return draft.with_act(replace(act, type=type_, mode=mode, because=because))


def _as_rescue(draft: Draft) -> Draft:
    """The draft, captives freed from others by a force taken for a rescue, which is AID (PLOVER 2.0, roles)."""
    act, sentence = draft.act, draft.act.sentence
    if act.type != "RETREAT" or act.word.lemma not in ("free", "liberate") or not act.actors:
        return draft
    if not all((party.sector or "")[:3] in _RESCUING for party in act.actors):
        return draft
    held = (verb for it in objects(sentence, act.word) for verb in sentence.dependents(it, "acl", "relcl"))
    taken = [verb for verb in held if verb.lemma in _WORDS.captures and is_passive(sentence, verb)]
    captors = [it for verb in taken for it in agents(sentence, verb)]
    if not captors and not _is_hijacked(sentence, act.word):
        return draft
    if any(party.start <= it.start < party.end for it in captors for party in act.actors):
        return draft
    because = (
        Reason(about="type", by="rule:rescue", text="freed from others", runner_up=act.entry, evidence=(act.trigger,)),
        *(it for it in act.because if it.about not in ("type", "mode")),
    )
    return draft.with_act(replace(act, type="AID", mode=None, because=because))


def _is_hijacked(sentence: Sentence, verb: Token) -> bool:
    """Whether those who are freed were on a ship or a bus that others had taken: "the crew of the hijacked vessel"."""
    for noun in objects(sentence, verb):
        first, last = sentence.subtree(noun)
        if any(it.dep == "amod" and it.lower in ("hijacked", "captured") for it in sentence.tokens[first:last]):
            return True
    return False


def _as_attack(draft: Draft) -> Draft:
    """The draft, a strike by those who bear arms taken for an attack and not for work left undone."""
    act = draft.act
    armed = bool(act.actors) and all((party.sector or "")[:3] in _ARMED for party in act.actors)
    if act.type != "PROTEST" or act.mode != "strike" or not armed:
        return draft
    note = "those who strike bear arms"
    because = (
        Reason(about="type", by="rule:armed-strike", text=note, runner_up=act.entry, evidence=(act.trigger,)),
        *(it for it in act.because if it.about not in ("type", "mode")),
    )
    return draft.with_act(replace(act, type="ASSAULT", mode=None, because=because))


def _mobilised(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """The drafts, forces that "were deployed" as those who mobilise, unless the sentence says who deployed them."""
    found: list[Draft] = []
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
