"""Finding the time expressions inside a question, and what each is for: on, since, until, as of, as recorded.

Words that are dates in one question and something else in the next ("march", "may", "sun", a bare number) are taken only where
something beside them says date: a preposition, a capital, a year, or that they are all that was typed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from briefings import datewords as words
from briefings.dategiven import Frame, Impossible
from briefings.dategrammar import RULES, Read, key_at, kind_at, phrase_at, skip
from briefings.datewords import Token
from briefings.errors import DateNotUnderstood
from briefings.model import Period
from briefings.vocabulary import Precision

Role = Literal["on", "since", "until", "as_of", "recorded"]
ROLES: dict[str, Role] = {
    words.ON: "on",
    words.BETWEEN: "on",
    words.SINCE: "since",
    words.AFTER: "since",
    words.UNTIL: "until",
    words.BEFORE: "until",
    words.AS_OF: "as_of",
    words.RECORDED: "recorded",
}
MONTH_AFTER = frozenset({"in", "since", "until", "till", "on", "during"})  # a small "march" is a month only after these
CUE_REACH = 8  # words; further off it belongs to another clause
YEAR_AFTER = MONTH_AFTER | {"by", "of", "from", "after", "before", "as", "between", "throughout", "up"}
NUMBER_AFTER = frozenset({"in", "by", "at", "of", "for", "over", "within", "up"})  # by 2/3
NOT_A_MONTH_BEFORE = frozenset({"on", "to", "toward", "towards", "into", "against"})  # march on Damascus


class TimeSpan(Struct, frozen=True):
    """A time expression in a text: ``start``/``end`` are character offsets, the preposition included.

    ``role`` says what it filters by: when it happened (on, since, until), when it was known (as_of), when we recorded it (recorded).
    For since only ``period.earliest`` counts, for until, as_of and recorded only ``period.latest``.
    """

    start: int
    end: int
    role: Role
    period: Period


class _Place(Struct, frozen=True):
    """Where a phrase stands: ``lead`` is the preposition's role ("" for none), ``at`` its own first token, ``start`` the preposition's."""

    lead: str
    start: int
    at: int


def find_when(text: str, *, today: date) -> list[TimeSpan]:
    """Every time expression inside a question, in order, none overlapping another.

    Words that are no date are left alone, whatever stands before them ("since Hama fell", "until when").

    Raises:
        DateNotUnderstood: something is shaped like a date and names no day ("as of 31 February", "2024-13-45").
    """
    ts = words.tokens(text)
    found, i = [], 0
    while i < len(ts):
        place = _place(ts, i)
        read = _read(ts, place, Frame(today, future=_is_announced(ts, place))) if place else None
        if place and read:
            found.append(_span(text, ts, place, read))
        i = read.end if read else i + 1
    return found


def _place(ts: Sequence[Token], i: int) -> _Place | None:
    """A place where a time may stand: after a preposition, or at a word that could begin one; None at any other word."""
    for keys, role in words.PREPOSITIONS.get(ts[i].key, ()):
        if all(key_at(ts, i + n) == key for n, key in enumerate(keys)):
            return _Place(role, i, i + len(keys))
    return _Place("", i, i) if ts[i].kind in RULES else None


def _is_announced(ts: Sequence[Token], place: _Place) -> bool:
    """A "will" or "planned" shortly before: they will meet on Saturday. What is since or as of a time is always behind us."""
    before = ts[max(0, place.start - CUE_REACH) : place.start]
    return place.lead in ("", words.ON, words.UNTIL) and any(t.key in words.FUTURE_CUES for t in before)


def _read(ts: Sequence[Token], place: _Place, frame: Frame) -> Read | None:
    try:
        read = phrase_at(ts, place.at, frame, between=place.lead == words.BETWEEN)
        return _shifted(read, place.lead) if read and _is_date(ts, place, read) else None
    except Impossible:
        if not _is_date_shaped(ts, place):
            return None
        raise DateNotUnderstood(_shown(ts, place.at)) from None


def _shown(ts: Sequence[Token], i: int) -> str:
    """The few words from a token on that made up the impossible date."""
    return " ".join(t.text for t in ts[i : i + 3] if t.kind not in ("word", "sign"))


def _shifted(read: Read, lead: str) -> Read:
    """After 5 December begins on the 6th, before it ends on the 4th; after Thursday evening is still on Thursday."""
    return read._replace(period=shifted(read.period, lead))


def shifted(period: Period, lead: str) -> Period:
    """The period that begins the day after, or ends the day before, another; any other preposition leaves it.

    Raises:
        Impossible: the calendar ends there.
    """
    if period.precision is Precision.PART_OF_DAY or lead not in (words.AFTER, words.BEFORE):
        return period
    try:
        if lead == words.AFTER and period.latest:
            first = period.latest + timedelta(1)
            return Period(first, None, Precision.RANGE, f"{_as_finely(first, period)}/..")
        if lead == words.BEFORE and period.earliest:
            last = period.earliest - timedelta(1)
            return Period(None, last, Precision.BEFORE, f"../{_as_finely(last, period)}")
    except OverflowError:
        raise Impossible("beyond the calendar") from None
    return period


def _as_finely(day: date, period: Period) -> str:
    """In EDTF no finer than the period beside it: before 2014 is up to 2013, not up to a day."""
    return day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(period.precision, 10)]


def _span(text: str, ts: Sequence[Token], place: _Place, read: Read) -> TimeSpan:
    start, end = ts[place.start].start, _after_possessive(ts, read.end)
    role = "on" if read.joined and place.lead == words.SINCE else ROLES[place.lead or words.ON]  # from Tuesday to Thursday
    return TimeSpan(start, end, role, replace(read.period, words=text[start:end]))


def _after_possessive(ts: Sequence[Token], end: int) -> int:
    """Where the phrase ends in the text, a possessive included: "Friday's meeting"."""
    owned = key_at(ts, end) in ("'", "’") and key_at(ts, end + 1) == "s" and ts[end].start == ts[end - 1].end
    return ts[end + 1].end if owned else ts[end - 1].end


# ── is it a date at all ──────────────────────────────────────────────────────────────────────────────────────────────────


def _is_alone(ts: Sequence[Token], place: _Place, end: int) -> bool:
    """Nothing else was typed but perhaps a command: "/timeline 2011"."""
    return end == len(ts) and (place.at == 0 or (place.at == 2 and ts[0].key == "/"))


def _is_date(ts: Sequence[Token], place: _Place, read: Read) -> bool:
    """Whether what reads as a date is meant as one, by its first word, its length and what stands before and after."""
    at = skip(ts, place.at, "the", "about", "around", "circa", "roughly", "approximately")
    first, lone = ts[at], read.end - at == 1
    if _is_alone(ts, place, read.end):
        return True
    if first.kind == "month":
        return _is_month(ts, place, at, read.end) if lone else _is_sure(first, place, at)
    if _is_counted(ts, read.end):
        return False
    if first.kind == "number" and lone:
        return _is_year(ts, place)
    if first.kind == "weekday" and lone:
        return _is_weekday(ts, place, at)
    if first.kind == "number" and kind_at(ts, at + 1) == "month":
        return _is_sure(ts[at + 1], place, at) or read.end - at > 2
    if _is_fraction(first):
        return key_at(ts, place.start) not in NUMBER_AFTER and bool(place.lead)
    if first.kind in ("clock", "part", "weekend"):
        return bool(place.lead) or not lone
    return not (first.key in words.UNSURE_ALONE and lone and not place.lead)


def _is_sure(month: Token, place: _Place, at: int) -> bool:
    """"may 5 people" and "5 march on" are read as dates only after a preposition or with a capital."""
    return month.key not in words.MONTH_OR_VERB or bool(place.lead) or month.text[:1].isupper()


def _is_month(ts: Sequence[Token], place: _Place, at: int, end: int) -> bool:
    """A month's name by itself: never a verb, never half of somebody's name."""
    month, after = ts[at], key_at(ts, end)
    if month.key in words.MONTH_OR_VERB and after in NOT_A_MONTH_BEFORE:
        return False
    if month.key in words.UNSURE_ALONE and kind_at(ts, end) == "word" and ts[end].text[:1].isupper():  # in Mar Elias, on Jan Egeland
        return False
    preposition = ts[place.start].key if place.lead else ""
    if preposition in MONTH_AFTER or (preposition and not month.text.isascii()):
        return True
    capital = month.text[:1].isupper() or not month.text.isascii()
    return capital and (bool(preposition) or month.key not in words.UNSURE_ALONE)


def _is_counted(ts: Sequence[Token], end: int) -> bool:
    """What ends here is a quantity: "in 2000 villages", "from 2000 to 3000"; "5 Dec 2024" is none whatever comes after."""
    if ts[end - 1].kind != "number" or kind_at(ts, end - 2 if end > 1 else len(ts)) == "month":
        return False
    after = key_at(ts, end)
    return after in words.COUNTED or after.startswith("%") or (after in words.JOINS and kind_at(ts, end + 1) == "number")


def _is_year(ts: Sequence[Token], place: _Place) -> bool:
    return bool(place.lead) and (ts[place.start].key in YEAR_AFTER or not ts[place.start].text.isascii())


def _is_weekday(ts: Sequence[Token], place: _Place, at: int) -> bool:
    """Whole names always; "Sun" with a capital or after a preposition, never after "the": the Sun, in the sun."""
    day = ts[at]
    if day.key in words.ABBREVIATED_DAYS:
        return key_at(ts, at - 1) != "the" and (bool(place.lead) or day.text[:1].isupper()) if at else day.text[:1].isupper()
    return bool(place.lead) or day.key not in words.UNSURE_ALONE


def _is_fraction(token: Token) -> bool:
    """5/12 is a date only after a preposition."""
    return token.kind == "numeric" and token.text.count("/") == 1 and len(token.text) <= 5


def _is_date_shaped(ts: Sequence[Token], place: _Place) -> bool:
    """Worth an error rather than silence: anything the grammar knew as a date after a preposition, and whole dates without one."""
    first, second = ts[place.at], kind_at(ts, skip(ts, place.at + 1, ".", "of"))
    if place.lead or first.kind in ("interval", "weekday"):
        return True
    if first.kind == "numeric":
        return len(first.text) >= 8
    return (first.kind == "number" and first.value <= 31 and second == "month") or (
        first.kind == "month" and first.key not in words.MONTH_OR_VERB and second == "number"
    )
