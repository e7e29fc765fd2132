"""Bytes to report: file formats, cleaning, the head of a report, its language, and reprints.

``sources`` lists what there is to read, ``read`` reads one of it, ``read_text`` takes a text in hand;
``ReprintFinder`` knows a text it has seen before.
"""

from dateline.intake.given import Source, Unreadable
from dateline.intake.options import Options
from dateline.intake.reading import read, read_text
from dateline.intake.reprints import ReprintFinder, ReprintMatch
from dateline.intake.sources import sources

__all__ = ["Options", "ReprintFinder", "ReprintMatch", "Source", "Unreadable", "read", "read_text", "sources"]
