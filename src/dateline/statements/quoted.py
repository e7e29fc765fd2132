"""Quotations and who utters them: drafts grown to the marks, quotations given to the nearest saying, and run-ons."""

from __future__ import annotations

from bisect import bisect_left

from dateline.codebook.speech import Cue, Speech
from dateline.parse import Parsed, Sentence, Token
from dateline.statements.drafts import Draft, Range, chars, shared, tidy
from dateline.statements.quotations import Quotation
from dateline.statements.syntax import speaker_of

REACH = 14
"""Tokens between a quotation and its saying at most."""

SHORT = 4
"""A quotation of fewer words, without a saying of its own, is a phrase held at arm's length, not a statement."""

LOOKBACK = 20_000
"""Characters before a draft within which a quotation that reaches into it may begin."""

GAP = 4
"""Words between a statement and a quotation that still belongs to it at most."""

PARAGRAPH = 12
"""Sentences back within which the statement that a quotation goes on with is looked for."""


class Sayings:
    """Drafts that can be looked up by the sentence of their cue while their contents grow."""

    def __init__(self, drafts: list[Draft]) -> None:
        self.drafts: list[Draft] = []
        self._by_sentence: dict[int, list[int]] = {}
        for draft in drafts:
            self.add(draft)

    def near(self, sentence: int, back: int) -> list[int]:
        """Drafts whose cue stands in the sentence or in one of the ``back`` before it, the nearest last."""
        return [
            place
            for index in range(max(0, sentence - back), sentence + 1)
            for place in self._by_sentence.get(index, ())
        ]

    def add(self, draft: Draft) -> int:
        """Takes a new draft in; its index."""
        self.drafts.append(draft)
        self._by_sentence.setdefault(draft.sentence, []).append(len(self.drafts) - 1)
        return len(self.drafts) - 1

    def extend(self, place: int, text: str, span: Range) -> int:
        """Adds a range to a draft's content; the draft's index."""
        draft = self.drafts[place]
        self.drafts[place] = draft.saying(_joined(text, [*draft.content, span]))
        return place


def grown(text: str, drafts: list[Draft], quotes: tuple[Quotation, ...]) -> list[Draft]:
    """Each draft with its content stretched to the marks of the quotations it shares words with.

    A quotation that holds the cue itself does not count: there the saying is reported by someone else.
    """
    ends = [quote.end for quote in quotes]
    found = []
    for draft in drafts:
        spans = list(draft.content)
        place = bisect_left(ends, draft.start)
        while place < len(quotes) and quotes[place].start <= draft.content[-1][1]:
            quote = quotes[place]
            place += 1
            if draft.cue is not None and quote.start <= draft.cue[0] and draft.cue[1] <= quote.end:
                continue
            whole = (quote.start, quote.end)
            if quote.start > draft.start - LOOKBACK and shared((whole,), draft.content) > 0:
                spans.append(whole)
        joined = _joined(text, spans)
        found.append(draft if joined == draft.content else draft.saying(joined))
    return found


