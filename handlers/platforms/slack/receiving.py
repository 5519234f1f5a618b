"""A file that somebody shared with the bot: fetched, read behind the port, answered where it was shared; a check comes with its sheet."""

import asyncio
from functools import partial

from briefings.model import Person
from handlers.desk import Request
from handlers.patience import patiently
from handlers.platforms.slack.answering import Answer
from handlers.platforms.slack.fetching import NotFetched, Shared, shared
from handlers.platforms.slack.files import File
from handlers.platforms.slack.floor import Floor, address_of
from handlers.platforms.slack.rooms import ALONE
from handlers.platforms.slack.wire import Incoming
from handlers.uploading import NOT_HERE, TOGETHER, Arrived, Taken

AT_ONCE = 2  # files that are read at the same time; each may have MOST_BYTES in memory
MARKED = "Every fact of {name} with what has become of it, row by row."


class Receiving:
    """Takes files for the listeners."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._reading = asyncio.Semaphore(AT_ONCE)

    async def take(self, asked: Incoming, text: str, story: str, person: Person) -> None:
        """Do what the message asks with the one file it came with; every trouble is a sentence for whoever sent it.

        Raises:
            NotFetched: the file could not be had.
        """
        files = [file for told in asked.files if (file := shared(told)) is not None]
        if self._floor.take is None:
            raise NotFetched(NOT_HERE)
        if len(files) != 1:
            raise NotFetched(TOGETHER.format(count=len(asked.files)))
        async with self._reading:
            work = self._taken(files[0], text, story, person)
            taken = await patiently(work, partial(self._floor.tell, asked), lambda: f"Reading {files[0].name} …")
        await self._show(asked, taken, story, person)
        if taken.marked is not None:
            name, content = taken.marked
            await self._floor.filing.send_file(asked, File(content, name, MARKED.format(name=files[0].name)))

    async def _taken(self, file: Shared, text: str, story: str, person: Person) -> Taken:
        take = self._floor.take
        assert take is not None  # noqa: S101  # asked before
        name, content = await self._floor.fetching.fetch(file)
        return await self._floor.in_thread(partial(take, Arrived(text, name, content, story or None, person)))

    async def _show(self, asked: Incoming, taken: Taken, story: str, person: Person) -> None:
        """Every page of the answer, one below the other: no button could ask for the next one without the file."""
        floor = self._floor
        answer = await floor.in_thread(lambda: floor.answers.drawn(taken.answered, Request("", floor.clock(), person, story or None)))
        await floor.keep(answer.rendered.long)
        outsiders = not asked.is_direct and (asked.shared or bool((await floor.rooms.room(asked.channel)).outsiders))
        for number in range(1, len(answer.rendered.messages) + 1):
            await self._page(asked, answer, number, taken.text, person, alone=outsiders)
        if outsiders:
            await floor.tell(asked, ALONE)

    async def _page(self, asked: Incoming, answer: Answer, number: int, text: str, person: Person, *, alone: bool) -> None:
        if alone:
            await self._floor.sender.whisper(asked, answer.page(number))
            return
        await self._floor.post(address_of(asked), answer, text, person, page=number, private=asked.is_direct)
