"""Plain messages on Discord: direct, by mention, in reply; who is answered; hostile text; and what becomes of an answer that cannot be sent."""

import discord
import pytest

from handlers.platforms.discord.asking import PLATFORM
from handlers.platforms.discord.interacting import TROUBLE, UNREADABLE
from handlers.platforms.discord.listening import DIRECTLY, NOT_DIRECTLY, NOT_YOURS
from handlers.platforms.discord.places import MEMBERS_ONLY
from tests.discord_fake_newsroom import HOMS, Scene, attributed, in_time, labels, on_discord, seen
from tests.stories import ask, desk, fact

HOSTILE = [
    "@everyone",
    "@\u202eeveryone",
    "@here",
    "<@&1>",
    "[Reuters](https://evil.example/x)",
    "https://discord.gg/abc",
    "<t:1700000000:R>",
    "\u200b" * 40,
    "x" * 2000,
    "`" * 300,
    "||secret||",
    "/nosuchcommand",
    "*" * 500,
    "\u202elrow",
    "```\n@everyone\n```",
    "</status:1>",
    "<:a:1>",
    "# heading",
    "\x00\x07",
]


def mention(scene: Scene) -> str:
    """How somebody addresses the bot."""
    assert scene.bot.user is not None
    return f"<@{scene.bot.user.id}>"


def dms(scene: Scene) -> list[discord.Message]:
    """What the bot wrote to Ada."""
    return [m for m in scene.ada.user.dm_channel.history() if m.author.bot]


@in_time
async def test_a_mention_is_answered_as_a_reply() -> None:
    async with on_discord() as scene:
        question = await scene.ada.send(scene.channel, f"{mention(scene)} status Homs")

        assert scene.last.reference is not None
        assert scene.last.reference.message_id == question.id
        assert "Thousands fled Homs" in seen(scene.last)


@in_time
async def test_a_reply_to_the_bot_is_a_question_too() -> None:
    async with on_discord() as scene:
        await scene.ada.send(scene.channel, f"{mention(scene)} status Homs")
        await scene.ada.send(scene.channel, f"{mention(scene)} status Hama", reply_to=scene.last)

        assert "Rebels took Hama" in seen(scene.last)


@in_time
async def test_what_is_not_addressed_to_it_is_not_answered() -> None:
    async with on_discord() as scene:
        await scene.ada.send(scene.channel, "status Homs")

        assert len(scene.channel.history()) == 1


@pytest.mark.parametrize(
    "typed", ["/status Homs", "status Homs", "who fled Homs?", "what of Damascus", "since Tuesday", "cite F1", "what happened in Hama on Thursday"]
)
def test_a_direct_message_is_answered_as_at_the_console(typed: str) -> None:
    @in_time
    async def run() -> None:
        async with on_discord() as scene:
            await scene.ada.send_dm("hello")
            await scene.ada.send_dm(typed)

            assert [line for line in attributed(ask(scene.newsroom, typed)) if line not in seen(dms(scene)[-1])] == []

    run()


@in_time
async def test_the_first_direct_message_gets_three_examples_and_the_second_does_not() -> None:
    async with on_discord() as scene:
        await scene.ada.send_dm("hello")
        await scene.ada.send_dm("status Homs")

        assert ["Factbox" in (m.embeds[0].title or "") for m in dms(scene)] == [True, False]
        assert len(labels(dms(scene)[0])) == 3


@in_time
async def test_a_question_in_the_first_direct_message_is_answered_before_them() -> None:
    async with on_discord() as scene:
        await scene.ada.send_dm("status Homs")

        assert [m.embeds[0].title for m in dms(scene)] == ["Homs", "Factbox"]


@in_time
async def test_joining_a_server_shows_three_examples_once() -> None:
    async with on_discord() as scene:
        guild = scene.bot.get_guild(scene.guild.id)
        assert guild is not None
        for _ in range(2):
            await scene.bot.on_guild_join(guild)

        assert [m.embeds[0].title for m in scene.channel.history()] == ["Factbox"]


@in_time
async def test_an_empty_mention_gets_the_examples() -> None:
    async with on_discord() as scene:
        await scene.ada.send(scene.channel, mention(scene))

        assert scene.last.embeds[0].title == "Factbox"


@in_time
async def test_a_channel_is_made_private_by_somebody_who_manages_it() -> None:
    async with on_discord() as scene:
        role = scene.guild.create_role("desk", permissions=discord.Permissions(manage_channels=True))
        chief = scene.guild.add_member(scene.env.create_user("chief"), roles=[role])
        await chief.send(scene.channel, f"{mention(scene)} channel private")

        assert "Answers in it are shown to whoever asks" in seen(scene.last)
        assert (await scene.ada.slash(scene.channel, "status", place="Homs")).ephemeral


@in_time
async def test_nobody_else_can_do_that() -> None:
    async with on_discord() as scene:
        await scene.ada.send(scene.channel, f"{mention(scene)} channel private")

        assert scene.last.content == NOT_YOURS
        assert not (await scene.ada.slash(scene.channel, "status", place="Homs")).ephemeral


@in_time
async def test_a_mention_where_answers_are_private_is_answered_directly() -> None:
    async with on_discord(private=True) as scene:
        await scene.ada.send(scene.channel, f"{mention(scene)} status Homs")

        assert scene.last.content == DIRECTLY
        assert "Thousands fled Homs" in seen(dms(scene)[-1])


