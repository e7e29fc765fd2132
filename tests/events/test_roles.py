"""Roles: who did it to whom, through the constructions news uses."""

from __future__ import annotations

from functools import lru_cache

import pytest

from dateline import parse
from dateline.codebook.acts import Entry, Example, load_acts
from dateline.events.marked import marked_roles
from dateline.events.roles import Cast, find_roles
from dateline.events.triggers import find_triggers
from dateline.parse import Mark, Parsed, Sentence
from dateline.pipeline import Coder
from dateline.record import Party, PartyKind

ACTS = load_acts()
EXAMPLES = [(entry, example) for entry in ACTS.entries.values() for example in entry.examples]


@lru_cache(maxsize=1)
def reader() -> parse.Reader:
    return parse.load()


def read(text: str) -> Parsed:
    return reader()(text)


def party(text: str, words: str) -> Party:
    start = text.index(words)
    return Party(text=words, start=start, end=start + len(words), name=words)


def roles(text: str, trigger: str, *words: str) -> tuple[list[str], list[str]]:
    """Texts of actors and recipients at ``trigger``, with ``words`` as the report's parties."""
    parsed = read(text)
    cast = Cast.of(text, [party(text, word) for word in words])
    at = text.index(trigger)
    for sentence in parsed.sentences:
        for hit in find_triggers(sentence, ACTS):
            if at <= hit.word.start < at + len(trigger):
                found = find_roles(sentence, hit, cast, ACTS)
                return [it.text for it in found.actors], [it.text for it in found.recipients]
    raise AssertionError(f"no trigger at {trigger!r}")


@pytest.mark.parametrize(
    ("entry", "example"), EXAMPLES, ids=[f"{entry.id}-{place}" for place, (entry, _) in enumerate(EXAMPLES)]
)
def test_an_example_gives_its_actors_and_recipients(entry: Entry, example: Example) -> None:
    assert example.trigger is not None
    named = [word for word in (*example.actors, *example.recipients) if example.text.count(word) == 1]
    actors, recipients = roles(example.text, example.trigger, *named)
    assert sorted(actors) == sorted(example.actors)
    if example.recipients:
        assert sorted(recipients) == sorted(example.recipients)


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        ("Rebels killed two guards.", "killed", ["Rebels"], ["two guards"]),
        ("Two guards were killed by rebels.", "killed", ["rebels"], ["Two guards"]),
        ("Two guards killed by rebels were buried.", "killed", ["rebels"], ["Two guards"]),
        ("Rebels who killed two guards fled.", "killed", ["Rebels"], ["two guards"]),
        ("Rebels stormed the camp, killing two guards.", "killing", ["Rebels"], ["two guards"]),
        ("The patrol was hit by a mine, killing two guards.", "killing", [], ["two guards"]),
        ("The patrol was fired on by rebels, wounding two guards.", "wounding", ["rebels"], ["two guards"]),
        ("The gunman was shot while killing two guards.", "killing", ["The gunman"], ["two guards"]),
        ("The president ordered the army to attack the rebels.", "attack", ["the army"], ["the rebels"]),
        ("The president called on the rebels to free two guards.", "free", ["the rebels"], ["two guards"]),
        ("Norland pleaded with the militia to free two guards.", "free", ["the militia"], ["two guards"]),
        ("Norland accused the militia of killing two guards.", "killing", ["the militia"], ["two guards"]),
        ("Norland condemned the militia for killing two guards.", "killing", ["the militia"], ["two guards"]),
        ("The militia was praised by Norland for freeing two guards.", "freeing", ["The militia"], ["two guards"]),
        ("Norland apologised to two guards for killing a priest.", "killing", ["Norland"], ["a priest"]),
        ("Norland accused the militia of killing two guards.", "accused", ["Norland"], ["the militia"]),
        ("Norland and Sudland condemned the junta.", "condemned", ["Norland", "Sudland"], ["the junta"]),
        ("The army carried out an attack on the rebels.", "attack", ["The army"], ["the rebels"]),
        ("Norland condemned an attack by the rebels on the clinic.", "attack", ["the rebels"], ["the clinic"]),
        ("Police announced an assault by gunmen on the clinic.", "assault", ["gunmen"], ["the clinic"]),
        ("A missile fired by the rebels hit the clinic.", "hit", ["the rebels"], ["the clinic"]),
        ("The cartel's killings frightened the town.", "killings", ["The cartel"], []),
        ("Norland announced the arrest of two guards for killing a priest.", "killing", ["two guards"], ["a priest"]),
        ("Norland announced the arrest of two guards for killing a priest.", "arrest", ["Norland"], ["two guards"]),
        ("Two guards were jailed for killing a priest.", "killing", ["Two guards"], ["a priest"]),
        ("Two guards are wanted for the murder of a priest.", "murder", ["Two guards"], ["a priest"]),
        ("The court convicted two guards of the killing of a priest.", "killing", ["two guards"], ["a priest"]),
        ("The guards were praised for killing a bear.", "killing", ["The guards"], ["a bear"]),
        ("The court sentenced the mayor and the banker.", "sentenced", ["The court"], ["the mayor", "the banker"]),
    ],
)  # fmt: skip
def test_constructions(text: str, trigger: str, actors: list[str], recipients: list[str]) -> None:
    named = dict.fromkeys([*actors, *recipients])
    assert roles(text, trigger, *named) == (actors, recipients)


