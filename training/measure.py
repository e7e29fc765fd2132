"""Dev figures of a trained student, by its own encoder and by the exported int8 one.

``python training/measure.py DATA OUT/student.safetensors [ENCODER.onnx]``; documents per corpus are capped for time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import onnxruntime
import torch
from safetensors.torch import load_file

from dateline.parse.pieces import Pieces
from model import Encoder, Student, labels_of
from train import MINILM, MOST, Windows, figures, read, vocabulary


class Exported(Student):
    """The student with its vectors from an ONNX file."""

    session: Any

    def vectors(self, batch: dict[str, Any]) -> torch.Tensor:
        found = self.session.run(None, {"ids": batch["ids"].numpy(), "cases": batch["cases"].numpy()})[0]
        x = torch.from_numpy(found)
        return x.gather(1, batch["first"][:, :, None].expand(-1, -1, x.shape[2]))


def main() -> None:
    data, source = Path(sys.argv[1]), Path(sys.argv[2])
    labels, (pieces, kept) = labels_of(source.parent), vocabulary()
    dev = {name: documents[: MOST.get(name, 10**6)] for name, documents in read(data, "dev").items()}
    student = Exported(Encoder.pretrained(MINILM, kept), labels)
    student.load_state_dict(load_file(source))
    windows = Windows(Pieces(pieces), labels)
    if len(sys.argv) > 3:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        student.session = onnxruntime.InferenceSession(sys.argv[3], options)
        print("exported", figures(student, dev, windows, 1024), flush=True)
    student.__class__ = Student
    print("torch", figures(student, dev, windows, 1024), flush=True)


if __name__ == "__main__":
    main()
