"""What a button knows, written into its custom_id: it survives a restart, and everything in it is checked again when pressed.

    fb1:<what>:<version>:<page>:<asked>:<story>:<command>

``what`` is p (another page of the same answer), a (another question) or w (which of several is meant); ``version`` the story's when the
answer was made; ``asked`` the minute it was asked in, base 36, so that "since Tuesday" stays the same Tuesday; ``command`` the text asked.
A command too long for 100 characters is kept in the store and stands here as ``#`` and its digest.
"""

import re
from datetime import UTC, datetime
from hashlib import blake2b

from msgspec import Struct

from handlers.platforms.discord.limits import CUSTOM_ID, size

PATTERN = re.compile(
    r"fb1:(?P<what>[paw]):(?P<version>[0-9]{1,12}):(?P<page>\d{1,4}):(?P<asked>[0-9a-z]{1,8}):(?P<story>[a-z0-9-]{0,40}):(?P<command>.+)", re.DOTALL)
PAGE, ANOTHER, WHICH = "p", "a", "w"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Pressed(Struct, frozen=True):
    """What a button stands for. ``command`` is the text to ask, or ``#`` and the digest it is kept under."""

    what: str
    command: str
    story: str
    version: int
    page: int = 1
    asked: int = 0  # minutes since 1970, UTC

    @property
    def moment(self) -> datetime:
        """When the answer was asked for."""
        return datetime.fromtimestamp(self.asked * 60, UTC)


def written(pressed: Pressed) -> tuple[str, str | None]:
    """The custom_id, and the text to keep in the store under ``kept_under`` where it was too long to be written out."""
    head = f"fb1:{pressed.what}:{pressed.version}:{pressed.page}:{_base36(pressed.asked)}:{pressed.story[:40]}:"
    if size(head + pressed.command) <= CUSTOM_ID and not pressed.command.startswith("#"):
        return head + pressed.command, None
    return head + "#" + digest(pressed.command), pressed.command


def read(custom_id: str) -> Pressed | None:
    """What a custom_id stands for; None where it is none of ours or was tampered with beyond reading."""
    found = PATTERN.fullmatch(custom_id)
    if found is None:
        return None
    return Pressed(found["what"], found["command"], found["story"], int(found["version"]), int(found["page"]), int(found["asked"], 36))


def minute(now: datetime) -> int:
    """The minute of a moment, as a button carries it."""
    return int(now.timestamp()) // 60


def digest(text: str) -> str:
    """Sixteen letters that stand for a text."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def kept_under(digested: str) -> str:
    """The key under which the store keeps a long command."""
    return f"discord:asked:{digested}"


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
