"""A server that behaves badly, and one beside it that must never be asked.

The toxic server listens on 127.0.0.2, the canary on 127.0.0.1 under the same port, so that a guard that looks at the
port or the spelling only would fall for it.  Both speak through plain sockets: what they do is more than HTTP allows.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

ADDRESS, CANARY = "127.0.0.2", "127.0.0.1"

RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Meridian</title>'
    "<item><title>One</title><link>http://127.0.0.2/a</link></item></channel></rss>"
)
GOOD = b"<html><body><p>A page of a few words.</p></body></html>"


class GoneError(Exception):
    """The other side has closed."""


@dataclass
class Asked:
    """A request as the server saw it: when it came and when it was answered, on the server's clock."""

    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0
    method: str = "GET"
    body: bytes = b""


class Line:
    """A connection, for behaviours to misuse."""

    def __init__(self, sock: socket.socket, asked: Asked, server: Server) -> None:
        self.sock, self.asked, self.server = sock, asked, server

    def send(self, data: bytes) -> None:
        try:
            self.sock.sendall(data)
        except OSError:
            raise GoneError from None

    def head(self, status: str = "200 OK", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
        self.send("\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape"))

    def page(self, body: bytes, media: str = "text/html", status: str = "200 OK", **headers: str) -> None:
        self.head(status, Content_Type=media, Content_Length=str(len(body)), **headers)
        self.send(body)

    def wait(self, seconds: float) -> None:
        if self.server.stopping.wait(seconds):
            raise GoneError


Behaviour = Callable[[Line], None]


@dataclass
class Server:
    """Answers by path; ``pages`` maps paths to behaviours, and everything asked is in ``log``."""

    pages: dict[str, Behaviour] = field(default_factory=dict)
    address: str = ADDRESS
    port: int = 0
    tls: ssl.SSLContext | None = None
    default: Behaviour | None = None
    log: list[Asked] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((self.address, self.port))
        self.port = self._listener.getsockname()[1]
        self._listener.listen(64)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def url(self, path: str = "/") -> str:
        return f"http{'s' if self.tls else ''}://{self.address}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(30)
        if self.tls is not None:
            try:
                sock = self.tls.wrap_socket(sock, server_side=True)
            except OSError:
                sock.close()
                return
        with contextlib.closing(sock):
            try:
                raw = b""
                while b"\r\n\r\n" not in raw:
                    more = sock.recv(65536)
                    if not more:
                        return
                    raw += more
                began = time.monotonic()
                head, _, body = raw.partition(b"\r\n\r\n")
                first, *rest = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
                while len(body) < int(headers.get("content-length", "0")):
                    body += sock.recv(65536)
                asked = Asked(first.split(" ")[1], headers, began, method=first.split(" ")[0], body=body)
                self.log.append(asked)
                behaviour = self.pages.get(asked.path.partition("?")[0]) or self.default or missing
                try:
                    behaviour(Line(sock, asked, self))
                finally:
                    asked.ended = time.monotonic()
                sock.shutdown(socket.SHUT_WR)
            except (OSError, GoneError):
                return


def missing(line: Line) -> None:
    line.page(b"", status="404 Not Found")


def page(body: bytes | str, media: str = "text/html", status: str = "200 OK", **headers: str) -> Behaviour:
    data = body.encode() if isinstance(body, str) else body

    def behave(line: Line) -> None:
        line.page(data, media, status, **headers)

    return behave


def raw(data: bytes) -> Behaviour:
    def behave(line: Line) -> None:
        line.send(data)

    return behave


def redirect(to: str, status: str = "302 Found") -> Behaviour:
    def behave(line: Line) -> None:
        line.page(b"", status=status, Location=to.replace("PORT", str(line.server.port)))

    return behave


def endless(line: Line) -> None:
    line.head(Content_Type="text/html")
    while True:
        line.send(b"x" * 65536)


def endless_chunks(line: Line) -> None:
    line.head(Content_Type="text/html", Transfer_Encoding="chunked")
    while True:
        line.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def drip(line: Line) -> None:
    line.head(Content_Type="text/html", Content_Length="100000")
    while True:
        line.send(b"x")
        line.wait(0.05)


def drip_head(line: Line) -> None:
    line.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        line.send(b"X-A: b\r\n")
        line.wait(0.05)


def drip_first_line(line: Line) -> None:
    for letter in b"HTTP/1.1 200 " + b"O" * 10_000:
        line.send(bytes([letter]))
        line.wait(0.05)


def silent(line: Line) -> None:
    line.wait(30)


def silent_body(line: Line) -> None:
    line.head(Content_Type="text/html", Content_Length="10")
    line.wait(30)


def many_headers(line: Line) -> None:
    line.send(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(100_000)) + b"\r\n")


def hundred_continues(line: Line) -> None:
    while True:
        line.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20)
        line.wait(0.02)


def reset(line: Line) -> None:
    line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.sock.close()


def bomb(size: int) -> bytes:
    """Zeros, packed with gzip: a thousandth of ``size`` bytes."""
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"\0" * (1 << 20)
    return b"".join(engine.compress(block) for _ in range(size >> 20)) + engine.flush()


