"""An edited export comes back: three ways a cell, proposals after a yes, and nothing at all where nobody edited anything."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from openpyxl import Workbook

from briefings.changes.import_sheet import Proposed, propose_sheet
from briefings.curating.order import Order
from briefings.errors import NotAllowed
from briefings.model import Figure, Person, Quote
from briefings.sheet.errors import SheetRefused
from briefings.sheet.outcomes import Cell, Row
from briefings.vocabulary import Assessment, ChangeKind, FactKind, PubStatus, Role
from tests.sheet_files import batches, book_of, by_libreoffice, edited, exported, merged, page, put
from tests.stories import Made, Newsroom, ask, close_all, desk, edit, fact, newsroom_of, stories
from tests.test_sheet_export import HARD

CURATOR = Person("slack:U1", "A curator", roles={"test-story": Role.CURATOR})
EDITOR = Person("slack:U2", "An editor", roles={"test-story": Role.EDITOR})


def newsroom(texts: tuple[str, ...] = HARD) -> Newsroom:
    """A newsroom with hard texts, a figure, a contested fact and one that nobody edits."""
    return desk(
        fact("Troops left Homs", asserted_by="SOHR", denied_by="the military"),
        fact("Thousands fled Hama", figures=(Figure("people who fled", "people", "about 1,500", 1500, 1000.5, 2000),), when="2024-12-05"),
        fact("The minister spoke", kind=FactKind.QUOTE, quote=Quote("deep concern", "the-ap"), when="2024-12"),
        *(fact(t, caveat=t, hedge="=x") for t in texts))


# ── nothing edited, nothing changed ─────────────────────────────────────────────────────────────
def test_a_sheet_that_nobody_edited_changes_nothing(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, exported(room), tmp_path)

    assert (found.cells, found.rows, found.proposals) == ((), (), ())
    assert found.untouched == 3 + len(HARD)


def test_nor_after_openpyxl_saved_it(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, edited(exported(room), lambda book: None), tmp_path)

    assert (found.cells, found.rows, found.proposals) == ((), (), ())


def _shuffled(book: Workbook) -> None:
    """Rows sorted some other way, columns moved about, one of somebody's own between them, notes above the head."""
    for title in ("Facts", "Figures"):
        sheet = page(book, title)
        head, *body = [list(r) for r in sheet.iter_rows(values_only=True)]
        order = random.Random(4).sample(range(len(head)), len(head))
        random.Random(5).shuffle(body)
        sheet.delete_rows(1, sheet.max_row)
        sheet.tables.clear()
        sheet.append(["Our notes on this"])
        for n, row in enumerate([head, *body]):
            sheet.append(["mine" if n == 0 else f"my note {n}", *(row[c] for c in order)])
        for cells in sheet.iter_rows(min_row=3):
            for cell in cells:
                if isinstance(cell.value, str) and cell.data_type in "fe":
                    cell.data_type = "s"


def test_nor_after_rows_were_sorted_and_columns_moved_and_added(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, edited(exported(room), _shuffled), tmp_path)

    assert (found.cells, found.rows, found.proposals) == ((), (), ())


@pytest.mark.parametrize("change", [None, _shuffled])
def test_nor_after_libreoffice_saved_it(change: Callable[[Workbook], None] | None, tmp_path: Path) -> None:
    # openpyxl itself writes “_x000D_” so that others read a line end; what it has saved is tried without such texts
    room = newsroom(tuple(t for t in HARD if "_x" not in t) if change else HARD)
    content = edited(exported(room), change) if change else exported(room)

    saved = by_libreoffice(content, tmp_path, "xlsx:Calc MS Excel 2007 XML")[0].read_bytes()

    found = merged(room, saved, tmp_path)
    assert (found.cells, found.rows, found.proposals) == ((), (), ())


@given(stories())
@settings(max_examples=10)
def test_nor_for_any_story(made: Made) -> None:
    from tempfile import TemporaryDirectory

    room = newsroom_of(made)
    with TemporaryDirectory() as folder:
        found = merged(room, exported(room), Path(folder))
    close_all()

    assert (found.cells, found.rows, found.proposals) == ((), (), ())


