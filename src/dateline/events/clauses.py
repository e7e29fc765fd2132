"""Syntax the events room asks of a sentence: subjects, objects and phrases through passives, relative clauses,
control, coordination and participles.

Everything here gives tokens and degrades to fewer tokens where the parse is wrong; nothing fails.
"""

from __future__ import annotations

from collections.abc import Iterable

from dateline.codebook.acts import load_acts
from dateline.codebook.syntax_words import load_syntax_words
from dateline.parse.tree import Sentence, Token

_WORDS = load_syntax_words()

_PATIENT_FIRST = load_acts().patient_first | _WORDS.sufferings
_ACTIVE = frozenset(("aux", "ccomp", "dative", "dobj", "nsubj", "xcomp"))
"""What a verb governs that is no passive."""
_CAUSING = ("after", "during", "from", "in", "when")
"""Prepositions before what somebody came to harm by."""
_DEEPEST = 6
"""Clauses climbed at most in search of a subject."""
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
_CALLED_FOR = _WORDS.called_to_account | _WORDS.judged
_FOR_A_DEED = ("for", "of", "over", "in", "with")
"""Prepositions before the deed somebody is called to account for."""
_APPEALED_TO = ("on", "upon", "to", "with", "for")
"""Prepositions before whoever is told to do something: "called on", "appealed to", "pleaded with"."""
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM")


def is_verb(token: Token) -> bool:
    """Whether the token is tagged as a verb (auxiliaries included)."""
    return token.pos in ("VERB", "AUX") or token.tag.startswith("VB")


def is_nominal(token: Token) -> bool:
    """Whether the token can head a phrase that names something."""
    return token.pos in _NOMINAL or token.tag.startswith(("NN", "PRP"))


def spread(sentence: Sentence, tokens: Iterable[Token]) -> list[Token]:
    """The tokens with all that is coordinated to them, in text order, each once, but for "not the rebels"."""
    found: dict[int, Token] = {}
    stack = list(tokens)
    while stack:
        token = stack.pop()
        if token.index in found:
            continue
        found[token.index] = token
        stack += [other for other in sentence.dependents(token, "conj") if is_nominal(other)]
    kept = [index for index in sorted(found) if len(found) == 1 or not is_set_against(sentence, found[index])]
    return [found[index] for index in kept]


def is_set_against(sentence: Sentence, token: Token) -> bool:
    """Whether a noun is named as the one who is not meant: "but not *Ruritania*", ", not *the rebels*"."""
    denying = sentence.kept.get("not")
    if denying is None:
        denying = sentence.kept["not"] = any(it.lower == "not" for it in sentence.tokens)
    if not denying:
        return False
    first = base_phrase(sentence, token)[0]
    if sentence.tokens[first].lower == "not":
        first += 1
    before = [it.lower for it in sentence.tokens[max(0, first - 2) : first]]
    return len(before) == 2 and before[1] == "not" and before[0] in (",", "and", "but", "\u2014", "\u2013")


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether ``verb`` has its patient as subject: a passive, a reduced relative or a coordinated participle."""
    if verb.tag not in ("VBN", "VBD"):
        return False
    deps = {child.dep for child in sentence.dependents(verb)}
    if "auxpass" in deps or "nsubjpass" in deps:
        return True
    if "agent" in deps and not deps & {"aux", "nsubj", "dobj"}:
        return True  # "prisoners tortured by the army were freed", whatever the participle is taken for
    if verb.tag == "VBD" and verb.dep == "conj" and verb.lemma in _PATIENT_FIRST and not deps & _ACTIVE:
        head = sentence.head_of(verb)  # "were taken from their homes and later shot dead"
        return head is not None and "auxpass" in {child.dep for child in sentence.dependents(head)}
    if verb.tag == "VBN" and not deps & {"aux", "nsubj", "dobj"}:
        if verb.dep in ("acl", "amod", "advcl", "oprd"):
            return True
        head = sentence.head_of(verb)
        if verb.dep == "conj" and head is not None and head.index != verb.index:
            return is_passive(sentence, head)
    return False


def headline_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb without auxiliary or object reads as a headline's passive ("Three killed in raid")."""
    if verb.tag not in ("VBN", "VBD") or verb.index + 1 > len(sentence):
        return False
    # "killed in police firing" may be read with "firing" as what they were killed to be; only "shot dead" is.
    deps = {child.dep for child in sentence.dependents(verb) if child.dep != "oprd" or child.index == verb.index + 1}
    if deps & {"aux", "auxpass", "dobj", "nsubjpass", "ccomp", "xcomp", "oprd"}:
        return False
    after = sentence.tokens[verb.index + 1] if verb.index + 1 < len(sentence) else None
    if verb.lemma == "charge" and after is not None and after.lower == "with":
        return True
    return after is None or after.pos == "PUNCT" or after.lower in _WORDS.after_headline_passive


