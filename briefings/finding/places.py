"""Places within places: what a question about a province has to look at besides the province itself."""

from functools import lru_cache

from briefings.model import Place
from briefings.store.reading import Reading

_KEPT = 8  # stories whose map of places is kept in memory, one version each


@lru_cache(maxsize=_KEPT)
def _children(_slug: str, _version: int, pairs: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {}
    for child, parent in pairs:
        children.setdefault(parent, []).append(child)
    return {parent: tuple(found) for parent, found in children.items()}


def within(store: Reading, place: Place) -> tuple[str, ...]:
    """The ids of every place inside ``place``, itself not among them; () for a town."""
    if place.type not in ("country", "province", "district", "city", "area"):
        return ()
    pairs = tuple((p.id, p.parent) for p in store.every(Place, most=100_000) if p.parent)
    children = _children(store.slug, store.version, pairs)
    found: list[str] = []
    waiting = [place.id]
    while waiting:
        inside = children.get(waiting.pop(), ())
        found += inside
        waiting += inside
    return tuple(found)
