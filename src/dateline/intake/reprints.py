"""Reprints: the same text again, with another headline, credit or ending.

Texts are compared by their runs of five words, headline, dateline and furniture left out.  An inverted index over a
fixed sample of the runs names candidates; each is then checked on all of its runs.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter
from dataclasses import dataclass

import numpy as np

from dateline.intake.lists import plain
from dateline.record import Report

_SHINGLE = 5
_SAMPLE = 4
_SAME = 0.8
_CONTAINED = 0.85
_FEWEST = 30  # words; a shorter note can say the same of another day
_POSTINGS = 64
_SHARE_SAMPLED = 0.5
_PRIME = (1 << 61) - 1
_FIRST = 1_000_003
_SECOND, _THIRD, _FOURTH = _FIRST**2, _FIRST**3, _FIRST**4
_BANDS = 12
# Odd factors and addends for hashes modulo 2**64 (multiply-shift), from a digest so that they are nobody's choice.
_FACTORS = np.array(
    [int.from_bytes(hashlib.blake2b(b"factor%d" % n, digest_size=8).digest(), "big") | 1 for n in range(2 * _BANDS)],
    dtype=np.uint64,
)
_ADDENDS = np.array(
    [int.from_bytes(hashlib.blake2b(b"addend%d" % n, digest_size=8).digest(), "big") for n in range(2 * _BANDS)],
    dtype=np.uint64,
)
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}


@dataclass(frozen=True, slots=True)
class ReprintMatch:
    """That a report repeats an earlier one.

    ``id`` is the earlier report's, ``similarity`` the Jaccard similarity of their five-word runs,
    ``contained`` the share of the new report's runs that the earlier one has.
    """

    id: str
    similarity: float
    contained: float

    @property
    def reason(self) -> str:
        """Why it counts as a reprint, in a sentence."""
        if self.similarity == 1.0:
            return f"the same text as {self.id}"
        return f"{self.contained:.0%} of its five-word runs stand in {self.id}"


@dataclass(frozen=True, slots=True)
class Signature:
    """What of a report's words decides whether it repeats another.

    ``words`` is a digest of all of them, ``runs`` are its five-word runs as sorted hashes and ``masked`` those with the
    figures masked.
    """

    words: bytes
    runs: array[int]
    masked: array[int]

    def bands(self) -> tuple[int, ...]:
        """Numbers of which two reports share at least one where they repeat each other, and seldom otherwise.

        Least hashes of the runs, two to a number (MinHash in bands): of reports that share 80 % of their runs one pair
        in 200,000 is missed, of those that share 60 % one in 200.  Positive and below 2**63.
        """
        runs = np.frombuffer(self.runs, dtype=np.uint32).astype(np.uint64)
        least = (runs[None, :] * _FACTORS[:, None] + _ADDENDS[:, None]).min(axis=1)
        pairs = least.reshape(-1, 2)
        bands = (pairs[:, 0] * _FACTORS[0] ^ pairs[:, 1] * _FACTORS[1]) + np.arange(len(pairs), dtype=np.uint64)
        return tuple(sorted({int(band) for band in bands >> np.uint64(1)}))


@dataclass(frozen=True, slots=True)
class _Known:
    """A report seen before."""

    id: str
    signature: Signature


def sign(report: Report) -> Signature | None:
    """The signature of a report; ``None`` for a note of fewer than thirty words, which repeats nothing."""
    words = _words(report)
    return _signed(words) if len(words) >= _FEWEST else None


def bands(report: Report) -> tuple[int, ...]:
    """The bands of a report's signature; none for a note that repeats nothing."""
    signature = sign(report)
    return signature.bands() if signature is not None else ()


def repeats(new: Signature, known: Signature, known_id: str) -> ReprintMatch | None:
    """Whether a report repeats a known one: nearly all of its runs are there, and no figure has changed."""
    if new.words == known.words:
        return ReprintMatch(known_id, 1.0, 1.0)
    return _compared(set(new.runs), new, known, known_id)


def _signed(words: list[str]) -> Signature:
    runs, masked = _packed(_runs(words)), _masked(words)
    return Signature(_key(words), runs, _packed(_runs(masked)) if masked != words else runs)


