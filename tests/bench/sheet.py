"""How fast a large sheet is made, and what it costs the bot meanwhile.

    python -m tests.bench.sheet [--quick]

A story of 100,000 facts (10,000 with --quick) is made from the bundled one. In one run, interleaved and each in a process of its own,
the same facts go through the same reading, attribution and columns into the same five large sheets, dressed alike (styles, widths,
frozen heads, tables, drop-downs, shading): by Factbox, by XlsxWriter in constant memory, by openpyxl write_only. ``nothing`` only
reads, and so is the floor. Each runs as the bot's child does, garbage being collected seldom. Factbox alone also makes its other nine
sheets. Memory is the peak above the process once idle with its store open. At the end a status is asked over and over while a child
makes the sheet, and while one is read back, checked and merged.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from briefings import open_store
from briefings.changes.load_pack import load_pack
from briefings.packs import BUNDLED
from briefings.packs.reading import read_pack
from briefings.sheet import layout
from briefings.sheet.columns import Sheet
from briefings.store import Store
from briefings.store.writing import Edit
from briefings.vocabulary import ChangeKind, Precision

SLUG, ORDINARY = "syria-homs", "syria-northeast-2019"
NOW = datetime(2024, 12, 7, 12, 0, tzinfo=UTC)
BIG = (layout.FACTS, layout.TIMELINE, layout.FIGURES, layout.QUOTES, layout.DISPUTED)
AT_ONCE = 5_000


def clock() -> datetime:
    """One moment, so that every process sees the same."""
    return NOW


# ── the story ───────────────────────────────────────────────────────────────────────────────────
def make_story(url: str, count: int) -> None:
    """The bundled story, its facts told again over and over with other days and numbers."""
    store, pack = open_store(url, clock=clock), read_pack(BUNDLED / SLUG)
    documents = {d.id: d for d in pack.documents}
    for kept in (pack, read_pack(BUNDLED / ORDINARY)):
        with store.writing(kept.story.slug) as writing:
            load_pack(writing, kept)
    for start in range(len(pack.facts), count, AT_ONCE):
        with store.writing(SLUG) as writing:
            edits = [_retold(pack.facts[n % len(pack.facts)], n + 1) for n in range(start, min(count, start + AT_ONCE))]
            writing.revise([Edit(fact=f, change=ChangeKind.ADD, note="made up", author="bench") for f in edits], documents)
    store.close()


def _retold(fact: Any, number: int) -> Any:
    day = date(2024, 1, 1) + timedelta(days=number % 340)
    when = replace(fact.when, earliest=day, latest=day, edtf=day.isoformat(), precision=Precision.DAY)
    return replace(
        fact,
        id=f"F{number}",
        key=f"{fact.key}-{number}",
        text=f"{fact.text} (made up, {number})",
        when=when,
        restates=(),
        tension=(),
        contradicts=(),
        figures=tuple(replace(f, of=f"{f.of} {number % 40_000}") for f in fact.figures),
    )


# ── the writers ─────────────────────────────────────────────────────────────────────────────────
def by_factbox(store: Store, into: Path) -> None:
    """As the bot makes it, every sheet."""
    from briefings.sheet.write import write_sheet

    with store.reading(SLUG) as reading, into.open("wb") as file:
        write_sheet(reading, file)


def by_nothing(store: Store, into: Path) -> None:
    """Reading, attribution and columns only."""
    _gathered(store, {s.title: Nothing(s) for s in BIG})


def by_xlsxwriter(store: Store, into: Path) -> None:
    """XlsxWriter in constant memory, dressed alike."""
    import xlsxwriter  # type: ignore[import-untyped]

    book = xlsxwriter.Workbook(str(into), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    files = {s.title: XlsxWriterRows(book, s) for s in BIG}
    _gathered(store, files)
    for file in files.values():
        file.dress()
    book.close()


def by_openpyxl(store: Store, into: Path) -> None:
    """openpyxl write_only with one styled cell a column used over and over."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    files = {s.title: OpenpyxlRows(book, s) for s in BIG}
    _gathered(store, files)
    for file in files.values():
        file.dress()
    book.save(into)


WRITERS = {"factbox": by_factbox, "xlsxwriter": by_xlsxwriter, "openpyxl write_only": by_openpyxl, "nothing": by_nothing}


