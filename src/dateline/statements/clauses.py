"""Statements read off the syntax: a verb of saying with its subject and what it takes, "according to", nouns of saying.

Relations are noisy, so each construction has a way out: a content clause that the parser hung elsewhere is looked for
in the comma-bounded rest of the sentence, a missing subject in the words next to the verb.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.codebook.speech import Speech
from dateline.parse import Sentence
from dateline.statements.drafts import Draft
from dateline.statements.sources import SOURCE_WORDS, by_heading, by_noun, by_source
from dateline.statements.verbs import by_verb, entry_of, relayed_by


def clauses(text: str, sentence: Sentence, lists: Speech, quoted: frozenset[int] = frozenset()) -> Iterator[Draft]:
    """Drafts of every cue of the sentence, in text order.

    ``quoted`` are the tokens inside quotations: what is said there is the quoted one's business, and none of them is
    the subject of a saying outside.
    """
    heading = by_heading(text, sentence, lists)
    if heading is not None:
        yield heading
    relayed: set[int] = set()  # "saying" of "quoted X as saying", which goes with the quoting
    for token in sentence.tokens:
        if token.index in quoted or token.index in relayed:
            continue
        if token.tag[:1] == "V":
            entry = entry_of(sentence, token, lists)
            if entry is not None:
                if "quoted" in entry.frames and (pair := relayed_by(sentence, token)) is not None:
                    relayed.add(pair[1].index)
                yield from by_verb(text, sentence, token, entry, quoted)
        elif token.tag[:2] == "NN":
            noun = lists.nouns.get(token.lemma)
            if noun is not None:
                yield from by_noun(text, sentence, token, noun)
        elif token.lower in SOURCE_WORDS:
            yield from by_source(text, sentence, token, lists)
    for token in sentence.tokens:
        if token.lower == "according" and token.tag[:1] == "V":
            yield from by_source(text, sentence, token, lists)
