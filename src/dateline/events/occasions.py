"""Occasions: which numbers of people harmed a report tells of another happening than the numbers before them.

A report goes from the first word of a happening to its full count, so that a later and larger number stands for all
told before.  It does so of one happening only: what is told "separately", what whoever did it claims for himself, and
the larger number of another town are counted by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.codebook.setting_words import load_setting_words
from dateline.events.annotated import AnnotatedReport
from dateline.events.candidates import apart
from dateline.events.counts import FoundCount
from dateline.events.placing import is_town, through_preposition
from dateline.events.setting import head_token, in_dateline, within
from dateline.parse.tree import Sentence
from dateline.record import Place

_APART = 75.0
"""Kilometres from which another town is no suburb, hospital or home of the one before."""
_OF_A_WAR = 1000
"""People, from which and from a hundred times as many as were told before a number is that of a whole war."""
_OPENING = 5
"""Tokens in which a sentence says that it tells of something else."""
_FIGHTS = frozenset({"REB", "PRM", "CRM", "UAF", "MIL", "COP"})
"""Sectors whose word on the dead is one side's."""
_WORDS = load_setting_words()


def by_occasion(counts: Sequence[FoundCount], annotated: AnnotatedReport) -> tuple[FoundCount, ...]:
    """The numbers in text order, each with the happening it belongs to."""
    if len(counts) < 2:
        return tuple(counts)
    sorter = _Sorter(annotated, counts[0].sentence)
    return tuple(replace(count, occasion=sorter.occasion_of(count)) for count in counts)


class _Sorter:
    """Sorts the numbers of one report; ``towns`` are those of each happening, ``largest`` the largest numbers."""

    def __init__(self, annotated: AnnotatedReport, first: int) -> None:
        self.annotated = annotated
        opening = annotated.parsed.sentences[: first + 1]
        self.towns: list[list[Place]] = [[town for sentence in opening for town in self._towns(sentence)]]
        self.largest: list[dict[str, int]] = [{}]
        self.claims: dict[str, int] = {}
        self.now = 0
        self.begun = first

    def occasion_of(self, count: FoundCount) -> int:
        claimed = self._claimed(count)
        if claimed is not None:
            return claimed
        sentence = self.annotated.parsed.sentences[count.sentence]
        if count.sentence != self.begun:
            self.now = self._of_sentence(sentence, count)
        largest = self.largest[self.now]
        largest[count.key] = max(largest.get(count.key, 0), count.min)
        return self.now

    def _of_sentence(self, sentence: Sentence, count: FoundCount) -> int:
        """The happening that a further sentence with a number tells of."""
        if any(token.lower in _WORDS.elsewhere for token in sentence.tokens[:_OPENING]):
            return self._new(sentence)
        before = self.largest[self.now].get(count.key, 0)
        if count.min >= _OF_A_WAR and count.min > _OF_A_WAR // 10 * before > 0:
            return self._new(sentence)  # what the whole war cost is not the full count of a day
        towns = self._towns(sentence)
        near = [
            place
            for place, held in enumerate(self.towns)
            if any(apart(town, other) < _APART for town in towns for other in held)
        ]
        if not towns or near or not self.towns[self.now]:
            home = near[0] if near and self.now not in near else self.now
            self.towns[home] += towns
            return home
        told = count.definite or count.part or count.pronoun or count.cumulative or count.background
        larger = count.min > self.largest[self.now].get(count.key, 0) > 0
        return self._new(sentence) if larger and not told else self.now

    def _new(self, sentence: Sentence) -> int:
        self.begun = sentence.index
        self.towns.append(self._towns(sentence))
        self.largest.append({})
        return len(self.towns) - 1

    def _towns(self, sentence: Sentence) -> list[Place]:
        """The towns in which something of the sentence was."""
        found = []
        for place in within(self.annotated.places, sentence.start, sentence.end):
            token = head_token(sentence, place)
            if token is None or not is_town(place) or in_dateline(place, self.annotated.report):
                continue
            if through_preposition(sentence, token):
                found.append(place)
        return found

    def _claimed(self, count: FoundCount) -> int | None:
        """The happening as whoever did it tells it; ``None`` where a number is nobody's claim."""
        for statement in self.annotated.statements:
            speaker = statement.speaker
            if speaker is None or not any(span.holds(count.evidence) for span in statement.contents):
                continue
            own = statement.stance == "claims_responsibility" and (speaker.sector or "")[:3] in _FIGHTS
            if own and self.largest[self.now]:
                name = speaker.name or speaker.text
                return -1 - self.claims.setdefault(name, len(self.claims))
        return None
