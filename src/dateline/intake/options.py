"""What a user may set about reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dateline.intake.lists import Kind, fields
from dateline.record import SetupError

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Options:
    """How reports are read.

    ``published`` is the publication date to take for every report, as the user wrote it; ``fields`` pairs of a field of
    a report and the name it has in the user's JSON Lines (``("text", "body")``); ``kind`` the file kind where the
    suffix does not tell.  ``max_bytes`` bounds a file or line, ``max_characters`` the text of a report.

    Raises:
        SetupError: a field is not one of those a report has.
    """

    published: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    kind: Kind | None = None
    max_bytes: int = MAX_BYTES
    max_characters: int = MAX_CHARACTERS

    def __post_init__(self) -> None:
        known = fields()
        for field, _ in self.fields:
            if field not in known:
                raise SetupError(f"a report has no field {field!r}; it has {', '.join(known)}")

    @classmethod
    def mapping(cls, pairs: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """The ``fields`` option for a mapping such as ``{"text": "body"}``."""
        return tuple(pairs.items())