def _compared(runs: set[int], new: Signature, known: Signature, known_id: str) -> ReprintMatch | None:
    shared = sum(1 for run in known.runs if run in runs)
    similarity = shared / (len(runs) + len(known.runs) - shared)
    contained = shared / len(runs)
    if similarity < _SAME and contained < _CONTAINED:
        return None
    if _has_other_figures(known, runs, set(new.masked), shared):
        return None
    return ReprintMatch(known_id, similarity, contained)


class ReprintFinder:
    """Finds the earlier report that a report repeats; of equal texts the first one added is the original.

    Its state is nothing but the reports added, so adding the same ones in the same order rebuilds it.
    A longer version of a known text, or the same text with other figures, is news and no reprint; so is a note of fewer
    than thirty words, which may say the same of another day.
    """

    def __init__(self) -> None:
        self._known: list[_Known] = []
        self._exact: dict[bytes, int] = {}
        self._index: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def add(self, report: Report) -> None:
        """Remember a report that later ones may repeat."""
        signature = _signed(_words(report))
        number = len(self._known)
        self._known.append(_Known(report.id, signature))
        self._exact.setdefault(signature.words, number)
        for run in signature.runs:
            if run % _SAMPLE == 0:
                numbers = self._index.setdefault(run, [])
                # A run that so many reports share is boilerplate and tells nothing.
                if len(numbers) < _POSTINGS:
                    numbers.append(number)

    def match(self, report: Report) -> ReprintMatch | None:
        """The earliest known report that this one repeats, or ``None``."""
        signature = sign(report)
        if signature is None:
            return None
        exact = self._exact.get(signature.words)
        if exact is not None:
            return ReprintMatch(self._known[exact].id, 1.0, 1.0)
        runs = set(signature.runs)
        sampled = [run for run in runs if run % _SAMPLE == 0]
        counts = Counter(number for run in sampled for number in self._index.get(run, ()))
        least = max(2, int(len(sampled) * _SHARE_SAMPLED))
        for number in sorted(number for number, count in counts.items() if count >= least):
            known = self._known[number]
            match = _compared(runs, signature, known.signature, known.id)
            if match is not None:
                return match
        return None


def _has_other_figures(known: Signature, runs: set[int], masked: set[int], shared: int) -> bool:
    """Whether the same words stand with other figures: more runs agree once the figures are masked."""
    shared_masked = sum(1 for run in known.masked if run in masked)
    lost = (len(runs) - shared) - (len(masked) - shared_masked)
    return lost >= 1 and shared < len(runs)


def _words(report: Report) -> list[str]:
    """The words of the body in lower case, numbers as digits; headline, dateline line and furniture left out."""
    text = plain(report.text)
    title = plain(report.title or "").strip()
    start = 0
    if title and text.lstrip().startswith(title):
        start = text.index(title) + len(title)
    skipped = [*report.furniture, *((report.dateline,) if report.dateline else ())]
    parts: list[str] = []
    for span in sorted(skipped, key=lambda span: span.start):
        if span.start >= start:
            parts.append(text[start : span.start])
        start = max(start, span.end)
    parts.append(text[start:])
    words = [word.replace(",", "") if word[0].isdigit() else word for word in _WORD.findall("\n".join(parts).lower())]
    return [_NUMBERS.get(word, word) for word in words]


def _masked(words: list[str]) -> list[str]:
    return ["#" if word[0].isdigit() else word for word in words]


def _runs(words: list[str]) -> set[int]:
    """The runs of five words as 32-bit hashes, the same in every process."""
    numbers = {word: _word_hash(word) for word in dict.fromkeys(words)}
    hashes = [numbers[word] for word in words]
    if len(hashes) < _SHINGLE:
        hashes += [0] * (_SHINGLE - len(hashes))
    return {
        ((one * _FOURTH + two * _THIRD + three * _SECOND + four * _FIRST + five) % _PRIME) & 0xFFFF_FFFF
        for one, two, three, four, five in zip(hashes, hashes[1:], hashes[2:], hashes[3:], hashes[4:], strict=False)
    }


def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=7).digest(), "big")


def _packed(runs: set[int]) -> array[int]:
    return array("I", sorted(runs))


def _key(words: list[str]) -> bytes:
    return hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=16).digest()
