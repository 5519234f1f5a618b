"""The log: structlog to standard error, and a file of crashes in the data folder. Never what anybody typed, never a secret.

structlog is imported when the first line is due, so an ask that has nothing to log does not pay for it.
"""

import os
import sys
import traceback
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, TextIO

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
CRASHES = "factbox.log"
WORDS = frozenset({"text", "query", "question", "message", "words", "token", "password", "secret"})  # keys that are never written


class Log:
    """Writes events from ``level`` up: one line each, JSON where ``stream`` is no terminal, key=value where it is."""

    def __init__(self, level: str = "warning", stream: Callable[[], TextIO] = lambda: sys.stderr) -> None:
        self._least, self._stream = LEVELS[level], stream

    def debug(self, event: str, **about: object) -> None:
        """Something only a developer looks for."""
        self._write("debug", event, about)

    def info(self, event: str, **about: object) -> None:
        """Something that went as it should."""
        self._write("info", event, about)

    def warning(self, event: str, **about: object) -> None:
        """Something an administrator should see to."""
        self._write("warning", event, about)

    def error(self, event: str, **about: object) -> None:
        """Something that failed."""
        self._write("error", event, about)

    def _write(self, level: str, event: str, about: dict[str, object]) -> None:
        if LEVELS[level] >= self._least:
            getattr(_logger(self._stream()), level)(event, **about)


def _logger(stream: TextIO) -> Any:
    import structlog
    from structlog.processors import JSONRenderer, KeyValueRenderer, TimeStamper, add_log_level

    form: Any = KeyValueRenderer(key_order=["timestamp", "level", "event"]) if stream.isatty() else JSONRenderer(ensure_ascii=False)
    steps = [add_log_level, TimeStamper(fmt="iso", utc=True), without_words, form]
    return structlog.wrap_logger(structlog.WriteLogger(stream), processors=steps)


def without_words(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what a person typed and what is secret, by key; a ``Secret`` hides itself."""
    return {key: value for key, value in event.items() if key not in WORDS}


def note_crash(trouble: BaseException, folder: Path) -> Path | None:
    """Write where an unexpected error arose into the log file, without its message: that may quote what somebody typed.

    Returns the file, or None where it cannot be written.
    """
    path = folder / CRASHES
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
            Log("error", lambda: file).error("crash", kinds=_kinds(trouble), at=_frames(trouble))
    except OSError:
        return None
    return path


def _kinds(trouble: BaseException | None) -> list[str]:
    """The error's class and those of the errors behind it."""
    found = []
    while trouble is not None:
        found.append(f"{type(trouble).__module__}.{type(trouble).__qualname__}")
        trouble = trouble.__cause__ or trouble.__context__
    return found


def _frames(trouble: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trouble.__traceback__)]
