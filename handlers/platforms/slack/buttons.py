"""What a button carries: enough to ask again, in whichever process it is pressed, and to tell that it is an older one's."""

import hashlib
from typing import Any

import msgspec
from msgspec import Struct

from handlers.platforms.slack.limits import BUTTON_TEXT, BUTTON_VALUE
from handlers.platforms.slack.text import short

FORMAT = 1  # raised whenever what a button carries changes its meaning; older buttons are answered with how to ask again
LONGEST = 200  # characters of a command that a button carries itself; a longer one is kept, and the button carries its digest
ASK, POST, POST_ANYWAY, SHEET, DISMISS = "ask", "post", "post_anyway", "sheet", "dismiss"


class Pressed(Struct, frozen=True, rename={"format": "v", "command": "c", "story": "s", "page": "p", "version": "n"}, omit_defaults=True):
    """What pressing a button asks: a command, in a story, at a page, as of the story's ``version`` when the button was drawn."""

    format: int
    command: str
    story: str = ""
    page: int = 1
    version: int = 0

    @property
    def kept_under(self) -> str:
        """The key the command was kept under, "" where the button carries it itself."""
        return f"slack:asked:{self.command[1:]}" if self.command.startswith("#") else ""


class OlderButton(ValueError):
    """The button was drawn by another version of the bot, or by nobody."""


def read(value: str) -> Pressed:
    """What a button's value says.

    Raises:
        OlderButton: it cannot be read by this version.
    """
    try:
        pressed = msgspec.json.decode(value, type=Pressed)
    except msgspec.MsgspecError:
        raise OlderButton from None
    if pressed.format != FORMAT or pressed.page < 1:
        raise OlderButton
    return pressed


def digest(command: str) -> str:
    """A short name for a long command."""
    return hashlib.sha256(command.encode()).hexdigest()[:24]


class Buttons:
    """Draws the buttons of one message; ``first`` numbers them where a view has several rows.

    ``long`` collects commands too long to carry, by digest, for the caller to keep.
    """

    def __init__(self, story: str, version: int, *, first: int = 0) -> None:
        self._story, self._version, self._first = story, version, first
        self.long: dict[str, str] = {}
        self._drawn: list[dict[str, Any]] = []

    def add(self, kind: str, label: str, command: str, *, page: int = 1, primary: bool = False) -> None:
        """Draw one; a second with the same effect is left out."""
        carried = command
        if len(command) > LONGEST:
            carried = "#" + digest(command)
            self.long[carried[1:]] = command
        value = msgspec.json.encode(Pressed(FORMAT, carried, self._story, page, self._version)).decode()
        if len(value) > BUTTON_VALUE or any(b["value"] == value and b["action_id"].startswith(kind + ":") for b in self._drawn):
            return
        button = {"type": "button", "action_id": f"{kind}:{self._first + len(self._drawn)}", "value": value,
                  "text": {"type": "plain_text", "text": short(label, BUTTON_TEXT) or "…", "emoji": False}}
        self._drawn.append(button | ({"style": "primary"} if primary else {}))

    def drawn(self) -> list[dict[str, Any]]:
        """The buttons, in order."""
        return list(self._drawn)


def size(blocks: list[dict[str, Any]]) -> int:
    """How many characters blocks are, as Slack counts at worst: their JSON."""
    return len(msgspec.json.encode(blocks).decode())
