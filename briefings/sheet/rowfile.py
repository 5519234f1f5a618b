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

from msgspec import Struct

from briefings.sheet.cleaning import as_escaped_xml, as_xml, clean, is_formula_like, is_plain, looks_escaped
from briefings.sheet.columns import Column, Sheet, Value, letters_of
from briefings.sheet.layout import FACT_ID

IN_MEMORY = 1 << 17  # bytes of rows kept in memory before they go to disk
MOST_LINKS = 65_000  # of a sheet; Excel takes 65,530 and calls the file damaged beyond it
_NUMBER = b"\0"
_EPOCH = date(1899, 12, 30).toordinal()
_DAY_SECONDS = 86_400
_LINE, _MOST_HEIGHT = 15, 405  # points; a row may be 409 high
_REMEMBERED = 512  # cells of a column that are kept made
_WRAPPED, _INDENT = 0.9, 1.5  # lines that a column's width of letters takes when it wraps at words; letters that its indent takes


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
        self._strings, self._cleanings = strings, list[str]()  # the columns that ever cleaned a text: most sheets have none
        self._columns = [_Writer(c, letters_of(n), *styles[c.key], self._cleanings) for n, c in enumerate(sheet.columns, start=1)]
        self._checked = next((n for n, c in enumerate(self._columns) if c.is_check), None)
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed in close()
        self._buffer = bytearray()
        self._lengths, self._links, self._order = array("L"), array("L"), list[str]()
        self._linked = next((letters_of(n) for n, c in enumerate(sheet.columns, start=1) if c.links_to_fact), "")

    def append(self, thing: Any, *, link: int = 0, order: str = "") -> None:
        """Write one row. ``link`` is the row of its fact in the Facts sheet, 0 for none; ``order`` what rows are sorted by, if by anything."""
        strings = self._strings
        cells = [c.known.get(v := c.get(thing)) or c.make(v, strings) for c in self._columns]  # the hottest line there is
        if self._checked is not None:
            check = check_of([cell.words for cell in cells[: self._checked]])
            cells[self._checked] = self._columns[self._checked].make(check, strings)
        row = f'<row r="\0"{_height(max([cell.lines for cell in cells]))}>{"".join([cell.xml for cell in cells])}</row>'.encode()
        self._buffer += row
        if len(self._buffer) > IN_MEMORY:
            self._flush()
        self.count += 1
        self._lengths.append(len(row))
        self._links.append(link)
        if order:
            self._order.append(order)
        if self._cleanings and any(cell.is_cleaned for cell in cells):
            self.cleaned.append(self._name_of(cells))

    def _name_of(self, cells: list["_Made"]) -> str:
        """What a row is called in README: its fact, else its number."""
        return next((m.words for c, m in zip(self._columns, cells, strict=True) if c.key == FACT_ID and m.words), f"row {self.count + 1}")

    def _flush(self) -> None:
        self._file.write(self._buffer)
        self._buffer.clear()

    def rows(self) -> Iterator[bytes]:
        """The XML of every row, numbered from 2."""
        sequence = self._sequence()
        starts = _starts(self._lengths) if self._order else None
        self._flush()
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


class _Made(Struct, frozen=True):
    """A cell's XML, its words, how many lines it takes in its column, and whether its text was cleaned."""

    xml: str
    words: str
    lines: float = 1.0
    is_cleaned: bool = False


class _Writer:
    """How one column's cells are written. ``known`` are those made before: most columns say the same few things over and over."""

    def __init__(self, column: Column, letter: str, usual: int, other: int, cleanings: list[str]) -> None:
        self.key, self.get, self.is_check = column.key, column.get, column.key == "check"
        self.known: dict[Value, _Made] = {}
        self._cleanings = cleanings
        self._text, self._number = f'<c r="{letter}\0" s="{usual}" t="inlineStr"><is><t', f'<c r="{letter}\0" s="{usual}"><v>'
        self._quoted, self._fraction = f'<c r="{letter}\0" s="{other}" t="inlineStr"><is><t', f'<c r="{letter}\0" s="{other}"><v>'
        self._empty = _Made(f'<c r="{letter}\0" s="{usual}"/>', "")
        self._shared = (f'<c r="{letter}\0" s="{usual}" t="s"><v>', f'<c r="{letter}\0" s="{other}" t="s"><v>')
        self._line = _WRAPPED / (column.width - _INDENT)

    def make(self, value: Value, strings: SharedStrings) -> _Made:
        """The cell of a value."""
        made = self._make(value, strings)
        if made.is_cleaned:
            self._cleanings.append(self.key)
        if len(self.known) < _REMEMBERED:
            self.known[value] = made
        return made

    def _make(self, value: Value, strings: SharedStrings) -> _Made:
        if value is None or value == "":
            return self._empty
        if not isinstance(value, str):
            return _Made(self._counted(value), str(value))
        lines = len(value) * self._line + value.count("\n")
        if is_plain(value):
            return _Made(f"{self._text}>{value}</t></is></c>", value, lines)
        kept = clean(value)
        return _Made(self._unusual(kept, strings), kept, lines, kept != value) if kept else _Made(self._empty.xml, "", 1.0, True)

    def _unusual(self, text: str, strings: SharedStrings) -> str:
        """A cell whose text needs escaping, or quoting because it could be taken for a formula."""
        quoted = is_formula_like(text)
        if looks_escaped(text):
            return f"{self._shared[quoted]}{strings.number(text)}</v></c>"
        return f'{self._quoted if quoted else self._text} xml:space="preserve">{as_xml(text)}</t></is></c>'

    def _counted(self, value: float | date) -> str:
        """A cell that holds a number, a day or a moment; what is no number of arithmetic goes in as text."""
        if isinstance(value, float):
            if not isfinite(value):
                return f"{self._text}>{value}</t></is></c>"
            if value % 1:
                return f"{self._fraction}{value!r}</v></c>"
        return f"{self._number}{_serial(value)}</v></c>"


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


