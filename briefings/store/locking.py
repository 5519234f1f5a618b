"""A lock that one process holds, for as long as its connection lives."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from briefings.store.opening import address, in_a_sentence


@contextmanager
def held_for_one(url: str, key: int) -> Iterator[bool]:
    """Try to take PostgreSQL's advisory lock ``key``; True while it is held, False where another process has it.

    Raises:
        StoreTrouble: the database cannot be reached.
    """
    parsed = address(url)
    engine = create_engine(parsed, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with in_a_sentence(parsed), engine.connect() as connection:
        yield bool(connection.execute(select(func.pg_try_advisory_lock(key))).scalar_one())
