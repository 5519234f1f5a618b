"""Where a table's head is: notes above it, several rows of head, merged cells, a row of HXL tags."""

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from briefings.sheet.book import Cell, Cells, Dated, words_in
from briefings.sheet.columns import letters_of
from briefings.sheet.guards import column_number
from briefings.sheet.numbers import is_nothing, read_number

LOOKED_AT = 400  # rows from which the types of columns are told
HEAD_WITHIN = 40  # rows in which the head has to begin
MOST_HEAD_ROWS = 5
_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z0-9_]+)*\s*", re.IGNORECASE)
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)")
Grid = list[list[Cell]]


class Head(Struct, frozen=True):
    """The head of a table: its rows (counted from 1, none where there is no head), the row of HXL tags (0 for none), the first row of data."""

    rows: tuple[int, ...]
    tags: int
    first: int


def grid_of(cells: Cells) -> Grid:
    """The cells as a rectangle, with merged ranges filled from their first cell."""
    width = max((len(r) for r in cells.rows), default=0)
    grid: Grid = [[*row, *[None] * (width - len(row))] for row in cells.rows]
    for written in cells.merged:
        _fill(grid, written, width)
    return grid


def _fill(grid: Grid, written: str, width: int) -> None:
    match = _RANGE.fullmatch(written)
    if match is None:
        return
    left, top, right, bottom = column_number(match[1]) - 1, int(match[2]) - 1, column_number(match[3]), int(match[4])
    if top >= len(grid) or left >= width:
        return
    value = grid[top][left]
    for row in grid[top:bottom]:
        row[left : min(right, width)] = [value] * (min(right, width) - left)


def find_head(grid: Grid) -> Head:
    """Where the head is: above a row of HXL tags, else above the first row that looks like the data below it."""
    tags = next((n for n, row in enumerate(grid[:HEAD_WITHIN]) if _is_tags(row)), None)
    first = tags + 1 if tags is not None else _first_data(grid)
    last_head = (tags if tags is not None else first) - 1
    rows: list[int] = []
    while last_head >= 0 and len(rows) < MOST_HEAD_ROWS and _is_head(grid[last_head], rows, grid):
        rows.insert(0, last_head)
        last_head -= 1
    return Head(tuple(r + 1 for r in rows), 0 if tags is None else tags + 1, first + 1)


def _filled(row: Sequence[Cell]) -> int:
    return sum(words_in(c).strip() != "" for c in row)


def _distinct(row: Sequence[Cell]) -> set[str]:
    """The different words of a row: a merged title says one thing only."""
    return {words_in(c).strip() for c in row} - {""}


def _is_tags(row: Sequence[Cell]) -> bool:
    words = [w for w in (words_in(c).strip() for c in row) if w]
    return bool(words) and sum(bool(_TAG.fullmatch(w)) for w in words) == len(words) and any(w.startswith("#") for w in words)


def _is_head(row: Sequence[Cell], below: list[int], grid: Grid) -> bool:
    """Whether a row belongs to the head: the one above the data always, if it has words; those above that if they name several columns."""
    filled = _filled(row)
    if filled == 0:
        return False
    if not below:
        return filled >= 2 or len(row) == 1
    distinct = _distinct(row)
    return len(distinct) >= 2 and not any(isinstance(c, Dated) for c in row) and all(len(w) < 120 for w in distinct)


def _first_data(grid: Grid) -> int:
    typed = typed_columns(grid)
    wide = _wide(grid)
    if typed:
        for n, row in enumerate(grid[:HEAD_WITHIN]):
            there = [c for c in typed if words_in(row[c]).strip()]
            if there and sum(is_typed(row[c]) for c in there) * 2 >= len(there) and not _are_years(row, typed) and _filled(row) * 2 >= wide:
                return n
    head = next((n for n, row in enumerate(grid[:HEAD_WITHIN]) if len(_distinct(row)) >= max(2, wide * 3 // 5)), None)
    return 0 if head is None else head + 1


def _wide(grid: Grid) -> int:
    """How many cells a usual row fills."""
    counts = sorted(f for row in grid[:LOOKED_AT] if (f := _filled(row)))
    return counts[len(counts) // 2] if counts else 0


def is_typed(cell: Cell) -> bool:
    """Whether a cell is a number, a date, or a mark for none: what data has and heads have not."""
    if isinstance(cell, Dated) or (isinstance(cell, int | float) and not isinstance(cell, bool)):
        return True
    words = words_in(cell).strip()
    return is_nothing(words) or read_number(words) is not None


def typed_columns(grid: Grid) -> list[int]:
    """The columns whose lower cells are mostly numbers or dates."""
    rows = grid[:LOOKED_AT]
    lower = rows[min(len(rows) // 2, 8) :]
    width = len(rows[0]) if rows else 0
    found = []
    for column in range(width):
        words = [row[column] for row in lower if words_in(row[column]).strip()]
        if words and sum(is_typed(c) for c in words) * 10 >= len(words) * 6 and any(not is_nothing(words_in(c)) for c in words):
            found.append(column)
    return found


def _are_years(row: Sequence[Cell], typed: list[int]) -> bool:
    """Whether the numbers of a row are years one after another: a head, not data."""
    years = [words_in(row[c]).strip() for c in typed if words_in(row[c]).strip()]
    if len(years) < 2 or not all(re.fullmatch(r"(?:19|20)\d\d", y) for y in years):
        return False
    numbers = [int(y) for y in years]
    return all(b - a == 1 for a, b in pairwise(numbers))


def names_of(grid: Grid, head: Head) -> tuple[str, ...]:
    """One name a column, its levels joined: "Current / Phase 1 / #"; a level that spans columns holds for all of them."""
    width = len(grid[0]) if grid else 0
    levels = [[words_in(c).strip() for c in grid[r - 1]] for r in head.rows]
    spread = [_spread(level) for level in levels[:-1]] + levels[-1:]
    names: list[str] = []
    for column in range(width):
        parts = [p for p in dict.fromkeys(" ".join(level[column].split()) for level in spread) if p]
        name = " / ".join(parts) or f"column {letters_of(column + 1)}"
        names.append(name if name not in names else f"{name} ({names.count(name) + 1 + sum(n.startswith(name + ' (') for n in names)})")
    return tuple(names)


def _spread(level: list[str]) -> list[str]:
    """A level with its blanks filled from the left: an exported merge keeps its words in the first cell only."""
    filled, last = [], ""
    for words in level:
        last = words or last
        filled.append(last)
    return filled
