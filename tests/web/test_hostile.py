"""Hostile words in every field of the ledger: pages have the same markup as with harmless ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.ledger.making import a_record
from tests.web.conftest import client
from tests.web.hostile import PAYLOADS

from dateline.ledger import open_ledger
from dateline.record import Record, digest
from dateline.web import Settings

HARMLESS = "plain words"


def hostile_record(name: str, words: str) -> Record:
    """A record with the words as title, source, credit, address, parties, places and text."""
    record = a_record(name, source=words, title=words, credit=f"{words} agency", url=words, more=f"\n\n{words}\n\n")
    event = record.events[0]
    event = msgspec.structs.replace(
        event,
        actors=tuple(msgspec.structs.replace(one, name=words) for one in event.actors),
        recipients=tuple(msgspec.structs.replace(one, name=words) for one in event.recipients),
        where=tuple(msgspec.structs.replace(one, name=words, admin1=words) for one in event.where),
        because=tuple(msgspec.structs.replace(one, text=words) for one in event.because),
        claim=msgspec.structs.replace(
            event.claim, channel=words, speaker=msgspec.structs.replace(event.claim.speaker, name=words)
        ),
    )
    report = msgspec.structs.replace(record.report, sha256=digest(record.report.text))
    return msgspec.structs.replace(record, events=(event,), report=report)


class _Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and the places that addresses lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "formaction"}]


Desk = Callable[[str], dict[str, _Skeleton]]
LISTS = ("/reports", "/sources", "/parties", "/explore", "/accounts", "/account")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The pages about the report of some words, from one ledger that holds a report of each payload."""
    with open_ledger(tmp_path_factory.mktemp("hostile") / "hostile.db") as ledger:
        names = {words: f"r{number}" for number, words in enumerate((HARMLESS, *PAYLOADS))}
        with ledger.write("test") as writer:
            for words, name in names.items():
                writer.put(hostile_record(name, words))
        for words, name in names.items():
            with ledger.write(words) as writer:
                writer.decide(f"{name}#e1", "note", base_version=1, why=words)
        settings = Settings(port=8125)
        desk: TestClient = client(ledger, settings)
        desk.get(f"/open/{settings.secret}")

        def pages(words: str) -> dict[str, _Skeleton]:
            name = names[words]
            asked = {
                "report": desk.get(f"/reports/{name}"),
                "card": desk.get(f"/events/{name}%23e1/card"),
                "explore": desk.get("/explore", params={"q": words}),
                **({path: desk.get(path) for path in LISTS} if words == HARMLESS else {}),
            }
            out = {}
            for path, answer in asked.items():
                assert answer.status_code == 200, path
                out[path] = _Skeleton()
                out[path].feed(answer.text)
            return out

        yield pages


@pytest.fixture(scope="module")
def harmless(shown: Desk) -> dict[str, _Skeleton]:
    return shown(HARMLESS)


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 70


@pytest.mark.parametrize("words", PAYLOADS)
def test_words_stay_words(shown: Desk, harmless: dict[str, _Skeleton], words: str) -> None:
    for path, found in shown(words).items():
        assert found.elements == harmless[path].elements, path
        _leads_nowhere_else(found, path)


@pytest.mark.parametrize("path", LISTS)
def test_lists_of_hostile_words_have_the_elements_of_a_list(harmless: dict[str, _Skeleton], path: str) -> None:
    found = harmless[path]
    forbidden = {"iframe", "object", "embed", "base", "img", "style", "video", "audio", "template", "math", "marquee"}
    assert forbidden.isdisjoint(element[0] for element in found.elements)
    assert not [element for element in found.elements if any(name.startswith("on") for name in element[1:])]
    assert not [element for element in found.elements if element[0] == "script" and "src" not in element]
    _leads_nowhere_else(found, path)


def _leads_nowhere_else(found: _Skeleton, path: str) -> None:
    for address in found.addresses:
        assert address.startswith(("/", "#")), (path, address)
        assert not address.startswith(("//", "/\\")), (path, address)
