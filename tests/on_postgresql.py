"""Databases for the suite when it runs on PostgreSQL: FACTBOX_TEST_STORE=postgresql makes every test's own store one of these."""

import atexit
import os
import uuid
from getpass import getuser

import psycopg
from sqlalchemy.engine import URL, make_url

from briefings import open_store
from briefings.store.times import from_micros

WANTED = os.environ.get("FACTBOX_TEST_STORE") == "postgresql"


class Server:
    """One server: a migrated template made once a process, and copies of it, each dropped when its test has ended."""

    def __init__(self) -> None:
        self._address = make_url(os.environ.get("FACTBOX_TEST_POSTGRES") or f"postgresql://{getuser()}@127.0.0.1:5432/postgres")
        self._connection = psycopg.connect(_plain(self._address), autocommit=True)
        self._made: list[str] = []
        self._template = self._create("")
        open_store(self.url(self._template), clock=lambda: from_micros(0)).close()
        self._made.clear()
        atexit.register(self._end)

    def new_database(self) -> str:
        """The address of a database of one's own, its tables made."""
        return self.url(self._create(f' TEMPLATE "{self._template}"'))

    def url(self, name: str) -> str:
        """The address of a database of this server."""
        return _plain(self._address.set(database=name))

    def drop(self) -> None:
        """Drop every copy made since the last time."""
        while self._made:
            self._connection.execute(f'DROP DATABASE IF EXISTS "{self._made.pop()}" WITH (FORCE)'.encode())

    def _create(self, how: str) -> str:
        name = f"factbox_test_{uuid.uuid4().hex}"
        self._connection.execute(f'CREATE DATABASE "{name}"{how}'.encode())
        self._made.append(name)
        return name

    def _end(self) -> None:
        self._made.append(self._template)
        self.drop()


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
