"""Other people's tables: read as a careful person would, shown as they were read, drafts only after a yes."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from briefings.changes.import_sheet import keep_drafts
from briefings.model import Person
from briefings.sheet.answers import TableReading
from briefings.sheet.datecolumns import Order, days_of, order_in
from briefings.sheet.errors import SheetRefused
from briefings.sheet.numbers import Mark, mark_in, read_number, settle
from briefings.sheet.tables import Holds, ReadColumn, ReadTable, Role
from briefings.vocabulary import Role as PersonRole
from tests.material import MATERIAL
from tests.sheet_files import imported
from tests.stories import Newsroom, desk, fact

SHARED = MATERIAL / "data" / "sheets"


def room() -> Newsroom:
    """A newsroom that knows Homs and Hama."""
    return desk(fact("Troops left Homs"))


def reading(content: bytes | str, folder: Path, name: str = "table.csv") -> TableReading:
    """How a table was read."""
    shown = imported(room(), content.encode() if isinstance(content, str) else content, folder, name)
    assert isinstance(shown, TableReading)
    return shown


def of_material(name: str, folder: Path) -> TableReading:
    """How a table of the shared material was read; skipped where that is not here."""
    if not (SHARED / name).exists():
        pytest.skip("the shared material is not here")
    return reading((SHARED / name).read_bytes(), folder, name)


def column(table: ReadTable, name: str) -> ReadColumn:
    """A column by its name."""
    return next(c for c in table.columns if c.name == name)


# ── heads ───────────────────────────────────────────────────────────────────────────────────────
def test_three_rows_of_head_in_a_csv_are_joined_and_the_tags_are_no_data(tmp_path: Path) -> None:
    table = of_material("ocha-ethiopia-drought-by-cluster.csv", tmp_path).table

    assert (table.head.rows, table.head.tags, table.head.first, len(table.rows)) == ((1, 2), 3, 4, 391)
    assert column(table, "HEALTH / Affected").tag == "#inneed+health"


def test_numbers_with_a_space_between_are_numbers_and_a_dash_is_nothing(tmp_path: Path) -> None:
    shown = of_material("ocha-ethiopia-drought-by-cluster.csv", tmp_path)

    first = {f.of: f for f in shown.drafts[0].figures}
    assert (first["HEALTH / Affected"].text, first["HEALTH / Affected"].readings) == ("80 418", (80_418.0,))
    assert "ESNFI / Affected" not in first


def test_merged_heads_and_cells_are_filled_and_counted(tmp_path: Path) -> None:
    table = of_material("libhxl-input-merged.xlsx", tmp_path).table

    assert [c.name for c in table.columns][:4] == ["¿Qué? / Registro", "¿Qué? / Sector/Cluster", "¿Qué? / Subsector", "¿Quién? / Organización"]
    assert table.filled == 6
    assert table.rows[2][1][3] == "UNICEF"


def test_a_text_file_in_windows_1252_is_read_in_it_and_it_is_said(tmp_path: Path) -> None:
    shown = of_material("libhxl-input-valid-latin1.csv", tmp_path)

    assert shown.how == "Windows-1252, commas"
    assert "Formación de enseñadores" in str(shown.drafts[2].text)


def test_tags_under_the_head_and_a_sheet_of_notes_beside(tmp_path: Path) -> None:
    shown = of_material("ii-2020-2023-protection-in-danger-incident-data.xlsx", tmp_path)

    assert (shown.table.sheet, len(shown.table.rows)) == ("Protection in Danger", 624)
    assert shown.others == ("MetaData & Notes: no table in it",)
    assert (shown.drafts[0].when, shown.drafts[0].places) == (("2023-08-22",), ("CAR", "CAF", "Haut-Mbomou"))
    assert shown.drafts[0].text.startswith("August 2023: In the Bagima IDP camp")


def test_a_broken_workbook_of_the_material_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="damaged inside"):
        of_material("libhxl-input-broken.xlsx", tmp_path)


def test_notes_above_three_merged_rows_of_head_are_kept_as_notes(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["IPC analysis, Syria", None, None, None, None], ["Figures are estimates."], [], ["Area", "Current", None, None, None],
                [None, "Phase 1", None, "Phase 2", None], [None, "#", "%", "#", "%"], ["Homs", 120, 0.1, 200, 0.2], ["Hama", 90, 0.3, 80, 0.4],
                ["Total", 210, None, 280, None],
                ["Source: the cluster, December 2024"]):
        sheet.append(row)
    for merged in ("A1:E1", "A4:A6", "B4:E4", "B5:C5", "D5:E5"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "ipc.xlsx")

    table = reading((tmp_path / "ipc.xlsx").read_bytes(), tmp_path, "ipc.xlsx").table

    assert [c.name for c in table.columns] == ["Area", "Current / Phase 1 / #", "Current / Phase 1 / %", "Current / Phase 2 / #",
        "Current / Phase 2 / %"]
    assert table.notes == ("IPC analysis, Syria", "Figures are estimates.", "Source: the cluster, December 2024")
    assert [r for r, _ in table.rows] == [7, 8]
    assert [(r, w) for r, w in table.skipped] == [(9, "a total (“Total”)"), (10, "a note, kept as such")]


def test_years_in_the_head_are_a_head(tmp_path: Path) -> None:
    table = reading("place,2022,2023,2024\nHoms,1,2,3\nHama,4,5,6\n", tmp_path).table

    assert [c.name for c in table.columns] == ["place", "2022", "2023", "2024"]
    assert len(table.rows) == 2


def test_a_table_of_text_only_has_its_first_row_for_a_head(tmp_path: Path) -> None:
    table = reading("place;what\nHoms;troops left the city, it was said by the monitor\nHama;they stayed\n", tmp_path).table

    assert [(c.name, c.role) for c in table.columns] == [("place", Role.WHERE), ("what", Role.WHAT)]


def test_names_that_stand_twice_are_told_apart(tmp_path: Path) -> None:
    assert [c.name for c in reading("n,n,n\n1,2,3\n4,5,6\n", tmp_path).table.columns] == ["n", "n (2)", "n (3)"]


@pytest.mark.parametrize("content", ["just one column\n1\n2\n", "a,b\n", ",,\n,,\n"])
def test_a_file_without_a_table_is_refused_in_a_sentence(content: str, tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match=r"no table in table\.csv"):
        reading(content, tmp_path)


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("text", "readings"), [
    ("80 418", (80_418.0,)), ("80\u00a0418", (80_418.0,)), ("1\u202f234\u202f567", (1_234_567.0,)), ("18.000", (18_000.0, 18.0)),
    ("18,000", (18_000.0, 18.0)),
    ("3.350", (3_350.0, 3.35)), ("3.35", (3.35,)), ("1,8 million", (1_800_000.0,)), ("1.8m", (1_800_000.0,)), ("1.234,5", (1_234.5,)),
    ("1,234.5", (1_234.5,)),
    ("1,234,567", (1_234_567.0,)), ("1.234.567", (1_234_567.0,)), ("12%", (12.0,)), ("-7", (-7.0,)), ("−7", (-7.0,)), ("0.500", (0.5,)),
    ("$1,500.00", (1_500.0,))])
def test_a_number_is_read_with_every_reading_it_has(text: str, readings: tuple[float, ...]) -> None:
    written = read_number(text)

    assert written is not None
    assert written.readings == readings


@pytest.mark.parametrize("text", ["5 kilometers (3 miles)", "1 2 3", "12 34", "007", "1.2.3", "12,34,567", "Homs", "", "1-2", "1,23,4"])
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert read_number(text) is None


@given(st.text(alphabet="0123456789., %-mk", max_size=14))
def test_any_scribble_is_read_or_left_alone(text: str) -> None:
    written = read_number(text)

    assert written is None or 1 <= len(written.readings) <= 2


@pytest.mark.parametrize(("cells", "reading"), [(("18.000", "3,5"), 18_000.0), (("18.000", "3.5"), 18.0), (("18,000", "2.5"), 18_000.0),
    (("18,000", "2,5"), 18.0)])
def test_another_number_of_the_column_settles_what_the_marks_mean(cells: tuple[str, str], reading: float) -> None:
    written = [w for c in cells if (w := read_number(c))]

    assert settle(cells[0], written[0], mark_in(written)) == (reading,)


def test_where_nothing_settles_it_both_readings_are_shown_and_none_is_taken(tmp_path: Path) -> None:
    shown = reading("place;refugees\nHoms;18.000\nHama;19.000\n", tmp_path)

    told = column(shown.table, "refugees")
    assert (told.is_settled, told.how) == (False, "18.000 could be 18,000 or 18: nothing in the column settles it")
    assert shown.drafts[0].figures[0].readings == (18_000.0, 18.0)
    assert mark_in([]) == Mark.UNSETTLED


# ── dates ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("texts", "order", "day"), [
    (("03/04/2024", "25/04/2024"), Order.DAY_FIRST, date(2024, 4, 3)), (("03/04/2024", "04/25/2024"), Order.MONTH_FIRST, date(2024, 3, 4)),
    (("2024-04-03", "2024-04-25"), Order.YEAR_FIRST, date(2024, 4, 3)), (("3.4.24", "25.4.24"), Order.DAY_FIRST, date(2024, 4, 3)),
    (("3 April 2024", "25 April 2024"), Order.WORDED, date(2024, 4, 3))])
def test_dates_are_read_in_one_order_for_a_whole_column(texts: tuple[str, ...], order: Order, day: date) -> None:
    assert order_in(texts) == order
    assert days_of(texts[0], order) == (day,)


def test_an_order_that_nothing_settles_is_left_open_with_both_days(tmp_path: Path) -> None:
    shown = reading("date,what,n\n03/04/2024,a,1\n05/06/2024,b,2\n", tmp_path)

    assert column(shown.table, "date").how == "day or month first, nothing settles it: 03/04/2024 could be 2024-04-03 or 2024-03-04"
    assert shown.drafts[0].when == ("2024-04-03", "2024-03-04")


def test_a_column_that_mixes_orders_says_so() -> None:
    assert order_in(("25/04/2024", "04/25/2024")) == Order.MIXED


@pytest.mark.parametrize("texts", [("Homs", "3/4/2024"), ("yesterday",), ("99/99/2024",), ("Thursday",)])
def test_what_is_no_date_makes_no_column_of_dates(texts: tuple[str, ...]) -> None:
    assert order_in(texts) is None


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────
TABLE = "date;place;event description;killed;source\n6 Dec 2024;Homs;Shelling of the north of the city;5;SOHR\n5 Dec 2024;Homz;Clashes;-;SANA\n"


def test_a_draft_has_day_place_words_figures_and_who_says_so(tmp_path: Path) -> None:
    first, second = reading(TABLE, tmp_path).drafts

    assert (first.when, first.place_ids, first.text, first.who_says) == (("2024-12-06",), ("homs-city",), "Shelling of the north of the city", "SOHR")
    assert [(f.of, f.readings) for f in first.figures] == [("killed", (5.0,))]
    assert (second.places, second.place_ids, second.figures) == (("Homz",), (), ()), "a slip of a name is left to the curator"


def test_drafts_are_kept_only_after_a_yes_and_once(tmp_path: Path) -> None:
    newsroom = room()
    shown = imported(newsroom, TABLE.encode(), tmp_path, "table.csv")
    assert isinstance(shown, TableReading)
    key, curator = f"drafts:test-story:sheet-{shown.key}", Person("slack:U1", roles={"test-story": PersonRole.CURATOR})
    assert newsroom.store.ledger.kept(key) is None

    first = keep_drafts(newsroom.store.ledger, shown, by=curator)
    again = keep_drafts(newsroom.store.ledger, shown, by=curator)

    assert (first.count, first.again, again.again) == (2, False, True)
    assert len(newsroom.store.ledger.kept(key)["items"]) == 2


def test_formulas_are_counted_and_not_read(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["place", "n", "sum"], ["Homs", 1, "=1+1"], ["Hama", 2, "=2+2"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "f.xlsx")

    shown = reading((tmp_path / "f.xlsx").read_bytes(), tmp_path, "f.xlsx")

    assert shown.table.formulas == 2
    assert [[f.of for f in d.figures] for d in shown.drafts] == [["n"], ["n"]]


def test_codes_with_leading_zeros_stay_codes(tmp_path: Path) -> None:
    assert column(reading("code,n\n001,1\n002,2\n", tmp_path).table, "code").holds == Holds.CODE
