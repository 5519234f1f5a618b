"""Every setting, read once from a mapping; all problems are reported together, and secrets are never shown.

One row of ``Settings`` is all it takes to add one: its reader, what it is for, and what holds while it is not set.
Its name in the environment is ``FACTBOX_`` and the row's name in capitals, unless the row gives another.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from config.readers import (
    LEVELS,
    Secret,
    a_bot_token,
    a_database,
    a_folder,
    a_host,
    a_level,
    a_port,
    a_secret,
    a_slack_mode,
    a_slash_command,
    a_slug,
    a_yes_or_no,
    a_zone,
    an_app_token,
    an_https_address,
    data_folder,
    discord_ids,
    people_ids,
    slack_ids,
)

PREFIX = "FACTBOX_"


class SettingsProblems(Exception):
    """Settings that cannot be used; ``problems`` holds every one as (name, sentence), none of them with a secret in it."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("\n".join(sentence for _, sentence in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Row:
    """One setting. ``unset`` holds while it is not given, or is a function of the environment; ``name`` replaces the usual one."""

    read: Callable[[str], Any]
    help: str
    unset: Any = None
    example: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an administrator may choose."""

    database_url: Annotated[Secret | None, Row(
        a_database, "Where the facts are kept. Unset: an SQLite file in FACTBOX_DATA_DIR.", example="postgresql://factbox:password@localhost/factbox")]
    data_dir: Annotated[Path, Row(
        a_folder, "The folder for the database, the console's history and the log. Unset: the user's data folder.", data_folder, "/var/lib/factbox")]
    story: Annotated[str, Row(a_slug, "The story that is asked where nothing else chooses one.", "syria-homs", "syria-homs")]
    zone: Annotated[str | None, Row(a_zone, "The time zone of whoever asks at the console. Unset: the story's.", example="Europe/Berlin")]
    log_level: Annotated[str, Row(a_level, f"How much is logged on standard error: {', '.join(LEVELS)}.", "warning", "warning")]
    admins: Annotated[frozenset[str], Row(
        people_ids, "Who is an administrator of every story from the start: console (whoever sits at this machine), slack:T1:U2, discord:3.",
        frozenset({"console"}), "console, slack:T024BE7LD:U023BECGF")] = frozenset({"console"})
    discord_token: Annotated[Secret | None, Row(
        a_secret, "The Discord bot's token. Unset: no Discord. “manifest discord” says how to invite it.", example="MTIz.abc.def")] = None
    discord_guilds: Annotated[frozenset[int], Row(
        discord_ids, "The Discord servers that are served, by id; direct messages are answered for their members only.", frozenset(),
        "81384788765712384")] = frozenset()
    discord_private: Annotated[bool, Row(
        a_yes_or_no, "Whether every answer in a Discord server is seen by its asker alone.", False, "no")] = False
    slack_bot_token: Annotated[Secret | None, Row(
        a_bot_token, "The Slack bot's token, which begins with xoxb-. Unset: no Slack. “manifest slack” prints what the app is made from.",
        example="xoxb-1-2-abc")] = None
    slack_app_token: Annotated[Secret | None, Row(
        an_app_token, "The Slack app's token for Socket Mode, which begins with xapp-.", example="xapp-1-A1-2-abc")] = None
    slack_signing_secret: Annotated[Secret | None, Row(
        a_secret, "What Slack signs its requests with; needed for HTTP only.", example="8f742231b10e8888abcd99yyyzzz85a5")] = None
    slack_mode: Annotated[str, Row(
        a_slack_mode, "How Slack is reached: socket (from behind any firewall) or http (Slack calls FACTBOX_PUBLIC_ADDRESS).", "socket",
        "socket")] = "socket"
    slack_command: Annotated[str, Row(
        a_slash_command, "The name of the Slack command that takes all others as its first word.", "/brief", "/brief")] = "/brief"
    slack_flat_commands: Annotated[bool, Row(
        a_yes_or_no, "Whether the ask commands have names of their own in Slack too: /sitrep, /timeline …", True, "yes")] = True
    slack_workspaces: Annotated[frozenset[str], Row(
        slack_ids, "The Slack workspaces that are answered, by id. Unset: the token's own.", frozenset(), "T024BE7LD")] = frozenset()
    slack_guests: Annotated[bool, Row(
        a_yes_or_no, "Whether guests and people of shared channels (Slack Connect) are answered in Slack.", False, "no")] = False
    slack_public: Annotated[bool, Row(
        a_yes_or_no, "Whether answers to Slack commands are posted for the whole channel at once. “channel public” does so for one channel.", False,
        "no")] = False
    http_host: Annotated[str, Row(a_host, "Where the pages for Slack and for supervisors are served.", "127.0.0.1", "127.0.0.1")] = "127.0.0.1"
    http_port: Annotated[int | None, Row(
        a_port, "Their port. Unset: 3000 where Slack is reached by http, else none are served.", example="3000")] = None
    public_address: Annotated[str, Row(
        an_https_address, "Where people reach this Factbox over https, for downloads too large to attach. Unset: none.", "",
        "https://factbox.example.org")] = ""
    link_secret: Annotated[Secret | None, Row(a_secret, "What signs download links. Unset: none are made.", example="a long random text")] = None

    @property
    def database(self) -> str:
        """The address of the database, password and all: for the store alone."""
        if self.database_url is not None:
            return self.database_url.reveal()
        return f"sqlite:///{quote((self.data_dir / 'factbox.db').as_posix(), safe='/:')}"


def every() -> Iterator[tuple[str, str, Row]]:
    """Every setting there is, as (name in the environment, field, row), in the order of the rows."""
    for field in fields(Settings):
        row: Row = field.type.__metadata__[0]  # type: ignore[union-attr]  # every field is Annotated
        yield row.name or PREFIX + field.name.upper(), field.name, row


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in a mapping of names to text; an empty value is one that is not set.

    Raises:
        SettingsProblems: some cannot be used; every one is named.
    """
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for name, field, row in every():
        given = environ.get(name, "").strip()
        try:
            values[field] = row.read(given) if given else _unset(row, environ)
        except ValueError as wrong:
            problems.append((name, f"{name} is {wrong}."))
    if problems:
        raise SettingsProblems(problems)
    return Settings(**values)


