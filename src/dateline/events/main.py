"""What a report is about, and what it tells only as background.

A report of a statement is about the statement, and the attack it speaks of is its background; a report of an attack is
about the attack, though its first sentence has the arrest.  Two logistic regressions over named signs of how a report
tells an event give the chance that it is the report's matter, and that it is background; they were fitted on the events
of reports that we read and judged (``training/main_events.py``, ``docs/models/main.md``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from dateline.codebook.sign_weights import SignWeights, load_sign_weights
from dateline.events.setting import way_up
from dateline.parse.tree import Parsed, Sentence, Token
from dateline.record import Event, Party, Reason, Report, Toll

QUESTIONS = ("main", "background")
"""What is asked of each event: whether it is the report's matter, whether it is background."""
_AT_MOST = 3
_LIKELY = 0.5
_PAST = 0.6
"""Chance from which the record says that an event is background."""
_BESIDE = 0.6
"""How likely a further event must be, as a share of the likeliest one's chance."""
_LEAST = 0.2
"""Chance below which not even the likeliest event is what the report is about."""
_BESIDE_VIOLENCE = frozenset(("ACCUSE", "COERCE"))
"""Types of what police and courts do about violence: beside violence that is main they are not."""
_AFTERMATH = frozenset(("ACCUSE", "COERCE", "MOBILIZE", "REQUEST", "AID", "RETREAT"))
"""Types of what is done about violence of these days: the violence is main in their place."""
_HARDLY = 0.15
"""Chance from which it is."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 4
"""Letters by which words of a headline are known again in the text."""
_LEAD = 2
"""Sentences at the beginning that say what a report is about."""
_TELLING = ("NN", "VB", "JJ")
_HAVE = frozenset(("have", "has", "'ve"))
_MODAL = frozenset(("will", "would", "may", "might", "could", "can", "should", "must"))
_UNDER = frozenset(
    ("relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp", "pobj", "dobj", "nsubj", "conj", "appos", "compound")
)
_OF_TIME = frozenset(
    (
        "ago", "earlier", "last", "previous", "since", "after", "following", "yesterday", "today", "history", "former",
        "years", "year", "months", "month", "week",
    )
)  # fmt: skip
"""Words of a sentence that place it before the news, or in it."""
_OPENINGS = frozenset(("meanwhile", "earlier", "also", "previously", "since", "last", "in", "on", "but", "however"))


def flag_main(events: tuple[Event, ...], report: Report, parsed: Parsed) -> tuple[Event, ...]:
    """The events with ``main`` set on those the report is about: at most three, and none where nothing is likely to be.

    The others say in a reason for ``main`` where they are likelier told as background than as news.
    """
    if not events:
        return events
    known = weights()
    signs = list(signs_of(events, report, parsed))
    chances = [known.chance("main", own) for own in signs]
    main = _without_aftermath(chosen(chances), chances, events, report)
    return tuple(
        _judged(event, chances[place], place in main, known.chance("background", signs[place]))
        for place, event in enumerate(events)
    )


def _without_aftermath(main: set[int], chances: Sequence[float], events: Sequence[Event], report: Report) -> set[int]:
    """The main events without what police, courts and helpers did about violence that the report also tells.

    Where the likeliest is of that kind and somebody came to harm in these days, the report is about the harm.
    """
    if not main:
        return main
    violence = {place for place in main if _is_done_violence(events[place])}
    if violence:
        return {place for place in main if events[place].type not in _BESIDE_VIOLENCE}
    best = max(main, key=lambda place: (chances[place], -place))
    if events[best].type not in _AFTERMATH:
        return main
    published = _published(report)
    fresh = [place for place, event in enumerate(events) if _is_fresh_violence(event, published)]
    most = max((chances[place] for place in fresh), default=0.0)
    if most < _HARDLY:
        return main
    near = [place for place in fresh if chances[place] >= _BESIDE * most]
    told = sorted(near, key=lambda place: (-chances[place], place))[:_AT_MOST]
    return {*told, *(place for place in main if events[place].type not in _AFTERMATH)}


def _published(report: Report) -> date | None:
    """The last day on which the report may have come out."""
    last = None if report.published_range is None else report.published_range.to
    return None if last is None else date.fromisoformat(last[:10])


def _is_fresh_violence(event: Event, published: date | None) -> bool:
    """Whether somebody came to harm in the days before the report, or a report without a day tells so."""
    harmed = event.toll.killed is not None or event.toll.injured is not None
    return _is_done_violence(event) and harmed and _day(event, published) in ("none", "1", "3", "10", "known")


def _is_done_violence(event: Event) -> bool:
    return event.type == "ASSAULT" and event.status in ("occurred", "ongoing")


def weights() -> SignWeights:
    """The weights of the signs, by question."""
    return load_sign_weights("main", QUESTIONS)


def chosen(chances: Sequence[float]) -> set[int]:
    """The places of the events that are main, by the chance that each is what the report is about."""
    order = sorted(range(len(chances)), key=lambda place: (-chances[place], place))[:_AT_MOST]
    best = chances[order[0]]
    further = {place for place in order if chances[place] >= max(_LIKELY, _BESIDE * best)}
    return further | {order[0]} if best >= _LEAST else set()


def _judged(event: Event, chance: float, main: bool, background: float) -> Event:
    """The event flagged or not, with the reason."""
    if main and chance < _LEAST:
        text = f"the report's news is what followed from it (chance that it is about this itself {chance:.2f})"
        reason = Reason(about="main", by="main:harm", text=text)
    elif main:
        reason = Reason(about="main", by="main:signs", text=f"the report is about it (chance {chance:.2f})")
    elif background >= _PAST:
        reason = Reason(about="main", by="main:background", text=f"told as background (chance {background:.2f})")
    else:
        return event
    return msgspec.structs.replace(event, main=main, because=(*event.because, reason))


# -- signs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the signs of a report's events are taken from, looked up once.

    ``title`` has the stems of the headline, ``lead`` the lemmas of the first sentences, ``lemmas`` how often each is
    used, ``parties`` how often each party takes part, ``types`` how many events have each type, ``words`` the type told
    by the word at an offset; ``published`` is the last day on which the report may have come out.
    """

    report: Report
    parsed: Parsed
    title: frozenset[str]
    lead: frozenset[str]
    lemmas: Counter[str]
    parties: Counter[str]
    types: Counter[str]
    words: dict[int, str]
    published: date | None

    @classmethod
    def of(cls, events: Sequence[Event], report: Report, parsed: Parsed) -> _Telling:
        """What is known of a report with these events."""
        told = [_lemmas(sentence) for sentence in parsed.sentences]
        return cls(
            report, parsed,
            title=_stems(report.title or ""),
            lead=frozenset().union(*told[:_LEAD]),
            lemmas=Counter(lemma for lemmas in told for lemma in lemmas),
            parties=Counter(_called(party) for event in events for party in (*event.actors, *event.recipients)),
            types=Counter(event.type for event in events),
            words={event.trigger.start: event.type for event in events},
            published=_published(report),
        )  # fmt: skip


