"""What should not come over the wire and does: it is refused, or answered with a sentence, and pings nobody."""

import asyncio
import json
from pathlib import Path

import pytest

from handlers.platforms.slack.manners import Manners
from tests.slack_fake import SECRET, Channel
from tests.slack_newsroom import STORY, in_loop, newsroom

BOTH_WAYS = pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])


# ── what is not Slack's ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("secret", "age"), [("another-secret", 0), (SECRET, 301), (SECRET, 86_400)], ids=["wrong", "five minutes old", "a day old"])
@in_loop
async def test_a_wrong_or_old_signature_is_refused(own: Path, secret: str, age: float) -> None:
    async with newsroom(own) as room:
        status, _ = await room.fake.post(room.address, room.fake.command("/brief", "status Homs"), secret=secret, age=age)

        assert status == 401
        assert room.fake.shown == []


@in_loop
async def test_a_request_without_a_signature_is_refused(own: Path) -> None:
    async with newsroom(own) as room, room.fake.session.post(room.address, data=b"command=%2Fbrief&text=Homs") as response:
        assert response.status == 401


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe\x00", b"[1,2]", b"payload=nothing", b"payload=%7B", b"a" * 900_000,
                                 b'{"type":"event_callback"}', b"command=/brief", b'{"type": 5, "event": 7}', b"payload=null", b"payload=%5B%5D"])
@in_loop
async def test_a_body_that_is_none_of_slacks_is_no_error_of_ours(own: Path, raw: bytes) -> None:
    async with newsroom(own) as room:
        status, _ = await room.fake.post(room.address, {}, raw=raw)

        assert status in (200, 400, 401, 404)
        assert room.fake.shown == []


@in_loop
async def test_a_body_larger_than_any_of_slacks_is_refused(own: Path) -> None:
    async with newsroom(own) as room:
        status, _ = await room.fake.post(room.address, {}, raw=b"a" * 1_100_000)

        assert status == 413


@in_loop
async def test_slacks_own_check_of_the_address_is_answered(own: Path) -> None:
    async with newsroom(own) as room:
        status, reply = await room.fake.post(room.address, {"type": "url_verification", "challenge": "c1", "token": "x"})

        assert (status, reply) == (200, {"challenge": "c1"})


# ── who gets nothing ────────────────────────────────────────────────────────────────────────────
@BOTH_WAYS
@in_loop
async def test_an_unknown_workspace_gets_nothing(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        assert await room.type("/brief", "status Homs", team="T0OTHER") is None
        await room.do(room.fake.mention("status Homs", team="T0OTHER"))
        await room.do(room.fake.direct("status Homs", team="T0OTHER"))
        await room.settle()

        assert room.fake.shown == []


@in_loop
async def test_a_list_of_workspaces_replaces_the_tokens_own(own: Path) -> None:
    async with newsroom(own, manners=Manners(workspaces=frozenset({"T0OTHER"}))) as room:
        assert await room.type("/brief", "status Homs") is None


GUESTS = [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_stranger": True}, {"team_id": "T0PARTNER"}]


@pytest.mark.parametrize("guest", GUESTS, ids=["guest", "single-channel guest", "stranger", "another organisation's"])
@in_loop
async def test_guests_and_people_of_shared_channels_get_nothing(own: Path, guest: dict[str, object]) -> None:
    async with newsroom(own) as room:
        room.fake.users["U9"] = guest
        told = await room.type("/brief", "status Homs", user="U9")
        await room.do(room.fake.mention("status Homs", user="U9"))
        await room.do(room.fake.direct("status Homs", user="U9"))
        await room.settle()

        assert told is not None
        assert "[F" not in told.text
        assert len(room.fake.shown) == 1


@in_loop
async def test_a_guest_cannot_press_a_members_button(own: Path) -> None:
    async with newsroom(own) as room:
        room.fake.users["U9"] = {"is_restricted": True}
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        told = await room.press(seen, "More", user="U9")

        assert "members of this workspace only" in told.words


@pytest.mark.parametrize("guest", GUESTS)
@in_loop
async def test_a_setting_lets_them_ask(own: Path, guest: dict[str, object]) -> None:
    async with newsroom(own, manners=Manners(guests=True)) as room:
        room.fake.users["U9"] = guest
        told = await room.type("/brief", "status Homs", user="U9")

        assert told is not None
        assert "[F" in told.text


@in_loop
async def test_while_slack_does_not_say_who_asks_nobody_is_answered(own: Path) -> None:
    async with newsroom(own) as room:
        room.fake.refuse["users.info"] = "missing_scope"
        told = await room.type("/brief", "status Homs")

        assert told is not None
        assert "could not check" in told.words
        assert "users:read" in room.health.parts["slack"].says


# ── what people type ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", [
    "<!channel>", "<@U1>", "status <!channel> <@U1|bob> <#C1|general>", "&lt;!channel&gt;", "\u202esmoH sutats", "@everyone @here",
    "who " * 2000, "/" * 300, "\x00\x01", "status `*_~", "🙂" * 500, "in syria-homs", "channel <!here>",
    "status Homs\n\n/status Hama"])
