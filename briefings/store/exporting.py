"""What a sheet is made from and checked against: current revisions in bulk, what changed since a version, what was withdrawn.

Rows are chosen first, by number, and then read some hundreds at a time, so that 100,000 facts never stand in memory together.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import BindParameter, Select, and_, bindparam, case, exists, func, select

from briefings.model import Fact, Revision
from briefings.store import seen
from briefings.store.reading import Reading, decode, one_story
from briefings.store.tables import OPEN_FUTURE, OPEN_PAST, fact, link, record, story
from briefings.store.times import from_micros
from briefings.vocabulary import ChangeKind, PubStatus

_FAR = 1 << 62  # microseconds; after everything
AT_ONCE = 500  # rows read together; SQLite takes 32,766 parameters, older builds 999


class Withdrawn(Struct, frozen=True):
    """A fact that was killed after it had been on file for all: its id, when, and the note printed with it. No text."""

    fact: str
    when_utc: datetime
    note: str


class Since(Struct, frozen=True):
    """One revision made after a version: the fact's number, what was done, the note, when; ``shown`` whether it may be seen now."""

    number: int
    revision: int
    change: ChangeKind
    note: str
    when_utc: datetime
    shown: bool


def chosen(store: Reading, *, about: Sequence[str] = (), since: str = OPEN_PAST, until: str = OPEN_FUTURE) -> list[tuple[int, int]]:
    """Every fact that may be seen and fits, as (row, number), however many there are: newest first, then by number; what is only announced last."""
    parameters = store._moment | {"since": since, "until": until, "newest": store.newest or OPEN_FUTURE} | ({"about": tuple(about)} if about else {})
    return [(r.row, r.number) for r in store._connection.execute(_chosen(store.recorded is not None, bool(about)), parameters).all()]


