"""Numbers as people write them in tables: “80 418”, “1,8 million”, “18.000”, “-” for nothing.

What is ambiguous stays so until its column settles it.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

_SPACES = "\u0020\u00a0\u202f\u2009'’"
_NUMBER = re.compile(rf"([+\-−–]?)\s*[$€£]?\s*(\d[\d.,{_SPACES}]*|[.,]\d+)\s*(thousand|million|mln|mio|billion|bn|k|m)?\s*(%)?", re.IGNORECASE)
_TIMES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "mio": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
NOTHING = frozenset({"-", "–", "—", "--", "n/a", "na", "n.a.", "nil", "none", "null", ".", "..", "…", "...", "?", "no data", "not available", "tbd",
                     "x"})
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+")
_ONE_MARK = re.compile(r"(\d{1,3})([.,])(\d{3})")


class Mark(StrEnum):
    """What a column's marks mean."""

    POINT = "decimal point"
    COMMA = "decimal comma"
    UNSETTLED = "unsettled"


class Written(Struct, frozen=True):
    """A number as written: its readings, one where it is clear, two where it is not, and what mark it proves its column to use (None for neither)."""

    readings: tuple[float, ...]
    proves: Mark | None = None
    percent: bool = False


def is_nothing(text: str) -> bool:
    """Whether text stands for no value at all."""
    return text.strip().lower() in NOTHING


def read_number(text: str) -> Written | None:
    """A number with its possible readings; None where the text is no number, or is a code with leading zeros."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None or re.fullmatch(r"0\d+", match[2]):
        return None
    sign = -1.0 if match[1] and match[1] != "+" else 1.0
    times = _TIMES.get((match[3] or "").lower(), 1.0)
    read = _digits(match[2].strip(_SPACES), has_word=bool(match[3]))
    if read is None:
        return None
    return Written(tuple(dict.fromkeys(_round(sign * times * r) for r in read.readings)), read.proves, bool(match[4]))


def _round(value: float) -> float:
    return float(f"{value:.12g}")


def _digits(digits: str, *, has_word: bool) -> Written | None:
    head, tail = _split(digits)
    if any(c in _SPACES for c in digits):
        if not _GROUPED.fullmatch(head):
            return None
        whole = re.sub(rf"[{_SPACES}]", "", head)
        return Written((float(f"{whole}.{tail[1:] or 0}"),), _proof(tail[:1]))
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return _both_marks(digits)
    if points > 1 or commas > 1:
        mark = "." if points else ","
        proper = re.fullmatch(rf"\d{{1,3}}(?:\{mark}\d{{3}})+", digits)
        return Written((float(digits.replace(mark, "")),), Mark.COMMA if mark == "." else Mark.POINT) if proper else None
    one = _ONE_MARK.fullmatch(digits)
    if one and not has_word and one[1] != "0":
        grouped, fraction = float(one[1] + one[3]), float(f"{one[1]}.{one[3]}")
        return Written((grouped, fraction))
    return Written((float(digits.replace(",", ".")),), _proof("." if points else "," if commas else ""))


def _split(digits: str) -> tuple[str, str]:
    """Digits before the last point or comma, and from it on."""
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits, "") if at < 0 else (digits[:at], digits[at:])


def _both_marks(digits: str) -> Written | None:
    decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
    group = "," if decimal == "." else "."
    if not re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+\{decimal}\d+", digits):
        return None
    return Written((float(digits.replace(group, "").replace(decimal, ".")),), _proof(decimal))


def _proof(mark: str) -> Mark | None:
    return {".": Mark.POINT, ",": Mark.COMMA}.get(mark)


def mark_in(written: Iterable[Written]) -> Mark:
    """What the marks of a column mean, by the cells that prove it; unsettled where none does, or they prove both."""
    proofs = {w.proves for w in written if w.proves}
    return proofs.pop() if len(proofs) == 1 else Mark.UNSETTLED


def settle(text: str, written: Written, mark: Mark) -> tuple[float, ...]:
    """The readings of a number in a column whose marks are known."""
    if len(written.readings) < 2 or mark == Mark.UNSETTLED:
        return written.readings
    is_point = "." in text
    fraction = (mark == Mark.POINT) == is_point
    return (written.readings[1] if fraction else written.readings[0],)
