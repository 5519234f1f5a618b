"""The log of a story: every act, in order, each row sealed with the digest of the one before it.

The chain holds the digest of a note under a salt and not the note itself, so that a note can be erased for a court without breaking it.
Rows cut off at the end do not show in the chain.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, insert, select

from briefings.store.tables import fact, log
from briefings.store.times import from_micros

_LAST = select(log.c.number, log.c.digest).where(log.c.story == bindparam("slug")).order_by(log.c.number.desc()).limit(1)
_INSERT = insert(log)


class Act(Struct, frozen=True, kw_only=True):
    """Something that was done. ``approver`` is "" for nobody, ``fact`` 0 for none, ``content`` the fact's body where a revision was made."""

    who: str
    act: str
    approver: str = ""
    fact: int = 0
    revision: int = 0
    proposal: int = 0
    origin: str = ""
    note: str = ""
    content: str = ""


class Entry(Struct, frozen=True):
    """A row of the log as it is read."""

    number: int
    at_utc: datetime
    who: str
    approver: str
    act: str
    fact: int
    revision: int
    proposal: int
    origin: str
    note: str


class Logbook:
    """The log of one story, within one transaction."""

    def __init__(self, connection: Connection, slug: str) -> None:
        self._connection, self._slug = connection, slug

    def append(self, acts: Iterable[Act], at: int) -> None:
        """Put acts down, in order; ``at`` in microseconds. Whoever holds the story's lock is the only one to write here."""
        last = self._connection.execute(_LAST, {"slug": self._slug}).first()
        number, previous = (last.number, last.digest) if last else (0, "")
        rows = []
        for act in acts:
            number += 1
            salt = secrets.token_hex(8)
            row: dict[str, Any] = {
                "story": self._slug,
                "number": number,
                "at": at,
                "who": act.who,
                "approver": act.approver,
                "act": act.act,
                "fact": act.fact,
                "revision": act.revision,
                "proposal": act.proposal,
                "origin": act.origin,
                "note": act.note,
                "salt": salt,
                "sealed": _digest(salt, act.note),
                "content": _digest(act.content) if act.content else "",
            }
            previous = row["digest"] = _chained(previous, row)
            rows.append(row)
        if rows:
            self._connection.execute(_INSERT, rows)

    def entries(self, *, number: int = 0, most: int = 50, before: int = 2**62) -> tuple[Entry, ...]:
        """The newest rows first, all of them or those on one fact."""
        found = select(log).where(log.c.story == self._slug, log.c.number < before)
        found = found.where(log.c.fact == number) if number else found
        return tuple(_entry(r) for r in self._connection.execute(found.order_by(log.c.number.desc()).limit(most)))

    def first_broken(self) -> int | None:
        """The number of the first row that does not follow from the one before it, or whose fact is not what was put down; None where all hold."""
        previous, expected = "", 1
        for row, body in self._with_bodies():
            sound = row.number == expected and row.digest == _chained(previous, row._mapping)
            sound = sound and row.sealed == _digest(row.salt, row.note)
            if row.content:
                sound = sound and body is not None and row.content == _digest(body)
            if not sound:
                return int(row.number) if row.number == expected else expected
            previous, expected = row.digest, expected + 1
        return None

    def _with_bodies(self) -> Iterator[tuple[Any, str | None]]:
        joined = log.outerjoin(fact, (fact.c.story == log.c.story) & (fact.c.number == log.c.fact) & (fact.c.revision == log.c.revision))
        rows = self._connection.execute(
            select(log, fact.c.body.label("fact_body")).select_from(joined).where(log.c.story == self._slug).order_by(log.c.number)
        )
        for row in rows:
            yield row, row.fact_body


def _chained(previous: str, row: Any) -> str:
    sealed = [str(row[name]) for name in ("number", "at", "who", "approver", "act", "fact", "revision", "proposal", "origin", "sealed", "content")]
    return _digest(previous, *sealed)


def _digest(*parts: str) -> str:
    return sha256(msgspec.json.encode(parts)).hexdigest()


def _entry(row: Any) -> Entry:
    return Entry(row.number, from_micros(row.at), row.who, row.approver, row.act, row.fact, row.revision, row.proposal, row.origin, row.note)
