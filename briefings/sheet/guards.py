"""What is looked at before any library opens a file that somebody sent: what it is, how large it unpacks, what hides in its XML.

Each refusal is one sentence for whoever sent it. The limits are generous for a newsroom's tables and small for a machine.
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO
from xml.parsers import expat

from briefings.sheet.errors import SheetRefused

MOST_BYTES = 50_000_000  # of the file
MOST_UNPACKED = 600_000_000  # bytes; 100,000 facts unpack to about 200 million
MOST_RATIO = 200  # unpacked to packed, of a part larger than RATIO_FROM; text of our own packs 30 to 1
RATIO_FROM = 1_000_000
MOST_PARTS = 2_000
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 200_000, 300, 6_000_000  # of a sheet
MOST_MERGED, MOST_MERGED_CELLS = 10_000, 200_000
MOST_TEXT = 400_000_000  # bytes of one part; with no entities of its own its text cannot be more
DEEPEST = 64  # elements within elements
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})\Z")
_READ_AT_ONCE = 1 << 16
TEXT_NAMES = (".csv", ".tsv", ".txt")


def kind_of(path: Path, name: str) -> str:
    """``xlsx`` or ``csv``, by what the file is and not only by what it is called.

    Raises:
        SheetRefused: it is empty, too large, an old or protected workbook, or no table at all.
    """
    size = path.stat().st_size
    if not size:
        raise SheetRefused(f"{name} is empty.")
    if size > MOST_BYTES:
        raise SheetRefused(f"{name} has {size / 1e6:,.0f} MB; I read up to {MOST_BYTES / 1e6:,.0f} MB.")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLE):
        raise SheetRefused(_ole(path, name))
    is_text_name = name.lower().endswith(TEXT_NAMES)
    if head.startswith(b"PK"):
        if is_text_name:
            raise SheetRefused(f"{name} is called a text file but is a packed one; if it is a workbook, name it .xlsx.")
        return "xlsx"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetRefused(f"{name} is neither a workbook (.xlsx) nor a text table (.csv).")
    if not is_text_name:
        raise SheetRefused(f"{name} is not a workbook but plain text; if it is a table, name it .csv and send it again.")
    return "csv"


def _ole(path: Path, name: str) -> str:
    if _ENCRYPTED in path.read_bytes():
        return f"{name} is protected with a password; take the password off and send it again."
    return f"{name} is in the old Excel format (.xls); save it as .xlsx and send it again."


def inspect(path: Path, name: str) -> dict[str, tuple[str, ...]]:
    """Look through a workbook's archive and its XML; the merged ranges of each sheet's part, by the part's name.

    Raises:
        SheetRefused: something in it is too large, unsafe or broken.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, name)
            return {part.filename: _scan(archive, part, name) for part in archive.infolist() if _is_xml(part.filename)}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, zipfile.LargeZipFile) as broken:
        raise SheetRefused(f"{name} is damaged or was cut off on its way; send it again.") from broken
    except expat.ExpatError as broken:
        raise SheetRefused(f"{name} is damaged: a part of it is no XML. Open it in a spreadsheet program, save it again and send that.") from broken


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels", ".vml"))


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    names = [p.filename for p in parts]
    if len(parts) > MOST_PARTS:
        raise SheetRefused(f"{name} is packed from {len(parts):,} parts; a workbook of up to {MOST_PARTS:,} is read.")
    if len(set(names)) < len(names):
        raise SheetRefused(f"{name} holds the same part twice, so that programs would read different things in it.")
    if any(p.flag_bits & 1 for p in parts):
        raise SheetRefused(f"{name} is protected with a password; take the password off and send it again.")
    _check_sizes(parts, name)
    _check_contents([n.lower() for n in names], name)


def _check_sizes(parts: list[zipfile.ZipInfo], name: str) -> None:
    if sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise SheetRefused(f"{name} would unpack to more than {MOST_UNPACKED / 1e6:,.0f} MB.")
    if any(p.file_size > RATIO_FROM and p.file_size > MOST_RATIO * max(p.compress_size, 1) for p in parts):
        raise SheetRefused(f"{name} unpacks to more than {MOST_RATIO} times its size, as no honest workbook does.")


