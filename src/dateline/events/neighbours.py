"""Neighbours: acts of one sentence that bear on each other; one asks for, announces or is the occasion of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import complements
from dateline.events.draft import Act, Draft
from dateline.events.kinds import COMING, UTTERED
from dateline.events.roles import overlap
from dateline.parse.tree import Sentence
from dateline.record import Reason

_WORDS = load_syntax_words()


def with_inherited(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """Give an act of speech the recipients of the act it speaks of: "refused to send troops to" somebody.

    Only where the codebook would look into the governed clause anyway, and the clause holds an act of its own.
    """
    by_word = {draft.act.word.index: draft for draft in drafts}
    for draft in drafts:
        if draft.hit.light is not None:
            by_word.setdefault(draft.hit.light.index, draft)
    return [_with_recipients_of(sentence, draft, by_word) for draft in drafts]


def _with_recipients_of(sentence: Sentence, draft: Draft, by_word: Mapping[int, Draft]) -> Draft:
    """An act of speech with the recipients of the first act it speaks of that has any; ``by_word`` are all acts."""
    act = draft.act
    found = next((it.text for it in act.because if it.about == "recipients"), "")
    if act.type not in UTTERED or ("complement-object" not in found and act.recipients):
        return draft
    for verb in complements(sentence, act.word):
        inner = by_word.get(verb.index)
        if inner is None or inner is draft:
            continue
        parties = inner.act.recipients or (inner.act.actors if inner.hit.frame.mutual else ())
        parties = tuple(party for party in parties if not overlap((party,), act.actors))
        if parties:
            reason = Reason(
                about="recipients", by=inner.hit.frame.entry, text="those of the act it speaks of",
                evidence=tuple(party.span for party in parties),
            )  # fmt: skip
            kept = tuple(it for it in act.because if it.about != "recipients")
            return replace(draft, act=replace(act, recipients=parties, because=(*kept, reason)))
    return draft


def without_announcements(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """The drafts without "said it would", "is due to" and the like where the act that is to come is coded itself.

    In a report of a sentence or two the announcement is the news; in a longer one it is the same act told twice.
    """
    found = list(drafts)
    for announced in drafts:
        act = announced.act
        if act.type != "AGREE" or not (act.entry == "agree.say-will" or act.word.lemma in _WORDS.schedules):
            continue
        governed = {verb.index for verb in complements(sentence, act.word)}
        coming = [place for place, it in enumerate(found) if it.act.type in COMING and it.bearer.index in governed]
        if coming:
            found[coming[0]] = _with_announced(found[coming[0]], act)
            found.remove(announced)
    return found


def _with_announced(draft: Draft, announced: Act) -> Draft:
    """The act to come, with the other party from its announcement where its own words name none."""
    act = draft.act
    known = (*act.actors, *act.recipients)
    if act.recipients or (draft.hit.frame.mutual and len(act.actors) > 1):
        return draft
    others = tuple(it for it in announced.recipients if it.kind is not None and not overlap((it,), known))
    if not others:
        return draft
    reason = Reason(
        about="recipients", by=announced.entry, text="those of its announcement",
        evidence=tuple(party.span for party in others),
    )  # fmt: skip
    kept = tuple(it for it in act.because if it.about != "recipients")
    act = replace(act, recipients=others, because=(*kept, reason))
    return draft.with_act(act)


def without_occasions(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """The drafts without operations and raids that are only when people were arrested or freed or things were found.

    "Four men were held during an operation in the hills": what was done in it is told, and it was no assault.
    """
    words = {draft.act.word.index for draft in drafts if draft.act.type in ("AID", "COERCE") or _is_release(draft)}
    if not words:
        return drafts
    return [draft for draft in drafts if not _is_occasion(sentence, draft, words)]


def _is_release(draft: Draft) -> bool:
    return draft.act.type == "RETREAT" and draft.act.mode == "release"


def _is_occasion(sentence: Sentence, draft: Draft, words: set[int]) -> bool:
    """Whether a noun is only what the acts at ``words`` were done in."""
    word = draft.act.word
    bare = draft.is_bare_noun and not draft.act.actors
    if draft.act.type != "ASSAULT" or not bare or word.lemma not in _WORDS.occasions:
        return False
    preposition = sentence.head_of(word)
    told = preposition is not None and word.dep == "pobj" and preposition.lower in ("in", "during")
    return told and preposition is not None and preposition.head in words
