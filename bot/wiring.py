"""Puts the house together: settings → store → bundled stories → desk. Everything else is handed what is made here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.log import Log
from bot.progress import progress
from briefings.errors import DatabaseUnwritable, DiskFull, FactboxError, PackProblems, StoreBusy
from briefings.model import Pack, Person
from briefings.packs import bundled, digest
from briefings.store import OpenedMeanwhile, Store, open_store
from briefings.store.migrations import NEWEST
from briefings.store.opening import address
from config.settings import Settings
from handlers.desk import Desk, Request

if TYPE_CHECKING:
    from briefings.changes.load_pack import Loaded  # imported for real only where a pack is loaded

Clock = Callable[[], datetime]
UNREFRESHED = (PackProblems, DiskFull, DatabaseUnwritable, StoreBusy)  # what is on file can still be read


class House(Struct, frozen=True):
    """What a running Factbox has: its settings, its store and the desk that answers from it."""

    settings: Settings
    store: Store
    desk: Desk
    clock: Clock
    log: Log

    def request(self, text: str, *, story: str | None = None, known_by: date | None = None) -> Request:
        """A request from whoever sits at this machine."""
        return Request(text, self.clock(), Person("console", zone=self.settings.zone), story, known_by)


@contextmanager
def open_house(settings: Settings, *, clock: Clock) -> Iterator[House]:
    """Open the database, bring the bundled stories to what their files say, and close it at the end.

    Raises:
        StoreTrouble: the database cannot be reached, read or written.
        PackProblems: no story is on file and a bundled one has mistakes.
    """
    log = Log(settings.log_level)
    with suppress(OSError):  # the store says in a sentence what is wrong with a folder that it needs
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with progress("Opening the database"):
        store = open_store(settings.database, clock=clock)
    try:
        load_bundled(store, log)
        yield House(settings, store, Desk(store, default=settings.story, admins=settings.admins), clock, log)
    finally:
        store.close()


def migrate(settings: Settings, *, clock: Clock) -> str:
    """Bring the database's schema up, and say in a sentence what that did.

    Raises:
        StoreTrouble: the database cannot be reached, read or written, or is of a newer version.
    """
    store = Store(address(settings.database), clock)
    try:
        with progress("Bringing the database up"):
            done = store.migrate()
    finally:
        store.close()
    return f"The database {store.where} {'was brought to' if done else 'is already at'} schema {NEWEST}, the newest this version knows."


def load_bundled(store: Store, log: Log) -> None:
    """Load each bundled story whose files are not those on file. With some story on file, one that fails is only logged."""
    digests = {s.pack_digest for s in store.stories()}
    for folder in bundled():
        if digest(folder) in digests:
            continue
        try:
            with progress(f"Loading the story {folder.name}"):
                load_folder(store, folder)
        except UNREFRESHED as trouble:
            if not store.stories():
                raise
            log.warning("bundled story not loaded", story=folder.name, why=_why(trouble))


def _why(trouble: FactboxError) -> str:
    return f"{len(trouble.problems)} mistakes in its files; see doctor" if isinstance(trouble, PackProblems) else str(trouble)


def load_folder(store: Store, folder: Path) -> "Loaded | None":
    """Load a story pack from its folder; None where another process was quicker and has loaded the same.

    Raises:
        PackProblems: it has mistakes; nothing of it was loaded.
    """
    from briefings.packs.reading import read_pack

    return load(store, read_pack(folder))


def load(store: Store, pack: Pack) -> "Loaded | None":
    """Load a pack unless the very same is on file; safe when several processes start at once."""
    try:
        return _load(store, pack)
    except OpenedMeanwhile:  # PostgreSQL: two have opened the story at once, and the other has it; now it can be locked
        return _load(store, pack)


def _load(store: Store, pack: Pack) -> "Loaded | None":
    from briefings.changes.load_pack import load_pack

    try:
        with store.writing(pack.story.slug) as writing:
            if writing.pack_digest == pack.digest:
                raise _SameAlready  # ends the transaction, so the story's version stays as it is
            return load_pack(writing, pack)
    except _SameAlready:
        return None


class _SameAlready(Exception):
    """Another process has loaded the same pack."""
