"""An edited export against the core's own base, cell by cell. The base comes from the core by export id and version, never from the file."""

import hashlib
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from briefings.model import Actor, Fact, Place
from briefings.sheet.book import Book, Dated, Formula, words_in
from briefings.sheet.book import Cell as Value
from briefings.sheet.cleaning import clean
from briefings.sheet.columns import Column, Kind, Sheet
from briefings.sheet.exported import SheetRow, rows_in
from briefings.sheet.gather import fact_rows
from briefings.sheet.layout import FACT_ID, FACTS, FIGURES, KEYS, YES
from briefings.sheet.outcomes import Cell, MergedCell, MergedRow, Proposal, Row
from briefings.sheet.rows import FactRow, FigureRow
from briefings.sheet.selection import Mark, rows_of
from briefings.store.exporting import as_it_stood, moment_of, numbered_rows, numbers_shown
from briefings.store.reading import Reading
from briefings.store.tables import OPEN_FUTURE
from briefings.vocabulary import Assessment, ChangeKind, PubStatus

# an edit of these changes what is said
_MATTER = frozenset({"text", "happened_edtf", "counts", "best", "low", "high", "unit", "as_published", "event"})
_NO = frozenset({"", "no", "0", "false"})


class Merged(Struct):
    """A merge in the making."""

    cells: list[MergedCell]
    rows: list[MergedRow]
    proposals: list[Proposal]
    gone: frozenset[str]  # whole ids that the export may have held and that are no longer shown
    untouched: int = 0


class _Thing(Struct, frozen=True):
    """What a row stands for: ``part`` counts from 0; ``base`` as exported, ``now`` as it stands (None where it is no longer shown)."""

    fact: str
    part: int
    base: Any
    now: Any


class _Edit(Struct, frozen=True):
    """One cell to be changed in a fact."""

    column: Column
    part: int
    was: str
    value: str
    at: tuple[str, int]


def merge(store: Reading, book: Book, mark: Mark) -> Merged:
    """Every cell and row of an edited export that is not as it was, and the changes that follow. The mark has been verified.

    Raises:
        SheetRefused: one of our columns stands in a sheet twice.
    """
    moment = mark.recorded if mark.recorded is not None else moment_of(store, mark.version)
    base = _facts(as_it_stood(store, recorded=moment, known=mark.known), mark)
    now = _facts(as_it_stood(store, recorded=None, known=mark.known), mark, numbers=tuple(r.item.fact.number for r in base.values()))
    result = Merged([], [], [], _gone(store, mark, base))
    edits: dict[str, list[_Edit]] = {}
    asked: dict[str, SheetRow] = {}
    for sheet in (FACTS, FIGURES):
        things = _things(sheet, base, now)
        _merge_sheet(store, sheet, book, things, result, edits, asked)
    for whole, row in now.items():
        _propose(store, row, edits.get(whole, []), asked.get(whole), result)
    result.untouched = len(base) - len({c.fact for c in result.cells} | {r.fact for r in result.rows if r.fact})
    return result


def _gone(store: Reading, mark: Mark, base: dict[str, FactRow]) -> frozenset[str]:
    absent = sorted(n for n in numbers_shown(store, mark.version) if f"{store.slug}:F{n}" not in base)
    shown = {n for _, n in numbered_rows(as_it_stood(store, recorded=None, known=OPEN_FUTURE), absent)}
    return frozenset(f"{store.slug}:F{n}" for n in absent if n not in shown)


def key_of(mark: Mark, result: Merged) -> str:
    """What names exactly this merge."""
    content = msgspec.json.encode((mark.export_id, result.cells, result.rows, result.proposals))
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _facts(store: Reading, mark: Mark, numbers: tuple[int, ...] = ()) -> dict[str, FactRow]:
    selection = replace(mark.selection, facts=numbers, about=(), since=None, until=None) if numbers else mark.selection
    chosen = [row for row, _ in rows_of(store, selection)]
    return {row.whole_id: row for part in fact_rows(store, chosen) for row in part}


def _things(sheet: Sheet, base: dict[str, FactRow], now: dict[str, FactRow]) -> dict[tuple[str, int], _Thing]:
    if sheet is FACTS:
        return {(whole, 0): _Thing(whole, 0, row, now.get(whole)) for whole, row in base.items()}
    return {(whole, part): _Thing(whole, part, FigureRow(row, part, figure), _figure(now.get(whole), part))
            for whole, row in base.items() for part, figure in enumerate(row.item.fact.figures)}


