"""Merging: words of one sentence that tell one act, joined into it ("the blast killed", "attacked, killing")."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import clause_depth, is_passive, is_verb, objects
from dateline.events.draft import Act, Draft
from dateline.events.kinds import APART_MODES, GENERAL_MODES
from dateline.events.roles import overlap
from dateline.events.triggers import Hit
from dateline.events.weapon import is_other_means
from dateline.parse.tree import Sentence, Token
from dateline.record import Party, Reason

_WORDS = load_syntax_words()
_ARMED = frozenset(("MIL", "COP", "REB", "PRM", "UAF", "SPY"))
"""Sectors of those who fight in a clash in which they come to harm."""


def merged(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """One draft for words of the same act: "the blast killed", "shot and wounded", "attacked, killing"."""
    kept: list[Draft] = []
    violent = frozenset(draft.act.word.index for draft in drafts if draft.act.type == "ASSAULT")
    ordered = sorted(drafts, key=lambda it: (clause_depth(sentence, it.bearer), it.act.word.index))
    for draft in ordered:
        beside: Draft | None = None
        for place, other in enumerate(kept):
            upper = _one_act(sentence, other, draft, violent)
            if not upper and not _one_act(sentence, draft, other, violent):
                continue
            if is_other_means(other.act.mode, draft.act.mode):
                beside = beside or other
                continue
            kept[place] = _join_drafts(other, draft) if upper else _join_drafts(draft, other)
            break
        else:
            kept.append(draft if beside is None else _beside(draft, beside))
    return sorted(kept, key=lambda draft: draft.act.word.index)


def _one_act(sentence: Sentence, upper: Draft, lower: Draft, violent: frozenset[int]) -> bool:
    """Whether the lower word tells the act of the upper one; ``violent`` are the words that tell of violence."""
    first, second = upper.act, lower.act
    if first.type != second.type:
        return False
    if first.type == "ASSAULT" and (_is_whole(sentence, lower) or _is_whole(sentence, upper)):
        return False
    if upper.bearer.lemma in _WORDS.foilings and is_verb(lower.act.word):
        return False  # "repelled an attack by rebels, killing 20 of them": whoever repels it kills
    if first.type == "ASSAULT" and _is_outcome_past_clause(sentence, upper.hit.word, lower.hit.word, violent):
        return True
    if first.type == "ASSAULT" and _is_purpose(sentence, lower):
        return _linked(sentence, upper.hit, lower.hit, orphan=False)
    if _is_deed_of_harmed(sentence, upper, lower) or _came_before(sentence, first, second):
        return False
    if first.mode != second.mode and ({first.mode, second.mode} & APART_MODES):
        return False
    if first.type == "COERCE" and None not in (first.mode, second.mode) and first.mode != second.mode:
        return False  # "arrested two men and seized a rifle"
    if first.mode != second.mode and "visit" in (first.mode, second.mode):
        return False  # "flew to Norland for talks with the king": a visit and talks, with others
    orphan = first.type == "ASSAULT" and bool(first.recipients) and not first.actors
    linked = _linked(sentence, upper.hit, lower.hit, orphan)
    if first.type == "ASSAULT":
        return linked or (lower.hit.frame.part == "noun" and _shares(first, second))
    return linked and (not second.actors or not first.actors or overlap(first.actors, second.actors))


def _is_deed_of_harmed(sentence: Sentence, upper: Draft, lower: Draft) -> bool:
    """Whether a clause tells what those did whom the upper act befell: "the men who *attacked* it were killed"."""
    verb = lower.bearer
    who = any(it.lower == "who" for it in sentence.dependents(verb, "nsubj"))
    turned = bool(lower.act.recipients) and overlap(lower.act.actors, upper.act.recipients)
    return verb.dep == "relcl" and who and turned


def _came_before(sentence: Sentence, act: Act, earlier: Act) -> bool:
    """Whether what others suffered came before: "fired rockets *after the killing* of a commander", "were killed
    *after* a bomb *wounded* two soldiers".
    """
    above = sentence.head_of(earlier.word)
    verb = above if above is not None and earlier.word.dep == "nsubj" else earlier.word
    if is_verb(verb):
        marks = {it.lower for it in sentence.dependents(verb, "advmod", "mark")}
        before = verb.dep == "advcl" and verb.head == act.word.index and "after" in marks
        return (
            before
            and {verb.lemma, act.word.lemma} <= _WORDS.outcomes
            and any(it.tag.startswith("NN") for it in objects(sentence, verb))
            and not any(
                party.start <= it.start < party.end for it in objects(sentence, verb) for party in act.recipients
            )
        )
    preposition = above
    if preposition is None or preposition.lower not in ("after", "following"):
        return False
    known = all(any(it.kind is not None for it in side) for side in (act.recipients, earlier.recipients))
    return known and not overlap(act.recipients, earlier.recipients)


def _is_purpose(sentence: Sentence, draft: Draft) -> bool:
    """Whether a crowd is only what force was used for: "fired ten rounds to disperse the crowd" is one act."""
    word = draft.act.word
    if draft.act.mode != "crowd-control" or word.dep not in ("advcl", "xcomp") or word.tag != "VB":
        return False
    return any(child.lower == "to" for child in sentence.dependents(word, "aux"))


def _is_whole(sentence: Sentence, draft: Draft) -> bool:
    """Whether the act befell all of whom another befell a part: "of the 40 who died, 12 were shot by the police"."""
    word = draft.bearer
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
    if _is_outcome_of_subject(sentence, upper.word, token):
        return True
    steps, clauses = 0, 0
    while token.index not in bearers and steps < 5:
        # "one was killed and two were hurt when guards opened fire"
        shared = orphan and steps > 0 and is_passive(sentence, token)
        if token.dep == "conj" and is_verb(token) and not shared and sentence.dependents(token, "nsubj", "nsubjpass"):
            return False
        if token.dep in ("ccomp", "parataxis", "xcomp") or (steps and token.lemma in _WORDS.answers):
            return False  # "fired rockets in response to the killing of a commander"
        if token.dep in ("relcl", "appos") and token.index != (lower.light or lower.word).index:
            return False
        if token.dep == "advcl" and sentence.dependents(token, "nsubj", "nsubjpass"):
            # "was killed when guards opened fire" is one act, "fled as the town was shelled" is not
            marks = {child.lower for child in sentence.dependents(token, "advmod", "mark")}
            clauses += 1
            if orphan is False or clauses > 1 or not marks & {"when", "after", "as"}:
                return False  # "was killed as guards opened fire after a blast killed one of them": two acts
        above = sentence.head_of(token)
        if above is None:
            return False
        if token.dep == "conj" and not is_verb(token) and is_verb(above):
            return False
        token, steps = above, steps + 1
    return token.index in bearers


def _is_outcome_of_subject(sentence: Sentence, noun: Token, outcome: Token) -> bool:
    """Whether an act named as subject is said to have done it: "a blast shook the market, injuring 12".

    Of one that something was done to only if it is said at once: "an attack, killing ten, was followed by a raid".
    """
    verb = sentence[outcome.head]
    if outcome.tag != "VBG" or noun.head != verb.index or noun.dep not in ("nsubj", "nsubjpass"):
        return False
    if sentence.dependents(outcome, "nsubj", "nsubjpass", "aux"):
        return False
    return noun.index < outcome.index < verb.index or (noun.dep == "nsubj" and verb.index < outcome.index)


def _is_outcome_past_clause(sentence: Sentence, word: Token, outcome: Token, violent: frozenset[int]) -> bool:
    """Whether harm is that of an act and not of the peaceful one the parse hangs it on: "struck a school that rebels
    were *using*, killing ten", "*arrested* men who attacked a bus, killing two passengers".
    """
    held = sentence[outcome.head]
    if outcome.tag != "VBG" or outcome.lemma not in _WORDS.outcomes or sentence[outcome.index - 1].lower != ",":
        return False
    if held.index in violent or not held.index < outcome.index or not word.index < outcome.index:
        return False
    if held.dep == "relcl" and word.index < held.index:
        return any(it.index == word.index for it in sentence.ancestors(held))
    if word.dep != "relcl" or any(it.tag == "PRP" for it in sentence.dependents(outcome, "dobj")):
        return False
    return held.index < word.index and any(it.index == held.index for it in sentence.ancestors(word))


def _shares(first: Act, second: Act) -> bool:
    """Whether the same did both acts, to the same if the second names whom."""
    return overlap(first.actors, second.actors) and (
        not second.recipients or overlap(first.recipients, second.recipients)
    )


def _join_drafts(upper: Draft, lower: Draft) -> Draft:
    """The act of the upper word with what the lower one adds: mode, parties, what it brought about."""
    first, second = upper.act, lower.act
    mode, because = first.mode, first.because
    entry = first.entry
    if first.mode in GENERAL_MODES and second.mode not in GENERAL_MODES:
        mode = second.mode
        because = tuple(it for it in because if it.about != "mode") + tuple(
            it for it in second.because if it.about == "mode"
        )
    actors = first.actors or tuple(p for p in second.actors if not overlap((p,), first.recipients))
    recipients = first.recipients + tuple(
        p for p in second.recipients if not overlap((p,), first.recipients) and not overlap((p,), actors)
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
    return Draft(act, upper.hit, (*upper.parts, *lower.parts))


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


def _beside(draft: Draft, other: Draft) -> Draft:
    """An act told in one breath with another and done by other means: "threw grenades and opened fire" are two acts.

    Whom it does not name it has from the other: "fired at the patrol and threw grenades", "bombs and gunfire hit it".
    """
    act, known = draft.act, other.act
    actors = act.actors or tuple(it for it in known.actors if not overlap((it,), act.recipients))
    recipients = act.recipients or tuple(it for it in known.recipients if not overlap((it,), actors))
    because = list(act.because)
    for about, held, taken in (("actors", act.actors, actors), ("recipients", act.recipients, recipients)):
        if taken != held:
            told = f"those of {known.trigger.text!r}, told in one breath with it"
            spans = tuple(it.span for it in taken)
            because = [it for it in because if it.about != about]
            reason = Reason(about=about, by=known.entry, text=told, evidence=spans)  # type: ignore[arg-type]  # a role
            because.append(reason)
    act = replace(act, actors=actors, recipients=recipients, because=tuple(because))
    return draft.with_act(act)
