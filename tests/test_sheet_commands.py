"""The sheet on the command line: written, checked, brought in, and every trouble a sentence."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sheet_commands import bring_in, with_files
from bot.wiring import House, open_house
from config.settings import read_settings
from handlers.platforms.console import render
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
    assert "waits for review" not in shown.out
    assert "1 proposal from homs.xlsx waits for review." in kept.out
    assert "already waits for review" in again.out


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


def test_export_of_what_a_command_answers(run: Run, tmp_path: Path) -> None:
    into = tmp_path / "disputed.xlsx"

    ran = run("export", "disputed", "-o", str(into))

    assert (ran.status, ran.out.startswith(f"{into}: 3 facts")) == (0, True)


def test_what_of_a_filter_was_not_read_is_said_on_the_command_line(run: Run, tmp_path: Path) -> None:
    ran = run("export", "Homs since blah", "-o", str(tmp_path / "homs.xlsx"))

    assert "Not understood and left aside: “blah”." in ran.out


# ── on a terminal ───────────────────────────────────────────────────────────────────────────────
def edited_sheet(run: Run, folder: Path) -> Path:
    """A sheet with one cell edited."""
    into = folder / "homs.xlsx"
    run("export", "-o", str(into))
    into.write_bytes(put(into.read_bytes(), "Facts", "F2", caveat="A first count."))
    return into


def at_home(folder: Path) -> House:
    """The house over a data folder; closed with the test's process."""
    return open_house(read_settings({"FACTBOX_DATA_DIR": str(folder)}), clock=lambda: datetime.now(UTC)).__enter__()


@pytest.mark.parametrize(("typed", "kept"), [("y", True), ("yes", True), ("", False), ("no", False)])
def test_on_a_terminal_an_import_asks_for_the_yes(
        typed: str, kept: bool, run: Run, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path, house = edited_sheet(run, tmp_path), at_home(own)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: typed)

    bring_in(house, path)

    assert ("waits for review." in capsys.readouterr().out) == kept
    house.store.close()


def test_in_the_console_export_writes_the_sheet_and_a_file_is_read(
        run: Run, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, house = edited_sheet(run, tmp_path), at_home(own)
    monkeypatch.chdir(tmp_path)

    def typed(line: str) -> tuple[str, str]:
        answered, written = with_files(house, line, lambda: house.desk.reply(house.request(line)))
        return render(answered.reply), written

    assert typed("/export Homs")[1].startswith("syria-homs-homs-v1.xlsx: 27 facts")
    assert rows((tmp_path / "syria-homs-homs-v1.xlsx").read_bytes(), "Facts")
    assert "1 proposal for review" in typed(f"/import {path}")[0]
    assert typed(f"check-sheet {path}")[1] == "checked-homs.xlsx: the sheet with marks"
    assert "reads a file" in typed("/import")[0]
    house.store.close()
