"""Tolls: the killed, injured, abducted, arrested, surrendered and displaced, as the report numbers them.

Numbers are found once per report and then each is given to one act: to the act whose trigger it stands with, else to
the nearest act it can belong to.  A number told again, or told in parts ("two of them"), is not added up.  One victim
counts as one; a plural without a number is not reported.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.codebook.toll_words import HarmVerb, TollWords
from dateline.events.draft import Act
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Count, Party, Reason, SideCount, Span, Status, Toll

_REACH = 3
"""Sentences an act may stand before a number that belongs to it."""
_UNITS = frozenset(
    {
        "-",
        "year",
        "years",
        "yr",
        "yrs",
        "month",
        "months",
        "kg",
        "kilogram",
        "kilograms",
        "km",
        "mm",
        "%",
        "percent",
        "p.m.",
        "a.m.",
        "rounds",
    }
)
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_INSIDE = frozenset(
    {
        "DT",
        "PDT",
        "JJ",
        "JJR",
        "JJS",
        "CD",
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "POS",
        "VBN",
        "VBG",
        "RB",
        "PRP$",
        "HYPH",
        "``",
        "''",
        "FW",
        "AFX",
    }
)
_PROPER_LABELS = frozenset({"GPE", "NORP", "LOC", "FAC", "EVENT"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of people: at least ``min``, at most ``max`` (``None``: no bound); tokens ``[first, head]`` say so."""

    min: int
    max: int | None
    first: int
    head: int
    general: bool = False
    definite: bool = False
    proper: bool = False
    pronoun: bool = False
    more: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class FoundCount:
    """A number of people harmed, where it stands and what it says.

    ``word`` is the word of harm (killed, dead, arrest) in ``sentence``, ``head`` the noun that is counted; ``party`` is
    whom it counts when it counts one side only, ``sides`` the shares.  The flags say how it relates to other numbers:
    ``general`` counts people without saying which, ``definite`` ones already spoken of, ``proper`` one by name,
    ``pronoun`` "he" or "she", ``more`` others than before, ``part`` some of those before, ``cumulative`` all so far,
    ``background`` a longer time or an old deed, ``open`` hurt and perhaps killed.
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


# -- numbers ---------------------------------------------------------------------------------------------------------


def number_at(sentence: Sentence, last: int, words: TollWords) -> tuple[int, int | None, int] | None:
    """The number whose last token is ``last`` as (min, max, first token), or ``None`` where there is none.

    Reads "12", "1,200", "twenty-one", "two dozen", "3 lakh", "dozens", "5-7", "between 5 and 7".
    """
    token = sentence[last]
    if token.lower in words.indefinite:
        return words.indefinite[token.lower], None, last
    first = last
    value = 0
    scale = 1
    seen = False
    while first >= 0:
        word = sentence[first].lower
        plain = _plain_number(word, words)
        if word in words.scales:
            if seen and scale == 1:
                break
            scale *= words.scales[word]
            seen = True
        elif plain is not None:
            value += plain * scale
            seen = True
            scale_used = scale
            scale = 1
            # "twenty-one", "one hundred and five": go on only while smaller units were read.
            if (
                first >= 2
                and sentence[first - 1].lower == "-"
                and sentence[first - 2].lower in words.numbers
                and plain < 10
            ):
                first -= 2
                value += words.numbers[sentence[first].lower] * scale_used
            first -= 1
            break
        else:
            break
        first -= 1
    if not seen:
        return None
    first += 1
    if scale > 1:
        # "a dozen", "a hundred"
        value = scale
        if first > 0 and sentence[first - 1].lower in ("a", "an"):
            first -= 1
    if value > 5_000_000:
        return None
    low: int = value
    if first >= 2 and sentence[first - 1].lower in ("-", "\u2014", "\u2013", "to", "or", "and"):
        other = _plain_number(sentence[first - 2].lower, words)
        joiner = sentence[first - 1].lower
        between = first >= 3 and sentence[first - 3].lower == "between"
        if other is not None and other < value and (joiner in ("-", "\u2014", "\u2013", "to", "or") or between):
            return other, value, first - 3 if between else first - 2
    return low, value, first


def _plain_number(word: str, words: TollWords) -> int | None:
    if word in words.numbers and word != "no":
        return words.numbers[word]
    digits = word.replace(",", "")
    return int(digits) if digits.isdigit() and len(digits) < 9 and digits.isascii() else None


def _hedged(
    sentence: Sentence, first: int, low: int, high: int | None, words: TollWords
) -> tuple[int, int | None, int]:
    """The bounds with "at least", "up to" and the like before the number, and the phrase's first token."""
    start = first
    for _ in range(3):
        for phrases, kind in ((words.at_least, "least"), (words.at_most, "most"), (words.about, "about")):
            for phrase in phrases:
                begin = start - len(phrase)
                if begin >= 0 and all(sentence[begin + n].lower == part for n, part in enumerate(phrase)):
                    start = begin
                    if kind == "least":
                        high = None
                    elif kind == "most" and low == high:
                        low = 1
                    break
            else:
                continue
            break
        else:
            break
    return low, high, start


