"""Statements read off the syntax: a verb of saying with its subject and what it takes, "according to", nouns of saying.

Relations are noisy, so each construction has a way out: a content clause that the parser hung elsewhere is looked for
in the comma-bounded rest of the sentence, a missing subject in the words next to the verb.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.codebook.speech import Cue, Speech, speech
from dateline.parse import Sentence, Token
from dateline.statements.drafts import Draft, Range, chars, tidy

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_LOOSE = frozenset({"punct", "cc", "advmod", "mark"})


def clauses(
    text: str, sentence: Sentence, lists: Speech, quoted: frozenset[int] = frozenset()
) -> Iterator[Draft]:
    """Drafts of every cue of the sentence, in text order.

    ``quoted`` are the tokens inside quotations: what is said there is the quoted one's business, and none of them is
    the subject of a saying outside.
    """
    heading = _headed(text, sentence, lists)
    if heading is not None:
        yield heading
    relayed: set[int] = set()  # "saying" of "quoted X as saying", which goes with the quoting
    for token in sentence.tokens:
        if token.index in quoted or token.index in relayed:
            continue
        if token.tag[:1] == "V":
            entry = _entry(sentence, token, lists)
            if entry is not None:
                if "quoted" in entry.frames and (pair := _quoted(sentence, token)) is not None:
                    relayed.add(pair[1].index)
                yield from _verbal(text, sentence, token, entry, quoted)
        elif token.tag[:2] == "NN":
            noun = lists.nouns.get(token.lemma)
            if noun is not None:
                yield from _nominal(text, sentence, token, noun)
        elif token.lower in _FIRST_OF_SOURCES:
            yield from _sourced(text, sentence, token, lists)
    for token in sentence.tokens:
        if token.lower == "according" and token.tag[:1] == "V":
            yield from _sourced(text, sentence, token, lists)


HEADING = 8
"""Tokens before the colon of a heading that names its speaker at most."""


def _headed(text: str, sentence: Sentence, lists: Speech) -> Draft | None:
    """A line such as "Mayor: 'We will not pay'": a name or office, a colon, and what it says."""
    colon = next((token.index for token in sentence.tokens[: HEADING + 1] if token.text == ":"), None)
    if not colon or colon + 3 > len(sentence):
        return None
    before, after = sentence.tokens[:colon], sentence[colon + 1]
    if any(token.tag[:1] in "VM" or token.tag in {"IN", ",", "CD", "``", "''"} for token in before):
        return None
    if before[-1].tag[:2] != "NN" and before[-1].tag != "PRP":
        return None
    opens = after.text in _OPENERS or after.text in {"'", "‘"}
    named = any(
        mark.label in _SPEAKING and mark.last > colon - 2 and mark.first < colon for mark in sentence.entities
    ) or before[-1].lemma.lower() in lists.unnamed
    finite = any(token.tag in _FINITE for token in sentence.tokens[colon + 1 :])
    first_line = sentence.index == 0 and after.text[0].isupper() and finite and named
    if not first_line and not (opens and (named or len(before) <= 2)):
        return None
    contents = tidy(text, [chars(sentence, colon + 1, _end(sentence))])
    if not contents:
        return None
    return Draft(chars(sentence, 0, colon), (sentence[colon].start, sentence[colon].end), contents, "heading", sentence.index)


_SPEAKING = frozenset({"PERSON", "ORG", "GPE", "NORP"})


def _end(sentence: Sentence) -> int:
    """The end of the sentence's words: its last token left out where that is a full stop."""
    return len(sentence) - 1 if sentence[len(sentence) - 1].text == "." and len(sentence) > 1 else len(sentence)


_FIRST_OF_SOURCES = frozenset({"according", "in", "per"})


def _entry(sentence: Sentence, verb: Token, lists: Speech) -> Cue | None:
    particle = next((child.lower for child in sentence.dependents(verb, "prt")), None)
    if particle is None and verb.index + 1 < len(sentence) and sentence[verb.index + 1].tag == "RP":
        particle = sentence[verb.index + 1].lower
    if particle is not None:
        phrasal = lists.verbs.get(f"{verb.lemma} {particle}")
        if phrasal is not None:
            return phrasal
        if verb.lemma not in {"say", "tell", "write"}:
            return None
    elif verb.lemma == "make" and any(child.lower == "clear" for child in sentence.dependents(verb)):
        return lists.verbs.get("make clear")
    return lists.verbs.get(verb.lemma)


