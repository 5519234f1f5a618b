"""What is not known."""

from briefings.answers import UnknownList
from briefings.finding.mentioning import find_mentions
from briefings.finding.scoping import scope_of
from briefings.queries.status import open_questions
from briefings.store.reading import Reading

MOST_SHOWN = 50


def unknowns(store: Reading, *, about: str = "") -> UnknownList:
    """What the material leaves open, on a place or an actor or on everything."""
    mentions = find_mentions(store, about)
    places = tuple(i for m in mentions for i in m.ids("place"))
    actors = tuple(i for m in mentions for i in m.ids("actor"))
    found = open_questions(store, places=places, actors=actors, most=MOST_SHOWN) if mentions or not about.strip() else ()
    return UnknownList(scope_of(store), about.strip(), found)
