"""Weapons: the phrase for what an act was done with, and the mode it points to."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.codebook.weapons import WeaponEntry, Weapons
from dateline.events.draft import Act
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Reason, Span

_ARMED_TYPES = frozenset({"ASSAULT", "THREATEN", "MOBILIZE", "PROTEST"})


@dataclass(frozen=True, slots=True)
class WeaponFound:
    """A weapon phrase without its determiner, its category, and the mode of ASSAULT it points to (``None``: none)."""

    span: Span
    category: str
    mode: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Sighting:
    entry: WeaponEntry
    first: int
    last: int


def weapon_of(act: Act, parsed: Parsed, weapons: Weapons) -> WeaponFound | None:
    """The weapon of an act, from its own clause first, then from its sentence; ``None`` where none is named.

    For COERCE:seize it is what was seized.  Acts that are not done with weapons have none.
    """
    seizing = act.type == "COERCE" and act.mode == "seize"
    if act.type not in _ARMED_TYPES and not seizing:
        return None
    sentence = act.sentence
    best: tuple[int, int, _Sighting] | None = None
    for sighting in _sightings(sentence, weapons):
        score = _nearness(act, sentence, sighting, weapons)
        if score > 0 and (best is None or score > best[0]):
            best = (score, sighting.first, sighting)
    if best is None:
        return None
    found = best[2]
    span = Span.cut(parsed.text, sentence[found.first].start, sentence[found.last].end)
    how = "stands with the trigger" if best[0] >= 60 else "stands in the same sentence"
    reason = Reason(
        about="weapon",
        by=f"weapon:{' '.join(found.entry.words)}",
        text=f"{span.text!r} {how}",
        evidence=(span,),
    )
    return WeaponFound(span, found.entry.category, found.entry.mode, reason)


def _sightings(sentence: Sentence, weapons: Weapons) -> list[_Sighting]:
    found: list[_Sighting] = []
    for token in sentence.tokens:
        rows = (
            weapons.by_last.get(token.lower)
            or weapons.by_last.get(token.lemma)
            or weapons.by_last.get(_singular(token.lower))
        )
        if rows is None or token.tag[:2] in ("VB", "MD"):
            continue
        for entry in rows:
            first = _start(sentence, token.index, entry.words)
            if first is not None:
                if not _other_thing(sentence, token, weapons):
                    found.append(_Sighting(entry, _with_modifiers(sentence, first), token.index))
                break
    # "rifle" inside "rifle grenade", "bomb" before "blast": keep the phrase that ends last of overlapping ones.
    return [
        one
        for one in found
        if not any(one is not other and other.first <= one.first and one.last < other.last for other in found)
    ]


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _start(sentence: Sentence, last: int, words: tuple[str, ...]) -> int | None:
    """The token where a phrase ending at ``last`` begins, hyphens skipped; ``None`` where it is another phrase."""
    place = last
    for word in reversed(words[:-1]):
        place -= 1
        while place >= 0 and sentence[place].tag == "HYPH":
            place -= 1
        if place < 0 or word not in (sentence[place].lower, sentence[place].lemma):
            return None
    return place


def _with_modifiers(sentence: Sentence, first: int) -> int:
    """The phrase's first token with the nouns and names compounded before it ("AK-47 rifle", "dynamite charge")."""
    while first > 0:
        before = sentence[first - 1]
        model = before.tag == "CD" and before.text[:1].isalpha() and before.text[-1:].isdigit()  # "AK-47"
        joined = before.dep == "compound" or (before.dep == "nummod" and model)
        if not joined or before.tag not in ("NN", "NNP", "CD") or before.head < first:
            break
        first -= 1
    return first


def _other_thing(sentence: Sentence, token: Token, weapons: Weapons) -> bool:
    """Whether the word only modifies a noun that is no weapon: a bomb squad, the arms trade."""
    if token.index + 1 >= len(sentence):
        return False
    after = sentence[token.index + 1]
    if after.tag == "HYPH" and token.index + 2 < len(sentence):
        after = sentence[token.index + 2]
    return after.lower in weapons.not_weapons or after.lemma in weapons.not_weapons


def _nearness(act: Act, sentence: Sentence, sighting: _Sighting, weapons: Weapons) -> int:
    """How closely a weapon goes with an act: 0 not at all, 60 and more in its own clause."""
    word, weapon = act.word, sentence[sighting.last]
    if sighting.first <= word.index <= sighting.last:
        return 0 if sighting.first == sighting.last else 90
    if act.trigger.start <= weapon.start < act.trigger.end:
        return 90
    score = 0
    token = weapon
    instrument = False
    for step in range(8):
        if token.index == word.index:
            score = 85 - 4 * step
            break
        if token.lower in weapons.instruments:
            instrument = True
        if token.dep == "relcl" and step:
            break
        head = sentence.head_of(token)
        if head is None:
            break
        token = head
    if not score:
        # The weapon's verb governs the trigger or stands beside it: "detonated a bomb, killing three".
        holders = {up.index for _, up in zip(range(5), sentence.ancestors(weapon), strict=False)}
        above = [up.index for _, up in zip(range(4), sentence.ancestors(word), strict=False)]
        shared = next((step for step, up in enumerate(above) if up in holders), None)
        if shared is not None:
            score = 62 - 6 * shared
    if not score and not sighting.entry.attached:
        score = 30 - min(20, abs(weapon.index - word.index))
    if sighting.entry.attached and not instrument and score < 70:
        near = weapon.dep in ("dobj", "nsubj", "nsubjpass", "agent") and score >= 56
        score = score if near else 0
    elif instrument:
        score += 10
    if score and sighting.entry.category == "unspecified":
        score = max(1, score - 15)
    return max(score, 0)
