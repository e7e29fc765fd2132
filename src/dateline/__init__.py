"""dateline reads news reports and writes the record: who did what to whom, where, when, and who says so.

>>> import dateline
>>> coder = dateline.load()
>>> record = coder("Police arrested ten protesters in Basra on Monday.", published="2020-06-02")
>>> [(event.type, event.mode, event.status) for event in record.events]
[('COERCE', 'arrest', 'occurred')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.pipeline import Coder, load
    from dateline.record import Record

__version__ = "0.1.0"
__all__ = ["Coder", "Record", "__version__", "load"]


def __getattr__(name: str) -> object:
    # The corridor and its model are imported when first asked for: `import dateline` stays quick.
    if name in {"Coder", "load"}:
        from dateline import pipeline

        return getattr(pipeline, name)
    if name == "Record":
        from dateline.record import Record

        return Record
    raise AttributeError(f"module 'dateline' has no attribute {name!r}")
