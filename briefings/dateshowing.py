"""Periods as readers see them: "Fri 6 Dec 2024", "29 Nov – 6 Dec 2024", "by Fri 6 Dec 2024 (day not given)".

English is written here, since babel takes longer to load than an answer to make; dates in other languages are babel's,
and the few words around them ("about", "until") stay English as the rest of an answer does.
"""

from datetime import date

from briefings.datewords import MONTHS, WEEKDAYS, tokens
from briefings.model import Period
from briefings.vocabulary import Precision

DAY, MONTH, YEAR = "EEE d MMM y", "MMMM y", "y"  # CLDR patterns


def show_day(day: date, *, locale: str = "en") -> str:
    """A day with its weekday: "Fri 6 Dec 2024". An unknown locale is shown in English."""
    return _show(day, DAY, locale)


def _show(day: date, pattern: str, locale: str) -> str:
    if not locale.lower().startswith("en"):
        foreign = _babel(day, pattern, locale)
        if foreign is not None:
            return foreign
    if pattern == DAY:
        return f"{WEEKDAYS[day.weekday()]} {_short(day)} {day.year}"
    return f"{MONTHS[day.month - 1]} {day.year}" if pattern == MONTH else str(day.year)


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def _babel(day: date, pattern: str, locale: str) -> str | None:
    """The day in another language; None for a locale that babel does not know."""
    from babel import Locale, UnknownLocaleError  # slow to load, and needed by few
    from babel.dates import format_date

    try:
        return format_date(day, pattern, locale=Locale.parse(locale.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def show_period(period: Period, *, locale: str = "en") -> str:
    """A period as exactly as it is known and no more; "" for a standing description, "date not given" where there is nothing."""
    shown = _shown(period, locale)
    match period.precision:
        case Precision.STANDING:
            return ""
        case Precision.UNKNOWN:
            return _undated(period, locale)
        case Precision.ABOUT:
            return f"about {shown}"
        case Precision.AS_OF:
            last = period.latest or period.earliest
            return f"as of {show_day(last, locale=locale)}" if last else "date not given"
        case Precision.PART_OF_DAY:
            return ", ".join(part for part in (shown, _part(period.words)) if part)
        case _:
            return shown


def _undated(period: Period, locale: str) -> str:
    if period.earliest is None and period.latest is None:
        return "date not given"
    if period.earliest and period.latest:
        return f"{_range(period.earliest, period.latest, locale)} (day not given)"
    known = period.latest or period.earliest
    return f"{'by' if period.latest else 'since'} {show_day(known, locale=locale) if known else ''} (day not given)"


def _part(words: str) -> str:
    """The part of the day in the words it was read from: "late", "evening", "14:00"."""
    parts = [t.text.removeprefix("T") for t in tokens(words) if t.kind in ("part", "stage", "clock")]
    return " ".join(parts) or ("night" if "tonight" in words.casefold() else "")


def _shown(period: Period, locale: str) -> str:
    """The bounds, each as finely as it is known: a day, a whole month, a whole year."""
    first, last = period.earliest, period.latest
    if first is None or last is None:
        known = last or first
        side = period.edtf.partition("/")[0 if last is None else 2]
        return f"{'until' if last else 'since'} {_show(known, _pattern(side), locale)}" if known else "date not given"
    whole = _whole(first, last)
    if whole:
        return _show(first, whole, locale)
    opens, _, closes = period.edtf.partition("/")
    if _pattern(opens) == _pattern(closes) != DAY:
        return f"{_show(first, _pattern(opens), locale)} – {_show(last, _pattern(closes), locale)}"
    return _range(first, last, locale)


def _whole(first: date, last: date) -> str:
    """The pattern of a period that is one day, one month or one year; "" for any other."""
    if first == last:
        return DAY
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return YEAR
    return MONTH if (first.year, first.month, first.day) == (last.year, last.month, 1) and _ends_month(last) else ""


def _ends_month(day: date) -> bool:
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1


def _pattern(edtf: str) -> str:
    """How finely one side of an interval was given."""
    return {4: YEAR, 7: MONTH}.get(len(edtf.rstrip("?~%")), DAY)


def _range(first: date, last: date, locale: str) -> str:
    """Two days, the year said once: "1–5 Dec 2024", "29 Nov – 6 Dec 2024", "28 Dec 2023 – 3 Jan 2024"."""
    if not locale.lower().startswith("en"):
        return f"{show_day(first, locale=locale)} – {show_day(last, locale=locale)}"
    if first.year != last.year:
        return f"{_short(first)} {first.year} – {_short(last)} {last.year}"
    if first.month == last.month:
        return f"{first.day}–{_short(last)} {last.year}"
    return f"{_short(first)} – {_short(last)} {last.year}"
