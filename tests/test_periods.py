"""Date words and periods: what is read, what is refused, what is shown."""

import subprocess
import sys
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.errors import DateNotUnderstood
from briefings.model import Period
from briefings.periods import find_when, overlaps, period_from_edtf, read_when, show_day, show_period, time_of_day
from briefings.vocabulary import Precision

FRIDAY = date(2024, 12, 6)  # the day of the bundled story's newest report
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TIME_WORDS = (
    "on since until by before after as of recorded at from to and between the last next this past week weekend ago a two 5 31 99 2011 "
    "2024-12-05 05/12/2024 14:00 25:00 pm December Dec . march may Thursday fri late evening noon yesterday more than decades - , 's "
    "الخميس ديسمبر كانون الأول jeudi 9999 years month about 29 February day"
).split()
word_salad = st.lists(st.sampled_from(TIME_WORDS), max_size=14).map(" ".join)


def edtf_of(words: str, *, today: date = FRIDAY, future: bool = False) -> str:
    return read_when(words, today=today, future=future).edtf


def found_in(text: str, *, today: date = FRIDAY) -> list[tuple[str, str, str]]:
    """Role, words and EDTF of every time in a question."""
    return [(span.role, text[span.start : span.end], span.period.edtf) for span in find_when(text, today=today)]


# ── reading what people type ─────────────────────────────────────────────────────────────────────────────────────────────


def test_friday_in_a_report_published_on_a_friday_is_that_day() -> None:  # P1: scrapinghub/dateparser#508
    period = read_when("on Friday", today=FRIDAY)

    assert (period.earliest, period.latest, period.words) == (FRIDAY, FRIDAY, "on Friday")


@pytest.mark.parametrize("published", [FRIDAY + timedelta(days) for days in range(7)])
def test_friday_in_a_later_report_is_the_friday_before(published: date) -> None:  # P1
    assert read_when("Friday", today=published).earliest == FRIDAY


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("today", "2024-12-06"),
        ("yesterday", "2024-12-05"),
        ("tomorrow", "2024-12-07"),
        ("thursday", "2024-12-05"),
        ("on Thursday", "2024-12-05"),
        ("Thu", "2024-12-05"),
        ("last Friday", "2024-11-29"),
        ("next Saturday", "2024-12-07"),
        ("this Saturday", "2024-12-07"),
        ("this Thursday", "2024-12-05"),
        ("Thursday last week", "2024-11-28"),
        ("two days ago", "2024-12-04"),
        ("5 December", "2024-12-05"),
        ("Dec 5", "2024-12-05"),
        ("Dec. 5", "2024-12-05"),
        ("5th of December, 2024", "2024-12-05"),
        ("December 5, 2024", "2024-12-05"),
        ("5 Dec 2024", "2024-12-05"),
        ("5.12.2024", "2024-12-05"),
        ("5.12.24", "2024-12-05"),
        ("05/12/2024", "2024-12-05"),
        ("12/25/2023", "2023-12-25"),
        ("5/12", "2024-12-05"),
        ("2024-12-05", "2024-12-05"),
        ("as of 5 Dec", "2024-12-05"),
        ("7 December", "2023-12-07"),
        ("Saturday 7 December", "2024-12-07"),
        ("29 February", "2024-02-29"),
        ("December", "2024-12"),
        ("mid-December", "2024-12"),
        ("last December", "2023-12"),
        ("March 2011", "2011-03"),
        ("last month", "2024-11"),
        ("2011", "2011"),
        ("13 years ago", "2011"),
        ("since 2014", "2014"),
    ],
)
def test_a_day_month_or_year_is_read_as_finely_as_it_is_said(words: str, edtf: str) -> None:
    assert edtf_of(words) == edtf


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("last week", "2024-11-25/2024-12-01"),
        ("this week", "2024-12-02/2024-12-08"),
        ("past week", "2024-11-29/2024-12-06"),
        ("in the last week", "2024-11-29/2024-12-06"),
        ("last 24 hours", "2024-12-05/2024-12-06"),
        ("over the weekend", "2024-11-30/2024-12-01"),
        ("this weekend", "2024-12-07/2024-12-08"),
        ("1 to 5 December", "2024-12-01/2024-12-05"),
        ("1-5 Dec", "2024-12-01/2024-12-05"),
        ("1 to 10 December", "2024-12-01/2024-12-10"),
        ("Dec 1-5, 2023", "2023-12-01/2023-12-05"),
        ("29 Nov to 1 Dec", "2024-11-29/2024-12-01"),
        ("28 Dec to 3 Jan", "2023-12-28/2024-01-03"),
        ("between 1 and 5 December", "2024-12-01/2024-12-05"),
        ("Monday to Wednesday", "2024-12-02/2024-12-04"),
        ("2024-11-29/2024-12-06", "2024-11-29/2024-12-06"),
        ("March to May 2011", "2011-03/2011-05"),
        ("before 2014", "../2013"),
        ("more than four decades ago", "../1984"),
        ("after 5 Dec", "2024-12-06/.."),
    ],
)
def test_a_stretch_of_time_has_its_first_and_last_day(words: str, edtf: str) -> None:
    assert edtf_of(words) == edtf


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("٥ ديسمبر", "2024-12-05"),
        ("٥ كانون الأول", "2024-12-05"),
        ("الخميس", "2024-12-05"),
        ("يوم الخميس الماضي", "2024-12-05"),
        ("أمس", "2024-12-05"),
        ("6 déc", "2024-12-06"),
        ("jeudi dernier", "2024-12-05"),
        ("il y a deux jours", "2024-12-04"),
        ("6 décembre à 14h", "2024-12-06"),
        ("la semaine dernière", "2024-11-25/2024-12-01"),
        ("Donnerstag", "2024-12-05"),
        ("5. Dezember", "2024-12-05"),
        ("vor zwei Tagen", "2024-12-04"),
        ("perşembe", "2024-12-05"),
        ("6 Aralık 2024", "2024-12-06"),
        ("в четверг", "2024-12-05"),
        ("5 декабря", "2024-12-05"),
        ("два дня назад", "2024-12-04"),
    ],
)
def test_dates_are_read_in_the_languages_of_the_desk(words: str, edtf: str) -> None:
    assert edtf_of(words) == edtf