def signs_of(events: Sequence[Event], report: Report, parsed: Parsed) -> Iterator[list[str]]:
    """The signs of each event of a report, in the order of the events, which is that of the text."""
    telling = _Telling.of(events, report, parsed)
    before: Counter[str] = Counter()
    told: set[int] = set()
    for place, event in enumerate(events):
        signs = [
            *_of_event(event, telling),
            f"events={_upto(len(events), 3, 6, 10, 15)}",
            f"place={_upto(place, 0, 1, 3, 6)}",
            f"of type={'only' if telling.types[event.type] == 1 else 'later' if before[event.type] else 'first'}",
        ]
        if before["ASSAULT"]:
            signs.append(f"after violence,{event.type}")
        before[event.type] += 1
        found = parsed.token_at(event.trigger.start)
        if found is not None:
            sentence, word = found
            if sentence.index not in told:
                signs.append("first of sentence")
                told.add(sentence.index)
            signs += _of_sentence(event, sentence, telling)
            signs += _of_word(sentence, word, telling)
            signs += _of_governors(sentence, word, telling)
        yield signs


def _of_event(event: Event, telling: _Telling) -> Iterator[str]:
    """Signs of what the event is."""
    yield f"type={event.type}"
    yield f"status={event.status}"
    if event.mode is not None:
        yield f"mode={event.mode}"
    if event.toll != Toll():
        yield "toll"
    if event.where:
        yield "where"
    yield f"when={_day(event, telling.published)}"
    yield f"tenth={5 * event.trigger.start // (len(telling.parsed.text) + 1)}"
    if telling.title:
        own = frozenset().union(*(_stems(span.text) for span in event.evidence))
        yield f"title={min(3, len(telling.title & own))}"
        if telling.title & _stems(event.trigger.text):
            yield "trigger in title"
    else:
        yield "untitled"
    parties = [telling.parties[_called(party)] for party in (*event.actors, *event.recipients)]
    yield f"party={_upto(max(parties, default=0), 0, 1, 2, 4)}"


