"""Slash commands on Discord: every row of the catalogue, completion, who is served, and how often the tree is synced."""

import pytest
from msgspec.structs import replace

from briefings.store.ledger import Binding
from handlers.catalogue import COMMANDS, Command
from handlers.platforms.console import render
from handlers.platforms.discord.asking import PLATFORM, Where
from tests.discord_fake_newsroom import GUILD, HOMS, attributed, in_time, on_discord, seen
from tests.stories import desk, fact

MANY = tuple(fact(f"Event number {n} in Homs") for n in range(1, 41))


@in_time
async def test_status_is_answered_with_an_embed() -> None:
    async with on_discord() as scene:
        result = await scene.ada.slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert result.response.embeds[0].title == "Homs"


@pytest.mark.parametrize("row", [c for c in COMMANDS if not (c.option and c.option.file)], ids=lambda row: row.name)
def test_every_row_of_the_catalogue_says_what_the_console_says(row: Command) -> None:
    words = row.example.partition(" ")[2]

    @in_time
    async def run() -> None:
        async with on_discord() as scene:
            options = {row.option.name: words} if row.option and words else {}
            name = f"curate {row.name}" if row.group == "curate" else row.name
            result = await scene.ada.slash(scene.channel, name, **options)
            console = render(scene.newsroom.answered(f"/{row.name} {words}".strip()).reply)

            assert result.response is not None
            assert [line for line in attributed(console) if line not in seen(result.response)] == []

    run()


@in_time
async def test_a_contested_fact_stands_with_its_denial_on_the_next_line() -> None:
    async with on_discord() as scene:
        result = await scene.ada.slash(scene.channel, "disputed")

        assert result.response is not None
        lines = seen(result.response).split("\n")
        at = next(i for i, line in enumerate(lines) if "Troops left Homs" in line)
        assert [line.split()[1] for line in lines[at + 1 : at + 3]] == ["Said", "Denied"]


@in_time
async def test_a_bundled_story_says_that_it_is_a_demonstration() -> None:
    newsroom = desk(*HOMS, story=replace(desk(*HOMS).store.stories()[0].story, demonstration=True))
    async with on_discord(newsroom) as scene:
        result = await scene.ada.slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert "DEMONSTRATION" in (result.response.embeds[0].title or "")


# ── times and options ───────────────────────────────────────────────────────────────────────────
@in_time
async def test_a_time_is_an_option_in_the_words_people_use() -> None:
    async with on_discord() as scene:
        result = await scene.ada.slash(scene.channel, "timeline", when="on Thursday")

        assert result.response is not None
        assert "Rebels took Hama" in seen(result.response)
        assert "Thousands fled" not in seen(result.response)


@in_time
async def test_words_that_are_no_time_are_said_to_be_none() -> None:
    async with on_discord() as scene:
        result = await scene.ada.slash(scene.channel, "timeline", when="@everyone soon")

        assert result.response is not None
        assert "could not read “@everyone soon” as a date" in seen(result.response)


@in_time
async def test_another_story_can_be_named() -> None:
    async with on_discord() as scene:
        result = await scene.ada.slash(scene.channel, "status", place="Homs", story="no-such-story")

        assert result.response is not None
        assert "There is no story “no-such-story”. On file: test-story." in seen(result.response)


# ── completion ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "offered"),
    [("Ho", "Homs"), ("Хо", "Хомс"), ("حم", "حمص"), ("Deir", "Deir ez-Zor"), ("dara", "Dar'a"), ("Homs and Ha", "Homs and Hama")],
)
def test_places_complete_in_any_script(typed: str, offered: str) -> None:
    @in_time
    async def run() -> None:
        async with on_discord() as scene:
            choices = await scene.ada.autocomplete(scene.channel, "status", "place", typed)

            assert offered in [c["value"] for c in choices]

    run()


@in_time
async def test_an_alias_is_offered_with_the_name_it_leads_to() -> None:
    async with on_discord() as scene:
        choices = await scene.ada.autocomplete(scene.channel, "status", "place", "حمص")

        assert choices[0]["name"] == "حمص (Homs)"


@pytest.mark.parametrize(("typed", "first"), [("F1", "F1"), ("1", "F1"), ("fled", "F2"), ("", "F2")])
def test_facts_complete_by_id_and_by_words(typed: str, first: str) -> None:
    @in_time
    async def run() -> None:
        async with on_discord() as scene:
            choices = await scene.ada.autocomplete(scene.channel, "cite", "fact", typed)

            assert first in [c["value"] for c in choices]

    run()


@in_time
async def test_at_most_25_are_offered_and_none_is_too_long() -> None:
    async with on_discord(desk(*MANY, fact("Long " + "word " * 60 + "Homs"))) as scene:
        choices = await scene.ada.autocomplete(scene.channel, "cite", "fact", "")

        assert len(choices) == 25
        assert all(len(c["name"]) <= 100 and len(c["value"]) <= 100 for c in choices)


@in_time
async def test_stories_complete_by_title() -> None:
    async with on_discord() as scene:
        choices = await scene.ada.autocomplete(scene.channel, "status", "story", "for tests")

        assert [c["value"] for c in choices] == ["test-story"]


@in_time
async def test_a_fault_while_completing_offers_nothing_and_is_logged() -> None:
    async with on_discord() as scene:
        scene.newsroom.store.stories = lambda: 1 / 0  # type: ignore[method-assign,assignment,return-value]

        assert await scene.ada.autocomplete(scene.channel, "status", "place", "Ho") == []
        assert "discord completion failed" in scene.log.events()


