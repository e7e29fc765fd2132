"""Roles as learned heads mark them, and where the syntax of the sentence bounds what they may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.clauses import (
    agents,
    base_phrase,
    is_nominal,
    is_passive,
    is_set_against,
    is_verb,
    objects,
    phrases,
    spread,
    subjects,
)
from dateline.events.roles import (
    JUDGING,
    RECEIVED,
    Cast,
    Roles,
    hurt_by,
    judged_deeds,
    overlap,
    received_by,
    role_reason,
    share_words,
)
from dateline.events.triggers import DEED_LAID, Hit
from dateline.parse.tree import Mark, Sentence, Token
from dateline.record import Party, Reason

_WORDS = load_syntax_words()
_SPEAKING = frozenset(("i", "we", "he", "she", "it", "they", "you"))
_QUOTES = frozenset(('"', "“", "''", "``"))
_BEFORE_NOUN = frozenset(("det", "nummod", "amod", "poss", "compound", "quantmod", "advmod", "nmod"))
_AND = re.compile(r"(?:,? and|,? n?or| &|,? as well as) ?$")
_COMMA = re.compile(r", ?$")
_OPENING = re.compile(r"(?:(?:a|an|the|some|many|several|his|her|its|their) )?", re.IGNORECASE)
_MORE = re.compile(r" (?:at|based|from|in|inside|loyal|near|on|with)\b")
"""What stands after a party where the rest of its phrase says only where or how it is."""
_BELONGS = re.compile(
    r"(?:[\s,()]|['\u2019]s\b|\b(?:a|an|at|former|for|from|his|her|in|its|of|on|the|their|to|with)\b)*", re.IGNORECASE
)
"""What stands between a party and another that only says more of it."""
_ASIDE = ("after", "amid", "before", "despite", "during", "following", "since", "until")
"""Prepositions of what happens beside an act: whom it names are not those it is done to."""
_ABOUT = ("about", "concerning", "on", "over", "regarding")
"""Prepositions of what a meeting is about, which takes no part in it."""
_PARTS = re.compile(r"\s*(?:,|and\b|or\b|&|in\b|at\b|on\b)")
"""What stands between two parties of one list."""


def sure_marks(sentence: Sentence, sure: float) -> list[Mark]:
    """The runs of the role head from the probability ``sure`` on, without "who …" and "which …"."""
    return [
        mark
        for mark in sentence.marks.get("role", ())
        if mark.score >= sure and not (mark.last - mark.first > 1 and sentence[mark.first].tag in ("WP", "WDT"))
    ]


def marked_roles(sentence: Sentence, hit: Hit, cast: Cast, sure: float) -> Roles:
    """The roles as the learned role head marked them, without runs below ``sure`` and any with the act's own word."""
    marks = (
        _whole_phrase(sentence, it) for it in sure_marks(sentence, sure) if not it.first <= hit.word.index < it.last
    )
    return roles_of_marks([mark for mark in marks if mark is not None], cast, "model:role", hit.frame.entry)


def roles_of_marks(marks: Sequence[Mark], cast: Cast, by: str, entry: str) -> Roles:
    """The roles that ``marks`` (ACTOR, RECIPIENT) give, each run with the party it names; ``by`` is who marked them."""
    found: dict[str, tuple[Party, ...]] = {}
    because: list[Reason] = []
    for about, label in (("actors", "ACTOR"), ("recipients", "RECIPIENT")):
        parties: list[Party] = []
        for mark in marks:
            if mark.label == label:
                parties += [
                    party for party in _of_run(mark, cast) if not any(share_words(party, other) for other in parties)
                ]
        found[about] = tuple(parties)
        if parties:
            because.append(role_reason(about, found[about], by, entry))
    return Roles(found["actors"], found["recipients"], tuple(because))


