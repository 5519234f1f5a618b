"""Files sent to the bot on Discord: an old sheet checked, an edited one imported after a yes, and everything else refused in a sentence."""

import io
from functools import partial
from typing import Any

import openpyxl
import pytest

from bot.sheet_port import take
from briefings.model import ANYONE
from briefings.sheet import guards
from handlers.importing import NOT_YOURS
from handlers.platforms.discord import custom_ids
from handlers.uploading import Arrived, Take
from tests.discord_fake_newsroom import HOMS, Scene, in_time, labels, on_discord, seen
from tests.sheet_files import batches, exported, put
from tests.stories import Newsroom, desk, promote
from tests.test_sheet_chats import dm, house_of
from tests.test_sheet_hostile import REFUSED

TABLE = ("table.csv", b"date;place;event description;killed\n6 Dec 2024;Homs;Shelling of the north of the city;5\n5 Dec 2024;Hama;Clashes;7\n")


def reader(room: Newsroom) -> Take:
    """What reads files, as the program hands it to its bot."""
    return partial(take, house_of(room))


def edited(room: Newsroom) -> tuple[str, bytes]:
    """The newsroom's sheet with one cell edited."""
    return "homs.xlsx", put(exported(room), "Facts", "F2", caveat="A first count.")


async def to_bot(scene: Scene, text: str, *files: tuple[str, bytes]) -> Any:
    """A message that mentions the bot; its answer."""
    assert scene.bot.user is not None
    await scene.ada.send(scene.channel, f"<@{scene.bot.user.id}> {text}", attachments=files)
    return scene.last


# ── checks ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("private", [False, True])
def test_an_old_sheet_given_to_the_command_is_checked_and_comes_back_with_marks(private: bool) -> None:
    @in_time
    async def run() -> None:
        room = desk(*HOMS)
        async with on_discord(room, take=reader(room)) as scene:
            result = await scene.ada.slash(scene.channel, "check-sheet", file=("homs.xlsx", exported(room)), private=private)

            assert "Still right: 3 facts" in seen(result.response)
            [sent] = result.followups
            assert sent.ephemeral == private
            book = openpyxl.load_workbook(io.BytesIO(await sent.attachments[0].read()))
            assert {row[1].value for row in list(book["Checked"].rows)[1:]} == {"unchanged"}

    run()


@in_time
async def test_a_message_with_a_sheet_is_answered_as_a_reply_and_directly() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        marked = await to_bot(scene, "check this", ("homs.xlsx", exported(room)))
        assert marked.attachments[0].filename == "checked-homs.xlsx"
        stored = scene.env.backend.store_attachments(scene.ada.user.dm_channel.id, [("homs.xlsx", exported(room))])
        await scene.ada.send_dm("", attachments=stored)

        assert any("Still right: 3 facts" in seen(m) for m in dm(scene))
        assert any(m.attachments for m in dm(scene))


@in_time
async def test_a_sheet_of_another_story_is_refused_with_where_to_ask() -> None:
    room, other = desk(*HOMS), desk(*HOMS, slug="other-story")
    async with on_discord(room, take=reader(room)) as scene:
        result = await scene.ada.slash(scene.channel, "check-sheet", file=("old.xlsx", exported(other)))

        assert "of the story other-story, not of test-story" in seen(result.response)


# ── imports ─────────────────────────────────────────────────────────────────────────────────────
@in_time
async def test_an_edited_sheet_is_shown_first_and_proposed_once_after_a_yes() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        promote(room.desk, f"discord:{scene.ada.id}")
        await scene.ada.slash(scene.channel, "import", file=edited(room))
        shown = scene.last
        assert "A yes would put up 1 proposal for review" in seen(shown)
        assert batches(room.store) == []

        first = await scene.ada.click(shown, label="Yes, propose")
        again = await scene.ada.click(shown, label="Yes, propose")

        assert first.response is not None
        assert first.response.ephemeral
        assert "1 proposal from homs.xlsx waits for review." in seen(first.response)
        assert "already waits for review" in seen(again.response)
        assert len(batches(room.store)) == 1


