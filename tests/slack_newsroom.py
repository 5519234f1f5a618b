"""A bot at work for a test: the Homs story on file, the real Bolt app, and the strict fake of Slack on the other side of its wire."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import msgspec

from bot.health import Health
from bot.slack import SlackBot, Way
from briefings import Store, open_store
from config.readers import Secret
from handlers.desk import Desk
from handlers.platforms.slack.floor import Sheet
from handlers.platforms.slack.manners import Manners
from handlers.uploading import Take
from tests.slack_fake import APP_TOKEN, BOT_TOKEN, SECRET, Body, Fake, Message

STORY = "syria-homs"
USUAL = Manners(story=STORY)


@dataclass
class Newsroom:
    """A bot and its Slack. ``do`` hands over a payload the way this newsroom is connected."""

    fake: Fake
    bot: SlackBot
    store: Store
    health: Health
    socket: bool

    @property
    def address(self) -> str:
        """Where Slack sends over HTTP."""
        return f"http://127.0.0.1:{self.bot.port}/slack/events"

    async def do(self, payload: Body, **more: Any) -> Any:
        """Send a payload; what it was answered with."""
        if self.socket:
            return await self.fake.send(payload, **more)
        status, reply = await self.fake.post(self.address, payload, **more)
        assert status == 200, (status, reply)
        return reply

    async def type(self, command: str, text: str = "", **more: Any) -> Message | None:
        """Type a slash command; what was shown in the reply itself."""
        payload = self.fake.command(command, text, **more)
        return self.fake.took(payload, await self.do(payload))

    async def settle(self) -> None:
        """Wait until nothing is in hand."""
        await asyncio.sleep(0.01)
        await self.bot.floor.hands.finish(5)

    async def press(self, message: Message, label: str, **more: Any) -> Message:
        """Press a button; the message shown for it."""
        before = len(self.fake.shown)
        await self.do(self.fake.press(message, label, **more))
        await self.settle()
        assert len(self.fake.shown) > before, "pressing showed nothing"
        return self.fake.shown[-1]


def opened(folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Store:
    """The database of a folder."""
    return open_store(f"sqlite:///{folder / 'factbox.db'}", clock=clock)


@asynccontextmanager
async def newsroom(folder: Path, *, socket: bool = False, manners: Manners = USUAL, fake: Fake | None = None, store: Store | None = None,
                   sheet: Sheet | None = None, take: Take | None = None, **way: Any) -> AsyncIterator[Newsroom]:
    """A bot over the database in ``folder``, connected, until the block ends."""
    slack = fake or await Fake().start()
    own = store or opened(folder)
    health = Health()
    chosen = Way(bot_token=Secret(BOT_TOKEN), app_token=Secret(APP_TOKEN), signing_secret=Secret(SECRET), socket=socket, port=0, manners=manners,
                 api=slack.api)
    bot = SlackBot(msgspec.structs.replace(chosen, **way), Desk(own, default=STORY), own, clock=lambda: datetime.now(UTC), health=health, sheet=sheet,
                   take=take)
    try:
        await bot.start()
        yield Newsroom(slack, bot, own, health, socket)
    finally:
        await bot.stop()
        if fake is None:
            await slack.stop()
        if store is None:
            own.close()


def in_loop(test: Callable[..., Any]) -> Callable[..., None]:
    """A test that awaits, run to its end in an event loop of its own."""
    @wraps(test)
    def run(*args: Any, **given: Any) -> None:
        asyncio.run(test(*args, **given))
    return run