def test_both_sides_of_a_mutual_act_are_actors() -> None:
    text = "There were clashes between the army and the rebels."
    assert roles(text, "clashes", "the army", "the rebels") == (["the army", "the rebels"], [])


def test_a_phrase_without_a_party_is_kept_with_the_reason() -> None:
    parsed = read("Police arrested the ringleader.")
    (hit,) = find_triggers(parsed.sentences[0], ACTS)
    found = find_roles(parsed.sentences[0], hit, Cast.of(parsed.text, [party(parsed.text, "Police")]), ACTS)
    (recipient,) = found.recipients
    assert recipient.text == "ringleader"
    assert recipient.name is None
    assert recipient.reason


def test_the_role_head_stands_in_where_syntax_names_nobody() -> None:
    text = "Blast at the depot, Red Front suspected."
    parsed = parse.load(model=False)(text)
    sentence = parsed.sentences[0]
    start = text.index("Red Front")
    first = next(token.index for token in sentence if token.start == start)
    marks = {"role": (Mark("ACTOR", first, first + 2, start, start + 9),)}
    marked = Sentence(
        sentence.index, sentence.start, sentence.end, sentence.tokens, sentence.children, sentence.entities, marks
    )
    hit = next(hit for hit in find_triggers(marked, ACTS) if hit.word.lower == "blast")
    assert find_roles(marked, hit, Cast.of(text, ()), ACTS).actors == ()
    found = marked_roles(marked, hit, Cast.of(text, ()), 0.5)
    assert [it.text for it in found.actors] == ["Red Front"]
    assert next(reason for reason in found.because if reason.about == "actors").by == "model:role"


