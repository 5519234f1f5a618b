"""Date words ↔ periods. What other modules use is here: read EDTF, read what people type, find times in a question, show a period.

"Today" is always a parameter. Nothing slow is loaded with this module: edtf, dateparser and babel come in when first needed.
"""

import re
from datetime import date, datetime, time

from msgspec.structs import replace

from briefings import datewords
from briefings.datefinding import TimeSpan, find_when, shifted
from briefings.dategiven import Frame, Impossible, day_period, month_period, week_of, year_period
from briefings.dategrammar import clock_time, phrase_at
from briefings.dateshowing import show_day, show_period
from briefings.errors import DateNotUnderstood
from briefings.model import Period
from briefings.vocabulary import Precision

__all__ = ["TimeSpan", "find_when", "overlaps", "period_from_edtf", "read_when", "show_day", "show_period", "time_of_day", "warm_up"]

LONGEST_EDTF = 60  # characters; the library's parser takes seconds on long nonsense
LONGEST_WORDS = 80  # characters; no date is longer, and dateparser is slow on what is
LANGUAGES = ("ar", "fr", "de", "tr", "ru")  # dateparser's part; English is ours, and dateparser reads dates into English noise
_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
_DAY_SHAPED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_QUALIFIER = re.compile(r"[?~%]+$")


def period_from_edtf(edtf: str, *, words: str = "", precision: Precision | None = None) -> Period:
    """The period an EDTF (ISO 8601-2) string stands for: 2024-12-05, 2024-12, 2011, 1984?~, 2024-11-29/2024-12-06, ../2014, 2014/.. .

    ``precision`` None: as the string has it; "" is a period without bounds. ``~`` and ``?`` make it approximate and widen no bound.
    Plain shapes take 2 µs; rarer ones (seasons, 201X, sets) are left to the edtf library at some milliseconds each.

    Raises:
        ValueError: it is no EDTF, or its interval ends before it begins; the text is a sentence for whoever wrote it.
    """
    if len(edtf) > LONGEST_EDTF:
        raise ValueError(f"“{edtf[:20]}…” is too long for a date in EDTF.")
    first, slash, last = edtf.partition("/")
    read = _interval(edtf, first, last) if slash else _side(edtf) if edtf else Period()
    return replace(read, edtf=edtf, words=words, precision=precision or read.precision)


def _interval(edtf: str, first: str, last: str) -> Period:
    """An interval; ".." or nothing is an open side."""
    opens = None if first in ("", "..") else _side(first).earliest
    closes = None if last in ("", "..") else _side(last).latest
    if opens and closes and opens > closes:
        raise ValueError(f"“{edtf}” ends before it begins.")
    return Period(opens, closes, Precision.BEFORE if closes and not opens else Precision.RANGE)


def _side(edtf: str) -> Period:
    bare = _QUALIFIER.sub("", edtf)
    plain = _PLAIN.fullmatch(bare)
    try:
        read = _plain(plain) if plain else _library(bare)
    except (ValueError, OverflowError):
        raise ValueError(f"“{edtf}” is no date in EDTF, such as 2024-12-05, 2024-12, 2011, 2024-11-29/2024-12-06 or ../2014.") from None
    return read if bare == edtf else replace(read, precision=Precision.ABOUT)


def _plain(match: re.Match[str]) -> Period:
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if day or match[3]:
        return day_period(date(year, month, day))
    return month_period(year, month) if month else year_period(year)


def _library(edtf: str) -> Period:
    """The rarer forms. Raises ValueError for whatever the library cannot read, and for years outside of 1 to 9999."""
    if _DAY_SHAPED.fullmatch(edtf) or not edtf:
        raise ValueError(edtf)
    from edtf import parse_edtf  # slow to load, and rarely needed

    try:
        parsed = parse_edtf(edtf)
        first, last = (date(*bound[:3]) for bound in (parsed.lower_strict(), parsed.upper_strict()))
    except Exception as trouble:  # the library leaks pyparsing's, TypeError, AttributeError and IndexError
        raise ValueError(str(trouble)) from None
    return Period(first, last, Precision.DAY if first == last else Precision.RANGE)


