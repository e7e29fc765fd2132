"""Quotations and who utters them: drafts grown to the marks, quotations given to the nearest saying, and run-ons."""

from __future__ import annotations

from dataclasses import replace

from dateline.codebook.speech import Cue, Speech
from dateline.parse import Parsed, Sentence, Token
from dateline.statements.clauses import speaker_of
from dateline.statements.drafts import Draft, Range, chars, shared, tidy
from dateline.statements.quotations import Quotation

REACH = 14
"""Tokens between a quotation and its saying at most."""

SHORT = 4
"""A quotation of fewer words, without a saying of its own, is a phrase held at arm's length, not a statement."""


def grown(text: str, drafts: list[Draft], quotes: tuple[Quotation, ...]) -> list[Draft]:
    """Each draft with its content stretched to the marks of the quotations it shares words with.

    A quotation that holds the cue itself does not count: there the saying is reported by someone else.
    """
    found = []
    turn = 0
    for draft in drafts:
        while turn < len(quotes) and quotes[turn].end < draft.start - LOOKBACK:
            turn += 1
        spans = list(draft.content)
        for quote in quotes[turn:]:
            if quote.start > draft.content[-1][1]:
                break
            if draft.cue is not None and quote.start <= draft.cue[0] and draft.cue[1] <= quote.end:
                continue
            whole = (quote.start, quote.end)
            if shared((whole,), draft.content) > 0 and (quote.double or draft.by == "clause"):
                spans.append(whole)
        joined = _joined(text, spans)
        found.append(draft if joined == draft.content else draft.saying(joined))
    return found


LOOKBACK = 20_000
"""Characters before a draft within which a quotation that reaches into it may begin."""


