"""The encoder as an ONNX graph with int8 weights, built node by node, so that it holds nothing but the encoder.

    python training/graph.py src/dateline/parse/model      makes the package's encoder anew from its own weights

The second use is for a change of the graph or of the rounding, where nothing was trained: the weights are those of the
file that is there.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from dateline.parse.assembly import cut
from dateline.parse.pieces import Pieces
from model import MIDDLE

Weights = dict[str, np.ndarray]

HEADS, LAYERS, WIDTH = 12, 6, 384
ROOT = np.float32((WIDTH // HEADS) ** -0.5)
"""By what the queries are multiplied; the graph's weights hold it."""
FUSED = "com.microsoft"
"""Where ONNX Runtime keeps the operators that the standard lacks."""
PAIR = 128
"""The most that two neighbouring int8 weights of one unit may sum to.

A processor without VNNI multiplies two neighbours at a time by numbers up to 255 and adds them in 16 bits; what does
not fit there is cut off without a word, and such a machine reads other vectors than one with VNNI.  255 * 128 fits.
"""
LOUD, EVEN = 1.5, 0.7
"""A value whose largest size is more than ``LOUD`` times the median one's is divided by the ``EVEN`` power of the
excess before it is rounded, and its weights are multiplied by it: one loud value makes the steps coarse for all."""


class Graph:
    """Nodes and constants in the making."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.count = 0

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        self.count += 1
        name = f"{kind}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def norm(self, x: str, name: str, w: Weights) -> str:
        scale, shift = (self.constant(f"{name}.{part}", w[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)

    def linear(self, x: str, name: str, w: Weights) -> str:
        weight = self.constant(f"{name}.weight", w[f"{name}.weight"].T)
        return self.node("Add", self.node("MatMul", x, weight), self.constant(f"{name}.bias", w[f"{name}.bias"]))


def encoder(w: Weights, loud: Weights | None = None) -> onnx.ModelProto:
    """The graph: ``ids`` and ``cases`` of one window's pieces, and ``starts``, where its words begin, to the words'
    ``vectors`` [words, 384] and those of the ``middle`` layer.

    ``loud`` has by layer what the input of the inner units is divided by (``loudness``; nothing when left out).

    A window is never padded, so nothing is masked.  The heads are read where they lie in a piece's row: queries, keys
    and values are multiplied as batches of them without being turned round first (7 and 4 parts in a hundred).  The
    last layer is worked out for the words' first pieces only.
    """
    g = Graph()
    first = g.constant("first", np.array([0], np.int64))
    length = g.node("Shape", "ids")
    places = g.node("Slice", g.constant("places", w["places.weight"]), first, length, first)
    x = g.node(
        "Add",
        g.node("Gather", g.constant("words", w["words.weight"]), "ids"),
        g.node("Gather", g.constant("cases_", w["cases.weight"]), "cases"),
    )
    x = g.norm(g.node("Add", x, places), "norm", w)
    split = g.constant("split", np.array([0, HEADS, WIDTH // HEADS], np.int64))
    joined = g.constant("joined", np.array([0, WIDTH], np.int64))
    half, root, unit = (
        g.constant(n, np.array(v, np.float32)) for n, v in (("half", 0.5), ("root2", 2**0.5), ("unit", 1.0))
    )
    for index in range(LAYERS):
        name = f"layers.{index}"
        own = dict(w)
        for part in ("weight", "bias"):
            own[f"{name}.query.{part}"] = w[f"{name}.query.{part}"] * ROOT
        k = g.node("Reshape", g.linear(x, f"{name}.key", w), split)
        v = g.node("Reshape", g.linear(x, f"{name}.value", w), split)
        if index == LAYERS - 1:
            x = g.node("Gather", x, "starts")
        q = g.node("Reshape", g.linear(x, f"{name}.query", own), split)
        y = g.node("FusedMatMul", q, k, domain=FUSED, transBatchA=1, transBatchB=1, transB=1)
        y = g.node("FusedMatMul", g.node("Softmax", y, axis=-1), v, domain=FUSED, transBatchB=1)
        y = g.node("Reshape", g.node("Transpose", y, perm=[1, 0, 2]), joined)
        x = g.norm(g.node("Add", x, g.linear(y, f"{name}.mixed", w)), f"{name}.norm1", w)
        y = x
        if loud and name in loud:
            y = g.node("Mul", x, g.constant(f"{name}.calm", 1 / loud[name]))
            own[f"{name}.wide.weight"] = w[f"{name}.wide.weight"] * loud[name]
        y = g.linear(y, f"{name}.wide", own)
        gate = g.node("Add", g.node("Erf", g.node("Div", y, root)), unit)
        y = g.node("Mul", g.node("Mul", y, gate), half)
        x = g.norm(g.node("Add", x, g.linear(y, f"{name}.narrow", w)), f"{name}.norm2", w)
        if index == MIDDLE - 1:
            middle = helper.make_node("Gather", [x, "starts"], ["middle"], name="middle")
    g.nodes[-1].output[0] = "vectors"
    g.nodes.append(middle)
    graph = helper.make_graph(
        g.nodes,
        "encoder",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, [size])
            for name, size in (("ids", "pieces"), ("cases", "pieces"), ("starts", "words"))
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["words", WIDTH]) for name in ("vectors", "middle")],
        g.constants,
    )
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    made = helper.make_model(graph, opset_imports=operators, ir_version=9)
    onnx.checker.check_model(made)
    return made


def loudness(plain: onnx.ModelProto, vocabulary: Path) -> Weights:
    """By layer, what each value that goes to the inner units is divided by before it is rounded; most by 1.

    Read off sentences of our own, some 300 of ordinary news.
    """
    given = {name: f"layers.{name}" for name in map(str, range(LAYERS))}
    asked = {}
    for node in plain.graph.node:
        for index, name in given.items():
            if node.op_type == "MatMul" and node.input[1] == f"{name}.wide.weight":
                asked[index] = node.input[0]
    probe = onnx.ModelProto()
    probe.CopyFrom(plain)
    probe.graph.output.extend(helper.make_tensor_value_info(x, TensorProto.FLOAT, None) for x in asked.values())
    session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
    pieces = Pieces.read(vocabulary)
    most = {index: np.zeros(WIDTH, np.float32) for index in asked}
    for text in own_sentences():
        ids, cases, starts = [pieces.opening], [0], []
        for begin, end in (offsets for sentence in cut(text) for offsets in sentence):
            found, kind = pieces.of(text[begin:end])
            starts.append(len(ids))
            ids += found
            cases += [kind] * len(found)
        feed = {"ids": [*ids, pieces.closing], "cases": [*cases, 0], "starts": starts}
        read = session.run(list(asked.values()), {name: np.array(value, np.int64) for name, value in feed.items()})
        for index, values in zip(asked, read, strict=True):
            most[index] = np.maximum(most[index], np.abs(values).max(0))
    return {
        given[index]: (np.maximum(1, size / (LOUD * np.median(size))) ** EVEN).astype(np.float32)
        for index, size in most.items()
    }


def own_sentences() -> list[str]:
    """The sentences of ordinary news in the package, without the marks of their parties."""
    text = files("dateline.learning").joinpath("data", "ordinary.txt").read_text(encoding="utf-8")
    rows = [line.split("\t", 1)[1] for line in text.splitlines() if "\t" in line and not line.startswith("#")]
    return [row.translate({ord(mark): None for mark in "[]{}"}) for row in rows]


def quantize(plain: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with int8 weights, of which no two neighbours sum to more than ``PAIR``."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "plain.onnx", Path(folder) / "int8.onnx"
        onnx.save(plain, str(before))
        # Every value is a number, also where the operator's own room does not say so.
        options = {"DefaultTensorType": TensorProto.FLOAT}
        quantize_dynamic(before, after, per_channel=True, weight_type=QuantType.QInt8, extra_options=options)
        made = onnx.load(str(after))
    constants = {constant.name: constant for constant in made.graph.initializer}
    exact = {constant.name: numpy_helper.to_array(constant) for constant in plain.graph.initializer}
    for node in made.graph.node:
        if node.op_type == "MatMulInteger":
            name = node.input[1].removesuffix("_quantized")
            weights, scale = paired(exact[name])
            for part, value in (("quantized", weights), ("scale", scale)):
                constants[f"{name}_{part}"].CopyFrom(numpy_helper.from_array(value, f"{name}_{part}"))
    return made


def paired(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Int8 weights and the scale of each column of ``weight``, in which no two neighbours sum to more than ``PAIR``."""
    sums = np.abs(weight[0::2] + weight[1::2]).max(0)
    scale = np.maximum(np.abs(weight).max(0) / 127, sums / PAIR).astype(np.float32)
    scale[scale == 0] = 1
    done = np.round(weight / scale)
    excess = done[0::2] + done[1::2]
    done[0::2] -= np.sign(excess) * np.maximum(np.abs(excess) - PAIR, 0)  # at most the one that rounding added
    return done.astype(np.int8), scale


