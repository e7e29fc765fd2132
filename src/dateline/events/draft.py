"""The working values of the events room: an act found in a sentence, before status, toll, time, place and codes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dateline.events.triggers import Hit
from dateline.parse.tree import Sentence, Token
from dateline.record import EventType, Party, Reason, Span


@dataclass(frozen=True, slots=True)
class Act:
    """One act as the codebook found it.

    ``word`` is the trigger's head token in ``sentence``, ``trigger`` the whole trigger span, ``entry`` the codebook
    entry that matched.  ``actors`` and ``recipients`` follow PLOVER's role rules; ``because`` holds the reasons for
    type, mode and roles so far.
    """

    sentence: Sentence
    word: Token
    trigger: Span
    type: EventType
    mode: str | None
    entry: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    confidence: float
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An act with the frame that found it; ``parts`` are the words merged into it, each as an act of its own.

    ``seen`` is how likely the act head takes the word for one that tells such an act.
    """

    act: Act
    hit: Hit
    parts: tuple[Act, ...]
    seen: float = 0.0

    def with_act(self, act: Act) -> Draft:
        """The draft of the act as it is now, the first of its words with the act's type, so that numbers find it."""
        first = replace(self.parts[0], type=act.type, mode=act.mode)
        return replace(self, act=act, parts=(first, *self.parts[1:]))

    @property
    def bearer(self) -> Token:
        """The word whose place in the sentence is the act's: the light verb that carries a noun, else the trigger."""
        return self.hit.light or self.act.word

    @property
    def is_bare_noun(self) -> bool:
        """Whether a noun tells the act with no verb to carry it: "the attack"."""
        return self.hit.frame.part == "noun" and self.hit.light is None
