"""What has been read of a story's version lately, kept decoded: sources, documents and places that every answer names again."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

MOST_KEPT = 4000  # records; about a kilobyte each


class Shelf:
    """A small cache of records and counts, keyed by story and version: what it holds is never wrong, only old, and old things fall off.

    Thread-safe. Nothing that a role or an embargo hides is put here: records only, and how many facts there are to rank among.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """What is kept under ``key``; None where nothing is."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value; the one longest unused falls off where there is no room."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
