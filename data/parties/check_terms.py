"""Compare the terms of office with an outside list of leaders.

    python data/parties/check_terms.py LEADERS.json

LEADERS.json is a list of ``[code, name, "1 January 2020"]``: any country code (not compared), the name as the list
writes it, and the day the term began.  Printed are our terms whose holder is on the list with other first days only, so
that a person can look each up; nothing is changed.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path

from dateline.codebook.registry import load_registry, name_key


def main() -> None:
    listed: dict[tuple[str, str], set[str]] = {}
    for _, name, since in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        words = name_key(re.sub(r"\(.*?\)", " ", name))
        try:
            day = datetime.strptime(since, "%d %B %Y").date().isoformat()
        except ValueError:
            continue
        for word in words[1:]:
            listed.setdefault((words[0], word), set()).add(day)
    seen = 0
    for (country, office), terms in load_registry().terms.items():
        for term in terms:
            words = name_key(term.name)
            days = listed.get((words[0], words[-1]), set())
            seen += bool(days)
            if days and term.from_ not in days:
                print(f"{country} {office} {term.name}: ours from {term.from_}, listed {', '.join(sorted(days))}")
    print(f"{seen} terms have a holder on the list")


if __name__ == "__main__":
    main()