def _antecedent(sentence: Sentence, verb: Token) -> Token | None:
    head = sentence.head_of(verb)
    if head is not None and head.dep == "conj" and is_set_against(sentence, head):
        head = sentence.head_of(head)  # "it was the army and not the rebels that attacked"
    return head if head is not None and is_nominal(head) else None


def subjects(sentence: Sentence, verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subject of ``verb``: its own, or the one it shares, is controlled by or modifies."""
    own = sentence.dependents(verb, *SUBJECTS)
    if own:
        if verb.dep == "relcl" and any(token.lower in _WORDS.relatives for token in own):
            head = _antecedent(sentence, verb)
            return [head] if head else []
        return own
    head = sentence.head_of(verb)
    if head is None or depth > _DEEPEST:
        return []
    if verb.dep == "relcl" and (patient := _relative_object(sentence, verb)) is not None:
        between = [it for it in sentence.tokens[patient.index + 1 : verb.index] if is_nominal(it)]
        return between[-1:]  # "whom the army arrested", whatever the parse makes of the army
    if verb.dep in ("acl", "relcl", "amod"):
        return _modified(sentence, verb, head, depth)
    if verb.dep in ("xcomp", "ccomp"):
        return _controller(sentence, verb, head, depth)
    if _is_outcome(sentence, verb, head):
        return agents(sentence, head)
    if _is_outcome_of_deed(sentence, verb, head):
        return sentence.dependents(head, "dobj")
    if verb.dep in ("conj", "advcl", "parataxis", "dep"):
        return subjects(sentence, head, depth + 1) if is_verb(head) or head.pos == "ADJ" else []
    if verb.dep == "acomp":
        return subjects(sentence, head, depth + 1)
    if verb.dep in ("pcomp", "pobj"):
        return _through_phrase(sentence, head, depth)
    return []


def _relative_object(sentence: Sentence, verb: Token) -> Token | None:
    """The "whom" or "which" that is a verb's object."""
    found = (it for it in sentence.dependents(verb, "dobj") if it.lower in _WORDS.relatives and it.index < verb.index)
    return next(found, None)


def _is_outcome(sentence: Sentence, verb: Token, head: Token) -> bool:
    """Whether a clause tells what a passive led to: "the patrol was hit by a mine, killing two" is no doing of it."""
    return (
        verb.dep == "advcl"
        and verb.tag == "VBG"
        and verb.lemma in _WORDS.outcomes
        and sentence[verb.index - 1].lower == ","
        and head.index < verb.index
        and is_passive(sentence, head)
    )


def _is_outcome_of_deed(sentence: Sentence, verb: Token, head: Token) -> bool:
    """Whether a clause tells what a deed led to that is only judged: "condemned the *attack*, *causing* ten deaths"."""
    if verb.dep != "advcl" or verb.tag != "VBG" or not head.index < verb.index or head.lemma not in _WORDS.judged:
        return False
    outcome = verb.lemma in _WORDS.outcomes or verb.lemma in ("cause", "claim", "leave")
    return outcome and any(it.lemma.lower() in _WORDS.hostile for it in sentence.dependents(head, "dobj"))


def _modified(sentence: Sentence, verb: Token, head: Token, depth: int) -> list[Token]:
    """The subject of a clause that modifies: "men carrying arms"; "a plan to attack" has its holder's."""
    if not is_nominal(head):
        return subjects(sentence, head, depth + 1) if is_verb(head) else []
    return [head] if verb.tag != "VB" else _holder(sentence, head, depth)


def _controller(sentence: Sentence, verb: Token, head: Token, depth: int) -> list[Token]:
    """The subject of a governed clause: who is told to do it ("ordered the army to", "called on rebels to"), else that
    of the clause above.
    """
    if is_nominal(head) and not is_verb(head):
        return _holder(sentence, head, depth)
    if is_verb(head) and head.lemma in _WORDS.object_control and verb.lemma not in _WORDS.complaints:
        held = sentence.dependents(head, "dobj", "dative", "nsubjpass")
        if held:
            return held
    if is_verb(head) and head.lemma in _WORDS.appeals:
        held = [it for it in phrases(sentence, head, _APPEALED_TO) if it.index < verb.index]
        if held:
            return held
    return subjects(sentence, head, depth + 1)


def _through_phrase(sentence: Sentence, preposition: Token, depth: int) -> list[Token]:
    """The subject of a verb after a preposition: of "accused him of killing", "fled after attacking"."""
    above = sentence.head_of(preposition)
    if above is not None and above.dep == "advmod":
        above = sentence.head_of(above)  # "stopped short of attacking"
    if above is None:
        return []
    held = accused(sentence, preposition)
    if held:
        return held
    if preposition.dep == "agent":
        return []  # "were displaced by fighting": whom it befell did not fight
    if is_verb(above):
        held = sentence.dependents(above, "dobj", "nsubjpass") if above.lemma in _WORDS.object_control else []
        return held or subjects(sentence, above, depth + 1)
    governor = sentence.head_of(above)
    if governor is not None and governor.lemma in _WORDS.object_control and above.dep in ("dobj", "nsubjpass"):
        return [above]  # the phrase hangs on "him"
    return _holder(sentence, above, depth)


def accused(sentence: Sentence, preposition: Token) -> list[Token]:
    """Who is judged or called to account for a deed: in "the arrest of two men for killing" the two men."""
    above = sentence.head_of(preposition)
    if above is None or preposition.lower not in _FOR_A_DEED:
        return []
    called = _CALLED_FOR if preposition.lower == "for" else _WORDS.called_to_account
    if is_verb(above):
        if above.lemma in called:
            return objects(sentence, above)
        held = [it for it in sentence.dependents(above, "dobj", "nsubjpass") if it.index < preposition.index]
        above = next(iter(held), above)
    else:
        governor = sentence.head_of(above)
        if governor is not None and above.lemma in _WORDS.grounds and governor.lower in ("on", "over", "under"):
            verb = sentence.head_of(governor)  # "arrested three men on suspicion of killing"
            if verb is not None and not is_verb(verb):
                verb = sentence.head_of(verb)
            return [] if verb is None or verb.lemma not in called else objects(sentence, verb)
        if governor is not None and governor.lemma in called and above.dep in ("dobj", "nsubjpass"):
            return [above]  # "convicted three policemen of the killing": the phrase hangs on them
    if is_verb(above) or above.lemma not in called or preposition.lower != "for":
        return []
    return phrases(sentence, above, ("of",)) or sentence.dependents(above, "poss")


def is_cleared_of(sentence: Sentence, verb: Token) -> bool:
    """Whether a deed is what somebody is acquitted of: "acquitted the general of *ordering* the killings"."""
    preposition = sentence.head_of(verb)
    above = sentence.head_of(preposition) if verb.dep == "pcomp" and preposition is not None else None
    if above is not None and not is_verb(above):
        above = sentence.head_of(above)
    return above is not None and above.lemma in _WORDS.clearings


def _holder(sentence: Sentence, noun: Token, depth: int) -> list[Token]:
    """Whose plan, attempt or right it is: the noun's possessor, else the subject of the verb it belongs to.

    Whoever foils a bid has none: it is another's.
    """
    owned = sentence.dependents(noun, "poss") or phrases(sentence, noun, ("by",))
    if owned:
        return owned
    head = sentence.head_of(noun)
    while head is not None and head.dep in ("prep",):
        head = sentence.head_of(head)
    if head is not None and is_verb(head) and noun.dep in ("dobj", "attr", "pobj", "oprd"):
        return [] if head.lemma in _WORDS.foilings else subjects(sentence, head, depth + 1)
    return []


def agents(sentence: Sentence, verb: Token) -> list[Token]:
    """Whom the by-phrase of a passive names; a participle joined to it shares it: "abducted by rebels and *killed*"."""
    found = []
    for child in sentence.dependents(verb):
        if child.dep == "agent" or (child.lower == "by" and child.dep == "prep"):
            found += sentence.dependents(child, "pobj")
    if found or verb.dep != "conj" or sentence.dependents(verb, "auxpass", *SUBJECTS):
        return found
    head = sentence.head_of(verb)
    if head is None or not head.index < verb.index or not is_passive(sentence, verb):
        return found
    causes = (it.lemma.lower() for it in phrases(sentence, verb, _CAUSING))
    if any(it in _WORDS.mishaps or it in _WORDS.hostile for it in causes):
        return found  # "arrested by the police and hurt in a crash"
    return [it for it in agents(sentence, head) if it.index < verb.index]


def objects(sentence: Sentence, verb: Token) -> list[Token]:
    """The direct objects of a verb, a passive's patient included; one that coordinated verbs share counts for each."""
    if is_passive(sentence, verb):
        return patients(sentence, verb)
    own = sentence.dependents(verb, "dobj")
    if own:
        if verb.dep == "relcl" and any(token.lower in _WORDS.relatives for token in own):
            head = _antecedent(sentence, verb)
            return [head] if head else []
        return own
    if verb.dep == "relcl" and sentence.dependents(verb, "nsubj") and verb.tag != "VBN":
        subject = sentence.dependents(verb, "nsubj")[0]
        if subject.lower not in _WORDS.relatives:
            head = _antecedent(sentence, verb)
            return [head] if head else []  # "the ship it seized"
    # "freed six nurses unharmed": the object of a small clause
    for child in sentence.dependents(verb, "ccomp"):
        if child.pos in ("ADJ", "ADV", "NOUN") and not sentence.dependents(child, "cop", "aux", "mark"):
            small = sentence.dependents(child, "nsubj")
            if small:
                return small
    # "abducted and killed two men": the object hangs on the last verb
    for other in sentence.dependents(verb, "conj"):
        if is_verb(other) and other.index - verb.index <= 4:
            shared = sentence.dependents(other, "dobj")
            if shared and not sentence.dependents(other, *SUBJECTS):
                return shared
    return []


def patients(sentence: Sentence, verb: Token, depth: int = 0) -> list[Token]:
    """The subject of a passive, which is its patient."""
    own = sentence.dependents(verb, "nsubjpass", "nsubj")
    if own and not (verb.dep == "relcl" and any(token.lower in _WORDS.relatives for token in own)):
        return own
    head = sentence.head_of(verb)
    if head is None or depth > _DEEPEST:
        return []
    if verb.dep in ("acl", "relcl", "amod") and is_nominal(head):
        return [head]
    if verb.dep in ("conj", "oprd") and is_verb(head):
        return patients(sentence, head, depth + 1)
    return subjects(sentence, verb)


def phrases(sentence: Sentence, word: Token, prepositions: Iterable[str]) -> list[Token]:
    """Heads of the prepositional phrases of ``word`` with one of ``prepositions``; a preposition on a preposition
    ("from across", "due to") is looked through, and so is "for" before an infinitive ("called for the army to leave").
    """
    wanted = set(prepositions)
    found: list[Token] = []
    if "for" in wanted:
        for clause in sentence.dependents(word, "ccomp", "xcomp", "advcl"):
            if any(mark.lower == "for" for mark in sentence.dependents(clause, "mark")):
                found += sentence.dependents(clause, "nsubj")
    for child in sentence.dependents(word, "prep", "agent", "dative", "prt", "advmod", "mark", "ccomp", "xcomp", "acl"):
        if child.lower in wanted:
            found += sentence.dependents(child, "pobj", "dobj", "pcomp") if not child.tag.startswith("VB") else (
                sentence.dependents(child, "dobj", "pobj")
            )  # fmt: skip
        elif child.dep == "prep":
            for inner in sentence.dependents(child, "prep", "pcomp"):
                if inner.lower in wanted:
                    found += sentence.dependents(inner, "pobj")
    return found


def complements(sentence: Sentence, word: Token) -> list[Token]:
    """The verbs of the clauses ``word`` governs, through "of killing" and "for failing to"."""
    found = [
        child for child in sentence.dependents(word, "xcomp", "ccomp", "acl") if child.pos in ("VERB", "AUX", "ADJ")
    ]
    for child in sentence.dependents(word, "prep", "dobj"):
        found += [inner for inner in sentence.dependents(child, "pcomp") if is_verb(inner)]
    if not found:
        # "was ready to", "agreed with X to": the clause may hang on the object or be called an adverbial
        found = [child for child in sentence.dependents(word, "advcl") if child.tag == "VB"]
        for child in sentence.dependents(word, "dobj", "attr", "acomp"):
            found += [
                inner for inner in sentence.dependents(child, "acl", "xcomp", "ccomp", "relcl") if inner.tag == "VB"
            ]
    return found


def quantity(sentence: Sentence, token: Token) -> list[Token]:
    """What a quantity or collective counts ("dozens of villagers": villagers); empty for any other noun."""
    if token.lemma.lower() not in _WORDS.quantities and token.lower not in _WORDS.quantities:
        return []
    return phrases(sentence, token, ("of",))


def gerund_act(sentence: Sentence, token: Token) -> Token | None:
    """The act in "police firing", "army shelling", where the parse takes the doer for the head."""
    following = sentence.tokens[token.index + 1] if token.index + 1 < len(sentence) else None
    if (
        following is None
        or following.tag != "VBG"
        or following.head != token.index
        or following.dep not in ("acl", "amod")
    ):
        return None
    if sentence.dependents(following, "dobj", "nsubj") or sentence.dependents(token, "det"):
        return None
    return following


def gerund_doer(sentence: Sentence, token: Token) -> Token | None:
    """Who does a gerund that stands as a noun: the police of "killed in police firing", however it was parsed."""
    if token.tag != "VBG" or token.index == 0:
        return None
    before = sentence.tokens[token.index - 1]
    if gerund_act(sentence, before) is token:
        return before
    if token.index < 2 or not before.tag.startswith("NN") or sentence.dependents(token, "dobj"):
        return None
    opening = sentence.tokens[token.index - 2]
    while opening.index > 0 and opening.tag in ("DT", "JJ"):
        opening = sentence.tokens[opening.index - 1]
    joined = before.head in (token.index, token.head) or token.head == before.index or opening.index == token.head
    loose = token.dep in ("acl", "amod") and before.dep in ("pobj", "compound", "nmod")
    return before if opening.tag == "IN" and (joined or loose) else None


def owners(sentence: Sentence, noun: Token) -> list[Token]:
    """Whose a thing is: possessor, "of", "by", "from", or a name that modifies it."""
    doer = gerund_doer(sentence, noun)
    if doer is not None:
        return [doer]
    if noun.tag == "VBG" and noun.dep in ("acl", "amod"):
        return [sentence.tokens[noun.head]]
    found = sentence.dependents(noun, "poss")
    for child in sentence.dependents(noun, "compound", "amod", "nmod"):
        mark = sentence.entity_at(child.index)
        if mark is not None and mark.label in ("NORP", "GPE", "ORG", "PERSON"):
            found.append(child)
    for child in sentence.dependents(noun, "acl"):
        found += agents(sentence, child)
    return found or phrases(sentence, noun, ("by", "from", "of"))


def clause_depth(sentence: Sentence, token: Token) -> int:
    """How many clauses lie above the clause of ``token``: 0 in the main clause."""
    depth = 0
    if token.dep in ("advcl", "relcl", "acl", "ccomp", "pcomp", "csubj", "xcomp"):
        depth += 1
    for above in sentence.ancestors(token):
        if above.dep in ("advcl", "relcl", "acl", "ccomp", "pcomp", "csubj", "xcomp"):
            depth += 1
    return depth


def base_phrase(sentence: Sentence, head: Token, full: bool = False) -> tuple[int, int]:
    """Token range of the noun phrase of ``head``: its determiners and modifiers on the left, names in apposition that
    touch it, and with ``full`` its "of"/"in" phrases; relative clauses and coordinations stay out.
    """
    first = last = head.index
    for child in sentence.dependents(head):
        if child.index < head.index and child.dep in (
            "det", "amod", "compound", "nmod", "poss", "nummod", "quantmod", "advmod", "predet", "neg",
        ):  # fmt: skip
            first = min(first, sentence.subtree(child)[0])
        elif (
            full
            and child.index > head.index
            and child.dep == "prep"
            and child.lower in ("of", "in", "from", "at", "on")
        ):
            inner = sentence.dependents(child, "pobj")
            if inner and child.index <= last + 2:
                last = max(last, base_phrase(sentence, inner[0], full=True)[1] - 1)
    return first, last + 1
