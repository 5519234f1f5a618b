"""What is in hand: work that goes on after Slack was answered, finished before the bot stops."""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from briefings.errors import FactboxError
from handlers.platforms.slack.fetching import NotFetched
from handlers.platforms.slack.people import CannotTell
from handlers.platforms.slack.sending import NotPosted

PATIENCE = 2.0  # seconds an answer may take before Slack is told that it is coming: of the three it allows, one stays for the way back

T = TypeVar("T")
log = logging.getLogger("factbox.slack")


class Hands:
    """Runs work that must not be lost."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._working: set[asyncio.Task[Any]] = set()

    def take(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin work that is finished whatever becomes of who began it."""
        task = asyncio.get_running_loop().create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task

    async def within(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin work and wait for it, but no longer than Slack does; the task may still be running."""
        task = self.take(work)
        await asyncio.wait({task}, timeout=self.patience)
        return task

    def __len__(self) -> int:
        return len(self._working)

    async def finish(self, seconds: float = 20.0) -> int:
        """Wait for all that is in hand; how much was not done in time."""
        waited = 0.0
        while self._working and waited < seconds:
            await asyncio.wait(set(self._working), timeout=min(1.0, seconds - waited))
            waited += 1.0
        return len(self._working)


async def told(work: Awaitable[T], tell: Callable[[str], Awaitable[Any]]) -> T | None:
    """Do the work; whatever goes wrong in it reaches the person as a sentence and the log with its trace, and goes no further."""
    try:
        return await work
    except (FactboxError, NotPosted, NotFetched, CannotTell) as sentence:
        log.warning("an answer was a sentence about %s", _kinds(sentence))  # not its words: they may quote what was typed
        await _safely(tell, str(sentence))
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("an answer failed (reference %s)", reference)
        await _safely(tell, f"Something went wrong on our side, and nothing was posted. Whoever runs Factbox finds it in the log under {reference}.")
    return None


async def _safely(tell: Callable[[str], Awaitable[Any]], words: str) -> None:
    try:
        await tell(words)
    except Exception:
        log.exception("a sentence about what went wrong reached nobody")


def _kinds(trouble: BaseException) -> str:
    """The error's class, and that of the one behind it."""
    behind = trouble.__cause__
    return type(trouble).__name__ + (f" (from {type(behind).__name__})" if behind is not None else "")
