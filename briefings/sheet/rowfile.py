"""The rows of one sheet as XML, streamed into a file on disk: openpyxl keeps every cell in memory, 100,000 facts want none there.

A row is written before its number is known (a timeline is sorted last), with NUL where the number goes; text never holds NUL.
"""

import hashlib
import tempfile
from array import array
from collections.abc import Iterator
from datetime import date, datetime
from math import ceil, isfinite
from typing import IO, Any

from openpyxl.utils import get_column_letter

from briefings.sheet.cleaning import as_escaped_xml, as_xml, clean, is_formula_like, is_plain, looks_escaped
from briefings.sheet.columns import Column, Sheet, Value
from briefings.sheet.layout import FACT_ID

IN_MEMORY = 1 << 18  # bytes of rows kept in memory before they go to disk
MOST_LINKS = 65_000  # of a sheet; Excel takes 65,530 and calls the file damaged beyond it
_NUMBER = b"\0"
_EPOCH = date(1899, 12, 30).toordinal()
_DAY_SECONDS = 86_400
_LINE, _MOST_HEIGHT = 15, 405  # points; a row may be 409 high
_WRAPPED = 0.97  # lines that a column's width of letters takes when it wraps at words


class SharedStrings:
    """Texts that hold something like an escape (``_x000D_``): only as shared strings does every reader give them back as they are."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text, the same one each time."""
        return self.texts.setdefault(text, len(self.texts))


class RowFile:
    """One sheet's rows. ``styles`` gives each column's cell styles, usual and other; ``cleaned`` collects ids of rows whose text was cleaned."""

    def __init__(self, sheet: Sheet, styles: dict[str, tuple[int, int]], strings: SharedStrings) -> None:
        self.sheet, self.count, self.cleaned = sheet, 0, list[str]()
        self._strings = strings
        self._columns = [_Writer(c, get_column_letter(n), *styles[c.key]) for n, c in enumerate(sheet.columns, start=1)]
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed in close()
        self._lengths, self._links, self._order = array("L"), array("L"), list[str]()
        self._linked = next((get_column_letter(n) for n, c in enumerate(sheet.columns, start=1) if c.links_to_fact), "")

    def append(self, thing: Any, *, link: int = 0, order: str = "") -> None:
        """Write one row. ``link`` is the row of its fact in the Facts sheet, 0 for none; ``order`` what rows are sorted by, if by anything."""
        cells = []
        seen: list[str] = []
        dirty, lines = False, 1.0
        for column in self._columns:
            value = column.check(seen) if column.is_check else column.get(thing)
            if value is None or value == "":
                seen.append("")
                cells.append(column.empty)
                continue
            if isinstance(value, str):
                seen.append(value)
                lines = max(lines, len(value) * column.line_each + value.count("\n"))
                if is_plain(value):
                    cells.append(f"{column.text}{value}</t></is></c>")
                else:
                    kept = clean(value)
                    dirty = dirty or kept != value
                    cells.append(column.unusual(kept, self._strings))
            else:
                seen.append(str(value))
                cells.append(column.counted(value))
        row = f'<row r="\0"{_height(lines)}>{"".join(cells)}</row>'.encode()
        self._file.write(row)
        self.count += 1
        self._lengths.append(len(row))
        self._links.append(link)
        if order:
            self._order.append(order)
        if dirty:
            self.cleaned.append(next((v for c, v in zip(self._columns, seen, strict=True) if c.key == FACT_ID), "") or f"row {self.count + 1}")

    def rows(self) -> Iterator[bytes]:
        """The XML of every row, numbered from 2."""
        sequence = self._sequence()
        starts = _starts(self._lengths) if self._order else None
        self._file.seek(0)
        for number, index in enumerate(sequence, start=2):
            if starts is not None:
                self._file.seek(starts[index])
            yield self._file.read(self._lengths[index]).replace(_NUMBER, str(number).encode())

    def links(self) -> Iterator[bytes]:
        """The XML of every link from a row to its fact, as far as a sheet may hold them."""
        made = 0
        for number, index in enumerate(self._sequence(), start=2):
            if self._links[index] and made < MOST_LINKS:
                made += 1
                yield f'<hyperlink ref="{self._linked}{number}" location="Facts!A{self._links[index]}"/>'.encode()

    @property
    def has_links(self) -> bool:
        """Whether any row links to its fact."""
        return any(self._links)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _sequence(self) -> Any:
        return sorted(range(self.count), key=self._order.__getitem__) if self._order else range(self.count)


class _Writer:
    """How one column's cells begin."""

    def __init__(self, column: Column, letter: str, plain: int, quoted: int) -> None:
        self.key, self.get, self.is_check = column.key, column.get, column.key == "check"
        self.text = f'<c r="{letter}\0" s="{plain}" t="inlineStr"><is><t>'
        self.number = f'<c r="{letter}\0" s="{plain}"><v>'
        self.empty = f'<c r="{letter}\0" s="{plain}"/>'
        self._fraction = f'<c r="{letter}\0" s="{quoted}"><v>'
        self.line_each = _WRAPPED / column.width
        self._letter, self._plain, self._quoted = letter, plain, quoted

    def unusual(self, text: str, strings: SharedStrings) -> str:
        """A cell whose text needs escaping, or quoting because it could be taken for a formula."""
        style = self._quoted if is_formula_like(text) else self._plain
        if looks_escaped(text):
            return f'<c r="{self._letter}\0" s="{style}" t="s"><v>{strings.number(text)}</v></c>'
        return f'<c r="{self._letter}\0" s="{style}" t="inlineStr"><is><t xml:space="preserve">{as_xml(text)}</t></is></c>'

    def counted(self, value: float | date) -> str:
        """A cell that holds a number, a day or a moment; what is no number of arithmetic goes in as text."""
        if isinstance(value, float):
            if not isfinite(value):
                return f"{self.text}{value}</t></is></c>"
            if value % 1:
                return f"{self._fraction}{value!r}</v></c>"
        return f"{self.number}{_serial(value)}</v></c>"

    @staticmethod
    def check(seen: list[str]) -> str:
        """A check of the cells before it."""
        return check_of(seen)


def check_of(cells: list[str]) -> str:
    """Eight hexadecimal digits over a row's cells as text: tells whether a row is as it was exported."""
    return hashlib.blake2b("\x1f".join(cells).encode("utf-8", "replace"), digest_size=4).hexdigest()


def _height(lines: float) -> str:
    """The height of a row that wraps: LibreOffice does not find it by itself on opening."""
    return "" if lines <= 1 else f' ht="{min(_MOST_HEIGHT, ceil(lines) * _LINE)}" customHeight="1"'


def _serial(value: Value) -> str:
    """A number, day or moment as a spreadsheet counts it."""
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return repr(value.toordinal() - _EPOCH + round(seconds / _DAY_SECONDS, 9))
    if isinstance(value, date):
        return str(value.toordinal() - _EPOCH)
    return repr(int(value)) if isinstance(value, float) else repr(value)


def _starts(lengths: "array[int]") -> "array[int]":
    starts, at = array("L"), 0
    for length in lengths:
        starts.append(at)
        at += length
    return starts


def shared_strings_xml(strings: SharedStrings) -> bytes:
    """The part that holds the shared strings."""
    items = "".join(f'<si><t xml:space="preserve">{as_escaped_xml(t)}</t></si>' for t in strings.texts)
    count = len(strings.texts)
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'count="{count}" uniqueCount="{count}">{items}</sst>').encode()


