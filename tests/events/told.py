"""What the tests of single steps start from: an act at a word of a text, and the report that the text is."""

from __future__ import annotations

from dateline.events.draft import Act
from dateline.parse import Parsed
from dateline.record import EventType, PublishedRange, Report, Span, digest


def act_at(parsed: Parsed, word: str, type_: EventType = "ASSAULT", mode: str | None = None) -> Act:
    """The act whose trigger is the first ``word`` of the text, without parties."""
    found = parsed.token_at(parsed.text.index(word))
    assert found is not None
    sentence, token = found
    trigger = Span.cut(parsed.text, token.start, token.end)
    return Act(sentence, token, trigger, type_, mode, "test", (), (), 0.5, ())


def report(text: str, published: str | None = "2021-03-08", dateline: str | None = None) -> Report:
    """The report of a text, which opens with ``dateline`` where one is given."""
    span = None if dateline is None else Span.cut(text, text.index(dateline), text.index(dateline) + len(dateline))
    return Report(
        id="x",
        text=text,
        sha256=digest(text),
        published=published,
        dateline=span,
        published_range=PublishedRange(from_=published, to=published, basis="given"),
    )
