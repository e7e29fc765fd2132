"""Seen: acts and parties of a sentence that the act head sees where the codebook's words and rules find none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from dateline.codebook.acts import Acts, Frame
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.act_head import ENTRY, LIKELY, Seen, frames_of
from dateline.events.clauses import base_phrase, is_verb, spread, subjects
from dateline.events.draft import Act, Draft
from dateline.events.figures import tells_no_act
from dateline.events.marked import roles_of_marks
from dateline.events.roles import Cast, Roles, overlap, received_by, span_of
from dateline.events.triggers import Hit, hit_of
from dateline.parse.tree import Mark, Sentence, Token
from dateline.record import Party, Reason

_HARDLY = 0.1
"""Chance below which a phrase hardly takes part in an act."""
_NOBODY = frozenset(("no", "nobody", "none", "nothing"))
"""Words of phrases that name nobody: "fired no shot", "nobody was hurt"."""
_APART = frozenset(("advcl", "ccomp", "parataxis"))
"""Relations of clauses that tell an act of their own."""
_APART_FROM = frozenset(
    (
        "confirm",
        "describe",
        "escape",
        "evade",
        "film",
        "flee",
        "hear",
        "investigate",
        "mourn",
        "recall",
        "report",
        "watch",
        "welcome",
    )
)
"""Verbs whose subject has no part in the act that is their object; those of ``judged`` are such, too."""
_WORDS = load_syntax_words()
_LABELS = ("ACTOR", "RECIPIENT")
_ABOUT = ("actors", "recipients")

Sides = Mapping[int, tuple[float, float]]
"""By the head word of each phrase how likely it is an actor and a recipient."""


def with_seen_acts(
    seen: Seen,
    text: str,
    cast: Cast,
    drafts: Sequence[Draft],
    acts: Acts,
    figures: Collection[int] = (),
    least: float = LIKELY,
) -> list[Draft]:
    """The drafts with the acts that the head sees at words that tell none of them; ``figures`` tell none at all.

    ``least`` is the chance from which a word tells an act and a phrase takes part in it.

    A word that hangs on one that tells an act of its type tells the same act: "faced criticism", "killed in a raid".
    """
    made: list[Draft | None] = list(drafts)
    told = {index: place for place, draft in enumerate(drafts) for index in _words_of(draft)}
    types = [draft.act.type for draft in drafts]
    for word in seen.told(least):
        if word in told or word in figures:
            continue
        type_ = seen.best(word)
        linked = next(
            (at for other, at in told.items() if types[at] == type_ and _are_linked(seen.sentence, word, other)), None
        )
        if linked is None:
            told[word] = len(made)
            types.append(type_)
            draft = _seen_act(seen, text, cast, seen.sentence[word], acts, least)
            figure = _is_done_by_nature(draft, acts) or tells_no_act(seen.sentence, draft.hit, draft.act)
            made.append(None if figure else draft)
        else:
            told[word] = linked
            held = made[linked]
            made[linked] = held and _with_word(held, seen.sentence[word], text)
    return sorted((draft for draft in made if draft is not None), key=lambda draft: draft.act.word.index)


def _with_word(draft: Draft, word: Token, text: str) -> Draft:
    """The draft with a further word that tells its act."""
    act = draft.act
    trigger = span_of(text, act.sentence, (word.index,), word)
    note = f"the act head sees at {word.text!r} the act that {act.trigger.text!r} tells"
    reason = Reason(about="type", by=ENTRY, text=note, evidence=(trigger,))
    part = replace(act, word=word, trigger=trigger)
    return replace(draft, act=replace(act, because=(*act.because, reason)), parts=(*draft.parts, part))


def _is_done_by_nature(draft: Draft, acts: Acts) -> bool:
    """Whether the weather, or what else is only a figure, is what does violence: floods that "destroyed crops"."""
    act = draft.act
    return act.type == "ASSAULT" and any(it.lemma in acts.figurative for it in subjects(act.sentence, act.word))


def _are_linked(sentence: Sentence, word: int, other: int) -> bool:
    """Whether one of two words hangs on the other, if by a preposition: "filed a lawsuit", "killed in a raid".

    A clause with its own subject, or about a thing that the other act only names, tells an act of its own.
    """
    for below, above in ((word, other), (other, word)):
        lower = sentence[below]
        for step, token in enumerate(islice(sentence.ancestors(lower), 2)):
            if lower.dep in _APART or (step and lower.dep == "relcl") or _has_own_subject(sentence, lower):
                break
            if token.index == above:
                return True
            if sentence[below].dep == "relcl":
                break
            lower = token
    return False


def _has_own_subject(sentence: Sentence, word: Token) -> bool:
    return word.dep == "conj" and bool(sentence.dependents(word, "nsubj", "nsubjpass"))


def _words_of(draft: Draft) -> set[int]:
    """The words that tell a draft's act."""
    words = {draft.act.word.index, *draft.hit.used, *(part.word.index for part in draft.parts)}
    return words if draft.hit.light is None else words | {draft.hit.light.index}


