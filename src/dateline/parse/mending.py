"""Arcs and relations that no English sentence has, mended: the heads are small and at times read a sentence so.

Four classes only, each common in reports of violence and each certain from the tree itself.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["mend"]

_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass", "expl"))
_OUTCOMES = frozenset(("oprd", "acomp"))


def mend(tags: Sequence[str], heads: list[int], deps: list[str]) -> None:
    """Mend a sentence's tree in place; ``heads`` are places in it (a root is its own), one for each tag."""
    for place, dep in enumerate(deps):
        if dep == "npadvmod":
            _object_after_outcome(tags, heads, deps, place)
        elif dep in ("nsubj", "nsubjpass"):
            _subject_of_first_verb(tags, heads, deps, place)
            _participle_before_verb(tags, heads, deps, place)
            _participle_after_subject(tags, heads, deps, place)


def _object_after_outcome(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "shot dead two men" the men are the object and no measure of how dead."""
    verb = heads[place]
    if not tags[verb].startswith("VB") or not tags[place].startswith("NN") or verb + 1 >= place:
        return
    if heads[verb + 1] != verb or deps[verb + 1] not in _OUTCOMES:
        return
    if all(heads[other] != verb or deps[other] not in ("dobj", "auxpass") for other in range(len(deps))):
        deps[place] = "dobj"


def _subject_of_first_verb(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "three men were arrested and guns were found" the men are no subject of the finding.

    A subject left of a verb that has none cannot belong to a verb coordinated with it further right.
    """
    verb = heads[place]
    while deps[verb] == "conj" and heads[verb] != verb:
        verb = heads[verb]
        if not tags[verb].startswith("VB") or not place < verb < heads[place]:
            return
        own = {deps[other] for other in range(len(deps)) if heads[other] == verb and other != verb}
        if not own & _SUBJECTS:
            heads[place] = verb
            deps[place] = "nsubjpass" if "auxpass" in own else "nsubj"
            return


def _participle_before_verb(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "the priests murdered by soldiers were buried" the burial is the main clause and the murder modifies.

    A participle with an agent and without a subject that stands at the root cannot govern a later verb whose subject
    stands before it.
    """
    verb = heads[place]
    root = heads[verb]
    if deps[verb] != "advcl" or heads[root] != root or tags[root] != "VBN" or not place < root < verb:
        return
    own = {deps[other] for other in range(len(deps)) if heads[other] == root and other != root}
    if "agent" not in own or own & _SUBJECTS or own & {"aux", "auxpass"}:
        return
    for other in range(len(deps)):
        if heads[other] == root and (other > verb or other < place) and other != root:
            heads[other] = verb
    heads[verb], deps[verb] = verb, deps[root]
    heads[root], deps[root] = place, "acl"


def _participle_after_subject(tags: Sequence[str], heads: list[int], deps: list[str], place: int) -> None:
    """In "bodies of villagers killed in the raid were found" the participle is no second subject of the finding."""
    if tags[place] != "VBN" or place == 0 or not tags[place - 1].startswith("NN"):
        return
    verb = heads[place]
    if verb > place and any(heads[other] == verb and deps[other] in _SUBJECTS for other in range(place)):
        heads[place], deps[place] = place - 1, "acl"
