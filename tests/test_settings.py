"""Settings: read once from a mapping, all problems at once, secrets never shown."""

import copy
import os
import pickle
from pathlib import Path

import pytest

from bot.log import Log, without_words
from config.readers import Secret, a_secret, data_folder
from config.settings import PREFIX, Settings, SettingsProblems, every, read_settings, unknown_names, with_dotenv
from tests.conftest import Run

EXAMPLE = Path(__file__).parent.parent / "config" / "example.env"
HOME = {"HOME": "/home/ada"}


def test_nothing_has_to_be_set() -> None:
    settings = read_settings(HOME)

    folder = Path("/home/ada/.local/share/factbox")
    assert settings == Settings(database_url=None, data_dir=folder, story="syria-homs", zone=None, log_level="warning")


def test_an_empty_value_is_one_that_is_not_set() -> None:
    assert read_settings(HOME | {"FACTBOX_STORY": "  ", "FACTBOX_ZONE": ""}) == read_settings(HOME)


def test_every_problem_is_reported_at_once() -> None:
    wrong = {"FACTBOX_DATABASE_URL": "mysql://h/d", "FACTBOX_STORY": "Two Words", "FACTBOX_ZONE": "Mars/Base", "FACTBOX_LOG_LEVEL": "loud"}

    with pytest.raises(SettingsProblems) as caught:
        read_settings(HOME | wrong)

    assert [name for name, _ in caught.value.problems] == list(wrong)


@pytest.mark.parametrize("zone", ["Mars/Base", "Europe", "../../etc/passwd", "/etc/localtime", "UTC+3"])
def test_a_zone_that_is_none_is_said_to_be_none(zone: str) -> None:
    with pytest.raises(SettingsProblems, match="is no time zone"):
        read_settings(HOME | {"FACTBOX_ZONE": zone})


def test_a_bad_database_address_is_not_repeated_as_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsProblems) as caught:
        read_settings(HOME | {"FACTBOX_DATABASE_URL": "mysql://ada:hunter2@host/facts"})

    assert "hunter2" not in str(caught.value)


def test_a_secret_shows_itself_nowhere() -> None:
    settings = read_settings(HOME | {"FACTBOX_DATABASE_URL": "postgresql://ada:hunter2@host/facts"})
    secret = a_secret("hunter2")

    shown = [repr(settings), str(settings), repr(secret), f"{secret}", "%s" % secret, str([secret]), str({"a": secret})]  # noqa: UP031

    assert not any("hunter2" in text for text in shown)


def test_a_secret_is_told_to_whoever_asks_for_it_by_name() -> None:
    assert copy.copy(Secret("hunter2")).reveal() == "hunter2"
    assert pickle.loads(pickle.dumps(Secret("hunter2"))) == Secret("hunter2")


def test_a_log_line_holds_neither_a_secret_nor_what_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    Log("info").info("asked", text="who leaked it?", database=Secret("hunter2"), took=3)

    line = capsys.readouterr().err
    assert '"took": 3' in line
    assert "leaked" not in line
    assert "hunter2" not in line


def test_below_its_level_nothing_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    Log("warning").info("asked")

    assert capsys.readouterr().err == ""


def test_words_are_dropped_by_key_only() -> None:
    assert without_words(None, "info", {"event": "asked", "query": "x"}) == {"event": "asked"}


@pytest.mark.parametrize(("platform", "environ", "folder"), [
    ("linux", {"HOME": "/home/ada"}, "/home/ada/.local/share/factbox"),
    ("linux", {"HOME": "/home/ada", "XDG_DATA_HOME": "/data"}, "/data/factbox"),
    ("linux", {"HOME": "/home/ada", "XDG_DATA_HOME": "relative"}, "/home/ada/.local/share/factbox"),
    ("darwin", {"HOME": "/Users/ada"}, "/Users/ada/Library/Application Support/factbox"),
    ("win32", {"USERPROFILE": "/Users/ada", "LOCALAPPDATA": "/Users/ada/Local"}, "/Users/ada/Local/factbox"),
    ("win32", {"USERPROFILE": "/Users/ada"}, "/Users/ada/AppData/Local/factbox"),
])
def test_the_data_folder_is_the_platforms_own(platform: str, environ: dict[str, str], folder: str) -> None:
    assert data_folder(environ, platform) == Path(folder)


@pytest.mark.parametrize("name", ["a b", "a?b", "a#b", "a%20b", "ü", "a;b"])
def test_any_folder_name_will_do_for_the_database(name: str, run: Run, tmp_path: Path) -> None:
    ran = run("migrate", FACTBOX_DATA_DIR=str(tmp_path / name))

    assert ran.status == 0
    assert (tmp_path / name / "factbox.db").is_file()


def test_the_example_names_every_setting_with_its_words() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")

    assert [f"# {row.help}\n#{name}={row.example}" for name, _, row in every() if f"# {row.help}\n#{name}={row.example}\n" not in text] == []


def test_the_example_names_nothing_else() -> None:
    named = [line.lstrip("#").partition("=")[0] for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if not line.startswith("# ") and line]

    assert named == [name for name, _, _ in every()]


def test_every_example_can_be_read() -> None:
    assert read_settings(HOME | {name: row.example for name, _, row in every()})


def test_a_misspelt_setting_is_pointed_out() -> None:
    said = unknown_names({"FACTBOX_STROY": "x", "FACTBOX_STORY": "y", "OTHER": "z"})

    assert said == ("FACTBOX_STROY is no setting of Factbox; did you mean FACTBOX_STORY?",)


# ── .env ────────────────────────────────────────────────────────────────────────────────────────
def test_the_environment_wins_over_dotenv_and_nothing_is_exported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('FACTBOX_STORY=from-file\nFACTBOX_ZONE="Europe/Berlin" # ours\n', encoding="utf-8")

    merged = with_dotenv({"FACTBOX_STORY": "from-shell"}, tmp_path)

    assert merged == {"FACTBOX_STORY": "from-shell", "FACTBOX_ZONE": "Europe/Berlin"}
    assert not [name for name in os.environ if name.startswith(PREFIX + "ZONE")]


def test_a_password_with_a_dollar_in_dotenv_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FACTBOX_DATABASE_URL=postgresql://u:a${HOME}b@h/d\n", encoding="utf-8")

    assert with_dotenv({}, tmp_path)["FACTBOX_DATABASE_URL"] == "postgresql://u:a${HOME}b@h/d"


@pytest.mark.parametrize("content", [b"FACTBOX_STORY='unclosed\n", b"\xff\xfe\x00"])
def test_a_dotenv_that_cannot_be_read_is_a_problem_with_settings(content: bytes, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(content)

    with pytest.raises(SettingsProblems, match=r"\.env"):
        with_dotenv({}, tmp_path)