def amount_at(sentence: Sentence, head: int, words: TollWords) -> Amount | None:
    """How many people the noun phrase with its head at ``head`` stands for; ``None`` where it gives no number."""
    token = sentence[head]
    lower, lemma = token.lower, token.lemma
    if lower in words.single:
        return Amount(1, 1, head, head, pronoun=True)
    if token.tag in ("PRP", "WP", "WDT", "EX", "WP$", "PRP$"):
        return None
    own = (
        number_at(sentence, head, words)
        if token.tag == "CD" or lower in words.numbers or lower in words.indefinite or lower in words.scales
        else None
    )
    if own is not None and not _unit_after(sentence, head):
        if _of(sentence, head) and sentence[head + 2].lower in ("them", "whom", "these", "those", "which"):
            return Amount(own[0], own[1], own[2], head, general=True, part=True)
        if lower == "one" and head > 0 and sentence[head - 1].lower in ("no", "any", "every"):
            return Amount(0, 0, head - 1, head, general=True) if sentence[head - 1].lower == "no" else None
        low, high, first = _hedged(sentence, own[2], own[0], own[1], words)
        noun = _counted(sentence, head, words)
        if noun is not None and sentence[noun].lemma in words.not_people:
            return None
        return Amount(
            low,
            high,
            first,
            head,
            general=True,
            definite=_definite(sentence, first),
            more=_more(sentence, first, head, words),
        )
    if lower in words.pairs:
        return Amount(
            words.pairs[lower], words.pairs[lower], head, head, general=True, definite=_definite(sentence, head)
        )
    if lemma in words.collective or lower in words.collective:
        if _of(sentence, head):
            for place in range(head + 2, min(head + 6, len(sentence))):
                inner = number_at(sentence, place, words)
                if inner is not None and sentence[place].tag == "CD":
                    last = place
                    while last + 1 < len(sentence) and sentence[last + 1].tag in (*_NOUN_TAGS, "JJ", "VBN", "HYPH"):
                        last += 1
                    return Amount(inner[0], inner[1], head, last if sentence[last].tag in _NOUN_TAGS else place)
                if sentence[place].tag not in _INSIDE and sentence[place].tag != "IN":
                    break
        if lower not in words.mass:
            return None
    if lemma in words.not_people or lower in words.not_people:
        return None
    aged = lower.endswith("old") and head > 0 and (lower != "old" or sentence[head - 1].tag in ("HYPH", "NN", "NNS"))
    if token.tag not in _NOUN_TAGS and not aged and lower not in words.general and token.tag not in ("JJ", "VBN"):
        return None
    first = head
    number: tuple[int, int | None, int] | None = None
    none = False
    determiner: Token | None = None
    more = lower in words.more and lower != "dead"
    place = head - 1
    while place >= 0 and head - place <= 9:
        part = sentence[place]
        if (
            part.tag == "CD"
            or part.lower in words.numbers
            or part.lower in words.indefinite
            or part.lower in ("dozen", "hundred")
        ):
            if part.lower == "no":
                none = True
                first = place
                break
            if not _unit_after(sentence, place):
                number = number_at(sentence, place, words)
                if number is not None:
                    break
        elif part.lower in words.pairs:
            number = (words.pairs[part.lower], words.pairs[part.lower], place)
            break
        elif part.lower == "of" and place > 0 and sentence[place - 1].lower in words.indefinite:
            place -= 1
            continue
        elif part.tag not in _INSIDE or (part.tag in ("VBG", "VBD") and part.dep not in ("amod", "compound", "")):
            break
        if part.tag in ("DT", "PRP$") or part.lower in ("another", "a", "an", "the"):
            determiner = part
            first = place
            more = more or part.lower == "another"
            break
        if part.tag == "POS":
            determiner = part
            first = place
            break
        first = place
        place -= 1
    general = lemma in words.general or lower in words.general
    if none:
        return Amount(0, 0, first, head, general=general)
    if number is not None:
        low, high, first = _hedged(sentence, number[2], number[0], number[1], words)
        more = more or _more(sentence, first, head, words)
        return Amount(low, high, first, head, general=general, definite=_definite(sentence, first), more=more)
    if token.tag in ("JJ", "VBN") and determiner is not None and determiner.lower in ("a", "an", "another", "one"):
        return Amount(1, 1, first, head, more=more)  # "a tribal"
    if (
        (token.tag in ("NNS", "NNPS", "JJ", "VBN") and not aged)
        or lower in words.collective
        or lower in ("others", "people")
    ):
        return None
    if token.tag == "NNP":
        label = sentence.entity_at(head)
        title = any(sentence[i].tag == "NN" for i in range(first, head))
        if label is not None and label.label in _PROPER_LABELS and not title and determiner is None:
            return None
        if determiner is not None and determiner.lower in ("a", "an", "another"):
            return Amount(1, 1, first, head, more=more)
        return Amount(1, 1, first, head, proper=True, more=more)
    if lemma in words.body and determiner is not None and determiner.tag == "PRP$":
        return None
    definite = determiner is not None and determiner.lower not in ("a", "an", "another", "one", "each", "every")
    if (
        determiner is None
        and any(sentence[i].tag == "CD" for i in range(first, head))
        and not _unit_inside(sentence, first, head)
    ):
        return None
    return Amount(1, 1, first, head, general=general, definite=definite, more=more)


