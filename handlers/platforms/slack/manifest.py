"""The manifest that Slack makes the app from. Commands come from the catalogue, scopes and events from here, each with its reason."""

from typing import Any

from handlers.platforms.slack.limits import COMMAND_DESCRIPTION, COMMANDS, USAGE_HINT
from handlers.platforms.slack.names import NameRefused, Names, check

SAVE = "save_as_fact"
SCOPES = {  # bot scope → why it is needed
    "commands": "the slash commands and the shortcut “Save as fact”",
    "app_mentions:read": "to be asked with @Factbox in a channel or a thread",
    "chat:write": "to answer, and to correct what was posted",
    "im:history": "to read what is asked in a direct message",
    "im:write": "to send a sheet to a person where the bot is not in the channel",
    "users:read": "to tell members from guests, and to know the asker's time zone",
    "channels:read": "to warn where people of other organisations read, and to know whether the bot is in a channel",
    "groups:read": "the same for private channels",
    "files:read": "to read a sheet that somebody sends to be checked or imported, and no other file",
    "files:write": "to upload the sheet",
}
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "member_joined_channel", "message.im", "tokens_revoked")
PATH = "/slack/events"


def manifest(names: Names, *, socket: bool = True, public_url: str = "") -> dict[str, Any]:
    """The manifest for an app with these command names.

    Raises:
        NameRefused: Slack would refuse a name; the text says which and why.
    """
    address = "" if socket else f"{public_url.rstrip('/')}{PATH}"
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": "Factbox", "description": "What the desk holds: who says it, how sure we are, and as of when",
                                "background_color": "#1d3557"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "Factbox", "always_online": False},
            "shortcuts": [{"name": "Save as fact", "type": "message", "callback_id": SAVE, "description": "Propose this message as a fact"}],
            "slash_commands": [command | ({"url": address} if address else {}) for command in commands(names)],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)} | ({"request_url": address} if address else {}),
            "interactivity": {"is_enabled": True} | ({"request_url": address} if address else {}),
            "org_deploy_enabled": False, "socket_mode_enabled": socket, "token_rotation_enabled": False,
        },
    }


def commands(names: Names) -> list[dict[str, Any]]:
    """The slash commands: the root, then every command that has a name of its own.

    Raises:
        NameRefused: Slack would refuse one, or all for being too many.
    """
    made = [_command(check(names.root), "Ask Factbox: a command, or a question in plain words", "status Homs, or: who controls Hama?")]
    for word, command in names.flat_names().items():
        option = command.option
        hint = "" if option is None else option.name if option.required else f"[{option.name}]"
        made.append(_command(check(f"/{word}"), command.help, hint))
    if len(made) > COMMANDS:
        raise NameRefused(f"There are {len(made)} commands and Slack takes {COMMANDS}. Set FACTBOX_SLACK_FLAT_COMMANDS to no.")
    return made


def _command(name: str, description: str, hint: str) -> dict[str, Any]:
    made: dict[str, Any] = {"command": name, "description": description[:COMMAND_DESCRIPTION], "should_escape": False}
    return made | ({"usage_hint": hint[:USAGE_HINT]} if hint else {})
