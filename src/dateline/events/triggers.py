"""Triggers: the words of a sentence that stand for an act, and the codebook frame that fits each best."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.codebook.acts import Acts, Frame, Need, Words
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import (
    agents,
    complements,
    gerund_act,
    gerund_doer,
    is_passive,
    is_verb,
    objects,
    phrases,
    quantity,
    spread,
    subjects,
)
from dateline.parse.lemmas import lemma
from dateline.parse.tree import Sentence, Token
from dateline.record import EventType

_NAME_LABELS = frozenset(("PERSON", "FAC", "PRODUCT", "WORK_OF_ART", "LAW"))
TAKES_PART = frozenset(("engage", "participate", "resort", "join", "take", "involve", "involved"))
"""Verbs whose subject does the act of a phrase with "in" or "to", in whatever voice."""
_FORCES = frozenset(("commando", "joint", "patrol", "patrolling", "raiding", "rescue", "search", "security"))
"""Words before "team" that make it one of a force."""
_MODIFIERS = (
    "amod", "compound", "nmod", "poss", "aux", "neg", "advmod", "det", "nummod", "acomp", "npadvmod",
)  # fmt: skip
_WORDS = load_syntax_words()
_NOUN_PLACES = frozenset(("dobj", "pobj", "nsubj", "nsubjpass", "attr"))
_OPENING_QUOTES = frozenset("\"“`'‘")
_OBJECT_TAGS = ("NN", "NNS", "NNP", "NNPS", "VBG")
_STOPS = frozenset(".;:")
DEED_LAID = "accuse.attribute"
"""The entry for a deed that is laid at somebody's door: it is an act of its own."""
_REACH = 5
"""Tokens to the right in which an object or a resultative ("shot him dead") is looked for when the syntax has none."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A frame that fits at ``word``.

    ``used`` are the indices of the tokens that belong to the trigger, ``slots`` the tokens that met conditions on
    objects and phrases, ``light`` the light verb that carries a noun's act, ``runner_up`` the next best frame of
    another entry.
    """

    frame: Frame
    word: Token
    used: tuple[int, ...]
    slots: tuple[Token, ...]
    light: Token | None
    runner_up: Frame | None


def hit_of(word: Token, entry: str, type_: EventType, mode: str | None) -> Hit:
    """The hit of a word that a learned head takes for an act: ``entry`` is the head's name."""
    frame = Frame(
        entry=entry, type=type_, mode=mode, part="verb" if is_verb(word) else "noun", pattern=word.lower,
        lemma=word.lemma, lead=(), particle=None, needs=(), actor=("subject",), recipient=("object",), mutual=False,
        intransitive=False, light=frozenset(), weight=0,
    )  # fmt: skip
    return Hit(frame, word, (word.index,), (), None, None)


def find_triggers(sentence: Sentence, acts: Acts) -> tuple[Hit, ...]:
    """The triggers of one sentence in text order, each with its best frame.

    A noun that a verb's frame has taken in ("lifted the sanctions") is no trigger of its own.
    """
    hits: list[Hit] = []
    taken: set[int] = set()
    nouns: list[Token] = []
    for token in sentence.tokens:
        hit = None
        if is_verb(token):
            if _is_gerund_noun(sentence, token, acts):
                nouns.append(token)
                continue
            hit = _verb_hit(sentence, token, acts)
            participle = token.tag in ("VBG", "VBN") and token.lower in acts.nouns
            if hit is None and participle and not _is_hyphened(sentence, token):
                nouns.append(token)
        elif token.pos == "ADJ" or token.tag.startswith("JJ") or token.lemma.lower() in acts.adjectives:
            frames = acts.adjectives.get(token.lemma.lower(), ()) or acts.adjectives.get(token.lower, ())
            hit = _best(sentence, token, frames, None, acts)
        if hit is not None:
            hits.append(hit)
            if hit.frame.entry != DEED_LAID:
                taken.update(slot.index for slot in hit.slots)
            taken.update(hit.used)
        if token.tag.startswith("NN") or token.pos == "NOUN":
            nouns.append(token)
    for token in nouns:
        hit = None if token.index in taken else _noun_hit(sentence, token, acts)
        if hit is not None:
            hits.append(hit)
            taken.update(slot.index for slot in hit.slots)
    return tuple(sorted(hits, key=lambda hit: hit.word.index))


