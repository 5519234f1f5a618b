"""The real client against a local Discord: sync once, 429, a dropped connection, files, old messages, and each way a send can end."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.downloads import Downloads
from config.readers import a_secret
from handlers.desk import Request
from handlers.platforms.discord import limits
from handlers.platforms.discord.asking import Ask, Prepared
from handlers.platforms.discord.client import FactboxBot
from handlers.platforms.discord.files import File, Link
from handlers.platforms.discord.render import Body, render
from handlers.platforms.discord.sending import Outcome
from handlers.platforms.discord.settings import DiscordSettings
from tests.discord_fake import HOUR_MS, Fake, command, fake_discord, interaction, limited, refused, snowflake
from tests.discord_fake_newsroom import GUILD, HOMS, Log, in_time, make_bot, until
from tests.stories import Newsroom, desk


@asynccontextmanager
async def connected(
    fake: Fake, newsroom: Newsroom | None = None, states: list[tuple[bool, str]] | None = None, link: Link | None = None, **settings: object
) -> AsyncIterator[FactboxBot]:
    """The bot, logged in to the fake and ready."""
    newsroom = newsroom or desk(*HOMS)
    chosen = DiscordSettings(newsroom.slug, **{"guilds": frozenset({GUILD}), **settings})  # type: ignore[arg-type]
    bot = make_bot(newsroom, Log(), states if states is not None else [], chosen, link=link)
    running = asyncio.create_task(bot.start("fake-token"))
    try:
        await asyncio.wait_for(fake.ready.wait(), 20)
        await bot.wait_until_ready()
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)


def a_body(newsroom: Newsroom) -> Body:
    """An answer on Homs."""
    return render(newsroom.desk.reply(Request("/status Homs", newsroom.clock())).reply)[0]


@in_time
async def test_the_tree_is_sent_once_over_two_starts() -> None:
    newsroom = desk(*HOMS)
    async with fake_discord() as fake:
        for _ in range(2):
            fake.ready.clear()
            async with connected(fake, newsroom):
                pass

        assert len(fake.bodies("/commands")) == 1


@in_time
async def test_every_command_sent_keeps_the_limits() -> None:
    async with fake_discord() as fake, connected(fake):
        commands = fake.bodies("/commands")[0]

        assert len(commands) <= limits.COMMANDS
        assert all(len(c["description"]) <= limits.COMMAND_DESCRIPTION and len(c["options"]) <= limits.COMMAND_OPTIONS for c in commands)
        assert all(len(o["description"]) <= limits.COMMAND_DESCRIPTION for c in commands for o in c["options"])


@in_time
async def test_a_slash_command_is_answered_over_the_wire() -> None:
    async with fake_discord() as fake, connected(fake):
        await fake.joined(GUILD)
        await fake.dispatch("INTERACTION_CREATE", interaction(2, command("status", place="Homs"), guild=GUILD))
        await until(lambda: fake.bodies("/callback"))

        told = fake.bodies("/callback")[0]["data"]
        assert told["embeds"][0]["title"] == "Homs"
        assert told["allowed_mentions"] == {"parse": []}


@in_time
async def test_a_member_is_asked_for_by_id_in_a_direct_message() -> None:
    async with fake_discord() as fake, connected(fake) as bot:
        await fake.joined(GUILD)
        await until(lambda: bot.guilds)
        await fake.dispatch("INTERACTION_CREATE", interaction(2, command("status", place="Homs")))
        await until(lambda: fake.bodies("/callback"))

        assert ("GET", f"/guilds/{GUILD}/members/42", None) in fake.calls
        assert fake.bodies("/callback")[0]["data"]["embeds"][0]["title"] == "Homs"


@in_time
async def test_a_desk_that_takes_long_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DEFER_AFTER_SECONDS", 0.05)
    async with fake_discord() as fake, connected(fake) as bot:
        await fake.joined(GUILD)
        real = bot.asking.answer

        def slow(ask: Ask) -> Prepared:
            time.sleep(0.3)
            return real(ask)

        monkeypatch.setattr(bot.asking, "answer", slow)
        await fake.dispatch("INTERACTION_CREATE", interaction(2, command("status", place="Homs"), guild=GUILD))
        await until(lambda: fake.bodies("/messages/@original"))

        assert fake.bodies("/callback")[0]["type"] == 5
        assert fake.bodies("/messages/@original")[0]["embeds"][0]["title"] == "Homs"


# ── the connection ──────────────────────────────────────────────────────────────────────────────
@in_time
async def test_a_dropped_connection_is_resumed_and_said_to_be_up_again() -> None:
    states: list[tuple[bool, str]] = []
    async with fake_discord() as fake, connected(fake, states=states):
        await until(lambda: states)
        await fake.drop()
        await until(lambda: any(g.startswith("RESUME") for g in fake.gateway), 30)
        await until(lambda: states[-1] == (True, ""))

        assert [up for up, _ in states] == [True] * (len(states) - 2) + [False, True]


@in_time
async def test_nothing_that_happens_once_happens_again_when_ready_comes_again() -> None:
    async with fake_discord() as fake, connected(fake) as bot:
        await until(lambda: "discord deliveries reconciled" in bot.log.events())
        for _ in range(3):
            await bot.on_ready()

        assert bot.log.events().count("discord deliveries reconciled") == 1
        assert len(fake.bodies("/commands")) == 1


# ── sending ─────────────────────────────────────────────────────────────────────────────────────
@in_time
async def test_a_message_that_was_held_up_by_429_arrives() -> None:
    async with fake_discord() as fake, connected(fake, newsroom := desk(*HOMS)) as bot:
        first = iter([limited(0.2)])
        fake.refuse = lambda method, path, _: next(first, None) if path == "/channels/77/messages" and method == "POST" else None
        sent = await bot.post(77, a_body(newsroom))

        assert sent.outcome == Outcome.DONE
        assert len(fake.bodies("/channels/77/messages")) == 2


@in_time
async def test_a_sheet_is_attached() -> None:
    async with fake_discord() as fake, connected(fake) as bot:
        sent = await bot.send_file(77, File("homs.xlsx", b"PK" * 500))

        assert sent.outcome == Outcome.DONE
        assert fake.files == [("homs.xlsx", b"PK" * 500)]


def kept(folder: Path) -> list[bytes]:
    """What lies in a folder."""
    return [path.read_bytes() for path in folder.iterdir()]


@in_time
async def test_one_too_large_is_a_link_that_expires(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path, "https://factbox.example", a_secret("s3cret"))
    async with fake_discord() as fake, connected(fake, link=downloads.offer) as bot:
        await bot.send_file(77, File("homs.xlsx", b"PK" * 500), limit=100)

        assert "<https://factbox.example/files/" in fake.bodies("/channels/77/messages")[0]["content"]
        assert kept(tmp_path) == [b"PK" * 500]


@in_time
async def test_without_an_address_it_is_a_smaller_one_and_a_word_why() -> None:
    async with fake_discord() as fake, connected(fake) as bot:
        await bot.send_file(
            77, File("homs.xlsx", b"PK" * 500), limit=100, smaller=lambda: File("homs-small.xlsx", b"PK")
        )

        assert fake.files == [("homs-small.xlsx", b"PK")]
        assert "can be attached here" in fake.bodies("/channels/77/messages")[0]["content"]


@in_time
async def test_a_file_refused_for_its_size_after_all_is_followed_by_a_word() -> None:
    async with fake_discord() as fake, connected(fake) as bot:
        fake.refuse = lambda _method, _path, body: refused(413, 40005) if body and "attachments" in body and body["attachments"] else None
        sent = await bot.send_file(77, File("homs.xlsx", b"PK" * 500))

        assert sent.outcome == Outcome.DONE
        assert "FACTBOX_PUBLIC_ADDRESS" in fake.bodies("/channels/77/messages")[-1]["content"]


@in_time
async def test_an_old_message_is_edited_and_pings_nobody() -> None:
    async with fake_discord() as fake, connected(fake, newsroom := desk(*HOMS)) as bot:
        message = snowflake(2 * HOUR_MS)
        sent = await bot.edit(77, message, a_body(newsroom))

        assert sent.outcome == Outcome.DONE
        body = fake.bodies(f"/channels/77/messages/{message}")[0]
        assert body["allowed_mentions"] == {"parse": []}
        assert body["embeds"][0]["title"] == "Homs"


@in_time
async def test_edits_of_old_messages_are_paced_below_what_discord_refuses() -> None:
    async with fake_discord() as fake, connected(fake, newsroom := desk(*HOMS)) as bot:
        waits: list[float] = []
        now = [0.0]

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            now[0] += seconds

        bot.sender._sleep, bot.sender._clock = sleep, lambda: now[0]
        await asyncio.gather(*(bot.edit(77, snowflake(2 * HOUR_MS + n), a_body(newsroom)) for n in range(7)))

        assert len([c for c in fake.calls if c[0] == "PATCH"]) == 7
        assert waits == [6.0, 6.0]


@in_time
async def test_30046_is_waited_out() -> None:
    async with fake_discord() as fake, connected(fake, newsroom := desk(*HOMS)) as bot:
        waits: list[float] = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)

        bot.sender._sleep = sleep
        first = iter([refused(400, limits.TOO_MANY_EDITS_OF_OLD)])
        fake.refuse = lambda method, _path, _body: next(first, None) if method == "PATCH" else None
        sent = await bot.edit(77, snowflake(2 * HOUR_MS), a_body(newsroom))

        assert (sent.outcome, waits) == (Outcome.DONE, [limits.EDITS_OF_OLD_SECONDS])


@in_time
async def test_messages_to_one_channel_arrive_in_order() -> None:
    async with fake_discord() as fake, connected(fake) as bot:
        channel = bot.get_partial_messageable(77)
        await asyncio.gather(*(bot.sender.post(channel, 77, content=str(n)) for n in range(5)))

        assert [b["content"] for b in fake.bodies("/channels/77/messages")] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (404, 10008, Outcome.GONE),
        (404, 10003, Outcome.GONE),
        (403, 50007, Outcome.UNREACHABLE),
        (403, 50278, Outcome.UNREACHABLE),
        (403, 50013, Outcome.UNREACHABLE),
        (400, 50035, Outcome.FAILED),
        (413, 40005, Outcome.TOO_LARGE),
    ],
)
def test_every_way_an_edit_can_end_has_its_outcome(status: int, code: int, outcome: Outcome) -> None:
    @in_time
    async def run() -> None:
        async with fake_discord() as fake, connected(fake, newsroom := desk(*HOMS)) as bot:
            fake.refuse = lambda method, _path, _body: refused(status, code) if method == "PATCH" else None
            sent = await bot.edit(77, snowflake(), a_body(newsroom))

            assert (sent.outcome, sent.code) == (outcome, code)

    run()


@in_time
async def test_a_person_who_takes_no_messages_is_unreachable() -> None:
    async with fake_discord() as fake, connected(fake, newsroom := desk(*HOMS)) as bot:
        fake.refuse = lambda _method, path, _body: refused(403, 50007) if path == "/channels/78/messages" else None

        assert (await bot.send_to_person(42, a_body(newsroom))).outcome == Outcome.UNREACHABLE
