"""Arcs and relations that no English sentence has, mended: the heads are small and at times read a sentence so.

A few classes only, each common in reports of violence and each certain from the tree itself or from its words.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.codebook.syntax_words import load_syntax_words
from dateline.parse.arcs import is_tree

__all__ = ["mend"]

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_OUTCOMES = frozenset(("oprd", "acomp"))
_CLAUSAL = frozenset(("dobj", "dative", "aux", *_SUBJECTS))
_CLAUSES = frozenset(("advcl", "ccomp", "conj", "parataxis"))
_FINITE = frozenset(("MD", "VBD", "VBP", "VBZ"))
_PRESENT = frozenset(("VBP", "VBZ"))
_BEFORE_NOUN = frozenset(("DT", "JJ", "CD", "PRP$", "NNP"))
_ASTRAY = frozenset(("acl", "advcl", "amod", "ccomp", "dep", "dobj", "oprd", "pcomp", "nsubj", "ROOT"))
"""Relations that the small heads give a noun of force after its doer."""
_WORDS = load_syntax_words()


def mend(tags: list[str], heads: list[int], deps: list[str], words: Sequence[str] = ()) -> None:
    """Mend a sentence's tree in place; ``heads`` are places in it (a root is its own), one for each tag and word.

    A tree stays one: a sentence in which the rules would hang two words on each other is left as it was.
    """
    before = list(tags), list(heads), list(deps)
    _mend(tags, heads, deps, words)
    if heads != before[1] and not is_tree(heads):
        tags[:], heads[:], deps[:] = before


def _mend(tags: list[str], heads: list[int], deps: list[str], words: Sequence[str]) -> None:
    if words and not _PRESENT.isdisjoint(tags):
        _past_in_ed(tags, words)
    if words and "MD" in tags:
        _modals(tags, words)
    if ";" in words:
        _clause_before_semicolon(tags, heads, deps, words)
    for place, dep in enumerate(deps):
        if dep == "npadvmod":
            _object_after_outcome(tags, heads, deps, place)
        elif dep in ("nsubj", "nsubjpass"):
            _subject(tags, heads, deps, words, place)
        if dep == "nsubj" and words[place + 1 : place + 2] == ["-"] and heads[place] == place + 2:
            deps[place] = "npadvmod"  # in "Norland test-fired a missile" the test is no second subject
        if dep in ("nsubj", "nsubjpass", "dobj"):
            _subject_before_auxiliary(tags, heads, deps, place)
        elif dep == "conj" and tags[place].startswith("NN") and tags[heads[place]].startswith("VB"):
            _subject_joined_to_verb(tags, heads, deps, place)
        if dep == "acl" and tags[place] == "VBD":
            tags[place] = "VBN"  # what modifies a noun has no tense: "two men held by rebels"
        if words:
            _by_word(tags, heads, deps, words, place)
    if words and deps.count("nsubjpass") > 1:
        for place, dep in enumerate(deps):
            if dep == "nsubjpass" and heads[place] < place:
                _second_sufferer(heads, deps, words, place)


def _subject(tags: list[str], heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """The rules for subjects."""
    _subject_of_first_verb(tags, heads, deps, place)
    _participle_before_verb(tags, heads, deps, place)
    _participle_after_subject(tags, heads, deps, place)
    _object_of_participle(tags, heads, deps, place)
    _second_subject(tags, heads, deps, words, place)
    _participle_as_subject(tags, heads, deps, place)
    if ";" in words:
        _subject_after_semicolon(tags, heads, deps, words, place)


def _by_word(tags: list[str], heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """The rules that are asked for by a word."""
    word, dep = words[place].lower(), deps[place]
    if dep == "amod" and tags[place] == "VBG" and place and words[place - 1] == ",":
        _outcome_after_comma(heads, deps, words, place)
    if dep == "appos" and place and tags[place - 1] == "PRP$":
        _family_in_list(tags, heads, deps, place)
    if word == "found" and tags[place] == "VBN":
        _state_found(tags, heads, deps, place)
    if word == "dead":
        _dead_after_verb(tags, heads, deps, place)
    elif word == "more":
        _further_sufferers(tags, heads, deps, place)
    elif word in _WORDS.captives:
        _captive(tags, heads, deps, words, place)
    elif dep == "dobj" and word in _WORDS.spent:
        _spent_rounds(tags, heads, deps, words, place)
    elif dep in _ASTRAY and word in _WORDS.nouns_of_force:
        _noun_of_force(tags, heads, deps, words, place)


def _past_in_ed(tags: list[str], words: Sequence[str]) -> None:
    """In "the sepoy, hurt in the attack, succumbed to his injuries" the verb far from its subject is no present, nor is
    "retook" ever.
    """
    for place, tag in enumerate(tags):
        word = words[place].lower() if tag in _PRESENT else ""
        ended = word.endswith("ed") and not word.endswith("eed") and word not in _WORDS.present_in_ed
        if ended or word in _WORDS.only_past:
            tags[place] = "VBD"


def _modals(tags: list[str], words: Sequence[str]) -> None:
    """In "the general threatened the workers with dismissal" the verb is no modal: of these English has few."""
    for place, tag in enumerate(tags):
        if tag == "MD" and words[place].lower().endswith("ed"):
            tags[place] = "VBD"


def _dead_after_verb(tags: list[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "shot dead three men" dead is what they became, and no part of the phrase that counts them."""
    verb, after = place - 1, place + 1
    if deps[place] == "acomp":
        return  # "was dead the next day"
    if verb < 0 or after >= len(tags) or not tags[verb].startswith("VB") or tags[after] not in _BEFORE_NOUN:
        return
    if all(head != place for other, head in enumerate(heads) if other != place):
        heads[place], deps[place], tags[place] = verb, "oprd", "JJ"


