"""``doctor``: what is in order, what is missing and how to get it, a sentence each. The exit status says whether answers can be given."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.findings import MISSING, NOTE, OK, Finding
from bot.guard import NO_REPLY
from bot.progress import progress
from bot.stories import card
from bot.wiring import Clock, House, open_house
from briefings.errors import FactboxError, PackProblems
from briefings.packs import bundled
from briefings.packs.reading import read_pack
from briefings.store.migrations import NEWEST
from config.settings import Settings, SettingsProblems, read_settings, unknown_names

OLDEST_PYTHON = (3, 11)
ROOM_BYTES = 200_000_000  # free on the disk; the bundled stories take about one million


def report(findings: list[Finding], *, as_data: bool) -> int:
    """Print the findings, a line each or as JSON; 0 if answers can be given."""
    ready = all(f.state != MISSING for f in findings)
    if as_data:
        told = [{"about": f.about, "state": f.state, "says": f.says} for f in findings]
        print(json.dumps({"schema": 1, "ready": ready, "findings": told}, ensure_ascii=False))
    else:
        print("\n".join(f"{f.state:<8} {f.says}" for f in findings))
        print(f"\n{'Answers can be given.' if ready else 'No answers can be given until what is missing is mended.'}")
    return 0 if ready else NO_REPLY


def examine(environ: Mapping[str, str], *, clock: Clock) -> list[Finding]:
    """Look at everything an answer needs; with settings that cannot be used, at the rest as if they were not set."""
    found = [_python(), *(Finding("settings", NOTE, sentence) for sentence in unknown_names(environ))]
    try:
        settings = read_settings(environ)
        found.append(Finding("settings", OK, "The settings can all be used."))
    except SettingsProblems as wrong:
        found += [Finding("settings", MISSING, sentence) for _, sentence in wrong.problems]
        bad = {name for name, _ in wrong.problems}
        try:
            settings = read_settings({name: value for name, value in environ.items() if name not in bad})
        except SettingsProblems:  # not even without them, as where nobody's home folder is known
            return found
    return [*found, *_folder(settings), *_packs(), *_database(settings, clock), *_slack(settings), *_discord(settings)]


def _python() -> Finding:
    here = ".".join(str(n) for n in sys.version_info[:3])
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Finding("python", MISSING, f"Python is {here}; Factbox needs 3.11 or newer, from python.org or your system's packages.")
    return Finding("python", OK, f"Python is {here}.")


def _folder(settings: Settings) -> Iterator[Finding]:
    """The data folder and the room on its disk. Where a server keeps the facts, only history and log are lost without it."""
    folder, needed = settings.data_dir, settings.database_url is None
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            yield Finding("folder", OK, f"The data folder {folder} can be written.")
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        yield Finding("folder", MISSING if needed else NOTE,
                      f"The data folder {folder} cannot be written ({why}). Check its rights, or set FACTBOX_DATA_DIR to one that can.")
        return
    free = shutil.disk_usage(folder).free
    enough = free >= ROOM_BYTES
    yield Finding("disk", OK if enough else NOTE, f"{free / 1e9:,.1f} GB are free on its disk{'.' if enough else '; free some before it is full.'}")


def _packs() -> Iterator[Finding]:
    with progress("Checking the bundled stories"):
        for folder in bundled():
            try:
                pack = read_pack(folder)
                yield Finding("pack", OK, f"The bundled story {pack.story.slug} is sound.")
            except PackProblems as wrong:
                yield Finding("pack", NOTE, f"The bundled story {folder.name} has mistakes, the first at {wrong.problems[0]}. "
                                            f"See all with: python -m bot story check {folder}")


def _database(settings: Settings, clock: Clock) -> Iterator[Finding]:
    try:
        with open_house(settings, clock=clock) as house:
            yield Finding("database", OK, f"The {_kind(house)} database {house.store.where} answers; its schema is {NEWEST}, the newest.")
            yield from _stories(house)
            yield from _zones(house)
    except FactboxError as trouble:
        yield Finding("database", MISSING, str(trouble).partition("\n")[0])


def _kind(house: House) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(house.store.kind, house.store.kind)


def _stories(house: House) -> Iterator[Finding]:
    on_file = house.store.stories()
    if not on_file:
        yield Finding("stories", MISSING, "No story is on file. Load one with: python -m bot story load DIR")
        return
    yield from (Finding("story", OK, f"On file: {card(house, one)}.") for one in on_file)
    wanted = house.settings.story
    if wanted not in [one.story.slug for one in on_file]:
        yield Finding("story", NOTE, f"FACTBOX_STORY is {wanted}, which is not on file; {on_file[0].story.slug} is asked instead.")


def _zones(house: House) -> Iterator[Finding]:
    """Whether every zone needed is known here, and in which one times are shown."""
    zones = {one.story.zone for one in house.store.stories()}
    unknown = sorted(zone for zone in zones if not _known(zone))
    if unknown:
        yield Finding("zones", MISSING, f"The time zone {' and '.join(unknown)} is not known here. Install the zone data: pip install tzdata")
        return
    yield Finding("zones", OK, "The time zone data are there.")
    own = f"the zone of each story ({', '.join(sorted(zones))}); FACTBOX_ZONE changes that"
    yield Finding("zone", OK, f"Times are shown in {f'{house.settings.zone}, as set' if house.settings.zone else own}.")


def _slack(settings: Settings) -> list[Finding]:
    """Slack, where it is configured: nobody without it needs its SDK loaded."""
    if settings.slack_bot_token is None:
        return []
    from bot.slack_doctor import examine_slack
    from bot.slack_settings import way_for

    with progress("Asking Slack"):
        return examine_slack(way_for(settings))


def _discord(settings: Settings) -> list[Finding]:
    """Discord, where it is configured."""
    if settings.discord_token is None:
        return []
    from bot.discord_doctor import examine_discord

    with progress("Asking Discord"):
        return examine_discord(settings)


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
