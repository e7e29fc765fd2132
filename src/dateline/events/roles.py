"""Roles: who did it and to whom, by the places the codebook names and PLOVER's rules (manual 2.0, role chapter)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.codebook.acts import Acts, load_acts
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import (
    accused,
    agents,
    base_phrase,
    complements,
    gerund_doer,
    headline_passive,
    is_cleared_of,
    is_nominal,
    is_passive,
    is_verb,
    objects,
    owners,
    phrases,
    quantity,
    spread,
    subjects,
)  # fmt: skip
from dateline.events.triggers import TAKES_PART, Hit, particle_objects
from dateline.parse.tree import Mark, Sentence, Token
from dateline.record import Party, Reason, Span

_WORDS = load_syntax_words()
_ABLE_TO_ATTACK = frozenset(("person", "group", "organisation", "state", "people"))
_BEFALLS = frozenset(("targeted", "abduct"))
RECEIVED = frozenset(("ACCUSE", "AID", "SUPPORT", "THREATEN"))
"""Types of acts that the subject of "received", "faced" and "won" had done to him: "received aid from Norland"."""
"""Modes of violence that, like killing, are called after those whom they befall."""
_ATTACKERS = frozenset((None, "MIL", "COP", "REB", "INS", "UAF", "SEP", "CRM", "SPY"))
"""Sectors of people who may own a killing because they did it, and no sector at all."""
_BODIES = frozenset(("group", "organisation", "state"))
"""Kinds of parties that are an "it"."""
_ABOUT = ("about", "against", "on", "over")
"""Prepositions before whom a paper is about."""
_DEEDS = _WORDS.hostile | load_acts().sets["attack"].single
JUDGING = frozenset(("ACCUSE", "PROTEST", "REJECT"))
"""Types of acts against whoever did a deed and not against whom it befell: "condemned the killing of a nun"."""
_AIMED = frozenset(("aim", "direct", "fire", "hurl", "launch", "lob", "shoot", "throw"))
"""Verbs of whose act the town "at" which it is done is the target and not only the place."""
_ON_VISITS = frozenset(("after", "at", "during", "on"))
_AROUND_TALKS = frozenset(("after", "during", "following", "for"))
_LAYING_BLAME = frozenset(("ascribe", "attribute", "blame", "impute"))
"""Verbs whose object is a deed, and whose phrase says who is held to have done it."""
_TIMELY = frozenset(("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "LANGUAGE"))
_MARKED = {"model:role": "marked by the role head", "model:side": "seen by the head for the parties of an act"}
"""The learned heads that mark parties, and how their reasons read."""
_NEAR = ("to", "for", "with", "on", "from", "against", "into", "in", "at", "of")


@dataclass(frozen=True, slots=True)
class Roles:
    """The parties of an act and why: ``because`` has one reason for the actors and one for the recipients."""

    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """The parties of one report, for looking up by place."""

    text: str
    parties: tuple[Party, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str, parties: Iterable[Party]) -> Cast:
        """The cast of a report's text from its parties."""
        ordered = tuple(sorted(parties, key=lambda party: (party.start, -party.end)))
        return cls(text, ordered, tuple(party.start for party in ordered))

    def within(self, start: int, end: int) -> tuple[Party, ...]:
        """The parties that begin in the range ``[start, end)``, in text order."""
        return self.parties[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def find_roles(sentence: Sentence, hit: Hit, cast: Cast, acts: Acts) -> Roles:
    """The actors and recipients of a trigger.

    Each role takes the first of the frame's places that names somebody.  A phrase no party was found for becomes a
    party with a reason and no name.
    """
    frame = hit.frame
    found = _Finder(sentence, hit, cast, acts)
    by_first = frame.part == "noun" and "by" in frame.actor  # "announced an assault by gunmen": the gunmen's act
    actors, actor_place = found.first(("by", *frame.actor) if by_first else frame.actor, acting=True)
    recipients, recipient_place = found.first(frame.recipient, acting=False)
    if not recipients and frame.type == "ASSAULT" and found.undergoer() is not None:
        recipients, recipient_place = found.first(("undergoer",), acting=False)
        actors, actor_place = ((), None) if actor_place == "subject" else (actors, actor_place)
    if frame.type in RECEIVED and found.undergoer() is not None and actor_place in (None, "subject"):
        recipients, recipient_place = found.first(("undergoer",), acting=False)
        actors, actor_place = found.first(("from", "by"), acting=True)
    if actor_place == "possessor" and recipient_place in (None, "theme") and found.is_owned_by_victims(actors):
        actors, recipients, actor_place, recipient_place = (), actors, None, actor_place
    if frame.mutual:
        actors, recipients = _merge(actors, recipients), ()
    if frame.type in JUDGING and frame.part == "verb":
        recipients, recipient_place = found.whom_it_judges(recipients, recipient_place)
    recipients = tuple(party for party in recipients if not any(share_words(party, other) for other in actors))
    because: list[Reason] = []
    because.append(role_reason("actors", actors, actor_place, frame.entry))
    if not frame.mutual:
        because.append(role_reason("recipients", recipients, recipient_place, frame.entry))
    return Roles(actors, recipients, tuple(because))


def judged_deeds(sentence: Sentence, verb: Token) -> list[Token]:
    """The deeds of violence among the objects of a verb that judges them: "condemned the *killing* of a nun"."""
    return [it for it in objects(sentence, verb) if it.lemma.lower() in _DEEDS]


def hurt_by(sentence: Sentence, verb: Token) -> list[Token]:
    """Whom a deed befell that a verb judges: whoever "condemned the killing of *a nun*" condemned no nun."""
    deeds = judged_deeds(sentence, verb)
    if verb.lemma in _LAYING_BLAME:  # "blamed the raid on the guards": on whoever did it
        return spread(sentence, [it for deed in deeds for it in phrases(sentence, deed, ("of",))])
    hurt = [it for deed in deeds for it in phrases(sentence, deed, ("of", "on", "against"))]
    if deeds:
        hurt += phrases(sentence, verb, ("on", "against"))  # where the parse hung it: "condemned the attack on a bank"
    return spread(sentence, hurt)


def without_things(roles: Roles, entry: str) -> Roles:
    """The roles of an act of violence without actors that are no party: shrapnel, mines, streets and the dead attack
    nobody.

    Better nobody named than a thing; the reason says what was left out.
    """
    able = tuple(party for party in roles.actors if party.kind in _ABLE_TO_ATTACK and not _is_harmed(party))
    if len(able) == len(roles.actors):
        return roles
    left_out = ", ".join(f"“{party.text}”" for party in roles.actors if party not in able)
    note = f"{left_out} is no party that can attack"
    kept = tuple(reason for reason in roles.because if reason.about != "actors")
    reason = Reason(about="actors", by=entry, text=note, evidence=tuple(party.span for party in able))
    return Roles(able, roles.recipients, (reason, *kept))


def _is_harmed(party: Party) -> bool:
    """Whether a party is called after the violence done to it: "victims of the war"."""
    return not _WORDS.harmed.isdisjoint(party.text.lower().split(" of ")[0].split())


def role_reason(about: str, parties: tuple[Party, ...], place: str | None, entry: str) -> Reason:
    """Why an act has these parties in a role: the ``place`` of the entry they were found at, or who marked them."""
    if not parties:
        text = "the sentence names nobody in any place the entry allows"
        return Reason(about=about, by=entry, text=text)  # type: ignore[arg-type]  # a role
    by = place if place is not None and place in _MARKED else entry
    where = _MARKED.get(place or "", f"found as {place}")
    evidence = tuple(party.span for party in parties)
    return Reason(about=about, by=by, text=where, evidence=evidence)  # type: ignore[arg-type]  # a role


def share_words(left: Party, right: Party) -> bool:
    """Whether two parties are named by words that both have."""
    return left.start < right.end and right.start < left.end


def overlap(left: Sequence[Party], right: Sequence[Party]) -> bool:
    """Whether any of the parties on one side is named by words of one on the other."""
    return any(share_words(a, b) for a in left for b in right)


def _merge(left: tuple[Party, ...], right: tuple[Party, ...]) -> tuple[Party, ...]:
    extra = tuple(party for party in right if not any(share_words(party, other) for other in left))
    return tuple(sorted(left + extra, key=lambda party: party.start))


_JOINED = re.compile(r",? (?:and |or |& )?|/")
"""What stands between the parties of a list."""
_MODIFYING = frozenset(("amod", "compound", "conj", "nmod", "poss"))


class _Finder:
    """The places of one hit."""

    def __init__(self, sentence: Sentence, hit: Hit, cast: Cast, acts: Acts) -> None:
        self.sentence, self.hit, self.cast, self.acts = sentence, hit, cast, acts
        self.parties = cast.within(sentence.start, sentence.end)
        word = hit.word
        self.verb = hit.light or word
        self.late = False
        frame = hit.frame
        self.flipped = (
            frame.part == "verb"
            and not frame.intransitive
            and not frame.mutual
            and frame.particle != "at"  # "rebels shot at a helicopter"
            and frame.lemma in acts.patient_first
            and not is_passive(sentence, word)
            and headline_passive(sentence, word)
        )
        self.bearers = [word]
        if hit.light is not None:
            self.bearers.append(hit.light)
        if frame.part == "verb":
            # what hangs on the verb's object belongs to the act too: "lifted its ban on", "gave aid to"
            self.bearers += [it for it in objects(sentence, word) if it.index not in {b.index for b in self.bearers}]
            self.bearers += sentence.dependents(word, "prt")
        if frame.part == "noun" and frame.mutual and word.dep in ("nsubj", "nsubjpass"):
            head = sentence.head_of(word)
            if head is not None and head.lemma in _WORDS.arising:
                self.bearers.append(head)  # "a battle broke out between"
        if frame.part == "adjective":
            head = sentence.head_of(word)
            if head is not None and head.lemma == "be":
                self.bearers.append(head)

    def first(self, places: Sequence[str], acting: bool) -> tuple[tuple[Party, ...], str | None]:
        found, at = self._first(places, acting)
        if not found and not acting and not self.hit.frame.mutual:
            # The thing an act is about is better than nobody: "a motion", "the ban".
            self.late = True
            found, at = self._first(("object", "theme"), acting)
        if not found and acting and self.hit.frame.part == "noun" and self.hit.frame.type == "ASSAULT":
            found, at = self._first(("accused",), acting)
        return found, at

    def whom_it_judges(self, recipients: tuple[Party, ...], place: str | None) -> tuple[tuple[Party, ...], str | None]:
        """The recipients without whom the judged deed befell; its doer where that leaves nobody."""
        sentence, verb = self.sentence, self.hit.word
        hurt = hurt_by(sentence, verb)
        kept = tuple(party for party in recipients if not any(party.start <= it.start < party.end for it in hurt))
        if kept:
            return kept, place
        deeds = judged_deeds(sentence, verb)
        doers = spread(
            sentence, [it for deed in deeds for it in (*sentence.dependents(deed, "poss"), *agents(sentence, deed))]
        )
        named = [party for it in doers for party in self.cast_for(it, False, "by")]
        return (tuple(named), "by") if named else ((), None)

    def _names_the_act(self, token: Token) -> bool:
        """Whether an object only completes the trigger ("lodged a *complaint*") and is nobody's patient."""
        if all(token.index != slot.index for slot in self.hit.slots):
            return False
        return token.lemma.lower() not in self.acts.patients and self._covering(token) is None

    def _first(self, places: Sequence[str], acting: bool) -> tuple[tuple[Party, ...], str | None]:
        for place in places:
            parties: list[Party] = []
            for token in spread(self.sentence, self.tokens(place)):
                for party in self.cast_for(token, acting, place):
                    if not any(share_words(party, other) for other in parties):
                        parties.append(party)
            if parties:
                return tuple(parties), place
        return (), None

    def tokens(self, place: str) -> list[Token]:
        """The heads of the phrases at one of the codebook's places."""
        sentence, hit = self.sentence, self.hit
        if place == "subject":
            return self._subject()
        if place == "object":
            if self.flipped:
                return subjects(sentence, hit.word)
            own = objects(sentence, hit.word) or particle_objects(sentence, hit.word, hit.frame.particle)
            return [it for it in own if it.index not in hit.used and (self.late or not self._names_the_act(it))]
        if place == "self":
            return [hit.word]  # "a suicide bomber" is act and actor
        if place == "dative":
            return [it for it in sentence.dependents(self.verb, "dative") if is_nominal(it)]
        if place == "possessor":
            return self._possessors(hit.word)
        if place == "accused":
            above = sentence.head_of(hit.word)
            if above is None:
                return []
            if hit.word.dep in ("dobj", "nsubjpass") and above.lemma in _LAYING_BLAME:
                return phrases(sentence, above, ("on", "to"))  # "attributed the murder to the army"
            if hit.word.dep != "pobj" or (above.lower == "in" and hit.word.lemma in _WORDS.occasions):
                return []  # "arrested in a raid": nobody is called to account for it
            return accused(sentence, above)  # "sentenced for the murder of"
        if place == "owner":
            return [it for slot in hit.slots for it in self._possessors(slot) or owners(sentence, slot)]
        if place == "undergoer":
            verb = self.undergoer()
            return [] if verb is None else subjects(sentence, verb)
        if place == "theme":
            # Not in a protest: of "took to the streets" they are where, and not against whom.
            own = list(hit.slots) or [it for it in objects(sentence, self.verb) if it.index not in hit.used]
            return [] if hit.frame.type == "PROTEST" else own
        if place in ("complement-subject", "complement-object"):
            return self._of_complement(place)
        return self._in_phrases(place)

    def _subject(self) -> list[Token]:
        sentence, hit, verb = self.sentence, self.hit, self.verb
        if hit.frame.part == "noun" and hit.light is None:
            return self._come_for_talks()
        if hit.light is not None and is_cleared_of(sentence, verb):
            return []  # whoever is acquitted of ordering the killings did not do them
        if hit.frame.part == "adjective":
            return subjects(sentence, hit.word)
        if self.flipped:
            return agents(sentence, verb)
        if hit.light is not None and verb.lemma in TAKES_PART and verb.lemma != "take":
            return sentence.dependents(verb, "nsubjpass", "nsubj") or subjects(sentence, verb)
        if not hit.frame.intransitive and is_passive(sentence, verb):
            return agents(sentence, verb)
        return subjects(sentence, verb)

    def _come_for_talks(self) -> list[Token]:
        """Whoever does something on a visit, or for or after what takes two: "flew to Norland for talks with X"."""
        frame, noun = self.hit.frame, self.hit.word
        preposition = self.sentence.head_of(noun)
        visiting = frame.mode == "visit" and not self.sentence.dependents(noun, "poss")
        if preposition is None or preposition.lower not in (_ON_VISITS if visiting else _AROUND_TALKS):
            return []
        if not visiting and not (frame.mutual and phrases(self.sentence, noun, ("with",))):
            return []
        verb = self.sentence.head_of(preposition)
        return subjects(self.sentence, verb) if verb is not None and is_verb(verb) else []

    def undergoer(self) -> Token | None:
        """The verb whose subject the noun's act befell: "the mayor survived an attack", "they came under fire"."""
        head = self.sentence.head_of(self.hit.word)
        if head is None or self.hit.frame.part != "noun":
            return None
        if head.lower == "under" and self.hit.word.dep == "pobj":
            above = self.sentence.head_of(head)
            return above if above is not None and above.lemma == "come" else None
        return received_by(self.sentence, self.hit)

    def _in_phrases(self, preposition: str) -> list[Token]:
        sentence, hit = self.sentence, self.hit
        found: list[Token] = []
        for bearer in (*self.bearers, *hit.slots):
            for token in phrases(sentence, bearer, (preposition,)):
                if token.index not in hit.used and all(token.index != other.index for other in found):
                    found.append(token)
        if not found and hit.frame.part == "noun" and preposition in ("by", "against", "with", "from", "on", "at"):
            # "the shooting of a boy by police": the last phrase may hang on the one before
            for inner in phrases(sentence, hit.word, ("of", "on", "against", "with", "in", "by")):
                found += phrases(sentence, inner, (preposition,))
            found = found or self._left_to_the_verb(preposition)
        if not found and preposition in ("to", "on", "against", "with"):
            # "announced a suspension of aid to the province"
            for slot in hit.slots:
                for inner in phrases(sentence, slot, ("of", "in", "on")):
                    found += phrases(sentence, inner, (preposition,))
        slots = {slot.index for slot in hit.slots}
        near = ["on", "against"]
        if hit.frame.mutual:
            near += ["with", "between"]
        elif hit.frame.part == "verb" and hit.frame.type == "ASSAULT":
            near.append("of")  # "gained control of the town": what the entry asks for is still the recipient
        return [it for it in found if it.index not in slots or preposition in near]

    def _left_to_the_verb(self, preposition: str) -> list[Token]:
        """The phrase that follows "an attack by X" at once, where the parse hung it on the verb before."""
        sentence, noun = self.sentence, self.hit.word
        verb = sentence.head_of(noun)
        if verb is None or verb.index > noun.index or not phrases(sentence, noun, ("by",)):
            return []
        _, end = sentence.subtree(noun)
        near = [it for it in sentence.dependents(verb, "prep") if it.index == end and it.lower == preposition]
        return [it for child in near for it in sentence.dependents(child, "pobj")]

    def _possessors(self, noun: Token) -> list[Token]:
        sentence = self.sentence
        found = sentence.dependents(noun, "poss")
        doer = gerund_doer(sentence, noun)
        if doer is not None:
            found.append(doer)
        elif noun.tag == "VBG" and noun.dep in ("acl", "amod"):
            found.append(sentence.tokens[noun.head])
        for child in sentence.dependents(noun, "compound", "amod", "nmod"):
            mark = sentence.entity_at(child.index)
            named = mark is not None and mark.label in ("NORP", "GPE", "ORG", "PERSON")
            covering = [p for p in self.parties if p.start <= child.start and child.end <= p.end < noun.start + 1]
            doing = any(p.kind in _ABLE_TO_ATTACK for p in covering)  # "police firing" names act and doer
            if doing or ((named or covering) and child.index not in self.hit.used):
                found.append(child)
        for child in sentence.dependents(noun, "acl"):
            found += agents(sentence, child)
        return [it for it in found if it.dep != "poss" or it.tag != "PRP$" or self._covering(it) is not None]

    def is_owned_by_victims(self, owners: tuple[Party, ...]) -> bool:
        """Whether a killing or an abduction is named after whom it befell: "the judge's murder", "the Sala kidnapping".

        Armed men, police and organisations own what they do ("the cartel's killings"), and so does whoever stands
        before a participle ("the man killing them").
        """
        frame, word = self.hit.frame, self.hit.word
        if frame.type != "ASSAULT" or frame.part != "noun" or word.tag not in ("NN", "NNS"):
            return False
        if frame.mode not in _BEFALLS and frame.entry != "assault.kill":
            return False
        before = self.sentence.dependents(word, "poss", "compound", "nmod", "amod")
        return all(
            (owner.kind == "person" or (owner.kind == "people" and owner.sector not in _ATTACKERS))
            and any(owner.start <= token.start < owner.end for token in before)
            for owner in owners
        )

    def _of_complement(self, place: str) -> list[Token]:
        sentence = self.sentence
        level = complements(sentence, self.hit.word)
        for slot in self.hit.slots:
            level += [it for it in complements(sentence, slot) if all(it.index != other.index for other in level)]
        for _ in range(3):
            found: list[Token] = []
            for verb in level:
                if place == "complement-subject":
                    found += [
                        it for it in sentence.dependents(verb, "nsubj", "nsubjpass")
                        if it.lower not in _WORDS.placeholders or self._is_named(it)
                    ]  # fmt: skip
                else:
                    own = [it for it in objects(sentence, verb) if it.index != self.hit.word.index]
                    about = [it for bearer in (verb, *own) for it in phrases(sentence, bearer, _NEAR)]
                    covered = [it for it in own if self._covering(it)]
                    found += covered or [it for it in about if self._covering(it)] or own or about
            if found:
                return found
            level = [deeper for verb in level for deeper in complements(sentence, verb)]
        return []

    def _is_named(self, token: Token) -> bool:
        party = self._covering(token)
        return party is not None and party.name is not None

    def _covering(self, token: Token) -> Party | None:
        return _widest(self.parties, token)

    def cast_for(self, token: Token, acting: bool, place: str) -> list[Party]:
        """The parties a role phrase with this head names; an instrument gives way to whoever used it."""
        sentence = self.sentence
        if acting and token.lemma.lower() in self.acts.instruments and self._covering(token) is None:
            users = list(owners(sentence, token))
            users += [it for child in sentence.dependents(token, "acl") for it in agents(sentence, child)]
            return [party for user in spread(sentence, users) for party in self.cast_for(user, False, place)][:3]
        covering = self._covering(token) or (speaker_of_it(sentence, token, self.cast) if acting else None)
        if covering is not None:
            return [*self._sharing(token, covering), self._named_here(covering)]
        counted = quantity(sentence, token)
        if counted:
            return [party for it in spread(sentence, counted) for party in self.cast_for(it, acting, place)]
        mark = sentence.entity_at(token.index)
        if (mark is not None and mark.label in _TIMELY) or (token.lower in _WORDS.placeholders) or is_verb(token):
            return []
        if not is_nominal(token) and token.dep not in ("dobj", "nsubj", "nsubjpass", "pobj"):
            return []
        if (
            self.hit.frame.mutual
            and place not in ("subject", "with", "between")
            and token.lemma.lower() not in self.acts.patients
        ):
            return []
        first, last = base_phrase(sentence, token, full=True)
        low, high = sentence.tokens[first].start, sentence.tokens[last - 1].end
        inner = [party for party in self.parties if low <= party.start and party.end <= high]
        if inner and not acting and token.lemma.lower() in _WORDS.papers:
            about = phrases(sentence, token, _ABOUT)
            inner = [it for it in inner if not any(it.start <= thing.start < it.end for thing in about)]
        if inner and not acting:
            where = ["near", "off", "outside", "around"]
            if self.hit.frame.type in ("ASSAULT", "COERCE"):
                where.append("in")  # "seized the last outpost in the province"
            aside = spread(sentence, phrases(sentence, token, where))
            inner = [it for it in inner if not any(it.start <= place.start < it.end for place in aside)]
        if inner and not acting and self._is_owned_property(token):
            return [_unresolved(self.cast.text, sentence, token)]
        if inner:
            owned = {it.index for it in owners(sentence, token)}
            first_owned = [p for p in inner if any(p.start <= sentence.tokens[i].start < p.end for i in owned)]
            return (first_owned or inner)[:2]
        named = token.tag in ("NNP", "NNPS") or token.dep == "pobj"
        if acting and (place != "subject" or not (named or token.lemma.lower() in self.acts.patients)):
            return []  # what can act is a party; an unknown common noun is an aim, a plan, a step
        if not acting and self.hit.frame.type == "ASSAULT" and self._beyond_harm(token, mark, place):
            return []
        return [_unresolved(self.cast.text, sentence, token)]

    def _sharing(self, token: Token, last: Party) -> list[Party]:
        """The parties that have the noun of another after them: the Kenyan of "Kenyan and Ugandan leaders"."""
        sentence, text = self.sentence, self.cast.text
        found: list[Party] = []
        before = [party for party in self.parties if party.end <= last.start]
        for party in reversed(before):
            follows = found[0] if found else last
            if not _JOINED.fullmatch(text, party.end, follows.start):
                break
            word = next((it for it in sentence.tokens if it.end == party.end), None)
            while word is not None and word.index != token.index:
                word = sentence.head_of(word) if word.dep in _MODIFYING else None
            if word is None:
                break
            found.insert(0, party)
        return found

    def _is_owned_property(self, token: Token) -> bool:
        """Whether violence befell what somebody owns: when Amir's house burned, the house was hit and not Amir."""
        violent = self.hit.frame.type in ("ASSAULT", "PROTEST")
        if not violent or token.lemma.lower() not in self.acts.sets["property"].single:
            return False
        owners = self.sentence.dependents(token, "poss")
        held = [party for it in owners if (party := self._covering(it)) is not None]
        return any(party.kind == "person" for party in held)

    def _beyond_harm(self, token: Token, mark: Mark | None, place: str) -> bool:
        """Whether violence cannot have befallen it: the weapon, an idea, the town where it happened."""
        word = token.lemma.lower()
        if word in self.acts.intangible or word in self.acts.instruments:
            return True
        if word in _WORDS.outlets and any(it.tag == "PRP$" for it in self.sentence.dependents(token, "poss")):
            return True  # "claimed the attack on its channel"
        aimed = place == "at" and self.hit.word.lemma in _AIMED  # "fired shells at Belmar"
        return place in ("in", "at", "near") and not aimed and mark is not None and mark.label in ("GPE", "LOC")

    def _named_here(self, party: Party) -> Party:
        """The mention by name a pronoun stands for, where the same sentence has it."""
        if party.name is None or party.text.lower() not in _WORDS.pronouns:
            return party
        named = [
            p
            for p in self.parties
            if p.name == party.name and p.text.lower() not in _WORDS.pronouns and p.start < party.start
        ]
        return named[-1] if named else party


def speaker_of_it(sentence: Sentence, token: Token, cast: Cast) -> Party | None:
    """The body that says what it did, where ``token`` is its "it": the army of "the army said it had taken it"."""
    verb = sentence.head_of(token)
    if token.lower != "it" or token.dep not in ("nsubj", "nsubjpass") or verb is None:
        return None
    while verb.dep == "conj" and (above := sentence.head_of(verb)) is not None and is_verb(above):
        verb = above
    saying = sentence.head_of(verb)
    if verb.dep != "ccomp" or saying is None or saying.lemma not in _WORDS.reportings:
        return None
    told = [_widest(cast.within(sentence.start, sentence.end), it) for it in subjects(sentence, saying)]
    bodies = [it for it in told if it is not None and it.kind in _BODIES]
    return bodies[0] if len(told) == len(bodies) == 1 else None


def _widest(parties: Iterable[Party], token: Token) -> Party | None:
    """The longest of the parties whose words hold a token."""
    held = [party for party in parties if party.start <= token.start and token.end <= party.end]
    return max(held, key=lambda party: party.end - party.start, default=None)


def received_by(sentence: Sentence, hit: Hit) -> Token | None:
    """The verb of receiving or suffering that a noun's act is the object of, whose subject the act befell."""
    head = sentence.head_of(hit.word)
    received = head is not None and hit.frame.part == "noun" and hit.word.dep == "dobj"
    return head if received and head is not None and head.lemma in _WORDS.undergoing else None


def _unresolved(text: str, sentence: Sentence, token: Token) -> Party:
    first, last = base_phrase(sentence, token)
    if last < len(sentence) and sentence.tokens[last].lower == "of":
        called = [it for it in sentence.dependents(sentence.tokens[last], "pobj") if it.tag == "NNP"]
        last = max([last, *(base_phrase(sentence, it)[1] for it in called)])  # "the town of Abala"
    while first < token.index and sentence.tokens[first].pos in ("DET", "PUNCT"):
        first += 1
    start, end = sentence.tokens[first].start, sentence.tokens[last - 1].end
    return Party(text=text[start:end], start=start, end=end, reason="no party was found in this phrase")


def span_of(text: str, sentence: Sentence, indices: Iterable[int], word: Token) -> Span:
    """The trigger's span: the words used when they stand together, else the head word alone."""
    used = sorted(set(indices))
    if used and used[-1] - used[0] + 1 - len(used) <= 1:
        return Span.cut(text, sentence.tokens[used[0]].start, sentence.tokens[used[-1]].end)
    return Span.cut(text, word.start, word.end)
