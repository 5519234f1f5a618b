"""Workbooks for tests: made from a newsroom, opened, edited, sent back; and programs of others that open them."""

import csv
import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import text

from briefings.changes.import_sheet import import_sheet
from briefings.queries.check_sheet import check_sheet
from briefings.sheet.answers import SheetCheck, SheetMerge, TableReading
from briefings.sheet.book import Book
from briefings.sheet.read import read_book
from briefings.sheet.selection import WHOLE, Selection
from briefings.sheet.write import sheet_bytes
from briefings.store import Store
from tests.stories import Newsroom

SOFFICE = shutil.which("soffice")
_MODULES = os.environ.get("FACTBOX_TEST_NODE_MODULES")
VALIDATOR = shutil.which("ooxml-validator", path=f"{_MODULES}/.bin" if _MODULES else None)
_TO_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"  # every sheet, as shown


def exported(newsroom: Newsroom, selection: Selection = WHOLE, **reading: Any) -> bytes:
    """The newsroom's sheet."""
    with newsroom.store.reading(newsroom.slug, **reading) as store:
        return sheet_bytes(store, selection)


def workbook(content: bytes) -> Workbook:
    """A sheet as openpyxl opens it."""
    return load_workbook(io.BytesIO(content))


def page(content: bytes | Workbook, title: str) -> Worksheet:
    """One sheet of a workbook."""
    book = workbook(content) if isinstance(content, bytes) else content
    found = book[title]
    assert isinstance(found, Worksheet)
    return found


def rows(content: bytes, title: str) -> list[dict[str, Any]]:
    """A sheet's rows by column name."""
    head, *body = page(content, title).iter_rows(values_only=True)
    return [dict(zip(map(str, head), r, strict=True)) for r in body]


def readme(content: bytes) -> str:
    """What the README sheet says."""
    return "\n".join(f"{r['what']}: {r['words']}" for r in rows(content, "README"))


def text_of(content: bytes) -> str:
    """Everything in a workbook's parts, as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist())


def sheets_of(content: bytes) -> dict[str, bytes]:
    """The XML of every sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/sheet")}


def edited(content: bytes, change: Callable[[Workbook], None]) -> bytes:
    """A workbook somebody has opened, changed and saved."""
    book = workbook(content)
    change(book)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def put(content: bytes, title: str, fact: str, **values: Any) -> bytes:
    """A workbook with cells of one fact's row changed; ``delete`` stands for the column delete?."""
    def change(book: Workbook) -> None:
        sheet = page(book, title)
        columns = {str(c.value): n for n, c in enumerate(sheet[1], start=1)}
        at = next(r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, columns["fact_id"]).value).endswith(f":{fact}"))
        for key, value in values.items():
            sheet.cell(at, columns["delete?" if key == "delete" else key]).value = value
    return edited(content, change)


def book_of(content: bytes, folder: Path, name: str = "sent.xlsx") -> Book:
    """A file as the bot reads it."""
    path = folder / name
    path.write_bytes(content)
    return read_book(path)


def merged(newsroom: Newsroom, content: bytes, folder: Path) -> SheetMerge:
    """What an edited export would change."""
    shown = imported(newsroom, content, folder)
    assert isinstance(shown, SheetMerge)
    return shown


def imported(newsroom: Newsroom, content: bytes, folder: Path, name: str = "sent.xlsx") -> SheetMerge | TableReading:
    """What a file would change."""
    with newsroom.store.reading(newsroom.slug) as store:
        return import_sheet(store, file=book_of(content, folder, name))


def checked(newsroom: Newsroom, content: bytes, folder: Path, name: str = "sent.xlsx") -> SheetCheck:
    """What has become of a file's facts."""
    with newsroom.store.reading(newsroom.slug) as store:
        return check_sheet(store, file=book_of(content, folder, name))


def by_libreoffice(content: bytes, folder: Path, to: str) -> list[Path]:
    """What LibreOffice makes of a workbook; the test is skipped where it is not installed."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    source, out = folder / "in" / "sheet.xlsx", folder / "out"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(content)
    subprocess.run([SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", to, "--outdir", str(out), str(source)],
                   check=True, capture_output=True, timeout=180)
    return sorted(out.iterdir())


def csv_by_libreoffice(content: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """Every sheet's cells as LibreOffice shows them."""
    found = {}
    for path in by_libreoffice(content, folder, _TO_CSV):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem.removeprefix("sheet-")] = list(csv.reader(file))
    return found


def formulas_in(content: bytes) -> list[str]:
    """The sheets that hold a formula."""
    return [name for name, xml in sheets_of(content).items() if re.search(rb"<f[ >/]", xml)]


def batches(store: Store) -> list[str]:
    """The sheets whose edits wait for review."""
    with store._reading() as connection:
        return sorted({str(b) for b in connection.execute(text("SELECT batch FROM proposal")).scalars()})
