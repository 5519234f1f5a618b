"""What is kept of answers, and when it is not used."""

from datetime import UTC, datetime, timedelta

import pytest

from briefings.model import Person
from briefings.vocabulary import Role
from handlers.caching import Cache, is_kept, key_of
from handlers.desk import Request

NOW = datetime(2024, 12, 6, 12, 1, tzinfo=UTC)
VERSIONS = (("syria-homs", 3),)


def request(text: str = "/status Homs", now: datetime = NOW, **more: object) -> Request:
    """A request."""
    return Request(text, now, **more)  # type: ignore[arg-type]


def test_what_was_asked_most_recently_is_kept() -> None:
    cache: Cache[str] = Cache(most=2)
    for key in ("a", "b", "a", "c"):
        if cache.get(key, now=NOW) is None:
            cache.keep(key, key)

    assert [cache.get(key, now=NOW) for key in "abc"] == ["a", None, "c"]


def test_what_has_ended_is_not_there() -> None:
    cache: Cache[str] = Cache()
    cache.keep("a", "a", ends=NOW + timedelta(minutes=5))

    assert cache.get("a", now=NOW) == "a"
    assert cache.get("a", now=NOW + timedelta(minutes=5)) is None
    assert len(cache) == 0


@pytest.mark.parametrize("other", [
    key_of(request("/status Hama"), VERSIONS), key_of(request(), (("syria-homs", 4),)), key_of(request(), (*VERSIONS, ("other", 1))),
    key_of(request(story="syria-homs"), VERSIONS), key_of(request(person=Person("a", zone="Asia/Tokyo")), VERSIONS),
    key_of(request(person=Person("a", roles={"syria-homs": Role.EDITOR})), VERSIONS), key_of(request(now=NOW + timedelta(minutes=15)), VERSIONS),
    key_of(request(), VERSIONS, "slack")])
def test_whatever_an_answer_depends_on_makes_another_key(other: object) -> None:
    assert key_of(request(), VERSIONS) != other


def test_two_people_with_the_same_rights_share_an_answer() -> None:
    assert key_of(request(person=Person("a", name="A")), VERSIONS) == key_of(request(person=Person("b", name="B")), VERSIONS)


@pytest.mark.parametrize(("text", "kept"), [("/status Homs", True), ("who controls Hama?", True), ("/help", True), ("/since Tuesday", False)])
def test_what_depends_on_who_looked_when_is_not_kept(text: str, kept: bool) -> None:
    assert is_kept(text) == kept
