"""Native charts: one for each thing that was counted more than once."""

from collections.abc import Sequence

from msgspec import Struct
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from briefings.sheet.rows import PointRow

MOST_CHARTS = 24  # drawn; every series stands in the table
_POINT, _VALUE = 3, 4  # columns of the Charts sheet
_BARS, _LINES = "1F3A4D", "D9D9D9"
_TALL, _WIDE, _ROWS_EACH = 7.5, 17.0, 16  # cm, cm, rows that a chart covers


class Series(Struct, frozen=True):
    """A series of the Charts sheet and the rows it stands in."""

    title: str
    first: int
    last: int


def series_in(points: Sequence[PointRow]) -> tuple[list[PointRow], list[Series]]:
    """The points of everything counted more than once, each series together and in order of time, and where each comes to stand."""
    groups: dict[tuple[str, str], list[PointRow]] = {}
    for point in points:
        groups.setdefault((point.series.casefold(), point.unit.casefold()), []).append(point)
    kept: list[PointRow] = []
    series = []
    for group in groups.values():
        if len({p.figure.best for p in group}) > 1:  # the same number told twice is no series
            ordered = sorted(group, key=lambda p: (p.day.isoformat() if p.day else "", int(p.fact.rpartition("F")[2])))
            series.append(Series(f"{group[0].series} ({group[0].unit})", len(kept) + 2, len(kept) + 1 + len(group)))
            kept += ordered
    return kept, series


def draw(page: Worksheet, series: Sequence[Series]) -> None:
    """One chart a series, beside the table. Columns, not lines: nothing is on record between the points."""
    for n, one in enumerate(series[:MOST_CHARTS]):
        chart = BarChart()
        chart.type, chart.style, chart.title, chart.legend = "col", 10, one.title, None
        chart.height, chart.width, chart.gapWidth = _TALL, _WIDE, 80  # type: ignore[assignment]  # the stubs know whole centimetres only
        chart.add_data(Reference(page, min_col=_VALUE, min_row=one.first, max_row=one.last))
        chart.set_categories(Reference(page, min_col=_POINT, min_row=one.first, max_row=one.last))
        chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
        chart.x_axis.delete = chart.y_axis.delete = False  # openpyxl deletes them unless told
        chart.series[0].graphicalProperties.solidFill = _BARS
        chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_LINES)))
        page.add_chart(chart, f"H{2 + n * _ROWS_EACH}")
