"""Deciding: the cues on the way up from an act, then the learned head, then the statement the act is told in."""

from __future__ import annotations

from dateline.codebook.status_cues import StatusCues
from dateline.events.status.climbing import climb
from dateline.events.status.governors import CALLED, ERRAND
from dateline.events.status.standing import Finding, Standing, StatusDecision
from dateline.events.status.syntax import SPEECH_ACTS
from dateline.events.status_model import Floats, StatusHead, features_of, words_of
from dateline.parse.tree import Sentence, Token
from dateline.record import EventType, Statement

_STANCES = frozenset({"AGREE", "SUPPORT"})
"""Types that mostly are taken by saying so: without a cue, the head is not asked about them."""


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
    standing = Standing(sentence, type, cues)
    climb(standing, word)
    if _asks(sentence, word):
        standing.apply(Finding("hypothetical", "hypothetical:question", sentence.tokens[-1], "the sentence asks"))
    if head is not None and sentence.vectors is not None and is_asked(sentence, word, type, standing.by):
        _weighed(standing, word, head, sentence.vectors)
    _told(standing, word, statement)
    return standing.decision()


def is_asked(sentence: Sentence, word: Token, type: EventType, by: str) -> bool:  # noqa: A002 - the contract's word for it
    """Whether the head is asked about an act whose status the cues decided ``by`` one of them: speech is done by it."""
    if type in SPEECH_ACTS or by in (CALLED, ERRAND):
        return False
    return by != "status:default" or not (type in _STANCES or _is_headline(sentence, word))


def _weighed(standing: Standing, word: Token, head: StatusHead, vectors: Floats) -> None:
    """Let the learned head take the decision over from the cues."""
    by_cues = standing.decision()
    features = features_of(standing.sentence, word, standing.type, by_cues, standing.cues)
    chances = head.chances(words_of(standing.sentence, vectors, word, standing.cues), word.index, features)
    found = head.against(chances, by_cues.status)
    if found is None:
        return
    status, chance = found
    near = (token for token in standing.sentence.tokens if status in standing.cues.said_by(token.lemma))
    cue = min(near, key=lambda token: (abs(token.index - word.index), token.index), default=word)
    standing.passed.append(by_cues.status)
    standing.status, standing.by, standing.token = status, "model:status", cue
    standing.note = f"the learned head gives {status} {chance:.2f}, against the cues ({by_cues.by})"


def _told(standing: Standing, word: Token, statement: Statement | None) -> None:
    """What the statement's stance adds: a denied content is denied, a threat's future is a threat."""
    if statement is None or standing.type in SPEECH_ACTS:
        return
    cue = statement.cue
    token = None
    if cue is not None and standing.sentence.start <= cue.start < standing.sentence.end:
        token = next((item for item in standing.sentence.tokens if item.start <= cue.start < item.end), None)
        if token is not None and token.index == word.index:
            return
    if statement.stance in ("denies", "denies_responsibility") and standing.status in ("occurred", "ongoing"):
        if not standing.syntax.background(word, token):
            standing.apply(Finding("denied", "statement:denies", token, "the speaker denies it"))
    elif (
        statement.stance == "threatens"
        and standing.status in ("planned", "hypothetical")
        and standing.type in standing.cues.words["hostile"]
    ):
        standing.status = "planned"  # a threat outweighs its condition
        standing.apply(Finding("threatened", "statement:threatens", token, "the speaker threatens it"))


def _is_headline(sentence: Sentence, word: Token) -> bool:
    """Whether the verb is the present of a headline, which tells what has just happened."""
    return word.tag in ("VBZ", "VBP", "VB") and sentence.tokens[-1].lower not in (".", "?", "!", '"', "”")


def _asks(sentence: Sentence, word: Token) -> bool:
    """Whether the sentence asks if the act happened or will: a question without a question word before the act."""
    if not sentence.tokens or sentence.tokens[-1].lower != "?":
        return False
    return not any(token.tag in ("WP", "WRB", "WDT", "WP$") for token in sentence.tokens[: word.index])
