"""Who runs the corridor: worker processes that can be killed, with limits on time and memory.

Each worker is a process of its own (``python -m dateline.workers``) that takes one piece of work at a time over a pair
of pipes, as frames of MessagePack: a four-byte length and the message.  A worker that overruns its time, dies or
answers nonsense costs the one report it was at; the next piece of work gets a fresh process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from dateline.intake import Options, ReprintFinder, Source, Unreadable
from dateline.intake.frames import read_frame, write_frame
from dateline.publish import publish_failure, publish_reprint
from dateline.record import Coder, Record, Report, ReportError, SetupError

if TYPE_CHECKING:
    from dateline import pipeline

__all__ = ["Crew", "Done", "Limits", "Setting", "in_order", "ready", "work"]

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may cost: seconds of wall-clock time and bytes of a worker's address space (0: no limit)."""

    seconds: float = 120.0
    memory: int = 4 << 30


class Setting(Struct, frozen=True, kw_only=True):
    """What a worker needs to build its coder."""

    model: bool = True
    codebooks: tuple[str, ...] = ()
    only_codebooks: tuple[str, ...] = ()
    learned: str | None = None
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """A record that an earlier, interrupted run wrote: enough to see that this run continues that one."""

    id: str
    sha256: str
    coder: Coder
    reprint: bool
    quarantined: bool


class _Ready(Struct, tag=True):
    coder: Coder


class _Broken(Struct, tag=True):
    message: str


class _Read(Struct, tag=True):
    source: Source
    options: Options


class _Code(Struct, tag=True):
    report: Report


class _Reported(Struct, tag=True):
    report: Report


class _Recorded(Struct, tag=True):
    record: Record


class _Failed(Struct, tag=True):
    report: str
    stage: str
    cause: str
    advice: str

    def error(self) -> ReportError:
        return ReportError(self.report, self.stage, self.cause, self.advice)


_Task = _Read | _Code
_Answer = _Ready | _Broken | _Reported | _Recorded | _Failed


class Crew:
    """Up to ``count`` worker processes, started when there is work for them.

    Use it as a context manager: leaving it ends the processes.
    """

    def __init__(self, count: int, setting: Setting, limits: Limits) -> None:
        self._pool = ThreadPoolExecutor(max_workers=max(1, count), thread_name_prefix="worker")
        self._mine = threading.local()
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False
        self._setting = msgspec.structs.replace(setting, memory=limits.memory)
        self._limits = limits

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        with self._lock:
            for worker in self._workers:
                worker.end()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def read(self, source: Source, options: Options) -> Future[Report | ReportError]:
        """The report that ``source`` names, or the error that keeps it from being read."""
        return self._pool.submit(self._read, source, options)

    def code(self, report: Report) -> Future[Record | ReportError]:
        """The record of ``report``, or the error of a worker that died or overran its time."""
        return self._pool.submit(self._code, report)

    def coder(self) -> Coder:
        """The name of the coder the workers run.

        Raises:
            SetupError: a worker could not build its coder.
        """
        return self._pool.submit(lambda: self._worker().coder).result()

    def _read(self, source: Source, options: Options) -> Report | ReportError:
        answer = self._ask(_Read(source, options), source.name, "read")
        return answer.report if isinstance(answer, _Reported) else _error(answer)

    def _code(self, report: Report) -> Record | ReportError:
        answer = self._ask(_Code(report), report.id, "code")
        return answer.record if isinstance(answer, _Recorded) else _error(answer)

    def _ask(self, task: _Task, report: str, stage: str) -> _Answer:
        worker = self._worker()
        answer = worker.ask(task, self._limits.seconds)
        if answer is not None:
            return answer
        self._mine.worker = None
        cause = worker.epitaph(self._limits)
        worker.end()
        with self._lock:
            self._workers.remove(worker)
        advice = "Shorten or split the report, or raise --seconds or --memory"
        return _Failed(report=report, stage=stage, cause=cause, advice=advice)

    def _worker(self) -> _Worker:
        worker: _Worker | None = getattr(self._mine, "worker", None)
        if worker is None:
            worker = _Worker(self._setting)
            with self._lock:
                if self._closed:
                    worker.end()
                    raise SetupError("the run was ended")
                self._workers.append(worker)
            self._mine.worker = worker
        return worker