def _check_contents(names: list[str], name: str) -> None:
    if "mimetype" in names and "content.xml" in names:
        raise SheetRefused(f"{name} is an OpenDocument sheet; save it as .xlsx and send it again.")
    if "xl/workbook.xml" not in names:
        raise SheetRefused(f"{name} is packed like a workbook but is none.")
    if any("vbaproject" in n or "macrosheets/" in n for n in names):
        raise SheetRefused(f"{name} holds macros; save it as a plain .xlsx without them and send it again.")
    if any(n.startswith("xl/externallinks/") for n in names):
        raise SheetRefused(f"{name} is linked to other workbooks; break the links, or paste values, and send it again.")
    if any(n.startswith(("xl/embeddings/", "xl/activex/")) for n in names):
        raise SheetRefused(f"{name} has other files or controls embedded in it; take them out and send it again.")
    if any(n.endswith((".zip", ".xlsx", ".xlsm", ".xls", ".gz", ".7z", ".rar")) for n in names):
        raise SheetRefused(f"{name} has another archive packed inside it.")


class _Scan:
    """One XML part as it streams by; raises at the first thing that will not do."""

    def __init__(self, name: str) -> None:
        self.name, self.here = name, ""
        self.cells = self.rows = self.depth = self.merged_cells = 0
        self.merged: list[str] = []
        self.columns: set[str] = set()  # letters that were found to be within the limits
        self.wanted: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self.cell, "row": self.row, "mergeCell": self.merge, "Relationship": self.relation, "Override": self.kind, "Default": self.kind}
        self.known: dict[str, Callable[[dict[str, str]], None] | None] = {}  # by tag with its namespace

    def refuse(self, what: str) -> None:
        raise SheetRefused(f"{self.name} {what}.")

    def doctype(self, *_: object) -> None:
        self.refuse("declares entities of its own (a DTD), which no spreadsheet program writes and which can be used to attack a reader")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(f"nests its XML deeper than {DEEPEST} levels")
        if tag not in self.known:
            self.known[tag] = self.wanted.get(tag.rpartition(" ")[2])
        look = self.known[tag]
        if look is not None:
            look(attributes)

    def end(self, _: str) -> None:
        self.depth -= 1

    def kind(self, attributes: dict[str, str]) -> None:
        if "macroEnabled" in attributes.get("ContentType", ""):
            self.refuse("is a workbook with macros; save it as a plain .xlsx without them and send it again")

    def cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            self.refuse(f"has a sheet of more than {MOST_CELLS:,} cells")
        reference = attributes.get("r")
        if reference is None:
            return
        letters = reference.rstrip("0123456789")
        if letters not in self.columns or reference[len(letters) :] != self.here:  # nearly every cell is of a column seen, and of its own row
            self.place(reference)
            self.columns.add(letters)

    def row(self, attributes: dict[str, str]) -> None:
        self.rows += 1
        number = attributes.get("r")
        self.here = number or ""
        if self.rows > MOST_ROWS or (number is not None and (not number.isdecimal() or int(number[:9]) > MOST_ROWS)):
            self.refuse(f"has a sheet of more than {MOST_ROWS:,} rows")

    def merge(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("ref", "")
        first, _, last = reference.partition(":")
        top, bottom = self.place(first), self.place(last or first)
        self.merged.append(reference)
        self.merged_cells += (abs(bottom[0] - top[0]) + 1) * (abs(bottom[1] - top[1]) + 1)
        if len(self.merged) > MOST_MERGED or self.merged_cells > MOST_MERGED_CELLS:
            self.refuse("merges more cells than any table needs")

    def relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        outside = attributes.get("TargetMode") == "External" and kind != "hyperlink"
        if outside or kind in ("externalLinkPath", "oleObject", "externalLink", "attachedTemplate"):
            self.refuse("is linked to something outside of it; break the links, or paste values, and send it again")

    def place(self, reference: str) -> tuple[int, int]:
        """The row and column of a reference inside the limits."""
        match = _REFERENCE.match(reference)
        if match is None:
            self.refuse(f"names a cell {reference[:20]!r} that no sheet has")
            raise AssertionError
        row, column = int(match[2]), column_number(match[1])
        if row > MOST_ROWS or column > MOST_COLUMNS:
            self.refuse(f"has something in cell {reference[:20]}; I read {MOST_ROWS:,} rows and {MOST_COLUMNS} columns")
        return row, column


def column_number(letters: str) -> int:
    """The number of a column by its letters: 1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> tuple[str, ...]:
    if part.file_size > MOST_TEXT:
        raise SheetRefused(f"{name} has a part of more than {MOST_TEXT / 1e6:,.0f} MB.")
    scan = _Scan(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = scan.doctype
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    with archive.open(part) as file:
        _feed(parser, file)
    return tuple(scan.merged)


def _feed(parser: expat.XMLParserType, file: IO[bytes]) -> None:
    while chunk := file.read(_READ_AT_ONCE):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
