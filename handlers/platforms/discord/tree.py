"""The slash commands, made from the catalogue: typed options with completion, synced only when something in them has changed."""

import json
from collections.abc import Callable, Coroutine, Sequence
from hashlib import sha256
from inspect import Parameter, Signature
from typing import Any, Protocol

import discord
from discord import app_commands
from msgspec import Struct

from handlers.catalogue import COMMANDS, TIMES, Command
from handlers.platforms.discord.completing import Choice
from handlers.platforms.discord.limits import COMMAND_DESCRIPTION, clipped

CURATE = "curate"  # the catalogue's group, and the name of the one slash command its rows stand under
UNTIMED = frozenset({"since", "cite", "help", "story", "check-sheet", "import"})  # their words are no filter of time


class Typed(Struct, frozen=True):
    """A slash command as somebody filled it in."""

    command: Command
    value: str = ""
    when: str = ""
    story: str | None = None
    private: bool = False
    file: discord.Attachment | None = None

    @property
    def text(self) -> str:
        """The same in the grammar of the console."""
        return f"/{self.command.name} {self.value}".strip()


class Answers(Protocol):
    """Who answers slash commands and completes their options."""

    async def ask(self, interaction: discord.Interaction[Any], typed: Typed) -> None:
        """Answer, whatever happens."""

    async def complete(self, interaction: discord.Interaction[Any], command: Command, typed: str) -> tuple[Choice, ...]:
        """What may be meant by the beginning of the command's own option."""

    async def complete_story(self, typed: str) -> tuple[Choice, ...]:
        """The stories that may be meant."""


def slash_commands(answers: Answers, catalogue: Sequence[Command] = COMMANDS) -> list[app_commands.Command[Any, ..., None] | app_commands.Group]:
    """One slash command for each row; those that curate stand in a group that only servers have."""
    made: list[app_commands.Command[Any, ..., None] | app_commands.Group] = [_command(answers, row) for row in catalogue if row.group != CURATE]
    curating = [row for row in catalogue if row.group == CURATE]
    if curating:
        # the tree's contexts would win over guild_only alone [ran], so the group's own are given as well
        contexts = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
        group = app_commands.Group(name=CURATE, description="Change what is on file; seen by you alone", guild_only=True, allowed_contexts=contexts)
        for row in curating:
            group.add_command(_command(answers, row))
        made.append(group)
    return made


def tree_hash(tree: app_commands.CommandTree[Any]) -> str:
    """A digest of all that Discord is told of the commands."""
    told = sorted((command.to_dict(tree) for command in tree.get_commands()), key=lambda c: str(c["name"]))
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _command(answers: Answers, row: Command) -> app_commands.Command[Any, ..., None]:
    async def run(interaction: discord.Interaction[Any], **filled: Any) -> None:
        value = filled.get(row.option.name) if row.option else None
        file = value if isinstance(value, discord.Attachment) else None
        await answers.ask(interaction, Typed(row, "" if file else _text(value), _text(filled.get("when")), _text(filled.get("story")) or None,
                                             filled.get("private") is True or row.group == CURATE, file))

    about = _described(row)
    parameters = [_parameter("interaction", discord.Interaction), *_parameters(row)]
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # where the library reads a command's options from
    app_commands.describe(**about)(run)
    app_commands.autocomplete(**_completers(answers, row))(run)
    return app_commands.Command(name=row.name, description=clipped(row.help, COMMAND_DESCRIPTION), callback=run)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _parameters(row: Command) -> list[Parameter]:
    """The row's own option, then those that every command has. Needed is only what no plain question can stand in for."""
    given: list[Parameter] = []
    if row.option and row.option.file:
        given.append(_parameter(row.option.name, discord.Attachment))
    elif row.option:
        needed = row.option.required and not row.option.instead
        given.append(_parameter(row.option.name, str) if needed else _parameter(row.option.name, str | None, None))
    given += [_parameter(name, str | None, None) for name in (["story"] if row.name in UNTIMED else ["when", "story"])]
    return given if row.group == CURATE else [*given, _parameter("private", bool | None, None)]


def _parameter(name: str, kind: Any, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind, default=default)


def _described(row: Command) -> dict[str, str]:
    about = {"when": f"A time: {', '.join(TIMES[:4])}", "story": "Another story than this channel's", "private": "Only you see the answer"}
    if row.option:
        about[row.option.name] = row.option.help
    wanted = {p.name for p in _parameters(row)}
    return {name: clipped(words, COMMAND_DESCRIPTION) for name, words in about.items() if name in wanted}


Completer = Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def _completers(answers: Answers, row: Command) -> dict[str, Completer]:
    async def own(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        return _choices(await answers.complete(interaction, row, current))

    async def story(_interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        return _choices(await answers.complete_story(current))

    offers: dict[str, Completer] = {"story": story}
    if row.option and row.option.completes:
        offers[row.option.name] = own
    return offers


def _choices(choices: Sequence[Choice]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=c.name, value=c.value) for c in choices]
