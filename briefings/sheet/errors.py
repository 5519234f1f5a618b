"""What can be wrong with a sheet or a table that somebody sends: one sentence for whoever sent it."""

from briefings.errors import Unanswerable


class SheetRefused(Unanswerable):
    """The file is not read, or not taken; the sentence names what is wrong with it and what would help."""


class NothingToCheck(SheetRefused):
    """The file is no export, and no fact id stands in it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is no export of Factbox, and no fact id (such as F12) stands in it: there is nothing to check it by.")
