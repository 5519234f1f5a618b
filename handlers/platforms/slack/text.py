"""Text to and from Slack's wire. Nothing a person or a source wrote may ping anybody or turn into a link."""

import re

_INVISIBLE = re.compile(  # control characters but tab and line feed, marks of direction, spaces of no width, separators of lines
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # & last: "&amp;lt;" was typed as "&lt;"


def clean(text: str) -> str:
    """The text without marks that turn its direction round or that nobody sees. Joiners stay: Persian is spelt with them."""
    return _INVISIBLE.sub("", text)


def escape(text: str) -> str:
    """Text for a place that reads mrkdwn: ``<!channel>`` and ``<url|words>`` are shown as they stand."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str) -> str:
    """What the person typed, from what Slack sends: mentions, channels and links as words, entities as characters."""
    words = _TOKEN.sub(_as_words, text)
    for entity, character in _ENTITIES:
        words = words.replace(entity, character)
    return words


def _as_words(token: "re.Match[str]") -> str:
    """A link by its label, a person or channel by the name Slack gives, a broadcast as it was typed."""
    sigil, target, label = token.group(1), token.group(2), token.group(3)
    if sigil == "@":
        return f"@{label or target}"
    if sigil == "#":
        return f"#{label or target}"
    if sigil == "!":
        return f"@{(label or target.partition('^')[0]).lstrip('@')}"
    return label or target.removeprefix("mailto:")


def without_mention(text: str, user: str) -> str:
    """The text without the mention of the bot that it was sent with, wherever it stands."""
    return re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>:?", " ", text).strip()


def short(text: str, most: int) -> str:
    """A label within ``most`` characters. For labels of ours only: facts are never cut."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
