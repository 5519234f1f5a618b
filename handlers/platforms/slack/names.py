"""How a command of the catalogue is typed in Slack: ``/status Homs`` is ``/sitrep Homs`` here, or ``/brief status Homs``."""

import re

from msgspec import Struct

from briefings.errors import FactboxError
from handlers.catalogue import BY_NAME, COMMANDS, Command
from handlers.platforms.slack.limits import COMMAND, RESERVED

STAND_INS = {"status": "sitrep"}  # a name Slack keeps to itself → the alias that stands in for it
_WORDS = re.compile(r"(?<![\w/.:])/([a-z][a-z-]*)(?=[\s,.;:?!”)]|$)")
_SHAPE = re.compile(r"/[a-z0-9][a-z0-9_-]*\Z")


class NameRefused(FactboxError):
    """Slack would refuse a command's name; the text says which and why."""


class Names(Struct, frozen=True):
    """``root`` is the command that takes all others as its first word; ``flat`` whether the ask commands have names of their own too."""

    root: str = "/brief"
    flat: bool = True

    def flat_names(self) -> dict[str, Command]:
        """The commands that have a name of their own in Slack, by that name without the slash."""
        asked = [c for c in COMMANDS if c.group == "ask"] if self.flat else []
        return {STAND_INS.get(c.name, c.name): c for c in asked if f"/{STAND_INS.get(c.name, c.name)}" != self.root}

    def shown(self, command: str) -> str:
        """A command as the catalogue writes it ("/status Homs"), as it is typed in Slack. Plain words go behind the root."""
        word, _, rest = command.lstrip("/").partition(" ")
        if not command.startswith("/") or word not in BY_NAME:
            return f"{self.root} {command}"
        name = BY_NAME[word].name
        flat = STAND_INS.get(name, name)
        return f"/{flat} {rest}".strip() if flat in self.flat_names() else f"{self.root} {name} {rest}".strip()

    def in_words(self, sentence: str) -> str:
        """A sentence of ours with every command in it as it is typed in Slack."""
        return _WORDS.sub(lambda m: self.shown(m.group(0)) if m.group(1) in BY_NAME else m.group(0), sentence)

    def read(self, command: str, text: str) -> str:
        """What was typed, as the catalogue reads it: from the slash command's name and the text behind it."""
        word = command.lstrip("/")
        if command == self.root or word not in BY_NAME:
            return text.strip()
        return f"/{BY_NAME[word].name} {text}".strip()


def check(name: str) -> str:
    """The name of a slash command, if Slack takes it.

    Raises:
        NameRefused: it does not.
    """
    if name.removeprefix("/") in RESERVED:
        raise NameRefused(f"Slack has a command {name} of its own and refuses the whole list of an app that brings one. "
                          "Choose another name in FACTBOX_SLACK_COMMAND, for example /brief.")
    if len(name) > COMMAND:
        raise NameRefused(f"{name} has {len(name)} characters; Slack allows {COMMAND} with the slash. Choose a shorter one in FACTBOX_SLACK_COMMAND.")
    if not _SHAPE.match(name):
        raise NameRefused(f"“{name}” is no name for a slash command: a slash, then small letters, digits, - and _. For example /brief.")
    return name
