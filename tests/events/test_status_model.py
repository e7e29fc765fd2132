"""The networks of status: their file, when they take over from the cues, and when they are not asked."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dateline.codebook.status_cues import load_status_cues
from dateline.events import status_model
from dateline.events.status import StatusDecision, decide_status
from dateline.events.status_model import STATUSES, features_of, head_for, status_head, words_of
from dateline.parse import Reader, load
from dateline.parse.heads import manifest as reader_manifest
from dateline.parse.weights import ModelError
from dateline.record import EventType

CUES = load_status_cues()


def decide(reader: Reader, text: str, word: str, type_: EventType = "ASSAULT", learned: bool = True) -> StatusDecision:
    parsed = reader(text)
    found = parsed.token_at(text.index(word))
    assert found is not None
    return decide_status(*found, type_, None, CUES, head_for(parsed) if learned else None)


def test_the_networks_are_those_of_the_manifest_and_fit_the_reader() -> None:
    about = status_model.manifest()
    content = (status_model._folder() / "status.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == about["sha256"]
    assert len(content) == about["bytes"] < 2_000_000
    assert content[:1] != b"\x80"
    assert about["engine"] == reader_manifest()["engine"]
    assert set(about["trust"]) == set(STATUSES)


def test_changed_networks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("manifest.json", "status.safetensors"):
        (tmp_path / name).write_bytes((status_model._folder() / name).read_bytes())
    with (tmp_path / "status.safetensors").open("ab") as weights:
        weights.write(b"more")
    monkeypatch.setattr(status_model, "_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the published one"):
        status_head.__wrapped__()


def test_a_missing_file_and_a_missing_entry_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_model, "_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="reinstall"):
        status_head.__wrapped__()
    (tmp_path / "manifest.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError, match="reinstall"):
        status_model.manifest.__wrapped__()


def test_another_reader_has_no_head() -> None:
    assert head_for(load(model=False)("They burned the mill.")) is None


def test_the_head_takes_over_where_no_cue_stands(reader: Reader) -> None:
    text = "Any miller who talks will come home without his hands, the gang's leader said."
    assert decide(reader, text, "come", learned=False).status != "threatened"
    decision = decide(reader, text, "come")
    assert (decision.status, decision.by) == ("threatened", "model:status")
    assert decision.runner_up == decide(reader, text, "come", learned=False).status
    assert "threatened 0." in decision.text
    assert decision.evidence is not None
    assert text[decision.evidence.start : decision.evidence.end] == decision.evidence.text


def test_a_sure_cue_keeps_its_word(reader: Reader) -> None:
    decision = decide(reader, "The gang denied that it burned the mill.", "burned")
    assert (decision.status, decision.by) == ("denied", "denied:deny")


@pytest.mark.parametrize("type_", ["REQUEST", "ACCUSE", "REJECT", "THREATEN"])
def test_acts_of_speech_are_not_asked_about(reader: Reader, type_: EventType) -> None:
    text = "Any miller who talked to the police would lose his hands, the gang's leader warned."
    assert decide(reader, text, "lose", type_).by != "model:status"


def test_the_chances_are_those_of_all_statuses_and_the_same_each_time(reader: Reader) -> None:
    text = "Whoever sells flour to the garrison will be hanged, the posters said."
    sentence, word = reader(text).token_at(text.index("hanged")) or pytest.fail("no such word")
    assert sentence.vectors is not None
    decision = decide_status(sentence, word, "ASSAULT", None, CUES)
    features = features_of(sentence, word, "ASSAULT", decision, CUES)
    words = words_of(sentence, sentence.vectors, word, CUES)
    left, right = (status_head().chances(words, word.index, features) for _ in range(2))
    assert left.shape == (len(STATUSES),)
    assert abs(float(left.sum()) - 1) < 1e-5
    assert np.array_equal(left, right)


@pytest.mark.parametrize("text", ["Burn it" + " now" * 3000, "mill " * 3000])
def test_a_sentence_without_end_is_weighed(reader: Reader, text: str) -> None:
    sentence = reader(text).sentences[0]
    assert sentence.vectors is not None
    decide_status(sentence, sentence[0], "ASSAULT", None, CUES, status_head())


def test_cues_need_no_networks() -> None:
    # The cues decide where the networks are not installed: nothing is read until a head is asked for.
    code = (
        "from dateline.events import status_model as m; from dateline.events.status import decide_status;"
        "assert m.manifest.cache_info().currsize == 0 and m.status_head.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("length", [1, 13, 14, 40])
def test_words_in_pieces_give_the_product_of_all(length: int) -> None:
    weights = status_head().weights["in.weight"]
    words = np.random.default_rng(1).normal(size=(length, weights.shape[1])).astype(np.float32)
    assert status_model._times(words, weights) == pytest.approx(words @ weights, abs=1e-4)
