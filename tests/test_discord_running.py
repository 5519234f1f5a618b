"""Running Discord: one process a token, up again after a fault, never in Slack's way, and what the command line prints of it."""

import asyncio
import base64
import io
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot import discord_bot
from bot.discord_doctor import _findings, examine_discord
from bot.health import Health
from bot.log import Log
from bot.wiring import House
from config.settings import SettingsProblems, read_settings
from handlers.platforms.discord.files import File, attachment
from handlers.platforms.discord.holding import TokenTaken, held_by_file
from handlers.platforms.discord.manifest import RIGHTS, application_of, invite, permissions
from handlers.platforms.discord.pacing import MOST_PEOPLE, Pace
from tests.discord_fake import fake_discord
from tests.discord_fake_newsroom import GUILD, HOMS, in_time, until
from tests.stories import Newsroom, desk, fact

TOKEN = base64.urlsafe_b64encode(b"81384788765712384").decode().rstrip("=") + ".x.y"
States = list[tuple[bool, str]]


def house(folder: Path, newsroom: Newsroom | None = None, **settings: str) -> House:
    """A house with one story, and these settings."""
    newsroom = newsroom or desk(*HOMS)
    read = read_settings(
        {"FACTBOX_DATA_DIR": str(folder), "FACTBOX_STORY": newsroom.slug, **{f"FACTBOX_{k.upper()}": v for k, v in settings.items()}}
    )
    return House(read, newsroom.store, newsroom.desk, newsroom.clock, Log("error", io.StringIO))


# ── one process a token ─────────────────────────────────────────────────────────────────────────
def test_a_second_process_with_the_same_token_is_refused_in_clear_words(tmp_path: Path) -> None:
    lines = ("from pathlib import Path", "from handlers.platforms.discord.holding import held_by_file",
             f"with held_by_file(Path({str(tmp_path)!r}), 't'): print('held', flush=True); input()")
    code = "\n".join(lines)
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(TokenTaken, match=f"already serves Discord with this token \\(process {other.pid} on this machine\\)"),
            held_by_file(tmp_path, "t"),
        ):
            pass
        other.communicate("\n")


def test_the_token_is_free_again_when_the_process_has_ended(tmp_path: Path) -> None:
    with held_by_file(tmp_path, "t"):
        pass
    with held_by_file(tmp_path, "t"):
        pass


def test_another_token_is_another_lock(tmp_path: Path) -> None:
    with held_by_file(tmp_path, "one"), held_by_file(tmp_path, "two"):
        pass


def test_the_lock_does_not_give_the_token_away(tmp_path: Path) -> None:
    with held_by_file(tmp_path, "s3cret-token"):
        names = os.listdir(tmp_path)

        assert not any("s3cret" in name for name in names)


def test_the_lock_is_kept_where_the_facts_are(store_url: str, tmp_path: Path) -> None:
    here = house(tmp_path, desk(*HOMS, on=store_url), database_url=store_url)

    with discord_bot.held(here, "t"), pytest.raises(TokenTaken, match="already serves Discord"), discord_bot.held(here, "t"):
        pass


# ── up and down ─────────────────────────────────────────────────────────────────────────────────
@in_time
async def test_without_a_token_it_says_so_and_ends(tmp_path: Path) -> None:
    states: States = []
    await discord_bot.serve(house(tmp_path), lambda up, why: states.append((up, why)))

    assert states == [(False, discord_bot.NO_TOKEN)]


@in_time
async def test_a_token_in_use_is_said_and_nothing_is_raised(tmp_path: Path) -> None:
    states: States = []
    with held_by_file(tmp_path, TOKEN):
        await discord_bot.serve(house(tmp_path, discord_token=TOKEN), lambda up, why: states.append((up, why)))

    assert states[0][1].startswith("Another Factbox already serves Discord")


@in_time
async def test_it_serves_until_it_is_cancelled(tmp_path: Path) -> None:
    states: States = []
    async with fake_discord() as fake:
        running = asyncio.create_task(discord_bot.serve(house(tmp_path, discord_token=TOKEN), lambda up, why: states.append((up, why))))
        await until(lambda: (True, "") in states)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

        assert fake.gateway == ["IDENTIFY"]
        assert states[-1] == (False, "Discord is not served any more.")


@in_time
async def test_a_discord_that_is_down_is_tried_again_and_leaves_others_up(tmp_path: Path) -> None:
    states: States = []
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise asyncio.CancelledError

    async def slack() -> str:
        await asyncio.sleep(0.2)
        return "still up"

    async with fake_discord() as fake:
        fake.refuse = lambda _method, path, _body: (403, {"code": 0, "message": "down"}) if path == "/users/@me" else None
        served = discord_bot.serve(house(tmp_path, discord_token=TOKEN), lambda up, why: states.append((up, why)), sleep=sleep)
        results = await asyncio.gather(served, slack(), return_exceptions=True)

    assert results[1] == "still up"
    assert waits == [5.0, 10.0]
    assert any(why.startswith("Discord cannot be reached") for _, why in states)


