"""Sheets off the bot's process: large ones are made in a child, and whatever somebody sends is read in a child with limits.

``python -m bot.sheets`` is that child: one request on standard input, its answer on standard output. A file that kills its reader
kills the child only; the child of a reader is given none of the bot's secrets.
"""

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from briefings.errors import FactboxError, StoreTrouble
from briefings.sheet.book import Book
from briefings.sheet.errors import SheetRefused
from briefings.sheet.selection import WHOLE, Selection
from briefings.store.tables import OPEN_FUTURE

if TYPE_CHECKING:
    from briefings.store import Store

LARGE = 2_000  # facts from which a sheet is made in a child: about 0.2 s of work, more would be felt by whoever asks meanwhile
MEMORY_BYTES = 2 << 30  # of the child that reads
READ_SECONDS, CPU_SECONDS = 150, 90  # an export of 100,000 facts takes 30
WRITE_SECONDS = 600
_ROOT = Path(__file__).parents[1]
NICE = 5  # the child that writes steps aside for the bot
_REFUSED, _DONE, _TROUBLE, _PROGRESS = "refused", "done", "trouble", "progress"
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")

OnProgress = Callable[[int, int], None]


class Request(Struct, frozen=True):
    """What a child is asked: to read a file, or to write a story's sheet. ``now`` is in microseconds, so that both see the same."""

    job: str
    path: str
    name: str = ""
    url: str = ""
    story: str = ""
    selection: Selection = WHOLE
    known: str = OPEN_FUTURE
    recorded: datetime | None = None
    now: datetime | None = None


class Line(Struct, frozen=True):
    """One line of what a writing child tells."""

    kind: str
    words: str = ""
    done: int = 0
    of: int = 0


class SheetFailed(StoreTrouble):
    """A sheet could not be made, for a reason that nobody who asked can mend."""

    def __init__(self, why: str = "") -> None:
        because = f": {why}" if why else ""
        super().__init__(f"The sheet could not be made{because}. Nothing was lost; try again, and tell whoever runs the bot if it stays so.")


# ── writing ─────────────────────────────────────────────────────────────────────────────────────
def make_sheet(store: "Store", url: str, story: str, into: Path, *, clock: Callable[[], datetime], selection: Selection = WHOLE, facts: int = 0,
               known: str = OPEN_FUTURE, recorded: datetime | None = None, on_progress: OnProgress = lambda done, of: None) -> str:
    """Write a sheet to a file and return its export id; in a child where it is large. ``facts`` is how many an offer counted.

    Raises:
        StoreTrouble: the store cannot be read, or the child failed.
        UnknownStory: no story on file has this slug.
    """
    if facts > LARGE and ":memory:" not in url:
        return write_aside(Request("write", str(into), "", url, story, selection, known, recorded, clock()), on_progress)
    from briefings.sheet.write import write_sheet  # openpyxl takes 0.2 s to load; most asks need none

    with store.reading(story, known=known, recorded=recorded) as reading, _whole_or_nothing(into) as file:
        return write_sheet(reading, file, selection, on_progress).export_id


def write_aside(request: Request, on_progress: OnProgress) -> str:
    """Have a child write a sheet; its export id.

    Raises:
        StoreTrouble: the child failed; nothing of the file is left.
    """
    with child_at(request, with_secrets()) as child:
        said = Line(_TROUBLE)
        for raw in child.stdout or ():
            with suppress(msgspec.DecodeError):
                said = msgspec.json.decode(raw, type=Line)
            if said.kind == _PROGRESS:
                on_progress(said.done, said.of)
        child.wait(WRITE_SECONDS)
    if said.kind != _DONE:
        raise SheetFailed(said.words)
    return said.words


