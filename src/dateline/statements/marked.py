"""Statements read off the learned marks: cues, each with the contents and the speaker nearest to it.

The quote head marks SPEAKER, CUE and CONTENT runs one sentence at a time and does not say which go together.  A cue
takes the contents that touch its side of the sentence, no content goes to two cues, and what the marks and the syntax
both saw is kept in the words of whichever is surer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateline.codebook.speech import Cue, Speech
from dateline.parse import Mark, Sentence
from dateline.statements.drafts import Draft, Range, shared, tidy

SEEN = 0.5
"""Mean probability from which a mark counts."""

SURE = 0.65
"""Mean probability from which cue and content make a statement that the syntax does not show."""

SURER = 0.65
"""Mean probability from which the marks' content replaces that of the syntax."""

CROSSING = 8
"""Tokens that a cue or content between two marks adds to their distance."""

FAR = 40
"""Distance beyond which two marks do not belong together."""


def marked(text: str, sentence: Sentence, lists: Speech) -> Iterator[Draft]:
    """Drafts of the sentence's marks, in the order of their cues."""
    marks = [mark for mark in sentence.marks.get("quote", ()) if mark.score >= SEEN]
    cues = [mark for mark in marks if mark.label == "CUE"]
    contents = [mark for mark in marks if mark.label == "CONTENT"]
    speakers = [mark for mark in marks if mark.label == "SPEAKER"]
    if not cues or not contents:
        return
    owner = {place: _nearest(content, cues, cues + contents) for place, content in enumerate(contents)}
    voices = _paired(cues, speakers, cues)
    for place, cue in enumerate(cues):
        own = [content for index, content in enumerate(contents) if owner[index] == place]
        spans = tidy(text, [(content.start, content.end) for content in own])
        if not spans:
            continue
        speaker = voices.get(place)
        entry = _entry(sentence, cue, lists)
        verb = _verb(sentence, cue)
        yield Draft(
            None if speaker is None else (speaker.start, speaker.end),
            (cue.start, cue.end),
            spans,
            "marks",
            sentence.index,
            verb,
            entry,
            score=min(cue.score, *(content.score for content in own)),
        )


def _distance(left: Mark, right: Mark, between: list[Mark]) -> int:
    """Tokens between two marks; each third mark between them counts as ``CROSSING``."""
    if left.first > right.first:
        left, right = right, left
    gap = max(0, right.first - left.last)
    crossed = sum(1 for mark in between if mark.first >= left.last and mark.last <= right.first)
    return gap + CROSSING * crossed


def _nearest(content: Mark, cues: list[Mark], between: list[Mark]) -> int | None:
    """The cue a content belongs to: a cue within it is part of what another one reports."""
    outside = [
        (_distance(content, cue, between), place)
        for place, cue in enumerate(cues)
        if cue.last <= content.first or content.last <= cue.first
    ]
    best = min(outside, default=None)
    return best[1] if best is not None and best[0] <= FAR else None


def _paired(cues: list[Mark], speakers: list[Mark], between: list[Mark]) -> dict[int, Mark]:
    """Each cue's speaker: the nearest pairs first; a speaker left over by others may serve a second cue."""
    pairs = sorted(
        (_distance(cue, speaker, between), place, index)
        for place, cue in enumerate(cues)
        for index, speaker in enumerate(speakers)
    )
    found: dict[int, Mark] = {}
    used: set[int] = set()
    for again in (False, True):
        for distance, place, index in pairs:
            if place not in found and distance <= FAR and (again or index not in used):
                found[place] = speakers[index]
                used.add(index)
    return found


def _verb(sentence: Sentence, cue: Mark) -> int:
    """The cue's main word: its last verb, else its last noun, else its first word."""
    for kind in ("V", "N"):
        for place in range(cue.last - 1, cue.first - 1, -1):
            if sentence[place].tag[:1] == kind:
                return place
    return cue.first


def _entry(sentence: Sentence, cue: Mark, lists: Speech) -> Cue | None:
    for place in range(cue.last - 1, cue.first - 1, -1):
        token = sentence[place]
        table = lists.verbs if token.tag[:1] == "V" else lists.nouns
        if token.lemma in table:
            return table[token.lemma]
    return None


def merged(read: list[Draft], marks: list[Draft], seen: tuple[Mark, ...] | None) -> list[Draft]:
    """The drafts of one sentence's syntax and of its marks as one list.

    ``seen`` are the marks themselves, ``None`` where the engine has none.  Where both have the cue, the content of the
    syntax stays if the two agree on most of it or the marks are not sure, else that of the marks; the syntax names the
    speaker unless it found none.  What only one of them saw stays, but for thoughts that the marks do not see.
    """
    found = [draft for draft in read if not _is_doubted(draft, seen)]
    for mark in marks:
        place = next((place for place, draft in enumerate(found) if _same_cue(draft, mark)), None)
        if place is None:
            if mark.score >= SURE:
                found.append(mark)
            continue
        draft = found[place]
        same = shared(draft.content, mark.content)
        if mark.score >= SURER and same * 2 < draft.size + mark.size - same:
            draft = draft.saying(mark.content)
        if draft.speaker is None:
            draft = replace(draft, speaker=mark.speaker)
        found[place] = draft
    return found


def _is_doubted(draft: Draft, seen: tuple[Mark, ...] | None) -> bool:
    """Whether a thought or wish is backed neither by a marked cue nor by any marked content.

    Words of saying are not doubted: the marks come from political news of one country, the words from everywhere.
    """
    if seen is None or draft.cue is None or draft.entry is None or draft.entry.speech:
        return False
    return not any(
        (mark.label == "CUE" and _overlap(draft.cue, (mark.start, mark.end)))
        or (mark.label == "CONTENT" and any(_overlap(span, (mark.start, mark.end)) for span in draft.content))
        for mark in seen
    )


def _same_cue(draft: Draft, mark: Draft) -> bool:
    return draft.cue is not None and mark.cue is not None and _overlap(draft.cue, mark.cue)


def _overlap(left: Range, right: Range) -> bool:
    return left[0] < right[1] and right[0] < left[1]
