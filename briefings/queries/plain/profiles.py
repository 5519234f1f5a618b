"""A question that is nothing but a name: who or what that is."""

import re

from briefings import names
from briefings.answers import AnyAnswer, Several
from briefings.errors import NameMeaning, SeveralNames
from briefings.finding.attributing import attribute
from briefings.finding.mentioning import Mention
from briefings.finding.question import Question
from briefings.finding.resolving import Meaning, described, namesakes, preferred
from briefings.finding.scoping import scope_of
from briefings.model import Actor
from briefings.queries.actors import profile
from briefings.queries.plain.shaping import nothing
from briefings.queries.sources import profile_of_source
from briefings.queries.status import status_of
from briefings.store.reading import Reading, Wanted

MOST_AT_ONCE = 4  # names of one message that are profiled


def profile_answer(store: Reading, read: Question) -> AnyAnswer:
    """Who or what each name in the question is, each once."""
    named = {m.targets: m for m in reversed(read.mentions)}  # each thing once, however often it is named
    parts = tuple(_profile_of(store, m, read) for m in list(reversed(named.values()))[:MOST_AT_ONCE])
    return parts[0] if len(parts) == 1 else Several(scope_of(store, span=read.span), parts)


def _profile_of(store: Reading, mention: Mention, read: Question) -> AnyAnswer:
    """Who or what it is. A bare name of a place is its status, asked "who is" it is the actor."""
    asks_who = bool(re.search(r"\bwhos?\b|\bnames?\b", read.plain))
    order = ("actor", "place", "source") if asks_who or not mention.ids("place") else ("place", "actor", "source")
    kind = next(k for k in order if mention.ids(k))
    meaning = meaning_of(store, mention, kind)
    if kind == "place":
        return status_of(store, meaning, read.span)
    if kind == "source":
        return profile_of_source(store, meaning, read.span)
    actor = store.records(Actor, (meaning.id,))[meaning.id]
    if actor.unnamed and asks_who:
        return nothing(
            store, read, looked_for=f"the name of {actor.name}", nearest=attribute(store, store.facts(Wanted(about=(f"actor:{actor.id}",))))
        )
    return profile(store, meaning, read.span)


def meaning_of(store: Reading, mention: Mention, kind: str) -> Meaning:
    """What a mention means, as a name to look up under.

    Raises:
        SeveralNames: it fits several things of this kind.
    """
    if len(mention.ids(kind)) > 1:
        shown = described(store, kind, mention.ids(kind))
        raise SeveralNames(mention.words, tuple(NameMeaning(kind, i, shown[i]) for i in mention.ids(kind)))
    target = mention.ids(kind)[0]
    name = preferred(store, kind, target)
    asked = mention.words if names.letters(mention.words) != names.letters(name) else ""
    return Meaning(kind, target, name, asked, namesakes(store, names.fold(name), kind, target))
