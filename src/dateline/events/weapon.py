"""Weapons: the phrase for what an act was done with, and the mode it points to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from dateline.codebook.weapons import WeaponEntry, Weapons
from dateline.events.clauses import is_verb
from dateline.events.draft import Act
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Place, Reason, Span

_ARMED_TYPES = frozenset({"ASSAULT", "THREATEN", "MOBILIZE", "PROTEST"})
_NAMES = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"))
"""Names whose words are no weapons: "Tank" in Pakistan, the Assam Rifles."""
_MEANS = {
    "firearms": "gun", "explosives": "blast", "suicide-attack": "blast", "aerial": "blast", "drone": "blast",
    "heavy-weapons": "blast", "primitive": "hand",
}  # fmt: skip
"""Modes by the kind of weapon; an act done with one kind was not done with a weapon of another."""
_SIZES = frozenset(("caliber", "calibre", "mm", "kg", "kilo"))
"""Measures that a number before them belongs to: "a 38 caliber revolver"."""
_GENERAL = frozenset(("ammo", "ammunition", "arm", "armament", "arms", "weapon", "weaponry"))
"""Words for any weapon, of which reports speak in general: only what somebody is said to act with is a means."""
_TO_PLACES = frozenset(("at", "in", "near", "to", "toward", "towards"))
_DOWNING = frozenset(("destroy", "down", "intercept", "shoot"))
"""Verbs whose object is what is hit, also where it is a weapon."""
_PIT = ("mine",)
"""The phrase that names an explosive or a pit."""
_UPON = frozenset(("in", "into", "on", "onto", "over", "upon"))
_CLOSE = 60
"""Nearness from which a weapon stands in the act's own clause."""
_BOUND = 3
"""Steps up the tree within which an act is bound to another: "died when he was hurt in a blast"."""
_STEPS = 8
"""Words climbed at most from a weapon to the verb it stands with."""


@dataclass(frozen=True, slots=True)
class WeaponFound:
    """A weapon phrase without its determiner, its category, and the mode of ASSAULT it points to (``None``: none).

    ``wielded`` says that the act's own words have it as what was used ("opened fire with mortars"); ``other`` is a
    weapon of another kind named in one breath with it ("a rocket and gun attack").
    """

    span: Span
    category: str
    mode: str | None
    reason: Reason
    wielded: bool = False
    other: WeaponFound | None = None


@dataclass(frozen=True, slots=True)
class _Sighting:
    entry: WeaponEntry
    first: int
    last: int


def weapon_of(
    act: Act, parsed: Parsed, weapons: Weapons, places: Sequence[Place] = (), others: Sequence[Act] = ()
) -> WeaponFound | None:
    """The weapon of an act, from its own clause first, then from its sentence; ``None`` where none is named.

    For COERCE:seize it is what was seized.  Acts that are not done with weapons have none; what was seized or found was
    no means of another act, and words that are part of one of the ``places`` are no weapon.  Nor is the mine of a "mine
    blast" the means of an act that neither led to it nor came of it: ``others`` are the sentence's further acts.
    """
    seizing = act.type == "COERCE" and act.mode == "seize"
    if act.type not in _ARMED_TYPES and not seizing:
        return None
    sentence = act.sentence
    found: list[tuple[int, _Sighting]] = []
    for sighting in _sightings(sentence, weapons):
        score = _nearness(act, sentence, sighting, weapons)
        if score <= 0 or _is_name(sentence, sighting, places):
            continue
        if not seizing and not _is_particular(sentence, sighting, weapons) and not _is_wielded(act, sighting, weapons):
            continue
        if not seizing and sighting.entry.words == _PIT and not _is_set_off(sentence, sentence[sighting.last], weapons):
            continue
        if not seizing and _is_shot_down(act, sentence[sighting.last]):
            continue
        if not seizing and is_found(sentence, sentence[sighting.last], weapons, act.word):
            continue
        if any(_is_another(act, other, sentence[sighting.last]) for other in others):
            continue
        if not is_verb(act.word) and any(_is_fired(other, sighting, weapons) for other in others):
            continue
        if any(_is_argument(act, other, sentence[sighting.last]) for other in others):
            continue
        found.append((score, sighting))
    own = [
        it
        for it in found
        if not is_other_means(act.mode, it[1].entry.mode) or _is_wielded(act, it[1], weapons)
    ]  # fmt: skip
    if not own:
        return None
    best = min(own, key=lambda it: (-it[0], it[1].first))
    other = next((it for it in found if _in_one_breath(sentence, best, it)), None)
    second = None if other is None else _made(act, parsed, other, weapons, None)
    return _made(act, parsed, best, weapons, second)


