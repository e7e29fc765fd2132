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
FLOORS = {"train": 0.93, "test": 0.77, "fresh": 0.66, "news": 0.82}
"""Shares that the cues alone must get right; single sentences may fall to an error of the parse."""
LEARNED_FLOORS = {"test": 0.84, "fresh": 0.70, "news": 0.86}
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
