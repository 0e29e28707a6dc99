"""Any paragraph, with any translation and any spans, becomes sound XML that holds all it held."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from mtkit.core import Span
from mtkit.formats._docx_paragraph import Paragraph, read_paragraph
from mtkit.formats._docx_steps import is_paragraph
from mtkit.formats._xml import Element, XmlReader
from tests.formats.samples_docx import W, box, field, p, r

# A busy machine is no failure.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_ROOT = f'<w:body {W} xmlns:v="urn:schemas-microsoft-com:vml">'
_MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_STYLES = ("", "<w:b/>", "<w:i/>", '<w:b/><w:lang w:val="da-DK"/>')
_LEAVES = st.one_of(
    st.builds(r, st.sampled_from(["ord", " ", "to ord ", " &amp; æ"]), st.sampled_from(_STYLES)),
    st.sampled_from(
        [
            "<w:r><w:tab/></w:r>",
            "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>",
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
            '<w:bookmarkStart w:id="1" w:name="n"/>',
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "<w:del><w:r><w:delText>væk</w:delText></w:r></w:del>",
            '<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>',
            f"<m:oMath {_MATH}><m:r><m:t>E=m</m:t></m:r></m:oMath>",
            field("PAGE", r("7")),
            field("REF x", r("tabel")),
            box(p(r("boks"))),
        ]
    ),
)


def _around(inside: list[str], shape: str) -> str:
    return shape.format("".join(inside))


_PARAGRAPHS = st.builds(
    p,
    st.just("<w:pPr><w:jc/></w:pPr>"),
    st.recursive(
        st.lists(_LEAVES, max_size=5).map("".join),
        lambda inner: st.builds(
            _around,
            st.lists(inner, max_size=3),
            st.sampled_from(
                [
                    "{}",
                    "<w:hyperlink>{}</w:hyperlink>",
                    "<w:ins>{}</w:ins>",
                    "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
                    '<w:fldSimple w:instr="TITLE">{}</w:fldSimple>',
                ]
            ),
        ),
        max_leaves=6,
    ),
)


def _read(xml: str) -> Paragraph:
    reader = XmlReader(
        io.BytesIO(f"{_ROOT}{xml}</w:body>".encode()), "x", lambda element, above: is_paragraph(element)
    )
    (unit,) = [event.element for event in reader if event.kind == "unit"]
    assert isinstance(unit, Element)
    return read_paragraph(unit, "paragraph", reader.codec)


def _elements(raw: bytes) -> Counter[str]:
    """All elements but those that runs are made of."""
    root = etree.fromstring(_ROOT.encode() + raw + b"</w:body>")
    names = (etree.QName(element).localname for element in root.iter())
    return Counter(n for n in names if n not in ("r", "t", "rPr", "b", "i", "lang", "tab", "br"))


def _shown(raw: bytes) -> str:
    return re.sub(r"\s+", "", "".join(etree.fromstring(_ROOT.encode() + raw + b"</w:body>").itertext()))


@calm
@given(_PARAGRAPHS)
def test_what_comes_back_unchanged_is_written_as_it_was(xml: str) -> None:
    paragraph = _read(xml)
    assert paragraph.render(paragraph.segments) == xml.encode()


@calm
@given(_PARAGRAPHS)
def test_a_changed_paragraph_holds_the_same_text_and_elements(xml: str) -> None:
    paragraph = _read(xml)
    changed = [replace(s, text=s.text + " ¤") for s in paragraph.segments]
    written = paragraph.render(changed)
    assert _elements(written) == _elements(xml.encode())
    assert sorted(_shown(written).replace("¤", "")) == sorted(_shown(xml.encode()))
    assert _shown(written).count("¤") == len(changed)


@calm
@given(_PARAGRAPHS, st.text("ab \n\t<", max_size=9), st.data())
def test_no_translation_breaks_a_paragraph(xml: str, text: str, data: st.DataObject) -> None:
    paragraph = _read(xml)
    places = st.integers(-1, 10)
    changed = []
    for segment in paragraph.segments:
        tags = st.sampled_from([*(span.tag for span in segment.spans), "unknown"])
        spans = data.draw(st.lists(st.builds(Span, places, places, tags), max_size=6))
        changed.append(replace(segment, text=text, spans=tuple(spans)))
    assert _elements(paragraph.render(changed)) == _elements(xml.encode())