def _joined(text: str, spans: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tidy(text, merged)


def uttered(parsed: Parsed, drafts: list[Draft], quotes: tuple[Quotation, ...], speech: Speech) -> list[Draft]:
    """The drafts with every quotation that none of them holds given to one of them, or to a draft of its own."""
    found = sorted(drafts, key=lambda draft: (draft.start, -draft.size))
    holders = _holders(found, quotes)
    last: int | None = None  # the draft that spoke the quotation before
    before: Quotation | None = None
    for turn, quote in enumerate(quotes):
        holder = holders[turn]
        if holder is None and quote.double:
            holder = _given(parsed, quote, before, last, found, speech)
        if quote.double:
            if holder is not None:
                last = holder
            elif _paragraphs_between(parsed.text, before, quote) > 0:
                last = None
            before = quote
    return found


def _holders(drafts: list[Draft], quotes: tuple[Quotation, ...]) -> list[int | None]:
    """For each quotation, the draft whose content holds most of it."""
    found: list[int | None] = [None] * len(quotes)
    best = [0] * len(quotes)
    starts = [quote.start for quote in quotes]
    from bisect import bisect_left

    for place, draft in enumerate(drafts):
        for start, end in draft.content:
            turn = max(0, bisect_left(starts, start) - 1)
            while turn < len(quotes) and quotes[turn].start < end:
                quote = quotes[turn]
                common = min(end, quote.end) - max(start, quote.start)
                inside = draft.cue is not None and quote.start <= draft.cue[0] and draft.cue[1] <= quote.end
                if common * 2 > quote.end - quote.start and common > best[turn] and not inside:
                    best[turn], found[turn] = common, place
                turn += 1
    return found


def _paragraphs_between(text: str, before: Quotation | None, quote: Quotation) -> int:
    if before is None:
        return 1
    return text.count("\n", before.end, quote.start)


def _given(
    parsed: Parsed, quote: Quotation, before: Quotation | None, last: int | None, drafts: list[Draft], speech: Speech
) -> int | None:
    """Gives a quotation that nobody holds to someone; the index of the draft that has it then."""
    text = parsed.text
    whole = (quote.start, quote.end)
    words = text[slice(*quote.inner)].split()
    if before is not None and before.runs_on and last is not None and not text[before.end : quote.start].strip():
        drafts[last] = drafts[last].saying(_joined(text, [*drafts[last].content, whole]))
        return last
    saying = _after(parsed, quote, speech) or _before(parsed, quote, speech)
    if saying is not None:
        sentence, verb, entry = saying
        subject, means = speaker_of(sentence, verb)
        held = next((i for i, d in enumerate(drafts) if d.sentence == sentence.index and d.verb == verb.index), None)
        if held is not None:
            drafts[held] = drafts[held].saying(_joined(text, [*drafts[held].content, whole]))
            return held
        drafts.append(
            Draft(
                None if subject is None else chars(sentence, *subject),
                (verb.start, verb.end),
                tidy(text, [whole]),
                "quotation",
                sentence.index,
                verb.index,
                entry,
                None if means is None else chars(sentence, *means),
            )
        )
        return len(drafts) - 1
    if len(words) < SHORT or not _stands_alone(parsed, quote):
        return None
    if last is not None and before is not None and _paragraphs_between(text, before, quote) == 0:
        drafts[last] = drafts[last].saying(_joined(text, [*drafts[last].content, whole]))
        return last
    near = _same_paragraph(text, drafts, quote)
    if near is not None:
        drafts[near] = drafts[near].saying(_joined(text, [*drafts[near].content, whole]))
        return near
    return None


def _stands_alone(parsed: Parsed, quote: Quotation) -> bool:
    """Whether the quotation opens its sentence and ends one, so that nothing else in the sentence uses its words."""
    first = parsed.sentence_at(quote.inner[0])
    closing = parsed.text[quote.inner[1] - 1 : quote.inner[1]]
    after = parsed.text[quote.end : quote.end + 1]
    return first is not None and abs(first.start - quote.start) <= 3 and (closing in ".?!…" or after in ".?!")


def _same_paragraph(text: str, drafts: list[Draft], quote: Quotation) -> int | None:
    """The last statement before the quotation in its paragraph."""
    best: int | None = None
    for place, draft in enumerate(drafts):
        end = draft.content[-1][1]
        if draft.by != "noun" and draft.entry is not None and draft.entry.speech and end <= quote.start:
            if text.count("\n", end, quote.start) == 0 and (best is None or end > drafts[best].content[-1][1]):
                best = place
    return best


def _after(parsed: Parsed, quote: Quotation, speech: Speech) -> tuple[Sentence, Token, Cue] | None:
    """The saying right after a quotation: «…», said X."""
    text = parsed.text
    if text[quote.inner[1] - 1 : quote.inner[1]] not in ",?!…-—–." and text[quote.end : quote.end + 1] != ",":
        return None
    place = quote.end
    while place < len(text) and (text[place] in " ,\u00a0\"'”’"):
        place += 1
    found = parsed.token_at(place)
    if found is None:
        return None
    sentence, first = found
    if first.start == sentence.start and (text[quote.inner[1] - 1] == "." or sentence.start > quote.end + 2):
        return None
    for token in sentence.tokens[first.index : first.index + REACH]:
        if token.text[0] in "\"“.;:''" or token.text == "``":
            break
        if token.tag in {"VBD", "VBZ", "VBP", "VBN", "VBG"}:
            entry = speech.verbs.get(token.lemma)
            if entry is not None and entry.frames & {"quote", "clause"} and token.tag != "VBN":
                return sentence, token, entry
            if token.tag in {"VBD", "VBZ", "VBP"} and token.lemma not in {"be", "have"}:
                break
    return None


def _before(parsed: Parsed, quote: Quotation, speech: Speech) -> tuple[Sentence, Token, Cue] | None:
    """The saying right before a quotation: X said: «…»."""
    text = parsed.text
    place = quote.start - 1
    while place > 0 and text[place] in " \n\u00a0":
        place -= 1
    found = parsed.token_at(place)
    if found is None or "\n" in text[place : quote.start] and text[place] != ":":
        return None
    sentence, last = found
    inside = parsed.sentence_at(quote.inner[0])
    if inside is not sentence and last.text not in ":,":
        return None
    opens = last.text in {":", ","}
    for place in range(last.index, max(-1, last.index - REACH), -1):
        token = sentence[place]
        if token.text[0] in "\"”" or token.text == "''":
            break
        if token.tag[:1] == "V":
            entry = speech.verbs.get(token.lemma)
            if entry is not None and entry.frames & {"quote", "clause"} and (opens or last.index - place <= 2):
                return sentence, token, entry
            if not opens:
                break
    return None


def without_nested(drafts: list[Draft]) -> list[Draft]:
    """The drafts without those whose saying is itself part of what another draft reports, and without doubles.

    Of two drafts with nearly the same content the one with a speaker wins, then the reading of more trust.
    """
    trust = {"clause": 0, "quotation": 1, "source": 2, "heading": 3, "noun": 4, "marks": 5}
    order = sorted(
        range(len(drafts)),
        key=lambda place: (drafts[place].start, -drafts[place].size, trust.get(drafts[place].by, 9)),
    )
    kept: list[Draft] = []
    for place in order:
        draft = drafts[place]
        nested = False
        for other in reversed(kept[-12:]):
            same = shared(draft.content, other.content)
            union = draft.size + other.size - same
            cue_inside = draft.cue is not None and any(a <= draft.cue[0] and draft.cue[1] <= b for a, b in other.content)
            if cue_inside or (same * 2 > union and not _chained(draft, other)):
                nested = True
                break
        if not nested:
            kept.append(draft)
    return kept


def _chained(draft: Draft, other: Draft) -> bool:
    """Whether the two are the nearest and the original source of the same words ("quoted X as saying")."""
    return draft.by == other.by == "clause" and draft.content == other.content and draft.verb == other.verb


__all__ = ["grown", "replace", "uttered", "without_nested"]
