"""The console: its greeting, what it offers while typing, the loop; and once for real, on a terminal."""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory

from bot.console import Names, history, welcome
from bot.progress import progress
from bot.style import style_of
from bot.wiring import House, open_house
from config.settings import read_settings
from handlers.platforms.console import PLAIN
from handlers.platforms.console_loop import converse, next_steps, offers
from handlers.reply import Action, Reply

ROOT = Path(__file__).parent.parent
ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[=>])")


@pytest.fixture
def house(filled: Path) -> Iterator[House]:
    settings = read_settings({"FACTBOX_DATA_DIR": str(filled)})
    with open_house(settings, clock=lambda: datetime.now(UTC)) as opened:
        yield opened


Offered = Callable[[str], list[str]]


def offered(house: House, line: str, event: CompleteEvent) -> list[str]:
    return [completion.text for completion in Names(house, "syria-homs").get_completions(Document(line), event)]


@pytest.fixture
def on_tab(house: House) -> Offered:
    """What Tab offers at the end of a line."""
    return lambda line: offered(house, line, CompleteEvent(completion_requested=True))


@pytest.fixture
def while_typing(house: House) -> Offered:
    """What is offered while somebody types."""
    return lambda line: offered(house, line, CompleteEvent(text_inserted=True))


# ── greeting ────────────────────────────────────────────────────────────────────────────────────
def test_every_example_of_the_greeting_has_an_answer(house: House) -> None:
    examples = [line.strip() for line in welcome(house, "syria-homs", PLAIN).splitlines() if line.startswith("  ")]

    answers = [house.desk.reply(house.request(example)).answer for example in examples]

    assert len(examples) == 3
    assert all(answer is not None and type(answer).__name__ != "NothingOnRecord" for answer in answers)


def test_without_a_story_the_greeting_says_how_to_load_one(house: House) -> None:
    assert "python -m bot story load DIR" in welcome(house, "no-such-story", PLAIN)


def test_what_leads_on_is_shown_as_commands() -> None:
    actions = (Action("Sources", "/sources"), Action("Again", "/sources"), Action("Help", "/help"))

    assert next_steps(Reply("", "", (), actions), PLAIN) == "→ /sources   /help"


# ── completion ──────────────────────────────────────────────────────────────────────────────────
def test_a_slash_offers_commands_while_typing(while_typing: Offered) -> None:
    assert while_typing("/st")[:1] == ["/status "]


def test_a_command_is_offered_with_what_it_does() -> None:
    (offer,) = offers("/quo", lambda prefix, kinds: (), asked=False)

    assert (offer.text, offer.typed, offer.meaning) == ("/quotes ", 4, "Who said what, letter for letter")


def test_a_command_without_an_option_is_offered_without_a_space(on_tab: Offered) -> None:
    assert on_tab("/factb") == ["/factbox"]


def test_names_are_offered_after_a_command_while_typing(while_typing: Offered) -> None:
    assert "Homs" in while_typing("/status Ho")


def test_names_of_the_kinds_a_command_takes_are_offered_and_no_others(on_tab: Offered) -> None:
    assert "Homs" not in on_tab("/actors Ho")


@pytest.mark.parametrize("line", ["/status homs and HA", "/status Homs, hă", "/timeline what happened in Ha", "who controls Ha"])
def test_the_name_at_the_end_is_completed_whatever_stands_before_it(line: str, on_tab: Offered) -> None:
    assert "Hama" in on_tab(line)


def test_a_name_in_arabic_letters_is_completed(on_tab: Offered) -> None:
    assert "حمص" in on_tab("/status حم")


def test_plain_words_are_left_alone_until_tab_is_pressed(while_typing: Offered) -> None:
    assert while_typing("who controls Ha") == []
    assert while_typing("st") == []
    assert while_typing("who is Ass") == []


def test_tab_on_an_empty_line_offers_commands(on_tab: Offered) -> None:
    assert "/status " in on_tab("")


def test_help_completes_commands(on_tab: Offered) -> None:
    assert on_tab("/help quo") == ["quotes"]


@pytest.mark.parametrize("line", ["/status zzzzqq", "/nonsense Ho", "/cite F1", "/", "   ", "/status '", "/status ☃", "/status and ", "\x00"])
def test_nothing_typed_breaks_completion(line: str, on_tab: Offered, while_typing: Offered) -> None:
    assert isinstance(on_tab(line) + while_typing(line), list)


# ── the loop ────────────────────────────────────────────────────────────────────────────────────
def conversation(lines: Sequence[str | type[BaseException]], answer: Callable[[str], str] = str.upper) -> list[str]:
    """What is said when these lines are typed; an exception class stands for the key that raises it."""
    typed, said = iter(lines), list[str]()

    def prompt() -> str:
        line = next(typed, EOFError)
        if isinstance(line, str):
            return line
        raise line

    converse(prompt, answer, said.append)
    return said