# --- verbs


def _verbal(text: str, sentence: Sentence, verb: Token, entry: Cue, shut: frozenset[int]) -> Iterator[Draft]:
    passive = any(child.dep == "auxpass" for child in sentence.dependents(verb))
    subject, means = speaker_of(sentence, verb, passive, shut)
    content, told = _content(sentence, verb, entry, subject, passive)
    if not content:
        return
    runs = tidy(text, [chars(sentence, first, last) for first, last in content])
    if not runs:
        return
    negated = any(child.dep == "neg" for child in sentence.dependents(verb))
    if "quoted" in entry.frames and not passive:
        quoted = _quoted(sentence, verb)
        if quoted is not None:
            says, words = quoted
            original = chars(sentence, *says)
            yield Draft(original, (words.start, words.end), runs, "clause", sentence.index, words.index)
    yield Draft(
        None if subject is None else chars(sentence, *subject),
        _cue_range(sentence, verb),
        runs,
        "clause",
        sentence.index,
        verb.index,
        entry,
        None if means is None else chars(sentence, *means),
        None if told is None else chars(sentence, *told),
        negated,
    )


def _cue_range(sentence: Sentence, verb: Token) -> Range:
    last = verb.index
    for child in sentence.dependents(verb, "prt"):
        if child.index == verb.index + 1:
            last = child.index
    return verb.start, sentence[last].end


