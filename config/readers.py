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
