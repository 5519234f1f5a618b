"""Delivered twice is answered once, a repeat is judged by its id, Slack's pace is kept, and what fails says so in a sentence."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bot.slack import NotServed, Way
from config.readers import Secret
from tests.slack_fake import SECRET, Fake
from tests.slack_newsroom import in_loop, newsroom

BOTH_WAYS = pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])


# ── twice ───────────────────────────────────────────────────────────────────────────────────────
@BOTH_WAYS
@in_loop
async def test_a_mention_delivered_again_and_again_has_one_reply_and_one_record(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        mention = room.fake.mention("status Homs")
        for retry in range(3):
            await room.do(mention, retry=retry)
        await room.settle()

        assert len(room.fake.shown) == 1
        assert len(room.store.ledger.showing("syria-homs:F89")) == 1


@BOTH_WAYS
@in_loop
async def test_delivered_again_after_a_restart_is_not_answered_again(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        mention, command = room.fake.mention("status Homs"), room.fake.command("/brief", "status Homs")
        await room.do(mention)
        await room.do(command)
        await room.settle()
    async with newsroom(own, socket=socket) as later:
        await later.do(mention, retry=1)
        again = await later.do(command)
        await later.settle()

        assert later.fake.shown == []
        assert not again


@BOTH_WAYS
@in_loop
async def test_a_delivery_marked_as_a_retry_is_answered_if_it_is_the_first_to_arrive(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        await room.do(room.fake.mention("status Homs"), retry=2)
        await room.settle()

        assert len(room.fake.shown) == 1


@in_loop
async def test_the_same_envelope_over_both_sockets_is_answered_once(own: Path) -> None:
    async with newsroom(own, socket=True) as room:
        mention = room.fake.mention("status Homs")
        await asyncio.gather(*(room.fake.send(mention, envelope="same", socket=n, wait=False) for n in (0, 1)))
        await room.fake.until(1)
        await room.settle()

        assert len(room.fake.shown) == 1


@in_loop
async def test_a_button_delivered_twice_posts_once(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        press = room.fake.press(seen, "Post to channel")
        await room.do(press)
        await room.do(press, retry=1)
        await room.settle()

        assert [m.way for m in room.fake.shown] == ["reply", "post"]


# ── Slack's pace ────────────────────────────────────────────────────────────────────────────────
@in_loop
async def test_retry_after_is_obeyed(own: Path) -> None:
    fake = await Fake(rate_limited=2).start()
    try:
        async with newsroom(own, fake=fake) as room:
            began = time.monotonic()
            await room.do(fake.mention("status Homs"))
            await fake.until(1)

            assert time.monotonic() - began >= 2.0
            assert len(fake.shown) == 1
    finally:
        await fake.stop()


@in_loop
async def test_three_mentions_at_once_are_all_answered_at_one_a_second(own: Path) -> None:
    fake = await Fake(enforce_rate=True).start()
    try:
        async with newsroom(own, fake=fake) as room:
            await asyncio.gather(*(room.do(fake.mention(f"status {town}")) for town in ("Homs", "Hama", "Aleppo")))
            await fake.until(3, 8)

            assert len({m.words.partition("\n")[0] for m in fake.shown}) == 3
    finally:
        await fake.stop()


# ── sockets ─────────────────────────────────────────────────────────────────────────────────────
@in_loop
async def test_two_sockets_are_open(own: Path) -> None:
    async with newsroom(own, socket=True) as room:
        assert len(room.fake.sockets) == 2
        assert room.health.parts["slack"].works


@in_loop
async def test_a_socket_that_slack_replaces_loses_nothing(own: Path) -> None:
    async with newsroom(own, socket=True, ping_seconds=0.2) as room:
        await room.fake.sockets[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
        for number in range(5):
            await room.do(room.fake.mention(f"status Homs {number}"), socket=-1)
            await asyncio.sleep(0.05)
        await room.fake.until(5)

        assert len(room.fake.sockets) == 2
        assert room.fake.opened == 3


@in_loop
async def test_sockets_that_go_quiet_are_replaced_and_said_so(own: Path) -> None:
    async with newsroom(own, socket=True, ping_seconds=0.1) as room:
        await asyncio.sleep(0.3)
        room.fake.mute = True
        said = set()
        for _ in range(60):
            await asyncio.sleep(0.05)
            said.add(room.health.parts["slack"].says)
        room.fake.mute = False
        await asyncio.sleep(0.8)

        assert any("No socket" in s or "being replaced" in s for s in said)
        assert room.fake.opened > 2
        assert room.health.parts["slack"].works


@in_loop
async def test_an_answer_whose_socket_broke_goes_out_by_its_own_address(own: Path) -> None:
    async with newsroom(own, socket=True) as room:
        await room.bot._undelivered(room.fake.command("/brief", "x"), (await _body(room)))

        assert room.fake.shown[-1].way == "response_url"


async def _body(room: Any) -> str:
    from tests.slack_fake import Body

    payload: Body = room.fake.command("/brief", "status Homs")
    import json

    return json.dumps(await room.do(payload))


# ── tokens ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("socket", [False, True])
@pytest.mark.parametrize(("code", "says"), [
    ("invalid_auth", "FACTBOX_SLACK_BOT_TOKEN"), ("token_revoked", "revoked"), ("account_inactive", "removed")])
@in_loop
async def test_a_token_that_slack_refuses_is_a_sentence(own: Path, code: str, says: str, socket: bool) -> None:
    fake = await Fake(refuse={"auth.test": code}).start()
    try:
        with pytest.raises(NotServed, match=says):
            async with newsroom(own, fake=fake, socket=socket):
                pass
    finally:
        await fake.stop()


@in_loop
async def test_an_app_token_that_slack_refuses_is_a_sentence(own: Path) -> None:
    fake = await Fake(refuse={"apps.connections.open": "not_allowed_token_type"}).start()
    try:
        with pytest.raises(NotServed, match="xapp-"):
            async with newsroom(own, fake=fake, socket=True):
                pass
    finally:
        await fake.stop()


@pytest.mark.parametrize(("way", "says"), [({"socket": True, "app_token": None}, "FACTBOX_SLACK_APP_TOKEN"),
                                           ({"socket": False, "signing_secret": None}, "FACTBOX_SLACK_SIGNING_SECRET")])
@in_loop
async def test_a_token_that_is_missing_is_a_sentence(own: Path, way: dict[str, Any], says: str) -> None:
    with pytest.raises(NotServed, match=says):
        async with newsroom(own, **way):
            pass


@in_loop
async def test_a_token_revoked_while_serving_is_said_by_health(own: Path) -> None:
    async with newsroom(own) as room:
        room.fake.refuse["chat.postMessage"] = "token_revoked"
        await room.do(room.fake.mention("status Homs"))
        await room.settle()

        assert not room.health.is_ready
        assert "revoked" in room.health.parts["slack"].says


@in_loop
async def test_a_missing_scope_is_said_in_the_log(own: Path, caplog: pytest.LogCaptureFixture) -> None:
    fake = await Fake(scopes="commands,chat:write").start()
    try:
        async with newsroom(own, fake=fake):
            pass
    finally:
        await fake.stop()

    assert "the scope files:write is missing" in caplog.text


@in_loop
async def test_slack_variables_of_the_environment_change_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET", "VERIFICATION_TOKEN", "SCOPES", "INSTALL_PATH"):
        monkeypatch.setenv(f"SLACK_{name}", "from-the-environment")
    async with newsroom(own) as room:
        assert await room.type("/brief", "status Homs") is not None
        assert room.bot.app.oauth_flow is None


def test_tokens_show_in_no_repr() -> None:
    way = Way(bot_token=Secret("xoxb-secret"), app_token=Secret("xapp-secret"), signing_secret=Secret(SECRET))

    assert not any(word in repr(way) for word in ("xoxb", "xapp", SECRET))


# ── stopping ────────────────────────────────────────────────────────────────────────────────────
@BOTH_WAYS
@in_loop
async def test_stopping_finishes_what_is_in_hand(own: Path, socket: bool) -> None:
    fake = await Fake(rate_limited=1).start()
    try:
        async with newsroom(own, fake=fake, socket=socket) as room:
            room.bot.floor.hands.patience = 0.0
            await room.do(fake.mention("status Homs"))
        assert len(fake.shown) == 1
    finally:
        await fake.stop()


@in_loop
async def test_stopping_writes_what_people_saw(own: Path) -> None:
    async with newsroom(own) as room:
        await room.type("/brief", "status Homs")
        await room.bot.stop()

        assert len(room.store.ledger.showing("syria-homs:F89")) == 1


