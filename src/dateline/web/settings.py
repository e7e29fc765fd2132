"""How the desk is served: where, to whom, and behind what."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field

from dateline.record import SetupError

LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``dateline serve`` was told.

    ``host`` and ``port`` say where it listens; ``accounts`` that people sign in with a name and password, without
    which the one secret in the start link (``secret``) opens it; ``certificate`` and ``key`` are files for TLS;
    ``proxy`` is the address of the one proxy whose forwarded headers are believed; ``names`` are further host names it
    may be called by.

    Raises:
        SetupError: it would be open to a network without accounts, or with passwords in the clear.
    """

    host: str = "127.0.0.1"
    port: int = 8010
    accounts: bool = False
    certificate: str | None = None
    key: str | None = None
    proxy: str | None = None
    names: tuple[str, ...] = ()
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def __post_init__(self) -> None:
        if is_loopback(self.host):
            return
        if not self.accounts:
            raise SetupError(
                f"{self.host} can be reached from the network, and without accounts anybody there could change "
                "the ledger. Add --accounts, or listen on 127.0.0.1"
            )
        if self.certificate is None and self.proxy is None:
            raise SetupError(
                f"{self.host} can be reached from the network, and passwords would travel in the clear. Give "
                "--certificate and --key, or name the proxy that speaks TLS with --proxy ADDRESS"
            )

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by TLS."""
        return self.certificate is not None or self.proxy is not None

    @property
    def address(self) -> str:
        """The address to open, without the secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"

    @property
    def start_link(self) -> str:
        """What to open in the browser: with the secret where there are no accounts."""
        return self.address if self.accounts else f"{self.address}/open/{self.secret}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the Host header that it answers to, in lower case."""
        bare = {*LOCAL, *(name.lower() for name in self.names)}
        if not is_loopback(self.host) and self.host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
            bare.add(f"[{self.host}]" if ":" in self.host else self.host.lower())
        return frozenset(bare | {f"{name}:{self.port}" for name in bare})

    @property
    def cookie(self) -> str:
        """The session cookie's name; by TLS one that browsers keep to this host."""
        return "__Host-dateline" if self.secure else f"dateline-{self.port}"


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
