"""The sheet in both chats: the workbook that arrives opens; where there is none, a sentence says why."""

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import openpyxl
import pytest

from bot import discord_bot
from bot.log import Log
from bot.serving import slack_sheet
from bot.sheet_port import sheet_of
from bot.sheets import SheetFailed
from bot.wiring import House
from briefings.errors import Unanswerable
from briefings.model import ANYONE, Person
from config.settings import read_settings
from handlers import patience
from handlers.desk import Desk
from handlers.platforms.discord import custom_ids
from handlers.platforms.discord.asking import Wanted
from handlers.platforms.discord.client import NOT_ATTACHED, Sheet
from handlers.platforms.discord.custom_ids import ANOTHER, Pressed
from handlers.platforms.discord.files import File
from handlers.platforms.discord.sending import Outcome, Sent
from handlers.platforms.slack.files import File as SlackFile
from tests.discord_fake_newsroom import HOMS, Scene, in_time, on_discord, seen
from tests.slack_newsroom import STORY, in_loop, newsroom, opened
from tests.stories import Newsroom, desk


def house_of(room: Newsroom) -> House:
    """The house a newsroom's story is in."""
    settings = read_settings({"FACTBOX_DATA_DIR": gettempdir(), "FACTBOX_DATABASE_URL": room.url, "FACTBOX_STORY": room.slug})
    return House(settings, room.store, room.desk, room.clock, Log("error", io.StringIO))


def own_house(folder: Path) -> House:
    """A house over the bundled stories in a folder."""
    store, settings = opened(folder), read_settings({"FACTBOX_DATA_DIR": str(folder)})
    return House(settings, store, Desk(store, default=STORY), lambda: datetime.now(UTC), Log("error", io.StringIO))


