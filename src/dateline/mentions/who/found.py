"""What the party finder hands to the resolver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dateline.codebook.registry import Agent, Hit
from dateline.record import PartyKind

Form = Literal["name", "noun", "pronoun"]


@dataclass(frozen=True, slots=True)
class FoundParty:
    """A mention of a party, not yet resolved.

    ``start`` and ``end`` are offsets into the report's text, ``first`` and ``last`` the token range in sentence
    ``sentence`` that says who (in "dozens of X" that of X), ``head`` the token that carries it.  ``form`` says whether
    a proper name, a common noun or a pronoun carries it; ``hits`` are the registry names inside, ``agent`` the agent
    noun that is the head or the title before a name, ``name`` the token range of a proper name, ``of`` that of the
    complement ("members of X"), ``entity`` the label the engine gave to the name.  ``attached`` is the place in the
    list of found parties of the one this stands in apposition to, ``owner`` the token index of a possessive pronoun in
    front.
    """

    start: int
    end: int
    sentence: int
    first: int
    last: int
    head: int
    form: Form
    kind: PartyKind | None
    hits: tuple[Hit, ...] = ()
    agent: Agent | None = None
    name: tuple[int, int] | None = None
    of: tuple[int, int] | None = None
    entity: str | None = None
    attached: int | None = None
    owner: int | None = None
    plural: bool = False
    definite: bool = False
