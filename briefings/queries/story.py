"""Which story this is, and what it can answer."""

from collections import Counter

from briefings.answers import StoryCard
from briefings.finding.resolving import preferred
from briefings.finding.scoping import scope_of
from briefings.store.reading import Reading, Wanted

MOST_NAMED = 8


def story(store: Reading, *, others: tuple[str, ...] = ()) -> StoryCard:
    """The story's card: its summary, how much is on file, and three questions made from its own names."""
    facts = store.facts(Wanted())
    places = [preferred(store, "place", p) for p, _ in Counter(p for f in facts for p in f.places).most_common(MOST_NAMED)]
    actors = [preferred(store, "actor", a) for a, _ in Counter(a for f in facts for a in f.actors).most_common(MOST_NAMED)]
    return StoryCard(scope_of(store), store.story, store.count(), tuple(places), tuple(actors), examples(store), others)


def examples(store: Reading) -> tuple[str, ...]:
    """Three questions the story can answer, made from the places and speakers it holds most on."""
    facts = store.facts(Wanted())
    held = Counter(c.place for f in facts for c in f.control if not c.until)
    town = [p for p, _ in Counter(p for f in facts for p in (*f.places, *f.near) if _is_town(store, p)).most_common(1)]
    speakers = [s for s, _ in Counter(f.quote.speaker for f in facts if f.quote and f.quote.speaker).most_common(1)]
    made = [f"/status {preferred(store, 'place', town[0])}" if town else "/timeline",
            f"who controls {preferred(store, 'place', held.most_common(1)[0][0])}?" if held else "/disputed",
            f"/quotes {preferred(store, 'source', speakers[0]).removeprefix('the ')}" if speakers else "/figures"]
    return tuple(made)


def _is_town(store: Reading, place: str) -> bool:
    from briefings.model import Place

    found = store.records(Place, (place,)).get(place)
    return found is not None and found.type in ("city", "town", "village", "province")
