"""The act head: its file, what it is told, acts and parties that only it sees, and where it is not asked."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import dateline
from dateline.codebook.acts import TYPES, load_acts
from dateline.codebook.books import load_codebook
from dateline.events import act_head
from dateline.events.act_head import (
    ENTRY,
    Network,
    Seen,
    ask_sides,
    seen_in,
    side_signs,
    taking_part,
    telling,
    word_signs,
)
from dateline.parse import Reader
from dateline.parse.heads import manifest as reader_manifest
from dateline.parse.tree import Sentence, Token
from dateline.parse.weights import ModelError
from dateline.pipeline import Coder
from dateline.record import Event, Status

ROOT = Path(__file__).parent.parent.parent
ACTS = load_acts()
AROUND = "Rain fell in the valley all week. {} The harvest was late. Nobody could say when the road would open."
REPRESSION = "The government's repression of the strikers went on."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return dateline.load()


def one(reader: Reader, text: str) -> Sentence:
    (sentence,) = reader(text).sentences
    return sentence


def word(sentence: Sentence, text: str) -> Token:
    return next(token for token in sentence.tokens if token.text == text)


def told(coder: Coder, text: str) -> dict[str, Event]:
    return {event.trigger.text: event for event in coder(text, published="2024-03-05").events}


def found_by(event: Event, about: str) -> str:
    return next(reason.by for reason in event.because if reason.about == about)


def test_the_networks_are_those_of_the_manifest_and_fit_the_reader() -> None:
    folder = Path(act_head.__file__).parent / "model"
    about = json.loads((folder / "manifest.json").read_text("utf-8"))["acts"]
    content = (folder / "acts.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == about["sha256"]
    assert len(content) == about["bytes"] < 3_000_000
    assert content[:1] != b"\x80"
    assert about["engine"] == reader_manifest()["engine"]
    assert set(about["types"]) == {type_.upper() for type_ in about["types"]}


def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    about = {"acts": {"engine": "reader-2", "types": ["ASSAULT"], "sha256": "0" * 64}}
    (folder / "manifest.json").write_text(json.dumps(about), "utf-8")
    (folder / "acts.safetensors").write_bytes(b"changed")
    monkeypatch.setattr(act_head, "files", lambda _: tmp_path)
    act_head.act_head.cache_clear()
    with pytest.raises(ModelError, match="acts"):
        act_head.act_head()
    act_head.act_head.cache_clear()


def test_the_codebook_is_among_the_signs_of_a_word(reader: Reader) -> None:
    sentence = one(reader, "Police arrested a porter.")
    signs = word_signs(sentence, word(sentence, "arrested"), ACTS)
    assert {"lemma=arrest", "tag=VBD", "book", "book=COERCE"} <= set(signs)
    assert not {"book"} & set(word_signs(sentence, word(sentence, "porter"), ACTS))


def test_only_verbs_nouns_and_adjectives_tell_acts(reader: Reader) -> None:
    sentence = one(reader, "The defiant rebels slowly left it.")
    assert [token.text for token in telling(sentence, ACTS)] == ["defiant", "rebels", "left"]


def test_heads_of_phrases_take_part_and_so_does_what_stands_before_the_act(reader: Reader) -> None:
    sentence = one(reader, "The guerrilla attack on the town hall alarmed him.")
    heads = [token.text for token in taking_part(sentence, word(sentence, "attack"))]
    assert heads == ["guerrilla", "hall", "him"]


def test_the_way_to_a_party_is_a_sign(reader: Reader) -> None:
    sentence = one(reader, "Rebels were shot by soldiers.")
    signs = side_signs(sentence, word(sentence, "shot"), "ASSAULT", word(sentence, "soldiers"))
    assert {"way=agent:by pobj", "after", "type=ASSAULT"} <= set(signs)
    assert "before" in side_signs(sentence, word(sentence, "shot"), "ASSAULT", word(sentence, "Rebels"))


def test_the_chances_of_a_word_sum_to_at_most_one(reader: Reader) -> None:
    seen = Seen.of(one(reader, "Rebels shot two soldiers near the bridge."), ACTS)
    assert seen.scores.keys() == {0, 1, 3, 6}
    assert all(0 <= seen.chance(place) <= 1 + 1e-5 for place in seen.scores)
    assert seen.best(1) == "ASSAULT"
    assert seen.is_told(1)
    assert not seen.is_told(6)


@pytest.mark.parametrize(
    ("text", "act", "doer", "target"),
    [
        ("Rebels shot two soldiers near the bridge.", "shot", "Rebels", "soldiers"),
        ("Two soldiers were shot by rebels near the bridge.", "shot", "rebels", "soldiers"),
        ("The minister accused the union of fraud.", "accused", "minister", "union"),
        ("The army's bombardment of the town lasted all night.", "bombardment", "army", "town"),
        ("The president ordered the army to attack the rebels.", "attack", "army", "rebels"),
    ],
)
def test_sides_are_seen_through_voices_nouns_and_control(
    reader: Reader, text: str, act: str, doer: str, target: str
) -> None:
    sentence = one(reader, text)
    seen = Seen.of(sentence, ACTS)
    place = word(sentence, act)
    sides = seen.sides(place, seen.best(place.index))
    assert max(sides, key=lambda it: sides[it][0]) == word(sentence, doer).index
    assert max(sides, key=lambda it: sides[it][1]) == word(sentence, target).index


def test_an_act_that_no_entry_finds_has_its_reasons(coder: Coder) -> None:
    event = told(coder, AROUND.format(REPRESSION))["repression"]
    assert event.type == "COERCE"
    assert found_by(event, "type") == ENTRY
    assert found_by(event, "actors") == found_by(event, "recipients") == "model:side"
    assert [party.text for party in event.actors] == ["The government"]
    assert [party.text for party in event.recipients] == ["the strikers"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The rebels were trapped by the soldiers in the valley on Sunday.", "trapped"),
        ("Tal Marek, who sings, was held on Sunday for driving under the influence.", "driving"),
    ],
)
def test_a_word_seen_without_what_its_entry_asks_for_has_no_mode(coder: Coder, text: str, word: str) -> None:
    assert all(event.mode is None for event in coder(AROUND.format(text)).events if event.trigger.text == word)


def test_sides_asked_together_are_those_asked_alone(reader: Reader) -> None:
    sentence = one(reader, "Rebels shot two soldiers and burned a bus near the bridge.")
    alone, together = Seen.of(sentence, ACTS), Seen.of(sentence, ACTS)
    words = [sentence[index] for index in together.told()]
    assert len(words) > 1
    ask_sides((together, it, together.best(it.index)) for it in words)
    for it in words:
        ours, theirs = together.asked[it.index, together.best(it.index)], alone.sides(it, alone.best(it.index))
        assert ours.keys() == theirs.keys()
        assert all(ours[key] == pytest.approx(theirs[key], abs=1e-5) for key in ours)


def test_words_of_one_act_are_no_second_one(coder: Coder) -> None:
    text = AROUND.format("The union filed a lawsuit against the ministry. The minister held talks with the strikers.")
    words = list(told(coder, text))
    assert not {"filed", "lawsuit"} <= set(words)
    assert not {"held", "talks"} <= set(words)


def test_a_word_that_hangs_on_an_act_is_evidence_of_it(coder: Coder) -> None:
    text = AROUND.format("The president faced heavy criticism from the union and paid tribute to the dead soldiers.")
    found = [(event, [it.text for it in event.evidence]) for event in coder(text, published="2024-03-05").events]
    criticism = [event for event, words in found if "criticism" in words]
    assert [event.type for event in criticism] == ["ACCUSE"]


def test_a_clause_with_its_own_subject_tells_its_own_act(coder: Coder) -> None:
    text = AROUND.format("Police said that a man was arrested and that soldiers were searching the house of the mayor.")
    assert {"arrested", "searching"} <= set(told(coder, text))


def test_a_brief_report_keeps_what_the_codebook_finds(coder: Coder) -> None:
    event = told(coder, "Police arrested two men.")["arrested"]
    assert found_by(event, "type").startswith("coerce.")
    assert not told(coder, "A strong earthquake hit an island off the southern coast of Iran on Sunday.")


def test_without_the_reader_it_says_nothing(reader: Reader) -> None:
    parsed = reader(REPRESSION)
    unread = replace(parsed, sentences=tuple(replace(it, vectors=None) for it in parsed.sentences))
    books = load_codebook().events
    assert not any(seen.scores for seen in seen_in(unread, books.acts).values())
    assert any(seen.scores for seen in seen_in(parsed, books.acts).values())
    assert not any(seen.scores for seen in seen_in(replace(parsed, engine="another"), books.acts).values())
    assert not dateline.load(model=False)(AROUND.format(REPRESSION)).events


@pytest.mark.parametrize(("path", "hands"), [("training/own/told.tsv", ""), ("benchmarks/told.tsv", "12")])
def test_the_marked_sentences_hold_offsets_and_no_text(path: str, hands: str) -> None:
    lines = (ROOT / path).read_text("utf-8").splitlines()
    span = r"(\^|\d+-\d+)"
    sides = re.compile(rf"-|{span}(,{span})*")
    for line in lines[1:]:
        corpus, report, sentence, *rest = line.split("\t")
        assert corpus in {"incidents", "indiapolice", "linking", "muc4", "quotes", "satp", "time"}
        assert re.fullmatch(r"[0-9a-f]{10}", report)
        assert sentence.isdigit()
        if hands:
            assert rest.pop(0) in hands
        if rest == ["-"] * 5:
            continue
        start, type_, status, actors, recipients = rest
        assert int(start) >= int(sentence)
        assert type_ in TYPES
        assert status in get_args(Status)
        assert sides.fullmatch(actors)
        assert sides.fullmatch(recipients)


def test_networks_side_by_side_are_their_mean() -> None:
    draw = np.random.default_rng(3)
    shapes = {"in.weight": (2, 4, 5), "in.bias": (2, 5), "form": (2, 3, 5), "out.weight": (2, 5, 3)}
    shapes |= {"out.bias": (2, 3), "skip": (2, 3, 3)}
    weights = {name: draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    weights["form"][:, 0] = weights["skip"][:, 0] = 0
    names = {"tag=NN": 1, "dep=ROOT": 2}
    signs, vectors = [["tag=NN", "unheard of"], [], ["dep=ROOT", "tag=NN"]], draw.normal(size=(3, 4)).astype(np.float32)
    parts = [(vectors[:, :3], np.arange(3)), (vectors[:, 3:], np.arange(3))]
    both = Network(weights, names).chances(signs, parts)
    each = [
        Network({name: value[place : place + 1] for name, value in weights.items()}, names).chances(signs, parts)
        for place in (0, 1)
    ]
    np.testing.assert_allclose(both, (each[0] + each[1]) / 2, rtol=1e-5)
    np.testing.assert_allclose(both.sum(axis=1), 1, rtol=1e-5)
    alone = Network(weights, names).chances(signs[:1], [(vectors[:1], np.zeros(1, np.intp))])
    np.testing.assert_allclose(both[:1], alone, rtol=1e-5)


def test_nobody_is_no_party_and_a_clash_keeps_its_sides(coder: Coder) -> None:
    found = told(coder, AROUND.format("Thousands marched to the port, where some of them clashed with police."))
    assert [party.text for party in found["clashed"].actors if party.text == "police"]
    events = told(coder, AROUND.format("The soldiers fired no shot at the rebels, and nobody was hurt.")).values()
    parties = [party.text.lower() for event in events for party in (*event.actors, *event.recipients)]
    assert not [text for text in parties if text.startswith("no")]


def test_floods_attack_nobody(coder: Coder) -> None:
    assert "destroyed" not in told(coder, AROUND.format("The river villages, where floods destroyed crops, need help."))
