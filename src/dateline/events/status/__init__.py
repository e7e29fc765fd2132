"""Status: whether an act happened, goes on, or is planned, threatened, denied, merely possible, or tried in vain.

The trigger's own verb forms come first; then the way leads upwards through the words that govern it, and each cue on
that way works on the status found so far: a plan that is denied is denied, a promised attack is a threat.  Where the
sentence has no syntax, the words straight before the trigger must do.
"""

from __future__ import annotations

from dateline.events.status.deciding import decide_status
from dateline.events.status.standing import StatusDecision

__all__ = ["StatusDecision", "decide_status"]
