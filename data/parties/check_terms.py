"""Compare the terms of office with an outside list of leaders.

    python data/parties/check_terms.py LEADERS.json [--missing]

LEADERS.json is a list of ``[code, name, "1 January 2020"]``: any country code, the name as the list writes it, and the
day the term began.  Printed are our terms whose holder is on the list with other first days only, so that a person can
look each up, and the share of the listed people whom the registry knows; nothing is changed.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path

from dateline.codebook.registry import Registry, load_registry, name_key


def known(name: str, registry: Registry) -> bool:
    """Whether the registry has a person of this name: all words of one of his spellings stand in it."""
    words = set(name_key(re.sub(r"\(.*?\)", " ", name)))
    return any(
        len(spelling.words) > 1 and spelling.kind == "person" and set(spelling.words) <= words
        for word in words
        for spelling in registry.names.get(word, ())
    )


def main() -> None:
    listed: dict[tuple[str, str], set[str]] = {}
    registry = load_registry()
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    people = sorted({(code, name) for code, name, _ in rows})
    missing = [(code, name) for code, name in people if not known(name, registry)]
    for _, name, since in rows:
        words = name_key(re.sub(r"\(.*?\)", " ", name))
        try:
            day = datetime.strptime(since, "%d %B %Y").date().isoformat()
        except ValueError:
            continue
        for word in words[1:]:
            listed.setdefault((words[0], word), set()).add(day)
    seen = agree = 0
    for (country, office), terms in registry.terms.items():
        for term in terms:
            words = name_key(term.name)
            days = listed.get((words[0], words[-1]), set())
            seen += bool(days)
            agree += term.from_ in days
            if days and term.from_ not in days:
                print(f"{country} {office} {term.name}: ours from {term.from_}, listed {', '.join(sorted(days))}")
    print(f"{seen} terms have a holder on the list, {agree} of them with the same first day")
    print(f"{len(people) - len(missing)} of the {len(people)} people listed are known")
    if "--missing" in sys.argv:
        print("\n".join(f"{code} {name}" for code, name in missing))


if __name__ == "__main__":
    main()