def test_an_old_sheet_unedited_changes_nothing_though_the_desk_went_on(tmp_path: Path) -> None:
    room = newsroom()
    old = exported(room)
    edit(room, "F1", ChangeKind.CORRECT, text="Some troops left Homs")

    found = merged(room, old, tmp_path)

    assert (found.cells, found.rows, found.proposals) == ((), (), ())


# ── three ways a cell ───────────────────────────────────────────────────────────────────────────
def test_an_edited_cell_becomes_a_proposal_of_the_whole_fact(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, put(exported(room), "Facts", "F2", text="Hundreds fled Hama", change_as="correct", editor_note="miscounted"), tmp_path)

    proposal = found.proposals[0]
    assert [(c.column, c.outcome, c.was, c.theirs) for c in found.cells] == [("text", Cell.EDIT, "Thousands fled Hama", "Hundreds fled Hama")]
    assert (proposal.fact_id, proposal.on_revision, proposal.change, proposal.note, proposal.said) == ("test-story:F2", 1, "correct",
        "miscounted", True)
    assert (proposal.fact.text, proposal.fact.figures[0].text) == ("Hundreds fled Hama", "about 1,500")


def test_edits_of_one_fact_on_two_sheets_are_one_proposal(tmp_path: Path) -> None:
    room = newsroom()
    content = put(exported(room), "Facts", "F2", caveat="a first count")

    found = merged(room, put(content, "Figures", "F2", best=1600, as_published="some 1,600"), tmp_path)

    assert len(found.proposals) == 1
    assert found.proposals[0].fact.figures[0] == Figure("people who fled", "people", "some 1,600", 1600, 1000.5, 2000)
    assert found.proposals[0].told == "caveat: nothing → “a first count”; best: “1500” → “1600”; as_published: “about 1,500” → “some 1,600”"


def test_the_same_change_on_both_sides_is_no_proposal(tmp_path: Path) -> None:
    room = newsroom()
    content = put(exported(room), "Facts", "F2", text="Hundreds fled Hama")
    edit(room, "F2", ChangeKind.CORRECT, text="Hundreds fled Hama")

    found = merged(room, content, tmp_path)

    assert ([c.outcome for c in found.cells], found.proposals) == ([Cell.SAME], ())


def test_different_changes_of_one_cell_are_a_conflict_and_no_proposal(tmp_path: Path) -> None:
    room = newsroom()
    content = put(exported(room), "Facts", "F2", text="Hundreds fled Hama")
    edit(room, "F2", ChangeKind.CORRECT, text="Dozens fled Hama")

    found = merged(room, content, tmp_path)

    assert [(c.outcome, c.was, c.theirs, c.now) for c in found.cells] == [
        (Cell.CONFLICT, "Thousands fled Hama", "Hundreds fled Hama", "Dozens fled Hama")]
    assert found.proposals == ()


def test_an_edit_beside_a_later_change_of_another_cell_keeps_both(tmp_path: Path) -> None:
    room = newsroom()
    content = put(exported(room), "Facts", "F2", caveat="a first count")
    edit(room, "F2", ChangeKind.CORRECT, text="Dozens fled Hama")

    proposal = merged(room, content, tmp_path).proposals[0]

    assert (proposal.on_revision, proposal.fact.text, proposal.fact.caveat) == (2, "Dozens fled Hama", "a first count")


def test_the_base_is_the_cores_and_never_the_files(tmp_path: Path) -> None:
    room = newsroom()
    content = put(exported(room), "Facts", "F2", version=99, check="00000000", text="Hundreds fled Hama")

    found = merged(room, content, tmp_path)

    assert [(c.column, c.outcome) for c in found.cells] == [("text", Cell.EDIT)]


def test_an_edit_where_nothing_can_be_edited_is_told_and_left(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, put(exported(room), "Facts", "F2", attribution="According to me"), tmp_path)

    assert ([(c.column, c.outcome) for c in found.cells], found.proposals) == ([("attribution", Cell.READ_ONLY)], ())


