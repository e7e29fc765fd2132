"""Whom a report has named so far, and whom its pronouns and definite nouns can mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dateline.codebook.registry import Words, name_key
from dateline.mentions.who.draft import ARMED, Draft
from dateline.mentions.who.found import FoundParty
from dateline.parse.tree import Parsed, Sentence

_ACRONYM = re.compile(r"\s{0,2}[(\[]\s?(?:the |or |aka )?[\"'“‘]?([A-Z][\w.&/-]{1,11})[\"'”’]?\s?,?\s?[)\]]")
_ALSO = re.compile(
    r"[\s,(]{1,3}(?:also |better |otherwise |formerly |locally |previously )?"
    r"(?:known (?:as|by)|called|aka|a\.k\.a\.|or)[\s,]{1,2}(?:the |its (?:Arabic )?acronym )?[\"'“‘]?\Z"
)
_NEAR = 2
"""Sentences back in which a pronoun's antecedent is looked for."""
_FAR = 3
"""Sentences back for "the group" and its like where the report names several."""
_WIDE = 40
"""Mentions back at most that a pronoun looks."""
_FORCES = frozenset({"COP", "MIL"})
_PARTIES_TO_CONFLICT = frozenset({"REB", "PRM", "CRM", "UAF", "PTY", "OPP"})
_STATE_SECTORS = frozenset({"JRN", "MIL", "COP", "LEG", "JUD", "GOV"})
_OBJECTS = frozenset({"dobj", "pobj", "dative", "iobj"})

_FITS: dict[str, Callable[[Draft], bool]] = {
    "armed": lambda other: other.sector in ARMED,
    "party": lambda other: other.sector in {"PTY", "OPP"},
    "company": lambda other: other.sector in {"BUS", None} and other.kind == "organisation",
    "agency": lambda other: other.sector in {"JRN", "GOV", None} and other.kind == "organisation",
    "coalition": lambda other: "oalition" in (other.name or "") or "lliance" in (other.name or ""),
    "cartel": lambda other: other.sector == "CRM",
    "organization": lambda other: other.sector not in _STATE_SECTORS,
    "group": lambda other: other.sector in _PARTIES_TO_CONFLICT and (other.kind == "group" or other.id is not None),
}
_SORTS = {
    "body": "agency", "alliance": "coalition", "gang": "cartel", "organisation": "organization",
    "movement": "organization", "network": "organization", "faction": "organization",
}  # fmt: skip