def in_voice(sentence: Sentence, hit: Hit, marked: Roles, found: Roles, prose: bool = False) -> Roles:
    """The marked roles, but for what the voice of the act's own verb says: there the ``found`` ones of the codebook.

    Whoever "was charged" did not charge anybody, and in "A proposed a date but B rejected it" A rejected nothing: the
    role head marks the leading act of a sentence, which need not be the one whose roles are asked for.  In ``prose``, a
    longer report, whoever says what others did does none of it.
    """
    verb = hit.light or hit.word
    if found.recipients and "subject" in hit.frame.recipient:
        return found  # whoever flees or is in custody does nothing to anybody
    if found.recipients and hit.frame.type in RECEIVED and received_by(sentence, hit) is not None:
        return found  # nor does whoever receives or faces what others do
    if found.recipients and hit.frame.entry == DEED_LAID:
        return found  # nor is a deed, or whom it befell, what is blamed
    if hit.frame.mutual or hit.frame.intransitive or not is_verb(verb):
        return marked
    subject = [
        it
        for it in sentence.dependents(verb, "nsubj", "nsubjpass")
        if not it.tag.startswith("W") and not (it.tag.startswith("PRP") and it.dep == "nsubj")
    ]
    if _is_quoted(sentence, verb, marked, found):
        return found
    passive = is_passive(sentence, verb)
    acting = _at(found.actors, agents(sentence, verb) if passive else subject)
    reported = prose and verb.dep == "ccomp" and _is_reported(sentence, verb)
    if verb.dep == "ccomp" and not passive and not reported:
        acting = ()  # who says so may be what leads: "the minister hopes that others will mediate"
    receiving = _at(found.recipients, subject) if passive else ()
    actors = found.actors if reported and acting else _bound(marked.actors, found.actors, acting, receiving)
    recipients = _bound(marked.recipients, found.recipients, receiving, acting)
    if actors is found.actors and acting:
        first, last = sentence.subtree(verb)  # the marks are those of another clause
        low, high = sentence[first].start, sentence[last - 1].end
        recipients = found.recipients or tuple(it for it in recipients if low <= it.start and it.end <= high)
    if (actors, recipients) == (marked.actors, marked.recipients):
        return marked
    because: list[Reason] = []
    for about, parties, before in (("actors", actors, marked.actors), ("recipients", recipients, marked.recipients)):
        told = marked if overlap(parties, before) else found
        because += [reason for reason in told.because if reason.about == about and parties]
    return Roles(actors, recipients, tuple(because))


def as_built(sentence: Sentence, hit: Hit, roles: Roles, found: Roles | None = None) -> Roles:
    """The marked roles without what the build of the sentence rules out.

    Two subjects joined by "and" stand on one side ("Norland and Ruritania welcomed the return of the envoy"), a list of
    places within the subject's phrase on none ("lawmakers in Norland and Ruritania"); an agency that reports an act
    does not take part in it, nor does whoever else says what another did; whoever meets in a town does not meet the
    town, and who is named for what happened beside the act ("after talks with") had it not done to them.  ``found``
    are the codebook's roles: a subject that was not marked beside one that was comes from there.
    """
    verb = hit.light or hit.word
    if not is_verb(verb):
        return roles
    spared = [it for it in sentence.tokens if is_nominal(it) and is_set_against(sentence, it)]
    sides = ([it for it in side if not _holds(it, spared)] for side in (roles.actors, roles.recipients))
    actors, recipients = (
        _met(sentence, hit, verb, found, *sides) if hit.frame.mutual else _ranged(sentence, verb, found, *sides)
    )
    actors = _without_other_doers(sentence, verb, actors)
    if hit.frame.type == "PROTEST":
        recipients = [it for it in recipients if not _is_where(sentence, verb, it)]
    recipients = [it for it in recipients if not _is_where_else(sentence, verb, it)]
    things = objects(sentence, verb)
    aside = spread(sentence, [it for word in (verb, *things) for it in phrases(sentence, word, ("near", "off"))])
    aside += _doers_of_others(sentence, verb)
    if hit.frame.type in JUDGING:
        aside += hurt_by(sentence, verb)
        deeds = judged_deeds(sentence, verb)
        recipients = [it for it in recipients if it.kind is not None or not _holds(it, deeds)]
    recipients = [it for it in recipients if not _holds(it, aside)]
    beside = _named_beside(sentence, verb, recipients)
    recipients = [it for it in recipients if not _holds(it, beside)]
    telling = _telling(sentence, verb, actors)
    actors = [it for it in actors if not telling(it)]
    recipients = [it for it in recipients if not telling(it)]
    if (tuple(actors), tuple(recipients)) == (roles.actors, roles.recipients):
        return roles
    because: list[Reason] = []
    for about, parties in (("actors", actors), ("recipients", recipients)):
        parties.sort(key=lambda it: it.start)
        told = next((it for it in roles.because if it.about == about), None)
        if parties and told is not None:
            because.append(msgspec.structs.replace(told, evidence=tuple(it.span for it in parties)))
        elif parties:
            because.append(role_reason(about, tuple(parties), "model:role", hit.frame.entry))
    return Roles(tuple(actors), tuple(recipients), tuple(because))


