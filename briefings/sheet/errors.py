"""What can be wrong with a sheet or a table that somebody sends: one sentence for whoever sent it."""

from briefings.errors import Unanswerable


class SheetRefused(Unanswerable):
    """The file is not read, or not taken; the sentence names what is wrong with it and what would help."""
