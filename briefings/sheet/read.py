"""A file that somebody sent, as plain cells. Runs in a child process with limits (``bot.sheets``): a hostile file may still kill a reader."""

import csv
import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from briefings.sheet.book import Book, Cell, Cells, Formula, dated
from briefings.sheet.errors import SheetRefused
from briefings.sheet.guards import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, inspect, kind_of
from briefings.sheet.layout import EDITABLE, META, README

LONGEST_FIELD = 1_000_000  # characters of one field of a text table
MOST_SHEETS = 100
_OURS = {META.title, README.title, *(s.title for s in EDITABLE)}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read_book(path: Path, name: str = "") -> Book:
    """The file as plain cells. Of an export of ours only the sheets that an import looks at are kept.

    Raises:
        SheetRefused: it is empty, too large, unsafe, damaged or no table; the sentence says which.
    """
    called = name or path.name
    if kind_of(path, called) == "csv":
        return _text(path, called)
    merged = inspect(path, called)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out (drawings, extensions) we do not read
            with path.open("rb") as file:  # openpyxl would judge a path by its ending
                return _workbook(file, called, merged)
    except (SheetRefused, MemoryError):
        raise
    except InvalidFileException as wrong:
        raise SheetRefused(f"{called} is no workbook (.xlsx).") from wrong
    except Exception as broken:  # openpyxl raises whatever its depths raise: TypeError, KeyError, IndexError, ValueError, AttributeError
        mend = "open it in a spreadsheet program, save it as .xlsx and send that"
        raise SheetRefused(f"{called} is damaged inside ({type(broken).__name__}); {mend}.") from broken


def _workbook(file: IO[bytes], name: str, merged: dict[str, tuple[str, ...]]) -> Book:
    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        pages = [p for p in book.worksheets if hasattr(p, "reset_dimensions")]
        if not pages:
            raise SheetRefused(f"{name} has no sheet with cells.")
        if len(pages) > MOST_SHEETS:
            raise SheetRefused(f"{name} has {len(pages)} sheets; I read up to {MOST_SHEETS}.")
        ours = META.title in {p.title for p in pages}
        sheets = tuple(_cells(p, merged, name) for p in pages if not ours or p.title in _OURS)
        return Book(name, "xlsx", sheets, export_id=_export_id(book))
    finally:
        book.close()


def _export_id(book: Any) -> str:
    try:
        return next((str(p.value) for p in book.custom_doc_props.props if p.name == "factbox export id"), "")
    except AttributeError:
        return ""


def _cells(page: Any, merged: dict[str, tuple[str, ...]], name: str) -> Cells:
    page.reset_dimensions()  # what a file says of its size is not believed: openpyxl would leave rows out
    rows: list[tuple[Cell, ...]] = []
    count = 0
    for row in page.iter_rows(values_only=False):
        cells = tuple(_cell(c) for c in row)
        while cells and cells[-1] is None:
            cells = cells[:-1]
        count += len(cells)
        if count > MOST_CELLS or len(rows) >= MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise SheetRefused(f"{name} is too large: I read {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and {MOST_CELLS:,} cells of a sheet.")
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    part = str(getattr(page, "_worksheet_path", "")).lstrip("/")
    return Cells(page.title, tuple(rows), page.sheet_state != "visible", merged.get(part, ()))


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return Formula(str(value))
    if isinstance(value, datetime | date):
        return dated(value)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, bool | int | float):
        return value
    return str(value)


# ── text tables ─────────────────────────────────────────────────────────────────────────────────
def _text(path: Path, name: str) -> Book:
    text, encoding = _decoded(path.read_bytes())
    if "\0" in text:
        raise SheetRefused(f"{name} is neither a workbook (.xlsx) nor a text table (.csv).")
    delimiter = _delimiter(text)
    rows = tuple(_fields(text, delimiter, name))
    return Book(name, "csv", (Cells(Path(name).stem, rows),), f"{encoding}, {_DELIMITERS[delimiter]}")


def _decoded(content: bytes) -> tuple[str, str]:
    """Text and the encoding it was read in: by its mark, else UTF-8, else Windows-1252, which is what Excel writes in Europe."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "Latin-1"


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into most fields most evenly."""
    lines = [line for line in text[:100_000].splitlines()[:60] if line.strip()]
    counts = {d: sorted(line.count(d) for line in lines) for d in _DELIMITERS}
    return max(_DELIMITERS, key=lambda d: (counts[d][len(counts[d]) // 2] if counts[d] else 0, sum(counts[d])))


def _fields(text: str, delimiter: str, name: str) -> Iterator[tuple[Cell, ...]]:
    csv.field_size_limit(LONGEST_FIELD)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise SheetRefused(f"{name} is too large: I read {MOST_ROWS:,} rows and {MOST_COLUMNS} columns.")
            yield tuple(field if field != "" else None for field in row)
    except csv.Error as wrong:
        raise SheetRefused(f"{name} cannot be read as a table: {wrong}.") from wrong
