"""ZIP archives: members are read by position and never written anywhere, so that no name in them can do harm."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from dateline.intake.given import ContainerError, Source, Unreadable, unreadable
from dateline.intake.inflating import Inflated
from dateline.intake.lists import Kind, kinds
from dateline.intake.options import Options
from dateline.intake.paths import shown
from dateline.intake.sizes import too_long

MOST_MEMBERS = 200_000
_LOCAL_HEAD = 30
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_NESTED = "an archive inside an archive is not opened"

OpenStream = Callable[[BinaryIO, str, str], Iterator[Source | Unreadable]]
"""Opens what a member holds where that is many reports: its bytes, its shown path, its file name."""


def zipped(file: BinaryIO, path: str, options: Options, open_stream: OpenStream) -> Iterator[Source | Unreadable]:
    """The reports in a ZIP archive, sorted by name; what a folder would pass over is passed over.

    Raises:
        ContainerError: it is no archive, its directory is damaged, or its members lie over each other.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        message = " ".join(str(error).split())[:120].lower()
        raise ContainerError(f"it is not a ZIP archive that can be read ({message})", "Fetch it again.") from None
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise ContainerError(f"it holds more than {MOST_MEMBERS:,} files", "Unpack it and give the folder.")
    if _overlap(members):
        raise ContainerError("its members lie over each other, as in an archive made to do harm", "Do not open it.")
    seen: set[str] = set()
    count = 0
    for member in sorted(members, key=lambda member: (member.filename, member.header_offset)):
        inner = PurePosixPath(member.filename.replace("\\", "/"))
        if any(part.startswith((".", "__MACOSX")) and part != ".." for part in inner.parts):
            continue
        name = f"{path}/{shown(member.filename)}"
        suffix = inner.suffix.lower()
        kind = kinds().suffixes.get(suffix)
        container = kinds().containers.get(suffix)
        refused = kinds().refused.get(suffix)
        if kind is None and container is None and refused is None:
            continue
        count += 1
        fault = _fault(member, name in seen, options)
        seen.add(name)
        if fault is not None:
            yield unreadable(name, *fault)
        elif refused is not None:
            yield unreadable(name, f"this is {refused.what}", refused.advice)
        elif container in ("zip", "gzip", "parquet", "warc"):
            yield unreadable(name, _NESTED, "Unpack it and give the folder.")
        else:
            yield from _member(archive, member, name, inner.name, options, open_stream, kind)
    if count == 0:
        raise ContainerError("no report in this archive", f"Files read from it end in {', '.join(kinds().suffixes)}.")


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    name: str,
    inner: str,
    options: Options,
    open_stream: OpenStream,
    kind: Kind | None,
) -> Iterator[Source | Unreadable]:
    try:
        with archive.open(member) as packed:
            stream = io.BufferedReader(Inflated(packed, max(1, member.compress_size)), 1 << 16)
            if kind == "text" or kind == "page":
                raw = stream.read(options.max_bytes + 1)
                too_much = len(raw) > options.max_bytes
                yield unreadable(name, *too_long(options)) if too_much else Source(name, kind, raw=raw)
            else:
                yield from open_stream(stream, name, inner)
    except ContainerError as fault:
        yield unreadable(name, fault.cause, fault.advice)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        message = " ".join(str(error).split())[:120].lower()
        yield unreadable(name, f"it cannot be read from the archive ({message})", "Fetch the archive again.")


def _fault(member: zipfile.ZipInfo, is_twice: bool, options: Options) -> tuple[str, str] | None:
    """Why a member is not read, as its entry in the directory tells."""
    unpack = "Unpack it yourself if you trust it, and give what was in it."
    if is_twice:
        return "the archive holds this name twice", unpack
    if member.flag_bits & 0x1:
        return "it is encrypted", "Unpack it with its password and give the folder."
    if stat.S_ISLNK(member.external_attr >> 16):
        return "this is a link, not a file", "Give the file it points to."
    if member.compress_type not in _PACKINGS:
        return "it is packed in a way that is not read", unpack
    is_single = kinds().suffixes.get(PurePosixPath(member.filename).suffix.lower()) in ("text", "page")
    if is_single and member.file_size > options.max_bytes:
        return too_long(options)
    return None


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes of the archive: no packer does that, but a bomb is made so."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            return True
        end = member.header_offset + _LOCAL_HEAD + member.compress_size
    return False
