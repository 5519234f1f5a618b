"""Buttons and selects on Discord: pages, further questions, restarts, older versions, killed facts, and what a modified client sends."""

import discord

from briefings.model import Alias, Place
from briefings.vocabulary import ChangeKind, PlaceType, PubStatus
from handlers.platforms.discord import custom_ids
from handlers.platforms.discord.asking import CHANGED, FORGOTTEN, NO_LONGER
from handlers.platforms.discord.custom_ids import ANOTHER, PAGE, Pressed
from handlers.platforms.discord.interacting import UNREADABLE
from tests.discord_fake_newsroom import Scene, in_time, labels, on_discord, seen
from tests.stories import PLACES, desk, edit, fact

MANY = tuple(fact(f"Event number {n} in Homs") for n in range(1, 13))


async def asked(scene: Scene, name: str = "timeline", **options: str) -> discord.Message:
    """The message that answers a slash command."""
    await scene.ada.slash(scene.channel, name, **options)
    return scene.last


async def forged(scene: Scene, custom_id: str) -> str:
    """What is answered to a button with this custom_id, which a modified client put under a message of ours."""
    message = await asked(scene)
    kept = scene.env.backend.get_message(scene.channel.id, message.id)
    kept.components[0]["components"][0]["custom_id"] = custom_id
    result = await scene.ada.click(scene.last, custom_id=custom_id)
    assert result.response is not None
    return seen(result.response)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────
@in_time
async def test_pages_turn_in_place_for_whoever_asked() -> None:
    async with on_discord(desk(*MANY)) as scene:
        await scene.ada.click(await asked(scene), label="Next page")

        assert "page 2 of 3" in seen(scene.last)
        assert labels(scene.last)[:2] == ["Previous page", "Next page"]


@in_time
async def test_all_pages_together_hold_every_fact_once() -> None:
    async with on_discord(desk(*MANY)) as scene:
        pages = [seen(await asked(scene))]
        while "Next page" in labels(scene.last):
            await scene.ada.click(scene.last, label="Next page")
            pages.append(seen(scene.last))

        assert ["".join(pages).count(f"[F{n} ") for n in range(1, 13)] == [1] * 12


@in_time
async def test_somebody_else_gets_the_page_alone() -> None:
    async with on_discord(desk(*MANY)) as scene:
        message = await asked(scene)
        result = await scene.person("bea").click(message, label="Next page")

        assert result.ephemeral
        assert "page 1 of 3" in seen(scene.last)


@in_time
async def test_a_page_turned_is_recorded_with_its_facts() -> None:
    async with on_discord(desk(*MANY)) as scene:
        await scene.ada.click(await asked(scene), label="Next page")

        shown = scene.newsroom.store.ledger.showing("test-story:F6")
        assert [(d.message, d.state) for d, _ in shown] == [(str(scene.last.id), "done")]


# ── further questions ───────────────────────────────────────────────────────────────────────────
@in_time
async def test_a_button_asks_the_next_question_for_its_presser_alone() -> None:
    async with on_discord() as scene:
        result = await scene.ada.click(await asked(scene, "status", place="Homs"), label="Timeline")

        assert result.response is not None
        assert result.response.embeds[0].title == "Timeline of Homs"
        assert result.ephemeral


@in_time
async def test_buttons_live_on_after_a_restart() -> None:
    async with on_discord(desk(*MANY)) as scene:
        message = await asked(scene)
        await scene.restart()
        await scene.ada.click(message, label="Next page")

        assert "page 2 of 3" in seen(scene.last)


@in_time
async def test_a_command_too_long_for_a_button_is_kept_over_a_restart() -> None:
    async with on_discord(desk(*MANY)) as scene:
        await scene.ada.slash(scene.channel, "timeline", about="Homs", when="since " + "0" * 90 + "1 December 2024")
        await scene.ada.slash(
            scene.channel,
            "ask",
            question="what is the latest from Homs, please tell me everything there is to know about it, as long as it is on file",
        )
        message = scene.last
        await scene.restart()
        button = "Next page" if "Next page" in labels(message) else labels(message)[0]
        result = await scene.ada.click(message, label=button)

        assert FORGOTTEN not in seen(result.response or scene.last)


