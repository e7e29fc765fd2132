"""Statements without a verb of saying: "according to", nouns such as "claim" and "promise", lines with a colon."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.codebook.speech import Cue, Speech
from dateline.parse import Sentence, Token
from dateline.statements.drafts import Draft, chars, tidy
from dateline.statements.parentheses import closes_with_source
from dateline.statements.syntax import FINITE, OPENERS, end_of, has_to, phrase, runs_below, speaker_of

SOURCE_WORDS = frozenset({"according", "in", "per"})


def by_source(text: str, sentence: Sentence, token: Token, lists: Speech) -> Iterator[Draft]:
    """The draft of "according to X" at ``token``; the content is the clause it hangs from."""
    forms = tuple(follower.lower for follower in sentence.tokens[token.index : token.index + 4])
    hit = next((source for source in lists.sources if forms[: len(source)] == source), None)
    if hit is None or (token.lower == "per" and token.index and sentence[token.index - 1].tag != ","):
        return
    last_word = sentence[token.index + len(hit) - 1]
    noun = next((child for child in sentence.dependents(last_word, "pobj") if child.index > last_word.index), None)
    if noun is None:
        for follower in sentence.tokens[last_word.index + 1 : last_word.index + 8]:
            if follower.tag[:2] == "NN" or follower.tag == "PRP":
                noun = follower
                while noun.head == noun.index + 1 and sentence[noun.head].tag[:2] == "NN":
                    noun = sentence[noun.head]
                break
    if noun is None or noun.tag == "CD":
        return
    source_first, source_last = sentence.subtree(noun)
    source_first = max(source_first, last_word.index + 1)
    source_last = _until_comma(sentence, noun, source_last, token.index == 0)
    clause = _governing(sentence, token)
    barred = set(range(token.index, source_last))
    if clause is None:
        runs = [(0, token.index), (source_last, end_of(sentence))]
    else:
        runs = runs_below(sentence, clause, barred)
        if token.index == 0 or clause == sentence.root:
            low, high = min(first for first, _ in runs), max(last for _, last in runs)
            high = min(high, end_of(sentence))
            runs = [(low, token.index), (source_last, high)] if token.index else [(source_last, high)]
    contents = tidy(text, [chars(sentence, first, last) for first, last in runs if first < last])
    if not contents:
        return
    yield Draft(
        chars(sentence, *phrase_or(sentence, noun, (source_first, source_last))),
        chars(sentence, token.index, last_word.index + 1),
        contents,
        "source",
        sentence.index,
        token.index,
        None,
    )


def phrase_or(sentence: Sentence, noun: Token, whole: tuple[int, int]) -> tuple[int, int]:
    """The noun phrase of ``noun`` cut to ``whole``."""
    first, last = phrase(sentence, noun)
    first, last = max(first, whole[0]), min(last, whole[1])
    return (first, last) if first <= noun.index < last else whole


def _until_comma(sentence: Sentence, noun: Token, last: int, opens: bool) -> int:
    """The end of a source phrase: a phrase that opens its sentence ends at its comma, however the parser read on."""
    if not opens:
        return last
    for place in range(noun.index + 1, last):
        if sentence[place].tag == ",":
            return place
    return last


def _governing(sentence: Sentence, token: Token) -> Token | None:
    """The nearest finite clause above ``token``, climbing out of coordinated and dependent parts of one assertion."""
    found: Token | None = None
    closes = closes_with_source(sentence, token)
    for above in sentence.ancestors(token):
        if above.tag[:1] != "V" and above.tag != "MD" and above.dep != "ROOT":
            continue
        found = above
        if above.dep == "relcl" and above.tag in FINITE:
            break
        if above.dep == "ccomp" and above.tag in FINITE and not closes:
            break
    return found


def by_noun(text: str, sentence: Sentence, noun: Token, entry: Cue) -> Iterator[Draft]:
    """The draft of a noun of saying that has both an owner and a content ("the mayor's promise to resign")."""
    content = next(
        (
            sentence.subtree(child)
            for child in sentence.dependents(noun)
            if child.index > noun.index and _is_content_of(sentence, noun, child, entry)
        ),
        None,
    )
    if content is None:
        return
    speaker = _owner(sentence, noun)
    runs = tidy(text, [chars(sentence, *content)])
    if speaker is None or not runs:
        return
    yield Draft(
        chars(sentence, *without_clitic(sentence, speaker)),
        (noun.start, noun.end),
        runs,
        "noun",
        sentence.index,
        noun.index,
        entry,
    )


def _is_content_of(sentence: Sentence, noun: Token, child: Token, entry: Cue) -> bool:
    if child.dep == "prep":
        return child.lower in entry.prepositions
    if child.dep not in {"acl", "ccomp", "relcl"}:
        return False
    marks = sentence.dependents(child)
    if "clause" in entry.frames and any(mark.lower == "that" and mark.dep == "mark" for mark in marks):
        return noun.index + 1 < len(sentence) and sentence[noun.index + 1].lower == "that"
    return "to" in entry.frames and child.dep != "relcl" and has_to(sentence, child)


_BEARING = frozenset(
    {"make", "issue", "give", "have", "repeat", "level", "renew", "offer", "deliver", "send", "release"}
)
"""Verbs whose subject owns the statement that is their object ("the mayor issued a warning that …")."""


def _owner(sentence: Sentence, noun: Token) -> tuple[int, int] | None:
    """Whose claim, promise, denial it is."""
    for child in sentence.dependents(noun, "poss"):
        return phrase(sentence, child)
    for child in sentence.dependents(noun, "prep"):
        if child.lower in {"by", "from"}:
            for owner in sentence.dependents(child, "pobj"):
                return phrase(sentence, owner)
    head = sentence.head_of(noun)
    if noun.dep in {"dobj", "attr"} and head is not None and head.lemma in _BEARING:
        return speaker_of(sentence, head)[0]
    return None


def without_clitic(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    """The token range without a possessive 's at its end."""
    first, last = span
    return (first, last - 1) if last - first > 1 and sentence[last - 1].tag == "POS" else span


HEADING = 8
"""Tokens before the colon of a heading that names its speaker at most."""


def by_heading(text: str, sentence: Sentence, lists: Speech) -> Draft | None:
    """A line such as "Mayor: 'We will not pay'": a name or office, a colon, and what it says."""
    colon = next((token.index for token in sentence.tokens[: HEADING + 1] if token.text == ":"), None)
    if not colon or colon + 3 > len(sentence):
        return None
    before, after = sentence.tokens[:colon], sentence[colon + 1]
    if any(token.tag[:1] in "VM" or token.tag in {"IN", ",", "CD", "``", "''"} for token in before):
        return None
    if before[-1].tag[:2] != "NN" and before[-1].tag != "PRP":
        return None
    opens = after.text in OPENERS or after.text in {"'", "‘"}
    named = (
        any(mark.label in _SPEAKING and mark.last > colon - 2 and mark.first < colon for mark in sentence.entities)
        or before[-1].lemma.lower() in lists.unnamed
    )
    finite = any(token.tag in FINITE for token in sentence.tokens[colon + 1 :])
    first_line = sentence.index == 0 and after.text[0].isupper() and finite and named
    if not first_line and not (opens and (named or len(before) <= 2)):
        return None
    contents = tidy(text, [chars(sentence, colon + 1, end_of(sentence))])
    if not contents:
        return None
    cue = (sentence[colon].start, sentence[colon].end)
    return Draft(chars(sentence, 0, colon), cue, contents, "heading", sentence.index)


_SPEAKING = frozenset({"PERSON", "ORG", "GPE", "NORP"})
