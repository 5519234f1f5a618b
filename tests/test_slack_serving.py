"""Serving Slack as ``python -m bot`` does: until told to stop, and not at all where only an administrator can help."""

import asyncio
import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot import slack_settings
from bot.health import Health
from bot.log import Log
from bot.serving import serve_slack
from bot.slack import Way
from bot.wiring import House
from config.settings import Settings, read_settings
from handlers.desk import Desk
from tests.slack_fake import APP_TOKEN, BOT_TOKEN, Fake
from tests.slack_newsroom import STORY, in_loop, opened

SET = {"FACTBOX_SLACK_BOT_TOKEN": BOT_TOKEN, "FACTBOX_SLACK_APP_TOKEN": APP_TOKEN, "FACTBOX_SLACK_WORKSPACES": "T0NEWS, T0OTHER",
       "FACTBOX_SLACK_COMMAND": "desk"}


def towards(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings lead to the fake."""
    way_for = slack_settings.way_for

    def to_fake(settings: Settings) -> Way | None:
        way = way_for(settings)
        return None if way is None else replace(way, api=fake.api)

    monkeypatch.setattr(slack_settings, "way_for", to_fake)


def house(folder: Path, log: io.StringIO) -> House:
    """A house over the database in a folder."""
    store, settings = opened(folder), read_settings(SET | {"FACTBOX_DATA_DIR": str(folder)})
    return House(settings, store, Desk(store, default=STORY), store._clock, Log("info", lambda: log))


@in_loop
async def test_it_serves_until_it_is_told_to_stop(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, log, stop, health = await Fake().start(), io.StringIO(), asyncio.Event(), Health()
    towards(fake, monkeypatch)
    kept = house(own, log)
    serving = asyncio.create_task(serve_slack(kept, health, stop))
    async with asyncio.timeout(5):
        while not health.is_ready:  # noqa: ASYNC110  # health has no event, and needs none
            await asyncio.sleep(0.01)
    reply = await fake.send(fake.command("/desk", "status Homs"))
    stop.set()

    assert await serving
    assert "closing in on Homs" in reply["text"]
    assert not any(secret in log.getvalue() for secret in (BOT_TOKEN, APP_TOKEN, "status Homs"))
    kept.store.close()
    await fake.stop()


@in_loop
async def test_a_refused_token_ends_it_with_a_sentence(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake, log = await Fake(refuse={"auth.test": "token_revoked"}).start(), io.StringIO()
    towards(fake, monkeypatch)
    kept = house(own, log)

    assert not await serve_slack(kept, Health(), asyncio.Event())
    assert "revoked" in log.getvalue()
    kept.store.close()
    await fake.stop()


@pytest.mark.parametrize(("given", "says"), [
    ({"FACTBOX_SLACK_BOT_TOKEN": "xapp-1"}, "xoxb-"), ({"FACTBOX_SLACK_MODE": "pigeon"}, "socket or http"),
    ({"FACTBOX_HTTP_PORT": "99999"}, "no port"), ({"FACTBOX_SLACK_WORKSPACES": "our team"}, "no id"), ({"FACTBOX_SLACK_COMMAND": "a b"}, "no name")])
def test_a_setting_that_cannot_be_used_is_said_without_the_secret(given: dict[str, str], says: str) -> None:
    with pytest.raises(Exception, match=says) as refused:
        read_settings({"HOME": "/tmp"} | given)

    assert "xapp-1" not in str(refused.value)
