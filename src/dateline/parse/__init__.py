"""The parse room: a report's text as sentences of tokens with syntax, entities and what the learned heads marked.

``load()`` builds a reader once; the reader is then called with a text and returns a ``Parsed``.  Only this room knows
the language engine.
"""

from __future__ import annotations

from dateline.parse.reader import Reader, load
from dateline.parse.tree import Mark, Parsed, Sentence, Token

__all__ = ["Mark", "Parsed", "Reader", "Sentence", "Token", "load"]
