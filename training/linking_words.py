"""Count how common words are in news, for the weights that linking gives them.

    python training/linking_words.py BENCH

writes ``src/dateline/codebook/data/linking/words.tsv``: a word and its weight, ten times the natural logarithm of how
many reports there are for each that has the word.  Only words stand in it, no sentence and no order, and only those of
at least twelve reports, so that the people of a single report do not.  The weight is that of the collection in which
the word is most common: a word that every report of a subject has tells none of them apart.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections import Counter
from pathlib import Path

from dateline.linking.words import words_in

TARGET = Path(__file__).parent.parent / "src" / "dateline" / "codebook" / "data" / "linking"
COLLECTIONS = ("incidents", "indiapolice", "linking", "muc4", "quotes", "satp", "time")
FEWEST_REPORTS = 12
FEWEST_IN_ONE = 300
"""Reports a collection must have before its own rate counts: a small one makes every subject word look common."""
LONGEST = 24


def main(bench: Path) -> None:
    total: Counter[str] = Counter()
    reports = 0
    rates: dict[str, float] = {}
    sums: dict[str, str] = {}
    for name in COLLECTIONS:
        data = (bench / name / "train.jsonl").read_bytes()
        sums[name] = hashlib.sha256(data).hexdigest()[:16]
        own: Counter[str] = Counter()
        texts = {json.loads(line)["text"] for line in data.decode().split("\n") if line.strip()}
        for text in texts:
            own.update(set(words_in(text)))
        total.update(own)
        reports += len(texts)
        if len(texts) >= FEWEST_IN_ONE:
            for word, count in own.items():
                rates[word] = max(rates.get(word, 0.0), count / len(texts))
    rows = []
    for word in sorted(total):
        if total[word] < FEWEST_REPORTS or len(word) > LONGEST:
            continue
        rate = max(total[word] / reports, rates.get(word, 0.0) / 2)
        rows.append(f"{word}\t{round(-10 * math.log(min(1.0, rate)))}")
    lines = [
        "# How rare a word is in news: ten times the natural logarithm of reports per report that has it.",
        f"# Counted by training/linking_words.py over training parts: {', '.join(COLLECTIONS)}: {reports} reports.",
        "word\tweight",
        *rows,
    ]
    (TARGET / "words.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    manifest = {"reports": reports, "words": len(rows), "fewest_reports": FEWEST_REPORTS, "inputs_sha256": sums}
    print(json.dumps(manifest, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
