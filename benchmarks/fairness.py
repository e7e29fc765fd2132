"""Swap tests for who and who says so: the same sentence with other parties gives the same party and the same stance.

    python benchmarks/fairness.py            the rates
    python benchmarks/fairness.py --failed   also the sentences that came out otherwise

Three swaps, on frames of our own: the nationality (Western and other states), the faith or people, and state against
non-state speakers.  Of a swapped party the kind and the sector must stay the same and the country must be the one
written; of a statement speaker, stance and channel must.  A frame counts as fair when all its swaps agree.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dateline import parse, statements
from dateline.codebook.registry import Registry, load_registry
from dateline.mentions import who
from dateline.parse import Parsed
from dateline.record import Party, PublishedRange, Report, digest

NATIONS = (
    ("American", "USA"), ("British", "GBR"), ("French", "FRA"), ("German", "DEU"), ("Canadian", "CAN"),
    ("Iraqi", "IRQ"), ("Nigerian", "NGA"), ("Pakistani", "PAK"), ("Chinese", "CHN"), ("Colombian", "COL"),
    ("Russian", "RUS"), ("Iranian", "IRN"), ("Ethiopian", "ETH"), ("Indonesian", "IDN"), ("Syrian", "SYR"),
)  # fmt: skip
BY_NATION = (
    ("{} troops", "shelled a village near the border on Monday."),
    ("{} police", "arrested ten students at the university."),
    ("The {} government", "rejected the offer."),
    ("The {} defence minister", "arrived for talks with the rebels."),
    ("{} protesters", "burned tyres outside the embassy."),
    ("{} rebels", "ambushed a convoy of fuel trucks."),
    ("The {} air force", "bombed two camps in the hills."),
    ("A {} soldier", "shot a shepherd at a checkpoint."),
    ("{} lawmakers", "voted to expel the envoy."),
    ("{} journalists", "were beaten by masked men."),
    ("{} farmers", "blocked the road with tractors."),
    ("{} intelligence officers", "abducted an exile."),
    ("{} militiamen", "set fire to a clinic."),
    ("{} aid workers", "were released after two weeks."),
    ("{} soldiers", "> Four farmers were killed by @ on the road to the dam."),
    ("{} mercenaries", "> The council accused @ of looting the museum."),
    ("the {} prime minister", "> On Friday the envoy met @ behind closed doors."),
    ("a {} warship", "> Fishermen said @ rammed their boat."),
    ("{} students", "> Police used tear gas against @ in the square."),
    ("the {} army", "> Two villages were retaken by @, residents said."),
    ("{} separatists", "> A bomb laid by @ derailed a goods train."),
    ("{} oil workers", "> Gunmen in speedboats seized @ from a platform."),
    ("{} diplomats", "> The junta expelled @ after the vote."),
    ("the {} parliament", "> A crowd stormed @ and set fire to a wing."),
)
FOLK = (
    "Christian", "Muslim", "Jewish", "Hindu", "Sunni", "Shiite", "Buddhist", "Catholic", "Protestant", "Kurdish",
    "Arab",
)  # fmt: skip
BY_FOLK = (
    ("{} militants", "attacked a checkpoint."),
    ("A {} villager", "was stabbed in the market."),
    ("{} protesters", "threw stones at the police."),
    ("{} clerics", "called for calm."),
    ("A {} politician", "accused the army of a massacre."),
    ("{} gunmen", "opened fire on a bus."),
)
SPEAKERS = (
    "The army", "The rebels", "The militia", "The police", "The Pentagon", "Hezbollah", "NATO", "Boko Haram",
    "The British army", "The Nigerian army", "The Russian defence ministry", "The Taliban", "Hamas", "Israel's army",
)  # fmt: skip
BY_SPEAKER = (
    ("{} denied any role in the bombing of the market.", "denies_responsibility"),
    ("{} claimed responsibility for the raid.", "claims_responsibility"),
    ("{} said in a statement that four civilians had been killed.", "asserts"),
    ("{} threatened to shell the port.", "threatens"),
    ("{} announced a ceasefire.", "announces"),
    ("{} said it was behind the attack on the depot.", "claims_responsibility"),
    ("{} denied that prisoners had been tortured.", "denies"),
    ("{} accused the other side of firing first.", "asserts"),
    ("{} vowed to avenge the killing of its commander.", "threatens"),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One frame with one filling: the text, the words swapped in, and what came out of it."""

    text: str
    words: str
    outcome: tuple[object, ...] | None
    wanted: str | None