def _verb_hit(sentence: Sentence, token: Token, acts: Acts) -> Hit | None:
    if token.dep in ("amod", "compound", "aux", "auxpass") and token.index + 1 < len(sentence):
        return None
    if _is_modifier(sentence, token) or _in_name(sentence, token) or _is_imperative(sentence, token):
        return None
    if token.dep in _NOUN_PLACES and any(child.lower == "the" for child in sentence.dependents(token, "det")):
        return None  # "visited the wounded": people, not what befell them
    hit = _best(sentence, token, acts.verbs.get(token.lemma.lower(), ()), None, acts)
    if hit is None or _figure(sentence, hit, acts) or _is_own_wish(sentence, hit):
        return None
    return hit


def _is_imperative(sentence: Sentence, token: Token) -> bool:
    """Whether a verb opens the sentence or its quotation and bids somebody do it: "Let me say", "Serve it warm"."""
    if token.tag not in ("VB", "VBP") or token.dep not in ("ROOT", "ccomp", "parataxis", "conj"):
        return False
    if token.dep == "conj":
        return token.head < token.index and _is_imperative(sentence, sentence.tokens[token.head])
    if sentence.dependents(token, "nsubj", "nsubjpass", "csubj", "aux", "auxpass"):
        return False
    before = sentence.tokens[: token.index]
    opens = all(it.pos == "PUNCT" or it.lower in ("please", "just") for it in before)
    return opens or before[-1].text[:1] in _OPENING_QUOTES


def _is_own_wish(sentence: Sentence, hit: Hit) -> bool:
    """Whether somebody only wishes to do the act himself: "wants to withdraw" asks nobody, "wants them to" does."""
    word = hit.word
    if hit.frame.type != "REQUEST" or word.lemma not in _WORDS.wishes or sentence.dependents(word, "dobj"):
        return False
    own = [verb for verb in complements(sentence, word) if verb.head == word.index]
    return bool(own) and not any(sentence.dependents(verb, "nsubj", "nsubjpass") for verb in own)


def _is_hyphened(sentence: Sentence, token: Token) -> bool:
    """Whether a participle ends a compound that describes: "a drug-fighting fleet"."""
    before = sentence.tokens[token.index - 1] if token.index else None
    joined = before is not None and before.tag == "HYPH" and before.end == token.start
    return joined and token.dep in ("amod", "compound")  # "in stone-pelting" is no description


def _is_gerund_noun(sentence: Sentence, token: Token, acts: Acts) -> bool:
    if token.tag != "VBG" or token.lower not in acts.nouns:
        return False
    if gerund_doer(sentence, token) is not None:
        return True
    if token.dep in ("nsubj", "nsubjpass"):  # "fighting between the two was reported"
        return not sentence.dependents(token, "dobj", "aux", "auxpass", "nsubj")
    # "firing by the guards": no verb in -ing has an agent, also where the parse hangs it on a verb
    return bool(agents(sentence, token)) and not sentence.dependents(token, "dobj", "aux", "auxpass", "nsubj")


def _noun_hit(sentence: Sentence, token: Token, acts: Acts) -> Hit | None:
    if _in_name(sentence, token) or _modifies_name(sentence, token):
        return None
    frames = acts.nouns.get(token.lower, ())
    if token.lemma.lower() != token.lower:
        frames += acts.nouns.get(token.lemma.lower(), ())
    if not frames and token.tag in ("NNP", "NNPS") and token.lower.endswith("s"):
        # Names keep their spelling as lemma, and so do the nouns of a headline in capitals.
        frames = acts.nouns.get(token.lower.removesuffix("s"), ()) or acts.nouns.get(token.lower.removesuffix("es"), ())
    if not frames and token.tag == "NN" and token.dep in ("ROOT", "ccomp"):
        # A headline's bare verb form is easily taken for a noun.
        frames = tuple(frame for frame in acts.verbs.get(token.lemma.lower(), ()) if not frame.needs)
    if not frames and token.tag == "NN" and sentence.dependents(token, "nsubj"):
        # "shot" in "shot at and hurt him" is taken for the noun, its subject with it
        frames = tuple(frame for frame in acts.verbs.get(lemma(token.lower, "VBD"), ()) if not frame.needs)
    hit = _best(sentence, token, frames, light_verb(sentence, token, acts), acts)
    return None if hit is None or _figure(sentence, hit, acts) else hit