def speaker_of(
    sentence: Sentence, verb: Token, passive: bool = False, shut: frozenset[int] = frozenset()
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Token range of the verb's subject (the agent of a passive), and of what to resolve it by where that is another.

    Tokens in ``shut`` are no subjects.
    """
    if passive:
        for agent in sentence.dependents(verb, "agent", "prep"):
            if agent.lower == "by":
                for noun in sentence.dependents(agent, "pobj"):
                    return phrase(sentence, noun), None
        return None, None
    seen = set()
    current = verb
    while current.index not in seen:
        seen.add(current.index)
        subjects = sentence.dependents(current, *_SUBJECTS)
        subject = next((child for child in subjects if child.index not in shut), None)
        if subject is not None and subject.dep != "expl":
            if subject.lower in _RELATIVE and current.dep in {"relcl", "acl", "ccomp", "advcl"}:
                noun = sentence.head_of(current)
                if noun is not None and current.dep == "relcl":
                    return (subject.index, subject.index + 1), phrase(sentence, noun)
            return phrase(sentence, subject), None
        head = sentence.head_of(current)
        if head is None:
            break
        if current.dep in {"acl", "relcl"}:
            return (phrase(sentence, head), None) if head.tag[:1] in "NP" else (None, None)
        if current.dep not in {"conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "dep", "parataxis"}:
            break
        if current.dep == "ccomp" and current.tag in _FINITE:
            break
        if current.dep == "xcomp":
            controller = next((child for child in sentence.dependents(head, "dobj", "nsubjpass")), None)
            if controller is not None and any(child.lower == "to" for child in sentence.dependents(current)):
                return phrase(sentence, controller), None
        current = head
    return _beside(sentence, verb), None


def _beside(sentence: Sentence, verb: Token) -> tuple[int, int] | None:
    """The noun phrase right before a finite verb, or right after it when a quotation or comma stands before."""
    if verb.tag not in _FINITE:
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
    """The noun phrase of ``head``: all below it that touches it, without relative and content clauses."""
    first, last = head.index, head.index + 1
    blocks = []
    for child in sentence.dependents(head):
        if child.dep in {"relcl", "acl", "ccomp", "advcl", "parataxis", "cc", "conj"} and child.dep != "conj":
            if child.dep in {"cc"}:
                blocks.append((child.index, child.index + 1))
            continue
        if child.dep == "punct":
            continue
        if child.tag[:1] == "V" and child.dep not in {"amod", "compound", "pobj"}:
            continue
        blocks.append(sentence.subtree(child))
    for block in sorted((block for block in blocks if block[0] < head.index), reverse=True):
        if block[1] >= first or _punctuation(sentence, block[1], first):
            first = min(first, block[0])
    for block in sorted(block for block in blocks if block[0] > head.index):
        if block[0] <= last or _punctuation(sentence, last, block[0]):
            last = max(last, block[1])
    while last - 1 > head.index and sentence[last - 1].tag in {"CC", ",", ":"}:
        last -= 1
    return first, last


def _punctuation(sentence: Sentence, first: int, last: int) -> bool:
    return last - first <= 2 and all(not token.text[0].isalnum() for token in sentence.tokens[first:last])


def _content(
    sentence: Sentence, verb: Token, entry: Cue, subject: tuple[int, int] | None, passive: bool
) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """Token ranges of what is said, and of whom it was told."""
    frames = entry.frames
    bounds = {verb.index}
    if "quoted" in frames and (quoted := _quoted(sentence, verb)) is not None:
        # "quoted X as saying …" / "…, the office quoted X as saying"
        if _is_parenthesis(sentence, verb):
            return _around(sentence, verb, {*range(*quoted[0]), quoted[1].index}), None
        rest = quoted[1].index + 1
        return ([(rest, _end(sentence))] if rest < _end(sentence) else []), None
    if subject is not None:
        bounds.update(range(*subject))
    children = sentence.dependents(verb)
    direct = next((child for child in children if child.dep in {"dobj", "dative"} and child.tag[:1] in "NPWDC"), None)
    if entry.only and (direct is None or direct.lemma not in entry.only):
        return [], None
    told = _audience(sentence, verb, entry, direct, passive)
    if "clause" in frames or "quote" in frames:
        clause = _clause(sentence, verb, entry, bounds, told)
        if clause:
            return clause, told
    # passives: "X was accused by Y of Z", "was criticised by": what is said of comes first
    if passive:
        return (_passive(sentence, verb, entry), None)
    parts: list[tuple[int, int]] = []
    if "to" in frames:
        for child in children:
            if child.dep in {"xcomp", "ccomp", "advcl"} and child.index > verb.index and _has_to(sentence, child):
                first, last = sentence.subtree(child)
                return [(max(first, verb.index + 1), last)], told
    if "ing" in frames:
        for child in children:
            if child.dep in {"xcomp", "ccomp", "pcomp"} and child.tag == "VBG" and child.index > verb.index:
                first, last = sentence.subtree(child)
                return [(max(first, verb.index + 1), last)], told
    if "naming" in frames:
        named = [
            child
            for child in children
            if child.index > verb.index
            and (child.dep in {"dobj", "oprd", "ccomp", "xcomp"} or (child.dep == "prep" and child.lower in {"as", "like"}))
        ]
        if len(named) > 1 or (named and named[0].dep in {"oprd", "ccomp"}) or (named and "object" in frames):
            parts = [sentence.subtree(child) for child in named]
            return [_union(sentence, parts, verb)], told
    prepositions = entry.prepositions
    held = [
        child
        for child in children
        if child.index > verb.index and child.dep in {"prep", "agent", "dative"} and child.lower in prepositions
    ]
    if held and not entry.told and direct is not None and direct.index > verb.index and "object" in frames:
        return [_union(sentence, [sentence.subtree(direct), *map(sentence.subtree, held)], verb)], told
    if held:
        first, last = sentence.subtree(held[0])
        return [(max(first, verb.index + 1), last)], told
    if "object" in frames and direct is not None and not entry.told:
        first, last = sentence.subtree(direct)
        if direct.index > verb.index:
            return [(max(first, verb.index + 1), last)], None
        if direct.tag[:1] != "W":
            return [(first, min(last, verb.index))], None
    return [], None


def _union(sentence: Sentence, parts: list[tuple[int, int]], verb: Token) -> tuple[int, int]:
    return max(min(first for first, _ in parts), verb.index + 1), max(last for _, last in parts)


def _passive(sentence: Sentence, verb: Token, entry: Cue) -> list[tuple[int, int]]:
    subject = next((child for child in sentence.dependents(verb, "nsubjpass")), None)
    if subject is None or subject.tag[:1] == "W":
        return []
    agent = any(child.lower == "by" for child in sentence.dependents(verb, "agent", "prep"))
    complements = [
        child
        for child in sentence.dependents(verb, "xcomp", "oprd", "prep")
        if child.index > verb.index and (child.dep != "prep" or child.lower in entry.prepositions or child.lower == "as")
    ]
    if not agent and not any(child.dep == "xcomp" and _has_to(sentence, child) for child in complements):
        if "object" not in entry.frames or entry.stance != "announces":
            return []
    return [sentence.subtree(subject), *(sentence.subtree(child) for child in complements)]


def _has_to(sentence: Sentence, verb: Token) -> bool:
    return any(child.lower == "to" and child.dep in {"aux", "mark"} for child in sentence.dependents(verb))


def _quoted(sentence: Sentence, verb: Token) -> tuple[tuple[int, int], Token] | None:
    """The speaker and the verb of "quoted SPEAKER as saying"."""
    direct = next((child for child in sentence.dependents(verb, "dobj", "nsubj") if child.index > verb.index), None)
    if direct is None:
        return None
    for place in range(direct.index + 1, len(sentence) - 1):
        if sentence[place].lower == "as" and sentence[place + 1].lower in {"saying", "telling", "writing", "stating"}:
            first, last = phrase(sentence, direct)
            return (first, min(last, place)), sentence[place + 1]
    return None


def _audience(
    sentence: Sentence, verb: Token, entry: Cue, direct: Token | None, passive: bool
) -> tuple[int, int] | None:
    if entry.told:
        if passive:
            subject = next((child for child in sentence.dependents(verb, "nsubjpass")), None)
            return None if subject is None else phrase(sentence, subject)
        if direct is not None and direct.index > verb.index:
            return phrase(sentence, direct)
        # "urged them to leave": the parser makes "them" the subject of the infinitive
        for child in sentence.dependents(verb, "ccomp", "xcomp"):
            if child.index > verb.index and _has_to(sentence, child):
                for subject in sentence.dependents(child, "nsubj"):
                    return phrase(sentence, subject)
        return None
    for child in sentence.dependents(verb, "prep", "dative"):
        if child.lower == "to" and child.index > verb.index and "prep:to" not in entry.frames:
            for noun in sentence.dependents(child, "pobj"):
                return phrase(sentence, noun)
    return None


def _clause(
    sentence: Sentence, verb: Token, entry: Cue, bounds: set[int], told: tuple[int, int] | None
) -> list[tuple[int, int]]:
    """Token ranges of the finite clause (or its like) that the verb reports."""
    barred = bounds | (set(range(*told)) if told is not None else set())
    children = sentence.dependents(verb)
    clause = next(
        (
            child
            for child in children
            if child.dep in {"ccomp", "parataxis"} and child.tag[:1] != "," and _is_clausal(sentence, child, entry)
        ),
        None,
    )
    if clause is None and verb.dep == "advcl" and any(child.lower == "as" for child in sentence.dependents(verb, "mark")):
        return _besides(sentence, verb)
    if clause is None and verb.dep in {"parataxis", "advcl", "ccomp"}:
        # "The bridge, he said, fell": the clause governs the verb of saying
        head = sentence.head_of(verb)
        if head is not None and _is_parenthesis(sentence, verb):
            return _around(sentence, verb, barred)
    if clause is None:
        return _around(sentence, verb, barred) if _reports_what_precedes(sentence, verb, entry) else []
    runs = _runs(sentence, clause, barred)
    if clause.index < verb.index:
        return _around(sentence, verb, barred) if _is_parenthesis(sentence, verb) else runs
    return _extended(sentence, verb, runs)


def _besides(sentence: Sentence, verb: Token) -> list[tuple[int, int]]:
    """The main clause beside "as the mayor noted"."""
    first, last = sentence.subtree(verb)
    if last < len(sentence) and sentence[last].tag == "," and first <= 1:
        return [(last + 1, _end(sentence))]
    if first and sentence[first - 1].tag == ",":
        return [(0, first - 1)]
    return []


def _reports_what_precedes(sentence: Sentence, verb: Token, entry: Cue) -> bool:
    """Whether a verb without a clause of its own reports the words before it ("The bridge fell, she said")."""
    if not entry.speech or not _is_parenthesis(sentence, verb):
        return False
    first, _ = _group(sentence, verb)
    if sentence[first - 1].text[0] in "\"”'’":
        return True
    if "clause" not in entry.frames or verb.tag not in _FINITE:
        return False
    if any(child.dep == "dobj" for child in sentence.dependents(verb)) and not entry.told:
        return False
    return any(token.tag in _FINITE for token in sentence.tokens[:first])


def _extended(sentence: Sentence, verb: Token, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A clause after its verb, cut where another saying begins and drawn out over a following "and that …"."""
    found = []
    for first, last in runs:
        end = _coordinate(sentence, verb, first, last) if first > verb.index else last
        found.append((first, end))
        if end < last:
            return found
    first, last = found[-1]
    place = last
    while place < len(sentence) and sentence[place].tag in {",", "''", "``"}:
        place += 1
    if place + 2 < len(sentence) and sentence[place].lower in {"and", "but", "or"} and first > verb.index:
        follower = sentence[place + 1]
        if follower.lower == "that" and follower.tag != "DT":
            end = _coordinate(sentence, verb, place + 2, len(sentence))
            found[-1] = (first, end)
    return found


def _is_clausal(sentence: Sentence, head: Token, entry: Cue) -> bool:
    """Whether a dependent holds a clause: it is a verb with a subject, or follows "that", or the cue is plain saying."""
    if head.tag in _FINITE:
        return True
    children = sentence.dependents(head)
    if any(child.dep in _SUBJECTS or child.tag == "MD" or child.dep == "mark" or child.tag in _FINITE for child in children):
        return "naming" not in entry.frames or any(child.tag in _FINITE for child in children)
    return "quote" in entry.frames


def _runs(sentence: Sentence, head: Token, barred: set[int]) -> list[tuple[int, int]]:
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


def _is_parenthesis(sentence: Sentence, verb: Token) -> bool:
    """Whether the saying stands after what is said, or inside it: "…, she said", "…, said Mr. X, …"."""
    first, last = _group(sentence, verb)
    if first == 0:
        return False
    before = sentence[first - 1]
    return before.text[0] in ",\"”’'?!—–" or before.tag in {",", "''", ":"}


def _group(sentence: Sentence, verb: Token) -> tuple[int, int]:
    """Tokens of the saying itself: the verb, its subject and what surrounds it up to the marks on both sides."""
    first = last = verb.index
    for child in sentence.dependents(verb):
        if child.dep in {"nsubj", "nsubjpass", "aux", "auxpass", "neg", "advmod", "dobj", "dative", "npadvmod", "prep", "prt"}:
            start, end = sentence.subtree(child)
            if child.index < verb.index:
                first = min(first, start)
            else:
                last = max(last, end - 1)
    return first, last + 1


def _around(sentence: Sentence, verb: Token, barred: set[int]) -> list[tuple[int, int]]:
    """What stands before a saying at the end or in the middle of its sentence, and after it where the clause goes on."""
    first, last = _group(sentence, verb)
    runs = [(_opening(sentence, first), first)] if first else []
    rest = [place for place in range(last, len(sentence)) if sentence[place].text[0].isalnum()]
    if rest and last < len(sentence) and sentence[last].text[0] in ",—–;-":
        follower = sentence[rest[0]]
        whole = any(token.tag in _FINITE for token in sentence.tokens[:first])
        if not whole or _is_spoken(sentence, follower, verb, first, barred):
            runs.append((rest[0], _coordinate(sentence, verb, rest[0], _end(sentence))))
    return runs


def _opening(sentence: Sentence, first: int) -> int:
    """Where the words before a saying begin: after a dash or colon when a quotation opens there and runs to the saying."""
    if first < 3 or sentence[first - 1].text[0] not in "\"”'’":
        return 0
    for place in range(first - 2, 0, -1):
        if sentence[place].text in _OPENERS:
            named = place > 1 and sentence[place - 2].tag == "VBN"  # "an operation dubbed: «…»"
            return place if sentence[place - 1].text in {":", "-", "--", "—", "–"} and not named else 0
    return 0


_OPENERS = frozenset({'"', "“", "``", "''"})


def _is_spoken(sentence: Sentence, follower: Token, verb: Token, first: int, barred: set[int]) -> bool:
    """Whether the words after a saying in mid-sentence go on with what is said: they hang from it, not from the saying."""
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


def _coordinate(sentence: Sentence, verb: Token, first: int, last: int) -> int:
    """Where a content that starts at ``first`` really ends: before a second saying by the same speaker.

    The parser hangs "and predicted that …", ", adding that …" on the clause as often as on the verb of saying.
    """
    lists = speech().verbs
    for place in range(first + 2, last):
        token = sentence[place]
        if token.tag[:1] != "V" or token.lemma not in lists:
            continue
        entry = lists[token.lemma]
        if not entry.speech or not entry.frames & {"clause"}:
            continue
        before = sentence[place - 1]
        if token.tag == "VBG" and before.tag in {",", "''"} and place + 1 < last:
            return place - 1
        if token.tag == verb.tag and token.tag in _FINITE and before.lower in {"and", "but"}:
            if not any(child.dep in _SUBJECTS for child in sentence.dependents(token)) and place + 1 < last:
                if sentence[place + 1].lower == "that" or entry.told or sentence[place + 1].tag in {"PRP", "NNP", "``"}:
                    return place - 2 if sentence[place - 2].tag == "," else place - 1
    return last


# --- "according to"


def _sourced(text: str, sentence: Sentence, token: Token, lists: Speech) -> Iterator[Draft]:
    forms = tuple(follower.lower for follower in sentence.tokens[token.index : token.index + 4])
    hit = next((source for source in lists.sources if forms[: len(source)] == source), None)
    if hit is None or (token.lower == "per" and token.index and sentence[token.index - 1].tag != ","):
        return
    last_word = sentence[token.index + len(hit) - 1]
    noun = next((child for child in sentence.dependents(last_word, "pobj")), None)
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
        runs = [(0, token.index), (source_last, _end(sentence))]
    else:
        runs = _runs(sentence, clause, barred)
        if token.index == 0 or clause == sentence.root:
            low, high = min(first for first, _ in runs), max(last for _, last in runs)
            high = min(high, _end(sentence))
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
    return (first, last) if first < last else whole


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
    for above in sentence.ancestors(token):
        if above.tag[:1] != "V" and above.tag != "MD" and above.dep != "ROOT":
            continue
        found = above
        if above.dep in {"ccomp", "relcl", "advcl"} and above.tag in _FINITE and above.dep != "advcl":
            break
    return found


# --- nouns


def _nominal(text: str, sentence: Sentence, noun: Token, entry: Cue) -> Iterator[Draft]:
    content: tuple[int, int] | None = None
    for child in sentence.dependents(noun):
        if child.index < noun.index:
            continue
        if child.dep in {"acl", "ccomp", "relcl"}:
            children = sentence.dependents(child)
            if "clause" in entry.frames and any(
                mark.lower == "that" and mark.dep == "mark" and mark.index == noun.index + 1 for mark in children
            ):
                content = sentence.subtree(child)
            elif "to" in entry.frames and _has_to(sentence, child) and child.dep != "relcl":
                content = sentence.subtree(child)
        elif child.dep == "prep" and child.lower in entry.prepositions:
            content = sentence.subtree(child)
        if content is not None:
            break
    if content is None:
        return
    speaker: tuple[int, int] | None = None
    for child in sentence.dependents(noun, "poss"):
        speaker = phrase(sentence, child)
    if speaker is None:
        for child in sentence.dependents(noun, "prep"):
            if child.lower in {"by", "from"}:
                for owner in sentence.dependents(child, "pobj"):
                    speaker = phrase(sentence, owner)
    if speaker is None:
        head = sentence.head_of(noun)
        if noun.dep in {"dobj", "attr"} and head is not None and head.lemma in {"make", "issue", "give", "have", "reject", "repeat", "voice", "express", "level", "renew"}:
            speaker = speaker_of(sentence, head)[0]
    runs = tidy(text, [chars(sentence, *content)])
    if speaker is None or not runs:
        return
    yield Draft(
        chars(sentence, *_without_clitic(sentence, speaker)),
        (noun.start, noun.end),
        runs,
        "noun",
        sentence.index,
        noun.index,
        entry,
    )


def _without_clitic(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    first, last = span
    return (first, last - 1) if last - first > 1 and sentence[last - 1].tag == "POS" else span