def _further_sufferers(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "12 were killed and 30 more hurt" the 30 more are whom the second verb is about."""
    verb = heads[place]
    if place == 0 or tags[place - 1] != "CD" or heads[place - 1] != place or deps[verb] != "conj":
        return
    if verb == place + 1 and tags[verb] == "VBN" and deps[place] == "advmod":
        deps[place] = "nsubjpass"


def _captive(tags: list[str], heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """In "took three teachers hostage" the teachers are the object, and hostage is what they became."""
    verb, held = heads[place], place - 1
    if verb >= place or words[verb].lower() not in _WORDS.takes:
        return
    if heads[held] == place and tags[held].startswith(("NN", "PRP")):
        for other in range(verb + 1, held):
            if heads[other] == place:
                heads[other] = held
        heads[held], deps[held] = verb, "dobj"
    elif held != verb and (heads[held], deps[held]) != (verb, "dobj"):
        return
    deps[place], tags[place] = "oprd", "NN"


def _clause_before_semicolon(tags: Sequence[str], heads: list[int], deps: list[str], words: Sequence[str]) -> None:
    """In "rebels took the town; the army said that it had left" nobody says the first clause: it stands by itself.

    What stands before the semicolon belongs to that clause, though the heads hang parts of it on the next one.
    """
    root = next((place for place, dep in enumerate(deps) if dep == "ROOT"), 0)
    mark = next((place for place in range(root - 1, 0, -1) if words[place] == ";"), 0)
    own = any(heads[place] == root and deps[place] in _SUBJECTS for place in range(mark + 1, root))
    told = [place for place in range(mark) if heads[place] == root and deps[place] == "ccomp"]
    if not mark or not own or len(told) != 1 or not tags[told[0]].startswith("VB"):
        return
    verb = told[0]
    for place in range(mark):
        if heads[place] > mark:
            heads[place] = verb
    heads[verb], deps[verb] = verb, "ROOT"
    heads[root], deps[root] = verb, "conj"


def _object_after_outcome(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "shot dead two men" the men are the object and no measure of how dead."""
    verb = heads[place]
    if not tags[verb].startswith("VB") or not tags[place].startswith("NN") or verb + 1 >= place:
        return
    if heads[verb + 1] != verb or deps[verb + 1] not in _OUTCOMES:
        return
    if all(heads[other] != verb or deps[other] not in ("dobj", "auxpass") for other in range(len(deps))):
        deps[place] = "dobj"


def _subject_of_first_verb(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "three men were arrested and guns were found" the men are no subject of the finding.

    A subject left of a verb that has none cannot belong to a verb coordinated with it further right.
    """
    verb = heads[place]
    while deps[verb] == "conj" and heads[verb] != verb:
        verb = heads[verb]
        if not tags[verb].startswith("VB") or not place < verb < heads[place]:
            return
        own = {deps[other] for other in range(len(deps)) if heads[other] == verb and other != verb}
        if not own & _SUBJECTS:
            heads[place] = verb
            deps[place] = "nsubjpass" if "auxpass" in own else "nsubj"
            return


def _participle_before_verb(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "the priests murdered by soldiers were buried" the burial is the main clause and the murder modifies.

    A participle with an agent and without a subject that stands at the root cannot govern a later verb whose subject
    stands before it.
    """
    verb = heads[place]
    root = heads[verb]
    if deps[verb] != "advcl" or heads[root] != root or tags[root] != "VBN" or not place < root < verb:
        return
    own = {deps[other] for other in range(len(deps)) if heads[other] == root and other != root}
    if "agent" not in own or own & _SUBJECTS or own & {"aux", "auxpass"}:
        return
    for other in range(len(deps)):
        if heads[other] == root and (other > verb or other < place) and other != root:
            heads[other] = verb
    heads[verb], deps[verb] = verb, deps[root]
    heads[root], deps[root] = place, "acl"


def _participle_after_subject(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "bodies of villagers killed in the raid were found" the participle is no second subject of the finding."""
    if tags[place] != "VBN" or place == 0 or not tags[place - 1].startswith("NN"):
        return
    verb, noun = heads[place], place - 1
    if verb <= place or not any(heads[other] == verb and deps[other] in _SUBJECTS for other in range(place)):
        return
    if heads[noun] == place:  # "the stones donated by the temple", read as if the stones modified what was done
        for other in range(place):
            if heads[other] == place:
                heads[other] = noun
        heads[noun], deps[noun] = verb, deps[place]
    heads[place], deps[place] = noun, "acl"


def _participle_as_subject(tags: list[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "rockets fired from the hills hit a town" the rockets hit it, and were fired; no verb is a subject."""
    verb, noun = heads[place], place - 1
    if tags[place] not in ("VBD", "VBN") or verb < place or noun < 0 or not tags[noun].startswith("NN"):
        return
    if heads[noun] != place or deps[noun] not in ("nsubj", "nsubjpass", "compound"):
        return
    for other in range(noun):
        if heads[other] == place:
            heads[other] = noun
    heads[noun], deps[noun] = verb, deps[place]
    heads[place], deps[place], tags[place] = noun, "acl", "VBN"


def _second_subject(tags: Sequence[str], heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """In "the mayor, his wife and a guard were shot" all three are a list, in "five people, among them two nuns, were
    killed" the nuns are some of the five: no verb has two subjects before it.
    """
    verb = heads[place]
    others = [it for it in range(place) if heads[it] == verb and deps[it] in ("nsubj", "nsubjpass")]
    if verb < place or not others or not tags[place].startswith("NN") or not tags[others[-1]].startswith("NN"):
        return
    first = others[-1]
    between = [it for it in range(first + 1, place) if not _reaches(heads, it, first) or words[it] == ","]
    opening = next((it for it in range(first + 1, place) if words[it] == ","), 0)
    if not opening or any(tags[it].startswith("VB") for it in between):
        return
    among = [words[it].lower() for it in range(opening + 1, min(opening + 3, place))] == ["among", "them"]
    listed = any(heads[it] == place and deps[it] == "conj" for it in range(place + 1, verb))
    if among or (listed and all(heads[it] == place or it == opening for it in range(opening, place))):
        heads[place], deps[place] = first, "appos" if among else "conj"


def _state_found(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "nine people were found beheaded" that is how they were found, and nobody else was."""
    after = place + 1
    passive = any(heads[it] == place and deps[it] == "auxpass" for it in range(place))
    if not passive or after >= len(deps) or tags[after] != "VBN" or deps[after] not in ("advcl", "ccomp", "xcomp"):
        return
    if all(heads[it] != after or deps[it] not in _CLAUSAL for it in range(len(deps))):
        heads[after], deps[after] = place, "oprd"


def _family_in_list(tags: Sequence[str], heads: Sequence[int], deps: list[str], place: int) -> None:
    """In "the mayor, his wife and a guard were shot" his wife is one of three, and not what the mayor is."""
    for other in range(place + 1, len(deps)):
        if heads[other] == place and deps[other] == "conj" and tags[other].startswith("NN"):
            own = any(heads[it] == other and tags[it] in ("DT", "PRP$", "CD") for it in range(place + 1, other))
            if own:
                deps[place] = "conj"
            return


def _subject_after_semicolon(
    tags: Sequence[str], heads: list[int], deps: list[str], words: Sequence[str], place: int
) -> None:
    """In "thousands rally in the capital; police detain 40" the police are the subject of what follows."""
    verb = heads[place]
    if verb > place or ";" not in words[verb + 1 : place]:
        return
    for later in range(place + 1, len(deps)):
        if heads[later] == verb and deps[later] in ("conj", "parataxis", "ccomp") and tags[later].startswith("VB"):
            if not any(heads[it] == later and deps[it] in _SUBJECTS for it in range(len(deps))):
                heads[place] = later
            return


def _object_of_participle(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "a guard protecting two nurses was shot" the nurses are whom he protected, and no second subject."""
    verb = heads[place]
    for participle in range(place - 1, -1, -1):
        if tags[participle] == "VBG" and deps[participle] == "acl":
            break
        if not _reaches(heads, participle, place):
            return
    else:
        return
    first = heads[participle]
    if participle == place or verb < place or first != participle - 1 or heads[first] != verb:
        return
    if deps[first] in _SUBJECTS and not any(heads[it] == participle and it > participle for it in range(len(deps))):
        heads[place], deps[place] = participle, "dobj"


def _outcome_after_comma(heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """In "attacked a camp, burning huts" the huts are what was burnt, and no second object of the attack."""
    noun = heads[place]
    verb = heads[noun]
    first = any(heads[it] == verb and deps[it] == "dobj" for it in range(verb + 1, place))
    if (
        words[place].lower() in _WORDS.outcomes_after
        and noun > place
        and verb < place
        and deps[noun] == "dobj"
        and first
    ):
        heads[place], deps[place] = verb, "advcl"
        heads[noun] = place


def _subject_before_auxiliary(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "blaming the mob, he said the police had fired" the police are no party to the blaming.

    A subject or object that stands right before the auxiliary of a verb without a subject is that verb's subject.
    """
    if heads[place] <= place:
        _subject_of_auxiliary(tags, heads, deps, place, place + 1)


def _subject_of_auxiliary(tags: Sequence[str], heads: list[int], deps: list[str], place: int, after: int) -> None:
    """Make a noun the subject of the verb whose auxiliary stands at ``after``, where that verb has none."""
    if after >= len(deps) or deps[after] not in ("aux", "auxpass") or tags[after] not in _FINITE:
        return
    verb = heads[after]
    own = {deps[other] for other in range(len(deps)) if heads[other] == verb and other != verb}
    if verb > after and not own & _SUBJECTS and not _reaches(heads, verb, place):
        heads[place] = verb
        deps[place] = "nsubjpass" if "auxpass" in own else "nsubj"


def _subject_joined_to_verb(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "one man was killed and a vest, detonators and guns were seized" the vest is the subject of the seizing.

    No noun is coordinated with a verb where the auxiliary of a later one, which has no subject, follows its list, or
    where the rest of the list is that verb's subject.
    """
    above = heads[place]
    after = place + 1
    while after < len(deps) and _reaches(heads, after, place):
        after += 1
    if above > place or after >= len(deps):
        return
    if deps[after] in ("nsubj", "nsubjpass") and deps[after - 1] in ("punct", "cc") and heads[after] > after:
        heads[place], deps[place] = heads[after], deps[after]
        heads[after], deps[after] = place, "conj"
        return
    _subject_of_auxiliary(tags, heads, deps, place, after)


def _spent_rounds(tags: list[str], heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """In "recovered a pistol, fired cases and a grenade" the cases were recovered, too, and nobody fired them."""
    fired = heads[place]
    above = heads[fired]
    if fired != place - 1 or words[fired].lower() != "fired" or deps[fired] != "conj":
        return
    object_ = next((at for at in range(above + 1, fired) if heads[at] == above and deps[at] == "dobj"), None)
    if object_ is None:
        return
    for other in range(len(deps)):
        if heads[other] == fired and other != place:
            heads[other] = above
    heads[place], deps[place] = object_, "conj"
    heads[fired], deps[fired], tags[fired] = place, "amod", "VBN"


def _second_sufferer(heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """In "one was killed by stones while another in police firing" the firing is what was done to the other.

    A verb has no second subject after it: what was left unsaid is the verb of a clause of its own.
    """
    verb = heads[place]
    first = any(heads[other] == verb and deps[other] == "nsubjpass" for other in range(verb))
    for preposition in range(place + 1, len(deps)):
        if not first or heads[preposition] != place or deps[preposition] != "prep":
            continue
        for noun in range(preposition + 1, len(deps)):
            if heads[noun] == preposition and words[noun].lower() in _WORDS.nouns_of_force:
                heads[noun], deps[noun] = verb, "advcl"
                heads[place], deps[place] = noun, "nsubj"
                return


def _noun_of_force(tags: list[str], heads: list[int], deps: list[str], words: Sequence[str], place: int) -> None:
    """In "died in police firing" the firing is a noun that the police modify, and no clause of its own."""
    doer, preposition = place - 1, place - 2
    if doer < 1 or words[doer].lower() not in _WORDS.forces:
        return
    while preposition > 0 and tags[preposition] in _BEFORE_NOUN:
        preposition -= 1
    own = {deps[other]: other for other in range(len(deps)) if heads[other] == place and other not in (place, doer)}
    if words[preposition].lower() not in _WORDS.before_force or not own.keys().isdisjoint(_CLAUSAL):
        return
    rivals = [other for other in range(preposition) if heads[other] == heads[place] and deps[other] in _SUBJECTS]
    if deps[place] == "nsubj" and not rivals:
        return  # "after police firing was reported": the subject it seems to be
    if deps[place] == "ROOT":
        above = next((other for other in own.values() if tags[other] in _FINITE and deps[other] in _CLAUSES), None)
        if above is None:
            return
        heads[above], deps[above] = above, "ROOT"
    elif _reaches(heads, preposition, place):
        return
    for other in range(preposition + 1, doer + 1):
        if heads[other] == doer or not preposition < heads[other] <= place:
            heads[other] = place
    deps[doer] = "compound"
    tags[place] = "NN" if tags[place] == "VBG" else tags[place]
    heads[place], deps[place] = preposition, "pobj"


def _reaches(heads: Sequence[int], place: int, goal: int) -> bool:
    """Whether the goal stands above the place in the tree."""
    while heads[place] != place:
        place = heads[place]
        if place == goal:
            return True
    return False
