"""The records of what was shown: rows for one person's eyes in batches, and what a crash left pending settled by asking Discord."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import discord

from briefings.store.ledger import Delivery, Ledger

BATCH, EVERY_SECONDS = 50, 2.0
LEFT_PENDING_SECONDS = 120  # a delivery older than this and still pending was cut short
LOOKED_THROUGH = 25  # messages of a channel after the moment a delivery began
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def nonce_of(delivery: str) -> str:
    """A delivery's id as a nonce: 128 bits in 22 letters, of the 25 that Discord allows."""
    number, letters = int(delivery, 16), ""
    while number:
        number, rest = divmod(number, 62)
        letters = _DIGITS[rest] + letters
    return letters


class Batches:
    """Records answers seen by one person alone, many at once and off the path of the ask. ``run`` calls a function in a thread."""

    def __init__(self, ledger: Ledger, run: Callable[..., Awaitable[Any]], log: Any) -> None:
        self._ledger, self._run, self._log = ledger, run, log
        self._rows: list[dict[str, Any]] = []
        self._due: asyncio.Task[None] | None = None

    def add(self, row: dict[str, Any]) -> None:
        """Record this one soon."""
        self._rows.append(row)
        if self._due is None or self._due.done():
            self._due = asyncio.create_task(self._later(), name="discord-deliveries")

    async def flush(self) -> None:
        """Write down what is waiting; what cannot be written now waits on."""
        rows, self._rows = self._rows, []
        if rows:
            try:
                await self._run(self._ledger.shown_to_one, rows)
            except Exception as trouble:
                self._rows = rows + self._rows
                self._log.error("deliveries not recorded", count=len(rows), kind=type(trouble).__name__)

    async def _later(self) -> None:
        while self._rows:
            if len(self._rows) < BATCH:
                await asyncio.sleep(EVERY_SECONDS)
            await self.flush()


async def reconcile(client: discord.Client, ledger: Ledger, run: Callable[..., Awaitable[Any]], *, now: datetime) -> int:
    """Settle what a crash left pending; how many there were.

    A message of ours that shows the same head is the delivery. Where the channel cannot be read it counts as shown: better to tell
    somebody of a correction who has not seen the old value than not to tell one who has.
    """
    left = [d for d in await run(ledger.unsettled, before=now - timedelta(seconds=LEFT_PENDING_SECONDS)) if d.address.platform == "discord"]
    for delivery in left:
        message = await _found(client, delivery)
        await (run(ledger.failed, delivery.id) if message is None else run(ledger.done, delivery.id, message))
    return len(left)


async def _found(client: discord.Client, delivery: Delivery) -> str | None:
    """The id of the message it became; "" where that cannot be known, None where it was never shown."""
    channel = client.get_partial_messageable(int(delivery.address.channel))
    try:
        async for message in channel.history(limit=LOOKED_THROUGH, after=delivery.created_utc - timedelta(seconds=5), oldest_first=True):
            if client.user and message.author.id == client.user.id and _shows(message, delivery):
                return str(message.id)
    except discord.HTTPException:
        return ""
    return None


def _shows(message: discord.Message, delivery: Delivery) -> bool:
    """Whether a message shows what a delivery holds: the ids of its first fact lines are all there."""
    import json

    blocks = json.loads(delivery.shown).get("blocks", [])
    facts = [b["fact"] for b in blocks if b.get("fact")]
    text = " ".join([message.content, *(f"{e.title} {e.description}" for e in message.embeds)])
    title = str(json.loads(delivery.shown).get("title", ""))
    return all(f"[{fact} " in text for fact in facts) and (bool(facts) or title in text)
