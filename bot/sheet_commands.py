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
from briefings.queries.export import export
from briefings.sheet.answers import SheetAnswer
from briefings.sheet.marked import marked_sheet
from briefings.store.tables import OPEN_FUTURE
from handlers.platforms.console import render
from handlers.sheeting import counted, sheet_reply


def export_to(house: House, output: Path | None, *, about: str = "", story: str | None = None, as_of: str | None = None) -> int:
    """Write the sheet of a story, or of what concerns ``about``; its name is its own where ``output`` is None."""
    slug = story or house.settings.story
    try:
        known = _day(house, slug, as_of).isoformat() if as_of else OPEN_FUTURE
        with house.store.reading(slug, known=known) as reading:
            offer = export(reading, about=about)
    except Unanswerable as sentence:
        print(sentence)
        return 0
    into = output or Path(offer.file)
    with counting(f"Writing {into.name}") as on_progress:
        export_id = make_sheet(house.store, house.settings.database, slug, into, clock=house.clock, selection=offer.selection,
                               facts=offer.facts, known=known, on_progress=on_progress)
    print(f"{into}: {counted(offer.facts, 'fact')}, {export_id}")
    return 0


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