def _unit_after(sentence: Sentence, place: int) -> bool:
    return (
        place + 1 < len(sentence)
        and sentence[place + 1].lower in _UNITS
        and not (sentence[place + 1].lower == "-" and place + 2 < len(sentence) and sentence[place + 2].tag == "CD")
    )


def _unit_inside(sentence: Sentence, first: int, head: int) -> bool:
    return any(sentence[i].lower in _UNITS for i in range(first, head))


def _of(sentence: Sentence, head: int) -> bool:
    return head + 2 < len(sentence) and sentence[head + 1].lower == "of"


def _counted(sentence: Sentence, head: int, words: TollWords) -> int | None:
    """The noun that a bare number counts, where it stands after it."""
    if _of(sentence, head):
        for place in range(head + 2, min(head + 8, len(sentence))):
            if sentence[place].tag in _NOUN_TAGS and not (
                place + 1 < len(sentence) and sentence[place + 1].tag in _NOUN_TAGS
            ):
                return place
    return None


def _definite(sentence: Sentence, first: int) -> bool:
    return (first > 0 and sentence[first - 1].lower in ("the", "these", "those", "all", "both")) or sentence[
        first
    ].lower in ("the", "these", "those", "both")


def _more(sentence: Sentence, first: int, head: int, words: TollWords) -> bool:
    near = range(max(0, first - 1), min(head + 2, len(sentence)))
    return any(sentence[i].lower in words.more and sentence[i].lower != "dead" for i in near)


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


def _sentence_counts(parsed: Parsed, sentence: Sentence, sides: _Sides, words: TollWords) -> Iterator[FoundCount]:
    taken: set[tuple[str, int]] = set()
    background: bool | None = None
    for token in sentence.tokens:
        if token.lower in ("fatally", "mortally") and token.index > 1:
            # "Three people were shot, one fatally": the number straight before it, after a comma, is that of the dead.
            before = sentence[token.index - 1]
            if sentence[token.index - 2].lower in (",", "and") and _plain_number(before.lower, words) is not None:
                amount = amount_at(sentence, before.index, words)
                if amount is not None:
                    yield _count(parsed, sentence, token, "killed", [amount], False, sides, words, False, False, False)
                    continue
        for key, heads, open_, cumulative in _harms(sentence, token, words):
            members = [amount for head in heads for amount in [amount_at(sentence, head, words)] if amount is not None]
            members = [amount for amount in members if (key, amount.head) not in taken]
            if not members:
                continue
            if background is None:
                background = _is_background(parsed.text[sentence.start : sentence.end], sentence, words)
            taken.update((key, amount.head) for amount in members)
            yield _count(
                parsed,
                sentence,
                token,
                key,
                members,
                len(members) < len(heads),
                sides,
                words,
                open_,
                cumulative,
                background,
            )


