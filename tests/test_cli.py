"""The command line from the outside: what is printed where, and with which exit status."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.__main__ import is_plain_question
from bot.records import Record, schema, shown
from briefings.model import Document, Fact, Source
from briefings.packs import BUNDLED
from briefings.packs.reading import read_pack
from tests.conftest import Run

ROOT = Path(__file__).parent.parent
HOMS = BUNDLED / "syria-homs"
NOT_UTF8 = "That line is not UTF-8 text, so it could not be read as a question. Save or send it as UTF-8 and ask again."


def process(*words: str, folder: Path, stdin: bytes = b"", **more: Any) -> subprocess.CompletedProcess[bytes]:
    """``python -m bot`` for real."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "FACTBOX_DATA_DIR": str(folder)}
    return subprocess.run([sys.executable, "-m", "bot", *words], input=stdin, env=environ, capture_output=True, timeout=60, check=False, **more)


def batch(run: Run, stdin: bytes, *more: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("ask", "--batch", *more, stdin=stdin).out.splitlines()]


# ── one question ────────────────────────────────────────────────────────────────────────────────
def test_a_question_gets_its_answer_on_standard_output(run: Run) -> None:
    ran = run("ask", "/status", "Homs")

    assert ran.status == 0
    assert ran.err == ""
    assert "the Syrian Observatory for Human Rights, a Britain-based opposition war monitor" in ran.out


def test_a_pipe_gets_no_colour(run: Run) -> None:
    assert "\x1b" not in run("ask", "/status Homs").out


@pytest.mark.parametrize("words", [
    ["/status Nowhereville"], ["/stat"], [""], ["x" * 10_000], ["/timeline since 45 February"], ["in", "syria-homs"], ['who "said'], ["😀"],
    ["--story", "no-such-story", "Homs"], ["--as-of", "the Tuesday that was none", "Homs"], ["\x07\x1b[31m"]])
def test_whatever_the_asker_can_mend_is_a_reply(words: list[str], run: Run) -> None:
    ran = run("ask", *words)

    assert ran.status == 0
    assert ran.out.strip()
    assert "Traceback" not in ran.out + ran.err


def test_a_story_that_is_none_is_told_those_there_are(run: Run) -> None:
    assert run("ask", "--story", "nope", "Homs").out == "There is no story “nope”. On file: syria-homs, syria-northeast-2019.\n"


def test_as_of_holds_back_what_was_not_yet_known(run: Run) -> None:
    assert "5 Dec 2024" in run("ask", "--as-of", "5 Dec", "/status Homs").out.splitlines()[0]


def test_a_weekday_in_as_of_is_read_from_the_day_the_story_stands_at(run: Run) -> None:
    assert run("ask", "--as-of", "Thursday", "/status Homs").out == run("ask", "--as-of", "5 Dec 2024", "/status Homs").out


def test_a_plain_question_and_one_with_options_go_the_same_way(run: Run) -> None:
    assert run("ask", "/status Homs") == run("ask", "--format", "text", "/status Homs")


@pytest.mark.parametrize(("arguments", "plain"), [
    (["ask", "Homs"], True), (["ask"], False), (["ask", "--batch"], False), (["ask", "Homs", "-h"], False), (["story", "list"], False), ([], False)])
def test_a_plain_question_is_told_from_what_needs_reading(arguments: list[str], plain: bool) -> None:
    assert is_plain_question(arguments) is plain


def test_a_question_of_bytes_that_are_no_text_gets_its_sentence(filled: Path) -> None:
    ran = subprocess.run([sys.executable.encode(), b"-m", b"bot", b"ask", b"caf\xe9"], cwd=ROOT, capture_output=True, check=False,
                         env={"FACTBOX_DATA_DIR": str(filled), "LANG": "C.UTF-8"})

    assert (ran.returncode, ran.stdout.decode().strip()) == (0, NOT_UTF8)