def facts_in(content: bytes) -> list[str]:
    """The texts in a workbook's Facts sheet, its cells joined by row."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [" | ".join(str(cell) for cell in row if cell is not None) for row in book["Facts"].iter_rows(values_only=True)]


# ── the port ────────────────────────────────────────────────────────────────────────────────────
def test_a_sheet_holds_what_was_asked_for_under_the_name_that_was_offered() -> None:
    made = sheet_of(house_of(desk(*HOMS)), "export Homs", None, ANYONE)

    assert made.name == "test-story-homs-v1.xlsx"
    assert made.comment == "2 facts on Homs, with who says so, documents, changes and a dictionary of every column. Also on file: Homs province."
    told = "\n".join(facts_in(made.content))
    assert "Thousands fled Homs" in told
    assert "Rebels took Hama" not in told


def test_as_of_a_day_it_holds_what_was_known_by_then() -> None:
    made = sheet_of(house_of(desk(*HOMS)), "/export as of 5 Dec", None, ANYONE)

    assert "Thousands fled Homs" not in "\n".join(facts_in(made.content))


@pytest.mark.parametrize("typed", ["export Hom", "/sheet Hom", "Export Hom"])
def test_a_name_nobody_knows_is_said_to_be_none_with_the_near_ones(typed: str) -> None:
    with pytest.raises(Unanswerable, match=r"“Hom”: nothing on file goes by that name\. Did you mean Homs"):
        sheet_of(house_of(desk(*HOMS)), typed, None, ANYONE)


def test_a_story_nobody_knows_is_a_sentence() -> None:
    with pytest.raises(Unanswerable, match="no story “nowhere”"):
        sheet_of(house_of(desk(*HOMS)), "export Homs", "nowhere", ANYONE)


# ── Slack ───────────────────────────────────────────────────────────────────────────────────────
@in_loop
async def test_slack_sends_it_for_a_command_a_direct_message_a_mention_and_a_button(own: Path) -> None:
    house = own_house(own)
    async with newsroom(own, store=house.store, sheet=slack_sheet(house)) as room:
        await room.type("/brief", "export Homs")
        await room.settle()
        await room.do(room.fake.direct("export Homs"))
        await room.settle()
        await room.do(room.fake.mention("Sheet Homs"))
        await room.settle()
        answer = await room.type("/brief", "status Homs")
        assert answer is not None
        await room.do(room.fake.press(answer, "Sheet"))
        await room.settle()

        assert [f["channel"] for f in room.fake.files] == ["C1", "D1", "C1", "C1"]
        assert all(f["title"].startswith(STORY) and f["title"].endswith(".xlsx") for f in room.fake.files)
        counts = [len(facts_in(f["content"])) for f in room.fake.files]
        assert counts[0] == counts[1] == counts[2] > counts[3] > 1  # the button's has what the answer shows
        assert "on Homs, with who says so" in room.fake.files[0]["comment"]
        assert room.fake.refusals == []
    house.store.close()


@in_loop
async def test_slack_says_in_a_sentence_that_there_is_no_sheet_of_an_unknown_name(own: Path) -> None:
    house = own_house(own)
    async with newsroom(own, store=house.store, sheet=slack_sheet(house)) as room:
        for payload in (room.fake.command("/brief", "export Nowhereville"), room.fake.direct("export Nowhereville")):
            await room.do(payload)
            await room.settle()

            assert "“Nowhereville”: nothing on file goes by that name" in room.fake.shown[-1].words
        assert room.fake.files == []
    house.store.close()


# ── Discord ─────────────────────────────────────────────────────────────────────────────────────
def wired(room: Newsroom) -> Sheet:
    """The sheets as the program hands them to its bot."""
    sheet = discord_bot.make_bot(house_of(room), lambda _up, _why: None, shard_count=1).ports.sheet
    assert sheet is not None
    return sheet


def dm(scene: Scene) -> list[Any]:
    """What the bot wrote to Ada."""
    return [m for m in scene.ada.user.dm_channel.history() if m.author.bot]


@pytest.mark.parametrize("private", [False, True])
def test_discord_attaches_it_below_the_answer_to_a_command(private: bool) -> None:
    @in_time
    async def run() -> None:
        room = desk(*HOMS)
        async with on_discord(room, sheet=wired(room)) as scene:
            result = await scene.ada.slash(scene.channel, "export", about="Homs", private=private)

            assert result.response is not None
            assert "2 facts on Homs" in seen(result.response)
            [sent] = result.followups
            assert sent.ephemeral == private
            [file] = sent.attachments
            assert file.filename == "test-story-homs-v1.xlsx"
            assert any("Thousands fled Homs" in row for row in facts_in(await file.read()))

    run()


@in_time
async def test_discord_sends_it_after_the_answer_to_a_message() -> None:
    room = desk(*HOMS)
    async with on_discord(room, sheet=wired(room)) as scene:
        assert scene.bot.user is not None
        await scene.ada.send(scene.channel, f"<@{scene.bot.user.id}> export Homs")
        await scene.ada.send_dm("export Homs")

        for file in (scene.last.attachments[0], next(m.attachments[0] for m in dm(scene) if m.attachments)):
            assert any("Thousands fled Homs" in row for row in facts_in(await file.read()))


@in_time
async def test_discord_attaches_it_for_a_button_before_the_presser_alone() -> None:
    room = desk(*HOMS)
    async with on_discord(room, sheet=wired(room)) as scene:
        await scene.ada.slash(scene.channel, "status", place="Homs")
        button, _ = custom_ids.written(Pressed(ANOTHER, "/export Homs", room.slug, 1))
        scene.env.backend.get_message(scene.channel.id, scene.last.id).components[0]["components"][0]["custom_id"] = button
        pressed = await scene.ada.click(scene.last, custom_id=button)

        [sent] = pressed.followups
        assert sent.ephemeral
        assert any("Thousands fled Homs" in row for row in facts_in(await sent.attachments[0].read()))


@in_time
async def test_discord_says_in_a_sentence_that_there_is_no_sheet_of_an_unknown_name() -> None:
    room = desk(*HOMS)
    async with on_discord(room, sheet=wired(room)) as scene:
        result = await scene.ada.slash(scene.channel, "export", about="Nowhereville")

        assert result.response is not None
        assert "“Nowhereville”: nothing on file goes by that name" in seen(result.response)
        assert result.followups == []


@pytest.mark.parametrize("kept", [True, False])
def test_discord_gives_a_link_to_one_too_large_or_a_word_why(kept: bool) -> None:
    def large(_text: str, _story: str | None, _person: Person, _told: object) -> File:
        return File("homs.xlsx", b"P" * (25 * 1024 * 1024 + 1))

    @in_time
    async def run() -> None:
        link = (lambda _content, name: f"https://factbox.example/files/{name}") if kept else None
        async with on_discord(sheet=large, link=link) as scene:
            result = await scene.ada.slash(scene.channel, "export", about="Homs")

            [sent] = result.followups
            assert sent.attachments == []
            assert ("<https://factbox.example/files/homs.xlsx>" if kept else "FACTBOX_PUBLIC_ADDRESS") in sent.content

    run()


@in_time
async def test_discord_tells_that_a_sheet_could_not_be_made() -> None:
    def broken(_text: str, _story: str | None, _person: Person, _told: object) -> File:
        raise SheetFailed("the disk is full")

    async with on_discord(sheet=broken) as scene:
        result = await scene.ada.slash(scene.channel, "export", about="Homs")
        await scene.ada.send_dm("export Homs")

        assert "the disk is full" in result.followups[0].content
        assert any("the disk is full" in m.content for m in dm(scene))


@in_time
async def test_discord_says_why_a_sheet_is_not_attached_to_a_message() -> None:
    room = desk(*HOMS)
    async with on_discord(room, sheet=wired(room)) as scene:
        async def refused(*_args: Any, **_named: Any) -> Sent:
            return Sent(Outcome.UNREACHABLE)

        scene.bot.send_file = refused  # type: ignore[method-assign]
        await scene.ada.send_dm("export Homs")

        assert NOT_ATTACHED.format(name="test-story-homs-v1.xlsx") in [m.content for m in dm(scene)]


# ── progress ────────────────────────────────────────────────────────────────────────────────────
def slowly(text: str, told: Callable[[int, int], None]) -> bytes:
    """Make a sheet in two steps, long enough apart for a word between them."""
    told(400, 1000)
    time.sleep(0.2)
    return text.encode()


@in_loop
async def test_slack_says_how_far_a_long_one_is(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "WAITS", (0.05,))
    async with newsroom(own, sheet=lambda text, story, person, told: SlackFile(slowly(text, told), "a.xlsx", "a")) as room:
        await room.do(room.fake.direct("export"))
        await room.settle()

        assert [m.words for m in room.fake.shown] == ["Making the sheet: 400 of 1,000 facts so far."]
        assert room.fake.files


@in_time
async def test_discord_says_how_far_a_long_one_is() -> None:
    said: list[str] = []

    async def say(words: str) -> None:
        said.append(words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patience, "WAITS", (0.05,))
        async with on_discord(sheet=lambda text, story, person, told: File("a.xlsx", slowly(text, told))) as scene:
            # asked of the bot itself: simcord runs no timer while it waits for a thread
            made = await scene.bot.make_sheet(Wanted("/export", scene.newsroom.slug, ANYONE), say)

    assert said == ["Making the sheet: 400 of 1,000 facts so far."]
    assert made is not None
