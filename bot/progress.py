"""A word on standard error while something takes longer than a second; on a terminal only, and gone when it is done."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 1.0
_TURN_SECONDS = 0.12
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


@contextmanager
def progress(words: str, *, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Say ``words`` and keep turning if the block takes longer than ``patience`` seconds."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    turning = threading.Thread(target=_turn, args=(words, done, patience), daemon=True)
    turning.start()
    try:
        yield
    finally:
        done.set()
        turning.join()


def _turn(words: str, done: threading.Event, patience: float) -> None:
    if done.wait(patience):
        return
    turns = 0
    while True:
        sys.stderr.write(f"\r{_FRAMES[turns % len(_FRAMES)]} {words} …")
        sys.stderr.flush()
        turns += 1
        if done.wait(_TURN_SECONDS):
            break
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
