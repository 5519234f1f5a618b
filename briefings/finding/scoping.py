"""The scope of an answer, and what "today" is in a story."""

from datetime import date, timedelta

from msgspec import Struct

from briefings.answers import Scope
from briefings.periods import show_day
from briefings.store.reading import Reading
from briefings.store.tables import OPEN_FUTURE, OPEN_PAST
from briefings.store.times import from_micros

RESTS_AFTER = timedelta(days=7)  # a story whose newest document is older than this has come to rest


class Span(Struct, frozen=True):
    """A time filter: the period of a fact has to touch it. None is open on that side."""

    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it filters nothing."""
        return self.since is None and self.until is None

    @property
    def first(self) -> str:
        """The first day as the store compares it."""
        return self.since.isoformat() if self.since else OPEN_PAST

    @property
    def last(self) -> str:
        """The last day as the store compares it."""
        return self.until.isoformat() if self.until else OPEN_FUTURE

    @property
    def words(self) -> str:
        """The filter as it was understood; "" where it filters nothing."""
        if self.since and self.since == self.until:
            return f"on {show_day(self.since)}"
        parts = [f"since {show_day(self.since)}" if self.since else "", f"until {show_day(self.until)}" if self.until else ""]
        return " ".join(p for p in parts if p)


ALWAYS = Span()


def today_in(newest: str, today: date) -> date:
    """What "today" means: the asker's own day while the story moves, the day of its newest document once it rests."""
    last = date.fromisoformat(newest) if newest else None
    return last if last and today - last > RESTS_AFTER else today


def scope_of(store: Reading, *, span: Span = ALWAYS, asked_as: tuple[str, ...] = (), also_called: tuple[str, ...] = ()) -> Scope:
    """The scope of an answer read from ``store``."""
    known_by = date.fromisoformat(store.known) if store.known != OPEN_FUTURE else None
    newest = date.fromisoformat(store.newest) if store.newest else None
    return Scope(store.slug, store.story.title, store.version, store.story.zone, min(filter(None, (newest, known_by)), default=None),
                 store.story.demonstration, known_by, None if store.recorded is None else from_micros(store.recorded),
                 span.words, asked_as, also_called)