@in_time
async def test_since_tuesday_stays_the_same_tuesday_when_a_page_is_turned_a_week_later() -> None:
    newsroom = desk(*(fact(f"Event number {n} in Homs", when="2024-12-05") for n in range(1, 13)))
    async with on_discord(newsroom) as scene:
        message = await asked(scene, when="since Tuesday")
        newsroom.clock.forward(days=5)
        await scene.ada.click(message, label="Next page")

        assert "page 2 of 3" in seen(scene.last)


# ── what has changed since ──────────────────────────────────────────────────────────────────────
@in_time
async def test_the_button_of_a_killed_fact_says_that_it_is_gone_and_shows_nothing_of_it() -> None:
    async with on_discord() as scene:
        message = await asked(scene, "ask", question="who fled Homs")
        edit(scene.newsroom, "F2", ChangeKind.KILL, pubstatus=PubStatus.CANCELED)
        result = await scene.ada.click(message, label="Cite")

        assert result.response is not None
        assert result.response.content == f"**{NO_LONGER}**"


@in_time
async def test_the_button_of_an_older_version_says_so_and_shows_what_stands_now() -> None:
    async with on_discord(desk(*MANY)) as scene:
        message = await asked(scene)
        edit(scene.newsroom, "F1", text="Event number one in Homs, corrected")
        await scene.ada.click(message, label="Next page")

        assert seen(scene.last).startswith(CHANGED)


# ── which one is meant ──────────────────────────────────────────────────────────────────────────
TWINS = (
    *PLACES,
    Place("lb", "Tripoli of Lebanon", PlaceType.CITY, None, (Alias("Tripoli"),)),
    Place("ly", "Tripoli of Libya", PlaceType.CITY, None, (Alias("Tripoli"),)),
)


@in_time
async def test_a_name_of_several_things_is_a_select_and_never_a_guess() -> None:
    async with on_discord(desk(fact("Talks in Tripoli"), places=TWINS)) as scene:
        result = await scene.ada.slash(scene.channel, "status", place="Tripoli")

        assert result.response is not None
        select = result.response.components[0]["components"][0]
        assert len(select["options"]) == 2
        assert "could be" in result.response.content


@in_time
async def test_the_meaning_chosen_is_asked() -> None:
    async with on_discord(desk(fact("Talks in Tripoli"), places=TWINS)) as scene:
        message = await asked(scene, "status", place="Tripoli")
        await scene.restart()
        result = await scene.ada.select(message, ["/status place:ly"])

        assert result.response is not None
        assert result.response.embeds[0].title == "Tripoli of Libya"


# ── modified clients ────────────────────────────────────────────────────────────────────────────
@in_time
async def test_a_button_that_is_none_of_ours_gets_a_sentence() -> None:
    async with on_discord(desk(*MANY)) as scene:
        assert await forged(scene, "fb0:whatever") == UNREADABLE


@in_time
async def test_a_page_beyond_the_last_is_the_last() -> None:
    async with on_discord(desk(*MANY)) as scene:
        version = scene.newsroom.store.stories()[0].version
        custom_id, _ = custom_ids.written(Pressed(PAGE, "/timeline", "test-story", version, 999))
        await forged_quietly(scene, custom_id)

        assert "page 3 of 3" in seen(scene.last)


async def forged_quietly(scene: Scene, custom_id: str) -> None:
    """Press a forged button whose answer is the message itself."""
    message = await asked(scene)
    scene.env.backend.get_message(scene.channel.id, message.id).components[0]["components"][0]["custom_id"] = custom_id
    await scene.ada.click(scene.last, custom_id=custom_id)


@in_time
async def test_a_story_that_is_not_there_is_said_to_be_none() -> None:
    async with on_discord(desk(*MANY)) as scene:
        custom_id, _ = custom_ids.written(Pressed(ANOTHER, "/timeline", "no-such-story", 1))

        assert "There is no story “no-such-story”" in await forged(scene, custom_id)


@in_time
async def test_a_command_that_is_kept_no_more_is_said_to_be_forgotten() -> None:
    async with on_discord(desk(*MANY)) as scene:
        assert await forged(scene, "fb1:a:1:1:1:test-story:#0123456789abcdef") == FORGOTTEN
