"""Vetting: events of longer reports that are hardly right go, and so do parties; what must not be judged stays."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import dateline
from dateline import intake
from dateline.codebook.books import load_codebook
from dateline.events import act_head, signs, vetting
from dateline.events.act_head import seen_in
from dateline.events.coding import made_events
from dateline.events.public_standing import Doubt, doubts_of
from dateline.parse import Reader
from dateline.parse.heads import manifest as reader_manifest
from dateline.parse.weights import ModelError
from dateline.pipeline import Coder
from dateline.record import Event, Status

ROOT = Path(__file__).parent.parent.parent
STATUSES = {"n", "-", *get_args(Status)}
CORPORA = {"geo", "incidents", "indiapolice", "linking", "muc4", "quotes", "time"}

COUNCIL = (
    "The mayor of Orvo, Lena Holt, has fired back at her critics. In a letter to the council she rejected the "
    "charges of waste. Holt said the plan had been shot down by people who never read it. The council will meet "
    "on Thursday. Police found a purse near the town hall and returned it to its owner."
)
CHECKPOINT = (
    "Gunmen shot dead two policemen at a checkpoint in Orvo on Sunday, the interior ministry said. Spokesman Petr "
    "Lund told reporters that the attackers fled in a white car. The ministry blamed the Azure Front for the "
    "attack. A doctor at the town hospital, Mara Quist, said the bodies were brought in before noon. Lund said "
    "police were searching the hills."
)
STREET = (
    "A woman was shot in the leg on Friday night in Orvo, police said. Officers were called to Mill Street at "
    "about nine and found Tilda Marn, 31, lying on the pavement. She was taken to hospital. Detectives are still "
    "gathering information. Anyone who saw the shooting is asked to call Orvo police. No arrests have been made."
)


def events(coder: Coder, text: str) -> tuple[Event, ...]:
    return coder(text, published="2021-03-08").events


def told(found: tuple[Event, ...]) -> list[tuple[str, str]]:
    return [(event.type, event.trigger.text) for event in found]


@pytest.mark.parametrize(
    ("text", "word"),
    [(COUNCIL, "fired back"), (COUNCIL, "found")],
    ids=["a retort is no shooting", "a purse found is no police operation"],
)
def test_what_only_has_the_words_of_an_act_is_left_out(coder: Coder, text: str, word: str) -> None:
    assert word not in [event.trigger.text for event in events(coder, text)]


@pytest.mark.usefixtures("unvetted")
def test_these_words_are_found_as_acts_before(coder: Coder) -> None:
    assert {"fired back", "found"} <= {event.trigger.text for event in events(coder, COUNCIL)}


def test_what_the_report_is_about_stays(coder: Coder) -> None:
    assert ("ASSAULT", "shot dead") in told(events(coder, CHECKPOINT))
    assert ("ACCUSE", "blamed") in told(events(coder, CHECKPOINT))
    assert ("ASSAULT", "shot") in told(events(coder, STREET))
    shooting = events(coder, CHECKPOINT)[0]
    assert {"Gunmen"} <= {party.text for party in shooting.actors} <= {"Gunmen", "attackers"}
    assert [party.text for party in shooting.recipients] == ["two policemen"]


def test_a_party_left_out_is_named_in_the_reason(coder: Coder) -> None:
    text = (ROOT / "samples" / "sfax-protest.txt").read_text("utf-8")
    resigning = next(event for event in coder(text).events if event.trigger.text == "resign")
    assert "Families" not in [party.text for party in resigning.actors]
    reasons = [reason for reason in resigning.because if reason.by == "model:vetting"]
    assert ("actors", "left out, read again: “Families”") in [(it.about, it.text) for it in reasons]


def test_whose_arms_they_are_is_no_sign(coder: Coder) -> None:
    def seen(text: str) -> set[str]:
        annotated = coder.annotated(intake.read_text(text, published="2021-03-08"))
        said = seen_in(annotated.parsed, coder.books.events.acts)
        made, _ = made_events(annotated, coder.books.events, said)
        doubts = doubts_of(made, annotated.parsed, annotated.parties, said)
        (scene,) = signs.scenes_of(made, annotated.parsed, said, doubts)
        return {name for name in signs.event_signs(scene) if "sector=" in name}

    state, rebels = seen("The army shelled the port of Orvo."), seen("The rebels shelled the port of Orvo.")
    assert state == rebels
    assert "actors:sector=armed" in state


def test_a_brief_report_is_not_judged(coder: Coder) -> None:
    found = events(coder, "It rained. Police found a purse near the town hall and returned it to its owner.")
    assert "found" in [event.trigger.text for event in found]
    assert not [reason for event in found for reason in event.because if reason.by == "model:vetting"]


def test_what_too_few_events_were_judged_of_stands(coder: Coder) -> None:
    text = "Fighting went on in Orvo on Monday. Some 4,000 people fled the town. Nobody knew more. It rained."
    fled = next(event for event in events(coder, text) if event.trigger.text == "fled")
    entry = next(reason.by for reason in fled.because if reason.about == "type")
    assert entry not in vetting.vetter().entries
    assert not fled.actors
    assert [party.text for party in fled.recipients] == ["Some 4,000 people"]
    assert "assault.kill" in vetting.vetter().entries


def test_without_the_model_nothing_is_judged() -> None:
    coder = dateline.load(model=False)
    found = events(coder, COUNCIL)
    assert not [reason for event in found for reason in event.because if reason.by == "model:vetting"]


def test_confidence_is_the_chance_that_act_and_parties_are_right(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    def fixed(self: vetting.Judges, rows: list[signs.Signs], vectors: np.ndarray) -> np.ndarray:
        return np.full((len(rows), len(self.weights["out.bias"][0])), 0.8, np.float32)

    monkeypatch.setattr(vetting.Judges, "chances", fixed)
    for event in events(coder, CHECKPOINT):
        assert event.confidence == pytest.approx(0.8 ** (1 + len(event.actors) + len(event.recipients)), abs=1e-3)


@pytest.mark.parametrize(
    ("right", "turned", "actors", "recipients"),
    [
        (0.9, 0.05, ["Gunmen"], ["two policemen"]),
        (0.1, 0.1, [], []),
        (0.1, 0.9, ["two policemen"], ["Gunmen"]),
        (0.15, 0.4, [], []),
    ],
    ids=["right", "wrong", "on the other side", "neither likely"],
)
def test_a_party_stays_goes_or_changes_sides(
    coder: Coder, monkeypatch: pytest.MonkeyPatch, right: float, turned: float, actors: list[str], recipients: list[str]
) -> None:
    def fixed(self: vetting.Judges, rows: list[signs.Signs], vectors: np.ndarray) -> np.ndarray:
        answers = [0.9] if self is vetting.vetter().events else [right, turned]
        return np.tile(np.array(answers, np.float32), (len(rows), 1))

    monkeypatch.setattr(vetting.Judges, "chances", fixed)
    found = next(event for event in events(coder, CHECKPOINT) if event.trigger.text == "shot dead")
    assert [party.text for party in found.actors] == actors
    assert [party.text for party in found.recipients] == recipients


BOMBINGS = (
    "A bomb exploded in front of the Central Bank in Orvo on Monday. The blast killed a guard and broke windows. "
    "Judge Daro Belli was shot dead in the evening as he left the court. Colleagues mourned Belli on Tuesday. The "
    "Azure Front claimed nothing."
)


def test_whom_the_whole_report_names_goes_to_the_attack_it_is_likeliest_of(
    reader: Reader, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list(events(coder, BOMBINGS))
    bomb, shot = (next(it for it in made if it.trigger.text == word) for word in ("exploded", "shot dead"))
    judge = next(party for party in shot.recipients if "Belli" in party.text)
    note = vetting.Reason(about="recipients", by="model:harm", text="victim 0.90", evidence=(judge.span,))
    misled = vetting.msgspec.structs.replace(bomb, recipients=(judge,), because=(*bomb.because, note))
    bereft = vetting.msgspec.structs.replace(shot, recipients=())

    def fixed(self: vetting.Judges, rows: list[signs.Signs], vectors: np.ndarray) -> np.ndarray:
        if self is vetting.vetter().events:
            return np.full((len(rows), 1), 0.9, np.float32)
        return np.array([[0.9 if "recipients,ASSAULT:firearms" in row else 0.3, 0.0] for row in rows], np.float32)

    monkeypatch.setattr(vetting.Judges, "chances", fixed)
    books, parsed = load_codebook().events, reader(BOMBINGS)
    seen = seen_in(parsed, books.acts)
    found = vetting.vet([misled, bereft], parsed, seen, books.crosswalks, books.weapons, [None, None]).events
    assert [[party.text for party in event.recipients] for event in found] == [[], [judge.text]]


@pytest.mark.parametrize(
    ("doubt", "chance", "stands"),
    [
        (None, 0.6, True),
        (Doubt("lacking"), 0.6, True),
        (Doubt("lacking"), 0.4, False),
        (Doubt("bid", certain=True), 0.9, False),
    ],
)
def test_a_doubt_is_weighed_unless_it_is_certain(
    reader: Reader, coder: Coder, monkeypatch: pytest.MonkeyPatch, doubt: Doubt | None, chance: float, stands: bool
) -> None:
    made = [event for event in events(coder, CHECKPOINT) if event.trigger.text == "blamed"]
    books, parsed = load_codebook().events, reader(CHECKPOINT)
    seen = seen_in(parsed, books.acts)
    monkeypatch.setattr(
        vetting.Judges, "chances", lambda self, rows, vectors: np.full((len(rows), 2), chance, np.float32)
    )
    found = vetting.vet(made, parsed, seen, books.crosswalks, books.weapons, [doubt]).events
    assert bool(found) is stands


def test_the_rules_speak_against_acts_that_nobody_of_standing_takes_part_in(reader: Reader, coder: Coder) -> None:
    made = [event for event in events(coder, CHECKPOINT) if event.trigger.text == "blamed"]
    books, parsed = load_codebook().events, reader(CHECKPOINT)
    seen = seen_in(parsed, books.acts)
    praise = [vetting.msgspec.structs.replace(event, type="SUPPORT", mode=None) for event in made]
    assert doubts_of(praise, parsed, (), seen) == [None]
    nobody = [vetting.msgspec.structs.replace(event, actors=(), recipients=()) for event in praise]
    assert doubts_of(nobody, parsed, (), seen) == [Doubt("private")]


def test_networks_side_by_side_are_their_mean() -> None:
    draw = np.random.default_rng(5)
    shapes = {"vector": (3, 4, 2), "form": (3, 2, 2), "out": (3, 4, 1), "skip": (3, 2, 1)}
    weights = {f"{name}.weight": draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    weights |= {
        f"{name}.bias": draw.normal(size=(3, shapes[name][2])).astype(np.float32) for name in ("vector", "form", "out")
    }
    rows: list[signs.Signs] = [{"tag=NN": 1.0, "unheard of": 1.0}, {"dep=ROOT": 0.5}]
    vectors = draw.normal(size=(2, 4)).astype(np.float32)
    judges = vetting.Judges(weights, {"dep=ROOT": 0, "tag=NN": 1})
    found = judges.chances(rows, vectors)
    assert found.shape == (2, 1)
    ones = [
        vetting.Judges({name: value[net : net + 1] for name, value in weights.items()}, judges.names).chances(
            rows, vectors
        )
        for net in range(3)
    ]
    np.testing.assert_allclose(found, np.mean(ones, axis=0), rtol=1e-5)


def test_a_sign_says_how_a_party_stands_to_the_act(reader: Reader) -> None:
    sentence = reader("The front's rebels attacked the town after the army had left.").sentences[0]
    attacked = next(token for token in sentence if token.lower == "attacked")
    rebels = next(token for token in sentence if token.lower == "rebels")
    army = next(token for token in sentence if token.lower == "army")
    assert act_head.way_to(sentence, attacked, rebels) == "nsubj"
    assert act_head.way_to(sentence, attacked, attacked) == "="
    assert act_head.way_to(sentence, attacked, army) == "advcl nsubj"


def test_the_networks_are_those_of_their_manifest_and_fit_the_reader() -> None:
    about = vetting.manifest()
    content = (vetting._folder() / "vetting.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == about["sha256"]
    assert len(content) == about["bytes"] < 2_000_000
    assert content[:1] != b"\x80"
    assert about["engine"] == reader_manifest()["engine"]
    for judges, answers in ((vetting.vetter().events, 1), (vetting.vetter().parties, 2)):
        assert judges.weights["out.bias"].shape[1] == answers
        assert judges.weights["skip.weight"].shape[1] == len(judges.names)


def test_changed_networks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("manifest.json", "vetting.safetensors"):
        (tmp_path / name).write_bytes((vetting._folder() / name).read_bytes())
    with (tmp_path / "vetting.safetensors").open("ab") as weights:
        weights.write(b"more")
    monkeypatch.setattr(vetting, "_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the published one"):
        vetting.vetter.__wrapped__()


@pytest.mark.parametrize(
    "text",
    ["The rebels killed a guard. " * 800, "Rebels attacked Mara Venn, " * 400 + "they said. One. Two. Three."],
    ids=["many events", "one long sentence"],
)
def test_reports_of_very_many_acts_are_judged_in_bounded_time(coder: Coder, text: str) -> None:
    begun = time.process_time()
    coder(text)
    assert time.process_time() - begun < 60


@pytest.mark.parametrize("path", ["training/own/vetted.tsv", "benchmarks/vetted.tsv"])
def test_the_judged_events_hold_offsets_and_no_text(path: str) -> None:
    lines = (ROOT / path).read_text("utf-8").splitlines()
    assert lines[0].split("\t")[:6] == ["corpus", "report", "trigger", "type", "mode", "act"]
    side = re.compile(r"-|\d+-\d+:[ybwrn](,\d+-\d+:[ybwrn])*")
    for line in lines[1:]:
        corpus, report, start, _, mode, act, actors, recipients, status, again, hand = line.split("\t")
        assert corpus in CORPORA
        assert re.fullmatch(r"[0-9a-f]{10}", report)
        assert start.isdigit()
        assert re.fullmatch(r"-|[a-z-]+", mode)
        assert (act in "ytsd", status in STATUSES, hand in "12") == (True, True, True)
        assert side.fullmatch(actors)
        assert side.fullmatch(recipients)
        assert re.fullmatch(r"-|\?|\d+:[A-Z]+:[a-z-]+", again)
