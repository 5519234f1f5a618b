"""Text to and from Slack's wire. Nothing a person or a source wrote may ping anybody or turn into a link."""

import re

_INVISIBLE = dict.fromkeys([0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB,
                            *(c for c in range(0x20) if c not in (9, 10)), *range(0x7F, 0xA0)])
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # & last: "&amp;lt;" was typed as "&lt;"


def clean(text: str) -> str:
    """The text without marks that turn its direction round or that nobody sees. Joiners stay: Persian is spelt with them."""
    return text.translate(_INVISIBLE)


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
