"""Status: whether an act happened, goes on, or is planned, threatened, denied, merely possible, or tried in vain.

The trigger's own verb forms come first; then the way leads upwards through the words that govern it, and each cue on
that way works on the status found so far: a plan that is denied is denied, a promised attack is a threat.  Where the
sentence has no syntax, the words straight before the trigger must do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from dateline.codebook.status_cues import StatusCue, StatusCues
from dateline.events.status_model import Floats, StatusHead, features_of, words_of
from dateline.parse.tree import Sentence, Token
from dateline.record import EventType, Reason, Span, Statement, Status

_STEPS = 12
"""Governors looked at above a trigger at most; real sentences need five, a broken parse may be a long chain."""
_WINDOW = 7
"""Words looked at before a trigger where there is no syntax."""
_SPEECH_ACTS = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_STANCES = frozenset({"AGREE", "SUPPORT"})
"""Types that mostly are taken by saying so: without a cue, the head is not asked about them."""
_THREATS = frozenset({"ASSAULT", "COERCE"})
"""Types whose announcement by nobody in particular is a threat."""
_PRESSURES = frozenset({"ASSAULT", "COERCE", "SANCTION", "PROTEST"})
"""Types whose announcement by the doer, tied to what others do, is a threat."""
_CHAIN_TAGS = frozenset({"MD", "TO"})
_CHAIN_LEMMAS = frozenset({"be", "have", "do", "get", "not", "n't", "to", "never"})
_FULL_STOPS = frozenset({".", '"', "”"})
_WITHIN = frozenset({"in", "into", "entered", "enters", "entering"})
_OPENINGS = frozenset({",", ";", "that", "and", "but"})
_PAST_BE = frozenset({"was", "were"})
_PRESENT_BE = frozenset({"is", "are", "am", "'s", "'re", "'m"})


@dataclass(frozen=True, slots=True)
class StatusDecision:
    """The status of an act: ``by`` is the cue that decided, ``text`` says it in a sentence, ``evidence`` its word."""

    status: Status
    by: str
    text: str
    runner_up: str | None = None
    evidence: Span | None = None

    @property
    def reason(self) -> Reason:
        """The decision as a reason of the event."""
        evidence = () if self.evidence is None else (self.evidence,)
        return Reason(about="status", by=self.by, text=self.text, runner_up=self.runner_up, evidence=evidence)


@dataclass(frozen=True, slots=True)
class _Hit:
    status: Status
    by: str
    token: Token | None
    note: str


def decide_status(
    sentence: Sentence,
    word: Token,
    type: EventType,  # noqa: A002 - the contract's word for it
    statement: Statement | None,
    cues: StatusCues,
    head: StatusHead | None = None,
) -> StatusDecision:
    """The status of the act whose trigger's head is ``word``.

    ``statement`` is the innermost statement whose content holds the trigger, if any.  Acts of speech (a request, a
    threat) have occurred once they are uttered, whatever they speak of.  A learned ``head``, where one is given and the
    sentence has the vectors it was fitted on, takes over from the cues where it is surer than they are trusted to be.
    """
    walk = _Walk(sentence, type, cues)
    walk.act(word)
    if _asks(sentence, word):
        walk.apply(_Hit("hypothetical", "hypothetical:question", sentence.tokens[-1], "the sentence asks"))
    told = type in _SPEECH_ACTS or (walk.by == "status:default" and (type in _STANCES or _is_headline(sentence, word)))
    if head is not None and sentence.vectors is not None and not told:
        walk.weigh(word, head, sentence.vectors)
    walk.told(word, statement)
    return walk.decision()


class _Walk:
    """One way upwards from a trigger; holds the status so far and what decided it."""

    def __init__(self, sentence: Sentence, event_type: EventType, cues: StatusCues) -> None:
        self.sentence, self.type, self.cues = sentence, event_type, cues
        self.status: Status = "occurred"
        self.by = "status:default"
        self.note = "nothing in the sentence says otherwise"
        self.token: Token | None = None
        self.passed: list[Status] = []
        self.lasts = False
        self.syntax = any(token.head != token.index for token in sentence.tokens)

    # -- combining ---------------------------------------------------------------------------------------------------

    def apply(self, hit: _Hit) -> None:
        """Let a cue work on the status found so far."""
        if hit.token is not None and self.token is not None and hit.token.index == self.token.index:
            return  # one word is one cue, however many rules see it
        if hit.status == "planned" and self.by in ("hypothetical:any", "hypothetical:inverted"):
            return  # "any attack would fail", "were they to attack"
        new = _combined(self.status, hit.status)
        if new == self.status and self.by != "status:default":
            return
        if new != self.status:
            self.passed.append(self.status)
        self.status, self.by, self.token, self.note = new, hit.by, hit.token, hit.note

    def cue(self, cue: StatusCue, token: Token, status: Status | None = None) -> None:
        """Apply a cue found at ``token``, as the status the cue stands for or as the one given."""
        status = status or cue.status
        if cue.status == "hypothetical" and self.by == "denied:not" and cue.id.startswith("hypothetical:ask"):
            self.status = "occurred"  # "begged them not to fire": what is asked for, or against, is a thought
        if (
            cue.kind == "governor"
            and cue.status == "denied"
            and self.status == "hypothetical"
            and self.by != "hypothetical:any"
        ):
            return  # a call or an appeal turned down: the act itself stays a thought
        if cue.lapsing and self.status == "attempted":
            return  # what was tried and given up was tried
        if cue.id == "planned:postpone" and self.status != "occurred":
            return  # what was not certain is not, for being put off
        if cue.violent is not None and self.type == "ASSAULT":
            status = cue.violent
        if cue.hostile is not None and self.type in self.cues.words["hostile"]:
            status = cue.hostile
        self.apply(_Hit(status, cue.id, token, f"{token.text!r} is a cue for {status}"))

    def decision(self) -> StatusDecision:
        """The outcome, with what the status would have been without the cue that decided."""
        evidence = None
        if self.token is not None and len(self.token.text) == self.token.end - self.token.start:
            evidence = Span(text=self.token.text, start=self.token.start, end=self.token.end)
        runner_up = next((status for status in reversed(self.passed) if status != self.status), None)
        return StatusDecision(self.status, self.by, self.note, runner_up, evidence)

    def weigh(self, word: Token, head: StatusHead, vectors: Floats) -> None:
        """Let the learned head take the decision over from the cues."""
        by_cues = self.decision()
        features = features_of(self.sentence, word, self.type, by_cues, self.cues)
        chances = head.chances(words_of(self.sentence, vectors, word, self.cues), word.index, features)
        found = head.against(chances, by_cues.status)
        if found is None:
            return
        status, chance = found
        near = (token for token in self.sentence.tokens if status in self.cues.said_by(token.lemma))
        cue = min(near, key=lambda token: (abs(token.index - word.index), token.index), default=word)
        self.passed.append(by_cues.status)
        self.status, self.by, self.token = status, "model:status", cue
        self.note = f"the learned head gives {status} {chance:.2f}, against the cues ({by_cues.by})"

    # -- the way up --------------------------------------------------------------------------------------------------

    def act(self, word: Token) -> None:
        """Start at the trigger and climb."""
        self.lasts = not _is_verb(word) and (
            word.lemma in self.cues.words["durative"] or word.lower in self.cues.words["durative"]
        )
        if not self.syntax:
            self.window(word)
            return
        if _is_verb(word):
            self.verb(word, first=True)
            self.devices(word)
            if word.tag == "VB" and self.status == "occurred" and self.opens(word):
                self.apply(_Hit("hypothetical", "hypothetical:imperative", word, "the act is demanded"))
            self.climb_clause(word)
            self.own_fate(word)
            self.outcome(word)
            if self.status == "planned" and self.by.partition(":")[0] == "planned":
                self.came_between(word)
        else:
            self.noun(word)
            if self.lasts:
                self.lasting(word)
            self.predicate_after(word)
            self.climb_noun(word)

    def came_between(self, word: Token) -> None:
        """What was meant and did not come about: "set out to burn it and were stopped", "had hoped to march but …"."""
        lists = self.cues.words
        top, meant, later = word, False, list[Token]()
        for _ in range(_STEPS):
            head = self.sentence.head_of(top)
            if head is None or top.dep not in ("xcomp", "advcl", "acomp", "oprd") or top.index < head.index:
                break
            later += [verb for verb in self.sentence.dependents(top, "conj") if verb.tag in ("VBD", "VBN")]
            top = head
            bidden = top.lemma in lists["bidden"] and bool(self.sentence.dependents(top, "auxpass"))
            meant = meant or bidden or {top.lemma, top.lower} & lists["meant"] != set()
        chain = self.chain(top)
        past = top.tag in ("VBD", "VBN") and not any(
            link.lower in ("has", "have") or link.tag == "MD" for link in chain
        )
        if top is word or not past or any(link.lower in _PRESENT_BE for link in chain):
            return
        head = self.sentence.head_of(top)
        if head is not None and top.dep in ("relcl", "acl"):
            verb = self.sentence.head_of(head)
            if verb is not None and head.dep in ("nsubjpass", "nsubj") and self.was_stopped(verb, lists["stopping"]):
                self.apply(_Hit("attempted", "attempted:stopped", verb, f"{verb.text!r} came between"))
            return
        for verb in (*later, *self.sentence.dependents(top, "conj")):
            links = [*self.sentence.dependents(top, "cc"), *self.sentence.dependents(word, "cc")]
            but = any(link.lower in ("but", "yet") and top.index < link.index < verb.index for link in links)
            if self.was_stopped(verb, lists["stopping"] if but else lists["barring"]):
                self.apply(_Hit("attempted", "attempted:stopped", verb, f"{verb.text!r} came between"))
                return
            told = verb.lemma in lists["speech"] and self.after(verb) != "better"  # "but thought better of it"
            plain = verb.tag in ("VBD", "VBN") and not told and verb.lemma != "be"
            if but and meant and plain and not self.own_clause(verb) and not self.sentence.dependents(verb, "neg"):
                self.apply(_Hit("denied", "denied:but", verb, f"{verb.text!r} was done instead"))
                return

    def was_stopped(self, verb: Token, stopping: frozenset[str]) -> bool:
        """Whether a passive verb tells that those who meant to act were stopped."""
        return verb.lemma in stopping and verb.tag in ("VBN", "VBD") and bool(self.sentence.dependents(verb, "auxpass"))

    def outcome(self, word: Token) -> None:
        """An attack whose weapon failed, as a later verb tells: "threw a grenade which did not go off"."""
        if self.status != "occurred" or self.type != "ASSAULT":
            return
        head = self.sentence.head_of(word)
        later = self.sentence.dependents(word, "conj")
        if head is not None and word.dep in ("acl", "relcl", "dep"):
            verb = head if _is_verb(head) else self.sentence.head_of(head)
            if verb is not None and _is_verb(verb) and (head is verb or head.dep in ("nsubj", "nsubjpass")):
                later += [verb, *self.sentence.dependents(verb, "conj")]
        if head is not None and word.dep == "conj":
            later += [it for it in self.sentence.dependents(head, "conj") if it.index > word.index]
        for verb in tuple(later):
            later += self.sentence.dependents(verb, "conj")
        for thing in self.sentence.dependents(word, "dobj", "nsubjpass"):
            later += self.sentence.dependents(thing, "relcl")
        for verb in later:
            if verb.index > word.index and self.came_to_nothing(verb):
                self.apply(_Hit("attempted", "attempted:outcome", verb, f"{verb.text!r} says that it came to nothing"))
                return

    def came_to_nothing(self, verb: Token) -> bool:
        """Whether a verb tells that a weapon failed or missed."""
        duds = self.cues.words["duds"]
        if verb.lemma in duds or f"{verb.lemma} {self.after(verb)}" in duds:
            return not self.sentence.dependents(verb, "neg")
        if verb.lemma in ("fail", "refuse"):
            return any(self.is_dud(child) for child in self.sentence.dependents(verb, "xcomp"))
        return self.is_dud(verb) and bool(self.sentence.dependents(verb, "neg"))

    def lasting(self, word: Token) -> None:
        """An act that lasts, and how long it has: "fighting for a third day", "now in its fifth week"."""
        if self.status != "occurred":
            return
        self.recurs(word)
        for place in range(word.index + 1, min(word.index + 10, len(self.sentence) - 3)):
            if self.sentence[place].lower in (".", ";"):
                return
            words = list(self.sentence.tokens[place + 1 : place + 6])
            own = self.sentence[place].lower in _WITHIN and words[0].lower in ("its", "their")
            if own and self.is_nth(words):
                note = f"{words[1].text!r} counts how long it has gone on"
                self.apply(_Hit("ongoing", "ongoing:nth", words[1], note))
                return

    def own_fate(self, word: Token) -> None:
        """A trigger that says itself that the act was tried in vain ("missed", "tried to") or has begun."""
        if self.status != "occurred":
            return
        if any(link.lower == "to" for child in self.sentence.dependents(word, "xcomp") for link in self.chain(child)):
            cues = self.cues.governing(word.lemma, False, "clause")
        else:
            cues = self.cues.governing(word.lemma, False, "noun")
            if word.lemma in self.cues.words["futile"] and self.type in ("ASSAULT", "PROTEST"):
                self.apply(_Hit("attempted", "attempted:fate", word, f"{word.text!r} says that it came to nothing"))
                return
        for particle, cue in cues:
            if particle and not self.particle(word, particle):
                continue
            lasting = cue.durative and any(
                {child.lemma, child.lower} & self.cues.words["durative"]
                for child in self.sentence.dependents(word, "dobj", "nsubj", "nsubjpass")
            )
            tried = cue.status == "attempted" and ("clause" in cue.takes or self.type in ("ASSAULT", "PROTEST"))
            if lasting or tried:
                self.cue(cue, word)
            return

    def climb_clause(self, token: Token) -> None:
        """Climb from a verb to what governs its clause."""
        for _ in range(_STEPS):
            head = self.sentence.head_of(token)
            if head is None:
                self.bare_infinitive(token)
                return
            if token.dep == "conj":
                if not self.own_clause(token) and _is_verb(head):
                    self.shared(token, head)
                token = head
                if not _is_verb(token):
                    self.climb_noun(token)
                    return
                continue
            if token.dep in ("xcomp", "ccomp", "oprd") or (token.dep in ("acl", "relcl") and self.infinitive(token)):
                on = self.clause_governor(token, head)
            elif token.dep == "pcomp":
                governor = self.sentence.head_of(head)
                if governor is None:
                    return
                on = self.prepositional_clause(head, governor)
                head = governor
            elif token.dep == "advcl":
                on = self.adverbial(token, head)
            else:
                self.told_noun(token, head)
                return
            if not on:
                return
            if not _is_verb(head):
                self.noun(head)
                self.climb_noun(head)
                return
            token = head

    def told_noun(self, token: Token, head: Token) -> None:
        """What a noun says of the clause it has after it: "the danger that", "no evidence that".

        What "claims that …" tell is denied where the claims are: "rejected", "were false".
        """
        if _is_verb(head):
            return
        if (
            token.dep == "relcl"
            and self.status in ("planned", "hypothetical")
            and self.sentence[head.index + 1].lower == "that"
        ):
            pass  # "the danger that rebels will come", taken for a relative clause
        elif token.dep == "relcl" and any(it.lower == "that" for it in self.sentence.dependents(token, "mark")):
            pass  # "a report that its soldiers had fired", likewise
        elif token.dep not in ("acl", "ccomp"):
            return
        if head.lemma in self.cues.words["proofs"]:
            for word in self.sentence.dependents(head, "det", "neg"):
                found = self.cues.find("determiner", word.lower)
                if found is not None:
                    self.cue(found, word)
            return
        if self.status in ("occurred", "planned", "hypothetical"):
            for particle, cue in self.cues.governing(head.lemma, True, "clause"):
                if not particle and cue.status == "hypothetical" and head.lemma not in self.cues.words["transparent"]:
                    self.cue(cue, head)
                    return
        if head.lemma not in self.cues.words["transparent"]:
            return
        before = (self.status, self.by, self.token, self.note)
        passed = list(self.passed)
        self.climb_noun(head)
        if self.status != "denied":
            (self.status, self.by, self.token, self.note), self.passed = before, passed

    def climb_noun(self, token: Token) -> None:
        """Climb from a noun to what it is subject, object or complement of."""
        for _ in range(_STEPS):
            head = self.sentence.head_of(token)
            if head is None:
                return
            if token.dep == "conj":
                token = head
                continue
            if token.dep in ("dobj", "nsubjpass", "attr", "oprd", "nsubj"):
                if self.noun_under_verb(token, head):
                    self.climb_clause(head)
                return
            if token.dep in ("compound", "nmod", "amod", "poss"):
                if not self.noun_cue(head, ""):
                    return
            elif token.dep == "pobj":
                governor = self.sentence.head_of(head)
                if governor is None:
                    return
                if not self.noun_under_preposition(head, governor):
                    return
                head = governor
            else:
                return
            if _is_verb(head):
                self.climb_clause(head)
                return
            token = head

    def noun_under_preposition(self, preposition: Token, governor: Token) -> bool:
        """A noun governed through a preposition ("plans for talks", "take part in a raid"); whether to climb on."""
        if _is_verb(governor):
            at_it = governor.lower in _PRESENT_BE or governor.lemma in ("remain", "stay")
            if (at_it or self.goes_on_since(governor)) and (
                preposition.lower == "under" or (preposition.lower == "on" and self.lasts)
            ):
                self.apply(_Hit("ongoing", "ongoing:be-on", governor, "they are at it"))
                return True
            self.recurs(governor)
            light = preposition.lower in ("in", "of", "to", "with") and governor.lemma in self.cues.words["occurrence"]
            after = preposition.index > governor.index
            if not self.noun_cue(governor, preposition.lower) and not light:
                return False
            self.verb(governor, first=False)
            if light and after and self.status == "occurred":
                self.aspect(governor, self.chain(governor))
            return True
        if preposition.lower == "of" and self.lasts and self.is_day_of(governor):
            self.apply(_Hit("ongoing", "ongoing:nth", governor, f"{governor.text!r} counts how long it has gone on"))
        if governor.lemma in self.cues.words["inceptive"] and self.lasts:
            self.apply(_Hit("ongoing", "ongoing:inception", governor, f"{governor.text!r} sets it going"))
        transparent = preposition.lower in ("of", "in", "for") and governor.lemma in self.cues.words["transparent"]
        if not transparent and not self.noun_cue(governor, preposition.lower):
            return False
        self.noun(governor, cue_noun=True)
        return True

    def is_day_of(self, unit: Token) -> bool:
        """Whether a unit of time counts on: "day 40 of the siege", "the third week of the strike"."""
        lists = self.cues.words
        if unit.lemma.lower() not in lists["time_units"]:
            return False
        after = self.sentence[unit.index + 1] if unit.index + 1 < len(self.sentence) else unit
        before = self.sentence[unit.index - 1] if unit.index else unit
        return after.tag == "CD" or _is_ordinal(before, lists["ordinals"])

    # -- one level ---------------------------------------------------------------------------------------------------

    def verb(self, token: Token, first: bool, negated: bool = True) -> None:
        """What a verb's own forms say: modality, negation (where it reaches so far), aspect, adverbs, conjunction."""
        chain = self.chain(token)
        left = [self.sentence[i] for i in range(max(0, token.index - 6), token.index)]
        infinitive = any(link.lower == "to" for link in chain)
        self.modality(token, chain)
        if infinitive:
            self.infinitive_phrase(token, left)
        if infinitive and first:
            self.inversion(left)
        if first or infinitive:
            self.before(token)
        if first and self.status == "planned" and self.type in _PRESSURES and self.is_said(token):
            self.own_words(token)
        if first:
            self.aspect(token, chain)
            self.condition(token, chain)
            self.or_else(token)
        for child in self.sentence.dependents(token, "advmod", "npadvmod"):
            adverb = self.cues.find("adverb", child.lower)
            if adverb is None or (adverb.status == "ongoing" and not first):
                continue
            if not (adverb.tense == "present" and token.tag == "VBD" and not chain):
                self.cue(adverb, child)
        for child in self.sentence.dependents(token, "mark", "advmod"):
            marker = self.cues.find("marker", child.lower)
            if marker is not None and child.index < token.index:
                self.cue(marker, child)
        if negated:
            self.negation(token, chain, first)

    def modality(self, token: Token, chain: list[Token]) -> None:
        """What the auxiliaries of a verb say: "will", "may", "would"."""
        for link in chain:
            found = self.cues.find("auxiliary", link.lower)
            if found is None:
                continue
            if found.reported is not None and link.lower in ("would", "'d") and self.is_old_habit(token):
                continue  # "would raid the farms each spring": a habit of old
            if found.reported is not None and self.came_later(token, link):
                continue  # "who would later be killed": it came about
            if found.reported is not None and not _is_unreal(token, chain) and self.reported(token):
                self.cue(found, link, found.reported)
            else:
                self.cue(found, link)

    def inversion(self, left: list[Token]) -> None:
        """A condition without "if": "were the militia to open the road"."""
        for place in range(len(left) - 1, -1, -1):
            word = left[place]
            if word.lower == "were" and place < len(left) - 2:
                before = self.sentence[word.index - 1] if word.index else None
                if left[place + 1].tag[:2] not in ("DT", "NN", "PR", "CD"):
                    return  # "and were able to"
                if before is None or before.lower in (*_OPENINGS, '"', "“") or before.tag[:2] == "VB":
                    self.apply(_Hit("hypothetical", "hypothetical:inverted", word, f"{word.text!r} opens a condition"))
                return
            if word.tag[:2] in ("VB", "MD"):
                return

    def own_words(self, token: Token) -> None:
        """Harm that somebody announces is his threat: told of himself, or of nobody ("informers would be shot")."""
        subject = next(iter(self.sentence.dependents(token, "nsubj")), None)
        if self.type == "ASSAULT" and token.lemma in self.cues.words["doom"]:
            self.apply(_Hit("threatened", "threatened:doom", token, "the speaker foretells harm"))
        elif self.type == "ASSAULT" and subject is not None and self.of_speaker(subject):
            self.apply(_Hit("threatened", "threatened:own-words", token, "the speaker says it of himself"))
        elif (
            self.undone_by_none(token) and self.type in _THREATS and (self.type == "ASSAULT" or self.conditions(token))
        ):
            self.apply(_Hit("threatened", "threatened:no-doer", token, "harm is announced without its doer"))
        elif self.type != "PROTEST" and self.is_warning(token):
            self.apply(_Hit("threatened", "threatened:whoever", token, "harm is announced to whoever does a thing"))

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

    def undone_by_none(self, token: Token) -> bool:
        """A passive that names no doer."""
        passive = self.sentence.dependents(token, "nsubjpass", "csubjpass", "auxpass")
        return bool(passive) and not self.sentence.dependents(token, "agent")

    def or_else(self, token: Token) -> None:
        """Harm as the other choice is a threat: "leave or be killed"."""
        head = self.sentence.head_of(token)
        if token.dep != "conj" or head is None or self.type != "ASSAULT" or self.status == "denied":
            return
        choice = next((word for word in self.sentence.dependents(head, "cc") if word.lower == "or"), None)
        if choice is not None and head.tag == "VB" and head.index < choice.index < token.index:
            self.status = "occurred"
            self.apply(_Hit("threatened", "threatened:or", choice, "harm is the other choice"))

    def conditions(self, token: Token) -> list[Token]:
        """The words that tie a clause to a condition: the marks of its if-clauses."""
        found = []
        for clause in self.sentence.dependents(token, "advcl"):
            if clause.lower in self.cues.words["verbless"]:
                continue  # "gunmen, if any"
            marks = [word for word in self.sentence.dependents(clause, "mark", "advmod") if word.index < clause.index]
            found += [
                mark
                for mark in marks
                if mark.index < clause.index and mark.lower != "whether" and self.cues.find("marker", mark.lower)
            ]  # "debate whether" makes no condition
            inverted = next((link for link in self.sentence.dependents(clause, "aux") if not marks), None)
            subject = next(iter(self.sentence.dependents(clause, "nsubj", "nsubjpass")), None)
            before = inverted is not None and subject is not None and inverted.index < subject.index
            if inverted is not None and before and inverted.lower in self.cues.words["inverted"]:
                found.append(inverted)
        return found

    def condition(self, token: Token, chain: list[Token]) -> None:
        """An act that an if-clause hangs on, unless it is told as done."""
        marks = self.conditions(token)
        if marks and marks[0].lower == "unless" and (self.status != "planned" or self.type not in _PRESSURES):
            return  # what will happen unless is what is meant to happen
        past = token.tag == "VBD" or any(link.tag == "VBD" for link in chain)
        if not marks or (past and self.status in ("occurred", "ongoing")) or self.status in ("threatened", "denied"):
            return
        told = self.type in _PRESSURES and self.status in ("planned", "hypothetical") and self.is_threat(token, chain)
        told = told and ((self.type == "ASSAULT" and marks[0].lower == "unless") or self.told_by_doer(token))
        if marks[0].lower == "unless" and not told:
            return
        self.status = "occurred" if told else self.status
        status: Status = "threatened" if told else "hypothetical"
        self.apply(_Hit(status, f"{status}:condition", marks[0], f"{marks[0].text!r} ties it to a condition"))

    def is_threat(self, token: Token, chain: list[Token]) -> bool:
        """Whether the verb stands in the future and somebody says so."""
        ahead = any(link.lower in ("will", "would", "shall", "'ll", "'d") for link in chain)
        return ahead and self.is_said(token) and not _is_unreal(token, chain)

    def is_said(self, token: Token) -> bool:
        """Whether a verb of speech, or one that threatens, has the verb in what it tells."""
        speech = self.cues.words["speech"]
        return any(up.lemma in speech or up.lemma in ("warn", "vow", "swear") for up in self.sentence.ancestors(token))

    def told_by_doer(self, token: Token) -> bool:
        """Whether the speaker tells it of himself or leaves the doer out."""
        subject = next(iter(self.sentence.dependents(token, "nsubj")), None)
        if token.lemma in self.cues.words["doom"] and self.type != "PROTEST":
            return True
        return (self.type in _THREATS and self.undone_by_none(token)) or (
            subject is not None and self.of_speaker(subject)
        )

    def negation(self, token: Token, chain: Iterable[Token], first: bool) -> None:
        """A negated verb, or one whose subject or object is nobody."""
        if first and self.type == "REJECT":
            return  # "did not agree" is the rejection itself
        seen = list(chain) + self.sentence.dependents(token, "neg", "preconj")
        forbidding = self.cues.words["forbidding"]
        if first and (self.by == "hypothetical:if" or any(link.lower in forbidding for link in chain)):
            return  # "if they do not leave", "must not be shot": a thought either way
        for link in seen:
            found = self.cues.find("negation", link.lower)
            if found is not None and not self.only(link):
                self.cue(found, link, "attempted" if first and self.is_dud(token) else None)
                return
        if not first:
            return
        for child in self.sentence.dependents(token, "nsubj", "nsubjpass", "dobj"):
            if child.lower in ("nobody", "none", "nothing") and not self.only(child):
                self.apply(_Hit("denied", "denied:no", child, f"{child.text!r} did it or had it done to them"))
                return
            opening = self.sentence.subtree(child)[0]
            if [word.lower for word in self.sentence.tokens[opening : opening + 2]] in (["not", "one"], ["not", "a"]):
                self.apply(_Hit("denied", "denied:no", self.sentence[opening], "not one did it or had it done to them"))
                return
            for word in self.sentence.dependents(child, "det", "neg"):
                found = self.cues.find("determiner", word.lower)
                if found is not None and not self.only(word):
                    self.cue(found, word)
                    return

    def only(self, word: Token) -> bool:
        """Whether a word that negates does not: "not only", "no fewer than"."""
        return self.after(word) in self.cues.words["only"]

    def is_dud(self, token: Token) -> bool:
        """Whether a verb tells, once negated, that a weapon failed: "did not go off"."""
        explosion = self.cues.words["explosion"]
        if self.type != "ASSAULT":
            return False
        return token.lemma in explosion or f"{token.lemma} {self.after(token)}" in explosion

    def is_old_habit(self, token: Token) -> bool:
        """Whether "would" tells a habit: a time beside the verb makes one of it, and nobody announces it."""
        time = self.told_time(token)
        return time is not None and time[0] == "habit" and not self.is_said(token)

    def came_later(self, token: Token, would: Token) -> bool:
        """Whether "would" looks ahead from the past to what came about: "would later be killed"."""
        between = self.sentence.tokens[would.index + 1 : token.index]
        return any(word.lower in self.cues.words["later"] for word in between) and not self.is_said(token)

    def aspect(self, token: Token, chain: list[Token]) -> None:
        """Progressive and present forms of the trigger itself."""
        forms = {link.lower for link in chain}
        time = self.told_time(token)
        present = (token.tag in ("VBZ", "VBP") and not chain) or (token.tag == "VBG" and bool(forms & _PRESENT_BE))
        if time is not None and time[0] == "habit" and self.status == "occurred":
            self.apply(_Hit("ongoing", "ongoing:every", time[1], f"{time[1].text!r} makes it a habit"))
        elif time is not None and time[0] == "ahead" and present and self.type not in _SPEECH_ACTS:
            self.apply(_Hit("planned", "planned:present", time[1], f"{time[1].text!r} lies ahead"))
        elif token.tag == "VBN" and "being" in forms and forms & _PRESENT_BE:
            self.apply(_Hit("ongoing", "ongoing:progressive", token, "the verb says that it goes on"))
        elif token.tag == "VBN" and self.is_state(token, chain):
            self.apply(_Hit("ongoing", "ongoing:state", token, "the verb tells a state that lasts"))
        elif token.tag == "VBG" and forms:
            if "been" in forms or forms & _PRESENT_BE:
                self.apply(_Hit("ongoing", "ongoing:progressive", token, "the verb says that it goes on"))
        elif token.tag in ("VBZ", "VBP") and not chain and self.sentence.tokens[-1].lower in _FULL_STOPS:
            # In a headline (no full stop) the present tense tells what has just happened.
            if self.type not in _SPEECH_ACTS:
                self.apply(_Hit("ongoing", "ongoing:present", token, "the verb is in the present tense"))
        elif token.tag == "VBG" and token.dep in ("advcl", "acl", "conj", "dep"):
            head = self.sentence.head_of(token)
            for _ in range(3):
                if head is None or head.dep != "conj" or not _is_verb(head):
                    break
                head = self.sentence.head_of(head)
            if head is not None and _is_verb(head):
                first, last = self.sentence.subtree(head)
                words = self.cues.words["habit"]
                for other in self.sentence.tokens[first : min(last, token.index)]:
                    if other.lower in words:
                        self.apply(_Hit("ongoing", "ongoing:habit-noun", other, f"{other.text!r} makes it a habit"))
                        return

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
            return bool(forms & _PRESENT_BE) and "been" not in forms
        if token.lemma in self.cues.words["taking"] and not self.sentence.dependents(token, "auxpass"):
            return False  # "have detained forty men since Monday": one after the other
        return any(child.lower == "since" for child in self.sentence.dependents(token, "prep", "mark", "advmod"))

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
            if (
                word.lower in lists["times"]
                and len(later) == 2
                and later[0] in ("a", "an", "per")
                and later[1] in units
            ):
                return word
            if word.lower == "for" and self.is_nth(words[place + 1 : place + 6]):
                return word
            if word.lower in ("on", "at") and place + 1 < len(words) and words[place + 1].tag in ("JJ", "NN", "NNS"):
                plural = next(
                    (it for it in words[place + 1 : place + 3] if it.tag == "NNS" and it.lemma in units), None
                )
                if plural is not None and words[place + 1].lower not in lists["some"]:
                    return word  # "on feast days", "at weekends"
            if len(later) == 2 and later[0] == "after" and later[1] == word.lower and word.lower in units:
                return word
            after = [other.lower for other in words[place + 1 : place + 4]]
            if word.lower == "in" and (after[:2] in (["those", "days"], ["those", "years"]) or after[1:2] == ["old"]):
                return word
            if word.lower[-1:] == "s" and word.lower[:-1] in lists["weekdays"] and word.lower not in lists["weekdays"]:
                return word
        return None

    def is_nth(self, words: list[Token]) -> bool:
        """Whether words count on a time that lasts: "the third day", "a second straight week", "its fifth month"."""
        lists = self.cues.words
        if len(words) < 3 or words[0].lower not in lists["counters"] or not _is_ordinal(words[1], lists["ordinals"]):
            return False
        rest = words[3:] if words[2].lower in lists["running"] else words[2:]
        unit = bool(rest) and rest[0].lemma.lower() in lists["time_units"]
        return unit and [word.lower for word in rest[1:2]] != ["of"]  # "the second week of June" is a date

    def noun(self, token: Token, cue_noun: bool = False) -> None:
        """What stands with a noun: planned, foiled, no, "ahead of", and what is said of it."""
        for child in self.sentence.dependents(token):
            if child.index < token.index:
                found = self.cues.find("modifier", child.lower)
                if found is not None and child.dep in ("amod", "compound", "advmod", "nmod", "dep"):
                    self.cue(found, child)
                found = self.cues.find("determiner", child.lower)
                if found is not None and child.dep in ("det", "neg", "preconj", "advmod") and not self.only(child):
                    self.cue(found, child)
                if child.lower == "any" and not cue_noun and self.status == "occurred":
                    self.apply(_Hit("hypothetical", "hypothetical:any", child, "any such act is spoken of"))
            elif child.dep == "acl" and child.tag == "VBN":
                for particle, cue in self.cues.governing(child.lemma, False, "noun"):
                    if not particle and not cue.durative:
                        self.cue(cue, child)
                        break
                self.device(token, child)
            elif child.tag == "JJ" and child.dep in ("amod", "acl", "appos"):
                found = self.cues.find("predicate", f"{child.lower} {self.after(child)}")
                if found is not None and found.status == "planned":
                    self.cue(found, child)  # "a summit due in May"
        if not cue_noun:
            self.before(token)
            self.verb_before(token)

    def verb_before(self, token: Token) -> None:
        """A headline's verb that the parser took for a noun ("Police foil kidnapping")."""
        place = token.index - 1
        while place > 0 and self.sentence[place].tag in ("DT", "JJ", "PRP$") and token.index - place < 3:
            place -= 1
        if place < 1 or self.status != "occurred":
            return
        before = self.sentence[place]
        for particle, cue in self.cues.governing(before.lower, False, "noun"):
            if not particle and cue.status in ("attempted", "denied") and before.index != token.head:
                self.cue(cue, before)
                return

    def predicate_after(self, token: Token) -> None:
        """What a verb straight after the noun says of it, where the parser did not see its subject."""
        after = self.sentence[token.index + 1] if token.index + 1 < len(self.sentence) else None
        if after is None or not _is_verb(after) or token.dep in ("nsubj", "nsubjpass"):
            return
        found = self.cues.find("predicate", after.lemma)
        if found is not None and (found.status != "ongoing" or self.lasts):
            self.cue(found, after)

    def noun_under_verb(self, token: Token, head: Token) -> bool:
        """A noun as subject or object of ``head``; whether to climb on through that verb."""
        subject = token.dep in ("nsubj", "nsubjpass")
        passive = token.dep == "nsubjpass"
        self.recurs(head)
        if passive or not subject:
            self.device(token, head)
        if subject and self.said_of(head):
            return False
        if passive and any(
            child.lemma not in self.cues.words["occurrence"]
            for child in self.sentence.dependents(head, "xcomp", "ccomp")
        ):
            return False  # "the operation is expected to last": the expectation is not the operation
        if (passive or not subject) and self.noun_cue(head, ""):
            self.verb(head, first=False)
            return True
        if head.lemma in self.cues.words["occurrence"]:
            self.verb(head, first=False)
            told_of = self.sentence.dependents(head, "attr", "acomp", "oprd", "xcomp") if subject else []
            if self.lasts or head.lemma != "be" or not told_of:  # "the attack is a crime" tells nothing of when
                self.aspect(head, self.chain(head))
            self.condition(head, self.chain(head))
            return True
        if subject:
            for link in self.chain(head):
                found = self.cues.find("auxiliary", link.lower)
                if found is not None and found.status == "hypothetical":
                    self.cue(found, link)  # "a strike would have killed": neither came about
        return False

    def said_of(self, head: Token) -> bool:
        """What a verb or what stands with it says of the act that is its subject; whether it says all there is."""
        if self.type == "ASSAULT" and self.status == "occurred" and self.came_to_nothing(head):
            self.apply(_Hit("attempted", "attempted:outcome", head, f"{head.text!r} says that it came to nothing"))
            return True
        if self.lasts and self.goes_on_since(head):
            self.apply(_Hit("ongoing", "ongoing:since", head, "it has lasted since"))
        if self.by.endswith(":modifier") and self.status in ("planned", "threatened"):
            self.came_about(head)
        states = [head, *self.sentence.dependents(head, "acomp", "attr", "oprd", "advmod", "prep")]
        for link in self.sentence.dependents(head, "xcomp"):
            if link.lemma == "be":  # "turned out to be a hoax"
                states += self.sentence.dependents(link, "acomp", "attr")
        for state in states:
            for word in (state.lemma, state.lower, f"{state.lower} {self.after(state)}"):
                found = self.cues.find("predicate", word)
                if found is not None and (found.status != "ongoing" or self.lasts):
                    if found.status == "ongoing" and not any(link.tag in ("MD", "TO") for link in self.chain(head)):
                        self.status = "occurred"  # what was planned has begun
                    self.cue(found, state)
                    self.verb(head, first=False)
                    return True
        return False

    def goes_on_since(self, verb: Token) -> bool:
        """Whether a verb in the perfect tells since when: "the strike has kept the ferries in harbour since Monday"."""
        perfect = any(link.lower in ("has", "have") for link in self.chain(verb))
        last = self.sentence.subtree(verb)[1]
        return perfect and any(word.lower == "since" for word in self.sentence.tokens[verb.index + 1 : last])

    def device(self, thing: Token, verb: Token) -> None:
        """A bomb as the act, and what is done to it before it goes off."""
        found = self.cues.find("device", verb.lemma)
        if found is not None and self.type == "ASSAULT" and {thing.lemma, thing.lower} & self.cues.words["devices"]:
            self.cue(found, verb)

    def came_about(self, verb: Token) -> None:
        """What was planned has occurred where a verb says so: "the planned march went ahead"."""
        done = self.cues.words["realised"]
        if verb.tag == "VBD" and (verb.lemma in done or f"{verb.lemma} {self.after(verb)}" in done):
            self.status, self.by, self.token = "occurred", "occurred:came-about", verb
            self.note = f"{verb.text!r} says that it came about"

    def recurs(self, verb: Token) -> None:
        """A time beside the verb that makes a habit of the noun's act."""
        time = self.told_time(verb)
        if time is not None and time[0] == "habit" and self.status == "occurred":
            self.apply(_Hit("ongoing", "ongoing:every", time[1], f"{time[1].text!r} makes it a habit"))

    def noun_cue(self, governor: Token, preposition: str) -> bool:
        """Apply the cue of a word that governs a noun, with or without a preposition between; whether there was one."""
        nominal = not _is_verb(governor)
        lemma = governor.lower if governor.pos == "ADJ" else governor.lemma
        for particle, cue in self.cues.governing(lemma, nominal, "noun"):
            if particle and not (particle == preposition or self.particle(governor, particle)):
                continue
            if particle and not preposition and particle in cue.prepositions:
                continue  # "called a strike for Sunday" calls for nothing
            if preposition and preposition not in cue.prepositions:
                continue
            if cue.durative and not self.lasts:
                continue
            if cue.averse and self.is_undone(governor):
                return False
            self.cue(cue, governor)
            return True
        return False

    def is_undone(self, governor: Token) -> bool:
        """Whether a denial or a prevention is itself negated, so that the act stands: "did not deny", "failed to stop".

        What could not have been stopped stands as well; what nothing would stop is a thought, and is called so here.
        """
        chain = self.chain(governor) if _is_verb(governor) else []
        negated = any(self.cues.find("negation", link.lower) for link in chain)
        negated = negated or bool(self.sentence.dependents(governor, "neg"))
        before = [self.sentence[place].lower for place in range(max(0, governor.index - 2), governor.index)]
        negated = negated or before == ["no", "longer"]
        for child in self.sentence.dependents(governor, "nsubj", "nsubjpass"):
            negated = negated or child.lower in ("nothing", "nobody", "none") or child.lower == "no one"
        head = self.sentence.head_of(governor)
        if not negated and head is not None and governor.dep in ("xcomp", "advcl", "acl", "ccomp", "relcl"):
            objects = self.sentence.dependents(head, "dobj")
            negated = head.lemma in self.cues.words["failing"] or any(it.lower == "nothing" for it in (head, *objects))
        if negated and not _is_unreal(governor, chain):
            for link in chain:
                found = self.cues.find("auxiliary", link.lower)
                if found is not None and found.status == "hypothetical" and link.lower == "would":
                    self.cue(found, link)
        return negated

    def of_speaker(self, subject: Token) -> bool:
        """Whether a clause's subject is the speaker himself or what is his."""
        if subject.tag == "PRP":
            return subject.lower in ("it", "they", "he", "she", "we", "i")
        return any(child.tag == "PRP$" for child in self.sentence.dependents(subject, "poss"))

    def clause_governor(self, token: Token, head: Token) -> bool:
        """A clause under ``head``; whether to climb on."""
        nominal = not _is_verb(head)
        lemma = head.lower if head.pos == "ADJ" else head.lemma
        infinitive = self.infinitive(token)
        if head.lemma in self.cues.words["qualms"] and self.sentence.dependents(head, "neg"):
            if any(link.tag == "MD" for link in self.chain(head)):
                self.verb(head, first=False)
            return False  # "did not hesitate to": they did it
        after = self.sentence[head.index + 1].lower if head.index + 1 < len(self.sentence) else ""
        # "Let us remember" wishes for nothing.
        if head.lemma == "let" and head.tag == "VB" and after not in ("us", "'s") and self.opens(head):
            self.apply(_Hit("hypothetical", "hypothetical:let", head, "the act is wished for"))
            return False
        bearer = self.sentence.head_of(head)
        if lemma == "able" and bearer is not None and bearer.lower in _PAST_BE and not self.is_undone(bearer):
            self.verb(bearer, first=False)  # "were able to arrest them": they did it
            return True
        if bearer is not None and head.lemma in self.cues.words["showing"] and self.infinitive(head):
            shown = [bearer, *self.sentence.dependents(bearer, "nsubj", "nsubjpass", "dobj", "attr")]
            if any(word.lower == "nothing" for word in shown):
                self.apply(_Hit("denied", "denied:nothing", bearer, "nothing shows it"))
                return False
        for particle, cue in self.cues.governing(lemma, nominal, "clause"):
            if particle and not self.particle(head, particle):
                continue
            if cue.averse and self.is_undone(head):
                return False
            self.governed(token, head, cue)
            if not nominal:
                self.verb(head, first=False)
            return True
        if head.lemma in self.cues.words["speech"] and not infinitive:
            return False
        if head.lemma in ("let", "have", "make") and token.tag in ("VB", "VBN", "VBD") and token.dep == "ccomp":
            self.verb(head, first=False)  # "refused to let them pass", "threatened to have them flogged"
            return True
        if infinitive:
            self.purpose(token, head)
        if not nominal and (infinitive or token.dep == "xcomp"):
            self.verb(head, first=False)
        return infinitive or token.dep in ("xcomp", "oprd")

    def governed(self, token: Token, head: Token, cue: StatusCue) -> None:
        """Apply a clause cue, minding whose act it is and whether the clause is told as done."""
        finite = token.dep == "ccomp" and not self.infinitive(token)
        if cue.own:
            subject = next(iter(self.sentence.dependents(token, "nsubj", "nsubjpass")), None)
            same = subject is not None and self.of_speaker(subject)
            if self.status in ("planned", "hypothetical", "threatened"):
                if self.type in _PRESSURES and not same and self.is_warning(token):
                    same = True  # "warned that anyone who marched would be arrested"
                if same and self.type in self.cues.words["hostile"]:
                    self.cue(cue, head)
                elif cue.otherwise is not None and self.status == "planned":
                    self.cue(cue, head, cue.otherwise)
            elif not finite and cue.otherwise is not None:
                self.cue(cue, head, cue.otherwise)
            return
        if cue.otherwise is not None and not self.same_doer(token, head):
            self.cue(cue, head, cue.otherwise)
            return
        if finite and cue.status in ("ongoing", "attempted") and self.status != "planned":
            return
        if finite and cue.id == "hypothetical:ask" and self.asserts(head, token):
            return  # "suggests that they are burning farms" asks for nothing
        if cue.status == "ongoing" and self.status != "occurred":
            return
        self.cue(cue, head)

    def asserts(self, head: Token, token: Token) -> bool:
        """Whether a verb that may ask for an act tells of it: its clause is not in the subjunctive."""
        links = self.chain(token)
        subjunctive = token.tag == "VB" or [link.lower for link in links] in (["be"], ["not", "be"])
        modal = any(link.tag == "MD" for link in links)
        return head.lemma in self.cues.words["asserting"] and (modal or not subjunctive)

    def same_doer(self, token: Token, head: Token) -> bool:
        """Whether who wishes the act is to do it himself: its clause has no subject of its own."""
        own = self.sentence.dependents(token, "nsubj", "nsubjpass")
        return not own and not self.sentence.dependents(head, "dobj", "dative")

    def prepositional_clause(self, preposition: Token, governor: Token) -> bool:
        """A clause under a preposition ("from attacking", "by killing"); whether to climb on."""
        nominal = not _is_verb(governor)
        lemma = governor.lower if governor.pos == "ADJ" else governor.lemma
        for particle, cue in self.cues.governing(lemma, nominal, "clause"):
            if particle == preposition.lower or (not particle and preposition.lower in cue.prepositions):
                if cue.averse and self.is_undone(governor):
                    return False
                self.cue(cue, governor)
                if not nominal:
                    self.verb(governor, first=False)
                return True
        if preposition.lower == "by" and not nominal:
            self.verb(governor, first=False)
            return True
        return False

    def adverbial(self, token: Token, head: Token) -> bool:
        """An adverbial clause; whether what governs it works on it too."""
        marks = self.sentence.dependents(token, "mark", "advmod")
        if any(mark.lower in self.cues.words["factual_markers"] for mark in marks if mark.index < token.index):
            if any(mark.lower in self.cues.words["awaiting"] for mark in marks):
                self.awaited(token, head, marks[0])
            elif any(mark.lower in self.cues.words["then"] for mark in marks):
                self.comes_then(token, head, marks[0])
            return False
        if any(self.cues.find("marker", mark.lower) for mark in marks):
            return False
        subject = next(iter(self.sentence.dependents(token, "nsubj", "nsubjpass")), None)
        links = self.sentence.dependents(token, "aux", "auxpass")
        turned = next((link for link in links if link.lower in self.cues.words["inverted"]), None)
        if turned is not None and subject is not None and not marks and turned.index < subject.index:
            self.apply(_Hit("hypothetical", "hypothetical:condition", turned, f"{turned.text!r} opens a condition"))
            return False
        if self.infinitive(token):
            if any(mark.lower == "for" for mark in marks):
                for particle, cue in self.cues.governing(head.lemma, not _is_verb(head), "noun"):
                    if particle == "for" or (not particle and "for" in cue.prepositions):
                        self.cue(cue, head)  # "called for the generals to be tried"
                        self.verb(head, first=False)
                        return True
            if not self.sentence.dependents(head, "dobj"):
                for particle, cue in self.cues.governing(head.lemma, not _is_verb(head), "clause"):
                    if not particle and cue.status in ("attempted", "threatened") and not cue.averse:
                        self.governed(token, head, cue)  # "tried for three days to break through"
                        self.verb(head, first=False)
                        return True
            self.purpose(token, head)
            return False
        if token.tag == "VBG" and _is_verb(head):
            before = self.status
            self.verb(head, first=False)
            if self.status == "denied" and before == "occurred":
                # "did not stop, killing two": the negation stays with the main verb.
                self.status, self.by, self.token, self.note = before, "status:default", None, "nothing says otherwise"
            return True
        return False

    def awaited(self, token: Token, head: Token, mark: Token) -> None:
        """What must come first is a thought where what waits for it lies ahead: "will stay until the fine is paid"."""
        chain = self.chain(token)
        past = token.tag == "VBD" or any(link.tag == "VBD" for link in chain)
        links = self.chain(head)
        ahead = any(link.lower in ("will", "shall", "'ll", "can", "must", "should") for link in links)
        if past:  # "said it would stay until the fine was paid"
            ahead = any(link.lower in ("would", "'d") for link in links) and self.is_said(head)
        if self.status in ("occurred", "ongoing") and ahead and not _is_unreal(head, links):
            self.status = "occurred"
            self.apply(_Hit("hypothetical", "hypothetical:until", mark, f"{mark.text!r} makes it what is waited for"))

    def comes_then(self, token: Token, head: Token, mark: Token) -> None:
        """A present that lies ahead with what it stands with: "may expel them when it meets"."""
        present = token.tag in ("VBZ", "VBP") or any(link.tag in ("VBZ", "VBP") for link in self.chain(token))
        ahead = any(link.lower in ("will", "shall", "'ll", "may", "can", "must", "should") for link in self.chain(head))
        if present and ahead and self.status in ("occurred", "ongoing"):
            self.status = "occurred"
            status: Status = "hypothetical" if self.type in self.cues.words["hostile"] else "planned"
            self.apply(_Hit(status, f"{status}:then", mark, f"{mark.text!r} ties it to what lies ahead"))

    # -- pieces ------------------------------------------------------------------------------------------------------

    def purpose(self, token: Token, head: Token) -> None:
        """An infinitive without a cue on its governor: an aim, unless the governor makes a fact of it."""
        about = [head, *self.sentence.dependents(head, "dobj", "attr", "acomp")]
        if any(word.lower == "enough" for it in about for word in self.sentence.dependents(it, "amod", "advmod")):
            self.apply(_Hit("hypothetical", "hypothetical:enough", head, "there is enough for it"))
            return
        if self.type in _SPEECH_ACTS or head.lemma in self.cues.words["implicative"] or head.lemma == "be":
            return
        if self.type == "PROTEST" and head.lemma in self.cues.words["turnout"] and head.tag in ("VBD", "VBN"):
            return  # who took to the streets to protest has protested
        if any(self.cues.find("auxiliary", child.lower) for child in self.chain(token)):
            return
        for subject in self.sentence.dependents(head, "nsubjpass", "dobj"):
            for word in self.sentence.dependents(subject, "det", "neg"):
                found = self.cues.find("determiner", word.lower)
                if found is not None:
                    self.cue(found, word)  # "no decision has been taken to expel"
                    return
        ranks = self.cues.words["ranking"]
        if any(child.lower in ranks for child in self.sentence.dependents(head)) or head.lower in ranks:
            return
        self.apply(_Hit("planned", "planned:purpose", token, "an infinitive names it as the aim of another act"))

    def bare_infinitive(self, token: Token) -> None:
        """A headline's infinitive ("Minister to visit Oslo") announces."""
        if self.infinitive(token) and self.status == "occurred" and self.type not in _SPEECH_ACTS:
            self.apply(_Hit("planned", "planned:headline", token, "an infinitive without a governor announces it"))

    def opens(self, token: Token) -> bool:
        """Whether a verb without subject and auxiliary opens what is said: "Free our sons"."""
        if self.chain(token) or self.sentence.dependents(token, "nsubj", "nsubjpass"):
            return False
        before = self.sentence.tokens[token.index - 1].lower if token.index else '"'
        return before in ('"', "'", "“", "‘", "please", ":") and len(self.sentence) > 2

    def shared(self, token: Token, head: Token) -> None:
        """A verb coordinated with ``head`` shares its auxiliaries when it has the same form and none of its own."""
        same = token.tag == head.tag or {token.tag, head.tag} <= {"VBD", "VBN"} or token.tag == "VB"
        if same and not self.own_chain(token):
            links = self.sentence.dependents(head, "cc")
            contrast = any(link.lower == "but" and head.index < link.index < token.index for link in links)
            # "did not abdicate, but handed over": the negation ends at "but".
            self.verb(head, first=token.tag == "VBG" and head.tag == "VBG", negated=not contrast)
            if token.tag == head.tag == "VBD":
                self.recurs(head)  # "each spring they raided the farms and burned the mill"
            if token.tag == "VB" and head.tag in ("VBP", "VBZ"):
                self.aspect(head, self.chain(head))  # "they block the road and rob buses"

    def own_clause(self, token: Token) -> bool:
        """Whether a coordinated verb has a subject of its own."""
        return bool(self.sentence.dependents(token, "nsubj", "nsubjpass"))

    def own_chain(self, token: Token) -> bool:
        return any(link.tag == "MD" or link.lemma in ("be", "have", "do") for link in self.chain(token))

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
                if not self.syntax or own or unsure:
                    found.add(i)
            elif link.tag != "RB":
                break
            i -= 1
        return [self.sentence[i] for i in sorted(found) if i < token.index or self.sentence[i].dep == "neg"]

    def infinitive(self, token: Token) -> bool:
        """Whether the verb stands with "to"."""
        chain = self.chain(token)
        if token.tag == "VBG" and not any(link.lemma == "be" for link in chain):
            return False  # "resorted to firing"
        return any(link.lower == "to" for link in chain)

    def infinitive_phrase(self, token: Token, left: list[Token]) -> None:
        """Cues written as words before "to": "about to", "going to", "are to"."""
        to = next((place for place in range(len(left) - 1, -1, -1) if left[place].lower == "to"), None)
        if to is None or to == 0:
            return
        previous = left[to - 1]
        for phrase in (f"{previous.lower} to", f"{previous.lemma} to"):
            found = self.cues.find("auxiliary", phrase)
            if found is None:
                continue
            if found.status == "ongoing":  # "used to": not "was used to", nor "gas used to"
                if previous.tag != "VBD" or self.sentence.dependents(previous, "auxpass") or previous.dep == "acl":
                    continue
                self.cue(found, previous)
                return
            if previous.index != token.head or previous.lower == "going":
                self.cue(found, previous)
                return
        if previous.lower in _PAST_BE and left[to + 1 : to + 2] and left[to + 1].lower == "have":
            self.apply(_Hit("denied", "denied:was-to-have", previous, "it was meant to be, and was not"))
            return
        if previous.lemma == "be" and previous.lower in ("is", "are", "was", "were", "'s", "'re"):
            aim = self.sentence.dependents(previous, "attr", "nsubj") if self.syntax else []
            if self.type not in _SPEECH_ACTS or not aim:
                self.apply(_Hit("planned", "planned:be-to", previous, f"'{previous.text} to' announces it"))

    def before(self, token: Token) -> None:
        """Cue phrases straight before the verb and its auxiliaries, or before the noun's own modifiers."""
        i = token.index - 1
        while i > 0 and token.tag == "VBN" and self.sentence[i].lower in ("be", "been", "being", "have", "having"):
            i -= 1  # "without being seen", "far from having fled"
        while i >= 0 and token.index - i <= 6:
            word = self.sentence[i]
            if self.phrase_ending(i):
                return
            if word.tag not in (
                "DT",
                "JJ",
                "JJR",
                "JJS",
                "CD",
                "NN",
                "NNP",
                "NNS",
                "PRP$",
                "RB",
                "VBN",
                "VBG",
                "POS",
                "HYPH",
                "NNPS",
            ):
                return
            if _is_verb(token) and word.tag != "RB":
                return
            i -= 1

    def phrase_ending(self, place: int) -> bool:
        """Apply the cue phrase whose last word stands at ``place``, if there is one."""
        for words, cue in self.cues.before(self.sentence[place].lower):
            start = place - len(words) + 1
            if start >= 0 and all(self.sentence[start + n].lower == words[n] for n in range(len(words))):
                if cue.status == "ongoing" and self.status != "occurred":
                    return False
                self.cue(cue, self.sentence[start])
                return True
        return False

    def after(self, token: Token) -> str:
        """The word after another, in lower case."""
        return self.sentence[token.index + 1].lower if token.index + 1 < len(self.sentence) else ""

    def particle(self, token: Token, particle: str) -> bool:
        after = token.index + 1
        if after < len(self.sentence) and self.sentence[after].lower == particle:
            return True
        return any(child.lower == particle for child in self.sentence.dependents(token, "prt", "prep", "advmod"))

    def reported(self, token: Token) -> bool:
        """Whether the verb's clause is told by a past verb of speech ("said it would")."""
        for ancestor in self.sentence.ancestors(token):
            if ancestor.lemma in self.cues.words["speech"] and ancestor.tag in ("VBD", "VBN"):
                return not any(
                    child.dep == "advcl" and any(m.lower == "if" for m in self.sentence.dependents(child, "mark"))
                    for child in self.sentence.dependents(token)
                )
        return False

    def devices(self, word: Token) -> None:
        """A bomb found or made harmless is a bombing attempted."""
        found = self.cues.find("device", word.lemma)
        if found is None or self.type != "ASSAULT":
            return
        for child in self.sentence.dependents(word, "dobj", "nsubjpass"):
            if child.lemma in self.cues.words["devices"] or child.lower in self.cues.words["devices"]:
                self.cue(found, word)
                return

    def told(self, word: Token, statement: Statement | None) -> None:
        """What the statement's stance adds: a denied content is denied, a threat's future is a threat."""
        if statement is None or self.type in _SPEECH_ACTS:
            return
        cue = statement.cue
        token = None
        if cue is not None and self.sentence.start <= cue.start < self.sentence.end:
            token = next((item for item in self.sentence.tokens if item.start <= cue.start < item.end), None)
            if token is not None and token.index == word.index:
                return
        if statement.stance in ("denies", "denies_responsibility") and self.status in ("occurred", "ongoing"):
            if not self.background(word, token):
                self.apply(_Hit("denied", "statement:denies", token, "the speaker denies it"))
        elif (
            statement.stance == "threatens"
            and self.status in ("planned", "hypothetical")
            and self.type in self.cues.words["hostile"]
        ):
            self.status = "planned"  # a threat outweighs its condition
            self.apply(_Hit("threatened", "statement:threatens", token, "the speaker threatens it"))

    def background(self, word: Token, cue: Token | None) -> bool:
        """Whether the trigger stands in a clause that the statement takes for granted (relative, "after …")."""
        token = word
        for _ in range(_STEPS):
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

    # -- without syntax ----------------------------------------------------------------------------------------------

    def window(self, word: Token) -> None:
        """The words before the trigger, nearest first, up to the clause's edge; and a word on its fate after it."""
        tokens = self.sentence.tokens
        chain = self.chain(word)
        if chain or _is_verb(word):
            self.verb(word, first=True)
        else:
            self.before(word)
        i, seen = word.index - 1, 0
        while i >= 0 and seen < _WINDOW:
            token = tokens[i]
            if token.lower in (",", ";", ":", "that", "which", "who", "after", "and", "but", "when", "while", "."):
                break
            for kind in ("modifier", "determiner"):
                found = self.cues.find(kind, token.lower)
                if found is not None and seen < 3 and not chain:
                    self.cue(found, token)
            if self.phrase_ending(i):
                break
            takes = "clause" if any(link.lower == "to" for link in chain) else "noun"
            rows = self.cues.governing(token.lemma, False, takes) + self.cues.governing(token.lemma, True, takes)
            between = {item.lower for item in tokens[i + 1 : word.index]}
            for particle, cue in rows:
                if particle and particle not in between:
                    continue
                if takes == "noun" and cue.durative:
                    continue
                self.cue(cue, token)
                self.negated_before(i)
                return
            i -= 1
            seen += 1
        for token in tokens[word.index + 1 : word.index + 5]:
            found = self.cues.find("predicate", token.lemma)
            if found is not None and found.status == "attempted" and not _is_verb(word):
                self.cue(found, token)
                return
            if token.lower in (",", ";", ".", "and"):
                return

    def negated_before(self, place: int) -> None:
        """A negation or "no" within three words before a cue makes nothing of it."""
        for token in self.sentence.tokens[max(0, place - 3) : place]:
            if self.cues.find("negation", token.lower) or self.cues.find("determiner", token.lower):
                self.apply(_Hit("denied", "denied:not", token, f"{token.text!r} negates it"))


