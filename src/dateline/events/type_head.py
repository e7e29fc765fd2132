"""The type head: what it says of the acts the codebook found, and how sure it must be to be followed.

It learned from sentences of an act each, told between two parties; in a longer report most sentences tell none between
the parties in them, so there it must be surer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.draft import Act, Draft
from dateline.events.roles import Roles
from dateline.events.triggers import Hit
from dateline.parse.heads import type_scores
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import EventType, Party, Reason

CERTAIN = 0.9
"""Probability from which the type head may overrule a frame."""
_LIKELY_IN_PROSE = 0.85
"""Least probability in a report of more than ``_BRIEF`` sentences."""
_BRIEF = 3
"""Sentences of a report that is brief: of such a one each tells an act, as in what the type head learned from."""
_BARE_HARM = frozenset(("assault.kill", "assault.injure", "assault.die-in-attack", "assault.clash"))
"""Entries of force that leave no doubt, though they name no means."""
_WORDS = load_syntax_words()
HARMLESS = _WORDS.harmless | _WORDS.states
"""Verbs of what is only said or found: no one is an assailant for it."""
_YIELDING = ("RETREAT", "CONCEDE")
"""Types that the head knows as one, ``YIELD``."""


def floor_of(parsed: Parsed) -> float:
    """The least probability from which the type head decides in this report, 0 in a brief one."""
    return 0.0 if len(parsed.sentences) <= _BRIEF else _LIKELY_IN_PROSE


_AGAINST = frozenset(("ACCUSE", "ASSAULT", "COERCE", "PROTEST", "REJECT", "SANCTION", "THREATEN"))


def scored(sentence: Sentence, drafts: list[Draft], floor: float) -> list[Draft]:
    """The drafts with the learned type head heard: it moves the confidence, and where it is all but certain of another
    type for the same two parties and the codebook is not specific, it decides the type.
    """
    if sentence.vectors is None:
        return drafts
    found: list[Draft] = []
    types = {draft.act.type for draft in drafts}
    for draft in drafts:
        act = draft.act
        left, right = act.actors, act.recipients
        if draft.hit.frame.mutual and len(left) > 1:
            left, right = left[:1], left[1:]
        scores = type_scores(sentence, tokens_of(sentence, left), tokens_of(sentence, right)) if left or right else {}
        if not scores:
            found.append(draft)
            continue
        own = scores.get("YIELD" if act.type in _YIELDING else act.type, 0.0)
        best = likeliest(scores)
        sure = scores[best]
        confidence = round(0.65 * act.confidence + 0.35 * own, 4)
        act = replace(act, confidence=confidence)
        same = is_type(best, act.type)
        told = any(is_type(best, type_) for type_ in types)
        spoken = act.type in ("ACCUSE", "THREATEN") or act.word.lemma in HARMLESS
        harmless = best == "ASSAULT" and spoken
        harmless = harmless or is_contrary(best, act.type)
        harmless = harmless or (best == "REJECT" and is_what_is_denied(sentence, act.word))
        certain = sure >= CERTAIN and may_decide(left, right, floor)
        if certain and not same and not told and not harmless and not (is_plain(draft) or is_settled(draft)):
            act = retyped(act, draft.hit, best, sure)
        found.append(replace(draft, act=act, parts=(act,)))
    return found


def pair_scores(sentence: Sentence, roles: Roles) -> dict[str, float]:
    """What the head gives each type for the first of either side; nothing where it is not asked."""
    left, right = tokens_of(sentence, roles.actors), tokens_of(sentence, roles.recipients)
    return type_scores(sentence, left, right) if left or right else {}


def likeliest(scores: Mapping[str, float]) -> str:
    """The label of the highest score, by the alphabet where two are as high."""
    return max(sorted(scores), key=lambda name: scores[name])


def is_type(label: str, type_: EventType) -> bool:
    """Whether a label of the head is an act's type."""
    return label == type_ or (label == "YIELD" and type_ in _YIELDING)


def is_contrary(label: str, type_: EventType) -> bool:
    """Whether the head takes what is done against somebody for something agreed to: "plans to sever ties"."""
    return label == "AGREE" and type_ in _AGAINST


def is_what_is_denied(sentence: Sentence, word: Token) -> bool:
    """Whether an act is what somebody says he did not do, and no refusal: "denied *backing* the rebels"."""
    above = sentence.head_of(word)
    return word.dep in ("xcomp", "ccomp", "pcomp") and above is not None and above.lemma == "deny"


def may_decide(actors: Sequence[Party], recipients: Sequence[Party], floor: float) -> bool:
    """Whether the type head may decide what one party does to the other: in a longer report both must be known."""
    sides = (actors, recipients)
    return all(sides) and (not floor or all(any(it.kind is not None for it in side) for side in sides))


def is_plain(draft: Draft) -> bool:
    """Whether the words leave no doubt about the type: force with its means or victims, arrests, background nouns."""
    frame = draft.hit.frame
    if draft.is_bare_noun:
        return True
    if frame.mode in ("cyber", "seize") and draft.hit.slots:
        return True  # hackers and servers, or what was seized or found, are named
    return (frame.type == "ASSAULT" and (frame.mode is not None or frame.entry in _BARE_HARM)) or frame.mode == "arrest"


def is_settled(draft: Draft) -> bool:
    """Whether the entry's words tell one type of act, whoever takes part: demands are met and not talked to."""
    lemma = draft.hit.word.lemma
    return lemma in _WORDS.settled or (bool(draft.hit.slots) and lemma in _WORDS.settled_by_object)


def retyped(act: Act, hit: Hit, best: str, sure: float) -> Act:
    """The act with the type the head gives it, and the mode its second best frame has for that type."""
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


def tokens_of(sentence: Sentence, parties: Sequence[Party]) -> tuple[int, int] | None:
    """The token range of the first of the parties that stands in the sentence."""
    for party in parties:
        inside = [token.index for token in sentence.tokens if token.start < party.end and party.start < token.end]
        if inside:
            return inside[0], inside[-1] + 1
    return None