class Memory:
    """The mentions of a report resolved so far."""

    def __init__(self, parsed: Parsed, words: Words) -> None:
        self.drafts: list[Draft] = []
        self.acronyms: dict[tuple[str, ...], Draft] = {}
        self.people: dict[tuple[str, ...], Draft] = {}
        self.named: dict[tuple[str, ...], Draft] = {}
        self._parsed = parsed
        self._text = parsed.text
        self._words = words

    # -- putting in

    def add(self, draft: Draft) -> None:
        """Remember a mention, the acronym defined after it and the short forms of its name."""
        self.drafts.append(draft)

    def learn(self, draft: Draft) -> None:
        """Learn the names of the last mention added, once it is resolved."""
        found = draft.found
        if found.form == "noun" and draft.name is None and draft.kind != "person":
            self._learn_alias(draft)
        if found.form == "pronoun" or draft.name is None:
            return
        if draft.kind != "person":
            self.named.setdefault(name_key(draft.name), draft)
            match = _ACRONYM.match(self._text, found.end)
            if match and any(c.isupper() for c in match.group(1)[1:]):
                self.acronyms.setdefault(name_key(match.group(1)), draft)
            self._learn_alias(draft)
        elif found.form == "name" and found.name is not None:
            self._learn_person(draft, self._surface(found))

    def _surface(self, found: FoundParty) -> str:
        sentence = self._parsed.sentences[found.sentence]
        first, last = found.name or (found.first, found.last)
        return self._text[sentence[first].start : sentence[last - 1].end]

    def _learn_person(self, draft: Draft, surface: str) -> None:
        keys = {name_key(surface), name_key(draft.name or surface)}
        for words in tuple(keys):
            if len(words) > 1:
                keys |= {(words[0], words[-1]), words[-1:], words[1:]}
                if words[-2] in self._words.particles:
                    keys.add(words[-2:])
        for words in sorted(keys):
            other = self.people.get(words)
            if other is not None and other.key != draft.key and len(words) == 1:
                continue  # two people of one family name: the first keeps it, full names stay apart
            self.people[words] = draft

    def _learn_alias(self, draft: Draft) -> None:
        """Such as "X, also known as Y": one party."""
        if len(self.drafts) < 2:
            return
        before, found = self.drafts[-2], draft.found
        if before.key is None or before.kind == "person" or not 0 < found.start - before.found.end < 60:
            return
        if not _ALSO.match(_ACRONYM.sub("", self._text[before.found.end : found.start], count=1)):
            return
        if before.id is None and draft.id is not None:
            before.same_as(draft, f"another name of {draft.name} in this report")
        elif draft.id is None:
            draft.same_as(before, f"another name of {before.name} in this report")
        key = name_key(self._surface(found))
        self.acronyms.setdefault(key[1:] if len(key) > 1 and key[0] == "the" else key, before)

    # -- looking up

    def person(self, key: tuple[str, ...]) -> Draft | None:
        """The person of this name, or of its first and last word."""
        known = self.people.get(key)
        if known is None and len(key) > 2:
            known = self.people.get((key[0], key[-1]))
        return known

    def group_named(self, found: FoundParty, noun: str) -> Draft | None:
        """The group a definite noun must mean: the only fitting one named so far, or the only one named just before.

        ``noun`` is the agent noun, or "armed" for "the rebels" and its like.
        """
        fits = _FITS.get(_SORTS.get(noun, noun), _FITS["group"])
        fitting = [
            other for other in self.drafts
            if other.key is not None and fits(other)
            and (other.kind in {"group", "organisation"} or (other.id or "").startswith("group:"))
        ]  # fmt: skip
        if not fitting:
            return None
        if len({other.key for other in fitting}) == 1:
            return fitting[-1]
        for back in range(_FAR):
            near = [other for other in fitting if other.found.sentence == found.sentence - back]
            if near:
                if len({other.key for other in near}) == 1:
                    return near[-1]
                subjects = [other for other in near if other.subject]
                one = back and len({other.key for other in subjects}) == 1
                return subjects[0] if one and not self._coordinated(subjects[0]) else None
        return None

    def body_named(self, found: FoundParty, noun: str) -> Draft | None:
        """The ministry, army, court … named before that a bare "the ministry" repeats."""
        before = [
            other for other in self.drafts
            if other.noun is not None and other.key is not None and other.kind == "organisation"
            and (other.noun == noun or other.noun.endswith(f" {noun}"))
        ]  # fmt: skip
        for rows in (before, [other for other in before if found.sentence - other.found.sentence <= 1]):
            if rows and len({other.key for other in rows}) == 1:
                return rows[-1]
        return None

    def force_before(self, found: FoundParty) -> str | None:
        """The sector of the force that the report spoke of last: police or soldiers."""
        said = [it for it in self.drafts[-_WIDE:] if it.found.start < found.start and it.sector in _FORCES]
        return next((it.sector for it in reversed(said) if it.noun not in self._words.of_any_force), None)

    def person_before(self, found: FoundParty, word: str) -> Draft | None:
        """Whom "he" or "her" means, or ``None`` where nobody or more than one fits."""
        wrong = self._words.female if word in {"he", "him", "his", "himself"} else self._words.male
        return self._before(
            found,
            lambda other: (
                other.kind == "person"
                and not other.found.plural
                and not (other.noun is not None and other.noun.split()[-1] in wrong)
                and not (other.found.form == "pronoun" and not other.known)
            ),
            _NEAR + 1,
        )

    def group_before(self, found: FoundParty, singular: bool) -> Draft | None:
        """Whom "it" (singular) or "they" means, or ``None`` where nobody or more than one fits."""

        def fits(other: Draft) -> bool:
            if other.kind in {"facility", "vehicle", "person", None}:
                return False
            if other.found.form == "pronoun" and not other.known:
                return False
            if not singular:
                return other.kind != "state"
            body = other.found.agent is not None and other.found.agent.cls == "body"  # "the group", meaning its men
            return not other.found.plural and (body or other.kind != "people")

        decided = self._before(found, fits, _NEAR)
        if decided is not None and not singular and self._coordinated(decided):
            return None
        return decided

    def _before(self, found: FoundParty, fits: Callable[[Draft], bool], depth: int) -> Draft | None:
        sentence = self._parsed.sentences[found.sentence]
        object_here = sentence[found.head].dep in _OBJECTS and found.owner is None
        for back in range(depth):
            near = [other for other in self._candidates(found, back) if fits(other)]
            if object_here and not back and len(near) > 1:
                near = [other for other in near if not other.subject]  # "X told Y it would arrest him": not X
            if object_here and not back:
                near = [other for other in near if not self._does_it(other, found)]
            if near:
                decided = _decide(near, found)
                if decided is not None and back and len({other.identity for other in near}) > 1:
                    return None if self._mutual(decided) else decided
                return decided
        return None

    def _does_it(self, other: Draft, found: FoundParty) -> bool:
        """Whether somebody is the subject of the verb whose object a pronoun is: "police arrested *them*"."""
        if not other.subject:
            return False
        sentence = self._parsed.sentences[found.sentence]
        above = sentence[found.head]
        while above.dep in (*_OBJECTS, "prep", "quantmod") and above.head != above.index:
            above = sentence[above.head]
        return sentence[other.found.head].head == above.index

    def _mutual(self, draft: Draft) -> bool:
        """Whether a mention is the subject of an act that its object does as well ("X met Y"): either may be next."""
        sentence = self._parsed.sentences[draft.found.sentence]
        governor = sentence.head_of(sentence[draft.found.head])
        return governor is not None and governor.lemma in self._words.mutual

    def _candidates(self, found: FoundParty, back: int) -> Sequence[Draft]:
        sentence = found.sentence - back
        rows = []
        for other in reversed(self.drafts[-_WIDE:]):
            if other.found.sentence < sentence:
                break
            if other.found.sentence == sentence and (back or other.found.end <= found.start):
                rows.append(other)
        rows.reverse()
        return rows

    def _coordinated(self, draft: Draft) -> bool:
        """Whether a mention is one of several joined by "and", so that "they" means more than it."""
        place = next(index for index, other in enumerate(self.drafts) if other is draft)
        for left, right in ((place - 1, place), (place, place + 1)):
            if left >= 0 and right < len(self.drafts):
                gap = self._text[self.drafts[left].found.end : self.drafts[right].found.start]
                if gap.strip(" ,") == "and":
                    return True
        return False


def _decide(near: list[Draft], near_to: FoundParty) -> Draft | None:
    """The mention a pronoun means: the only one, the only subject, or who an earlier sentence is about."""
    if len({other.identity for other in near}) == 1:
        return next((other for other in reversed(near) if other.key is not None), near[-1])
    subjects = [other for other in near if other.subject]
    if len({other.identity for other in subjects}) == 1:
        return subjects[-1]
    main = [other for other in near if other.main]
    if len({other.identity for other in main}) == 1 and main[0].found.sentence != near_to.sentence:
        return main[-1]
    return near[-1] if subjects and near[-1].found.form == "pronoun" else None


def is_subject(sentence: Sentence, head: int) -> tuple[bool, bool]:
    """Whether a token is the subject (or the passive's agent) of its clause, and whether that is the main clause."""
    token = sentence[head]
    if token.dep not in {"nsubj", "nsubjpass", "agent"}:
        return False, False
    return True, sentence[token.head].dep == "ROOT"