@pytest.mark.parametrize(("column", "value", "why"), [
    ("assessment", "surely", "is not one of"), ("happened_edtf", "last week", "no date in EDTF"), ("place_ids", "atlantis", "no id of this story"),
    ("topics", "weather", "no topic of this story"), ("text", None, "cannot be without"), ("text", "=1+1", "formula"),
    ("event", "party", "is not one of")])
def test_a_value_that_will_not_do_is_refused_with_the_reason(column: str, value: str | None, why: str, tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, put(exported(room), "Facts", "F2", **{column: value}), tmp_path)

    assert ([c.outcome for c in found.cells], found.proposals) == ([Cell.REFUSED], ())
    assert why in found.cells[0].why


def test_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, put(exported(room), "Figures", "F2", best="about 12"), tmp_path)

    assert [(c.outcome, c.why) for c in found.cells] == [(Cell.REFUSED, "“about 12” is no plain number")]


def test_a_date_that_the_program_made_of_the_text_is_read_as_the_day(tmp_path: Path) -> None:
    from datetime import datetime

    room = newsroom()

    found = merged(room, put(exported(room), "Facts", "F2", happened_edtf=datetime(2024, 12, 4)), tmp_path)

    assert found.proposals[0].fact.when.edtf == "2024-12-04"


@pytest.mark.parametrize(("changed", "kind"), [
    ({"assessment": "confirmed"}, ChangeKind.CONFIRM), ({"assessment": "refuted"}, ChangeKind.DISPUTE), ({"text": "New"}, ChangeKind.UPDATE),
    ({"caveat": "New"}, ChangeKind.CLARIFY), ({"text": "New", "change_as": "clarify"}, ChangeKind.UPDATE),
    ({"place_ids": "aleppo; hama-city"}, ChangeKind.CLARIFY)])
def test_the_kind_of_change_follows_from_what_changed_and_a_new_value_is_never_a_clarification(
        changed: dict[str, str], kind: ChangeKind, tmp_path: Path) -> None:
    room = newsroom()

    assert merged(room, put(exported(room), "Facts", "F2", **changed), tmp_path).proposals[0].change == kind


# ── rows ────────────────────────────────────────────────────────────────────────────────────────
def rows_after(change: Callable[[Workbook], None], folder: Path, room: Newsroom | None = None) -> list[tuple[str, Row]]:
    """The rows that are told of after a change to the workbook."""
    room = room or newsroom()
    return [(r.fact, r.outcome) for r in merged(room, edited(exported(room), change), folder).rows]


def test_a_row_taken_out_is_missing_and_never_a_deletion(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, edited(exported(room), lambda book: page(book, "Facts").delete_rows(2)), tmp_path)

    assert ([r.outcome for r in found.rows], found.proposals) == ([Row.MISSING], ())


def test_yes_under_delete_proposes_a_withdrawal(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, put(exported(room), "Facts", "F2", delete="yes", editor_note="retracted", text="x"), tmp_path)

    assert [(p.change, p.note, p.fact.pubstatus) for p in found.proposals] == [("kill", "retracted", PubStatus.CANCELED)]


def test_another_word_under_delete_is_asked_back(tmp_path: Path) -> None:
    room = newsroom()

    found = merged(room, put(exported(room), "Facts", "F2", delete="maybe"), tmp_path)

    assert ([(c.column, c.outcome) for c in found.cells], found.proposals) == ([("delete?", Cell.REFUSED)], ())


