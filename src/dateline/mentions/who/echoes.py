"""Short forms of names the report gave in full: a family name, an acronym in brackets.

An engine that marked "Col. Diego Rosas" may miss the bare "Rosas" two lines on; the report itself says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.codebook.registry import Registry
from dateline.mentions.who.found import FoundParty
from dateline.parse.tree import Parsed, Sentence
from dateline.record import PartyKind

_ACRONYM = re.compile(r"\s?[(\[]\s?([A-Z][A-Z&.-]{1,9}[A-Z])\s?,?\s?[)\]]")
_SHORTEST = 3
"""Letters in a family name at least: shorter ones are too often something else."""
_PROPER = frozenset({"NNP", "NNPS"})


def echoes(parsed: Parsed, rows: Sequence[Sequence[FoundParty]], registry: Registry) -> list[list[FoundParty]]:
    """For each sentence, mentions by a short form that no mention of ``rows`` covers."""
    short = _short_forms(parsed, rows, registry)
    found: list[list[FoundParty]] = [[] for _ in parsed.sentences]
    if not short:
        return found
    for sentence, mentions in zip(parsed.sentences, rows, strict=True):
        taken = {index for mention in mentions for index in range(mention.first, mention.last)}
        for token in sentence.tokens:
            kind = short.get(token.text)
            if kind is None or token.index in taken or not _alone(sentence, token.index):
                continue
            found[sentence.index].append(_mention(sentence, token.index, kind))
    return found


def _short_forms(parsed: Parsed, rows: Sequence[Sequence[FoundParty]], registry: Registry) -> dict[str, PartyKind]:
    short: dict[str, PartyKind] = {}
    for mention in (mention for mentions in rows for mention in mentions):
        if mention.form == "pronoun":
            continue
        if mention.kind == "person" and mention.name is not None and mention.name[1] - mention.name[0] > 1:
            last = parsed.sentences[mention.sentence][mention.name[1] - 1]
            titled = len(last.text) >= _SHORTEST and last.text[0].isupper() and not last.text.isupper()
            if titled and last.lower not in registry.agents and not registry.scan([last.text]):
                short.setdefault(last.text, "person")
        elif mention.kind in {"organisation", "group"}:
            match = _ACRONYM.match(parsed.text, mention.end)
            if match:
                short.setdefault(match.group(1), mention.kind)
    return short


def _alone(sentence: Sentence, index: int) -> bool:
    """Whether no other capitalised name stands beside the word, which would make it part of another name."""
    for beside in (index - 1, index + 1):
        if 0 <= beside < len(sentence) and sentence[beside].tag in _PROPER and beside != 0:
            return False
    return True


def _mention(sentence: Sentence, index: int, kind: PartyKind) -> FoundParty:
    token = sentence[index]
    first = index - 1 if index and sentence[index - 1].lower == "the" else index
    return FoundParty(
        start=sentence[first].start,
        end=token.end,
        sentence=sentence.index,
        first=first,
        last=index + 1,
        head=index,
        form="name",
        kind=kind,
        name=(index, index + 1),
        entity="PERSON" if kind == "person" else "ORG",
        definite=first < index,
    )
