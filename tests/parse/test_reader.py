"""The reader: what it finds in plain sentences, that it repeats itself to the byte, and trusts no changed file."""

from __future__ import annotations

import shutil
import time
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.parse import Parsed, Reader, Sentence, heads, load
from dateline.parse.weights import ModelError

TEXT = (
    "Soldiers killed three farmers near Kano on Monday, police said.\n\n"
    "“We will not rest,” Governor Amina Yusuf told reporters. The United Nations condemned the attack."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load()


def facts(parsed: Parsed) -> list[object]:
    """Everything of a reading that can be compared, vectors included."""
    return [
        (sentence, None if sentence.vectors is None else sentence.vectors.tobytes(), dict(sentence.acts))
        for sentence in parsed.sentences
    ]


def one(reader: Reader, text: str) -> Sentence:
    (sentence,) = reader(text).sentences
    return sentence


# id, sentence, dependent, relation, head
ARCS = [
    ("subject", "Soldiers killed three farmers.", "Soldiers", "nsubj", "killed"),
    ("object", "Soldiers killed three farmers.", "farmers", "dobj", "killed"),
    ("passive", "Two men were arrested by police.", "men", "nsubjpass", "arrested"),
    ("agent", "Two men were arrested by police.", "by", "agent", "arrested"),
    ("preposition", "Rebels attacked a convoy near Aleppo.", "Aleppo", "pobj", "near"),
    ("saying", "The talks failed, the minister said.", "failed", "ccomp", "said"),
    ("negation", "The army did not attack the town.", "not", "neg", "attack"),
    ("lower-case", "police arrested five men in the city.", "men", "dobj", "arrested"),
]


@pytest.mark.parametrize(("name", "text", "child", "dep", "head"), ARCS, ids=[row[0] for row in ARCS])
def test_syntax(reader: Reader, name: str, text: str, child: str, dep: str, head: str) -> None:
    sentence = one(reader, text)
    token = next(token for token in sentence if token.text == child)
    governor = sentence.head_of(token)
    assert governor is not None
    assert (token.dep, governor.text) == (dep, head)


ENTITIES = [
    ("person", "President Emmanuel Macron visited Lagos.", "Emmanuel Macron", "PERSON"),
    ("city", "President Emmanuel Macron visited Lagos.", "Lagos", "GPE"),
    ("people", "Three Syrian soldiers died.", "Syrian", "NORP"),
    ("day", "The talks began on Tuesday.", "Tuesday", "DATE"),
]


@pytest.mark.parametrize(("name", "text", "words", "label"), ENTITIES, ids=[row[0] for row in ENTITIES])
def test_entities(reader: Reader, name: str, text: str, words: str, label: str) -> None:
    assert (words, label) in {(text[mark.start : mark.end], mark.label) for mark in one(reader, text).entities}


def test_quote_marks_name_speaker_cue_and_content(reader: Reader) -> None:
    text = "“We will not leave the town,” the mayor said."
    found = {mark.label: text[mark.start : mark.end] for mark in one(reader, text).marks["quote"]}
    assert found["CUE"] == "said"
    assert found["SPEAKER"] == "the mayor"
    assert "We will not leave the town" in found["CONTENT"]


def test_type_scores_are_probabilities_and_know_an_assault_from_a_meeting(reader: Reader) -> None:
    attack = one(reader, "Rebel fighters shelled the army base.")
    meeting = one(reader, "The French president met the German chancellor.")
    rows = ((attack, (0, 2), (3, 6), "ASSAULT"), (meeting, (0, 3), (4, 7), "CONSULT"))
    for sentence, actor, recipient, expected in rows:
        scores = heads.type_scores(sentence, actor, recipient)
        assert sum(scores.values()) == pytest.approx(1, abs=1e-4)
        assert max(scores, key=lambda label: scores[label]) == expected
    assert len(heads.type_scores(attack, (0, 2), None)) == len(heads.type_scores(attack, None, None)) > 1


ROLES = [
    ("active", "Ghana expelled two diplomats of Togo.", "Ghana", "ACTOR"),
    ("passive-actor", "The striking miners were beaten by the police.", "police", "ACTOR"),
    ("passive-recipient", "The striking miners were beaten by the police.", "miners", "RECIPIENT"),
    ("addressed", "The bishop urged the militia to free the nurses.", "militia", "RECIPIENT"),
]


@pytest.mark.parametrize(("name", "text", "word", "label"), ROLES, ids=[row[0] for row in ROLES])
def test_roles(reader: Reader, name: str, text: str, word: str, label: str) -> None:
    marked = {mark.label: text[mark.start : mark.end] for mark in one(reader, text).marks["role"]}
    assert word in marked.get(label, "")


ACTS = [
    ("police-kill", "policemen opened fire on the crowd, killing two students.", "KILL", True),
    ("mob-kill", "a mob burned the lorry and killed its driver.", "KILL", False),
    ("police-arrest", "the police arrested nine men for looting.", "ARREST", True),
    ("no-arrest", "the minister opened a school.", "ARREST", False),
    ("summary-bombing", "A landmine triggered by the Maoists blew up a jeep of the Police.", "summary.bombing", True),
    ("summary-surrender", "A Maoist surrendered before the Police in Koraput.", "surrender", True),
    ("summary-no-bombing", "A Maoist surrendered before the Police in Koraput.", "summary.bombing", False),
]


@pytest.mark.parametrize(("name", "text", "label", "likely"), ACTS, ids=[row[0] for row in ACTS])
def test_acts(reader: Reader, name: str, text: str, label: str, likely: bool) -> None:
    assert (one(reader, text).acts[label] > 0.5) is likely


def test_reading_again_gives_the_same_bytes_whatever_was_read_between(reader: Reader) -> None:
    first = facts(reader(TEXT))
    others = list(reader.pipe(["Another report entirely. " * 40, TEXT, "No."]))
    assert facts(others[1]) == first
    assert facts(reader(TEXT)) == first


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_ordered_sentences_of_true_slices(reader: Reader, text: str) -> None:
    last = 0
    for index, sentence in enumerate(reader(text).sentences):
        assert sentence.index == index
        assert sum(token.head == token.index for token in sentence) == 1
        assert sentence.vectors is not None
        assert sentence.vectors.shape == (len(sentence), 384)
        assert np.isfinite(sentence.vectors).all()
        assert sentence.middle is not None
        assert sentence.middle.shape == sentence.vectors.shape
        assert np.isfinite(sentence.middle).all()
        assert not np.allclose(sentence.middle, sentence.vectors, atol=0.1)
        for place, token in enumerate(sentence):
            assert token.index == place
            assert text[token.start : token.end] == token.text
            assert token.start >= last
            last = token.end
        for marks in (sentence.entities, *sentence.marks.values()):
            for mark in marks:
                assert 0 <= mark.first < mark.last <= len(sentence)
                assert (mark.start, mark.end) == (sentence[mark.first].start, sentence[mark.last - 1].end)
                assert 0 < mark.score <= 1


HOSTILE = {
    "dashes": "-" * 16_000,
    "commas": ", " * 3_000,
    "letters": "x" * 20_000,
    "accents": "é" * 5_000,
    "brackets": "(" * 3_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read_in_bounded_time(reader: Reader, text: str) -> None:
    started = time.process_time()
    reader(text)
    assert time.process_time() - started < 10


def test_no_processor_cuts_off_what_it_adds() -> None:
    """The runtime's exact way of adding gives the same bytes as the fast one, which has 16 bits where VNNI is lacking.

    On a processor with VNNI both are exact.
    """
    path, providers = str(heads.checked("encoder.onnx")), ["CPUExecutionProvider"]
    session = partial(onnxruntime.InferenceSession, path, providers=providers)
    exactly = onnxruntime.SessionOptions()
    exactly.add_session_config_entry("session.x64quantprecision", "1")
    choice = np.random.default_rng(1)
    size = 120
    window = {
        "ids": choice.integers(1000, 20000, size),
        "cases": choice.integers(0, 4, size),
        "starts": np.arange(1, size, 2),
    }
    fast, exact = (made.run(["vectors", "middle"], window) for made in (session(), session(exactly)))
    assert fast[0].shape == fast[1].shape == (len(window["starts"]), 384)
    for one_way, other in zip(fast, exact, strict=True):
        assert one_way.tobytes() == other.tobytes()


def test_without_the_model_there_are_words_and_tags_but_no_syntax() -> None:
    parsed = load(model=False)(TEXT)
    assert parsed.engine == "lexical"
    first = parsed.sentences[0]
    assert [token.tag for token in first][:4] == ["NN", "VBD", "CD", "NNS"] or first[1].tag == "VBD"
    assert {token.dep for token in first} == {""}
    assert not first.entities
    assert heads.type_scores(first, (0, 1), None) == {}


def test_nothing_is_read_from_an_empty_text(reader: Reader) -> None:
    assert reader(" \n\n ").sentences == ()


def test_every_file_of_the_model_is_the_one_of_the_manifest() -> None:
    for name, about in heads.manifest()["files"].items():
        assert heads.checked(name).stat().st_size == about["bytes"]


def test_a_changed_or_missing_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(heads.checked("vocabulary.txt"), tmp_path / "vocabulary.txt")
    with (tmp_path / "vocabulary.txt").open("a", encoding="utf-8") as vocabulary:
        vocabulary.write("more\n")
    monkeypatch.setattr(heads, "_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"vocabulary\.txt is not the published one"):
        heads.checked("vocabulary.txt")
    with pytest.raises(ModelError, match="lacks heads"):
        heads.checked("heads.safetensors")


def test_no_file_of_the_model_is_a_pickle() -> None:
    for name in heads.manifest()["files"]:
        start = heads.checked(name).read_bytes()[:2]
        assert start[:1] != b"\x80"
        assert start != b"co"
