"""Which country a report, or a sentence of it, is about: for parties whose own words name none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from dateline.codebook.registry import Registry
from dateline.mentions.who.draft import Draft, state_of
from dateline.mentions.who.found import FoundParty
from dateline.parse.tree import Parsed, Sentence
from dateline.record import Place

_HOME = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY", "OPP", "PTY", "LAB", "AGR"})
"""Sectors that, unnamed, are most often of the country that acts; victims and fighters may be anyone's."""


_WITHOUT_ARMY = frozenset({"PSE"})
"""Countries in which "the army" is another's."""
_REGION = re.compile(
    r"['\u2019]s (?:\w+ ){0,2}(?:capital|north|south|east|west|coast|border|provinces?|regions?|cit(?:y|ies)|towns?)\b"
)
"""What makes the owner of a place the country that something lies in: "Chad's capital"."""


_WITHIN = re.compile(r"\b(?:in|inside|across|throughout)(?: the)? $", re.IGNORECASE)


def is_a_place(found: FoundParty, toponyms: Collection[tuple[int, int]]) -> bool:
    """Whether what was found as a name is nobody, but a place that is known."""
    if found.agent is not None or found.form != "name":
        return False
    return any(found.start <= start and end == found.end for start, end in toponyms)


def _does(sentence: Sentence, start: int) -> bool:
    """Whether what is named at an offset does something: "Brussels could suspend the talks" is of no town."""
    return any(token.start == start and token.dep == "nsubj" for token in sentence.tokens)


class Focus:
    """The countries of a report's places and states, by sentence.

    A place inside the words of a party ("Delhi police", "Iran" where it acts) says who the party is, not where the
    report is; such places are left out.
    """

    def __init__(
        self, parsed: Parsed, found: Sequence[FoundParty], places: Sequence[Place], registry: Registry
    ) -> None:
        self._registry = registry
        self._parsed = parsed
        self._places = sorted(
            (place.start, place.end, code) for place in places if place.country and (code := self.code(place.country))
        )
        self.toponyms = {(place.start, place.end) for place in places if place.lat is not None}
        self._sites: list[Counter[str]] = [Counter() for _ in parsed.sentences]
        self._states: list[set[str]] = [set() for _ in parsed.sentences]
        for mention in found:
            codes = (entry.country for hit in mention.hits if (entry := state_of(hit)) is not None)
            self._states[mention.sentence].update(code for code in codes if code)
        self._seats = {place.start for place in places if place.feature == "PPLC"}
        self._mark_sites(parsed, found)
        self.country = self._main()

    def _mark_sites(self, parsed: Parsed, found: Sequence[FoundParty]) -> None:
        at = 0
        for start, end, code in self._places:
            while at < len(found) and found[at].end < end:
                at += 1
            if at < len(found) and found[at].start <= start and end <= found[at].end:
                nobody = not found[at].hits and is_a_place(found[at], self.toponyms)
                within = _WITHIN.search(parsed.text, max(0, found[at].start - 12), found[at].start)
                if not nobody and not within and not _REGION.match(parsed.text, end):
                    continue
            sentence = parsed.sentence_at(start)
            if sentence is not None and not (start in self._seats and _does(sentence, start)):
                self._sites[sentence.index][code] += 1

    def _main(self) -> str | None:
        """The country most of the places lie in, where one has three fifths of them."""
        counts = sum(self._sites, Counter[str]())
        total = sum(counts.values())
        if not total:
            return None
        code, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
        return code if count * 5 >= total * 3 else None

    def code(self, country: str) -> str | None:
        """The code that parties of a state get: PLOVER folds dependencies and disputed entities."""
        entry = self._registry.entries.get(f"state:{country}")
        return entry.country if entry is not None else country

    def inside(self, found: FoundParty) -> str | None:
        """The one country of the places within a mention, its head noun aside."""
        head = self._parsed.sentences[found.sentence][found.head].start
        agent = found.agent
        governs = agent is not None and agent.cls == "body" and agent.sector == "GOV"  # "Borno State" where it acts
        codes = {
            code
            for start, end, code in self._places
            if found.start <= start
            and end <= found.end
            and (governs or not start <= head < end)
            and self._parsed.text[end : end + 1] != "-"
        }
        return next(iter(codes)) if len(codes) == 1 else None

    def origin(self, found: FoundParty) -> str | None:
        """The country of the place that people are said to be from right after they are named: "tourists *from*
        France".
        """
        tokens = self._parsed.sentences[found.sentence].tokens
        after = list(tokens[found.last : found.last + 3])
        if found.form != "noun" or not after or after[0].lower != "from" or after[0].head != found.head:
            return None
        named = [token for token in after[1:] if token.lower != "the"][:1]
        codes = {code for start, _, code in self._places if named and start == named[0].start}
        return next(iter(codes)) if len(codes) == 1 else None

    def mentions(self, country: str | None, sentence: int) -> bool:
        """Whether a sentence names a country, or the report is about it."""
        return country is not None and (country == self.country or country in self._states[sentence])

    def elsewhere(self, country: str | None, sentence: int) -> bool:
        """Whether the report, or else the sentence, is about countries of which this is none."""
        about = self.country is not None or bool(self._states[sentence])
        return about and not self.mentions(country, sentence)

    def of_place(self, found: FoundParty) -> str | None:
        """The country of the places of a mention's sentence, or else the one most of the report's places lie in."""
        here = self._sites[found.sentence]
        if here:
            return next(iter(here)) if len(here) == 1 else None
        states = self._states[found.sentence]
        return self.country if self.country is not None and (not states or self.country in states) else None

    def of(self, found: FoundParty, drafts: Sequence[Draft]) -> str | None:
        """As ``of_place``; without places, the country of the party that acts in this sentence or the one before."""
        country = self.of_place(found)
        if country in _WITHOUT_ARMY and found.agent is not None and found.agent.sector == "MIL":
            return None
        if country is not None or self._sites[found.sentence]:
            return country
        if not found.definite and (found.agent is None or found.agent.sector not in _HOME):
            return None
        for back in (0, 1):
            acting = {
                draft.country
                for draft in drafts[-12:]
                if draft.subject and not draft.guessed and draft.found.sentence == found.sentence - back
                and draft.country is not None and f"state:{draft.country}" in self._registry.entries
            }  # fmt: skip
            if acting:
                return next(iter(acting)) if len(acting) == 1 else None
        return None
