"""The core: facts, who says them, what is contested, what is not known. Knows no chat, no settings and no clock it was not given.

This is the front door. ``open_store`` opens a database; ``queries`` and ``changes`` are the questions and the changes;
what comes back is one of ``answers``.
"""

from briefings.periods import show_day, show_period
from briefings.store import Store, open_store

__all__ = ["Store", "open_store", "show_day", "show_period"]