@pytest.mark.parametrize(
    "words",
    [
        "late Thursday", "Thursday evening", "Thursday at noon", "5 Dec 14:00", "14:00 on 5 Dec", "2 pm Thursday", "last night",
        "2024-12-05T14:00Z",
    ],
)  # fmt: skip
def test_a_part_of_a_day_stays_in_the_words(words: str) -> None:
    period = read_when(words, today=FRIDAY)

    assert (period.earliest, period.precision, period.words) == (date(2024, 12, 5), Precision.PART_OF_DAY, words)


def test_a_week_ago_is_about_a_day() -> None:
    assert read_when("a week ago", today=FRIDAY).precision is Precision.ABOUT


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("Saturday", "2024-12-07"),
        ("Friday", "2024-12-13"),
        ("this Friday", "2024-12-06"),
        ("5 December", "2025-12-05"),
        ("March", "2025-03"),
    ],
)
def test_an_announced_time_is_the_next_one(words: str, edtf: str) -> None:
    assert edtf_of(words, future=True) == edtf


@pytest.mark.parametrize(
    "words",
    [
        "", " ", "recently", "31 February", "2024-13-45", "year 25", "99 Foo", "99 décembre", "12", "5 km", "18,000", "90%", "25:00",
        "5 Dec 25:00", "Thursday 6 December", "5 to 1 December 2024", "29 February 2023", "in two days", "for years", "the last days",
        "5 December or so", "9999 years ago", "Homs", "x" * 10_000, "jeudi 99 vendredi 99", "lundi 31", "5 ans",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(DateNotUnderstood):
        read_when(words, today=FRIDAY)


# ── times inside a question ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "role", "words", "edtf"),
    [
        ("what happened on thursday", "on", "on thursday", "2024-12-05"),
        ("what happened on friday in baghdad", "on", "on friday", "2024-12-06"),
        ("/timeline since tuesday", "since", "since tuesday", "2024-12-03"),
        ("/timeline from tuesday", "since", "from tuesday", "2024-12-03"),
        ("Hama after 5 Dec", "since", "after 5 Dec", "2024-12-06/.."),
        ("Hama after Thursday evening", "since", "after Thursday evening", "2024-12-05"),
        ("until friday", "until", "until friday", "2024-12-06"),
        ("who held it by Friday", "until", "by Friday", "2024-12-06"),
        ("before 5 December", "until", "before 5 December", "../2024-12-04"),
        ("status of homs as of 5 december", "as_of", "as of 5 december", "2024-12-05"),
        ("homs as recorded at 14:00", "recorded", "as recorded at 14:00", "2024-12-06"),
        ("homs as recorded at 5 Dec 14:00", "recorded", "as recorded at 5 Dec 14:00", "2024-12-05"),
        ("dollar rate in 2011", "on", "in 2011", "2011"),
        ("between 1 and 5 December", "on", "between 1 and 5 December", "2024-12-01/2024-12-05"),
        ("from Tuesday to Thursday", "on", "from Tuesday to Thursday", "2024-12-03/2024-12-05"),
        ("/timeline 2024-12-05", "on", "2024-12-05", "2024-12-05"),
        ("/timeline 2011", "on", "2011", "2011"),
        ("what happened yesterday?", "on", "yesterday", "2024-12-05"),
        ("deaths in the last week", "on", "in the last week", "2024-11-29/2024-12-06"),
        ("what happened this week", "on", "this week", "2024-12-02/2024-12-08"),
        ("Friday’s talks", "on", "Friday’s", "2024-12-06"),
        ("what will happen on saturday", "on", "on saturday", "2024-12-07"),
        ("tell me about Thursday", "on", "Thursday", "2024-12-05"),
        ("clashes in march", "on", "in march", "2024-03"),
        ("what happened in the evening of 5 Dec", "on", "in the evening of 5 Dec", "2024-12-05"),
        ("on friday next to the mosque", "on", "on friday", "2024-12-06"),
        ("ماذا حدث يوم الخميس", "on", "يوم الخميس", "2024-12-05"),
        ("حمص منذ 5 ديسمبر", "since", "منذ 5 ديسمبر", "2024-12-05"),
    ],
)
def test_a_time_in_a_question_is_found_with_its_role(text: str, role: str, words: str, edtf: str) -> None:
    assert found_in(text) == [(role, words, edtf)]


def test_a_plan_told_of_does_not_move_the_days_before_it() -> None:
    assert [edtf for *_, edtf in found_in("what was said on Thursday, and will they meet on Saturday")] == ["2024-12-05", "2024-12-07"]


def test_two_times_in_a_question_are_both_found() -> None:
    assert [role for role, *_ in found_in("what was known of Homs since Tuesday as of 5 December")] == ["since", "as_of"]


@pytest.mark.parametrize(
    "text",
    [
        "march on Damascus", "March on Damascus", "the march to Homs", "rebels in march on Damascus", "May they?", "it may pose a threat",
        "may 5 people", "the 5 may pose a threat", "5 km from Homs", "18,000 refugees", "90% of Homs", "in 2000 villages", "by 2000 troops",
        "from 2000 to 3000 people", "2011 people", "until when did insurgents hold parts of Homs", "since hama fell", "since blursday",
        "who holds aleppo right now", "currently", "how much did the pound drop in a week", "The Sun reported", "in the sun", "sat phone",
        "Jan Egeland said", "in Mar Elias", "Theresa May", "open 24/7", "by 2/3 of the city", "192.168.1.1",
        "555-123-4567", "the second city", "evening news", "weekend talks", "show F12", "did the army leave Homs?", "homs as recorded", "",
    ],
)  # fmt: skip
def test_words_that_are_no_date_are_left_alone(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "homs as of 31 February", "/timeline 2024-13-45", "on 99 March", "from 5 to 1 December", "on Thursday 6 December 2024", "at 25:00",
        "on 31/31/2024",
    ],
)  # fmt: skip
def test_an_impossible_date_in_a_question_is_told(text: str) -> None:
    with pytest.raises(DateNotUnderstood):
        find_when(text, today=FRIDAY)


