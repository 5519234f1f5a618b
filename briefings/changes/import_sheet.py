"""Sheets and tables that come in: what they would change is shown first; after a yes it is kept as proposals for review, all or nothing."""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from briefings import rights
from briefings.curating.order import Intent, Order, allowed
from briefings.curating.putting import put_up
from briefings.finding.scoping import scope_of
from briefings.model import Person
from briefings.sheet.answers import SheetMerge, TableReading
from briefings.sheet.book import Book
from briefings.sheet.drafting import drafts_of
from briefings.sheet.errors import SheetRefused
from briefings.sheet.exported import mark_in, verify
from briefings.sheet.merging import key_of, merge
from briefings.sheet.outcomes import Proposal
from briefings.sheet.tables import key_of_table, read_table
from briefings.store.ledger import Ledger
from briefings.store.reading import Reading
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind, Role


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


def propose_sheet(writing: Writing, shown: SheetMerge, order: Order) -> Proposed:
    """After a yes: put up all that an edited sheet proposes, in one transaction. The same sheet is put up once, however often the yes comes.

    Raises:
        SheetRefused: there is nothing in it to propose.
        NotAllowed: the asker is no curator of the story.
    """
    allowed(writing, order.by, ChangeKind.ADD)
    if not shown.proposals:
        raise SheetRefused(f"There is nothing in {shown.file} to propose.")
    batch = f"sheet-{shown.key}"
    again = bool(writing.proposals.of_batch(batch))
    if not again:
        put_up(writing, order, [_intent(writing, proposal) for proposal in shown.proposals], batch=batch)
    return Proposed(batch, len(shown.proposals), again)


def _intent(writing: Writing, proposal: Proposal) -> Intent:
    """A row's change, against the revision that was merged with: where the fact has moved on since the sheet was shown, accepting will say so."""
    now = writing.reading.whatever(proposal.fact.number)
    before = replace(now, revision=proposal.on_revision) if now else None
    return Intent(kind=proposal.change, before=before, after=proposal.fact, note=proposal.note or proposal.told)


def keep_drafts(ledger: Ledger, shown: TableReading, *, by: Person) -> Proposed:
    """After a yes: keep a table's rows as drafts, which nobody attributes yet. The same table is kept once.

    Raises:
        SheetRefused: there is nothing in it to keep.
        NotAllowed: the asker is no curator of the story.
    """
    rights.require(by, shown.scope.story, Role.CURATOR, "To keep drafts")
    if not shown.drafts:
        raise SheetRefused(f"There is nothing in {shown.file} to propose.")
    batch = f"drafts:{shown.scope.story}:sheet-{shown.key}"
    again = ledger.kept(batch) is not None
    if not again:
        ledger.keep(batch, {"file": shown.file, "by": by.id, "version": shown.scope.version, "items": msgspec.to_builtins(shown.drafts)})
    return Proposed(batch, len(shown.drafts), again)
