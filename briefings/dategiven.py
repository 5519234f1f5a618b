"""What words give of a date, and the period that is meant by it, seen from a day.

"5 December" gives a day and a month; which year is meant depends on where one stands and whether something is told or announced.
Nothing here looks at a clock or reads text (``dategrammar`` does that).
"""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from briefings.model import Period
from briefings.vocabulary import Precision

YEARS_WITH_LEAP_DAY = 9  # between two 29ths of February lie up to eight years (1896 and 1904)


class Impossible(ValueError):
    """Words shaped like a date that name no day: 31 February."""


class Frame(Struct, frozen=True):
    """From where words are read. ``future``: the next such day instead of the latest; ``counts``: today is a next day too."""

    today: date
    future: bool = False
    counts: bool = False


class Given(Struct, frozen=True):
    """What the words give of a date; None is what they leave open. ``which`` is -1 last, 0 this, 1 next, None unsaid.

    ``period`` makes a period that needs only today (a week ago); ``part`` says a part of a day was named.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    which: int | None = None
    part: bool = False
    period: Callable[[Frame], Period] | None = None


# ── periods ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def day_period(day: date, precision: Precision = Precision.DAY) -> Period:
    """One day; an approximate one keeps its bounds and says so in its EDTF."""
    return Period(day, day, precision, day.isoformat() + "~" * (precision is Precision.ABOUT))


def month_period(year: int, month: int) -> Period:
    """A whole month. Raises ValueError for a month or year that the calendar has not."""
    last = calendar.monthrange(year, month)[1]
    return Period(date(year, month, 1), date(year, month, last), Precision.MONTH, f"{year:04}-{month:02}")


def year_period(year: int) -> Period:
    """A whole year. Raises ValueError for one the calendar has not."""
    return Period(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, f"{year:04}")


def span_period(first: date, last: date) -> Period:
    """From one day to another, both included."""
    return Period(first, last, Precision.RANGE, f"{first}/{last}")


def before_period(latest: Period) -> Period:
    """Some time up to the end of another period."""
    return Period(None, latest.latest, Precision.BEFORE, f"../{latest.edtf}")


# ── what the words give, made a period ───────────────────────────────────────────────────────────────────────────────────


def settle(given: Given, frame: Frame) -> Period:
    """The period that the words mean, read from today.

    Raises:
        Impossible: there is no such day, or the weekday is not that of the date.
    """
    try:
        period = _settled(given, frame)
    except (ValueError, OverflowError) as trouble:
        raise Impossible(str(trouble)) from None
    return replace(period, precision=Precision.PART_OF_DAY) if given.part and period.precision is Precision.DAY else period


def _settled(given: Given, frame: Frame) -> Period:
    if given.period is not None:
        return given.period(frame)
    if given.day is not None and given.month is not None:
        return day_period(_day(given, frame))
    if given.weekday is not None:
        return day_period(_weekday(given.weekday, given.which, frame))
    if given.month is not None:
        return month_period(_year_of_month(given, frame), given.month)
    if given.year is not None:
        return year_period(given.year)
    raise Impossible("no date is given")


def _day(given: Given, frame: Frame) -> date:
    """The latest such day; where a weekday stands beside it, the nearest on which both are true."""
    if given.year is not None:
        days = [date(given.year, given.month or 0, given.day or 0)]
    else:
        before, after = _anniversaries(given.month or 0, given.day or 0, frame.today)
        days = after if frame.future else before
        days = days[:1] if given.weekday is None else before[:1] + after[:1]
    agreeing = [day for day in days if given.weekday in (None, day.weekday())]
    if not agreeing:
        raise Impossible("no such day")
    return agreeing[0]


def _anniversaries(month: int, day: int, today: date) -> tuple[list[date], list[date]]:
    """A day of the year as it fell up to today and falls from today on, each with the nearest first."""
    years = range(max(1, today.year - YEARS_WITH_LEAP_DAY), min(9999, today.year + YEARS_WITH_LEAP_DAY) + 1)
    leap_only = (month, day) == (2, 29)
    days = [date(year, month, day) for year in years if not leap_only or calendar.isleap(year)]
    return [d for d in reversed(days) if d <= today], [d for d in days if d >= today]


def _weekday(weekday: int, which: int | None, frame: Frame) -> date:
    today = frame.today
    back = timedelta((today.weekday() - weekday) % 7)
    ahead = timedelta((weekday - today.weekday()) % 7)
    if which == -1:
        return today - (back or timedelta(7))
    if which == 1 or (frame.future and which is None):
        return today + (ahead if ahead or frame.counts else timedelta(7))
    if which == 0:  # "this Saturday", typed on a Friday, is tomorrow; "this Thursday" was yesterday unless something is announced
        return today + ahead if frame.future else monday_of(today) + timedelta(weekday)
    return today - back


def _year_of_month(given: Given, frame: Frame) -> int:
    month, today = given.month or 0, frame.today
    if given.year is not None:
        return given.year
    if given.which == -1:
        return today.year - (month >= today.month)
    if given.which == 0:
        return today.year
    if given.which == 1:
        return today.year + (month <= today.month)
    return today.year + (month < today.month) if frame.future else today.year - (month > today.month)


def monday_of(day: date) -> date:
    """The Monday on or before a day. Raises OverflowError in the first week of year 1."""
    return day - timedelta(day.weekday())


def numeric(text: str, today: date) -> Given:
    """2024-12-05, 5.12.2024, 05/12/2024, 5/12, 2024-12. Year first where it has four digits, else day first unless impossible.

    Where day and month could be swapped we still read the day first, as the rest of the world outside of the United States writes it;
    the answer shows the date that was understood.
    """
    written = text.replace("/", "-").replace(".", "-").split("-")
    parts = [int(part) for part in written]
    if len(written[0]) == 4:
        return Given(year=parts[0], month=parts[1], day=parts[2] if len(parts) == 3 else None)
    day, month = (parts[1], parts[0]) if parts[1] > 12 and parts[0] <= 12 else (parts[0], parts[1])
    return Given(year=_whole_year(parts[2], today) if len(parts) == 3 else None, month=month, day=day)


def _whole_year(year: int, today: date) -> int:
    """A year of two digits is of the century that puts it nearest behind us, up to twenty years ahead."""
    if year > 99:
        return year
    century = today.year // 100 * 100
    return century + year - 100 * (century + year > today.year + 20)


def week_of(today: date, which: int) -> Period:
    """The week from Monday to Sunday, so many weeks from today's."""
    monday = monday_of(today) + timedelta(7 * which)
    return span_period(monday, monday + timedelta(6))


