"""What a name means: any spelling of a known one, a slip that is safely one, never a near miss taken in silence.

The road: the folded spelling, then its skeleton, then a shortlist of like names. The first two are the name; of the
third only a safe slip is taken, and said; everything else is offered.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from briefings import names
from briefings.errors import NameMeaning, SeveralNames, UnknownName
from briefings.model import Actor, Place, Source
from briefings.store.reading import Named, Reading

KINDS = ("place", "actor", "source")
_CLASS: dict[str, type[Any]] = {"place": Place, "actor": Actor, "source": Source}
AREA_WORDS = frozenset("province governorate countryside city town village district area region state county oblast muhafazah".split())
NEAR_FROM = 62  # likeness from which a name is worth offering


class Meaning(Struct, frozen=True):
    """What a name was taken to mean. ``asked_as`` is set where it was typed another way; ``also`` are other things so called."""

    kind: str
    id: str
    name: str
    asked_as: str = ""
    also: tuple[NameMeaning, ...] = ()


def resolve(store: Reading, typed: str, *, kinds: Sequence[str] = KINDS) -> Meaning:
    """The one thing of these kinds that ``typed`` means; of several kinds, the one named first wins.

    Raises:
        UnknownName: nothing goes by it; carries near names.
        SeveralNames: it fits more than one thing equally well.
    """
    if (chosen := chosen_by_id(store, typed)) and chosen[0] in kinds:
        return Meaning(chosen[0], chosen[1], preferred(store, *chosen))
    folded = names.fold(typed)
    found = [n for n in exact(store, folded) if n.kind in kinds]
    if not found:
        found = [n for n in slips(store, folded) if n.kind in kinds]
    if not found:
        raise UnknownName(typed, near=near(store, typed, kinds=kinds), kind=" or ".join(kinds))
    kind = min((n.kind for n in found), key=kinds.index)
    return _one(store, typed, folded, kind, _best([n for n in found if n.kind == kind], folded), kinds)


def chosen_by_id(store: Reading, typed: str) -> tuple[str, str] | None:
    """The kind and id in ``place:homs-city``, as a button writes what somebody chose; None for anything else, or what is not on file."""
    kind, colon, key = typed.strip().partition(":")
    return (kind, key) if colon and kind in _CLASS and store.records(_CLASS[kind], (key,)) else None


def _one(store: Reading, typed: str, folded: str, kind: str, targets: list[str], kinds: Sequence[str]) -> Meaning:
    shown = described(store, kind, targets)
    if len(targets) > 1:
        raise SeveralNames(typed, tuple(NameMeaning(kind, t, shown[t]) for t in targets))
    name = preferred(store, kind, targets[0])
    asked = typed.strip() if names.letters(typed.strip()) not in (names.letters(name), names.letters(name.removeprefix("the "))) else ""
    return Meaning(kind, targets[0], name, asked, namesakes(store, folded, kind, targets[0]))


def exact(store: Reading, folded: str) -> tuple[Named, ...]:
    """What goes by this folded name, or by its skeleton."""
    if not folded:
        return ()
    return store.called((folded,)) or tuple(n for n in store.pronounced((names.skeleton(folded),)) if _same_length(n.folded, folded))


def _same_length(on_file: str, typed: str) -> bool:
    # a skeleton drops letters; what it joins may still not differ by more than a doubled letter or two
    return abs(len(on_file) - len(typed)) <= 2 and min(len(on_file), len(typed)) > 3


def slips(store: Reading, folded: str) -> list[Named]:
    """Names that ``folded`` is safely a slip of, the likest first; [] where two different things are as near."""
    close = [n for n in store.like(folded) if names.is_slip(folded, n.folded)]
    return sorted(close, key=lambda n: -names.likeness(folded, n.folded))


def near(store: Reading, typed: str, *, kinds: Sequence[str] = KINDS, most: int = 3) -> tuple[str, ...]:
    """Preferred names worth offering for one that is not on file, the likest first; () where nothing comes near."""
    folded = names.fold(typed)
    if not folded:
        return ()
    scored: dict[tuple[str, str], float] = {}
    for named in (*store.like(folded), *(store.starting(folded, kinds, 10) if len(folded) > 2 else ())):
        if named.kind in kinds:
            key = (named.kind, named.target)
            scored[key] = max(scored.get(key, 0), names.likeness(folded, named.folded))
    best = sorted((s for s in scored.items() if s[1] >= NEAR_FROM), key=lambda s: (-s[1], s[0]))
    return tuple(dict.fromkeys(preferred(store, kind, target) for (kind, target), _ in best))[:most]


def _best(found: list[Named], folded: str) -> list[str]:
    """The targets that fit best: a preferred name before an alias, among slips the likest only."""
    rank = max((n.folded == folded and n.preferred, n.folded == folded, names.likeness(folded, n.folded)) for n in found)
    return list(dict.fromkeys(
        n.target for n in found if (n.folded == folded and n.preferred, n.folded == folded, names.likeness(folded, n.folded)) == rank))


def preferred(store: Reading, kind: str, target: str) -> str:
    """The name to print."""
    thing = store.records(_CLASS[kind], (target,)).get(target)
    return str(getattr(thing, "name", target))


def described(store: Reading, kind: str, targets: Sequence[str]) -> dict[str, str]:
    """Each target with what tells it from its namesakes: "Homs (city)", "Tripoli (city, Lebanon)"."""
    things = store.records(_CLASS[kind], targets)
    return {key: f"{thing.name} ({_kind_words(store, thing)})" for key, thing in things.items()}


def _kind_words(store: Reading, thing: Place | Actor | Source) -> str:
    if isinstance(thing, Place) and thing.parent:
        parent = store.records(Place, (thing.parent,)).get(thing.parent)
        return f"{thing.type}, {parent.name}" if parent else str(thing.type)
    return str(thing.type).replace("_", " ")


def namesakes(store: Reading, folded: str, kind: str, target: str) -> tuple[NameMeaning, ...]:
    """Others of the name, and those that are called so with "province" or "city" behind it."""
    if kind != "place":
        return ()
    found = [n for n in store.starting(folded + " ", ("place",), 12) if n.target != target and n.folded.removeprefix(folded + " ") in AREA_WORDS]
    return tuple(NameMeaning("place", t, preferred(store, "place", t)) for t in dict.fromkeys(n.target for n in found))
