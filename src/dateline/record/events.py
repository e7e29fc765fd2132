"""Events: what happened, by whom, to whom, and why it was coded so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from dateline.record.errors import RecordError
from dateline.record.mentions import Party, Place, Time
from dateline.record.spans import Span
from dateline.record.statements import Claim

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
if TYPE_CHECKING:
    CodedType = EventType
else:
    # Only where a user's own categories stand instead of PLOVER is there another type: the name of such a category in
    # capitals.  The rooms' rules speak of PLOVER's types alone, so that for the type checker there is nothing else.
    CodedType = Annotated[
        str,
        Meta(pattern=r"^[A-Z][A-Z0-9_-]{0,39}$", description="A PLOVER type, or one of the user's own categories."),
    ]
Status = Literal["occurred", "ongoing", "planned", "threatened", "attempted", "denied", "hypothetical"]
ReasonAbout = Literal[
    "type", "mode", "status", "actors", "recipients", "when", "where", "toll", "weapon", "claim", "codes", "main"
]
TOLL_KEYS = ("killed", "injured", "abducted", "arrested", "surrendered", "displaced")


class SideCount(Struct, frozen=True, kw_only=True):
    """The share of a count that one party suffered; ``max`` is ``None`` where the report sets no upper bound."""

    party: Party
    min: int
    max: int | None


class Count(Struct, frozen=True, kw_only=True):
    """A number of people as the report gives it: at least ``min``, at most ``max`` (``None``: no upper bound given).

    Raises:
        RecordError: a bound is negative or ``min`` is above ``max``.
    """

    min: int
    max: int | None
    by_side: tuple[SideCount, ...] = ()
    evidence: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if self.min < 0 or (self.max is not None and self.max < self.min):
            raise RecordError(f"count from {self.min} to {self.max} is not a range")


class Toll(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an event cost people.  A key that is absent was not reported, which is not zero."""

    killed: Count | None = None
    injured: Count | None = None
    abducted: Count | None = None
    arrested: Count | None = None
    surrendered: Count | None = None
    displaced: Count | None = None


class AcledCode(Struct, frozen=True, kw_only=True):
    """Event type and sub-event type in ACLED's public category names ("ACLED-compatible")."""

    event_type: str
    sub_event_type: str


class UcdpCode(Struct, frozen=True, kw_only=True):
    """UCDP's type of violence: 1 state-based, 2 non-state, 3 one-sided (UCDP GED codebook)."""

    type_of_violence: Literal[1, 2, 3]


class OwnCode(Struct, frozen=True, kw_only=True):
    """One of the user's own categories: the name of their codebook and of the category in it."""

    codebook: str
    category: str


class Codes(Struct, frozen=True, kw_only=True):
    """The event in the field's ontologies; ``None`` where one of them would not code it.

    ``own`` are the user's own categories the event falls under; without an own codebook there is no such key.
    """

    plover: str | None
    cameo: str | None = None
    quad: Literal[1, 2, 3, 4] | None = None
    acled: AcledCode | None = None
    ucdp: UcdpCode | None = None
    own: tuple[OwnCode, ...] | UnsetType = UNSET


class EventPrecision(Struct, frozen=True, kw_only=True):
    """How exactly day and place of an event are known, on the scales of the two data sets that publish one.

    ``date_prec`` is UCDP's: 1 the day, 2 a span of two to six days, 3 the week, 4 the month, 5 the year.
    ``where_prec`` is UCDP's: 1 the place, 2 within about 25 km of it, 3 the second-order division, 4 the first-order
    division, 5 a line or an area, 6 the country, 7 at sea or in the air (UCDP GED codebook).  ``time_precision`` is
    ACLED's: 1 the day, 2 the week, 3 the month; ``geo_precision`` is ACLED's: 1 the town, 2 near a town or a part of a
    region, 3 a larger region (ACLED codebook).  ``None`` where no day or no place is known, or it is known less
    exactly than the scale goes.
    """

    date_prec: Literal[1, 2, 3, 4, 5] | None = None
    where_prec: Literal[1, 2, 3, 4, 5, 6, 7] | None = None
    time_precision: Literal[1, 2, 3] | None = None
    geo_precision: Literal[1, 2, 3] | None = None


class Reason(Struct, frozen=True, kw_only=True):
    """Why one value of an event is what it is.

    ``about`` names the value, ``by`` the codebook entry, rule or model that decided, ``text`` says it in a sentence,
    ``runner_up`` what came second (``None``: nothing else fitted), ``evidence`` the words it rests on.
    """

    about: ReasonAbout
    by: str
    text: str
    runner_up: str | None = None
    evidence: tuple[Span, ...] = ()


class Event(Struct, frozen=True, kw_only=True):
    """One happening as one report tells it.

    ``type`` and ``mode`` say what the act is whatever its ``status`` (PLOVER 2.0 categories); ``actors`` did it,
    ``recipients`` had it done to them; mutual acts put everyone in ``actors`` (PLOVER manual 2.0, role rules).
    ``incident`` is empty until reports are linked.  ``precision`` says how exactly ``when`` and ``where`` are known.
    ``confidence`` is the probability that type, actor and recipient
    are right.
    """

    id: str
    type: CodedType
    mode: str | None
    status: Status
    trigger: Span
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    when: Time | None
    where: tuple[Place, ...]
    toll: Toll
    weapon: Span | None
    claim: Claim | None
    codes: Codes
    evidence: tuple[Span, ...]
    because: tuple[Reason, ...]
    confidence: float
    main: bool = False
    incident: str | None = None
    precision: EventPrecision = EventPrecision()

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise RecordError(f"event {self.id}: confidence {self.confidence} is not a probability")

    def why(self, about: ReasonAbout) -> tuple[Reason, ...]:
        """The reasons given for one value of this event."""
        return tuple(reason for reason in self.because if reason.about == about)
