"""The sheet on the command line: written, checked, brought in, and every trouble a sentence."""

from pathlib import Path

from tests.conftest import Run
from tests.sheet_files import put, rows


def test_export_writes_the_sheet_and_says_what_is_in_it(run: Run, tmp_path: Path) -> None:
    into = tmp_path / "homs.xlsx"

    ran = run("export", "-o", str(into))

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{into}: ")
    assert "facts, syria-homs-v" in ran.out
    assert rows(into.read_bytes(), "README")[0]["what"] == "DEMONSTRATION"


def test_export_of_a_place_as_of_a_day_holds_less(run: Run, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.xlsx", tmp_path / "part.xlsx"

    run("export", "-o", str(whole))
    run("export", "Hama", "--as-of", "Thursday", "-o", str(part))

    assert 0 < len(rows(part.read_bytes(), "Facts")) < len(rows(whole.read_bytes(), "Facts"))


def test_a_name_that_is_not_on_file_is_a_reply_and_no_file(run: Run, tmp_path: Path) -> None:
    into = tmp_path / "none.xlsx"

    ran = run("export", "Xanadu", "-o", str(into))

    assert (ran.status, ran.err, into.exists()) == (0, "", False)
    assert "Xanadu" in ran.out


def test_a_folder_that_is_not_there_is_a_sentence_and_status_one(run: Run, tmp_path: Path) -> None:
    ran = run("export", "-o", str(tmp_path / "no" / "homs.xlsx"))

    assert ran.status == 1
    assert "Traceback" not in ran.err


def test_check_sheet_tells_and_marks(run: Run, tmp_path: Path) -> None:
    into, marked = tmp_path / "homs.xlsx", tmp_path / "marked.xlsx"
    run("export", "-o", str(into))

    ran = run("check-sheet", str(into), "-o", str(marked))

    assert ran.out.startswith("Still right: ")
    assert {r["outcome"] for r in rows(marked.read_bytes(), "Checked")} == {"unchanged"}


def test_import_shows_first_and_keeps_only_after_a_yes(run: Run, own: Path, tmp_path: Path) -> None:
    into = tmp_path / "homs.xlsx"
    run("export", "-o", str(into), FACTBOX_DATA_DIR=str(own))
    into.write_bytes(put(into.read_bytes(), "Facts", "F2", caveat="A first count."))

    shown = run("import", str(into), FACTBOX_DATA_DIR=str(own))
    kept = run("import", "--yes", str(into), FACTBOX_DATA_DIR=str(own))
    again = run("import", "--yes", str(into), FACTBOX_DATA_DIR=str(own))

    assert "A yes would put up 1 proposal" in shown.out
    assert "clarify (our guess): caveat: nothing → “A first count.” [F2]" in shown.out
    assert "kept for review" not in shown.out
    assert "1 proposal kept for review." in kept.out
    assert "were there already" in again.out


def test_a_table_is_shown_as_it_was_read_with_what_is_not_settled(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("From the cluster\nplace;refugees\nHoms;18.000\nHama;19.000\nTotal;37.000\n", encoding="utf-8")

    ran = run("import", str(table))

    assert ran.out.startswith("Read as a table of 2 rows from row 3, its head in row 2.")
    assert "refugees: 18.000 could be 18,000 or 18: nothing in the column settles it; none is taken" in ran.out
    assert "row 5: a total (“Total”)" in ran.out


def test_a_refused_file_is_one_sentence_on_standard_output(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    path.write_bytes(b"a,b\n1,2\n")

    ran = run("import", str(path))

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "data.xlsx is not a workbook but plain text; if it is a table, name it .csv and send it again.\n"
