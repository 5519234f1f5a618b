"""The store: one schema on two databases, nothing overwritten, one snapshot an ask, and one sentence where it cannot be had."""

import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, event, func, insert, select, text
from sqlalchemy.engine import make_url

from briefings import Store, open_store
from briefings.changes.load_pack import load_pack
from briefings.errors import DatabaseDamaged, DatabaseNewer, DatabaseUnreachable, DatabaseUnwritable, DiskFull, StoreTrouble, UnknownStory
from briefings.store import migrations, tables
from briefings.store.ledger import Address, Binding
from briefings.store.reading import Wanted
from briefings.store.times import from_micros, to_micros
from briefings.vocabulary import ChangeKind
from tests.stories import NOW, Clock, Newsroom, ask, desk, edit, fact, load, opened, pack, with_pack

CHANNEL = Address("slack", "T1", "C1")


def rows(store: Store, table: Any) -> int:
    """How many rows a table has."""
    with store._reading() as connection:  # counted behind the store's back
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def sentence(trouble: pytest.ExceptionInfo[StoreTrouble]) -> str:
    """The trouble's text, after making sure that it is for people: one line, ended, and no driver's or language's words in it."""
    said = str(trouble.value)
    assert said.endswith(".")
    assert not [w for w in ("\n", "sqlite3.", "psycopg.", "Traceback", "SELECT", "Error", "sqlalche") if w in said], said
    return said


# ── one schema ──────────────────────────────────────────────────────────────────────────────────
def test_the_migrations_make_the_tables_that_the_code_names(store_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with create_engine(store_url.replace("postgresql:", "postgresql+psycopg:")).connect() as connection:
        ours = {"fact_text", "alembic_version"}
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _parents: kind != "table" or not str(name).startswith(tuple(ours))}
        )
        found = compare_metadata(context, tables.metadata)
        connection.close()
        connection.engine.dispose()

    assert found == []


def test_the_known_revisions_are_those_in_the_folder() -> None:
    folder = Path(migrations.__file__).parent / "versions"

    found = sorted(p.name.partition("_")[0] for p in folder.glob("[0-9]*.py"))

    assert (tuple(found), found[-1]) == (migrations.KNOWN, migrations.NEWEST)


def test_an_empty_database_is_brought_up_once(bare_url: str) -> None:
    first = open_store(bare_url, clock=Clock())
    again = first.migrate()
    first.close()

    assert again is False


def test_many_processes_may_bring_a_database_up_at_once(bare_url: str) -> None:
    troubles: list[BaseException] = []

    def bring_up() -> None:
        try:
            open_store(bare_url, clock=Clock()).close()
        except BaseException as trouble:
            troubles.append(trouble)

    together(*[bring_up] * 6)

    assert troubles == []


def test_full_text_finds_alike_on_both_databases(store_url: str) -> None:
    newsroom = desk(fact("Thousands of people fled Homs"), fact("An exodus from Hama"), fact("The dollar rose"), on=store_url)

    with newsroom.store.reading(newsroom.slug) as reading:
        found = {f.id for f in reading.matching(("fled", "xflee"))}

    assert found == {"F1", "F2"}


@pytest.mark.parametrize("terms", [('"',), ("'",), ("a:b",), ("*",), ("",), ("NEAR(",), ("\\",), ("حمص",), ("🙂",), ("--",), ("x" * 5000,)])
def test_any_term_can_be_searched_for(store_url: str, terms: tuple[str, ...]) -> None:
    newsroom = desk(fact("Thousands fled Homs"), on=store_url)

    with newsroom.store.reading(newsroom.slug) as reading:
        assert reading.matching(terms) == ()


@pytest.mark.parametrize("others", [0, 1, 2, 3, 511, 512, 30_000])
def test_however_many_are_asked_for_at_once_those_on_file_are_found(store_url: str, others: int) -> None:
    newsroom = desk(fact("Troops left Homs"), fact("Hama was captured"), on=store_url)

    with newsroom.store.reading(newsroom.slug) as reading:
        found = [f.id for f in reading.numbered((2, *range(3, 3 + others)))]

    assert found == ["F2"]


@pytest.mark.parametrize("store_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_connection_that_the_server_has_closed_is_replaced(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)
    before = ask(newsroom, "/status Homs")

    with create_engine(store_url.replace("postgresql:", "postgresql+psycopg:")).connect() as other:
        other.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))
    other.engine.dispose()

    assert ask(newsroom, "/status Homs") == before


