"""The status of an act so far: what it is, what decided it, and how a further cue works on it."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.codebook.status_cues import StatusCue, StatusCues
from dateline.events.status.syntax import Syntax
from dateline.parse.tree import Sentence, Token
from dateline.record import EventType, Reason, Span, Status


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
class Finding:
    """A status that one word of the sentence stands for, by the rule that found it."""

    status: Status
    by: str
    token: Token | None
    note: str


class Standing:
    """The status of one act so far and what decided it, while its sentence is looked through for cues."""

    def __init__(self, sentence: Sentence, event_type: EventType, cues: StatusCues) -> None:
        self.sentence, self.type, self.cues = sentence, event_type, cues
        self.syntax = Syntax(sentence, cues)
        self.status: Status = "occurred"
        self.by = "status:default"
        self.note = "nothing in the sentence says otherwise"
        self.token: Token | None = None
        self.passed: list[Status] = []
        self.lasts = False
        """Whether the act is of those that go on for a while, told by a noun."""

    def apply(self, found: Finding) -> None:
        """Let a cue work on the status found so far."""
        if found.token is not None and self.token is not None and found.token.index == self.token.index:
            return  # one word is one cue, however many rules see it
        if found.status == "planned" and self.by in ("hypothetical:any", "hypothetical:inverted"):
            return  # "any attack would fail", "were they to attack"
        new = _combined(self.status, found.status)
        if new == self.status and self.by != "status:default":
            return
        if new != self.status:
            self.passed.append(self.status)
        self.status, self.by, self.token, self.note = new, found.by, found.token, found.note

    def cue(self, cue: StatusCue, token: Token, status: Status | None = None) -> None:
        """Apply a cue found at ``token``, as the status the cue stands for or as the one given."""
        status = status or cue.status
        if cue.status == "hypothetical" and self.by == "denied:not" and cue.id.startswith("hypothetical:ask"):
            self.status = "occurred"  # "begged them not to fire": what is asked for, or against, is a thought
        thought = self.status == "hypothetical" and self.by != "hypothetical:any"
        if cue.kind == "governor" and cue.status == "denied" and thought:
            return  # a call or an appeal turned down: the act itself stays a thought
        if cue.lapsing and self.status == "attempted":
            return  # what was tried and given up was tried
        if cue.id == "planned:postpone" and self.status != "occurred":
            return  # what was not certain is not, for being put off
        if cue.violent is not None and self.type == "ASSAULT":
            status = cue.violent
        if cue.hostile is not None and self.type in self.cues.words["hostile"]:
            status = cue.hostile
        self.apply(Finding(status, cue.id, token, f"{token.text!r} is a cue for {status}"))

    def decision(self) -> StatusDecision:
        """The outcome, with what the status would have been without the cue that decided."""
        evidence = None
        if self.token is not None and len(self.token.text) == self.token.end - self.token.start:
            evidence = Span(text=self.token.text, start=self.token.start, end=self.token.end)
        runner_up = next((status for status in reversed(self.passed) if status != self.status), None)
        return StatusDecision(self.status, self.by, self.note, runner_up, evidence)


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
