"""Learning from labels: what is refused, what a file keeps, and that a lesson is the same each time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dateline.events.taught import NONE, Taught, choose, load_taught, pack
from dateline.learning import Labelled, Lesson, learn, ordinary_sentences
from dateline.learning.copies import dealt, groups
from dateline.learning.labels import from_file
from dateline.learning.teaching import _fit, _Row
from dateline.pipeline import Coder
from dateline.record import ReportError, SetupError


def _taught(encoder: str = "a") -> Taught:
    weights = {"mean": np.zeros(4), "scale": np.ones(4), "bias": np.zeros(2), "weight": np.eye(4)[:, :2]}
    about = {"encoder": encoder, "trained": 40, "held_back": 10, "right_before": 1, "right_after": 2}
    return Taught("mine", ("AID", NONE), weights, 0.7, about, "")


def test_a_file_gives_back_what_was_learned_and_is_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(pack(_taught()))
    found = load_taught(path, installed="a")
    assert (found.name, found.labels, found.threshold) == ("mine", ("AID", NONE), 0.7)
    assert np.array_equal(found.weights["weight"], _taught().weights["weight"])
    assert pack(_taught()) == path.read_bytes()


def test_a_file_for_another_encoder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(pack(_taught("a")))
    with pytest.raises(SetupError, match="another encoder"):
        load_taught(path, installed="b")


@pytest.mark.parametrize("place", [-1, -9, 20, 3])
def test_a_changed_or_cut_file_is_refused(tmp_path: Path, place: int) -> None:
    path = tmp_path / "mine.safetensors"
    data = bytearray(pack(_taught()))
    data[place] ^= 0x15
    path.write_bytes(bytes(data))
    with pytest.raises(SetupError, match=r"mine\.safetensors"):
        load_taught(path, installed="a")


def test_only_a_likely_label_overrules_the_coder() -> None:
    chances = np.array([[0.8, 0.2], [0.6, 0.4]])
    assert choose(chances, ("AID", NONE), ["AGREE", "AGREE"], 0.7) == ["AID", "AGREE"]


def test_what_can_be_told_apart_is_learned() -> None:
    rows = []
    for at in range(40):
        values = np.zeros(36)
        values[at % 2] = 1.0
        rows.append(_Row(values, "AID", ("AID", "AGREE")[at % 2], at % 4))
    taught = Taught("mine", ("AGREE", "AID"), _fit(rows, ("AGREE", "AID"), 0.3), 0.5, {}, "")
    assert taught.choices(np.array([row.values for row in rows[:2]]), ["AID", "AID"]) == ["AID", "AGREE"]


def test_too_few_labels_are_refused_with_advice(coder: Coder) -> None:
    with pytest.raises(SetupError, match="too few to learn from"):
        learn(coder, [Labelled("Police arrested two men.", None, ((7, 15, "COERCE"),))], "mine")


def test_a_line_that_is_neither_record_nor_pair_is_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"text": "A helped B.", "actor": "A", "recipient": "B", "type": "HELP"}\n', encoding="utf-8")
    with pytest.raises(ReportError, match=r"line 1.*no PLOVER type"):
        list(from_file(path))


def test_labels_the_model_has_never_seen_are_learned_and_other_news_stays_as_it_is(coder: Coder) -> None:
    # A desk that follows disputes in ports and mills: a dismissal is a sanction there, and sport is nothing.
    ticks: list[None] = []
    items = list(from_file(Path(__file__).with_name("labels.jsonl")))
    lesson = learn(coder, items, "desk", lambda: ticks.append(None))
    assert lesson.events == sum(it.items for it in lesson.by_label) >= 90
    assert lesson.after - lesson.before == lesson.gained - lesson.lost >= 12
    assert lesson.luck < 0.01
    assert lesson.ordinary > 400
    assert lesson.ordinary_changed <= 0.03 * lesson.ordinary
    assert len(ticks) == len(items) + len(ordinary_sentences())
    sport = "Lorne crushed Kestrel 3-1 and shot to the top of the league."
    found = replace(coder, taught=lesson.taught)(sport).events
    assert found
    assert all(it.confidence < 0.5 for it in found if it.type == "ASSAULT")


def test_luck_is_the_chance_of_as_many_heads() -> None:
    lesson = Lesson(_taught(), 1, 0, 4, 0, 2, 3, 1, (), 0, 0)
    assert lesson.luck == 5 / 16
    assert replace(lesson, gained=0, lost=0).luck == 1.0


def test_copies_fall_into_one_fold_however_they_are_chained() -> None:
    first = "The union and the harbour board signed a deal on wages late on Monday evening."
    second = "The union and the harbour board signed a deal on wages late on Friday, officials in Lorne said."
    third = "Officials said the board signed a deal on wages late on Friday, officials in Lorne said."
    other = "Fishermen blockaded the port of Sund with forty boats over the price of fuel."
    assert groups([first, other, second, third]) == [0, 1, 0, 0]
    folds = dealt([first, other, second, third], 5)
    assert folds[0] == folds[2] == folds[3] != folds[1]


def test_short_and_empty_texts_are_copies_only_of_the_same_words() -> None:
    assert groups(["", "Talks fail.", "talks fail", "Talks begin."]) == [0, 1, 1, 3]


def test_the_ordinary_sentences_carry_no_marks_and_stand_once() -> None:
    found = ordinary_sentences()
    assert len(found) == len(set(found)) > 400
    assert not any(letter in text for text in found for letter in "[]{}*\t")
