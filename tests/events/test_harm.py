"""Attacks over a whole report: who did it, what and who was hit, with what, and what the network must not do."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from dateline import pipeline
from dateline.events import harm
from dateline.events.fillers import BUCKETS, HARM, bucket, cuts, find_phrases, plain
from dateline.parse import Reader
from dateline.parse.heads import manifest as reader_manifest
from dateline.parse.tree import Parsed
from dateline.parse.weights import ModelError
from dateline.record import Event, Party, PartyKind, Record


@lru_cache(maxsize=1)
def coder() -> pipeline.Coder:
    return pipeline.load()


@lru_cache(maxsize=32)
def record(text: str) -> Record:
    return coder()(text, published="1991-05-14")


def attacks(text: str) -> list[Event]:
    return [event for event in record(text).events if event.type == "ASSAULT"]


BOMBING = (
    "A powerful bomb exploded last night outside the Banco Central branch in Orvo. "
    "The blast destroyed two cars that were parked in front of the bank. "
    "Police said the device was planted by guerrillas of the Popular Liberation Front. "
    "A caller told a radio station that the group would strike again."
)
MURDER = (
    "Judge Ernesto Valdiva Prado was murdered this morning in the city of Lansa. "
    "Two unidentified men on a motorcycle shot him as he left his home. "
    "Valdiva Prado had received death threats, his family said. "
    "No group has claimed responsibility for the murder."
)
KIDNAPPING = (
    "Engineer Tomas Berrio Luna was kidnapped on Sunday near the town of Quebra. "
    "According to witnesses, a group of armed men forced him into a truck. "
    "The army blamed the People's Army of the South for the kidnapping. "
    "His company has asked the kidnappers to respect his life."
)
TALKS = (
    "The ministers of the three countries met in Orvo on Tuesday. "
    "They discussed tariffs on coffee and the price of sugar. "
    "The talks will go on next week in the capital. "
    "A joint statement praised the good will of all sides."
)

# id, report, label, words of one of the fillers
FILLERS = [
    ("weapon", BOMBING, "WEAPON", "bomb"),
    ("organisation", BOMBING, "ORGANISATION", "popular liberation front"),
    ("doer by what he is", BOMBING, "PERPETRATOR", "guerrillas"),
    ("named victim", MURDER, "VICTIM", "ernesto valdiva prado"),
    ("doers without a name", MURDER, "PERPETRATOR", "unidentified men"),
    ("abducted", KIDNAPPING, "VICTIM", "tomas berrio luna"),
    ("a group of men", KIDNAPPING, "PERPETRATOR", "group of armed men"),
]


def fillers(reader: Reader, text: str) -> dict[str, set[str]]:
    parsed = reader(text)
    whole = harm.read_whole(parsed)
    found: dict[str, set[str]] = {label: set() for label in HARM}
    for filler in () if whole is None else whole.fillers:
        place = filler.places[0]
        found[filler.label].add(plain(text[place.start : place.end]))
    return found


@pytest.mark.parametrize(("case", "text", "label", "words"), FILLERS, ids=[row[0] for row in FILLERS])
def test_a_filler_of_a_report(reader: Reader, case: str, text: str, label: str, words: str) -> None:
    assert any(words in found for found in fillers(reader, text)[label])


def test_a_report_of_talks_has_no_filler(reader: Reader) -> None:
    assert not any(fillers(reader, TALKS).values())


@pytest.mark.parametrize("text", [BOMBING, MURDER, KIDNAPPING], ids=["bombing", "murder", "kidnapping"])
def test_fillers_are_parties_of_attacks_with_a_kind_and_a_reason(text: str) -> None:
    reasons = [reason for event in attacks(text) for reason in event.because if reason.by == "model:harm"]
    assert reasons
    for event in attacks(text):
        spans = {span for reason in event.because if reason.by == "model:harm" for span in reason.evidence}
        read = [party for party in (*event.actors, *event.recipients) if party.span in spans]
        assert all(party.kind is not None for party in read)
        assert all(text[party.start : party.end] == party.text for party in read)


def test_what_a_later_sentence_names_belongs_to_the_attack_of_the_first() -> None:
    event = attacks(BOMBING)[0]
    assert {"guerrillas", "Popular Liberation Front"} <= {party.text for party in event.actors}
    assert event.weapon is not None
    assert event.weapon.text == "bomb"
    murder = attacks(MURDER)[0]
    assert any("unidentified men" in party.text for party in murder.actors)
    assert [(party.text, party.kind) for party in murder.recipients] == [("Ernesto Valdiva Prado", "person")]


UNNAMED = (
    "Rebels attacked the village of Sora before dawn on Friday. "
    "Three farmers were killed in the attack. "
    "The guerrillas burned the police station with gasoline. "
    "The mayor, Ramon Uceda Paz, was shot dead in front of his house."
)


def test_people_hit_whom_the_report_does_not_name_stay() -> None:
    hit = {party.text for event in attacks(UNNAMED) for party in event.recipients}
    assert any("farmers" in text for text in hit), hit


KIN = (
    "Governor Carlos Ruiz Perez' brother was kidnapped in the hills, family sources said. "
    "Two men stopped his car outside the town on Friday. "
    "The governor has been told of it."
)
WIFE = (
    "Colonel Carlos Landa's wife, Angela Piedad Roca, was shot to death in Orvo on Tuesday. "
    "Two men fired at her car as she left home. "
    "Police blamed drug traffickers."
)


def test_whose_kin_somebody_is_says_who_was_not_hit() -> None:
    hit = [party.text for event in attacks(KIN) for party in event.recipients]
    assert "Governor Carlos Ruiz Perez' brother" in hit
    assert not any(text.endswith("Perez") for text in hit)


def test_who_is_named_is_hit_once() -> None:
    assert [party.text for party in attacks(WIFE)[0].recipients] == ["Angela Piedad Roca"]


# id, label, words, kind as resolved, name as resolved, kind of the filler
KINDS = [
    ("a hotel called after somebody", "TARGET", "Arana hotel", "person", "Arana", "facility"),
    ("an institute that was hit", "TARGET", "Azul Institute", "organisation", "Azul Institute", "facility"),
    ("a bus", "TARGET", "bus", "vehicle", None, "vehicle"),
    ("rebels of a front", "PERPETRATOR", "rebels", "organisation", "Azul Front", "group"),
    ("the front itself", "PERPETRATOR", "Azul Front", "organisation", "Azul Front", "organisation"),
    ("the front of its fighters", "ORGANISATION", "Azul Front", "people", "Azul Front", "organisation"),
    ("the army, unnamed", "ORGANISATION", "army", "organisation", None, "organisation"),
    ("somebody unknown", "VICTIM", "Pedro Sala", None, None, "person"),
    ("men", "PERPETRATOR", "men", None, None, "group"),
]


@pytest.mark.parametrize(("case", "label", "words", "held", "name", "wanted"), KINDS, ids=[row[0] for row in KINDS])
def test_the_kind_of_a_filler(
    case: str, label: str, words: str, held: PartyKind | None, name: str | None, wanted: PartyKind
) -> None:
    known = Party(text=words, start=0, end=len(words), kind=held, name=name)
    assert harm._kind(label, words, known if held else None) == wanted


# id, text, the party's words, the filler's label and words, whether they are one
CALLED = [
    ("by the surname", "Pedro Sala was shot. They buried Sala.", "Sala", "VICTIM", "Pedro Sala", True),
    ("another of the name", "Pedro Sala was shot. Rosa Sala wept.", "Rosa Sala", "VICTIM", "Pedro Sala", False),
    ("somebody else", "Pedro Sala was shot. They buried Roca.", "Roca", "VICTIM", "Pedro Sala", False),
    ("what counts them", "A group of armed men fled.", "A group", "PERPETRATOR", "armed men", True),
    ("what stands apart", "A group fled from armed men.", "A group", "PERPETRATOR", "armed men", False),
]


@pytest.mark.parametrize(("case", "text", "words", "label", "filler", "same"), CALLED, ids=[row[0] for row in CALLED])
def test_a_party_is_called_by_less_than_its_filler(
    reader: Reader, case: str, text: str, words: str, label: str, filler: str, same: bool
) -> None:
    phrases = {it.key: it for it in find_phrases(reader(text))}
    known = phrases[plain(filler)]
    whole = harm.Whole((harm.Filler(label, 0.5, known.places, known.key),), (), np.zeros((0, len(HARM)), np.float32))
    start = text.rindex(words)
    kind: PartyKind = "person" if label == "VICTIM" else "group"
    party = Party(text=words, start=start, end=start + len(words), kind=kind, name=words)
    assert bool(harm._called(party, (label,), whole)) is same


def test_a_victims_name_is_told_to_its_end(reader: Reader) -> None:
    text = "The teacher Rosa Vidal Prieto was shot in Orvo."
    phrase = next(it for it in find_phrases(reader(text)) if it.key == "rosa vidal")
    place = phrase.places[0]
    assert text[place.start : place.end] == "Rosa Vidal"
    assert text[place.start : harm._name_end(place)] == "Rosa Vidal Prieto"


def test_a_report_of_two_sentences_is_left_as_its_sentences_have_it() -> None:
    text = "Rebels bombed the bank in Orvo. The guard Luis Amado Reyes was killed."
    assert not [r for event in attacks(text) for r in event.because if r.by == "model:harm"]


def test_without_vectors_or_with_another_reader_nothing_is_read(reader: Reader) -> None:
    parsed = reader(BOMBING)
    assert harm.read_whole(parsed) is not None
    assert harm.read_whole(dataclasses.replace(parsed, engine="reader-of-old")) is None
    bare = tuple(dataclasses.replace(sentence, vectors=None) for sentence in parsed.sentences)
    assert harm.read_whole(dataclasses.replace(parsed, sentences=bare)) is None
    assert harm.read_whole(reader(" \n ")) is None


def test_the_same_report_gives_the_same_fillers(reader: Reader) -> None:
    assert fillers(reader, KIDNAPPING) == fillers(reader, KIDNAPPING)
    first, second = harm.read_whole(reader(BOMBING)), harm.read_whole(reader(BOMBING))
    assert first is not None
    assert second is not None
    assert first.chances.tobytes() == second.chances.tobytes()


# id, sentence, phrase that must be among its cuts
CUTS = [
    ("number kept", "Four young gunmen fled.", "Four young gunmen"),
    ("number gone", "Four young gunmen fled.", "gunmen"),
    ("of", "A group of masked men stormed the mill.", "group of masked men"),
    ("owner", "They burned the mayor's car.", "car"),
    ("name without its office", "Senator Julio Ferrer Roca was shot.", "Julio Ferrer Roca"),
    ("name within", "Azul Front fighters attacked.", "Azul Front"),
]


@pytest.mark.parametrize(("case", "text", "phrase"), CUTS, ids=[row[0] for row in CUTS])
def test_phrases_are_cut_at_every_bound_that_may_be_meant(reader: Reader, case: str, text: str, phrase: str) -> None:
    sentence = reader(text).sentences[0]
    found = {text[sentence[first].start : sentence[last - 1].end] for first, last in cuts(sentence)}
    assert phrase in found


def test_no_phrase_ends_in_a_preposition_or_an_article(reader: Reader) -> None:
    text = "They attacked the offices of the lawyer Luis Roca and the residence of the mayor."
    sentence = reader(text).sentences[0]
    found = {text[sentence[first].start : sentence[last - 1].end] for first, last in cuts(sentence)}
    assert {"offices", "residence", "residence of the mayor"} <= found
    assert not {phrase for phrase in found if phrase.rsplit(None, 1)[-1] in ("of", "the")}


def test_the_same_words_are_one_phrase_with_several_places(reader: Reader) -> None:
    phrases = {it.key: it for it in find_phrases(reader("The rebels fled. Police followed the Rebels."))}
    assert len(phrases["rebels"].places) == 2


SAME = [
    ("more words", "armed men", "a group of armed men", "PERPETRATOR", True),
    ("initials", "Free Labour Front", "FLF", "ORGANISATION", True),
    ("surname", "Pedro Sala", "Engineer Sala", "VICTIM", True),
    ("others", "gunmen", "soldiers", "PERPETRATOR", False),
    ("two of a family", "Pedro Sala", "Rosa Vidal", "VICTIM", False),
]


@pytest.mark.parametrize(("case", "one", "other", "label", "same"), SAME, ids=[row[0] for row in SAME])
def test_whether_two_phrases_name_one_party(
    reader: Reader, case: str, one: str, other: str, label: str, same: bool
) -> None:
    text = f"They saw {one}. We saw {other}."
    phrases = {phrase.key: phrase for phrase in find_phrases(reader(text))}
    assert harm.is_same(phrases[plain(one)], phrases[plain(other)], label) is same


def test_the_network_is_the_one_of_its_manifest_and_fits_the_reader() -> None:
    about = harm.manifest()
    content = (harm._folder() / "harm.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == about["sha256"]
    assert len(content) == about["bytes"] < 3_000_000
    assert content[:1] != b"\x80"
    assert about["engine"] == reader_manifest()["engine"]
    weights = harm.weigher().weights
    assert weights["counts"].shape == (BUCKETS, len(HARM) + 1)
    assert 0 <= bucket("head bomb") < BUCKETS


def test_a_changed_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("manifest.json", "harm.safetensors"):
        (tmp_path / name).write_bytes((harm._folder() / name).read_bytes())
    with (tmp_path / "harm.safetensors").open("ab") as weights:
        weights.write(b"more")
    monkeypatch.setattr(harm, "_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the published one"):
        harm.weigher.__wrapped__()


@pytest.mark.parametrize(
    "text", ["Bomb " * 4000, "the rebels' " * 3000, "of Bank " * 3000], ids=["names", "owners", "of"]
)
def test_hostile_texts_are_cut_in_bounded_time(reader: Reader, text: str) -> None:
    parsed = reader(text)
    started = time.process_time()
    find_phrases(parsed)
    assert time.process_time() - started < 5


def chosen(reader: Reader, text: str, chances: dict[str, tuple[float, ...]]) -> list[tuple[str, str]]:
    """The label and key of what is chosen of a text's phrases, given their chances in the order of ``HARM``."""
    phrases = [phrase for phrase in find_phrases(reader(text)) if phrase.key in chances]
    rows = np.array([chances[phrase.key] for phrase in phrases], np.float32)
    keys = {id(phrase.places): phrase.key for phrase in phrases}
    return [(filler.label, keys[id(filler.places)]) for filler in harm.choose(phrases, rows, [0.2] * len(HARM))]


