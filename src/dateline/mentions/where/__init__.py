"""Where: place names found in a report and resolved to places of the gazetteer, with honest precision."""

from dateline.mentions.where.find import Toponym, find
from dateline.mentions.where.resolve import resolve

__all__ = ["Toponym", "find", "resolve"]
