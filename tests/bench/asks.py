"""What an ask costs, on a story of ten thousand revisions and on one of a million, with the floor measured beside it.

    python tests/bench/asks.py [--quick] [--keep DIR]

``--quick`` is the same on less; ``--keep`` leaves the made stories in a folder and takes them from there the next time.
Prints a JSON line a measurement. Times are in milliseconds unless ``unit`` says otherwise; the floor is the driver alone, running the
statements that the ask just ran, in turns with it. Nothing is asserted.
"""

import argparse
import gc
import hashlib
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOUSE))

from msgspec import Struct  # noqa: E402  # the house is found only now
from rapidfuzz import process  # noqa: E402
from rapidfuzz.fuzz import WRatio  # noqa: E402
from sqlalchemy import Connection  # noqa: E402

from briefings import names, open_store  # noqa: E402
from briefings.errors import SeveralNames, UnknownName  # noqa: E402
from briefings.finding.resolving import KINDS, near, resolve  # noqa: E402
from briefings.store import Store, prepared  # noqa: E402
from handlers.desk import Desk, Request  # noqa: E402
from tests.bench.big_story import RECORDED_FROM, SLUG, Size  # noqa: E402

NOW = datetime(2024, 12, 7, 12, tzinfo=UTC)
SMALL, LARGE = Size(2_000, 5, 50, 200, 1_000), Size(200_000, 5, 5_000, 20_000, 100_000)
QUICK_SMALL, QUICK_LARGE = Size(1_000, 5, 25, 100, 500), Size(20_000, 5, 500, 2_000, 10_000)


class Bench(Struct):
    """One story opened for measuring."""

    path: Path
    size: Size
    store: Store
    desk: Desk
    places: list[tuple[str, str]]  # preferred name and type of places with a usual number of facts
    busiest: list[str]
    provinces: list[str]

    def ask(self, text: str) -> Any:
        """One question, as a platform would put it."""
        return self.desk.reply(Request(text, NOW))


