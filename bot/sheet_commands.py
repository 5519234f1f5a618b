"""The sheet on the command line: export, check-sheet, import. Each prints a reply and says where a file was written."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sheets import counting, make_sheet, read_aside
from bot.wiring import House
from briefings.changes.import_sheet import import_sheet, keep_proposals
from briefings.errors import Unanswerable
from briefings.finding.scoping import today_in
from briefings.periods import read_when
from briefings.queries.check_sheet import check_sheet
from briefings.sheet.answers import SheetAnswer, SheetOffer
from briefings.sheet.marked import marked_sheet
from briefings.store.tables import OPEN_FUTURE
from handlers.platforms.console import render
from handlers.reply import Note
from handlers.sheeting import counted, sheet_reply


def export_to(house: House, output: Path | None, *, about: str = "", story: str | None = None, as_of: str | None = None) -> int:
    """Write the sheet of a story, or of what concerns ``about``; its name is its own where ``output`` is None."""
    try:
        known_by = _day(house, story or house.settings.story, as_of) if as_of else None
    except Unanswerable as sentence:
        print(sentence)
        return 0
    answered = house.desk.reply(house.request(f"/export {about}".strip(), story=story, known_by=known_by))
    if isinstance(answered.answer, SheetOffer):
        write_offered(house, answered.answer, output)
    else:
        print(render(answered.reply))
    return 0


def write_offered(house: House, offer: SheetOffer, output: Path | None) -> None:
    """Write the workbook of an offer and say where it is, and what of the words was not read."""
    scope, into = offer.scope, output or Path(offer.file)
    with counting(f"Writing {into.name}") as on_progress:
        make_sheet(house.store, house.settings.database, scope.story, into, clock=house.clock, selection=offer.selection, facts=offer.facts,
                   known=scope.known_by.isoformat() if scope.known_by else OPEN_FUTURE, recorded=scope.recorded, on_progress=on_progress)
    said = [block.text for block in sheet_reply(offer).blocks[1:-1] if isinstance(block, Note)]
    print("\n".join([f"{into}: {counted(offer.facts, 'fact')}, {offer.export_id}", *said]))


def check(house: House, file: Path, *, story: str | None = None, marked: Path | None = None) -> int:
    """Tell what has become of the facts in a file; write the sheet with marks to ``marked`` where that is given."""
    try:
        book = read_aside(file)
        with house.store.reading(story or house.settings.story) as reading:
            found = check_sheet(reading, file=book)
            if marked:
                marked.write_bytes(marked_sheet(reading, found))
    except Unanswerable as sentence:
        print(sentence)
        return 0
    _show(found)
    if marked:
        print(f"{marked}: the sheet with marks")
    return 0


def bring_in(house: House, file: Path, *, story: str | None = None, yes: bool = False) -> int:
    """Show what a file would change; with ``yes``, keep that as proposals for review."""
    try:
        book = read_aside(file)
        with house.store.reading(story or house.settings.story) as reading:
            shown = import_sheet(reading, file=book)
        _show(shown)
        if yes:
            kept = keep_proposals(house.store.ledger, shown, by=house.request("import").person)
            print(f"{counted(kept.count, 'proposal')} {'were there already' if kept.again else 'kept for review'}.")
    except Unanswerable as sentence:
        print(sentence)
    return 0


def _show(answer: SheetAnswer) -> None:
    print(render(sheet_reply(answer)))


def _day(house: House, slug: str, words: str) -> date:
    on_file = next((s for s in house.store.stories() if s.story.slug == slug), None)
    now = house.clock().astimezone(ZoneInfo(house.settings.zone or (on_file.story.zone if on_file else "UTC"))).date()
    period = read_when(words, today=today_in(on_file.newest if on_file else "", now))
    return period.latest or period.earliest or now