def _combined(status: Status, cue: Status) -> Status:
    """The status of an act that had one status and came under a cue for another."""
    if cue == "denied":
        return "hypothetical" if status == "denied" else "denied"
    if status == "denied":
        return "denied"
    if cue == "ongoing":
        return "ongoing" if status in ("occurred", "ongoing") else status
    if cue == "attempted":
        return status if status == "threatened" else "attempted"
    if cue == "planned":
        return status if status in ("attempted", "threatened") else "planned"
    if cue == "hypothetical":
        return status if status in ("threatened",) else "hypothetical"
    return cue


def _is_ordinal(word: Token, ordinals: frozenset[str]) -> bool:
    """Whether a word counts a place in a row from the second on: "third", "20th", "thirty-first"."""
    return word.lower in ordinals or (word.lower[:1].isdigit() and word.lower[-2:] in ("th", "st", "nd", "rd"))


def _is_unreal(token: Token, chain: Iterable[Token]) -> bool:
    """Whether a modal tells what did not come about: "would have killed"."""
    return token.tag in ("VBN", "VBD") and any(link.lower == "have" for link in chain)


def _is_verb(token: Token) -> bool:
    return token.tag[:2] == "VB" or token.tag == "MD"


def _is_headline(sentence: Sentence, word: Token) -> bool:
    """Whether the verb is the present of a headline, which tells what has just happened."""
    return word.tag in ("VBZ", "VBP", "VB") and sentence.tokens[-1].lower not in (".", "?", "!", '"', "”")


def _asks(sentence: Sentence, word: Token) -> bool:
    """Whether the sentence asks if the act happened or will: a question without a question word before the act."""
    if not sentence.tokens or sentence.tokens[-1].lower != "?":
        return False
    return not any(token.tag in ("WP", "WRB", "WDT", "WP$") for token in sentence.tokens[: word.index])
