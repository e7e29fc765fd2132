"""The page of an incident: what belongs with it without being one with it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from starlette.testclient import TestClient

from dateline import linkage, linking
from dateline.ledger import Ledger

SPEC = importlib.util.spec_from_file_location("linking_by_hand", Path(__file__).parents[1] / "linking" / "conftest.py")


def test_the_page_leads_to_what_followed_and_back(alone: TestClient, ledger: Ledger) -> None:
    assert SPEC is not None
    assert SPEC.loader is not None
    by_hand = importlib.util.module_from_spec(SPEC)
    SPEC.loader.exec_module(by_hand)
    records = by_hand.collection.__wrapped__()
    with ledger.write() as writer:
        for record in records:
            linkage.link_report(writer, writer.put(record), record)
    (follow_up,) = (one for one in linking.link(records).relations if one.kind == "follow-up")
    later, earlier = (alone.get(f"/incidents/{name}").text for name in (follow_up.a, follow_up.b))
    assert f'follow-up <a href="/incidents/{follow_up.b}"' in later
    assert f'follow-up of <a href="/incidents/{follow_up.a}"' in earlier
    assert "arrest-4 tells of both" in later
