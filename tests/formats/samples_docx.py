"""Word documents for the tests, made with python-docx and, where it stops, by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SPACES = f'{W} xmlns:r="{_OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml"'
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def samples() -> dict[str, bytes]:
    """Every sample by its name."""
    return {"plain": plain(), "rich": rich()}


def normal(data: bytes) -> object:
    """What an identity must give back: every part, byte for byte, in order."""
    return list(unzipped(data).items())


def many(count: int) -> bytes:
    """A document of `count` paragraphs."""
    return body("".join(p(r(f"Afsnit nummer {i} med "), r("fed", "<w:b/>")) for i in range(count)))


def plain() -> bytes:
    """Two paragraphs."""
    return _saved(lambda document: [document.add_paragraph(text) for text in ("Hej verden.", "Farvel.")])


def rich() -> bytes:
    """Headings, formatting, lists, a table, links, fields, a note, a box, tracked changes, header, footer."""
    return with_footnote(_saved(_fill), "Se bilaget.")


def p(*inside: str) -> str:
    """A paragraph."""
    return f"<w:p>{''.join(inside)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{text}</w:t></w:r>'


def field(code: str, result: str) -> str:
    """A complex field; `result` is XML."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return f"{marks[0]}{instruction}{marks[1]}{result}{marks[2]}"


def box(*paragraphs: str) -> str:
    """A run with a text box."""
    shape = '<v:shape style="width:90pt;height:40pt"><v:textbox><w:txbxContent>'
    end = "</w:txbxContent></v:textbox></v:shape>"
    return f"<w:r><w:pict>{shape}{''.join(paragraphs)}{end}</w:pict></w:r>"


def tracked(gone: str, come: str) -> str:
    """A replacement with change tracking on."""
    old = f'<w:del w:id="1" w:author="A"><w:r><w:delText>{gone}</w:delText></w:r></w:del>'
    return f'{old}<w:ins w:id="2" w:author="A">{r(come)}</w:ins>'


def body(*paragraphs: str) -> bytes:
    """A document whose body is these paragraphs, in XML with the prefixes w, r and v."""
    return _saved(lambda document: _append(document, paragraphs))


def _append(document: Any, paragraphs: tuple[str, ...]) -> None:
    from docx.oxml import parse_xml

    inside = parse_xml(f"<w:body {_SPACES}>{''.join(paragraphs)}</w:body>")
    last = document.element.body[-1]
    for child in list(inside):
        last.addprevious(child)


def _saved(fill: Callable[[Any], object]) -> bytes:
    import docx

    document = docx.Document()
    fill(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _fill(document: Any) -> None:
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
    link = document.part.relate_to("https://example.org/", f"{_OFFICE}/hyperlink", is_external=True)
    text = r("hele rapporten", '<w:u w:val="single"/>')
    report = f'<w:hyperlink r:id="{link}">{text}</w:hyperlink>'
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    content = f"<w:sdtContent>{r('I en boks')}</w:sdtContent>"
    control = f'<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr>{content}</w:sdt>'
    _append(
        document,
        (
            p(r("Læs "), report, r(" her.")),
            p(r("Side "), field("PAGE", r("7")), r(" af mange")),
            p(r("Vi "), tracked("tabte", "vandt"), r(" prisen"), note, r(".")),
            p(r("Navn:"), "<w:r><w:tab/><w:t>Direktør</w:t><w:br/><w:t>Vejle</w:t></w:r>"),
            p(control),
            p(r("Ved siden af"), box(p(r("Inde i tekstboksen")))),
        ),
    )


def with_footnote(data: bytes, text: str) -> bytes:
    """Add a footnote with the number 2, which python-docx cannot make."""
    kinds = enumerate(("separator", "continuationSeparator"))
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}">{p(f"<w:r><w:{kind}/></w:r>")}</w:footnote>'
        for number, kind in kinds
    )
    note = f'<w:footnote w:id="2">{p("<w:r><w:footnoteRef/></w:r>", r(" " + text))}</w:footnote>'
    relation = f'<Relationship Id="rIdNote" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/>'
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{_FOOTNOTES}"/>'
    parts = unzipped(data)
    for path, end, added in (
        ("[Content_Types].xml", b"</Types>", override),
        ("word/_rels/document.xml.rels", b"</Relationships>", relation),
    ):
        parts[path] = parts[path].replace(end, added.encode() + end)
    parts["word/footnotes.xml"] = f"<w:footnotes {W}>{separators}{note}</w:footnotes>".encode()
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
