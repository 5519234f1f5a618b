"""Files: into the channel where the bot is, else as a direct message with a word; too large, by a link or smaller."""

import time
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.downloads import Downloads
from briefings.model import Person
from config.readers import Secret
from handlers.platforms.slack.files import File, Filing
from handlers.platforms.slack.wire import Incoming
from tests.slack_fake import TEAM, Channel
from tests.slack_newsroom import Newsroom, in_loop, newsroom

SHEET = File(b"PK\x03\x04 a workbook", "homs.xlsx", "The sheet of syria-homs <!channel>")


def asked(room: Newsroom, channel: str = "C1", thread: str = "") -> Incoming:
    """Somebody who asked for a file in a channel."""
    return Incoming(id="", team=TEAM, user="U1", channel=channel, thread=thread, response_url=room.fake.url(channel, "U1"))


def filing(room: Newsroom, **more: object) -> Filing:
    """What sends files for a test, with limits of its own."""
    floor = room.bot.floor
    return Filing(floor.client, floor.rooms, floor.sender.whisper, **more)  # type: ignore[arg-type]


@in_loop
async def test_a_file_goes_up_in_the_channel_where_the_bot_is(own: Path) -> None:
    async with newsroom(own) as room:
        assert await filing(room).send_file(asked(room, thread="1733400000.000001"), SHEET)

        assert [(f["channel"], f["content"]) for f in room.fake.files] == [("C1", SHEET.content)]
        assert "<!channel>" not in room.fake.files[0]["comment"]


@pytest.mark.parametrize("channel", [Channel(member=False), Channel(member=False, private=True)])
@in_loop
async def test_where_the_bot_is_not_it_goes_as_a_direct_message_with_a_word(own: Path, channel: Channel) -> None:
    async with newsroom(own) as room:
        room.fake.channels["C1"] = channel
        assert await filing(room).send_file(asked(room), SHEET)

        assert [f["channel"] for f in room.fake.files] == ["D1"]
        assert "direct messages" in room.fake.shown[-1].words
        assert not any("completeUpload" in r for r in room.fake.refusals)  # asked before the bytes went up


@in_loop
async def test_a_bot_removed_a_moment_ago_still_gets_the_file_there(own: Path) -> None:
    async with newsroom(own) as room:
        await room.bot.floor.rooms.room("C1")
        room.fake.channels["C1"].member = False

        assert await filing(room).send_file(asked(room), SHEET)
        assert [f["channel"] for f in room.fake.files] == ["D1"]


@in_loop
async def test_a_long_upload_says_that_it_is_under_way(own: Path) -> None:
    async with newsroom(own) as room:
        await filing(room).send_file(asked(room), File(b"x" * 2_100_000, "large.xlsx", "large"))

        assert "Uploading large.xlsx" in room.fake.shown[0].words


@in_loop
async def test_a_file_too_large_gets_a_link_that_ends(own: Path) -> None:
    async with newsroom(own) as room:
        downloads = Downloads(own / "downloads", "https://factbox.example", Secret("s"))
        await filing(room, link=lambda f: downloads.offer(f.content, f.name), most_bytes=5).send_file(asked(room), SHEET)

        assert room.fake.files == []
        assert "https://factbox.example/files/" in room.fake.shown[-1].words


@in_loop
async def test_without_a_public_address_a_smaller_one_goes_up_with_a_word_why(own: Path) -> None:
    async with newsroom(own) as room:
        smaller = File(b"PK", "homs-small.xlsx", "the 500 newest facts")
        await filing(room, most_bytes=5).send_file(asked(room), SHEET, smaller=lambda: smaller)

        assert [f["content"] for f in room.fake.files] == [b"PK"]
        assert "the 500 newest facts" in room.fake.shown[0].words


@in_loop
async def test_where_there_is_no_smaller_one_the_reason_is_said(own: Path) -> None:
    async with newsroom(own) as room:
        assert not await filing(room, most_bytes=5).send_file(asked(room), SHEET)

        assert "FACTBOX_PUBLIC_ADDRESS" in room.fake.shown[-1].words


@in_loop
async def test_the_sheet_is_sent_for_a_command_a_button_and_a_mention(own: Path) -> None:
    def make(text: str, story: str, person: Person, on_progress: object) -> File:
        return File(f"{text}|{story}|{person.id}".encode(), "homs.xlsx", "The sheet")

    async with newsroom(own, sheet=make) as room:
        assert await room.type("/brief", "export") is not None
        await room.settle()
        seen = await room.type("/brief", "status Homs")
        assert seen is not None
        await room.do(room.fake.press(seen, "Sheet"))
        await room.do(room.fake.mention("sheet"))
        await room.settle()

        assert {f["content"].decode().split("|")[0] for f in room.fake.files} == {"export", "/export status Homs", "sheet"}


# ── links ───────────────────────────────────────────────────────────────────────────────────────
async def fetched(downloads: Downloads, link: str) -> tuple[int, bytes]:
    """What a link gives."""
    app = web.Application()
    app.add_routes([downloads.route()])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        address = link.replace("https://factbox.example", f"http://127.0.0.1:{runner.addresses[0][1]}")
        async with ClientSession() as session, session.get(address) as response:
            return response.status, await response.read()
    finally:
        await runner.cleanup()


@in_loop
async def test_a_link_gives_the_file(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path, "https://factbox.example", Secret("s"))

    assert await fetched(downloads, downloads.offer(b"bytes", "homs.xlsx")) == (200, b"bytes")


@pytest.mark.parametrize("spoil", [lambda link: link + "x", lambda link: link.replace("/files/", "/files/x"), lambda link: "https://factbox.example/files/..%2f..%2fetc"])
@in_loop
async def test_a_link_that_is_not_ours_gives_nothing(tmp_path: Path, spoil: object) -> None:
    downloads = Downloads(tmp_path, "https://factbox.example", Secret("s"))

    assert (await fetched(downloads, spoil(downloads.offer(b"bytes", "homs.xlsx"))))[0] == 404  # type: ignore[operator]


@in_loop
async def test_a_link_ends(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path, "https://factbox.example", Secret("s"), seconds=0)
    link = downloads.offer(b"bytes", "homs.xlsx")
    time.sleep(1.1)  # noqa: ASYNC251  # the signature counts whole seconds

    assert (await fetched(downloads, link))[0] == 404
