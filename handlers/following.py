"""Follow-ups in a conversation: "and Hama?", "timeline", "who controls it?" keep the place or actor that was spoken of."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from briefings.answers import ActorProfile, AnyAnswer, PlaceStatus
from briefings.finding.mentioning import find_mentions
from briefings.sheet.answers import SheetAnswer
from briefings.store import Store
from handlers.catalogue import BY_NAME, Command

REMEMBERED = timedelta(days=7)  # a thread that rested longer is begun afresh
_AND = re.compile(r"^(?:and|so|now|then|also|what about|how about|what of|same for|und|et)\b[\s,:]*(?:in|for|on|about)?\s*", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|there|they|them|him|her|this place|that place|the place|the city|the town)\b", re.IGNORECASE)
_ABOUT = frozenset({"place", "actor"})


class Topic(Struct, frozen=True):
    """What a conversation is about: the story, the command last asked, the place or actor. ``kind`` is place, actor or "" where either fits."""

    story: str
    command: str
    about: str
    kind: str
    at: str  # ISO time

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is recent enough to be meant."""
        return now - datetime.fromisoformat(self.at) < REMEMBERED


def topic_of(answer: AnyAnswer | SheetAnswer | None, asked: str, now: datetime) -> Topic | None:
    """What an answer was about; None where it was about nothing in particular."""
    if answer is None:
        return None
    about, kind = _subject(answer)
    word = asked.strip().lstrip("/").partition(" ")[0].casefold()
    command = BY_NAME[word].name if word in BY_NAME else "status"
    return Topic(answer.scope.story, command, about, kind, now.isoformat()) if about else None


def _subject(answer: AnyAnswer | SheetAnswer) -> tuple[str, str]:
    if isinstance(answer, PlaceStatus):
        return answer.place.name, "place"
    if isinstance(answer, ActorProfile):
        return answer.actor.short or answer.actor.name, "actor"
    return getattr(answer, "about", "") or getattr(answer, "subject", ""), ""


def follow_up(text: str, topic: Topic, named: Callable[[str], bool]) -> str:
    """The words with the remembered place or actor put in, where they name none themselves. ``named`` tells whether words hold a name on file."""
    flat = " ".join(text.split())
    bare = _AND.sub("", flat).strip(" ?!.")
    word, _, rest = bare.lstrip("/").partition(" ")
    asks = not flat.startswith("/") and bool(rest) and ("?" in flat or word.casefold() == "who")  # a sentence that begins like a command
    command = None if asks else BY_NAME.get(word.casefold())
    if command is not None and command.option is not None and command.name not in ("ask", "cite", "since", "help"):
        return flat if not _takes(command, topic) or named(rest) else f"/{command.name} {topic.about} {rest}".strip()
    if command is not None and command.name != "ask":
        return flat
    if bare != flat.strip(" ?!.") and len(bare.split()) <= 6 and named(bare):
        return f"/{topic.command} {bare}"
    if not bare or named(bare):
        return flat
    return _IT.sub(topic.about, flat, count=1) if _IT.search(flat) else f"{flat.rstrip(' ?!.')} {topic.about}"


def _takes(command: Command, topic: Topic) -> bool:
    """Whether what the conversation is about can stand behind a command."""
    kinds = set(command.option.completes) & _ABOUT if command.option else set()
    return bool(kinds) and (not topic.kind or topic.kind in kinds)


def names_in(store: Store, story: str) -> Callable[[str], bool]:
    """Whether words hold a name of a place, actor or source of the story, spelt as on file."""
    def named(words: str) -> bool:
        if not words.strip():
            return False
        with store.reading(story) as reading:
            return any(not m.slip and not m.generic for m in find_mentions(reading, words))
    return named


def as_kept(topic: Topic) -> dict[str, str]:
    """The topic as plain words, to be kept."""
    return {"story": topic.story, "command": topic.command, "about": topic.about, "kind": topic.kind, "at": topic.at}


def from_kept(kept: Any) -> Topic | None:
    """The topic that was kept; None where nothing readable was."""
    fields = ("story", "command", "about", "kind", "at")
    if not isinstance(kept, dict) or not all(isinstance(kept.get(f), str) for f in fields):
        return None
    return Topic(*(kept[f] for f in fields))