def _is_another(act: Act, other: Act, weapon: Token) -> bool:
    """Whether a weapon is in the words of another act that is not bound to this one: "a murder and a mine blast"."""
    if not other.trigger.start <= weapon.start < other.trigger.end or act.trigger.start == other.trigger.start:
        return False
    sentence, pair = act.sentence, (act.word.index, other.word.index)
    ways = [[it.index for it in (word, *islice(sentence.ancestors(word), _BOUND))] for word in (act.word, other.word)]
    return not any(index in way for index, way in zip(reversed(pair), ways, strict=True))


def _is_argument(act: Act, other: Act, weapon: Token) -> bool:
    """Whether a weapon is what another act's verb is said of in a clause that is not part of this act: "retakes a
    bridge as *drones* hit a port", "threw eggs at police, who fired *tear gas*".
    """
    while weapon.dep in ("compound", "conj", "nmod"):  # "tear gas and water cannon"
        weapon = act.sentence[weapon.head]
    if weapon.head != other.word.index or other.word.index == act.word.index or weapon.dep not in ("dobj", "nsubj"):
        return False
    if other.word.dep not in ("advcl", "relcl") or not is_verb(other.word):
        return False
    marks = {it.lower for it in act.sentence.dependents(other.word, "mark", "advmod")}
    own = {it.lower for it in act.sentence.dependents(other.word, "nsubj")}
    return (other.word.dep == "advcl" and bool(marks & {"as", "while"})) or "who" in own


def _is_fired(act: Act, sighting: _Sighting, weapons: Weapons) -> bool:
    """Whether a weapon is what the verb of an act says was fired or thrown: no other act was done with it."""
    weapon = act.sentence[sighting.last]
    return weapon.dep == "dobj" and weapon.head == act.word.index and act.word.lemma in weapons.firing


def carried_weapon(act: Act, parsed: Parsed, weapons: Weapons) -> WeaponFound | None:
    """The weapon somebody was arrested with: "was held with a pistol and a map"; ``None`` where none is named."""
    for sighting in _sightings(act.sentence, weapons):
        if _is_wielded(act, sighting, weapons):
            return _made(act, parsed, (_CLOSE, sighting), weapons, None)
    return None


def _made(
    act: Act, parsed: Parsed, scored: tuple[int, _Sighting], weapons: Weapons, other: WeaponFound | None
) -> WeaponFound:
    score, found = scored
    span = Span.cut(parsed.text, act.sentence[found.first].start, act.sentence[found.last].end)
    how = "stands with the trigger" if score >= _CLOSE else "stands in the same sentence"
    reason = Reason(
        about="weapon",
        by=f"weapon:{' '.join(found.entry.words)}",
        text=f"{span.text!r} {how}",
        evidence=(span,),
    )
    return WeaponFound(
        span, found.entry.category, found.entry.mode, reason, _is_wielded(act, found, weapons), other
    )  # fmt: skip


def is_other_means(mode: str | None, other: str | None) -> bool:
    """Whether two modes are done with weapons of different kinds: shooting, blasts, blades and stones."""
    left, right = _MEANS.get(mode or ""), _MEANS.get(other or "")
    return left is not None and right is not None and left != right


def is_found(sentence: Sentence, weapon: Token, weapons: Weapons, word: Token | None = None) -> bool:
    """Whether a weapon was only seized, found or made harmless; ``word`` is that of an act that may tell what for.

    "The rifle recovered from the house" was found; in "seized the rifle used to kill him" it is what killed him.
    """
    token = weapon
    for _ in range(_STEPS):
        if is_verb(token):
            break
        head = sentence.head_of(token)
        for child in sentence.dependents(token, "acl", "relcl"):
            if child.lemma in weapons.finds and (word is None or child.index != word.index):
                return True
            if word is not None and _holds(sentence, child, word):
                return False
        if head is None:
            return False
        if head.lemma in weapons.recoveries and token.dep in ("pobj", "prep"):
            return word is None or head.index != word.index
        if token.dep in ("dobj", "nsubjpass", "nsubj", "dep") and is_verb(head):
            return head.lemma in weapons.finds and (word is None or head.index != word.index)
        token = head
    return False


def _is_shot_down(act: Act, weapon: Token) -> bool:
    """Whether a drone or missile is what was shot down, and no means of it."""
    while weapon.dep == "conj":
        weapon = act.sentence[weapon.head]
    return weapon.dep in ("dobj", "nsubjpass") and weapon.head == act.word.index and act.word.lemma in _DOWNING


