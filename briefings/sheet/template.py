"""The workbook without its rows: styles, heads, widths, drop-downs, tables, charts. openpyxl builds it, one placeholder row a sheet."""

import io
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from briefings.sheet.charting import Series, draw
from briefings.sheet.columns import Column, Kind, Sheet
from briefings.sheet.layout import CHARTS, SHEETS, YES

FONT = "Calibri"
LISTS = "Lists"
LONGEST_URL = 2079  # characters Excel takes in a link
SPARE_ROWS = 200  # below the last row drop-downs still work, for rows that an editor adds
_HEAD, _EDITABLE, _SHADE, _LINK = "1F3A4D", "FFE08A", "FBE3DC", "0B5394"
_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm:ss", Kind.WHOLE: "0", Kind.NUMBER: "#,##0"}
_FRACTION = "#,##0.0#####"


class Properties(Struct, frozen=True):
    """What the file says of itself. ``head`` and ``foot`` are printed on each page."""

    title: str
    subject: str
    description: str
    keywords: str
    export_id: str
    made_utc: datetime
    head: str
    foot: str


class Template:
    """The workbook while it is being dressed. ``styles`` gives, by sheet and column, the styles of its cells.

    Of two: the usual one, and the one of text that could be taken for a formula, or of a number with a fraction.
    """

    def __init__(self, sheets: Sequence[Sheet] = SHEETS) -> None:
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.styles = {s.title: _placeholder(self.book.create_sheet(s.title), s) for s in sheets}
        self.lists = _lists(self.book.create_sheet(LISTS), sheets) if any(s.is_editable for s in sheets) else {}

    def dress(self, sheet: Sheet, count: int) -> None:
        """Everything of a sheet that depends on how many rows it has."""
        page = self._page(sheet)
        last = get_column_letter(len(sheet.columns))
        if count:
            # two rows long here: openpyxl would make every cell of it; the second pass makes it as long as it is
            table = Table(displayName=table_name(sheet), ref=f"A1:{last}2")
            table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
            page.add_table(table)
            _shade(page, sheet, count)
            for n, column in enumerate(sheet.columns, start=1):
                if column.choices and column.is_editable:
                    page.add_data_validation(self._drop_down(column, get_column_letter(n), count))
        if sheet.prints:
            page.print_area = f"A1:{get_column_letter(sheet.prints)}{count + 1}"
        if sheet.state != "visible":
            page.sheet_state = "hidden"

    # a link is set on a cell of the template; the cell goes the way of the placeholders, the link stays
    def link(self, sheet: Sheet, letter: str, row: int, url: str) -> None:
        """Make a cell a link to an address, if it is one that a sheet may link to."""
        if is_linkable(url):
            self._page(sheet)[f"{letter}{row}"].hyperlink = Hyperlink(ref="", target=url)

    def link_to_sheet(self, sheet: Sheet, cell: str, title: str) -> None:
        """Make a cell a link to another sheet."""
        self._page(sheet)[cell].hyperlink = Hyperlink(ref="", location=f"'{title}'!A1")

    def chart(self, series: Sequence[Series]) -> None:
        """Draw the series of the Charts sheet."""
        draw(self._page(CHARTS), series)

    def _page(self, sheet: Sheet) -> Worksheet:
        page = self.book[sheet.title]
        assert isinstance(page, Worksheet)  # noqa: S101  # for the type checker: there are no chart sheets
        return page

    def save(self, properties: Properties) -> bytes:
        """The dressed workbook, with its placeholders still in it."""
        self._describe(properties)
        for page in self.book.worksheets:
            head, foot = page.HeaderFooter.oddHeader, page.HeaderFooter.oddFooter
            if head is not None and foot is not None:  # an empty one is false
                head.left.text, foot.left.text = properties.head.replace("&", "&&"), properties.foot.replace("&", "&&")
                foot.right.text = "&A · page &P of &N"
        into = io.BytesIO()
        self.book.save(into)
        return into.getvalue()

    def _describe(self, properties: Properties) -> None:
        told = self.book.properties
        told.creator = told.lastModifiedBy = "Factbox"
        told.title, told.subject, told.keywords = properties.title, properties.subject, properties.keywords
        told.description = properties.description
        told.created = told.modified = properties.made_utc
        self.book.custom_doc_props.append(  # type: ignore[attr-defined]  # the stubs are of an older openpyxl
            StringProperty(name="factbox export id", value=properties.export_id))

    def _drop_down(self, column: Column, letter: str, count: int) -> DataValidation:
        choices = DataValidation(type="list", formula1=self.lists[choices_name(column)], allow_blank=True, showErrorMessage=True)
        choices.errorTitle, choices.error = column.key, f"Pick one of the list: {', '.join(words_of(column.choices))}"[:250]
        choices.add(f"{letter}2:{letter}{count + 1 + SPARE_ROWS}")
        return choices