# ── nothing is overwritten ──────────────────────────────────────────────────────────────────────
def test_loading_a_pack_twice_changes_nothing(store_url: str) -> None:
    told = pack(fact("Troops left Homs"), fact("Hama was captured"))
    newsroom = with_pack(told, on=store_url)
    before = [rows(newsroom.store, t) for t in (tables.fact, tables.record, tables.link, tables.name)]

    load(newsroom.store, told)

    assert [rows(newsroom.store, t) for t in (tables.fact, tables.record, tables.link, tables.name)] == before


def test_a_changed_pack_makes_a_revision_and_keeps_the_one_before(store_url: str) -> None:
    newsroom = with_pack(pack(fact("At least 10 people left Homs")), on=store_url)

    load(newsroom.store, pack(fact("At least 20 people left Homs")))

    with newsroom.store.reading(newsroom.slug) as reading:
        history = [(r.revision, r.fact.text, r.superseded_utc is None) for r in reading.history(1)]
    assert history == [(1, "At least 10 people left Homs", False), (2, "At least 20 people left Homs", True)]


def test_a_fact_that_the_desk_has_edited_is_not_overwritten_by_its_pack(store_url: str) -> None:
    newsroom = with_pack(pack(fact("At least 10 people left Homs")), on=store_url)
    edit(newsroom, "F1", text="At least 12 people left Homs")

    with newsroom.store.writing(newsroom.slug) as writing:
        loaded = load_pack(writing, pack(fact("At least 20 people left Homs")))

    assert (loaded.kept, loaded.revised, "At least 12" in ask(newsroom, "/status Homs")) == (("F1",), (), True)


def test_a_fact_that_leaves_the_pack_stays_on_file_and_is_named(store_url: str) -> None:
    newsroom = with_pack(pack(fact("Troops left Homs"), fact("Hama was captured")), on=store_url)

    with newsroom.store.writing(newsroom.slug) as writing:
        loaded = load_pack(writing, pack(fact("Troops left Homs")))

    assert loaded.gone == ("F2",)
    assert "captured" in ask(newsroom, "/status Hama")


def test_an_edited_text_is_found_by_its_new_words_and_not_by_its_old_ones(store_url: str) -> None:
    newsroom = desk(fact("The dam of Homs burst"), on=store_url)
    edit(newsroom, "F1", text="The bridge of Homs fell")

    with newsroom.store.reading(newsroom.slug) as reading:
        assert ([f.id for f in reading.matching(("bridg",))], reading.matching(("dam",))) == (["F1"], ())


def test_every_change_raises_the_storys_version(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)
    before = newsroom.store.stories()[0].version

    edit(newsroom, "F1", text="Troops left Homs on foot")

    assert newsroom.store.stories()[0].version == before + 1


def test_a_change_that_fails_leaves_nothing_behind(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)
    before = newsroom.store.stories()

    with pytest.raises(RuntimeError, match="half way"), newsroom.store.writing(newsroom.slug) as writing:  # noqa: PT012  # the change and its end
        load_pack(writing, pack(fact("Something else in Homs")))
        raise RuntimeError("half way")

    assert (newsroom.store.stories(), "Troops left" in ask(newsroom, "/status Homs")) == (before, True)


def test_a_fact_number_is_never_used_again(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), fact("Hama was captured"), on=store_url)
    edit(newsroom, "F2", ChangeKind.KILL, pubstatus="canceled")

    with newsroom.store.writing(newsroom.slug) as writing:
        assert writing.next_number() == 3


def test_a_story_that_is_not_on_file_is_named_with_those_that_are(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)

    with pytest.raises(UnknownStory, match="test-story"), newsroom.store.reading("no-such-story"):
        pass


def test_two_stories_do_not_mix(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)
    load(newsroom.store, pack(fact("Floods reached Homs"), slug="other-story"))

    assert "Floods" not in ask(newsroom, "/status Homs")
    assert "Floods" in ask(newsroom, "/status Homs", story="other-story")


# ── times ───────────────────────────────────────────────────────────────────────────────────────
def test_recorded_times_never_run_backwards_though_the_clock_does(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)
    for minutes in (-60, 5, -600):
        newsroom.clock.forward(minutes=minutes)
        edit(newsroom, "F1", text=f"Troops left Homs {minutes}")

    with newsroom.store.reading(newsroom.slug) as reading:
        reading.now += 10**12
        recorded = [r.recorded_utc for r in reading.history(1)]

    assert len(recorded) == 4
    assert recorded == sorted(set(recorded))