@dataclass(slots=True)
class _Worker:
    """One process and its two pipes; used by one thread."""

    setting: Setting
    process: subprocess.Popen[bytes] = field(init=False)
    coder: Coder = field(init=False)
    overran: bool = False

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dateline.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # One thread a process: more processes use more cores, and their threads do not wait for each other.
            env=os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
            # Ctrl-C is the parent's to handle: it ends its workers itself, after the record under way is written.
            start_new_session=True,
        )
        answer = None
        if self._send(msgspec.msgpack.encode(self.setting)):
            answer = self._receive()
        if isinstance(answer, _Ready):
            self.coder = answer.coder
            return
        self.end()
        cause = answer.message if isinstance(answer, _Broken) else "a worker process did not start"
        raise SetupError(f"{cause}. Run `dateline doctor` to see what is missing")

    def ask(self, task: _Task, seconds: float) -> _Answer | None:
        """The answer to ``task``; ``None`` when the process died or was killed at its time limit."""
        watchdog = threading.Timer(seconds, self._overrun) if seconds > 0 else None
        if watchdog is not None:
            watchdog.daemon = True
            watchdog.start()
        try:
            return self._receive() if self._send(msgspec.msgpack.encode(task)) else None
        finally:
            if watchdog is not None:
                watchdog.cancel()

    def epitaph(self, limits: Limits) -> str:
        """Why the process is no more, in a sentence."""
        code = self.process.wait()
        if self.overran:
            return f"took longer than the limit of {limits.seconds:g} seconds"
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"the worker was ended by {signal.Signals(-code).name}, perhaps for want of memory"
        return f"the worker ended with status {code}, perhaps for want of memory"

    def end(self) -> None:
        """Kill the process and close the pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _overrun(self) -> None:
        self.overran = True
        self.process.kill()

    def _send(self, message: bytes) -> bool:
        pipe = self.process.stdin
        if pipe is None:
            return False
        try:
            write_frame(pipe, message)
        except (OSError, ValueError):
            return False
        return True

    def _receive(self) -> _Answer | None:
        pipe = self.process.stdout
        if pipe is None:
            return None
        try:
            frame = read_frame(pipe)
            return None if frame is None else _ANSWERS.decode(frame)
        except (OSError, ValueError, msgspec.MsgspecError):
            return None


def work(
    crew: Crew,
    inputs: Iterable[Source | Unreadable],
    options: Options,
    *,
    ahead: int = 8,
    done: Sequence[Done] = (),
    code_reprints: bool = False,
) -> Iterator[Record]:
    """The records of ``inputs`` in input order, whatever order the workers end in.

    ``ahead`` bounds how many reports are under way.  ``done`` are the records of an interrupted run: they are read
    again (copies must be recognised) but neither coded nor given out.  With ``code_reprints`` copies are coded like any
    report, and their records still name the report they repeat.

    Raises:
        SetupError: the workers cannot build a coder, or ``done`` is not the beginning of this run.
    """
    finder = ReprintFinder()
    coder = crew.coder()

    def begin_reading(item: Source | Unreadable) -> Future[Report | ReportError]:
        return ready(item.error) if isinstance(item, Unreadable) else crew.read(item, options)

    def begin_coding(item: Record | _ToCode) -> Future[Record | ReportError]:
        return crew.code(item.report) if isinstance(item, _ToCode) else ready(item)

    def matched() -> Iterator[Record | _ToCode]:
        for index, (_, report) in enumerate(in_order(inputs, begin_reading, ahead)):
            before = done[index] if index < len(done) else None
            if before is not None:
                _check(before, report, coder, index)
            if isinstance(report, ReportError):
                item: Record | _ToCode = publish_failure(report, coder)
            elif (original := finder.match(report)) is None:
                finder.add(report)
                item = _ToCode(report)
            elif code_reprints:
                item = _ToCode(report, reprint_of=original.id)
            else:
                item = publish_reprint(report, original.id, original.reason, coder)
            if before is None:
                yield item

    for item, result in in_order(matched(), begin_coding, ahead):
        if isinstance(result, ReportError):
            yield publish_failure(result, coder, item.report)
        elif isinstance(item, _ToCode) and item.reprint_of is not None:
            yield msgspec.structs.replace(result, reprint_of=item.reprint_of)
        else:
            yield result


@dataclass(frozen=True, slots=True)
class _ToCode:
    """A report on its way to the coder; ``reprint_of`` names the report it repeats where copies are coded too."""

    report: Report
    reprint_of: str | None = None


def _check(before: Done, report: Report | ReportError, coder: Coder, index: int) -> None:
    """Refuse to continue a run that was not this one."""
    same = before.coder == coder and (
        before.quarantined
        if isinstance(report, ReportError)
        else (before.id, before.sha256) == (report.id, report.sha256)
    )
    if not same:
        raise SetupError(
            f"the unfinished output was made from other reports or by another coder (record {index + 1} differs). "
            "Use --force to begin again"
        )


def in_order(
    items: Iterable[_Item], start: Callable[[_Item], Future[_Result]], ahead: int
) -> Iterator[tuple[_Item, _Result]]:
    """Start work on up to ``ahead`` items and give each item with its result, in the items' order."""
    waiting: deque[tuple[_Item, Future[_Result]]] = deque()

    def first() -> tuple[_Item, _Result]:
        item, result = waiting.popleft()
        return item, result.result()

    for item in items:
        waiting.append((item, start(item)))
        # Results that are there already are given out at once; the rest when as many are under way as may be.
        while waiting and (len(waiting) >= ahead or waiting[0][1].done()):
            yield first()
    while waiting:
        yield first()


