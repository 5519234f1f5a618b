"""Slash commands through the real Bolt app, signed over HTTP and in Socket Mode: every row of the catalogue."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.catalogue import COMMANDS, Command
from handlers.desk import Request
from handlers.platforms.console import render
from handlers.platforms.slack.manifest import manifest
from handlers.platforms.slack.manners import Manners
from handlers.platforms.slack.names import Names
from tests.slack_newsroom import STORY, Newsroom, in_loop, newsroom

BOTH_WAYS = pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])


def typed_for(command: Command) -> str:
    """The row's own example behind the root command, without its slash."""
    return (command.example or f"/{command.name}").lstrip("/")


@BOTH_WAYS
@in_loop
async def test_every_row_of_the_catalogue_is_answered_in_the_reply_itself(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        for command in COMMANDS:
            shown = await room.type("/brief", typed_for(command))
            assert shown is not None, command.name
            assert shown.to == "U1"
            assert "wrong on our side" not in shown.text, command.name
        assert room.fake.refusals == []


@in_loop
async def test_the_reply_says_what_the_console_says(own: Path) -> None:
    async with newsroom(own) as room:
        shown = await room.type("/brief", "disputed Homs")
        console = render(room.bot._desk.reply(Request("/disputed Homs", datetime.now(UTC), story=STORY)).reply)

        assert shown is not None
        assert all(line in shown.text for line in console.splitlines())


@in_loop
async def test_every_command_of_the_manifest_is_answered_under_its_own_name(own: Path) -> None:
    async with newsroom(own) as room:
        made = manifest(Names())
        room.fake.install(made)
        for name in sorted(room.fake.commands):
            shown = await room.type(name, "Homs")
            assert shown is not None, name


@in_loop
async def test_sitrep_stands_in_for_status(own: Path) -> None:
    async with newsroom(own) as room:
        flat, root = await room.type("/sitrep", "Homs"), await room.type("/brief", "status Homs")

        assert flat is not None
        assert root is not None
        assert flat.words == root.words


@in_loop
async def test_the_root_command_may_have_another_name(own: Path) -> None:
    async with newsroom(own, manners=Manners(Names("/desk", flat=False))) as room:
        shown = await room.type("/desk", "help")

        assert shown is not None
        assert "/desk status" in shown.words
        assert "/brief" not in shown.words


@BOTH_WAYS
@in_loop
async def test_the_bare_root_shows_three_examples_that_work(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        bare = await room.type("/brief")
        assert bare is not None
        examples = [e for b in bare.body["blocks"] if b["type"] == "actions" for e in b["elements"]]

        assert len(examples) == 3
        for button in examples:
            answer = await room.press(bare, button["text"]["text"])
            assert "[F" in answer.words


@in_loop
async def test_plain_words_behind_the_root_are_a_question(own: Path) -> None:
    async with newsroom(own) as room:
        shown = await room.type("/brief", "who controls Hama?")

        assert shown is not None
        assert "Insurgents captured the city of Hama" in shown.words


@in_loop
async def test_demonstration_stands_in_the_head_of_an_answer(own: Path) -> None:
    async with newsroom(own) as room:
        shown = await room.type("/brief", "status Homs")

        assert shown is not None
        assert "DEMONSTRATION" in str(shown.body["blocks"][1])
        assert shown.text.startswith("DEMONSTRATION")


@in_loop
async def test_an_answer_that_takes_long_follows(own: Path) -> None:
    async with newsroom(own) as room:
        room.bot.floor.hands.patience = 0.05
        _slowly(room, 0.3)
        first = await room.type("/brief", "status Homs")
        await room.settle()

        assert first is not None
        assert "answer follows" in first.words
        assert "closing in on Homs" in room.fake.shown[-1].words


def _slowly(room: Newsroom, seconds: float) -> None:
    """Make the desk take its time."""
    import time

    answer = room.bot.floor.answers.answer

    def slow(*args: object, **given: object) -> object:
        time.sleep(seconds)
        return answer(*args, **given)  # type: ignore[arg-type]

    room.bot.floor.answers.answer = slow  # type: ignore[method-assign, assignment]


@in_loop
async def test_what_one_person_saw_is_recorded(own: Path) -> None:
    async with newsroom(own) as room:
        await room.type("/brief", "status Homs")
        await room.bot.floor.sender.flush()

        deliveries = [d for d, _ in room.store.ledger.showing(f"{STORY}:F89")]
        assert [(d.address.platform, d.address.channel, d.person, d.private, d.typed) for d in deliveries] == [
            ("slack", "C1", "slack:T0NEWS:U1", True, "status Homs")]

