"""What a server's robots.txt allows (RFC 9309), kept for a day."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from dateline.watch.fetching import Answer, Fault

KEPT = 24 * 3600.0
"""Seconds that rules are kept (RFC 9309, section 2.4)."""
RETRY = 3600.0
"""Seconds until a robots.txt that could not be had is asked for again; until then nothing is asked of its server."""
MOST_BYTES = 512_000
"""Bytes of it that are read (section 2.5 asks for 500 KiB)."""
MOST_DELAY = 600.0
"""Longest ``Crawl-delay`` that is kept, in seconds; one who asks for more is asked this seldom."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be asked of a server, and how often.  ``until`` is when they are to be asked for again.

    ``cause`` says why there are none, where nothing may be asked for that reason.
    """

    until: float
    rules: Protego | None = None
    allows_all: bool = False
    cause: str | None = None

    def allows(self, url: str, agent: str) -> bool:
        """Whether a page may be asked for."""
        if self.rules is None:
            return self.allows_all
        try:
            return bool(self.rules.can_fetch(url, agent))
        except (ValueError, UnicodeError):
            return False

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the server asks for; 0 where it asks for none."""
        wanted = self.rules.crawl_delay(agent) if self.rules is not None else None
        return min(max(float(wanted), 0.0), MOST_DELAY) if wanted is not None else 0.0


def rules_of(answer: Answer | Fault, now: float) -> Rules:
    """The rules that follow from what came of asking for robots.txt.

    A server that has none allows everything; one that cannot say allows nothing for the time being (section 2.3.1).
    """
    if isinstance(answer, Fault):
        return Rules(now + RETRY, cause=answer.cause)
    if answer.status == 200:
        text = answer.body[:MOST_BYTES].decode("utf-8-sig", "replace").replace("\0", "")
        try:
            return Rules(now + KEPT, Protego.parse(text))
        except (ValueError, RecursionError):
            return Rules(now + RETRY, cause="it cannot be read")
    if 400 <= answer.status < 500 and answer.status != 429:
        return Rules(now + KEPT, allows_all=True)
    return Rules(now + RETRY, cause=f"status {answer.status}")