def ready(result: _Result) -> Future[_Result]:
    """A result that is there already, as a future."""
    future: Future[_Result] = Future()
    future.set_result(result)
    return future


def _error(answer: _Answer) -> ReportError:
    if isinstance(answer, _Failed):
        return answer.error()
    raise SetupError("a worker answered out of turn")


_TASKS = msgspec.msgpack.Decoder(_Task)
_ANSWERS = msgspec.msgpack.Decoder(_Answer)
_SETTINGS = msgspec.msgpack.Decoder(Setting)


def _serve() -> None:
    """The worker's side: build the coder, then answer one task after the other until the pipe closes."""
    tasks = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not land between two frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    frame = read_frame(tasks)
    if frame is None:
        return
    setting = _SETTINGS.decode(frame)
    _limit_memory(setting.memory)

    # The corridor and with it every room is imported here, so that the parent need not pay for what it does not use.
    from dateline import pipeline

    try:
        coder = pipeline.load(
            model=setting.model,
            codebooks=setting.codebooks,
            only_codebooks=setting.only_codebooks,
            learned=setting.learned,
            parties=setting.parties,
            places=setting.places,
        )
    except Exception as error:
        # Whatever the cause, the parent must hear it instead of waiting for a process that is gone.
        write_frame(answers, msgspec.msgpack.encode(_Broken(f"{type(error).__name__}: {error}")))
        return
    write_frame(answers, msgspec.msgpack.encode(_Ready(coder.name)))
    while (frame := read_frame(tasks)) is not None:
        write_frame(answers, msgspec.msgpack.encode(_answer(coder, _TASKS.decode(frame))))


def _answer(coder: pipeline.Coder, task: _Task) -> _Answer:
    if isinstance(task, _Code):
        return _Recorded(coder.code(task.report))
    try:
        return _Reported(coder.read(task.source, task.options))
    except ReportError as error:
        return _Failed(report=error.report, stage=error.stage, cause=error.cause, advice=error.advice)


def _limit_memory(limit: int) -> None:
    if limit <= 0:
        return
    try:
        import resource
    except ImportError:
        return  # not a Unix: the time limit still holds
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    _serve()
