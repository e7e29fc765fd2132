"""The desk: read, explore and review the record in the browser, and ask for it over HTTP.

``pages/`` holds what people see, ``api/`` what programs ask for; both stand on the ledger's queries and decisions.
Needs the extra ``desk``.
"""

from dateline.web.app import create_app
from dateline.web.settings import Settings

__all__ = ["Settings", "create_app"]