# ── EDTF ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision"),
    [
        ("2024-12-05", date(2024, 12, 5), date(2024, 12, 5), Precision.DAY),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31), Precision.MONTH),
        ("2011", date(2011, 1, 1), date(2011, 12, 31), Precision.YEAR),
        ("2024-11-29/2024-12-06", date(2024, 11, 29), date(2024, 12, 6), Precision.RANGE),
        ("2024-11-29~", date(2024, 11, 29), date(2024, 11, 29), Precision.ABOUT),
        ("1984?~", date(1984, 1, 1), date(1984, 12, 31), Precision.ABOUT),
        ("../2014", None, date(2014, 12, 31), Precision.BEFORE),
        ("2014/..", date(2014, 1, 1), None, Precision.RANGE),
        ("201X", date(2010, 1, 1), date(2019, 12, 31), Precision.RANGE),
        ("2024-21", date(2024, 3, 1), date(2024, 5, 31), Precision.RANGE),
        ("", None, None, Precision.UNKNOWN),
    ],
)
def test_edtf_gives_bounds_and_precision(edtf: str, earliest: date | None, latest: date | None, precision: Precision) -> None:
    assert period_from_edtf(edtf, words="so") == Period(earliest, latest, precision, edtf, "so")


def test_a_precision_given_is_kept() -> None:
    assert period_from_edtf("2024-12-05", precision=Precision.PART_OF_DAY).precision is Precision.PART_OF_DAY


