"""Tolls: the killed, injured, abducted, arrested, surrendered and displaced, as the report numbers them.

Numbers are found once per report and then each is given to one act: to the act whose trigger it stands with, else to
the nearest act it can belong to.  A number told again, or told in parts ("two of them"), is not added up.  One victim
counts as one; a plural without a number is not reported.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.codebook.syntax_words import load_syntax_words
from dateline.codebook.toll_words import HarmVerb, TollWords, load_toll_words
from dateline.events.amounts import INSIDE_TAGS, NOUN_TAGS, Amount, amount_at, is_of, is_unit_after, plain_number
from dateline.events.draft import Act
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import TOLL_KEYS, Count, Party, Reason, SideCount, Span, Status, Toll

_REACH = 3
"""Sentences an act may stand before a number that belongs to it."""
_NEAR = 64
"""Numbers told before that a number is compared with; a report with more tells of many happenings."""
_HARMED = frozenset(("killed", "injured"))
_SYNTAX = load_syntax_words()
_UNDONE = frozenset(("planned", "threatened", "denied", "hypothetical"))


@dataclass(frozen=True, slots=True)
class FoundCount:
    """A number of people harmed, where it stands and what it says.

    ``word`` is the word of harm (killed, dead, arrest) in ``sentence``, ``head`` the noun that is counted; ``party`` is
    whom it counts when it counts one side only, ``sides`` the shares.  The flags say how it relates to other numbers:
    ``general`` counts people without saying which, ``definite`` ones already spoken of, ``proper`` one by name,
    ``pronoun`` "he" or "she", ``more`` others than before, ``part`` some of those before, ``cumulative`` all so far,
    ``background`` a longer time or an old deed, ``open`` hurt and perhaps killed, ``faint`` people who are likely hurt,
    heard where the report gives no plainer number.
    """

    key: str
    min: int
    max: int | None
    party: Party | None
    sides: tuple[SideCount, ...]
    sentence: int
    word: Token
    head: Token
    evidence: Span
    general: bool = False
    definite: bool = False
    proper: bool = False
    pronoun: bool = False
    more: bool = False
    part: bool = False
    cumulative: bool = False
    background: bool = False
    open: bool = False
    faint: bool = False


@dataclass(frozen=True, slots=True)
class AssignedToll:
    """The toll of one act and where its numbers come from."""

    toll: Toll
    reasons: tuple[Reason, ...]


def find_counts(parsed: Parsed, parties: Sequence[Party], words: TollWords) -> tuple[FoundCount, ...]:
    """All numbers of people harmed in a report, in text order."""
    sides = _Sides(parties)
    found: list[FoundCount] = []
    for sentence in parsed.sentences:
        found.extend(_sentence_counts(parsed, sentence, sides, words))
    found.sort(key=lambda count: (count.evidence.start, count.word.start, count.key))
    return tuple(found)


# -- words of harm ---------------------------------------------------------------------------------------------------


class _Sides:
    """Parties by position, so that a counted noun finds its party."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self.parties = sorted(parties, key=lambda party: (party.start, party.end))
        self.starts = [party.start for party in self.parties]

    def at(self, token: Token) -> Party | None:
        """The shortest party mention that covers the token."""
        last = bisect.bisect_right(self.starts, token.start)
        covering = [party for party in self.parties[max(0, last - 12) : last] if party.end >= token.end]
        return min(covering, key=lambda party: (party.end - party.start, party.start), default=None)


@dataclass(frozen=True, slots=True)
class _Harm:
    """What one word of harm counts: the heads of the nouns, and whether it is open or a sum so far."""

    key: str
    heads: list[int]
    open: bool = False
    cumulative: bool = False
    faint: bool = False


def _sentence_counts(parsed: Parsed, sentence: Sentence, sides: _Sides, words: TollWords) -> Iterator[FoundCount]:
    taken: set[tuple[str, int]] = set()
    background: bool | None = None
    for token in sentence.tokens:
        for harm in (*_fatal(sentence, token, words), *_harms(sentence, token, words)):
            amounts = [amount_at(sentence, head, words) for head in harm.heads]
            members = [amount for amount in amounts if amount is not None and (harm.key, amount.head) not in taken]
            if not members:
                continue
            if background is None:
                background = _is_background(parsed.text[sentence.start : sentence.end], sentence, words)
            taken.update((harm.key, amount.head) for amount in members)
            yield _count(parsed, sentence, token, harm, members, sides, words, background)


def _fatal(sentence: Sentence, token: Token, words: TollWords) -> Iterator[_Harm]:
    """In "three people were shot, one fatally" the number straight before the adverb is that of the dead."""
    if token.lower in words.fatal and token.index > 1:
        apart = sentence[token.index - 2].lower in (",", "and")
        if apart and plain_number(sentence[token.index - 1].lower, words) is not None:
            yield _Harm("killed", [token.index - 1])


