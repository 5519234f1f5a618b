"""What became of a row or a cell: the words that checks and merges are told in."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from briefings.model import Fact
from briefings.vocabulary import ChangeKind


class Now(StrEnum):
    """How a fact of an old sheet stands now."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    DISPUTED = "disputed"
    UPDATED = "updated"
    CONFIRMED = "confirmed"
    CLARIFIED = "clarified"
    UNCHANGED = "unchanged"
    ON_FILE = "on file"  # where the sheet does not say of when it is
    GONE = "no longer shown"
    UNKNOWN = "not one of ours"


class CheckedRow(Struct, frozen=True):
    """One fact of an old sheet. ``row`` counts as the sheet does; ``was`` are the sheet's words, ``now`` the desk's ("" where withheld).

    ``note`` is the editor's note of the change that matters most; ``when_utc`` its time.
    """

    sheet: str
    row: int
    fact: str
    outcome: Now
    was: str = ""
    now: str = ""
    note: str = ""
    when_utc: datetime | None = None


class Cell(StrEnum):
    """What a merge makes of an edited cell."""

    EDIT = "edit"  # changed in the sheet, unchanged in the core: a proposal
    SAME = "same"  # changed in both, to the same
    CONFLICT = "conflict"  # changed in both, to different things: nothing is proposed
    READ_ONLY = "read-only"  # changed in the sheet where nothing can be changed
    REFUSED = "refused"  # the new value will not do


class Row(StrEnum):
    """What a merge makes of a row that is not one of the export's as it was."""

    NEW = "new"
    MISSING = "missing"  # never a deletion
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    GONE = "gone"  # withdrawn or withheld since
    DELETE = "delete"


class MergedCell(Struct, frozen=True):
    """One cell that is not as it was exported."""

    sheet: str
    row: int
    fact: str
    column: str
    outcome: Cell
    was: str
    theirs: str
    now: str
    why: str = ""


class MergedRow(Struct, frozen=True):
    """One row that is not simply there. ``row`` is 0 for one that is missing."""

    sheet: str
    row: int
    fact: str
    outcome: Row
    why: str = ""


class Proposal(Struct, frozen=True):
    """One change that a sheet proposes: the fact as it would be, against the revision it was made on.

    ``told`` says it in a line; ``said`` whether the editor chose the kind of change or we did.
    """

    fact_id: str
    on_revision: int
    change: ChangeKind
    fact: Fact
    told: str
    note: str = ""
    said: bool = False
