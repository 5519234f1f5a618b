"""What several test files share: a data folder with the bundled stories, and the command line run in this process."""

import io
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy.engine import URL, make_url

from bot.__main__ import main
from briefings import open_store
from tests import stories

# the same examples every time, so that a failure is the change's doing; FACTBOX_TEST_EXAMPLES=500 looks for new ones and makes them small
_MORE = os.environ.get("FACTBOX_TEST_EXAMPLES")
settings.register_profile("factbox", deadline=None, database=None, derandomize=not _MORE, max_examples=int(_MORE or 25),
                          phases=list(Phase) if _MORE else [Phase.explicit, Phase.generate],
                          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large])
settings.load_profile("factbox")


class Ran(NamedTuple):
    """How a command ended: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the bundled stories loaded, made once; nobody writes into it."""
    folder = tmp_path_factory.mktemp("filled")
    assert main(["migrate"], environ={"FACTBOX_DATA_DIR": str(folder)}) == 0
    assert main(["story", "list"], environ={"FACTBOX_DATA_DIR": str(folder)}) == 0
    return folder


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A data folder with the bundled stories that a test may spoil."""
    return Path(shutil.copytree(filled, tmp_path / "own"))


@pytest.fixture
def run(filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line as ``run("ask", "Homs", stdin=b"…", FACTBOX_STORY="…")``; the data folder is ``filled`` unless one is given."""

    def ran(*words: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None, **settings: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        status = main(list(words), environ={"FACTBOX_DATA_DIR": str(filled), **settings} if environ is None else environ)
        return Ran(status, *capsys.readouterr())

    return ran


# ── stores ──────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close every store that a test opened through ``tests.stories``."""
    yield
    stories.close_all()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database with its tables made, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield stories.new_database()
        return
    template: str = request.getfixturevalue("postgres_template")
    yield from _database(make_url(template).set(database=None), f'CREATE DATABASE "{{}}" TEMPLATE "{make_url(template).database}"')


@pytest.fixture
def bare_url(request: pytest.FixtureRequest, store_url: str) -> str:
    """The address of a database with nothing in it, on SQLite and on PostgreSQL."""
    if store_url.startswith("sqlite"):
        Path(make_url(store_url).database or "").unlink()
        return store_url
    with psycopg.connect(store_url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return store_url


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The address of a migrated PostgreSQL database, made once a worker, to make others from."""
    server = make_url(os.environ.get("FACTBOX_TEST_POSTGRES") or f"postgresql://{getuser()}@127.0.0.1:5432/postgres")
    try:
        psycopg.connect(_plain(server), connect_timeout=2).close()
    except psycopg.OperationalError:
        pytest.skip(f"PostgreSQL does not answer at {server.render_as_string()}")
    for url in _database(server, 'CREATE DATABASE "{}"'):
        open_store(url, clock=lambda: datetime.now(UTC)).close()
        yield url


def _database(server: URL, create: str) -> Iterator[str]:
    """A database of one's own, dropped at the end."""
    name = f"factbox_test_{uuid.uuid4().hex}"
    maintenance = _plain(server.set(database=server.database or "postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(create.format(name))
    try:
        yield _plain(server.set(database=name))
    finally:
        stories.close_all()
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
