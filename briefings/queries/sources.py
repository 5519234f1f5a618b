"""Who says it: one source and what rests on it, or all of them."""

from collections import Counter

from briefings.answers import SourceList, SourceProfile
from briefings.finding.attributing import told
from briefings.finding.resolving import Meaning, resolve
from briefings.finding.scoping import ALWAYS, Span, scope_of
from briefings.finding.standing import describes
from briefings.model import Document, Source
from briefings.store.reading import Reading, Wanted

MOST_SHOWN = 10
MOST_ABOUT = 3


def sources(store: Reading, *, name: str = "", span: Span = ALWAYS) -> SourceList | SourceProfile:
    """Every source of the story with its documents, or one with what rests on it.

    Raises:
        UnknownName: the name matches nothing on file; carries near names.
        SeveralNames: the name fits more than one source equally well.
    """
    if name.strip():
        return profile_of_source(store, _source_called(store, name), span)
    counted: Counter[str] = Counter(s for fact in store.facts(Wanted()) for s in {x for c in fact.claims for x in (c.by, *c.via)})
    return SourceList(scope_of(store), store.every(Source), _published(store, store.every(Document)), dict(counted))


def _published(store: Reading, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Those that had been published by the time of knowledge asked for."""
    return tuple(d for d in documents if d.published is None or d.published.isoformat() <= store.known)


def _source_called(store: Reading, name: str) -> Meaning:
    meaning = resolve(store, name, kinds=("source", "actor"))
    if meaning.kind == "source":
        return meaning
    speaks = next(iter(store.owned(Source, (meaning.id,))), None)
    return Meaning("source", speaks.id, speaks.name, meaning.asked_as) if speaks else meaning


def profile_of_source(store: Reading, meaning: Meaning, span: Span = ALWAYS) -> SourceProfile:
    """One source already resolved: how to describe it, the documents it published, what it says and carries."""
    if meaning.kind != "source":
        return _silent(store, meaning)
    source = store.records(Source, (meaning.id,))[meaning.id]
    about = (f"speaker:{source.id}", f"carrier:{source.id}")
    said = told(store, store.facts(Wanted(about=about, since=span.first, until=span.last)), MOST_SHOWN)
    of_it = store.facts(Wanted(about=(f"actor:{source.actor}",))) if source.actor else ()
    standing = told(store, [f for f in of_it if describes(f)], MOST_ABOUT)
    return SourceProfile(
        scope_of(store, span=span, asked_as=(meaning.asked_as,) if meaning.asked_as else ()), source,
        _published(store, store.under(Document, (source.id,))), standing.shown, said.shown, said.left_out)


def _silent(store: Reading, meaning: Meaning) -> SourceProfile:
    """An actor of the story that says nothing in it."""
    from briefings.model import Actor
    from briefings.vocabulary import SourceType

    actor = store.records(Actor, (meaning.id,))[meaning.id]
    source = Source(id=actor.id, name=actor.name, type=SourceType.OFFICIAL, descriptor=actor.descriptor, actor=actor.id)
    return SourceProfile(scope_of(store), source, (), (), ())