# ── as data ─────────────────────────────────────────────────────────────────────────────────────
def test_json_is_the_answer_as_data(run: Run) -> None:
    record = msgspec.json.decode(run("ask", "--format", "json", "/status Homs").out, type=Record)

    assert (record.schema, record.query, type(record.answer).__name__, record.sentence) == (1, "/status Homs", "PlaceStatus", None)


def test_json_of_a_sentence_has_no_answer(run: Run) -> None:
    record = json.loads(run("ask", "--format", "json", "/timeline since 45 February").out)

    assert record["answer"] is None
    assert "as a date" in record["sentence"]


@pytest.mark.parametrize("question", [
    "/status Homs", "/actors HTS", "/actors", "/timeline Hama", "/figures pound", "/quotes", "/disputed", "/background Hama", "/sources",
    "/sources SANA", "/cite F12", "/factbox", "/unknowns", "/since 1 Jan 2020", "/story", "/help", "/status Homs and Hama"])
def test_json_of_every_command_can_be_read_back(question: str, run: Run) -> None:
    assert msgspec.json.decode(run("ask", "--format", "json", question).out, type=Record).query == question


def test_what_is_for_the_desks_own_eyes_is_not_in_the_data() -> None:
    pack = read_pack(HOMS)
    fact = msgspec.structs.replace(pack.facts[0], note="ask Leila before use")

    data = msgspec.to_builtins(shown((fact, pack.sources, pack.documents)))

    assert "ask Leila" not in str(data)
    assert "reliability" not in str(data)


def test_nothing_but_the_desks_own_is_left_out_of_the_data() -> None:
    pack = read_pack(HOMS)

    assert shown(pack.documents) == pack.documents
    assert all(isinstance(item, Document) for item in shown(pack.documents))


def test_the_schema_on_file_is_the_one_the_code_makes(run: Run) -> None:
    on_file = (ROOT / "handlers" / "answer.schema.json").read_text(encoding="utf-8")

    assert run("schema").out == on_file, "run: python -m bot schema > handlers/answer.schema.json"


def test_the_schema_does_not_mention_what_is_for_the_desks_own_eyes() -> None:
    defined = schema()["$defs"]

    assert "note" not in defined[Fact.__name__]["properties"]
    assert "reliability" not in defined[Source.__name__]["properties"]
    assert "Reliability" not in defined


# ── batch ───────────────────────────────────────────────────────────────────────────────────────
def test_batch_gives_a_line_for_a_line_in_order(run: Run) -> None:
    asked = ["/status Homs", "who controls Hama?", "/nonsense", "", "/quotes"]

    replies = batch(run, "\n".join(asked).encode() + b"\n")

    assert [reply["query"] for reply in replies] == asked
    assert all(list(reply) == ["query", "text"] and reply["text"] for reply in replies)


def test_batch_text_is_what_ask_prints(run: Run) -> None:
    assert batch(run, b"/status Homs\n")[0]["text"] + "\n" == run("ask", "/status Homs").out


@pytest.mark.parametrize("line", [
    "", "   ", "a" * 10_000, "\x00\x01\x1b[2J\x7f", "😀👩‍👩‍👧", '"who said', "“who said", "/timeline since 31 February", "status of Homs in no-story",
    "مرحبا حمص", "a\u2028b\x0bc\x85d", "\ufeffHoms", "\ufffd", "/cite F999999999999999999999", "'; DROP TABLE fact; --", "%s %d {0}"])
def test_batch_echoes_any_line_exactly_and_answers_it(line: str, run: Run) -> None:
    before, reply, after = batch(run, f"Homs\n{line}\nHoms\n".encode())

    assert reply["query"] == line
    assert reply["text"].strip()
    assert before == after


def test_a_line_that_is_not_utf8_gets_its_sentence_and_the_next_goes_on(run: Run) -> None:
    bad, good = batch(run, b"caf\xe9 in Homs\n/status Homs\n")

    assert bad == {"query": "caf� in Homs", "text": NOT_UTF8}
    assert "Homs" in good["text"]


