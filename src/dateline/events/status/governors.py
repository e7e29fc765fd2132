"""Governors: what the word that governs an act's noun or clause says of it, and whether to climb on from there."""

from __future__ import annotations

from dateline.codebook.status_cues import StatusCue
from dateline.codebook.syntax_words import load_syntax_words
from dateline.events.status.forms import aspect, condition, noun_words, recurs, verb_forms
from dateline.events.status.outcomes import device, told_failure
from dateline.events.status.standing import Finding, Standing
from dateline.events.status.syntax import PRESENT_BE, PRESSURES, SPEECH_ACTS, is_unreal, is_verb
from dateline.parse.tree import Token
from dateline.record import Status

_CALLED = load_syntax_words().called_to_account
_CLEARED = load_syntax_words().clearings
_COMING = load_syntax_words().coming
_ERRANDS = load_syntax_words().errands
ERRAND = "planned:errand"
"""The rule by which what somebody came to a place for, was hired for or sets out for lies ahead."""
CALLED = "planned:called"
"""The rule by which what is called for a day lies ahead."""

_PAST_BE = frozenset({"was", "were"})


def noun_under_verb(standing: Standing, token: Token, head: Token) -> bool:
    """A noun as subject or object of ``head``; whether to climb on through that verb."""
    subject = token.dep in ("nsubj", "nsubjpass")
    passive = token.dep == "nsubjpass"
    recurs(standing, head)
    if passive or not subject:
        device(standing, token, head)
    if subject and _said_of(standing, head):
        return False
    if passive and any(
        child.lemma not in standing.cues.words["occurrence"]
        for child in standing.sentence.dependents(head, "xcomp", "ccomp")
    ):
        return False  # "the operation is expected to last": the expectation is not the operation
    if not subject and _is_judged(standing, head):
        return False
    if (passive or not subject) and noun_cue(standing, head, ""):
        verb_forms(standing, head, first=False)
        return True
    if head.lemma in standing.cues.words["occurrence"]:
        verb_forms(standing, head, first=False)
        told_of = standing.sentence.dependents(head, "attr", "acomp", "oprd", "xcomp") if subject else []
        if standing.lasts or head.lemma != "be" or not told_of:  # "the attack is a crime" tells nothing of when
            aspect(standing, head, standing.syntax.chain(head))
        condition(standing, head, standing.syntax.chain(head))
        return True
    if subject:
        for link in standing.syntax.chain(head):
            found = standing.cues.find("auxiliary", link.lower)
            if found is not None and found.status == "hypothetical":
                standing.cue(found, link)  # "a strike would have killed": neither came about
    return False


def _is_judged(standing: Standing, verb: Token) -> bool:
    """Whether a deed is what somebody is judged for: "sentenced for *ordering* the massacre" tells of one done."""
    preposition = standing.sentence.head_of(verb)
    if verb.dep != "pcomp" or preposition is None or preposition.lower not in ("for", "of", "over"):
        return False
    above = standing.sentence.head_of(preposition)
    return above is not None and above.lemma in _CALLED and above.lemma not in _CLEARED


def _said_of(standing: Standing, head: Token) -> bool:
    """What a verb or what stands with it says of the act that is its subject; whether it says all there is."""
    if standing.type == "ASSAULT" and standing.status == "occurred" and told_failure(standing, head):
        return True
    if standing.lasts and standing.syntax.goes_on_since(head):
        standing.apply(Finding("ongoing", "ongoing:since", head, "it has lasted since"))
    if standing.by.endswith(":modifier") and standing.status in ("planned", "threatened"):
        _came_about(standing, head)
    states = [head, *standing.sentence.dependents(head, "acomp", "attr", "oprd", "advmod", "prep")]
    for link in standing.sentence.dependents(head, "xcomp"):
        if link.lemma == "be":  # "turned out to be a hoax"
            states += standing.sentence.dependents(link, "acomp", "attr")
    for state in states:
        for word in (state.lemma, state.lower, f"{state.lower} {standing.syntax.after(state)}"):
            found = standing.cues.find("predicate", word)
            if found is not None and (found.status != "ongoing" or standing.lasts):
                if found.status == "ongoing" and not any(
                    link.tag in ("MD", "TO") for link in standing.syntax.chain(head)
                ):
                    standing.status = "occurred"  # what was planned has begun
                standing.cue(found, state)
                verb_forms(standing, head, first=False)
                return True
    return False


