"""What an ordinary answer may hold: usable, on the record, past its embargo — now, whatever moment is being asked about.

Matter killed today leaves every past state as well, so an ask for a past moment looks at how the fact stands now too.
"""

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, exists, or_

from briefings.store.tables import fact, link

_now, _recorded = bindparam("now", type_=BigInteger), bindparam("recorded", type_=BigInteger)


def now() -> ColumnElement[bool]:
    """The current revision, if it may be seen. Takes the parameter ``now``."""
    return and_(fact.c.superseded.is_(None), fact.c.publishable, fact.c.embargo <= _now)


def then() -> ColumnElement[bool]:
    """The revision that stood at ``recorded``, if it may be seen now. Takes ``now`` and ``recorded``."""
    held = fact.alias("held")
    still = exists().where(held.c.story == fact.c.story, held.c.number == fact.c.number, held.c.superseded.is_(None),
                           held.c.publishable, held.c.embargo <= _now)
    return and_(stood_then(), fact.c.publishable, fact.c.embargo <= _now, still)


def stood_then() -> ColumnElement[bool]:
    """The revision that stood at ``recorded``, whether or not it may be seen."""
    return and_(fact.c.recorded <= _recorded, or_(fact.c.superseded.is_(None), fact.c.superseded > _recorded))


def link_now() -> ColumnElement[bool]:
    """Links of current revisions, in the words of the partial index."""
    return link.c.superseded.is_(None)


def link_then() -> ColumnElement[bool]:
    """Links of revisions that stood at ``recorded``."""
    return and_(link.c.recorded <= _recorded, or_(link.c.superseded.is_(None), link.c.superseded > _recorded))
