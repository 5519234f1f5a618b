"""An old sheet against the core: what has become of each of its facts."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from briefings.finding.scoping import scope_of
from briefings.sheet.answers import SheetCheck
from briefings.sheet.cleaning import clean
from briefings.sheet.errors import SheetRefused
from briefings.sheet.marked import marked_sheet
from briefings.sheet.outcomes import CheckedRow, Now
from briefings.sheet.selection import select_about
from briefings.vocabulary import Assessment, ChangeKind, PubStatus
from tests.sheet_files import checked, edited, exported, formulas_in, page, readme, rows
from tests.stories import Clock, Newsroom, close_all, desk, edit, fact, load, pack
from tests.test_sheet_export import HARD


def newsroom() -> Newsroom:
    """A newsroom with six facts."""
    return desk(*(fact(f"Fact {n} of Homs") for n in range(1, 7)))


def outcomes(room: Newsroom, content: bytes, folder: Path, name: str = "sent.xlsx") -> dict[str, Now]:
    """What has become of each fact."""
    return {r.fact.rpartition(":")[2]: r.outcome for r in checked(room, content, folder, name).rows}


def test_a_fresh_sheet_is_unchanged_throughout(tmp_path: Path) -> None:
    room = newsroom()

    assert set(outcomes(room, exported(room), tmp_path).values()) == {Now.UNCHANGED}


def test_every_kind_of_change_since_is_told_row_by_row(tmp_path: Path) -> None:
    room = newsroom()
    old = exported(room)
    edit(room, "F1", ChangeKind.CORRECT, text="Fact 1 put right")
    edit(room, "F2", ChangeKind.UPDATE, text="Fact 2 moved on")
    edit(room, "F3", ChangeKind.DISPUTE, assessment=Assessment.DISPUTED)
    edit(room, "F4", ChangeKind.KILL, pubstatus=PubStatus.CANCELED)
    edit(room, "F5", ChangeKind.HOLD, pubstatus=PubStatus.WITHHELD)

    assert outcomes(room, old, tmp_path) == {
        "F1": Now.CORRECTED, "F2": Now.UPDATED, "F3": Now.DISPUTED, "F4": Now.WITHDRAWN, "F5": Now.GONE, "F6": Now.UNCHANGED}


def test_the_change_that_matters_most_is_told_with_its_note_and_both_wordings(tmp_path: Path) -> None:
    room = newsroom()
    old = exported(room)
    edit(room, "F1", ChangeKind.CORRECT, text="Fact 1 put right")
    edit(room, "F1", ChangeKind.CLARIFY, caveat="in part")

    row = checked(room, old, tmp_path).rows[0]

    assert (row.outcome, row.was, row.now, row.note) == (Now.CORRECTED, "Fact 1 of Homs", "Fact 1 put right", "edited by the desk")


def test_nothing_of_what_is_withheld_now_is_told(tmp_path: Path) -> None:
    room = newsroom()
    old = exported(room)
    edit(room, "F5", ChangeKind.UPDATE, text="the secret part", pubstatus=PubStatus.WITHHELD)

    row = checked(room, old, tmp_path).rows[4]

    assert (row.outcome, row.now, row.note) == (Now.GONE, "", "")


def test_a_fact_that_was_never_shown_is_told_of_like_one_that_never_was(tmp_path: Path) -> None:
    room = desk(fact("Shown"), fact("Kept back", pubstatus=PubStatus.WITHHELD))

    found = outcomes(room, b"fact\nF1\nF2\nF99\n", tmp_path, "list.csv")

    assert found == {"F1": Now.ON_FILE, "F2": Now.UNKNOWN, "F99": Now.UNKNOWN}


def test_facts_recorded_since_are_counted(tmp_path: Path) -> None:
    room = newsroom()
    old = exported(room)
    load(room.store, pack(*(fact(f"Fact {n} of Homs") for n in range(1, 9))))

    assert checked(room, old, tmp_path).added == 2


def test_of_a_filtered_sheet_only_what_would_be_in_it_now_is_counted_as_added(tmp_path: Path) -> None:
    room = desk(fact("Fact 1 of Homs"), fact("Fact 2 of Hama"))
    with room.store.reading(room.slug) as store:
        selection = select_about(store, "Hama").selection
    old = exported(room, selection)
    load(room.store, pack(fact("Fact 1 of Homs"), fact("Fact 2 of Hama"), fact("Fact 3 of Homs"), fact("Fact 4 of Hama")))

    check = checked(room, old, tmp_path)

    assert ([r.fact for r in check.rows], check.added) == (["test-story:F2"], 1)


def test_a_sheet_that_was_sorted_and_had_columns_moved_is_read_all_the_same(tmp_path: Path) -> None:
    room = newsroom()

    def change(book: Workbook) -> None:
        page(book, "Facts").move_range("A1:C7", cols=40)
        page(book, "Facts").insert_rows(1, 2)

    old = edited(exported(room), change)
    edit(room, "F1", ChangeKind.CORRECT, text="Fact 1 put right")

    assert outcomes(room, old, tmp_path)["F1"] == Now.CORRECTED


def test_a_sheet_that_is_not_ours_is_read_as_far_as_fact_ids_stand_in_it(tmp_path: Path) -> None:
    room = newsroom()
    edit(room, "F2", ChangeKind.CORRECT, text="Fact 2 put right")

    check = checked(room, b"line;id\nas test-story:F2 says;x\nanother;F3\nof elsewhere;other-story:F4\n", tmp_path, "notes.csv")

    assert {r.fact: r.outcome for r in check.rows} == {
        "test-story:F2": Now.CORRECTED, "test-story:F3": Now.ON_FILE, "other-story:F4": Now.UNKNOWN}
    assert check.export_id == ""


def test_a_file_without_any_fact_id_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="no fact id"):
        checked(newsroom(), b"a,b\n1,2\n", tmp_path, "other.csv")


def test_the_check_comes_as_a_sheet_with_marks_the_same_each_time(tmp_path: Path) -> None:
    room = newsroom()
    old = exported(room)
    edit(room, "F1", ChangeKind.CORRECT, text="=Fact 1 put right")
    check = checked(room, old, tmp_path)

    with room.store.reading(room.slug) as store:
        content, again = marked_sheet(store, check), marked_sheet(store, check)

    assert content == again
    first = rows(content, "Checked")[0]
    assert (first["outcome"], first["now"]) == ("corrected", "=Fact 1 put right")
    assert formulas_in(content) == []


@given(st.text(st.characters(codec=None), max_size=80) | st.sampled_from(HARD) | st.text(max_size=3).map(lambda t: t + "_x000D_" + t)
       | st.integers(32_700, 40_000).map(lambda n: "x" * n) | st.integers(16_380, 20_000).map(lambda n: "🙂" * n))
@settings(max_examples=30)
def test_any_text_goes_into_a_sheet_and_comes_back_equal_or_cleaned_with_its_row_named(text: str) -> None:
    room = desk(fact("Fact 1 of Homs"))
    with room.store.reading(room.slug) as store:
        check = SheetCheck(scope_of(store), "sent.xlsx", "", 0, None, (CheckedRow("Facts", 2, "test-story:F1", Now.UNCHANGED, text),))
        content = marked_sheet(store, check)
    close_all()

    told = (rows(content, "Checked")[0]["was"] or "")
    assert told == clean(text)
    assert told == text or "Cleaned text: Checked, test-story:F1:" in readme(content)
    assert formulas_in(content) == []


# ── not ours ────────────────────────────────────────────────────────────────────────────────────
def test_a_sheet_of_another_story_is_refused_with_where_to_ask(tmp_path: Path) -> None:
    room, other = newsroom(), desk(fact("Elsewhere"), slug="other-story")

    with pytest.raises(SheetRefused, match="of the story other-story, not of test-story"):
        checked(room, exported(other), tmp_path)


def test_a_sheet_of_another_newsroom_is_refused_though_its_story_has_the_same_name(tmp_path: Path) -> None:
    clock = Clock()
    clock.forward(days=-3)
    other = desk(fact("Fact 1 of Homs"), clock=clock)

    with pytest.raises(SheetRefused, match="another newsroom"):
        checked(newsroom(), exported(other), tmp_path)


def meta(content: bytes, **values: str) -> bytes:
    """An export whose hidden sheet was changed."""
    def change(book: object) -> None:
        sheet = page(book, "_meta")  # type: ignore[arg-type]  # a workbook
        for row in range(2, sheet.max_row + 1):
            if (name := str(sheet.cell(row, 1).value)) in values:
                sheet.cell(row, 2, values[name])
    return edited(content, change)


@pytest.mark.parametrize(("changed", "why"), [
    ({"format": "2"}, "newer version of Factbox"), ({"version": "99"}, "older backup"),
    ({"selection": "{}", "known": "2024-01-01"}, "export id does not fit"), ({"founded": "many"}, "was changed"),
    ({"selection": "[1"}, "was changed")])
def test_a_newer_a_later_or_a_tampered_sheet_is_refused_in_a_sentence(changed: dict[str, str], why: str, tmp_path: Path) -> None:
    room = newsroom()

    with pytest.raises(SheetRefused, match=why) as refused:
        checked(room, meta(exported(room), **changed), tmp_path)
    assert str(refused.value).endswith(".")


def test_an_export_as_recorded_at_a_moment_is_checked_from_that_moment(tmp_path: Path) -> None:
    room = newsroom()
    moment = room.clock.now
    room.clock.forward(hours=1)
    edit(room, "F1", ChangeKind.CORRECT, text="Fact 1 put right")

    old = exported(room, recorded=moment.replace(minute=30))

    assert rows(old, "Facts")[0]["text"] == "Fact 1 of Homs"
    assert checked(room, old, tmp_path).rows[0].outcome == Now.CORRECTED
