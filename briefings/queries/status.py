"""What we hold on a place."""

from briefings.answers import ActorProfile, AttributedFact, PlaceStatus, SourceProfile
from briefings.finding.attributing import contested, told
from briefings.finding.places import within
from briefings.finding.resolving import Meaning, resolve
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.finding.standing import describes, is_planned, stands
from briefings.model import Fact, OpenQuestion, Place
from briefings.queries.actors import profile
from briefings.queries.sources import profile_of_source
from briefings.store.reading import Reading, Wanted
from briefings.vocabulary import Assessment, FactKind

MOST_SHOWN = 6  # facts of one status; more is a timeline
MOST_BACKGROUND = 3
MOST_DISPUTED = 5
MOST_UNKNOWN = 2
# what matters first among facts of one day: who holds the place, what happened, then what is said about it
_MATTERS = (
    FactKind.CONTROL,
    FactKind.EVENT,
    FactKind.FIGURE,
    FactKind.STATEMENT,
    FactKind.QUOTE,
    FactKind.SILENCE,
    FactKind.BACKGROUND,
    FactKind.RELATION,
)


def status(store: Reading, *, place: str, span: Span = ALWAYS) -> PlaceStatus | ActorProfile | SourceProfile:
    """What the desk holds on a place, newest first; on an actor or a source, where the name is only that.

    Raises:
        UnknownName: the name matches nothing on file; carries near names.
        SeveralNames: the name fits more than one place equally well.
    """
    meaning = resolve(store, place, kinds=("place", "actor", "source"))
    if meaning.kind == "source":
        return profile_of_source(store, meaning, span)
    if meaning.kind == "actor":
        return profile(store, meaning, span)
    return status_of(store, meaning, span)


def status_of(store: Reading, meaning: Meaning, span: Span = ALWAYS) -> PlaceStatus:
    """The status of a place already resolved."""
    place = store.records(Place, (meaning.id,))[meaning.id]
    own = store.facts(Wanted(about=(f"place:{place.id}", f"near:{place.id}"), since=span.first, until=span.last))
    inside = _inside(store, place, span, {f.id for f in own})
    calm, hot = contested(store, _in_order((*own, *inside), place, store.newest))
    moving = told(store, [f for f in calm if not stands(f)], MOST_SHOWN)
    standing = told(store, [f for f in calm if stands(f)], MOST_BACKGROUND)
    disputed = told(store, hot, MOST_DISPUTED)
    return PlaceStatus(
        scope_of(store, span=span, asked_as=(meaning.asked_as,) if meaning.asked_as else (), also_called=tuple(m.shown for m in meaning.also)),
        place,
        store.records(Place, (place.parent,)).get(place.parent) if place.parent else None,
        moving.shown,
        disputed.shown,
        standing.shown,
        open_questions(store, places=(place.id,)),
        moving.left_out + standing.left_out + disputed.left_out,
    )


def _inside(store: Reading, place: Place, span: Span, own: set[str]) -> tuple[Fact, ...]:
    """What happened at places inside a province or district; for a country, whose facts would be the whole story, nothing."""
    if place.type == "country":
        return ()
    inside = tuple(f"place:{p}" for p in within(store, place))
    found = store.facts(Wanted(about=inside, since=span.first, until=span.last)) if inside else ()
    return tuple(f for f in found if f.id not in own and not describes(f))


def _in_order(facts: tuple[Fact, ...], place: Place, newest: str) -> list[Fact]:
    # who holds the place comes first, however long ago it was taken
    return sorted(
        facts,
        key=lambda f: (
            _holds(f, place),
            not is_planned(f, newest),
            _day(f),
            place.id in f.places,
            f.assessment != Assessment.UNVERIFIED,
            -_MATTERS.index(f.kind),
            len(f.claims),
            -f.number,
        ),
        reverse=True,
    )


def _holds(fact: Fact, place: Place) -> bool:
    return any(c.place == place.id and not c.until for c in fact.control)


def _day(fact: Fact) -> int:
    return fact.when.latest.toordinal() if fact.when.latest else 0


def is_standing(item: AttributedFact) -> bool:
    """Whether a fact describes how things are rather than tells what happened."""
    return stands(item.fact)


def open_questions(
    store: Reading, *, places: tuple[str, ...] = (), actors: tuple[str, ...] = (), most: int = MOST_UNKNOWN
) -> tuple[OpenQuestion, ...]:
    """What is open on these places or actors; on the whole story where neither is given."""
    every = store.every(OpenQuestion)
    wanted = {*places, *actors}
    open_then = [q for q in every if q.asked_on is not None or store.known >= store.newest]  # an undated one is open as of the newest document
    return tuple(
        q for q in open_then if (not wanted or wanted & {*q.places, *q.actors}) and (not q.asked_on or q.asked_on.isoformat() <= store.known)
    )[:most]
