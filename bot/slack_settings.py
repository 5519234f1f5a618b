"""What of the settings concerns Slack, and what the command line prints of it."""

import json
from typing import Any

from bot.downloads import Downloads
from bot.slack import Way
from config.settings import Settings
from handlers.command import curates
from handlers.desk import Answered
from handlers.platforms.slack.manifest import manifest as made
from handlers.platforms.slack.manners import Manners
from handlers.platforms.slack.names import NameRefused, Names
from handlers.platforms.slack.render import Setting, render

HTTP_PORT = 3000


def manners_for(settings: Settings) -> Manners:
    """How to behave in Slack."""
    names = Names(settings.slack_command, settings.slack_flat_commands)
    return Manners(names, settings.slack_workspaces, settings.slack_guests, settings.slack_public, settings.story)


def way_for(settings: Settings) -> Way | None:
    """How Slack is reached; None where no bot token is set."""
    if settings.slack_bot_token is None:
        return None
    socket = settings.slack_mode == "socket"
    port = settings.http_port if settings.http_port is not None or socket else HTTP_PORT
    tokens = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    return Way(*tokens, socket, settings.http_host, port, manners_for(settings))


def downloads_for(settings: Settings) -> Downloads | None:
    """Where large files are offered for download; None without a public address, a secret to sign links with, or pages that are served."""
    no_pages = settings.slack_mode == "socket" and settings.http_port is None
    if not settings.public_address or settings.link_secret is None or no_pages:
        return None
    return Downloads(settings.data_dir / "downloads", settings.public_address, settings.link_secret)


def manifest(settings: Settings) -> str:
    """The manifest to make the Slack app from, as JSON.

    Raises:
        NameRefused: Slack would refuse a command's name, or there is no public address for HTTP; the text says which and what to do.
    """
    socket = settings.slack_mode == "socket"
    if not socket and not settings.public_address:
        raise NameRefused("Over HTTP Slack has to know where to call: set FACTBOX_PUBLIC_ADDRESS, for example https://factbox.example.org.")
    names = Names(settings.slack_command, settings.slack_flat_commands)
    return json.dumps(made(names, socket=socket, public_url=settings.public_address), indent=2, ensure_ascii=False)


def bodies(answered: Answered, text: str, names: Names = Names()) -> list[dict[str, Any]]:  # noqa: B008  # frozen
    """An answer as ``ask --format slack`` prints it: the text and the blocks of every page."""
    scope = answered.answer.scope if answered.answer else None
    postable = bool(answered.reply.facts) and not curates(text)
    setting = Setting(names, text, scope.story if scope else "", scope.version if scope else 0, postable=postable)
    return [{"text": m.text, "blocks": m.blocks} for m in render(answered.reply, setting).messages]


__all__ = ["bodies", "downloads_for", "manifest", "manners_for", "way_for"]
