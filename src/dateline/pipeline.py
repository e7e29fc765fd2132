"""The corridor: read → parse → find → resolve → attribute → code → publish, one line a verb.

A report walks straight through and ends in exactly one disposition.  What goes wrong on the way is caught here, once,
with the stage it happened in; the rooms raise and know nothing of quarantine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import ParamSpec, TypeVar

import msgspec
from threadpoolctl import ThreadpoolController

import dateline
from dateline import events, intake, parse, statements
from dateline.codebook.books import Codebook, load_codebook
from dateline.events import AnnotatedReport
from dateline.events.own import own_codes
from dateline.events.taught import Taught, load_taught, with_taught
from dateline.intake import Options, Source
from dateline.mentions import stages as mentions
from dateline.parse.tree import Parsed
from dateline.publish import publish, publish_aside, publish_failure, publish_reprint
from dateline.record import Coder as CoderName
from dateline.record import DatelineError, Event, Record, Report, ReportError, SetupError

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

LANGUAGES = ("en",)
"""ISO 639-1 codes of the languages the coder reads; reports in others are set aside with that reason."""


@dataclass(frozen=True, slots=True)
class Coder:
    """A coder, built once by :func:`load` and then called.

    ``coder(text, published="2020-06-02")`` gives the record of one text; ``coder.pipe(texts)`` those of many, copies
    of one text coded once.
    """

    name: CoderName
    reader: parse.Reader
    books: Codebook
    taught: Taught | None = None
    """What the user's own labels taught; ``None`` where nothing did."""

    def __call__(
        self,
        text: str,
        *,
        published: str | None = None,
        title: str | None = None,
        id: str | None = None,  # noqa: A002 - the contract's word for it
    ) -> Record:
        """The record of ``text``, which is kept exactly as given.

        ``published`` is the report's ISO date where it is known.  Never raises for a report that cannot be coded: its
        record says ``quarantined``, at which stage and why.
        """
        try:
            report = _at("read", id or "text", intake.read_text, text, published=published, title=title, id=id)
        except ReportError as error:
            return publish_failure(error, self.name)
        return self.code(report)

    def pipe(self, reports: Iterable[str | Report], *, published: str | None = None) -> Iterator[Record]:
        """The records of many texts or reports in their order; the same text again becomes a reprint."""
        finder = intake.ReprintFinder()
        for item in reports:
            try:
                report = item if isinstance(item, Report) else intake.read_text(item, published=published)
                original = finder.match(report)
            except ReportError as error:
                yield publish_failure(error, self.name)
                continue
            if original is not None:
                yield publish_reprint(report, original.id, original.reason, self.name)
                continue
            finder.add(report)
            yield self.code(report)

    def read(self, source: Source, options: Options) -> Report:
        """The report that ``source`` names.

        Raises:
            ReportError: it cannot be read; the error names the file, the cause and the next step.
        """
        return _at("read", source.name, intake.read, source, options)

    def code(self, report: Report) -> Record:
        """The record of a report that was read; failures become its quarantine."""
        if report.language is not None and report.language not in LANGUAGES:
            return publish_aside(report, f"the text is not English (language found: {report.language})", self.name)
        try:
            with _no_collection(), _one_thread():
                return self._walk(report)
        except ReportError as error:
            return publish_failure(error, self.name, report)

    def left_out(self, report: Report) -> tuple[events.LeftOut, ...]:
        """The acts of a report that were found and are not in its record, each with the reason.

        Empty for a report that is not coded.  With categories of the user's own instead of PLOVER's there are none.

        Raises:
            ReportError: the report cannot be coded.
        """
        own = self.books.categories
        if (own is not None and own.only) or (report.language is not None and report.language not in LANGUAGES):
            return ()
        with _no_collection(), _one_thread():
            return _at("code", report.id, events.left_out, self.annotated(report), self.books.events)

    def annotated(self, report: Report) -> AnnotatedReport:
        """The report with all that is found in it before its events.

        Raises:
            ReportError: a stage failed; the error names it.
        """
        books, name = self.books, report.id
        begin = None if report.dateline is None else report.dateline.end
        parsed = _at("parse", name, self.reader, report.text, begin)
        found = _at("find", name, mentions.find, parsed, books.gazetteer, books.registry)
        resolved = _at("resolve", name, mentions.resolve, found, parsed, report, books.gazetteer, books.registry)
        report = msgspec.structs.replace(report, published_range=resolved.published_range)
        told = _without_furniture(parsed, report)
        said = _at("attribute", name, statements.attribute, told, resolved.parties)
        return AnnotatedReport(report, told, resolved.times, resolved.places, resolved.parties, said)

    def _walk(self, report: Report) -> Record:
        annotated = self.annotated(report)
        books, name, report, told = self.books, report.id, annotated.report, annotated.parsed
        own = books.categories
        happened: tuple[Event, ...] = ()
        if own is None or not own.only:
            happened = _at("code", name, events.code, annotated, books.events)
        if self.taught is not None:
            happened = _at("code", name, with_taught, happened, told, books.events, self.taught)
        if own is not None:
            happened = _at("code", name, own_codes, happened, annotated, books.events, own)
        return _at(
            "publish", name, publish,
            report, self.name, annotated.times, annotated.places, annotated.parties, annotated.statements, happened,
        )  # fmt: skip