def _joined(text: str, spans: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tidy(text, merged)


def uttered(parsed: Parsed, drafts: list[Draft], quotes: tuple[Quotation, ...], lists: Speech) -> list[Draft]:
    """The drafts with every quotation that none of them holds given to one of them, or to a draft of its own."""
    sayings = Sayings(sorted(drafts, key=lambda draft: (draft.start, -draft.size)))
    holders = _holders(sayings.drafts, quotes)
    last: int | None = None  # the draft that spoke the quotation before
    before: Quotation | None = None
    for turn, quote in enumerate(quotes):
        if not quote.double:
            continue
        holder = holders[turn]
        if holder is None:
            holder = _given(parsed, quote, before, last, sayings, lists)
        apart = _lines_between(parsed.text, before, quote) > 0
        if holder is not None and (apart or last is None or _opens_with(sayings.drafts[holder], quote)):
            last = holder
        elif holder is None and apart:
            last = None
        before = quote
    return sayings.drafts


def _holders(drafts: list[Draft], quotes: tuple[Quotation, ...]) -> list[int | None]:
    """For each quotation, the draft whose content holds most of it."""
    found: list[int | None] = [None] * len(quotes)
    best = [0] * len(quotes)
    ends = [quote.end for quote in quotes]
    for place, draft in enumerate(drafts):
        for start, end in draft.content:
            turn = bisect_left(ends, start)
            while turn < len(quotes) and quotes[turn].start < end:
                quote = quotes[turn]
                common = min(end, quote.end) - max(start, quote.start)
                inside = draft.cue is not None and quote.start <= draft.cue[0] and draft.cue[1] <= quote.end
                if common * 2 > quote.end - quote.start and common > best[turn] and not inside:
                    best[turn], found[turn] = common, place
                turn += 1
    return found


def _lines_between(text: str, before: Quotation | None, quote: Quotation) -> int:
    return 1 if before is None else text.count("\n", before.end, quote.start)


def _opens_with(draft: Draft, quote: Quotation) -> bool:
    """Whether the draft is the quotation itself, not a clause that borrows a phrase from someone."""
    return any(abs(start - quote.start) <= 6 for start, _ in draft.content)


def _given(
    parsed: Parsed, quote: Quotation, before: Quotation | None, last: int | None, sayings: Sayings, lists: Speech
) -> int | None:
    """Gives a quotation that nobody holds to someone; the index of the draft that has it then."""
    text = parsed.text
    whole = (quote.start, quote.end)
    if before is not None and before.runs_on and last is not None and not text[before.end : quote.start].strip():
        return sayings.extend(last, text, whole)
    saying = _after(parsed, quote, lists) or _before(parsed, quote, lists)
    if saying is not None:
        return _own(text, quote, saying, sayings)
    inside = parsed.sentence_at(quote.inner[0])
    if inside is None:
        return None
    beside = _beside(text, quote, inside, sayings)
    if beside is not None:
        return sayings.extend(beside, text, (sayings.drafts[beside].content[-1][1], quote.end))
    if len(text[slice(*quote.inner)].split()) < SHORT or not _stands_alone(text, quote, inside):
        return None
    if last is not None and _lines_between(text, before, quote) == 0:
        return sayings.extend(last, text, whole)
    near = _same_paragraph(text, quote, inside, sayings)
    return None if near is None else sayings.extend(near, text, whole)


def _own(text: str, quote: Quotation, saying: tuple[Sentence, Token, Cue], sayings: Sayings) -> int:
    """The draft of a quotation's own saying, made if the clause reading has not found it."""
    sentence, verb, entry = saying
    for place in sayings.near(sentence.index, 0):
        if sayings.drafts[place].verb == verb.index:
            return sayings.extend(place, text, (quote.start, quote.end))
    subject, means = speaker_of(sentence, verb)
    return sayings.add(
        Draft(
            None if subject is None else chars(sentence, *subject),
            (verb.start, verb.end),
            tidy(text, [(quote.start, quote.end)]),
            "quotation",
            sentence.index,
            verb.index,
            entry,
            None if means is None else chars(sentence, *means),
        )
    )


def _beside(text: str, quote: Quotation, inside: Sentence, sayings: Sayings) -> int | None:
    """The statement that breaks off right before the quotation: "said he was thinking, «…»"."""
    for place in sayings.near(inside.index, 1):
        draft = sayings.drafts[place]
        end = draft.content[-1][1]
        if not 0 <= quote.start - end <= 40 or (draft.cue is not None and draft.cue[1] > draft.start):
            continue
        gap = text[end : quote.start]
        if len(gap.split()) <= GAP and not any(mark in gap for mark in ".?!;:\n"):
            return place
    return None


def _stands_alone(text: str, quote: Quotation, inside: Sentence) -> bool:
    """Whether the quotation opens its sentence and ends one, so that nothing else in the sentence uses its words."""
    closing = text[quote.inner[1] - 1 : quote.inner[1]]
    return abs(inside.start - quote.start) <= 3 and (closing in ".?!…" or text[quote.end : quote.end + 1] in ".?!")


def _same_paragraph(text: str, quote: Quotation, inside: Sentence, sayings: Sayings) -> int | None:
    """The last statement before the quotation in its paragraph."""
    best: int | None = None
    latest = -1
    for place in sayings.near(inside.index, PARAGRAPH):
        draft = sayings.drafts[place]
        end = draft.content[-1][1]
        if draft.by == "noun" or draft.entry is None or not draft.entry.speech or not latest < end <= quote.start:
            continue
        if text.count("\n", end, quote.start) == 0:
            best, latest = place, end
    return best


def _after(parsed: Parsed, quote: Quotation, lists: Speech) -> tuple[Sentence, Token, Cue] | None:
    """The saying right after a quotation: «…», said X."""
    text = parsed.text
    closing = text[quote.inner[1] - 1 : quote.inner[1]]
    if closing not in ",?!…-—–." and text[quote.end : quote.end + 1] != ",":
        return None
    place = quote.end
    while place < len(text) and text[place] in " ,\u00a0\"'”’":
        place += 1
    found = parsed.token_at(place)
    if found is None:
        return None
    sentence, first = found
    if first.start == sentence.start and (closing == "." or sentence.start > quote.end + 2):
        return None
    for token in sentence.tokens[first.index : first.index + REACH]:
        if token.text[0] in "\"“.;:'" or token.text == "``":
            break
        if token.tag in {"VBD", "VBZ", "VBP", "VBG"}:
            entry = lists.verbs.get(token.lemma)
            if entry is not None and entry.frames & {"quote", "clause"}:
                return sentence, token, entry
            if token.tag != "VBG" and token.lemma not in {"be", "have"}:
                break
    return None


def _before(parsed: Parsed, quote: Quotation, lists: Speech) -> tuple[Sentence, Token, Cue] | None:
    """The saying right before a quotation: X said: «…»."""
    text = parsed.text
    place = quote.start - 1
    while place > 0 and text[place] in " \n\u00a0":
        place -= 1
    found = parsed.token_at(place) if place >= 0 else None
    if found is None or ("\n" in text[place : quote.start] and text[place] != ":"):
        return None
    sentence, last = found
    if parsed.sentence_at(quote.inner[0]) is not sentence and last.text not in ":,":
        return None
    opens = last.text in {":", ","}
    reach = len(sentence) if last.text == ":" else REACH
    for place in range(last.index, max(-1, last.index - reach), -1):
        token = sentence[place]
        if token.text[0] in '"”' or token.text == "''":
            break
        if token.tag[:1] == "V":
            entry = lists.verbs.get(token.lemma)
            if entry is not None and entry.frames & {"quote", "clause"} and (opens or last.index - place <= 2):
                return sentence, token, entry
            if not opens:
                break
    return None


_TRUST = {"clause": 0, "quotation": 1, "source": 2, "heading": 3, "noun": 4, "marks": 5}

WIDTH = 12
"""Drafts before one that are looked at for holding it."""


def settled(drafts: list[Draft], quotes: tuple[Quotation, ...]) -> list[Draft]:
    """The drafts without doubles, and without sayings that are themselves part of what another draft reports.

    Of two drafts with nearly the same content the longer wins, then the reading of more trust.  A saying inside a
    statement stays when it is a link in a chain of sources ("the monitor said that the ministry claimed that …").
    """
    ends = [quote.end for quote in quotes]
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda draft: (draft.start, -draft.size, _TRUST[draft.by])):
        if not any(_covers(other, draft, quotes, ends) for other in kept[-WIDTH:]):
            kept.append(draft)
    return kept


