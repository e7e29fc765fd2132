"""Vetting: each event of a longer report is read again with all that was found of it, and what is hardly right goes.

The codebook and the heads find an act by its words.  Whether these words tell it here ("the March 5 vote" is no
protest), and whether its parties did it or had it done to them, shows in much besides: who takes part, how the words
stand, what else the report tells.  Small networks, fitted on events of news that were read and judged one by one,
weigh these signs (``signs``).  An event that is likelier wrong than right is left out, and so is a party; a party that
stands on the wrong side changes it.  Scores and limits stand in the model card (``docs/models/vetting.md``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from safetensors.numpy import load_file

from dateline.codebook.acts import load_acts
from dateline.codebook.crosswalk import Crosswalks
from dateline.codebook.weapons import Weapons
from dateline.events.act_head import ENTRY, Seen, ask_sides
from dateline.events.fillers import Floats
from dateline.events.happening import days_differ, recoded
from dateline.events.participants import is_bare
from dateline.events.public_standing import BRIEF, Doubt
from dateline.events.signs import (
    SIDES,
    Scene,
    Side,
    Signs,
    event_signs,
    event_vector,
    party_signs,
    party_vector,
    scenes_of,
)
from dateline.events.talk import is_attack
from dateline.parse.heads import gelu
from dateline.parse.tree import Parsed
from dateline.parse.weights import ModelError, published
from dateline.record import Event, Party, Reason, Time

_HARDLY = 0.2
"""Chance below which even whom the whole report names is left out of an attack, and police whose force the reader
sees in the sentence."""

_DOUBTFUL = 0.3
"""Chance below which an event that only the act head sees is left out: that head has judged the whole sentence already,
and of its blind events that would go at the common bound, nearly all were right."""

_DESPITE = 0.5
"""Chance from which an event stands that the rules of public standing speak against."""

_NEAR = 12
"""Attacks that are tried for whom the whole report names, the nearest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Judges:
    """Networks of one kind, side by side in each weight: what they say of a thing by its signs and vectors.

    ``names`` gives the row of a sign in the tables of weights.
    """

    weights: Mapping[str, Floats]
    names: Mapping[str, int]

    def chances(self, signs: Sequence[Signs], vectors: Floats) -> Floats:
        """A row for each thing, a column for each question: the mean chance of the networks."""
        known, names = self.weights, self.names
        named = np.zeros((len(signs), len(names)), np.float32)
        for told, row in zip(signs, named, strict=True):
            for name, value in told.items():
                column = names.get(name)
                if column is not None:
                    row[column] = value
        # All networks at once: the first axis of everything is the network.
        seen = gelu(vectors @ known["vector.weight"] + known["vector.bias"][:, None])
        form = gelu(named @ known["form.weight"] + known["form.bias"][:, None])
        logits = np.concatenate([seen, form], axis=2) @ known["out.weight"] + known["out.bias"][:, None]
        found: Floats = (1 / (1 + np.exp(-logits - named @ known["skip.weight"]))).mean(axis=0, dtype=np.float32)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Vetter:
    """The judges of events and of parties, and the chances below which either is left out.

    ``events`` answers whether the words tell such an act; ``parties`` whether a party has its side, and whether it has
    the other.  ``entries`` are those of which enough events were judged to learn from; others' events stand.
    """

    events: Judges
    parties: Judges
    least: float
    least_party: float
    entries: frozenset[str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event that does not stand, and why."""

    event: Event
    why: str


@dataclass(frozen=True, slots=True)
class Vetted:
    """The events that stand, and for each the chance that it is wholly right; ``None`` where none was asked for.

    ``gone`` are the others.
    """

    events: tuple[Event, ...]
    chances: tuple[float | None, ...]
    gone: tuple[LeftOut, ...] = ()


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """What the networks are: the reader they were fitted on, their thresholds, size and SHA-256 of their file.

    Raises ``ModelError`` when the package lacks them.
    """
    try:
        found: dict[str, Any] = json.loads(_folder().joinpath("manifest.json").read_text(encoding="utf-8"))["vetting"]
    except (OSError, KeyError) as fault:
        raise ModelError(f"the model of vetting is not installed ({fault}); reinstall dateline") from fault
    return found


@lru_cache(maxsize=1)
def vetter() -> Vetter:
    """The installed networks, loaded and checked once.  Raises ``ModelError`` when their file is missing or changed."""
    about = manifest()
    weights = load_file(published(_folder() / "vetting.safetensors", about["sha256"], "vetting"))
    judges = []
    for kind in ("events", "parties"):
        own = {name.removeprefix(f"{kind}."): value for name, value in weights.items() if name.startswith(f"{kind}.")}
        names = own.pop("names").tobytes().decode("utf-8").split("\n")
        known = {name: value.astype(np.float32) for name, value in own.items()}
        judges.append(Judges(known, {name: row for row, name in enumerate(names)}))
    return Vetter(judges[0], judges[1], about["least"], about["least_party"], frozenset(about["entries"]))


def _folder() -> Path:
    return Path(str(files("dateline.events").joinpath("model")))


def vet(
    events: Sequence[Event],
    parsed: Parsed,
    seen: Mapping[int, Seen],
    crosswalks: Crosswalks,
    weapons: Weapons,
    doubts: Sequence[Doubt | None],
) -> Vetted:
    """The events of a report without those that are likelier wrong, their parties set right.

    ``seen`` is what the act head says of each sentence, ``doubts`` what the rules of public standing say against each
    event: these are weighed with the rest, but decide alone where they are certain or nothing is weighed, which is in
    brief reports, in those read without the learned reader, and for entries whose events were hardly judged.
    """
    judged = len(parsed.sentences) > BRIEF and parsed.engine == manifest()["engine"]
    scenes = list(scenes_of(events, parsed, seen, doubts)) if judged else []
    if not scenes or len(scenes) < len(events) or any(it.sentence.vectors is None for it in scenes):
        pairs = tuple(zip(events, doubts, strict=True))
        undoubted = tuple(event for event, doubt in pairs if doubt is None)
        out = tuple(LeftOut(event, doubt.text) for event, doubt in pairs if doubt is not None)
        return Vetted(undoubted, (None,) * len(undoubted), out)
    judge = vetter()
    chances = judge.events.chances(list(map(event_signs, scenes)), np.array(list(map(event_vector, scenes))))[:, 0]
    asked = [
        (scene, chance if scene.entry in judge.entries else None)
        for scene, chance in zip(scenes, chances.tolist(), strict=True)
    ]
    standing = [(scene, chance) for scene, chance in asked if _stands(scene, chance, judge)]
    seats = _seated([scene for scene, _ in standing], judge)
    _rehome(seats, [scene for scene, _ in standing], judge)
    gone = [LeftOut(scene.event, _why(scene, chance)) for scene, chance in asked if not _stands(scene, chance, judge)]
    made: list[Event] = []
    sure: list[float | None] = []
    for (scene, chance), seated in zip(standing, seats, strict=True):
        event, parties = _with_parties_of(scene.event, seated)
        if event is not scene.event:
            if is_bare(event):
                gone.append(LeftOut(scene.event, "read again, none of its parties takes part in it"))
                continue
            event = recoded(event, crosswalks, weapons)
        made.append(event)
        sure.append(None if chance is None else chance * parties)
    gone.sort(key=lambda it: it.event.trigger.start)
    return Vetted(tuple(made), tuple(sure), tuple(gone))


def _why(scene: Scene, chance: float | None) -> str:
    """Why an event is left out: the rule that is certain of it, or how likely it is."""
    doubt = None if scene.doubt is None else scene.doubt.text
    if doubt is not None and (chance is None or (scene.doubt is not None and scene.doubt.certain)):
        return doubt
    read = f"read again, the chance that its words tell such an act is {chance:.2f}"
    return read if doubt is None else f"{read}; {doubt}"


def _stands(scene: Scene, chance: float | None, judge: Vetter) -> bool:
    """Whether an event is left in, by the chance that its words tell such an act, ``None`` where it is not known."""
    if chance is None or (scene.doubt is not None and scene.doubt.certain):
        return scene.doubt is None
    if scene.doubt is not None:
        return chance >= _DESPITE
    return chance >= (_DOUBTFUL if scene.entry == ENTRY else judge.least)


@dataclass(slots=True)
class _Seat:
    """A party of an event as it is judged: the chance that it has its side, and whether the whole report gave it."""

    side: Side
    party: Party
    chance: float
    by_report: bool
    moved: bool = False
    gone: bool = False


def _seated(scenes: Sequence[Scene], judge: Vetter) -> list[list[_Seat]]:
    """The parties of each event, on the side they have for the judges, those that hardly take part marked as gone.

    Of an entry that was hardly ever judged nothing is known of its parties, either.
    """
    ask_sides((scene.seen, scene.word, scene.event.type) for scene in scenes)
    told = [
        [(side, place, party) for side in SIDES for place, party in enumerate(getattr(scene.event, side))]
        for scene in scenes
    ]
    asked = [
        (scene, side, place, party)
        for scene, parties in zip(scenes, told, strict=True)
        if scene.entry in judge.entries
        for side, place, party in parties
    ]
    signs = [party_signs(scene, side, place) for scene, side, place, _ in asked]
    vectors = [party_vector(scene, party) for scene, _, _, party in asked]
    chances = iter(judge.parties.chances(signs, np.array(vectors)).tolist() if asked else ())
    return [
        [
            _judged(scene, judge, side, party, *next(chances))
            if scene.entry in judge.entries
            else _Seat(side, party, 1.0, by_report=False)
            for side, _, party in parties
        ]
        for scene, parties in zip(scenes, told, strict=True)
    ]


def _judged(scene: Scene, judge: Vetter, side: Side, party: Party, right: float, turned: float) -> _Seat:
    """A party on the side it has for the judges, who give it its own side with the chance ``right``.

    Of a meeting or a fight all who take part are actors, whichever side they are taken for.
    """
    event = scene.event
    both = side == "actors" and scene.entry in _mutual()
    if both:
        right, turned = max(right, turned), 0.0
    by_report = _is_given(event, side, party, "model:harm")
    given = (
        by_report
        or (both and len(event.actors) > 1)
        or (event.type == "ASSAULT" and _is_given(event, side, party, "model:police"))
    )
    if right >= judge.least_party or (given and right >= _HARDLY):
        return _Seat(side, party, right, by_report)
    if turned > right and turned >= judge.least_party:
        return _Seat(SIDES[1 - SIDES.index(side)], party, turned, by_report, moved=True)
    return _Seat(side, party, right, by_report, gone=True)


@lru_cache(maxsize=1)
def _mutual() -> frozenset[str]:
    """The entries of the codebook for acts that take two."""
    return frozenset(name for name, entry in load_acts().entries.items() if any(it.mutual for it in entry.frames))


def _is_given(event: Event, side: Side, party: Party, by: str) -> bool:
    """Whether a head gave the event this party: that for attacks over the whole report, or that for police."""
    return any(
        reason.about == side and reason.by == by and any(it.start == party.start for it in reason.evidence)
        for reason in event.because
    )


def _rehome(seats: Sequence[list[_Seat]], scenes: Sequence[Scene], judge: Vetter) -> None:
    """Whom the report names for an attack, but hardly for this one, goes to the likeliest that may be of its day."""
    attacks = [place for place, scene in enumerate(scenes) if is_attack(scene.event)]
    for home in attacks:
        for seat in [it for it in seats[home] if it.by_report and not it.moved and it.chance < judge.least_party]:
            here = scenes[home].event.when
            near = (
                it
                for it in attacks
                if it != home
                and not days_differ(here, scenes[it].event.when)
                and not _is_of_its_own_time(here, scenes[it].event.when)
                and not (seat.side == "actors" and scenes[it].event.mode == "crowd-control")
            )
            others = sorted(near, key=lambda it: (abs(it - home), it))[:_NEAR]
            tried = [_scene_with(scenes[place], seat) for place in others]
            if not tried:
                continue
            signs = [party_signs(scene, seat.side, len(getattr(scene.event, seat.side)) - 1) for scene in tried]
            vectors = np.array([party_vector(scene, seat.party) for scene in tried])
            chances = judge.parties.chances(signs, vectors)[:, 0].tolist()
            best = max(range(len(tried)), key=lambda it: (chances[it], -it))
            if chances[best] < max(judge.least_party, seat.chance):
                continue
            seat.gone = True
            there = seats[others[best]]
            if not any(not it.gone and it.side == seat.side and _is_one(it.party, seat.party) for it in there):
                there.append(_Seat(seat.side, seat.party, chances[best], by_report=True, moved=True))


def _is_of_its_own_time(here: Time | None, there: Time | None) -> bool:
    """Whether only the first of two times is known: "in February 2019" is not a Tuesday of no date."""
    return here is not None and here.from_ is not None and (there is None or there.from_ is None)


def _scene_with(scene: Scene, seat: _Seat) -> Scene:
    """The scene of an event as if it had the party."""
    held: tuple[Party, ...] = getattr(scene.event, seat.side)
    reason = Reason(about=seat.side, by="model:harm", text="tried", evidence=(seat.party.span,))
    event = msgspec.structs.replace(
        scene.event, because=(*scene.event.because, reason), **{seat.side: (*held, seat.party)}
    )
    return replace(scene, event=event)


def _is_one(left: Party, right: Party) -> bool:
    return left.start == right.start or (left.name is not None and left.name == right.name)


def _with_parties_of(event: Event, seats: Sequence[_Seat]) -> tuple[Event, float]:
    """The event with the parties as they are seated, and the chance that all of them are right."""
    chance = 1.0
    sides: dict[Side, list[Party]] = {side: [] for side in SIDES}
    for seat in seats:
        if not seat.gone and all(it.start != seat.party.start for it in sides[seat.side]):
            sides[seat.side].append(seat.party)
            chance *= seat.chance
    if not any(seat.gone or seat.moved for seat in seats):
        return event, chance
    because = (*event.because, *_reasons(seats))
    return msgspec.structs.replace(
        event, actors=tuple(sides["actors"]), recipients=tuple(sides["recipients"]), because=because
    ), chance


def _reasons(seats: Sequence[_Seat]) -> Iterator[Reason]:
    for side in SIDES:
        gone = [seat.party for seat in seats if seat.gone and seat.side == side]
        if gone:
            words = ", ".join(f"“{party.text}”" for party in gone)
            yield Reason(about=side, by="model:vetting", text=f"left out, read again: {words}")
        for seat in seats:
            if seat.moved and not seat.gone and seat.side == side:
                text = f"read again, “{seat.party.text}” belongs here"
                yield Reason(about=side, by="model:vetting", text=text, evidence=(seat.party.span,))