@in_time
async def test_the_health_of_the_whole_says_how_discord_is(tmp_path: Path) -> None:
    health = Health()
    health.note("slack", works=True, says="Slack is served.")
    await discord_bot.serve(house(tmp_path), discord_bot.noting(health))

    assert {part: state.works for part, state in health.parts.items()} == {"slack": True, "discord": False}
    assert health.parts["discord"].says == discord_bot.NO_TOKEN


@in_time
async def test_a_token_that_discord_refuses_is_not_tried_again(tmp_path: Path) -> None:
    states: States = []
    async with fake_discord() as fake:
        fake.refuse = lambda _method, path, _body: (401, {"code": 0, "message": "401: Unauthorized"}) if path == "/users/@me" else None
        await discord_bot.serve(house(tmp_path, discord_token=TOKEN), lambda up, why: states.append((up, why)))

    assert any("Discord refuses the token" in why for _, why in states)


# ── the command line ────────────────────────────────────────────────────────────────────────────
def test_the_invite_asks_for_the_least_rights() -> None:
    asked = parse_qs(urlsplit(invite("81384788765712384")).query)

    assert asked["client_id"] == ["81384788765712384"]
    assert asked["scope"] == ["bot applications.commands"]
    assert {name for name, on in discord.Permissions(int(asked["permissions"][0])) if on} == {
        "read_messages" if r == "view_channel" else r for r in RIGHTS
    }


def test_it_asks_for_no_right_over_people_or_servers() -> None:
    assert not permissions() & discord.Permissions.elevated() | (permissions() & discord.Permissions(administrator=True, mention_everyone=True))


def test_the_application_is_read_from_the_token(tmp_path: Path) -> None:
    assert "client_id=81384788765712384" in discord_bot.manifest(house(tmp_path, discord_token=TOKEN).settings)


def test_without_a_token_it_says_what_to_put_in(tmp_path: Path) -> None:
    assert "in the place of APPLICATION_ID" in discord_bot.manifest(house(tmp_path).settings)


@pytest.mark.parametrize("token", ["", "not a token", "...", "é.x", "YWJj.x.y"])
def test_what_is_no_token_names_no_application(token: str) -> None:
    assert application_of(token) is None


def test_the_command_line_prints_every_page_of_an_answer() -> None:
    newsroom = desk(*(fact(f"Event number {n} in Homs") for n in range(1, 13)))
    bodies = discord_bot.bodies(newsroom.answered("/timeline"), "/timeline")

    assert [list(b) for b in bodies] == [["content", "embeds", "components"]] * 3


def test_settings_that_cannot_be_used_are_named() -> None:
    with pytest.raises(SettingsProblems) as caught:
        read_settings(
            {
                "HOME": "/home/ada",
                "FACTBOX_DISCORD_GUILDS": "12, 81384788765712384",
                "FACTBOX_DISCORD_PRIVATE": "perhaps",
                "FACTBOX_PUBLIC_ADDRESS": "http://x",
            }
        )

    assert [name for name, _ in caught.value.problems] == ["FACTBOX_DISCORD_GUILDS", "FACTBOX_DISCORD_PRIVATE", "FACTBOX_PUBLIC_ADDRESS"]


# ── doctor ──────────────────────────────────────────────────────────────────────────────────────
@in_time
async def test_doctor_says_which_servers_are_served_and_which_are_not() -> None:
    async with fake_discord() as fake:
        fake.guilds = (GUILD, GUILD + 1)
        found = await _findings(TOKEN, frozenset({GUILD, GUILD + 2}))

    assert [(f.state, str(GUILD + n) in f.says) for f, n in zip(found[1:], (2, 0, 1), strict=True)] == [("note", True), ("ok", True), ("note", True)]


@in_time
async def test_doctor_says_when_the_token_is_refused() -> None:
    async with fake_discord() as fake:
        fake.refuse = lambda _method, _path, _body: (401, {"code": 0, "message": "401: Unauthorized"})
        found = await _findings(TOKEN, frozenset({GUILD}))

    assert [f.state for f in found] == ["missing"]


def test_doctor_says_nothing_of_discord_where_it_is_not_configured(tmp_path: Path) -> None:
    assert [f.state for f in examine_discord(house(tmp_path).settings)] == ["note"]


# ── files and pace ──────────────────────────────────────────────────────────────────────────────
def test_without_a_smaller_sheet_a_word_says_what_to_do() -> None:
    assert "Narrow it with a place" in attachment(File("a.xlsx", b"xx"), limit=1).words


def test_a_pace_lets_a_burst_through_and_then_fills_up_again() -> None:
    now = [0.0]
    pace = Pace(2, 10, lambda: now[0])
    waits = [pace.wait("ada") for _ in range(3)]
    now[0] += 5

    assert waits == [0, 0, 5]
    assert pace.wait("ada") == 0


def test_a_pace_forgets_whoever_asked_longest_ago() -> None:
    pace = Pace(1, 10, lambda: 0.0)
    for person in range(MOST_PEOPLE + 5):
        pace.wait(str(person))

    assert len(pace._left) == MOST_PEOPLE
