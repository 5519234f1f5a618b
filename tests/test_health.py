"""How every part is, for supervisors: /healthz, /readyz, /metrics; and Slack's part of doctor and of the log."""

import asyncio
import io
import json
import logging
from pathlib import Path

import pytest

from bot.findings import MISSING, OK, Finding
from bot.health import Health
from bot.log import Log
from bot.slack import Way
from bot.slack_doctor import _findings, examine_slack
from bot.slack_log import attach, detach
from config.readers import Secret
from handlers.platforms.slack.manners import Manners
from handlers.platforms.slack.names import Names
from tests.slack_fake import APP_TOKEN, BOT_TOKEN, SECRET, Fake
from tests.slack_newsroom import Newsroom, in_loop, newsroom


async def page(room: Newsroom, path: str) -> tuple[int, str]:
    """What a page says."""
    async with room.fake.session.get(f"http://127.0.0.1:{room.bot.port}{path}") as response:
        return response.status, await response.text()


@pytest.mark.parametrize("socket", [False, True])
@in_loop
async def test_the_pages_say_how_things_are(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        await room.type("/brief", "status Homs")

        assert (await page(room, "/healthz"))[0] == 200
        status, told = await page(room, "/readyz")
        assert (status, json.loads(told)["ready"]) == (200, True)
        assert 'factbox_answers_total{kind="' in (await page(room, "/metrics"))[1]


@in_loop
async def test_what_does_not_work_is_not_ready(own: Path) -> None:
    async with newsroom(own) as room:
        room.health.note("discord", works=False, says="Discord cannot be reached.")
        status, told = await page(room, "/readyz")

        assert status == 503
        assert "Discord cannot be reached." in told


@in_loop
async def test_in_socket_mode_nothing_takes_slacks_requests_over_http(own: Path) -> None:
    async with newsroom(own, socket=True) as room, room.fake.session.post(f"http://127.0.0.1:{room.bot.port}/slack/events", data=b"") as response:
        assert response.status == 404


def test_a_part_that_starts_is_not_ready() -> None:
    health = Health()
    health.expect("slack")

    assert not health.is_ready
    assert not Health().is_ready


def test_the_same_again_is_no_news() -> None:
    health = Health()

    assert health.note("slack", works=True, says="ok")
    assert not health.note("slack", works=True, says="ok")


# ── doctor ──────────────────────────────────────────────────────────────────────────────────────
async def examined(fake: Fake, **way: object) -> list[Finding]:
    """What doctor says of Slack."""
    await fake.start()
    try:
        fields = {"app_token": Secret(APP_TOKEN), "signing_secret": Secret(SECRET), "api": fake.api} | way
        return await _findings(Way(Secret(BOT_TOKEN), **fields))  # type: ignore[arg-type]
    finally:
        await fake.stop()


def said(findings: list[Finding], words: str) -> str:
    """How the finding with these words stands."""
    return next(f.state for f in findings if words in f.says)


@in_loop
async def test_all_is_well() -> None:
    findings = await examined(Fake())

    assert [f for f in findings if f.state != OK] == []
    for words in ("names of all", "@factbox", "scopes are there", "Socket Mode opens", "Messages tab is on", "in 1 channel"):
        assert said(findings, words) == OK


@pytest.mark.parametrize(("refuse", "words"), [
    ({"auth.test": "invalid_auth"}, "Slack does not know the token"), ({"auth.test": "token_revoked"}, "revoked"),
    ({"apps.connections.open": "not_allowed_token_type"}, "xapp-"), ({"apps.connections.open": "socket_mode_not_enabled"}, "Socket Mode is off")])
@in_loop
async def test_what_stops_answers_is_missing(refuse: dict[str, str], words: str) -> None:
    assert said(await examined(Fake(refuse=refuse)), words) == MISSING


@pytest.mark.parametrize(("fake", "words"), [
    (Fake(scopes="commands,chat:write"), "The scope files:write is missing"), (Fake(joined=0), "in no channel yet"),
    (Fake(refuse={"chat.scheduleMessage": "messages_tab_disabled"}), "Messages tab is off")])
@in_loop
async def test_what_can_wait_is_a_note(fake: Fake, words: str) -> None:
    assert said(await examined(fake), words) == "note"


@in_loop
async def test_a_name_that_slack_refuses_is_said() -> None:
    assert said(await examined(Fake(), manners=Manners(Names("/status"))), "of its own") == MISSING


def test_without_a_token_slack_is_only_noted() -> None:
    assert [f.state for f in examine_slack(None)] == ["note"]


def test_slack_that_cannot_be_reached_is_said() -> None:
    assert said(asyncio.run(_findings(Way(Secret(BOT_TOKEN), Secret(APP_TOKEN), api="http://127.0.0.1:9/api/"))), "cannot be reached") == MISSING


# ── the log ─────────────────────────────────────────────────────────────────────────────────────
def logged(name: str, level: int, words: str) -> str:
    """What comes out of the log for a record."""
    stream = io.StringIO()
    handler = attach(Log("info", lambda: stream))
    try:
        logging.getLogger(name).log(level, words)
    finally:
        detach(handler)
    return stream.getvalue()


@pytest.mark.parametrize("secret", ["xoxb-1-2-abc", "xapp-1-A1-2-abc", "https://hooks.slack.com/commands/T1/2/abc", "wss://wss.slack.com/link?ticket=abc"])
def test_a_token_is_in_no_line_of_the_log(secret: str) -> None:
    assert secret not in logged("factbox.slack", logging.ERROR, f"refused: {secret} here")


def test_the_sdks_words_are_not_repeated_since_they_may_quote_a_payload() -> None:
    line = logged("slack_bolt.AsyncApp", logging.WARNING, "Unhandled request ({'text': 'a secret question'})")

    assert line
    assert "secret question" not in line
