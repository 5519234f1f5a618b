"""Story packs: every mistake at once with its file and line, and no file that brings the loader down."""

import random
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.errors import PackProblems, Problem
from briefings.packs import bundled, digest
from briefings.packs.reading import read_pack
from briefings.packs.yaml_lines import MOST_BYTES
from tests.material import MATERIAL
from tests.stories import ask, with_pack

SOUND = {
    "story.yaml": """\
slug: small-story
title: A small story
zone: Asia/Damascus
summary: Small and sound.
window: 2024-01-01/2024-12-31
camps: {one: one side, other: the other side}
topics: {toll: [dead, killed]}
""",
    "places.yaml": """\
- id: syria
  name: Syria
  type: country
- id: homs
  name: Homs
  type: city
  parent: syria
  aliases: [Hims, حمص]
- id: hama
  name: Hama
  type: city
  parent: syria
""",
    "actors.yaml": """\
- id: army
  name: the army
  type: state_forces
  camp: one
- id: rebels
  name: the rebels
  type: rebel_group
  camp: other
  relations:
  - {kind: opposes, other: army, fact: troops-left}
""",
    "sources.yaml": """\
- id: agency
  name: the Agency
  type: news_agency
- id: military
  name: the military
  type: military
  actor: army
""",
    "documents.yaml": """\
- id: report
  outlet: agency
  headline: Troops leave
  published: 2024-12-06
""",
    "facts.yaml": """\
- id: F1
  key: troops-left
  kind: event
  text: Troops have left Homs.
  when: 2024-12-05
  places: [homs]
  actors: [army]
  topics: [toll]
  assessment: disputed
  claims:
  - {by: agency, document: report, paragraph: 1}
  - {by: military, stance: denies, document: report, paragraph: 2}
- id: F2
  key: hama-captured
  kind: control
  text: The rebels captured Hama.
  when: {edtf: 2024-12-05, words: on Thursday}
  places: [hama]
  control:
  - {place: hama, by: rebels}
  claims:
  - {by: agency, document: report, paragraph: 3}
""",
}
Change = Callable[[str], str]


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """The small sound pack with some files changed: ``facts_yaml=…``; None leaves the file out."""
    folder.mkdir(exist_ok=True)
    contents: dict[str, str | bytes | None] = {**SOUND, **{name.replace("_yaml", ".yaml"): content for name, content in changed.items()}}
    for name, content in contents.items():
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def mended(file: str, old: str, new: str) -> dict[str, str]:
    """The file of the sound pack with one thing changed, as an argument for ``write``."""
    assert old in SOUND[file], f"{old!r} is not in {file}"
    return {file.replace(".yaml", "_yaml"): SOUND[file].replace(old, new, 1)}


