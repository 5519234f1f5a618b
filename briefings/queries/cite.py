"""One fact to the ground."""

import re

from briefings.answers import Citation
from briefings.errors import UnknownFact
from briefings.finding.attributing import attribute
from briefings.finding.scoping import scope_of
from briefings.store.reading import Reading

_ID = re.compile(r"(?:[\w-]+:)?\s*[#\[]?\s*[Ff]?\s*0*(\d{1,9})\s*\]?")


def cite(store: Reading, *, fact: str) -> Citation:
    """The chain and document of every claim on a fact, what stands against it, and every version there was.

    Raises:
        UnknownFact: no fact has this id, or none that may be shown.
    """
    read = _ID.fullmatch(fact.strip())
    found = store.fact(int(read.group(1))) if read else None
    if found is None:
        raise UnknownFact(fact, store.slug)
    related = [int(r[1:]) for r in found.restates]
    return Citation(scope_of(store), attribute(store, (found,))[0], store.history(found.number),
                    attribute(store, store.numbered([int(t[1:]) for t in found.tension])), attribute(store, store.numbered(related)))
