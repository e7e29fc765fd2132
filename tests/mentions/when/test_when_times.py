"""Times found and resolved: a row is a text, the day it was published, and every expression it must yield."""

from __future__ import annotations

import pytest
from when_reading import found_in, on, times_of

from dateline.pipeline import Coder

Row = tuple[str, str, str | None, str | None, str | None]
"""Words, type, value, first and last day."""

CASES: list[tuple[str, str, str, list[Row]]] = [
    ("weekday on the day itself", "The militia withdrew Wednesday, its spokesman said.", "2020-06-03",
     [("Wednesday", "DATE", "2020-06-03", "2020-06-03", "2020-06-03")]),
    ("weekday before", "Two officers were shot in Basra on Saturday.", "2020-06-03",
     [("Saturday", "DATE", "2020-05-30", "2020-05-30", "2020-05-30")]),
    ("last weekday is never today", "They met last Wednesday.", "2020-06-03",
     [("last Wednesday", "DATE", "2020-05-27", "2020-05-27", "2020-05-27")]),
    ("next weekday", "Lawmakers will vote next Tuesday.", "2020-06-03",
     [("next Tuesday", "DATE", "2020-06-09", "2020-06-09", "2020-06-09")]),
    ("parts of days", "Police raided the camp early on Sunday and again on Monday night.", "2020-06-03",
     [("early on Sunday", "DATE", "2020-05-31", "2020-05-31", "2020-05-31"),
      ("Monday night", "TIME", "2020-06-01TNI", "2020-06-01", "2020-06-01")]),
    ("day and month", "The bridge was blown up on 17 May.", "2020-06-02",
     [("17 May", "DATE", "2020-05-17", "2020-05-17", "2020-05-17")]),
    ("day of the year before", "The bridge was blown up on Dec. 28.", "2020-01-04",
     [("Dec. 28", "DATE", "2019-12-28", "2019-12-28", "2019-12-28")]),
    ("weekday and day agree on a year", "They signed on Friday, May 17.", "2020-03-02",
     [("Friday, May 17", "DATE", "2019-05-17", "2019-05-17", "2019-05-17")]),
    ("early month", "The village has been cut off since early May.", "2020-06-02",
     [("early May", "DATE", "2020-05", "2020-05-01", "2020-05-10")]),
    ("stretch up to now", "Nine convoys were looted in the past two weeks.", "2020-06-15",
     [("the past two weeks", "DURATION", "P2W", "2020-06-01", "2020-06-15")]),
    ("earlier this month ends today", "Earlier this month the mine closed.", "2020-06-12",
     [("Earlier this month", "DATE", "2020-06", "2020-06-01", "2020-06-12")]),
    ("week and weekend", "The ban was lifted last week but restored at the weekend.", "2020-06-03",
     [("last week", "DATE", "2020-W22", "2020-05-25", "2020-05-31"),
      ("the weekend", "DATE", "2020-W22-WE", "2020-05-30", "2020-05-31")]),
    ("weeks ago, months ago, years ago", "He fled three weeks ago, eight months ago or two years ago.", "2020-06-03",
     [("three weeks ago", "DATE", "2020-W20", "2020-05-11", "2020-05-17"),
      ("eight months ago", "DATE", "2019-10", "2019-10-01", "2019-10-31"),
      ("two years ago", "DATE", "2018", "2018-01-01", "2018-12-31")]),
    ("the story's days", "Rebels took it on April 12. The next day they shot its guards; a week later they left.",
     "2020-06-03",
     [("April 12", "DATE", "2020-04-12", "2020-04-12", "2020-04-12"),
      ("The next day", "DATE", "2020-04-13", "2020-04-13", "2020-04-13"),
      ("a week later", "DATE", "2020-W17", "2020-04-20", "2020-04-26")]),
    ("that evening, a day earlier", "He came on March 9. That evening he left, a day earlier than due.", "2020-06-03",
     [("March 9", "DATE", "2020-03-09", "2020-03-09", "2020-03-09"),
      ("That evening", "TIME", "2020-03-09TEV", "2020-03-09", "2020-03-09"),
      ("a day earlier", "DATE", "2020-03-08", "2020-03-08", "2020-03-08")]),
    ("the day before", "On May 17 they left the town they had seized the day before.", "2020-06-02",
     [("May 17", "DATE", "2020-05-17", "2020-05-17", "2020-05-17"),
      ("the day before", "DATE", "2020-05-16", "2020-05-16", "2020-05-16")]),
    ("clock before its day", "The siren sounded at 9:15 p.m. (1815 GMT) on Friday.", "2020-06-03",
     [("9:15 p.m.", "TIME", "2020-05-29T21:15", "2020-05-29", "2020-05-29"),
      ("1815 GMT", "TIME", "2020-05-29T18:15Z", "2020-05-29", "2020-05-29"),
      ("Friday", "DATE", "2020-05-29", "2020-05-29", "2020-05-29")]),
    ("noon and midnight", "The truce began at noon Monday and broke at midnight on Tuesday.", "2020-06-03",
     [("noon Monday", "TIME", "2020-06-01T12:00", "2020-06-01", "2020-06-01"),
      ("midnight on Tuesday", "TIME", "2020-06-02T24:00", "2020-06-02", "2020-06-02")]),
    ("quarters and halves", "Raids doubled in Q3 2019, the first half of 2018 and the last quarter.", "2020-06-03",
     [("Q3 2019", "DATE", "2019-Q3", "2019-07-01", "2019-09-30"),
      ("the first half of 2018", "DATE", "2018-H1", "2018-01-01", "2018-06-30"),
      ("the last quarter", "DATE", "2020-Q1", "2020-01-01", "2020-03-31")]),
    ("a year ago, beside a quarter and far from one",
     "Output fell in the third quarter from a year ago. On Monday, Tuesday and Friday it rose. A year ago it fell.",
     "2020-11-21",
     [("the third quarter", "DATE", "2020-Q3", "2020-07-01", "2020-09-30"),
      ("a year ago", "DATE", "2019-Q3", "2019-07-01", "2019-09-30"),
      ("Monday", "DATE", "2020-11-16", "2020-11-16", "2020-11-16"),
      ("Tuesday", "DATE", "2020-11-17", "2020-11-17", "2020-11-17"),
      ("Friday", "DATE", "2020-11-20", "2020-11-20", "2020-11-20"),
      ("A year ago", "DATE", "2019", "2019-01-01", "2019-12-31")]),
    ("years, decades, centuries", "The feud of the 1990s resumed in mid-2016, as in the 19th century.", "2020-06-03",
     [("the 1990s", "DATE", "199X", "1990-01-01", "1999-12-31"),
      ("mid-2016", "DATE", "2016", "2016-05-02", "2016-08-31"),
      ("the 19th century", "DATE", "18XX", "1800-01-01", "1899-12-31")]),
    ("seasons", "Farmers fled last winter and in the summer of 2014.", "2020-06-03",
     [("last winter", "DATE", "2019-WI", "2019-12-01", "2020-02-29"),
      ("the summer of 2014", "DATE", "2014-SU", "2014-06-01", "2014-08-31")]),
    ("written in numbers", "The order of 2020-05-18 replaced those of 17/04/2019 and 05.06.2018.", "2020-06-03",
     [("2020-05-18", "DATE", "2020-05-18", "2020-05-18", "2020-05-18"),
      ("17/04/2019", "DATE", "2019-04-17", "2019-04-17", "2019-04-17"),
      ("05.06.2018", "DATE", "2018-06-05", "2018-06-05", "2018-06-05")]),
    ("numbers in American order", "The permit of 6/1/20 was revoked; that of 3/4/15 stands.", "2020-06-03",
     [("6/1/20", "DATE", "2020-06-01", "2020-06-01", "2020-06-01"),
      ("3/4/15", "DATE", "2015-04-03", "2015-04-03", "2015-04-03")]),
    ("durations", "The siege of three days ended a two-year ban and two and a half hours of talks.", "2020-06-03",
     [("three days", "DURATION", "P3D", None, None), ("two-year", "DURATION", "P2Y", None, None),
      ("two and a half hours", "DURATION", "PT2H30M", None, None)]),
    ("repeated", "Patrols pass every week, twice a day and each Friday.", "2020-06-03",
     [("every week", "SET", "P1W", None, None), ("twice a day", "SET", "P1D", None, None),
      ("each Friday", "SET", "XXXX-WXX-5", None, None)]),
    ("habits", "They fast on Mondays, drum on Tuesday nights and rest at weekends.", "2020-06-03",
     [("Mondays", "SET", "XXXX-WXX-1", None, None), ("Tuesday nights", "SET", "XXXX-WXX-2TNI", None, None),
      ("weekends", "SET", "XXXX-WXX-WE", None, None)]),
    ("what lies ahead", "Floods are feared in the weeks ahead.", "2020-06-03",
     [("the weeks ahead", "DURATION", "PXW", None, None)]),
    ("a rate", "The wells lose 40 barrels a day.", "2020-06-03", [("a day", "SET", "P1D", None, None)]),
    ("vague", "The pass is now closed, as in the past, and was recently flooded.", "2020-06-03",
     [("now", "DATE", "PRESENT_REF", None, None), ("the past", "DATE", "PAST_REF", None, None),
      ("recently", "DATE", "PAST_REF", None, None)]),
    ("the Islamic calendar", "The fatwa of 1 Ramadan was renewed on the eve of Eid.", "2020-06-03",
     [("1 Ramadan", "DATE", "2020-04-24", "2020-04-24", "2020-04-24"),
      ("the eve of Eid", "DATE", "2020-05-23", "2020-05-23", "2020-05-23")]),
    ("a month of the Islamic calendar", "Markets shut at dusk during Ramadan.", "2021-06-03",
     [("Ramadan", "DATE", "2021-04-13/2021-05-12", "2021-04-13", "2021-05-12")]),
    ("feasts that move", "The truce held from Good Friday to Easter Monday.", "2020-06-03",
     [("Good Friday", "DATE", "2020-04-10", "2020-04-10", "2020-04-10"),
      ("Easter Monday", "DATE", "2020-04-13", "2020-04-13", "2020-04-13")]),
    ("nth day of a month", "Mourners meet on the last Friday of March 2019.", "2020-06-03",
     [("the last Friday of March 2019", "DATE", "2019-03-29", "2019-03-29", "2019-03-29")]),
    ("a run of days", "Nov. 12-14 and 20 May to 3 June were quiet.", "2020-11-20",
     [("Nov. 12", "DATE", "2020-11-12", "2020-11-12", "2020-11-12"),
      ("14", "DATE", "2020-11-14", "2020-11-14", "2020-11-14"),
      ("20 May", "DATE", "2020-05-20", "2020-05-20", "2020-05-20"),
      ("3 June", "DATE", "2020-06-03", "2020-06-03", "2020-06-03")]),
    ("a run of days, month last", "The hills were shelled on the night of 3-4 July.", "2020-11-20",
     [("3", "DATE", "2020-07-03", "2020-07-03", "2020-07-03"),
      ("4 July", "DATE", "2020-07-04", "2020-07-04", "2020-07-04")]),
    ("told as past, far back", "Police arrested the two on 12th March.", "2018-12-07",
     [("12th March", "DATE", "2018-03-12", "2018-03-12", "2018-03-12")]),
    ("capitals only", "SHELLING KILLED FOUR ON MAY 17 AND LATE ON MONDAY", "2020-06-03",
     [("MAY 17", "DATE", "2020-05-17", "2020-05-17", "2020-05-17"),
      ("LATE ON MONDAY", "DATE", "2020-06-01", "2020-06-01", "2020-06-01")]),
    ("small letters only", "shelling killed four on may 17 and late on monday, and rain may follow", "2020-06-03",
     [("may 17", "DATE", "2020-05-17", "2020-05-17", "2020-05-17"),
      ("late on monday", "DATE", "2020-06-01", "2020-06-01", "2020-06-01")]),
    ("spaces and quotes", "On May\u00a017, 2019 the club’s ‘last’ game of the ’90s was shown.", "2020-06-03",
     [("May\u00a017, 2019", "DATE", "2019-05-17", "2019-05-17", "2019-05-17"),
      ("the ’90s", "DATE", "199X", "1990-01-01", "1999-12-31")]),
    ("no such day", "The paper bears the date of February 30, 2019.", "2020-06-03",
     [("February 30, 2019", "DATE", None, None, None)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "published", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_every_time_of_a_text_is_found_and_resolved(text: str, published: str, expected: list[Row]) -> None:
    times = times_of(text, on(published))
    assert [(time.text, time.type, time.value, time.from_, time.to) for time in times] == expected


@pytest.mark.parametrize(
    "text",
    [
        "A 35-year-old guard and his two-year-old son, 16 months old, were hurt.",
        "The Sunday Times and Bloody Sunday are names.",
        "Resolution 2254 and Flight 1549 carry numbers.",
        "Some 2000 troops and 1500 tents arrived; 1800 meters of rope too.",
        "Theresa May may march; a man named Mark sat. He fell.",
        "The second man won the first prize at the spring.",
        "Three-quarters of the grain burned.",
    ],
)
def test_what_only_looks_like_a_time_is_left_alone(text: str) -> None:
    assert [time.text for time in found_in(text)] == []


@pytest.mark.parametrize("text", ["A second later he fell.", "One second earlier he was safe.", "A second later"])
def test_a_second_is_a_measure_and_no_ordinal(text: str) -> None:
    assert [(time.type, time.value) for time in times_of(text, on("2020-06-03"))] == [("DURATION", "PT1S")]


def test_a_second_ago_was_today() -> None:
    assert [(time.type, time.from_) for time in times_of("A second ago he fell.", on("2020-06-03"))] == [
        ("TIME", "2020-06-03")
    ]


TENSES = [
    ("past", "The council met on Friday.", "past", "2020-05-29"),
    ("future", "The council will meet on Friday.", "future", "2020-06-05"),
    ("planned", "The council is due to meet on Friday.", "future", "2020-06-05"),
    ("future, time first", "On Friday the council will meet.", "future", "2020-06-05"),
    ("not before", "The council could meet as early as Friday.", "future", "2020-06-05"),
    ("put off", "The council postponed the vote until Friday.", "future", "2020-06-05"),
    ("lasting until", "The curfew lasted until Friday.", "past", "2020-05-29"),
    ("what a day owns", "The union would appeal against Friday's ruling.", None, "2020-05-29"),
]


@pytest.mark.parametrize(("text", "tense", "day"), [row[1:] for row in TENSES], ids=[row[0] for row in TENSES])
def test_tense_decides_which_friday_is_meant(text: str, tense: str | None, day: str) -> None:
    assert [time.tense for time in found_in(text)] == [tense]
    assert [time.value for time in times_of(text, on("2020-06-03"))] == [day]


@pytest.mark.parametrize(
    ("text", "tense", "value"),
    [
        ("The vote was held on March 3.", "past", "2020-03-03"),
        ("The vote will be held on March 3.", "future", "2021-03-03"),
        ("The trial began in December.", "past", "2019-12"),
        ("The trial will begin in December.", "future", "2020-12"),
    ],
)
def test_tense_decides_which_year_is_meant(text: str, tense: str, value: str) -> None:
    (time,) = times_of(text, on("2020-08-20"))
    assert (found_in(text)[0].tense, time.value) == (tense, value)


def test_what_an_organisation_is_called_is_no_time(coder: Coder) -> None:
    text = "A USA TODAY/Holt University Poll came out on Monday."
    assert [time.text for time in coder(text, published="2024-03-05").times] == ["Monday"]