def problems(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with a pack; () where nothing is."""
    try:
        read_pack(folder)
    except PackProblems as found:
        return found.problems
    return ()


# ── sound ones ──────────────────────────────────────────────────────────────────────────────────
def test_the_small_pack_is_sound(tmp_path: Path) -> None:
    assert problems(write(tmp_path)) == ()


@pytest.mark.parametrize(("slug", "facts"), [("syria-homs", 129), ("syria-northeast-2019", 80)])
def test_the_bundled_stories_are_sound_and_whole(slug: str, facts: int) -> None:
    folder = next(f for f in bundled() if f.name == slug)

    kept = read_pack(folder)

    assert (kept.story.slug, len(kept.facts), len({f.number for f in kept.facts})) == (slug, facts, facts)


@pytest.mark.parametrize("folder", bundled(), ids=lambda f: f.name)
def test_a_bundled_story_has_a_contested_fact_both_of_whose_sides_are_on_file(folder: Path) -> None:
    contested = [f for f in read_pack(folder).facts if f.assessment == "disputed"]

    assert contested


@pytest.mark.parametrize("folder", bundled(), ids=lambda f: f.name)
def test_every_bundled_fact_can_be_cited(folder: Path) -> None:
    kept = read_pack(folder)
    newsroom = with_pack(kept)

    for fact in kept.facts:
        assert fact.text in ask(newsroom, f"/cite {fact.id}")


def test_the_bundled_homs_story_holds_no_sentence_of_the_report() -> None:
    report = MATERIAL / "source" / "ap-2024-12-06-homs.txt"
    if not report.exists():
        pytest.skip("the report is not here")
    flat = " ".join(report.read_text().split())
    kept = read_pack(next(f for f in bundled() if f.name == "syria-homs"))

    longest = [f.id for f in kept.facts if len(f.text.split()) > 8 and f.text.rstrip(".") in flat]

    assert longest == []


def test_what_holds_both_ways_is_written_on_both_sides(tmp_path: Path) -> None:
    facts = SOUND["facts.yaml"].replace("  places: [hama]\n", "  places: [hama]\n  contradicts: [troops-left]\n  assessment: disputed\n")

    kept = read_pack(write(tmp_path, facts_yaml=facts))

    assert [f.contradicts for f in kept.facts] == [("F2",), ("F1",)]


def test_the_digest_changes_with_any_file(tmp_path: Path) -> None:
    folder = write(tmp_path)
    before = digest(folder)

    digests = {before}
    for name in SOUND:
        (folder / name).write_text(SOUND[name] + "# a remark\n")
        digests.add(digest(folder))

    assert len(digests) == len(SOUND) + 1


# ── each mistake, where it stands ───────────────────────────────────────────────────────────────
MISTAKES = [
    ("no attribution", mended("facts.yaml", "  claims:\n  - {by: agency, document: report, paragraph: 3}\n", ""), "facts.yaml", 13, "attribution"),
    (
        "empty attribution",
        mended("facts.yaml", "  claims:\n  - {by: agency, document: report, paragraph: 3}\n", "  claims: []\n"),
        "facts.yaml",
        13,
        "attribution",
    ),
    ("claim in no document", mended("facts.yaml", "{by: agency, document: report, paragraph: 3}", "{by: agency}"), "facts.yaml", 13, "document"),
    ("claim by nobody", mended("facts.yaml", "{by: agency, document: report, paragraph: 3}", "{document: report}"), "facts.yaml", 22, "by"),
    ("unknown place", mended("facts.yaml", "places: [homs]", "places: [hmos]"), "facts.yaml", 1, "did you mean homs?"),
    ("unknown actor", mended("facts.yaml", "actors: [army]", "actors: [navy]"), "facts.yaml", 1, "navy"),
    (
        "unknown source",
        mended("facts.yaml", "by: agency, document: report, paragraph: 3", "by: agenci, document: report"),
        "facts.yaml",
        13,
        "agenci",
    ),
    ("unknown document", mended("facts.yaml", "document: report, paragraph: 3", "document: rapport"), "facts.yaml", 13, "rapport"),
    ("unknown holder", mended("facts.yaml", "by: rebels", "by: robels"), "facts.yaml", 13, "robels"),
    ("unknown topic", mended("facts.yaml", "topics: [toll]", "topics: [tolls]"), "facts.yaml", 1, "tolls"),
    ("unknown parent", mended("places.yaml", "parent: syria\n  aliases", "parent: siria\n  aliases"), "places.yaml", 4, "siria"),
    ("unknown outlet", mended("documents.yaml", "outlet: agency", "outlet: agentur"), "documents.yaml", 1, "agentur"),
    ("unknown other", mended("actors.yaml", "other: army", "other: armee"), "actors.yaml", 5, "armee"),
    ("unknown fact of a relation", mended("actors.yaml", "fact: troops-left", "fact: troops-gone"), "actors.yaml", 5, "troops-gone"),
    ("outside the window", mended("facts.yaml", "when: 2024-12-05", "when: 2025-02-05"), "facts.yaml", 1, "window"),
    ("published outside the window", mended("documents.yaml", "2024-12-06", "2026-12-06"), "documents.yaml", 1, "window"),
    ("said after it was published", mended("facts.yaml", "paragraph: 3}", "paragraph: 3, said: 2024-12-08}"), "facts.yaml", 13, "published"),
    ("id twice", mended("facts.yaml", "id: F2", "id: F1"), "facts.yaml", 13, "twice"),
    ("key twice", mended("facts.yaml", "key: hama-captured", "key: troops-left"), "facts.yaml", 14, "twice"),
    ("place id twice", mended("places.yaml", "id: hama", "id: homs"), "places.yaml", 9, "twice"),
    ("no fact id", mended("facts.yaml", "id: F2", "id: X2"), "facts.yaml", 13, "F12"),
    ("unknown kind", mended("facts.yaml", "kind: control", "kind: controll"), "facts.yaml", 15, "did you mean control?"),
    ("unknown stance", mended("facts.yaml", "stance: denies", "stance: denied"), "facts.yaml", 12, "did you mean denies?"),
    ("unknown place type", mended("places.yaml", "type: country", "type: contry"), "places.yaml", 3, "vocabulary"),
    ("unknown field", mended("facts.yaml", "places: [hama]", "place: [hama]"), "facts.yaml", 18, "did you mean places?"),
    ("a date that is none", mended("facts.yaml", "when: 2024-12-05", "when: 2024-13-05"), "facts.yaml", 5, "EDTF"),
    ("a date in words", mended("facts.yaml", "when: 2024-12-05", "when: last Thursday"), "facts.yaml", 5, "EDTF"),
    ("a precision that is none", mended("facts.yaml", "words: on Thursday", "precision: exactly"), "facts.yaml", 17, "precision"),
    ("an alias of two places", mended("places.yaml", "aliases: [Hims, حمص]", "aliases: [Hims, Hama]"), "places.yaml", 9, "shares"),
    ("no time zone", mended("story.yaml", "zone: Asia/Damascus", "zone: Mars/Olympus"), "story.yaml", 1, "time zone"),
    (
        "window that ends first",
        mended("story.yaml", "window: 2024-01-01/2024-12-31", "window: 2024-12-31/2024-01-01"),
        "story.yaml",
        5,
        "ends before",
    ),
    ("slug in capitals", mended("story.yaml", "slug: small-story", "slug: Small_Story"), "story.yaml", 1, "slug"),
    ("no title", mended("story.yaml", "title: A small story\n", ""), "story.yaml", 1, "title"),
    ("camp of no side", mended("actors.yaml", "camp: other", "camp: third"), "actors.yaml", 5, "camp"),
    (
        "disputed by nobody",
        mended("facts.yaml", "  - {by: military, stance: denies, document: report, paragraph: 2}\n", ""),
        "facts.yaml",
        1,
        "disputed",
    ),
    ("confirmed though denied", mended("facts.yaml", "assessment: disputed", "assessment: confirmed"), "facts.yaml", 1, "denial"),
    ("quote without words", mended("facts.yaml", "kind: control", "kind: quote"), "facts.yaml", 13, "words"),
    ("figure without figures", mended("facts.yaml", "kind: control", "kind: figure"), "facts.yaml", 13, "figures"),
    ("a killed fact", mended("facts.yaml", "kind: control", "kind: control\n  pubstatus: canceled"), "facts.yaml", 13, "killed"),
    ("text for a number", mended("facts.yaml", "paragraph: 3", "paragraph: three"), "facts.yaml", 22, "whole number"),
    ("empty text", mended("facts.yaml", "text: The rebels captured Hama.", "text: ''"), "facts.yaml", 16, "text"),
    ("a parent in a circle", mended("places.yaml", "type: country", "type: country\n  parent: homs"), "places.yaml", 1, "circle"),
    ("a key twice in one entry", mended("facts.yaml", "kind: control", "kind: control\n  kind: event"), "facts.yaml", 16, "twice"),
    ("a file missing", {"facts_yaml": None}, "facts.yaml", 1, "missing"),
    ("a list that is none", {"facts_yaml": "id: F1\n"}, "facts.yaml", 1, "list"),
    ("an entry that is none", {"places_yaml": "- just words\n"}, "places.yaml", 1, "mapping"),
    ("a story that is none", {"story_yaml": "- a\n"}, "story.yaml", 1, "mapping"),
    ("no YAML", {"facts_yaml": "- id: F1\n  key: [a\n"}, "facts.yaml", 3, "YAML"),
    ("not UTF-8", {"facts_yaml": "- id: F1\n  text: Zürich\n".encode("latin-1")}, "facts.yaml", 1, "UTF-8"),
    ("UTF-16", {"facts_yaml": SOUND["facts.yaml"].encode("utf-16")}, "facts.yaml", 1, "UTF-8"),
]


@pytest.mark.parametrize(("changed", "file", "line", "words"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_shown_where_it_stands(tmp_path: Path, changed: dict[str, str], file: str, line: int, words: str) -> None:
    found = problems(write(tmp_path, **changed))

    assert [p for p in found if (p.file, p.line) == (file, line) and words in p.words], "\n".join(str(p) for p in found)


def test_every_mistake_is_shown_at_once(tmp_path: Path) -> None:
    facts = (
        SOUND["facts.yaml"]
        .replace("places: [homs]", "places: [hmos]")
        .replace("kind: control", "kind: controll")
        .replace("when: 2024-12-05", "when: sometime")
    )
    places = SOUND["places.yaml"].replace("type: country", "type: contry")

    found = problems(write(tmp_path, facts_yaml=facts, places_yaml=places, documents_yaml="- id: report\n"))

    assert {p.file for p in found} >= {"facts.yaml", "places.yaml", "documents.yaml"}
    assert len(found) >= 5


def test_an_entry_with_a_mistake_is_not_called_missing_where_others_refer_to_it(tmp_path: Path) -> None:
    found = problems(write(tmp_path, **mended("places.yaml", "- id: homs\n  name: Homs\n  type: city", "- id: homs\n  name: Homs\n  type: citty")))

    assert [p.file for p in found] == ["places.yaml"]


def test_the_complaint_counts_the_mistakes_and_says_that_nothing_was_loaded(tmp_path: Path) -> None:
    with pytest.raises(PackProblems, match=r"has 1 mistake; nothing was loaded\.\nfacts\.yaml:\d+: ") as found:
        read_pack(write(tmp_path, **mended("facts.yaml", "places: [homs]", "places: [hmos]")))

    assert len(found.value.problems) == 1


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail what takes longer: a file of a kilobyte must not keep anybody waiting."""

    def ring(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"still reading after {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


# ── hostile files ───────────────────────────────────────────────────────────────────────────────
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8))


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        "- " * 20_000,
        "[" * 20_000,
        "{" * 20_000,
        "&a [*a]",
        "- &a\n  <<: *a\n  id: F1\n",
        "!!python/object/apply:os.system [touch /tmp/owned]",
        "%YAML 9.9\n---\n- a",
        "---\n- a\n---\n- b\n",
        "\0",
        '- {id: F1, text: "\\ud800"}',
        "- ? [a, b]\n  : c\n",
        "- id: 1e999999\n",
        "- id: 0x" + "f" * 5000,
        "\ufeff- id: F1",
        "- when: 9999999999999-01-01\n  id: F1",
        "- id: !!binary aGVsbG8=",
        "",
        "# nothing",
        "null",
    ],
    ids=range(20),
)
def test_a_hostile_file_is_complained_about_and_nothing_worse(tmp_path: Path, content: str) -> None:
    with within(10):
        for name in ("facts_yaml", "story_yaml", "places_yaml", "questions_yaml"):
            problems(write(tmp_path, **{name: content}))

    assert not Path("/tmp/owned").exists()


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with (folder / "facts.yaml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    assert [p for p in problems(folder) if "larger than" in p.words]


def test_a_folder_where_a_file_should_be_is_complained_about(tmp_path: Path) -> None:
    folder = write(tmp_path, facts_yaml=None)
    (folder / "facts.yaml").mkdir()

    assert [p for p in problems(folder) if p.file == "facts.yaml"]


def test_a_folder_that_is_not_there_is_complained_about(tmp_path: Path) -> None:
    assert len(problems(tmp_path / "nowhere")) >= 6


_PIECES = (
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "  ",
    "null",
    "[]",
    "{}",
    "''",
    "1",
    "-1",
    "1.5",
    "true",
    "2024-12-05",
    "&a ",
    "*a",
    "!!int x",
    "|",
    ">",
    "#",
    "\t",
    "حمص",
    "\u202e",
    "F1",
    "F99999999999999999999",
    "~",
)


@settings(max_examples=120)
@given(st.sampled_from(sorted(SOUND)), st.integers(0, 10**6), st.sampled_from(_PIECES), st.integers(0, 12))
def test_whatever_is_done_to_a_file_the_loader_complains_or_loads(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: int, piece: str, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("pack")
    at %= len(SOUND[name])
    changed = SOUND[name][:at] + piece + SOUND[name][at + cut :]

    with within(10):
        found = problems(write(folder, **{name.replace(".yaml", "_yaml"): changed}))
    shutil.rmtree(folder)

    assert all(p.file in SOUND or p.file == "questions.yaml" for p in found)
    assert all(p.line >= 1 and p.words and "\n" not in p.words for p in found)


@settings(max_examples=60)
@given(st.sampled_from(sorted(SOUND)), st.integers(0, 10**6))
def test_lines_in_another_order_bring_no_loader_down(tmp_path_factory: pytest.TempPathFactory, name: str, seed: int) -> None:
    folder = tmp_path_factory.mktemp("pack")
    lines = SOUND[name].splitlines(keepends=True)
    pick = random.Random(seed)
    i, j = pick.randrange(len(lines)), pick.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    del lines[pick.randrange(len(lines))]

    problems(write(folder, **{name.replace(".yaml", "_yaml"): "".join(lines)}))
    shutil.rmtree(folder)


@settings(max_examples=60)
@given(st.sampled_from(sorted(SOUND)), st.binary(max_size=200))
def test_any_bytes_at_all_bring_no_loader_down(tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("pack")

    problems(write(folder, **{name.replace(".yaml", "_yaml"): content}))
    shutil.rmtree(folder)
