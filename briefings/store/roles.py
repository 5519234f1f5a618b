"""Who has which role. Subjects are opaque: a person's id, a group's, a platform role's."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select

from briefings.store.tables import role
from briefings.vocabulary import Role

Transactions = Callable[[], AbstractContextManager[Connection]]
_HELD = select(role.c.story, role.c.role).where(role.c.subject.in_(bindparam("subjects", expanding=True)))


class Given(Struct, frozen=True):
    """A role that was given. ``story`` is "*" for every story."""

    story: str
    subject: str
    role: Role
    given_by: str


class Roles:
    """The roles on file, for whoever maps a platform's identities to a person."""

    def __init__(self, reading: Transactions) -> None:
        self._reading = reading

    def held_by(self, subjects: Sequence[str]) -> tuple[tuple[str, Role], ...]:
        """Every role that any of these subjects has, by story."""
        with self._reading() as connection:
            return tuple((r.story, Role(r.role)) for r in connection.execute(_HELD, {"subjects": tuple(subjects)}))


def roles_in(connection: Connection, story: str) -> tuple[Given, ...]:
    """The roles given in one story, and those given in every one."""
    rows = connection.execute(select(role).where(role.c.story.in_((story, "*"))).order_by(role.c.story, role.c.subject))
    return tuple(Given(r.story, r.subject, Role(r.role), r.given_by) for r in rows)


def give_role(connection: Connection, given: Given, at: int) -> None:
    """Put a role down in place of the one the subject had in that story; ``at`` in microseconds."""
    take_role(connection, given.story, given.subject)
    connection.execute(insert(role).values(story=given.story, subject=given.subject, role=given.role, given_by=given.given_by, at=at))


def take_role(connection: Connection, story: str, subject: str) -> bool:
    """Take a subject's role in a story away; whether there was one."""
    return bool(connection.execute(delete(role).where(role.c.story == story, role.c.subject == subject)).rowcount)
