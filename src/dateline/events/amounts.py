"""Amounts: how many people a noun phrase stands for ("at least 20 villagers", "a family of five", "a constable").

One victim counts as one.  A plural without a number gives no amount: it is not reported, which is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.codebook.toll_words import TollWords
from dateline.parse.tree import Sentence, Token

NOUN_TAGS = frozenset(("NN", "NNS", "NNP", "NNPS"))
INSIDE_TAGS = NOUN_TAGS | {
    "DT",
    "PDT",
    "JJ",
    "JJR",
    "JJS",
    "CD",
    "POS",
    "VBN",
    "VBG",
    "RB",
    "PRP$",
    "HYPH",
    "``",
    "''",
    "FW",
}
"""Tags of words that may stand inside a noun phrase before its head."""
_PRONOUN_TAGS = frozenset(("PRP", "WP", "WDT", "EX", "WP$", "PRP$"))
_NOT_PEOPLE_LABELS = frozenset(("GPE", "NORP", "LOC", "FAC", "EVENT"))
_LONGEST = 9
"""Words of a noun phrase looked at before its head."""
_NOBODY = frozenset(("nobody", "none"))
_MOST = 5_000_000
"""Larger numbers are money, votes or typing errors rather than people harmed in one happening."""
_ONE = ("a", "an", "another", "one")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of people: at least ``min``, at most ``max`` (``None``: no bound); tokens ``[first, head]`` say so.

    The flags say how it relates to other numbers: ``general`` counts people without saying which, ``definite`` ones
    already spoken of, ``proper`` one by name, ``pronoun`` "he" or "she", ``more`` others than before, ``part`` some of
    those before.
    """

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


# -- numbers ---------------------------------------------------------------------------------------------------------


def plain_number(word: str, words: TollWords) -> int | None:
    """The value of one number word or run of digits; ``None`` for other words and for "no"."""
    if word in words.numbers and word != "no":
        return words.numbers[word]
    digits = word.replace(",", "")
    return int(digits) if digits.isdigit() and len(digits) < 9 and digits.isascii() else None


def _is_year(sentence: Sentence, place: int, words: TollWords) -> bool:
    """Whether a number is the year of what it stands before: "the 2014 massacre", "the 1994 killings"."""
    token = sentence[place]
    if not (len(token.text) == 4 and token.text.isdigit() and "1800" <= token.text <= "2100"):
        return False
    return place + 1 < len(sentence) and sentence[place + 1].lemma in words.nouns


_THOUSANDS = 2000
"""What "thousands" are at least: two of them."""


def number_at(sentence: Sentence, last: int, words: TollWords) -> tuple[int, int | None, int] | None:
    """The number whose last token is ``last`` as (min, max, first token), or ``None`` where there is none.

    Reads "12", "1,200", "twenty-one", "two dozen", "3 lakh", "dozens", "5-7", "between 5 and 7".
    """
    if sentence[last].lower in words.indefinite:
        least = words.indefinite[sentence[last].lower]
        many = sentence[last - 2].lower if last > 1 and sentence[last - 1].lower == "of" else ""
        if many in words.indefinite and least >= _THOUSANDS:  # "tens of thousands" are at least 20,000
            return words.indefinite[many] * least // 2, None, last - 2
        return least, None, last
    first, scale = last, 1
    while first >= 0 and sentence[first].lower in words.scales and scale <= _MOST:
        scale *= words.scales[sentence[first].lower]
        first -= 1
    value = plain_number(sentence[first].lower, words) if first >= 0 else None
    if first == last and _is_year(sentence, last, words):
        return None
    if value is None:
        if first == last:
            return None
        # "a dozen", "hundred": the scale stands alone.
        value, first = 1, first if first >= 0 and sentence[first].lower in ("a", "an") else first + 1
    elif first >= 2 and value < 10 and sentence[first - 1].lower == "-" and sentence[first - 2].lower in words.numbers:
        first -= 2
        value += words.numbers[sentence[first].lower]
    value *= scale
    if value > _MOST:
        return None
    return _range(sentence, first, value, words)


def _range(sentence: Sentence, first: int, value: int, words: TollWords) -> tuple[int, int, int]:
    """The number with the lower one before it, where the two are a range."""
    if first >= 2 and sentence[first - 1].lower in ("-", "\u2014", "\u2013", "to", "or", "and"):
        other = plain_number(sentence[first - 2].lower, words)
        between = first >= 3 and sentence[first - 3].lower == "between"
        if other is not None and other < value and (between or sentence[first - 1].lower != "and"):
            return other, value, first - 3 if between else first - 2
    return value, value, first


def _hedged(sentence: Sentence, number: tuple[int, int | None, int], words: TollWords) -> tuple[int, int | None, int]:
    """The bounds with "at least", "up to" and the like before the number, and the phrase's first token."""
    low, high, start = number
    for _ in range(3):
        step = _hedge_before(sentence, start, words)
        if step is None:
            break
        start, kind = step
        if kind == "least":
            high = None
        elif kind == "most" and low == high:
            low = min(1, low)
    return low, high, start


