"""Reading one story in one snapshot. Every statement is built once; every answer of one ask comes from one transaction."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Connection, String, and_, bindparam, func, or_, select

from briefings import names
from briefings.model import Actor, Document, Fact, OpenQuestion, Place, Relation, Revision, Source, Story
from briefings.store import search, seen
from briefings.store.logbook import Logbook
from briefings.store.prepared import Prepared
from briefings.store.proposals import Proposals
from briefings.store.roles import Given, roles_in
from briefings.store.shelf import Shelf
from briefings.store.tables import OPEN_FUTURE, OPEN_PAST, fact, gram, link, name, record, story
from briefings.store.times import from_micros
from briefings.vocabulary import ChangeKind

R = TypeVar("R", Place, Actor, Source, Document, Relation, OpenQuestion)
LATEST = 2**62  # microseconds; after anything
FEW = 500  # records; a list of more is not kept on the shelf
MOST_FACTS = 400  # read for one question; an answer shows far fewer and says how many there are
RECORDS: dict[type, str] = {Place: "place", Actor: "actor", Source: "source", Document: "document", Relation: "relation", OpenQuestion: "question"}


_NAMED: dict[str, type[Any]] = {"place": Place, "actor": Actor, "source": Source}


class Named(Struct, frozen=True):
    """A name on file and what it belongs to: ``kind`` is place, actor or source."""

    kind: str
    target: str
    written: str
    folded: str
    preferred: bool
    avoid: bool


class Wanted(Struct, frozen=True, kw_only=True):
    """Which facts: every condition given must hold. ``about`` are link targets ("place:homs-city"), any of which will do.

    ``since``/``until`` are ISO days that the time of happening has to touch.
    """

    about: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    assessments: tuple[str, ...] = ()
    since: str = OPEN_PAST
    until: str = OPEN_FUTURE
    most: int = MOST_FACTS


class Reading:
    """One story as it stands in one snapshot, or as it was recorded at a past moment.

    ``known`` is the ISO day up to which claims count (the time of knowledge); ``recorded`` is None for the present,
    else microseconds of the past moment asked for.
    """

    def __init__(self, connection: Connection, row: Any, *, now: int, shelf: Shelf, known: str = OPEN_FUTURE, recorded: int | None = None) -> None:
        self._connection = connection
        self._shelf = shelf
        self.slug: str = row.slug
        self.version: int = row.version
        self.newest: str = row.newest
        self.story: Story = decode(row.body, Story)
        self.now, self.known, self.recorded = now, known, recorded
        self._moment: dict[str, object] = {"story": self.slug, "now": now, "known": known} | ({} if recorded is None else {"recorded": recorded})
        self._edition = (self.slug, self.version, recorded)  # what anything put on the shelf is of

    # ── what curators see ───────────────────────────────────────────────────────────────────────
    @property
    def log(self) -> Logbook:
        """The story's log."""
        return Logbook(self._connection, self.slug)

    @property
    def proposals(self) -> Proposals:
        """The story's proposals."""
        return Proposals(self._connection, self.slug)

    def roles(self) -> tuple[Given, ...]:
        """The roles given in this story, and those given in every one."""
        return roles_in(self._connection, self.slug)

    def whatever(self, number: int) -> Revision | None:
        """The current revision of a fact whatever its status, for those whose role handles it; None where there is none."""
        row = next(iter(_standing().rows(self._connection, {"story": self.slug, "number": number})), None)
        return _revision(row) if row else None

    # ── records ─────────────────────────────────────────────────────────────────────────────────
    def records(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Places, actors, sources, documents, relations or questions by id; an id that is not on file is left out."""
        found: dict[str, R | None] = {i: self._shelf.get((self._edition, kind, i)) for i in dict.fromkeys(ids)}
        missing = [i for i, record in found.items() if record is None]
        if missing:
            parameters = self._moment | {"kind": RECORDS[kind], "ids": missing}
            for row in _records(self.recorded is not None, True).rows(self._connection, parameters):
                found[row.id] = decode(row.body, kind)
                self._shelf.put((self._edition, kind, row.id), found[row.id])
        return {i: record for i, record in found.items() if record is not None}

    def every(self, kind: type[R], most: int = 1000) -> tuple[R, ...]:
        """All records of one kind in the editors' order, at most ``most``."""
        key = (self._edition, kind, most)
        every: tuple[R, ...] | None = self._shelf.get(key)
        if every is None:
            parameters = self._moment | {"kind": RECORDS[kind], "most": most}
            every = tuple(decode(row.body, kind) for row in _records(self.recorded is not None, False).rows(self._connection, parameters))
            if len(every) <= FEW:
                self._shelf.put(key, every)
        return every

    def owned(self, kind: type[R], owners: Iterable[str]) -> tuple[R, ...]:
        """Relations whose actor is one of ``owners``, or sources that speak for one of them, in the editors' order."""
        return self._tied(kind, "owner", tuple(owners))

    def under(self, kind: type[R], parents: Iterable[str]) -> tuple[R, ...]:
        """Places inside, relations towards, or documents published by one of ``parents``, in the editors' order."""
        return self._tied(kind, "parent", tuple(parents))

    def relations(self, ids: Iterable[str]) -> tuple[Relation, ...]:
        """Relations that touch any of these actors or places, on either side, each once."""
        wanted = tuple(ids)
        return tuple(dict.fromkeys((*self.owned(Relation, wanted), *self.under(Relation, wanted))))

    def _tied(self, kind: type[R], column: str, ids: tuple[str, ...]) -> tuple[R, ...]:
        if not ids:
            return ()
        key = (self._edition, kind, column, ids)
        tied: tuple[R, ...] | None = self._shelf.get(key)
        if tied is None:
            parameters = self._moment | {"kind": RECORDS[kind], "ids": ids}
            tied = tuple(decode(row.body, kind) for row in _tied(column, self.recorded is not None).rows(self._connection, parameters))
            if len(tied) <= FEW:
                self._shelf.put(key, tied)
        return tied

    # ── facts ───────────────────────────────────────────────────────────────────────────────────
    def facts(self, wanted: Wanted) -> tuple[Fact, ...]:
        """The facts that may be seen and satisfy ``wanted``, newest first, then by number."""
        parameters = self._moment | {"since": wanted.since, "until": wanted.until, "most": wanted.most}
        for key in ("about", "kinds", "assessments"):
            if value := getattr(wanted, key):
                parameters[key] = value
        statement = _facts(self.recorded is not None, bool(wanted.about), bool(wanted.kinds), bool(wanted.assessments))
        found = dict(statement.run(self._connection, parameters))
        return tuple(decode(body, Fact) for body in found.values())

    def fact(self, number: int) -> Fact | None:
        """One fact by its number; None if there is none that may be seen."""
        return next(iter(self.numbered((number,))), None)

    def numbered(self, numbers: Sequence[int]) -> tuple[Fact, ...]:
        """Facts by number, in that order; those that may not be seen are left out."""
        if not numbers:
            return ()
        found = dict(_numbered(self.recorded is not None).run(self._connection, self._moment | {"numbers": numbers}))
        return tuple(decode(found[n], Fact) for n in numbers if n in found)

    def matching(self, terms: Sequence[str], most: int = 200) -> tuple[Fact, ...]:
        """Facts whose text holds any of ``terms`` (tokens of ``wording``), the best first."""
        if not terms:
            return ()
        parameters = self._moment | {"most": most}
        bodies = search.matching(self._connection, tuple(terms), past=self.recorded is not None, parameters=parameters)
        return tuple(decode(body, Fact) for body in bodies)

    def count(self) -> int:
        """How many facts may be seen."""
        return int(_count(self.recorded is not None).run(self._connection, self._moment)[0][0])

    def size(self) -> int:
        """About how many facts there are to rank among: exact when the story last changed."""
        key = (self._edition, self.known, "size")
        counted: int | None = self._shelf.get(key)
        if counted is None:
            counted = self.count()
            self._shelf.put(key, counted)
        return counted

    def history(self, number: int) -> tuple[Revision, ...]:
        """The revisions of a fact up to the moment asked for, the oldest first, but for those that were withheld or off the record.

        The caller has checked that the fact may be seen now; what once was kept back stays back.
        """
        # to the present all of it, not up to the clock: a clock may have run backwards
        parameters = {"story": self.slug, "number": number, "until": self.recorded if self.recorded is not None else LATEST}
        return tuple(_revision(row) for row in _history().rows(self._connection, parameters))

    def all_history(self, number: int) -> tuple[Revision, ...]:
        """Every revision of a fact whatever its status, the oldest first, for those whose role handles it."""
        return tuple(_revision(row) for row in _all_history().rows(self._connection, {"story": self.slug, "number": number}))

    def changed_since(self, moment: int, most: int = MOST_FACTS) -> tuple[Revision, ...]:
        """Current revisions recorded after ``moment`` that may be seen, the newest first."""
        rows = _changed().rows(self._connection, self._moment | {"moment": moment, "most": most})
        return tuple(_revision(row) for row in rows)

    # ── names ───────────────────────────────────────────────────────────────────────────────────
    def called(self, folded: Iterable[str]) -> tuple[Named, ...]:
        """Names on file that fold to one of these exactly."""
        wanted = tuple(dict.fromkeys(folded))
        return self._named(_called(), {"folded": wanted}) if wanted else ()

    def pronounced(self, skeletons: Iterable[str]) -> tuple[Named, ...]:
        """Names on file with one of these skeletons: the usual rival romanisations."""
        wanted = tuple(dict.fromkeys(skeletons))
        return self._named(_pronounced(), {"skeletons": wanted}) if wanted else ()

    def starting(self, prefix: str, kinds: Sequence[str], most: int = 25) -> tuple[Named, ...]:
        """Names that begin with a folded prefix, for completion, by letters."""
        bounds = {"low": prefix, "high": prefix + "\U0010ffff", "kinds": tuple(kinds), "most": most}
        return self._named(_starting(), bounds)

    def like(self, folded: str, most: int = 40) -> tuple[Named, ...]:
        """A shortlist of names that share trigrams with ``folded`` and are of like length."""
        parts = names.grams(folded)
        if not parts:
            return ()
        slack = max(2, len(folded) // 4)
        lengths = {"shortest": len(folded) - slack, "longest": len(folded) + slack, "grams": parts, "most": most}
        return self._named(_like(), lengths)

    def _named(self, statement: Prepared, parameters: dict[str, object]) -> tuple[Named, ...]:
        rows = statement.rows(self._connection, parameters | {"story": self.slug})
        found = tuple(Named(r.kind, r.target, r.written, r.folded, bool(r.preferred), bool(r.avoid)) for r in rows)
        return found if self.recorded is None else tuple(n for n in found if self.records(_NAMED[n.kind], (n.target,)))


@lru_cache(maxsize=16)
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def decode(body: str, kind: type) -> Any:
    """A record or fact from its stored JSON."""
    return _decoder(kind).decode(body)


def _revision(row: Any) -> Revision:
    superseded = None if row.superseded is None else from_micros(row.superseded)
    return Revision(decode(row.body, Fact), row.revision, row.version, from_micros(row.recorded), superseded,
                    ChangeKind(row.change), row.note, row.author, row.approver)


_story = bindparam("story", type_=String)


@lru_cache(maxsize=1)
def stories() -> Prepared:
    """Every story's row, in the order they were opened."""
    return Prepared(select(story).order_by(story.c.slug))


@lru_cache(maxsize=1)
def one_story() -> Prepared:
    """One story's row, by the parameter ``slug``."""
    return Prepared(select(story).where(story.c.slug == bindparam("slug")))


@lru_cache(maxsize=4)
def _records(past: bool, by_id: bool) -> Prepared:
    found = select(record.c.id, record.c.body).where(record.c.story == _story, record.c.kind == bindparam("kind"), _stood(past))
    if by_id:
        return Prepared(found.where(record.c.id.in_(bindparam("ids", expanding=True))))
    return Prepared(found.order_by(record.c.position, record.c.id).limit(bindparam("most")))


def _stood(past: bool) -> ColumnElement[bool]:
    recorded = bindparam("recorded", type_=BigInteger)
    if not past:
        return record.c.superseded.is_(None)
    return and_(record.c.recorded <= recorded, or_(record.c.superseded.is_(None), record.c.superseded > recorded))


@lru_cache(maxsize=4)
def _tied(column: str, past: bool) -> Prepared:
    return Prepared(select(record.c.body).where(record.c.story == _story, record.c.kind == bindparam("kind"),
                                                record.c[column].in_(bindparam("ids", expanding=True)), _stood(past))
                    .order_by(record.c.position, record.c.id))


@lru_cache(maxsize=16)
def _facts(past: bool, about: bool, kinds: bool, assessments: bool) -> Prepared:
    found = select(fact.c.number, fact.c.body).where(fact.c.known <= bindparam("known"), seen.then() if past else seen.now(),
                                                     fact.c.latest >= bindparam("since"), fact.c.earliest <= bindparam("until"))
    if about:
        found = found.join(link, link.c.row == fact.c.row).where(
            link.c.story == _story, link.c.target.in_(bindparam("about", expanding=True)), seen.link_then() if past else seen.link_now())
    else:
        found = found.where(fact.c.story == _story)
    if kinds:
        found = found.where(fact.c.kind.in_(bindparam("kinds", expanding=True)))
    if assessments:
        found = found.where(fact.c.assessment.in_(bindparam("assessments", expanding=True)))
    return Prepared(found.order_by((link.c.day if about else fact.c.day).desc(), fact.c.number).limit(bindparam("most")))


@lru_cache(maxsize=2)
def _numbered(past: bool) -> Prepared:
    return Prepared(select(fact.c.number, fact.c.body).where(
        fact.c.story == _story, fact.c.number.in_(bindparam("numbers", expanding=True)), fact.c.known <= bindparam("known"),
        seen.then() if past else seen.now()))


@lru_cache(maxsize=2)
def _count(past: bool) -> Prepared:
    return Prepared(select(func.count()).select_from(fact).where(
        fact.c.story == _story, fact.c.known <= bindparam("known"), seen.then() if past else seen.now()))


@lru_cache(maxsize=1)
def _history() -> Prepared:
    return Prepared(select(fact).where(fact.c.story == _story, fact.c.number == bindparam("number"),
                                       fact.c.recorded <= bindparam("until"), fact.c.publishable).order_by(fact.c.revision))


@lru_cache(maxsize=1)
def _all_history() -> Prepared:
    return Prepared(select(fact).where(fact.c.story == _story, fact.c.number == bindparam("number")).order_by(fact.c.revision))


@lru_cache(maxsize=1)
def _standing() -> Prepared:
    return Prepared(select(fact).where(fact.c.story == _story, fact.c.number == bindparam("number"), fact.c.superseded.is_(None)))


@lru_cache(maxsize=1)
def _changed() -> Prepared:
    return Prepared(select(fact).where(
        fact.c.story == _story, fact.c.recorded > bindparam("moment"), seen.now(), fact.c.known <= bindparam("known")
    ).order_by(fact.c.recorded.desc(), fact.c.number).limit(bindparam("most")))


@lru_cache(maxsize=1)
def _called() -> Prepared:
    return Prepared(select(name).where(name.c.story == _story, name.c.folded.in_(bindparam("folded", expanding=True))).order_by(name.c.id))


@lru_cache(maxsize=1)
def _pronounced() -> Prepared:
    return Prepared(select(name).where(name.c.story == _story, name.c.skeleton.in_(bindparam("skeletons", expanding=True))).order_by(name.c.id))


@lru_cache(maxsize=1)
def _starting() -> Prepared:
    return Prepared(select(name).where(
        name.c.story == _story, name.c.folded >= bindparam("low"), name.c.folded < bindparam("high"),
        name.c.kind.in_(bindparam("kinds", expanding=True))).order_by(name.c.folded, name.c.id).limit(bindparam("most")))


@lru_cache(maxsize=1)
def _like() -> Prepared:
    shared = (select(gram.c.name, func.count().label("shared")).where(
        gram.c.story == _story, gram.c.gram.in_(bindparam("grams", expanding=True)),
        gram.c.length.between(bindparam("shortest"), bindparam("longest"))
    ).group_by(gram.c.name).order_by(func.count().desc(), gram.c.name).limit(bindparam("most")).subquery())
    return Prepared(select(name).join(shared, shared.c.name == name.c.id).order_by(shared.c.shared.desc(), name.c.id))
