"""Stance: whether a statement asserts, denies, announces or threatens, and whether it owns to an act or disowns it."""

from __future__ import annotations

from dateline.codebook.speech import Phrase, Speech
from dateline.parse import Parsed, Token
from dateline.record import Party, Stance
from dateline.statements.drafts import Draft

_SELF = frozenset({"it", "they", "we", "he", "she", "i", "its", "their", "our", "his", "her", "my"})
_FUTURE = frozenset({"will", "'ll", "would", "shall", "going"})
_NOT = frozenset({"not", "n't", "never", "no", "nothing", "neither", "nor", "without", "zero", "any"})
_WHO = frozenset({"who", "whom", "whose", "which"})
WINDOW = 6
"""Tokens after a negation within which what it negates stands."""


def tokens_of(parsed: Parsed, draft: Draft) -> list[Token]:
    """The tokens of the content, at most those of its first sentences."""
    found: list[Token] = []
    for start, end in draft.content:
        sentence = parsed.sentence_at(start)
        if sentence is not None:
            found += [token for token in sentence.tokens if token.start >= start and token.end <= end]
        if len(found) > 80:
            break
    return found


def stance_of(parsed: Parsed, draft: Draft, speaker: Party | None, speech: Speech) -> Stance:
    """What the speaker does by the statement: the cue's own stance, turned by what the content says."""
    words = speech.stances
    base: Stance = draft.entry.stance if draft.entry is not None else "asserts"
    content = tokens_of(parsed, draft)
    lowers = [token.lower for token in content]
    if base == "claims_responsibility":
        return "denies_responsibility" if draft.negated else base
    if draft.entry is not None and draft.entry.lemma in {"claim", "admit"}:
        opening = _heading(content)
        if opening in words.credit or (opening in words.acts and draft.entry.lemma == "claim"):
            return "claims_responsibility"
    if base == "denies":
        return "denies_responsibility" if _disowns(content, words.part, words.deed) else base
    main = _main_verb(content)
    if base == "threatens" and draft.entry is not None and draft.entry.lemma == "vow":
        return "announces" if main in words.benign else "threatens"
    if base == "announces":
        promise = draft.entry is not None and draft.entry.lemma in {"pledge", "promise", "swear", "vow"}
        return "threatens" if promise and main in words.hostile else base
    if base != "asserts":
        return base
    own = _own(content)
    if _negates(content, words.part, own, words.deed):
        return "denies_responsibility" if own else "denies"
    if own and any(_of_oneself(content, lowers, phrase) for phrase in words.guilt):
        return "claims_responsibility"
    if own and any(form in _FUTURE for form in lowers[:6]) and main in words.hostile:
        return "threatens"
    if own and _armed(speaker, speech) and main in words.deed and not any(form in _FUTURE for form in lowers[:6]):
        return "claims_responsibility"
    return base


def _heading(content: list[Token]) -> str:
    """The noun that a noun phrase is about: the last of its first run of nouns."""
    found = ""
    for token in content[:8]:
        if token.tag[:2] == "NN":
            found = token.lemma
        elif found or (token.tag[:1] == "V" and token.tag not in {"VBN", "VBG"}):
            break
    return found


def _main_verb(content: list[Token]) -> str:
    """The first verb that is no auxiliary."""
    for token in content:
        if token.tag[:1] == "V" and token.dep not in {"aux", "auxpass"} and token.lemma not in {"be", "have", "do"}:
            return token.lemma
    return ""


def _own(content: list[Token]) -> bool:
    """Whether the content is about the speaker's own doing: its subject is a pronoun or "its fighters"."""
    for token in content[:5]:
        if token.lower in _SELF:
            return True
        if token.tag[:1] in "NV" and token.lower != "that":
            return False
    return False


def _disowns(content: list[Token], part: frozenset[str], deed: frozenset[str]) -> bool:
    """Whether what is denied is one's own part in an act."""
    if any(_is_part(token, part) for token in content[:8]):
        return True
    first = next((token for token in content if token.tag[:1] == "V"), None)
    return first is not None and first.tag == "VBG" and first.lemma in deed


def _is_part(token: Token, part: frozenset[str]) -> bool:
    """Whether a word means having to do with an act: "a hand in it", but not "hand back", "blame them"."""
    if token.lemma not in part:
        return False
    return token.tag[:2] != "VB" or token.tag in {"VBN", "VBG"} or token.lemma == "participate"


def _negates(content: list[Token], part: frozenset[str], own: bool, deed: frozenset[str]) -> bool:
    for place, token in enumerate(content[:30]):
        if token.lower not in _NOT or token.lower == "any":
            continue
        if any(before.lower in _FUTURE for before in content[max(0, place - 2) : place]):
            continue  # "will not take part", "shall not hand back": a refusal, of what is to come
        if any(before.lower in _WHO for before in content[max(0, place - WINDOW) : place]):
            continue  # "attacks on citizens who are in no way involved" tells of the citizens
        following = content[place + 1 : place + 1 + WINDOW]
        named = next((at for at, word in enumerate(following) if _is_part(word, part)), None)
        if named is not None:
            # "No group has claimed responsibility": that nobody claims it denies nothing.
            return not any(word.lemma == "claim" for word in following[:named])
        if own and any(word.lemma in deed for word in following[:3]):
            return True
    return False


def _at(lowers: list[str], phrase: Phrase) -> bool:
    size = len(phrase)
    return any(tuple(lowers[place : place + size]) == phrase for place in range(len(lowers) - size + 1))


def _of_oneself(content: list[Token], lowers: list[str], phrase: Phrase) -> bool:
    """Whether the phrase is there and said of the speaker: "they believe the front did it" is of the front."""
    for place in range(len(lowers) - len(phrase) + 1):
        if tuple(lowers[place : place + len(phrase)]) == phrase:
            subjects = [token for token in content[: place + len(phrase)] if token.dep in ("nsubj", "nsubjpass")]
            last = subjects[-1] if subjects else None
            if last is None or last.lower in _SELF:
                return True
            if any(it.lower in _SELF for it in content if it.dep == "poss" and it.head == last.index):
                return True  # "its fighters"
    return False


def _armed(speaker: Party | None, speech: Speech) -> bool:
    if speaker is None:
        return False
    if speaker.sector is not None:
        return speaker.sector in {"REB", "PRM", "UAF", "CRM", "MIL"}
    return any(word in speech.stances.armed for word in speaker.text.lower().split())
