"""Binding a channel to a story, and choosing whether answers in it are for all or for the asker: ``channel syria-homs``, ``channel public``."""

from msgspec.structs import replace

from briefings.store.ledger import Address, Binding, Ledger
from handlers.reply import Note, Reply

WORD = "channel"
_SHOWN = {True: "posted in the channel for all to read", False: "shown to whoever asks, with a button to post them",
          None: "shown as the bot's setting says"}
_WISHES = {"public": True, "private": False, "default": None}


def is_about_channel(text: str) -> bool:
    """Whether what was typed is about the channel itself."""
    return text.strip().lstrip("/").partition(" ")[0].casefold() == WORD


def change_channel(ledger: Ledger, address: Address, text: str, stories: tuple[str, ...]) -> tuple[Reply, bool]:
    """Do what was typed about a channel: the reply, and whether anything changed."""
    word = text.strip().lstrip("/").partition(" ")[2].strip().casefold()
    now = ledger.bound(address)
    wished = _wished(now, word, stories)
    if word and wished is None:
        there = ", ".join(stories) or "none yet"
        return Reply("", "", (Note(f"“channel” takes a story ({there}), or public, private, default, or none.", lead=True),)), False
    if wished is not None and wished != now:
        ledger.bind(address, wished)
    return _told(wished or now), wished is not None and wished != now


def _wished(now: Binding, word: str, stories: tuple[str, ...]) -> Binding | None:
    if word in stories:
        return replace(now, story=word)
    if word in _WISHES:
        return replace(now, public=_WISHES[word])
    return replace(now, story="") if word in ("none", "unbind") else None


def _told(bound: Binding) -> Reply:
    story = f"This channel asks the story {bound.story}." if bound.story else "This channel is bound to no story."
    return Reply("", "", (Note(story, lead=True), Note(f"Answers in it are {_SHOWN[bound.public]}."),
                          Note("To change it: “channel <story>”, “channel none”, “channel public”, “channel private”, “channel default”.")))