def _figure(row: FactRow | None, part: int) -> FigureRow | None:
    return FigureRow(row, part, row.item.fact.figures[part]) if row and part < len(row.item.fact.figures) else None


# ── rows ────────────────────────────────────────────────────────────────────────────────────────
def _merge_sheet(store: Reading, sheet: Sheet, book: Book, things: dict[tuple[str, int], _Thing], result: Merged, edits: dict[str, list[_Edit]],
                 asked: dict[str, SheetRow]) -> None:
    rows, columns = rows_in(book, sheet)
    if not columns:
        return
    compared = [c for c in sheet.columns if c.key in columns and c.key not in KEYS and not c.asks]
    seen: dict[tuple[str, int], SheetRow] = {}
    for row in rows:
        thing = _thing_of(row, sheet, things, seen, result)
        if thing is None:
            continue
        seen[thing.fact, thing.part] = row
        if sheet is FACTS:
            asked[thing.fact] = row
        for column in compared:
            _merge_cell(sheet, row, column, thing, result, edits)
    if sheet is FACTS:
        result.rows += [MergedRow(sheet.title, 0, whole, Row.MISSING, "it was taken out of the sheet; nothing follows from that")
                        for whole, part in things if (whole, part) not in seen]


def _thing_of(row: SheetRow, sheet: Sheet, things: dict[tuple[str, int], _Thing], seen: dict[tuple[str, int], SheetRow],
              result: Merged) -> _Thing | None:
    """What a row stands for; None where nothing can be merged with it, and why is noted."""
    whole, outcome, why = row.words(FACT_ID).strip(), None, ""
    part = _part(row, sheet)
    thing = things.get((whole, part))
    if not whole:
        outcome, why = Row.NEW, "a new fact needs who says it: propose it in chat"
    elif thing is None and whole in result.gone:
        outcome, why = Row.GONE, "it is no longer shown; nothing of this row is proposed"
    elif thing is None:
        outcome, why = Row.UNKNOWN, "this export held no such fact" if sheet is FACTS else "this export held no such figure"
    elif (whole, part) in seen:
        if row.cells == seen[whole, part].cells:
            return None
        outcome, why = Row.DUPLICATE, f"row {seen[whole, part].number} is of the same fact and was read"
    elif thing.now is None:
        outcome, why = Row.GONE, "it is no longer there; nothing of this row is proposed"
    if outcome is None:
        return thing
    result.rows.append(MergedRow(sheet.title, row.number, whole, outcome, why))
    return None


def _part(row: SheetRow, sheet: Sheet) -> int:
    if sheet is FACTS:
        return 0
    said = row.words("part").strip()
    return int(said) - 1 if said.isdecimal() and len(said) < 6 else -1


# ── cells ───────────────────────────────────────────────────────────────────────────────────────
def _merge_cell(sheet: Sheet, row: SheetRow, column: Column, thing: _Thing, result: Merged, edits: dict[str, list[_Edit]]) -> None:
    cell = row.cells.get(column.key)
    was, now, theirs = as_words(column.get(thing.base)), as_words(column.get(thing.now)), cell_words(cell, column.kind)
    if theirs == was:
        return
    outcome, why = _outcome(cell, column, was, now, theirs)
    result.cells.append(MergedCell(sheet.title, row.number, thing.fact, column.key, outcome, was, theirs, now, why))
    if outcome == Cell.EDIT:
        edits.setdefault(thing.fact, []).append(_Edit(column, thing.part, was, theirs, (sheet.title, row.number)))


def _outcome(cell: Value, column: Column, was: str, now: str, theirs: str) -> tuple[Cell, str]:
    if theirs == now:
        return Cell.SAME, "the desk has made the same change"
    if column.put is None:
        return Cell.READ_ONLY, "this column is made by Factbox and cannot be edited"
    if isinstance(cell, Formula):
        return Cell.REFUSED, "it holds a formula; paste its value"
    if now != was:
        return Cell.CONFLICT, "the desk has changed it since"
    return Cell.EDIT, ""