def _came_about(standing: Standing, verb: Token) -> None:
    """What was planned has occurred where a verb says so: "the planned march went ahead"."""
    done = standing.cues.words["realised"]
    if verb.tag == "VBD" and (verb.lemma in done or f"{verb.lemma} {standing.syntax.after(verb)}" in done):
        standing.status, standing.by, standing.token = "occurred", "occurred:came-about", verb
        standing.note = f"{verb.text!r} says that it came about"


_TOLD_BY = ("of", "in", "for", "about")
"""What stands between a noun that is transparent and the act: "role in the raid", "reports about the killing"."""


def noun_under_preposition(standing: Standing, preposition: Token, governor: Token) -> bool:
    """A noun governed through a preposition ("plans for talks", "take part in a raid"); whether to climb on."""
    if is_verb(governor):
        at_it = governor.lower in PRESENT_BE or governor.lemma in ("remain", "stay")
        if (at_it or standing.syntax.goes_on_since(governor)) and (
            preposition.lower == "under" or (preposition.lower == "on" and standing.lasts)
        ):
            standing.apply(Finding("ongoing", "ongoing:be-on", governor, "they are at it"))
            return True
        recurs(standing, governor)
        light = preposition.lower in ("in", "of", "to", "with") and governor.lemma in standing.cues.words["occurrence"]
        after = preposition.index > governor.index
        if not noun_cue(standing, governor, preposition.lower) and not light:
            return False
        verb_forms(standing, governor, first=False)
        if light and after and standing.status == "occurred":
            aspect(standing, governor, standing.syntax.chain(governor))
        return True
    if preposition.lower == "of" and standing.lasts and standing.syntax.is_day_of(governor):
        note = f"{governor.text!r} counts how long it has gone on"
        standing.apply(Finding("ongoing", "ongoing:nth", governor, note))
    if governor.lemma in standing.cues.words["inceptive"] and standing.lasts:
        standing.apply(Finding("ongoing", "ongoing:inception", governor, f"{governor.text!r} sets it going"))
    if any(it.lemma in standing.cues.words["claimed"] for it in standing.sentence.dependents(preposition, "pobj")):
        return False  # "no claim of responsibility for the attack": that nobody claims it denies nothing
    transparent = preposition.lower in _TOLD_BY and governor.lemma in standing.cues.words["transparent"]
    if not transparent and not noun_cue(standing, governor, preposition.lower):
        return False
    noun_words(standing, governor, cue_noun=True)
    return True


def noun_cue(standing: Standing, governor: Token, preposition: str) -> bool:
    """Apply the cue of a word that governs a noun, with or without a preposition between; whether there was one."""
    nominal = not is_verb(governor)
    lemma = governor.lower if governor.pos == "ADJ" else governor.lemma
    for particle, cue in standing.cues.governing(lemma, nominal, "noun"):
        if particle and not (particle == preposition or standing.syntax.particle(governor, particle)):
            continue
        if particle and not preposition and particle in cue.prepositions:
            continue  # "called a strike for Sunday" calls for nothing
        if preposition and preposition not in cue.prepositions:
            continue
        if cue.durative and not standing.lasts:
            continue
        if cue.averse and _is_undone(standing, governor):
            return False
        standing.cue(cue, governor)
        return True
    return False


