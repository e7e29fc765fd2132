"""Words of harm: the nouns that "killed", "arrest" or "dead" count, by how they stand in the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.codebook.syntax_words import load_syntax_words
from dateline.codebook.toll_words import HarmVerb, TollWords
from dateline.events.amounts import INSIDE_TAGS, NOUN_TAGS, amount_at, is_of, is_unit_after
from dateline.parse.tree import Sentence, Token

_HARMED = frozenset(("killed", "injured"))
_SYNTAX = load_syntax_words()


@dataclass(frozen=True, slots=True)
class HarmFound:
    """What one word of harm counts: the heads of the nouns, and whether it is open or a sum so far."""

    key: str
    heads: list[int]
    open: bool = False
    cumulative: bool = False
    faint: bool = False


def harms(sentence: Sentence, token: Token, words: TollWords) -> Iterator[HarmFound]:
    """What a word of harm counts."""
    verbal = token.tag[:2] == "VB" or (token.tag in ("JJ", "NN") and token.lower.endswith("ed"))
    found = _verb_harm(sentence, token, words) if verbal else None
    found = found or (_gapped_harm(sentence, token, words) if token.lower in _SYNTAX.nouns_of_force else None)
    if found is not None:
        yield found
    elif token.lower in words.states:
        heads = _beside_state(sentence, token, words)
        if heads:
            yield HarmFound(words.states[token.lower], _whole_list(sentence, heads, words))
    elif token.tag in ("NN", "NNS"):
        yield from _noun_harms(sentence, token, words)


def _verb_harm(sentence: Sentence, token: Token, words: TollWords) -> HarmFound | None:
    """Whom a verb of harm counts, with those named beside them; or the lives it takes."""
    verb = _verb_use(sentence, token, words)
    if verb is not None:
        heads = _before_names(sentence, _victims(sentence, token, verb), words)
        if heads:
            heads = _with_conjuncts(sentence, heads, words)
            return HarmFound(
                verb.key, heads + _companions(sentence, token, heads, words), open=verb.open, faint=verb.faint
            )
    if token.lemma in words.life_verbs:
        for child in sentence.dependents(token, "dobj"):
            if child.lemma in words.lives:
                return HarmFound(words.lives[child.lemma], [child.index])
    return None


def _gapped_harm(sentence: Sentence, token: Token, words: TollWords) -> HarmFound | None:
    """In "one was killed by stones while another in police firing" the second number has the first one's verb.

    The parse takes the noun of force for the verb that is missing.
    """
    above = sentence.head_of(token)
    verb = None if above is None or above.index > token.index else _verb_use(sentence, above, words)
    if verb is None or verb.key not in _HARMED:
        return None
    for subject in sentence.dependents(token, "nsubj"):
        cause = [it for it in sentence.dependents(subject, "prep") if it.lower in _SYNTAX.before_force]
        if subject.index < token.index and cause:
            return HarmFound(verb.key, [subject.index], open=verb.open)
    return None


def _noun_harms(sentence: Sentence, token: Token, words: TollWords) -> Iterator[HarmFound]:
    before = sentence[token.index - 1] if token.index else None
    if before is not None and before.lower in words.multiples and token.lemma in words.multiplied:
        key, is_open = words.multiplied[token.lemma]
        yield HarmFound(key, [before.index], open=is_open, faint=True)
    elif token.lemma in words.nouns:
        heads = _through_noun(sentence, token, words)
        if heads:
            yield HarmFound(words.nouns[token.lemma], heads)
        elif token.lemma in words.wounds and (heads := _bearers(sentence, token, words)):
            yield HarmFound("injured", heads, open=True, faint=True)
    elif token.lemma in words.totals:
        head = _total_after(sentence, token, words)
        if head is not None:
            yield HarmFound(words.totals[token.lemma], [head], cumulative=True)
    elif (counted := _numbered(sentence, token, words)) is not None:
        head = _total_after(sentence, sentence[token.index + 2], words)
        if head is not None:
            yield HarmFound(counted, [head], cumulative=True)
    elif token.lemma in words.none_words:
        amount = amount_at(sentence, token.index, words)
        if amount is not None and amount.max == 0:
            for key in words.none_keys:
                yield HarmFound(key, [token.index])


def _verb_use(sentence: Sentence, token: Token, words: TollWords) -> HarmVerb | None:
    """The use of a verb of harm that fits the words beside it."""
    rows = words.verbs.get(token.lemma)
    if rows is None:
        return None
    if any(child.lower in ("not", "n't", "never") for child in sentence.dependents(token, "neg")):
        return None
    near = {form for it in _beside(sentence, token) for form in (it.lower, it.lemma)}
    for row in rows:
        if near.issuperset(row.beside) and all(_stands_beside(sentence, token, word) for word in row.beside):
            return row
    return None


def _beside(sentence: Sentence, token: Token) -> tuple[Token, ...]:
    """The words about a verb among which those stand that make its use one of harm, the verb itself with them."""
    return sentence.tokens[max(0, token.index - 2) : token.index + 9]


def _stands_beside(sentence: Sentence, token: Token, word: str) -> bool:
    for other in _beside(sentence, token):
        if other.index != token.index and word in (other.lower, other.lemma):
            if other.index < token.index and other.tag in ("RB", "RP") and other.head != token.index:
                continue  # "fled away taking": the particle is another verb's
            before = sentence[other.index - 1]
            if other.index > token.index and word.endswith("ly") and (before.tag == "CD" or before.lower == "them"):
                continue  # "shot, one fatally", "one of them fatally": the adverb is that one's
            return True
        if other.index > token.index and other.lower in (";", ".", ":"):
            return False
    return False


def _victims(sentence: Sentence, token: Token, verb: HarmVerb) -> list[int]:
    """The nouns whose number a verb gives."""
    if verb.takes == "subject":
        who = _subjects(sentence, token, ("nsubj", "nsubjpass"))
        if verb.key == "displaced":  # "two suspects fled": nobody displaced them
            who = [it for it in who if sentence[it].lemma not in _SYNTAX.fugitives]
        return who
    objects = [child.index for child in sentence.dependents(token, "dobj", "dative") if child.lemma not in verb.beside]
    before = sentence[token.index - 1] if token.index else None
    if token.dep == "conj" and not objects and before is not None and before.tag == "CD":
        return [before.index]  # "left 3 dead and 10 wounded", whatever the parse makes of it
    passive = bool(sentence.dependents(token, "auxpass", "nsubjpass", "agent")) or (
        token.tag == "VBN" and token.dep in ("acl", "amod", "conj", "ROOT", "relcl", "advcl", "ccomp") and not objects
    )
    if objects and not sentence.dependents(token, "nsubjpass"):
        antecedent = _antecedent(sentence, token, sentence[objects[0]])
        return [antecedent] if antecedent is not None else objects
    if passive or not objects:
        if token.dep == "amod":
            return [token.head]
        return (
            _subjects(sentence, token, ("nsubjpass", "nsubj"))
            if passive or token.tag in ("VBD", "VBN", "VBZ")
            else _next_noun(sentence, token)
        )
    return []


def _before_names(sentence: Sentence, heads: list[int], words: TollWords) -> list[int]:
    """For names after "identified as", the noun phrase that they identify and that holds the number."""
    for head in heads:
        for place in range(head - 1, 0, -1):
            part = sentence[place]
            if part.lower in ("identified", "namely"):
                noun = place - 1
                while noun > 0 and (
                    sentence[noun].tag in (",", "RB", ":") or sentence[noun].lower in ("later", "were")
                ):
                    noun -= 1
                if sentence[noun].tag in NOUN_TAGS and amount_at(sentence, noun, words) is not None:
                    return [noun]
                return heads
            if part.lemma in words.verbs or part.tag in ("VBD", "VBZ", "MD"):
                break
    return heads


def _next_noun(sentence: Sentence, token: Token) -> list[int]:
    """Without an object by syntax: the noun phrase straight after an active form."""
    place = token.index + 1
    while place < len(sentence) and place - token.index <= 8:
        part = sentence[place]
        if part.tag in NOUN_TAGS or part.tag == "CD":
            after = sentence[place + 1] if place + 1 < len(sentence) else None
            if after is None or after.tag not in (*NOUN_TAGS, "HYPH", "JJ", "CD"):
                return [place]
        elif part.tag not in INSIDE_TAGS and part.tag != "IN" and part.tag != "JJR":
            return []
        place += 1
    return []


def _subjects(sentence: Sentence, token: Token, deps: tuple[str, ...]) -> list[int]:
    for _ in range(4):
        own = sentence.dependents(token, *deps)
        if own:
            subject = next((child for child in reversed(own) if child.index < token.index), own[-1])
            antecedent = _antecedent(sentence, token, subject)
            return [antecedent if antecedent is not None else subject.index]
        head = sentence.head_of(token)
        if head is None:
            break
        if token.dep == "acl":
            return [_counted_subject(sentence, head) or head.index]
        if token.dep == "ccomp" and token.tag == "VBN" and head.lemma == "be":
            said = [it for it in sentence.dependents(head, "attr") if it.index == token.index - 1]
            counted = _counted_subject(sentence, said[0]) if said else None
            return [] if counted is None else [counted]
        if token.dep in ("conj", "xcomp", "advcl", "dep") and head.tag[:2] == "VB" and token.tag[:2] == "VB":
            if token.dep == "advcl" and token.tag != "VBG":
                break
            token = head
            continue
        break
    return _noun_before(sentence, token)


def _counted_subject(sentence: Sentence, noun: Token) -> int | None:
    """The number that "some 41 were farmers" says the noun of, where the noun has none itself."""
    verb = sentence.head_of(noun)
    if noun.dep != "attr" or verb is None or verb.lemma != "be":
        return None
    before = reversed(sentence.tokens[: verb.index])
    return next((it.index for it in before if it.tag == "CD" and it.dep in ("nsubj", "nsubjpass")), None)


def _noun_before(sentence: Sentence, token: Token) -> list[int]:
    """Without a subject by syntax: the noun phrase straight before the verb and its auxiliaries."""
    if any(part.head != part.index for part in sentence.tokens) and token.dep not in ("ROOT", "dep", ""):
        return []
    place = token.index - 1
    while place >= 0 and (sentence[place].tag in ("RB", "MD") or sentence[place].lemma in ("be", "have", "get")):
        place -= 1
    if place >= 0 and (sentence[place].tag in NOUN_TAGS or sentence[place].tag == "CD"):
        return [place]
    return []


def _antecedent(sentence: Sentence, verb: Token, subject: Token) -> int | None:
    """The noun that a relative pronoun stands for."""
    if subject.tag in ("WP", "WDT") or subject.lower in ("who", "whom", "that", "which"):
        clause = verb
        for _ in range(3):
            if clause.dep == "relcl":
                return clause.head
            clause = sentence[clause.head]
    return None


def _with_conjuncts(sentence: Sentence, heads: Sequence[int], words: TollWords) -> list[int]:
    """The heads with the nouns coordinated with them, in text order; another word of harm between ends the list."""
    found: list[int] = []
    queue = list(heads)
    while queue:
        head = queue.pop(0)
        if head in found:
            continue
        found.append(head)
        for child in sentence.dependents(sentence[head], "conj"):
            if (child.tag in NOUN_TAGS or child.tag == "CD" or child.lower.endswith("old")) and not any(
                sentence[i].lemma in words.verbs or sentence[i].lower in words.states
                for i in range(head + 1, child.index)
            ):
                queue.append(child.index)
    return sorted(found)


def _whole_list(sentence: Sentence, heads: Sequence[int], words: TollWords) -> list[int]:
    """The list that the heads belong to, from its first counted noun on: "19 fighters and four soldiers dead"."""
    first = heads[0]
    while sentence[first].dep == "conj" and sentence[first].head < first:
        above = sentence[first].head
        if sentence[above].tag not in NOUN_TAGS or amount_at(sentence, above, words) is None:
            break
        first = above
    return _with_conjuncts(sentence, [first, *heads], words)


def _companions(sentence: Sentence, verb: Token, heads: Sequence[int], words: TollWords) -> list[int]:
    """Those harmed "along with" the ones counted: "arrested along with two others", "with his wife"."""
    for place in range(min(min(heads), verb.index), min(verb.index + 12, len(sentence) - 2)):
        if sentence[place].lower in ("along", "together", "alongwith") and sentence[place + 1].lower == "with":
            found = _next_noun(sentence, sentence[place + 1])
            if found and found[0] not in heads:
                amount = amount_at(sentence, found[0], words)
                theirs = sentence[place + 2].tag == "PRP$"
                if amount is not None and (amount.min > 1 or theirs or sentence[place + 2].lower in ("one", "another")):
                    return _with_conjuncts(sentence, found, words) if amount.min == 1 else found
    return []


def _beside_state(sentence: Sentence, token: Token, words: TollWords) -> list[int]:
    """Who a state like "dead" is said of: "3 dead", "a man is dead", "left his brother dead"."""
    place = token.index - 1
    while place >= 0 and sentence[place].tag == "RB" and token.index - place < 3:
        place -= 1
    if place < 0:
        return []
    before = sentence[place]
    if before.lower in words.indefinite or before.tag == "CD" or before.lower in words.pairs:
        return [place]
    if before.lemma == "be":
        head = sentence.head_of(token)
        if head is not None and head.index == before.index:
            return _subjects(sentence, head, ("nsubj", "nsubjpass"))
        return _noun_before(sentence, before)
    for cause in range(place, max(-1, place - 14), -1):
        verb = sentence[cause]
        if verb.lemma == "leave" and verb.tag[:2] == "VB":
            heads = [child.index for child in sentence.dependents(verb, "dobj") if child.index < token.index]
            heads = heads or [kid.index for kid in sentence.dependents(token, "nsubj") if kid.index > cause]
            return heads or ([place] if before.tag in NOUN_TAGS else _next_noun(sentence, verb))
        if verb.tag in ("VBD", "VBZ", "VBP", "MD"):
            break
    if before.tag in NOUN_TAGS and any(
        sentence[i].tag == "CD" or sentence[i].lower in ("a", "an", "one", "another")
        for i in range(max(0, place - 5), place)
    ):
        return [place]
    return []


def _through_noun(sentence: Sentence, token: Token, words: TollWords) -> list[int]:
    """What a noun of harm counts: itself when a number stands with it, else those it befell."""
    for child in sentence.dependents(token, "prep"):
        if child.lower == "of":
            inner = [pobj.index for pobj in sentence.dependents(child, "pobj")]
            if inner and not any(kid.tag == "CD" for kid in sentence.dependents(token, "nummod")):
                return _with_conjuncts(sentence, inner, words)
    for child in sentence.dependents(token, "poss"):
        if child.tag not in ("PRP$", "WP$"):
            return [child.index]
    for child in sentence.dependents(token, "nummod"):
        return [child.index] if child.tag == "CD" and not is_unit_after(sentence, child.index, words) else []
    if token.index > 0 and sentence[token.index - 1].tag == "CD":
        return [token.index - 1]
    if any(child.lower == "no" for child in sentence.dependents(token, "det")):
        return [token.index]
    if is_of(sentence, token.index) and not sentence.children[token.index]:
        return _next_noun(sentence, sentence[token.index + 1])
    return []


def _bearers(sentence: Sentence, token: Token, words: TollWords) -> list[int]:
    """Who bears a wound: "a man with a gunshot wound", "found two people suffering from wounds"; they may die of it."""
    preposition = sentence.head_of(token)
    if preposition is None or preposition.lower not in ("with", "from"):
        return []
    above = sentence.head_of(preposition)
    if above is None:
        return []
    if above.tag in NOUN_TAGS or above.tag == "CD" or above.lower.endswith("old"):
        return _whole_list(sentence, [above.index], words)
    takes = words.wound_verbs.get(above.lemma)
    if takes is None:
        return []
    objects = [child.index for child in sentence.dependents(above, "dobj") if child.index < preposition.index]
    if takes == "object" and objects:
        return _with_conjuncts(sentence, objects, words)
    passive = bool(sentence.dependents(above, "auxpass", "nsubjpass")) or above.dep == "acl"
    heads = _subjects(sentence, above, ("nsubjpass", "nsubj")) if takes == "subject" or passive else []
    return _with_conjuncts(sentence, heads, words) if heads else []


def _numbered(sentence: Sentence, token: Token, words: TollWords) -> str | None:
    """Of what harm a "number" is: "the number of dead has risen to 34"."""
    if token.lower != "number" or len(sentence) < token.index + 4 or sentence[token.index + 1].lower != "of":
        return None
    for after in sentence.tokens[token.index + 2 : token.index + 4]:
        key = words.states.get(after.lower) or words.nouns.get(after.lemma)
        if key is not None:
            return key
    return None


def _total_after(sentence: Sentence, token: Token, words: TollWords) -> int | None:
    """The number a toll rises to or stands at."""
    armed = False
    for place in range(token.index + 1, min(token.index + 12, len(sentence))):
        part = sentence[place]
        if part.lower in ("to", "at", "of", "is", "was", "reached", "exceeded", "hit"):
            armed = True
        elif part.lower in (";", "."):
            return None
        elif armed and (part.tag == "CD" or part.lower in words.indefinite):
            following = sentence[place + 1].tag if place + 1 < len(sentence) else ""
            if following != "CD":
                return place
    return None
