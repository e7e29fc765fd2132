"""The date of an undated report, bounded by what it says."""

from __future__ import annotations

from when_reading import reader

from dateline.codebook.registry import OfficeTerm
from dateline.mentions.when import Anchor, bound_publication, find, resolve
from dateline.record import PublishedRange


def bounded(text: str, *offices: tuple[str, str, str, str | None]) -> PublishedRange:
    """The range of a text; an office is the words of its mention, the office, first and last day."""
    sentences = reader(text).sentences
    found = find(text, sentences)
    terms = []
    for words, office, first, last in offices:
        start = text.index(words)
        terms.append(OfficeTerm(words, office, "XXX", first, last, start, start + len(words)))
    return bound_publication(resolve(found, sentences, Anchor()), found, sentences, text, terms)


def test_nothing_to_go_by_is_said() -> None:
    found = bounded("The mayor opened a well on Tuesday.")
    assert (found.from_, found.to, found.basis) == (None, None, "inferred")
    assert found.steps == ("nothing in the text bounds the date",)


def test_a_dated_past_gives_the_lower_bound_and_a_dated_future_the_upper() -> None:
    found = bounded("The pact was signed in December 2017. The treaty will expire in March 2021.")
    assert (found.from_, found.to) == ("2017-12-01", "2021-03-31")
    assert len(found.steps) == 2


def test_a_year_that_only_money_was_set_aside_for_bounds_nothing() -> None:
    assert bounded("The council approved funds for 2031.").from_ is None


def test_an_office_bounds_both_sides_unless_it_is_former() -> None:
    term = ("Ada Quill", "premier", "2015-03-02", "2018-09-30")
    held = bounded("Premier Ada Quill opened a well.", term)
    assert (held.from_, held.to) == ("2015-03-02", "2018-09-30")
    assert bounded("Former premier Ada Quill opened a well.", term).from_ is None


def test_an_office_that_contradicts_a_bound_is_set_aside_and_said_so() -> None:
    found = bounded("In June 2019 Premier Ada Quill spoke.", ("Ada Quill", "premier", "2015-03-02", "2018-09-30"))
    assert (found.from_, found.to) == ("2019-06-01", None)
    assert any("set aside" in step for step in found.steps)


def test_the_first_day_in_office_and_fresh_days_without_a_year_narrow_the_range() -> None:
    text = "Premier Ada Quill, who took office on March 2, spoke to troops. The offensive started on March 20."
    found = bounded(text, ("Ada Quill", "premier", "2015-03-02", "2018-09-30"))
    assert (found.from_, found.to) == ("2015-03-20", "2015-06-03")
    assert len(found.steps) == 5


def test_weekday_and_day_choose_the_year_inside_a_term() -> None:
    found = bounded("Premier Ada Quill spoke on Tuesday, May 17.", ("Ada Quill", "premier", "2015-03-02", "2018-09-30"))
    assert (found.from_, found.to) == ("2016-05-17", "2016-07-31")


def test_a_day_that_fits_several_years_bounds_nothing_more() -> None:
    found = bounded("Premier Ada Quill spoke on May 17.", ("Ada Quill", "premier", "2015-03-02", "2018-09-30"))
    assert (found.from_, found.to) == ("2015-03-02", "2018-09-30")
