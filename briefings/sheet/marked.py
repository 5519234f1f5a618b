"""A check as a workbook: the old sheet's facts with what has become of each."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from briefings.sheet.answers import SheetCheck
from briefings.sheet.columns import Column, Kind, Sheet
from briefings.sheet.layout import WHOLE_ID
from briefings.sheet.outcomes import Now
from briefings.sheet.packing import pack
from briefings.sheet.rowfile import RowFile, SharedStrings
from briefings.sheet.rows import Pair, naive
from briefings.sheet.telling import cleaned_rows
from briefings.sheet.template import Properties, Template
from briefings.store.exporting import last_change
from briefings.store.reading import Reading

ABOUT = Sheet(title="README", about="What was checked against what.", frozen=0, columns=(
    Column(key="what", about="what the row tells", get=lambda r: r.name, width=24),
    Column(key="words", about="the words", get=lambda r: r.words, kind=Kind.LONG, width=100)))
CHECKED = Sheet(title="Checked", about="Every fact of the old sheet, in its order, and how it stands now.", frozen=2, columns=(
    Column(key="fact_id", about=WHOLE_ID, get=lambda r: r.fact, width=18),
    Column(key="outcome", about="what has become of it", get=lambda r: r.outcome, width=16),
    Column(key="was", about="the words in the old sheet", get=lambda r: r.was, kind=Kind.LONG, width=48),
    Column(key="now", about="the desk's words now", get=lambda r: r.now, kind=Kind.LONG, width=48),
    Column(key="editor_note", about="the editor's note of the change", get=lambda r: r.note, kind=Kind.LONG, width=36),
    Column(key="changed_utc", about="when", get=lambda r: naive(r.when_utc) if r.when_utc else None, kind=Kind.MOMENT, width=18),
    Column(key="sheet", about="where it stands in the old file", get=lambda r: r.sheet, width=14),
    Column(key="row", about="its row there", get=lambda r: r.row, kind=Kind.WHOLE, width=8)))
_SHEETS = (ABOUT, CHECKED)


def marked_sheet(store: Reading, check: SheetCheck) -> bytes:
    """The check as a workbook; equal checks make equal bytes."""
    template, strings, made = Template(_SHEETS), SharedStrings(), last_change(store)
    files = {s.title: RowFile(s, template.styles[s.title], strings) for s in _SHEETS}
    try:
        _all(files[CHECKED.title], check.rows)
        _all(files[ABOUT.title], _about(check, f"{naive(made):%Y-%m-%d %H:%M}"))
        _all(files[ABOUT.title], cleaned_rows([(CHECKED.title, row) for row in dict.fromkeys(files[CHECKED.title].cleaned)], ""))
        for sheet in _SHEETS:
            template.dress(sheet, files[sheet.title].count)
        title = f"Check of {check.file}"[:120]
        told = Properties(title, check.scope.title[:200], "", f"Factbox, {check.scope.story}", check.export_id, naive(made), title, check.export_id)
        into, parts = io.BytesIO(), {f"xl/worksheets/sheet{n}.xml": files[s.title] for n, s in enumerate(_SHEETS, start=1)}
        pack(template.save(told), parts, strings, made, into)
        return into.getvalue()
    finally:
        for file in files.values():
            file.close()


def _all(file: RowFile, things: Iterable[Any]) -> None:
    for thing in things:
        file.append(thing)


def _about(check: SheetCheck, now: str) -> Iterator[Pair]:
    if check.scope.demonstration:
        yield Pair("DEMONSTRATION", "This story comes with Factbox to show how it works; do not publish from it.")
    yield Pair("Checked", check.file)
    yield Pair("Export", f"{check.export_id}, version {check.version}" if check.export_id else "none of ours: read as far as fact ids stand in it")
    yield Pair("Against", f"{check.scope.title} ({check.scope.story}), version {check.scope.version}, recorded {now} UTC")
    for outcome in Now:
        if count := check.count(outcome):
            yield Pair(outcome, f"{count:,} {'fact' if count == 1 else 'facts'}")
    if check.added:
        yield Pair("added", f"{check.added:,} recorded since, and not in the sheet")
