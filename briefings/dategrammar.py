"""Reading one time expression: a small grammar over ``datewords.tokens``, the same for an option, a report and a question.

A rule looks at a token and those after it and answers what it found and where it ends, or None. What it finds is first only
what the words give; ``dategiven.settle`` makes a period of it. Every rule looks at a bounded run of tokens, so reading is linear.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from msgspec.structs import replace

from briefings.dategiven import (
    Frame,
    Given,
    Impossible,
    back,
    before_period,
    day_period,
    joined,
    monday_of,
    months_from,
    numeric,
    settle,
    span_period,
    week_of,
    weekend,
    year_period,
)
from briefings.datewords import JOINS, Token
from briefings.model import Period
from briefings.vocabulary import Precision

ENGLISH_WHICH = frozenset({"last", "past", "previous", "this", "next", "coming"})
FIRST_YEAR, LAST_YEAR = 1900, 2100  # a bare number outside of them is a quantity


class Found(NamedTuple):
    """What a rule found, and the index of the first token after it."""

    given: Given
    end: int


class Read(NamedTuple):
    """A phrase read: ``start`` and ``end`` are token indices, ``joined`` says it went from one time to another."""

    period: Period
    end: int
    joined: bool


Rule: TypeAlias = Callable[[Sequence[Token], int], Found | None]


# ── rules: single times ──────────────────────────────────────────────────────────────────────────────────────────────────


def kind_at(ts: Sequence[Token], i: int) -> str:
    """The kind of a token, "" beyond the end."""
    return ts[i].kind if i < len(ts) else ""


def key_at(ts: Sequence[Token], i: int) -> str:
    """The folded word of a token, "" beyond the end."""
    return ts[i].key if i < len(ts) else ""


def skip(ts: Sequence[Token], i: int, *keys: str) -> int:
    """The index after any run of the given words."""
    while key_at(ts, i) in keys:
        i += 1
    return i


def _is_day(ts: Sequence[Token], i: int) -> bool:
    return kind_at(ts, i) == "number" and len(ts[i].key.rstrip("stndrhe")) <= 2


def _is_year(ts: Sequence[Token], i: int) -> bool:
    return kind_at(ts, i) == "number" and len(ts[i].key) == 4 and ts[i].value >= 1000


def _year_after(ts: Sequence[Token], i: int) -> tuple[int | None, int]:
    """The year that completes a date, and where it ends: "5 Dec, 2024"; the sign is left alone where no year follows."""
    at = skip(ts, i, ",", ".", ".,", "of")
    return (ts[at].value, at + 1) if _is_year(ts, at) else (None, i)


def _day_month(ts: Sequence[Token], i: int) -> Found | None:
    at = skip(ts, i + 1, ".", "of")
    if not _is_day(ts, i) or kind_at(ts, at) != "month":
        return None
    year, end = _year_after(ts, at + 1)
    return Found(Given(year=year, month=ts[at].value, day=ts[i].value), end)


def _month_first(ts: Sequence[Token], i: int) -> Found:
    """December, December 2024, Dec. 5, December 5, 2024."""
    month = ts[i].value
    year, end = _year_after(ts, i + 1)
    if year is not None:
        return Found(Given(year=year, month=month), end)
    at = skip(ts, i + 1, ".")
    if not _is_day(ts, at):
        return Found(Given(month=month), i + 1)
    year, end = _year_after(ts, at + 1)
    return Found(Given(year=year, month=month, day=ts[at].value), end)


def _year(ts: Sequence[Token], i: int) -> Found | None:
    fits = _is_year(ts, i) and FIRST_YEAR <= ts[i].value <= LAST_YEAR
    return Found(Given(year=ts[i].value), i + 1) if fits else None


def _numeric(ts: Sequence[Token], i: int) -> Found:
    text = ts[i].text
    return Found(Given(period=lambda frame: settle(numeric(text, frame.today), frame)), i + 1)


def _interval(ts: Sequence[Token], i: int) -> Found:
    first, _, last = ts[i].text.partition("/")

    def period(frame: Frame) -> Period:
        return joined(settle(numeric(first, frame.today), frame), settle(numeric(last, frame.today), frame))

    return Found(Given(period=period), i + 1)


def _weekday_first(ts: Sequence[Token], i: int) -> Found:
    """Thursday, Thursday 5 December, Fri, 6 Dec 2024, "jeudi dernier", "Thursday last week"."""
    weekday = ts[i].value
    at = skip(ts, i + 1, ",", ".", ".,", "the")
    dated = _day_month(ts, at) or (_month_first(ts, at) if kind_at(ts, at) == "month" else None)
    if dated and dated.given.day is not None:
        return Found(replace(dated.given, weekday=weekday), dated.end)
    if kind_at(ts, i + 1) == "which" and ts[i + 1].key not in ENGLISH_WHICH:  # "on Friday next to the mosque" is no next Friday
        return Found(Given(weekday=weekday, which=ts[i + 1].value), i + 2)
    week = skip(ts, i + 1, "of")
    if kind_at(ts, week) == "which" and key_at(ts, week + 1) == "week":
        weeks = ts[week].value
        return Found(Given(period=lambda f: day_period(monday_of(f.today) + timedelta(7 * weeks + weekday))), week + 2)
    return Found(Given(weekday=weekday), i + 1)


def _relative(ts: Sequence[Token], i: int) -> Found:
    days, part = ts[i].value, ts[i].key == "tonight"
    return Found(Given(part=part, period=lambda frame: day_period(frame.today + timedelta(days))), i + 1)


def _which(ts: Sequence[Token], i: int) -> Found | None:
    """last Friday, next month, this weekend, this morning, the past two days."""
    i += key_at(ts, i) == "this" and key_at(ts, i + 1) == "past"  # "this past week"
    which, kind, at = ts[i].value, kind_at(ts, i + 1), i + 1
    if kind == "weekday":
        return Found(Given(weekday=ts[at].value, which=which), at + 1)
    if kind == "month":
        return Found(Given(month=ts[at].value, which=which), at + 1)
    if kind == "weekend":
        return Found(Given(period=lambda frame: weekend(frame, which)), at + 1)
    if kind == "part" and (which == 0 or ts[at].key == "night"):  # last night, this morning; "last evening" nobody writes
        return Found(Given(part=True, period=lambda frame: day_period(frame.today + timedelta(which))), at + 1)
    if kind == "unit" and not ts[at].key.endswith("s"):  # "the last days" are not so many
        rolling = which == -1 and (ts[i].key == "past" or (i > 0 and ts[i - 1].key == "the"))
        return _rolling(1, ts[at], at + 1) if rolling else _calendar(which, ts[at], at + 1)
    if which == -1 and kind in ("number", "count") and kind_at(ts, at + 1) == "unit":
        return _rolling(ts[at].value, ts[at + 1], at + 2)
    return None


def _rolling(count: int, unit: Token, end: int) -> Found:
    """The past week, the last 24 hours: so many days back from today, today included."""
    days = -(-count // 24) if unit.value == 0 else count * unit.value
    return Found(Given(period=lambda frame: span_period(frame.today - timedelta(days), frame.today)), end)


def _calendar(which: int, unit: Token, end: int) -> Found | None:
    """Last week, this month, next year: the calendar's own, weeks from Monday to Sunday."""
    makers: dict[int, Callable[[date], Period]] = {
        7: lambda today: week_of(today, which),
        30: lambda today: months_from(today, which),
        365: lambda today: year_period(today.year + which),
    }
    maker = makers.get(unit.value)
    return Found(Given(period=lambda frame: maker(frame.today)), end) if maker else None


