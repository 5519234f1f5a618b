"""Posting: what everybody may read leaves a record, warns where outsiders read, and goes where the bot is."""

from pathlib import Path

from briefings.store.ledger import Address, Binding
from handlers.platforms.slack.manners import Manners
from tests.slack_fake import TEAM, Channel, Fake, Message
from tests.slack_newsroom import STORY, Newsroom, in_loop, newsroom


async def answered(room: Newsroom, text: str = "status Homs", **more: str) -> Message:
    """An answer to a command."""
    shown = await room.type("/brief", text, **more)
    assert shown is not None
    return shown


@in_loop
async def test_post_to_channel_posts_what_was_seen(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await answered(room)
        posted = await room.press(seen, "Post to channel")

        assert (posted.way, posted.to, posted.channel) == ("post", "", "C1")
        assert posted.text == seen.text


@in_loop
async def test_a_post_leaves_a_record_that_its_metadata_names(own: Path) -> None:
    async with newsroom(own) as room:
        posted = await room.press(await answered(room), "Post to channel")
        record = room.store.ledger.of_message("slack", "C1", posted.ts)

        assert record is not None
        assert (record.state, record.address.workspace, record.person, record.typed) == ("done", TEAM, "slack:T0NEWS:U1", "status Homs")
        assert record.shown == posted.text
        assert posted.body["metadata"]["event_payload"]["delivery"] == record.id
        assert [r for d, r in room.store.ledger.showing(f"{STORY}:F41") if d.id == record.id] == [1]


@in_loop
async def test_a_post_that_slack_refuses_is_a_failed_record_and_a_sentence(own: Path) -> None:
    async with newsroom(own) as room:
        room.fake.channels["C1"] = Channel(member=False)
        told = await room.press(await answered(room), "Post to channel")

        assert "/invite" in told.words
        assert told.to == "U1"
        assert [d.state for d, _ in room.store.ledger.showing(f"{STORY}:F41")] == ["failed"]


@in_loop
async def test_where_outsiders_read_the_button_asks_first(own: Path) -> None:
    async with newsroom(own) as room:
        room.fake.channels["C1"] = Channel(shared=True)
        warned = await room.press(await answered(room), "Post to channel")
        assert "other organisations" in warned.words
        assert warned.to == "U1"

        posted = await room.press(warned, "Post anyway")
        assert (posted.way, posted.to) == ("post", "")


@in_loop
async def test_a_setting_posts_at_once(own: Path) -> None:
    async with newsroom(own, manners=Manners(public=True)) as room:
        reply = await room.type("/brief", "status Homs")

        assert reply is None
        assert [(m.way, m.to) for m in room.fake.shown] == [("post", "")]
        assert room.store.ledger.of_message("slack", "C1", room.fake.shown[0].ts) is not None


@in_loop
async def test_a_channel_may_have_its_own_way(own: Path) -> None:
    async with newsroom(own, manners=Manners(public=True)) as room:
        await room.type("/brief", "channel private")

        assert (await answered(room)).to == "U1"


@in_loop
async def test_where_outsiders_read_nothing_is_posted_at_once(own: Path) -> None:
    async with newsroom(own, manners=Manners(public=True)) as room:
        room.fake.channels["C1"] = Channel(shared=True)

        assert (await answered(room)).to == "U1"


@in_loop
async def test_where_the_bot_is_not_in_the_channel_the_asker_still_gets_the_answer(own: Path) -> None:
    async with newsroom(own, manners=Manners(public=True)) as room:
        room.fake.channels["C1"] = Channel(member=False)

        assert "closing in on Homs" in (await answered(room)).words


@in_loop
async def test_a_channel_is_bound_to_a_story(own: Path) -> None:
    async with newsroom(own) as room:
        told = await answered(room, "channel syria-northeast-2019")
        assert "syria-northeast-2019" in told.words

        assert "syria-northeast-2019" in (await answered(room, "disputed")).words
        assert "syria-homs" in (await answered(room, "disputed", channel="C2")).words
        assert room.store.ledger.bound(Address("slack", TEAM, "C1")) == Binding("syria-northeast-2019", None)


@in_loop
async def test_a_channel_is_not_bound_to_a_story_that_is_not_there(own: Path) -> None:
    async with newsroom(own) as room:
        told = await answered(room, "channel atlantis")

        assert "syria-homs" in told.words
        assert room.store.ledger.bound(Address("slack", TEAM, "C1")) == Binding()


@in_loop
async def test_posts_are_paced_as_slack_says(own: Path) -> None:
    fake = await Fake(rate_limited=1).start()
    try:
        async with newsroom(own, fake=fake) as room:
            posted = await room.press(await answered(room), "Post to channel")

            assert posted.way == "post"
            assert fake.refusals == ["chat.postMessage: ratelimited"]
    finally:
        await fake.stop()


@in_loop
async def test_a_record_that_changed_since_is_said_when_posting(own: Path) -> None:
    async with newsroom(own) as room:
        seen = await answered(room)
        with room.store.writing(STORY) as writing:
            assert writing.story is not None
            writing.keep_story(writing.story, pack_digest=writing.pack_digest)
        told = await room.press(seen, "Post to channel")

        assert "changed since you asked" in told.words
        assert [m.way for m in room.fake.shown[-2:]] == ["post", "response_url"]
