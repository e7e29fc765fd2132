"""One request: hostile servers end in a named fault, in time and within bounds; private addresses are never asked."""

from __future__ import annotations

import itertools
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest
from toxic import ADDRESS, CANARY, GOOD, LOOKALIKES, TOXIC, Server, page, redirect, silent

from dateline.watch.addresses import Guard, networks
from dateline.watch.fetching import Answer, Fault, Fetcher

ALLOWED = Guard(networks([ADDRESS]))
LIMIT = 4 << 20


def fetcher(**options: object) -> Fetcher:
    settings = {"guard": ALLOWED, "seconds": 1.5, "silence": 0.5, "most_bytes": LIMIT} | options
    return Fetcher("dateline-test (+mailto:desk@example.org)", **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(("path", "kind"), [(path, kind) for path, (_, kind) in TOXIC.items()])
def test_a_toxic_answer_ends_in_a_named_fault(path: str, kind: str, server: Server, canary: Server) -> None:
    server.pages = {path: TOXIC[path][0]}
    begun = time.monotonic()
    found = fetcher().fetch(server.url(path))
    assert time.monotonic() - begun < 3
    if kind:
        assert isinstance(found, Fault)
        assert (found.kind, bool(found.cause)) == (kind, True), found.cause
    else:
        assert isinstance(found, Answer), found
        assert len(found.body) <= LIMIT


@pytest.mark.parametrize("url", LOOKALIKES)
def test_no_spelling_leads_to_a_private_address(url: str, server: Server, canary: Server) -> None:
    for guard in (Guard(), ALLOWED):
        found = fetcher(guard=guard).fetch(url.replace("PORT", str(server.port)))
        assert isinstance(found, Fault), found
        # A name with characters that no resolver takes is not found; every other is refused before it is asked.
        assert found.kind in ("refused", "unreachable")
    assert server.paths() == []


@pytest.mark.parametrize("url", LOOKALIKES)
def test_a_redirect_is_named_and_not_followed(url: str, server: Server, canary: Server) -> None:
    server.pages = {"/": redirect(url)}
    found = fetcher().fetch(server.url("/"))
    if isinstance(found, Answer):
        assert found.status == 302
        assert found.location
        again = fetcher(silence=0.2).fetch(found.location)
        # "http:///x" and the like may come to lie on the server itself: that one may be asked.
        assert isinstance(again, Fault) or again.url.startswith(server.url("")), again


def test_a_name_that_changes_its_address_is_asked_at_the_one_looked_at(server: Server, canary: Server) -> None:
    answers = itertools.cycle([[ADDRESS], [CANARY]])
    server.pages = {"/": page(GOOD)}
    rebinding = fetcher(resolve=lambda host, port: next(answers))
    found = [rebinding.fetch(f"http://news.example:{server.port}/") for _ in range(6)]
    assert [isinstance(one, Answer) for one in found] == [True, False] * 3
    assert {one.kind for one in found if isinstance(one, Fault)} == {"refused"}
    assert len(server.log) == 3


@pytest.mark.parametrize("mixed", [[ADDRESS, CANARY], [CANARY, ADDRESS], ["203.0.113.9", ADDRESS], []])
def test_every_address_of_a_name_is_looked_at(mixed: list[str], server: Server, canary: Server) -> None:
    found = fetcher(resolve=lambda host, port: mixed).fetch(f"http://news.example:{server.port}/")
    assert isinstance(found, Fault)
    assert server.paths() == []


def test_a_resolver_that_hangs_costs_no_more_than_the_limit(server: Server) -> None:
    hanging = threading.Event()
    begun = time.monotonic()
    found = fetcher(resolve=lambda host, port: hanging.wait(20) and []).fetch("http://news.example/")
    hanging.set()
    assert isinstance(found, Fault)
    assert found.kind == "timeout"
    assert time.monotonic() - begun < 2.5


def test_what_is_sent_says_who_we_are_and_carries_nothing_of_before(server: Server) -> None:
    server.pages = {"/": page(GOOD, Set_Cookie="id=7", ETag='"v1"', Last_Modified="Sat, 04 Mar 2023 10:00:00 GMT")}
    one = fetcher()
    first = one.fetch(server.url("/"))
    assert isinstance(first, Answer)
    assert (first.etag, first.modified) == ('"v1"', "Sat, 04 Mar 2023 10:00:00 GMT")
    one.fetch(server.url("/"), etag=first.etag, modified=first.modified)
    last = server.log[-1].headers
    assert last["user-agent"] == "dateline-test (+mailto:desk@example.org)"
    assert (last["if-none-match"], last["if-modified-since"]) == ('"v1"', "Sat, 04 Mar 2023 10:00:00 GMT")
    assert not {"cookie", "referer", "authorization", "accept-language"} & set(last)


def test_a_certificate_must_be_of_that_server(tmp_path: Path, server: Server) -> None:
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
         "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example",
         "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not installed here: certificates cannot be made")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    known = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    with Server({"/": page(GOOD)}, tls=context) as secure:

        def here(host: str, port: int) -> list[str]:
            return [ADDRESS]

        unknown = fetcher(resolve=here).fetch(f"https://news.example:{secure.port}/")
        other = fetcher(resolve=here, tls=known).fetch(f"https://other.example:{secure.port}/")
        right = fetcher(resolve=here, tls=known).fetch(f"https://news.example:{secure.port}/")
    assert isinstance(unknown, Fault)
    assert isinstance(other, Fault)
    assert (unknown.kind, other.kind) == ("tls", "tls")
    assert isinstance(right, Answer)
    assert right.body == GOOD


def test_closing_ends_what_is_under_way(server: Server) -> None:
    server.pages = {"/": silent}
    one = fetcher(seconds=20, silence=20)
    threading.Timer(0.3, one.close).start()
    begun = time.monotonic()
    assert isinstance(one.fetch(server.url("/")), Fault)
    assert time.monotonic() - begun < 5


def test_a_proxy_is_asked_for_everything_and_private_addresses_are_refused_all_the_same(server: Server) -> None:
    server.pages = {"http://news.example/a": page(GOOD)}
    through = fetcher(proxy=server.url("/"), guard=Guard())
    found = through.fetch("http://news.example/a")
    assert isinstance(found, Answer)
    assert found.body == GOOD
    for url in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0x7f000001/", "http://10.1.2.3/"):
        refused = through.fetch(url)
        assert isinstance(refused, Fault)
        assert refused.kind == "refused"
    assert len(server.log) == 1