def _gathered(store: Store, files: dict[str, Any]) -> None:
    from briefings.sheet.gather import gather
    from briefings.sheet.selection import WHOLE, rows_of

    with store.reading(SLUG) as reading:
        gather(reading, [row for row, _ in rows_of(reading, WHOLE)], files, lambda done, of: None)


class Nothing:
    """Gets every cell's value and forgets it."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.count = sheet, 0

    def append(self, thing: Any, *, link: int = 0, order: str = "") -> None:
        """Get the row's values."""
        self.count += 1
        self.row([c.get(thing) for c in self.sheet.columns])

    def row(self, values: list[Any]) -> None:
        """Do nothing with them."""


class XlsxWriterRows(Nothing):
    """Rows by XlsxWriter."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        super().__init__(sheet)
        self.page = book.add_worksheet(sheet.title)
        head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A4D", "font_name": "Calibri"})
        formats = {"date": "yyyy-mm-dd", "moment, UTC": "yyyy-mm-dd hh:mm:ss", "number": "#,##0"}
        dress = {"text_wrap": True, "valign": "top", "font_name": "Calibri", "bottom": 1, "bottom_color": "#D9D9D9"}
        self.formats = [book.add_format(dress | ({"num_format": formats[c.kind]} if c.kind in formats else {})) for c in sheet.columns]
        self.shade = book.add_format({"bg_color": "#FBE3DC"})
        self.page.freeze_panes(1, sheet.frozen)
        for n, column in enumerate(sheet.columns):
            self.page.set_column(n, n, column.width)
            self.page.write_string(0, n, column.key, head)

    def row(self, values: list[Any]) -> None:
        """Write each by its type."""
        page, at = self.page, self.count
        for n, (value, dressed) in enumerate(zip(values, self.formats, strict=True)):
            if value is None or value == "":
                page.write_blank(at, n, None, dressed)
            elif isinstance(value, str):
                page.write_string(at, n, value, dressed)
            elif isinstance(value, date):
                page.write_datetime(at, n, value, dressed)
            else:
                page.write_number(at, n, value, dressed)

    def dress(self) -> None:
        """Table, drop-downs, shading."""
        last = len(self.sheet.columns) - 1
        if self.count:
            self.page.autofilter(0, 0, self.count, last)  # a table needs its rows in memory
        for n, column in enumerate(self.sheet.columns):
            if column.choices and column.is_editable:
                words = [str(c) for c in column.choices]
                if len(",".join(words)) < 255:
                    self.page.data_validation(1, n, self.count, n, {"validate": "list", "source": words})
            if column.key == "assessment":
                self.page.conditional_format(1, n, self.count, n, {"type": "cell", "criteria": "==", "value": '"disputed"', "format": self.shade})


class OpenpyxlRows(Nothing):
    """Rows by openpyxl in write_only mode."""

    def __init__(self, book: Any, sheet: Sheet) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter

        super().__init__(sheet)
        self.page = book.create_sheet(sheet.title)
        self.page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
        for n, column in enumerate(sheet.columns, start=1):
            self.page.column_dimensions[get_column_letter(n)].width = column.width
        self.page.append([c.key for c in sheet.columns])
        self.cells = [WriteOnlyCell(self.page) for _ in sheet.columns]
        for cell in self.cells:
            cell.font, cell.alignment = Font(name="Calibri", sz=11), Alignment(vertical="top", wrap_text=True)

    def row(self, values: list[Any]) -> None:
        """One styled cell a column, its value changed."""
        for cell, value in zip(self.cells, values, strict=True):
            cell.value = value
            if cell.data_type == "f":
                cell.data_type = "s"
        self.page.append(self.cells)

    def dress(self) -> None:
        """The filter."""
        from openpyxl.utils import get_column_letter

        self.page.auto_filter.ref = f"A1:{get_column_letter(len(self.sheet.columns))}{self.count + 1}"


# ── measuring ───────────────────────────────────────────────────────────────────────────────────
def one(writer: str, url: str) -> None:
    """One writer in this process: seconds, and peak memory above idle."""
    store = open_store(url, clock=clock)
    with store.reading(SLUG) as reading:
        reading.count()
    import openpyxl  # noqa: F401  # idle has its libraries loaded
    import xlsxwriter  # noqa: F401

    import briefings.sheet.write  # noqa: F401
    from bot.sheets import collect_seldom

    collect_seldom()  # as the bot's child does; it helps every writer
    idle = _now_kb()
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "made.xlsx"
        began, used = time.perf_counter(), time.process_time()
        WRITERS[writer](store, into)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        size = into.stat().st_size if into.exists() else 0
    print(json.dumps({"s": seconds, "cpu": cpu, "mb": (_peak_kb() - idle) / 1024, "bytes": size}))


def _now_kb() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def compare(url: str, count: int, rounds: int) -> None:
    """Every writer, interleaved."""
    seen: dict[str, list[dict[str, float]]] = {w: [] for w in WRITERS}
    for _ in range(rounds):
        for writer in WRITERS:
            command = [sys.executable, "-m", "tests.bench.sheet", "--one", writer, "--url", url]
            done = subprocess.run(command, capture_output=True, check=True, text=True)
            seen[writer].append(json.loads(done.stdout))
    for writer, runs in seen.items():
        tell(f"sheet of {count:,} facts by {writer}", "s", [r["s"] for r in runs])
        tell(f"the same in processor time, {writer}", "s", [r["cpu"] for r in runs])
        tell(f"memory above idle, {writer}", "MB", [r["mb"] for r in runs])
        tell(f"size, {writer}", "MB", [r["bytes"] / 1e6 for r in runs])
    for measure, words in (("s", ""), ("cpu", " in processor time")):
        middle = {w: statistics.median(r[measure] for r in runs) for w, runs in seen.items()}
        tell(f"xlsxwriter's time over factbox's{words}", "times", [middle["xlsxwriter"] / middle["factbox"]])
        tell(f"the same without reading{words}", "times", [(middle["xlsxwriter"] - middle["nothing"]) / (middle["factbox"] - middle["nothing"])])


def meanwhile(url: str, count: int) -> None:
    """A status of a story of ordinary size over and over: idle, then while a child makes the large sheet."""
    from bot.sheets import make_sheet
    from bot.taking import Job, take_aside
    from briefings.model import ANYONE
    from handlers.desk import Desk, Request
    from handlers.uploading import Arrived

    store = open_store(url, clock=clock)
    desk = Desk(store, default=ORDINARY)

    def ask() -> float:
        began = time.perf_counter()
        desk.reply(Request(f"/status Aleppo in {ORDINARY}", NOW))
        return (time.perf_counter() - began) * 1000

    def asked(while_true: Callable[[int], bool]) -> list[float]:
        times: list[float] = []
        while while_true(len(times)):
            times.append(ask())
            time.sleep(0.01)
        return times

    def during(what: str, work: Callable[[], object]) -> None:
        worker, began = threading.Thread(target=work), time.perf_counter()
        worker.start()
        times = asked(lambda done: worker.is_alive())
        worker.join()
        tell(f"status, while a sheet is {what}", "ms", times)
        tell(f"a sheet is {what}", "s", [time.perf_counter() - began])

    asked(lambda done: done < 50)
    tell("status, idle", "ms", asked(lambda done: done < 500))
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "made.xlsx"
        during("made", lambda: make_sheet(store, url, SLUG, into, clock=clock, facts=max(count, 5_000)))
        for command in ("check-sheet", "import"):
            sent = Job(url, SLUG, NOW, str(into), Arrived(f"/{command}", into.name, b"", SLUG, ANYONE))
            during(f"taken for {command}", lambda sent=sent: take_aside(sent))  # type: ignore[misc]
    store.close()


def tell(what: str, unit: str, values: list[float]) -> None:
    """One JSON line."""
    ordered = sorted(values)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] if ordered else 0.0
    middle = statistics.median(ordered) if ordered else 0.0
    print(json.dumps({"what": what, "unit": unit, "p50": round(middle, 3), "p99": round(p99, 3), "n": len(ordered)}), flush=True)


def main() -> None:
    """Make the story, then measure."""
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true")
    options.add_argument("--one")
    options.add_argument("--url")
    asked = options.parse_args()
    if asked.one:
        one(asked.one, asked.url)
        return
    count = 10_000 if asked.quick else 100_000
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        url = asked.url or f"sqlite:///{folder}/bench.db"
        if not asked.url:
            make_story(url, count)
        compare(url, count, 2 if asked.quick else 3)
        meanwhile(url, count)


if __name__ == "__main__":
    main()
