"""The learning room: from a user's own labels or reviewed events to an adapter, with what it gained and lost."""

from __future__ import annotations

from dateline.learning.labels import Labelled, from_file, from_ledger
from dateline.learning.ordinary import ordinary_sentences
from dateline.learning.teaching import Lesson, TypeChange, learn

__all__ = ["Labelled", "Lesson", "TypeChange", "from_file", "from_ledger", "learn", "ordinary_sentences"]
