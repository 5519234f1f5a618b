"""What each command does, once its words are read. Parts of the house are imported by the command that needs them."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot.formats import Format
from bot.guard import guarded

if TYPE_CHECKING:
    from bot.wiring import House
    from config.settings import Settings

Environ = Mapping[str, str]
Work = Callable[[Environ], int]


def perform(work: Work, environ: Environ | None) -> int:
    """The exit status of ``work``; it is handed ``environ``, or where that is None the process's own over ``.env``."""
    given = dict(os.environ) if environ is None else environ

    def with_environ() -> int:
        if environ is not None:
            return work(environ)
        from config.settings import with_dotenv

        return work(with_dotenv(given, Path.cwd()))

    return guarded(with_environ, given)


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def settings_of(environ: Environ) -> "Settings":
    """The settings in an environment.

    Raises:
        SettingsProblems: some cannot be used.
    """
    from config.settings import read_settings

    return read_settings(environ)


@contextmanager
def house_of(environ: Environ) -> "Iterator[House]":
    """The house that an environment describes, open."""
    from bot.wiring import open_house

    with open_house(settings_of(environ), clock=now) as house:
        yield house


def standard_input() -> BinaryIO:
    """Standard input as bytes; nothing where it is closed."""
    return BytesIO() if sys.stdin is None else sys.stdin.buffer


# ── the commands ────────────────────────────────────────────────────────────────────────────────
def serve(environ: Environ) -> int:
    """Serve what is configured; where nothing is, the console on a terminal, else a reply to each line of standard input."""
    with house_of(environ) as house:
        if house.settings.slack_bot_token is not None or house.settings.discord_token is not None:
            from bot.serving import serve_chats

            return serve_chats(house)
        if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
            from bot.console import open_console

            return open_console(house, environ)
        from bot.asking import converse

        return converse(house, standard_input(), environ)


def ask(question: Sequence[str], *, story: str | None = None, as_of: str | None = None, form: Format = Format.TEXT) -> Work:
    """One question, one reply."""
    def work(environ: Environ) -> int:
        with house_of(environ) as house:
            from bot import asking

            return asking.ask(house, asking.argument(" ".join(question)), asking.Choice(story, as_of), form)

    return work


def batch(*, story: str | None, as_of: str | None, form: Format) -> Work:
    """A question a line on standard input, a line of JSON each."""
    def work(environ: Environ) -> int:
        with house_of(environ) as house:
            from bot import asking

            return asking.batch(house, standard_input(), asking.Choice(story, as_of), form, environ)

    return work


def export(about: str, output: Path | None, *, story: str | None, as_of: str | None) -> Work:
    """Write the briefing spreadsheet."""
    def work(environ: Environ) -> int:
        with house_of(environ) as house:
            from bot import sheet_commands

            return sheet_commands.export_to(house, output, about=about, story=story, as_of=as_of)

    return work


def check_sheet(file: Path, output: Path | None, *, story: str | None) -> Work:
    """What has become of each fact of an old spreadsheet."""
    def work(environ: Environ) -> int:
        with house_of(environ) as house:
            from bot import sheet_commands

            return sheet_commands.check(house, file, story=story, marked=output)

    return work


def bring_in(file: Path, *, story: str | None, yes: bool) -> Work:
    """What an edited spreadsheet, or anybody's table, would change."""
    def work(environ: Environ) -> int:
        with house_of(environ) as house:
            from bot import sheet_commands

            return sheet_commands.bring_in(house, file, story=story, yes=yes)

    return work


def check_story(folder: Path) -> Work:
    """Every mistake of a story pack."""
    def work(_: Environ) -> int:
        from bot import stories

        return stories.check(folder)

    return work


def load_story(folder: Path) -> Work:
    """Load a story pack."""
    def work(environ: Environ) -> int:
        with house_of(environ) as house:
            from bot import stories

            return stories.add(house, folder)

    return work


def list_stories(environ: Environ) -> int:
    """The stories on file."""
    with house_of(environ) as house:
        from bot import stories

        return stories.show(house)


def manifest_discord(environ: Environ) -> int:
    """The address that invites the Discord bot, with its rights and why."""
    from bot.discord_bot import manifest

    print(manifest(settings_of(environ)))
    return 0


def manifest_slack(environ: Environ) -> int:
    """The manifest that the Slack app is made from."""
    from bot.slack_settings import manifest

    print(manifest(settings_of(environ)))
    return 0


def doctor(form: Format) -> Work:
    """What is in order and what is missing."""
    def work(environ: Environ) -> int:
        from bot.doctor import examine, report

        return report(examine(environ, clock=now), as_data=form == Format.JSON)

    return work


def migrate(environ: Environ) -> int:
    """Bring the schema up."""
    from bot.wiring import migrate

    print(migrate(settings_of(environ), clock=now))
    return 0


def schema(_: Environ) -> int:
    """The JSON schema of an answer."""
    from bot.records import schema

    print(json.dumps(schema(), indent=1, ensure_ascii=False))
    return 0


def version(_: Environ) -> int:
    """Which Factbox this is."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(f"factbox {version('factbox')}")
    except PackageNotFoundError:
        print("factbox, run from its folder and not installed")
    return 0
