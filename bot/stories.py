"""``story check``, ``story load`` and ``story list``."""

import sys
from datetime import date
from pathlib import Path

from bot.guard import NO_REPLY
from bot.wiring import House, load
from briefings import show_day
from briefings.changes.load_pack import Loaded
from briefings.errors import PackProblems
from briefings.packs.reading import read_pack
from briefings.store import OnFile


def check(folder: Path) -> int:
    """Print every mistake of a story pack as ``file:line: words``, or what is in it."""
    try:
        pack = read_pack(folder)
    except PackProblems as wrong:
        print("\n".join(str(problem) for problem in wrong.problems))
        print(str(wrong).partition("\n")[0].replace("nothing was loaded", "it cannot be loaded"), file=sys.stderr)
        return NO_REPLY
    parts = ((pack.facts, "fact"), (pack.places, "place"), (pack.actors, "actor"), (pack.sources, "source"), (pack.documents, "document"),
             (pack.questions, "open question"))
    print(f"{pack.story.slug} is sound: {', '.join(_counted(len(things), what) for things, what in parts)}.")
    return 0


def add(house: House, folder: Path) -> int:
    """Load a story pack and say what that did."""
    pack = read_pack(folder)
    done = load(house.store, pack)
    print(f"{pack.story.slug}: {_did(done)}." if done else f"{pack.story.slug} is on file just as it stands there; nothing was done.")
    return 0


def show(house: House) -> int:
    """Print a line for each story on file."""
    for on_file in house.store.stories():
        print(card(house, on_file))
    return 0


def card(house: House, on_file: OnFile) -> str:
    """One story in a line: slug, title, how many facts, how far the material reaches."""
    with house.store.reading(on_file.story.slug) as reading:
        facts = _counted(reading.count(), "fact")
        newest = reading.newest
    reach = f"material up to {show_day(date.fromisoformat(newest))}" if newest else "no dated material"
    marks = "".join(f", {word}" for word, holds in (("demonstration", on_file.story.demonstration), ("closed", on_file.story.closed)) if holds)
    return f"{on_file.story.slug}: {on_file.story.title} ({facts}, {reach}{marks})"


def _did(done: Loaded) -> str:
    parts = [_counted(len(done.added), "fact") + " added", f"{len(done.revised)} revised"]
    parts += [f"{len(done.kept)} left as the desk has edited them ({', '.join(done.kept)})"] if done.kept else []
    parts += [f"{len(done.gone)} no longer in the pack and kept on file ({', '.join(done.gone)})"] if done.gone else []
    return ", ".join([*parts, _counted(done.records, "other record") + " new or changed"])


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
