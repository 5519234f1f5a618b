"""Save as fact: the form opens filled in, and what is sent is kept once, whatever changed meanwhile."""

from pathlib import Path

import pytest

from handlers.platforms.slack.manners import Manners
from handlers.proposing import Proposal, keep_proposal, waiting
from tests.slack_fake import Body
from tests.slack_fake_blocks import words_in
from tests.slack_newsroom import STORY, Newsroom, in_loop, newsroom, opened

BOTH_WAYS = pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])


async def opened_form(room: Newsroom, text: str = "The bridge at Rastan was blown up, the Observatory says.") -> Body:
    """Choose the shortcut on a message; the form that opened."""
    await room.do(room.fake.shortcut(text))
    await room.settle()
    return room.fake.views[-1]


@BOTH_WAYS
@in_loop
async def test_the_form_opens_filled_in_with_the_message(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        form = await opened_form(room)
        fields = {b["block_id"]: b["element"] for b in form["blocks"]}

        assert fields["fact"]["initial_value"].startswith("The bridge at Rastan")
        assert fields["link"]["initial_value"] == "https://newsroom.slack.com/archives/C1/p1733480000000100"
        assert fields["story"]["initial_option"]["value"] == STORY


@BOTH_WAYS
@in_loop
async def test_what_is_sent_waits_for_a_curator(own: Path, socket: bool) -> None:
    async with newsroom(own, socket=socket) as room:
        reply = await room.do(room.fake.submit(await opened_form(room), {"said_by": "SOHR", "when": "late Thursday"}))

        assert "Kept as draft 1 of syria-homs" in words_in(reply["view"]["blocks"])
        kept = waiting(room.store.ledger, STORY)[0]
        assert kept.text == "The bridge at Rastan was blown up, the Observatory says."
        assert (kept.said_by, kept.when, kept.by) == ("SOHR", "late Thursday", "slack:T0NEWS:U1")
        assert not kept.story_changed


@in_loop
async def test_a_form_sent_twice_is_kept_once(own: Path) -> None:
    async with newsroom(own) as room:
        sent = room.fake.submit(await opened_form(room), {}, view_id="V9")
        replies = [await room.do(sent) for _ in range(2)]

        assert replies[0] == replies[1]
        assert len(waiting(room.store.ledger, STORY)) == 1


@in_loop
async def test_a_form_sent_after_the_story_changed_is_kept_and_says_so(own: Path) -> None:
    async with newsroom(own) as room:
        form = await opened_form(room)
        with room.store.writing(STORY) as writing:
            assert writing.story is not None
            writing.keep_story(writing.story, pack_digest=writing.pack_digest)
        reply = await room.do(room.fake.submit(form, {"fact": "As I typed it <!channel>."}))

        told = words_in(reply["view"]["blocks"])
        assert "changed while the form was open" in told
        assert "As I typed it <!channel>." in told
        assert waiting(room.store.ledger, STORY)[0].story_changed


@pytest.mark.parametrize("metadata", ["", "{", "null", "[1]", '{"v":99}', '{"v":1,"n":7}'])
@in_loop
async def test_a_form_of_an_older_bot_is_kept_too(own: Path, metadata: str) -> None:
    async with newsroom(own) as room:
        reply = await room.do(room.fake.submit(await opened_form(room) | {"private_metadata": metadata}, {}))

        assert "older version" in words_in(reply["view"]["blocks"])
        assert len(waiting(room.store.ledger, STORY)) == 1


@pytest.mark.parametrize(("values", "field"), [({"fact": "  "}, "fact"), ({"story": "gone"}, "story")])
@in_loop
async def test_what_has_to_be_mended_is_said_in_the_form(own: Path, values: dict[str, str], field: str) -> None:
    async with newsroom(own) as room:
        reply = await room.do(room.fake.submit(await opened_form(room), values))

        assert reply["response_action"] == "errors"
        assert field in reply["errors"]
        assert waiting(room.store.ledger, STORY) == ()


@in_loop
async def test_a_form_that_opens_too_late_is_said(own: Path) -> None:
    async with newsroom(own) as room:
        payload = room.fake.shortcut("x")
        room.fake._triggers[payload["trigger_id"]] -= 5
        await room.do(payload)
        await room.settle()

        assert "three seconds" in room.fake.shown[-1].words
        assert room.fake.shown[-1].to == "U1"


@pytest.mark.parametrize("text", ["", "x" * 9000, "<!channel> <@U1|bob> &lt;b&gt; <https://a.example|link>", "\u202eabc"])
@in_loop
async def test_the_form_opens_on_any_message(own: Path, text: str) -> None:
    async with newsroom(own) as room:
        assert (await opened_form(room, text))["type"] == "modal"
        assert room.fake.refusals == []


@in_loop
async def test_a_guest_opens_no_form(own: Path) -> None:
    async with newsroom(own, manners=Manners()) as room:
        room.fake.users["U9"] = {"is_restricted": True}
        await room.do(room.fake.shortcut("x", user="U9"))
        await room.settle()

        assert room.fake.views == []


@in_loop
async def test_the_channels_story_stands_first(own: Path) -> None:
    async with newsroom(own) as room:
        await room.type("/brief", "channel syria-northeast-2019")
        form = await opened_form(room)

        assert form["blocks"][0]["element"]["initial_option"]["value"] == "syria-northeast-2019"


@in_loop
async def test_another_apps_form_is_left_alone(own: Path) -> None:
    async with newsroom(own) as room:
        form = await opened_form(room) | {"callback_id": "another"}

        assert not await room.do(room.fake.submit(form, {}))


def test_no_two_proposals_get_the_same_number(own: Path) -> None:
    first, second = opened(own), opened(own)
    proposal = Proposal(STORY, "x", "", "", "", "somebody", "2024-12-06T00:00:00+00:00", 1, 1)
    numbers = [keep_proposal(store.ledger, proposal) for store in (first, second, first)]
    seen = [p.number for p in waiting(second.ledger, STORY)]
    first.close()
    second.close()

    assert numbers == [1, 2, 3]
    assert seen == [3, 2, 1]