def _hedge_before(sentence: Sentence, start: int, words: TollWords) -> tuple[int, str] | None:
    for phrases, kind in ((words.at_least, "least"), (words.at_most, "most"), (words.about, "about")):
        for phrase in phrases:
            begin = start - len(phrase)
            if begin >= 0 and all(sentence[begin + n].lower == part for n, part in enumerate(phrase)):
                return begin, kind
    return None


# -- noun phrases ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Phrase:
    """What stands in a noun phrase before its head."""

    first: int
    number: tuple[int, int | None, int] | None = None
    none: bool = False
    determiner: Token | None = None


def amount_at(sentence: Sentence, head: int, words: TollWords) -> Amount | None:
    """How many people the noun phrase with its head at ``head`` stands for; ``None`` where it gives no number."""
    token = sentence[head]
    if token.lower in _NOBODY:
        return Amount(0, 0, head, head, general=True)
    if token.lower in words.single:
        return Amount(1, 1, head, head, pronoun=True)
    if token.tag in _PRONOUN_TAGS:
        return None
    if token.lower == "more" and head and sentence[head - 1].tag == "CD":
        own = number_at(sentence, head - 1, words)
        return None if own is None else Amount(own[0], own[1], own[2], head, general=True, more=True)
    if token.lower == "another" and token.dep not in ("det", ""):
        return Amount(1, 1, head, head, general=True, more=True)
    if token.tag == "CD" or any(token.lower in table for table in (words.numbers, words.indefinite, words.scales)):
        own = number_at(sentence, head, words)
        if own is not None and not is_unit_after(sentence, head, words):
            return _bare_number(sentence, head, own, words)
    if token.lower in words.multiples:
        number = words.multiples[token.lower]
        return Amount(number, number, head, head, general=True)
    if token.lower in words.pairs:
        pair = words.pairs[token.lower]
        return Amount(pair, pair, head, head, general=True, definite=_is_definite(sentence, head))
    if token.lemma in words.collective or token.lower in words.collective:
        inside = _group_of(sentence, head, words)
        if inside is not None or token.lower not in words.mass:
            return inside
    if token.lemma in words.not_people or token.lower in words.not_people:
        return None
    noun = token.tag in NOUN_TAGS or token.tag in ("JJ", "VBN") or token.lower in words.general
    if not noun and not _is_aged(sentence, head):
        return None
    return _noun_amount(sentence, head, words)


def _bare_number(sentence: Sentence, head: int, own: tuple[int, int | None, int], words: TollWords) -> Amount | None:
    """A number that stands for people by itself: "killing five", "two of them", "no one"."""
    before = sentence[head - 1].lower if head else ""
    if is_of(sentence, head) and sentence[head + 2].lower in ("them", "whom", "these", "those", "which"):
        return Amount(own[0], own[1], own[2], head, general=True, part=True)
    whole = _whole_of(sentence, head)
    if whole is not None:
        return Amount(own[0], own[1], own[2], whole, general=sentence[whole].lemma in words.general)
    if sentence[head].lower == "one" and before in ("no", "any", "every"):
        return Amount(0, 0, head - 1, head, general=True) if before == "no" else None
    noun = _counted(sentence, head)
    if noun is not None and sentence[noun].lemma in words.not_people:
        return None
    low, high, first = _hedged(sentence, own, words)
    definite, more = _is_definite(sentence, first), _is_more(sentence, first, head, words)
    return Amount(low, high, first, head, general=True, definite=definite, more=more)


def _whole_of(sentence: Sentence, head: int) -> int | None:
    """The noun of whom a number is some: "three of the attackers"."""
    if not is_of(sentence, head) or sentence[head + 2].lower not in ("the", "its", "his", "their"):
        return None
    last = head + 2
    while last + 1 < len(sentence) and sentence[last + 1].tag in (*INSIDE_TAGS, *NOUN_TAGS):
        last += 1
    return last if sentence[last].tag == "NNS" else None


def _group_of(sentence: Sentence, head: int, words: TollWords) -> Amount | None:
    """The number inside a group: "a family of five", "a group of 12 deserters"."""
    if not is_of(sentence, head):
        return None
    for place in range(head + 2, min(head + 6, len(sentence))):
        inner = number_at(sentence, place, words) if sentence[place].tag == "CD" else None
        if inner is not None:
            last = place
            while last + 1 < len(sentence) and sentence[last + 1].tag in (*NOUN_TAGS, "JJ", "VBN", "HYPH"):
                last += 1
            return Amount(inner[0], inner[1], head, last if sentence[last].tag in NOUN_TAGS else place)
        if sentence[place].tag not in INSIDE_TAGS and sentence[place].tag != "IN":
            break
    return None