def test_batch_keeps_letters_of_every_script(run: Run) -> None:
    assert '{"query":"حمص 😀"' in run("ask", "--batch", stdin="حمص 😀\n".encode()).out


def test_batch_reads_a_last_line_without_an_end_and_lines_from_windows(run: Run) -> None:
    assert [reply["query"] for reply in batch(run, b"Homs\r\nHama")] == ["Homs", "Hama"]


def test_batch_of_nothing_is_nothing(run: Run) -> None:
    assert run("ask", "--batch", stdin=b"") == (0, "", "")


def test_batch_as_json_has_the_answers_too(run: Run) -> None:
    found, help_ = batch(run, b"/status Homs\n/help\n", "--format", "json")

    assert found["answer"]["answer"] == "PlaceStatus"
    assert help_["answer"] is None


def test_batch_answers_each_line_as_it_comes(filled: Path) -> None:
    environ = {"FACTBOX_DATA_DIR": str(filled), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "bot", "ask", "--batch"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asking:
        assert asking.stdin is not None
        assert asking.stdout is not None
        asking.stdin.write(b"Homs\n")
        asking.stdin.flush()

        first = json.loads(asking.stdout.readline())

        asking.stdin.close()
    assert first["query"] == "Homs"


def test_a_line_that_breaks_something_gets_its_sentence_and_the_status_tells(own: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.desk.present", lambda answer: 1 / 0)

    ran = run("ask", "--batch", stdin=b"secret question\n/help\n", FACTBOX_DATA_DIR=str(own))

    replies = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 1
    said = f"Something went wrong inside Factbox (ZeroDivisionError). What happened is noted in {own / 'factbox.log'}."
    assert [r["query"] for r in replies] == ["secret question", "/help"]
    assert replies[0]["text"] == ran.err.strip() == said


def test_the_log_of_a_crash_says_where_and_not_what_was_typed(own: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(answer: object) -> None:
        raise ValueError("secret question")

    monkeypatch.setattr("handlers.desk.present", crash)
    run("ask", "secret question", FACTBOX_DATA_DIR=str(own))

    noted = (own / "factbox.log").read_text(encoding="utf-8")
    assert "builtins.ValueError" in noted
    assert re.search(r"desk\.py:\d+ reply", noted)
    assert "secret question" not in noted


# ── bare, on a pipe ─────────────────────────────────────────────────────────────────────────────
def test_without_a_command_the_lines_of_a_pipe_are_answered_in_text(run: Run) -> None:
    ran = run(stdin=b"/status Homs\n\xff\n")

    assert ran.status == 0
    assert ran.out == run("ask", "/status Homs").out + "\n" + NOT_UTF8 + "\n\n"


# ── exit status 2: wrong usage ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("words", [["ask"], ["ask", "--batch", "Homs"], ["ask", "--format", "pdf", "Homs"], ["ask", "--no-such", "x"], ["nonsense"],
                                   ["story"], ["story", "check"], ["story", "check", "/no/such/folder"], ["--no-such"]])
def test_wrong_usage_ends_with_2(words: list[str], run: Run) -> None:
    ran = run(*words)

    assert ran.status == 2
    assert ran.out + ran.err


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["story", "-h"], ["--version"]])
def test_help_ends_with_0(words: list[str], run: Run) -> None:
    assert run(*words).status == 0


# ── exit status 1: no reply could be made ───────────────────────────────────────────────────────
def refused(folder: Path) -> str:
    """The one sentence on standard error of an ask that cannot be answered."""
    ran = process("ask", "/status Homs", folder=folder)
    assert (ran.returncode, ran.stdout) == (1, b"")
    (line,) = ran.stderr.decode().splitlines()
    return line