def clause_governor(standing: Standing, token: Token, head: Token) -> bool:
    """A clause under ``head``; whether to climb on."""
    nominal = not is_verb(head)
    lemma = head.lower if head.pos == "ADJ" else head.lemma
    infinitive = standing.syntax.infinitive(token)
    if head.lemma in standing.cues.words["qualms"] and standing.sentence.dependents(head, "neg"):
        if any(link.tag == "MD" for link in standing.syntax.chain(head)):
            verb_forms(standing, head, first=False)
        return False  # "did not hesitate to": they did it
    after = standing.syntax.after(head)
    # "Let us remember" wishes for nothing.
    if head.lemma == "let" and head.tag == "VB" and after not in ("us", "'s") and standing.syntax.opens(head):
        standing.apply(Finding("hypothetical", "hypothetical:let", head, "the act is wished for"))
        return False
    bearer = standing.sentence.head_of(head)
    if lemma == "able" and bearer is not None and bearer.lower in _PAST_BE and not _is_undone(standing, bearer):
        verb_forms(standing, bearer, first=False)  # "were able to arrest them": they did it
        return True
    if bearer is not None and head.lemma in standing.cues.words["showing"] and standing.syntax.infinitive(head):
        shown = [bearer, *standing.sentence.dependents(bearer, "nsubj", "nsubjpass", "dobj", "attr")]
        if any(word.lower == "nothing" for word in shown):
            standing.apply(Finding("denied", "denied:nothing", bearer, "nothing shows it"))
            return False
    for particle, cue in standing.cues.governing(lemma, nominal, "clause"):
        if particle and not standing.syntax.particle(head, particle):
            continue
        if cue.averse and _is_undone(standing, head):
            return False
        _governed(standing, token, head, cue)
        if not nominal:
            verb_forms(standing, head, first=False)
        return True
    if head.lemma in standing.cues.words["speech"] and not infinitive:
        return False
    if head.lemma in ("let", "have", "make") and token.tag in ("VB", "VBN", "VBD") and token.dep == "ccomp":
        verb_forms(standing, head, first=False)  # "refused to let them pass", "threatened to have them flogged"
        return True
    if infinitive:
        _purpose(standing, token, head)
    if not nominal and (infinitive or token.dep == "xcomp"):
        verb_forms(standing, head, first=False)
    return infinitive or token.dep in ("xcomp", "oprd")


def did_next(standing: Standing, token: Token, head: Token) -> bool:
    """Whether the act is what somebody did next: "went on to kill two" is done, "went on killing" goes on."""
    if head.lemma != "go" or not standing.syntax.particle(head, "on") or not standing.syntax.infinitive(token):
        return False
    verb_forms(standing, head, first=False)
    return True


def _governed(standing: Standing, token: Token, head: Token, cue: StatusCue) -> None:
    """Apply a clause cue, minding whose act it is and whether the clause is told as done."""
    finite = token.dep == "ccomp" and not standing.syntax.infinitive(token)
    if cue.own:
        subject = next(iter(standing.sentence.dependents(token, "nsubj", "nsubjpass")), None)
        same = subject is not None and standing.syntax.of_speaker(subject)
        if standing.status in ("planned", "hypothetical", "threatened"):
            if standing.type in PRESSURES and not same and standing.syntax.is_warning(token):
                same = True  # "warned that anyone who marched would be arrested"
            if same and standing.type in standing.cues.words["hostile"]:
                standing.cue(cue, head)
            elif cue.otherwise is not None and standing.status == "planned":
                standing.cue(cue, head, cue.otherwise)
        elif not finite and cue.otherwise is not None:
            standing.cue(cue, head, cue.otherwise)
        return
    if cue.otherwise is not None and not standing.syntax.same_doer(token, head):
        standing.cue(cue, head, cue.otherwise)
        return
    if finite and cue.status in ("ongoing", "attempted") and standing.status != "planned":
        return
    if finite and cue.id == "hypothetical:ask" and standing.syntax.asserts(head, token):
        return  # "suggests that they are burning farms" asks for nothing
    if cue.status == "ongoing" and standing.status != "occurred":
        return
    standing.cue(cue, head)