@in_time
async def test_nobody_but_the_sender_can_say_yes() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        await to_bot(scene, "import", edited(room))
        pressed = await scene.person("bob").click(scene.last, label="Yes, propose")

        assert NOT_YOURS in seen(pressed.response)
        assert batches(room.store) == []


@in_time
async def test_a_yes_holds_after_a_restart() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        promote(room.desk, f"discord:{scene.ada.id}")
        await to_bot(scene, "import", edited(room))
        shown = scene.last
        await scene.restart()

        assert "1 proposal from homs.xlsx waits for review." in seen((await scene.ada.click(shown, label="Yes, propose")).response)


@in_time
async def test_a_table_is_shown_as_it_was_read_and_drafted_after_a_yes() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        promote(room.desk, f"discord:{scene.ada.id}")
        shown = await to_bot(scene, "", TABLE)
        assert "Read as a table of 2 rows" in seen(shown)
        assert labels(shown) == ["Yes, make drafts"]

        assert "2 drafts from table.csv are kept for a curator to finish." in seen((await scene.ada.click(shown, label="Yes, make drafts")).response)


@in_time
async def test_every_button_of_an_import_fits_what_discord_allows() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        shown = await to_bot(scene, "import", edited(room))

        pressed = custom_ids.read(shown.components[0].children[0].custom_id)
        assert pressed is not None
        assert pressed.command.startswith("/import yes ")


@in_time
async def test_a_question_with_a_picture_is_a_question() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        assert "Thousands fled Homs" in seen(await to_bot(scene, "status Homs", ("photo.png", b"\x89PNG")))


@in_time
async def test_where_answers_are_private_what_comes_of_a_file_goes_to_its_sender() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room), private=True) as scene:
        await to_bot(scene, "import", TABLE)

        assert "sent you mine directly" in seen(scene.last)
        assert any("Read as a table of 2 rows" in seen(m) for m in dm(scene))


# ── refusals ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", ["macro", "zip bomb", "entities", "csv named xlsx", "encrypted", "cut off"])
def test_a_hostile_file_is_refused_in_a_sentence_and_the_bot_answers_on(kind: str) -> None:
    make, why = REFUSED[kind]

    @in_time
    async def run() -> None:
        room = desk(*HOMS)
        async with on_discord(room, take=reader(room)) as scene:
            result = await scene.ada.slash(scene.channel, "import", file=("sent.xlsx", make()))

            assert why in seen(result.response)
            assert batches(room.store) == []
            assert "Thousands fled Homs" in seen((await scene.ada.slash(scene.channel, "status", place="Homs")).response)

    run()


@in_time
async def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.platforms.discord.files.MOST_BYTES", 10)
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        result = await scene.ada.slash(scene.channel, "check-sheet", file=("homs.xlsx", exported(room)))

        assert "I read up to 0 MB" in seen(result.followups[0] if result.followups else result.response)
        assert guards.MOST_BYTES == 50_000_000


@in_time
async def test_several_files_at_once_are_sent_back_unread() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        assert "one file at a time" in seen(await to_bot(scene, "import", TABLE, TABLE))


@in_time
async def test_asked_without_a_file_it_says_how_to_send_one() -> None:
    room = desk(*HOMS)
    async with on_discord(room, take=reader(room)) as scene:
        assert "write “import” with it" in seen(await to_bot(scene, "import"))


def test_the_sheet_with_marks_is_named_for_the_file_and_never_for_a_folder() -> None:
    room = desk(*HOMS)
    taken = reader(room)(Arrived("/check-sheet", "../../etc/homs.xlsx", exported(room), None, ANYONE))

    assert taken.marked is not None
    assert taken.marked[0] == "checked-homs.xlsx"

