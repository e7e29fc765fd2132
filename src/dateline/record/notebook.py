"""How a record shows itself in a notebook: the text with its evidence marked, and the events as sentences.

Everything from a report is escaped: a text is shown, never run.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from dateline.record.events import TOLL_KEYS
from dateline.record.spans import Span

if TYPE_CHECKING:
    from dateline.record.events import Event
    from dateline.record.mentions import Party
    from dateline.record.record import Record

# Okabe and Ito's palette: told apart by people who see colours differently; underlines carry the same in print.
_COLOURS = {"trigger": "#E69F00", "actor": "#56B4E9", "recipient": "#CC79A7", "place": "#009E73", "time": "#0072B2"}


_COLUMNS = ("event", "actor", "act", "recipient", "status", "when", "where", "toll", "says who")


def record_html(record: Record) -> str:
    """The record as a fragment of HTML that needs nothing from outside."""
    title = escape(record.report.title or record.report.id)
    day = escape(record.report.published or "undated")
    source = escape(record.report.source or "source unknown")
    parts = [
        '<div class="dateline-record" style="max-width:80em;line-height:1.5">',
        f"<p><strong>{title}</strong><br><small>{source} · {day} · {escape(record.reason)}</small></p>",
    ]
    if record.events:
        parts.append("<table><thead><tr>")
        parts.extend(f"<th>{name}</th>" for name in _COLUMNS)
        parts.append("</tr></thead><tbody>")
        parts.extend(_row(event) for event in record.events)
        parts.append("</tbody></table>")
        if any(event.main for event in record.events):
            parts.append("<p><small>main: what the report is about</small></p>")
    parts.append(_legend())
    parts.append(f'<p style="white-space:pre-wrap;max-width:60em">{"".join(_marked(record))}</p></div>')
    return "".join(parts)


def _row(event: Event) -> str:
    act = event.type + (f":{event.mode}" if event.mode else "")
    when = "" if event.when is None else (event.when.from_ or event.when.text)
    where = "; ".join(place.name or place.text for place in event.where)
    label = f"{event.id} · main" if event.main else event.id
    roles = (label, _names(event.actors), act, _names(event.recipients))
    cells = (*roles, str(event.status), when, where, _toll(event), _claim(event))
    weight = ' style="font-weight:600"' if event.main else ""
    return f"<tr{weight}>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _toll(event: Event) -> str:
    """The numbers as reported; nothing where nothing was, for that is not zero."""
    counts = ((name, getattr(event.toll, name)) for name in TOLL_KEYS)
    return ", ".join(
        f"{name} {count.min}" + ("+" if count.max is None else f"–{count.max}" if count.max != count.min else "")
        for name, count in counts
        if count is not None
    )


def _claim(event: Event) -> str:
    if event.claim is None:
        return ""
    speaker = event.claim.speaker
    return f"{speaker.name or speaker.text if speaker else 'somebody'} {event.claim.stance.replace('_', ' ')}"


def _legend() -> str:
    """The kinds of mark by name, for those who cannot go by colour."""
    shown = (f'<span style="border-bottom:3px solid {colour}">{kind}</span>' for kind, colour in _COLOURS.items())
    return f"<p><small>{' · '.join(shown)}</small></p>"


def _names(parties: tuple[Party, ...]) -> str:
    return ", ".join(party.name or party.text for party in parties)


def _marked(record: Record) -> Iterator[str]:
    """The text cut at every border of a marked span; of spans that overlap, the kind first in the list shows."""
    marks: list[tuple[str, Span]] = []
    for event in record.events:
        marks.append(("trigger", event.trigger))
        marks.extend(("actor", party) for party in event.actors)
        marks.extend(("recipient", party) for party in event.recipients)
    marks.extend(("place", place) for place in record.places)
    marks.extend(("time", time) for time in record.times)
    text = record.report.text
    order = list(_COLOURS)
    borders = sorted({0, len(text), *(span.start for _, span in marks), *(span.end for _, span in marks)})
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for kind, span in marks:
        opening.setdefault(span.start, []).append(kind)
        closing.setdefault(span.end, []).append(kind)
    active: list[str] = []
    for start, end in pairwise(borders):
        for kind in closing.get(start, ()):
            active.remove(kind)
        active.extend(opening.get(start, ()))
        piece = escape(text[start:end])
        if active:
            kind = min(active, key=order.index)
            yield f'<span title="{kind}" style="border-bottom:3px solid {_COLOURS[kind]}">{piece}</span>'
        else:
            yield piece
