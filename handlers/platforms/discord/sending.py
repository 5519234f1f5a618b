"""One paced sender a channel for messages, edits and files: in order, one at a time, and each with an outcome that says what became of it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any
from weakref import WeakValueDictionary

import discord
from msgspec import Struct

from handlers.platforms.discord import limits
from handlers.platforms.discord.limits import EDITS_OF_OLD, EDITS_OF_OLD_SECONDS

TRIES = 4  # of one job that Discord asks to come back with
LONGEST_WAIT = 60.0  # seconds a job waits in here; what needs longer goes back to whoever keeps it durably
Step = Callable[[], Awaitable[discord.Message | None]]


class Outcome(StrEnum):
    """What became of a message, an edit or a file."""

    DONE = "done"
    GONE = "gone"  # the message or channel is there no more (10008, 10003)
    UNREACHABLE = "unreachable"  # the person or channel cannot be written to (50007, 50278, 50001, 50013)
    BUSY = "busy"  # Discord asks to come back later (30046, 429); nothing was shown
    TOO_LARGE = "too large"  # a file beyond the limit (40005, 413)
    FAILED = "failed"  # anything else; logged


class Sent(Struct, frozen=True):
    """An outcome; ``message`` is the id of what was sent or edited, "" where nothing was; ``code`` Discord's error, 0 for none."""

    outcome: Outcome
    message: str = ""
    code: int = 0


class Sender:
    """Sends to many channels at once and to each in order. ``sleep`` and ``clock`` (monotonic seconds) are handed in."""

    def __init__(self, log: Any, *, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._log, self._clock, self._sleep = log, clock, sleep
        self._lanes: WeakValueDictionary[int, _Lane] = WeakValueDictionary()

    async def post(self, channel: discord.abc.Messageable, channel_id: int, **message: Any) -> Sent:
        """Post a message, with a file where one is given."""
        return await self._run(channel_id, lambda: channel.send(**message, allowed_mentions=discord.AllowedMentions.none()))

    async def edit(self, message: discord.PartialMessage, **changes: Any) -> Sent:
        """Edit a message of ours. A PartialMessage: Message.edit would bring suppressed previews back in 2.7.1."""
        age = discord.utils.utcnow() - message.created_at
        old = age > timedelta(seconds=limits.OLD_AFTER_SECONDS)
        return await self._run(message.channel.id, lambda: message.edit(**changes, allowed_mentions=discord.AllowedMentions.none()), old=old)

    async def _run(self, channel_id: int, step: Step, *, old: bool = False) -> Sent:
        lane = self._lanes.setdefault(channel_id, _Lane())
        async with lane.turn:
            for attempt in range(TRIES):
                if old:
                    await self._pause(lane)
                sent, wait = await self._attempt(channel_id, step)
                if sent.outcome != Outcome.BUSY or wait > LONGEST_WAIT or attempt == TRIES - 1:
                    return sent
                await self._sleep(wait)
        return Sent(Outcome.FAILED)  # not reached: the last attempt returns

    async def _pause(self, lane: "_Lane") -> None:
        """Keep to three edits of old messages in six seconds, which is less than the error 30046 begins at."""
        while len(lane.edits) == EDITS_OF_OLD and (wait := lane.edits[0] + EDITS_OF_OLD_SECONDS - self._clock()) > 0:
            await self._sleep(wait)
        lane.edits.append(self._clock())

    async def _attempt(self, channel_id: int, step: Step) -> tuple[Sent, float]:
        """One try, and the seconds to wait before another one where Discord asked for that."""
        try:
            message = await step()
        except discord.RateLimited as limited:
            return Sent(Outcome.BUSY, code=429), limited.retry_after
        except discord.HTTPException as refused:
            sent = Sent(outcome_of(refused), code=refused.code)
            self._log.warning("discord refused a message", channel=str(channel_id), outcome=str(sent.outcome), code=refused.code)
            return sent, EDITS_OF_OLD_SECONDS
        except (OSError, TimeoutError) as trouble:
            self._log.warning("discord not reached", channel=str(channel_id), kind=type(trouble).__name__)
            return Sent(Outcome.FAILED), 0
        return Sent(Outcome.DONE, str(message.id) if message else ""), 0


class _Lane:
    """What is known of one channel: whose turn it is, and when old messages were edited last."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.edits: deque[float] = deque(maxlen=EDITS_OF_OLD)


def outcome_of(refused: discord.HTTPException) -> Outcome:
    """What an error of Discord's means for a message."""
    if refused.code in limits.GONE:
        return Outcome.GONE
    if refused.code in limits.UNREACHABLE:
        return Outcome.UNREACHABLE
    if refused.code == limits.TOO_MANY_EDITS_OF_OLD or refused.status == 429:
        return Outcome.BUSY
    if refused.code == limits.TOO_LARGE or refused.status == 413:
        return Outcome.TOO_LARGE
    return Outcome.FAILED