def test_a_new_row_an_unknown_id_and_a_duplicate_are_told(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = page(book, "Facts")
        sheet.append([None, "A new fact"])
        sheet.append(["test-story:F999", "Of nothing"])
        sheet.append([sheet["A2"].value, "Twice"])

    assert [o for _, o in rows_after(change, tmp_path)] == [Row.NEW, Row.UNKNOWN, Row.DUPLICATE]


def test_a_fact_withdrawn_or_withheld_since_is_gone(tmp_path: Path) -> None:
    room = newsroom()
    content = put(put(exported(room), "Facts", "F2", text="x"), "Facts", "F3", text="y")
    edit(room, "F2", ChangeKind.KILL, pubstatus=PubStatus.CANCELED)
    edit(room, "F3", ChangeKind.HOLD, text="secret", pubstatus=PubStatus.WITHHELD)

    found = merged(room, content, tmp_path)

    assert {(r.fact, r.outcome) for r in found.rows} == {("test-story:F2", Row.GONE), ("test-story:F3", Row.GONE)}
    assert found.proposals == ()


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    room = newsroom()

    def change(book: Workbook) -> None:
        page(book, "Facts").cell(1, 29, "text")

    content = edited(exported(room), change)

    with pytest.raises(SheetRefused, match="twice"):
        merged(room, content, tmp_path)


# ── proposals ───────────────────────────────────────────────────────────────────────────────────
def proposed(room: Newsroom, content: bytes, folder: Path, by: Person = CURATOR) -> Proposed:
    """The yes to a sheet."""
    shown = merged(room, content, folder)
    with room.store.writing(room.slug) as writing:
        return propose_sheet(writing, shown, Order(by))


def test_after_a_yes_all_proposals_wait_for_review_and_the_facts_are_as_they_were(tmp_path: Path) -> None:
    room = newsroom()

    kept = proposed(room, put(put(exported(room), "Facts", "F2", text="x"), "Facts", "F1", caveat="A first count."), tmp_path)

    with room.store.reading(room.slug) as store:
        waiting = store.proposals.waiting()
        assert (kept.count, kept.again, [p.author for p in waiting]) == (2, False, [CURATOR.id] * 2)
        assert store.numbered((2,))[0].text == "Thousands fled Hama"


def test_what_a_sheet_proposes_is_on_record_when_an_editor_accepts_it(tmp_path: Path) -> None:
    room = newsroom()
    proposed(room, put(exported(room), "Facts", "F2", text="Tens of thousands fled Hama"), tmp_path)

    room.answered("/review P1 accept", person=EDITOR)

    assert "Tens of thousands fled Hama" in ask(room, "/status Hama")


def test_a_fact_changed_between_the_sheet_and_the_yes_is_not_overwritten(tmp_path: Path) -> None:
    room = newsroom()
    shown = merged(room, put(exported(room), "Facts", "F2", text="Nobody fled Hama"), tmp_path)
    edit(room, "F2", ChangeKind.UPDATE, text="Hundreds fled Hama")
    with room.store.writing(room.slug) as writing:
        propose_sheet(writing, shown, Order(CURATOR))

    room.answered("/review P1 accept", person=EDITOR)

    assert "Hundreds fled Hama" in ask(room, "/status Hama")


def test_an_import_that_comes_twice_makes_one_batch(tmp_path: Path) -> None:
    room = newsroom()
    content = put(exported(room), "Facts", "F2", text="x")

    first, again = proposed(room, content, tmp_path), proposed(room, content, tmp_path)

    assert (again.batch, again.again) == (first.batch, True)
    assert batches(room.store) == [first.batch]


def test_a_reader_proposes_nothing_with_a_sheet(tmp_path: Path) -> None:
    room = newsroom()

    with pytest.raises(NotAllowed, match="takes a curator"):
        proposed(room, put(exported(room), "Facts", "F2", text="x"), tmp_path, Person("slack:U9"))


def test_nothing_to_propose_is_said_in_a_sentence(tmp_path: Path) -> None:
    room = newsroom()

    with pytest.raises(SheetRefused, match=r"nothing in sent\.xlsx to propose"):
        proposed(room, exported(room), tmp_path)


def test_an_assessment_typed_in_capitals_is_understood(tmp_path: Path) -> None:
    room = newsroom()

    assert merged(room, put(exported(room), "Facts", "F2", assessment="Confirmed "), tmp_path).proposals[0].fact.assessment == Assessment.CONFIRMED


def test_the_book_of_an_export_keeps_only_the_sheets_an_import_reads(tmp_path: Path) -> None:
    assert {s.title for s in book_of(exported(newsroom()), tmp_path).sheets} == {"README", "Facts", "Figures", "_meta"}