def overlaps(period: Period, earliest: date | None, latest: date | None) -> bool:
    """Whether a period touches a window; None is an open side of the window.

    Where the day is not known (precision UNKNOWN), the one bound on record stands for the whole: "by Friday, day not given" is in
    Friday's window and not in every one before. A period with no bound at all is only in the window that is open on both sides.
    """
    first, last = period.earliest, period.latest
    if first is None and last is None:
        return earliest is None and latest is None
    if period.precision is Precision.UNKNOWN:
        first, last = first or last, last or first
    return (first is None or latest is None or first <= latest) and (last is None or earliest is None or last >= earliest)


def read_when(words: str, *, today: date, future: bool = False) -> Period:
    """The period people mean by words typed to the bot or standing in a report, never finer than the words give.

    A weekday or a day without a year is the latest such day not after ``today``, which counts itself; with ``future`` the next one
    (a weekday strictly after today). "Last week" is the calendar's, "the last week" and "past week" the seven days up to today.
    05/12/2024 is read day first, as 5 December, also where 12 May would be possible; month first only where there is no such day.
    A leading on, in, at, by, since, until, as of says nothing about which day is meant and is dropped; after and before shift the day.

    Raises:
        DateNotUnderstood: it is no date, or an impossible one.
    """
    flat = " ".join(words.split())
    try:
        read = _own(flat, Frame(today, future)) if len(flat) <= LONGEST_WORDS else None
    except Impossible:
        raise DateNotUnderstood(words) from None
    read = read or _foreign(flat, today, future)
    if read is None:
        raise DateNotUnderstood(words)
    return replace(read, words=words.strip())


def _own(flat: str, frame: Frame) -> Period | None:
    """What our grammar makes of the whole text; None where it reads only a part or nothing."""
    ts = datewords.tokens(flat.rstrip(".,;!? "))
    at, lead = _after_prepositions(ts)
    read = phrase_at(ts, at, frame, between=lead == datewords.BETWEEN)
    return shifted(read.period, lead) if read and read.end == len(ts) else None


def _after_prepositions(ts: list[datewords.Token]) -> tuple[int, str]:
    """Where the date itself begins, and the role of the last preposition before it ("" for none)."""
    options = datewords.PREPOSITIONS.get(ts[0].key, ()) if ts else ()
    for keys, role in options:
        if tuple(t.key for t in ts[: len(keys)]) == keys:
            return len(keys), role
    return 0, ""


def _foreign(flat: str, today: date, future: bool) -> Period | None:
    """What dateparser reads in other languages. Only days and weeks: to a month it would add today's day."""
    ts = datewords.tokens(flat[: LONGEST_WORDS + 1])
    kinds = {t.kind for t in ts}
    if len(flat) > LONGEST_WORDS or not any(t.key in datewords.FOREIGN for t in ts) or kinds >= {"weekday", "number"}:
        return None  # of "lundi 31" dateparser makes the 31st of some month, whatever its weekday
    # slow to load (warm_up does it off the loop); it ships no types
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

    # a day told of ends at 23:00, else "today at 14" would be past midnight, and of last year
    settings = {
        "PREFER_DATES_FROM": "future" if future else "past",
        "RELATIVE_BASE": datetime(today.year, today.month, today.day, 0 if future else 23),
        "DATE_ORDER": "DMY",
    }
    try:
        read = DateDataParser(languages=list(LANGUAGES), settings=settings).get_date_data(flat)
        day = read.date_obj.date() if read.date_obj else None
        weekly = week_of(day, 0) if day and read.period == "week" else None
    except Exception:  # dateparser fails in many ways on odd text; none of them is a date
        return None
    return day_period(day) if day and read.period in ("day", "time") else weekly


def time_of_day(words: str) -> time | None:
    """The clock time that stands in the words of a period ("as recorded at 14:00", "noon"), in no zone; None if there is none.

    A period knows days only; whoever filters by the minute, as by when we recorded something, takes it from here.
    """
    named = {"noon": time(12), "midday": time(12), "midnight": time(0)}
    for token in datewords.tokens(words[:LONGEST_WORDS]):
        clock = clock_time(token.text) if token.kind == "clock" else None
        if clock or token.key in named:
            return time(*clock) if clock else named[token.key]
    return None


def warm_up() -> None:
    """Load what reads other languages, so that the first who asks in one does not wait (0.3 s). Call it off the loop."""
    _foreign("il y a deux jours", date(2024, 12, 6), False)
