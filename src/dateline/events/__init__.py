"""The events room: what happened, who did it to whom, and why it was coded so.

``coding`` is the order of the steps.  What each step does lives in modules of its own:

* the acts a sentence tells: ``triggers``, ``figures``, ``roles``, put together by ``drafting``;
* acts of one sentence: ``merging`` of words that tell one act, ``neighbours`` that bear on each other;
* what the learned heads say of acts: ``type_head``, ``leading``, ``police`` with ``learned``;
* what is decided of each act: ``status``, ``weapon``, its day by ``dating`` and its places by ``placing``;
* numbers of people harmed: ``counts`` found by ``harm_words``, told apart by ``distinct``, given to acts by ``toll``;
* the event of an act: ``making``, and ``retelling`` where a later sentence tells it again;
* the report as a whole: ``happening``, ``talk``, ``harm``, ``participants``, ``main``, ``facts`` with ``candidates``;
* how sure and how exact an event is: ``confidence``, ``precision``.

Beside it stand a user's ``own`` categories and what was ``taught``.
"""

from __future__ import annotations

from dateline.events.annotated import AnnotatedReport
from dateline.events.coding import code, left_out
from dateline.events.vetting import LeftOut

__all__ = ["AnnotatedReport", "LeftOut", "code", "left_out"]