def _is_modifier(sentence: Sentence, token: Token) -> bool:
    """Whether a participle only describes the noun after it ("the disputed city"), whatever the parse says."""
    if token.tag not in ("VBN", "VBG") or not 0 < token.index < len(sentence) - 1:
        return False
    before, after = sentence.tokens[token.index - 1], sentence.tokens[token.index + 1]
    if not after.tag.startswith(("NN", "JJ")) or sentence.dependents(token, "aux", "auxpass", "nsubjpass"):
        return False
    if token.tag == "VBG":
        return before.tag in ("DT", "PRP$", "JJ")
    return before.tag in ("DT", "PRP$", "JJ", "IN", "TO", "CD") and before.lower != "that"


def _in_name(sentence: Sentence, token: Token) -> bool:
    mark = sentence.entity_at(token.index)
    if mark is None:
        return False
    if mark.label in _NAME_LABELS:
        return True
    # One capitalised word of a longer name ("Assault Battalion", "Peace Corps") is no act.
    return mark.label == "ORG" and mark.last - mark.first > 1 and token.text[:1].isupper() and not token.text.isupper()


def _modifies_name(sentence: Sentence, token: Token) -> bool:
    """Whether the noun only modifies another noun that is no act of its own ("attack helicopter", "protest leader")."""
    return token.dep in ("compound", "nmod") and token.index + 1 < len(sentence)


def light_verb(sentence: Sentence, noun: Token, acts: Acts) -> Token | None:
    """The verb that only carries the noun's act, as in "carried out an attack" and "the talks were held"."""
    head = sentence.head_of(noun)
    if head is not None and head.dep == "conj" and noun.dep == "conj":
        head = sentence.head_of(head)
    if noun.dep == "conj" and head is not None and not is_verb(head):
        noun = head
        head = sentence.head_of(noun)
    if head is None:
        return None
    if head.dep == "prep" and quantity(sentence, sentence.tokens[head.head]):
        # "a series of attacks": the quantity's verb
        noun = sentence.tokens[head.head]
        head = sentence.head_of(noun)
    if head is None or not is_verb(head):
        if head is not None and head.dep == "prep" and head.lower in ("in", "to"):
            above = sentence.head_of(head)
            if above is not None and above.lemma in TAKES_PART:
                return above
        return None
    if noun.dep in ("dobj", "nsubjpass", "attr", "oprd") and (head.lemma in acts.light):
        return head
    if noun.dep in ("nsubj",) and is_passive(sentence, head) and head.lemma in acts.light:
        return head
    return None


def _best(sentence: Sentence, word: Token, frames: tuple[Frame, ...], light: Token | None, acts: Acts) -> Hit | None:
    best: Hit | None = None
    fillers: _Fillers = {}
    for frame in frames:
        met = _meets(sentence, word, frame, light, acts, fillers)
        if met is None:
            continue
        if best is None:
            used, slots = met
            best = Hit(frame, word, used, slots, light, None)
        elif frame.entry != best.frame.entry:
            return Hit(best.frame, best.word, best.used, best.slots, best.light, frame)
    return best


_Fillers = dict[tuple[object, ...], list[Token]]
"""What fills a word's slots, by all that it depends on: the frames of one word ask for the same again and again."""


def _meets(
    sentence: Sentence, word: Token, frame: Frame, light: Token | None, acts: Acts, fillers: _Fillers
) -> tuple[tuple[int, ...], tuple[Token, ...]] | None:
    used = [word.index]
    slots: list[Token] = []
    if frame.lead:
        size = len(frame.lead)
        before = [it for it in sentence.tokens[max(0, word.index - 2 * size) : word.index] if it.text != "-"]
        if len(before) < size or any(
            lead not in (it.lower, it.lemma.lower()) for lead, it in zip(frame.lead, before[-size:], strict=True)
        ):
            return None
        used += [it.index for it in before[-size:]]
    if frame.particle:
        found = _particle(sentence, word, frame.particle)
        if found is None:
            return None
        used += found
    for need in frame.needs:
        tokens = _slot_tokens(sentence, word, need, light, frame, acts, fillers)
        if need.wanted:
            if not tokens:
                return None
            if need.slot == "word":
                used += [token.index for token in tokens]
            elif need.slot in ("object", "preposition") and need.words:
                slots += tokens
        elif tokens:
            return None
    return tuple(sorted(set(used))), tuple(slots)


def _particle(sentence: Sentence, word: Token, particle: str) -> list[int] | None:
    parts = particle.split("_")
    place = word.index
    found: list[int] = []
    for part in parts:
        child = next((it for it in sentence.dependents(word, "prt", "advmod", "prep", "acomp", "oprd")
                      if it.lower == part
                      and it.index > place and it.index - word.index <= 8), None)  # fmt: skip
        if child is None:
            near = sentence.tokens[place + 1 : place + 2]
            child = near[0] if near and near[0].lower == part else None
        if child is None:
            return None
        found.append(child.index)
        place = child.index
    return found


