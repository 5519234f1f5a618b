"""Sheets for a chat, both ways: what somebody typed → the workbook; a file that somebody sent → what came of it. Blocking: called in a thread."""

import tempfile
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bot.sheets import SheetFailed, make_sheet, read_aside
from bot.wiring import House
from briefings.errors import Unanswerable
from briefings.model import Person
from briefings.sheet.answers import SheetCheck, SheetOffer
from briefings.sheet.book import Book
from briefings.sheet.errors import SheetRefused
from briefings.store.tables import OPEN_FUTURE
from handlers.desk import Answered, Request
from handlers.reply import Note, Reply
from handlers.uploading import CHECK, IMPORT, Arrived, Taken

EDITED = "To propose what was edited in it, send it again with the word import."


class Made(Struct, frozen=True):
    """A sheet as made: the name of its file, its bytes, and what it holds in a sentence."""

    name: str
    content: bytes
    comment: str


def sheet_of(house: House, text: str, story: str | None, person: Person) -> Made:
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
    return Made(offer.file, _made(house, offer), mark + _said(answered.reply, 1))


def _made(house: House, offer: SheetOffer) -> bytes:
    scope = offer.scope
    try:
        with tempfile.TemporaryDirectory(prefix="factbox-sheet-") as folder:
            into = Path(folder) / "sheet.xlsx"
            make_sheet(house.store, house.settings.database, scope.story, into, clock=house.clock, selection=offer.selection, facts=offer.facts,
                       known=scope.known_by.isoformat() if scope.known_by else OPEN_FUTURE, recorded=scope.recorded)
            return into.read_bytes()
    except OSError as trouble:
        raise SheetFailed(trouble.strerror or "the file cannot be written") from trouble


# ── what is sent ────────────────────────────────────────────────────────────────────────────────
def take(house: House, arrived: Arrived) -> Taken:
    """What comes of a file: read in a child with limits, then checked or shown for a yes. Every refusal is a reply.

    Where the message does not say which, a file that names facts is checked, and any other table is shown as it was read.

    Raises:
        StoreTrouble: the store cannot be read.
    """
    try:
        book = _read(arrived)
    except SheetRefused as refused:
        return Taken(Answered(None, Reply("", "", (Note(str(refused), lead=True),)), type(refused).__name__), arrived.text.strip())
    if arrived.text.startswith("/"):
        return _asked(house, arrived, book, arrived.text)
    taken = _asked(house, arrived, book, f"{CHECK} {arrived.text.strip()}".strip())
    if taken.answered.trouble == "NothingToCheck":
        return _asked(house, arrived, book, f"{IMPORT} {arrived.text.strip()}".strip())
    return _with_hint(taken)


def _read(arrived: Arrived) -> Book:
    with tempfile.TemporaryDirectory(prefix="factbox-sent-") as folder:
        path = Path(folder) / "sent"
        path.write_bytes(arrived.content)
        return read_aside(path, arrived.name)


def _asked(house: House, arrived: Arrived, book: Book, text: str) -> Taken:
    answered = house.desk.reply(Request(text, house.clock(), arrived.person, arrived.story or None, file=book))
    check = answered.answer
    if not isinstance(check, SheetCheck):
        return Taken(answered, text)
    from briefings.sheet.marked import marked_sheet  # loads openpyxl

    with house.store.reading(check.scope.story) as reading:
        return Taken(answered, text, (f"checked-{Path(check.file).stem}.xlsx", marked_sheet(reading, check)))


def _with_hint(taken: Taken) -> Taken:
    """A check that nobody asked for by its name says how to have the file's edits instead."""
    if not isinstance(taken.answered.answer, SheetCheck):
        return taken
    reply = taken.answered.reply
    return replace(taken, answered=replace(taken.answered, reply=replace(reply, blocks=(*reply.blocks, Note(EDITED)))))


def _said(reply: Reply, most: int = 2) -> str:
    """The first words of a reply that are ours: what is the matter, and what may have been meant."""
    notes = []
    for block in reply.blocks[:most]:
        if not isinstance(block, Note):
            break
        notes.append(block.text)
    return " ".join(notes) or f"There is no sheet of that: {reply.title}."
