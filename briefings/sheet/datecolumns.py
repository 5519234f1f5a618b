"""Dates written as text: one order for a whole column, told by the days that can be only that, or left open with both readings."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from enum import StrEnum

from briefings.errors import DateNotUnderstood
from briefings.periods import read_when

_PARTS = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_WORDED = re.compile(r"(?=.*\b(?:1[89]|20)\d\d\b)(?=.*[^\W\d_]{3}).{6,40}")
_TWO_DIGIT_FROM = 70  # 70–99 are of the last century


class Order(StrEnum):
    """In what order a column's dates are written."""

    YEAR_FIRST = "year first"
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    WORDED = "in words"
    OPEN = "day or month first, nothing settles it"
    MIXED = "mixed: some can be only day first, some only month first"


def order_in(texts: Iterable[str]) -> Order | None:
    """The order of a column; None where its texts are no dates."""
    orders: set[Order] = set()
    for text in texts:
        order = _order(text.strip())
        if order is None:
            return None
        orders.add(order)
    numeric = orders - {Order.YEAR_FIRST, Order.WORDED}
    if {Order.DAY_FIRST, Order.MONTH_FIRST} <= orders:
        return Order.MIXED
    for known in (Order.DAY_FIRST, Order.MONTH_FIRST):
        if known in numeric:
            return known
    return Order.OPEN if numeric else next(iter(sorted(orders)), None)


def _order(text: str) -> Order | None:
    if _YEAR_FIRST.fullmatch(text):
        return Order.YEAR_FIRST
    if match := _PARTS.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if first > 12 and second > 12:
            return None
        return Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST if second > 12 else Order.OPEN
    return Order.WORDED if _worded(text) else None


def days_of(text: str, order: Order) -> tuple[date, ...]:
    """The day a text means in a column of this order; two where nothing settles it, none where it is no day."""
    text = text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _PARTS.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        by_day, by_month = _day(year, second, first), _day(year, first, second)
        if order == Order.DAY_FIRST:
            return by_day
        return by_month if order == Order.MONTH_FIRST else tuple(dict.fromkeys(by_day + by_month))
    worded = _worded(text)
    return (worded,) if worded else ()


def _worded(text: str) -> date | None:
    """A day written in words with its year ("1 March 2015"); a word that leans on today is none."""
    if not _WORDED.fullmatch(text):
        return None
    with suppress(DateNotUnderstood):
        period = read_when(text, today=date(2000, 1, 1))
        if period.earliest and period.earliest == period.latest:
            return period.earliest
    return None


def _year(written: str) -> int:
    if len(written) == 4:
        return int(written)
    return int(written) + (1900 if int(written) >= _TWO_DIGIT_FROM else 2000)


def _day(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()