def matches(sentence: Sentence, token: Token, words: Words) -> bool:
    """Whether the token is one of the words, by its lemma or as it stands, or ends one of the phrases."""
    lemma = token.lemma.lower()
    if lemma in words.single or token.lower in words.single:
        return True
    for phrase in words.phrases:
        if phrase[-1] not in (lemma, token.lower):
            continue
        before = [it for it in sentence.tokens[max(0, token.index - 2 * len(phrase)) : token.index] if it.text != "-"]
        lead = phrase[:-1]
        if len(before) >= len(lead) and all(
            want in (it.lower, it.lemma.lower()) for want, it in zip(lead, before[-len(lead) :], strict=True)
        ):
            return True
    return False


def _with_counted(sentence: Sentence, tokens: list[Token]) -> list[Token]:
    found = []
    for token in spread(sentence, tokens):
        found.append(token)
        found += spread(sentence, quantity(sentence, token))
        act = gerund_act(sentence, token)
        if act is not None:
            found.append(act)
    return found


def _slot_tokens(
    sentence: Sentence, word: Token, need: Need, light: Token | None, frame: Frame, acts: Acts, fillers: _Fillers
) -> list[Token]:
    """The tokens that fill the slot of a condition; where it names no words, any filler counts."""
    if need.slot == "word":
        return _near_words(sentence, word, need.words)
    key = (need.slot, need.prepositions, need.wanted, bool(need.words), frame.part, frame.particle)
    tokens = fillers.get(key)
    if tokens is None:
        tokens = fillers[key] = _fillers_of(sentence, word, need, light, frame, acts)
    if not need.words:
        if need.slot == "preposition" and need.wanted:
            return [token for token in tokens if not _is_time(sentence, token)]  # "called her on Friday"
        return tokens
    return [token for token in tokens if matches(sentence, token, need.words)]


def _is_time(sentence: Sentence, token: Token) -> bool:
    entity = sentence.entity_at(token.index)
    return entity is not None and entity.label in ("DATE", "TIME")


def _fillers_of(
    sentence: Sentence, word: Token, need: Need, light: Token | None, frame: Frame, acts: Acts
) -> list[Token]:
    """The tokens in the slot of a condition, whatever its words."""
    if need.slot == "object":
        return _object_tokens(sentence, word, need, frame)
    if need.slot == "preposition":
        return _phrase_tokens(sentence, word, need, light, frame)
    if need.slot == "complement":
        tokens = []
        for verb in complements(sentence, word):
            tokens.append(verb)
            if need.words:
                tokens += [it for it in _with_counted(sentence, objects(sentence, verb)) if not is_verb(it)]
        return tokens
    if need.slot == "modal":
        return [
            it
            for verb in complements(sentence, word)
            for it in (*sentence.dependents(verb, "aux", "neg", "auxpass"), verb)
            if it.index > word.index or it.tag == "MD" or it.dep == "neg"
        ]
    if need.slot == "subject":
        tokens = _subject_tokens(sentence, word, light)
        if not need.wanted:
            return [it for it in tokens if not _is_force(sentence, it, acts)]
        # "President Mara Venn arrived": what somebody is stands before the name
        return tokens + [it for name in tokens if name.tag == "NNP" for it in sentence.dependents(name, "compound")]
    tokens = sentence.dependents(word, *_MODIFIERS)
    if word.pos == "ADJ" and word.dep in ("acomp", "attr"):
        tokens += sentence.dependents(sentence.tokens[word.head], "aux", "neg", "advmod")
    return tokens


def _object_tokens(sentence: Sentence, word: Token, need: Need, frame: Frame) -> list[Token]:
    tokens = objects(sentence, word) or particle_objects(sentence, word, frame.particle)
    if not tokens and need.wanted and need.words and is_verb(word) and not sentence.dependents(word, "dobj"):
        tokens = _nearby_object(sentence, word)
    return _with_counted(sentence, tokens)


