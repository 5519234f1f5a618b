"""Who is who: one actor in full, or all of them."""

from collections import Counter

from briefings.answers import ActorList, ActorProfile, SourceProfile
from briefings.finding.attributing import contested, told
from briefings.finding.resolving import Meaning, preferred, resolve
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.finding.standing import stands
from briefings.model import Actor, OpenQuestion, Relation, Source
from briefings.queries.sources import profile_of_source
from briefings.store.reading import Reading, Wanted

MOST_SHOWN = 5
MOST_DISPUTED = 2
MOST_UNKNOWN = 2


def actors(store: Reading, *, name: str = "", span: Span = ALWAYS) -> ActorList | ActorProfile | SourceProfile:
    """Every actor of the story, or one in full.

    Raises:
        UnknownName: the name matches nothing on file; carries near names.
        SeveralNames: the name fits more than one actor equally well.
    """
    if not name.strip():
        return _everyone(store)
    meaning = resolve(store, name, kinds=("actor", "source"))
    return profile(store, meaning, span) if meaning.kind == "actor" else profile_of_source(store, meaning, span)


def _everyone(store: Reading) -> ActorList:
    counted: Counter[str] = Counter(a for fact in store.facts(Wanted()) for a in fact.actors)
    return ActorList(scope_of(store), store.every(Actor), store.story.camps, dict(counted))


def profile(store: Reading, meaning: Meaning, span: Span = ALWAYS) -> ActorProfile:
    """One actor already resolved: relations, standing description, then what it did and said."""
    actor = store.records(Actor, (meaning.id,))[meaning.id]
    speaks_as = tuple(s.id for s in store.owned(Source, (actor.id,)))
    about = (f"actor:{actor.id}", *(f"speaker:{s}" for s in speaks_as))
    calm, hot = contested(store, store.facts(Wanted(about=about, since=span.first, until=span.last)))
    relations = relations_of(store, actor.id)
    resting = {r.fact for r, _, _ in relations}
    standing = told(store, [f for f in calm if f.id in resting or stands(f)], MOST_SHOWN)
    moving = told(store, [f for f in calm if f.id not in resting and not stands(f)], MOST_SHOWN)
    disputed = told(store, hot, MOST_DISPUTED)
    unknown = tuple(q for q in store.every(OpenQuestion) if actor.id in q.actors)[:MOST_UNKNOWN]
    return ActorProfile(
        scope_of(store, span=span, asked_as=(meaning.asked_as,) if meaning.asked_as else ()), actor, relations, standing.shown, moving.shown,
        disputed.shown, unknown, standing.left_out + moving.left_out + disputed.left_out)


def relations_of(store: Reading, actor: str) -> tuple[tuple[Relation, str, str], ...]:
    """Relations that an actor stands in, either side, with both names; those whose fact may not be seen are left out."""
    touching = store.relations((actor,))
    seen = {f.id for f in store.numbered(tuple(dict.fromkeys(int(r.fact[1:]) for r in touching)))}
    return tuple((r, preferred(store, "actor", r.actor), _other(store, r.other)) for r in touching if r.fact in seen)


def _other(store: Reading, key: str) -> str:
    as_actor = preferred(store, "actor", key)
    return as_actor if as_actor != key else preferred(store, "place", key)