def _seen_act(seen: Seen, text: str, cast: Cast, word: Token, acts: Acts, least: float) -> Draft:
    best, sentence = seen.best(word.index), seen.sentence
    frames = (it for it in frames_of(word, acts) if not _asks_for_more(it))
    modes = {frame.mode for frame in frames if frame.type == best}
    mode = next(iter(modes)) if len(modes) == 1 else None
    hit = hit_of(word, ENTRY, best, mode)
    roles = seen_roles(seen, hit, cast, seen.sides(word, best), least)
    trigger = span_of(text, sentence, hit.used, word)
    own = seen.of_type(word.index, best)
    note = f"the act head sees an act at this word, chance {seen.chance(word.index):.2f}, {best} {own:.2f}"
    because = [Reason(about="type", by=ENTRY, text=note, evidence=(trigger,))]
    if mode is not None:
        text_ = f"the codebook's entries of the word for {best} have the mode {mode}"
        because.append(Reason(about="mode", by=ENTRY, text=text_, evidence=(trigger,)))
    act = Act(
        sentence=sentence, word=word, trigger=trigger, type=best, mode=mode, entry=ENTRY, actors=roles.actors,
        recipients=roles.recipients, confidence=round(0.9 * own, 4), because=(*because, *roles.because),
    )  # fmt: skip
    return Draft(act, hit, (act,))


def _asks_for_more(frame: Frame) -> bool:
    """Whether a frame is one of several words, which were not found here: "booby-trap", "blow himself up"."""
    phrase = any(
        need.wanted and need.words and (need.slot == "preposition" or "himself" in need.words.single)
        for need in frame.needs
    )
    return bool(frame.lead or frame.particle or phrase)


def seen_roles(seen: Seen, hit: Hit, cast: Cast, sides: Sides, least: float = LIKELY) -> Roles:
    """The parties of an act as ``sides`` has them, with a chance from ``least``."""
    sentence, marks = seen.sentence, list[Mark]()
    outside = {it.index for it in (*_outside(sentence, hit.word), *_beside(sentence, hit.word))}
    verb = received_by(sentence, hit) if hit.frame.type == "ASSAULT" else None
    suffering = set() if verb is None else {it.index for it in spread(sentence, subjects(sentence, verb))}
    for party, chances in sides.items():
        if party in outside:
            continue
        if party in suffering:  # "four policemen suffered burns"
            chances = (0.0, max(chances))
        chance = max(chances)
        if chance >= least:
            first, last = base_phrase(sentence, sentence[party])
            if first <= hit.word.index < last or any(it.lower in _NOBODY for it in sentence.tokens[first:last]):
                continue
            start, end = sentence[first].start, sentence[last - 1].end
            marks.append(Mark(_LABELS[chances.index(chance)], first, last, start, end, chance))
    return roles_of_marks(marks, cast, "model:side", hit.frame.entry)


def _outside(sentence: Sentence, word: Token) -> list[Token]:
    """Those who flee an act, hear, tell or judge it and do not take part in it: "the people who fled the *fighting*",
    "welcomed the *truce*", "heard *shots*".
    """
    above = sentence.head_of(word)
    if above is not None and above.lower == "from":
        above = sentence.head_of(above)
    if above is None or word.dep not in ("dobj", "pobj"):
        return []
    return subjects(sentence, above) if above.lemma in _APART_FROM or above.lemma in _WORDS.judged else []


def _beside(sentence: Sentence, word: Token) -> list[Token]:
    """The subjects of clauses joined to that of an act: "four suffered burns, and *ten protesters* were detained"."""
    above = {word.index, *(it.index for it in sentence.ancestors(word))}
    return [
        subject
        for index in above
        for clause in sentence.dependents(sentence[index], "conj")
        if is_verb(clause) and clause.index not in above
        for subject in sentence.dependents(clause, "nsubj", "nsubjpass")
    ]


def with_seen_parties(seen: Seen, cast: Cast, draft: Draft) -> Draft:
    """The draft with the parties the head sees, on a side for which its words name nobody, or nobody it takes for one.

    A party of the sentence's own words that hardly takes part gives way to one that likely does.
    """
    act, mutual = draft.act, draft.hit.frame.mutual
    if mutual and act.actors:
        return draft  # all who take part are actors, though the head takes the one side for those it is done to
    sides = seen.sides(draft.hit.word, act.type)
    if not sides:
        return draft
    roles = seen_roles(seen, draft.hit, cast, sides)
    if mutual:
        actors, recipients = (*roles.actors, *roles.recipients) or act.actors, act.recipients
    else:
        actors = _preferred(seen.sentence, sides, 0, act.actors, roles.actors, act.recipients)
        recipients = _preferred(seen.sentence, sides, 1, act.recipients, roles.recipients, actors)
    fresh = [about for about, new in zip(_ABOUT, (actors, recipients), strict=True) if new is not getattr(act, about)]
    if not fresh:
        return draft
    because = (*(it for it in act.because if it.about not in fresh), *(it for it in roles.because if it.about in fresh))
    first = replace(draft.parts[0], actors=actors, recipients=recipients)
    act = replace(act, actors=actors, recipients=recipients, because=because)
    return replace(draft, act=act, parts=(first, *draft.parts[1:]))


def _preferred(
    sentence: Sentence,
    sides: Sides,
    place: int,
    held: tuple[Party, ...],
    seen: tuple[Party, ...],
    other: tuple[Party, ...],
) -> tuple[Party, ...]:
    """The parties ``held`` on a side, or those ``seen`` there by the head, if nobody held is seen there as well."""
    if not all(_hardly(sentence, sides, party, place) for party in held):
        return held
    return tuple(it for it in seen if not overlap((it,), other) and not overlap((it,), held)) or held


def _hardly(sentence: Sentence, sides: Sides, party: Party, place: int) -> bool:
    """Whether a party of the sentence is seen on a side with hardly a chance."""
    inside = [it.index for it in sentence.tokens if it.start < party.end and party.start < it.end and it.index in sides]
    return bool(inside) and max(sides[index][place] for index in inside) < _HARDLY