def _count(
    parsed: Parsed, sentence: Sentence, word: Token, key: str, members: Sequence[Amount], rest: bool, sides: _Sides,
    words: TollWords, open_: bool, cumulative: bool, background: bool,
) -> FoundCount:  # fmt: skip
    low = sum(amount.min for amount in members)
    high: int | None = None
    if not rest and all(amount.max is not None for amount in members):
        high = sum(amount.max or 0 for amount in members)
    shares = tuple(
        SideCount(party=party, min=amount.min, max=amount.max)
        for amount in members
        if amount.min and (party := sides.at(sentence[amount.head])) is not None
    )
    first = min(amount.first for amount in members)
    last = max(amount.head for amount in members)
    head = sentence[members[0].head]
    part = all(amount.part for amount in members) or _after_part(sentence, first, words) or head.lower in words.anaphors
    part = part or (key == "surrendered" and word.dep == "amod")
    return FoundCount(
        key=key,
        min=low,
        max=high,
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
        cumulative=cumulative,
        background=background or _is_old_deed(sentence, word, words),
        open=open_,
    )


def _after_part(sentence: Sentence, first: int, words: TollWords) -> bool:
    """Whether the number stands right after "including", "among them" and the like."""
    for place in range(max(0, first - 3), first):
        if sentence[place].lower in words.part:
            return True
        if sentence[place].tag in (".", ":") or sentence[place].lower in (",", "and"):
            continue
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


def _harms(sentence: Sentence, token: Token, words: TollWords) -> Iterator[tuple[str, list[int], bool, bool]]:
    """What a word of harm counts: (key, heads of the counted nouns, open, cumulative)."""
    tag = token.tag
    if tag[:2] == "VB" or (tag in ("JJ", "NN") and token.lower.endswith("ed")):
        verb = _verb_use(sentence, token, words)
        if verb is not None:
            heads = _before_names(sentence, _victims(sentence, token, verb), words)
            if heads:
                heads = _with_conjuncts(sentence, heads, words)
                yield verb.key, heads + _companions(sentence, token, heads, words), verb.open, False
                return
        if token.lemma in words.life_verbs:
            for child in sentence.dependents(token, "dobj"):
                if child.lemma in words.lives:
                    yield words.lives[child.lemma], [child.index], False, False
                    return
    if token.lower in words.states:
        heads = _beside_state(sentence, token, words)
        if heads:
            yield words.states[token.lower], heads, False, False
        return
    if tag in ("NN", "NNS"):
        key = words.nouns.get(token.lemma)
        if key is not None:
            heads = _through_noun(sentence, token, words)
            if heads:
                yield key, heads, False, False
        elif token.lemma in words.totals:
            head = _total_after(sentence, token, words)
            if head is not None:
                yield words.totals[token.lemma], [head], False, True
        elif token.lemma in words.none_words:
            amount = amount_at(sentence, token.index, words)
            if amount is not None and amount.max == 0:
                for key in words.none_keys:
                    yield key, [token.index], False, False


def _verb_use(sentence: Sentence, token: Token, words: TollWords) -> HarmVerb | None:
    """The use of a verb of harm that fits the words beside it."""
    rows = words.verbs.get(token.lemma)
    if rows is None:
        return None
    if any(child.lower in ("not", "n't", "never") for child in sentence.dependents(token, "neg")):
        return None
    for row in rows:
        if all(_stands_beside(sentence, token, word) for word in row.beside):
            return row
    return None


def _stands_beside(sentence: Sentence, token: Token, word: str) -> bool:
    for place in range(max(0, token.index - 2), min(token.index + 9, len(sentence))):
        if place != token.index and word in (sentence[place].lower, sentence[place].lemma):
            if place > token.index and word.endswith("ly") and sentence[place - 1].tag == "CD":
                continue  # "shot, one fatally": the adverb is that one's
            return True
        if place > token.index and sentence[place].lower in (";", ".", ":"):
            return False
    return False


