"""What stands before every request: the host asked for, where the request comes from, and what browsers may do.

The rules are those of the OWASP Application Security Verification Standard 5.0, sections 3.4 and 3.5, and the Fetch
Metadata specification of the W3C.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """Refuses what no browser of ours would send, and tells browsers what the pages may do.

    A Host header that is not one of ``hosts`` gets 421 (so a foreign name that is made to point here finds nothing); a
    change asked for from another site gets 403.  Every answer, also an error, carries :data:`HEADERS` and is not stored
    by caches unless the answer says otherwise.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], secure: bool) -> None:
        self.app, self.hosts, self.secure = app, hosts, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out[name] = value
                if "cache-control" not in out:
                    out["Cache-Control"] = "no-store"
                if self.secure:
                    out["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, dressed)
            return
        await self.app(scope, receive, dressed)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return PlainTextResponse("This desk does not answer to that host name.\n", 421)
        if scope["method"] in SAFE or headers.get("authorization", "").startswith("Bearer "):
            # A token is never sent by a browser of its own accord, so nobody can borrow it.
            return None
        if not _from_here(headers, hosts[0]):
            return PlainTextResponse("A change must come from the desk's own pages.\n", 403)
        return None


def _from_here(headers: Headers, host: str) -> bool:
    """Whether a change was asked for by a page of this desk."""
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is not None and not (origin == "null" and site == "same-origin"):
        # Forms of pages that send no referrer say "null" there; browsers alone write Sec-Fetch-Site.
        return urlsplit(origin).netloc.lower() == host.lower()
    return site == "same-origin"
