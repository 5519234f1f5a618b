"""Words from anywhere, made inert: shown as they are, pinging nobody, linking nowhere, hiding nothing.

``allowed_mentions`` keeps Discord from pinging; what is here keeps a text from looking like a ping, a link, a time or a heading.
The library's ``escape_markdown`` leaves mentions, timestamps, bare links and invites alone, hence our own.
"""

import re
import unicodedata
from urllib.parse import urlsplit

_BREAKS = re.compile(r"\s+")
_MARKS = re.compile(r"([\\*_~`|\[\]<>@])")
_SCHEME = re.compile(r"(?<=\w):(?=//)")
_INVITE = re.compile(r"\b(discord(?:app)?)\.(?=gg\b|com/invite|me\b|io\b|li\b)|\b(dsc)\.(?=gg\b)", re.IGNORECASE)
_START = re.compile(r"^(#{1,3}(?=\s)|-(?=[#\s])|\+(?=\s))")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s)")
_SHOWN = "\u200c\u200d"  # joiners that some scripts are spelled with; kept between letters, dropped elsewhere
# letters and marks that draw nothing though they count as printable, with the variation selectors but the one that makes an emoji
_EMPTY_LOOKING = re.compile("[\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\ufe00-\ufe0e\U000e0100-\U000e01ef]")


def clean(text: str) -> str:
    """The text on one line without what is not seen: bidi and zero-width controls, tags, control characters."""
    if text.isprintable() and not _EMPTY_LOOKING.search(text):
        return _BREAKS.sub(" ", text).strip()  # nearly every text
    kept = [c if not _unseen(c) else "" for c in _EMPTY_LOOKING.sub("", text)]
    flat = _BREAKS.sub(" ", "".join(c if c.isprintable() or c in _SHOWN else " " for c in kept)).strip()
    return "".join(c for i, c in enumerate(flat) if c not in _SHOWN or _joins(flat[i - 1 : i], flat[i + 1 : i + 2]))


def _joins(before: str, after: str) -> bool:
    """Whether a joiner between these is spelling (Persian, Devanagari, a composed emoji) and not something hidden in a word."""
    return not (before + after).isascii() and all(c and not c.isascii() and unicodedata.category(c)[0] in "LMS" for c in (before, after))


def _unseen(char: str) -> bool:
    return char not in _SHOWN and unicodedata.category(char) in ("Cf", "Co", "Cs", "Cn")


def inert(text: str) -> str:
    """The text for content, title or description: every letter shown as it is, with nothing in it that Discord acts on."""
    marked = _MARKS.sub(r"\\\1", clean(text))
    marked = _SCHEME.sub(r"\\:", marked)
    marked = _INVITE.sub(lambda m: f"{m.group(1) or m.group(2)}\\.", marked)
    return _NUMBERED.sub(r"\1\\\2", _START.sub(r"\\\1", marked))


def plain(text: str) -> str:
    """The text for footers, labels and choices, which Discord shows letter for letter."""
    return clean(text)


def shown(marked: str) -> str:
    """What a reader sees of an inert text: the same letters without our backslashes."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", marked)


def source_link(url: str, label: str = "") -> str:
    """A link with its host shown; an address that is not https, or that hides its host, comes back inert and unlinked."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        ascii_host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return inert(url)
    safe = url.isascii() and url.isprintable() and not set(url) & set(" <>()[]\\`\"")
    if parts.scheme != "https" or not host or parts.username or port not in (None, 443) or not safe:
        return inert(url)
    words = f"{inert(label)} ({inert(ascii_host)})" if label else inert(ascii_host)
    return f"[{words}](<{url}>)"