@pytest.mark.parametrize(
    ("text", "trigger", "owner", "kind", "sector", "hit"),
    [
        ("The judge's murder shocked the town.", "murder", "The judge", "person", "JUD", True),
        ("The priests' murder remains unsolved.", "murder", "The priests", "people", "REL", True),
        ("The Sala kidnapping was reported on Friday.", "kidnapping", "Sala", "person", None, True),
        ("The rebels' killings went on.", "killings", "The rebels", "people", "REB", False),
        ("The front's kidnappings went on.", "kidnappings", "The front", "organisation", "REB", False),
        ("The gunman's attack lasted an hour.", "attack", "The gunman", "person", "UAF", False),
        ("The president's murder of his rivals is known.", "murder", "The president", "person", "GOV", False),
    ],
)
def test_whose_murder_it_is(
    text: str, trigger: str, owner: str, kind: PartyKind, sector: str | None, hit: bool
) -> None:
    start = text.index(owner)
    cast = Cast.of(text, [Party(text=owner, start=start, end=start + len(owner), kind=kind, sector=sector)])
    sentence = read(text).sentences[0]
    found = next(it for it in find_triggers(sentence, ACTS) if text[it.word.start : it.word.end] == trigger)
    done = find_roles(sentence, found, cast, ACTS)
    assert ([it.text for it in done.recipients] == [owner]) is hit
    assert ([it.text for it in done.actors] == [owner]) is not hit


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Police shot dead two men.", ["Police"], ["two men"]),
        ("Troops shot dead three protesters on Monday.", ["Troops"], ["three protesters"]),
        ("two persons killed in police firing.", ["police"], ["two persons"]),
        ("A patrol clashed with a rebel column.", ["A patrol", "a rebel column"], []),
        ("Two tourists were killed on Friday, victims of the war.", [], ["Two tourists"]),
        ("The remains of three nuns murdered by soldiers were flown home.", ["soldiers"], ["three nuns"]),
    ],
)
def test_short_sentences_of_violence_have_their_sides(
    coder: Coder, text: str, actors: list[str], recipients: list[str]
) -> None:
    event = coder(text).events[0]
    assert [it.text for it in event.actors] == actors
    assert [it.text for it in event.recipients] == recipients
    assert (event.toll.killed is None) is (event.trigger.text == "clashed")


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        ("Omar Sale has been charged with fraud.", "charged", [], ["Omar Sale"]),
        ("The mayor was criticized for his answers to the council.", "criticized", [], ["The mayor"]),
        ("The minister proposed a date in May, but the union rejected it.", "rejected", ["the union"], []),
        ("Some 400 people who fled the fighting live in schools in Orvo.", "fled", [], ["Some 400 people"]),
        ("An official said that the camp could only be visited by UN inspectors.", "visited", ["UN inspectors"], None),
    ],
)
def test_the_voice_of_a_verb_says_who_acts(
    coder: Coder, text: str, trigger: str, actors: list[str], recipients: list[str] | None
) -> None:
    event = next(event for event in coder(text).events if event.trigger.text == trigger)
    assert [it.text for it in event.actors] == actors
    assert recipients is None or [it.text for it in event.recipients] == recipients


@pytest.mark.parametrize(
    "text",
    [
        "The officer told reporters at the gate that the cart had been left beside a window.",
        "The premier told a news conference that the help of Norland would never stop.",
        "Troops will not release the two pilots, a spokesman told the agency.",
    ],
)
def test_telling_what_happened_asks_nobody(coder: Coder, text: str) -> None:
    assert not [event for event in coder(text).events if event.trigger.text == "told"]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Amir Sale's house was attacked on Monday.", "Amir Sale's house"),
        ("Gunmen shot the mayor's son.", "the mayor's son"),
    ],
)
def test_a_house_is_hit_and_not_who_lives_in_it(coder: Coder, text: str, hit: str) -> None:
    assert [it.text for it in coder(text).events[0].recipients] == [hit]


def test_whoever_receives_or_faces_an_act_is_its_recipient(coder: Coder) -> None:
    (event,) = coder("Greece received loans from Germany.", published="2024-03-05").events
    assert ([it.text for it in event.actors], [it.text for it in event.recipients]) == (["Germany"], ["Greece"])
    (event,) = coder("The mayor faced criticism from the unions.", published="2024-03-05").events
    assert ([it.text for it in event.actors], [it.text for it in event.recipients]) == (["the unions"], ["The mayor"])


def test_the_act_is_not_its_own_doer(coder: Coder) -> None:
    (event,) = coder("A rally in Orvo drew thousands.", published="2024-03-05").events
    assert (event.type, event.actors) == ("PROTEST", ())


def test_whoever_says_what_others_did_does_none_of_it(coder: Coder) -> None:
    text = (
        "It was a bright morning in the old harbour. The ferries ran late, as they often do. Gulls sat on the wall. "
        "The New York Times reported that Angela Merkel had criticised the rebels."
    )
    (event,) = coder(text, published="2024-03-05").events
    assert (event.type, [it.text for it in event.actors]) == ("ACCUSE", ["Angela Merkel"])


def test_a_pronoun_in_a_passive_is_who_it_was_done_to(coder: Coder) -> None:
    event, _ = coder("He was sentenced to life in prison.", published="2024-03-05").events
    assert (event.actors, [it.text for it in event.recipients]) == ((), ["He"])
