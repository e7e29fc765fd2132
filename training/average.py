"""The mean of several trained students: ``python training/average.py OUT STUDENT=WEIGHT STUDENT=WEIGHT …``.

STUDENT is the folder of a run of ``train.py``; the runs must have begun from one another.  The mean of the last ones
reads better than any of them: what one of them forgot of a corpus, another still knows.
"""

from __future__ import annotations

import sys
from pathlib import Path

from safetensors.torch import load_file, save_file


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    parts = [(Path(part.partition("=")[0]), float(part.partition("=")[2])) for part in sys.argv[2:]]
    assert abs(sum(weight for _, weight in parts) - 1) < 1e-6, "the weights must add up to one"
    loaded = [(load_file(folder / "student.safetensors"), weight) for folder, weight in parts]
    save_file(
        {name: sum(state[name] * weight for state, weight in loaded) for name in loaded[0][0]},
        out / "student.safetensors",
    )
    for name in ("labels.json", "vocabulary.txt"):
        (out / name).write_bytes((parts[0][0] / name).read_bytes())


if __name__ == "__main__":
    main()
