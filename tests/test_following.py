"""Follow-ups keep the place or actor that was spoken of."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.following import Topic, as_kept, follow_up, from_kept

NOW = datetime(2024, 12, 6, tzinfo=UTC)
HOMS = Topic("syria-homs", "timeline", "Homs", "place", NOW.isoformat())
HTS = Topic("syria-homs", "actors", "HTS", "actor", NOW.isoformat())


def named(words: str) -> bool:
    """A story that knows a few names."""
    return any(name in words for name in ("Homs", "Hama", "HTS", "SANA"))


@pytest.mark.parametrize(("typed", "asked"), [
    ("timeline", "/timeline Homs"), ("/disputed", "/disputed Homs"), ("timeline since Tuesday", "/timeline Homs since Tuesday"),
    ("status Hama", "status Hama"),
    ("and Hama?", "/timeline Hama"), ("what about Hama", "/timeline Hama"), ("who controls it?", "who controls Homs?"),
    ("how many people fled?", "how many people fled Homs"), ("who controls Hama?", "who controls Hama?"), ("help", "help"), ("factbox", "factbox"),
    ("cite F12", "cite F12"), ("quotes", "quotes"), ("since Tuesday", "since Tuesday")])
def test_what_names_nothing_is_about_what_was_spoken_of(typed: str, asked: str) -> None:
    assert follow_up(typed, HOMS, named) == asked


@pytest.mark.parametrize(("typed", "asked"), [("quotes", "/quotes HTS"), ("status", "status"), ("timeline", "/timeline HTS")])
def test_a_command_takes_only_what_may_stand_behind_it(typed: str, asked: str) -> None:
    assert follow_up(typed, HTS, named) == asked


def test_a_topic_is_kept_and_read_again() -> None:
    assert from_kept(as_kept(HOMS)) == HOMS


@pytest.mark.parametrize("kept", [None, "x", 3, [], {}, {"story": 1}])
def test_what_is_no_topic_is_none(kept: object) -> None:
    assert from_kept(kept) is None


def test_a_topic_rests_after_a_week() -> None:
    assert HOMS.is_fresh(NOW + timedelta(days=6))
    assert not HOMS.is_fresh(NOW + timedelta(days=8))
