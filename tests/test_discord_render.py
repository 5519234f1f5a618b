"""What a Discord message holds: every limit kept, nobody pinged, and the facts, attributions and days of the console."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handlers.catalogue import COMMANDS
from handlers.platforms.console import side_words, tag
from handlers.platforms.discord import custom_ids, limits
from handlers.platforms.discord.custom_ids import ANOTHER, PAGE, Pressed
from handlers.platforms.discord.limits import size
from handlers.platforms.discord.render import Asked, Body, render
from handlers.platforms.discord.text import clean, inert, shown, source_link
from handlers.reply import Action, Block, Dispute, Line, Note, Reply, Section, Side, Table
from tests.stories import HIDDEN, Made, newsroom_of, stories

SLOW = settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
ODD = "@everyone <@&1> [x](https://evil.example) *_~`|>#- https://discord.gg/a \u202e\u200b🙂 مرحبا"
odd_text = st.one_of(
    st.text(max_size=60), st.sampled_from([ODD, "*" * 400, "🙂" * 300, "word " * 800, "x" * 3000, "", "\\", "\u202e", "1. one", "```"])
)


def problems(body: Body) -> list[str]:
    """Every limit of Discord's that a body breaks."""
    wire = body.wire()
    found = [f"content {size(wire['content'])}"] if size(wire["content"]) > limits.CONTENT else []
    found += ["too many embeds"] if len(wire["embeds"]) > limits.EMBEDS else []
    found += [] if wire["content"] or wire["embeds"] else ["an empty message"]
    found += [
        f"{key} {size(embed.get(key, ''))}"
        for embed in wire["embeds"]
        for key, most in (("title", limits.TITLE), ("description", limits.DESCRIPTION))
        if size(embed.get(key, "")) > most
    ]
    found += ["footer" for embed in wire["embeds"] if size(embed.get("footer", {}).get("text", "")) > limits.FOOTER]
    total = sum(size(e.get("title", "")) + size(e.get("description", "")) + size(e.get("footer", {}).get("text", "")) for e in wire["embeds"])
    return found + ([f"embeds {total}"] if total > limits.EMBED_TOTAL else []) + component_problems(wire["components"])


def component_problems(rows: list[dict[str, Any]]) -> list[str]:
    """Every limit that rows of buttons and selects break."""
    parts = [part for row in rows for part in row["components"]]
    found = ["too many rows"] if len(rows) > limits.ROWS else []
    found += ["row" for row in rows if not 1 <= len(row["components"]) <= limits.BUTTONS_IN_ROW]
    found += [f"custom_id {p['custom_id']}" for p in parts if not 1 <= size(p["custom_id"]) <= limits.CUSTOM_ID]
    found += ["custom_id twice"] if len({p["custom_id"] for p in parts}) < len(parts) else []
    found += ["label" for p in parts if p["type"] == 2 and not 1 <= size(p["label"]) <= limits.BUTTON_LABEL]
    options = [o for p in parts if p["type"] == 3 for o in p["options"]]
    found += ["options"] if len(options) > limits.SELECT_OPTIONS or len({o["value"] for o in options}) < len(options) else []
    return found + ["option" for o in options if not (1 <= size(o["label"]) <= limits.SELECT_LABEL and 1 <= size(o["value"]) <= limits.SELECT_VALUE)]


def alive(text: str) -> list[str]:
    """What Discord would act on in a text: mentions, links, invites, times, code fences that are not escaped."""
    import re

    patterns = (
        r"(?<!\\)@(everyone|here)",
        r"(?<!\\)<(@|#|t:|/|a?:)",
        r"https?://",
        r"discord\.gg",
        r"(?<!\\)\[[^\]]*\]\(",
        r"(?<!\\)```",
        r"(?<!\\)\|\|",
    )
    unescaped = re.sub(r"\\\\", "", text)
    return [p for p in patterns if re.search(p, unescaped)] + [
        f"U+{ord(c):04X}" for c in text if c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff"
    ]


def everything(bodies: tuple[Body, ...]) -> str:
    """All that a reader sees on all pages, on one line."""
    texts = [t for b in bodies for t in (b.content, *(e.get("title", "") for e in b.embeds), *(e.get("description", "") for e in b.embeds))]
    return " ".join(shown(" ".join(texts)).replace("**", "").split())


