"""Messages between processes: four bytes of length, then that many bytes."""

from __future__ import annotations

import struct
from typing import IO

_LENGTH = struct.Struct(">I")


def write_frame(pipe: IO[bytes], message: bytes) -> None:
    """Send one message.

    Raises:
        OSError: the other side has gone.
    """
    pipe.write(_LENGTH.pack(len(message)))
    pipe.write(message)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """The next message, or ``None`` at the end or where the other side broke off in the middle of one."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    message = pipe.read(length)
    return message if len(message) == length else None
