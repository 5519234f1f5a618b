"""Other people's tables: how one was read, so that a person can say yes to it."""

import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from briefings.sheet.book import Book, Cell, Cells, Dated, Formula, words_in
from briefings.sheet.datecolumns import Order, days_of, order_in
from briefings.sheet.errors import SheetRefused
from briefings.sheet.heads import Grid, Head, find_head, grid_of, is_typed, names_of
from briefings.sheet.numbers import Mark, Written, is_nothing, mark_in, read_number, settle

EXAMPLES = 3
MOST_NOTES = 40
LONG_TEXT = 40  # characters from which a column of text is taken to tell what happened
_TOTAL = re.compile(r"(?:grand\s+|sub[\s-]?)?totals?\b.*|all$|sum$|gesamt$|toplam$|المجموع.*", re.IGNORECASE)
_FOOT = re.compile(r"(?:source|note|notes|n\.b\.|\*|†|citation|©|fuente|quelle)\b.*|[*†©].*", re.IGNORECASE | re.DOTALL)


class Holds(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "numbers"
    DATE = "dates"
    CODE = "codes"
    NOTHING = "nothing"


class Role(StrEnum):
    """What a column is for in a draft; by its HXL tag, else by its name, else by what it holds."""

    WHEN = "when"
    WHERE = "where"
    WHAT = "what"
    WHO_SAYS = "who says so"
    FIGURE = "figure"
    BESIDE = "kept beside"


class ReadColumn(Struct, frozen=True):
    """One column as read. ``how`` says what was settled, or that it is not ("day first", "decimal comma", "18.000 could be 18 or 18000")."""

    name: str
    number: int
    tag: str
    holds: Holds
    role: Role
    how: str = ""
    examples: tuple[str, ...] = ()
    order: Order | None = None
    mark: Mark = Mark.UNSETTLED
    is_settled: bool = True


class ReadTable(Struct, frozen=True):
    """A table as read. Rows count as the file does; ``notes`` stood above or below it; ``skipped`` are rows left out, and why."""

    sheet: str
    head: Head
    columns: tuple[ReadColumn, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    notes: tuple[str, ...]
    skipped: tuple[tuple[int, str], ...]
    filled: int = 0  # merged ranges that were filled from their first cell
    formulas: int = 0  # cells that hold a formula; never computed, and not read


def read_table(book: Book) -> tuple[ReadTable, tuple[str, ...]]:
    """The table in a file, and what was left alone of it.

    Raises:
        SheetRefused: there is no table in it.
    """
    read = [(s, _read(s)) for s in book.sheets if not s.hidden and s.rows]
    tables = [(s, t) for s, t in read if t is not None and t.rows]
    if not tables:
        raise SheetRefused(f"There is no table in {book.name}: I look for a row of column names with rows of cells below it.")
    best = max((t for _, t in tables), key=lambda t: len(t.rows) * len(t.columns))
    others = [f"{s.title}: {'a smaller table' if t is not None and t.rows else 'no table in it'}" for s, t in read if t is not best]
    others += [f"{s.title}: hidden" for s in book.sheets if s.hidden]
    return best, tuple(others)


def key_of_table(book: Book, table: ReadTable) -> str:
    """What names exactly this reading of exactly this file."""
    return hashlib.blake2b(msgspec.json.encode((book.name, table)), digest_size=8).hexdigest()


def _read(sheet: Cells) -> ReadTable | None:
    grid = grid_of(sheet)
    if not grid or max(len(r) for r in grid) < 2:
        return None
    head = find_head(grid)
    rows, skipped, foot = _body(grid, head)
    notes = [_joined(r) for r in grid[: (head.rows[0] if head.rows else head.tags or head.first) - 1]]
    formulas = sum(isinstance(c, Formula) for _, r in rows for c in r)
    names = names_of(grid, head)
    tags = tuple(words_in(c).strip() for c in grid[head.tags - 1]) if head.tags else ("",) * len(names)
    columns = tuple(_column(n, names[n], tags[n], [r[n] for _, r in rows]) for n in range(len(names)))
    kept = tuple(c for c in columns if c.holds != Holds.NOTHING or c.tag or not c.name.startswith("column "))
    return ReadTable(sheet.title, head, _with_roles(kept), tuple((n, tuple(r)) for n, r in rows),
                     tuple(n for n in (*notes, *foot) if n)[:MOST_NOTES], skipped, len(sheet.merged), formulas)


def _joined(row: Sequence[Cell]) -> str:
    return " · ".join(dict.fromkeys(w for w in (words_in(c).strip() for c in row) if w))


def _body(grid: Grid, head: Head) -> tuple[list[tuple[int, list[Cell]]], tuple[tuple[int, str], ...], list[str]]:
    """The rows of data, those left out and why, and notes below the table."""
    rows, skipped, foot = [], [], []
    top = [words_in(c).strip() for c in grid[head.rows[-1] - 1]] if head.rows else []
    for number, row in enumerate(grid[head.first - 1 :], start=head.first):
        words = [words_in(c).strip() for c in row]
        there = [w for w in words if w]
        if not there:
            skipped.append((number, "empty"))
        elif words == top:
            skipped.append((number, "the head again"))
        elif len(there) == 1 and len(row) > 2 and (_FOOT.fullmatch(there[0]) or len(there[0]) > 60):
            foot.append(there[0])
            skipped.append((number, "a note, kept as such"))
        elif _TOTAL.fullmatch(there[0]):
            skipped.append((number, f"a total (“{there[0][:40]}”)"))
        else:
            rows.append((number, row))
    return rows, tuple(skipped), foot


# ── columns ─────────────────────────────────────────────────────────────────────────────────────
def _column(position: int, name: str, tag: str, cells: Sequence[Cell]) -> ReadColumn:
    full = [c for c in cells if words_in(c).strip() and not is_nothing(words_in(c))]
    examples = tuple(dict.fromkeys(words_in(c).strip()[:60] for c in full))[:EXAMPLES]
    if not full:
        return ReadColumn(name, position + 1, tag, Holds.NOTHING, Role.BESIDE)
    if sum(isinstance(c, Dated) for c in full) * 10 >= len(full) * 8:
        return ReadColumn(name, position + 1, tag, Holds.DATE, Role.WHEN, "dates of the program", examples, Order.YEAR_FIRST)
    texts = [words_in(c).strip() for c in full]
    order = order_in(texts) if all(isinstance(c, str | Dated) for c in full) else None
    if order is not None:
        return _date_column(position, name, tag, texts, examples, order)
    return _number_column(position, name, tag, full, examples) or ReadColumn(name, position + 1, tag, Holds.TEXT, Role.BESIDE, "", examples)


def _date_column(position: int, name: str, tag: str, texts: Sequence[str], examples: tuple[str, ...], order: Order) -> ReadColumn:
    unsettled = order in (Order.OPEN, Order.MIXED)
    open_one = next((t for t in texts if len(days_of(t, order)) > 1), "")
    both = f": {open_one} could be {' or '.join(d.isoformat() for d in days_of(open_one, order))}" if open_one else ""
    return ReadColumn(name, position + 1, tag, Holds.DATE, Role.WHEN, f"{order}{both}", examples, order, is_settled=not (unsettled and open_one))


def _number_column(position: int, name: str, tag: str, cells: Sequence[Cell], examples: tuple[str, ...]) -> ReadColumn | None:
    if not all(is_typed(c) and not isinstance(c, Dated) for c in cells):
        codes = [words_in(c).strip() for c in cells]
        if all(re.fullmatch(r"[A-Z]{0,4}\d+", c) for c in codes):
            return ReadColumn(name, position + 1, tag, Holds.CODE, Role.BESIDE, "", examples)
        return None
    written: list[tuple[str, Written]] = [(c, w) for c in cells if isinstance(c, str) and (w := read_number(c))]
    mark = mark_in(w for _, w in written)
    unclear = next(((t, w) for t, w in written if len(settle(t, w, mark)) > 1), None)
    how = "" if mark == Mark.UNSETTLED else str(mark)
    if unclear:
        how = f"{unclear[0]} could be {' or '.join(f'{r:,.10g}' for r in unclear[1].readings)}: nothing in the column settles it"
    return ReadColumn(name, position + 1, tag, Holds.NUMBER, Role.FIGURE, how, examples, None, mark, unclear is None)


_BY_TAG = (("#date", Role.WHEN), ("#adm", Role.WHERE), ("#loc", Role.WHERE), ("#country", Role.WHERE), ("#region", Role.WHERE),
           ("#description", Role.WHAT), ("#event", Role.WHAT), ("#meta+source", Role.WHO_SAYS), ("#geo", Role.BESIDE), ("#meta", Role.BESIDE))
_WHERE_WORDS = r"place|location|city|town|village|district|province|governorate|region|zone|woreda|admin ?\d?|country|pa[ií]s|d[oó]nde"
_BY_NAME = ((re.compile(r"\b(date|day|when|fecha|datum|tarih|cu[aá]ndo)\b", re.I), Role.WHEN),
            (re.compile(r"\b(lat|lon|latitude|longitude|p-?code|code|iso|id|year|month|precision)\b|p?code$", re.I), Role.BESIDE),
            (re.compile(rf"\b({_WHERE_WORDS})\b", re.I), Role.WHERE),
            (re.compile(r"\b(description|event|what happened|summary|text|claim|headline|title)\b", re.I), Role.WHAT),
            (re.compile(r"\b(source|sources|according to|fuente)\b", re.I), Role.WHO_SAYS))
_FITS = {Role.WHEN: {Holds.DATE}, Role.WHERE: {Holds.TEXT}, Role.WHAT: {Holds.TEXT}, Role.WHO_SAYS: {Holds.TEXT}}


def _with_roles(columns: tuple[ReadColumn, ...]) -> tuple[ReadColumn, ...]:
    """Each column with what it is for; where nothing says what happened, the column with the longest words does."""
    told = tuple(msgspec.structs.replace(c, role=_role(c)) for c in columns)
    if any(c.role == Role.WHAT for c in told):
        return told
    texts = [c for c in told if c.holds == Holds.TEXT and c.role == Role.BESIDE and c.examples]
    longest = max(texts, key=lambda c: max(map(len, c.examples)), default=None)
    if longest is None or max(map(len, longest.examples)) < LONG_TEXT:
        return told
    return tuple(msgspec.structs.replace(c, role=Role.WHAT) if c is longest else c for c in told)


def _role(column: ReadColumn) -> Role:
    tag = column.tag.replace(" ", "").lower()
    by_tag = next((role for start, role in _BY_TAG if tag.startswith(start)), None)
    by_name = next((role for words, role in _BY_NAME if words.search(column.name)), None)
    wanted = by_tag or by_name
    if "+code" in tag or (wanted is None and column.holds == Holds.CODE):
        return Role.BESIDE
    if wanted is None or (wanted in _FITS and column.holds not in _FITS[wanted]):
        return column.role if column.holds in (Holds.NUMBER, Holds.DATE) and wanted != Role.BESIDE else Role.BESIDE
    return wanted
