"""The working value of the events room: an act found in a sentence, before status, toll, time, place and codes."""

from __future__ import annotations

from dataclasses import dataclass

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