def _count(
    parsed: Parsed, sentence: Sentence, word: Token, harm: _Harm, members: Sequence[Amount], sides: _Sides,
    words: TollWords, background: bool,
) -> FoundCount:  # fmt: skip
    bounds = [amount.max for amount in members]
    # Beside a number, a plural without one leaves the upper bound open.
    bounded = len(members) == len(harm.heads) and None not in bounds
    shares = tuple(
        SideCount(party=party, min=amount.min, max=amount.max)
        for amount in members
        if amount.min and (party := sides.at(sentence[amount.head])) is not None
    )
    first = min(amount.first for amount in members)
    last = max(amount.head for amount in members)
    head = sentence[members[0].head]
    part = (
        all(amount.part for amount in members)
        or _after_whole(sentence, first, words)
        or _after_part(sentence, first, words)
        or head.lower in words.anaphors
        or (harm.key == "surrendered" and word.dep == "amod")
    )
    return FoundCount(
        key=harm.key,
        min=sum(amount.min for amount in members),
        max=sum(bound or 0 for bound in bounds) if bounded else None,
        party=shares[0].party if len(shares) == 1 and len(members) == 1 else None,
        sides=shares,
        sentence=sentence.index,
        word=word,
        head=head,
        evidence=Span.cut(parsed.text, sentence[first].start, sentence[last].end),
        general=all(amount.general for amount in members),
        definite=all(amount.definite for amount in members),
        proper=all(amount.proper for amount in members),
        pronoun=all(amount.pronoun for amount in members),
        more=any(amount.more for amount in members),
        part=part,
        cumulative=harm.cumulative,
        background=background or _is_old_deed(sentence, word, words),
        open=harm.open,
        faint=harm.faint,
    )


def _after_part(sentence: Sentence, first: int, words: TollWords) -> bool:
    """Whether the number stands right after "including", "among them" and the like."""
    for place in range(max(0, first - 3), first):
        if sentence[place].lower in words.part:
            return True
        if sentence[place].tag in (".", ":") or sentence[place].lower in (",", "and"):
            continue
    return False


def _after_whole(sentence: Sentence, first: int, words: TollWords) -> bool:
    """Whether the clause began with those of whom the number is a part: "of the 40 who died, 12 were shot"."""
    for place in range(min(first, len(sentence) - 3)):
        opens = place == 0 or sentence[place - 1].lower in ("out", ",", "that")
        if not opens or sentence[place].lower != "of":
            continue
        whole = range(place + 1, min(place + 4, first))
        if any(plain_number(sentence[it].lower, words) is not None for it in whole):
            return sentence[first - 1].lower == "," or any(sentence[it].text == "," for it in range(place, first))
    return False


def _is_background(text: str, sentence: Sentence, words: TollWords) -> bool:
    lower = text.lower()
    return any(token.lower in words.background for token in sentence.tokens) or any(
        phrase in lower for phrase in words.background_phrases
    )


def _is_old_deed(sentence: Sentence, word: Token, words: TollWords) -> bool:
    """Whether the word of harm stands under what somebody is wanted, tried or known for."""
    if word.head != word.index or sentence.children[word.index]:
        return any(
            up.lower in words.governors and up.index < word.index
            for _, up in zip(range(4), sentence.ancestors(word), strict=False)
        )
    for place in range(word.index - 1, max(-1, word.index - 14), -1):
        token = sentence[place]
        if token.lower in words.governors:
            # "Two men wanted for robbery were killed": the deed must follow the governor through "in", "of", "for"…
            return any(
                sentence[i].lower in ("in", "of", "for", "with", "to", "including") for i in range(place, word.index)
            )
        if token.lower in (";", "and") or token.tag == "MD":
            break
        if token.tag in ("VBD",) and token.index != word.index and token.dep not in ("aux", "auxpass"):
            break
    return False


def _harms(sentence: Sentence, token: Token, words: TollWords) -> Iterator[_Harm]:
    """What a word of harm counts."""
    verbal = token.tag[:2] == "VB" or (token.tag in ("JJ", "NN") and token.lower.endswith("ed"))
    found = _verb_harm(sentence, token, words) if verbal else None
    found = found or (_gapped_harm(sentence, token, words) if token.lower in _SYNTAX.nouns_of_force else None)
    if found is not None:
        yield found
    elif token.lower in words.states:
        heads = _beside_state(sentence, token, words)
        if heads:
            yield _Harm(words.states[token.lower], _whole_list(sentence, heads, words))
    elif token.tag in ("NN", "NNS"):
        yield from _noun_harms(sentence, token, words)


