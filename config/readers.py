"""Readers of settings: the value as typed → the value, or a ValueError that ends the sentence “NAME is …”."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

LEVELS = ("debug", "info", "warning", "error")
_DATABASE = re.compile(r"(sqlite|postgres|postgresql)(\+\w+)?://.*$")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")


class Secret:
    """A value that never shows itself: not printed, not in a repr, not in a log. ``reveal`` is the one way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that hands it on."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


def a_secret(value: str) -> Secret:
    """Anything, kept out of sight."""
    return Secret(value)


def a_database(value: str) -> Secret:
    """A database address; it may hold a password, so it is a secret."""
    if not _DATABASE.match(value):
        raise ValueError("no database address; give one like postgresql://user:password@host/name or sqlite:////folder/file.db")
    return Secret(value)


def a_folder(value: str) -> Path:
    """A folder, which need not be there yet; ``~`` is the home folder."""
    if "\0" in value:
        raise ValueError("no folder: there is a zero byte in it")
    try:
        return Path(value).expanduser().absolute()
    except RuntimeError:
        raise ValueError(f"“{value}”, but nobody's home folder is known here; write the folder out") from None


def a_slug(value: str) -> str:
    """A story's short name."""
    if not _SLUG.match(value):
        raise ValueError(f"“{value}”, which is no story's short name; one looks like syria-homs")
    return value


def a_zone(value: str) -> str:
    """A time zone by its IANA name."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder of zones, like Europe
        raise ValueError(f"“{value}”, which is no time zone; give one like Europe/Berlin") from None


def a_level(value: str) -> str:
    """How much is logged."""
    if value.lower() not in LEVELS:
        raise ValueError(f"“{value}”; it has to be one of {', '.join(LEVELS)}")
    return value.lower()


def a_yes_or_no(value: str) -> bool:
    """Yes or no, in the usual words."""
    if value.lower() in ("yes", "true", "on", "1"):
        return True
    if value.lower() in ("no", "false", "off", "0"):
        return False
    raise ValueError(f"“{value}”; it has to be yes or no")


def discord_ids(value: str) -> frozenset[int]:
    """Ids of Discord's: numbers of 17 to 20 digits, with commas or spaces between."""
    parts = value.replace(",", " ").split()
    for part in parts:
        if not (part.isascii() and part.isdigit() and 17 <= len(part) <= 20):
            raise ValueError(f"“{part}”, which is no Discord id, a number of 17 to 20 digits: turn on developer mode and choose “Copy Server ID”")
    return frozenset(map(int, parts))


def a_bot_token(value: str) -> Secret:
    """A Slack bot's token. What is none is not repeated: it may be another secret in the wrong place."""
    return _slack_token(value, "xoxb-", "the bot's token (OAuth & Permissions, Bot User OAuth Token)")


def an_app_token(value: str) -> Secret:
    """A Slack app's token for Socket Mode."""
    return _slack_token(value, "xapp-", "the app's token (Basic Information, App-Level Tokens)")


def _slack_token(value: str, begins: str, what: str) -> Secret:
    if not value.startswith(begins) or any(c.isspace() for c in value):
        raise ValueError(f"no such token; {what} begins with {begins}")
    return Secret(value)


def a_slack_mode(value: str) -> str:
    """How Slack is reached."""
    if value.lower() not in ("socket", "http"):
        raise ValueError(f"“{value}”; it has to be socket or http")
    return value.lower()


def a_slash_command(value: str) -> str:
    """A slash command's name; the slash may be left out. Which names Slack keeps to itself, “manifest slack” says."""
    name = "/" + value.lower().removeprefix("/")
    if not re.fullmatch(r"/[a-z0-9][a-z0-9_-]{0,30}", name):
        raise ValueError(f"“{value}”, which is no name for a slash command; give one like /brief, of at most 32 characters")
    return name


def slack_ids(value: str) -> frozenset[str]:
    """Ids of Slack workspaces or organisations, with commas or spaces between."""
    parts = value.replace(",", " ").split()
    for part in parts:
        if not re.fullmatch(r"[TE][A-Z0-9]{2,}", part):
            raise ValueError(f"“{part}”, which is no id of a Slack workspace; one begins with T and stands in the address of Slack in a browser")
    return frozenset(parts)


def a_host(value: str) -> str:
    """An address of this machine to listen on."""
    if not re.fullmatch(r"[\w.:-]+", value, re.ASCII):
        raise ValueError(f"“{value}”, which is no address of this machine; give one like 127.0.0.1, or 0.0.0.0 for all")
    return value


def a_port(value: str) -> int:
    """A port to listen on."""
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65_535):
        raise ValueError(f"“{value}”, which is no port, a number from 1 to 65535")
    return int(value)


def an_https_address(value: str) -> str:
    """An address of ours that starts with https, without a path's last slash."""
    if not re.fullmatch(r"https://[\w.-]+(:\d{1,5})?(/[\w./-]*)?", value, re.ASCII):
        raise ValueError(f"“{value}”, which is no https address; give one like https://factbox.example.org")
    return value.rstrip("/")


def data_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's folder for what programs keep: XDG on Linux, Application Support on macOS, Local AppData on Windows."""
    home = Path(environ.get("USERPROFILE" if platform == "win32" else "HOME") or Path.home())
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "factbox"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "factbox"
    xdg = environ.get("XDG_DATA_HOME", "")
    return (Path(xdg) if xdg.startswith("/") else home / ".local" / "share") / "factbox"  # the specification ignores a relative one


def people_ids(text: str) -> frozenset[str]:
    """People as platforms name them, with commas between: console, slack:TEAM:USER, discord:USER."""
    ids = frozenset(part.strip() for part in text.split(",") if part.strip())
    for each in ids:
        if each != "console" and not re.fullmatch(r"slack:[A-Z0-9]+:[A-Z0-9]+|discord:\d+", each):
            raise ValueError(f"no list of people: “{each}” should be console, slack:TEAM:USER or discord:USER")
    return ids
