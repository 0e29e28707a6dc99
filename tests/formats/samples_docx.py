"""Word documents for the tests, made with python-docx and, where it stops, by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def plain() -> bytes:
    """Two paragraphs."""
    return _saved(lambda document: [document.add_paragraph(text) for text in ("Hej verden.", "Farvel.")])


def rich() -> bytes:
    """Headings, formatting, lists, a table, links, fields, a note, a box, tracked changes, a header and footer."""
    return with_footnote(_saved(_fill))


def samples() -> dict[str, bytes]:
    """Every sample by its name."""
    return {"plain": plain(), "rich": rich()}


def body(*paragraphs: str) -> bytes:
    """A document whose body is these paragraphs, in XML with the prefixes w and r."""

    def fill(document: Any) -> None:
        from docx.oxml import parse_xml

        for xml in paragraphs:
            wrapped = parse_xml(f"<w:body {W} {R}>{xml}</w:body>")
            for child in list(wrapped):
                document.element.body.insert(len(document.element.body) - 1, child)

    return _saved(fill)


def many(count: int) -> bytes:
    """A document of `count` paragraphs."""
    run = '<w:r><w:t xml:space="preserve">Afsnit nummer {} med </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>fed</w:t></w:r>'
    return body("".join(f"<w:p>{run.format(i)}</w:p>" for i in range(count)))


def _saved(fill: Callable[[Any], object]) -> bytes:
    import docx

    document = docx.Document()
    fill(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _fill(document: Any) -> None:
    from docx.oxml import parse_xml

    document.core_properties.title = "Årsberetning"
    document.add_heading("Beretning for året", 1)
    paragraph = document.add_paragraph("Vi solgte ")
    paragraph.add_run("mange").bold = True
    paragraph.add_run(" biler og ")
    paragraph.add_run("få").italic = True
    paragraph.add_run(" cykler.")
    for text in ("Første punkt", "Andet punkt"):
        document.add_paragraph(text, style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"Celle {'ABCD'[number]}"
    section = document.sections[0]
    section.header.paragraphs[0].text = "Sidehoved"
    section.footer.paragraphs[0].text = "Sidefod"
    link = document.part.relate_to(
        "https://example.org/",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    for xml in (
        f'<w:p><w:r><w:t xml:space="preserve">Læs </w:t></w:r><w:hyperlink r:id="{link}"><w:r><w:rPr><w:u w:val="single"/>'
        '</w:rPr><w:t>hele rapporten</w:t></w:r></w:hyperlink><w:r><w:t xml:space="preserve"> her.</w:t></w:r></w:p>',
        '<w:p><w:r><w:t xml:space="preserve">Side </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText '
        'xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> af mange</w:t></w:r></w:p>',
        '<w:p><w:r><w:t xml:space="preserve">Vi </w:t></w:r><w:del w:id="1" w:author="A"><w:r><w:delText>tabte</w:delText></w:r>'
        '</w:del><w:ins w:id="2" w:author="A"><w:r><w:t>vandt</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> prisen</w:t></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r></w:p>',
        "<w:p><w:r><w:t>Navn:</w:t></w:r><w:r><w:tab/><w:t>Direktør</w:t><w:br/><w:t>Vejle</w:t></w:r></w:p>",
        '<w:p><w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent><w:r><w:t>I en boks</w:t></w:r></w:sdtContent></w:sdt></w:p>',
        '<w:p><w:r><w:t>Ved siden af</w:t></w:r><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:90pt;'
        'height:40pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>Inde i tekstboksen</w:t></w:r></w:p></w:txbxContent></v:textbox>'
        "</v:shape></w:pict></w:r></w:p>",
    ):
        wrapped = parse_xml(f"<w:body {W} {R}>{xml}</w:body>")
        document.element.body.insert(len(document.element.body) - 1, wrapped[0])


def with_footnote(data: bytes) -> bytes:
    """Add footnotes, which python-docx cannot make."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in enumerate(("separator", "continuationSeparator"))
    )
    note = (
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Se bilaget.</w:t></w:r></w:p>'
        "</w:footnote>"
    )
    footnotes = f"<w:footnotes {W}>{separators}{note}</w:footnotes>"
    relation = (
        '<Relationship Id="rIdNote" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        ' Target="footnotes.xml"/></Relationships>'
    )
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{_FOOTNOTES}"/></Types>'
    parts = unzipped(data)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", relation.encode())
    parts["word/footnotes.xml"] = footnotes.encode()
    return zipped(parts)


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a zip, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()