@in_time
async def test_whoever_takes_no_direct_messages_is_told_what_to_do() -> None:
    async with on_discord(private=True) as scene:
        scene.env.inject_error("POST", f"/channels/{scene.ada.user.dm_channel.id}/messages", status=403, code=50007)
        await scene.ada.send(scene.channel, f"{mention(scene)} status Homs")

        assert scene.last.content == NOT_DIRECTLY


@in_time
async def test_other_bots_are_passed_over() -> None:
    async with on_discord() as scene:
        other = scene.guild.add_member(scene.env.create_user("other", bot=True))
        await other.send(scene.channel, f"{mention(scene)} status Homs")

        assert len(scene.channel.history()) == 1


@in_time
async def test_a_stranger_is_told_once_that_this_is_for_members() -> None:
    async with on_discord() as scene:
        stranger = scene.env.create_user("stranger")
        await stranger.send_dm("status Homs")
        await stranger.send_dm("status Homs")

        assert [m.content for m in stranger.dm_channel.history() if m.author.bot] == [MEMBERS_ONLY]


@in_time
async def test_a_flood_gets_one_polite_word_in_many() -> None:
    async with on_discord(questions=2) as scene:
        for _ in range(8):
            await scene.ada.send(scene.channel, f"{mention(scene)} status Homs")

        words = [m.content for m in scene.channel.history() if m.content.startswith("That was a lot at once")]
        assert 1 <= len(words) <= 2


# ── hostile text ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_pings_nobody_and_gets_an_answer(typed: str) -> None:
    @in_time
    async def run() -> None:
        async with on_discord(questions=50) as scene:
            await scene.ada.send_dm("hello")
            await scene.ada.send_dm(typed)
            answer = dms(scene)[-1]

            assert len(dms(scene)) == 2
            assert [*answer.mentions, *answer.role_mentions, *([1] if answer.mention_everyone else [])] == []
            sent = [r.json for r in scene.env.http_requests if r.method == "POST" and r.path.endswith("/messages")]
            assert all(body["allowed_mentions"]["parse"] == [] for body in sent)  # type: ignore[index]

    run()


@in_time
async def test_facts_that_look_like_pings_are_shown_and_are_none() -> None:
    async with on_discord(desk(fact("@everyone in Homs <@&1> said [see](https://evil.example)"))) as scene:
        result = await scene.ada.slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert "\\@everyone in Homs \\<\\@&1\\>" in (result.response.embeds[0].description or "")
        assert "@everyone in Homs <@&1> said [see](https://evil.example)" in seen(result.response)


@in_time
async def test_an_option_changed_by_a_modified_client_gets_an_answer() -> None:
    async with on_discord() as scene:
        result = await scene.ada.slash(scene.channel, "cite", fact="F1; DROP TABLE fact <@&1>" + "x" * 3000)

        assert result.response is not None
        assert "There is no fact" in seen(result.response)


@in_time
async def test_a_command_that_is_there_no_more_gets_a_sentence() -> None:
    async with on_discord(check_errors=False) as scene:
        scene.bot.tree.remove_command("status")
        result = await scene.ada.slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert result.response.content == UNREADABLE


# ── what cannot be sent ─────────────────────────────────────────────────────────────────────────
@in_time
async def test_an_interaction_past_its_three_seconds_is_answered_in_the_channel() -> None:
    async with on_discord() as scene:
        scene.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
        await scene.ada.slash(scene.channel, "status", place="Homs")

        assert "Thousands fled Homs" in seen(scene.last)
        kept = scene.newsroom.store.ledger.of_message(PLATFORM, str(scene.channel.id), str(scene.last.id))
        assert kept is not None
        assert kept.state == "done"


@in_time
async def test_a_private_one_is_not_shown_to_all_and_is_in_the_log() -> None:
    async with on_discord() as scene:
        scene.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
        await scene.ada.slash(scene.channel, "status", place="Homs", private=True)

        assert scene.channel.history() == []
        assert "discord answer not shown" in scene.log.events()


@in_time
async def test_a_fault_of_ours_is_a_sentence_and_a_line_in_the_log() -> None:
    async with on_discord() as scene:
        scene.bot.asking.answer = lambda ask: 1 / 0  # type: ignore[method-assign,assignment,return-value]
        result = await scene.ada.slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert result.response.content == TROUBLE
        assert "discord ask failed" in scene.log.events()


@in_time
async def test_a_message_that_cannot_be_answered_is_recorded_as_failed() -> None:
    async with on_discord() as scene:
        scene.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
        await scene.ada.send(scene.channel, f"{mention(scene)} status Homs")

        assert [d.state for d, _ in scene.newsroom.store.ledger.showing("test-story:F1")] == ["failed"]


@in_time
async def test_what_a_crash_left_pending_is_found_again() -> None:
    async with on_discord(desk(*HOMS)) as scene:
        ledger = scene.newsroom.store.ledger
        real, ledger.done = ledger.done, lambda key, message: None  # type: ignore[method-assign]  # the process ends before it is written
        await scene.ada.slash(scene.channel, "status", place="Homs")
        ledger.done = real  # type: ignore[method-assign]
        scene.newsroom.clock.now = scene.env.now()
        with scene.newsroom.store._write.begin() as connection:
            connection.exec_driver_sql(f"UPDATE delivery SET created = {int(scene.env.now().timestamp() * 1e6) - 600_000_000}")
        await scene.restart()

        assert [(d.state, d.message) for d, _ in ledger.showing("test-story:F1")] == [("done", str(scene.last.id))]
