"""Statements read off a verb of saying: its subject, whom it addresses and what it takes."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.codebook.speech import Cue, Speech, speech
from dateline.parse import Sentence, Token
from dateline.statements.drafts import Draft, Range, chars, tidy
from dateline.statements.parentheses import around, cut_before_next, is_parenthesis, saying_range
from dateline.statements.syntax import FINITE, SUBJECTS, end_of, has_to, phrase, runs_below, speaker_of


def entry_of(sentence: Sentence, verb: Token, lists: Speech) -> Cue | None:
    """The cue that a verb is, with its particle; ``None`` where it is none."""
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


def by_verb(text: str, sentence: Sentence, verb: Token, entry: Cue, shut: frozenset[int]) -> Iterator[Draft]:
    """The drafts of a verb of saying; none where it takes nothing.  No token of ``shut`` is its subject."""
    children = sentence.dependents(verb)
    passive = any(child.dep == "auxpass" for child in children)
    if verb.tag == "VBN" and verb.dep == "acl":  # "a man accused of theft" accuses nobody
        passive = True
    subject, means = speaker_of(sentence, verb, passive, shut)
    content, told = _content(sentence, verb, entry, subject, passive)
    if not content:
        return
    runs = tidy(text, [chars(sentence, first, last) for first, last in content])
    if not runs:
        return
    negated = any(child.dep == "neg" for child in sentence.dependents(verb))
    if "quoted" in entry.frames and not passive:
        quoted = relayed_by(sentence, verb)
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


def _content(
    sentence: Sentence, verb: Token, entry: Cue, subject: tuple[int, int] | None, passive: bool
) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """Token ranges of what is said, and of whom it was told."""
    frames = entry.frames
    bounds = {verb.index}
    if subject is not None:
        bounds.update(range(*subject))
    if "quoted" in frames and (quoted := relayed_by(sentence, verb)) is not None:
        # "quoted X as saying …" / "…, the office quoted X as saying"
        if is_parenthesis(sentence, verb):
            return around(sentence, verb, {*range(*quoted[0]), quoted[1].index}), None
        rest = quoted[1].index + 1
        return ([(rest, end_of(sentence))] if rest < end_of(sentence) else []), None
    children = sentence.dependents(verb)
    direct = next((child for child in children if child.dep in {"dobj", "dative"} and child.tag[:1] in "NPWDC"), None)
    if entry.only and (direct is None or direct.lemma not in entry.only):
        return [], None
    told = _audience(sentence, verb, entry, direct, passive)
    if frames & {"clause", "quote"}:
        clause = _clause(sentence, verb, entry, bounds, told)
        if clause:
            return clause, told
    if passive:
        return _passive(sentence, verb, entry), None
    complement = _complement(sentence, verb, entry)
    if complement is not None:
        return [complement], told
    return _nominals(sentence, verb, entry, direct), (told if direct is None or entry.told else None)


def _complement(sentence: Sentence, verb: Token, entry: Cue) -> tuple[int, int] | None:
    """The infinitive, the participle or the name that the verb takes."""
    following = [child for child in sentence.dependents(verb) if child.index > verb.index]
    for child in following:
        infinitive = "to" in entry.frames and child.dep in {"xcomp", "ccomp", "advcl"} and has_to(sentence, child)
        participle = "ing" in entry.frames and child.dep in {"xcomp", "ccomp", "pcomp"} and child.tag == "VBG"
        if infinitive or participle:
            first, last = sentence.subtree(child)
            return max(first, verb.index + 1), last
    if "naming" in entry.frames:
        named = [
            child
            for child in following
            if child.dep in {"dobj", "oprd", "ccomp", "xcomp"} or (child.dep == "prep" and child.lower == "as")
        ]
        if len(named) > 1 or (named and (named[0].dep in {"oprd", "ccomp"} or "object" in entry.frames)):
            return _union([sentence.subtree(child) for child in named], verb)
    return None


def _nominals(sentence: Sentence, verb: Token, entry: Cue, direct: Token | None) -> list[tuple[int, int]]:
    """The noun phrase and the prepositional phrase that the verb takes."""
    held = [
        sentence.subtree(child)
        for child in sentence.dependents(verb, "prep", "agent", "dative")
        if child.index > verb.index and child.lower in entry.prepositions
    ]
    objective = "object" in entry.frames and direct is not None and not entry.told
    if direct is not None and objective and direct.index > verb.index:
        return [_union([sentence.subtree(direct), *held], verb)]
    if held:
        return [_union(held[:1], verb)]
    if direct is not None and objective and direct.tag[:1] != "W":
        first, last = sentence.subtree(direct)
        return [(first, min(last, verb.index))]
    return []


def _union(parts: list[tuple[int, int]], verb: Token) -> tuple[int, int]:
    """The range from the first to the last of the parts, as far as it stands after the verb."""
    return max(min(first for first, _ in parts), verb.index + 1), max(last for _, last in parts)


def _passive(sentence: Sentence, verb: Token, entry: Cue) -> list[tuple[int, int]]:
    subject = next((child for child in sentence.dependents(verb, "nsubjpass")), None)
    if subject is None or subject.tag[:1] == "W":
        return []
    agent = any(child.lower == "by" for child in sentence.dependents(verb, "agent", "prep"))
    complements = [
        child
        for child in sentence.dependents(verb, "xcomp", "oprd", "prep")
        if child.index > verb.index and (child.dep != "prep" or child.lower in {"as", *entry.prepositions})
    ]
    reported = any(child.dep == "xcomp" and has_to(sentence, child) for child in complements)
    if not agent and not reported and ("object" not in entry.frames or entry.stance != "announces"):
        return []
    return [sentence.subtree(subject), *(sentence.subtree(child) for child in complements)]


def relayed_by(sentence: Sentence, verb: Token) -> tuple[tuple[int, int], Token] | None:
    """The speaker and the verb of "quoted SPEAKER as saying"."""
    direct = next((child for child in sentence.dependents(verb, "dobj", "nsubj") if child.index > verb.index), None)
    if direct is None:
        return None
    for place in range(direct.index + 1, len(sentence) - 1):
        if sentence[place].lower == "as" and sentence[place + 1].lower in {"saying", "telling", "writing", "stating"}:
            first, last = phrase(sentence, direct)
            return (first, max(direct.index + 1, min(last, place))), sentence[place + 1]
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
            if child.index > verb.index and has_to(sentence, child):
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
            if child.dep in {"ccomp", "parataxis"}
            and child.tag[:1] != ","
            and _is_clausal(sentence, child, entry)
            and not _tells_all(sentence, verb, child)
        ),
        None,
    )
    led = any(child.lower == "as" and child.index < verb.index for child in children)
    if clause is None and led and verb.dep in {"advcl", "prep"}:
        return _besides(sentence, verb)
    if clause is None and verb.dep in {"parataxis", "advcl", "ccomp"}:
        # "The bridge, he said, fell": the clause governs the verb of saying
        head = sentence.head_of(verb)
        if head is not None and is_parenthesis(sentence, verb):
            return around(sentence, verb, barred)
    if clause is None:
        clause = _beyond_medium(sentence, verb)
    if clause is None:
        return around(sentence, verb, barred) if _reports_what_precedes(sentence, verb, entry) else []
    runs = runs_below(sentence, clause, barred)
    if clause.index < verb.index and verb.tag == "VBG" and sentence[verb.index - 1].text[0] not in _CLOSERS:
        return []  # "…, said the chief, noting …": the clause belongs to another saying
    if clause.index < verb.index:
        return around(sentence, verb, barred) if is_parenthesis(sentence, verb) else runs
    return _extended(sentence, verb, runs)


def _tells_all(sentence: Sentence, verb: Token, child: Token) -> bool:
    """Whether a clause hung on the verb is a saying of the whole sentence: "X ordered a raid, Y announced online"."""
    said = speech().verbs.get(child.lemma)
    if said is None or not said.speech or "clause" not in said.frames or child.index < verb.index:
        return False
    if any(below.dep in {"ccomp", "xcomp", "dobj"} for below in sentence.dependents(child)):
        return False
    return is_parenthesis(sentence, child) and sentence.subtree(child)[1] >= end_of(sentence)


_CLOSERS = frozenset("\"”'’")


def _beyond_medium(sentence: Sentence, verb: Token) -> Token | None:
    """The clause of "said in a letter that …", which the parser hangs on the letter."""
    for child in sentence.dependents(verb, "prep"):
        for medium in sentence.dependents(child, "pobj") if child.index > verb.index else ():
            for clause in sentence.dependents(medium, "acl", "relcl", "ccomp"):
                marks = sentence.dependents(clause, "mark", "nsubj", "dobj")
                if any(mark.lower == "that" and mark.index == medium.index + 1 for mark in marks):
                    return clause
    return None


def _besides(sentence: Sentence, verb: Token) -> list[tuple[int, int]]:
    """The main clause beside "as the mayor noted"."""
    first, last = sentence.subtree(verb)
    if last < len(sentence) and sentence[last].tag == "," and first <= 1:
        return [(last + 1, end_of(sentence))]
    if first and sentence[first - 1].tag == ",":
        return [(0, first - 1)]
    return []


def _reports_what_precedes(sentence: Sentence, verb: Token, entry: Cue) -> bool:
    """Whether a verb without a clause of its own reports the words before it ("The bridge fell, she said")."""
    if not entry.speech or not is_parenthesis(sentence, verb):
        return False
    first, _ = saying_range(sentence, verb)
    if sentence[first - 1].text[0] in "\"”'’":
        return True
    if "clause" not in entry.frames or verb.tag not in FINITE:
        return False
    if any(child.dep == "dobj" for child in sentence.dependents(verb)) and not entry.told:
        return False
    return any(token.tag in FINITE for token in sentence.tokens[:first])


def _extended(sentence: Sentence, verb: Token, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A clause after its verb, cut where another saying begins and drawn out over a following "and that …"."""
    found = []
    for first, last in runs:
        end = cut_before_next(sentence, verb, first, last) if first > verb.index else last
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
            end = cut_before_next(sentence, verb, place + 2, len(sentence))
            found[-1] = (first, end)
    return found


def _is_clausal(sentence: Sentence, head: Token, entry: Cue) -> bool:
    """Whether a dependent holds a clause: a verb with a subject, or after "that", or taken by a plain saying."""
    if head.tag in FINITE:
        return True
    children = sentence.dependents(head)
    finite = any(child.tag in FINITE for child in children)
    if finite or any(child.dep in SUBJECTS or child.dep == "mark" for child in children):
        return finite or "naming" not in entry.frames
    return "quote" in entry.frames