def _ago(ts: Sequence[Token], i: int) -> Found | None:
    """Two days ago is a day, a week ago about a day, 13 years ago a year: no finer than people mean it."""
    at = skip(ts, i + 1, "of")
    if kind_at(ts, at) != "unit" or key_at(ts, at + 1) != "ago":
        return None
    count, unit = ts[i].value, ts[at]
    return Found(Given(period=lambda frame: back(frame.today, count, unit.value)), at + 2)


def _more(ts: Sequence[Token], i: int) -> Found | None:
    found = _ago(ts, i + 2) if key_at(ts, i + 1) == "than" and kind_at(ts, i + 2) in ("number", "count") else None
    made = found.given.period if found else None
    return Found(Given(period=lambda frame: before_period(made(frame))), found.end) if found and made else None


def _weekend(ts: Sequence[Token], i: int) -> Found:
    return Found(Given(period=lambda frame: weekend(frame, None)), i + 1)


def _of_today(ts: Sequence[Token], i: int) -> Found | None:
    """A clock time or "noon" with the day after it, or of today: "14:00 on 5 Dec", "noon". Raises Impossible for 25:00."""
    if ts[i].kind == "clock" and clock_time(ts[i].text) is None:
        raise Impossible("no such time of day")
    at = skip(ts, skip(ts, i + 1, "utc", "gmt", "local", "time"), "on", ",", "of", "the")
    dated = single_at(ts, at) if kind_at(ts, at) in ("number", "month", "weekday", "numeric", "relative", "which") else None
    if dated:
        return Found(replace(dated.given, part=True), dated.end)
    if ts[i].kind == "part" and ts[i].key not in ("noon", "midday", "midnight"):
        return None
    return Found(Given(part=True, period=lambda frame: day_period(frame.today)), i + 1)


