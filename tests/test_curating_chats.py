"""Curating on Slack and Discord: the same road as in the console, for the eyes of whoever asked, and done once."""

from pathlib import Path
from typing import Any

import pytest

from briefings.vocabulary import Role
from handlers.command import IN_THE_OPEN
from handlers.desk import Desk
from handlers.platforms.slack.manners import Manners
from tests.discord_fake_newsroom import in_time, on_discord, seen
from tests.slack_newsroom import STORY, Newsroom, in_loop, newsroom
from tests.stories import promote
from tests.test_discord_messages import mention

PROPOSED = "propose Trains to Homs have stopped; source: SOHR; place: Homs"


def with_roles(room: Newsroom) -> None:
    """A curator, U1, and an editor, U2."""
    desk = Desk(room.store, default=STORY)
    promote(desk, "slack:T0NEWS:U1", STORY)
    promote(desk, "slack:T0NEWS:U2", STORY, Role.EDITOR)


async def typed(room: Newsroom, text: str, user: str = "U1") -> str:
    shown = await room.type("/brief", text, user=user)
    return shown.words if shown else ""


@in_loop
async def test_on_slack_a_proposal_is_an_answer_once_a_second_person_has_accepted_it(own: Path) -> None:
    async with newsroom(own) as room:
        with_roles(room)
        await typed(room, PROPOSED)
        before = await typed(room, "cite F130")

        await typed(room, "review P1 accept", "U2")

        assert ("Trains to Homs" in before, "Trains to Homs" in await typed(room, "cite F130")) == (False, True)


@pytest.mark.parametrize("text", ["/review", "/log", "/kill F1 forged", "review"])
@in_loop
async def test_on_slack_a_curators_command_is_refused_where_others_would_read_the_answer(own: Path, text: str) -> None:
    async with newsroom(own) as room:
        with_roles(room)
        before = room.store.stories()

        await room.do(room.fake.mention(text, user="U2"))
        await room.settle()

        assert [(IN_THE_OPEN in m.words, m.to) for m in room.fake.shown] == [(True, "U2")]
        assert room.store.stories() == before


@in_loop
async def test_on_slack_a_curators_answer_is_for_their_eyes_alone_where_all_others_are_posted(own: Path) -> None:
    async with newsroom(own, manners=Manners(public=True)) as room:
        with_roles(room)
        reply = await room.type("/brief", "review", user="U2")

        assert reply is not None
        assert (reply.to, "Post to channel" in reply.words) == ("U2", False)


@in_loop
async def test_on_slack_what_a_reader_asks_after_an_editor_is_not_what_the_editor_saw(own: Path) -> None:
    async with newsroom(own) as room:
        with_roles(room)
        assert "rows" in await typed(room, "log", "U2")

        assert "takes an editor" in await typed(room, "log", "U3")


@in_time
async def test_on_discord_a_proposal_is_an_answer_once_a_second_person_has_accepted_it() -> None:
    async with on_discord() as scene:
        editor = scene.person("edith")
        promote(scene.newsroom.desk, f"discord:{scene.ada.id}")
        promote(scene.newsroom.desk, f"discord:{editor.id}", role=Role.EDITOR)
        filed: Any = await scene.ada.slash(scene.channel, "curate propose", what=PROPOSED.removeprefix("propose "))

        accepted: Any = await editor.slash(scene.channel, "curate review", proposal="P1 accept")

        assert (filed.ephemeral, accepted.ephemeral) == (True, True)
        assert "Trains to Homs" in seen((await scene.ada.slash(scene.channel, "status", place="Homs")).response)


@in_time
async def test_on_discord_a_curators_command_is_refused_where_others_would_read_the_answer() -> None:
    async with on_discord() as scene:
        promote(scene.newsroom.desk, f"discord:{scene.ada.id}", role=Role.EDITOR)

        await scene.ada.send(scene.channel, f"{mention(scene)} /kill F1 forged")

        assert IN_THE_OPEN in seen(scene.last)
        assert "F1" in seen((await scene.ada.slash(scene.channel, "cite", fact="F1")).response)


@in_time
async def test_on_discord_a_role_of_the_server_counts() -> None:
    async with on_discord() as scene:
        role = scene.guild.create_role("curators")
        cora = scene.guild.add_member(scene.env.create_user("cora"), roles=[role])
        promote(scene.newsroom.desk, f"<@&{role.id}>")

        filed = await cora.slash(scene.channel, "curate propose", what=PROPOSED.removeprefix("propose "))

        assert "P1 waits" in seen(filed.response)