def _ranged(
    sentence: Sentence, verb: Token, found: Roles | None, actors: list[Party], recipients: list[Party]
) -> tuple[list[Party], list[Party]]:
    """The sides of an act that one side does to the other, all subjects of its verb on theirs."""
    shared = [it for it in _conjuncts(sentence, actors) if it.dep == "conj"]
    if any(_holds(party, shared) for party in recipients):  # whatever verb of the sentence they are the subjects of
        actors = actors + [party for party in recipients if _holds(party, shared) and not overlap((party,), actors)]
        recipients = [party for party in recipients if not _holds(party, shared)]
    passive = is_passive(sentence, verb)
    near, far = (recipients, actors) if passive else (actors, recipients)
    joined = spread(sentence, subjects(sentence, verb))
    if any(_holds(party, joined) for party in near):
        near = near + [party for party in far if _holds(party, joined) and not overlap((party,), near)]
        far = [party for party in far if not _holds(party, joined)]
        others = () if found is None else found.recipients if passive else found.actors
        near += [it for it in others if _holds(it, joined) and not overlap((it,), (*near, *far))]
    doing = spread(sentence, agents(sentence, verb)) if passive else []  # "signed by the king and the president"
    if any(_holds(party, doing) for party in far):
        far = far + [party for party in near if _holds(party, doing) and not overlap((party,), far)]
        near = [party for party in near if not _holds(party, doing)]
        others = () if found is None else found.actors
        far += [it for it in others if _holds(it, doing) and not overlap((it,), (*near, *far))]
    places = [it for token in joined for it in _places_within(sentence, token)]
    far = [party for party in far if not _holds(party, places)]
    return (far, near) if passive else (near, far)


def _is_where(sentence: Sentence, verb: Token, party: Party) -> bool:
    """Whether a party is but the town where something is done: who "marched in Dasht" did not march against it."""
    if party.kind not in ("state", "place", None):
        return False
    where = [it for word in (verb, *objects(sentence, verb)) for it in phrases(sentence, word, ("in",))]
    towns = [it for it in spread(sentence, where) if (mark := sentence.entity_at(it.index)) and mark.label == "GPE"]
    return _holds(party, towns)


def _is_where_else(sentence: Sentence, verb: Token, party: Party) -> bool:
    """Whether a party is but the town where something else happened: "postponed it, prompting protests in Dasht"."""
    if party.kind not in ("state", "place", None) or not sentence.dependents(verb, "dobj"):
        return False
    return any(
        inner.lower == "in" and any(_holds(party, (it,)) for it in sentence.dependents(inner, "pobj"))
        for clause in sentence.dependents(verb, "advcl")
        if clause.tag == "VBG"
        for noun in sentence.dependents(clause, "dobj")
        for inner in sentence.dependents(noun, "prep")
    )


def _without_other_doers(sentence: Sentence, verb: Token, actors: list[Party]) -> list[Party]:
    """The actors without those who do what another clause tells, where the verb has a subject of its own: "the army
    rejected it, while *the rebels* welcomed it".
    """
    own = spread(sentence, sentence.dependents(verb, "nsubj"))
    if not any(_holds(party, own) for party in actors):
        return actors
    others = [it for it in sentence.tokens if it.dep == "nsubj" and it.head != verb.index and it not in own]
    apart = [it for it in others if sentence[it.head].dep in ("advcl", "conj") and not it.tag.startswith("W")]
    apart += _doers_of_others(sentence, verb)
    return [party for party in actors if _holds(party, own) or not _holds(party, apart)]


