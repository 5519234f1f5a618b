"""Opening a database, and saying in one sentence what is wrong when that fails."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError

from briefings.errors import DatabaseDamaged, DatabaseUnreachable, DatabaseUnwritable, DiskFull, StoreBusy, StoreTrouble

BUSY_SECONDS = 15  # how long a writer waits for another one
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}", "temp_store=MEMORY")


def address(url: str) -> URL:
    """The URL with the driver we use, whichever way it was written.

    Raises:
        DatabaseUnreachable: it is no database address, or of a kind we do not keep facts in.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUnreachable("the address given") from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        return parsed
    raise DatabaseUnreachable(f"a “{parsed.drivername}” address; Factbox keeps facts in sqlite or postgresql, and none")


def engines(url: URL) -> tuple[Engine, Engine]:
    """A read engine whose transactions see one snapshot, and a write engine that takes its lock at once."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, begin="BEGIN"), _sqlite(url, begin="BEGIN IMMEDIATE")
    reading = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True, execution_options={"postgresql_readonly": True})
    return reading, create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True)


def _sqlite(url: URL, *, begin: str) -> Engine:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise DatabaseUnwritable(str(folder)) from trouble
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves: the driver would defer it, and a deferred writer fails under load
        for pragma in _PRAGMAS:
            _settle(connection, pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.connection.dbapi_connection.execute(begin)  # past SQLAlchemy, which takes as long over it as over a statement

    return engine


def _settle(connection: sqlite3.Connection, pragma: str) -> None:
    """Set a pragma. While another process turns a new file into WAL, SQLite refuses at once, whatever its busy timeout; so we wait."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
            return
        except sqlite3.OperationalError as trouble:
            if "locked" not in str(trouble) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def safe(url: URL) -> str:
    """The address without its password, for sentences and logs."""
    return url.database or ":memory:" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


@contextmanager
def in_a_sentence(url: URL) -> Iterator[None]:
    """Turn whatever the driver raises inside into one of our sentences."""
    try:
        yield
    except IntegrityError:
        raise  # a row that is there already is the caller's to judge
    except DatabaseError as trouble:
        raise sentence_for(trouble, url) from trouble


def sentence_for(trouble: DatabaseError, url: URL) -> StoreTrouble:
    """The error of ours that says what the driver's error means for whoever asked."""
    words, where = str(trouble.orig).lower(), safe(url)
    if "database or disk is full" in words or "no space left" in words or "disk full" in words:
        return DiskFull(where)
    if "readonly" in words or "unable to open" in words or "permission denied" in words or "attempt to write" in words:
        return DatabaseUnwritable(where)
    if "not a database" in words or "malformed" in words or "no such table" in words or "no such column" in words:
        return DatabaseDamaged(where)
    if "disk i/o error" in words:
        return DiskFull(where)  # what SQLite says where a write is cut short
    if "locked" in words or "busy" in words or "lock timeout" in words:
        return StoreBusy()
    if isinstance(trouble, OperationalError):
        return DatabaseUnreachable(where)
    return DatabaseDamaged(where)
