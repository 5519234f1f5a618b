"""Places within places: what a question about a province has to look at besides the province itself."""

from briefings.model import Place
from briefings.store.reading import Reading

DEEPEST = 6  # country, province, district, city, neighbourhood, site


def within(store: Reading, place: Place) -> tuple[str, ...]:
    """The ids of every place inside ``place``, itself not among them; () for a town."""
    found: list[str] = []
    level = [place.id]
    for _ in range(DEEPEST):
        level = [p.id for p in store.under(Place, level)]
        if not level:
            break
        found += level
    return tuple(found)