def _phrase_tokens(sentence: Sentence, word: Token, need: Need, light: Token | None, frame: Frame) -> list[Token]:
    bearers = [word] if light is None else [word, light]
    if frame.part == "verb":
        bearers += objects(sentence, word)
    if frame.particle:
        bearers += sentence.dependents(word, "prt")
    tokens = [it for bearer in bearers for it in phrases(sentence, bearer, need.prepositions)]
    if not tokens and word.index + 2 < len(sentence) and sentence.tokens[word.index + 1].lower in need.prepositions:
        preposition = sentence.tokens[word.index + 1]
        tokens = sentence.dependents(preposition, "pobj", "pcomp")
        if not tokens and not need.words:
            tokens = [preposition]
        elif not tokens and not sentence.children[preposition.index]:
            # "died in police firing" read as a clause of its own leaves the preposition without an object.
            tokens = [it for it in sentence.tokens[word.index + 2 : word.index + 4] if it.tag in _OBJECT_TAGS]
    return _with_counted(sentence, tokens)


def _subject_tokens(sentence: Sentence, word: Token, light: Token | None) -> list[Token]:
    bearer = light or word
    tokens = objects(sentence, bearer) if is_passive(sentence, bearer) else subjects(sentence, bearer)
    if word.pos == "ADJ" and not tokens and sentence.head_of(word) is not None:
        tokens = subjects(sentence, sentence.tokens[word.head])
    return _with_counted(sentence, tokens)


def particle_objects(sentence: Sentence, word: Token, particle: str | None) -> list[Token]:
    """The object of a verb with particle where the parse takes the particle for a preposition ("blew up a bridge")."""
    if particle is None:
        return []
    last = particle.rsplit("_", 1)[-1]
    return [it for child in sentence.dependents(word, "prep") if child.lower == last
            for it in sentence.dependents(child, "pobj")]  # fmt: skip


_FORCEFUL = frozenset(
    ("ASSAULT", "COERCE", "PROTEST", "SANCTION", "THREATEN", "RETREAT", "CONCEDE", "REJECT", "ACCUSE", "MOBILIZE")
)


def _figure(sentence: Sentence, hit: Hit, acts: Acts) -> bool:
    """Whether subject, object or owner show that the words are meant otherwise: sport, weather, art."""
    if hit.frame.type not in _FORCEFUL:
        return False
    around = [*objects(sentence, hit.word), *sentence.dependents(hit.light or hit.word, "nsubj", "nsubjpass", "poss")]
    if is_verb(hit.word) and hit.frame.type == "ASSAULT":
        # "was killed by a quake"; "a quake hit the coast, killing ten"
        around += agents(sentence, hit.word) or ([] if is_passive(sentence, hit.word) else subjects(sentence, hit.word))
    if hit.frame.part == "noun":
        around += phrases(sentence, hit.word, ("of",))
    return any(it.lemma.lower() in acts.figurative and not _is_force(sentence, it, acts) for it in around)


def _is_force(sentence: Sentence, token: Token, acts: Acts) -> bool:
    """Whether a word of sport collects those who use force: "a team of police and soldiers", "the police team"."""
    if token.lemma != "team":
        return False
    members = [*phrases(sentence, token, ("of",)), *sentence.dependents(token, "compound", "nmod", "amod")]
    marks = [sentence.entity_at(it.index) for it in spread(sentence, members)]
    named = any(mark is not None and mark.label == "ORG" for mark in marks)
    kinds = [acts.sets[name] for name in ("person", "police", "troops") if name in acts.sets]
    return named or any(it.lower in _FORCES or any(matches(sentence, it, words) for words in kinds) for it in members)


def _nearby_object(sentence: Sentence, word: Token) -> list[Token]:
    """The first noun close to the right: what a missing object most likely is."""
    for token in sentence.tokens[word.index + 1 : word.index + 1 + _REACH]:
        if token.pos in ("PUNCT", "VERB", "ADP", "SCONJ", "CCONJ", "AUX") or token.tag in ("IN", "TO"):
            break
        follower = sentence.tokens[token.index + 1] if token.index + 1 < len(sentence) else None
        if token.tag.startswith("NN") and (follower is None or not follower.tag.startswith("NN")):
            return [token]
    return []


def _near_words(sentence: Sentence, word: Token, words: Words) -> list[Token]:
    near = sentence.tokens[word.index + 1 : word.index + 1 + _REACH]
    for place, token in enumerate(near):
        if token.text in _STOPS or (token.text == "," and place > 0):
            break
        if token.lower in words.single or token.lemma.lower() in words.single:
            return [token]
        for phrase in words.phrases:
            run = near[place : place + len(phrase)]
            if len(run) == len(phrase) and all(
                want in (it.lower, it.lemma.lower()) for want, it in zip(phrase, run, strict=True)
            ):
                return list(run)
    for child in sentence.dependents(word):
        if (
            child.dep not in ("nsubj", "nsubjpass", "punct")
            and child.index > word.index
            and child.lower in words.single
        ):
            return [child]
    return []
