"""Serves every chat that is configured until the process is told to stop; each goes on where another fails."""

import asyncio
import signal
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.guard import NO_REPLY
from bot.health import Health
from bot.sheets import OnProgress
from bot.wiring import House
from briefings.errors import FactboxError
from briefings.model import Person

if TYPE_CHECKING:
    from handlers.platforms.slack.floor import Sheet  # Slack's SDK takes long to load: only where Slack is served
    from handlers.uploading import Take

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds between two tries to reach Slack


def serve_chats(house: House) -> int:
    """Serve until SIGTERM or SIGINT; 1 where nothing can be served and trying again would not help."""
    return asyncio.run(_serve(house))


async def _serve(house: House) -> int:
    stop, health = asyncio.Event(), Health()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows has no handlers for signals; Ctrl-C ends it there
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    serving = []
    if house.settings.slack_bot_token is not None:
        serving.append(asyncio.create_task(serve_slack(house, health, stop)))
    if house.settings.discord_token is not None:
        serving.append(asyncio.create_task(_serve_discord(house, health, stop)))
    served = await asyncio.gather(*serving)
    return 0 if any(served) else NO_REPLY


async def serve_slack(house: House, health: Health, stop: asyncio.Event) -> bool:
    """Serve Slack until ``stop``; whether it was served at all. What only an administrator can mend ends it with a sentence."""
    from aiohttp import ClientError

    from bot.slack import SlackBot
    from bot.slack_log import attach, detach
    from bot.slack_settings import downloads_for, way_for

    way, downloads = way_for(house.settings), downloads_for(house.settings)
    if way is None:
        return False
    handler, wait = attach(house.log), FIRST_WAIT
    link = None if downloads is None else lambda file: downloads.offer(file.content, file.name)
    try:
        while not stop.is_set():
            bot = SlackBot(way, house.desk, house.store, clock=house.clock, health=health, sheet=slack_sheet(house),
                           take=taking(house), link=link, pages=[downloads.route()] if downloads else ())
            try:
                await bot.start()
            except FactboxError as refused:
                health.note("slack", works=False, says=str(refused))
                house.log.error("slack not served", why=str(refused))
                return False
            except (ClientError, TimeoutError) as trouble:
                await bot.stop()
                house.log.error("slack cannot be reached", kind=type(trouble).__name__, again_in=wait)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), wait)
                wait = min(LONGEST_WAIT, wait * 2)
                continue
            await stop.wait()
            await bot.stop()
        return True
    finally:
        detach(handler)


def taking(house: House) -> "Take":
    """Reads files that people send, for either chat."""
    from bot.sheet_port import take

    return partial(take, house)


def slack_sheet(house: House) -> "Sheet":
    """Makes sheets as Slack sends them."""
    from bot.sheet_port import sheet_of
    from handlers.platforms.slack.files import File

    def sheet(text: str, story: str, person: Person, on_progress: OnProgress) -> File:
        made = sheet_of(house, text, story, person, on_progress)
        return File(made.content, made.name, made.comment)

    return sheet


async def _serve_discord(house: House, health: Health, stop: asyncio.Event) -> bool:
    """Serve Discord until ``stop``, or until trying again cannot help; whether it was served till then."""
    from bot.discord_bot import noting, serve

    serving, stopping = asyncio.create_task(serve(house, noting(health))), asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (serving, stopping):
        task.cancel()
    await asyncio.gather(serving, stopping, return_exceptions=True)
    return stop.is_set()