# id, text, chances by phrase, what is chosen
CHOICES = [
    (
        "nobody is doer and victim", "Pedro Sala shot Luis Roca.",
        {"pedro sala": (0.6, 0, 0, 0.5, 0), "luis roca": (0.3, 0, 0, 0.7, 0)},
        [("PERPETRATOR", "pedro sala"), ("VICTIM", "luis roca")],
    ),
    (
        "the likelier bounds", "Four young gunmen fled.",
        {"four young gunmen": (0.4, 0, 0, 0, 0), "gunmen": (0.5, 0, 0, 0, 0)},
        [("PERPETRATOR", "gunmen")],
    ),
    (
        "the word a doer is called by", "A group of armed men fled.",
        {"group of armed men": (0.7, 0, 0, 0, 0), "group": (0.1, 0.5, 0, 0, 0)},
        [("PERPETRATOR", "group of armed men")],
    ),
    (
        "an organisation beside its fighters", "FLF fighters fled.",
        {"flf": (0.1, 0.6, 0, 0, 0), "flf fighters": (0.5, 0.1, 0, 0, 0)},
        [("PERPETRATOR", "flf fighters"), ("ORGANISATION", "flf")],
    ),
    ("unlikely", "A truck fled.", {"truck": (0.1, 0.1, 0.1, 0.1, 0.1)}, []),
    (
        "bounds in doubt, the party is not", "A group of armed men fled.",
        {"group of armed men": (0.15, 0, 0, 0, 0), "armed men": (0.11, 0, 0, 0, 0)},
        [("PERPETRATOR", "group of armed men")],
    ),
    (
        "no phrase is likely by itself", "A group of armed men fled.",
        {"group of armed men": (0.09, 0, 0, 0, 0), "armed men": (0.09, 0, 0, 0, 0), "men": (0.09, 0, 0, 0, 0)},
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("case", "text", "chances", "wanted"), CHOICES, ids=[row[0] for row in CHOICES])
def test_what_is_chosen(
    reader: Reader, case: str, text: str, chances: dict[str, tuple[float, ...]], wanted: list[tuple[str, str]]
) -> None:
    assert chosen(reader, text, chances) == wanted


@pytest.mark.parametrize(
    "told",
    [
        "The two countries fought over temple ruins on the frontier in 2011.",
        "The band has fought the front for the coca fields since March.",
    ],
)
@pytest.mark.usefixtures("unvetted")
def test_fighting_with_a_day_or_with_parties_is_no_talk(coder: pipeline.Coder, told: str) -> None:
    text = f"The ministers of both sides met on Friday. {told} They shook hands and had tea. A joint team was promised."
    assert [it.trigger.text for it in coder(text, published="2021-03-12").events if it.type == "ASSAULT"] == ["fought"]


# id, first sentence, the filler's label and words, actors and recipients of the first attack
SIDES = [
    (
        "whose members were killed", "Three members of the Azul Front were killed in Orda on Tuesday.",
        "ORGANISATION", "azul front", [], ["Three members of the Azul Front"],
    ),
    (
        "in a list of those hit", "Gunmen killed Pedro Sala, Luis Roca and Marco Toro in Orda on Tuesday.",
        "PERPETRATOR", "marco toro", ["Gunmen"], ["Pedro Sala", "Luis Roca", "Marco Toro"],
    ),
    (
        "by a member of theirs", "Pedro Sala was killed in Orda on Tuesday by members of the Azul Front.",
        "ORGANISATION", "azul front", ["Azul Front"], ["Pedro Sala"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "told", "label", "words", "actors", "recipients"), SIDES, ids=[row[0] for row in SIDES]
)
def test_nobody_is_put_on_the_other_side_of_his_own(
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    told: str,
    label: str,
    words: str,
    actors: list[str],
    recipients: list[str],
) -> None:
    def read(parsed: Parsed) -> harm.Whole:
        phrases = find_phrases(parsed)
        (phrase,) = (it for it in phrases if it.key == words)
        chances = np.zeros((len(phrases), len(HARM)), np.float32)
        return harm.Whole((harm.Filler(label, 0.9, phrase.places, words),), tuple(phrases), chances)

    monkeypatch.setattr(harm, "read_whole", read)
    monkeypatch.setattr(harm, "DOUBT", 0.0)
    attack = coder()(f"{told} The army sent more men. The town was quiet at night.", published="1991-05-14").events[0]
    assert [party.text for party in attack.actors] == actors
    assert [party.text for party in attack.recipients] == recipients
