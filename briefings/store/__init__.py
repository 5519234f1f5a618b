"""The store: all SQL is in this folder. One ask reads one snapshot of one story; one change is one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from briefings.errors import UnknownStory
from briefings.model import Story
from briefings.store import migrations, opening, reading
from briefings.store.ledger import Ledger
from briefings.store.locking import held_for_one
from briefings.store.outbox import Outbox
from briefings.store.reading import Reading, decode
from briefings.store.roles import Roles
from briefings.store.shelf import Shelf
from briefings.store.tables import OPEN_FUTURE
from briefings.store.times import to_micros
from briefings.store.writing import Writing

__all__ = ["OnFile", "OpenedMeanwhile", "Reading", "Store", "Writing", "held_for_one", "open_store"]

OpenedMeanwhile = IntegrityError  # what a writer meets where another process has opened the same story at the same moment


class OnFile(Struct, frozen=True):
    """A story that is on file: its version, its newest document's day ("" while there is none), the digest of its pack."""

    story: Story
    version: int
    newest: str
    pack_digest: str


class Store:
    """A database of stories. Thread-safe; whoever opened it closes it."""

    def __init__(self, url: URL, clock: Callable[[], datetime]) -> None:
        self._url, self._clock = url, clock
        self._read, self._write = opening.engines(url)
        self._shelf = Shelf()
        self.ledger = Ledger(self._reading, self._writing, clock)
        self.roles = Roles(self._reading)

    @property
    def where(self) -> str:
        """The address without its password."""
        return opening.safe(self._url)

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._url.get_backend_name()

    def stories(self) -> tuple[OnFile, ...]:
        """Every story on file, by slug."""
        with self._reading() as connection:
            rows = reading.stories().rows(connection, {})
        return tuple(self._on_file(row) for row in rows)

    def _on_file(self, row: Any) -> OnFile:
        key = ("story", row.slug, row.version)
        known: OnFile | None = self._shelf.get(key)
        if known is None:
            known = OnFile(decode(row.body, Story), row.version, row.newest, row.pack_digest)
            self._shelf.put(key, known)
        return known

    @contextmanager
    def reading(self, slug: str, *, known: str = OPEN_FUTURE, recorded: datetime | None = None) -> Iterator[Reading]:
        """One snapshot of one story.

        Raises:
            UnknownStory: no story on file has this slug.
        """
        with self._reading() as connection:
            row = next(iter(reading.one_story().rows(connection, {"slug": slug})), None)
            if row is None:
                raise UnknownStory(slug, tuple(r.slug for r in reading.stories().rows(connection, {})))
            yield Reading(connection, row, now=to_micros(self._clock()), shelf=self._shelf, known=known,
                          recorded=None if recorded is None else to_micros(recorded))

    @contextmanager
    def writing(self, slug: str) -> Iterator[Writing]:
        """One transaction on one story, kept only if the block ends well. A story not on file yet has ``story`` None."""
        with self._writing() as connection:
            yield Writing(connection, slug, now=to_micros(self._clock()))

    @contextmanager
    def outbox(self) -> Iterator[Outbox]:
        """The outbox of every story, in one transaction."""
        with self._writing() as connection:
            yield Outbox(connection)

    def migrate(self) -> bool:
        """Bring the schema to this version's, once however many processes try; True if there was anything to do."""
        with opening.in_a_sentence(self._url):
            with self._read.connect() as connection:
                if migrations.state(connection) == migrations.NEWEST:
                    return False
            with self._write.begin() as connection:
                if self.kind == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(70617463)"))  # any number that is ours alone
                return migrations.bring_up(connection, self.where)

    def close(self) -> None:
        """Let go of every connection."""
        self._read.dispose()
        self._write.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        with opening.in_a_sentence(self._url), self._write.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        with opening.in_a_sentence(self._url), self._read.connect() as connection:
            yield connection


def open_store(url: str, *, clock: Callable[[], datetime]) -> Store:
    """Open a database and bring its schema up.

    Raises:
        StoreTrouble: it cannot be reached, read or written, or is of a newer version; the sentence says which.
    """
    store = Store(opening.address(url), clock)
    try:
        store.migrate()
    except BaseException:
        store.close()
        raise
    return store