# ── who sees and who is served ──────────────────────────────────────────────────────────────────
@in_time
async def test_an_answer_in_a_server_is_for_all_to_read() -> None:
    async with on_discord() as scene:
        assert not (await scene.ada.slash(scene.channel, "status", place="Homs")).ephemeral


@in_time
async def test_whoever_wishes_sees_it_alone() -> None:
    async with on_discord() as scene:
        assert (await scene.ada.slash(scene.channel, "status", place="Homs", private=True)).ephemeral


@in_time
async def test_a_setting_makes_every_answer_private() -> None:
    async with on_discord(private=True) as scene:
        assert (await scene.ada.slash(scene.channel, "status", place="Homs")).ephemeral


@in_time
async def test_a_channel_may_be_set_otherwise() -> None:
    async with on_discord(private=True) as scene:
        scene.newsroom.store.ledger.bind(Where(str(GUILD), str(scene.channel.id)).address, Binding(public=True))

        assert not (await scene.ada.slash(scene.channel, "status", place="Homs")).ephemeral


@in_time
async def test_a_server_that_is_not_on_the_list_is_told_how_to_get_there() -> None:
    async with on_discord(guilds=frozenset()) as scene:
        result = await scene.ada.slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert f"add {GUILD} to FACTBOX_DISCORD_GUILDS" in result.response.content
        assert result.ephemeral


@in_time
async def test_nothing_is_completed_for_a_server_that_is_not_on_the_list() -> None:
    async with on_discord(guilds=frozenset()) as scene:
        assert not await scene.ada.autocomplete(scene.channel, "status", "place", "Ho")


@in_time
async def test_a_member_may_use_commands_in_a_direct_message() -> None:
    async with on_discord() as scene:
        result = await scene.ada.user.slash("status", place="Homs")

        assert result.response is not None
        assert result.response.embeds[0].title == "Homs"
        assert not result.ephemeral


@in_time
async def test_nobody_else_may() -> None:
    async with on_discord() as scene:
        result = await scene.env.create_user("stranger").slash("status", place="Homs")

        assert result.response is not None
        assert "members of the newsroom" in result.response.content


@in_time
async def test_somebody_who_asks_too_fast_gets_a_polite_word() -> None:
    async with on_discord(questions=2) as scene:
        for _ in range(2):
            await scene.ada.slash(scene.channel, "status", place="Homs")
        result = await scene.ada.slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert result.response.content.startswith("That was a lot at once. Please ask again in")
        assert result.ephemeral


@in_time
async def test_others_are_not_held_up_by_that() -> None:
    async with on_discord(questions=1) as scene:
        await scene.ada.slash(scene.channel, "status", place="Homs")
        result = await scene.person("bea").slash(scene.channel, "status", place="Homs")

        assert result.response is not None
        assert result.response.embeds


# ── the tree ────────────────────────────────────────────────────────────────────────────────────
@in_time
async def test_the_tree_is_synced_once_and_not_again_after_a_restart() -> None:
    async with on_discord() as scene:
        before = scene.syncs()
        await scene.restart()

        assert (before, scene.syncs()) == (1, 1)


@in_time
async def test_it_is_synced_again_when_the_catalogue_has_changed() -> None:
    async with on_discord() as scene:
        scene.catalogue = COMMANDS[:-1]
        await scene.restart()

        assert scene.syncs() == 2


@in_time
async def test_curating_commands_stand_in_one_group_that_only_servers_have() -> None:
    async with on_discord() as scene:
        assert "curate correct" in scene.ada.available_commands(scene.channel)
        assert "curate correct" not in scene.ada.user.available_commands()


@in_time
async def test_curating_is_always_private() -> None:
    curating = Command("status", "Put right what was wrong", COMMANDS[0].ask, "curate", option=COMMANDS[0].option)
    async with on_discord(catalogue=(curating,)) as scene:
        assert (await scene.ada.slash(scene.channel, "curate status", place="Homs")).ephemeral


# ── deliveries ──────────────────────────────────────────────────────────────────────────────────
@in_time
async def test_a_public_answer_is_recorded_with_its_message_and_facts() -> None:
    async with on_discord() as scene:
        await scene.ada.slash(scene.channel, "status", place="Homs")
        kept = scene.newsroom.store.ledger.of_message(PLATFORM, str(scene.channel.id), str(scene.last.id))

        assert kept is not None
        assert (kept.state, kept.person, kept.typed) == ("done", f"discord:{scene.ada.id}", "/status Homs")
        assert [d.id for d, _ in scene.newsroom.store.ledger.showing("test-story:F1")] == [kept.id]


@in_time
async def test_a_private_answer_is_recorded_too() -> None:
    async with on_discord() as scene:
        await scene.ada.slash(scene.channel, "status", place="Homs", private=True)
        await scene.bot.close()

        assert [d.private for d, _ in scene.newsroom.store.ledger.showing("test-story:F1")] == [True]


@in_time
async def test_an_answer_that_was_never_shown_is_recorded_as_failed() -> None:
    async with on_discord() as scene:
        scene.env.inject_error("POST", "/interactions/*/callback", status=500, times=None)
        await scene.ada.slash(scene.channel, "status", place="Homs")

        assert [d.state for d, _ in scene.newsroom.store.ledger.showing("test-story:F1")] == ["failed"]