def test_a_folder_that_cannot_be_written() -> None:
    assert refused(Path("/dev/null/x")).startswith("Factbox cannot write its database /dev/null/x.")


def test_a_database_of_a_newer_version(own: Path) -> None:
    with sqlite3.connect(own / "factbox.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    assert "was written by a newer version of Factbox" in refused(own)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "factbox.db").write_text("Dear diary, " * 100, encoding="utf-8")

    assert "is not a Factbox database" in refused(tmp_path)


def test_a_database_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "factbox.db").mkdir()

    assert "cannot write its database" in refused(tmp_path)


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    small = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=200k none "$0" && exec "$@"', str(tmp_path)]
    if unshare is None or subprocess.run([*small, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no small file system can be mounted here")

    ran = subprocess.run([*small, sys.executable, "-m", "bot", "ask", "Homs"], cwd=ROOT, capture_output=True, check=False, text=True,
                         env={"PATH": os.environ["PATH"], "FACTBOX_DATA_DIR": str(tmp_path)})

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"The disk of {tmp_path}/factbox.db is full: nothing was written. Free some space and try again.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [["ask", "Homs"], ["story", "list"], ["schema"]])
def test_a_reply_that_cannot_be_written(words: list[str], filled: Path) -> None:
    with open("/dev/full", "wb") as full:
        ran = subprocess.run([sys.executable, "-m", "bot", *words], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
                             env={"PATH": os.environ["PATH"], "FACTBOX_DATA_DIR": str(filled)})

    assert (ran.returncode, ran.stderr) == (1, "There is no room left on the disk to write the reply.\n")


def test_a_server_that_does_not_answer_is_named_without_its_password(run: Run) -> None:
    ran = run("ask", "Homs", FACTBOX_DATABASE_URL="postgresql://ada:hunter2@127.0.0.1:1/facts")

    assert ran.status == 1
    assert ran.err.startswith("No database answers at postgresql")
    assert "hunter2" not in ran.err


def test_settings_that_cannot_be_used_are_all_named(run: Run) -> None:
    ran = run("ask", "Homs", FACTBOX_ZONE="Mars", FACTBOX_LOG_LEVEL="loud")

    assert ran.status == 1
    assert [line.split()[0] for line in ran.err.splitlines()] == ["FACTBOX_ZONE", "FACTBOX_LOG_LEVEL"]


def test_a_reader_that_goes_away_is_no_trouble_to_speak_of(filled: Path) -> None:
    environ = {"FACTBOX_DATA_DIR": str(filled), "PATH": os.environ["PATH"]}
    with subprocess.Popen([sys.executable, "-m", "bot", "ask", "--batch"], cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        asking.stdout.close()
        _, err = asking.communicate(b"/factbox\n" * 5)

    assert (asking.returncode, err) == (141, b"")


def test_ctrl_c_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("handlers.desk.Desk.reply", pressed)

    assert run("ask", "Homs") == (130, "", "")


# ── stories ─────────────────────────────────────────────────────────────────────────────────────
def test_a_sound_pack_is_counted(run: Run) -> None:
    ran = run("story", "check", str(HOMS))

    assert ran.status == 0
    assert re.fullmatch(r"syria-homs is sound: \d+ facts, \d+ places, \d+ actors, \d+ sources, \d+ documents, \d+ open questions\.\n", ran.out)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A pack with two mistakes, in two files."""
    folder = Path(shutil.copytree(HOMS, tmp_path / "broken"))
    for file, was, now in (("places.yaml", "type: city", "type: citty"), ("documents.yaml", "outlet:", "outlett:")):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(was, now, 1), encoding="utf-8")
    return folder


def test_every_mistake_of_a_pack_is_printed_with_file_and_line(broken: Path, run: Run) -> None:
    ran = run("story", "check", str(broken))

    assert ran.status == 1
    assert {line.partition(":")[0] for line in ran.out.splitlines()} >= {"places.yaml", "documents.yaml"}
    assert all(re.match(r"\w+\.yaml:\d+: \S", line) for line in ran.out.splitlines())


def test_a_broken_pack_is_not_loaded(broken: Path, own: Path, run: Run) -> None:
    ran = run("story", "load", str(broken), FACTBOX_DATA_DIR=str(own))

    assert (ran.status, ran.out) == (1, "")
    assert "nothing was loaded" in ran.err


def test_a_changed_pack_is_loaded_and_told(own: Path, run: Run, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HOMS, tmp_path / "pack"))
    text = (folder / "story.yaml").read_text(encoding="utf-8")
    (folder / "story.yaml").write_text(text.replace("slug: syria-homs", "slug: another-story"), encoding="utf-8")

    ran = run("story", "load", str(folder), FACTBOX_DATA_DIR=str(own))

    assert ran.status == 0
    assert re.match(r"another-story: \d+ facts added, 0 revised", ran.out)
    assert "another-story: " in run("story", "list", FACTBOX_DATA_DIR=str(own)).out


def test_loading_the_same_pack_again_does_nothing(run: Run) -> None:
    assert run("story", "load", str(HOMS)).out == "syria-homs is on file just as it stands there; nothing was done.\n"


def test_migrate_says_that_there_was_nothing_to_do(run: Run, filled: Path) -> None:
    assert run("migrate").out.startswith(f"The database {filled}/factbox.db is already at schema ")


# ── starting ────────────────────────────────────────────────────────────────────────────────────
def test_a_first_start_loads_the_bundled_stories(run: Run, tmp_path: Path) -> None:
    assert "Observatory" in run("ask", "/status Homs", FACTBOX_DATA_DIR=str(tmp_path / "new")).out


def test_the_data_folder_is_its_owners_alone(run: Run, tmp_path: Path) -> None:
    run("ask", "Homs", FACTBOX_DATA_DIR=str(tmp_path / "new"))

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_several_first_starts_at_once_load_each_story_once(tmp_path: Path) -> None:
    environ = {"FACTBOX_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "bot", "ask", "--format", "json", "/story"]
    starting = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]

    ended = [(*process.communicate(), process.returncode) for process in starting]

    assert [(err, status) for _, err, status in ended] == [(b"", 0)] * 4
    assert {json.loads(out)["answer"]["scope"]["version"] for out, _, _ in ended} == {1}


def test_an_unchanged_story_is_not_parsed_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(folder: Path) -> None:
        raise AssertionError(f"{folder} was parsed")

    monkeypatch.setattr("briefings.packs.reading.read_pack", parsed)

    assert run("ask", "/status Homs").status == 0


def test_a_bundled_story_with_mistakes_does_not_silence_those_on_file(broken: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.wiring.bundled", lambda: (broken,))

    ran = run("ask", "/status Homs")

    assert ran.status == 0
    assert "bundled story not loaded" in ran.err


def test_an_answer_loads_only_what_it_needs(filled: Path) -> None:
    timing = [sys.executable, "-X", "importtime", "-m", "bot", "ask", "/status Homs"]
    ran = subprocess.run(timing, cwd=ROOT, capture_output=True, text=True, check=True,
                         env={"FACTBOX_DATA_DIR": str(filled), "PATH": os.environ["PATH"]})

    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines()}
    assert not loaded & set("typer rich pydantic prompt_toolkit structlog alembic edtf dateparser babel dotenv psycopg openpyxl".split())


def test_dotenv_in_the_working_directory_is_read(filled: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"FACTBOX_DATA_DIR={filled}\nFACTBOX_STORY=syria-northeast-2019\n", encoding="utf-8")

    ran = subprocess.run([sys.executable, "-m", "bot", "ask", "--format", "json", "/story"], cwd=tmp_path, capture_output=True, check=True,
                         env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)})

    assert json.loads(ran.stdout)["answer"]["scope"]["story"] == "syria-northeast-2019"
