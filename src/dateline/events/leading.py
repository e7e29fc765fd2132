"""The leading act of a sentence: what the learned heads say of its parties, and from these of its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.codebook.acts import Frame
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import subjects
from dateline.events.draft import Act, Draft
from dateline.events.kinds import COMING, UTTERED
from dateline.events.marked import are_arguments, as_built, in_voice, marked_roles, sure_marks
from dateline.events.roles import Cast, Roles, overlap, span_of
from dateline.events.triggers import Hit
from dateline.events.type_head import (
    CERTAIN,
    HARMLESS,
    is_contrary,
    is_plain,
    is_settled,
    is_type,
    is_what_is_denied,
    likeliest,
    may_decide,
    pair_scores,
    retyped,
)
from dateline.parse.tree import Mark, Sentence, Token
from dateline.record import EventType, Reason

_SURE_OF_ROLES = 0.4
"""Mean probability from which a run of the role head is a party of the leading act."""
_LIKELY = 0.5
"""Probability from which the type head decides the type of the leading act for the parties the role head marked."""
_SURE = 0.95
"""The same where those parties are not the parties of the act's own word."""
_LIKELY_ALONE = 0.7
"""The same where the codebook found no act at all."""
_DEEPEST = 3
"""Clauses within clauses in which the leading act is looked for."""
_WORDS = load_syntax_words()
_EMPTY = frozenset(("attend", "be", "have"))
"""Verbs that tell no act: where the sentence has no other, the head must be all but certain of one."""


def led(sentence: Sentence, drafts: list[Draft], text: str, cast: Cast, floor: float) -> list[Draft]:
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
    if act.type == "ASSAULT" or is_plain(draft):
        return drafts
    roles = marked_roles(sentence, draft.hit, cast, _SURE_OF_ROLES)
    by_codebook = Roles(act.actors, act.recipients, act.because)
    roles = in_voice(sentence, draft.hit, roles, by_codebook, prose=bool(floor))
    roles = as_built(sentence, draft.hit, roles, by_codebook)
    scores = pair_scores(sentence, roles)
    if scores and not is_settled(draft) and _is_another(drafts, act, roles, scores, floor):
        best = likeliest(scores)
        told = any(party.kind is not None for party in (*act.actors, *act.recipients))
        if told and scores[best] < _SURE and not are_arguments(sentence, draft.hit, roles):
            return drafts  # the heads speak of another act than the one this word tells
        act = retyped(act, draft.hit, best, scores[best])
    if scores:
        act = replace(act, confidence=max(act.confidence, round(max(scores.values()), 4)))
    frame = draft.hit.frame
    act = _with_marked(act, roles, frame.mutual and act.type == frame.type)
    return [*drafts[:place], draft.with_act(act), *drafts[place + 1 :]]


def _is_another(drafts: Sequence[Draft], act: Act, roles: Roles, scores: Mapping[str, float], floor: float) -> bool:
    """Whether the type head takes the leading ``act`` for one of another type, and may."""
    best = likeliest(scores)
    if scores[best] < max(_LIKELY, floor) or is_type(best, act.type):
        return False
    if is_contrary(best, act.type) or (best == "REJECT" and is_what_is_denied(act.sentence, act.word)):
        return False
    if floor and best == "AGREE" and act.type in COMING:
        return False  # a meeting that is to come is planned
    harmless = act.type in UTTERED or act.word.lemma in HARMLESS
    if best == "ASSAULT" and (harmless or any(it.act.type == "ASSAULT" for it in drafts)):
        return False  # nobody is made an assailant for what was only said, or beside violence told in its own words
    return may_decide(roles.actors, roles.recipients, floor)


def _with_marked(act: Act, roles: Roles, mutual: bool) -> Act:
    """The act with the parties the role head marked; a side it marked nobody for keeps whom it had.

    Where an act takes two, as a meeting does, all who take part are actors (PLOVER 2.0, roles).
    """
    changed = {reason.about for reason in roles.because}
    because = (*(it for it in act.because if it.about not in changed), *roles.because)
    actors, recipients = roles.actors, roles.recipients
    if not actors:
        actors = tuple(it for it in act.actors if not overlap((it,), recipients))
    if not recipients and not mutual:
        recipients = tuple(it for it in act.recipients if not overlap((it,), actors))
    if mutual and actors:
        actors += tuple(it for it in recipients if not overlap((it,), actors))
        recipients = ()
        because = tuple(it for it in because if it.about != "recipients")
    return replace(act, actors=actors, recipients=recipients, because=because)


def _leading_word(sentence: Sentence, marks: Sequence[Mark]) -> Token:
    """The verb that tells the leading act: the root, or of what is said the verb whose subject the marked doer is."""
    word = sentence.root
    doers = [mark for mark in marks if mark.label == "ACTOR"]
    for _ in range(_DEEPEST):
        said = sentence.dependents(word, "ccomp", "parataxis") if word.lemma in _WORDS.reportings else []
        inner = [
            verb
            for verb in said
            if doers
            and all(any(mark.first <= it.index < mark.last for it in subjects(sentence, verb)) for mark in doers)
        ]
        if not inner:
            break
        word = inner[0]
    return word


def _head_alone(sentence: Sentence, text: str, cast: Cast, floor: float) -> list[Draft]:
    """The act between two marked parties that no entry of the codebook has words for."""
    word = _leading_word(sentence, sure_marks(sentence, _SURE_OF_ROLES))
    frame = Frame(
        entry="model:type", type="CONSULT", mode=None, part="verb", pattern=word.lower, lemma=word.lemma, lead=(),
        particle=None, needs=(), actor=("subject",), recipient=("object",), mutual=False, intransitive=False,
        light=frozenset(), weight=0,
    )  # fmt: skip
    hit = Hit(frame, word, (word.index,), (), None, None)
    roles = as_built(sentence, hit, marked_roles(sentence, hit, cast, _SURE_OF_ROLES))
    if not may_decide(roles.actors, roles.recipients, floor):
        return []
    scores = pair_scores(sentence, roles)
    if not scores:
        return []
    best = likeliest(scores)
    if best == "REJECT" and word.lemma == "deny" and sentence.dependents(word, "ccomp"):
        return []  # what is said not to be so is told by its own verb, and rejects nobody
    if best == "ASSAULT" and word.lemma in HARMLESS:
        return []  # nobody is made an assailant for what was only said or found
    needed = CERTAIN if best == "ASSAULT" or word.lemma in _EMPTY else _LIKELY_ALONE
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
    return [Draft(act, replace(hit, frame=replace(frame, type=type_)), (act,))]
