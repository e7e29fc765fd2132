"""Compressed bytes: let out through a gauge, so that a small file cannot become a flood."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO, BinaryIO

from dateline.intake.given import ContainerError

MOST_TIMES = 200
"""How many times its size a file may grow; news text shrinks to a fourth to a tenth, repetitive lines to a fiftieth."""
FREE_BYTES = 100_000_000
"""Bytes let out before the growth is looked at: short files may be as repetitive as they like."""

_ADVICE = "Unpack it yourself if you trust it, and give what was in it."


class Inflated(io.RawIOBase):
    """A compressed stream read through a gauge.

    ``stream`` gives the bytes let out, ``size`` is how many bytes they take compressed.

    Raises:
        ContainerError: on reading, when it grows beyond measure or the compressed bytes are damaged or cut off.
    """

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._most = max(FREE_BYTES, size * MOST_TIMES)
        self._given = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill ``buffer`` with the next bytes let out; 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # the protocol's Buffer, which 3.11 cannot name
        try:
            data = self._stream.read(len(view))
        except EOFError:
            raise ContainerError("its compressed data are cut off", "Fetch or copy it again.") from None
        except (gzip.BadGzipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            raise ContainerError(f"its compressed data are damaged ({error})", "Fetch or copy it again.") from None
        self._given += len(data)
        if self._given > self._most:
            cause = f"it unpacks to more than {self._most:,} bytes, over {MOST_TIMES} times its size"
            raise ContainerError(cause, _ADVICE)
        view[: len(data)] = data
        return len(data)


def gunzipped(file: BinaryIO, size: int) -> io.BufferedReader:
    """What a gzip file of ``size`` bytes holds."""
    return io.BufferedReader(Inflated(gzip.GzipFile(fileobj=file, mode="rb"), size), 1 << 18)


def inflate(data: bytes, encoding: str, limit: int) -> bytes:
    """The content of an HTTP body sent as ``encoding`` (gzip, deflate, identity).

    Raises:
        ContainerError: the encoding is not one of these, the data are damaged, or there are more than ``limit`` bytes.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name in ("identity", "binary", "utf-8", "none"):
            continue
        if name in ("gzip", "x-gzip"):
            data = _let_out(data, 31, limit)
        elif name == "deflate":
            # Some servers send bare deflate, others wrap it as RFC 1950 asks; the first nibble tells.
            data = _let_out(data, 15 if data[:1] and data[0] & 0x0F == 8 else -15, limit)
        else:
            raise ContainerError(f"its content is packed as {name[:30]}, which is not read", "Fetch it as gzip.")
    return data


def _let_out(data: bytes, wbits: int, limit: int) -> bytes:
    engine = zlib.decompressobj(wbits)
    try:
        result = engine.decompress(data, limit + 1)
    except zlib.error as error:
        raise ContainerError(f"its compressed content is damaged ({error})", "Fetch it again.") from None
    if len(result) > limit:
        raise ContainerError(f"its content unpacks to more than the limit of {limit:,} bytes", _ADVICE)
    if not engine.eof:
        raise ContainerError("its compressed content is cut off", "Fetch it again.")
    return result