@contextmanager
def _no_collection() -> Iterator[None]:
    """The search for reference cycles waits until the report is done: the rooms leave none worth looking for.

    It walks over every token and phrase made so far, again and again, and took 5 % of the time outside the encoder.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _one_thread() -> Iterator[None]:
    """The products of matrices are made on one thread.

    The heads' matrices are small: more threads only wait for each other, which took twice the CPU time for the same
    clock time, and where a sum is cut in parts its last digits depend on how many there are.
    """
    with _matrices().limit(limits=1):
        yield


@lru_cache(maxsize=1)
def _matrices() -> ThreadpoolController:
    """The libraries in this process that multiply matrices for numpy, found once."""
    return ThreadpoolController().select(user_api="blas")


def _without_furniture(parsed: Parsed, report: Report) -> Parsed:
    """What the report itself tells: in a page's share lines and captions nobody says or does anything."""
    if not report.furniture:
        return parsed
    kept = [
        sentence
        for sentence in parsed.sentences
        if not any(run.start <= sentence.start and sentence.end <= run.end for run in report.furniture)
    ]
    # A sentence's index is its position in what the rooms are given.
    sentences = tuple(replace(sentence, index=index) for index, sentence in enumerate(kept))
    return Parsed(text=parsed.text, sentences=sentences, engine=parsed.engine)


def load(
    *,
    model: bool = True,
    codebooks: Sequence[str | Path] = (),
    only_codebooks: Sequence[str | Path] = (),
    parties: Sequence[str | Path] = (),
    places: Sequence[str | Path] = (),
    learned: str | Path | None = None,
) -> Coder:
    """A coder with its data and model in memory.

    ``model=False`` codes from the codebook's surface patterns alone.  ``codebooks`` are files of the user's own
    categories, coded beside PLOVER's; those of ``only_codebooks`` are coded instead of them.  ``parties`` are party
    lists laid over the built-in registry, the last one uppermost; ``places`` are place lists laid over the built-in
    gazetteer; ``learned`` is a file that `dateline learn` wrote, which needs the model.

    Raises:
        SetupError: a model or data file is missing or was changed.
        CodebookError: a codebook file is wrong; the message names the entry.
    """
    if learned is not None and not model:
        raise SetupError("what was learned works on the model's vectors; leave out --no-model")
    taught = load_taught(Path(learned)) if learned is not None else None
    reader = parse.load(model=model)
    books = load_codebook(
        tuple(map(Path, codebooks)),
        tuple(map(Path, parties)),
        tuple(map(Path, places)),
        tuple(map(Path, only_codebooks)),
    )
    engine = reader.engine + (f"+learned:{taught.name} {taught.digest[:8]}" if taught else "")
    name = CoderName(version=dateline.__version__, model=engine, codebook=books.name)
    return Coder(name=name, reader=reader, books=books, taught=taught)


def _at(
    stage: str, report: str, work: Callable[_Given, _Made], /, *given: _Given.args, **named: _Given.kwargs
) -> _Made:
    """Run one stage; whatever it raises leaves as a ReportError that names report and stage.

    Catching everything is right here and only here: a fault in one report must never cost another, and the stage and
    the error's own words go into the report's quarantine.
    """
    try:
        return work(*given, **named)
    except ReportError:
        raise
    except MemoryError as error:
        raise ReportError(
            report, stage, "the memory limit was reached", "Split the report or raise --memory"
        ) from error
    except DatelineError as error:
        raise ReportError(report, stage, str(error), "Mend the report and run again") from error
    except Exception as error:
        cause = f"unexpected {type(error).__name__}: {error}"
        raise ReportError(report, stage, cause, "Please report this fault with the text that shows it") from error
