"""Whether an old sheet is still right."""

from briefings.finding.scoping import scope_of
from briefings.sheet.answers import SheetCheck
from briefings.sheet.book import Book
from briefings.sheet.checking import check_found, facts_anywhere, facts_of_export
from briefings.sheet.errors import NothingToCheck
from briefings.sheet.exported import mark_in, verify
from briefings.sheet.selection import Mark, rows_of
from briefings.store.exporting import moment_of, numbers_shown
from briefings.store.reading import Reading
from briefings.store.times import from_micros


def check_sheet(store: Reading, *, file: Book) -> SheetCheck:
    """Every fact that a file names, and what has become of it since: of an export of ours since its version, of any other file as it stands.

    Raises:
        SheetRefused: it is of another story, another newsroom or a newer Factbox.
        NothingToCheck: no fact id stands in it.
    """
    mark = mark_in(file)
    if mark is None:
        found = facts_anywhere(file, store.slug)
        if not any(f.number for f in found):
            raise NothingToCheck(file.name)
        return SheetCheck(scope_of(store), file.name, "", 0, None, check_found(store, found, 0, numbers_shown(store, store.version), dated=False))
    verify(store, mark, file.name)
    return _check_export(store, file, mark)


def _check_export(store: Reading, book: Book, mark: Mark) -> SheetCheck:
    found = facts_of_export(book, store.slug)
    if not found:
        raise NothingToCheck(book.name)
    shown_then = numbers_shown(store, mark.version)
    rows = check_found(store, found, mark.version, shown_then, dated=True)
    added = () if mark.selection.facts else [n for _, n in rows_of(store, mark.selection) if n not in shown_then]
    made = mark.recorded if mark.recorded is not None else moment_of(store, mark.version)
    return SheetCheck(scope_of(store), book.name, mark.export_id, mark.version, from_micros(made), rows, len(added))
