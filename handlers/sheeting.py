"""What comes of a sheet, in words: an offer, a check, a merge, how a table was read."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from briefings.sheet.answers import SheetAnswer, SheetCheck, SheetMerge, SheetOffer, TableReading
from briefings.sheet.outcomes import Cell, CheckedRow, MergedCell, MergedRow, Now, Proposal, Row
from briefings.sheet.tables import Holds, ReadColumn
from handlers.reply import Action, Block, Note, Reply, Section, Table

MOST_ROWS = 8  # of one outcome that a message lists; the sheet with marks has them all
MOST_COLUMNS = 25
LONGEST = 160  # characters of a cell's words in a message
Parts = tuple[str, str, list[Block], list[Action]]
_MARKS = {Now.WITHDRAWN: "WITHDRAWN", Now.CORRECTED: "CORRECTION", Now.DISPUTED: "Contested", Now.UPDATED: "Updated", Now.CONFIRMED: "Confirmed",
          Now.CLARIFIED: "Clarified", Now.GONE: "No longer shown", Now.UNKNOWN: "Not one of ours"}
_QUIET = (Now.UNCHANGED, Now.ON_FILE)


def sheet_parts(answer: SheetAnswer) -> Parts:
    """Title, subtitle, blocks and actions of whatever comes of a sheet."""
    match answer:
        case SheetOffer():
            return _offer(answer)
        case SheetCheck():
            return _check(answer)
        case SheetMerge():
            return _merge(answer)
        case TableReading():
            return _table(answer)
        case _:
            assert_never(answer)


def sheet_reply(answer: SheetAnswer) -> Reply:
    """Whatever comes of a sheet as a reply."""
    title, subtitle, blocks, actions = sheet_parts(answer)
    return Reply(title, subtitle, tuple(blocks), tuple(actions), answer.scope.story, answer.scope.demonstration)


def _offer(answer: SheetOffer) -> Parts:
    what = _what(answer)
    words = f"{counted(answer.facts, 'fact')} {what}, with who says so, documents, changes and a dictionary of every column."
    if not answer.facts:
        words = f"Nothing on record {what}; the sheet says so and has no facts."
    blocks: list[Block] = [Note(words, lead=True)]
    if answer.unread:
        blocks.append(Note(f"Not understood and left aside: “{short(answer.unread)}”. The sheet is not narrowed by it."))
    if answer.scope.also_called:
        blocks.append(Note(f"Also on file: {', '.join(answer.scope.also_called)}."))
    if answer.left_out:
        blocks.append(Note(f"{answer.left_out:,} more on file that the answer leaves out; /export alone has every fact."))
    blocks.append(Note("Send it back later with check-sheet, or edited with import."))
    asked = [f"asked as “{a}”" for a in answer.scope.asked_as]
    return f"Sheet: {answer.file}", " · ".join([answer.export_id, *asked]), blocks, []


def _what(answer: SheetOffer) -> str:
    """What a sheet is of, as it reads behind its number of facts."""
    words = answer.selection.words
    if answer.selection.facts or words.startswith("/"):
        return f"in the answer to “{words}”"
    if not words:
        return "of the whole story"
    return words if not answer.selection.about else f"on {words}"


# ── checks ──────────────────────────────────────────────────────────────────────────────────────
def _check(answer: SheetCheck) -> Parts:
    blocks: list[Block] = [Note(_verdict(answer), lead=True)]
    for outcome in Now:
        found = [r for r in answer.rows if r.outcome == outcome]
        if found and outcome not in _QUIET:
            blocks += [Section(f"{_MARKS[outcome]} ({len(found)})"), *_some([_checked(r) for r in found], "see the sheet with marks")]
    if answer.added:
        blocks.append(Note(f"{counted(answer.added, 'fact')} recorded since, and not in the sheet: take a new one."))
    made = f"version {answer.version}" + (f", {answer.made_utc:%Y-%m-%d %H:%M} UTC" if answer.made_utc else "")
    return f"Check of {answer.file}", made if answer.export_id else "no export of ours; read as far as fact ids stand in it", blocks, []


def _verdict(answer: SheetCheck) -> str:
    total, quiet = len(answer.rows), sum(r.outcome in _QUIET for r in answer.rows)
    if quiet == total and answer.export_id:
        return f"Still right: {counted(total, 'fact')}, none changed."
    if quiet == total:
        return f"{counted(total, 'fact')} named in it, each on file as it was first recorded."
    told = [f"{answer.count(o)} {o}" for o in Now if answer.count(o)]
    return f"{total - quiet} of {counted(total, 'fact')} no longer as in the sheet: {', '.join(told)}."


def _checked(row: CheckedRow) -> str:
    now = f" → {short(row.now)}" if row.now and row.now != row.was else ""
    note = f" ({row.note})" if row.note else ""
    return f"{short(row.was) or 'in the sheet'}{now}{note} [{row.fact.rpartition(':')[2]} · row {row.row}]"


# ── merges ──────────────────────────────────────────────────────────────────────────────────────
def _merge(answer: SheetMerge) -> Parts:
    blocks: list[Block] = [Note(_would(answer), lead=True)]
    blocks += _section(f"Proposed ({len(answer.proposals)})", [_proposal(p) for p in answer.proposals])
    for outcome, title in ((Cell.CONFLICT, "Changed here and there: nothing is proposed"), (Cell.REFUSED, "Will not do"),
                           (Cell.READ_ONLY, "Cannot be edited"), (Cell.SAME, "Changed alike on both sides")):
        blocks += _section(title, [_cell(c) for c in answer.cells if c.outcome == outcome])
    blocks += _section("Rows", [_row(r) for r in answer.rows if r.outcome not in (Row.MISSING, Row.DELETE)])
    if missing := sum(r.outcome == Row.MISSING for r in answer.rows):
        blocks.append(Note(f"{counted(missing, 'row')} taken out of the sheet: nothing follows from that."))
    actions = [Action("Yes, propose", f"/import yes {answer.key}")] if answer.proposals else []
    return f"Import of {answer.file}", f"edited from version {answer.version}", blocks, actions


def _would(answer: SheetMerge) -> str:
    if not (answer.cells or answer.rows):
        return f"Nothing was edited: {counted(answer.untouched, 'row')} as exported."
    return f"A yes would put up {counted(len(answer.proposals), 'proposal')} for review; nothing is changed before an editor agrees."


def _proposal(proposal: Proposal) -> str:
    note = f" ({proposal.note})" if proposal.note else ""
    return f"{proposal.change}{'' if proposal.said else ' (our guess)'}: {short(proposal.told)}{note} [{proposal.fact_id.rpartition(':')[2]}]"


def _cell(cell: MergedCell) -> str:
    desk = f"; the desk now has {short(cell.now) or 'nothing'}" if cell.outcome == Cell.CONFLICT else ""
    change = f"{short(cell.was) or 'nothing'} → {short(cell.theirs) or 'nothing'}"
    return f"{cell.fact.rpartition(':')[2]} {cell.column}: {change}{desk} ({cell.why}) [row {cell.row}]"


def _row(row: MergedRow) -> str:
    return f"{row.outcome}: {row.fact or 'no id'}, {row.why} [{row.sheet} row {row.row}]"


# ── tables ──────────────────────────────────────────────────────────────────────────────────────
def _table(answer: TableReading) -> Parts:
    table = answer.table
    first, last = (table.head.rows[0], table.head.rows[-1]) if table.head.rows else (0, 0)
    head = f"its head in rows {first}–{last}" if last > first else f"its head in row {first}" if first else "with no head"
    lead = (f"Read as a table of {counted(len(table.rows), 'row')} from row {table.head.first}, {head}. Is that right? "
            "Drafts are made only after a yes.")
    shown = [c for c in table.columns if c.holds != Holds.NOTHING][:MOST_COLUMNS]
    blocks: list[Block] = [Note(lead, lead=True), Table(("Column", "Holds", "Used as", "For example"), tuple(_column(c) for c in shown))]
    blocks += _section("Not settled", [f"{c.name}: {c.how}; none is taken" for c in table.columns if not c.is_settled])
    blocks += _section("Notes beside the table", [short(n) for n in table.notes])
    blocks += _section("Left out", [f"row {n}: {why}" for n, why in table.skipped if why != "empty"])
    blocks += [Note(words) for words in _beside(answer)]
    actions = [Action("Yes, make drafts", f"/import yes {answer.key}")] if answer.drafts else []
    return f"Table in {answer.file}", answer.how or table.sheet, blocks, actions


def _column(column: ReadColumn) -> tuple[str, ...]:
    how = f", {column.how}" if column.how and column.is_settled else ""
    return (short(column.name), f"{column.holds}{how}", column.role, short("; ".join(column.examples)))


def _beside(answer: TableReading) -> Iterable[str]:
    if answer.table.filled:
        yield f"{counted(answer.table.filled, 'merged range')} filled from the first cell."
    if answer.table.formulas:
        yield f"{counted(answer.table.formulas, 'cell')} with a formula, not read: paste values to have them."
    if answer.others:
        yield f"Left alone: {'; '.join(answer.others)}."


# ── words ───────────────────────────────────────────────────────────────────────────────────────
def _section(title: str, lines: Sequence[str]) -> list[Block]:
    return [Section(title), *_some(lines, "the file has them all")] if lines else []


def _some(lines: Sequence[str], where: str) -> list[Block]:
    more = [Note(f"{len(lines) - MOST_ROWS} more: {where}.")] if len(lines) > MOST_ROWS else []
    return [*(Note(line) for line in lines[:MOST_ROWS]), *more]


def counted(number: int, thing: str) -> str:
    """A number of things in words: "1 fact", "1,200 facts"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def short(words: str) -> str:
    """Words on one line, cut to what a message has room for."""
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
