"""The desk as a running server."""

from __future__ import annotations

import threading

import uvicorn

from dateline.ledger import Ledger
from dateline.web.app import create_app
from dateline.web.settings import Settings
from dateline.workers import Setting


def serve(ledger: Ledger, settings: Settings, owner: str, coding: Setting | None = None) -> None:
    """Serve the desk until it is told to stop (Ctrl-C).

    Raises:
        CodebookError: a list of the user's is wrong: said now, and not to whoever looks at it first.
    """
    app = create_app(ledger, settings, owner, coding)
    if coding is not None and (coding.codebooks or coding.only_codebooks or coding.parties or coding.places):
        _ = app.state.desk.books
    # A large ledger takes seconds to be read: not in the first request of the person who is looking.
    threading.Thread(target=app.state.desk.warm, daemon=True).start()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            ssl_certfile=settings.certificate,
            ssl_keyfile=settings.key,
            proxy_headers=settings.proxy is not None,
            forwarded_allow_ips=settings.proxy or "",
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_keep_alive=15,
            limit_concurrency=200,
            h11_max_incomplete_event_size=32_768,
            ws="none",
        )
    )
    server.run()
