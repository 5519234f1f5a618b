"""Files that people send: what a message asks to be done with one, and what came of it. The reading is done behind the port ``Take``."""

import re
from collections.abc import Callable

from msgspec import Struct

from briefings.model import Person
from briefings.sheet.guards import MOST_BYTES
from handlers.desk import Answered

CHECK, IMPORT = "/check-sheet", "/import"
_WAYS = re.IGNORECASE | re.DOTALL
_CHECKING = re.compile(r"(?:please\s+)?(?:check|still right|is (?:this|it) (?:still )?(?:right|correct|up to date)|up to date)\b.*", _WAYS)
_IMPORTING = re.compile(r"(?:please\s+)?(?:import|bring (?:this|it) in|propose)\b.*", _WAYS)
_IN_STORY = re.compile(r"\bin\s+[a-z0-9]+(?:-[a-z0-9]+)+\s*[.!?]*\Z", re.IGNORECASE)
TOGETHER = "Send one file at a time: nothing of these {count} was read."
TOO_LARGE = "{name} has {size:,.0f} MB; I read up to {most:,.0f} MB."
NOT_HERE = "Files cannot be read here."


class Arrived(Struct, frozen=True):
    """A file that somebody sent: the command it is for ("" or a story alone where the message did not say), its name, its bytes, who sent it."""

    text: str
    name: str
    content: bytes
    story: str | None
    person: Person


class Taken(Struct, frozen=True):
    """What came of it: the reply, the command it answers, and the sheet with marks as (name, bytes), None for none."""

    answered: Answered
    text: str
    marked: tuple[str, bytes] | None = None


Take = Callable[[Arrived], Taken]  # reads the file in a child process and asks the desk; blocking, called in a thread


def too_large(name: str, size: int, most: int = MOST_BYTES) -> str:
    """What is told of a file that is too large to be read; "" for one that is not."""
    return TOO_LARGE.format(name=name, size=size / 1e6, most=most / 1e6) if size > most else ""


def wanted_with_a_file(text: str) -> str | None:
    """The command that a message with a file asks for: ``/check-sheet``, ``/import``, "" where it does not say; None for a question of its own."""
    words = text.strip().lstrip("/").strip()
    story = f" {found[0].strip(' .!?')}" if (found := _IN_STORY.search(words)) else ""
    if not words or (story and words.rstrip(".!?") == story.strip()):
        return story
    if _CHECKING.fullmatch(words):
        return CHECK + story
    return IMPORT + story if _IMPORTING.fullmatch(words) else None