def table_name(sheet: Sheet) -> str:
    """What a sheet's table is called; a name of its own, for "Facts" alone could be taken for a cell's."""
    return f"t_{sheet.title.strip('_')}"


def is_linkable(url: str) -> bool:
    """Whether an address may become a link: the web only, of a length Excel takes."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= LONGEST_URL and url.isprintable() and " " not in url


def words_of(choices: type[StrEnum] | tuple[str, ...]) -> tuple[str, ...]:
    """The words a drop-down offers."""
    return tuple(str(c) for c in choices)


def choices_name(column: Column) -> str:
    """What a drop-down's list is called."""
    return column.choices.__name__ if isinstance(column.choices, type) else column.key


def _placeholder(page: Worksheet, sheet: Sheet) -> dict[str, tuple[int, int]]:
    """The head row and one row of style only; the style numbers are what the rows are then written with."""
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
    page.sheet_view.zoomScale = 100
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    page.page_margins.left = page.page_margins.right = 0.4
    styles = {}
    for n, column in enumerate(sheet.columns, start=1):
        _head(page, n, column)
        styles[column.key] = _styles(page, n, column)
    return styles


def _head(page: Worksheet, n: int, column: Column) -> None:
    page.column_dimensions[get_column_letter(n)].width = column.width
    head = page.cell(1, n, column.key)
    head.font = Font(name=FONT, sz=11, b=True, color="1F1F1F" if column.is_editable else "FFFFFF")
    head.fill = PatternFill("solid", fgColor=_EDITABLE if column.is_editable else _HEAD)
    head.alignment = Alignment(vertical="center", wrap_text=True, horizontal="right" if column.is_counted else "left", indent=1)


def _styles(page: Worksheet, n: int, column: Column) -> tuple[int, int]:
    """The usual style of a column's cells, and the other."""
    usual, other = page.cell(2, n), page.cell(3, n)  # two cells: a style that is changed after it was counted changes under its number
    for cell in (usual, other):
        cell.font = Font(name=FONT, sz=11, color=_LINK if column.links_to_fact or column.key == "url" else "1F1F1F")
        cell.alignment = _alignment(column)
        cell.border = Border(bottom=Side("thin", color="D9D9D9"))  # LibreOffice knows no table styles
        cell.number_format = _FORMATS.get(column.kind, "General")
    if column.kind == Kind.NUMBER:
        other.number_format = _FRACTION
    else:
        other.quotePrefix = True
    return int(usual.style_id), int(other.style_id)


def _alignment(column: Column) -> Alignment:
    if column.is_counted:
        return Alignment(vertical="top", horizontal="right", indent=1)
    side = "right" if column.right_to_left else "left"  # set, for an indent needs it; without one, columns of text run into each other
    return Alignment(vertical="top", wrap_text=True, horizontal=side, indent=1, readingOrder=2 if column.right_to_left else 0)


def _lists(page: Worksheet, sheets: Sequence[Sheet]) -> dict[str, str]:
    """The hidden sheet of drop-down words, a column each; where each stands."""
    places = {}
    wanted = {choices_name(c): words_of(c.choices) for s in sheets for c in s.columns if c.choices and c.is_editable}
    for n, (name, words) in enumerate(wanted.items(), start=1):
        letter = get_column_letter(n)
        for row, word in enumerate((name, *words), start=1):
            page.cell(row, n, word).font = Font(name=FONT, sz=11)
        places[name] = f"{LISTS}!${letter}$2:${letter}${len(words) + 1}"
    page.sheet_state = "hidden"
    return places


def _shade(page: Worksheet, sheet: Sheet, count: int) -> None:
    """Shade what is contested and what is to be withdrawn; the words stand in the cells as well."""
    letters = {c.key: get_column_letter(n) for n, c in enumerate(sheet.columns, start=1)}
    fill = PatternFill("solid", bgColor=_SHADE)
    rules = []
    if "assessment" in letters:
        rules.append((letters["assessment"], f'OR(${letters["assessment"]}2="disputed",${letters["assessment"]}2="refuted")'))
    if "contested" in letters:
        rules.append((letters["contested"], f'${letters["contested"]}2="{YES}"'))
    if "outcome" in letters:
        rules.append((letters["outcome"], f'AND(${letters["outcome"]}2<>"unchanged",${letters["outcome"]}2<>"on file")'))
    if "delete?" in letters:
        rules.append((letters["delete?"], f'${letters["delete?"]}2="{YES}"'))
    for letter, formula in rules:
        page.conditional_formatting.add(f"{letter}2:{letter}{count + 1}", FormulaRule(formula=[formula], fill=fill))  # type: ignore[no-untyped-call]
