"""What a cell of text can hold, and what is done to text that it cannot.

The rules, as the Dictionary sheet prints them, are ``RULES``. A row whose text was cleaned is named in the README sheet, so
that nobody takes the sheet's words for the desk's. Everything else comes back letter for letter.
"""

import re
from html import escape

MOST_UNITS = 32_767  # UTF-16 units in a cell; Excel calls the file damaged beyond it
RULES = (
    "Control characters, U+FFFE, U+FFFF and lone surrogates are left out: XML cannot carry them.",
    "Line ends are written as a line feed.",
    f"Text beyond {MOST_UNITS:,} UTF-16 units is cut and ends in “…”.",
    "The letters x005F followed by an underscore are written with a hyphen: spreadsheet programs take them for an escape of their own.",
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_RESERVED = re.compile("(x005F)_")
# what needs a closer look: to be cleaned, escaped, or kept from being read as a formula
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff&<>]|x[0-9A-Fa-f]{4}_|^[\\s=+@'-]|\\s$")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LIKE_FORMULA = tuple("=+-@\t'")


def is_plain(text: str) -> bool:
    """Whether text can go into a cell as it stands, with nothing cleaned, escaped or quoted."""
    return len(text) <= MOST_UNITS // 2 and _UNUSUAL.search(text) is None


def clean(text: str) -> str:
    """Text as a cell can hold it, by ``RULES``; most text is returned as it is."""
    if is_plain(text):
        return text
    kept = _RESERVED.sub(r"\1-", _LINE_END.sub("\n", _FORBIDDEN.sub("", text)))
    return _cut(kept) if len(kept) > MOST_UNITS // 2 else kept


def _cut(text: str) -> str:
    encoded = text.encode("utf-16-le")
    if len(encoded) // 2 <= MOST_UNITS:
        return text
    return encoded[: (MOST_UNITS - 1) * 2].decode("utf-16-le", errors="ignore") + "…"


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula if somebody edits the cell."""
    return text.startswith(_LIKE_FORMULA)


def looks_escaped(text: str) -> bool:
    """Whether text holds something that spreadsheet programs read as one of their escapes (``_x000D_``)."""
    return _LIKE_ESCAPE.search(text) is not None


def as_escaped_xml(text: str) -> str:
    """Clean text as XML, with what looks like an escape written so that it is read back as it stands."""
    return as_xml(_LIKE_ESCAPE.sub("_x005F_", text))


def as_xml(text: str) -> str:
    """Clean text as the content of an XML element."""
    return escape(text, quote=False)