@pytest.mark.parametrize("word", ["exit", "quit", "QUIT", " exit ", "/quit", EOFError])
def test_the_console_is_left_by(word: str | type[BaseException]) -> None:
    assert conversation(["a", word, "b"]) == ["A\n"]


def test_ctrl_c_drops_the_line_and_stays() -> None:
    assert conversation(["a", KeyboardInterrupt, "b"]) == ["A\n", "B\n"]


def test_ctrl_c_while_looking_drops_the_answer_and_stays() -> None:
    def answer(line: str) -> str:
        if line == "slow":
            raise KeyboardInterrupt
        return line

    assert conversation(["slow", "next"], answer) == ["next\n"]


def test_an_empty_line_is_no_question() -> None:
    assert conversation(["", "   "]) == []


# ── history, colour, progress ───────────────────────────────────────────────────────────────────
def test_history_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    history(tmp_path / "console_history").append_string("/status Homs")

    assert (tmp_path / "console_history").stat().st_mode & 0o777 == 0o600
    assert list(history(tmp_path / "console_history").load_history_strings()) == ["/status Homs"]


def test_history_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "console_history"
    path.touch(mode=0o644)

    history(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_history_that_cannot_be_written_is_kept_for_the_session() -> None:
    assert isinstance(history(Path("/dev/null/x")), InMemoryHistory)


class Terminal:
    """A stream that says it is a terminal."""

    def __init__(self) -> None:
        self.written = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.written += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(("environ", "colour"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_has_colour_unless_it_asks_for_none(environ: dict[str, str], colour: bool) -> None:
    assert style_of(Terminal(), environ).colour is colour  # type: ignore[arg-type]  # all that is asked of a stream here


def test_what_takes_long_says_so_on_a_terminal_and_takes_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    with progress("Still looking", patience=0.01):
        time.sleep(0.2)

    assert "Still looking …" in terminal.written
    assert terminal.written.endswith("\r\x1b[K")


def test_what_is_quick_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    with progress("Still looking"):
        pass

    assert terminal.written == ""


def test_a_pipe_is_told_nothing_however_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Still looking", patience=0):
        time.sleep(0.05)

    assert capsys.readouterr().err == ""


# ── for real ────────────────────────────────────────────────────────────────────────────────────
class Screen:
    """``python -m bot`` on a terminal of its own. ``text`` is everything it has shown, without escapes."""

    def __init__(self, folder: Path) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execve(sys.executable, [sys.executable, "-m", "bot"],
                      {"FACTBOX_DATA_DIR": str(folder), "TERM": "xterm-256color", "PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.raw = ""

    @property
    def text(self) -> str:
        return ESCAPES.sub("", self.raw)

    def until(self, words: str, seconds: float = 20) -> None:
        """Read on until ``words`` have been shown."""
        end = time.monotonic() + seconds
        while words not in self.text and time.monotonic() < end:
            self._read()
        assert words in self.text

    def _read(self) -> None:
        if select.select([self.fd], [], [], 0.05)[0]:
            seen = os.read(self.fd, 65536)
            if b"\x1b[6n" in seen:
                os.write(self.fd, b"\x1b[1;1R")  # where the cursor stands, as a terminal answers
            self.raw += seen.decode(errors="replace")

    def type(self, keys: str) -> None:
        """Type, once the screen has come to rest: what is offered comes a moment after what was typed."""
        self._rest()
        os.write(self.fd, keys.encode())

    def _rest(self) -> None:
        seen = -1
        while seen != len(self.raw):
            seen, end = len(self.raw), time.monotonic() + 0.5
            while time.monotonic() < end:
                self._read()

    def left_with(self) -> int:
        """The exit status, once it has ended."""
        while True:
            try:
                self._read()
            except OSError:  # the other end is closed
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def screen(own: Path) -> Iterator[Screen]:
    opened = Screen(own)
    yield opened
    os.close(opened.fd)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # pytest-xdist's threads; the child execs at once
def test_the_console_answers_completes_and_leaves(screen: Screen, own: Path) -> None:
    screen.until("›")
    screen.type("/stat")
    screen.type("\t")
    screen.type("Homs\r")
    screen.until("material up to Fri 6 Dec 2024\r\n→ ")
    screen.type("\x04")

    assert screen.left_with() == 0
    assert "CONTESTED" in screen.text
    assert "\x1b[1m" in screen.raw
    assert "+/status Homs" in (own / "console_history").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_the_console_survives_ctrl_c_and_leaves_on_exit(screen: Screen) -> None:
    screen.until("›")
    screen.type("/status Hom")
    screen.type("\x03")
    screen.type("exit\r")

    assert screen.left_with() == 0
    assert "Traceback" not in screen.text
