"""Other people's tables: how one was read, so that a person can say yes to it, and the drafts that would follow."""

import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec import Struct

from briefings.errors import SeveralNames, UnknownName
from briefings.finding.resolving import resolve
from briefings.sheet.book import Book, Cell, Cells, Dated, Formula, words_in
from briefings.sheet.datecolumns import Order, days_of, order_in
from briefings.sheet.errors import SheetRefused
from briefings.sheet.heads import Grid, Head, find_head, grid_of, is_typed, names_of
from briefings.sheet.numbers import Mark, Written, is_nothing, mark_in, read_number, settle
from briefings.store.reading import Reading

EXAMPLES = 3
MOST_DRAFTS = 5_000  # of one table; more is a data set, not a briefing
MOST_NOTES = 40
LONGEST_DRAFT = 2_000  # characters of a draft's text
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
    letter: int
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


class DraftFigure(Struct, frozen=True):
    """A number of a row: what it counts, the words as written, and its readings; two where nothing settles it, none is chosen then."""

    of: str
    text: str
    readings: tuple[float, ...]


class Draft(Struct, frozen=True):
    """What one row would become for a curator to finish. It is no fact: nobody has said who says so.

    ``when`` are ISO days, two where nothing settles which; ``places`` are names as written, ``place_ids`` those known.
    """

    row: int
    text: str
    when: tuple[str, ...] = ()
    when_words: str = ""
    places: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    who_says: str = ""
    figures: tuple[DraftFigure, ...] = ()


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


_BY_TAG = (("#date", Role.WHEN), ("#adm", Role.WHERE), ("#loc", Role.WHERE), ("#country", Role.WHERE), ("#region", Role.WHERE), ("#description", Role.WHAT),
           ("#event", Role.WHAT), ("#meta+source", Role.WHO_SAYS), ("#geo", Role.BESIDE), ("#meta", Role.BESIDE))
_BY_NAME = ((re.compile(r"\b(date|day|when|fecha|datum|tarih|cu[aá]ndo)\b", re.I), Role.WHEN),
            (re.compile(r"\b(lat|lon|latitude|longitude|p-?code|code|iso|id|year|month|precision)\b|p?code$", re.I), Role.BESIDE),
            (re.compile(r"\b(place|location|city|town|village|district|province|governorate|region|zone|woreda|admin ?\d?|country|pa[ií]s|d[oó]nde)\b", re.I), Role.WHERE),
            (re.compile(r"\b(description|event|what happened|summary|text|claim|headline|title)\b", re.I), Role.WHAT),
            (re.compile(r"\b(source|sources|according to|fuente)\b", re.I), Role.WHO_SAYS))
_FITS = {Role.WHEN: {Holds.DATE}, Role.WHERE: {Holds.TEXT}, Role.WHAT: {Holds.TEXT}, Role.WHO_SAYS: {Holds.TEXT}}


def _with_roles(columns: tuple[ReadColumn, ...]) -> tuple[ReadColumn, ...]:
    """Each column with what it is for; where nothing says what happened, the column with the longest words does."""
    told = tuple(msgspec.structs.replace(c, role=_role(c)) for c in columns)
    if any(c.role == Role.WHAT for c in told):
        return told
    longest = max((c for c in told if c.holds == Holds.TEXT and c.role == Role.BESIDE), key=lambda c: max((len(e) for e in c.examples), default=0), default=None)
    if longest is None or max(len(e) for e in longest.examples) < 40:
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


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────
def drafts_of(store: Reading, table: ReadTable) -> tuple[Draft, ...]:
    """A draft a row, the first ``MOST_DRAFTS`` of them. Place names are looked up; a name that fits several things is left to the curator."""
    known: dict[str, str] = {}
    return tuple(_draft(store, table, number, row, known) for number, row in table.rows[:MOST_DRAFTS])


def _draft(store: Reading, table: ReadTable, number: int, row: tuple[Cell, ...], known: dict[str, str]) -> Draft:
    by_role: dict[Role, list[tuple[ReadColumn, Cell]]] = {}
    for column in table.columns:
        cell = row[column.letter - 1]
        if words_in(cell).strip() and not is_nothing(words_in(cell)) and not isinstance(cell, Formula):
            by_role.setdefault(column.role, []).append((column, cell))
    places = tuple(dict.fromkeys(words_in(c).strip() for _, c in by_role.get(Role.WHERE, [])))
    when = by_role.get(Role.WHEN, [])
    ids = tuple(dict.fromkeys(i for p in places if (i := _place_id(store, p, known))))
    return Draft(number, _text(by_role, table, row), _days(*when[0]) if when else (), words_in(when[0][1]) if when else "", places, ids,
                 "; ".join(words_in(c).strip() for _, c in by_role.get(Role.WHO_SAYS, [])), tuple(_figure(c, v) for c, v in by_role.get(Role.FIGURE, [])))


def _text(by_role: dict[Role, list[tuple[ReadColumn, Cell]]], table: ReadTable, row: tuple[Cell, ...]) -> str:
    """What happened in the table's own words; where no column says it, every cell with its column's name."""
    what = [words_in(c).strip() for _, c in by_role.get(Role.WHAT, [])]
    beside = [f"{c.name}: {words_in(row[c.letter - 1]).strip()}" for c in table.columns if words_in(row[c.letter - 1]).strip() and not is_nothing(words_in(row[c.letter - 1]))]
    return ("; ".join(what) or "; ".join(beside))[:LONGEST_DRAFT]


def _days(column: ReadColumn, cell: Cell) -> tuple[str, ...]:
    if isinstance(cell, Dated):
        return (cell.iso[:10],)
    return tuple(d.isoformat() for d in days_of(words_in(cell), column.order)) if column.order else ()


def _figure(column: ReadColumn, cell: Cell) -> DraftFigure:
    if isinstance(cell, int | float):
        return DraftFigure(column.name, words_in(cell), (float(cell),))
    words = words_in(cell).strip()
    written = read_number(words)
    return DraftFigure(column.name, words, settle(words, written, column.mark) if written else ())


def _place_id(store: Reading, name: str, known: dict[str, str]) -> str:
    """The id of a place by its name, "" where nothing or several things go by it; a slip of spelling is not taken for a name here."""
    if name not in known:
        try:
            meaning = resolve(store, name, kinds=("place",))
            known[name] = "" if meaning.asked_as else meaning.id
        except (UnknownName, SeveralNames):
            known[name] = ""
    return known[name]