def _doers_of_others(sentence: Sentence, verb: Token) -> list[Token]:
    """Who did what only tells more of a noun: "freed them under a deal *brokered by* Norland"."""
    participles = (it for it in sentence.tokens if it.dep == "acl" and it.index != verb.index)
    return [doer for it in participles for doer in agents(sentence, it)]


def _conjuncts(sentence: Sentence, parties: Sequence[Party]) -> list[Token]:
    """The parties that are subjects, and whatever "and" joins to them."""
    heads = [it for it in sentence.tokens if it.dep == "nsubj" and any(_holds(party, (it,)) for party in parties)]
    return spread(sentence, heads)


def _met(
    sentence: Sentence, hit: Hit, verb: Token, found: Roles | None, actors: list[Party], recipients: list[Party]
) -> tuple[list[Party], list[Party]]:
    """The sides of an act that takes two: all whom its subject names do it, and the town where they meet does not."""
    passive = is_passive(sentence, verb)  # "signed by the king and the president"
    own = agents(sentence, verb) if passive else sentence.dependents(verb, "nsubj", "nsubjpass")
    phrase = [it for one in own for it in sentence.tokens[slice(*sentence.subtree(one))]]
    if actors or any(_holds(party, own) for party in recipients):
        # "the ministers of Norland and Ruritania"
        matter = spread(sentence, phrases(sentence, verb, _ABOUT))
        recipients = [party for party in recipients if not _holds(party, matter)]  # "met over Norland"
        also = [party for party in recipients if _holds(party, phrase)]
        actors = actors + [party for party in also if not overlap((party,), actors)]
        recipients = [party for party in recipients if party not in also]
    if hit.frame.mode != "visit":
        met = spread(sentence, objects(sentence, verb))
        where = [it for token in (verb, *met) for it in spread(sentence, phrases(sentence, token, ("in",)))]
        recipients = [it for it in recipients if it.kind not in ("state", "place", None) or not _holds(it, where)]
        if not recipients and found is not None:  # "met the rebels in Norland", where only Norland was marked
            recipients = [it for it in found.actors if _holds(it, met) and not overlap((it,), actors)]
    return actors, recipients


def _named_beside(sentence: Sentence, verb: Token, recipients: Sequence[Party]) -> list[Token]:
    """The words of whom a sentence names for what happened beside the act: "freed hostages *held by the rebels*",
    "released them *after talks with the Red Cross*".
    """
    held = [
        doer
        for noun in objects(sentence, verb)
        if any(_holds(it, (noun,)) for it in recipients)
        for clause in sentence.dependents(noun, "acl", "relcl")
        for doer in agents(sentence, clause)
    ]
    beside = [it for it in sentence.dependents(verb, "prep") if it.lower in _ASIDE and sentence.dependents(it, "pobj")]
    for clause in sentence.dependents(verb, "advcl"):  # "declared an emergency *after riots killed ten*"
        if any(it.lower in _ASIDE for it in sentence.dependents(clause, "mark")):
            beside.append(clause)
    others = _objects_of_the_other(sentence, verb)
    return held + others + [it for one in beside for it in sentence.tokens[slice(*sentence.subtree(one))]]


def _objects_of_the_other(sentence: Sentence, verb: Token) -> list[Token]:
    """What another verb joined to this one is done to, where each has an object of its own: "took ten hostages and
    demanded a ransom".
    """
    if not sentence.dependents(verb, "dobj"):
        return []
    joined = list(sentence.dependents(verb, "conj"))
    above = sentence.head_of(verb)
    if verb.dep == "conj" and above is not None:
        joined.append(above)
    return [it for other in joined for it in spread(sentence, sentence.dependents(other, "dobj"))]


def _telling(sentence: Sentence, verb: Token, actors: Sequence[Party]) -> Callable[[Party], bool]:
    """Whether a party only tells of the act: an agency, or whoever says it where the act has a subject of its own."""
    above = sentence.head_of(verb)
    if verb.dep != "ccomp" or above is None:
        return lambda party: False
    tellers, own = sentence.dependents(above, "nsubj"), sentence.dependents(verb, "nsubj", "nsubjpass")
    done = any(_holds(it, own) and not _holds(it, tellers) for it in actors)
    apart = done and above.lemma in _WORDS.reportings
    return lambda party: _holds(party, tellers) and (apart or party.sector in ("JRN", "MED"))