# ── the stories ─────────────────────────────────────────────────────────────────────────────────
@contextmanager
def opened(size: Size, folder: Path) -> Iterator[Bench]:
    """The story of this size, made if it is not there yet."""
    code = HOUSE / "briefings" / "store"
    tables = hashlib.sha256(b"".join((code / name).read_bytes() for name in ("tables.py", "search.py", "writing.py"))).hexdigest()
    path = folder / f"{size.facts}x{size.revisions}-{size.places}-{size.actors}-{size.aliases}-{tables[:8]}.db"  # never one of other tables
    if not path.exists():
        began = time.perf_counter()
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.bench.big_story",
                str(part),
                *(str(n) for n in (size.facts, size.revisions, size.places, size.actors, size.aliases)),
            ],
            cwd=HOUSE,
            check=True,
        )  # our own file
        part.rename(path)
        tell("story made", "s", revisions=size.total, seconds=round(time.perf_counter() - began, 1), megabytes=path.stat().st_size // 1_000_000)
    store = open_store(f"sqlite:///{path}", clock=lambda: NOW)
    try:
        yield Bench(path, size, store, Desk(store, default=SLUG), *_asked_about(path))
    finally:
        store.close()


def _asked_about(path: Path) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Places with 15 to 40 facts, the busiest ones, and the provinces."""
    with sqlite3.connect(path) as plain:
        counted = plain.execute(
            "SELECT json_extract(r.body, '$.name'), json_extract(r.body, '$.type'), count(*) FROM record r "
            "JOIN link l ON l.story = r.story AND l.target = 'place:' || r.id AND l.superseded IS NULL "
            "WHERE r.kind = 'place' GROUP BY r.id ORDER BY 3 DESC"
        ).fetchall()
    usual = [(name, kind) for name, kind, many in counted if 15 <= many <= 40 and kind in ("city", "town", "village")]
    return (
        usual,
        [name for name, kind, _ in counted if kind in ("city", "town", "village")][:20],
        [name for name, kind, _ in counted if kind == "province"][:20],
    )


# ── measuring ───────────────────────────────────────────────────────────────────────────────────
def tell(what: str, unit: str, **numbers: Any) -> None:
    """One measurement as a JSON line."""
    print(json.dumps({"what": what, "unit": unit, **numbers}), flush=True)


def spread(times: Sequence[float]) -> dict[str, float]:
    """The median and the 99th percentile, and how many there were."""
    ranked = sorted(times)
    return {"p50": round(ranked[len(ranked) // 2], 4), "p99": round(ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))], 4), "n": len(ranked)}


def timed(call: Callable[[], object]) -> float:
    """Milliseconds that a call takes."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


class Floor:
    """The driver alone: runs the statements that an ask ran, with the same values, in one transaction."""

    def __init__(self, path: Path) -> None:
        self._plain = sqlite3.connect(path, isolation_level=None)
        self._plain.execute("PRAGMA temp_store=MEMORY")

    def run(self, statements: Sequence[tuple[str, Any]]) -> None:
        """All of them, every row fetched."""
        self._plain.execute("BEGIN")
        for statement, values in statements:
            self._plain.execute(statement, values).fetchall()
        self._plain.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        self._plain.close()


@contextmanager
def overheard() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are run on the driver meanwhile, word for word, with their values."""
    heard: list[tuple[str, Any]] = []
    run = prepared.on_driver

    def noted(connection: Connection, statement: str, values: Any) -> list[tuple[Any, ...]]:
        heard.append((statement, values))
        return run(connection, statement, values)

    prepared.on_driver = noted  # a bench looks inside
    try:
        yield heard
    finally:
        prepared.on_driver = run


def against_floor(bench: Bench, what: str, questions: Sequence[str]) -> dict[str, float]:
    """Each question first, again, and its bare statements, in turns."""
    floor, first, again, bare, statements = Floor(bench.path), [], [], [], 0
    gc.collect()
    for question in questions:
        with overheard() as heard:  # some microseconds a statement; a later ask may find in memory what this one read
            first.append(timed(lambda: bench.ask(question)))  # noqa: B023  # called at once
        again.append(timed(lambda: bench.ask(question)))  # noqa: B023
        floor.run(heard)
        bare.append(timed(lambda: floor.run(heard)))
        statements = max(statements, len(heard))
    floor.close()
    numbers = spread(first)
    tell(f"{what}, first", "ms", revisions=bench.size.total, **numbers, statements=statements)
    tell(f"{what}, repeated", "ms", revisions=bench.size.total, **spread(again))
    tell(
        f"{what}, bare statements",
        "ms",
        revisions=bench.size.total,
        **spread(bare),
        times_bare=round(numbers["p50"] / max(spread(bare)["p50"], 1e-6), 2),
    )
    return numbers


# ── what is measured ────────────────────────────────────────────────────────────────────────────
def statuses(bench: Bench, rounds: int) -> dict[str, dict[str, float]]:
    """Status of a usual place, of the busiest, of a province."""
    for name, _ in bench.places[-3:]:
        bench.ask(f"/status {name}")  # statements are compiled, caches of the process warm
    villages = [f"/status {name}" for name, kind in bench.places if kind != "city"]
    cities = [f"/status {name}" for name, kind in bench.places if kind == "city"]
    return {
        "status of a town": against_floor(bench, "status of a town", villages[:rounds]),
        "status of a city": against_floor(bench, "status of a city", cities[:rounds]),
        "status of the busiest": against_floor(bench, "status of the busiest", [f"/status {n}" for n in bench.busiest]),
        "status of a province": against_floor(bench, "status of a province", [f"/status {n}" for n in bench.provinces[:10]]),
    }


def processor(bench: Bench, rounds: int) -> None:
    """CPU time a status takes, all threads."""
    questions = [f"/status {name}" for name, _ in bench.places[:rounds]] or [f"/status {n}" for n in bench.busiest]
    began = time.process_time()
    for question in questions:
        bench.ask(question)
    tell("CPU per status", "ms", revisions=bench.size.total, mean=round((time.process_time() - began) * 1000 / len(questions), 4), n=len(questions))


def typos(bench: Bench, rounds: int) -> None:
    """A name with a slip in it: ours on a shortlist, and WRatio over every alias, in turns."""
    with sqlite3.connect(bench.path) as plain:
        on_file = plain.execute("SELECT folded, kind, target FROM name WHERE length(folded) BETWEEN 7 AND 22 ORDER BY id").fetchall()
        everything = plain.execute("SELECT folded, kind, target FROM name").fetchall()
    pick = random.Random(5)
    choices, owners = [f for f, _, _ in everything], [(k, t) for _, k, t in everything]
    ours, theirs, taken, offered, theirs_first, theirs_three, wrong = [], [], 0, 0, 0, 0, 0
    for folded, kind, target in pick.sample(on_file, rounds):
        typed = mistyped(folded, pick)
        with bench.store.reading(SLUG) as reading:
            began = time.perf_counter()
            try:
                meaning = resolve(reading, typed)
                mine: list[Any] = [(meaning.kind, meaning.id)]
            except SeveralNames as several:
                mine = [(m.kind, m.id) for m in several.meanings]
            except UnknownName as unknown:
                mine, meant = [], unknown.near
                offered += _name_of(reading, kind, target) in meant
            ours.append((time.perf_counter() - began) * 1000)
        taken += (kind, target) in mine
        wrong += bool(mine) and (kind, target) not in mine
        began = time.perf_counter()
        best = process.extract(typed, choices, scorer=WRatio, limit=3)
        theirs.append((time.perf_counter() - began) * 1000)
        theirs_first += owners[best[0][2]] == (kind, target)
        theirs_three += any(owners[i] == (kind, target) for _, _, i in best)
    tell(
        "a name with a typo",
        "ms",
        aliases=len(choices),
        **spread(ours),
        taken=round(taken / rounds, 3),
        taken_or_offered=round((taken + offered) / rounds, 3),
        wrongly_taken=round(wrong / rounds, 3),
    )
    tell(
        "the same, WRatio over all",
        "ms",
        aliases=len(choices),
        **spread(theirs),
        first=round(theirs_first / rounds, 3),
        among_three=round(theirs_three / rounds, 3),
        times_ours=round(spread(theirs)["p50"] / spread(ours)["p50"], 1),
    )


def _name_of(reading: Any, kind: str, target: str) -> str:
    from briefings.finding.resolving import preferred

    return preferred(reading, kind, target)


def mistyped(word: str, pick: random.Random) -> str:
    """One slip: a letter left out, doubled, changed or swapped with the next; never the first one."""
    at = pick.randrange(1, len(word) - 1)
    return pick.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + pick.choice("aeioulrnst") + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def completion(bench: Bench, rounds: int) -> None:
    """Names that begin so, of two, three and five letters."""
    pick = random.Random(6)
    names_on_file = [n for n, _ in bench.places] + bench.busiest
    for letters in (2, 3, 5):
        times = []
        for _ in range(rounds):
            prefix = names.fold(pick.choice(names_on_file))[:letters]
            with bench.store.reading(SLUG) as reading:
                times.append(timed(lambda: reading.starting(prefix, KINDS)))  # noqa: B023
        tell(f"completion of {letters} letters", "ms", revisions=bench.size.total, **spread(times))


def misses(bench: Bench, rounds: int) -> None:
    """A name that is not on file, with what is offered instead."""
    pick, times = random.Random(9), []
    for _ in range(rounds):
        typed = "".join(pick.choice("abdeghiklmnorstuz") for _ in range(pick.randrange(5, 14)))
        with bench.store.reading(SLUG) as reading:
            times.append(timed(lambda: near(reading, typed)))  # noqa: B023
    tell("a name that is none", "ms", revisions=bench.size.total, **spread(times))


def past(bench: Bench, rounds: int) -> None:
    """Status as it was recorded half way through the revisions, and as of a day."""
    half = RECORDED_FROM + timedelta(microseconds=bench.size.total // 2)
    questions = [name for name, _ in bench.places[:rounds]]

    def recorded(name: str) -> None:
        from briefings.queries.status import status

        with bench.store.reading(SLUG, recorded=half) as reading:
            status(reading, place=name)

    tell("status as recorded half way", "ms", revisions=bench.size.total, **spread([timed(lambda: recorded(n)) for n in questions]))  # noqa: B023
    then = [timed(lambda: bench.ask(f"/status {n} as of 1 June 2024")) for n in questions]  # noqa: B023
    tell("status as of a day", "ms", revisions=bench.size.total, **spread(then))


def plain_questions(bench: Bench, rounds: int) -> None:
    """Questions in plain words: about a place, about nothing named, and who holds a place."""
    pick = random.Random(7)
    for what, made in (
        ("ask, a place and a deed", "was the hospital in {} shelled?"),
        ("ask, full text alone", "was a grain silo mined {}"),
        ("ask, who controls", "who controls {}?"),
    ):
        several = pick.sample(bench.places, min(rounds, len(bench.places)))
        questions = [made.format(name if "alone" not in what else "") for name, _ in several]
        tell(what, "ms", revisions=bench.size.total, **spread([timed(lambda: bench.ask(q)) for q in questions]))  # noqa: B023


def others(bench: Bench, rounds: int) -> None:
    """The other commands, a few times each."""
    name = bench.busiest[0]
    for question in (
        "/disputed",
        f"/timeline {name}",
        "/figures",
        "/background",
        "/actors",
        "/sources",
        "/factbox",
        "/unknowns",
        "/story",
        "/cite F12",
        "/since 1 Dec 2024",
    ):
        tell(question.replace(name, "PLACE"), "ms", revisions=bench.size.total, **spread([timed(lambda: bench.ask(question)) for _ in range(rounds)]))  # noqa: B023


def memory() -> int:
    """Kilobytes of this process in memory; 0 where the system does not tell."""
    lines = Path("/proc/self/status").read_text().splitlines() if Path("/proc/self/status").exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def run(*, quick: bool, folder: Path) -> None:
    """Everything, small story and large."""
    rounds = 40 if quick else 200
    found = {}
    for size in (QUICK_SMALL, QUICK_LARGE) if quick else (SMALL, LARGE):
        before = memory()
        with opened(size, folder) as bench:
            found[size.total] = statuses(bench, rounds)
            processor(bench, rounds)
            completion(bench, rounds)
            typos(bench, 10 if quick else 40)
            misses(bench, rounds)
            past(bench, rounds)
            tell("memory", "MB", revisions=size.total, grown=round((memory() - before) / 1000, 1), whole=round(memory() / 1000, 1))
            plain_questions(bench, 5 if quick else 10)
            others(bench, 3)
            tell(
                "memory after every command", "MB", revisions=size.total, grown=round((memory() - before) / 1000, 1), whole=round(memory() / 1000, 1)
            )
    small, large = found.values()
    for what in small:
        tell(
            f"growth, {what}",
            "times",
            p50=round(large[what]["p50"] / small[what]["p50"], 2),
            p99=round(large[what]["p99"] / small[what]["p99"], 2),
            n=large[what]["n"],
        )


def main() -> None:
    """Read the arguments and run."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--quick", action="store_true", help="the same on less, under a minute")
    read.add_argument("--keep", type=Path, help="a folder to keep the made stories in")
    chosen = read.parse_args()
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
        run(quick=chosen.quick, folder=chosen.keep)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(quick=chosen.quick, folder=Path(folder))


if __name__ == "__main__":
    main()
