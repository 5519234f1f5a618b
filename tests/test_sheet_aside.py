"""A large sheet is made in a child: the same bytes, progress told, and nothing left where it fails."""

import sys
from pathlib import Path

import pytest

from bot import sheet_port
from bot.sheets import LARGE, SheetFailed, make_sheet
from briefings.errors import UnknownStory
from briefings.model import Person
from briefings.sheet.selection import Selection
from briefings.vocabulary import ChangeKind, PubStatus
from handlers.uploading import Arrived, Taken
from tests.sheet_files import exported, put, rows
from tests.stories import Newsroom, desk, edit, fact, promote
from tests.test_sheet_chats import house_of
from tests.test_sheet_hostile import REFUSED


def made(room: Newsroom, into: Path, *, facts: int = 0, story: str = "", selection: Selection | None = None) -> list[tuple[int, int]]:
    """Make a sheet; the progress that was told."""
    told: list[tuple[int, int]] = []
    make_sheet(room.store, room.url, story or room.slug, into, clock=room.clock, selection=selection or Selection(),
               facts=facts, on_progress=lambda done, of: told.append((done, of)))
    return told


def test_a_child_makes_the_same_bytes_and_tells_its_progress(tmp_path: Path) -> None:
    room = desk(*(fact(f"Fact {n} of Homs") for n in range(1, 701)), fact("Kept back", pubstatus=PubStatus.WITHHELD))

    here = made(room, tmp_path / "here.xlsx")
    aside = made(room, tmp_path / "aside.xlsx", facts=LARGE + 1)

    assert (tmp_path / "here.xlsx").read_bytes() == (tmp_path / "aside.xlsx").read_bytes()
    assert here == aside == [(500, 700), (700, 700)]


def test_a_child_keeps_to_the_selection(tmp_path: Path) -> None:
    room = desk(fact("Fact of Homs"), fact("Fact of Hama"))

    made(room, tmp_path / "aside.xlsx", facts=LARGE + 1, selection=Selection(words="/status Hama", facts=(2,)))

    assert [r["text"] for r in rows((tmp_path / "aside.xlsx").read_bytes(), "Facts")] == ["Fact of Hama"]


def test_a_child_that_fails_is_a_sentence_and_leaves_no_file(tmp_path: Path) -> None:
    room = desk(fact("Fact of Homs"))

    with pytest.raises(SheetFailed, match="There is no story"):
        made(room, tmp_path / "aside.xlsx", facts=LARGE + 1, story="other-story")

    assert list(tmp_path.iterdir()) == []


def test_a_small_one_that_fails_leaves_no_file_either(tmp_path: Path) -> None:
    room = desk(fact("Fact of Homs"))

    with pytest.raises(UnknownStory):
        made(room, tmp_path / "here.xlsx", story="other-story")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    room = desk(fact("Fact of Homs"))

    with pytest.raises(SheetFailed, match="No such file or directory"):
        made(room, tmp_path / "no" / "aside.xlsx", facts=LARGE + 1)


# ── large files that are sent ───────────────────────────────────────────────────────────────────
def came_of(room: Newsroom, text: str, content: bytes, monkeypatch: pytest.MonkeyPatch, *, aside: bool) -> Taken:
    """What came of a file, all of the work on it done here or in a child."""
    monkeypatch.setattr(sheet_port, "LARGE_BYTES", 0 if aside else 1 << 40)
    return sheet_port.take(house_of(room), Arrived(text, "homs.xlsx", content, None, Person("slack:T1:U1")))


@pytest.mark.parametrize("text", ["/check-sheet", "/import", ""])
def test_a_child_that_takes_a_file_says_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room = desk(fact("Fact 1 of Homs"), fact("Fact 2 of Homs"))
    content = put(exported(room), "Facts", "F2", caveat="A first count.")
    edit(room, "F1", ChangeKind.CORRECT, text="Fact 1 put right")

    here, aside = (came_of(room, text, content, monkeypatch, aside=aside) for aside in (False, True))

    assert here.answered.reply == aside.answered.reply
    assert (here.text, here.marked) == (aside.text, aside.marked)


def test_what_a_child_showed_can_be_said_yes_to(monkeypatch: pytest.MonkeyPatch) -> None:
    room = desk(fact("Fact 1 of Homs"), fact("Fact 2 of Homs"))
    content = put(exported(room), "Facts", "F2", caveat="A first count.")
    promote(room.desk, "slack:T1:U1")
    shown = came_of(room, "/import", content, monkeypatch, aside=True).answered.reply

    told = room.answered(shown.actions[0].command, person=Person("slack:T1:U1")).reply

    assert "1 proposal from homs.xlsx waits for review." in str(told.blocks[0])


def test_a_hostile_file_is_refused_by_a_child_too(monkeypatch: pytest.MonkeyPatch) -> None:
    room = desk(fact("Fact 1 of Homs"))

    taken = came_of(room, "/import", REFUSED["macro"][0](), monkeypatch, aside=True)

    assert (taken.answered.trouble, "macros" in str(taken.answered.reply.blocks[0])) == ("SheetRefused", True)


def test_a_child_that_cannot_take_a_file_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    room = desk(fact("Fact 1 of Homs"))
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(SheetFailed, match="too much to work through"):
        came_of(room, "/import", exported(room), monkeypatch, aside=True)