def _verb_harm(sentence: Sentence, token: Token, words: TollWords) -> _Harm | None:
    verb = _verb_use(sentence, token, words)
    if verb is not None:
        heads = _before_names(sentence, _victims(sentence, token, verb), words)
        if heads:
            heads = _with_conjuncts(sentence, heads, words)
            return _Harm(verb.key, heads + _companions(sentence, token, heads, words), open=verb.open, faint=verb.faint)
    if token.lemma in words.life_verbs:
        for child in sentence.dependents(token, "dobj"):
            if child.lemma in words.lives:
                return _Harm(words.lives[child.lemma], [child.index])
    return None


def _gapped_harm(sentence: Sentence, token: Token, words: TollWords) -> _Harm | None:
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
            return _Harm(verb.key, [subject.index], open=verb.open)
    return None


def _noun_harms(sentence: Sentence, token: Token, words: TollWords) -> Iterator[_Harm]:
    before = sentence[token.index - 1] if token.index else None
    if before is not None and before.lower in words.multiples and token.lemma in words.multiplied:
        key, is_open = words.multiplied[token.lemma]
        yield _Harm(key, [before.index], open=is_open, faint=True)
    elif token.lemma in words.nouns:
        heads = _through_noun(sentence, token, words)
        if heads:
            yield _Harm(words.nouns[token.lemma], heads)
        elif token.lemma in words.wounds and (heads := _bearers(sentence, token, words)):
            yield _Harm("injured", heads, open=True, faint=True)
    elif token.lemma in words.totals:
        head = _total_after(sentence, token, words)
        if head is not None:
            yield _Harm(words.totals[token.lemma], [head], cumulative=True)
    elif token.lemma in words.none_words:
        amount = amount_at(sentence, token.index, words)
        if amount is not None and amount.max == 0:
            for key in words.none_keys:
                yield _Harm(key, [token.index])


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
            if other.index > token.index and word.endswith("ly") and sentence[other.index - 1].tag == "CD":
                continue  # "shot, one fatally": the adverb is that one's
            return True
        if other.index > token.index and other.lower in (";", ".", ":"):
            return False
    return False


def _victims(sentence: Sentence, token: Token, verb: HarmVerb) -> list[int]:
    """The nouns whose number a verb gives."""
    if verb.takes == "subject":
        return _subjects(sentence, token, ("nsubj", "nsubjpass"))
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


# -- which act a number belongs to -----------------------------------------------------------------------------------


def assign_tolls(
    parsed: Parsed, acts: Sequence[Act], counts: Sequence[FoundCount], statuses: Sequence[Status] | None = None
) -> tuple[AssignedToll, ...]:
    """The toll of each act, in the order of ``acts``; every number goes to one act, repeats to none.

    ``statuses``, one for each act, keep numbers away from acts that were not done unless they stand with the very word.
    """
    near: dict[int, list[int]] = {}
    for place, act in enumerate(acts):
        near.setdefault(act.sentence.index, []).append(place)
    undone = frozenset(place for place, status in enumerate(statuses or ()) if status in _UNDONE)
    words = load_toll_words()
    given: list[list[FoundCount]] = [[] for _ in acts]
    for count in distinct(counts):
        best = _best_act(count, acts, near, undone, words)
        if best is not None:
            given[best].append(count)
    return tuple(_assigned(rows) for rows in given)


def retold_tolls(acts: Sequence[Act], counts: Sequence[FoundCount]) -> tuple[AssignedToll, ...]:
    """For each act, the numbers that stand with its own word and were told before, so that no act was given them.

    An act that proves to be another happening than the one told before has these numbers after all.
    """
    kept = {(count.key, count.evidence) for count in distinct(counts)}
    near: dict[tuple[int, int], list[FoundCount]] = {}
    for count in counts:
        if (count.key, count.evidence) not in kept and not count.faint:
            near.setdefault((count.sentence, count.word.index), []).append(count)
    return tuple(_assigned(near.get((act.sentence.index, act.word.index), ())) for act in acts)


def toll_of(counts: Sequence[FoundCount]) -> Toll:
    """The toll that numbers of one act add up to."""
    by_key: dict[str, Count] = {}
    for key in TOLL_KEYS:
        rows = [count for count in counts if count.key == key]
        if not rows:
            continue
        unbounded = any(count.max is None for count in rows)
        by_key[key] = Count(
            min=sum(count.min for count in rows),
            max=None if unbounded else sum(count.max or 0 for count in rows),
            by_side=tuple(side for count in rows for side in count.sides),
            evidence=tuple(dict.fromkeys(count.evidence for count in rows)),
        )
    return Toll(**by_key)


def _assigned(rows: Sequence[FoundCount]) -> AssignedToll:
    reasons = tuple(
        Reason(
            about="toll",
            by=f"toll:{count.key}",
            text=f"{count.evidence.text!r} stands with {count.word.text!r}"
            + (" and was told as a rising total" if count.cumulative else ""),
            evidence=(count.evidence,),
        )
        for count in rows
    )
    return AssignedToll(toll_of(rows), reasons)


