"""Answers kept while nothing they were made from has changed. Knows no platform: what is kept is whatever the caller makes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct

from briefings.model import Person
from handlers.catalogue import BY_NAME
from handlers.command import curates
from handlers.desk import Request

MOST = 2_000  # answers kept by one process; one is some ten kilobytes
_KEPT_GROUPS = frozenset({"ask", "desk", "data"})  # groups of commands that read and change nothing; others depend on who looked when
_DAY_BEGINS_WITHIN = 900  # seconds: in every time zone a day begins at a full quarter of an hour UTC

T = TypeVar("T")
Versions = tuple[tuple[str, int], ...]


class _Entry(Struct, Generic[T]):
    value: T
    ends: datetime | None


class Cache(Generic[T]):
    """The most recently used answers. Thread-safe; what is looked up after its end is not there."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, *, now: datetime) -> T | None:
        """What was kept under ``key``; None where it is not, or not any more."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry.ends is not None and entry.ends <= now:
                del self._entries[key]
                return None
            self._entries.move_to_end(key)
            return entry.value

    def keep(self, key: Hashable, value: T, *, ends: datetime | None = None) -> None:
        """Keep a value until ``ends`` (the next embargo or review), or until others are asked for more often."""
        with self._lock:
            self._entries[key] = _Entry(value, ends)
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)

    def __len__(self) -> int:
        return len(self._entries)


def key_of(request: Request, versions: Versions, shape: Hashable = "") -> Hashable:
    """What an answer depends on: the versions of all stories, the words, who may see what, zone and day. ``shape`` is the platform's own part."""
    quarter = int(request.now.timestamp()) // _DAY_BEGINS_WITHIN
    return (versions, request.text, request.story, request.known_by, rights(request.person), request.person.zone, quarter, shape)


def rights(person: Person) -> tuple[tuple[str, str], ...]:
    """What a person may see, by story; people with the same rights are shown the same."""
    return tuple(sorted(person.roles.items()))


def is_kept(text: str) -> bool:
    """Whether the answer to these words may be kept: plain questions and commands that only read, and read nothing sent along."""
    if curates(text):
        return False
    word = text.strip().lstrip("/").partition(" ")[0].casefold()
    command = BY_NAME.get(word)
    return command is None or (command.group in _KEPT_GROUPS and not (command.option and command.option.file))


__all__ = ["MOST", "Cache", "Versions", "is_kept", "key_of", "rights"]