def _covers(other: Draft, draft: Draft, quotes: tuple[Quotation, ...], ends: list[int]) -> bool:
    """Whether ``other`` makes ``draft`` superfluous."""
    cue = draft.cue
    if cue is not None and any(start <= cue[0] and cue[1] <= end for start, end in other.content):
        place = bisect_left(ends, cue[1])
        quoted = place < len(quotes) and quotes[place].start <= cue[0]
        return quoted or not _is_link(other, draft)
    same = shared(draft.content, other.content)
    if same * 2 <= draft.size + other.size - same:
        return False
    # the nearest and the original source of the same words ("the office quoted X as saying")
    chained = any(link.entry is not None and link.entry.stance == "quotes" for link in (draft, other))
    return draft.content != other.content or not chained or draft.speaker == other.speaker


def _is_link(other: Draft, draft: Draft) -> bool:
    """Whether ``draft``, inside ``other``, passes on the words of a second, named source."""
    if draft.by != "clause" or draft.entry is None or draft.speaker is None or draft.cue is None:
        return False
    firm = other.by == "source" or draft.entry.stance != "asserts"  # "according to X, the army denied the raid"
    return (
        draft.entry.speech
        and "clause" in draft.entry.frames
        and draft.speaker[1] - draft.speaker[0] > PRONOUN
        and other.start + LEAD < draft.cue[0] < draft.start
        and draft.size > (FIRM if firm else LINK)
    )


PRONOUN = 5
LEAD = 8
LINK = 30
FIRM = 6
"""Characters: a source in a chain is named by more than a pronoun, stands after the outer statement has begun, and
passes on more than a phrase; less is enough under "according to" and where the inner saying denies or announces."""
