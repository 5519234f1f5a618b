"""Runs the Discord side: takes the token's lock, keeps the bot up, says whether it is. Whatever fails here, Slack stays up beside it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from briefings.errors import FactboxError
from briefings.model import Person
from config.settings import Settings
from handlers.desk import Answered
from handlers.platforms.discord.render import Asked, render
from handlers.platforms.discord.settings import DiscordSettings

if TYPE_CHECKING:
    from bot.health import Health
    from bot.wiring import House
    from handlers.platforms.discord.client import FactboxBot  # discord.py takes 0.3 s to load: only where Discord is served

State = Callable[[bool, str], None]
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds between two tries to start
PART, SERVED = "discord", "Discord is served."
NO_TOKEN = "Discord is not served: FACTBOX_DISCORD_TOKEN is not set."  # noqa: S105  # a sentence, not a token


def settings_for(settings: Settings) -> DiscordSettings:
    """What of the settings concerns Discord."""
    return DiscordSettings(settings.story, settings.discord_guilds, settings.discord_private)


def make_bot(house: "House", state: State, **options: Any) -> "FactboxBot":
    """The bot, not yet connected."""
    from bot.sheet_port import sheet_of, take
    from bot.sheets import OnProgress
    from bot.slack_settings import downloads_for
    from handlers.platforms.discord.client import FactboxBot, Ports
    from handlers.platforms.discord.files import File

    def sheet(text: str, story: str | None, person: Person, on_progress: OnProgress) -> File:
        made = sheet_of(house, text, story, person, on_progress)
        return File(made.name, made.content)

    downloads = downloads_for(house.settings)
    link = downloads.offer if downloads else None
    ports = Ports(house.desk, house.store, settings_for(house.settings), house.clock, house.log, state, link, sheet=sheet, take=partial(take, house))
    return FactboxBot(ports, **options)


def noting(health: "Health") -> State:
    """Tells the health of the whole how Discord is."""
    health.expect(PART)

    def state(up: bool, why: str) -> None:
        health.note(PART, works=up, says=why or SERVED)

    return state


async def serve(house: "House", state: State, *, sleep: Callable[[float], Any] = asyncio.sleep) -> None:
    """Serve Discord until cancelled. Ends early only where trying again cannot help, and says so in ``state``; raises nothing."""
    token = house.settings.discord_token
    if token is None:
        state(False, NO_TOKEN)
        return
    try:
        with held(house, token.reveal()):
            await _kept_up(house, state, token.reveal(), sleep)
    except FactboxError as refused:
        state(False, str(refused))
        house.log.error("discord not served", why=str(refused))


async def _kept_up(house: "House", state: State, token: str, sleep: Callable[[float], Any]) -> None:
    """Start the bot, and start it again after a fault, waiting longer each time."""
    from handlers.platforms.discord.sdk import discord

    wait = FIRST_WAIT
    while True:
        bot = make_bot(house, state)
        try:
            async with bot:
                await bot.start(token)
        except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as refused:
            state(False, f"Discord refuses the token or the bot's intents ({type(refused).__name__}). Look at FACTBOX_DISCORD_TOKEN.")
            house.log.error("discord refuses the bot", kind=type(refused).__name__)
            return
        except Exception as trouble:
            state(False, f"Discord cannot be reached ({type(trouble).__name__}); trying again in {wait:.0f} s.")
            house.log.error("discord down", kind=type(trouble).__name__, again_in=wait)
        await sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)


@contextmanager
def held(house: "House", token: str) -> Iterator[None]:
    """Hold the token for this process alone.

    Raises:
        TokenTaken: another process holds it.
    """
    from handlers.platforms.discord.holding import held_by_file

    if house.store.kind == "postgresql":
        with _held_in_database(house.settings.database, token):
            yield
    else:
        with held_by_file(house.settings.data_dir, token):
            yield


@contextmanager
def _held_in_database(url: str, token: str) -> Iterator[None]:
    """Hold the token by an advisory lock, which ends with its connection."""
    from briefings.store import held_for_one
    from handlers.platforms.discord.holding import TokenTaken, token_key

    with held_for_one(url, token_key(token)) as mine:
        if not mine:
            raise TokenTaken("another process with the same database")
        yield


# ── for the command line ────────────────────────────────────────────────────────────────────────
def bodies(answered: Answered, text: str, *, minute: int = 0) -> list[dict[str, Any]]:
    """An answer as ``ask --format discord`` prints it: every page's content, embeds and components."""
    scope = answered.answer.scope if answered.answer else None
    asked = Asked(text, scope.story if scope else "", scope.version if scope else 0, minute)
    return [body.wire() for body in render(answered.reply, asked, choose=answered.trouble == "SeveralNames")]


def manifest(settings: Settings) -> str:
    """How to get the bot and its token, the address that invites it, and why it asks for each right."""
    from handlers.platforms.discord.manifest import RIGHTS, application_of, invite

    token = settings.discord_token.reveal() if settings.discord_token else ""
    application = application_of(token) or "APPLICATION_ID"
    missing = (
        []
        if application.isdecimal()
        else [
            "Put the application's id (Developer Portal, General Information) in the place of APPLICATION_ID,",
            "or set FACTBOX_DISCORD_TOKEN and run this again.",
            "",
        ]
    )
    return "\n".join(
        [
            *missing,
            invite(application),
            "",
            "The rights it asks for, and no other:",
            *(f"  {right.replace('_', ' ')}: {why}" for right, why in RIGHTS.items()),
        ]
    )