def months_from(today: date, months: int) -> Period:
    """The calendar month so many months from today's. Raises ValueError beyond the calendar."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return month_period(year, month + 1)


def weekend(frame: Frame, which: int | None) -> Period:
    """Saturday and Sunday: the latest that has begun, "this" that of today's week, "next" the coming one, "last" one that is over."""
    this = monday_of(frame.today) + timedelta(5)
    begun = this if this <= frame.today else this - timedelta(7)
    saturday = begun
    if which == 0 or (which is None and frame.future):
        saturday = this
    elif which == 1:
        saturday = begun + timedelta(7)
    elif which == -1 and begun + timedelta(1) >= frame.today:
        saturday = begun - timedelta(7)
    return span_period(saturday, saturday + timedelta(1))


def back(today: date, count: int, unit: int) -> Period:
    """So long ago: days to the day, a week "about", months and years whole. ``unit`` is in days, 0 for hours."""
    if unit == 0:  # without a clock: today, or yesterday if it is early
        return span_period(today - timedelta(max(1, -(-count // 24))), today)
    if unit == 30:
        return months_from(today, -count)
    if unit >= 365:
        return year_period(today.year - count * (unit // 365))
    return day_period(today - timedelta(count * unit), Precision.ABOUT if unit == 7 else Precision.DAY)


def joined(first: Period, last: Period) -> Period:
    """From the start of one period to the end of another. Raises Impossible where they run backwards."""
    if first.earliest is None or last.latest is None or first.earliest > last.latest:
        raise Impossible("it ends before it begins")
    return Period(first.earliest, last.latest, Precision.RANGE, f"{first.edtf.rstrip('~')}/{last.edtf.rstrip('~')}")