def _victims(sentence: Sentence, token: Token, verb: HarmVerb) -> list[int]:
    """The nouns whose number a verb gives."""
    if verb.takes == "subject":
        return _subjects(sentence, token, ("nsubj", "nsubjpass"))
    objects = [child.index for child in sentence.dependents(token, "dobj", "dative") if child.lemma not in verb.beside]
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
                if sentence[noun].tag in _NOUN_TAGS and amount_at(sentence, noun, words) is not None:
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
        if part.tag in _NOUN_TAGS or part.tag == "CD":
            after = sentence[place + 1] if place + 1 < len(sentence) else None
            if after is None or after.tag not in (*_NOUN_TAGS, "HYPH", "JJ", "CD"):
                return [place]
        elif part.tag not in _INSIDE and part.tag != "IN" and part.tag != "JJR":
            return []
        place += 1
    return []


def _subjects(sentence: Sentence, token: Token, deps: tuple[str, ...]) -> list[int]:
    for _ in range(4):
        own = sentence.dependents(token, *deps)
        if own:
            subject = own[-1]
            antecedent = _antecedent(sentence, token, subject)
            return [antecedent if antecedent is not None else subject.index]
        head = sentence.head_of(token)
        if head is None:
            break
        if token.dep == "acl":
            return [head.index]
        if token.dep in ("conj", "xcomp", "advcl", "dep") and head.tag[:2] == "VB" and token.tag[:2] == "VB":
            if token.dep == "advcl" and token.tag != "VBG":
                break
            token = head
            continue
        break
    return _noun_before(sentence, token)


