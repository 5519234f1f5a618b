"""Where answers were shown, what channels are bound to, and what has been handled already. Addresses are opaque strings here."""

import json
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from briefings.store.tables import binding, delivered_fact, delivery, fact, kept, seen
from briefings.store.times import from_micros, to_micros


class Address(Struct, frozen=True):
    """A place on a platform: workspace or guild, channel, thread ("" for none)."""

    platform: str
    workspace: str
    channel: str
    thread: str = ""


class Delivery(Struct, frozen=True):
    """One answer shown somewhere. ``message`` is "" until the platform told it; ``state`` is pending, done, failed or gone."""

    id: str
    story: str
    version: int
    address: Address
    message: str
    person: str
    private: bool
    typed: str
    shown: str
    state: str
    created_utc: datetime


class Binding(Struct, frozen=True):
    """What a channel is bound to. ``story`` is "" for none; ``public`` None follows the setting."""

    story: str = ""
    public: bool | None = None


_HANDLED = select(seen.c.key).where(seen.c.key == bindparam("wanted"))  # built once: it is asked for every command
Transactions = Callable[[], AbstractContextManager[Connection]]


class Ledger:
    """The records of what was shown and handled. Each call is one short transaction."""

    def __init__(self, reading: Transactions, writing: Transactions, clock: Callable[[], datetime]) -> None:
        self._reading, self._writing, self._clock = reading, writing, clock

    def _now(self) -> int:
        return to_micros(self._clock())

    # ── deliveries ──────────────────────────────────────────────────────────────────────────────
    def pending(
        self, address: Address, *, story: str, version: int, person: str, typed: str, shown: str, facts: Sequence[str], private: bool = False
    ) -> str:
        """Note an answer that is about to be shown; its id goes into the message, so that it can be found again. ``facts`` are whole ids."""
        key = uuid.uuid4().hex
        with self._writing() as connection:
            self._insert(connection, key, address, story, version, person, typed, shown, facts, private, "pending", "")
        return key

    def shown_to_one(self, rows: Sequence[dict[str, Any]]) -> None:
        """Record answers seen by one person only, many at once; each row has the arguments of ``pending`` and ``address``."""
        with self._writing() as connection:
            for row in rows:
                self._insert(
                    connection,
                    uuid.uuid4().hex,
                    row["address"],
                    row["story"],
                    row["version"],
                    row["person"],
                    row["typed"],
                    row["shown"],
                    row["facts"],
                    True,
                    "done",
                    "",
                )

    def done(self, key: str, message: str) -> None:
        """The platform has told which message it became."""
        self._settle(key, "done", message)

    def failed(self, key: str) -> None:
        """It was never shown."""
        self._settle(key, "failed", "")

    def gone(self, key: str) -> None:
        """It was shown and is there no more."""
        with self._writing() as connection:
            connection.execute(update(delivery).where(delivery.c.id == key).values(state="gone", completed=self._now()))

    def unsettled(self, *, before: datetime) -> tuple[Delivery, ...]:
        """Deliveries still pending that were begun before ``before``: a crash lies between; the platform has to be asked."""
        with self._reading() as connection:
            rows = connection.execute(select(delivery).where(delivery.c.state == "pending", delivery.c.created < to_micros(before))).all()
        return tuple(_delivery(r) for r in rows)

    def of_message(self, platform: str, channel: str, message: str) -> Delivery | None:
        """The delivery that became this message; None where it is none of ours."""
        with self._reading() as connection:
            row = connection.execute(
                select(delivery).where(delivery.c.platform == platform, delivery.c.channel == channel, delivery.c.message == message)
            ).first()
        return _delivery(row) if row else None

    def one(self, key: str) -> Delivery | None:
        """A delivery by its id."""
        with self._reading() as connection:
            row = connection.execute(select(delivery).where(delivery.c.id == key)).one_or_none()
        return _delivery(row) if row else None

    def showing(self, whole_fact: str) -> tuple[tuple[Delivery, int], ...]:
        """Every delivery that showed a fact (``syria-homs:F12``), with the revision it showed."""
        with self._reading() as connection:
            rows = connection.execute(
                select(delivery, delivered_fact.c.revision)
                .join(delivered_fact, delivered_fact.c.delivery == delivery.c.id)
                .where(delivered_fact.c.fact == whole_fact)
                .order_by(delivery.c.created)
            ).all()
        return tuple((_delivery(r), r.revision) for r in rows)

    def _settle(self, key: str, state: str, message: str) -> None:
        with self._writing() as connection:
            connection.execute(
                update(delivery)
                .where(delivery.c.id == key, delivery.c.state == "pending")
                .values(state=state, message=message, completed=self._now())
            )

    def _insert(
        self,
        connection: Connection,
        key: str,
        address: Address,
        story: str,
        version: int,
        person: str,
        typed: str,
        shown: str,
        facts: Sequence[str],
        private: bool,
        state: str,
        message: str,
    ) -> None:
        connection.execute(
            insert(delivery).values(
                id=key,
                story=story,
                version=version,
                platform=address.platform,
                workspace=address.workspace,
                channel=address.channel,
                thread=address.thread,
                message=message,
                person=person,
                private=private,
                typed=typed,
                shown=shown,
                state=state,
                created=self._now(),
                completed=None,
            )
        )
        numbers = {int(f.rpartition(":F")[2]): f for f in dict.fromkeys(facts) if f.startswith(story + ":")}
        revisions = connection.execute(
            select(fact.c.number, fact.c.revision)
            .where(fact.c.story == story, fact.c.number.in_(numbers), fact.c.version <= version)
            .order_by(fact.c.revision)
        ).all()
        rows = {numbers[r.number]: r.revision for r in revisions}
        if rows:
            connection.execute(insert(delivered_fact), [{"fact": f, "delivery": key, "revision": r} for f, r in rows.items()])

    # ── channels ────────────────────────────────────────────────────────────────────────────────
    def bind(self, address: Address, bound: Binding) -> None:
        """Bind a channel to a story, or set how answers appear in it."""
        where = (binding.c.platform == address.platform, binding.c.workspace == address.workspace, binding.c.channel == address.channel)
        with self._writing() as connection:
            connection.execute(delete(binding).where(*where))
            connection.execute(
                insert(binding).values(
                    platform=address.platform, workspace=address.workspace, channel=address.channel, story=bound.story, public=bound.public
                )
            )

    def bound(self, address: Address) -> Binding:
        """What a channel is bound to; an unbound one has an empty binding."""
        with self._reading() as connection:
            row = connection.execute(
                select(binding).where(
                    binding.c.platform == address.platform, binding.c.workspace == address.workspace, binding.c.channel == address.channel
                )
            ).one_or_none()
        return Binding(row.story, row.public) if row else Binding()

    # ── what has been handled, what is kept ─────────────────────────────────────────────────────
    def first_time(self, key: str) -> bool:
        """Whether ``key`` (platform:id) has not been handled yet; True once only, whichever process asks."""
        try:
            with self._writing() as connection:
                connection.execute(insert(seen).values(key=key, at=self._now()))
        except IntegrityError:
            return False
        return True

    def handled(self, key: str) -> bool:
        """Whether ``key`` has been noted as handled; for what does no harm when two processes do it at the same moment."""
        with self._reading() as connection:
            return connection.execute(_HANDLED, {"wanted": key}).first() is not None

    def note_handled(self, keys: Sequence[str]) -> None:
        """Note many keys as handled in one transaction; those noted already stay."""
        with self._writing() as connection:
            there = set(connection.execute(select(seen.c.key).where(seen.c.key.in_(keys))).scalars())
            new = [k for k in dict.fromkeys(keys) if k not in there]
            if new:
                connection.execute(insert(seen), [{"key": k, "at": self._now()} for k in new])

    def forget_seen(self, *, before: datetime) -> None:
        """Drop what was handled before a moment; platforms repeat a delivery within minutes."""
        with self._writing() as connection:
            connection.execute(delete(seen).where(seen.c.at < to_micros(before)))

    def keep(self, key: str, value: Any) -> None:
        """Keep a small thing, as JSON, across restarts."""
        with self._writing() as connection:
            connection.execute(delete(kept).where(kept.c.key == key))
            connection.execute(insert(kept).values(key=key, value=json.dumps(value), at=self._now()))

    def forget_kept(self, prefix: str, *, before: datetime) -> None:
        """Drop what was kept under keys that begin so, before a moment."""
        with self._writing() as connection:
            connection.execute(delete(kept).where(kept.c.key.startswith(prefix, autoescape=True), kept.c.at < to_micros(before)))

    def kept(self, key: str) -> Any:
        """What was kept under ``key``; None where there is nothing."""
        with self._reading() as connection:
            value = connection.execute(select(kept.c.value).where(kept.c.key == key)).scalar_one_or_none()
        return None if value is None else json.loads(value)


def _delivery(row: Any) -> Delivery:
    return Delivery(
        row.id,
        row.story,
        row.version,
        Address(row.platform, row.workspace, row.channel, row.thread),
        row.message,
        row.person,
        row.private,
        row.typed,
        row.shown,
        row.state,
        from_micros(row.created),
    )


__all__ = ["Address", "Binding", "Delivery", "Ledger"]