def _holds(party: Party, tokens: Iterable[Token]) -> bool:
    """Whether one of the tokens is among the words of a party."""
    return any(party.start <= it.start < party.end for it in tokens)


def _places_within(sentence: Sentence, token: Token) -> list[Token]:
    """The places in a noun's own phrase that come after the first: "lawmakers in Norland *and Ruritania*"."""
    first = phrases(sentence, token, ("in", "from", "at"))
    return [it for it in spread(sentence, first) if all(it.index != one.index for one in first)]


def _is_reported(sentence: Sentence, verb: Token) -> bool:
    """Whether a clause is what somebody says, writes or shows."""
    above = sentence.head_of(verb)
    return above is not None and above.lemma in _WORDS.reportings


def _is_quoted(sentence: Sentence, verb: Token, marked: Roles, found: Roles) -> bool:
    """Whether the verb stands with its own actor within quotation marks, and the role head marked who is quoted.

    In what is only handed on ("said that others will mediate") whoever says so may be what leads.
    """
    for mark in sentence.marks.get("quote", ()):
        opening = sentence.tokens[max(mark.first - 1, 0) : mark.first + 1]
        literal = mark.label == "CONTENT" and any(it.text in _QUOTES for it in opening)
        if literal and mark.first <= verb.index < mark.last and found.actors and marked.actors:
            inside = all(
                mark.start <= it.start and it.end <= mark.end and it.text.lower() not in _SPEAKING
                for it in found.actors
            )  # the "I" of a quotation is whoever is quoted
            return inside and all(it.end <= mark.start or mark.end <= it.start for it in marked.actors)
    return False


def are_arguments(sentence: Sentence, hit: Hit, roles: Roles) -> bool:
    """Whether each role has a party that the act's word governs or has as its subject.

    What somebody says or hopes others do ("hopes that Norland will mediate") may be theirs or the others' act.
    """
    word = hit.light or hit.word
    if word.dep == "ccomp" or any(it.dep == "ccomp" for it in sentence.ancestors(word)):
        return True
    first, last = sentence.subtree(word)
    low, high = sentence[first].start, sentence[last - 1].end
    subject = subjects(sentence, word)
    meant = any(it.tag == "PRP" for it in subject)  # "the parties said they would boycott"

    def governs(parties: tuple[Party, ...]) -> bool:
        held = any(low <= party.start < high for party in parties)
        return held or any(party.start <= it.start < party.end for party in parties for it in subject)

    return (meant or governs(roles.actors)) and governs(roles.recipients)


def _at(parties: tuple[Party, ...], tokens: Iterable[Token]) -> tuple[Party, ...]:
    """The parties that are one and whose phrase one of the tokens heads."""
    return tuple(party for party in parties if party.kind is not None and _holds(party, tokens))


def _bound(
    marked: tuple[Party, ...], found: tuple[Party, ...], own: tuple[Party, ...], others: tuple[Party, ...]
) -> tuple[Party, ...]:
    """The marked parties of a role but those syntax gives the other one; all ``found`` where they miss its own."""
    if own and not any(share_words(party, other) for party in marked for other in own):
        return found
    return tuple(party for party in marked if not any(share_words(party, other) for other in others))


def _whole_phrase(sentence: Sentence, mark: Mark) -> Mark | None:
    """The marked run up to the noun its last word counts ("about forty" families); ``None`` where it names nobody."""
    aside = next((it for it in range(mark.first + 1, mark.last - 1) if _opens_aside(sentence, it)), None)
    if aside is not None:
        mark = msgspec.structs.replace(mark, last=aside, end=sentence.tokens[aside - 1].end)
    last = sentence.tokens[mark.last - 1]
    head = sentence.head_of(last)
    while last.tag in ("IN", "CC", "DT", "POS", "WP", "WDT", ",") and mark.last - 1 > mark.first:
        mark = msgspec.structs.replace(mark, last=mark.last - 1, end=sentence.tokens[mark.last - 2].end)
        last = sentence.tokens[mark.last - 1]
        head = sentence.head_of(last)
    owner = sentence.tokens[mark.last : mark.last + 1]
    if owner and owner[0].tag == "POS":
        return mark
    if last.dep in _BEFORE_NOUN and head is not None and mark.last <= head.index < mark.last + 3:
        mark = msgspec.structs.replace(mark, last=head.index + 1, end=head.end)
    return mark if any(is_nominal(it) for it in sentence.tokens[mark.first : mark.last]) else None


