"""A report as a Word document: A4 landscape, first the figures, then every action. python-docx is imported when needed.

python-docx makes the frame; the rows of the long table go into the file as text, one after the other. As objects,
those of 10,000 actions would take ten times as long and all of the memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.domain.report_facts import Report, Row
from bot.views import report_grids
from bot.views import report_words as texts
from bot.views.report_grids import Grid, Headings
from bot.views.report_words import Column

if TYPE_CHECKING:
    from docx.document import Document

LONG_MM, SHORT_MM, MARGIN_MM = 297, 210, 14
TWIPS = 56.69
"""Of a millimetre; Word measures columns in twentieths of a point."""

WIDTH = round((LONG_MM - 2 * MARGIN_MM) * TWIPS)
FONT, POINTS, CELL_POINTS = "Arial", 10, 8
CELL_STYLE, SHADE = "Report cell", "E3EDE8"
CHARACTERS = 150
"""Of a line across the page in CELL_POINTS, roughly: to tell which rows are too long for one page."""

LINES = 30
SECTIONS = 8
"""Columns of a table of figures; a plan with more sections gets several."""

MOMENT = (1980, 1, 1, 0, 0, 0)
"""Time of the parts in the file: the same facts are the same bytes."""


def as_document(report: Report, rows: Iterable[Row], zone: str) -> bytes:
    """Return a .docx; `rows` are the report's, walked through once."""
    columns = texts.printed(report)
    document = _begun(report, zone)
    tables: list[tuple[str, Iterator[str]]] = []
    for grid in report_grids.counted(report, SECTIONS):
        tables += _add(document, grid)
    document.add_paragraph(texts.direction_basis(report.head))
    for grid in (report_grids.moved(report), *report_grids.lists(report)):
        tables += _add(document, grid)
    document.add_heading("Actions", 2).paragraph_format.page_break_before = True
    tables.append((_table(document, "Actions", [(one.heading, one.width) for one in columns]), _lines(columns, rows)))
    frame = BytesIO()
    document.save(frame)
    return _filled(frame, tables)


def _filled(frame: BytesIO, tables: Sequence[tuple[str, Iterator[str]]]) -> bytes:
    """Write the frame again, with the rows of each table at its end."""
    out = BytesIO()
    with ZipFile(frame) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            about = ZipInfo(name, MOMENT)
            about.compress_type = ZIP_DEFLATED
            with target.open(about, "w") as part:
                if name == "word/document.xml":
                    part.writelines(_with_rows(source.read(name), tables))
                else:
                    part.write(source.read(name))
    return out.getvalue()


def _with_rows(frame: bytes, tables: Sequence[tuple[str, Iterator[str]]]) -> Iterator[bytes]:
    """Yield the document's XML; a table is found by its caption, which no text can look like."""
    rest = frame
    for caption, lines in tables:
        before, mark, rest = rest.partition(caption.encode())
        head, end, rest = rest.partition(b"</w:tbl>")
        yield before + mark + head
        for line in lines:
            yield line.encode()
        yield end
    yield rest


def _lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the rows of the actions' table as XML; a new section or sub-section has a heading across."""
    widths = [one.width for one in columns]
    heading = None
    for row in rows:
        place = (row.section, row.subsection)
        if place != heading:
            heading = place
            yield _heading(len(columns), " · ".join(one for one in place if one))
        yield _line(widths, [one.cell(row) for one in columns])


def _line(widths: Sequence[int], cells: Sequence[str]) -> str:
    kept = "" if _is_long(widths, cells) else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{kept}{''.join(map(_cell, cells))}</w:tr>"


def _is_long(widths: Sequence[int], cells: Sequence[str]) -> bool:
    """Say whether a row may be too long for a page: such a one has to be split, or its end would be cut off."""
    of_all = CHARACTERS / sum(widths)
    return any(
        len(text) / (of_all * width) + text.count("\n") > LINES for text, width in zip(cells, widths, strict=True)
    )


def _cell(text: str) -> str:
    return f'<w:tc><w:tcPr/><w:p><w:pPr><w:pStyle w:val="Reportcell"/></w:pPr><w:r>{_text(text)}</w:r></w:p></w:tc>'


def _heading(columns: int, text: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>'
    style = '<w:pPr><w:pStyle w:val="Reportcell"/><w:keepNext/></w:pPr>'
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="{columns}"/>{shade}</w:tcPr>'
        f"<w:p>{style}<w:r><w:rPr><w:b/></w:rPr>{_text(text)}</w:r></w:p></w:tc></w:tr>"
    )


def _text(text: str) -> str:
    lines = texts.legible(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)


def _begun(report: Report, zone: str) -> "Document":
    """Return the document with all that stands before its first table."""
    from docx import Document

    document = Document()
    _set_up(document, report, zone)
    document.add_heading(texts.legible(texts.title(report.head, zone)), 1)
    for notice in texts.notices(report, zone):
        document.add_paragraph().add_run(texts.legible(notice)).bold = True
    for mark in texts.marks(report):
        document.add_paragraph(mark)
    return document


def _set_up(document: "Document", report: Report, zone: str) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(LONG_MM), Mm(SHORT_MM)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN_MM)
    styles: Any = document.styles
    for name in ("Normal", "Heading 1", "Heading 2"):
        styles[name].font.name = FONT
        _in_every_script(styles[name].element.get_or_add_rPr())
    styles["Normal"].font.size = Pt(POINTS)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    cell = styles.add_style(CELL_STYLE, 1)
    cell.base_style, cell.font.size, cell.paragraph_format.space_after = styles["Normal"], Pt(CELL_POINTS), Pt(0)
    about = document.core_properties
    about.title, about.author, about.language = texts.legible(texts.title(report.head, zone)), "Convenor", "en-GB"
    about.created = about.modified = report.head.at.replace(tzinfo=None)
    _number_pages(page.footer.paragraphs[0], texts.legible(texts.title(report.head, zone)))


def _in_every_script(properties: Any) -> None:
    """The template's headings name a font of the theme, which goes before ours."""
    from docx.oxml.ns import qn

    fonts = properties.find(qn("w:rFonts"))
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _number_pages(paragraph: Any, title: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.add_run(f"{title} · page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _add(document: "Document", grid: Grid) -> Iterator[tuple[str, Iterator[str]]]:
    """Add a table with its name above it; yield how it is found, and its rows. An empty one is a word."""
    lines = [[str(value) for value in line] for line in grid.lines]
    document.add_heading(grid.name, 2)
    if not lines:
        document.add_paragraph("None.")
        return
    widths = [width for _, width in grid.headings]
    yield _table(document, grid.name, grid.headings), (_line(widths, line) for line in lines)


def _table(document: "Document", name: str, headings: Headings) -> str:
    """Add a table as wide as the page whose first row stands on each of its pages; return its caption's XML."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Twips

    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    caption = f"<w:tblCaption w:val={quoteattr(name)}/>"
    table._tbl.tblPr.append(parse_xml(caption.replace("/>", f" {nsdecls('w')}/>")))
    first = table.rows[0]
    for mark in ("w:cantSplit", "w:tblHeader"):
        first._tr.get_or_add_trPr().append(OxmlElement(mark))
    widths = [width for _, width in headings]
    for place, (heading, width) in enumerate(headings):
        table.columns[place].width = Twips(round(WIDTH * width / sum(widths)))
        paragraph = first.cells[place].paragraphs[0]
        paragraph.style = CELL_STYLE
        paragraph.add_run(texts.legible(heading)).bold = True
    return caption