def told(reply: Reply) -> list[str]:
    """What a reply says, piece by piece, as a reader compares it: texts, attributions, ids and days."""
    found: list[str] = []
    for block in reply.blocks:
        if isinstance(block, Line):
            found += [block.text, block.quote, f"{block.credit}. {tag(block)}", *block.figures]
        elif isinstance(block, Dispute):
            found += [block.text, tag(block), *(side_words(s) for s in block.sides)]
        elif isinstance(block, Note):
            found.append(block.text.removeprefix("• "))
    return [" ".join(clean(piece).split()) for piece in found if clean(piece)]


# ── made-up stories, every command ──────────────────────────────────────────────────────────────
@SLOW
@given(made=stories(), data=st.data())
def test_every_answer_keeps_the_limits_pings_nobody_and_tells_what_the_console_tells(made: Made, data: st.DataObject) -> None:
    newsroom = newsroom_of(made)
    words = data.draw(st.sampled_from(["", *made.names, "F1", "Tuesday"]))
    for command in COMMANDS:
        text = f"/{command.name} {words}".strip()
        answered = newsroom.answered(text)
        bodies = render(answered.reply, Asked(text, newsroom.slug, 1, 1), choose=answered.trouble == "SeveralNames")

        assert [problems(b) for b in bodies if problems(b)] == []
        assert [alive(t) for b in bodies for t in (b.content, *(e.get("description", "") for e in b.embeds)) if alive(t)] == []
        assert [piece for piece in told(answered.reply) if piece not in everything(bodies)] == []
        assert [s for s in made.secrets if s in json.dumps([b.wire() for b in bodies])] == []


assert HIDDEN  # the stories above hold matter that nobody may see


# ── made-up replies, far beyond what a story holds ──────────────────────────────────────────────
lines = st.builds(
    Line,
    odd_text,
    odd_text,
    st.just("F1"),
    st.just("6 Dec 2024"),
    st.just("unverified"),
    odd_text,
    st.just(tuple(f"F{n}" for n in range(2, 90))) | st.just(()),
    st.booleans(),
    st.sampled_from(["", "Thu 5 Dec 2024"]),
    st.just(""),
    odd_text,
    st.lists(odd_text, max_size=6).map(tuple),
)
sides = st.builds(
    Side,
    st.sampled_from(["Said by", "Denied by", "Against it"]),
    odd_text,
    odd_text,
    st.sampled_from(["", "F42, F43", ", ".join(f"F{n}" for n in range(100))]),
)
disputes = st.builds(
    Dispute, odd_text, st.just("F2"), st.just("6 Dec 2024"), st.just("disputed"), st.lists(sides, min_size=2, max_size=20).map(tuple), odd_text
)
tables = st.integers(1, 5).flatmap(
    lambda n: st.builds(Table, st.just(tuple("abcde"[:n])), st.lists(st.tuples(*[odd_text] * n), min_size=1, max_size=30).map(tuple))
)
blocks: st.SearchStrategy[Block] = st.one_of(lines, disputes, tables, st.builds(Section, odd_text), st.builds(Note, odd_text, st.booleans()))
actions = st.builds(Action, odd_text, odd_text.map(lambda t: f"/status {t}"))
replies = st.builds(
    Reply,
    odd_text,
    odd_text,
    st.lists(blocks, min_size=1, max_size=12).map(tuple),
    st.lists(actions, max_size=30).map(tuple),
    odd_text,
    st.booleans(),
    st.just(("made-up:F1", "made-up:F2")),
)


@SLOW
@given(reply=replies, choose=st.booleans(), text=odd_text.map(lambda t: f"/ask {t}"))
@example(reply=Reply("", "", (Note("x" * 5000, lead=True),)), choose=False, text="/ask")
def test_no_reply_is_too_large_for_discord_or_alive_in_it(reply: Reply, choose: bool, text: str) -> None:
    bodies = render(reply, Asked(text, "a-story", 12, 29_000_000), choose=choose)

    assert [problems(b) for b in bodies if problems(b)] == []
    assert [alive(t) for b in bodies for t in (b.content, *(e.get("description", "") for e in b.embeds)) if alive(t)] == []