def as_words(value: Any) -> str:
    """A value of ours as it is compared."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number_words(value)
    return clean(str(value)).strip()


def cell_words(cell: Value, kind: Kind) -> str:
    """A cell of a file as it is compared: spreadsheet programs turn a date in text into a date, and a number in text into a number."""
    if isinstance(cell, bool):
        return words_in(cell)
    if isinstance(cell, int | float):
        return _number_words(cell)
    if isinstance(cell, Dated):
        return f"{cell.iso}T00:00:00" if kind == Kind.MOMENT and "T" not in cell.iso else cell.iso
    words = words_in(cell).strip()
    return _number_words(float(words)) if kind in (Kind.NUMBER, Kind.WHOLE) and _is_number(words) else words


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return words.lower().strip("+-") not in ("nan", "inf", "infinity") and "_" not in words


def _number_words(value: float) -> str:
    return f"{value:.15g}"


# ── proposals ───────────────────────────────────────────────────────────────────────────────────
def _propose(store: Reading, row: FactRow, edits: list[_Edit], asked: SheetRow | None, result: Merged) -> None:
    """What follows for one fact: a withdrawal, or its edits put together, or nothing."""
    note = asked.words("editor_note").strip() if asked else ""
    wants_out = (asked.words("delete?").strip().lower() if asked else "") or "no"
    if asked and wants_out == YES:
        result.rows.append(MergedRow(FACTS.title, asked.number, row.whole_id, Row.DELETE, "proposed for withdrawal"))
        killed = replace(row.item.fact, pubstatus=PubStatus.CANCELED)
        result.proposals.append(Proposal(row.whole_id, row.revision, ChangeKind.KILL, killed, f"withdraw: {row.item.fact.text}", note, True))
        return
    if asked and wants_out not in _NO:
        why = f"to withdraw a fact, write {YES}"
        result.cells.append(MergedCell(FACTS.title, asked.number, row.whole_id, "delete?", Cell.REFUSED, "", wants_out, "", why))
    fact, told, made = row.item.fact, [], set()
    for edit in edits:
        try:
            fact = _put(store, fact, edit)
        except ValueError as wrong:
            _refuse(edit, row.whole_id, str(wrong), result)
        else:
            told.append(f"{edit.column.key}: {_short(edit.was)} → {_short(edit.value)}")
            made.add(edit.column.key)
    if fact != row.item.fact:
        change, said = _change(asked, fact, made)
        result.proposals.append(Proposal(row.whole_id, row.revision, change, fact, "; ".join(told), note, said))


def _put(store: Reading, fact: Fact, edit: _Edit) -> Fact:
    """The fact with one cell changed. Raises ValueError with what is wrong."""
    edited = edit.column.put(fact, edit.part, edit.value) if edit.column.put else fact
    for key, kind, ids in (("place_ids", Place, edited.places), ("actor_ids", Actor, edited.actors)):
        if edit.column.key == key:
            on_file = store.records(kind, ids)  # type: ignore[type-var]
            if unknown := [i for i in ids if i not in on_file]:
                raise ValueError(f"“{unknown[0]}” is no id of this story; see the sheet {'Places' if kind is Place else 'Actors'}")
    if edit.column.key == "topics" and (unknown := [t for t in edited.topics if t not in store.story.topics]):
        raise ValueError(f"“{unknown[0]}” is no topic of this story; see Dictionary")
    return edited


def _refuse(edit: _Edit, fact: str, why: str, result: Merged) -> None:
    """Turn an edit into a refusal, in its place."""
    for n, cell in enumerate(result.cells):
        if (cell.sheet, cell.row) == edit.at and cell.column == edit.column.key and cell.fact == fact:
            result.cells[n] = replace(cell, outcome=Cell.REFUSED, why=why)


def _change(asked: SheetRow | None, fact: Fact, made: set[str]) -> tuple[ChangeKind, bool]:
    """The kind of change, and whether the editor said it. What changes a value is never a clarification."""
    said = asked.words("change_as").strip().lower() if asked else ""
    if said in (ChangeKind.UPDATE, ChangeKind.CORRECT) or (said == ChangeKind.CLARIFY and not made & _MATTER):
        return ChangeKind(said), True
    if made == {"assessment"}:
        if fact.assessment in (Assessment.CONFIRMED, Assessment.CORROBORATED):
            return ChangeKind.CONFIRM, False
        return (ChangeKind.DISPUTE if fact.assessment in (Assessment.DISPUTED, Assessment.REFUTED) else ChangeKind.UPDATE), False
    return (ChangeKind.UPDATE if made & (_MATTER | {"assessment"}) else ChangeKind.CLARIFY), False


def _short(words: str) -> str:
    return f"“{words if len(words) <= 60 else words[:59] + '…'}”" if words else "nothing"