def _noun_amount(sentence: Sentence, head: int, words: TollWords) -> Amount | None:
    """The amount of a phrase headed by a noun: its number, or one for a singular."""
    token = sentence[head]
    phrase = _phrase_before(sentence, head, words)
    general = token.lemma in words.general or token.lower in words.general
    more = token.lower in words.more and token.lower != "dead"
    if phrase.none:
        return Amount(0, 0, phrase.first, head, general=general)
    if phrase.number is not None:
        low, high, first = _hedged(sentence, phrase.number, words)
        more = more or _is_more(sentence, first, head, words)
        return Amount(low, high, first, head, general=general, definite=_is_definite(sentence, first), more=more)
    determiner = phrase.determiner.lower if phrase.determiner is not None else ""
    more = more or determiner == "another"
    if token.tag in ("JJ", "VBN") and not _is_aged(sentence, head):
        return Amount(1, 1, phrase.first, head, more=more) if determiner in _ONE else None  # "a tribal"
    if token.tag in ("NNS", "NNPS") or token.lower in words.collective or token.lower in ("others", "people"):
        return None
    if token.tag == "NNP":
        return _name_amount(sentence, head, phrase, more)
    if phrase.determiner is not None and phrase.determiner.tag == "PRP$" and token.lemma in words.body:
        return None
    before = sentence.tokens[phrase.first : head]
    counted = any(part.tag == "CD" for part in before) and not any(part.lower in words.units for part in before)
    if not determiner and counted:
        return None
    definite = bool(determiner) and determiner not in (*_ONE, "each", "every")
    return Amount(1, 1, phrase.first, head, general=general, definite=definite, more=more)


def _name_amount(sentence: Sentence, head: int, phrase: _Phrase, more: bool) -> Amount | None:
    """One person by name, unless the name is a place's or a people's."""
    label = sentence.entity_at(head)
    titled = any(sentence[i].tag == "NN" for i in range(phrase.first, head))
    if label is not None and label.label in _NOT_PEOPLE_LABELS and not titled and phrase.determiner is None:
        return None
    one = phrase.determiner is not None and phrase.determiner.lower in ("a", "an", "another")
    return Amount(1, 1, phrase.first, head, proper=not one, more=more)


def _phrase_before(sentence: Sentence, head: int, words: TollWords) -> _Phrase:
    """Walk from the head to the left as far as its noun phrase goes, up to its number or determiner."""
    found = _Phrase(head)
    place = head - 1
    while place >= 0 and head - place <= _LONGEST:
        part = sentence[place]
        if part.lower == "no":
            found.none, found.first = True, place
            break
        if part.lower in words.pairs:
            found.number = (words.pairs[part.lower], words.pairs[part.lower], place)
            break
        if part.tag == "CD" or any(part.lower in table for table in (words.numbers, words.indefinite, words.scales)):
            if not is_unit_after(sentence, place, words):
                found.number = number_at(sentence, place, words)
                if found.number is not None:
                    break
        elif part.lower == "of" and place > 0 and sentence[place - 1].lower in words.indefinite:
            place -= 1
            continue
        elif part.tag not in INSIDE_TAGS or (part.tag == "VBG" and part.dep not in ("amod", "compound", "")):
            break
        found.first = place
        if part.tag in ("DT", "PRP$", "POS") or part.lower in ("another", "a", "an", "the"):
            found.determiner = part
            break
        place -= 1
    return found


def is_of(sentence: Sentence, head: int) -> bool:
    """Whether "of" and another word follow."""
    return head + 2 < len(sentence) and sentence[head + 1].lower == "of"


def is_unit_after(sentence: Sentence, place: int, words: TollWords) -> bool:
    """Whether a number measures something: an age, a weight, an hour."""
    if place + 1 >= len(sentence) or sentence[place + 1].lower not in words.units:
        return False
    joined = sentence[place + 1].lower == "-" and place + 2 < len(sentence)
    return not (joined and sentence[place + 2].tag == "CD")


def _is_aged(sentence: Sentence, head: int) -> bool:
    """Whether the head is "old" in "a 19-year-old"."""
    lower = sentence[head].lower
    if not lower.endswith("old") or head == 0:
        return False
    return lower != "old" or sentence[head - 1].tag in ("HYPH", "NN", "NNS")


def _counted(sentence: Sentence, head: int) -> int | None:
    """The noun that a bare number counts, where it stands after "of"."""
    if not is_of(sentence, head):
        return None
    for place in range(head + 2, min(head + 8, len(sentence))):
        following = sentence[place + 1].tag if place + 1 < len(sentence) else ""
        if sentence[place].tag in NOUN_TAGS and following not in NOUN_TAGS:
            return place
    return None


def _is_definite(sentence: Sentence, first: int) -> bool:
    before = sentence[first - 1].lower if first else ""
    return before in ("the", "these", "those", "all", "both") or sentence[first].lower in (
        "the",
        "these",
        "those",
        "both",
    )


def _is_more(sentence: Sentence, first: int, head: int, words: TollWords) -> bool:
    near = range(max(0, first - 1), min(head + 2, len(sentence)))
    return any(sentence[i].lower in words.more and sentence[i].lower != "dead" for i in near)
