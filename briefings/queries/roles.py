"""Who has which role."""

from briefings import rights
from briefings.answers import RoleList
from briefings.finding.scoping import scope_of
from briefings.model import Person
from briefings.store.reading import Reading
from briefings.vocabulary import Role


def roles(store: Reading, *, by: Person, whom: str = "") -> RoleList:
    """The roles given in the story and in every one; to a reader only their own. ``whom`` narrows to one person or group."""
    given = store.roles() if rights.may(by, store.slug, Role.CURATOR) else ()
    rows = tuple(
        (g.subject, str(g.role), "every story" if g.story == rights.EVERY_STORY else "this story") for g in given if whom.strip() in g.subject
    )
    return RoleList(scope_of(store), rows, str(rights.role_of(by, store.slug)))
