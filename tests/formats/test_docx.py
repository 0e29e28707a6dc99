"""Word documents: all text is reached, styles follow the words, the rest stays."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from mtkit.core import Segment, Span
from mtkit.errors import FormatError
from mtkit.formats.docx import FORMAT
from tests.formats import samples_docx
from tests.formats.samples_docx import body, box, field, p, r, tracked

Change = Callable[[Segment], Segment]


def _segments(data: bytes) -> list[Segment]:
    return list(FORMAT.read(io.BytesIO(data), "x.docx").segments())


def _texts(*paragraphs: str) -> list[str]:
    return [s.text for s in _segments(body(*paragraphs)) if s.text != "Word Document"]


def _rewrite(data: bytes, change: Change, target_lang: str = "en") -> bytes:
    document = FORMAT.read(io.BytesIO(data), "x.docx", target_lang=target_lang)
    target = io.BytesIO()
    document.write([change(segment) for segment in document.segments()], target)
    return target.getvalue()


def _upper(segment: Segment) -> Segment:
    kept = {i for a, b in segment.keep for i in range(a, b)}
    return replace(
        segment, text="".join(c if i in kept else c.upper() for i, c in enumerate(segment.text)), keep=()
    )


def _to(text: str, *spans: Span) -> Change:
    return lambda segment: replace(segment, text=text, spans=spans or segment.spans, keep=())


def _written(paragraph: str, change: Change) -> str:
    """The XML of a paragraph after its text has changed."""
    xml = samples_docx.unzipped(_rewrite(body(paragraph), change))["word/document.xml"].decode()
    return re.sub(
        r' xml:space="preserve"| xmlns:\w+="[^"]*"', "", xml[xml.index("<w:p>") : xml.rindex("<w:sectPr")]
    )


def _run(text: str, properties: str = "") -> str:
    return r(text, properties).replace(' xml:space="preserve"', "")


# One grey pixel.
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
BOLD, ITALIC = "<w:b/>", "<w:i/>"


# ---- what is read


def test_text_is_found_wherever_a_document_holds_it() -> None:
    texts = [segment.text for segment in _segments(samples_docx.rich())]
    assert texts == [
        "Beretning for året", "Vi solgte mange biler og få cykler.", "Første punkt", "Andet punkt",
        "Celle A", "Celle B", "Celle C", "Celle D", "Læs hele rapporten her.", "Side 7 af mange",
        "Vi vandt prisen.", "Navn:", "Direktør\nVejle", "I en boks", "Ved siden af", "Inde i tekstboksen",
        "Se bilaget.", "Sidehoved", "Sidefod", "Årsberetning",
    ]  # fmt: skip


def test_kinds_follow_styles_and_tables() -> None:
    kinds = {segment.text: segment.kind for segment in _segments(samples_docx.rich())}
    assert kinds["Beretning for året"] == "heading"
    assert kinds["Første punkt"] == "list-item"
    assert kinds["Celle A"] == "cell"
    assert kinds["I en boks"] == "paragraph"


def test_runs_of_one_style_are_one() -> None:
    same = '<w:b/><w:lang w:val="da-DK"/><w:noProof/>'
    (segment, *_) = _segments(
        body(p(r("Hej "), r("ver", BOLD), "<w:proofErr w:type='x'/>", r("den", same), r("!")))
    )
    assert segment.text == "Hej verden!"
    assert [(span.start, span.end) for span in segment.spans] == [(4, 10)]


def test_the_style_of_most_text_is_no_span() -> None:
    (segment, *_) = _segments(body(p(r("Alt er fedt, ", BOLD), r("ikke"), r(" sandt?", BOLD))))
    assert [segment.text[s.start : s.end] for s in segment.spans] == ["ikke"]


@pytest.mark.parametrize(
    ("paragraph", "texts"),
    [
        (p(r("Et"), "<w:r><w:tab/></w:r>", r("To")), ["Et", "To"]),
        (
            p("<w:r><w:t>Et</w:t><w:br/><w:t>To</w:t><w:noBreakHyphen/><w:t>Tre</w:t></w:r>"),
            ["Et\nTo\u2011Tre"],
        ),
        (p("<w:r><w:t>ko</w:t><w:softHyphen/><w:t>en</w:t></w:r>"), ["koen"]),
        (p(r("Et "), f"<w:smartTag w:element='x'>{r('sted')}</w:smartTag>", r(".")), ["Et sted."]),
        (p(r("Et "), f"<w:odd>{r('sært')}</w:odd>", r(" sted")), ["Et sært sted"]),
        (p(r("Vi "), tracked("tabte", "vandt"), r(".")), ["Vi vandt."]),
        (p(r("Se "), field("REF a", r("tabel 1")), r(".")), ["Se tabel 1."]),
        (p(r("Ved "), box(p(r("boks"), box(p(r("inderst")))))), ["Ved", "boks", "inderst"]),
        (p(r("Et"), '<w:r><w:br w:type="page"/></w:r>', r("To")), ["Et", "To"]),
        (
            p(r("Et"), '<w:r><w:rPr><w:b/></w:rPr><w:t>To</w:t><w:br w:type="column"/><w:t>Tre</w:t></w:r>'),
            ["EtTo", "Tre"],
        ),
        (p(r("skjult", "<w:vanish/>"), r("synlig")), ["synlig"]),
        (p(r("1")), ["1"]),
        (f"<w:p/>{p(r(' '))}{p(r('Et'))}", ["Et"]),
    ],
)
def test_what_a_paragraph_says(paragraph: str, texts: list[str]) -> None:
    assert _texts(paragraph) == texts


def test_computed_fields_are_kept_and_others_translated() -> None:
    (page, *_) = _segments(body(p(r("Side "), field("PAGE", r("7")), r(" af 9"))))
    assert [page.text[a:b] for a, b in page.keep] == ["7"]
    (link, *_) = _segments(body(p(r("Se "), field('HYPERLINK "x"', r("her", BOLD)), r(" nu"))))
    assert link.keep == ()
    assert [link.text[s.start : s.end] for s in link.spans] == ["her"]


def test_a_formula_is_kept_whole() -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    power = "<m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    formula = f"<m:oMath {math}><m:r><m:t>E=m</m:t></m:r>{power}</m:oMath>"
    (segment, *_) = _segments(body(p(r("Her er "), formula, r(" nu"))))
    assert [segment.text[a:b] for a, b in segment.keep] == ["E=mc2"]
    written = _written(p(r("Her er "), formula, r(" nu")), _upper)
    assert formula.replace(f" {math}", "") in written
    assert _run("HER ER ") in written
    assert _texts(p(f"<m:oMathPara {math}>{formula}</m:oMathPara>"), p(r("Ord"))) == ["Ord"]


def test_a_table_of_contents_keeps_its_fields() -> None:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    inside = f"{r('Indledning')}<w:r><w:tab/></w:r>{field('PAGEREF a', r('3'))}"
    entry = f'<w:hyperlink w:anchor="a">{inside}</w:hyperlink>'
    first, last = p(begin, code, separate, entry), p(entry, end)
    assert _texts(first, last) == ["Indledning"] * 2
    xml = samples_docx.unzipped(_rewrite(body(first, last), _upper))["word/document.xml"].decode()
    assert xml.count("INDLEDNING") == 2
    source = first + last
    for part in ("w:fldChar ", "PAGEREF a", "TOC", "<w:tab/>", ">3</w:t>", "<w:hyperlink "):
        assert xml.count(part) == source.count(part) > 0


def test_a_text_box_and_its_fallback_are_translated_once() -> None:
    boxes = "".join(
        f"<mc:{kind}><w:txbxContent>{p(r('I boksen'))}{p(r('Mere'))}</w:txbxContent></mc:{kind}>"
        for kind in ("Choice", "Fallback")
    )
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    paragraph = p(r("Ved "), f"<w:r><mc:AlternateContent {space}>{boxes}</mc:AlternateContent></w:r>")
    assert _texts(paragraph) == ["Ved", "I boksen", "Mere"]
    written = _written(paragraph, _upper)
    assert written.count("I BOKSEN") == 2
    assert written.count("MERE") == 2


def test_the_description_of_a_picture_is_translated() -> None:
    from docx import Document

    picture = Document()
    picture.add_paragraph("Se ").add_run().add_picture(io.BytesIO(_PNG))
    picture.paragraphs[0].add_run("her")
    properties = picture.element.body.xpath(".//wp:docPr")[0]
    properties.set("descr", 'En "hund" & kat')
    stream = io.BytesIO()
    picture.save(stream)
    data = stream.getvalue()
    assert [(s.text, s.kind) for s in _segments(data)][:2] == [
        ("Se her", "paragraph"), ('En "hund" & kat', "attribute"),
    ]  # fmt: skip
    again = Document(io.BytesIO(_rewrite(data, _upper)))
    assert again.element.body.xpath(".//wp:docPr/@descr") == ['EN "HUND" & KAT']
    assert again.paragraphs[0].text == "SE HER"
    assert samples_docx.unzipped(_rewrite(data, lambda s: s)) == samples_docx.unzipped(data)


def test_text_in_charts_is_reached() -> None:
    namespace = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    bold = '<a:rPr lang="da-DK" b="1"/>'
    inside = f"<a:r><a:t>Salg i </a:t></a:r><a:r>{bold}<a:t>alt</a:t></a:r><a:br/>"
    inside += "<a:r><a:t>2024 og 2025</a:t></a:r>"
    chart = f'<c xmlns="urn:c" {namespace}><a:p><a:pPr/>{inside}</a:p></c>'
    override = (
        b'<Override PartName="/word/charts/chart1.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/></Types>'
    )
    parts = samples_docx.unzipped(samples_docx.plain())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)
    data = samples_docx.zipped({**parts, "word/charts/chart1.xml": chart.encode()})
    texts = [segment.text for segment in _segments(data)]
    assert "Salg i alt\n2024 og 2025" in texts
    written = samples_docx.unzipped(_rewrite(data, _upper))["word/charts/chart1.xml"].decode()
    assert written == chart.replace("Salg i ", "SALG I ").replace(">alt<", ">ALT<").replace(
        "og", "OG"
    ).replace("da-DK", "en-US")


def test_words_with_a_guide_above_them_are_read_and_the_guide_too() -> None:
    ruby = (
        f"<w:ruby><w:rubyPr/><w:rt>{r('udtale')}</w:rt><w:rubyBase>{r('ordet', BOLD)}</w:rubyBase></w:ruby>"
    )
    paragraph = p(r("Her er "), f"<w:r>{ruby}</w:r>", r("."))
    assert _texts(paragraph) == ["Her er ordet.", "udtale"]
    written = _written(paragraph, _upper)
    assert f"<w:rt>{_run('UDTALE')}</w:rt><w:rubyBase>{_run('ORDET', BOLD)}</w:rubyBase>" in written
    assert written.startswith(p(_run("HER ER "), "<w:r><w:ruby>").removesuffix("</w:p>"))
    assert written.endswith(f"</w:ruby></w:r>{_run('.')}</w:p>")


# ---- what is written


def test_styles_follow_their_words() -> None:
    paragraph = p(r("En "), r("rød", BOLD), r(" og "), r("blå", ITALIC), r(" bil"))
    written = _written(paragraph, _to("Blue and red car", Span(9, 12, "style1"), Span(0, 4, "style2")))
    assert written == p(_run("Blue", ITALIC), _run(" and "), _run("red", BOLD), _run(" car"))


def test_a_link_keeps_its_own_style() -> None:
    link = '<w:hyperlink w:anchor="a">{}</w:hyperlink>'
    paragraph = p(r("Læs "), link.format(r("mere", ITALIC)), r(" her"))
    written = _written(paragraph, _to("Here: more", Span(6, 10, "hyperlink1")))
    assert written == p(_run("Here: "), link.format(_run("more", ITALIC)))


def test_breaks_tabs_and_points_stay() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    paragraph = p(
        "<w:pPr><w:jc w:val='left'/></w:pPr>", "<w:r><w:tab/></w:r>", r("Et ord"), note, r(" og\u2011to.")
    )
    (segment, *_) = _segments(body(paragraph))
    written = _written(paragraph, _to("A word\nand two\u2011.", Span(6, 6, segment.spans[0].tag)))
    assert written == (
        '<w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:r><w:tab/></w:r><w:r><w:t>A word</w:t></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:br/><w:t>and two</w:t><w:noBreakHyphen/><w:t>.</w:t></w:r></w:p>"
    )


def test_a_deletion_stays_and_an_insertion_keeps_its_mark() -> None:
    written = _written(
        p(r("Vi "), tracked("tabte", "vandt"), r(".")), _to("We won.", Span(3, 6, "ins2"), Span(3, 3, "del1"))
    )
    assert written.replace(' w:author="A"', "") == p(
        _run("We "), '<w:del w:id="1"><w:r><w:delText>tabte</w:delText></w:r></w:del>',
        f'<w:ins w:id="2">{_run("won")}</w:ins>', _run("."),
    )  # fmt: skip


def test_text_is_escaped() -> None:
    written = _written(p(r("Hej")), _to("a < b & c > d \x00\x08"))
    assert written == p(_run("a &lt; b &amp; c &gt; d "))


def test_an_echo_leaves_every_part_and_a_change_only_the_text() -> None:
    data = samples_docx.rich()
    before = samples_docx.unzipped(data)
    assert samples_docx.unzipped(_rewrite(data, lambda segment: segment)) == before
    after = samples_docx.unzipped(_rewrite(data, _upper))
    assert list(after) == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"word/{part}.xml" for part in ("document", "footnotes", "header1", "footer1")} | {
        "docProps/core.xml"
    }
    bare = re.compile(rb"<w:t[ >][^<]*</w:t>|</?w:r>|<w:rPr>.*?</w:rPr>|<w:tab/>|<w:br/>")
    assert bare.sub(b"", after["word/document.xml"]) == bare.sub(b"", before["word/document.xml"])


def test_proofing_language_follows() -> None:
    paragraph = p(r("Hej", '<w:lang w:val="da-DK" w:eastAsia="ja-JP"/>'))
    assert '<w:lang w:val="en-US" w:eastAsia="ja-JP"/>' in _written(paragraph, _to("Hi"))
    parts = samples_docx.unzipped(samples_docx.plain())
    styles = re.sub(rb'<w:lang w:val="[^"]*"', b'<w:lang w:val="da-DK"', parts["word/styles.xml"])
    assert b'<w:lang w:val="da-DK"' in styles
    data = samples_docx.zipped({**parts, "word/styles.xml": styles})
    assert samples_docx.unzipped(_rewrite(data, _upper))["word/styles.xml"].count(b'w:val="en-US"') == 1
    assert samples_docx.unzipped(_rewrite(data, lambda segment: segment))["word/styles.xml"] == styles


def test_strict_documents_are_read() -> None:
    parts = samples_docx.unzipped(samples_docx.plain())
    strict = parts["word/document.xml"].replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    data = samples_docx.zipped({**parts, "word/document.xml": strict})
    assert [s.text for s in _segments(data)][:2] == ["Hej verden.", "Farvel."]


def test_a_document_whose_text_is_out_of_reach_is_an_error() -> None:
    odd = "<w:r><w:odd><w:t>Hej</w:t></w:odd></w:r>"
    with pytest.raises(FormatError, match="cannot reach"):
        _segments(body(p(odd)))
    with pytest.raises(FormatError, match="cannot reach"):
        _segments(body('<w:altChunk r:id="x"/>'))
    document = FORMAT.read(io.BytesIO(body(p(odd), p(r("Hej")))), "x.docx")
    list(document.segments())
    assert any("3 characters" in note for note in document.notes)


@pytest.mark.parametrize("paragraphs", ["", p(), p(r(" ")), p("<w:r><w:drawing/></w:r>")])
def test_a_document_without_text_is_an_error(paragraphs: str) -> None:
    with pytest.raises(FormatError, match="holds no text"):
        _segments(body(paragraphs))


def test_signs_alone_are_text_that_needs_no_translation() -> None:
    document = FORMAT.read(io.BytesIO(body(p(r("* * *")))), "x.docx")
    assert [s.text for s in document.segments() if s.text != "Word Document"] == []
    assert any("nothing but signs" in note for note in document.notes)


# ---- other programs


def test_python_docx_reads_the_same_document_with_other_text() -> None:
    import docx

    after = docx.Document(io.BytesIO(_rewrite(samples_docx.rich(), _upper)))
    heading, paragraph, *_ = after.paragraphs
    assert (heading.style.name, heading.text) == ("Heading 1", "BERETNING FOR ÅRET")
    assert [(run.text, run.bold, run.italic) for run in paragraph.runs] == [
        ("VI SOLGTE ", None, None), ("MANGE", True, None), (" BILER OG ", None, None), ("FÅ", None, True),
        (" CYKLER.", None, None),
    ]  # fmt: skip
    assert [cell.text for row in after.tables[0].rows for cell in row.cells] == [f"CELLE {c}" for c in "ABCD"]
    assert after.sections[0].header.paragraphs[0].text == "SIDEHOVED"
    assert after.core_properties.title == "ÅRSBERETNING"