def prepositional_clause(standing: Standing, preposition: Token, governor: Token) -> bool:
    """A clause under a preposition ("from attacking", "by killing"); whether to climb on."""
    nominal = not is_verb(governor)
    lemma = governor.lower if governor.pos == "ADJ" else governor.lemma
    for particle, cue in standing.cues.governing(lemma, nominal, "clause"):
        if particle == preposition.lower or (not particle and preposition.lower in cue.prepositions):
            if cue.averse and _is_undone(standing, governor):
                return False
            standing.cue(cue, governor)
            if not nominal:
                verb_forms(standing, governor, first=False)
            return True
    if preposition.lower == "by" and not nominal:
        verb_forms(standing, governor, first=False)
        return True
    return False


def adverbial(standing: Standing, token: Token, head: Token) -> bool:
    """An adverbial clause; whether what governs it works on it too."""
    marks = standing.sentence.dependents(token, "mark", "advmod")
    if any(mark.lower in standing.cues.words["factual_markers"] for mark in marks if mark.index < token.index):
        if any(mark.lower in standing.cues.words["awaiting"] for mark in marks):
            _awaited(standing, token, head, marks[0])
        elif any(mark.lower in standing.cues.words["then"] for mark in marks):
            _comes_then(standing, token, head, marks[0])
        return False
    if any(standing.cues.find("marker", mark.lower) for mark in marks):
        return False
    subject = next(iter(standing.sentence.dependents(token, "nsubj", "nsubjpass")), None)
    links = standing.sentence.dependents(token, "aux", "auxpass")
    turned = next((link for link in links if link.lower in standing.cues.words["inverted"]), None)
    if turned is not None and subject is not None and not marks and turned.index < subject.index:
        standing.apply(Finding("hypothetical", "hypothetical:condition", turned, f"{turned.text!r} opens a condition"))
        return False
    if standing.syntax.infinitive(token):
        if any(mark.lower == "for" for mark in marks):
            for particle, cue in standing.cues.governing(head.lemma, not is_verb(head), "noun"):
                if particle == "for" or (not particle and "for" in cue.prepositions):
                    standing.cue(cue, head)  # "called for the generals to be tried"
                    verb_forms(standing, head, first=False)
                    return True
        if not standing.sentence.dependents(head, "dobj"):
            for particle, cue in standing.cues.governing(head.lemma, not is_verb(head), "clause"):
                if not particle and cue.status in ("attempted", "threatened") and not cue.averse:
                    _governed(standing, token, head, cue)  # "tried for three days to break through"
                    verb_forms(standing, head, first=False)
                    return True
        _purpose(standing, token, head)
        return is_verb(head) and head.dep == "ccomp"  # "denied it had sent soldiers to fight"
    if token.tag == "VBG" and is_verb(head):
        before = standing.status
        verb_forms(standing, head, first=False)
        if standing.status == "denied" and before == "occurred":
            # "did not stop, killing two": the negation stays with the main verb.
            standing.status, standing.by = before, "status:default"
            standing.token, standing.note = None, "nothing says otherwise"
        return True
    return False


def _awaited(standing: Standing, token: Token, head: Token, mark: Token) -> None:
    """What must come first is a thought where what waits for it lies ahead: "will stay until the fine is paid"."""
    chain = standing.syntax.chain(token)
    past = token.tag == "VBD" or any(link.tag == "VBD" for link in chain)
    links = standing.syntax.chain(head)
    ahead = any(link.lower in ("will", "shall", "'ll", "can", "must", "should") for link in links)
    if past:  # "said it would stay until the fine was paid"
        ahead = any(link.lower in ("would", "'d") for link in links) and standing.syntax.is_said(head)
    if standing.status in ("occurred", "ongoing") and ahead and not is_unreal(head, links):
        standing.status = "occurred"
        note = f"{mark.text!r} makes it what is waited for"
        standing.apply(Finding("hypothetical", "hypothetical:until", mark, note))


