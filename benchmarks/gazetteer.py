"""What the gazetteer costs: bytes on disk, time to open, time of a look-up, memory it adds to a process.

    python benchmarks/gazetteer.py [--lists FILE ...]

Memory is the process's resident set, with the pages of the mapped file that were touched: opening, then looking up
5,000 names.  Each figure is measured in a process of its own; times are medians.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

BUDGET = {"disk_mb": 40.0, "open_ms": 50.0, "memory_mb": 60.0, "lookup_ms": 1.0}
RUNS = 7
MEASURE = """
import json, sys, time
from pathlib import Path
import psutil
from dateline.codebook import gazetteer as module
names = [row["name"] for row in module.read_table("towns.tsv")]
paths = tuple(Path(path) for path in sys.argv[1:])
process = psutil.Process()
before = process.memory_info().rss
started = time.perf_counter()
opened = module.load_gazetteer(paths)
opened.find("Mosul")
took = time.perf_counter() - started
chosen = "key NOT LIKE '~%' AND key NOT LIKE '.%'"
base = opened._base.execute(f"SELECT key FROM name WHERE {chosen} LIMIT 5000 OFFSET 90000")
keys = [key for (key,) in base]
started = time.perf_counter()
for key in keys:
    opened.find(key)
looked = (time.perf_counter() - started) / len(keys)
print(json.dumps({"open_ms": 1000 * took, "lookup_ms": 1000 * looked,
                  "memory_mb": (process.memory_info().rss - before) / 1e6}))
"""


def main() -> int:
    """Print the figures with their budgets; 1 where one is overrun."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lists", nargs="*", default=[], help="place lists to lay over the built-in gazetteer")
    options = parser.parse_args()
    rows = []
    for _ in range(RUNS):
        done = subprocess.run([sys.executable, "-c", MEASURE, *options.lists], check=True, capture_output=True)
        rows.append(json.loads(done.stdout))
    found = {name: sorted(row[name] for row in rows)[RUNS // 2] for name in rows[0]}
    folder = Path(__file__).parent.parent / "src" / "dateline" / "codebook" / "data" / "gazetteer"
    found["disk_mb"] = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    for name, most in BUDGET.items():
        print(f"{name:12}{found[name]:8.2f}   budget {most:g}")
    return int(any(found[name] > most for name, most in BUDGET.items()))


if __name__ == "__main__":
    sys.exit(main())