def _opens_aside(sentence: Sentence, place: int) -> bool:
    """Whether a comma opens a clause that says more of whom it follows: "the front, *which* took the engineers"."""
    if sentence[place].text != ",":
        return False
    if sentence[place + 1].tag in ("WDT", "WP", "WP$", "WRB"):
        return True
    after = sentence.tokens[place + 1 :]
    called = next((it for it in after if it.dep == "appos" and it.head < place), None)
    named = called is not None and sentence[called.head].tag in ("NNP", "NNPS")
    if called is None or not named or not sentence.dependents(called, "relcl"):
        return False
    return base_phrase(sentence, called)[0] == place + 1  # "Birk, a former minister who leads the front"


def _of_run(mark: Mark, cast: Cast) -> list[Party]:
    """The parties a marked run names: those of a list one by one, else the one it is about, with the run's bounds."""
    held = [party for party in cast.within(mark.start - 80, mark.end) if party.end > mark.start]
    outer = [one for one in held if not any(_inside(one, other) for other in held)]
    inside = [party for party in outer if mark.start <= party.start and party.end <= mark.end]
    listed = _listed(mark, inside, cast.text)
    if len(listed) > 1:
        return listed
    opening = [
        party
        for party in inside
        if _OPENING.fullmatch(cast.text[mark.start : party.start]) and _MORE.match(cast.text, party.end)
    ]
    among = opening[:1] or outer  # "rebels loyal to the former president" are rebels
    party = max(among, key=lambda it: min(it.end, mark.end) - max(it.start, mark.start), default=None)
    text = cast.text[mark.start : mark.end]
    if party is None:
        reason = "marked by the role head; no party was found here"
        return [Party(text=text, start=mark.start, end=mark.end, reason=reason)]
    return [msgspec.structs.replace(party, text=text, start=mark.start, end=mark.end)]


def _listed(mark: Mark, inside: Sequence[Party], text: str) -> list[Party]:
    """The parties of a marked list, each with what belongs to it: "soldiers and police from Norland" are two.

    What only a comma parts is described and named, or the parts of a list that an "and" ends; no two states are one.
    """
    bounds = [mark.start, *(party.end for party in inside)]
    between = [text[end : party.start] for end, party in zip(bounds, inside, strict=False)]
    last = max((place for place, words in enumerate(between) if _AND.search(words)), default=0)
    listed: list[Party] = []
    for place, (party, words) in enumerate(zip(inside, between, strict=True)):
        states = party.kind == "state" and (not listed or listed[-1].kind == "state")
        joined = _AND.search(words) or ((place < last or states) and _COMMA.search(words))
        if not listed and joined and words[: joined.start()].istitle():
            start, end = (
                mark.start,
                mark.start + joined.start(),
            )  # "Dasht and the government": nothing is known of Dasht
            listed.append(Party(text=text[start:end], start=start, end=end, reason="no party was found in this phrase"))
        if listed and not joined and not _BELONGS.fullmatch(words):
            continue  # what follows is a clause: "Rowe, who along with Birk had fled"
        whole = listed.pop() if listed and not joined else party
        end = party.end + (text.startswith(")", party.end) and "(" in text[whole.start : party.end])
        if party is inside[-1] and not _PARTS.match(text[end : mark.end]):
            end = max(end, mark.end)  # "the teachers and the miners' union"
        listed.append(msgspec.structs.replace(whole, text=text[whole.start : end], end=end))
    return listed


def _inside(inner: Party, outer: Party) -> bool:
    return inner is not outer and outer.start <= inner.start and inner.end <= outer.end and inner.span != outer.span
