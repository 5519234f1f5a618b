"""A newsroom on Discord for tests: the unmodified bot on simcord, in a server with one channel and one reporter."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import discord
import simcord
from msgspec import Struct

from handlers.catalogue import COMMANDS, Command
from handlers.desk import Desk
from handlers.platforms.discord.client import FactboxBot, Ports, Sheet
from handlers.platforms.discord.files import Link
from handlers.platforms.discord.settings import DiscordSettings
from handlers.platforms.discord.text import shown
from handlers.uploading import Take
from tests.stories import Newsroom, desk, fact

GUILD = 81384788765712384
HOMS = (
    fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"),
    fact("Thousands fled Homs"),
    fact("Rebels took Hama", when="2024-12-05"),
)


class Log:
    """Keeps what is logged, as (event, about)."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def info(self, event: str, **about: object) -> None:
        """Keep it."""
        self.lines.append((event, about))

    warning = error = debug = info

    def events(self) -> list[str]:
        """What was logged, in order."""
        return [event for event, _ in self.lines]


class Scene(Struct):
    """The server, its channel, a reporter in it, and the bot with what it said of its state."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    ada: simcord.MemberActor
    newsroom: Newsroom
    log: Log
    states: list[tuple[bool, str]]
    settings: DiscordSettings
    catalogue: Sequence[Command] = COMMANDS
    take: Take | None = None

    @property
    def bot(self) -> FactboxBot:
        """The bot that runs now."""
        assert isinstance(self.env.bot, FactboxBot)
        return self.env.bot

    @property
    def last(self) -> discord.Message:
        """The newest message in the channel."""
        message = self.channel.last_message
        assert message is not None
        return message

    async def restart(self) -> None:
        """The bot's process ends and another one starts on the same store."""
        await self.env.restart_bot(make_bot(self.newsroom, self.log, self.states, self.settings, self.catalogue, take=self.take))

    def person(self, name: str) -> simcord.MemberActor:
        """Another member of the server."""
        return self.guild.add_member(self.env.create_user(name))

    def syncs(self) -> int:
        """How often the command tree was sent to Discord."""
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in self.env.http_requests)


def make_bot(
    newsroom: Newsroom,
    log: Log,
    states: list[tuple[bool, str]],
    settings: DiscordSettings,
    catalogue: Sequence[Command] = COMMANDS,
    link: Link | None = None,
    sheet: Sheet | None = None,
    take: Take | None = None,
) -> FactboxBot:
    """The bot as the program makes it, on one shard."""
    wired = Desk(newsroom.store, default=newsroom.slug)
    ports = Ports(wired, newsroom.store, settings, newsroom.clock, log, lambda up, why: states.append((up, why)), link, catalogue, sheet, take)
    return FactboxBot(ports, shard_count=1)


@asynccontextmanager
async def on_discord(
    newsroom: Newsroom | None = None,
    *,
    guild: int = GUILD,
    catalogue: Sequence[Command] = COMMANDS,
    check_errors: bool = True,
    link: Link | None = None,
    sheet: Sheet | None = None,
    take: Take | None = None,
    **settings: Any,
) -> AsyncIterator[Scene]:
    """A scene with the newsroom's story, or one on Homs. ``settings`` are fields of ``DiscordSettings``."""
    newsroom = newsroom or desk(*HOMS)
    chosen = DiscordSettings(newsroom.slug, **{"guilds": frozenset({GUILD}), **settings})
    log, states = Log(), list[tuple[bool, str]]()
    bot = make_bot(newsroom, log, states, chosen, catalogue, link, sheet, take)
    async with simcord.run(bot, shard_count=1, settle_timeout=20, check_errors=check_errors) as env:
        server = env.create_guild("Newsroom", id=guild)
        channel = server.create_text_channel("syria-desk")
        ada = server.add_member(env.create_user("ada"))
        yield Scene(env, server, channel, ada, newsroom, log, states, chosen, catalogue, take)


def in_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """An async test as pytest runs it, ended after a minute."""
    import functools
    import inspect

    @functools.wraps(test)
    def run(*args: Any, **named: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **named), 60))

    run.__signature__ = inspect.signature(test)  # type: ignore[attr-defined]
    return run


def seen(message: Any) -> str:
    """What a reader sees of a message: content, heads, lines and feet, without our backslashes and marks of bold."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.description or "", embed.footer.text or ""]
    return shown("\n".join(p for p in parts if p)).replace("**", "")


def attributed(console: str) -> list[str]:
    """The lines of a console's answer that carry a fact's id, as a reader compares them: attribution, id and as-of."""
    return [line.strip(" •–") for line in console.split("\n") if "[F" in line]


def labels(message: Any) -> list[str]:
    """The labels of the buttons, in order."""
    rows = message.components
    return [
        str(part["label"] if isinstance(part, dict) else part.label)
        for row in rows
        for part in (row["components"] if isinstance(row, dict) else row.children)
    ]


async def until(happened: Callable[[], object], seconds: float = 10) -> None:
    """Wait for something that another task brings about."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


Step = Callable[[], Awaitable[None]]
