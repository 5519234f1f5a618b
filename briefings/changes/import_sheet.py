"""Sheets and tables that come in: what they would change is shown first; after a yes it is kept as proposals for review, all or nothing."""

from typing import Any

import msgspec
from msgspec import Struct

from briefings.finding.scoping import scope_of
from briefings.model import Person
from briefings.sheet.answers import SheetMerge, TableReading
from briefings.sheet.book import Book
from briefings.sheet.drafting import drafts_of
from briefings.sheet.errors import SheetRefused
from briefings.sheet.exported import mark_in, verify
from briefings.sheet.merging import key_of, merge
from briefings.sheet.tables import key_of_table, read_table
from briefings.store.ledger import Ledger
from briefings.store.reading import Reading


class Proposed(Struct, frozen=True):
    """What was kept for review: the batch's id, how many proposals or drafts, and whether the same had been kept before."""

    batch: str
    count: int
    again: bool


def import_sheet(store: Reading, *, file: Book) -> SheetMerge | TableReading:
    """What a file would change: an edited export merged cell by cell, any other table with how it was read. Nothing is kept yet.

    Raises:
        SheetRefused: it is of another story, another newsroom or a newer Factbox; or there is no table in it.
    """
    mark = mark_in(file)
    if mark is None:
        return _table(store, file)
    verify(store, mark, file.name)
    merged = merge(store, file, mark)
    return SheetMerge(scope_of(store), file.name, mark.export_id, mark.version, tuple(merged.cells), tuple(merged.rows), tuple(merged.proposals),
                      merged.untouched, key_of(mark, merged))


def _table(store: Reading, book: Book) -> TableReading:
    table, others = read_table(book)
    drafts = drafts_of(store, table)
    return TableReading(scope_of(store), book.name, book.how, table, drafts, others, key_of_table(book, table))


def keep_proposals(ledger: Ledger, shown: SheetMerge | TableReading, *, by: Person) -> Proposed:
    """After a yes: keep what was shown as one batch of proposals, in one transaction. The same batch is kept once, however often it comes.

    Raises:
        SheetRefused: there is nothing in it to propose.
    """
    items = shown.proposals if isinstance(shown, SheetMerge) else shown.drafts
    if not items:
        raise SheetRefused(f"There is nothing in {shown.file} to propose.")
    batch = f"proposals:{shown.scope.story}:sheet-{shown.key}"
    if ledger.kept(batch) is not None:
        return Proposed(batch, len(items), True)
    ledger.keep(batch, _batch(shown, items, by))
    return Proposed(batch, len(items), False)


def _batch(shown: SheetMerge | TableReading, items: Any, by: Person) -> dict[str, Any]:
    kind = "edits" if isinstance(shown, SheetMerge) else "drafts"
    scope = shown.scope
    return {"file": shown.file, "by": by.id, "story": scope.story, "version": scope.version, "kind": kind, "items": msgspec.to_builtins(items)}
