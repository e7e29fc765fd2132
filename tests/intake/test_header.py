"""Headline, dateline line and credit."""

import pytest

from dateline.intake import header
from dateline.intake.furniture import lines_of

REST = "Two brigades crossed the river at dawn and met no resistance, the ministry said in a statement."

DATELINES = [
    ("place and agency", "BAGHDAD (AP) — ", "BAGHDAD (AP) —", "Associated Press", None, "own"),
    ("mixed case", "Kirkuk, Iraq - ", "Kirkuk, Iraq -", None, None, "own"),
    ("date and agency", "BAGHDAD, June 2 (Reuters) - ", "BAGHDAD, June 2 (Reuters) -", "Reuters", None, "own"),
    ("full date", "BAGHDAD, June 2, 2020 (Reuters) - ",
     "BAGHDAD, June 2, 2020 (Reuters) -", "Reuters", "2020-06-02", "own"),
    ("day first", "Addis Ababa, 2 June 2020 (ENA) -- ",
     "Addis Ababa, 2 June 2020 (ENA) --", "Ethiopian News Agency", "2020-06-02", "own"),
    ("old wire", "San José, 4 Jan 90 (EFE) -- ", "San José, 4 Jan 90 (EFE) --", "EFE", "1990-01-04", "own"),
    ("Russian form", "MOSCOW, June 2. /TASS/. ", "MOSCOW, June 2. /TASS/.", "TASS", None, "own"),
    ("Italian form", "ROME, June 2 (ANSA) - ", "ROME, June 2 (ANSA) -", "ANSA", None, "own"),
    ("capitals and dash", "NAIROBI — ", "NAIROBI —", None, None, "own"),
    ("state", "KANSAS CITY, Mo. -- ", "KANSAS CITY, Mo. --", None, None, "own"),
    ("two agencies", "DETROIT (WWJ/AP) – ", "DETROIT (WWJ/AP) –", "Associated Press", None, "own"),
    ("unknown station", "CHELSEA (WXYZ) - ", "CHELSEA (WXYZ) -", "WXYZ", None, "own"),
    ("underscore for a dash", "BELMAR, Norland (AP)_ ", "BELMAR, Norland (AP)_", "Associated Press", None, "own"),
    ("agency alone in brackets", "(Reuters) - ", "(Reuters) -", "Reuters", None, "own"),
    ("agency alone", "AFP - ", "AFP -", "Agence France-Presse", None, "own"),
    ("Indian form", "SRINAGAR: ", "SRINAGAR:", None, None, "own"),
    ("colon after agency", "SOUTH WAZIRISTAN, April 5 (APP): ",
     "SOUTH WAZIRISTAN, April 5 (APP):", "Associated Press of Pakistan", None, "own"),
    ("no-break space", "GAZA\xa0CITY (AFP)\xa0— ", "GAZA\xa0CITY (AFP)\xa0—", "Agence France-Presse", None, "own"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("opening", "span", "credit", "day"), [pytest.param(*row[1:5], id=row[0]) for row in DATELINES]
)
def test_dateline_lines(opening, span, credit, day):
    text = "A headline\n\n" + opening + REST
    found = header.dateline(text, lines_of(text)[1])
    assert found is not None
    assert found.span.text == span
    assert text[found.span.start : found.span.end] == span
    assert found.credit == credit
    assert (found.days.from_ if found.days else None) == day


@pytest.mark.parametrize(
    "text",
    [
        "Two brigades crossed the river at dawn - and met no resistance.",
        "Ali Hassan (PUK) said that he would not run again in the spring.",
        "Analysis - The river has decided every war in this country.",
        "Breaking: The minister has resigned, his office said on Monday.",
        "The army — The largest in the region — crossed the river at dawn.",
        "President Example: We shall not leave before the harvest is in.",
        "Monday - The river rose again, and the people of the valley left.",
        "Sources close to the talks (Reuters reported) said they had failed.",
        "In Kano, Nigeria, two men were held.",
        "A",
    ],
)
def test_ordinary_openings_are_no_dateline(text):
    assert header.dateline(text, lines_of(text)[0]) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Army takes the bridge\n\n" + REST, "Army takes the bridge"),
        ("ARMY TAKES THE BRIDGE!\n\n" + REST, "ARMY TAKES THE BRIDGE!"),
        ("What next for the valley?\n" + REST, "What next for the valley?"),
        ("Army takes the bridge.\n\n" + REST, None),
        (REST + "\n\n" + REST, None),
        ("Army takes the bridge\nSecond line", None),
        ("Army takes the bridge", None),
        ("BAGHDAD (AP) — The army took the bridge\n\n" + REST, None),
        ("12:30\n\n" + REST, None),
        ("The men said:\n\n" + REST, None),
    ],
)
def test_headlines(text, title):
    found = header.headline(lines_of(text), text)
    assert (text[found.start : found.end] if found else None) == title


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("The dam will be repaired by spring, according to Xinhua.", "Xinhua"),
        ("The IRNA news agency quoted him as saying so.", "IRNA"),
        ("Two ships were seized, Interfax reported on Monday.", "Interfax"),
        ("Two ships were seized, according to the minister.", None),
        ("According to Petra, her sister, nothing happened.", None),
    ],
)
def test_agencies_the_text_rests_on(text, credit):
    assert header.quoted_agency(text) == credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("A general told Rudaw that his men were not there.", "Rudaw"),
        ("A general told the BBC that his men were not there.", "BBC News"),
        ("She told Reuters in Kano that the road was closed.", "Reuters"),
        ("He told The New York Times on Monday that it was over.", "The New York Times"),
        ("She told Time and again of the siege.", None),
        ("He told Ahmed that it was over.", None),
    ],
)
def test_outlets_somebody_told(text, credit):
    assert header.told_outlet(text) == credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("The road is open again. (AP)", "Associated Press"),
        ("The road is open again. — TASS", "TASS"),
        ("The road is open again [Reuters]", None),
        ("The road is open again. (Monday)", None),
        ("The road is open again. -- Ahmed", None),
    ],
)
def test_signatures(text, credit):
    assert header.signed(lines_of(text)[0]) == credit
