"""doctor: says what is in order and what is missing; its exit status tells whether answers can be given."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def test_a_sound_house_is_told_line_by_line(run: Run, filled: Path) -> None:
    ran = run("doctor")

    assert ran.status == 0
    assert f"ok       The data folder {filled} can be written." in ran.out
    assert "ok       On file: syria-homs: " in ran.out
    assert ran.out.endswith("Answers can be given.\n")


def test_a_bare_machine_is_sound(run: Run, tmp_path: Path) -> None:
    assert run("doctor", FACTBOX_DATA_DIR=str(tmp_path / "new")).status == 0


def test_each_line_is_a_state_and_a_sentence(run: Run) -> None:
    lines = run("doctor").out.rsplit("\n\n", 1)[0].splitlines()

    assert all(line.split()[0] in ("ok", "note", "missing") and line.endswith((".", "DIR")) for line in lines)


def test_settings_that_cannot_be_used_are_told_with_the_rest(run: Run) -> None:
    ran = run("doctor", FACTBOX_ZONE="Mars", FACTBOX_LOG_LEVEL="loud")

    assert ran.status == 1
    assert ran.out.count("missing  FACTBOX_") == 2
    assert "database" in ran.out


def test_a_misspelt_setting_is_a_note(run: Run) -> None:
    ran = run("doctor", FACTBOX_STROY="x")

    assert ran.status == 0
    assert "note     FACTBOX_STROY is no setting of Factbox; did you mean FACTBOX_STORY?" in ran.out


def test_a_folder_that_cannot_be_written_is_missing(run: Run) -> None:
    ran = run("doctor", FACTBOX_DATA_DIR="/dev/null/x")

    assert ran.status == 1
    assert "missing  The data folder /dev/null/x cannot be written (not a directory)." in ran.out


def test_a_server_that_does_not_answer_is_missing_and_its_password_unsaid(run: Run) -> None:
    ran = run("doctor", FACTBOX_DATABASE_URL="postgresql://ada:hunter2@127.0.0.1:1/facts")

    assert ran.status == 1
    assert "missing  No database answers at " in ran.out
    assert "hunter2" not in ran.out


def test_a_default_story_that_is_not_on_file_is_a_note(run: Run) -> None:
    ran = run("doctor", FACTBOX_STORY="no-such-story")

    assert ran.status == 0
    assert "note     FACTBOX_STORY is no-such-story, which is not on file; syria-homs is asked instead." in ran.out


def test_a_bundled_story_with_mistakes_is_a_note_with_the_way_to_see_them(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.bundled", lambda: (tmp_path,))

    assert f"See all with: python -m bot story check {tmp_path}" in run("doctor").out


def test_a_full_disk_is_told_before_it_is_full(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor.ROOM_BYTES", 10**18)

    assert "free some before it is full" in run("doctor").out


def test_zone_data_that_are_missing_are_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.doctor._known", lambda zone: False)

    ran = run("doctor")

    assert ran.status == 1
    assert "pip install tzdata" in ran.out


def test_as_data_it_says_the_same(run: Run) -> None:
    told = json.loads(run("doctor", "--format", "json").out)

    assert told["ready"] is True
    assert {"python", "settings", "folder", "disk", "pack", "database", "story", "zones", "zone"} == {f["about"] for f in told["findings"]}
