"""The README is true: its example story loads and answers, its commands exist."""

import re
from datetime import UTC, datetime
from pathlib import Path

from briefings import open_store
from briefings.changes.load_pack import load_pack
from briefings.packs import FILES, OPTIONAL
from briefings.packs.reading import read_pack
from handlers.catalogue import command_table
from handlers.desk import Desk, Request
from handlers.platforms.console import render

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def example_story(folder: Path) -> Path:
    """The YAML blocks of the README, each written to the file its first comment names."""
    for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL):
        name = re.search(r"# (\w+\.yaml)", block)
        assert name is not None
        (folder / name.group(1)).write_text(block, encoding="utf-8")
    return folder


def test_the_example_story_has_every_file_a_pack_needs(tmp_path: Path) -> None:
    folder = example_story(tmp_path)

    assert {p.name for p in folder.iterdir()} == set(FILES) - OPTIONAL


def test_the_example_story_loads_and_answers(tmp_path: Path) -> None:
    pack = read_pack(example_story(tmp_path))
    store = open_store(f"sqlite:///{tmp_path / 'facts.db'}", clock=lambda: datetime.now(UTC))
    with store.writing(pack.story.slug) as writing:
        load_pack(writing, pack)

    seen = render(Desk(store, default="harbour-fire").reply(Request("how many people were hurt?", datetime.now(UTC))).reply)

    store.close()
    assert "Three people were hurt" in seen
    assert "The Gazette, 4 Mar 2025" in seen


def test_the_command_table_is_the_catalogue() -> None:
    between = README.partition("<!-- commands")[2].partition("-->")[2].partition("<!-- /commands -->")[0]

    assert between.strip() == command_table()
