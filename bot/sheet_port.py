"""Sheets for a chat, both ways: what somebody typed → the workbook; a file that somebody sent → what came of it. Blocking: called in a thread."""

import tempfile
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bot.sheets import OnProgress, SheetFailed, make_sheet
from bot.taking import Job, take_aside, take_here
from bot.wiring import House
from briefings.errors import Unanswerable
from briefings.model import Person
from briefings.sheet.answers import SheetOffer
from briefings.store.tables import OPEN_FUTURE
from handlers.desk import Request
from handlers.reply import Note, Reply
from handlers.uploading import Arrived, Taken

LARGE_BYTES = 300_000  # of a file, from which all of the work on it is done in a child: some 1,000 facts


class Made(Struct, frozen=True):
    """A sheet as made: the name of its file, its bytes, and what it holds in a sentence."""

    name: str
    content: bytes
    comment: str


def sheet_of(house: House, text: str, story: str | None, person: Person, on_progress: OnProgress = lambda done, of: None) -> Made:
    """The sheet that was asked for. Typed without its slash it is the same command: a name nobody knows is said to be none.

    Raises:
        Unanswerable: there is no sheet of that; the sentence says why.
        StoreTrouble: the store cannot be read, or the sheet could not be made.
    """
    answered = house.desk.reply(Request("/" + text.strip().lstrip("/"), house.clock(), person, story or None))
    offer = answered.answer
    if not isinstance(offer, SheetOffer):
        raise Unanswerable(_said(answered.reply))
    mark = "DEMONSTRATION · " if offer.scope.demonstration else ""
    return Made(offer.file, _made(house, offer, on_progress), mark + _said(answered.reply, len(answered.reply.blocks) - 1))


def _made(house: House, offer: SheetOffer, on_progress: OnProgress) -> bytes:
    scope = offer.scope
    try:
        with tempfile.TemporaryDirectory(prefix="factbox-sheet-") as folder:
            into = Path(folder) / "sheet.xlsx"
            make_sheet(house.store, house.settings.database, scope.story, into, clock=house.clock, selection=offer.selection, facts=offer.facts,
                       known=scope.known_by.isoformat() if scope.known_by else OPEN_FUTURE, recorded=scope.recorded, on_progress=on_progress)
            return into.read_bytes()
    except OSError as trouble:
        raise SheetFailed(trouble.strerror or "the file cannot be written") from trouble


# ── what is sent ────────────────────────────────────────────────────────────────────────────────
def take(house: House, arrived: Arrived) -> Taken:
    """What comes of a file: read in a child with limits, then checked, or shown for a yes. Every refusal is a reply.

    Raises:
        StoreTrouble: the store cannot be read, or the child of a large file failed.
    """
    with tempfile.TemporaryDirectory(prefix="factbox-sent-") as folder:
        path = Path(folder) / "sent"
        path.write_bytes(arrived.content)
        sent = replace(arrived, content=b"")
        if len(arrived.content) > LARGE_BYTES and ":memory:" not in house.settings.database:
            return take_aside(Job(house.settings.database, house.settings.story, house.clock(), str(path), sent))
        return take_here(house.desk, house.store, house.clock(), path, sent)


def _said(reply: Reply, most: int = 2) -> str:
    """The first words of a reply that are ours: what is the matter, and what may have been meant."""
    notes = []
    for block in reply.blocks[:most]:
        if not isinstance(block, Note):
            break
        notes.append(block.text)
    return " ".join(notes) or f"There is no sheet of that: {reply.title}."
