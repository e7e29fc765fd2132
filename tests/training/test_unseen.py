"""No sentence of a dev part may be trained on: the same words are found in any case, spacing and punctuation."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from unseen import Kept, kept, plain

DEV = (
    "The harbour master turned away two tankers on Friday. Nobody was hurt.",
    "Lesotho's parliament rebuked the central bank over its late accounts.",
)

# id, text, whether it is one of those kept for measuring
CASES = [
    ("same", DEV[1], True),
    ("case-and-marks", "lesotho’s PARLIAMENT rebuked the central bank — over its late accounts", True),
    ("spaces", "Lesotho's  parliament\nrebuked the central bank over its late accounts .", True),
    ("sentence-of-two", "The harbour master turned away two tankers on Friday.", True),
    ("within-a-longer-one", f"In Maseru, {DEV[1]}", True),
    ("cut-short", "Lesotho's parliament rebuked the central bank over its", True),
    ("other-act", "Lesotho's parliament thanked the central bank for its early accounts.", False),
    ("shared-opening", "The harbour master turned away before the crew of the ferry could ask for help.", False),
    ("too-short-to-own", "Nobody was hurt.", False),
    ("empty", "", False),
]


@pytest.mark.parametrize(("text", "held"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_holds(text: str, held: bool) -> None:
    assert Kept(DEV).holds(text) is held


def test_plain_leaves_words_only() -> None:
    assert plain("“Halt!” – U.N.  envoy_says") == "halt u n envoy says"


def test_kept_reads_the_dev_parts_of_all_corpora(tmp_path: Path) -> None:
    for corpus, part, text in (("one", "dev", DEV[0]), ("two", "dev", DEV[1]), ("two", "train", "A b c d e f g h.")):
        (tmp_path / corpus).mkdir(exist_ok=True)
        (tmp_path / corpus / f"{part}.jsonl").write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
    found = kept(tmp_path)
    assert [found.holds(text) for text in (*DEV, "A b c d e f g h.")] == [True, True, False]