def _is_set_off(sentence: Sentence, mine: Token, weapons: Weapons) -> bool:
    """Whether a mine is one that goes off: "killed by a mine", "stepped on a mine", "hit a mine"; not a gold mine."""
    if sentence.dependents(mine, "compound", "amod") and not sentence.dependents(mine, "acl", "relcl"):
        return False
    head = sentence.head_of(mine)
    if head is None:
        return False
    if mine.dep == "pobj":
        above = sentence.head_of(head)
        if above is None:
            return False
        by = head.lower == "by" and head.dep == "agent"
        return by or (head.lower in _UPON and above.lemma in weapons.setting_off)
    return mine.dep in ("dobj", "nsubj", "nsubjpass") and head.lemma in weapons.setting_off


def _holds(sentence: Sentence, above: Token, word: Token) -> bool:
    first, last = sentence.subtree(above)
    return first <= word.index < last


def _is_name(sentence: Sentence, sighting: _Sighting, places: Sequence[Place]) -> bool:
    """Whether a capitalised weapon word is part of a place's, a person's or a body's name."""
    token = sentence[sighting.last]
    if len(sighting.entry.words) > 1 or not token.text[:1].isupper() or token.text.isupper():
        return False
    mark = sentence.entity_at(token.index)
    if mark is not None and mark.label in _NAMES:
        return True
    return any(place.start <= token.start and token.end <= place.end for place in places)


def _is_wielded(act: Act, sighting: _Sighting, weapons: Weapons) -> bool:
    """Whether the weapon is the object of the act's own word or what the word says it was done with."""
    sentence = act.sentence
    phrase = range(sighting.first, sighting.last + 1)
    # "a country made pistol" may be read as a clause, with the pistol under its verb
    token = next((sentence[it] for it in phrase if sentence[it].head not in phrase), sentence[sighting.last])
    for _ in range(_STEPS):
        head = sentence.head_of(token)
        if head is None:
            return False
        if head.index == act.word.index:
            fired = token.dep == "dobj" and head.lemma in weapons.firing  # who "shot down drones" fired none
            return fired or token.lower in weapons.instruments
        if head.lower == "along" and token.lower == "with":
            return head.head == act.word.index
        if is_verb(head) and head.lower not in weapons.instruments:
            return False
        token = head
    return False


def _is_particular(sentence: Sentence, sighting: _Sighting, weapons: Weapons) -> bool:
    """Whether a weapon has a name of its kind, or a word before it says that somebody acts with it."""
    if sentence[sighting.last].lemma.lower() not in _GENERAL:
        return True
    phrase = range(sighting.first, sighting.last + 1)
    above = (sentence.head_of(sentence[it]) for it in phrase if sentence[it].head not in phrase)
    return any(head is not None and head.lower in weapons.instruments for head in above)


def _in_one_breath(sentence: Sentence, best: tuple[int, _Sighting], scored: tuple[int, _Sighting]) -> bool:
    """Whether a second weapon is of another kind and coordinated with the first, both in the act's own clause."""
    one, other = best[1], scored[1]
    if min(best[0], scored[0]) < _CLOSE or not is_other_means(one.entry.mode, other.entry.mode):
        return False
    left, right = sentence[min(one.last, other.last)], sentence[max(one.first, other.first)]
    between = sentence.tokens[left.index + 1 : right.index]
    return any(it.lower in ("and", "as") for it in between) and not any(map(is_verb, between))


def _names_a_place(sentence: Sentence, token: Token) -> bool:
    """Whether a capitalised word stands as a place does: "the road to Tank"."""
    return token.tag in ("NNP", "NNPS") and sentence[token.head].lower in _TO_PLACES


def _sightings(sentence: Sentence, weapons: Weapons) -> list[_Sighting]:
    found: list[_Sighting] = []
    for token in sentence.tokens:
        rows = weapons.by_last.get(token.lower, ())
        for form in dict.fromkeys((token.lemma, _singular(token.lower))):
            rows += () if form == token.lower else weapons.by_last.get(form, ())  # "explosives" ends a phrase, too
        if not rows or token.tag[:2] in ("VB", "MD") or _names_a_place(sentence, token):
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
        size = before.tag == "CD" and sentence[first].lower in _SIZES
        joined = before.dep == "compound" or (before.dep == "nummod" and (model or size))
        if not joined or before.tag not in ("NN", "NNP", "CD") or (before.head < first and not size):
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
    if is_verb(after):
        return False  # "a bomb planted by rebels" is no bomb plant
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
