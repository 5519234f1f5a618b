"""From a table as read to drafts, a row each, for a curator to finish."""

from msgspec import Struct

from briefings.errors import SeveralNames, UnknownName
from briefings.finding.resolving import resolve
from briefings.sheet.book import Cell, Dated, Formula, words_in
from briefings.sheet.datecolumns import days_of
from briefings.sheet.numbers import is_nothing, read_number, settle
from briefings.sheet.tables import ReadColumn, ReadTable, Role
from briefings.store.reading import Reading

MOST_DRAFTS = 5_000  # of one table; more is a data set, not a briefing
LONGEST_DRAFT = 2_000  # characters of a draft's text


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


def drafts_of(store: Reading, table: ReadTable) -> tuple[Draft, ...]:
    """A draft a row, the first ``MOST_DRAFTS`` of them. Place names are looked up; a name that fits several things is left to the curator."""
    known: dict[str, str] = {}
    return tuple(_draft(store, table, number, row, known) for number, row in table.rows[:MOST_DRAFTS])


def _draft(store: Reading, table: ReadTable, number: int, row: tuple[Cell, ...], known: dict[str, str]) -> Draft:
    by_role: dict[Role, list[tuple[ReadColumn, Cell]]] = {}
    for column in table.columns:
        cell = row[column.number - 1]
        if words_in(cell).strip() and not is_nothing(words_in(cell)) and not isinstance(cell, Formula):
            by_role.setdefault(column.role, []).append((column, cell))
    places = tuple(dict.fromkeys(words_in(c).strip() for _, c in by_role.get(Role.WHERE, [])))
    when = by_role.get(Role.WHEN, [])
    ids = tuple(dict.fromkeys(i for p in places if (i := _place_id(store, p, known))))
    who_says = "; ".join(words_in(c).strip() for _, c in by_role.get(Role.WHO_SAYS, []))
    return Draft(number, _text(by_role, table, row), _days(*when[0]) if when else (), words_in(when[0][1]) if when else "", places, ids, who_says,
                 tuple(_figure(c, v) for c, v in by_role.get(Role.FIGURE, [])))


def _text(by_role: dict[Role, list[tuple[ReadColumn, Cell]]], table: ReadTable, row: tuple[Cell, ...]) -> str:
    """What happened in the table's own words; where no column says it, every cell with its column's name."""
    what = [words_in(c).strip() for _, c in by_role.get(Role.WHAT, [])]
    words = [(c.name, words_in(row[c.number - 1]).strip()) for c in table.columns]
    beside = [f"{name}: {said}" for name, said in words if said and not is_nothing(said)]
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
