"""Police: what they do in a sentence as the reader sees it, beside the acts the codebook found or in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.draft import Act, Draft
from dateline.events.learned import arrest_act, is_police, police_act, unsaid_doer
from dateline.events.roles import Cast, overlap, span_of
from dateline.events.triggers import Hit
from dateline.parse.tree import Sentence
from dateline.record import Party, Reason

_ARRESTS = load_syntax_words().arrests


def with_seen(sentence: Sentence, text: str, cast: Cast, drafts: list[Draft]) -> list[Draft]:
    """The drafts with what police do in the sentence as the reader sees it, where the codebook found nothing of it."""
    arrest = None if any(it.act.mode == "arrest" for it in drafts) else arrest_act(sentence, cast, _ARRESTS)
    if arrest is not None:
        return _with_arrest(sentence, text, drafts, *arrest)
    seen = None if any(map(_by_police, drafts)) else police_act(sentence, cast)
    if seen is None or any(it.act.word.index == seen[0].word.index for it in drafts):
        return drafts
    hit, party, likely = seen
    kind = f"{hit.frame.type} {likely:.2f} by its type" if hit.frame.mode is None else f"no type likely ({likely:.2f})"
    note = f"an act of the police, chance {sentence.acts['ANY_ACTION']:.2f}; {kind}"
    return [*drafts, _seen_draft(sentence, text, hit, party, note, likely)]


def _with_arrest(sentence: Sentence, text: str, drafts: list[Draft], hit: Hit, doer: Party | None) -> list[Draft]:
    """The drafts with an arrest at the word of ``hit``, where the codebook found none, or an act without a mode."""
    chance = sentence.acts["ARREST"]
    note = f"an arrest by the police, chance {chance:.2f}"
    taken = {draft.act.word.index: place for place, draft in enumerate(drafts)}
    place = taken.get(hit.word.index)
    if place is None:
        return [*drafts, _seen_draft(sentence, text, hit, doer, note, chance)]
    act = drafts[place].act
    if act.type != "COERCE" or act.mode is not None:
        return drafts
    reason = Reason(about="mode", by="model:police", text=f"the reader finds here {note}", evidence=(act.trigger,))
    act = replace(act, mode="arrest", because=(*act.because, reason))
    return [*drafts[:place], drafts[place].with_act(act), *drafts[place + 1 :]]


def _by_police(draft: Draft) -> bool:
    """Whether police do the act by its words."""
    act = draft.act
    return any(map(is_police, act.actors)) or (not act.actors and act.mode in ("arrest", "crowd-control"))


def _seen_draft(sentence: Sentence, text: str, hit: Hit, doer: Party | None, note: str, chance: float) -> Draft:
    """The act of the police that the reader sees at a word, sure by a part of its ``chance`` only."""
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
    return Draft(act, hit, (act,))


def with_unsaid(drafts: Sequence[Draft], cast: Cast) -> list[Draft]:
    """The drafts, with the police as actors of what the reader says they did where the sentence names nobody."""
    found: list[Draft] = []
    attackers: list[Act] = []
    violence = [draft.act for draft in drafts if draft.act.type == "ASSAULT"]
    victims = [it for act in violence for it in act.recipients]
    told = {act.sentence.index for act in violence if any(map(is_police, act.actors))}
    for draft in drafts:
        act = draft.act
        doer = unsaid_doer(act, cast, attackers, told)
        if doer is not None and not overlap((doer[0],), victims):  # whom he killed did not arrest him
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
