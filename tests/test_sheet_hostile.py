"""Files that somebody might send: each is refused in one sentence or read rightly, in a child process, and the bot goes on answering."""

import io
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.sheets import read_aside
from briefings.changes.import_sheet import import_sheet
from briefings.sheet import guards
from briefings.sheet.book import Dated, Formula
from briefings.sheet.errors import SheetRefused
from briefings.sheet.read import read_book
from tests.material import MATERIAL
from tests.stories import ask, desk, fact


def plain() -> bytes:
    """A small workbook with nothing wrong with it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for n in range(3):
        sheet.append([f"f{n}", n, "x"])
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def changed(sheet: Callable[[bytes], bytes] | None = None, extra: dict[str, bytes] | None = None, part: str = "xl/worksheets/sheet1.xml",
            content: bytes | None = None) -> bytes:
    """A workbook with one part changed and others added."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content or plain())) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, sheet(data) if sheet and name == part else data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return into.getvalue()


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """A change of one piece of a part; the piece has to be there."""
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new)
    return change


END, T = b"</sheetData>", b"<t>f0</t>"
LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a0 "lol">' + b"".join(b'<!ENTITY a%d "' % i + b"&a%d;" % (i - 1) * 10 + b'">' for i in range(1, 10)) + b"]>"
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 100_000 + b'">]>'
MANY_ROWS = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(4, 210_000))
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (lambda: changed(swap(T, b"<t>" + b"A" * 200_000_000 + b"</t>")), "200 times its size"),
    "too many parts": (lambda: changed(extra={f"xl/media/{n}": b"" for n in range(2_500)}), "parts"),
    "archive in an archive": (lambda: changed(extra={"xl/media/inner.zip": b"PK"}), "another archive"),
    "a part twice": (lambda: _twice(), "same part twice"),
    "far cell": (lambda: changed(swap(END, b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>')), "cell XFD9"),
    "far row": (lambda: changed(swap(END, b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>')), "200,000 rows"),
    "bad reference": (lambda: changed(swap(END, b'<row r="9"><c r="ZZZZ99999999"><v>1</v></c></row></sheetData>')), "no sheet has"),
    "a great many rows": (lambda: changed(swap(END, MANY_ROWS + END)), "200,000 rows"),
    "merge of a million cells": (lambda: changed(swap(END, END + b'<mergeCells count="1"><mergeCell ref="A1:KN20000"/></mergeCells>')),
        "merges more"),
    "entities": (lambda: changed(lambda d: LAUGHS + d.replace(T, b"<t>&a9;</t>")), "DTD"),
    "quadratic entities": (lambda: changed(lambda d: QUADRATIC + d.replace(T, b"<t>" + b"&a;" * 20_000 + b"</t>")), "DTD"),
    "external entity": (lambda: changed(lambda d: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + d.replace(T, b"<t>&a;</t>")), "DTD"),
    "entity in another part": (lambda: changed(lambda d: b"<!DOCTYPE x []>" + d, part="xl/workbook.xml"), "DTD"),
    "external link": (lambda: changed(extra={"xl/externalLinks/externalLink1.xml": b"<x/>"}), "linked to other workbooks"),
    "macro": (lambda: changed(extra={"xl/vbaProject.bin": b"\xd0\xcf"}), "macros"),
    "macro by its type": (lambda: changed(swap(b"sheet.main+xml", b"sheet.macroEnabled.main+xml"), part="[Content_Types].xml"), "macros"),
    "embedded object": (lambda: changed(extra={"xl/embeddings/oleObject1.bin": b"\xd0\xcf"}), "embedded"),
    "broken styles": (lambda: changed(swap(b'fontId="0"', b'fontId="x"'), part="xl/styles.xml"), "damaged"),
    "shared string that is not there": (lambda: changed(swap(END, b'<row r="9"><c r="A9" t="s"><v>7</v></c></row></sheetData>')), "damaged"),
    "deep nesting": (lambda: changed(swap(T, b"<x>" * 2_000 + b"</x>" * 2_000 + T)), "nests"),
    "no XML": (lambda: changed(lambda d: b"not xml"), "no XML"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096, "old Excel format"),
    "encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), "password"),
    "cut off": (lambda: plain()[:-400], "cut off"),
    "a zip that is no workbook": (lambda: _zip({"a.txt": b"a"}), "is none"),
    "OpenDocument": (lambda: _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), "OpenDocument"),
    "csv named xlsx": (lambda: b"a,b\n1,2\n", "plain text"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "neither"),
    "empty": (lambda: b"", "is empty"),
}


def _twice() -> bytes:
    into = io.BytesIO(plain())
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(into, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<x/>")
    return into.getvalue()


def _zip(parts: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return into.getvalue()


def sent(content: bytes, folder: Path, name: str = "sent.xlsx") -> Path:
    """A file that somebody sent."""
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_file_is_refused_in_one_sentence_that_names_what_is_wrong(kind: str, tmp_path: Path) -> None:
    make, why = REFUSED[kind]

    with pytest.raises(SheetRefused, match=why) as refused:
        read_book(sent(make(), tmp_path))

    said = str(refused.value)
    assert said.startswith("sent.xlsx ")
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("dimension", [b'<dimension ref="A1:XFD1048576"/>', b'<dimension ref="A1"/>', b""])
def test_what_a_sheet_says_of_its_size_is_not_believed(dimension: bytes, tmp_path: Path) -> None:
    content = changed(swap(b'<dimension ref="A1:C3"/>', dimension))

    assert read_book(sent(content, tmp_path)).sheets[0].rows == (("f0", 0, "x"), ("f1", 1, "x"), ("f2", 2, "x"))


def test_a_date_written_as_text_with_a_zone_is_read_as_its_day(tmp_path: Path) -> None:
    content = changed(swap(END, b'<row r="4"><c r="A4" t="d"><v>2024-12-06T10:00:00Z</v></c></row></sheetData>'))

    assert read_book(sent(content, tmp_path)).sheets[0].rows[3] == (Dated("2024-12-06T10:00:00"),)


def test_a_formula_without_a_value_is_kept_as_a_formula_and_never_computed(tmp_path: Path) -> None:
    content = changed(swap(END, b'<row r="4"><c r="A4"><f>1+1</f></c></row></sheetData>'))

    assert read_book(sent(content, tmp_path)).sheets[0].rows[3] == (Formula("=1+1"),)


def test_a_file_of_200_mb_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sent.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_000)

    with pytest.raises(SheetRefused, match="has 200 MB; I read up to 50 MB"):
        read_book(path)


# ── in a child ──────────────────────────────────────────────────────────────────────────────────
def test_a_child_reads_the_same(tmp_path: Path) -> None:
    path = sent(plain(), tmp_path)

    assert read_aside(path) == read_book(path)


def test_a_childs_refusal_is_the_same_sentence(tmp_path: Path) -> None:
    path = sent(REFUSED["macro"][0](), tmp_path)

    with pytest.raises(SheetRefused, match="macros"):
        read_aside(path, "their.xlsx")


def test_a_reader_that_takes_too_long_is_stopped_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="takes longer to read than 0 seconds"):
        read_aside(sent(plain(), tmp_path), seconds=0.01)


def test_a_reader_that_dies_is_a_sentence_and_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(SheetRefused, match="more memory or time"):
        read_aside(sent(plain(), tmp_path))


def test_the_child_that_reads_has_none_of_the_bots_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    told: dict[str, dict[str, str]] = {}
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: told.update(k) or popen(*a, **k))

    read_aside(sent(plain(), tmp_path))

    assert "SLACK_BOT_TOKEN" not in told["env"]


def test_the_bot_answers_after_every_hostile_file_and_nothing_was_proposed(tmp_path: Path) -> None:
    newsroom = desk(fact("Troops left Homs"))

    for kind in ("entities", "macro", "cut off", "empty"):
        with pytest.raises(SheetRefused), newsroom.store.reading(newsroom.slug) as store:
            import_sheet(store, file=read_book(sent(REFUSED[kind][0](), tmp_path)))

    assert "Troops left Homs" in ask(newsroom, "/status Homs")


def test_the_limits_let_a_large_honest_export_through() -> None:
    assert guards.MOST_ROWS >= 100_001
    assert guards.MOST_CELLS >= 100_001 * 28


def said_of(path: Path) -> str:
    """The sentence of a refusal, or "read" where the plain workbook was found in the file."""
    try:
        book = read_book(path)
    except SheetRefused as refused:
        return str(refused)
    return "read" if book.sheets[0].rows == (("f0", 0, "x"), ("f1", 1, "x"), ("f2", 2, "x")) else "read wrongly"


def test_the_examples_of_the_material_are_refused_or_read(tmp_path: Path) -> None:
    example = MATERIAL / "examples" / "xlsx_hostile.py"
    if not example.exists():
        pytest.skip("the shared material is not here")
    made = runpy.run_path(str(example))["F"]

    for name, content in made.items():
        if content:
            said = said_of(sent(content, tmp_path, f"{name}.xlsx"))
            assert said.endswith(".") or said == "read", name
