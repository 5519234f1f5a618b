"""Proposed changes: those that wait for a second person, those an editor made alone, and what became of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, insert, select, update

from briefings.model import Document, Fact, Place, Source
from briefings.store.tables import proposal
from briefings.store.times import from_micros
from briefings.vocabulary import ChangeKind

WAITING, ALONE, ACCEPTED, SENT_BACK = "waiting", "alone", "accepted", "sent_back"
OPEN = (WAITING, ALONE)  # states in which somebody has still to look


class Brought(Struct, frozen=True, omit_defaults=True):
    """New records that a change brings with it."""

    sources: tuple[Source, ...] = ()
    documents: tuple[Document, ...] = ()
    places: tuple[Place, ...] = ()


class Proposal(Struct, frozen=True):
    """A proposed change. ``fact`` is the whole fact as it would be; ``number`` counts within the story.

    ``base`` is the revision it was made against, 0 for a new fact, whose id is F0 until it is on file. ``alone`` marks what an editor
    has put into effect without a second person and somebody has still to look at; its ``fact`` is then what was put down.
    """

    number: int
    kind: ChangeKind
    fact_number: int
    base: int
    fact: Fact
    brought: Brought
    note: str
    author: str
    origin: str
    state: str
    owner: str
    batch: str
    created_utc: datetime
    expires_utc: datetime
    reminded: bool
    decided_utc: datetime | None
    decider: str
    word: str

    @property
    def id(self) -> str:
        """``P`` and the number."""
        return f"P{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to look at it."""
        return self.state in OPEN


class Proposals:
    """The proposals of one story, within one transaction."""

    def __init__(self, connection: Connection, slug: str) -> None:
        self._connection, self._slug = connection, slug

    def file(self, rows: Sequence[dict[str, Any]]) -> tuple[int, ...]:
        """Keep proposals, each with the columns of its table but for ``story`` and ``number``; their numbers."""
        last = self._connection.execute(select(func.max(proposal.c.number)).where(proposal.c.story == self._slug)).scalar() or 0
        numbers = tuple(range(last + 1, last + 1 + len(rows)))
        if rows:
            self._connection.execute(
                insert(proposal),
                [
                    {"story": self._slug, "reminded": False, "decided": None, "decider": "", "word": "", **row, "number": n}
                    for row, n in zip(rows, numbers, strict=True)
                ],
            )
        return numbers

    def one(self, number: int) -> Proposal | None:
        """A proposal by its number; None if there is none."""
        row = self._connection.execute(select(proposal).where(proposal.c.story == self._slug, proposal.c.number == number)).one_or_none()
        return _proposal(row) if row else None

    def waiting(self, most: int = 50) -> tuple[Proposal, ...]:
        """Those that somebody has still to look at, the oldest first."""
        rows = self._connection.execute(
            select(proposal).where(proposal.c.story == self._slug, proposal.c.state.in_(OPEN)).order_by(proposal.c.number).limit(most)
        )
        return tuple(_proposal(r) for r in rows)

    def count_waiting(self) -> int:
        """How many somebody has still to look at."""
        return int(
            self._connection.execute(
                select(func.count()).select_from(proposal).where(proposal.c.story == self._slug, proposal.c.state.in_(OPEN))
            ).scalar_one()
        )

    def of_batch(self, batch: str) -> tuple[Proposal, ...]:
        """What came with one sheet, in order."""
        rows = self._connection.execute(select(proposal).where(proposal.c.story == self._slug, proposal.c.batch == batch).order_by(proposal.c.number))
        return tuple(_proposal(r) for r in rows)

    def settle(self, number: int, **columns: Any) -> None:
        """Put down what became of a proposal, or whose turn it is."""
        self._connection.execute(update(proposal).where(proposal.c.story == self._slug, proposal.c.number == number).values(**columns))


def _proposal(row: Any) -> Proposal:
    decided = None if row.decided is None else from_micros(row.decided)
    return Proposal(
        row.number,
        ChangeKind(row.kind),
        row.fact,
        row.base,
        msgspec.json.decode(row.body, type=Fact),
        msgspec.json.decode(row.records, type=Brought),
        row.note,
        row.author,
        row.origin,
        row.state,
        row.owner,
        row.batch,
        from_micros(row.created),
        from_micros(row.expires),
        row.reminded,
        decided,
        row.decider,
        row.word,
    )
