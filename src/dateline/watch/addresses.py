"""Which addresses on the network may be asked: public ones, and private ones only where a person named them.

A page that is followed may lead anywhere, also to the services of this machine, of the network it stands in or of the
cloud that runs it.  So a name is resolved once, every address it has is looked at, and the connection goes to an
address that was looked at and nowhere else.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host name; raises ``OSError`` where it has none."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "::/96",  # IPv4-compatible, deprecated by RFC 4291
        "64:ff9b:1::/48",  # NAT64 for local use, RFC 8215
        "2001::/32",  # Teredo: whom it leads to stands in its last bits, and behind somebody's router
        "fec0::/10",  # site-local, deprecated by RFC 3879
        "168.63.129.16/32",  # the platform's own services inside Azure: a public number with a private meaning
    )
)


class RefusedError(Exception):
    """An address that must not be asked; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Looks at addresses.  ``allowed`` are the private networks that may be asked all the same."""

    allowed: tuple[Network, ...] = ()

    def refusal(self, written: str) -> str | None:
        """Why an address must not be asked; ``None`` where it may be."""
        try:
            address: Address = ipaddress.ip_address(written.partition("%")[0])
        except ValueError:
            return f"{written[:80]} is no address"
        if any(address in network for network in self.allowed):
            return None
        inner = embedded(address)
        if inner is not None and any(inner in network for network in self.allowed):
            return None
        for one in (address, *((inner,) if inner is not None else ())):
            if not _is_public(one, has_inner=inner is not None):
                return f"{written} is not on the public network"
        return None

    def checked(self, host: str, port: int, resolve: Resolve, seconds: float) -> tuple[str, ...]:
        """The addresses of a host, every one of them looked at.

        Raises:
            RefusedError: one of them must not be asked; a name that mixes such with others is a trap.
            OSError: the name cannot be resolved in that time.
        """
        found = _resolved(host, port, resolve, seconds)
        if not found:
            raise OSError(f"{host} has no address")
        for address in found:
            why = self.refusal(address)
            if why is not None:
                raise RefusedError(f"{host} leads to an address that is not asked: {why}")
        return found


def embedded(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for (mapped, 6to4, NAT64); ``None`` for any other."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def networks(written: Sequence[str]) -> tuple[Network, ...]:
    """The networks that a person allows, as addresses or with a length (``192.168.4.0/24``).

    Raises:
        ValueError: one is neither.
    """
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in written)


def system_addresses(host: str, port: int) -> tuple[str, ...]:
    """The addresses the system's resolver gives, in its order, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _is_public(address: Address, *, has_inner: bool) -> bool:
    if any(address.version == network.version and address in network for network in _REFUSED):
        return False
    if isinstance(address, ipaddress.IPv6Address) and has_inner:
        return True  # what it stands for decides
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _resolved(host: str, port: int, resolve: Resolve, seconds: float) -> tuple[str, ...]:
    """What the resolver says, in time: the system's own has no limit that could be set."""
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(tuple(resolve(host, port)))
        except (OSError, UnicodeError, ValueError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.01, seconds))
    except queue.Empty:
        raise TimeoutError(f"the name {host} was not resolved in time") from None
    if isinstance(answer, OSError):
        raise answer
    if isinstance(answer, Exception):
        raise OSError(f"{host[:80]} is no name that can be resolved") from answer
    return answer  # type: ignore[no-any-return]  # a tuple of addresses