def _noun_before(sentence: Sentence, token: Token) -> list[int]:
    """Without a subject by syntax: the noun phrase straight before the verb and its auxiliaries."""
    if any(part.head != part.index for part in sentence.tokens) and token.dep not in ("ROOT", "dep", ""):
        return []
    place = token.index - 1
    while place >= 0 and (sentence[place].tag in ("RB", "MD") or sentence[place].lemma in ("be", "have", "get")):
        place -= 1
    if place >= 0 and (sentence[place].tag in _NOUN_TAGS or sentence[place].tag == "CD"):
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
            if (child.tag in _NOUN_TAGS or child.tag == "CD" or child.lower.endswith("old")) and not any(
                sentence[i].lemma in words.verbs or sentence[i].lower in words.states
                for i in range(head + 1, child.index)
            ):
                queue.append(child.index)
    return sorted(found)


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
            return heads or ([place] if before.tag in _NOUN_TAGS else _next_noun(sentence, verb))
        if verb.tag in ("VBD", "VBZ", "VBP", "MD"):
            break
    if before.tag in _NOUN_TAGS and any(
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
        return [child.index] if child.tag == "CD" and not _unit_after(sentence, child.index) else []
    if token.index > 0 and sentence[token.index - 1].tag == "CD":
        return [token.index - 1]
    if any(child.lower == "no" for child in sentence.dependents(token, "det")):
        return [token.index]
    if _of(sentence, token.index) and not sentence.children[token.index]:
        return _next_noun(sentence, sentence[token.index + 1])
    return []


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

_FITS: dict[str, dict[str, int]] = {
    "killed": {"ASSAULT": 10, "PROTEST": 4, "COERCE": 3},
    "injured": {"ASSAULT": 10, "PROTEST": 5, "COERCE": 4},
    "abducted": {"ASSAULT:abduct": 12, "ASSAULT": 4, "COERCE": 2},
    "arrested": {"COERCE:arrest": 12, "COERCE": 4, "ASSAULT:abduct": 5, "ASSAULT": 2, "PROTEST": 3},
    "surrendered": {"RETREAT:disarm": 12, "RETREAT": 10, "CONCEDE": 6, "ASSAULT": 1},
    "displaced": {"SANCTION:expel": 8, "COERCE:deport": 8, "ASSAULT": 4, "COERCE": 3, "AID": 2},
}
_UNDONE = frozenset({"planned", "threatened", "denied", "hypothetical"})


def assign_tolls(
    parsed: Parsed, acts: Sequence[Act], counts: Sequence[FoundCount], statuses: Sequence[Status] | None = None
) -> tuple[AssignedToll, ...]:
    """The toll of each act, in the order of ``acts``; every number goes to one act, repeats to none.

    ``statuses``, one for each act, keep numbers away from acts that were not done unless they stand with the very word.
    """
    kept = _distinct(parsed, counts)
    given: list[list[FoundCount]] = [[] for _ in acts]
    for count in kept:
        best = _best_act(count, acts, statuses)
        if best is not None:
            given[best].append(count)
    return tuple(_assigned(rows) for rows in given)


def toll_of(counts: Sequence[FoundCount]) -> Toll:
    """The toll that numbers of one act add up to."""
    by_key: dict[str, Count] = {}
    for key in ("killed", "injured", "abducted", "arrested", "surrendered", "displaced"):
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


def _best_act(count: FoundCount, acts: Sequence[Act], statuses: Sequence[Status] | None) -> int | None:
    fits = _FITS[count.key]
    best: tuple[int, int] | None = None
    for place, act in enumerate(acts):
        gap = count.sentence - act.sentence.index
        own = gap == 0 and act.word.index == count.word.index
        fit = fits.get(f"{act.type}:{act.mode}", fits.get(act.type, 0))
        if own:
            score = 100 + fit
        elif not fit or count.background or (statuses is not None and statuses[place] in _UNDONE):
            continue
        elif gap == 0:
            score = 50 + fit - min(20, abs(act.word.index - count.word.index))
            if any(up.index == act.word.index for up in act.sentence.ancestors(count.word)):
                score += 20
            elif any(up.index == count.word.index for up in act.sentence.ancestors(act.word)):
                score += 10
        elif 0 < gap <= _REACH:
            score = 25 + fit - 6 * gap
        elif gap == -1:
            score = 10 + fit
        else:
            continue
        if best is None or score > best[0]:
            best = (score, place)
    return None if best is None else best[1]


def _distinct(parsed: Parsed, counts: Sequence[FoundCount]) -> list[FoundCount]:
    """The numbers without repeats and parts, and with injuries that proved deadly taken out."""
    kept: list[FoundCount] = []
    for count in counts:
        if count.background:
            kept.append(count)
            continue
        if count.open:
            continue
        rows = [row for row in kept if row.key == count.key and not row.background]
        _merge(kept, rows, count)
    for count in counts:
        if count.open and not count.background:
            hurt = [row for row in kept if row.key == "injured" and not row.background]
            if any(not row.open for row in hurt):
                continue
            dead = sum(row.min for row in kept if row.key == "killed" and not row.background)
            if count.min <= dead and not hurt:
                if count.min < dead or count.max == dead or count.min == dead:
                    continue
            rest = (
                count
                if not dead or hurt
                else replace(count, min=count.min - dead, max=None if count.max is None else count.max - dead)
            )
            _merge(kept, hurt, rest)
    return kept


def _merge(kept: list[FoundCount], rows: list[FoundCount], count: FoundCount) -> None:
    """Add a number to those of its kind, put it in the place of one, or drop it as told already."""
    total = sum(row.min for row in rows)
    if not rows:
        kept.append(count)
        return
    if count.min == 0 or count.part or count.pronoun:
        return
    if total == 0:
        kept[:] = [row for row in kept if row not in rows]
        kept.append(count)
        return
    if rows[-1].pronoun:
        kept.remove(rows[-1])
        kept.append(count)
        return
    first = rows[0]
    if count.cumulative or any(row.cumulative for row in rows):
        if count.min > total:
            kept[kept.index(first)] = replace(count, sentence=first.sentence, word=first.word)
            for row in rows[1:]:
                kept.remove(row)
        return
    if count.sentence == rows[-1].sentence and not count.definite:
        again = any(
            row.min == count.min
            and not count.more
            and (row.head.lemma == count.head.lemma or (count.proper and row.word.lemma in ("body", "corpse")))
            for row in rows
        )
        if not again and not any(row.head.index == count.head.index for row in rows if row.sentence == count.sentence):
            kept.append(count)
        return
    if count.more:
        kept.append(count)
        return
    if any(row.min == count.min for row in rows) or total == count.min:
        return
    if count.min < total:
        unlike = all(not row.general and row.head.lemma != count.head.lemma for row in rows)
        if unlike and not (count.definite or count.proper or count.general):
            kept.append(count)
        return
    unlike = all(not row.general and row.head.lemma != count.head.lemma for row in rows)
    if unlike and not count.general and not count.definite:
        kept.append(count)
        return
    # A larger number for the same people: the report goes from the first word to the full count.
    kept[kept.index(first)] = replace(count, sentence=first.sentence, word=first.word)
    for row in rows[1:]:
        kept.remove(row)
