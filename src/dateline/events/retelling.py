"""Retelling: a later sentence that tells an event again, and what it adds to it."""

from __future__ import annotations

import msgspec

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.act_head import ENTRY
from dateline.events.clauses import is_verb, objects
from dateline.events.draft import Draft
from dateline.events.happening import is_crowd, names_of
from dateline.events.kinds import APART_MODES, GENERAL_MODES
from dateline.events.learned import is_police
from dateline.record import TOLL_KEYS, Event, Toll

_FURTHER = load_syntax_words().further
_ADDED = ("actors", "recipients", "when", "where", "weapon", "claim")
"""Values that a later telling may add."""
_KNOWN = frozenset(("the", "this", "that", "these", "those"))
"""Words before a noun that speaks of what was told before."""


def is_retelling(earlier: Event, later: Event, draft: Draft) -> bool:
    """Whether a later sentence tells the earlier event again: the same act, parties that agree, no other number."""
    if earlier.trigger.start >= draft.act.sentence.start:
        return False
    if _is_mere_mention(draft) and (earlier.type, earlier.status) == (later.type, later.status):
        return True
    if _is_another(earlier, later):
        return False
    if tells_more(draft) and any(map(is_police, later.actors)):
        return False
    actors, recipients = names_of(earlier.actors), names_of(earlier.recipients)
    later_actors, later_recipients = names_of(later.actors), names_of(later.recipients)
    if actors and later_actors and not actors & later_actors:
        return False
    if recipients and later_recipients and not recipients & later_recipients:
        return False
    if not (later_actors or later_recipients) and (_speaks_of_known(draft) or _is_only_seen(draft)):
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


def _is_another(earlier: Event, later: Event) -> bool:
    """Whether two events are of another kind, day or number, so that one cannot tell the other again."""
    if earlier.type != later.type or earlier.status != later.status:
        return True
    if earlier.mode != later.mode and {earlier.mode, later.mode} & APART_MODES:
        return True
    if later.mode not in (*GENERAL_MODES, earlier.mode) and earlier.mode not in GENERAL_MODES:
        return True
    for key in TOLL_KEYS:
        first, second = getattr(earlier.toll, key), getattr(later.toll, key)
        if first is not None and second is not None and (first.min, first.max) != (second.min, second.max):
            return True
    days = [event.when.from_ for event in (earlier, later) if event.when is not None and event.when.from_]
    return len(set(days)) > 1


def _speaks_of_known(draft: Draft) -> bool:
    """Whether a noun speaks of what was told before: "the attack", "this killing"."""
    children = draft.act.sentence.dependents(draft.act.word)
    return draft.is_bare_noun and any(child.lower in _KNOWN for child in children)


def _is_only_seen(draft: Draft) -> bool:
    """Whether a noun is one that only the act head takes for an act: without parties it tells nothing new."""
    return draft.is_bare_noun and draft.hit.frame.entry == ENTRY


def _is_mere_mention(draft: Draft) -> bool:
    """Whether a noun only points back and says nothing of its own: "claimed responsibility for the act"."""
    act = draft.act
    return _is_only_seen(draft) and _speaks_of_known(draft) and not (act.actors or act.recipients)


def tells_more(draft: Draft) -> bool:
    """Whether the words say that this act is a further one, or count what it took: "another", "fired 11 rounds".

    What the act did to people does not count here: numbers of victims are compared as tolls.
    """
    sentence = draft.act.sentence
    for part in draft.parts:
        told = [part.word, *objects(sentence, part.word)] if is_verb(part.word) else [part.word]
        for word in told:
            people = any(it.start <= word.start < it.end for it in draft.act.recipients)
            for child in sentence.dependents(word):
                if child.lower in _FURTHER or (child.dep == "nummod" and not people):
                    return True
    return False


def joined(earlier: Event, later: Event) -> Event:
    """The earlier event with what the later sentence adds, and the later one's reasons for that."""
    added = [name for name in _ADDED if not getattr(earlier, name) and getattr(later, name)]
    if earlier.mode in GENERAL_MODES and later.mode not in (None, earlier.mode):
        added.append("mode")
    toll = {key: getattr(earlier.toll, key) or getattr(later.toll, key) for key in TOLL_KEYS}
    counted = {f"toll:{key}" for key in TOLL_KEYS if getattr(earlier.toll, key) is None}
    because = (
        *(reason for reason in earlier.because if reason.about not in added),
        *(reason for reason in later.because if reason.about in added or reason.by in counted),
    )
    return msgspec.structs.replace(
        earlier,
        **{name: getattr(later, name) for name in added},
        toll=Toll(**{key: count for key, count in toll.items() if count is not None}),
        evidence=tuple(dict.fromkeys((*earlier.evidence, *later.evidence))),
        because=because,
    )
