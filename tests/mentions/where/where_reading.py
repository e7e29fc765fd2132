"""A report for these tests: our own sentences with the entities an engine would mark, so that no engine is needed."""

from __future__ import annotations

from dateline.mentions.where import Toponym, find, resolve
from dateline.parse.sentences import sentences
from dateline.parse.tree import Mark, Parsed, Sentence, Token
from dateline.parse.words import words
from dateline.record import Place


def parsed(text: str, entities: str = "") -> Parsed:
    """``text`` as a parse; ``entities`` reads "Kirkuk=GPE; Ali Hassan=PERSON", each marked wherever it stands."""
    wanted = [tuple(pair.strip().rsplit("=", 1)) for pair in entities.split(";") if pair.strip()]
    spans = words(text)
    made = []
    for index, (first, last) in enumerate(sentences(text, spans)):
        tokens = tuple(
            Token(number, start, end, text[start:end], text[start:end].lower(), text[start:end], "NN", "NOUN", 0, "dep")
            for number, (start, end) in enumerate(spans[first:last])
        )
        marks = []
        for name, label in wanted:
            pieces = [name[a:b] for a, b in words(name)]
            for start in range(len(tokens) - len(pieces) + 1):
                if [token.text for token in tokens[start : start + len(pieces)]] == pieces:
                    end = start + len(pieces)
                    marks.append(Mark(label, start, end, tokens[start].start, tokens[end - 1].end))
        marks.sort(key=lambda mark: (mark.first, -mark.last))
        made.append(
            Sentence(index, tokens[0].start, tokens[-1].end, tokens, tuple(() for _ in tokens), entities=tuple(marks))
        )
    return Parsed(text, tuple(made), "test")


def toponyms(text: str, entities: str = "") -> tuple[Toponym, ...]:
    return find(parsed(text, entities))


def places(text: str, entities: str = "") -> tuple[Place, ...]:
    report = parsed(text, entities)
    return resolve(find(report), report)
