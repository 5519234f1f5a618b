"""What a column and a sheet are made of."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from briefings.model import Fact

Value = str | int | float | date | datetime | None


def letters_of(number: int) -> str:
    """The letters of a column by its number, which counts from 1: "AB" for 28. Not openpyxl's, which takes 0.2 s to load."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Kind(StrEnum):
    """What a column holds. TEXT is short and LONG wraps; a MOMENT is naive UTC and its column's name ends in ``_utc``."""

    TEXT = "text"
    LONG = "long text"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment, UTC"


class Column(Struct, frozen=True, kw_only=True):
    """One column: what the writer puts in, what the Dictionary says of it, and what an edit of it does.

    ``get`` takes the row's thing. ``put`` takes a fact, the number of the row's part within it (0 where the row is the whole
    fact) and the new value, and returns the fact so edited, raising ValueError with a sentence where the value will not do; a
    column without it is read only. ``asks`` marks columns that are empty in every export and that an editor fills: what to do
    with the row. ``choices`` are offered as a drop-down; ``links_to_fact`` makes the cell a link to the fact's row.
    """

    key: str
    about: str
    get: Callable[[Any], Value]
    kind: Kind = Kind.TEXT
    width: int = 14
    hxl: str = ""
    choices: type[StrEnum] | tuple[str, ...] = ()
    put: Callable[[Fact, int, str], Fact] | None = None
    asks: bool = False
    right_to_left: bool = False
    links_to_fact: bool = False

    @property
    def is_editable(self) -> bool:
        """Whether an edit of the cell comes back as a proposal."""
        return self.put is not None or self.asks

    @property
    def is_counted(self) -> bool:
        """Whether it holds numbers, which stand to the right."""
        return self.kind in (Kind.NUMBER, Kind.WHOLE)


class Sheet(Struct, frozen=True, kw_only=True):
    """One sheet: its title, its one table, and what is said of it in the README sheet.

    ``frozen`` is how many columns stay in view; ``prints`` how many go onto paper, 0 for all.
    """

    title: str
    about: str
    columns: tuple[Column, ...]
    frozen: int = 1
    prints: int = 0
    state: str = "visible"

    @property
    def is_editable(self) -> bool:
        """Whether any of its cells may be edited."""
        return any(c.is_editable for c in self.columns)

    def column(self, key: str) -> Column:
        """The column of this name."""
        return next(c for c in self.columns if c.key == key)