class Bench:
    """The reader and the registry, loaded once."""

    def __init__(self) -> None:
        self._reader = parse.load()
        self._registry: Registry = load_registry()

    def parties(self, text: str) -> tuple[Parsed, tuple[Party, ...]]:
        """The parse of a text and its parties."""
        parsed = self._reader(text)
        report = Report(id="swap", text=text, published_range=PublishedRange(), sha256=digest(text))
        found = who.find(parsed, self._registry)
        return parsed, who.resolve(found, parsed, report, self._registry, (None, None), ())

    def party(self, text: str, words: str) -> Party | None:
        """The party whose words begin where the swapped ones do."""
        start = text.index(words)
        return next((party for party in self.parties(text)[1] if party.start <= start < party.end), None)

    def nations(self) -> Iterator[list[Trial]]:
        """Frames with nationalities swapped: kind, sector, and whether the country is the one written."""
        for subject, act in BY_NATION:
            trials = []
            for adjective, country in NATIONS:
                text, words = _filled(subject.format(adjective), act)
                party = self.party(text, words)
                seen = (party.kind, party.sector, party.country == country) if party is not None else None
                trials.append(Trial(text, words, seen, None))
            yield trials

    def folks(self) -> Iterator[list[Trial]]:
        """Frames with faiths and peoples swapped: kind and sector."""
        for subject, act in BY_FOLK:
            trials = []
            for name in FOLK:
                text, words = _filled(subject.format(name), act)
                party = self.party(text, words)
                trials.append(Trial(text, words, (party.kind, party.sector) if party is not None else None, None))
            yield trials

    def speakers(self) -> Iterator[list[Trial]]:
        """Frames with state and non-state speakers swapped: speaker found, stance, channel."""
        for frame, stance in BY_SPEAKER:
            trials = []
            for words in SPEAKERS:
                text = frame.format(words)
                parsed, parties = self.parties(text)
                said = statements.attribute(parsed, parties)
                seen = next(
                    ((s.stance, s.channel, True) for s in said if s.speaker is not None and s.speaker.start == 0), None
                )
                trials.append(Trial(text, words, seen, stance))
            yield trials


def _filled(words: str, act: str) -> tuple[str, str]:
    """The sentence with the words in it, and the words as they stand there; "> … @ …" has them not at its head."""
    if words[:2] in {"A ", "a "} and words[2] in "AEIOU":
        words = f"{words[0]}n{words[1:]}"
    return (act[2:].replace("@", words) if act.startswith("> ") else f"{words} {act}"), words


def rates(groups: list[list[Trial]]) -> tuple[float, float, list[str]]:
    """Share of frames all of whose swaps agree, share of swaps that agree with their frame's majority, and the rest."""
    fair = agreeing = total = 0
    failed = []
    for trials in groups:
        outcomes = [trial.outcome for trial in trials]
        usual = max(sorted(set(outcomes), key=repr), key=outcomes.count)
        agreeing += outcomes.count(usual)
        total += len(trials)
        fair += outcomes.count(usual) == len(trials)
        failed += [f"{trial.text}  {trial.outcome} (most: {usual})" for trial in trials if trial.outcome != usual]
    return 100 * fair / len(groups), 100 * agreeing / total, failed


def main() -> None:
    """Print the rates."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    arguments.add_argument("--failed", action="store_true", help="list the sentences that came out otherwise")
    options = arguments.parse_args()
    bench = Bench()
    swaps: tuple[tuple[str, Callable[[], Iterator[list[Trial]]]], ...] = (
        ("nationality", bench.nations),
        ("faith or people", bench.folks),
        ("state and non-state speaker", bench.speakers),
    )  # fmt: skip
    print("| swapped | frames | swaps | swaps alike (%) | frames wholly alike (%) |")
    print("|---|--:|--:|--:|--:|")
    listed = []
    for name, make in swaps:
        groups = list(make())
        frames, alike, failed = rates(groups)
        print(f"| {name} | {len(groups)} | {sum(map(len, groups))} | {alike:.1f} | {frames:.1f} |")
        listed += failed
        lost = sum(trial.outcome is None for group in groups for trial in group)
        print(f"| … of these not found at all | | {sum(map(len, groups))} | {lost} | |")
        right = [trial for group in groups for trial in group if trial.wanted is not None]
        if right:
            hit = sum(trial.outcome is not None and trial.outcome[0] == trial.wanted for trial in right)
            print(f"| … of these with the right stance | | {len(right)} | {100 * hit / len(right):.1f} | |")
    if options.failed:
        print("\n".join(listed))


if __name__ == "__main__":
    main()