def numbered_rows(store: Reading, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The (row, number) of facts by number, in the order given; those that may not be seen are left out."""
    found: dict[int, int] = {}
    for part in _parts(numbers):
        rows = store._connection.execute(_numbered(store.recorded is not None), store._moment | {"numbers": part})
        found |= {r.number: r.row for r in rows}
    return [(found[n], n) for n in dict.fromkeys(numbers) if n in found]


def revisions(store: Reading, rows: Sequence[int]) -> Iterator[list[Revision]]:
    """The revisions in these rows, in the order given, some hundreds at a time."""
    for part in _parts(rows):
        found = {r.row: r for r in store._connection.execute(_by_row(), {"rows": part}).all()}
        yield [_revision(found[n]) for n in part]


def later_changes(store: Reading) -> Iterator[tuple[int, Revision]]:
    """Every revision after the first of a fact, if it may be seen, as (number, revision), the newest first."""
    until = store.recorded if store.recorded is not None else _FAR  # a recorded time may run ahead of the clock
    for row in store._connection.execute(_later(), {"story": store.slug, "now": store.now, "until": until}):
        yield row.number, _revision(row)


def withdrawn(store: Reading) -> tuple[Withdrawn, ...]:
    """Facts killed after they had been on file for all, the newest first. What was never shown, or is off the record, is not named."""
    until = store.recorded if store.recorded is not None else _FAR
    rows = store._connection.execute(_killed(), {"story": store.slug, "now": store.now, "until": until})
    return tuple(Withdrawn(f"{store.slug}:F{r.number}", from_micros(r.recorded), r.note) for r in rows
                 if decode(r.body, Fact).pubstatus == PubStatus.CANCELED)


def changes_since(store: Reading, version: int) -> tuple[Since, ...]:
    """Every revision made after a story version, the oldest first, whatever its status; nothing of its text."""
    rows = store._connection.execute(_after(), {"story": store.slug, "version": version, "now": store.now})
    return tuple(Since(r.number, r.revision, ChangeKind(r.change), r.note, from_micros(r.recorded), r.shown) for r in rows)


def numbers_shown(store: Reading, version: int) -> frozenset[int]:
    """The numbers of every fact that an answer could have shown by a story version; one that was always withheld is not among them."""
    return frozenset(store._connection.execute(select(fact.c.number).where(
        fact.c.story == store.slug, fact.c.version <= version, fact.c.publishable, fact.c.embargo <= store.now).distinct()).scalars())


def last_change(store: Reading) -> datetime:
    """When the story was last changed, at the moment read."""
    if store.recorded is not None:
        return from_micros(store.recorded)
    return from_micros(store._connection.execute(select(story.c.recorded).where(story.c.slug == store.slug)).scalar_one())


def founded(store: Reading) -> int:
    """The microsecond of the first record of the story: tells one newsroom's story from another's of the same slug."""
    return _bound(store, func.min, {})


def moment_of(store: Reading, version: int) -> int:
    """The microsecond by which everything of a story version was recorded."""
    return _bound(store, func.max, {"version": version})


def version_at(store: Reading) -> int:
    """The story's version at the moment read."""
    if store.recorded is None:
        return store.version
    asked = [select(func.max(t.c.version)).where(t.c.story == store.slug, t.c.recorded <= store.recorded) for t in (fact, record)]
    versions = [store._connection.execute(a).scalar_one_or_none() for a in asked]
    return max((v for v in versions if v is not None), default=0)


def as_it_stood(store: Reading, *, recorded: int | None, known: str) -> Reading:
    """Another reading in the same snapshot, of a past moment; what was withheld since stays out of it."""
    (row,) = one_story().rows(store._connection, {"slug": store.slug})
    return Reading(store._connection, row, now=store.now, shelf=store._shelf, known=known, recorded=recorded)


def _bound(store: Reading, which: Any, parameters: dict[str, int]) -> int:
    found = []
    for table in (fact, record):
        asked = select(which(table.c.recorded)).where(table.c.story == store.slug)
        if parameters:
            asked = asked.where(table.c.version <= parameters["version"])
        found.append(store._connection.execute(asked).scalar_one_or_none())
    known = [f for f in found if f is not None]
    return int((min if which is func.min else max)(known, default=0))


def _parts(items: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(items), AT_ONCE):
        yield tuple(items[start : start + AT_ONCE])


def _revision(row: Any) -> Revision:
    superseded = None if row.superseded is None else from_micros(row.superseded)
    return Revision(decode(row.body, Fact), row.revision, row.version, _moment(row.recorded), superseded, _CHANGES[row.change], row.note, "")


_CHANGES = {str(c): c for c in ChangeKind}
_moment = lru_cache(maxsize=1024)(from_micros)  # whole packs are recorded at one moment
_REVISION = (fact.c.row, fact.c.number, fact.c.revision, fact.c.version, fact.c.recorded, fact.c.superseded, fact.c.change, fact.c.note, fact.c.body)
_story: BindParameter[Any] = bindparam("story")


@lru_cache(maxsize=4)
def _chosen(past: bool, about: bool) -> Select[Any]:
    found = select(fact.c.row, fact.c.number).where(
        fact.c.story == _story, fact.c.known <= bindparam("known"), seen.then() if past else seen.now(),
        fact.c.latest >= bindparam("since"), fact.c.earliest <= bindparam("until"))
    if about:
        found = found.where(exists().where(
            link.c.row == fact.c.row, link.c.story == _story, link.c.target.in_(bindparam("about", expanding=True))))
    announced = case((fact.c.earliest > bindparam("newest"), 1), else_=0)
    return found.order_by(announced, fact.c.day.desc(), fact.c.number)


@lru_cache(maxsize=2)
def _numbered(past: bool) -> Select[Any]:
    return select(fact.c.row, fact.c.number).where(
        fact.c.story == _story, fact.c.number.in_(bindparam("numbers", expanding=True)), fact.c.known <= bindparam("known"),
        seen.then() if past else seen.now())


@lru_cache(maxsize=1)
def _by_row() -> Select[Any]:
    return select(*_REVISION).where(fact.c.row.in_(bindparam("rows", expanding=True)))


@lru_cache(maxsize=1)
def _later() -> Select[Any]:
    return select(*_REVISION).where(fact.c.story == _story, fact.c.revision > 1, fact.c.publishable, fact.c.embargo <= bindparam("now"),
                              fact.c.recorded <= bindparam("until")).order_by(fact.c.recorded.desc(), fact.c.number, fact.c.revision.desc())


@lru_cache(maxsize=1)
def _killed() -> Select[Any]:
    before = fact.alias("before")
    was_shown = exists().where(before.c.story == fact.c.story, before.c.number == fact.c.number, before.c.publishable,
                               before.c.embargo <= bindparam("now"))
    return select(fact.c.number, fact.c.recorded, fact.c.note, fact.c.body).where(
        fact.c.story == _story, fact.c.superseded.is_(None), fact.c.change == ChangeKind.KILL, fact.c.recorded <= bindparam("until"), was_shown
    ).order_by(fact.c.recorded.desc(), fact.c.number)


@lru_cache(maxsize=1)
def _after() -> Select[Any]:
    shown = and_(fact.c.publishable, fact.c.embargo <= bindparam("now")).label("shown")
    return select(fact.c.number, fact.c.revision, fact.c.change, fact.c.note, fact.c.recorded, shown).where(
        fact.c.story == _story, fact.c.version > bindparam("version")).order_by(fact.c.recorded, fact.c.number, fact.c.revision)


__all__ = ["Since", "Withdrawn", "as_it_stood", "changes_since", "chosen", "founded", "last_change", "later_changes",
           "moment_of", "numbered_rows", "numbers_shown", "revisions", "version_at", "withdrawn"]