def packed(body: bytes, encoding: str) -> Behaviour:
    return page(body, "text/html", Content_Encoding=encoding)


MEGA = 1 << 20
TOXIC: dict[str, tuple[Behaviour, str]] = {
    # path → behaviour, and the kind of fault that must come of it ("" for none: it is odd, but an answer)
    "/endless": (endless, "too_large"),
    "/endless-chunks": (endless_chunks, "too_large"),
    "/drip": (drip, "timeout"),
    "/drip-head": (drip_head, "timeout"),
    "/drip-first-line": (drip_first_line, "timeout"),
    "/silent": (silent, "timeout"),
    "/silent-body": (silent_body, "timeout"),
    "/many-headers": (many_headers, "garbled"),
    "/long-header": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * MEGA + b"\r\n\r\n"), "garbled"),
    "/early-hints": (hundred_continues, "timeout"),
    "/reset": (reset, "unreachable"),
    "/nothing": (raw(b""), "garbled"),
    "/no-http": (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), "garbled"),
    "/binary": (raw(bytes(range(256)) * 8), "garbled"),
    "/http9": (raw(b"<html>no head</html>"), "garbled"),
    "/cut": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"), "garbled"),
    "/cut-chunk": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"), "garbled"),
    "/bad-chunk": (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello"), "garbled"),
    "/two-lengths": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), "garbled"),
    "/negative-length": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"), "garbled"),
    "/huge-length": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\nx"), "too_large"),
    "/status-letters": (raw(b"HTTP/1.1 abc OK\r\n\r\n"), "garbled"),
    "/status-0": (raw(b"HTTP/1.1 0 OK\r\nContent-Length: 0\r\n\r\n"), "garbled"),
    "/nul-header": (raw(b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"), "garbled"),
    "/folded": (raw(b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok"), ""),
    "/bomb": (packed(bomb(64 * MEGA), "gzip"), "too_large"),
    "/bomb-deflate": (packed(zlib.compress(b"\0" * (8 * MEGA)), "deflate"), "too_large"),
    "/bomb-twice": (packed(gzip.compress(gzip.compress(b"\0" * MEGA)), "gzip, gzip"), "garbled"),
    "/stacked": (packed(b"x", ", ".join(["gzip"] * 1000)), "garbled"),
    "/brotli": (packed(b"\x0b\x02\x80hello\x03", "br"), "garbled"),
    "/unknown-packing": (packed(b"hello", "sdch"), "garbled"),
    "/gzip-cut": (packed(gzip.compress(GOOD * 50)[:-20], "gzip"), "garbled"),
    "/gzip-damaged": (packed(b"\x1f\x8b\x08" + b"\xff" * 60, "gzip"), "garbled"),
    "/gzip-lie": (packed(GOOD, "gzip"), "garbled"),
    "/gzip": (packed(gzip.compress(GOOD), "gzip"), ""),
    "/deflate-bare": (packed(zlib.compress(GOOD)[2:-4], "deflate"), ""),
    "/empty": (page(b""), ""),
    "/204": (page(b"", status="204 No Content"), ""),
    "/cookies": (page(GOOD, Set_Cookie="id=1; Path=/"), ""),
    "/200-with-retry": (page(GOOD, Retry_After="86400"), ""),
    "/bad-charset": (page(GOOD, "text/html; charset=no-such-thing"), ""),
    "/odd-etag": (page(GOOD, ETag='"\x7f' + "e" * 20 + '"'), ""),
    "/long-etag": (page(GOOD, ETag='"' + "e" * 2000 + '"'), ""),
    "/500": (page(b"x" * 1000, status="500 Broken"), ""),
    "/redirect-nowhere": (page(b"", status="302 Found"), ""),
    "/redirect-garbage": (redirect("http://[::"), "garbled"),
}

LOOKALIKES = [
    # spellings of this machine and its like, none of which may be asked
    "http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://localhost.:PORT/", "http://127.1:PORT/",
    "http://2130706433:PORT/", "http://0x7f000001:PORT/", "http://0x7f.0.0.1:PORT/", "http://0177.0.0.1:PORT/",
    "http://0:PORT/", "http://0.0.0.0:PORT/", "http://[::1]:PORT/", "http://[::]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/", "http://[::127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/", "http://[2002:7f00:1::]:PORT/", "http://①②⑦.⓪.⓪.①:PORT/",
    "http://127。0。0。1:PORT/", "http://user@127.0.0.1:PORT/", "http://127.0.0.2@127.0.0.1:PORT/",
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://100.100.100.200/",
    "http://168.63.129.16/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://198.18.0.1/",
    "http://224.0.0.1/", "http://255.255.255.255/", "http://[fe80::1]/", "http://[ff02::1]/", "http://[fec0::1]/",
    "http://[2001:0:7f00:1::]/", "http://[64:ff9b:1::1]/",
    "file:///etc/hostname", "gopher://127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "data:text/html,x", "javascript:0",
    "//127.0.0.1:PORT/", "http://", "http:///x", "http://127.0.0.1:22/", "http://127.0.0.2:25/", "http://a b/",
    "http://127.0.0.1:PORT\\@127.0.0.2/", "http://[::", "http://127.0.0.1:99999/",
]  # fmt: skip
