"""A file that somebody sent: read in a child with limits, then checked or shown for a yes; of a large one, all of it off the bot's process.

``python -m bot.taking`` is the child for large ones: one job on standard input, what came of it on standard output.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.sheets import NICE, SheetFailed, child_at, read_aside, with_secrets
from briefings.errors import FactboxError
from briefings.sheet.answers import SheetAnswer, SheetCheck, SheetMerge, TableReading
from briefings.sheet.errors import SheetRefused
from briefings.store import Store, open_store
from handlers.desk import Answered, Desk, Request
from handlers.reply import Note, Reply
from handlers.uploading import CHECK, IMPORT, Arrived, Taken

EDITED = "To propose what was edited in it, send it again with the word import."
SECONDS = 600  # all of the work on one file may take


class Job(Struct, frozen=True):
    """What the child is asked: about which file, in which database, ``story`` where nothing else chooses one, as at which moment."""

    url: str
    story: str
    now: datetime
    path: str
    arrived: Arrived


class Done(Struct, frozen=True):
    """What the child tells: what came of it, or the sentence of what went wrong."""

    taken: Taken | None
    trouble: str = ""


def take_here(desk: Desk, store: Store, now: datetime, path: Path, arrived: Arrived) -> Taken:
    """What comes of the file at ``path``. Every refusal is a reply.

    Where the message does not say which, a file that names facts is checked, and any other table is shown as it was read.
    """
    try:
        book = read_aside(path, arrived.name)
    except SheetRefused as refused:
        return Taken(Answered(None, Reply("", "", (Note(str(refused), lead=True),)), type(refused).__name__), arrived.text.strip())

    def asked(command: str) -> Taken:
        answered = desk.reply(Request(command, now, arrived.person, arrived.story or None, file=book))
        return Taken(answered, command, _marked(store, answered))

    if arrived.text.startswith("/"):
        return asked(arrived.text)
    taken = asked(f"{CHECK} {arrived.text.strip()}".strip())
    return asked(f"{IMPORT} {arrived.text.strip()}".strip()) if taken.answered.trouble == "NothingToCheck" else _with_hint(taken)


def _marked(store: Store, answered: Answered) -> tuple[str, bytes] | None:
    check = answered.answer
    if not isinstance(check, SheetCheck):
        return None
    from briefings.sheet.marked import marked_sheet  # loads openpyxl

    with store.reading(check.scope.story) as reading:
        return f"checked-{Path(check.file).stem}.xlsx", marked_sheet(reading, check)


def _with_hint(taken: Taken) -> Taken:
    """A check that nobody asked for by its name says how to have the file's edits instead."""
    if not isinstance(taken.answered.answer, SheetCheck):
        return taken
    reply = taken.answered.reply
    return replace(taken, answered=replace(taken.answered, reply=replace(reply, blocks=(*reply.blocks, Note(EDITED)))))


# ── in a child ──────────────────────────────────────────────────────────────────────────────────
def take_aside(job: Job) -> Taken:
    """Have a child do all of it. Of the answer come back its head and the reply; its rows would hold the bot up as long as the work.

    Raises:
        StoreTrouble: the child failed, or took too long.
    """
    with tempfile.TemporaryFile() as answer, child_at(job, with_secrets(), answer, "bot.taking") as child:
        try:
            child.wait(SECONDS)
            answer.seek(0)
            done = msgspec.msgpack.decode(answer.read(), type=Done)
        except (subprocess.TimeoutExpired, msgspec.MsgspecError):
            raise SheetFailed("the file was too much to work through") from None
    if done.taken is None:
        raise SheetFailed(done.trouble)
    return done.taken


def without_rows(answer: SheetAnswer) -> SheetAnswer:
    """What stands at the head of an answer: what it is of, and how it came about."""
    match answer:
        case SheetCheck():
            return replace(answer, rows=())
        case SheetMerge():
            return replace(answer, cells=(), rows=(), proposals=())
        case TableReading():
            return replace(answer, drafts=(), table=replace(answer.table, rows=(), skipped=()))
        case _:
            return answer


def main() -> None:
    """Do one job."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    with suppress(OSError, AttributeError):
        os.nice(NICE)
    sys.stdout.buffer.write(msgspec.msgpack.encode(_done(job)))


def _done(job: Job) -> Done:
    try:
        store = open_store(job.url, clock=lambda: job.now)
        try:
            taken = take_here(Desk(store, default=job.story), store, job.now, Path(job.path), job.arrived)
        finally:
            store.close()
    except FactboxError as trouble:
        return Done(None, str(trouble).rstrip("."))
    answer = taken.answered.answer
    if isinstance(answer, SheetCheck | SheetMerge | TableReading):
        taken = replace(taken, answered=replace(taken.answered, answer=without_rows(answer)))
    return Done(taken)


if __name__ == "__main__":
    main()
