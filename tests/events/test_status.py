"""Status: the labelled sentences as a floor, and the laws that single readings must not break."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.codebook.status_cues import load_status_cues
from dateline.events.status import StatusDecision, decide_status
from dateline.events.status_model import StatusHead, status_head
from dateline.parse import Reader, load
from dateline.record import Party, Span, Statement


def labelled(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


LABELLED = labelled("status_train.tsv")
"""Rules were written with these in view."""
UNSEEN = labelled("status_test.tsv")
"""Written before the rules of today; their errors are never looked at, only counted."""
FRESH = labelled("status_fresh.tsv")
"""Harder ones, in longer sentences; written before the networks and never trained on; only counted too."""
NEWS = labelled("status_news.tsv")
"""Plain sentences in the proportions of agency news; written last, never trained on; only counted."""
COUNTED = (("test", UNSEEN), ("fresh", FRESH), ("news", NEWS))
FLOORS = {"train": 0.93, "test": 0.79, "fresh": 0.72, "news": 0.87}
"""Shares that the cues alone must get right; single sentences may fall to an error of the parse."""
LEARNED_FLOORS = {"test": 0.84, "fresh": 0.75, "news": 0.89}
"""Shares with the networks beside the cues."""


def decide(
    reader: Reader,
    text: str,
    word: str,
    type_: str = "ASSAULT",
    statement: Statement | None = None,
    head: StatusHead | None = None,
) -> StatusDecision:
    found = reader(text).token_at(text.index(word))
    assert found is not None
    sentence, token = found
    return decide_status(sentence, token, type_, statement, load_status_cues(), head)  # type: ignore[arg-type]  # a row's type


def test_there_are_enough_labelled_sentences_each_once() -> None:
    learned = Path(__file__).parents[2] / "training" / "own" / "status.tsv"
    own = [line.split("\t") for line in learned.read_text(encoding="utf-8").splitlines()[1:]]
    texts = [(text, word) for text, word, *_ in (*LABELLED, *UNSEEN, *FRESH, *NEWS, *own)]
    assert len(texts) >= 2500
    # None that is only counted is among those that networks or rules were made from.
    assert len(set(texts)) == len(texts)


def test_the_sentences_of_the_train_half_keep_their_floor(reader: Reader) -> None:
    wrong = [
        f"{text} <{word}>: {got.status} for {status}, by {got.by}"
        for text, word, status, type_ in LABELLED
        if (got := decide(reader, text, word, type_)).status != status
    ]
    assert len(wrong) <= (1 - FLOORS["train"]) * len(LABELLED), "\n".join(wrong)


def test_the_sentences_of_the_test_half_keep_their_floor(reader: Reader) -> None:
    # Only the number is told: who mends rules must not see which sentences fail.
    for name, rows in COUNTED:
        right = sum(decide(reader, text, word, type_).status == status for text, word, status, type_ in rows)
        assert right >= FLOORS[name] * len(rows), f"{name}: {right} of {len(rows)}"


def test_with_the_networks_more_comes_out_right(reader: Reader) -> None:
    head = status_head()
    for name, rows in COUNTED:
        right = sum(decide(reader, text, word, type_, head=head).status == status for text, word, status, type_ in rows)
        assert right >= LEARNED_FLOORS[name] * len(rows), f"{name}: {right} of {len(rows)}"


def test_no_status_is_left_to_luck(reader: Reader) -> None:
    for name in ("occurred", "ongoing", "planned", "threatened", "attempted", "denied", "hypothetical"):
        rows = [row for row in LABELLED if row[2] == name]
        right = sum(decide(reader, text, word, type_).status == status for text, word, status, type_ in rows)
        assert right >= 0.6 * len(rows), name


def test_without_syntax_the_words_before_the_trigger_must_do() -> None:
    reader = load(model=False)
    right = sum(decide(reader, text, word, type_).status == status for text, word, status, type_ in LABELLED)
    assert right >= 0.6 * len(LABELLED)


def test_the_decision_names_its_cue_and_what_came_second(reader: Reader) -> None:
    decision = decide(reader, "The rebels will attack the dam.", "attack")
    assert decision.status == "planned"
    assert decision.by == "planned:future"
    assert decision.runner_up == "occurred"
    assert decision.evidence == Span(text="will", start=11, end=15)
    assert decision.reason.about == "status"


def test_what_nothing_speaks_against_has_occurred(reader: Reader) -> None:
    decision = decide(reader, "The rebels attacked the dam.", "attacked")
    assert (decision.status, decision.by, decision.evidence) == ("occurred", "status:default", None)


@pytest.mark.parametrize("type_", ["REQUEST", "ACCUSE", "THREATEN"])
def test_an_act_of_speech_has_occurred_once_it_is_uttered(reader: Reader, type_: str) -> None:
    assert decide(reader, "The envoy wrote to accuse and to warn them.", "accuse", type_).status == "occurred"


def test_a_negated_agreement_is_a_rejection_that_occurred(reader: Reader) -> None:
    assert decide(reader, "The union did not agree to the offer.", "agree", "REJECT").status == "occurred"
    assert decide(reader, "The union did not agree to the offer.", "agree", "AGREE").status == "denied"


def statement(text: str, content: str, stance: str) -> Statement:
    start = text.index(content)
    speaker = Party(text=text[:3], start=0, end=3)
    return Statement(
        speaker=speaker,
        cue=None,
        content=Span.cut(text, start, start + len(content)),
        direct=False,
        stance=stance,  # type: ignore[arg-type]  # a row's stance
    )


def test_the_stance_of_the_statement_counts(reader: Reader) -> None:
    text = "The navy spoke. Our boats sank the trawler, which carried rice."
    content = "Our boats sank the trawler, which carried rice"
    assert decide(reader, text, "sank").status == "occurred"
    assert decide(reader, text, "sank", statement=statement(text, content, "denies")).status == "denied"
    text = "The militia spoke. We will burn the mill."
    assert (
        decide(reader, text, "burn", statement=statement(text, "We will burn the mill", "threatens")).status
        == "threatened"
    )
    assert (
        decide(reader, text, "burn", statement=statement(text, "We will burn the mill", "announces")).status
        == "planned"
    )


def test_what_a_denial_takes_for_granted_is_not_denied(reader: Reader) -> None:
    text = "The army denied that it knew of the men who burned the mill."
    content = "that it knew of the men who burned the mill"
    assert decide(reader, text, "burned", statement=statement(text, content, "denies")).status == "occurred"


def test_a_chain_of_governors_without_end_is_left_in_time(reader: Reader) -> None:
    text = "They planned " + "to try " * 400 + "to attack."
    assert decide(reader, text, "attack").status != "denied"


# id, text, the act's word, status
CLASSES = [
    ("a denial denied", "The army did not deny that its men had burned the mill.", "burned", "occurred"),
    ("a denial that ended", "The army no longer denies that it burned the mill.", "burned", "occurred"),
    ("a prevention that failed", "The police did not prevent the gang from burning the mill.", "burning", "occurred"),
    ("nothing would prevent it", "Nothing would stop the gang from burning the mill.", "burning", "hypothetical"),
    ("an attempt given up", "The gang abandoned its attempt to burn the mill.", "burn", "attempted"),
    ("a plan given up", "The gang abandoned its plan to burn the mill.", "burn", "denied"),
    ("used to", "The gang used to burn mills.", "burn", "ongoing"),
    ("used for", "Torches used to burn the mill were found.", "burn", "occurred"),
    ("would, each year", "The gang would burn a mill each summer.", "burn", "ongoing"),
    ("twice a year", "The gang burned a mill twice a year.", "burned", "ongoing"),
    ("on Fridays", "The gang robbed the mill on Fridays.", "robbed", "ongoing"),
    ("on Friday", "The gang robbed the mill on Friday.", "robbed", "occurred"),
    ("a present on a day", "The council meets on Friday.", "meets", "planned"),
    ("a verb of failure", "The shot missed the miller.", "missed", "attempted"),
    ("an imperative", '"Free the miller," his brother wrote.', "Free", "hypothetical"),
    ("let them", '"Let them burn the mill," he said.', "burn", "hypothetical"),
    ("to have it done", "The gang threatened to have the mill burned.", "burned", "threatened"),
    ("harm foretold", "The gang said the miller would die.", "die", "threatened"),
    ("no proof", "The court found no evidence that the gang burned the mill.", "burned", "denied"),
]


@pytest.mark.parametrize(("case", "text", "word", "status"), CLASSES, ids=[row[0] for row in CLASSES])
def test_cues_of_one_class(reader: Reader, case: str, text: str, word: str, status: str) -> None:
    assert decide(reader, text, word).status == status


# id, text, the act's word, status, type
TYPED = [
    (
        "the negation ends at but",
        "The prince did not abdicate but sacked his guards.",
        "sacked",
        "occurred",
        "SANCTION",
    ),
    (
        "neither, of the first",
        "The minister has neither banned the march nor fined the union.",
        "banned",
        "denied",
        "COERCE",
    ),
    (
        "neither, of the second",
        "The minister has neither banned the march nor fined the union.",
        "fined",
        "denied",
        "SANCTION",
    ),
    ("not one", "Not one miller was beaten.", "beaten", "denied", "ASSAULT"),
    ("nothing", "Nothing was taken from the mill.", "taken", "denied", "COERCE"),
    ("nothing but", "The gang stole nothing but flour.", "stole", "occurred", "COERCE"),
    ("what was not received", "The millers had not received aid for a week.", "aid", "denied", "AID"),
    ("not only", "Not only did the guards beat the miller, they robbed him.", "beat", "occurred", "ASSAULT"),
    (
        "not only, of a failure",
        "Not only did the guards fail to stop the burning, they lit the torches.",
        "burning",
        "occurred",
        "ASSAULT",
    ),
    ("was to have", "The mill was to have been seized on Monday.", "seized", "denied", "COERCE"),
    ("has yet to be", "The miller has yet to be charged.", "charged", "denied", "COERCE"),
    ("far from having", "Far from having beaten the miller, the guards fed him.", "beaten", "denied", "ASSAULT"),
    ("asked not to", "The bishop begged the guards not to burn the mill.", "burn", "hypothetical", "ASSAULT"),
    ("if not", "If the guards do not leave the mill, the union will walk out.", "leave", "hypothetical", "RETREAT"),
    ("must not", "The miller must not be beaten, the judge said.", "beaten", "hypothetical", "ASSAULT"),
    ("would later", "The gang's leader, who would later be shot, bought the mill.", "shot", "occurred", "ASSAULT"),
    ("a plan that went ahead", "The planned march on the mill went ahead.", "march", "occurred", "PROTEST"),
    ("a plan that stands", "The planned march on the mill alarmed the mayor.", "march", "planned", "PROTEST"),
    ("suggests that", "A report suggests that the guards are burning mills.", "burning", "ongoing", "ASSAULT"),
    (
        "suggests in the subjunctive",
        "The mayor suggested that the mill be burned.",
        "burned",
        "hypothetical",
        "ASSAULT",
    ),
    ("what an attack is", "The attack on the mill is a disgrace to the town.", "attack", "occurred", "ASSAULT"),
    ("any", "The miller said any attack would be useless.", "attack", "hypothetical", "ASSAULT"),
    ("any, denied", "The gang denied any attack on the mill.", "attack", "denied", "ASSAULT"),
    (
        "meant and stopped",
        "The gang planned to burn the mill but was stopped at the bridge.",
        "burn",
        "attempted",
        "ASSAULT",
    ),
    ("hoped, but", "The guards had hoped to seize the flour but found only chaff.", "seize", "denied", "COERCE"),
    (
        "a grenade that failed",
        "He threw a grenade at the mill, but it did not go off.",
        "threw",
        "attempted",
        "ASSAULT",
    ),
    ("a grenade that went off", "He threw a grenade at the mill, and it did not miss.", "threw", "occurred", "ASSAULT"),
    ("never exploded", "The bomb at the mill never exploded.", "exploded", "attempted", "ASSAULT"),
    ("fired and missed", "The rebels fired a rocket at the mill but missed.", "fired", "attempted", "ASSAULT"),
    ("a bomb laid and found", "Guards found a bomb planted under the mill.", "planted", "attempted", "ASSAULT"),
    ("a bomb laid and made safe", "A mine laid by thieves was defused.", "laid", "attempted", "ASSAULT"),
    ("a bomb laid that went off", "A mine laid by thieves killed two millers.", "killed", "occurred", "ASSAULT"),
    ("a bomb found", "The bomb found under the mill was made safe.", "bomb", "attempted", "ASSAULT"),
    ("a threat averted", "The threatened strike at the mill was averted.", "strike", "denied", "PROTEST"),
    ("an attack averted", "The attack on the mill was averted.", "attack", "attempted", "ASSAULT"),
    ("nipped in the bud", "The raid on the mill was nipped in the bud.", "raid", "attempted", "ASSAULT"),
    ("tried for a month", "The millers tried for a month to seize the barn.", "seize", "attempted", "COERCE"),
    (
        "a condition by its doer",
        "The union said it would shut the mill if the guards came back.",
        "shut",
        "threatened",
        "PROTEST",
    ),
    (
        "unless, by its doer",
        "The council said it would cut off the water unless the rent was paid.",
        "cut",
        "threatened",
        "COERCE",
    ),
    (
        "whoever does it",
        "The captain said anyone who entered the mill would be arrested.",
        "arrested",
        "threatened",
        "COERCE",
    ),
    (
        "whoever does it, warned",
        "The captain warned that anyone entering the mill would be arrested.",
        "arrested",
        "threatened",
        "COERCE",
    ),
    (
        "those who did it",
        "The captain said those responsible for the fire would be arrested.",
        "arrested",
        "planned",
        "COERCE",
    ),
    ("their men would", "The gang said its men would shoot the guards.", "shoot", "threatened", "ASSAULT"),
    ("for a third week", "The millers struck for a third consecutive week.", "struck", "ongoing", "PROTEST"),
    (
        "for a second day, dated",
        "The guards fought the gang for a second day on Tuesday.",
        "fought",
        "occurred",
        "ASSAULT",
    ),
    ("in its fifth week", "The strike at the mill is now in its fifth week.", "strike", "ongoing", "PROTEST"),
    ("day 12 of", "On day 12 of the siege the mill ran out of flour.", "siege", "ongoing", "COERCE"),
    ("night after night", "Night after night the guards searched the mill.", "searched", "ongoing", "COERCE"),
    ("whenever", "Whenever it rained, the gang robbed the mill.", "robbed", "ongoing", "ASSAULT"),
    ("a state", "The miller is held in a barn.", "held", "ongoing", "COERCE"),
    (
        "states one after the other",
        "The guards have detained forty millers since Monday.",
        "detained",
        "occurred",
        "COERCE",
    ),
    ("a state before a noun", "The boats reached the besieged town.", "besieged", "ongoing", "COERCE"),
    ("kept since", "The strike has kept the mill shut since Easter.", "strike", "ongoing", "PROTEST"),
    ("due in", "The talks due in May will be held at the mill.", "talks", "planned", "CONSULT"),
    ("due to", "The talks broke off due to a fire.", "talks", "occurred", "CONSULT"),
    ("postponed", "The talks on the mill were postponed.", "talks", "planned", "CONSULT"),
    ("of next week", "Hotels filled up for next week's talks.", "talks", "planned", "CONSULT"),
    ("notice of", "The union gave notice of a strike at the mill.", "strike", "planned", "PROTEST"),
    ("at the weekend", "The envoy returns to the mill at the weekend.", "returns", "planned", "CONSULT"),
    ("going to", "The guards are going to search the mill.", "search", "planned", "COERCE"),
    ("until, ahead", "The guards will stay until the flour is handed over.", "handed", "hypothetical", "RETREAT"),
    ("until, past", "The guards stayed until the flour was handed over.", "handed", "occurred", "RETREAT"),
    ("when, ahead", "The council may ban the gang when it meets at the mill.", "meets", "planned", "CONSULT"),
    ("inverted", "Were the guards to leave the mill, the gang would come back.", "leave", "hypothetical", "RETREAT"),
    ("able to", "The gang opened fire and the guards were able to seize the mill.", "seize", "occurred", "COERCE"),
    ("enough to", "The gang has enough men to storm the mill.", "storm", "hypothetical", "ASSAULT"),
    ("depends on", "Peace depends on the release of the miller.", "release", "hypothetical", "RETREAT"),
    ("a matter of time", "Another raid on the mill is only a matter of time.", "raid", "hypothetical", "ASSAULT"),
    ("ruled out", "The judge ruled out sending guards to the mill.", "sending", "denied", "MOBILIZE"),
    ("not excluded", "The coroner could not exclude that the miller had been shot.", "shot", "hypothetical", "ASSAULT"),
    (
        "no truth in reports",
        "There was no truth in reports that guards had burned the mill.",
        "burned",
        "denied",
        "ASSAULT",
    ),
    (
        "nothing to suggest",
        "Nothing was found to suggest that the gang had burned the mill.",
        "burned",
        "denied",
        "ASSAULT",
    ),
]


@pytest.mark.parametrize(("case", "text", "word", "status", "type_"), TYPED, ids=[row[0] for row in TYPED])
def test_cues_of_one_class_and_type(reader: Reader, case: str, text: str, word: str, status: str, type_: str) -> None:
    assert decide(reader, text, word, type_).status == status


def test_the_aim_of_what_is_denied_is_denied(coder) -> None:
    events = coder("Rwanda denied it had sent soldiers to fight alongside rebels in eastern Congo.").events
    assert {event.status for event in events} == {"denied"}
