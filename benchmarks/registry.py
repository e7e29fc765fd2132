"""What the party registry costs: time to load it, memory it adds to a process, bytes on disk.

    python benchmarks/registry.py

Each run is a process of its own with an empty cache of names; times are medians of the processor's time, so that what
else the machine does counts less.  Importing the package is not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BUDGET = {"load_ms": 100.0, "memory_mb": 50.0, "disk_mb": 2.0}
RUNS = 9
MEASURE = """
import json, time
import psutil
from dateline.codebook.registry import load_registry
process = psutil.Process()
before = process.memory_info().rss
started = time.process_time()
registry = load_registry()
took = time.process_time() - started
terms = sum(map(len, registry.terms.values()))
print(json.dumps({"load_ms": 1000 * took, "memory_mb": (process.memory_info().rss - before) / 1e6,
                  "entries": len(registry.entries), "terms": terms}))
"""


def main() -> int:
    """Print the figures with their budgets; 1 where one is overrun."""
    rows = []
    for _ in range(RUNS):
        done = subprocess.run([sys.executable, "-c", MEASURE], check=True, capture_output=True)
        rows.append(json.loads(done.stdout))
    found = {name: sorted(row[name] for row in rows)[RUNS // 2] for name in rows[0]}
    folder = Path(__file__).parent.parent / "src" / "dateline" / "codebook" / "data" / "parties"
    found["disk_mb"] = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    for name, value in found.items():
        print(f"{name:12}{value:10.2f}" + (f"   budget {BUDGET[name]:g}" if name in BUDGET else ""))
    return int(any(found[name] > most for name, most in BUDGET.items()))


if __name__ == "__main__":
    raise SystemExit(main())
