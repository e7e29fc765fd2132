"""What the syntax of a sentence says of its verbs and nouns: the questions that the rules of status ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from dateline.codebook.status_cues import StatusCues
from dateline.parse.tree import Sentence, Token

STEPS = 12
"""Governors looked at above a trigger at most; real sentences need five, a broken parse may be a long chain."""
SPEECH_ACTS = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Types of acts that have occurred once they are uttered."""
PRESSURES = frozenset({"ASSAULT", "COERCE", "SANCTION", "PROTEST"})
"""Types whose announcement by the doer, tied to what others do, is a threat."""
PRESENT_BE = frozenset({"is", "are", "am", "'s", "'re", "'m"})
_CHAIN_TAGS = frozenset({"MD", "TO"})
_CHAIN_LEMMAS = frozenset({"be", "have", "do", "get", "not", "n't", "to", "never"})


class Syntax:
    """A sentence and the word lists by which it is read."""

    def __init__(self, sentence: Sentence, cues: StatusCues) -> None:
        self.sentence, self.cues = sentence, cues
        self.parsed = any(token.head != token.index for token in sentence.tokens)

    def chain(self, token: Token) -> list[Token]:
        """The auxiliaries, negations and "to" of a verb, by relation and by their place straight before it."""
        found = {child.index for child in self.sentence.dependents(token, "aux", "auxpass", "neg")}
        i = token.index - 1
        while i >= 0 and token.index - i <= 6:
            link = self.sentence[i]
            if link.tag in _CHAIN_TAGS or link.lemma in _CHAIN_LEMMAS or link.lower in ("'ll", "n't"):
                # An auxiliary that the parser gave to another verb is that verb's.
                own = link.head == token.index
                unsure = link.dep in ("aux", "auxpass", "neg", "") and (link.head == i or link.head > token.index)
                if not self.parsed or own or unsure:
                    found.add(i)
            elif link.tag != "RB":
                break
            i -= 1
        return [self.sentence[i] for i in sorted(found) if i < token.index or self.sentence[i].dep == "neg"]

    def own_chain(self, token: Token) -> bool:
        """Whether the verb has an auxiliary of its own."""
        return any(link.tag == "MD" or link.lemma in ("be", "have", "do") for link in self.chain(token))

    def infinitive(self, token: Token) -> bool:
        """Whether the verb stands with "to"."""
        chain = self.chain(token)
        if token.tag == "VBG" and not any(link.lemma == "be" for link in chain):
            return False  # "resorted to firing"
        return any(link.lower == "to" for link in chain)

    def own_clause(self, token: Token) -> bool:
        """Whether a coordinated verb has a subject of its own."""
        return bool(self.sentence.dependents(token, "nsubj", "nsubjpass"))

    def opens(self, token: Token) -> bool:
        """Whether a verb without subject and auxiliary opens what is said: "Free our sons"."""
        if self.chain(token) or self.sentence.dependents(token, "nsubj", "nsubjpass"):
            return False
        before = self.sentence.tokens[token.index - 1].lower if token.index else '"'
        return before in ('"', "'", "“", "‘", "please", ":") and len(self.sentence) > 2

    def after(self, token: Token) -> str:
        """The word after another, in lower case."""
        return self.sentence[token.index + 1].lower if token.index + 1 < len(self.sentence) else ""

    def only(self, word: Token) -> bool:
        """Whether a word that negates does not: "not only", "no fewer than"."""
        return self.after(word) in self.cues.words["only"]

    def particle(self, token: Token, particle: str) -> bool:
        """Whether a particle or preposition stands with the verb or noun."""
        after = token.index + 1
        if after < len(self.sentence) and self.sentence[after].lower == particle:
            return True
        return any(child.lower == particle for child in self.sentence.dependents(token, "prt", "prep", "advmod"))

    def is_said(self, token: Token) -> bool:
        """Whether a verb of speech, or one that threatens, has the verb in what it tells."""
        speech = self.cues.words["speech"]
        return any(up.lemma in speech or up.lemma in ("warn", "vow", "swear") for up in self.sentence.ancestors(token))

    def reported(self, token: Token) -> bool:
        """Whether the verb's clause is told by a past verb of speech ("said it would")."""
        for ancestor in self.sentence.ancestors(token):
            if ancestor.lemma in self.cues.words["speech"] and ancestor.tag in ("VBD", "VBN"):
                return not any(
                    child.dep == "advcl" and any(m.lower == "if" for m in self.sentence.dependents(child, "mark"))
                    for child in self.sentence.dependents(token)
                )
        return False

    def of_speaker(self, subject: Token) -> bool:
        """Whether a clause's subject is the speaker himself or what is his."""
        if subject.tag == "PRP":
            return subject.lower in ("it", "they", "he", "she", "we", "i")
        return any(child.tag == "PRP$" for child in self.sentence.dependents(subject, "poss"))

    def same_doer(self, token: Token, head: Token) -> bool:
        """Whether who wishes the act is to do it himself: its clause has no subject of its own."""
        own = self.sentence.dependents(token, "nsubj", "nsubjpass")
        return not own and not self.sentence.dependents(head, "dobj", "dative")

    def undone_by_none(self, token: Token) -> bool:
        """A passive that names no doer."""
        passive = self.sentence.dependents(token, "nsubjpass", "csubjpass", "auxpass")
        return bool(passive) and not self.sentence.dependents(token, "agent")

    def asserts(self, head: Token, token: Token) -> bool:
        """Whether a verb that may ask for an act tells of it: its clause is not in the subjunctive."""
        links = self.chain(token)
        subjunctive = token.tag == "VB" or [link.lower for link in links] in (["be"], ["not", "be"])
        modal = any(link.tag == "MD" for link in links)
        return head.lemma in self.cues.words["asserting"] and (modal or not subjunctive)

    def is_warning(self, token: Token) -> bool:
        """Whether harm is foretold to whoever does a thing: "anyone who marches will be arrested"."""
        subject = next(iter(self.sentence.dependents(token, "nsubj", "nsubjpass", "csubj", "csubjpass", "advcl")), None)
        harmed = self.undone_by_none(token) or token.lemma in self.cues.words["doom"]
        return harmed and subject is not None and self.is_whoever(subject)

    def is_whoever(self, subject: Token) -> bool:
        """Whether a subject is whoever fits: "anyone who …", "any village", "whoever sells"."""
        anybody = self.cues.words["anybody"]
        if subject.lower == "those":  # "those who march", not "those responsible"
            return any(word.tag in ("VBP", "VBZ") for word in self.sentence.dependents(subject, "relcl"))
        opening = self.sentence[self.sentence.subtree(subject)[0]]
        return subject.lower in anybody or opening.lower in anybody

    def conditions(self, token: Token) -> list[Token]:
        """The words that tie a clause to a condition: the marks of its if-clauses."""
        found = []
        for clause in self.sentence.dependents(token, "advcl"):
            if clause.lower in self.cues.words["verbless"]:
                continue  # "gunmen, if any"
            marks = [word for word in self.sentence.dependents(clause, "mark", "advmod") if word.index < clause.index]
            # "Debate whether" makes no condition.
            found += [mark for mark in marks if mark.lower != "whether" and self.cues.find("marker", mark.lower)]
            inverted = next((link for link in self.sentence.dependents(clause, "aux") if not marks), None)
            subject = next(iter(self.sentence.dependents(clause, "nsubj", "nsubjpass")), None)
            before = inverted is not None and subject is not None and inverted.index < subject.index
            if inverted is not None and before and inverted.lower in self.cues.words["inverted"]:
                found.append(inverted)
        return found

    def is_threat(self, token: Token, chain: list[Token]) -> bool:
        """Whether the verb stands in the future and somebody says so."""
        ahead = any(link.lower in ("will", "would", "shall", "'ll", "'d") for link in chain)
        return ahead and self.is_said(token) and not is_unreal(token, chain)

    def is_state(self, token: Token, chain: list[Token]) -> bool:
        """Whether a participle tells what lasts: "is held", "remain banned", "closed since", "besieged town"."""
        forms = {link.lower for link in chain}
        if token.lemma not in self.cues.words["states"]:
            return False
        if token.dep == "amod":
            return token.lower in self.cues.words["lasting"]
        links = self.sentence.dependents(token, "auxpass")
        head = self.sentence.head_of(token)
        if head is not None and token.dep in ("acomp", "oprd", "xcomp"):
            links.append(head)
        if any(link.lemma in ("remain", "stay") and link.tag in ("VBZ", "VBP") for link in links):
            return True
        if not forms & {"has", "have"}:
            return bool(forms & PRESENT_BE) and "been" not in forms
        if token.lemma in self.cues.words["taking"] and not self.sentence.dependents(token, "auxpass"):
            return False  # "have detained forty men since Monday": one after the other
        return any(child.lower == "since" for child in self.sentence.dependents(token, "prep", "mark", "advmod"))

    def goes_on_since(self, verb: Token) -> bool:
        """Whether a verb in the perfect tells since when: "the strike has kept the ferries in harbour since Monday"."""
        perfect = any(link.lower in ("has", "have") for link in self.chain(verb))
        last = self.sentence.subtree(verb)[1]
        return perfect and any(word.lower == "since" for word in self.sentence.tokens[verb.index + 1 : last])

    def told_time(self, token: Token) -> tuple[str, Token] | None:
        """A time beside the verb that makes a habit of it ("every Friday") or lies ahead ("next week")."""
        lists = self.cues.words
        for child in self.sentence.dependents(token, "npadvmod", "advmod", "prep", "dobj", "dep", "advcl"):
            if child.dep == "advcl":
                marks = self.sentence.dependents(child, "mark", "advmod")
                again = next((mark for mark in marks if mark.lower == "whenever"), None)
                if again is not None:
                    return "habit", again
                continue
            first, last = self.sentence.subtree(child)
            if first and self.sentence[first - 1].lower in lists["times"]:
                first -= 1  # "about once a fortnight"
            words = [self.sentence[place] for place in range(first, min(last, first + 6))]
            again = self.recurrence(words)
            dated = again is not None and again.lower == "for" and any(it.lower in lists["weekdays"] for it in words)
            if dated and token.lemma not in lists["states"]:
                continue  # "clashed for a second night on Tuesday": one day's act
            if again is not None:
                return "habit", again
            for left, right in pairwise(words):
                if left.lower in lists["ahead"] and right.lemma.lower() in lists["time_units"]:
                    return "ahead", left
            if any(word.lower in lists["days_ahead"] for word in words):
                return "ahead", child
            # "The court rules on Friday": in a headline the present tells what is past.
            from_or_on = child.lower == "from" or (child.lower == "on" and self.sentence.tokens[-1].lower == ".")
            if from_or_on and len(words) > 1 and words[1].lower in lists["weekdays"]:
                return "ahead", child
            if from_or_on and any(word.lower in lists["months"] for word in words[1:4]):
                return "ahead", child
            if [word.lower for word in words[:3]] == ["at", "the", "weekend"]:
                return "ahead", child
        start = [word.lower for word in self.sentence.tokens[:3]]
        nightly = len(start) == 3 and start[1] == "after" and start[0] == start[2] and start[0] in lists["time_units"]
        if nightly and (token.dep == "ROOT" or token.head == token.index):
            return "habit", self.sentence[0]  # "Night after night they read out the names"
        return None

    def recurrence(self, words: list[Token]) -> Token | None:
        """The word that makes a habit of a time: "each spring", "twice a year", "night after night", "on Fridays"."""
        lists = self.cues.words
        units = lists["time_units"]
        for place, word in enumerate(words):
            later = [other.lemma.lower() for other in words[place + 1 : place + 3]]
            if word.lower in lists["each"] and any(other in units or other in lists["occasions"] for other in later):
                return word
            per = len(later) == 2 and later[0] in ("a", "an", "per") and later[1] in units
            if per and word.lower in lists["times"]:
                return word
            if word.lower == "for" and self.is_nth(words[place + 1 : place + 6]):
                return word
            if word.lower in ("on", "at") and self.on_such_days(words[place + 1 : place + 3]):
                return word
            if len(later) == 2 and later[0] == "after" and later[1] == word.lower and word.lower in units:
                return word
            after = [other.lower for other in words[place + 1 : place + 4]]
            if word.lower == "in" and (after[:2] in (["those", "days"], ["those", "years"]) or after[1:2] == ["old"]):
                return word
            if word.lower[-1:] == "s" and word.lower[:-1] in lists["weekdays"] and word.lower not in lists["weekdays"]:
                return word
        return None

    def on_such_days(self, words: list[Token]) -> bool:
        """Whether words after "on" or "at" name days of a kind: "feast days", "weekends"."""
        lists = self.cues.words
        if not words or words[0].tag not in ("JJ", "NN", "NNS") or words[0].lower in lists["some"]:
            return False
        return any(word.tag == "NNS" and word.lemma in lists["time_units"] for word in words)

    def is_nth(self, words: list[Token]) -> bool:
        """Whether words count on a time that lasts: "the third day", "a second straight week", "its fifth month"."""
        lists = self.cues.words
        if len(words) < 3 or words[0].lower not in lists["counters"] or not _is_ordinal(words[1], lists["ordinals"]):
            return False
        rest = words[3:] if words[2].lower in lists["running"] else words[2:]
        unit = bool(rest) and rest[0].lemma.lower() in lists["time_units"]
        return unit and [word.lower for word in rest[1:2]] != ["of"]  # "the second week of June" is a date

    def is_day_of(self, unit: Token) -> bool:
        """Whether a unit of time counts on: "day 40 of the siege", "the third week of the strike"."""
        lists = self.cues.words
        if unit.lemma.lower() not in lists["time_units"]:
            return False
        after = self.sentence[unit.index + 1] if unit.index + 1 < len(self.sentence) else unit
        before = self.sentence[unit.index - 1] if unit.index else unit
        return after.tag == "CD" or _is_ordinal(before, lists["ordinals"])

    def is_old_habit(self, token: Token) -> bool:
        """Whether "would" tells a habit: a time beside the verb makes one of it, and nobody announces it."""
        time = self.told_time(token)
        return time is not None and time[0] == "habit" and not self.is_said(token)

    def came_later(self, token: Token, would: Token) -> bool:
        """Whether "would" looks ahead from the past to what came about: "would later be killed"."""
        between = self.sentence.tokens[would.index + 1 : token.index]
        return any(word.lower in self.cues.words["later"] for word in between) and not self.is_said(token)

    def background(self, word: Token, cue: Token | None) -> bool:
        """Whether the trigger stands in a clause that the statement takes for granted (relative, "after …")."""
        token = word
        for _ in range(STEPS):
            if token.dep == "relcl" or (token.dep == "acl" and not self.infinitive(token)):
                return True
            if token.dep == "advcl" and any(
                mark.lower in self.cues.words["factual_markers"]
                for mark in self.sentence.dependents(token, "mark", "advmod")
            ):
                return True
            head = self.sentence.head_of(token)
            if head is None or (cue is not None and head.index == cue.index):
                return False
            token = head
        return False


def is_verb(token: Token) -> bool:
    """Whether a token is tagged as a verb or a modal."""
    return token.tag[:2] == "VB" or token.tag == "MD"


def _is_ordinal(word: Token, ordinals: frozenset[str]) -> bool:
    """Whether a word counts a place in a row from the second on: "third", "20th", "thirty-first"."""
    return word.lower in ordinals or (word.lower[:1].isdigit() and word.lower[-2:] in ("th", "st", "nd", "rd"))


def is_unreal(token: Token, chain: Iterable[Token]) -> bool:
    """Whether a modal tells what did not come about: "would have killed"."""
    return token.tag in ("VBN", "VBD") and any(link.lower == "have" for link in chain)
