"""Work that takes longer than somebody waits in silence: a word after a while, a second and a third one, and no more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

WAITS = (3.0, 15.0, 60.0)  # seconds before the first word, and then before each of the others
T = TypeVar("T")


class Progress:
    """How far a sheet has come. ``note`` is called from whichever thread makes it."""

    def __init__(self) -> None:
        self._at = (0, 0)

    def note(self, done: int, of: int) -> None:
        """So many facts are done, of how many."""
        self._at = (done, of)

    def words(self) -> str:
        """How far it is, in a sentence."""
        done, of = self._at
        return f"Making the sheet: {done:,} of {of:,} facts so far." if of else "Making the sheet …"


async def patiently(work: Awaitable[T], say: Callable[[str], Awaitable[object]], words: Callable[[], str]) -> T:
    """The result of ``work``; while it takes long, ``say`` tells ``words`` after each of ``WAITS``."""
    task = asyncio.ensure_future(work)
    for wait in WAITS:
        done, _ = await asyncio.wait({task}, timeout=wait)
        if done:
            break
        await say(words())
    return await task