def _unset(row: Row, environ: Mapping[str, str]) -> Any:
    try:
        return row.unset(environ) if callable(row.unset) else row.unset
    except RuntimeError:  # pathlib, where nobody's home folder is known
        raise ValueError("not set, and no home folder is known here; set it") from None


def unknown_names(environ: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each name that looks like a setting of ours and is none."""
    known = [name for name, _, _ in every()]
    sentences = []
    for name in sorted(n for n in environ if n.startswith(PREFIX) and n not in known):
        near = get_close_matches(name, known, 1)
        sentences.append(f"{name} is no setting of Factbox{f'; did you mean {near[0]}?' if near else ', so it changes nothing.'}")
    return tuple(sentences)


def with_dotenv(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment over what ``.env`` in ``folder`` says; nothing is exported to other programs.

    Raises:
        SettingsProblems: the file cannot be read, or a line of it cannot.
    """
    path = folder / ".env"
    if not path.is_file():
        return dict(environ)
    from dotenv.parser import parse_stream  # the file's lines one by one: dotenv_values drops a bad one with only a log line

    try:
        with path.open(encoding="utf-8-sig") as stream:
            lines = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else "it is not UTF-8 text"
        raise SettingsProblems([(".env", f"The file {path} cannot be read: {why}.")]) from None
    if bad := [line.original.line for line in lines if line.error]:
        raise SettingsProblems([(".env", f"Line {number} of {path} is no setting; one looks like NAME=value.") for number in bad])
    return {line.key: line.value for line in lines if line.key and line.value is not None} | dict(environ)
