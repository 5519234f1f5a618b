"""The second pass: rows into the template, every time stamp from the data, so that the same state makes the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO

from lxml import etree
from openpyxl.utils import get_column_letter

from briefings.sheet.rowfile import RowFile, SharedStrings, shared_strings_xml
from briefings.sheet.template import table_name

LEVEL = 2  # of deflate: larger by a tenth than 6, and three times as fast
_WRITTEN_AT_ONCE = 1 << 16
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the first a zip can tell
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# the order of the schema (CT_Font); openpyxl writes another, and Microsoft's validator objects
_FONT_ORDER = [_MAIN + n for n in ("b i strike condense extend outline shadow u vertAlign sz color name family charset scheme").split()]
_STRINGS_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_STRINGS_RELATION = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def pack(template: bytes, rows: Mapping[str, RowFile], strings: SharedStrings, made_utc: datetime, into: IO[bytes]) -> None:
    """Write the workbook. ``rows`` are by the name of the part they go into (``xl/worksheets/sheet3.xml``)."""
    with zipfile.ZipFile(io.BytesIO(template)) as source, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as target:
        for name in source.namelist():
            content = source.read(name)
            if name in rows:
                _stream(target, name, content, rows[name])
            else:
                _write(target, name, _settled(name, content, strings, made_utc) if not name.startswith("xl/tables/") else _to_length(content, rows))
        if strings.texts:
            _write(target, "xl/sharedStrings.xml", shared_strings_xml(strings))


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED_TIME)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
    return info


def _write(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    target.writestr(_info(name), content, compresslevel=LEVEL)


def _stream(target: zipfile.ZipFile, name: str, page: bytes, rows: RowFile) -> None:
    """One sheet: what stands before its placeholder row, its rows, what stands after, and its links."""
    info = _info(name)
    info._compresslevel = LEVEL  # type: ignore[attr-defined]  # open() takes no level, and the default is slower
    with target.open(info, "w", force_zip64=sum(rows._lengths) > 1 << 30) as part:
        buffer = bytearray()
        for piece in _pieces(page, rows):
            buffer += piece
            if len(buffer) > _WRITTEN_AT_ONCE:
                part.write(buffer)
                buffer = bytearray()
        part.write(buffer)


def _pieces(page: bytes, rows: RowFile) -> Iterator[bytes]:
    start, end = page.index(b'<row r="2"'), page.index(b"</sheetData>")
    last = f"{get_column_letter(len(rows.sheet.columns))}{rows.count + 1}"
    yield re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:' + last.encode() + b'"', page[:start], count=1)
    yield from rows.rows()
    yield from _with_links(page[end:], rows)


def _with_links(after: bytes, rows: RowFile) -> Iterator[bytes]:
    """The rest of a sheet with its links, which the schema wants before the print options and margins."""
    if not rows.has_links:
        yield after
        return
    at = min(i for i in (after.find(b"<printOptions"), after.find(b"<pageMargins")) if i >= 0)
    yield after[:at] + b"<hyperlinks>"
    yield from rows.links()
    yield b"</hyperlinks>" + after[at:]


def _to_length(table: bytes, rows: Mapping[str, RowFile]) -> bytes:
    """A table as long as its sheet's rows."""
    for file in rows.values():
        if f'displayName="{table_name(file.sheet)}"'.encode() in table:
            return re.sub(rb'ref="A1:([A-Z]+)2"', rb'ref="A1:\g<1>' + str(file.count + 1).encode() + b'"', table)
    return table


def _settled(name: str, content: bytes, strings: SharedStrings, made_utc: datetime) -> bytes:
    if name == "docProps/core.xml":
        stamp = f"{made_utc:%Y-%m-%dT%H:%M:%SZ}".encode()
        return re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
    if name == "xl/styles.xml":
        return _fonts_in_order(content)
    if strings.texts and name == "[Content_Types].xml":
        return content.replace(b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + _STRINGS_TYPE + b'"/></Types>')
    if strings.texts and name == "xl/_rels/workbook.xml.rels":
        return content.replace(b"</Relationships>", b'<Relationship Id="rIdStrings" Type="' + _STRINGS_RELATION
                               + b'" Target="sharedStrings.xml"/></Relationships>')
    return content


def _fonts_in_order(content: bytes) -> bytes:
    root = etree.fromstring(content)
    for font in root.iter(_MAIN + "font"):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(child.tag))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
