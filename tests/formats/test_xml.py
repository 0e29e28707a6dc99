"""XML is read as it is written, and nothing outside the file is ever touched."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtkit.errors import FormatError
from mtkit.formats._xml import Element, Event, XmlReader, escape, inner_text, to_bytes, with_attribute

# A busy machine is no failure.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _read(data: bytes, unit: str = "u", *, doctype: bool = True) -> list[Event]:
    reader = XmlReader(
        io.BytesIO(data), "x.xml", lambda element, above: element.local == unit, doctype=doctype
    )
    return list(reader)


def _joined(events: list[Event]) -> bytes:
    return b"".join(to_bytes(e.element) if e.kind == "unit" and e.element else e.raw for e in events)


_TREES = st.recursive(
    st.sampled_from(
        ["text &amp; æ", "&#230;", "<!-- c -->", "<?p i?>", "<![CDATA[a<b]]>", "\r\n", "<e/>", "<e a='1' />"]
    ),
    lambda inner: st.builds(
        lambda name, parts: f'<{name} b="&lt;">{"".join(parts)}</{name}>',
        st.sampled_from(["u", "x", "n:y"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@calm
@given(_TREES, st.sampled_from(["utf-8", "utf-16", "iso-8859-1"]))
def test_every_byte_comes_back(tree: str, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>\n<root xmlns:n='urn:n'>{tree}</root>\n<!-- end -->\n"
    data = text.encode(encoding)
    assert _joined(_read(data)) == data


def test_units_come_whole_with_names_and_ancestors() -> None:
    events = _read(b"<a xmlns='urn:a' k='v'><b><u x='1'>one<c/>two<u>three</u></u></b></a>")
    (unit,) = [event for event in events if event.kind == "unit"]
    assert unit.element is not None
    assert unit.element.name == "{urn:a}u"
    assert unit.element.attributes == {"x": "1"}
    assert [element.local for element in unit.ancestors] == ["a", "b"]
    assert [child.local for child in unit.element.elements()] == ["c", "u"]
    assert inner_text(unit.element) == "onetwothree"


def test_a_chunk_may_end_anywhere() -> None:
    class Drop(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(1)

    data = "<a>æ<u>b&amp;<c/></u></a>".encode()
    reader = XmlReader(Drop(data), "x.xml", lambda element, above: element.local == "u")
    assert _joined(list(reader)) == data


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"<a>", "well-formed"),
        (b"<a></b>", "well-formed"),
        (b"<a>\xff</a>", "well-formed"),
        (b"<?xml version='1.0' encoding='utf-99'?><a/>", "encoding"),
        (b"<?xml version='1.0' encoding='shift_jis'?><a/>", "encoding"),
        (b"<!DOCTYPE a [<!ENTITY b 'ha'>]><a>&b;</a>", "document type"),
        (b"<!DOCTYPE a SYSTEM 'x.dtd'><a>&b;</a>", "&b;"),
        (b"<a>" * 2000, "deep"),
        (b"<a b='" + b"x" * (9 << 20), "8 MiB"),
    ],
    ids=range(10),
)
def test_what_is_wrong_is_said(data: bytes, what: str) -> None:
    with pytest.raises(FormatError, match=what) as caught:
        _read(data)
    assert caught.value.hint


def test_a_billion_laughs_are_not_told() -> None:
    levels = "".join(f"<!ENTITY l{i + 1} '{f'&l{i};' * 10}'>" for i in range(9))
    with pytest.raises(FormatError, match="document type"):
        _read(f"<!DOCTYPE a [<!ENTITY l0 'ha'>{levels}]><a>&l9;</a>".encode())


def test_no_file_is_opened_for_a_document(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmelig")
    for doctype in (
        f"<!DOCTYPE a [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>",
        f"<!DOCTYPE a [<!ENTITY % x SYSTEM '{secret.as_uri()}'> %x;]>",
    ):
        with pytest.raises(FormatError):
            _read(f"{doctype}<a>&x;</a>".encode())
    # An external subset is allowed by name and never fetched.
    assert b"hemmelig" not in _joined(_read(f"<!DOCTYPE a SYSTEM '{secret.as_uri()}'><a>x</a>".encode()))


@calm
@given(st.text())
def test_escaped_text_is_text(text: str) -> None:
    data = f"<a><u>{escape(text)}</u></a>".encode("utf-8", "xmlcharrefreplace")
    (unit,) = [event.element for event in _read(data) if event.kind == "unit"]
    assert isinstance(unit, Element)
    allowed = "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
    assert inner_text(unit) == allowed


def test_attributes_are_set_where_they_stand() -> None:
    tag = b'<a b = \'x b="1"\' c="2"/>'
    assert with_attribute(tag, "c", 'a"<&') == b'<a b = \'x b="1"\' c="a&quot;&lt;&amp;"/>'
    assert with_attribute(tag, "b", "y") == b'<a b = "y" c="2"/>'
    assert with_attribute(b"<n:a>", "d", "1") == b'<n:a d="1">'
