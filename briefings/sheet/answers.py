"""What comes of a sheet: a check, a merge, a reading of somebody's table, an offer to make a workbook."""

from datetime import datetime

from briefings.answers import Answer
from briefings.sheet.drafting import Draft
from briefings.sheet.outcomes import CheckedRow, MergedCell, MergedRow, Now, Proposal
from briefings.sheet.selection import Selection
from briefings.sheet.tables import ReadTable


class SheetOffer(Answer, frozen=True):
    """A workbook that can be made: of what, how many facts, and what its file is called. Whoever shows it makes the file beside it.

    ``unread`` are words of the filter that nothing was made of; ``left_out`` is how many facts the answer it is of leaves out.
    """

    selection: Selection
    facts: int
    file: str
    export_id: str
    unread: str = ""
    left_out: int = 0


class SheetCheck(Answer, frozen=True):
    """An old sheet against the core, row by row in the sheet's order. ``export_id`` is "" and ``version`` 0 where the sheet is none of ours.

    ``added`` is how many facts of the same selection were recorded since; ``made_utc`` when its state was recorded.
    """

    file: str
    export_id: str
    version: int
    made_utc: datetime | None
    rows: tuple[CheckedRow, ...]
    added: int = 0

    def count(self, outcome: Now) -> int:
        """How many facts stand so."""
        return len({r.fact for r in self.rows if r.outcome == outcome})


class SheetMerge(Answer, frozen=True):
    """An edited export against the core's own base, cell by cell. ``key`` names exactly this merge: the same file merged again has the same.

    ``proposals`` are what a yes would put up for review; ``untouched`` how many rows are as they were exported.
    """

    file: str
    export_id: str
    version: int
    cells: tuple[MergedCell, ...]
    rows: tuple[MergedRow, ...]
    proposals: tuple[Proposal, ...]
    untouched: int
    key: str


class TableReading(Answer, frozen=True):
    """Somebody's table, and how it was read: shown for a yes before any draft is kept. ``others`` are sheets that were left alone, and why."""

    file: str
    how: str
    table: ReadTable
    drafts: tuple[Draft, ...]
    others: tuple[str, ...]
    key: str


SheetAnswer = SheetOffer | SheetCheck | SheetMerge | TableReading