def weights_of(made: onnx.ModelProto) -> Weights:
    """The weights of a quantized graph as numbers, by the names that ``encoder`` reads."""
    held = {constant.name: numpy_helper.to_array(constant) for constant in made.graph.initializer}
    found: Weights = {"places.weight": held["places"]}
    for name, value in held.items():
        if name.endswith("_quantized"):
            bare = name.removesuffix("_quantized")
            value = ((value.astype(np.float32) - held[f"{bare}_zero_point"]) * held[f"{bare}_scale"]).astype(np.float32)
            match bare:
                case "words":
                    found["words.weight"] = value
                case "cases_":
                    found["cases.weight"] = value
                case _:
                    layer = bare.rsplit(".", 2)[0]
                    if bare.endswith("wide.weight") and f"{layer}.calm" in held:
                        value = value * held[f"{layer}.calm"][:, None]
                    found[bare] = np.ascontiguousarray(value.T)
        elif name.endswith((".weight", ".bias")):
            found[name] = value
    for index in range(LAYERS):
        for part in ("weight", "bias"):
            found[f"layers.{index}.query.{part}"] = found[f"layers.{index}.query.{part}"] / ROOT
    return found


def packed(w: Weights, vocabulary: Path) -> onnx.ModelProto:
    """The graph that goes into the package."""
    return quantize(encoder(w, loudness(encoder(w), vocabulary)))


def main() -> None:
    folder = Path(sys.argv[1])
    path, about = folder / "encoder.onnx", folder / "manifest.json"
    onnx.save(packed(weights_of(onnx.load(str(path))), folder / "vocabulary.txt"), str(path))
    manifest = json.loads(about.read_text(encoding="utf-8"))
    data = path.read_bytes()
    manifest["files"]["encoder.onnx"] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    about.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(manifest["files"]["encoder.onnx"])


if __name__ == "__main__":
    main()
