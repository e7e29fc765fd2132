"""Sayings after or inside what they report: "The bridge fell, she said", "The bridge, she said, fell"."""

from __future__ import annotations

from dateline.codebook.speech import speech
from dateline.parse import Sentence, Token
from dateline.statements.syntax import FINITE, OPENERS, SUBJECTS, end_of


def is_parenthesis(sentence: Sentence, verb: Token) -> bool:
    """Whether the saying stands after what is said, or inside it: "…, she said", "…, said Mr. X, …"."""
    first, _ = saying_range(sentence, verb)
    if first == 0:
        return False
    before = sentence[first - 1]
    return before.text[0] in ",\"”’'?!—–" or before.tag in {",", "''", ":"}


_GROUPED = frozenset(
    {"nsubj", "nsubjpass", "aux", "auxpass", "neg", "advmod", "dobj", "dative", "npadvmod", "prep", "prt"}
)


def saying_range(sentence: Sentence, verb: Token) -> tuple[int, int]:
    """Tokens of the saying itself: the verb, its subject and what surrounds it up to the marks on both sides."""
    first = last = verb.index
    for child in sentence.dependents(verb):
        if child.dep in _GROUPED:
            start, end = sentence.subtree(child)
            if child.index < verb.index:
                first = min(first, start)
            else:
                last = max(last, end - 1)
    return first, last + 1


def around(sentence: Sentence, verb: Token, barred: set[int]) -> list[tuple[int, int]]:
    """What stands before a saying that ends or interrupts its sentence, and after it where the clause goes on."""
    first, last = saying_range(sentence, verb)
    runs = [(_opening(sentence, first), first)] if first else []
    rest = [place for place in range(last, len(sentence)) if sentence[place].text[0].isalnum()]
    if rest and last < len(sentence) and sentence[last].text[0] in ",—–;-":
        follower = sentence[rest[0]]
        whole = any(token.tag in FINITE for token in sentence.tokens[:first])
        if not whole or _is_spoken(sentence, follower, verb, first, barred):
            runs.append((rest[0], cut_before_next(sentence, verb, rest[0], end_of(sentence))))
    return runs


def _opening(sentence: Sentence, first: int) -> int:
    """Where the words before a saying begin: after a dash or colon where a quotation opens and runs to the saying."""
    if first < 3 or sentence[first - 1].text[0] not in "\"”'’":
        return 0
    for place in range(first - 2, 0, -1):
        if sentence[place].text in OPENERS:
            named = place > 1 and sentence[place - 2].tag == "VBN"  # "an operation dubbed: «…»"
            return place if sentence[place - 1].text in {":", "-", "--", "—", "–"} and not named else 0
    return 0


def _is_spoken(sentence: Sentence, follower: Token, verb: Token, first: int, barred: set[int]) -> bool:
    """Whether the words after a saying in mid-sentence go on with what is said: they hang from that."""
    if follower.tag == "VBG" or follower.lower in {"who", "which", "adding", "citing", "according", "as"}:
        return False
    if follower.lower == "that":
        return True
    for above in (follower, *sentence.ancestors(follower)):
        if above.index == verb.index:
            return False
        if above.index < first and above.index not in barred:
            return True
    return False


def closes_with_source(sentence: Sentence, token: Token) -> bool:
    """Whether a comma and "according to X" end the sentence at ``token``: X then passes on the whole of it."""
    place = token.index
    if token.lower != "according" or place < 1 or place + 2 >= len(sentence) or sentence[place + 1].lower != "to":
        return False
    return sentence[place - 1].tag == "," and not any(later.tag in FINITE for later in sentence.tokens[place + 2 :])


def cut_before_next(sentence: Sentence, verb: Token, first: int, last: int) -> int:
    """Where a content that starts at ``first`` really ends: before a second saying, or before who passed it all on.

    The parser hangs "and predicted that …", ", adding that …", ", according to …" on the clause as often as on the verb
    of saying.
    """
    lists = speech().verbs
    for place in range(first + 2, last):
        token = sentence[place]
        if closes_with_source(sentence, token):
            return place - 1
        if token.tag[:1] != "V" or token.lemma not in lists:
            continue
        entry = lists[token.lemma]
        if not entry.speech or not entry.frames & {"clause"}:
            continue
        before = sentence[place - 1]
        if token.tag == "VBG" and before.tag in {",", "''"} and place + 1 < last:
            return place - 1
        if place + 1 == last or token.tag != verb.tag or token.tag not in FINITE or before.lower not in {"and", "but"}:
            continue
        follower = sentence[place + 1]
        opens = follower.lower == "that" or entry.told or follower.tag in {"PRP", "NNP", "``"}
        if opens and not any(child.dep in SUBJECTS for child in sentence.dependents(token)):
            return place - 2 if sentence[place - 2].tag == "," else place - 1
    return last
