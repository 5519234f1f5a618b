"""An export of ours that has come back: whether it is one, whether it is this newsroom's, and its rows by fact."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from briefings.sheet.book import Book, Cell, Cells, words_in
from briefings.sheet.columns import Sheet
from briefings.sheet.errors import SheetRefused
from briefings.sheet.layout import FACT_ID, FORMAT, META
from briefings.sheet.selection import Mark, Selection, mark_for
from briefings.store.exporting import founded
from briefings.store.reading import Reading

HEAD_WITHIN = 30  # rows in which the head of a table of ours is looked for; people put notes above


class SheetRow(Struct, frozen=True):
    """A row of a sheet of ours: its number as the program counts, and its cells by column name."""

    number: int
    cells: dict[str, Cell]

    def words(self, key: str) -> str:
        """A cell as text, "" where the column is not there."""
        return words_in(self.cells.get(key))


def mark_in(book: Book) -> Mark | None:
    """The mark an export carries in ``_meta``; None where the file is none of ours.

    Raises:
        SheetRefused: it is ours by its look, but what it says of itself cannot be read, or is of a newer Factbox.
    """
    meta = book.sheet(META.title)
    if meta is None:
        return None
    said = {words_in(r[0]): words_in(r[1]) if len(r) > 1 else "" for r in meta.rows if r}
    if not said.get("export_id"):
        return None
    if said.get("format", "").isdecimal() and int(said["format"]) > FORMAT:
        raise SheetRefused(f"{book.name} was made by a newer version of Factbox than this one; update this Factbox to read it.")
    try:
        selection = msgspec.json.decode(said["selection"], type=Selection)
        recorded = int(said["recorded"]) if said["recorded"] else None
        return Mark(int(said["format"]), said["export_id"], said["story"], int(said["version"]), int(said["founded"]), said["known"], recorded,
                    selection)
    except (KeyError, ValueError, msgspec.DecodeError, msgspec.ValidationError):
        changed = f"{book.name} is an export of Factbox whose hidden sheet {META.title} was changed; take a new export and edit that."
        raise SheetRefused(changed) from None


def story_in(book: Book) -> str:
    """The slug that an export says it is of; "" where the file is no export."""
    meta = book.sheet(META.title)
    return next((words_in(r[1]) for r in meta.rows if len(r) > 1 and r[0] == "story"), "") if meta is not None else ""


def verify(store: Reading, mark: Mark, name: str) -> None:
    """Make sure that an export is of this story, of this newsroom, and of a state that this newsroom knows.

    Raises:
        SheetRefused: it is not; the sentence says which.
    """
    if mark.story != store.slug:
        raise SheetRefused(f"{name} is of the story {mark.story}, not of {store.slug}; ask again with “in {mark.story}”.")
    if mark.founded != founded(store):
        raise SheetRefused(f"{name} is of another newsroom's story {mark.story}: its fact ids do not mean what they mean here.")
    if mark.version > store.version:
        raise SheetRefused(f"{name} is of version {mark.version} of {store.slug}, and this database knows only {store.version}: "
                           "an older backup may have been restored.")
    if mark.export_id != mark_for(store, mark.version, mark.founded, mark.known, mark.recorded, mark.selection).export_id:
        raise SheetRefused(f"{name} says of itself what its export id does not fit; take a new export and edit that.")


def rows_in(book: Book, sheet: Sheet) -> tuple[tuple[SheetRow, ...], frozenset[str]]:
    """The rows of one of our sheets, wherever its head and columns have moved to, and the columns that are there.

    Columns that somebody added are left out; rows without a word are, too. A sheet that was taken out has no rows.

    Raises:
        SheetRefused: a column of ours stands there twice.
    """
    cells = book.sheet(sheet.title)
    if cells is None:
        return (), frozenset()
    head = _head(cells)
    if head is None:
        return (), frozenset()
    ours = {c.key for c in sheet.columns}
    at: dict[str, int] = {}
    for index, cell in enumerate(cells.rows[head]):
        key = words_in(cell).strip()
        if key in ours:
            if key in at:
                raise SheetRefused(f"{book.name} has the column {key} twice in {sheet.title}; take one of them out.")
            at[key] = index
    return tuple(_rows(cells, head, at)), frozenset(at)


def _head(cells: Cells) -> int | None:
    return next((n for n, row in enumerate(cells.rows[:HEAD_WITHIN]) if any(words_in(c).strip() == FACT_ID for c in row)), None)


def _rows(cells: Cells, head: int, at: dict[str, int]) -> Iterator[SheetRow]:
    for number, row in enumerate(cells.rows[head + 1 :], start=head + 2):
        found = {key: row[index] if index < len(row) else None for key, index in at.items()}
        if any(words_in(c).strip() for c in found.values()):
            yield SheetRow(number, found)
