"""A file for Discord: attached where it is small enough, else a signed link that expires, else a smaller one and a word why.

And a file from there: not fetched where it is too large.
"""

from collections.abc import Callable

import discord
from msgspec import Struct

from briefings.errors import FactboxError
from briefings.sheet.guards import MOST_BYTES
from handlers.uploading import too_large

_MEGA = 1024 * 1024


class File(Struct, frozen=True):
    """A file as made."""

    name: str
    content: bytes


class NotTaken(FactboxError):
    """A file that somebody sent could not be had; the text is a sentence for them."""


class Attachment(Struct, frozen=True):
    """What is sent: ``file`` None where there is only ``words``."""

    file: File | None
    words: str = ""


Link = Callable[[bytes, str], str]  # keeps a file for download and gives the signed address of it, which ends by itself


def attachment(file: File, *, limit: int, link: Link | None = None, smaller: Callable[[], File] | None = None) -> Attachment:
    """What to send of a file where at most ``limit`` bytes may be attached. ``link`` is None where no public address is set."""
    if len(file.content) <= limit:
        return Attachment(file)
    why = f"{file.name} has {len(file.content) / _MEGA:.1f} MiB, which is more than can be attached here."
    if link is not None:
        return Attachment(None, f"{why} Fetch it before the link ends, which is tomorrow at this time: <{link(file.content, file.name)}>")
    less = smaller() if smaller else None
    if less is not None and len(less.content) <= limit:
        return Attachment(less, f"{why} This is a smaller one; ask for the rest by place or by time.")
    return Attachment(None, f"{why} Narrow it with a place or a time, or ask whoever runs Factbox to set FACTBOX_PUBLIC_ADDRESS for downloads.")


async def read(file: discord.Attachment) -> bytes:
    """The bytes of a file that somebody sent.

    Raises:
        NotTaken: it is too large, or is there no more.
    """
    if words := too_large(file.filename, file.size, MOST_BYTES):
        raise NotTaken(words)
    try:
        content = await file.read()
    except discord.HTTPException as trouble:
        raise NotTaken(f"{file.filename} did not arrive from Discord ({trouble.status}). Send it again in a moment.") from trouble
    if words := too_large(file.filename, len(content), MOST_BYTES):
        raise NotTaken(words)
    return content
