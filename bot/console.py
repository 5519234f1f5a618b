"""Opens the console: prompt_toolkit's line editor over the desk, with history in the data folder. Imported only when it opens."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bot.asking import Choice, Typed, answer, surely
from bot.sheet_commands import with_files
from bot.style import style_of
from bot.wiring import House
from briefings.errors import FactboxError
from briefings.finding.scoping import scope_of
from briefings.queries.story import examples
from briefings.store.reading import Named
from handlers.desk import Answered
from handlers.platforms.console import Style, render
from handlers.platforms.console_loop import converse, greeting, next_steps, offers
from handlers.present import coverage

HISTORY = "console_history"


def open_console(house: House, environ: Mapping[str, str]) -> int:
    """Greet, and answer until whoever sits there leaves."""
    style = style_of(sys.stdout)
    story = _story(house)
    print(welcome(house, story, style) + "\n")
    session: PromptSession[str] = PromptSession(
        "› ", history=history(house.settings.data_dir / HISTORY), completer=Names(house, story), complete_in_thread=True)

    def reply(line: str) -> str:
        written: list[str] = []

        def asked() -> Answered:
            reply, where = with_files(house, line, lambda: answer(house, Typed(line), Choice()))
            written.append(where)
            return reply

        answered, _ = surely(asked, environ)
        return "\n".join(part for part in (render(answered.reply, style), *written, next_steps(answered.reply, style)) if part)

    converse(session.prompt, reply, print)
    return 0


def _story(house: House) -> str:
    """The story that is asked where nothing else chooses one."""
    slugs = [on_file.story.slug for on_file in house.store.stories()]
    return house.settings.story if house.settings.story in slugs or not slugs else slugs[0]


def welcome(house: House, story: str, style: Style) -> str:
    """The greeting, made from the story's own names; where no story is on file, how to load one."""
    try:
        with house.store.reading(story) as reading:
            scope = scope_of(reading)
            return greeting(scope.title, coverage(scope), examples(reading), style)
    except FactboxError as trouble:
        return f"Factbox · {trouble} Load one with: python -m bot story load DIR"


class Names(Completer):
    """Completes commands, and names on file in the story that is being asked."""

    def __init__(self, house: House, story: str) -> None:
        self._house, self._story = house, story

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The completions of the line up to the cursor."""
        asked = complete_event.completion_requested
        with suppress(FactboxError):  # no names while the database is in trouble; the next question says so
            for offer in offers(document.text_before_cursor, self._find, asked=asked):
                yield Completion(offer.text, -offer.typed, display_meta=offer.meaning)

    def _find(self, prefix: str, kinds: Sequence[str]) -> Sequence[Named]:
        with self._house.store.reading(self._story) as reading:
            return reading.starting(prefix, kinds)


def history(path: Path) -> History:
    """What was typed before, in a file that only its owner can read; for this session alone where it cannot be written."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return _Kept(str(path))


class _Kept(FileHistory):
    def store_string(self, string: str) -> None:
        with suppress(OSError):  # a full disk must not end the conversation
            super().store_string(string)