@BOTH_WAYS
@in_loop
async def test_odd_words_are_answered_and_ping_nobody(own: Path, text: str, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        told = await room.type("/brief", text)
        await room.do(room.fake.mention(text))
        await room.settle()

        assert told is not None
        assert "on our side" not in told.text
        assert len(room.fake.shown) == 2
        assert room.fake.refusals == []


@in_loop
async def test_eight_thousand_characters_are_answered_with_a_sentence(own: Path) -> None:
    async with newsroom(own) as room:
        told = await room.type("/brief", "x" * 8000)

        assert told is not None
        assert "8,000 characters long" in told.words


@in_loop
async def test_a_long_question_can_still_be_paged_and_posted(own: Path) -> None:
    async with newsroom(own) as room:
        told = await room.type("/brief", "status " + " " * 500 + "Homs")
        assert told is not None
        again = await room.press(told, "More")

        assert "page 2 of" in again.text


# ── buttons ─────────────────────────────────────────────────────────────────────────────────────
VALUES = ["", "status:Homs", "{", "null", "[]", '{"v":0,"c":"/status Homs"}', '{"v":99,"c":"/status Homs"}', '{"v":1}', '{"v":1,"c":"#0000"}',
          '{"v":1,"c":"/status Homs","p":-1}', json.dumps({"v": 1, "c": "<!channel>", "p": 10**9})]


@pytest.mark.parametrize("value", VALUES)
@BOTH_WAYS
@in_loop
async def test_a_button_of_an_older_bot_is_answered_clearly(own: Path, value: str, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        button = seen.button("More") | {"value": value}
        await room.do(room.fake.press(seen, button=button))
        await room.settle()

        assert len(room.fake.shown) == 2
        assert room.fake.shown[-1].to == "U1"
        assert room.fake.refusals == []


@pytest.mark.parametrize("action", ["", "old_button", "ask", "post_it:1"])
@in_loop
async def test_a_button_with_an_unknown_name_is_answered_clearly(own: Path, action: str) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        await room.do(room.fake.press(seen, button=seen.button("More") | {"action_id": action}))
        await room.settle()

        assert len(room.fake.shown) == 2


@in_loop
async def test_a_button_of_a_story_that_is_gone_is_answered_clearly(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        await room.do(room.fake.press(seen, button=seen.button("More") | {"value": '{"v":1,"c":"/status Homs","s":"gone","p":2,"n":1}'}))
        await room.settle()

        assert "no story “gone”" in room.fake.shown[-1].words


@in_loop
async def test_the_next_page_after_a_change_says_so(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        with room.store.writing(STORY) as writing:
            assert writing.story is not None
            writing.keep_story(writing.story, pack_digest=writing.pack_digest)
        told = await room.press(seen, "More")

        assert told.words.startswith("The record has changed")
        assert room.fake.refusals == []


@in_loop
async def test_buttons_of_a_message_work_in_another_process(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
    assert seen is not None
    async with newsroom(own) as later:
        told = await later.press(seen, "More")

        assert "page 2 of 2" in told.text


@in_loop
async def test_a_response_url_is_used_within_its_five_uses(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        for _ in range(7):
            await room.press(seen, "Timeline")

        assert room.fake.refusals == []


@in_loop
async def test_an_answer_whose_address_is_used_up_goes_another_way(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        payload = room.fake.press(seen, "Timeline")
        key = payload["response_url"].rpartition("/")[2]
        room.fake._urls[key] = (5, "C1", "U1")
        await room.do(payload)
        await room.settle()

        assert (room.fake.shown[-1].way, room.fake.shown[-1].to) == ("ephemeral", "U1")


@in_loop
async def test_where_nothing_can_be_shown_in_the_channel_a_direct_message_is_sent(own: Path) -> None:
    async with newsroom(own) as room:
        room.fake.channels["C1"] = Channel(member=False, private=True)
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        payload = room.fake.press(seen, "Timeline") | {"response_url": ""}
        await room.do(payload)
        await room.settle()

        assert room.fake.shown[-1].channel == "D1"


@in_loop
async def test_what_goes_wrong_on_our_side_is_a_sentence_and_nothing_else(own: Path) -> None:
    async with newsroom(own) as room:
        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError("a secret detail")

        room.bot.floor.answers.answer = broken  # type: ignore[method-assign, assignment]
        told = await room.type("/brief", "status Homs")
        await room.do(room.fake.mention("status Homs"))
        await asyncio.sleep(0)
        await room.settle()

        assert told is not None
        assert all("wrong on our side" in m.words and "secret detail" not in m.text for m in room.fake.shown)
        assert [m.to for m in room.fake.shown] == ["U1", "U1"]


