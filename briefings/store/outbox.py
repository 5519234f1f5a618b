"""Changes that durable work has still to take up. A change writes its row in its own transaction, so a crash between them loses nothing."""

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from briefings.store.tables import outbox


class Posted(Struct, frozen=True):
    """A change as durable work finds it. ``fact`` is a number, ``revision`` the one it made, ``version`` the story's then."""

    id: int
    story: str
    version: int
    change: str
    fact: int
    revision: int
    author: str
    at: int


class Outbox:
    """The outbox, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, *, story: str, version: int, change: str, fact: int, revision: int, author: str, at: int) -> None:
        """Leave a change for durable work; ``at`` in microseconds."""
        self._connection.execute(
            insert(outbox).values(story=story, version=version, change=change, fact=fact, revision=revision, author=author, at=at, started=None)
        )

    def waiting(self, most: int = 100) -> tuple[Posted, ...]:
        """What has not been taken up, the oldest first."""
        rows = self._connection.execute(select(outbox).where(outbox.c.started.is_(None)).order_by(outbox.c.id).limit(most))
        return tuple(Posted(r.id, r.story, r.version, r.change, r.fact, r.revision, r.author, r.at) for r in rows)

    def taken_up(self, key: int, at: int) -> None:
        """Durable work has it now."""
        self._connection.execute(update(outbox).where(outbox.c.id == key).values(started=at))
