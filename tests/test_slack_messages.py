"""Mentions, direct messages, threads, joining and the Home tab."""

from pathlib import Path

import pytest

from handlers.platforms.slack.manners import Manners
from tests.slack_fake import BOT_USER, Channel, Message
from tests.slack_fake_blocks import words_in
from tests.slack_newsroom import STORY, Newsroom, in_loop, newsroom

BOTH_WAYS = pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])


async def say(room: Newsroom, text: str, **more: str) -> str:
    """Mention the bot; the words of its answer."""
    await room.do(room.fake.mention(text, **more))
    await room.settle()
    return room.fake.shown[-1].words


@BOTH_WAYS
@in_loop
async def test_a_mention_is_answered_in_a_thread_under_it(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        mention = room.fake.mention("who controls Hama?")
        await room.do(mention)
        await room.settle()

        assert room.fake.shown[-1].thread == mention["event"]["ts"]
        assert "captured the city of Hama" in room.fake.shown[-1].words
        assert room.fake.refusals == []


@pytest.mark.parametrize("typed", ["status Homs", "/status Homs", "sitrep Homs", "Homs"])
@in_loop
async def test_a_mention_takes_the_bare_grammar_with_or_without_the_slash(own: Path, typed: str) -> None:
    async with newsroom(own) as room:
        assert "closing in on Homs" in await say(room, typed)


@pytest.mark.parametrize(("follow", "expected"), [
    ("and Hama?", "Hama"), ("timeline", "Timeline of Homs"), ("/disputed", "Contested on Homs"), ("what about Aleppo", "Aleppo"),
    ("background", "Background on Homs")])
@in_loop
async def test_a_follow_up_in_a_thread_keeps_what_it_was_about(own: Path, follow: str, expected: str) -> None:
    async with newsroom(own) as room:
        await say(room, "status Homs", thread="1733400000.000001")

        assert (await say(room, follow, thread="1733400000.000001")).startswith(expected)


@in_loop
async def test_a_follow_up_outside_of_the_thread_keeps_nothing(own: Path) -> None:
    async with newsroom(own) as room:
        await say(room, "status Homs", thread="1733400000.000001")

        assert (await say(room, "timeline", thread="1733400000.000002")).startswith("Timeline\n")


@in_loop
async def test_a_thread_under_a_posted_answer_is_about_it(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        posted = await room.press(seen, "Post to channel")

        assert (await say(room, "timeline", thread=posted.ts)).startswith("Timeline of Homs")


@in_loop
async def test_a_thread_keeps_its_story(own: Path) -> None:
    async with newsroom(own) as room:
        await say(room, "status Raqqa in syria-northeast-2019", thread="1733400000.000001")

        assert "syria-northeast-2019" in await say(room, "disputed", thread="1733400000.000001")


@in_loop
async def test_where_outsiders_read_a_mention_is_answered_to_the_asker_alone(own: Path) -> None:
    async with newsroom(own) as room:
        room.fake.channels["C1"] = Channel(shared=True)
        await say(room, "status Homs")

        assert [m.to for m in room.fake.shown] == ["U1", "U1"]
        assert "other organisations" in room.fake.shown[-1].words


@BOTH_WAYS
@in_loop
async def test_a_direct_message_is_answered_in_it(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        await room.do(room.fake.direct("status Homs"))
        await room.settle()

        assert room.fake.shown[0].channel == "D1"
        assert "closing in on Homs" in room.fake.shown[0].words


@in_loop
async def test_the_first_direct_message_also_shows_three_examples(own: Path) -> None:
    async with newsroom(own) as room:
        for text in ("status Homs", "status Hama"):
            await room.do(room.fake.direct(text))
            await room.settle()

        heads = [m.words.partition("\n")[0] for m in room.fake.shown]
        assert heads == ["Homs", "Factbox", "Hama"]


@in_loop
async def test_a_greeting_is_answered_with_the_examples_once(own: Path) -> None:
    async with newsroom(own) as room:
        await room.do(room.fake.direct("hello!"))
        await room.settle()

        assert [m.words.partition("\n")[0] for m in room.fake.shown] == ["Factbox"]


@in_loop
async def test_what_the_bot_and_other_programs_write_is_not_answered(own: Path) -> None:
    async with newsroom(own) as room:
        for mark in ({"bot_id": "B9"}, {"subtype": "message_changed"}, {"subtype": "bot_message", "bot_id": "B1"}, {"user": BOT_USER}):
            payload = room.fake.direct("status Homs")
            payload["event"] |= mark
            await room.do(payload)
        await room.settle()

        assert room.fake.shown == []


@in_loop
async def test_joining_a_channel_shows_three_examples(own: Path) -> None:
    async with newsroom(own) as room:
        joined = {"type": "member_joined_channel", "user": BOT_USER, "channel": "C7", "channel_type": "C", "team": "T0NEWS"}
        await room.do(room.fake.event(joined))
        await room.settle()

        assert room.fake.shown[-1].channel == "C7"
        assert "/sitrep Homs" in room.fake.shown[-1].words


@in_loop
async def test_somebody_else_joining_shows_nothing(own: Path) -> None:
    async with newsroom(own) as room:
        await room.do(room.fake.event({"type": "member_joined_channel", "user": "U5", "channel": "C7"}))
        await room.settle()

        assert room.fake.shown == []


# ── the Home tab ────────────────────────────────────────────────────────────────────────────────
async def opened_home(room: Newsroom, user: str = "U1") -> str:
    """Open the Home tab; its words."""
    await room.do(room.fake.event({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"}))
    await room.settle()
    return words_in(room.fake.views[-1]["blocks"]) if room.fake.views else ""


@in_loop
async def test_the_home_tab_shows_stories_changes_what_is_contested_and_what_waits(own: Path) -> None:
    async with newsroom(own) as room:
        words = await opened_home(room)

        for expected in (STORY, "DEMONSTRATION", "Changed today", "Contested", "Syrian troops have left Homs.", "Nothing waits for review."):
            assert expected in words
        assert room.fake.refusals == []


@in_loop
async def test_the_home_tab_shows_a_proposal_once_it_is_opened_again(own: Path) -> None:
    async with newsroom(own) as room:
        await opened_home(room)
        await room.do(room.fake.shortcut("The bridge was blown up."))
        await room.do(room.fake.submit(room.fake.views[-1], {}))

        assert "The bridge was blown up." in await opened_home(room)


@in_loop
async def test_buttons_of_the_home_tab_answer_in_the_direct_message(own: Path) -> None:
    async with newsroom(own) as room:
        await opened_home(room)
        view = room.fake.views[-1]
        button = next(e for b in view["blocks"] if b["type"] == "actions" for e in b["elements"] if e["text"]["text"] == "Contested")
        payload = room.fake.press(_nowhere(), button=button)
        payload |= {"container": {"type": "view", "view_id": "V1"}, "channel": None, "response_url": "", "view": view}
        await room.do(payload)
        await room.settle()

        assert (room.fake.shown[-1].channel, room.fake.shown[-1].way) == ("D1", "post")
        assert "Syrian troops have left Homs." in room.fake.shown[-1].words


def _nowhere() -> Message:
    return Message("", {})


@in_loop
async def test_a_guest_gets_no_home_tab(own: Path) -> None:
    async with newsroom(own, manners=Manners()) as room:
        room.fake.users["U9"] = {"is_restricted": True}

        assert await opened_home(room, "U9") == ""
