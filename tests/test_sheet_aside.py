"""A large sheet is made in a child: the same bytes, progress told, and nothing left where it fails."""

from pathlib import Path

import pytest

from bot.sheets import LARGE, SheetFailed, make_sheet
from briefings.errors import UnknownStory
from briefings.sheet.selection import Selection
from briefings.vocabulary import PubStatus
from tests.sheet_files import rows
from tests.stories import Newsroom, desk, fact


def made(room: Newsroom, into: Path, *, facts: int = 0, story: str = "", selection: Selection | None = None) -> list[tuple[int, int]]:
    """Make a sheet; the progress that was told."""
    told: list[tuple[int, int]] = []
    make_sheet(room.store, f"sqlite:///{room.store.where}", story or room.slug, into, clock=room.clock, selection=selection or Selection(),
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
