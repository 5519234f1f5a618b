"""What Slack is shown: within its limits, pinging nobody, and with every fact, attribution and as-of that the console prints."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.catalogue import COMMANDS
from handlers.platforms.console import render as as_text
from handlers.platforms.slack.render import Rendered, Setting, render, sentence
from handlers.platforms.slack.splitting import PIECE, cut, splittable
from handlers.platforms.slack.text import clean, escape, typed
from handlers.reply import Action, Block, Dispute, Line, Note, Reply, Section, Side, Table, facts_in
from tests.slack_fake_blocks import check_message, pings, words_in
from tests.stories import ODD, Made, close_all, newsroom_of, stories

TEXT = 4_000  # what a message that may have to be corrected can hold


def shown(reply: Reply, **setting: object) -> Rendered:
    """A reply as it goes out to one person in a channel; refused as Slack would."""
    rendered = render(reply, Setting(typed="status Homs", story="test-story", version=3, postable=True, **setting))  # type: ignore[arg-type]
    for message in rendered.messages:
        body = {"text": message.text, "blocks": message.blocks}
        check_message(body, most_text=TEXT)
        assert pings(body) == []
    return rendered


def words_of(rendered: Rendered) -> str:
    """All that the blocks of all pages show."""
    return "\n".join(words_in(m.blocks) for m in rendered.messages)


def texts_of(rendered: Rendered) -> str:
    """All that the fallback texts say, as characters."""
    return "\n".join(typed(m.text) for m in rendered.messages)


def line(text: str = "Troops left Homs.", *, fact: str = "F1", credit: str = "According to SOHR (AP, 6 Dec 2024)", **more: object) -> Line:
    """A fact."""
    return Line(text, credit, fact, "6 Dec 2024", "unverified", **more)  # type: ignore[arg-type]


def reply(*blocks: Block, title: str = "Homs", **more: object) -> Reply:
    """A reply."""
    facts, foot = facts_in("test-story", blocks), "test-story · material up to Fri 6 Dec 2024"
    return Reply(title, "city · as of Fri 6 Dec 2024", blocks, facts=facts, foot=foot, **more)  # type: ignore[arg-type]


# ── whatever the story ──────────────────────────────────────────────────────────────────────────
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(made=stories(), data=st.data())
def test_every_command_on_any_story_keeps_the_limits_and_loses_nothing(made: Made, data: st.DataObject) -> None:
    newsroom = newsroom_of(made)
    try:
        for command in COMMANDS:
            name = data.draw(st.sampled_from((*made.names, "", "F1", "@everyone", "<!channel>")))
            asked = f"/{command.name} {name}".strip()
            told = newsroom.answered(asked).reply
            _same_as_the_console(told, shown(told), asked)
    finally:
        close_all()


def _same_as_the_console(told: Reply, rendered: Rendered, asked: str) -> None:
    words, texts = words_of(rendered), texts_of(rendered)
    assert {f for p in rendered.pages for f in p.reply.facts} == set(told.facts)
    for block in told.blocks:
        if isinstance(block, Line):
            for part in (block.text, block.credit, block.quote, block.fact, f"as of {block.as_of}", *block.figures):
                assert clean(part) in words, (asked, part)
        if isinstance(block, Dispute):
            sides = [part for s in block.sides for part in (s.credit, s.words.rstrip("."))]
            for part in (block.text, block.fact, f"as of {block.as_of}", *sides):
                assert clean(part) in words, (asked, part)
        if isinstance(block, Line | Dispute):
            assert typed(escape(as_text(Reply("", "", (block,))))) in texts, asked


# ── what is contested ───────────────────────────────────────────────────────────────────────────
def contested(sides: int = 2) -> Dispute:
    """A fact that one party says and the others deny."""
    described = "described at some length and more than once (AP, 6 Dec 2024)"
    denials = tuple(Side("Denied by", f"party {n}, {described}", f"words of party {n}") for n in range(1, sides))
    return Dispute("Troops left Homs.", "F1", "6 Dec 2024", "disputed", (Side("Said by", "SOHR (AP, 6 Dec 2024)"), *denials))


def test_both_sides_stand_on_consecutive_lines() -> None:
    lines = words_in(shown(reply(contested())).messages[0].blocks).splitlines()
    at = lines.index("CONTESTED: Troops left Homs.")

    assert lines[at + 1].startswith("Said by SOHR")
    assert lines[at + 2].startswith("Denied by party 1")


def test_a_hundred_parties_go_over_pages_that_each_hold_both_stances() -> None:
    rendered = shown(reply(contested(101)))

    assert len(rendered.messages) > 1
    for message in rendered.messages:
        assert "Said by SOHR" in words_in(message.blocks)
        assert "Denied by party 1," in words_in(message.blocks)
    assert all(f"words of party {n}." in words_of(rendered) for n in range(1, 101))


# ── what is long ────────────────────────────────────────────────────────────────────────────────
def test_so_many_facts_that_a_message_overflows_are_paged_at_fact_borders() -> None:
    facts = [line(f"Fact number {n} " + "with many words " * 30, fact=f"F{n}") for n in range(1, 61)]
    rendered = shown(reply(*facts))

    for block in facts:
        page = next(words_in(m.blocks) for m in rendered.messages if f"[{block.fact} " in words_in(m.blocks))
        assert block.text in page
    assert f"page 1 of {len(rendered.messages)}" in rendered.messages[0].text


@pytest.mark.parametrize("field", ["text", "credit", "caveat", "quote"])
def test_a_fact_longer_than_a_message_keeps_every_word_and_its_attribution_on_every_page(field: str) -> None:
    words = " ".join(f"word{n}" for n in range(2000))
    rendered = shown(reply(line(**{"text": "Troops left.", field: words})))

    assert all(f"word{n}" in words_of(rendered) for n in range(2000))
    assert all("[F1 " in words_in(m.blocks) and "6 Dec 2024" in words_in(m.blocks) for m in rendered.messages)


def test_a_contested_fact_longer_than_a_message_keeps_both_sides_on_every_page() -> None:
    words = " ".join(f"word{n}" for n in range(2000))
    long = Dispute(words, "F1", "6 Dec 2024", "disputed", (Side("Said by", "SOHR", words), Side("Denied by", "the military", words)))
    rendered = shown(reply(long))

    assert all(f"word{n}" in words_of(rendered) for n in range(2000))
    assert all("Said by SOHR" in words_in(m.blocks) and "Denied by the military" in words_in(m.blocks) for m in rendered.messages)


@pytest.mark.parametrize("columns", [2, 5, 30])
def test_a_table_of_any_size_keeps_every_cell(columns: int) -> None:
    rows = tuple(tuple(f"r{r}c{c}" if c % 3 else "" for c in range(columns)) for r in range(250))
    rendered = shown(reply(Table(tuple(f"h{c}" for c in range(columns)), rows)))

    assert all(cell in words_of(rendered) for row in rows for cell in row if cell)


def test_two_tables_are_one_of_slacks_and_one_told_in_rows() -> None:
    table = Table(("a", "b"), (("1", "2"),))
    drawn = [b["type"] for b in shown(reply(Section("One"), table, Section("Two"), table)).messages[0].blocks]

    assert drawn.count("table") == 1


def test_heads_and_notes_of_any_length_are_whole() -> None:
    words = " ".join(f"word{n}" for n in range(1500))
    rendered = shown(reply(Note(words, lead=True), Section(words), Note(words), title=words))

    assert all(f"word{n}" in words_of(rendered) for n in range(1500))


@given(st.text(max_size=3000), st.integers(1, 700))
def test_what_is_cut_is_the_text_again(text: str, most: int) -> None:
    pieces = cut(text, most)

    assert all(len(p) <= most for p in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


def test_a_line_that_is_ready_to_be_copied_is_not_cut() -> None:
    words = "Ready line: " + "a word " * 200

    assert words.strip() in words_of(shown(reply(Note(words.strip()))))


@pytest.mark.parametrize("character", ["<", "&", '"', "\\", "\n", "🙂", "م"])
def test_a_fact_of_nothing_but_odd_characters_still_fits(character: str) -> None:
    text = character * 3000
    both = (Side("Said by", text), Side("Denied by", text))
    rendered = shown(reply(line(text, credit=text, quote=text), Dispute(text, "F2", "6 Dec 2024", "disputed", both)))

    assert words_of(rendered).count(character) >= 3000


def test_what_is_short_is_not_touched() -> None:
    short = reply(line(), contested(), Note("A note"), Section("A title"), Table(("a",), (("b",),)))

    assert splittable(short) == short
    assert PIECE < TEXT


# ── what people write ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("odd", [*ODD, "<!here>", "<#C1|general>", "<http://x.example|Homs>", "&lt;!channel&gt;", "@channel", "<!subteam^S1>",
                                 "\u2067abc\u2069"])
def test_odd_text_is_shown_as_it_stands_and_pings_nobody(odd: str) -> None:
    told = reply(line(odd, credit=f"According to {odd}", quote=odd, caveat=odd), Dispute(odd, "F2", "6 Dec 2024", "disputed", (
        Side("Said by", odd, odd), Side("Denied by", odd, odd))), Note(odd, lead=True), Section(odd), Table(("a", odd), ((odd, ""),)),
        title=odd, actions=(Action(odd, f"/status {odd}"),))
    rendered = shown(told)

    assert clean(odd) in words_of(rendered)


def test_marks_that_turn_text_round_are_taken_out() -> None:
    assert words_in(shown(reply(line("\u202edesrever\u202c \u200bnothing"))).messages[0].blocks).count("\u202e") == 0


def test_verbatim_quotes_keep_their_stars_and_underlines() -> None:
    drawn = shown(reply(line("He spoke.", quote="*never* _ever_ ~x~"))).messages[0].blocks

    assert [b["type"] for b in drawn if "*never*" in str(b)] == ["rich_text"]


@pytest.mark.parametrize("words", ["<!channel> went wrong", "", "x" * 3000])
def test_a_sentence_of_ours_is_a_message(words: str) -> None:
    message = sentence(words or " ")

    check_message({"text": message.text, "blocks": message.blocks})
    assert pings({"text": message.text, "blocks": message.blocks}) == []


# ── what leads on ───────────────────────────────────────────────────────────────────────────────
def test_buttons_carry_all_that_is_needed_to_ask_again() -> None:
    rendered = shown(reply(line(), actions=(Action("Timeline", "/timeline Homs"),)))
    button = rendered.messages[0].blocks[-1]["elements"][0]

    assert button["value"] == '{"v":1,"c":"/timeline Homs","s":"test-story","n":3}'


def test_a_command_too_long_for_a_button_is_handed_over_to_be_kept() -> None:
    long = "/ask " + "who " * 800
    rendered = shown(reply(line(), actions=(Action("Again", long),)))

    assert list(rendered.long.values()) == [long]


def test_commands_in_our_sentences_are_as_they_are_typed_in_slack() -> None:
    rendered = shown(reply(line("He typed /status Homs."), Note("10 more on file: /status Homs, /since Tuesday.")))

    assert "10 more on file: /sitrep Homs, /brief since Tuesday." in words_of(rendered)
    assert "He typed /status Homs." in words_of(rendered)
