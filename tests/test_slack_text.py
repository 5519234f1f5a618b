"""Text from and to Slack's wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.platforms.slack.text import clean, escape, short, typed, without_mention
from tests.slack_fake_blocks import pings


@pytest.mark.parametrize(("wire", "words"), [
    ("&lt;!channel&gt;", "<!channel>"), ("<!channel>", "@channel"), ("<!subteam^S1|@desk>", "@desk"), ("<!date^1^{date}|today>", "@today"),
    ("<@U1|bob>", "@bob"),
    ("<@U1>", "@U1"), ("<#C1|breaking>", "#breaking"), ("<https://a.example|a page>", "a page"), ("<mailto:a@b.c>", "a@b.c"), ("&amp;lt;", "&lt;"),
    ("Dar&amp;a", "Dar&a"), ("a < b", "a < b")])
def test_what_was_typed_is_read_from_the_wire(wire: str, words: str) -> None:
    assert typed(wire) == words


@given(st.text())
def test_escaped_text_is_read_as_it_was_written(text: str) -> None:
    assert typed(escape(text)) == clean(text)


@given(st.text())
def test_escaped_text_pings_nobody(text: str) -> None:
    assert pings({"text": escape(f"{text}<!channel>{text}<@U1>")}) == []


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200b", "\u200f", "\u061c", "\ufeff", "\x00", "\x1b"])
def test_marks_nobody_sees_are_taken_out(mark: str) -> None:
    assert clean(f"a{mark}b") == "ab"


def test_joiners_of_persian_and_of_emoji_stay() -> None:
    assert clean("می\u200cخواهم 🧑\u200d🚒") == "می\u200cخواهم 🧑\u200d🚒"


@pytest.mark.parametrize("text", ["<@UBOT> status Homs", "status Homs <@UBOT>", "<@UBOT|factbox>: status Homs"])
def test_the_mention_is_taken_off_wherever_it_stands(text: str) -> None:
    assert without_mention(text, "UBOT") == "status Homs"


def test_a_label_is_cut_visibly() -> None:
    assert short("a" * 80, 75) == "a" * 74 + "…"
