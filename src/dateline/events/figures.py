"""Figures: words of acts that tell none where they stand ("shot back in a statement", "warned that prices may rise").

What is asked here needs the sentence and the parties already found; what a pattern can say stands in the codebook.
"""

from __future__ import annotations

from dateline.codebook.acts import load_acts
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.accidents import is_accident
from dateline.events.clauses import agents, complements, is_passive, is_verb, objects, patients, phrases, subjects
from dateline.events.draft import Act
from dateline.events.triggers import Hit, matches
from dateline.parse.tree import Sentence, Token
from dateline.record import Party

_WORDS = load_syntax_words()
_CAUSES = load_acts().sets["cause"]
_CURBS = load_acts().sets["curb"]
_PERSONS = load_acts().sets["person"]
_MIGHTY = frozenset(("COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "CRM", "ELI"))
"""Sectors of those who can carry out a threat, or set somebody free."""
_BODIES = frozenset(("state", "organisation", "group"))
_POSSIBLE = frozenset(("can", "could", "may", "might"))
_OWN = frozenset(("he", "i", "it", "she", "they", "we", "its", "his", "her", "their", "our", "my", "any"))
_FREED = frozenset(("person", "people", "group", "vehicle"))
"""Kinds of those who can be set free."""


def tells_no_act(sentence: Sentence, hit: Hit, act: Act) -> bool:
    """Whether the word is a figure here: an idiom, a retort, a danger, a product, a question, what people think."""
    if _is_of_the_press(sentence, hit, act):
        return True
    if act.type == "REQUEST" and act.word.lemma == "request" and _is_for_an_answer(sentence, act.word):
        return True
    if act.type == "AID" and not is_verb(act.word) and _is_withheld(sentence, act.word):
        return True
    if act.type == "SUPPORT" and _is_opinion(sentence, act):
        return True
    if act.type == "ASSAULT" and (_is_dismissal(sentence, act.word) or _is_blaze(sentence, act)):
        return True
    if act.type == "ASSAULT" and act.word.lemma in _WORDS.fights and _is_upon_an_evil(sentence, act.word):
        return True
    if act.type == "ASSAULT" and act.word.lemma in _WORDS.errands and _is_for_people(sentence, hit):
        return True
    if act.mode == "suicide-attack" and not is_verb(act.word) and _is_groomed(sentence, act.word):
        return True
    if is_accident(sentence, act):
        return True
    if act.type == "ACCUSE" and (_is_in_charge(sentence, act.word) or _is_ground(sentence, act.word)):
        return True
    if not is_verb(act.word):
        return False
    return _is_idiom(sentence, act.word) or _verb_tells_none(sentence, hit, act)


def _verb_tells_none(sentence: Sentence, hit: Hit, act: Act) -> bool:
    if act.type == "ASSAULT":
        return _is_retort(sentence, act.word)
    if act.type == "THREATEN":
        danger = act.word.lemma == "warn" and _is_of_danger(sentence, act)
        return danger or (act.mode == "violence" and _fights_an_evil(sentence, act.word))
    if act.type == "REQUEST":
        if act.word.lemma == "call" and _is_dispatch(sentence, act.word):
            return True
        return _is_appeal_to_anyone(sentence, act.word) or (
            act.word.lemma == "ask" and _is_question(sentence, act.word)
        )
    if act.type == "CONSULT":
        return act.mode == "phone" and is_passive(sentence, act.word) and bool(phrases(sentence, act.word, ("to",)))
    if act.type == "CONCEDE" and act.word.lemma == "concede":
        return bool(sentence.dependents(act.word, "ccomp"))  # "conceded that the winter was cold"
    if act.type == "REJECT" and act.word.lemma == "rule":
        return bool(sentence.dependents(act.word, "neg"))  # "will not rule out"
    if act.type == "REJECT":
        return act.word.lemma == "respond" and _is_unanswered(sentence, act.word)
    return act.mode == "release" and hit.frame.part == "verb" and _is_product(sentence, act)


def _is_dispatch(sentence: Sentence, verb: Token) -> bool:
    """Whether somebody called the police, or they were called to a place."""
    if any(it.lemma in ("backup", "help", "ambulance") for it in phrases(sentence, verb, ("for",))):
        return any(it.lemma in _WORDS.responders for it in subjects(sentence, verb))
    if phrases(sentence, verb, ("for", "on", "upon")):
        return False
    called = patients(sentence, verb) if is_passive(sentence, verb) else objects(sentence, verb)
    return any(it.lemma.lower() in _WORDS.responders for it in called)


def _is_unanswered(sentence: Sentence, verb: Token) -> bool:
    """Whether somebody only left a reporter's questions unanswered: nobody is refused anything."""
    asked = phrases(sentence, verb, ("to", "for"))
    beyond = [inner for it in asked for inner in phrases(sentence, it, ("for",))]
    return any(it.lemma in _WORDS.inquiries for it in (*asked, *beyond))


def _is_withheld(sentence: Sentence, noun: Token) -> bool:
    """Whether aid is what somebody keeps back: "froze 30 million euros in *aid*"."""
    preposition = sentence.head_of(noun)
    money = sentence.head_of(preposition) if preposition is not None and preposition.lower in ("in", "of") else None
    verb = sentence.head_of(money) if money is not None and money.dep in ("dobj", "nsubjpass") else None
    return verb is not None and matches(sentence, verb, _CURBS)


def _is_for_an_answer(sentence: Sentence, noun: Token) -> bool:
    """Whether a request is a reporter's: "did not respond to a *request* for comment"."""
    return any(it.lemma in _WORDS.inquiries for it in phrases(sentence, noun, ("for",)))


def _is_groomed(sentence: Sentence, noun: Token) -> bool:
    """Whether bombers are only made ready: "had *trained* suicide bombers", "the recruitment of suicide bombers"."""
    above = sentence.head_of(noun)
    if above is not None and noun.dep == "pobj" and above.lower == "of":
        above = sentence.head_of(above)
    return above is not None and noun.dep in ("dobj", "nsubjpass", "pobj") and above.lemma in _WORDS.groomings


def _is_for_people(sentence: Sentence, hit: Hit) -> bool:
    """Whether an errand is to rescue, find or arrest somebody: "an *operation* to free the hostages"."""
    above = [hit.word] if hit.light is None else [hit.word, hit.light]
    governor = sentence.head_of(hit.word)
    if hit.light is None and governor is not None and is_verb(governor) and hit.word.dep == "dobj":
        above.append(governor)
    for it in above:
        for verb in sentence.dependents(it, "acl", "advcl", "relcl", "xcomp"):
            aimed = verb.tag == "VB" and any(aux.lower == "to" for aux in sentence.dependents(verb, "aux"))
            if aimed and verb.lemma in _WORDS.peaceful_aims and not _is_land(sentence, verb):
                return True
    return False


def _is_land(sentence: Sentence, verb: Token) -> bool:
    """Whether what is to be freed or found is a place: that takes an attack."""
    things = objects(sentence, verb)
    marks = [sentence.entity_at(it.index) for it in things]
    return any(it.lemma in _WORDS.lands for it in things) or any(
        mark is not None and mark.label in ("GPE", "LOC", "FAC") for mark in marks
    )


def _is_idiom(sentence: Sentence, verb: Token) -> bool:
    """Whether the very next word gives the verb another sense: "seized on the crisis", "signed up"."""
    following = sentence.tokens[verb.index + 1 : verb.index + 2]
    return bool(following) and f"{verb.lemma}_{following[0].lower}" in _WORDS.idioms


def _is_of_the_press(sentence: Sentence, hit: Hit, act: Act) -> bool:
    """Whether the act's noun is one of the press: a press release, a news conference that not two give together."""
    if act.type not in ("CONSULT", "RETREAT") or (act.type == "CONSULT" and len(act.actors) > 1):
        return False
    nouns = [it for it in (hit.word, *hit.slots) if it.tag.startswith("NN")]
    return any(
        it.lower in _WORDS.of_the_press for noun in nouns for it in sentence.dependents(noun, "compound", "nmod")
    )


def _is_dismissal(sentence: Sentence, word: Token) -> bool:
    """Whether "fire" has somebody by name as its object, and only loses him his post."""
    if word.lower not in _WORDS.firings:
        return False
    marks = [sentence.entity_at(it.index) for it in sentence.dependents(word, "dobj", "nsubjpass", "pobj")]
    return any(mark is not None and mark.label == "PERSON" for mark in marks)


def _is_blaze(sentence: Sentence, act: Act) -> bool:
    """Whether a fire that nobody is said to have set destroyed something."""
    if act.mode != "destroy" or not is_verb(act.word):
        return False
    doers = agents(sentence, act.word) if is_passive(sentence, act.word) else subjects(sentence, act.word)
    return any(
        it.lemma in _WORDS.blazes and not sentence.dependents(it, "compound", "nmod", "poss", "acl") for it in doers
    )


def _is_in_charge(sentence: Sentence, word: Token) -> bool:
    """Whether somebody is "in charge of" something, or takes charge of it, and is not charged with it."""
    above = sentence.head_of(word)
    return word.lower == "charge" and above is not None and (above.lower in ("in", "under") or above.lemma == "take")


def _is_ground(sentence: Sentence, noun: Token) -> bool:
    """Whether a charge is only why somebody is held or judged: "was jailed on *charges* of treason"."""
    preposition = sentence.head_of(noun)
    verb = None if preposition is None or noun.dep != "pobj" else sentence.head_of(preposition)
    if preposition is None or verb is None or noun.lemma not in _WORDS.grounds or preposition.lower != "on":
        return False
    return verb.lemma in _WORDS.called_to_account


def _is_appeal_to_anyone(sentence: Sentence, verb: Token) -> bool:
    """Whether whoever knows something is asked to come forward: "anyone with information is urged to call"."""
    return is_passive(sentence, verb) and any(it.lower in ("anyone", "anybody") for it in subjects(sentence, verb))


def _is_question(sentence: Sentence, verb: Token) -> bool:
    """Whether "ask" only puts a question, or asks not to be named: it bids nobody do anything."""
    asked = complements(sentence, verb)
    if any(it.lemma in _WORDS.namings and is_passive(sentence, it) for it in asked):
        return True
    if sentence.dependents(verb, "dative", "oprd") or phrases(sentence, verb, ("for", "of")):
        return False
    for inner in asked:
        words = [child.lower for child in sentence.dependents(inner, "aux", "mark")]
        if "to" in words or "that" in words:
            return False
    # "asked permission": what is asked for, and not whom
    return all(it.lemma in _PERSONS.single or it.tag in ("NNP", "NNPS", "PRP") for it in objects(sentence, verb))


def _fights_an_evil(sentence: Sentence, verb: Token) -> bool:
    """Whether what somebody vows to fight is no party: "vowed to fight corruption"."""
    for inner in complements(sentence, verb):
        fought = [*objects(sentence, inner), *phrases(sentence, inner, ("against", "on"))]
        if any(matches(sentence, it, _CAUSES) for it in fought):
            return True
    return False


def _is_upon_an_evil(sentence: Sentence, word: Token) -> bool:
    """Whether what is fought is no party: "fought the blaze", "the fight against drug trafficking"."""
    fought = [*objects(sentence, word), *phrases(sentence, word, ("against", "on", "with"))]
    return bool(fought) and all(matches(sentence, it, _CAUSES) for it in fought)


def _is_opinion(sentence: Sentence, act: Act) -> bool:
    """Whether people only like, trust or vote for somebody, or a poll counts who would."""
    if act.entry != "support.praise":
        return False
    if any(token.lower in _WORDS.polls for token in sentence.tokens):
        return True
    official = any(it.kind in _BODIES or (it.sector or "")[:3] in _MIGHTY for it in act.actors)
    return act.word.lemma.lower() in _WORDS.likings and not official


def _is_retort(sentence: Sentence, word: Token) -> bool:
    """Whether somebody fires or shoots "back" in words, which the sentence quotes or hands on."""
    if word.lemma not in _WORDS.retorts:
        return False
    following = sentence.tokens[word.index + 1 : word.index + 2]
    if not following or following[0].lower != "back":
        return False
    if sentence.dependents(word, "ccomp"):
        return True
    quoted = any(
        mark.label == "CUE" and mark.first <= word.index < mark.last for mark in sentence.marks.get("quote", ())
    )
    return quoted or any(it.lemma == "say" for it in sentence.dependents(word, "advcl"))


def _is_of_danger(sentence: Sentence, act: Act) -> bool:
    """Whether a warning tells of what may happen and not of what whoever warns, or his side, will do.

    A state or an army that warns what will follow threatens; experts, doctors and banks do not, nor does anybody who
    speaks of a thing that only may come.
    """
    told = [it for it in complements(sentence, act.word) if sentence.dependents(it, "nsubj", "nsubjpass")]
    if not told:
        return False
    for verb in told:
        for subject in sentence.dependents(verb, "nsubj", "nsubjpass"):
            first, last = sentence.subtree(subject)
            if any(token.lower in _OWN for token in sentence.tokens[first:last]):
                return False
    possible = all(
        any(aux.lemma in _POSSIBLE for aux in sentence.dependents(verb, "aux")) and not is_passive(sentence, verb)
        for verb in told
    )  # police who warn that people "could be arrested" threaten
    return possible or bool(act.actors and not any(map(_is_mighty, act.actors)))


def _is_product(sentence: Sentence, act: Act) -> bool:
    """Whether what is released is nobody: a patch, a telephone, a code.

    Who has power over people may release what is no party by its words ("the tanker", "those held"); of others, and
    where nobody is named, it must be people.
    """
    released = objects(sentence, act.word)
    doers = [it for it in act.actors if not any(it.start <= thing.start < it.end for thing in released)]
    if any(map(_is_mighty, doers)):
        return False
    freed = [
        party
        for party in act.recipients
        if any(party.start <= it.start < party.end for it in released) and party.kind in _FREED
    ]
    return bool(released) and not freed and not any(it.tag == "CD" or it.tag.startswith("PRP") for it in released)


def _is_mighty(party: Party) -> bool:
    return party.kind in ("state", None) or (party.sector or "")[:3] in _MIGHTY
