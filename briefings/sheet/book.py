"""A workbook or a text table as it was read: plain cells, nothing that runs, nothing of the file's own form."""

from datetime import date, datetime

from msgspec import Struct


class Dated(Struct, frozen=True, tag="date"):
    """A cell that holds a date or a moment, in ISO form ("2024-12-06", "2024-12-06T14:00:00")."""

    iso: str


class Formula(Struct, frozen=True, tag="formula"):
    """A cell that holds a formula. It is never computed, and what a program once computed is not taken on trust."""

    words: str


Cell = str | int | float | bool | None | Dated | Formula


class Cells(Struct, frozen=True):
    """One sheet. Row 1 is ``rows[0]``; ``merged`` are ranges as written ("A1:C1")."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    merged: tuple[str, ...] = ()


class Book(Struct, frozen=True):
    """A file that was read. ``kind`` is xlsx or csv; ``how`` says how a text table was read ("cp1252, semicolons"); ``export_id`` its property."""

    name: str
    kind: str
    sheets: tuple[Cells, ...]
    how: str = ""
    export_id: str = ""

    def sheet(self, title: str) -> Cells | None:
        """The sheet of this title; None where there is none."""
        return next((s for s in self.sheets if s.title == title), None)


def dated(value: date) -> Dated:
    """A date or moment as a cell; midnight is a day."""
    if isinstance(value, datetime):
        moment = value.replace(microsecond=0, tzinfo=None)
        return Dated(moment.date().isoformat() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment.isoformat())
    return Dated(value.isoformat())


def words_in(cell: Cell) -> str:
    """A cell as text: what a person sees in it, more or less."""
    match cell:
        case None:
            return ""
        case Dated():
            return cell.iso
        case Formula():
            return cell.words
        case bool():
            return "yes" if cell else ""
        case float():
            return f"{cell:.15g}"
        case int():
            return str(cell)
        case _:
            return cell.replace("\r\n", "\n").replace("\r", "\n")
