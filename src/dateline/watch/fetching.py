"""One request to one server, which may be hostile: limits on time and bytes, no cookies, no redirects on its own.

Every request has a connection of its own, to an address that was looked at (:mod:`dateline.watch.addresses`).  Where a
server sends us elsewhere, the caller decides and asks again, through the same guard.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import httpcore
import httpx

from dateline.watch.addresses import Guard, RefusedError, Resolve, system_addresses

SECONDS = 60.0
"""Longest time for a request from its first to its last byte, name resolution included."""
MOST_BYTES = 20_000_000
"""Most bytes of an answer, as sent and unpacked."""
MOST_HEADER = 100 * 1024
"""Most bytes of an answer's head; the HTTP engine holds to it."""
_SILENCE = 20.0
"""Longest wait for the next bytes."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_WEB_PORTS = frozenset({80, 443})

FaultKind = Literal["refused", "unreachable", "timeout", "tls", "too_large", "garbled"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.  ``body`` is empty unless the status is 200; ``location`` is whole, for a redirect."""

    url: str
    status: int
    body: bytes = b""
    media: str | None = None
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    retry_after: str | None = None
    location: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer.  One that ``is_lasting`` will not go away by asking again."""

    url: str
    kind: FaultKind
    cause: str
    is_lasting: bool = False
    seconds: float = 0.0


class Fetcher:
    """Makes requests; may be used by several threads.

    ``agent`` is the name we go by, ``guard`` says whom we may ask, ``proxy`` is the address of an HTTP proxy that all
    requests go through (it then resolves the names, and is trusted to refuse what the guard cannot see).
    """

    def __init__(
        self,
        agent: str,
        guard: Guard | None = None,
        *,
        proxy: str | None = None,
        resolve: Resolve = system_addresses,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
        silence: float = _SILENCE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._agent, self._guard, self._proxy, self._resolve = agent, guard or Guard(), proxy, resolve
        self.seconds, self._most, self._silence = seconds, most_bytes, silence
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._open: set[httpcore.NetworkStream] = set()
        self._lock = threading.Lock()
        self._closed = False

    def close(self) -> None:
        """End the requests under way; those who wait for them get a fault."""
        self._closed = True
        with self._lock:
            streams = list(self._open)
        for stream in streams:
            # Closing would not wake the thread that waits on the socket; ending the conversation does.
            with contextlib.suppress(OSError, AttributeError):
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def fetch(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str | None = None,
        modified: str | None = None,
        seconds: float | None = None,
        post: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | Fault:
        """Ask for an address, or send ``post`` to it; whatever happens is said as a value.

        ``etag`` and ``modified`` are what an earlier answer said: an unchanged page is answered with status 304.
        """
        begun = time.monotonic()
        deadline = begun + min(self.seconds, self.seconds if seconds is None else seconds)

        def fault(kind: FaultKind, cause: str, *, is_lasting: bool = False) -> Fault:
            return Fault(url, kind, cause, is_lasting, time.monotonic() - begun)

        wrong = wrong_address(url)
        if wrong is not None:
            return fault("refused", wrong, is_lasting=True)
        sent = {
            "User-Agent": self._agent,
            "Accept": accept,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **({"If-None-Match": etag} if etag else {}),
            **({"If-Modified-Since": modified} if modified else {}),
            **(headers or {}),
        }
        limits = _Limits(deadline, self._silence, self._most)
        try:
            return self._ask(url, sent, post, limits, begun)
        except RefusedError as error:
            return fault("refused", str(error), is_lasting=True)
        except _TooLargeError as error:
            return fault("too_large", str(error), is_lasting=True)
        except _GarbledError as error:
            return fault("garbled", str(error))
        except (httpcore.TimeoutException, httpx.TimeoutException, TimeoutError):
            return fault("timeout", _timeout_cause(deadline, self.seconds, self._silence))
        except (httpcore.ProxyError, httpx.ProxyError) as error:
            return fault("unreachable", f"the proxy refuses: {_short(error)}")
        except (httpcore.ProtocolError, httpx.ProtocolError, httpx.DecodingError) as error:
            if time.monotonic() >= deadline:
                return fault("timeout", _timeout_cause(deadline, self.seconds, self._silence))
            return fault("garbled", f"its answer is no HTTP that can be read: {_short(error)}")
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            return fault("refused", f"this is no web address: {_short(error)}", is_lasting=True)
        except (OSError, httpcore.NetworkError, httpx.HTTPError) as error:
            # The connection pool hands the first error on as the argument of its own, without a cause.
            if any(isinstance(one, ssl.SSLError) for one in (error, *error.args)):
                return fault("tls", f"its certificate or encryption is not accepted: {_short(error)}")
            return fault("unreachable", f"it cannot be reached: {_short(error)}")

    def _ask(self, url: str, sent: Mapping[str, str], post: bytes | None, limits: _Limits, begun: float) -> Answer:
        backend = _Backend(self._guard if self._proxy is None else None, self._resolve, limits, self)
        pool: httpcore.ConnectionPool
        if self._proxy is None:
            pool = httpcore.ConnectionPool(ssl_context=self._tls, max_connections=1, network_backend=backend)
        else:
            self._check_name(url)
            pool = httpcore.HTTPProxy(
                self._proxy, ssl_context=self._tls, max_connections=1, network_backend=backend, proxy_ssl_context=None
            )
        # A client of its own for each request: nothing a server sets is ever sent back to it.
        with httpx.Client(
            transport=_Transport(pool), trust_env=False, follow_redirects=False, timeout=self._silence
        ) as client:
            request = client.build_request("GET" if post is None else "POST", url, headers=dict(sent), content=post)
            response = client.send(request, stream=True)
            try:
                return self._answer(url, response, limits, begun)
            finally:
                response.close()

    def _answer(self, url: str, response: httpx.Response, limits: _Limits, begun: float) -> Answer:
        head = response.headers
        location = head.get("location")
        if response.status_code not in _REDIRECTS:
            location = None
        elif location is not None:
            location = str(httpx.URL(url).join(location.strip()).copy_with(fragment=None))
        body = b""
        if response.status_code == 200:
            declared = head.get("content-length", "")
            if declared.isdecimal() and int(declared[:18]) > self._most:
                raise _TooLargeError(f"it says it has {int(declared[:18]):,} bytes, over the limit of {self._most:,}")
            body = _unpacked(response.iter_raw(), head.get("content-encoding", ""), self._most)
        media = head.get("content-type", "").partition(";")[0].strip().lower()
        charset = _CHARSET.search(head.get("content-type", "")[:400])
        return Answer(
            url=url,
            status=response.status_code,
            body=body,
            media=media[:100] or None,
            charset=charset.group(1) if charset else None,
            etag=_kept(head.get("etag")),
            modified=_kept(head.get("last-modified")),
            retry_after=_kept(head.get("retry-after")),
            location=location,
            seconds=time.monotonic() - begun,
        )

    def _check_name(self, url: str) -> None:
        """What can be told of a name without resolving it, where a proxy will do that.

        Raises:
            RefusedError: it is an address that must not be asked, or a name of this machine.
        """
        host = httpx.URL(url).host.rstrip(".").lower()
        if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
            raise RefusedError(f"{host} is a name of the private network")
        if re.fullmatch(r"[0-9a-fx.]+|.*:.*", host) and (host[-1:].isdigit() or ":" in host or "x" in host):
            why = self._guard.refusal(host)
            if why is not None:
                raise RefusedError(why)

    def opened(self, stream: httpcore.NetworkStream) -> None:
        """Note a connection, so that :meth:`close` can end it."""
        with self._lock:
            self._open.add(stream)
        if self._closed:
            raise httpcore.ReadTimeout

    def ended(self, stream: httpcore.NetworkStream) -> None:
        """Forget a connection."""
        with self._lock:
            self._open.discard(stream)


def wrong_address(url: str) -> str | None:
    """Why a web address is not asked, as far as it can be told from its letters; ``None`` where it may be."""
    if len(url) > 4000:
        return "the address is longer than 4,000 characters"
    try:
        parsed = httpx.URL(url)
        port = parsed.port
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        return f"this is no web address: {_short(error)}"
    if parsed.scheme not in ("http", "https"):
        return f"only http and https are followed, not {parsed.scheme[:20] or 'a path'}"
    if not parsed.host:
        return "the address names no host"
    if parsed.userinfo:
        return "the address carries a name or password"
    if port is not None and (port == 0 or (port < 1024 and port not in _WEB_PORTS)):
        return f"port {port} is not one of the web"
    return None


class _TooLargeError(Exception):
    """An answer over the limit."""


class _GarbledError(Exception):
    """An answer that cannot be unpacked."""


@dataclass(frozen=True, slots=True)
class _Limits:
    deadline: float
    silence: float
    most: int

    def left(self) -> float:
        """Seconds for the next step.

        Raises:
            httpcore.ReadTimeout: there are none.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return min(left, self.silence)


