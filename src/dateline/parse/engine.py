"""The learned engine: one small encoder read by ONNX Runtime, then light heads in numpy.

A report's sentences are packed in order into windows of about 128 word pieces, so that each is read with its neighbours
as context.  Each window is a call of its own: nothing is padded, its values stay in the cache, and since with int8
weights the scale of a call depends on all that is in it, no window changes how another is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from dateline.parse.act_words import act_words
from dateline.parse.arcs import tree
from dateline.parse.assembly import Offsets, Run, cut, sentence
from dateline.parse.heads import Floats, checked, gelu, heads, manifest
from dateline.parse.mending import mend
from dateline.parse.pieces import Pieces
from dateline.parse.runs import Tagging, runs
from dateline.parse.tree import Parsed, Sentence

WINDOW = 128
"""Word pieces in a window; a longer sentence has one of its own."""

_MOST = 500
_QUOTE = {"speaker", "cue", "content"}


class LearnedReader:
    """The reader with the learned engine.  ``threads`` is the number of threads of one encoder call.

    The same text gives the same ``Parsed`` in every call and order of calls on one machine.
    """

    def __init__(self, threads: int = 1) -> None:
        about = manifest()
        self.engine = str(about["engine"])
        self._pieces = Pieces.read(checked("vocabulary.txt"))
        self._heads = heads()
        self._act_words = act_words()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = True  # costs 12 MB, saves 1 to 3 % of the time
        options.log_severity_level = 3
        path = str(checked("encoder.onnx"))
        # The fused kernel of addition and layer norm is slower than the two apart: 59 against 49 ms for 4 windows.
        self._session = onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
        self._taggers: list[str] = [name for name in about["taggers"] if name != "tag"]

    def __call__(self, text: str, begin: int | None = None) -> Parsed:
        """Reads one text; a sentence begins at the offset ``begin``."""
        cuts = cut(text, begin)
        if not cuts:
            return Parsed(text, (), self.engine)
        return Parsed(text, tuple(self._sentences(text, cuts, *self._vectors(text, cuts))), self.engine)

    def pipe(self, texts: Iterable[str]) -> Iterator[Parsed]:
        """The texts read one after the other, in order."""
        return map(self, texts)

    def _vectors(self, text: str, cuts: list[Offsets]) -> tuple[Floats, Floats]:
        """One row per token of the text: of the encoder's last layer, and of a middle one."""
        last: list[Floats] = []
        middle: list[Floats] = []
        for pieces, kinds, starts in self._windows(text, cuts):
            window = {"ids": np.array(pieces), "cases": np.array(kinds), "starts": np.array(starts)}
            read = self._session.run(["vectors", "middle"], window)
            last.append(read[0])
            middle.append(read[1])
        return np.concatenate(last), np.concatenate(middle)

    def _windows(self, text: str, cuts: list[Offsets]) -> list[tuple[list[int], list[int], list[int]]]:
        """Windows of whole sentences: piece ids, case classes, and where each word's first piece lies."""
        pieces = self._pieces
        done: list[tuple[list[int], list[int], list[int]]] = []
        ids, cases, starts = [pieces.opening], [0], list[int]()
        for offsets in cuts:
            words = [pieces.of(text[start:end]) for start, end in offsets]
            size = sum(len(found) for found, _ in words)
            if size > _MOST:
                words = [(found[:1], kind) for found, kind in words]
                size = len(words)
            if len(ids) + size + 1 > WINDOW and starts:
                done.append((ids, cases, starts))
                ids, cases, starts = [pieces.opening], [0], []
            for found, kind in words:
                starts.append(len(ids))
                ids += found
                cases += [kind] * len(found)
            ids.append(pieces.closing)
            cases.append(0)
        done.append((ids, cases, starts))
        return done

    def _sentences(self, text: str, cuts: list[Offsets], vectors: Floats, middle: Floats) -> Iterator[Sentence]:
        known = self._heads
        columns, labels = known.columns, known.labels
        every = known.words(vectors)
        bounds = [0]
        for offsets in cuts:
            bounds.append(bounds[-1] + len(offsets))
        governors = self._governors(every, bounds)
        above = every[governors, columns["dep_head"]]
        deps = known.relations(every[:, columns["dep_child"]], above)
        tags = [labels["tag"][index] for index in every[:, columns["tag"]].argmax(axis=1).tolist()]
        names = ["dep" if label == "ROOT" else label for label in labels["dep"]]
        relations = [names[index] for index in deps.tolist()]
        taggings = {
            name: Tagging(every[:, columns[name]], labels[name], known.weights[f"{name}.steps"])
            for name in self._taggers
        }
        found = runs(taggings, bounds)
        flat = governors.tolist()
        done = known.acts(vectors, bounds)
        for index, (offsets, (first, last)) in enumerate(zip(cuts, pairwise(bounds), strict=True)):
            inside = vectors[first:last]
            local = [head - first for head in flat[first:last]]
            marks: dict[str, list[Run]] = {"quote": []}
            for name in self._taggers:
                if name in _QUOTE:
                    marks["quote"] += found[name].get(index, [])
                elif name != "entity":
                    marks[name] = found[name].get(index, [])
            marks["quote"].sort(key=lambda run: (run[1], run[2], run[0]))
            around = relations[first:last]
            for place, head in enumerate(local):
                if head == place:
                    around[place] = "ROOT"
            own = tags[first:last]
            mend(own, local, around, [text[start:end] for start, end in offsets])
            chances = self._act_words.added(text[offsets[0][0] : offsets[-1][1]], done[index])
            acts = dict(zip(labels["acts"], chances.tolist(), strict=True))
            entities = found["entity"].get(index, [])
            yield sentence(index, text, offsets, own, local, around, entities, marks, acts, inside, middle[first:last])

    def _governors(self, every: Floats, bounds: list[int]) -> NDArray[np.intp]:
        """Each token's head as a position in the whole text; a root is its own."""
        known = self._heads
        children = gelu(every[:, known.columns["arc_child"]]) @ known.weights["arc.pair"]
        above = gelu(every[:, known.columns["arc_head"]])
        bias = above @ known.weights["arc.bias"]
        found = np.empty(len(every), np.intp)
        for first, last in pairwise(bounds):
            scores = children[first:last] @ above[first:last].T + bias[first:last]
            found[first:last] = tree(scores)
            found[first:last] += first
        return found


@lru_cache(maxsize=4)
def learned(threads: int = 1) -> LearnedReader:
    """The learned reader, built once per number of threads."""
    return LearnedReader(threads)