def test_what_was_changed_while_the_clock_ran_backwards_is_still_what_stands(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)
    newsroom.clock.forward(days=-1)

    edit(newsroom, "F1", text="Troops left Homs on foot")

    assert "on foot" in ask(newsroom, "/status Homs")
    assert "v2" in ask(newsroom, "/cite F1")


def test_as_recorded_at_a_past_moment_shows_what_stood_then(store_url: str) -> None:
    newsroom = desk(fact("At least 10 people left Homs"), on=store_url)
    newsroom.clock.forward(hours=2)
    edit(newsroom, "F1", text="At least 20 people left Homs")
    newsroom.clock.forward(hours=1)

    with newsroom.store.reading(newsroom.slug, recorded=NOW + timedelta(hours=1)) as reading:
        then = [f.text for f in reading.facts(Wanted(about=("place:homs-city",)))]

    assert then == ["At least 10 people left Homs"]


@pytest.mark.parametrize(
    "moment",
    [datetime(2024, 12, 6, 10, 30, 0, 123456, UTC), datetime(1969, 12, 31, 23, 59, 59, 999999, UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)],
)
def test_moments_keep_their_microseconds(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment


# ── one snapshot ────────────────────────────────────────────────────────────────────────────────
def test_a_writer_between_two_statements_of_an_ask_is_not_seen(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)

    with newsroom.store.reading(newsroom.slug) as reading:
        before = reading.facts(Wanted())
        edit(newsroom, "F1", text="Troops stayed in Homs")
        after = reading.facts(Wanted())

    assert before == after
    assert "stayed" in ask(newsroom, "/status Homs")


def test_the_storys_version_and_its_facts_are_of_one_moment(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs 0"), on=store_url)
    first, stop, wrong = newsroom.store.stories()[0].version, threading.Event(), []

    def change() -> None:
        for n in range(1, 25):
            edit(newsroom, "F1", text=f"Troops left Homs {n}")
        stop.set()

    def look() -> None:
        while not stop.is_set():
            with newsroom.store.reading(newsroom.slug) as reading:
                version, seen = reading.version, reading.facts(Wanted())[0].text
            if seen != f"Troops left Homs {version - first}":
                wrong.append((version, seen))

    together(change, look, look)

    assert wrong == []


# ── writers ─────────────────────────────────────────────────────────────────────────────────────
def together(*jobs: Any) -> None:
    """Run jobs in threads at once and wait for all."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_eight_writers_at_once_wait_for_each_other_and_none_fails(store_url: str) -> None:
    newsroom = desk(*(fact(f"Troops left Homs {n}") for n in range(8)), on=store_url)
    troubles: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(6):
                edit(newsroom, f"F{number}", text=f"Troops left Homs, turn {turn}")
        except BaseException as trouble:
            troubles.append(trouble)

    together(*(lambda n=n: write(n) for n in range(1, 9)))

    assert troubles == []
    assert rows(newsroom.store, tables.fact) == 8 + 8 * 6


def test_reading_goes_on_while_much_is_imported(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)
    big = pack(*(fact(f"Fact number {n} on Hama") for n in range(1500)), slug="big-story")
    answers: list[str] = []
    importing = threading.Thread(target=lambda: load(newsroom.store, big))

    importing.start()
    while importing.is_alive():
        answers.append(ask(newsroom, "/status Homs"))
    importing.join()

    assert len(answers) > 3
    assert all("Troops left" in a for a in answers)


def test_a_half_written_import_is_seen_by_nobody(store_url: str) -> None:
    newsroom = desk(fact("Troops left Homs"), on=store_url)

    with newsroom.store.writing("half-story") as writing:
        load_pack(writing, pack(fact("Hama was captured"), slug="half-story"))
        seen = [s.story.slug for s in newsroom.store.stories()]

    assert seen == ["test-story"]
    assert len(newsroom.store.stories()) == 2


# ── what may go wrong ───────────────────────────────────────────────────────────────────────────
def _fill(store: Store) -> None:
    for n in range(60):
        load(store, pack(*(fact(f"Fact {i} of {n} on Homs {'x' * 500}") for i in range(40)), slug=f"story-{n}"))


def test_a_full_disk_is_one_sentence_and_nothing_is_half_written() -> None:
    newsroom = desk(fact("Troops left Homs"))

    @event.listens_for(newsroom.store._write, "begin")  # the disk ends here
    def small(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=200")

    with pytest.raises(DiskFull) as trouble:
        _fill(newsroom.store)

    assert "full" in sentence(trouble)
    assert "Troops left" in ask(newsroom, "/status Homs")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte; skipped where none can be mounted."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_disk_that_is_really_full_is_one_sentence(tiny_disk: Path) -> None:
    store = opened(f"sqlite:///{tiny_disk}/disk.db")

    with pytest.raises(DiskFull) as trouble:
        _fill(store)

    assert str(tiny_disk) in sentence(trouble)


@pytest.mark.parametrize("where", ["/dev/null/x/facts.db", "/proc/facts.db"])
def test_a_folder_that_cannot_be_written_is_one_sentence(where: str) -> None:
    with pytest.raises(DatabaseUnwritable) as trouble:
        open_store(f"sqlite:///{where}", clock=Clock())

    assert "cannot write" in sentence(trouble)


def test_a_database_that_may_only_be_read_answers_and_says_so_when_written() -> None:
    newsroom = desk(fact("Troops left Homs"))
    path = make_url(f"sqlite:///{newsroom.store.where}").database

    @event.listens_for(newsroom.store._write, "begin")  # root may write any file; SQLite can be told not to
    def no_writing(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    with pytest.raises(DatabaseUnwritable) as trouble:
        edit(newsroom, "F1", text="Troops stayed")
    assert str(path) in sentence(trouble)
    assert "Troops left" in ask(newsroom, "/status Homs")


@pytest.mark.parametrize("content", [b"This is no database. " * 300, b"SQLite format 3\0" + b"\xff" * 5000, b"PK\x03\x04" + b"\0" * 4096])
def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "facts.db").write_bytes(content)

    with pytest.raises(DatabaseDamaged) as trouble:
        open_store(f"sqlite:///{tmp_path}/facts.db", clock=Clock())

    assert "facts.db" in sentence(trouble)


def test_a_database_that_is_damaged_inside_is_one_sentence() -> None:
    newsroom = desk(*(fact(f"Fact {n} on Homs") for n in range(200)))
    path = Path(newsroom.store.where)
    newsroom.store.close()
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    raw = bytearray(path.read_bytes())
    raw[4096 * 6 :] = b"\xab" * (len(raw) - 4096 * 6)
    path.write_bytes(raw)

    with pytest.raises(StoreTrouble) as trouble:
        ask(newsroom, "/status Homs")

    assert sentence(trouble)


def test_another_programs_database_is_left_alone_or_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "facts.db") as plain:
        plain.execute("CREATE TABLE story (title TEXT)")
    plain.close()

    with pytest.raises(StoreTrouble) as trouble:
        open_store(f"sqlite:///{tmp_path}/facts.db", clock=Clock())

    assert "facts.db" in sentence(trouble)


def test_a_database_of_a_newer_version_is_one_sentence(store_url: str) -> None:
    store = opened(store_url)
    with store._write.begin() as connection:  # as a newer version would have left it
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseNewer) as trouble:
        open_store(store_url, clock=Clock())

    assert "newer version" in sentence(trouble)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody:hunter2@127.0.0.1:1/facts",
        "postgresql+psycopg://nobody:hunter2@127.0.0.1:1/facts",
        "postgresql://nobody:hunter2@host.invalid/facts",
    ],
)
def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(url: str) -> None:
    with pytest.raises(DatabaseUnreachable) as trouble:
        open_store(url, clock=Clock())

    assert "hunter2" not in sentence(trouble)


@pytest.mark.parametrize("url", ["mysql://root@localhost/facts", "not an address", "", "sqlite", "http://example.org", "postgresql://[::1"])
def test_an_address_that_is_none_is_one_sentence(url: str) -> None:
    with pytest.raises(StoreTrouble) as trouble:
        open_store(url, clock=Clock())

    assert sentence(trouble)


# ── the ledger ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def newsroom(store_url: str) -> Newsroom:
    """A desk with one fact, on either database."""
    return desk(fact("Troops left Homs"), on=store_url)


def pending(newsroom: Newsroom) -> str:
    """A delivery about to be shown in the channel."""
    version = newsroom.store.stories()[0].version
    return newsroom.store.ledger.pending(
        CHANNEL, story="test-story", version=version, person="U1", typed="/status Homs", shown="{}", facts=("test-story:F1",)
    )


def test_a_delivery_is_pending_until_the_platform_tells_its_message(newsroom: Newsroom) -> None:
    key = pending(newsroom)
    before = newsroom.store.ledger.one(key)

    newsroom.store.ledger.done(key, "M1")
    after = newsroom.store.ledger.of_message("slack", "C1", "M1")

    assert before is not None
    assert after is not None
    assert (before.state, after.state, after.id) == ("pending", "done", key)


def test_a_delivery_remembers_which_revision_it_showed(newsroom: Newsroom) -> None:
    edit(newsroom, "F1", text="Troops left Homs on foot")
    key = pending(newsroom)
    edit(newsroom, "F1", text="Troops left Homs by bus")

    shown = newsroom.store.ledger.showing("test-story:F1")

    assert [(d.id, revision) for d, revision in shown] == [(key, 2)]


def test_what_stays_pending_is_found_again(newsroom: Newsroom) -> None:
    key = pending(newsroom)
    newsroom.clock.forward(minutes=5)

    assert [d.id for d in newsroom.store.ledger.unsettled(before=newsroom.clock())] == [key]


def test_a_delivery_that_failed_is_settled_and_cannot_become_done(newsroom: Newsroom) -> None:
    key = pending(newsroom)
    newsroom.store.ledger.failed(key)

    newsroom.store.ledger.done(key, "M1")

    found = newsroom.store.ledger.one(key)
    assert found is not None
    assert found.state == "failed"


def test_a_delivery_that_was_taken_away_is_gone(newsroom: Newsroom) -> None:
    key = pending(newsroom)
    newsroom.store.ledger.done(key, "M1")

    newsroom.store.ledger.gone(key)

    found = newsroom.store.ledger.one(key)
    assert found is not None
    assert found.state == "gone"


def test_answers_seen_by_one_person_are_kept_many_at_once(newsroom: Newsroom) -> None:
    row = {
        "address": CHANNEL,
        "story": "test-story",
        "version": 1,
        "person": "U1",
        "typed": "/status Homs",
        "shown": "{}",
        "facts": ("test-story:F1",),
    }

    newsroom.store.ledger.shown_to_one([row, row, row])

    assert [d.private for d, _ in newsroom.store.ledger.showing("test-story:F1")] == [True, True, True]


def test_a_channel_is_bound_to_one_story_at_a_time(newsroom: Newsroom) -> None:
    newsroom.store.ledger.bind(CHANNEL, Binding("first", True))
    newsroom.store.ledger.bind(CHANNEL, Binding("test-story"))

    assert newsroom.store.ledger.bound(CHANNEL) == Binding("test-story", None)
    assert newsroom.store.ledger.bound(Address("slack", "T1", "C2")) == Binding()


def test_a_delivery_that_comes_twice_is_handled_once_whoever_asks(newsroom: Newsroom) -> None:
    firsts: list[bool] = []

    together(*[lambda: firsts.append(newsroom.store.ledger.first_time("slack:Ev1"))] * 8)

    assert sorted(firsts) == [False] * 7 + [True]


def test_what_was_handled_long_ago_is_forgotten(newsroom: Newsroom) -> None:
    newsroom.store.ledger.first_time("slack:Ev1")
    newsroom.clock.forward(days=2)

    newsroom.store.ledger.forget_seen(before=newsroom.clock() - timedelta(days=1))

    assert newsroom.store.ledger.first_time("slack:Ev1") is True


def test_small_things_are_kept_across_restarts(newsroom: Newsroom) -> None:
    newsroom.store.ledger.keep("tree", {"hash": "abc", "at": [1, 2]})
    newsroom.store.ledger.keep("tree", {"hash": "def"})

    assert (newsroom.store.ledger.kept("tree"), newsroom.store.ledger.kept("none")) == ({"hash": "def"}, None)


def test_the_newest_document_is_the_storys_coverage(store_url: str) -> None:
    told = pack(fact("Troops left Homs"))
    newer = replace(told.documents[0], id="later", published=date(2024, 12, 9))

    newsroom = with_pack(replace(told, documents=(*told.documents, newer)), on=store_url)

    assert newsroom.store.stories()[0].newest == "2024-12-09"


def test_foreign_keys_hold_on_sqlite_too() -> None:
    store = opened()

    with pytest.raises(Exception, match="FOREIGN KEY"), store._write.begin() as connection:  # behind the store's back
        connection.execute(insert(tables.link).values(story="none", target="place:x", day="2024-12-06", row=99, recorded=1))