class _Backend(httpcore.NetworkBackend):
    """Connects to addresses that were looked at, under the request's limits."""

    def __init__(self, guard: Guard | None, resolve: Resolve, limits: _Limits, owner: Fetcher) -> None:
        self._guard, self._resolve, self._limits, self._owner = guard, resolve, limits, owner
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers."""
        if self._guard is None:
            return self._wrapped(self._plain.connect_tcp(host, port, timeout=self._limits.left()))
        fault: Exception = OSError(f"{host} has no address")
        for address in self._guard.checked(host.strip("[]"), port, self._resolve, self._limits.left()):
            try:
                stream = self._plain.connect_tcp(address, port, timeout=self._limits.left())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
                continue
            peer = stream.get_extra_info("server_addr")
            why = self._guard.refusal(str(peer[0])) if peer else "the connection has no address"
            if why is not None:
                stream.close()
                raise RefusedError(why)
            return self._wrapped(stream)
        raise fault

    def _wrapped(self, stream: httpcore.NetworkStream) -> httpcore.NetworkStream:
        return _Stream(stream, self._limits, self._owner)


class _Stream(httpcore.NetworkStream):
    """A connection that keeps to the limits of its request, whatever the other side does."""

    def __init__(self, stream: httpcore.NetworkStream, limits: _Limits, owner: Fetcher, taken: int = 0) -> None:
        self._stream, self._limits, self._owner, self._taken = stream, limits, owner, taken
        owner.opened(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes, in time and while there may be more of them."""
        data = self._stream.read(max_bytes, timeout=self._limits.left())
        self._taken += len(data)
        if self._taken > self._limits.most + MOST_HEADER:
            raise _TooLargeError(f"it sends more than the limit of {self._limits.most:,} bytes")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes, in time."""
        self._stream.write(buffer, timeout=self._limits.left())

    def close(self) -> None:
        """Close the connection."""
        self._owner.ended(self)
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted, to a server that proves its name."""
        self._owner.ended(self)
        inner = self._stream.start_tls(ssl_context, server_hostname, timeout=self._limits.left())
        return _Stream(inner, self._limits, self._owner, self._taken)

    def get_extra_info(self, info: str) -> object:
        """What the connection says of itself."""
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """The client's way to the connections above."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        stream = answer.stream
        if not isinstance(stream, Iterable):
            raise _GarbledError("its answer has no body that can be read")
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(stream, answer.close))

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes], close: Callable[[], None]) -> None:
        self._stream, self._close = stream, close

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._close()


def _unpacked(parts: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The content of a body, unpacked piece by piece so that it never grows over ``most``.

    Raises:
        _TooLargeError: it does.
        _GarbledError: it is damaged, cut off, or packed in a way we did not ask for.
    """
    names = [name for part in encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
    if len(names) > 1:
        raise _GarbledError("its content is packed more than once, as no honest server does")
    if names and names[0] not in ("gzip", "x-gzip", "deflate"):
        raise _GarbledError(f"its content is packed as {names[0][:30]}, which we did not ask for")
    body = bytearray()
    engine = None
    for part in parts:
        if not names:
            body += part
        elif part:
            if engine is None:
                # Some servers send bare deflate, others wrap it as RFC 1950 asks; the first nibble tells.
                wrapped = 15 if part[0] & 0x0F == 8 else -15
                engine = zlib.decompressobj(31 if names[0] != "deflate" else wrapped)
            try:
                body += engine.decompress(part, most + 1 - len(body))
            except zlib.error as error:
                raise _GarbledError(f"its packed content is damaged: {_short(error)}") from None
        if len(body) > most or (engine is not None and engine.unconsumed_tail):
            raise _TooLargeError(f"it has more than the limit of {most:,} bytes")
    if engine is not None and not engine.eof:
        raise _GarbledError("its packed content is cut off")
    return bytes(body)


def _kept(value: str | None) -> str | None:
    """A header worth keeping: short, and of printable characters only, as it will be sent back."""
    return value if value and len(value) < 500 and value.isascii() and value.isprintable() else None


def _timeout_cause(deadline: float, seconds: float, silence: float) -> str:
    if time.monotonic() >= deadline:
        return f"it took longer than the limit of {seconds:g} seconds"
    return f"it was silent for {silence:g} seconds"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or type(error).__name__