def _day(event: Event, published: date | None) -> str:
    """How long before the report the event was."""
    if event.when is None or event.when.from_ is None:
        return "none"
    if published is None:
        return "known"
    days = (published - date.fromisoformat(event.when.from_[:10])).days
    return "ahead" if days < 0 else _upto(days, 1, 3, 10, 40)


def _of_sentence(event: Event, sentence: Sentence, telling: _Telling) -> Iterator[str]:
    """Signs of the sentence that tells the event."""
    place = _upto(sentence.index, 0, 1, 2, 3, 5, 8, 12)
    yield f"sentence={place}"
    yield f"sentence={place},{event.type}"
    yield f"from end={_upto(len(telling.parsed.sentences) - 1 - sentence.index, 0, 1, 3)}"
    shared = len(_lemmas(sentence) & telling.lead) / max(1, len(telling.lead))
    yield f"of lead={_upto(round(10 * shared), 0, 1, 2, 4)}"
    words = {token.lower for token in sentence.tokens}
    yield from sorted(f"word={word}" for word in words & _OF_TIME)
    if sentence.tokens[0].lower in _OPENINGS:
        yield f"opens={sentence.tokens[0].lower}"


def _of_word(sentence: Sentence, word: Token, telling: _Telling) -> Iterator[str]:
    """Signs of the word that tells the event, in its sentence."""
    form = _form(sentence, word)
    yield f"form={form}"
    yield f"form={form},{'lead' if sentence.index < _LEAD else 'later'}"
    way = way_up(sentence, word)
    yield f"depth={_upto(len(way) - 1, 0, 1, 2, 4)}"
    yield from sorted({f"under={token.dep}" for token in way if token.dep in _UNDER})
    if any(token.lower == "the" for token in sentence.dependents(word, "det")):
        yield "the"
    if any(
        mark.label == "CONTENT" and mark.first <= word.index < mark.last for mark in sentence.marks.get("quote", ())
    ):
        yield "in statement"
    lemma = word.lemma.lower()
    yield f"again={_upto(telling.lemmas[lemma], 1, 2, 4)}"
    if sentence.index >= _LEAD and lemma in telling.lead:
        yield "word of lead"


def _of_governors(sentence: Sentence, word: Token, telling: _Telling) -> Iterator[str]:
    """Signs of what stands above the word: "accused of a murder", "after the attack"."""
    way = way_up(sentence, word)[1:]
    if way and way[0].tag == "IN":
        yield f"prep={way[0].lower}"
    above = next((token for token in way if token.tag[:2] in _TELLING), None)
    if above is not None:
        yield f"above={above.lemma.lower()}"
    within = next((telling.words[token.start] for token in way if token.start in telling.words), None)
    if within is not None:
        yield f"within={within}"


def _form(sentence: Sentence, word: Token) -> str:
    """A noun, the tense of a verb, or the auxiliary that makes it one."""
    if word.tag[:2] != "VB":
        return "noun"
    having = {child.lower for child in sentence.dependents(word, "aux", "auxpass")}
    if "had" in having:
        return "had"
    return "have" if having & _HAVE else "modal" if having & _MODAL else word.tag


def _lemmas(sentence: Sentence) -> frozenset[str]:
    return frozenset(token.lemma.lower() for token in sentence.tokens if token.tag[:2] in _TELLING)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.lower()[:_STEM] for word in _WORD.findall(text))


def _called(party: Party) -> str:
    return (party.name or party.text).lower()


def _upto(count: int, *bounds: int) -> str:
    """The first of the bounds that the count does not go beyond, ``more`` where it goes beyond all."""
    return next((str(bound) for bound in bounds if count <= bound), "more")
