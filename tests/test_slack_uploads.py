"""Files sent to the bot in Slack: an old sheet checked, an edited one imported after a yes, and everything else refused in a sentence."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.serving import slack_sheet, taking
from briefings.sheet import guards
from handlers import patience
from handlers.importing import NOT_YOURS
from tests.sheet_files import batches, put
from tests.slack_fake import BOT_TOKEN, SCOPES, Channel, Fake, Message
from tests.slack_newsroom import STORY, Newsroom, in_loop, newsroom
from tests.stories import promote
from tests.test_sheet_chats import own_house
from tests.test_sheet_hostile import REFUSED

TABLE = b"date;place;event description;killed\n6 Dec 2024;Homs;Shelling of the north of the city;5\n5 Dec 2024;Hama;Clashes in the east;7\n"


@asynccontextmanager
async def at_work(own: Path, **way: Any) -> AsyncIterator[Newsroom]:
    """The bot as the program wires it, over the bundled stories."""
    house = own_house(own)
    promote(house.desk, "slack:T0NEWS:U1", STORY)
    async with newsroom(own, store=house.store, sheet=slack_sheet(house), take=taking(house), **way) as room:
        yield room
    house.store.close()


async def sheet_from(room: Newsroom) -> bytes:
    """The sheet of the whole story, as the bot sent it."""
    await room.do(room.fake.direct("export"))
    await room.settle()
    return bytes(room.fake.files[-1]["content"])


async def sent(room: Newsroom, text: str, name: str, content: bytes, *, user: str = "U1", **told: Any) -> Message:
    """Send a file in a direct message; the last message shown for it."""
    before = len(room.fake.shown)
    await room.do(room.fake.direct(text, user=user, files=[room.fake.share(name, content, **told)]))
    await room.settle()
    assert len(room.fake.shown) > before, "nothing was shown for the file"
    return next(m for m in room.fake.shown[before:])


# ── checks ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("text", ["check-sheet", "check this", "is this still right?", "/check-sheet", ""])
@in_loop
async def test_an_old_sheet_sent_directly_is_checked_and_comes_back_with_marks(own: Path, text: str) -> None:
    async with at_work(own) as room:
        answer = await sent(room, text, "homs.xlsx", await sheet_from(room))

        assert "Still right: " in answer.words
        marked = room.fake.files[-1]
        assert (marked["title"], marked["channel"]) == ("checked-homs.xlsx", "D1")
        book = openpyxl.load_workbook(io.BytesIO(marked["content"]))
        assert {row[1].value for row in list(book["Checked"].rows)[1:]} == {"unchanged"}
        assert room.fake.refusals == []


@in_loop
async def test_a_sheet_with_a_mention_is_answered_in_the_thread_for_all(own: Path) -> None:
    async with at_work(own) as room:
        payload = room.fake.mention("check this", files=[room.fake.share("homs.xlsx", await sheet_from(room))])
        await room.do(payload)
        await room.settle()

        answer = room.fake.shown[-1]
        assert (answer.channel, answer.to, answer.thread) == ("C1", "", payload["event"]["ts"])
        assert room.fake.files[-1]["channel"] == "C1"


@in_loop
async def test_where_outsiders_read_what_comes_of_a_file_is_shown_to_its_sender_alone(own: Path) -> None:
    async with at_work(own) as room:
        room.fake.channels["C1"] = Channel(shared=True)
        await room.do(room.fake.mention("import", files=[room.fake.share("table.csv", TABLE)]))
        await room.settle()

        assert {m.to for m in room.fake.shown} == {"U1"}


@in_loop
async def test_an_edited_sheet_sent_without_a_word_is_checked_and_told_how_to_import_it(own: Path) -> None:
    async with at_work(own) as room:
        answer = await sent(room, "", "homs.xlsx", await sheet_from(room))

        assert "send it again with the word import" in answer.words


@in_loop
async def test_a_sheet_of_another_story_on_file_is_checked_against_its_own(own: Path) -> None:
    async with at_work(own) as room:
        await room.do(room.fake.direct("export in syria-northeast-2019"))
        await room.settle()
        content = bytes(room.fake.files[-1]["content"])

        assert "Still right: " in (await sent(room, "check", "old.xlsx", content)).words


@in_loop
async def test_in_a_channel_of_one_story_a_sheet_of_another_is_refused_with_where_to_ask(own: Path) -> None:
    async with at_work(own) as room:
        await room.do(room.fake.direct("export in syria-northeast-2019"))
        await room.settle()
        content = bytes(room.fake.files[-1]["content"])
        await room.type("/brief", f"channel {STORY}")
        await room.do(room.fake.mention("check", files=[room.fake.share("old.xlsx", content)]))
        await room.settle()

        assert "ask again with “in syria-northeast-2019”" in room.fake.shown[-1].words


# ── imports ─────────────────────────────────────────────────────────────────────────────────────
async def edited(room: Newsroom, *, user: str = "U1") -> Message:
    """An edited sheet sent to be imported; what was shown for it."""
    content = put(await sheet_from(room), "Facts", "F2", caveat="A first count.")
    return await sent(room, "import", "homs.xlsx", content, user=user)


@in_loop
async def test_an_edited_sheet_is_shown_first_and_proposed_after_a_yes(own: Path) -> None:
    async with at_work(own) as room:
        shown = await edited(room)
        assert "A yes would put up 1 proposal for review" in shown.words
        assert batches(room.store) == []

        told = await room.press(shown, "Yes, propose")

        assert "1 proposal from homs.xlsx waits for review." in told.words
        assert len(batches(room.store)) == 1


@in_loop
async def test_however_often_yes_is_pressed_the_same_is_proposed_once(own: Path) -> None:
    async with at_work(own) as room:
        shown = await edited(room)
        await room.press(shown, "Yes, propose")

        again = await room.press(shown, "Yes, propose")

        assert "already waits for review" in again.words
        assert len(batches(room.store)) == 1


@in_loop
async def test_nobody_but_the_sender_can_say_yes(own: Path) -> None:
    async with at_work(own) as room:
        shown = await edited(room)

        told = await room.press(shown, "Yes, propose", user="U2")

        assert NOT_YOURS in told.words
        assert batches(room.store) == []


@in_loop
async def test_a_yes_holds_after_a_restart(own: Path) -> None:
    fake = await Fake().start()
    async with at_work(own, fake=fake) as room:
        shown = await edited(room)
    async with at_work(own, fake=fake) as room:
        told = await room.press(shown, "Yes, propose")

        assert "1 proposal from homs.xlsx waits for review." in told.words
    await fake.stop()


@in_loop
async def test_a_table_is_shown_as_it_was_read_and_drafted_after_a_yes(own: Path) -> None:
    async with at_work(own) as room:
        shown = await sent(room, "import this please", "table.csv", TABLE)
        assert "Read as a table of 2 rows" in shown.words

        told = await room.press(shown, "Yes, make drafts")

        assert "2 drafts from table.csv are kept for a curator to finish." in told.words


@in_loop
async def test_an_unedited_sheet_has_nothing_to_say_yes_to(own: Path) -> None:
    async with at_work(own) as room:
        shown = await sent(room, "import", "homs.xlsx", await sheet_from(room))

        assert "Nothing was edited" in shown.words
        assert [b for b in shown.body["blocks"] if b["type"] == "actions"] == []


@in_loop
async def test_the_same_delivery_twice_is_read_once(own: Path) -> None:
    async with at_work(own) as room:
        payload = room.fake.direct("import", files=[room.fake.share("table.csv", TABLE)])
        await room.do(payload)
        await room.settle()
        await room.do(payload)
        await room.settle()

        assert len(room.fake.fetches) == 1


@in_loop
async def test_asked_without_a_file_it_says_how_to_send_one(own: Path) -> None:
    async with at_work(own) as room:
        for command in ("check-sheet", "import"):
            answer = await room.type("/brief", command)
            assert answer is not None
            assert f"write “{command}” with it" in answer.words


@in_loop
async def test_a_question_with_a_picture_is_a_question(own: Path) -> None:
    async with at_work(own) as room:
        answer = await sent(room, "status Homs", "photo.png", b"\x89PNG")

        assert "Homs" in answer.words
        assert room.fake.fetches == []


@in_loop
async def test_what_takes_long_is_said_to_be_under_way(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "WAITS", (0.001,))
    async with at_work(own) as room:
        assert "Reading table.csv" in (await sent(room, "import", "table.csv", TABLE)).words
        assert "Read as a table" in room.fake.shown[-1].words


# ── refusals ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", ["macro", "zip bomb", "entities", "csv named xlsx", "empty", "encrypted", "cut off"])
@in_loop
async def test_a_hostile_file_is_refused_in_a_sentence_and_the_bot_answers_on(own: Path, kind: str) -> None:
    make, why = REFUSED[kind]
    async with at_work(own) as room:
        refused = await sent(room, "import", "sent.xlsx", make())

        assert why in refused.words
        assert batches(room.store) == []
        assert "Homs" in (await sent(room, "status Homs", "a.xlsx", b"")).words


@in_loop
async def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(own: Path) -> None:
    async with at_work(own) as room:
        refused = await sent(room, "check", "huge.xlsx", b"PK", size=200_000_000)

        assert "huge.xlsx has 200 MB; I read up to 50 MB." in refused.words
        assert room.fake.fetches == []


@in_loop
async def test_one_that_is_larger_than_slack_said_is_dropped_on_the_way(own: Path) -> None:
    async with at_work(own) as room:
        room.bot.floor.fetching._most = 1_000_000
        refused = await sent(room, "check", "huge.xlsx", b"x" * 1_500_000, size=10)

        assert "I read up to 1 MB" in refused.words


@pytest.mark.parametrize("address", ["https://evil.example/files-pri/F1/a.xlsx", "http://files.slack.com/a.xlsx", "https://slack.com.evil.example/a.xlsx",
                                     "https://u:p@files.slack.com/a.xlsx", "https://files.slack.com:8443/a.xlsx", "file:///etc/passwd"])
@in_loop
async def test_a_file_from_elsewhere_is_not_fetched_and_the_token_goes_nowhere(own: Path, address: str) -> None:
    async with at_work(own) as room:
        refused = await sent(room, "check", "a.xlsx", b"PK", url_private=address, url_private_download=address)

        assert "does not come from Slack" in refused.words
        assert room.fake.fetches == []


@in_loop
async def test_a_redirect_is_not_followed(own: Path) -> None:
    async with at_work(own) as room:
        elsewhere = await Fake().start()
        await sent(room, "check", "a.xlsx", b"PK", redirect=f"http://127.0.0.1:{elsewhere.port}/files-pri/F1/a.xlsx")

        assert elsewhere.fetches == []
        await elsewhere.stop()


@pytest.mark.parametrize("told", [{"is_external": True}, {"mode": "external"}])
@in_loop
async def test_a_file_kept_outside_of_slack_is_not_fetched(own: Path, told: dict[str, Any]) -> None:
    async with at_work(own) as room:
        assert "kept outside of Slack" in (await sent(room, "check", "a.xlsx", b"PK", **told)).words


@in_loop
async def test_a_file_that_slack_names_by_its_id_alone_is_asked_for(own: Path) -> None:
    async with at_work(own) as room:
        told = room.fake.share("table.csv", TABLE)
        await room.do(room.fake.direct("import", files=[{"id": told["id"], "file_access": "check_file_info"}]))
        await room.settle()

        assert "Read as a table of 2 rows" in room.fake.shown[0].words


@in_loop
async def test_a_file_that_is_gone_is_a_sentence(own: Path) -> None:
    async with at_work(own) as room:
        await room.do(room.fake.direct("import", files=[{"id": "F404", "file_access": "check_file_info"}]))
        await room.settle()

        assert "is not there any more" in room.fake.shown[-1].words


@in_loop
async def test_without_its_scope_the_bot_says_which_one_is_missing(own: Path) -> None:
    fake = await Fake(scopes=SCOPES.replace("files:read,", "")).start()
    async with at_work(own, fake=fake) as room:
        assert "scope files:read" in (await sent(room, "check", "a.xlsx", b"PK")).words
    await fake.stop()


@in_loop
async def test_several_files_at_once_are_sent_back_unread(own: Path) -> None:
    async with at_work(own) as room:
        files = [room.fake.share("a.csv", TABLE), room.fake.share("b.csv", TABLE)]
        await room.do(room.fake.direct("import", files=files))
        await room.settle()

        assert "one file at a time" in room.fake.shown[-1].words
        assert room.fake.fetches == []


@in_loop
async def test_a_guests_file_is_not_even_fetched(own: Path) -> None:
    async with at_work(own) as room:
        room.fake.users["U1"] = {"is_restricted": True}
        await room.do(room.fake.direct("import", files=[room.fake.share("table.csv", TABLE)]))
        await room.settle()

        assert (room.fake.fetches, room.fake.shown) == ([], [])


@in_loop
async def test_no_token_and_no_file_stands_in_what_is_shown(own: Path) -> None:
    async with at_work(own) as room:
        await sent(room, "check", "a.xlsx", b"PK", size=guards.MOST_BYTES + 1)

        assert BOT_TOKEN not in str([m.body for m in room.fake.shown])
