"""The sheet on the command line: export, check-sheet, import. Each prints a reply and says where a file was written."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.progress import progress
from bot.sheets import counting, make_sheet
from bot.taking import take_here
from bot.wiring import House
from briefings.errors import Unanswerable
from briefings.finding.scoping import today_in
from briefings.periods import read_when
from briefings.sheet.answers import SheetOffer
from briefings.store.tables import OPEN_FUTURE
from handlers.desk import Answered
from handlers.platforms.console import render
from handlers.reply import Note
from handlers.sheeting import counted, sheet_reply
from handlers.uploading import CHECK, IMPORT, Arrived, Taken


def export_to(house: House, output: Path | None, *, about: str = "", story: str | None = None, as_of: str | None = None) -> int:
    """Write the sheet of a story, or of what concerns ``about``; its name is its own where ``output`` is None."""
    try:
        known_by = _day(house, story or house.settings.story, as_of) if as_of else None
    except Unanswerable as sentence:
        print(sentence)
        return 0
    answered = house.desk.reply(house.request(f"/export {about}".strip(), story=story, known_by=known_by))
    if isinstance(answered.answer, SheetOffer):
        print(write_offered(house, answered.answer, output))
    else:
        print(render(answered.reply))
    return 0


def write_offered(house: House, offer: SheetOffer, output: Path | None) -> str:
    """Write the workbook of an offer; where it is, and what of the words was not read."""
    scope, into = offer.scope, output or Path(offer.file)
    with counting(f"Writing {into.name}") as on_progress:
        make_sheet(house.store, house.settings.database, scope.story, into, clock=house.clock, selection=offer.selection, facts=offer.facts,
                   known=scope.known_by.isoformat() if scope.known_by else OPEN_FUTURE, recorded=scope.recorded, on_progress=on_progress)
    said = [block.text for block in sheet_reply(offer).blocks[1:-1] if isinstance(block, Note)]
    return "\n".join([f"{into}: {counted(offer.facts, 'fact')}, {offer.export_id}", *said])


def check(house: House, file: Path, *, story: str | None = None, marked: Path | None = None) -> int:
    """Tell what has become of the facts in a file; write the sheet with marks to ``marked`` where that is given."""
    taken = _taken(house, CHECK, file, story)
    print(render(taken.answered.reply))
    if marked and taken.marked:
        marked.write_bytes(taken.marked[1])
        print(f"{marked}: the sheet with marks")
    return 0


def bring_in(house: House, file: Path, *, story: str | None = None, yes: bool = False) -> int:
    """Show what a file would change; with ``yes``, or after it on a terminal, keep that as proposals for review."""
    taken = _taken(house, IMPORT, file, story)
    print(render(taken.answered.reply))
    command = next((a.command for a in taken.answered.reply.actions if a.command.startswith(IMPORT)), "")
    answer = taken.answered.answer
    if command and answer and (yes or _said_yes()):
        print(render(house.desk.reply(house.request(command, story=answer.scope.story)).reply))
    return 0


def _taken(house: House, command: str, file: Path, story: str | None) -> Taken:
    with progress(f"Reading {file.name}"):
        return take_here(house.desk, house.store, house.clock(), file, Arrived(command, file.name, b"", story, house.request(command).person))


def _said_yes() -> bool:
    """Whether whoever sits at the terminal says yes; nobody there is a no."""
    if sys.stdin is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    with suppress(EOFError):
        return input("Put this up for review? [y/N] ").strip().lower() in ("y", "yes")
    return False


# ── in the console ──────────────────────────────────────────────────────────────────────────────
def with_files(house: House, line: str, answered: Callable[[], Answered]) -> tuple[Answered, str]:
    """The reply to a line of the console, and where a file was written: “/import FILE” reads one, “/export” writes one, as the command line does."""
    word, _, rest = line.strip().lstrip("/").partition(" ")
    path = Path(rest.strip().strip("\"'")).expanduser()
    if f"/{word}" in (CHECK, IMPORT) and rest and path.is_file():
        taken = _taken(house, f"/{word}", path, None)
        return taken.answered, _written(taken.marked)
    reply = answered()
    return reply, write_offered(house, reply.answer, None) if isinstance(reply.answer, SheetOffer) else ""


def _written(marked: tuple[str, bytes] | None) -> str:
    if marked is None:
        return ""
    Path(marked[0]).write_bytes(marked[1])
    return f"{marked[0]}: the sheet with marks"


def _day(house: House, slug: str, words: str) -> date:
    on_file = next((s for s in house.store.stories() if s.story.slug == slug), None)
    now = house.clock().astimezone(ZoneInfo(house.settings.zone or (on_file.story.zone if on_file else "UTC"))).date()
    period = read_when(words, today=today_in(on_file.newest if on_file else "", now))
    return period.latest or period.earliest or now