def _best_act(
    count: FoundCount, acts: Sequence[Act], near: Mapping[int, Sequence[int]], undone: frozenset[int], words: TollWords
) -> int | None:
    """The place of the act a number belongs to: its own word's, else the closest it fits; ``None`` where none does."""
    fits = words.fits[count.key]
    best: tuple[int, int] | None = None
    for gap in range(-1, _REACH + 1):
        for place in near.get(count.sentence - gap, ()):
            act = acts[place]
            fit = fits.get(f"{act.type}:{act.mode}", fits.get(act.type, 0))
            if gap == 0 and act.word.index == count.word.index:
                score = 100 + fit
            elif not fit or count.background or place in undone:
                continue
            elif gap == 0:
                score = 50 + fit + _closeness(act, count)
            else:
                score = fit + (10 if gap < 0 else 25 - 6 * gap)
            if best is None or (score, -place) > (best[0], -best[1]):
                best = (score, place)
    return None if best is None else best[1]


def _closeness(act: Act, count: FoundCount) -> int:
    """How close an act of the same sentence stands to a number, in the tree and in words."""
    closeness = -min(20, abs(act.word.index - count.word.index))
    if any(up.index == act.word.index for up in act.sentence.ancestors(count.word)):
        return closeness + 20
    if any(up.index == count.word.index for up in act.sentence.ancestors(act.word)):
        return closeness + 10
    return closeness


def distinct(counts: Sequence[FoundCount]) -> tuple[FoundCount, ...]:
    """The numbers without repeats and parts, and with injuries that proved deadly taken out."""
    told: dict[str, _Told] = {key: _Told() for key in TOLL_KEYS}
    if any(count.key in _HARMED and not (count.faint or count.background) for count in counts):
        counts = [count for count in counts if not count.faint]
    apart = [count for count in counts if count.background]
    for count in counts:
        if not count.background and not count.open:
            told[count.key].add(count)
    if not told["injured"].rows:
        dead = told["killed"].total
        for count in counts:
            if count.open and not count.background and count.min > dead:
                high = None if count.max is None else count.max - dead
                told["injured"].add(replace(count, min=count.min - dead, max=high))
                dead = 0
    kept = [*apart, *(row for key in TOLL_KEYS for row in told[key].rows)]
    return tuple(sorted(kept, key=lambda row: (row.evidence.start, row.word.start, row.key)))


class _Told:
    """The numbers of one kind that count so far, in text order."""

    def __init__(self) -> None:
        self.rows: list[FoundCount] = []
        self.total = 0

    def add(self, count: FoundCount) -> None:
        """Take a number in, put it in the place of one before it, or leave it out as told already."""
        if not self.rows:
            self._take(count)
        elif count.min == 0 or count.part or count.pronoun:
            return
        elif self.total == 0:
            self._replace(0, count)
        elif self.rows[-1].pronoun:
            self._replace(len(self.rows) - 1, count)
        elif count.cumulative or self.rows[0].cumulative:
            if count.min > self.total:
                self._full(count)
        elif count.sentence == self.rows[-1].sentence and not count.definite:
            if not self._is_again(count):
                self._take(count)
        elif count.more:
            self._take(count)
        elif count.min != self.total and not any(row.min == count.min for row in self.rows[-_NEAR:]):
            self._weigh(count)

    def _weigh(self, count: FoundCount) -> None:
        """A number of another sentence, neither said to be of others nor told before."""
        others = all(not row.general and row.head.lemma != count.head.lemma for row in self.rows[-_NEAR:])
        if others and not count.general and not count.definite and not (count.proper and count.min < self.total):
            self._take(count)
        elif count.min > self.total:
            # The report goes from the first word to the full count.
            self._full(count)

    def _is_again(self, count: FoundCount) -> bool:
        """Whether a number of the same sentence is told twice in it."""
        for row in self.rows[-_NEAR:]:
            if row.sentence == count.sentence and row.head.index == count.head.index:
                return True
            same = row.head.lemma == count.head.lemma or (count.proper and row.word.lemma in ("body", "corpse"))
            if same and row.min == count.min and not count.more:
                return True
        return False

    def _take(self, count: FoundCount) -> None:
        self.rows.append(count)
        self.total += count.min

    def _replace(self, place: int, count: FoundCount) -> None:
        self.total += count.min - self.rows[place].min
        self.rows[place] = count

    def _full(self, count: FoundCount) -> None:
        """One number for all told so far, at the place of the first."""
        first = self.rows[0]
        self.rows = [replace(count, sentence=first.sentence, word=first.word)]
        self.total = count.min