def _comes_then(standing: Standing, token: Token, head: Token, mark: Token) -> None:
    """A present that lies ahead with what it stands with: "may expel them when it meets"."""
    links = standing.syntax.chain(token)
    present = token.tag in ("VBZ", "VBP") or any(link.tag in ("VBZ", "VBP") for link in links)
    modals = ("will", "shall", "'ll", "may", "can", "must", "should")
    ahead = any(link.lower in modals for link in standing.syntax.chain(head))
    if present and ahead and standing.status in ("occurred", "ongoing"):
        standing.status = "occurred"
        status: Status = "hypothetical" if standing.type in standing.cues.words["hostile"] else "planned"
        standing.apply(Finding(status, f"{status}:then", mark, f"{mark.text!r} ties it to what lies ahead"))


def _purpose(standing: Standing, token: Token, head: Token) -> None:
    """An infinitive without a cue on its governor: an aim, unless the governor makes a fact of it."""
    about = [head, *standing.sentence.dependents(head, "dobj", "attr", "acomp")]
    if any(word.lower == "enough" for it in about for word in standing.sentence.dependents(it, "amod", "advmod")):
        standing.apply(Finding("hypothetical", "hypothetical:enough", head, "there is enough for it"))
        return
    if standing.type in SPEECH_ACTS or head.lemma == "be":
        return
    if _came_to_harm(standing, head) or any(it.lemma in _ERRANDS for it in about if it.tag.startswith("NN")):
        standing.apply(Finding("planned", ERRAND, token, f"it is what {head.text!r} was for"))
        return
    if head.lemma in standing.cues.words["implicative"]:
        return
    if standing.type == "PROTEST" and head.lemma in standing.cues.words["turnout"] and head.tag in ("VBD", "VBN"):
        return  # who took to the streets to protest has protested
    if any(standing.cues.find("auxiliary", child.lower) for child in standing.syntax.chain(token)):
        return
    for subject in standing.sentence.dependents(head, "nsubjpass", "dobj"):
        for word in standing.sentence.dependents(subject, "det", "neg"):
            found = standing.cues.find("determiner", word.lower)
            if found is not None:
                standing.cue(found, word)  # "no decision has been taken to expel"
                return
    ranks = standing.cues.words["ranking"]
    if any(child.lower in ranks for child in standing.sentence.dependents(head)) or head.lower in ranks:
        return
    standing.apply(Finding("planned", "planned:purpose", token, "an infinitive names it as the aim of another act"))


def _came_to_harm(standing: Standing, head: Token) -> bool:
    """Whether somebody came to a place, or was hired, to do harm: that is his aim; "came to see" tells it done."""
    if standing.type != "ASSAULT" or head.lemma not in _COMING:
        return False
    return head.lemma == "hire" or any(it.lower in ("to", "into") for it in standing.sentence.dependents(head, "prep"))


def _is_undone(standing: Standing, governor: Token) -> bool:
    """Whether a denial or a prevention is itself negated, so that the act stands: "did not deny", "failed to stop".

    What could not have been stopped stands as well; what nothing would stop is a thought, and is called so here.
    """
    chain = standing.syntax.chain(governor) if is_verb(governor) else []
    negated = any(standing.cues.find("negation", link.lower) for link in chain)
    negated = negated or bool(standing.sentence.dependents(governor, "neg"))
    before = [standing.sentence[place].lower for place in range(max(0, governor.index - 2), governor.index)]
    negated = negated or before == ["no", "longer"]
    for child in standing.sentence.dependents(governor, "nsubj", "nsubjpass"):
        negated = negated or child.lower in ("nothing", "nobody", "none") or child.lower == "no one"
    head = standing.sentence.head_of(governor)
    if not negated and head is not None and governor.dep in ("xcomp", "advcl", "acl", "ccomp", "relcl"):
        objects = standing.sentence.dependents(head, "dobj")
        negated = head.lemma in standing.cues.words["failing"] or any(it.lower == "nothing" for it in (head, *objects))
    if negated and not is_unreal(governor, chain):
        for link in chain:
            found = standing.cues.find("auxiliary", link.lower)
            if found is not None and found.status == "hypothetical" and link.lower == "would":
                standing.cue(found, link)
    return negated