@SLOW
@given(reply=replies)
def test_nothing_of_it_is_lost_on_the_way(reply: Reply) -> None:
    seen = "".join(everything(render(reply, Asked("/ask", "a-story"))).split())

    for block in reply.blocks:
        for piece in (block.text, block.credit) if isinstance(block, Line) else (block.text,) if isinstance(block, Dispute | Note) else ():
            words = clean(piece).split()
            assert [w for w in words if len(w) < 100 and clean(w) not in seen] == []


def test_a_dispute_of_fifty_sides_shows_both_stances_on_every_page() -> None:
    sides = tuple(
        Side("Denied by" if n % 2 else "Said by", f"party number {n}, which is described at length for print" * 3, "in these words " * 9)
        for n in range(50)
    )
    bodies = render(Reply("Contested", "", (Dispute("It is so", "F1", "6 Dec 2024", "disputed", sides),), facts=("s:F1",)), Asked("/disputed", "s"))

    assert len(bodies) > 3
    assert all("Said by" in everything((b,)) and "Denied by" in everything((b,)) for b in bodies)


def test_a_long_status_is_paged_and_says_how_many_there_are() -> None:
    facts = tuple(Line(f"Claim number {n}", "the AP", f"F{n}", "6 Dec 2024", "unverified") for n in range(1, 60))
    bodies = render(Reply("Homs", "", facts, facts=tuple(f"s:F{n}" for n in range(1, 60))), Asked("/status Homs", "s"))

    assert [b.embeds[0]["footer"]["text"] for b in bodies[:2]] == ["page 1 of 12 · 5 of 59 facts", "page 2 of 12 · 5 of 59 facts"]
    assert sum(everything((b,)).count("Claim number") for b in bodies) == 59


# ── text ────────────────────────────────────────────────────────────────────────────────────────
@given(st.text())
def test_inert_text_shows_the_letters_that_were_there(text: str) -> None:
    assert shown(inert(text)) == clean(text)


@given(st.text())
def test_inert_text_is_alive_nowhere(text: str) -> None:
    assert alive(inert(text + ODD + text)) == []


@pytest.mark.parametrize("text", ["می‌خواهم", "मराठी क्‍ष", "🧑🏽‍🚒"])
def test_joiners_that_a_script_is_spelt_with_are_kept(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("@\u202eeveryone", "@everyone"),
        ("a\u200bb", "ab"),
        ("\u200d\u200c", ""),
        ("ev\u200deryone", "everyone"),
        ("@\u200deveryone", "@everyone"),
        ("a\r\n b", "a b"),
        ("x\U000e0041", "x"),
        ("\u3164", ""),
    ],
)
def test_what_is_not_seen_is_taken_out(text: str, plain: str) -> None:
    assert clean(text) == plain


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://apnews.com/article/1", "[apnews.com](<https://apnews.com/article/1>)"),
        ("http://apnews.com/1", "http\\://apnews.com/1"),
        ("https://apnews.com@evil.example/", "https\\://apnews.com\\@evil.example/"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://evil.example/)[x](https://y", "https\\://evil.example/)\\[x\\](https\\://y"),
        ("https://аpnews.com/", "https\\://аpnews.com/"),
    ],
)
def test_only_https_is_a_link_and_its_host_is_shown(url: str, link: str) -> None:
    assert source_link(url) == link


# ── custom_ids ──────────────────────────────────────────────────────────────────────────────────
@given(
    st.sampled_from([PAGE, ANOTHER]),
    st.text(min_size=1),
    st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9}){0,2}", fullmatch=True),
    st.integers(0, 10**9),
    st.integers(1, 9999),
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)),
)
def test_a_button_knows_what_it_was_made_with(what: str, command: str, story: str, version: int, page: int, when: datetime) -> None:
    made = Pressed(what, command, story, version, page, custom_ids.minute(when))
    custom_id, kept = custom_ids.written(made)
    read = custom_ids.read(custom_id)

    assert size(custom_id) <= limits.CUSTOM_ID
    assert read is not None
    assert (read.what, read.story, read.version, read.page, read.asked) == (made.what, made.story, made.version, made.page, made.asked)
    assert read.command == command if kept is None else read.command == "#" + custom_ids.digest(command)


@given(st.text())
def test_any_custom_id_is_read_or_refused(custom_id: str) -> None:
    assert custom_ids.read(custom_id) is None or custom_id.startswith("fb1:")
