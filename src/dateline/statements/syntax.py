"""What the readings ask of a sentence's syntax: subjects, noun phrases, the words below one."""

from __future__ import annotations

from dateline.codebook.speech import speech
from dateline.parse import Sentence, Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")


FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


_RELATIVE = frozenset({"who", "which", "that", "whom"})


_LOOSE = frozenset({"punct", "relcl", "acl", "ccomp", "advcl", "parataxis"})


OPENERS = frozenset({'"', "“", "``", "''"})


def speaker_of(
    sentence: Sentence, verb: Token, passive: bool = False, shut: frozenset[int] = frozenset()
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Token range of the verb's subject (the agent of a passive), and of what to resolve it by where that is another.

    Tokens in ``shut`` are no subjects.
    """
    if passive:
        return _agent(sentence, verb), None
    seen = set()
    current: Token | None = verb
    if verb.lower == "adding":  # goes on with an earlier saying, whatever the parser hangs it on
        lists = speech().verbs
        current = next((above for above in sentence.ancestors(verb) if above.lemma in lists), verb)
    while current is not None and current.index not in seen:
        seen.add(current.index)
        subjects = sentence.dependents(current, *SUBJECTS)
        subject = next((child for child in subjects if child.index not in shut), None)
        if subject is not None and subject.dep != "expl":
            if subject.lower in _RELATIVE and current.dep in {"relcl", "acl", "ccomp", "advcl"}:
                antecedent = sentence.head_of(current)
                if antecedent is not None and current.dep == "relcl":
                    return (subject.index, subject.index + 1), phrase(sentence, antecedent)
            return phrase(sentence, subject), None
        head = sentence.head_of(current)
        if head is None:
            break
        if current.dep in {"acl", "relcl"}:
            return (phrase(sentence, head), None) if head.tag[:1] in "NP" else (None, None)
        if current.dep not in {"conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "dep", "parataxis"}:
            break
        if current.dep == "ccomp" and current.tag in FINITE:
            break
        if current.dep == "xcomp":
            controller = next((child for child in sentence.dependents(head, "dobj", "nsubjpass")), None)
            if controller is not None and any(child.lower == "to" for child in sentence.dependents(current)):
                return phrase(sentence, controller), None
        current = head
    return _beside(sentence, verb), None


def _agent(sentence: Sentence, verb: Token) -> tuple[int, int] | None:
    """Who did it, of a passive verb: "by X"."""
    for agent in sentence.dependents(verb, "agent", "prep"):
        if agent.lower == "by":
            for noun in sentence.dependents(agent, "pobj"):
                return phrase(sentence, noun)
    return None


def _beside(sentence: Sentence, verb: Token) -> tuple[int, int] | None:
    """The noun phrase right before a finite verb, or right after it when a quotation or comma stands before."""
    if verb.tag not in FINITE:
        return None
    place = verb.index - 1
    while place >= 0 and sentence[place].tag in {"RB", "MD"}:
        place -= 1
    if place >= 0 and sentence[place].tag[:2] in {"NN", "PR"} and sentence[place].head != verb.index:
        first, last = phrase(sentence, sentence[place])
        if last <= verb.index:
            return first, last
    place = verb.index + 1
    if place < len(sentence) and verb.index and sentence[verb.index - 1].tag in {",", "''", "``"}:
        while place < len(sentence) and sentence[place].tag in {"DT", "JJ", "NNP", "PRP$", "POS"}:
            place += 1
        if place > verb.index + 1 or (place < len(sentence) and sentence[place].tag in {"NN", "NNS", "PRP"}):
            return verb.index + 1, min(place + 1, len(sentence))
    return None


def phrase(sentence: Sentence, head: Token) -> tuple[int, int]:
    """The noun phrase of ``head``: all below it that touches it, without relative and content clauses and days."""
    first, last = head.index, head.index + 1
    blocks = [
        (child.index, child.index + 1) if child.dep == "cc" else sentence.subtree(child)
        for child in sentence.dependents(head)
        if child.dep not in _LOOSE
        and (child.tag[:1] != "V" or child.dep in {"amod", "compound", "pobj"})
        and not (child.index > head.index and _is_day(sentence, child))
    ]
    for block in sorted((block for block in blocks if block[0] < head.index), reverse=True):
        if block[1] >= first or _punctuation(sentence, block[1], first):
            first = min(first, block[0])
    for block in sorted(block for block in blocks if block[0] > head.index):
        if block[0] <= last or _punctuation(sentence, last, block[0]):
            last = max(last, block[1])
    while last - 1 > head.index and sentence[last - 1].tag in {"CC", ",", ":"}:
        last -= 1
    return first, last


def _is_day(sentence: Sentence, phrase: Token) -> bool:
    """Whether a phrase says on which day something was said, wherever the parser hangs it ("the front on Tuesday")."""
    if phrase.dep != "prep" or phrase.lower != "on":
        return False
    marks = (sentence.entity_at(it.index) for it in sentence.dependents(phrase, "pobj"))
    return any(mark is not None and mark.label == "DATE" for mark in marks)


def _punctuation(sentence: Sentence, first: int, last: int) -> bool:
    return last - first <= 2 and all(not token.text[0].isalnum() for token in sentence.tokens[first:last])


def has_to(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb is an infinitive with "to"."""
    return any(child.lower == "to" and child.dep in {"aux", "mark"} for child in sentence.dependents(verb))


def runs_below(sentence: Sentence, head: Token, barred: set[int]) -> list[tuple[int, int]]:
    """Tokens at and below ``head`` as unbroken ranges; punctuation between two of them does not break."""
    below = {head.index}
    stack = [head.index]
    while stack:
        for child in sentence.children[stack.pop()]:
            if child not in below and child not in barred:
                below.add(child)
                stack.append(child)
    order = sorted(below)
    runs: list[tuple[int, int]] = []
    for index in order:
        if runs and all(place not in barred for place in range(runs[-1][1], index)):
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


def end_of(sentence: Sentence) -> int:
    """The end of the sentence's words: its last token left out where that is a full stop."""
    return len(sentence) - 1 if sentence[len(sentence) - 1].text == "." and len(sentence) > 1 else len(sentence)