@pytest.mark.parametrize(
    "edtf", ["foo", "2024-13-45", "2024-02-31", "0000", "-0500", "2012/2011", "2024-12-05/foo", "~", "(" * 10_000, "٢٠٢٤"]
)
def test_what_is_no_edtf_is_refused_in_a_sentence(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"^“.*\.$"):
        period_from_edtf(edtf)


# ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        (period_from_edtf("2024-12-05"), "Thu 5 Dec 2024"),
        (period_from_edtf("2024-12-05", words="late Thursday", precision=Precision.PART_OF_DAY), "Thu 5 Dec 2024, late"),
        (read_when("Thursday evening", today=FRIDAY), "Thu 5 Dec 2024, evening"),
        (read_when("as recorded at 14:00", today=FRIDAY), "Fri 6 Dec 2024, 14:00"),
        (period_from_edtf("2024-11-29~"), "about Fri 29 Nov 2024"),
        (period_from_edtf("2024-11-29/2024-12-06"), "29 Nov – 6 Dec 2024"),
        (period_from_edtf("2024-12-01/2024-12-05"), "1–5 Dec 2024"),
        (period_from_edtf("2023-12-28/2024-01-03"), "28 Dec 2023 – 3 Jan 2024"),
        (period_from_edtf("2011-03"), "March 2011"),
        (period_from_edtf("2011"), "2011"),
        (period_from_edtf("../2014"), "until 2014"),
        (period_from_edtf("2014/.."), "since 2014"),
        (Period(None, FRIDAY), "by Fri 6 Dec 2024 (day not given)"),
        (Period(), "date not given"),
        (Period(date(2011, 3, 1), FRIDAY, Precision.AS_OF), "as of Fri 6 Dec 2024"),
        (Period(FRIDAY, FRIDAY, Precision.STANDING), ""),
    ],
)
def test_a_period_is_shown_as_exactly_as_it_is_known(period: Period, shown: str) -> None:
    assert show_period(period) == shown


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en_GB", "Fri 6 Dec 2024"),
        ("fr-FR", "ven. 6 déc. 2024"),
        ("ar", "الجمعة 6 ديسمبر 2024"),
        ("tlh", "Fri 6 Dec 2024"),
        ("?", "Fri 6 Dec 2024"),
    ],
)
def test_a_day_is_shown_in_the_reader_s_language_where_it_is_known(locale: str, shown: str) -> None:
    assert show_day(FRIDAY, locale=locale) == shown