# ── reading ─────────────────────────────────────────────────────────────────────────────────────
def read_aside(path: Path, name: str = "", *, seconds: float = READ_SECONDS) -> Book:
    """A file somebody sent, read by a child with limits of memory and time.

    Raises:
        SheetRefused: it is unsafe, damaged, too large or no table; one sentence says what is wrong with it.
    """
    called = name or path.name
    kept = {k: v for k, v in os.environ.items() if k in _KEPT_ENVIRONMENT} | {"PYTHONPATH": str(_ROOT)}
    with tempfile.TemporaryFile() as answer, child_at(Request("read", str(path), called), kept, answer) as child:
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            raise SheetRefused(f"{called} takes longer to read than {seconds:,.0f} seconds; send a smaller part of it.") from None
        answer.seek(0)
        kind, content = answer.read(1), answer.read()
    if kind == b"R":
        raise SheetRefused(content.decode())
    if kind != b"B":
        raise SheetRefused(f"{called} needs more memory or time than a table should; save it again from a spreadsheet program, or send a part of it.")
    return msgspec.msgpack.decode(content, type=Book)


def with_secrets() -> dict[str, str]:
    """The environment of a child that is trusted with all that the bot is."""
    return os.environ | {"PYTHONPATH": str(_ROOT)}


@contextmanager
def child_at(request: Struct, environment: dict[str, str], stdout: Any = subprocess.PIPE,
           module: str = "bot.sheets") -> Iterator[subprocess.Popen[bytes]]:
    """A child at work on a request, killed if the block is left early."""
    child = subprocess.Popen([sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=stdout,  # noqa: S603  # a module of ours
                             stderr=subprocess.DEVNULL, env=environment, cwd=_ROOT)
    try:
        if child.stdin is not None:
            with suppress(BrokenPipeError), child.stdin as told:
                told.write(msgspec.json.encode(request))  # by pipe, not as an argument: the address may hold a password
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


@contextmanager
def _whole_or_nothing(into: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only once it is whole."""
    part = into.with_name(f".{into.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(into)
    finally:
        part.unlink(missing_ok=True)


# ── the child ───────────────────────────────────────────────────────────────────────────────────
def main() -> None:
    """Do what one request asks."""
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    if request.job == "read":
        _limit()
        _read(request)
    else:
        with suppress(OSError, AttributeError):
            os.nice(NICE)
        _write(request)


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):  # there is no such module on Windows; the time limit of the parent holds there
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(request: Request) -> None:
    from briefings.sheet.read import read_book

    try:
        answer = b"B" + msgspec.msgpack.encode(read_book(Path(request.path), request.name))
    except SheetRefused as refused:
        answer = b"R" + str(refused).encode("utf-8", "replace")
    sys.stdout.buffer.write(answer)


def collect_seldom() -> None:
    """Look for circles of garbage rarely, in a process that makes a sheet and ends: rows leave none, and looking took an eighth of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _write(request: Request) -> None:
    from briefings.sheet.write import write_sheet
    from briefings.store import open_store

    collect_seldom()

    moment = request.now or datetime.now(UTC)
    try:
        store = open_store(request.url, clock=lambda: moment)
        try:
            with (store.reading(request.story, known=request.known, recorded=request.recorded) as reading,
                  _whole_or_nothing(Path(request.path)) as file):
                mark = write_sheet(reading, file, request.selection, lambda done, of: _say(Line(_PROGRESS, "", done, of)))
        finally:
            store.close()
        _say(Line(_DONE, mark.export_id))
    except FactboxError as trouble:
        _say(Line(_TROUBLE, str(trouble).rstrip(".")))
    except OSError as trouble:
        _say(Line(_TROUBLE, trouble.strerror or "the file cannot be written"))


def _say(line: Line) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


# ── the command line's part ─────────────────────────────────────────────────────────────────────
@contextmanager
def counting(words: str) -> Iterator[OnProgress]:
    """A line on standard error that counts facts while a sheet is made; on a terminal only, and gone when it is done."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, of: None
        return
    yield lambda done, of: print(f"\r{words}: {done:,} of {of:,} facts", end="", file=sys.stderr, flush=True)
    print("\r\x1b[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