def clock_time(text: str) -> tuple[int, int] | None:
    """Hour and minute of "14:00", "2 pm", "T14:00Z"; None if no clock shows it."""
    digits = "".join(c if c.isdecimal() else " " for c in text.split("+")[0]).split()
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    half = text.casefold().replace(".", "").rstrip()[-2:]
    if half in ("am", "pm"):
        hour = hour % 12 + 12 * (half == "pm") if 1 <= hour <= 12 else 99
    return (hour, minute) if hour <= 23 and minute <= 59 else None


def _stage(ts: Sequence[Token], i: int) -> Found | None:
    """late Thursday, early on Friday, end of November, mid-December; of a day it names a part, of a month or year nothing finer."""
    at = skip(ts, i + 1, "on", "of", "the", "in", "-")
    found = single_at(ts, at) if kind_at(ts, at) not in ("", "stage", "word", "sign") else None
    return Found(replace(found.given, part=True), found.end) if found else None


RULES: dict[str, tuple[Rule, ...]] = {
    "number": (_ago, _day_month, _year),
    "count": (_ago,),
    "month": (_month_first,),
    "weekday": (_weekday_first,),
    "numeric": (_numeric,),
    "interval": (_interval,),
    "relative": (_relative,),
    "which": (_which,),
    "weekend": (_weekend,),
    "clock": (_of_today,),
    "part": (_of_today,),
    "stage": (_stage,),
    "more": (_more,),
}


def single_at(ts: Sequence[Token], i: int) -> Found | None:
    """The one time that begins at a token, with a part of the day after it ("Thursday evening", "5 Dec 14:00")."""
    for rule in RULES.get(kind_at(ts, i), ()):
        found = rule(ts, i)
        if found:
            return _with_part(ts, found)
    return None


def _with_part(ts: Sequence[Token], found: Found) -> Found:
    at = skip(ts, found.end, ",", "at", "around", "in", "the")
    timed = kind_at(ts, at) == "part" or (kind_at(ts, at) == "clock" and clock_time(ts[at].text) is not None)
    if not timed:
        return found
    return Found(replace(found.given, part=True), skip(ts, at + 1, "utc", "gmt", "local", "time"))


# ── rules: from one time to another ──────────────────────────────────────────────────────────────────────────────────────


def phrase_at(ts: Sequence[Token], i: int, frame: Frame, *, between: bool = False) -> Read | None:
    """The longest time expression that begins at a token, or None. With ``between`` it must be two times and an "and".

    Raises:
        Impossible: it is one, and names no day.
    """
    start = skip(ts, i, "the")
    approximate = kind_at(ts, start) == "approximately"
    first, found = _pair_at(ts, start + approximate, frame, joins=frozenset({"and", "و", "et", "und", "и"}) if between else JOINS)
    if found:
        return found
    if between or first is None:
        return None
    period = settle(first.given, frame)
    return Read(_about(period) if approximate else period, first.end, joined=False)


def _pair_at(ts: Sequence[Token], i: int, frame: Frame, joins: frozenset[str]) -> tuple[Found | None, Read | None]:
    """The first time, and both together where a second one is joined to it: "1-5 Dec", "Dec 1 to 5", "29 Nov to 1 Dec"."""
    bare = key_at(ts, i + 1) in joins and _is_day(ts, i)
    first = Found(Given(day=ts[i].value), i + 1) if bare else single_at(ts, i)
    second = _second(ts, first, joins) if first else None
    if first is None or second is None:
        return (None if bare else first), None
    opening = replace(first.given, month=second.given.month, year=second.given.year) if bare else first.given
    if bare and second.given.day is None:
        return None, None
    return first, Read(_between(opening, second.given, frame), second.end, joined=True)


def _second(ts: Sequence[Token], first: Found, joins: frozenset[str]) -> Found | None:
    at = skip(ts, first.end + 1, "the")
    if key_at(ts, first.end) not in joins:
        return None
    if first.given.day is not None and first.given.month is not None and _is_day(ts, at) and not _day_month(ts, at):
        year, end = _year_after(ts, at + 1)
        return Found(replace(first.given, day=ts[at].value, year=year), end)
    return single_at(ts, at)


def _between(opening: Given, closing: Given, frame: Frame) -> Period:
    """Both ends settled: the first from today, the second as the first such time after it; a year said once is said for both."""
    backwards = opening.month == closing.month and (closing.day or 0) < (opening.day or 0)
    if backwards and None in (opening.year, closing.year):  # nobody means from 5 December to 1 December of the next year
        raise Impossible("it ends before it begins")
    if closing.year is not None and opening.year is None and opening.month is not None:
        last = settle(closing, frame)
        return joined(settle(opening, Frame(last.latest or frame.today)), last)
    first = settle(opening, frame)
    after = frame if closing.period else Frame(first.earliest or frame.today, future=True, counts=True)
    return joined(first, settle(closing, after))


def _about(period: Period) -> Period:
    exact = period.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR)
    return replace(period, precision=Precision.ABOUT, edtf=period.edtf + "~") if exact else period