def test_the_time_of_day_is_read_back_from_the_words() -> None:
    words = ("as recorded at 14:05", "2 pm Thursday", "noon", "Thursday")

    assert [time_of_day(w) for w in words] == [time(14, 5), time(14), time(12), None]


# ── windows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "touches"),
    [
        ("2024-12-05", date(2024, 12, 5), date(2024, 12, 5), True),
        ("2024-12-05", FRIDAY, None, False),
        ("2024-12-05", None, date(2024, 12, 4), False),
        ("2024-11-29/2024-12-06", date(2024, 12, 3), None, True),
        ("../2014", date(2024, 12, 3), None, False),
        ("../2014", None, date(2011, 1, 1), True),
        ("", FRIDAY, None, False),
        ("", None, None, True),
    ],
)
def test_a_period_is_in_the_windows_it_touches(edtf: str, earliest: date | None, latest: date | None, touches: bool) -> None:
    assert overlaps(period_from_edtf(edtf), earliest, latest) is touches


def test_by_friday_day_not_given_is_not_in_the_window_of_thursday() -> None:
    by_friday = Period(None, FRIDAY, Precision.UNKNOWN)

    assert not overlaps(by_friday, date(2024, 12, 5), date(2024, 12, 5))


# ── whatever is typed ────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text() | word_salad, st.dates(), st.booleans())
def test_any_text_is_a_period_with_ordered_bounds_or_refused(text: str, today: date, future: bool) -> None:
    try:
        period = read_when(text, today=today, future=future)
    except DateNotUnderstood:
        return

    assert (period.earliest or date.min) <= (period.latest or date.max)


@given(st.text() | word_salad, st.dates())
def test_times_found_lie_in_the_text_in_order_and_apart(text: str, today: date) -> None:
    try:
        edges = [edge for span in find_when(text, today=today) for edge in (span.start, span.end)]
    except DateNotUnderstood:
        return

    assert edges == sorted(edges)


@given(st.text(alphabet="0123456789-/~?%.XuyTZ{}, ") | st.text())
def test_any_text_is_edtf_or_a_value_error(text: str) -> None:
    try:
        period = period_from_edtf(text)
    except ValueError:
        return

    assert (period.earliest or date.min) <= (period.latest or date.max)


@given(st.dates(date(1000, 1, 1), date.max), DAYS)
def test_a_day_as_shown_is_read_as_the_same_day(day: date, today: date) -> None:
    assert read_when(show_day(day), today=today).earliest == day


@given(st.sampled_from(WEEKDAYS), DAYS)
def test_a_weekday_is_never_after_today_nor_a_week_before(weekday: str, today: date) -> None:
    day = read_when(weekday, today=today).earliest

    assert day in [today - timedelta(back) for back in range(7)]


@given(st.sampled_from(WEEKDAYS), DAYS)
def test_an_announced_weekday_is_always_after_today(weekday: str, today: date) -> None:
    day = read_when(weekday, today=today, future=True).earliest

    assert day in [today + timedelta(ahead) for ahead in range(1, 8)]


@given(word_salad, DAYS)
def test_a_period_read_says_the_same_in_edtf(words: str, today: date) -> None:
    try:
        period = read_when(words, today=today)
    except DateNotUnderstood:
        return

    again = period_from_edtf(period.edtf)

    assert (again.earliest, again.latest) == (period.earliest, period.latest)


def loaded_by(statement: str) -> str:
    """Which of the slow libraries a fresh interpreter has after a statement."""
    check = f"import sys, briefings.periods as p; {statement}; print(*[m for m in ('dateparser', 'edtf', 'babel') if m in sys.modules])"
    return subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout.strip()


def test_nothing_slow_is_loaded_until_it_is_needed() -> None:
    assert loaded_by("p.period_from_edtf('2024-11-29~'), p.show_day(p.date(2024, 12, 6))") == ""


def test_warming_up_loads_the_reader_of_other_languages() -> None:
    assert loaded_by("p.warm_up()") == "dateparser"
