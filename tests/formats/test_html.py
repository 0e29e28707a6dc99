"""HTML: the text changes and everything else stays."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from mtkit.core import Segment, Span
from mtkit.errors import FormatError, OutputError
from mtkit.formats._html_tokens import tokens
from mtkit.formats.html import FORMAT
from tests.formats import samples_html

# A busy machine is no failure.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

Change = Callable[[Segment], Segment]


def _segments(text: str | bytes) -> list[Segment]:
    data = text.encode() if isinstance(text, str) else text
    return list(FORMAT.read(io.BytesIO(data), "page.html").segments())


def _texts(text: str | bytes) -> list[str]:
    return [segment.text for segment in _segments(text)]


def _rewrite(text: str | bytes, change: Change, target_lang: str = "en") -> bytes:
    data = text.encode() if isinstance(text, str) else text
    document = FORMAT.read(io.BytesIO(data), "page.html", target_lang=target_lang)
    target = io.BytesIO()
    document.write([change(segment) for segment in document.segments()], target)
    return target.getvalue()


def _marked(segment: Segment) -> Segment:
    """The same text with a sign at its end."""
    return replace(segment, text=segment.text + "¤")


def _to(text: str, spans: tuple[Span, ...] = ()) -> Change:
    return lambda segment: replace(segment, text=text, spans=spans or segment.spans, keep=())


# ---- what is translated, and what is not


def test_blocks_part_segments_and_inline_elements_do_not() -> None:
    page = "<h1>Et</h1><p>To <b>tre</b> fire<ul><li>Fem<li>Seks</ul><div>Syv<div>Otte</div>Ni</div>"
    assert _texts(page) == ["Et", "To tre fire", "Fem", "Seks", "Syv", "Otte", "Ni"]


def test_kinds_follow_the_elements() -> None:
    page = "<title>A</title><h2>B</h2><p>C<li>D<table><caption>E</caption><td>F<img alt=G>"
    kinds = [(segment.text, segment.kind) for segment in _segments(page)]
    assert kinds == [
        ("A", "heading"), ("B", "heading"), ("C", "paragraph"), ("D", "list-item"), ("E", "caption"),
        ("G", "attribute"), ("F", "cell"),
    ]  # fmt: skip


def test_white_space_is_what_a_browser_shows() -> None:
    assert _texts("<p>\n  En\n  lang <b> linje</b> </p>") == ["En lang linje"]
    assert _texts("<pre>  En\n   linje</pre>") == ["En\n   linje"]


def test_the_columns_of_preformatted_text_are_apart() -> None:
    page = "<pre>\n  Tid     <b>Sted</b>\n  10.00   Ved   <i>byens   r&aring;dhus</i>\n  </pre>"
    assert _texts(page) == ["Tid", "Sted\n  10.00", "Ved", "byens   rådhus"]
    assert _rewrite(page, lambda segment: segment).decode() == page
    written = _rewrite(page, lambda s: replace(s, text=s.text.upper())).decode()
    assert written == page.upper().replace("&ARING;", "Å").replace("PRE", "pre").replace("B>", "b>").replace(
        "I>", "i>"
    )


def test_entities_are_characters_and_soft_hyphens_nothing() -> None:
    assert _texts("<p>&aelig;&#248;&#xe5; &lt;b&gt; ko&shy;en &amp;amp;</p>") == ["æøå <b> koen &amp;"]


def test_a_line_break_is_one_and_two_part_paragraphs() -> None:
    assert _texts("Et<br>To<br/>\nTre<br><br>Fire") == ["Et\nTo\nTre", "Fire"]


def test_the_links_of_a_menu_stand_alone() -> None:
    assert _texts("<nav><a href=a>Forside</a><a href=b>Om <b>os</b></a> | <a>Kontakt</a></nav>") == [
        "Forside", "Om os", "Kontakt",
    ]  # fmt: skip
    assert _texts("<p><a>Et</a> og <a>to</a></p>") == ["Et og to"]


def test_elements_that_a_page_invented_are_blocks_outside_of_text() -> None:
    assert _texts("<x-card>Et</x-card><x-card>To</x-card><p>Et <x-b>ord</x-b> her") == [
        "Et",
        "To",
        "Et ord her",
    ]


def test_spans_cover_their_words_outer_first() -> None:
    (segment,) = _segments("<p>Hej <a href=x> store <b>verden</b></a>!<img src=y></p>")
    assert segment.text == "Hej store verden!"
    assert [(s.start, s.end) for s in segment.spans] == [(4, 16), (10, 16)]
    assert segment.spans[0].tag != segment.spans[1].tag


def test_an_element_around_the_whole_is_no_span() -> None:
    assert _segments("<p><b><i>Hej</i></b></p>")[0].spans == ()


def test_code_and_what_must_not_be_translated_is_kept() -> None:
    (segment,) = _segments("<p>Kør <code>rm -r <b>x</b></code> på <span translate=no>Min Maskine</span>.</p>")
    assert segment.text == "Kør rm -r x på Min Maskine."
    assert [segment.text[a:b] for a, b in segment.keep] == ["rm -r x", "Min Maskine"]


@pytest.mark.parametrize(
    "page",
    [
        "<div translate=no><p>Nej <span title=nej>nej</span></p></div>",
        "<div class='a notranslate'>Nej</div>",
        "<p translate=no>Nej",
        "<code>nej</code>",
        "<pre class=highlight>nej</pre>",
        "<pre><code>nej</code></pre>",
        "<script>nej()</script><style>nej</style><!-- nej --><iframe>nej</iframe><noframes>nej</noframes>",
        "<p lang=en>No</p>",
        "<img alt='' src=nej.png><input type=text value=nej><a href=nej data-x=nej></a><p>&nbsp;</p>",
        "<meta name=generator content=nej><meta name=viewport content='width=nej'><link title=nej>",
    ],
)
def test_these_are_left_alone(page: str) -> None:
    assert _texts(page) == []


def test_translation_starts_again_where_a_page_says_so() -> None:
    assert _texts("<div translate=no>Nej<p translate=yes>Ja</p>nej</div><p>Ja</p>") == ["Ja", "Ja"]
    assert _texts("<ul><li translate=no>Nej<li>Ja</ul><table><tr><td translate=no>Nej<td>Ja") == ["Ja", "Ja"]


def test_attributes_that_readers_see_are_translated() -> None:
    page = (
        "<meta name=description content='Et'><meta property=og:title content='To'><img alt=Tre title=Fire>"
        "<input placeholder=Fem aria-label=Seks><input type=submit value=Syv><option label=Otte>"
        "<a title=Ni href=nej>Ti</a>"
    )
    assert _texts(page) == ["Et", "To", "Tre", "Fire", "Fem", "Seks", "Syv", "Otte", "Ni", "Ti"]
    written = html.unescape(_rewrite(page, _marked).decode())
    assert written.count("¤") == 10
    assert "href=nej" in written


# ---- what is written


@calm
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "<p>",
                    "</p>",
                    "<b>",
                    "</b>",
                    "<i>",
                    "</i>",
                    "<a href=x>",
                    "</a>",
                    "<br>",
                    "<div>",
                    "</div>",
                ),
                *("<li>", "<td>", "</table>", "<table>", "<!-- x -->", "<code>", "</code>", "<img alt='æ'>"),
                *(
                    "<span translate=no>",
                    "</span>",
                    "<pre>",
                    "</pre>",
                    "<title>",
                    "</title>",
                    "<svg>",
                    "</svg>",
                ),
                *(
                    "ord",
                    " ",
                    "\r\n",
                    "&amp;",
                    "&nbsp;",
                    "<",
                    "æ&shy;ø",
                    "<p lang=da>",
                    "<script>",
                    "</script>",
                ),
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_page_comes_back_byte_for_byte_and_keeps_its_tags(page: str) -> None:
    assert _rewrite(page, lambda segment: segment) == page.encode()
    written = _rewrite(page, _marked).decode()
    assert _skeleton(written) == _skeleton(page)


def _skeleton(page: str) -> list[tuple[str, str]]:
    """All tags by name, and comments."""
    return sorted(
        (t.kind, t.name or t.raw.replace("¤", "")) for t in tokens(page) if t.kind not in ("text", "raw")
    )


@calm
@given(st.binary(max_size=200))
def test_any_bytes_come_back_or_are_refused(data: bytes) -> None:
    try:
        assert _rewrite(data, lambda segment: segment) == data
    except FormatError as error:
        assert error.hint  # noqa: PT017


@calm
@given(
    st.text().filter(lambda text: "\n" not in text),
    st.lists(st.builds(Span, st.integers(0, 9), st.integers(0, 9), st.sampled_from(["b1", "i2"]))),
)
def test_no_translation_can_make_markup(text: str, spans: list[Span]) -> None:
    written = _rewrite("<p>x <b>y <i>z</i></b> w</p>", _to(text, tuple(spans))).decode()
    assert re.findall(r"<[^<>]*>", written).count("<b>") == 1
    inside = re.sub(r"</?[pbi]>", "", written)
    assert "<" not in inside
    assert ">" not in inside
    assert html.unescape(inside) == text or "&#65533;" in inside or "\r" in text or "\0" in text or _odd(text)


def _odd(text: str) -> bool:
    """Whether unescape itself changes characters that HTML does not allow."""
    return html.unescape(html.escape(text)) != text


def test_attributes_cannot_be_broken_out_of() -> None:
    evil = """"'><script>x&y"""
    written = _rewrite("<img alt=a><img alt='b'><img alt=\"c\">", _to(evil)).decode()
    assert "<script" not in written
    assert _texts(written) == [evil] * 3


def test_xhtml_has_empty_elements() -> None:
    head = '<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="x.js"/><title/></head>'
    page = (
        '<?xml version="1.0"?>'
        + head
        + '<body><p>Et<a id="x"/> ord<br />To</p><div/><p>Tre</p></body></html>'
    )
    assert _texts(page) == ["Et ord\nTo", "Tre"]
    written = _rewrite(page, _marked).decode()
    etree.fromstring(written.encode())
    assert written.replace("¤", "") == page


def test_tags_follow_their_words() -> None:
    page = '<p>Han så <b class="x">den røde</b> <a href="/bil">bil</a>.</p>'
    spans = (Span(15, 22, "b1"), Span(8, 11, "a2"))
    written = _rewrite(page, _to("He saw (car) the red.", spans)).decode()
    assert written == '<p>He saw (<a href="/bil">car</a>) th<b class="x">e red.</b></p>'


def test_line_breaks_come_back_and_none_is_lost() -> None:
    assert _rewrite("Et<br class=a>\n To<br/>Tre", _to("A\nB\nC")) == b"A<br class=a>\n B<br/>C"
    assert _rewrite("Et<br class=a>To<br/>Tre", _to("A\nB C")) == b"A<br class=a>B C<br/>"
    assert _rewrite("Et<br>To", _to("A\nB\nC")) == b"A<br>B<br/>C"


def test_blanks_stay_on_both_sides_of_an_image() -> None:
    assert _rewrite("Et <img src=x> to", _marked) == "Et <img src=x> to¤".encode()


def test_the_language_is_named_once_anything_changed() -> None:
    locale = '<meta property="og:locale" content="da_DK"><p>Hej</p>'
    assert _rewrite(locale, _to("Hi")).decode() == locale.replace("da_DK", "en_US").replace("Hej", "Hi")
    page = '<html lang="da-DK" xml:lang=da><meta http-equiv=content-language content=da><p lang="DA">Hej</p>'
    written = _rewrite(page, _to("Hi")).decode()
    assert written == (
        '<html lang="en" xml:lang="en"><meta http-equiv=content-language content="en"><p lang="en">Hi</p>'
    )
    assert _rewrite(page, lambda segment: segment) == page.encode()
    assert b'lang="fr"' in _rewrite('<p>Hej <i lang="fr">oui</i> du</p>', _marked)


def test_another_language_is_kept_and_said() -> None:
    document = FORMAT.read(io.BytesIO(b'<p>Hej <i lang="fr">mon ami</i>!</p><p lang=sv>Nej</p>'), "page.html")
    (segment,) = document.segments()
    assert segment.text == "Hej mon ami!"
    assert len(segment.keep) == 1
    assert any("fr" in note for note in document.notes)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<meta charset=iso-8859-1><p>Blåbær €".encode("cp1252"), "Blåbær €"),
        ("\ufeff<p>Blåbær".encode(), "Blåbær"),
        ("\ufeff<p>Blåbær".encode("utf-16-le"), "Blåbær"),
        ("<?xml version='1.0' encoding='windows-1252'?><p>Blåbær".encode("cp1252"), "Blåbær"),
        ("<p>Blåbær".encode("latin-1"), "Blåbær"),
    ],
)
def test_the_encoding_is_found_and_kept(data: bytes, text: str) -> None:
    assert _texts(data) == [text]
    written = _rewrite(data, _to("Ω æ"))
    assert _texts(written) == ["Ω æ"]  # what the encoding lacks is a character reference
    assert written.startswith(data[: data.index(b"p") + 1])


def test_as_many_segments_must_come_back() -> None:
    document = FORMAT.read(io.BytesIO(b"<p>Et<p>To"), "page.html")
    segments = list(document.segments())
    with pytest.raises(OutputError):
        document.write(segments[:1], io.BytesIO())
    document = FORMAT.read(io.BytesIO(b"<p>Et<p>To"), "page.html")
    with pytest.raises(OutputError):
        document.write([*document.segments(), Segment("Tre")], io.BytesIO())


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<b>",
        "<i>",
        "<b><p>",
        "<div>",
        "<code>",
        "<svg>",
        "<p><code>",
        "x<br>",
        "<a><!-- -->",
        "<span translate=no>x",
    ],
)
def test_pathological_pages_take_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        ends = piece.replace("<", "</") if piece == "<i>" else ""
        page = (piece * count + "slut" + ends * count + "ord").encode()
        start = time.process_time()
        _rewrite(page, _marked)
        return time.process_time() - start

    small = max(min(seconds(1_000) for _ in range(3)), 1e-3)
    assert seconds(20_000) < 80 * small  # 20 when linear, 400 when quadratic


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium, to see the page as a browser does")
def test_a_browser_shows_the_same_page_with_other_text(tmp_path: Path) -> None:
    def shown(data: bytes) -> str:
        page = tmp_path / "page.html"
        page.write_bytes(data)
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
        done = subprocess.run(
            ["chromium", *flags, "--dump-dom", page.as_uri()], capture_output=True, timeout=120
        )
        return done.stdout.decode()

    def upper(segment: Segment) -> Segment:
        kept = {i for a, b in segment.keep for i in range(a, b)}
        text = "".join(c if i in kept else c.upper() for i, c in enumerate(segment.text))
        return replace(segment, text=text, keep=())

    before, after = shown(samples_html.page()), shown(_rewrite(samples_html.page(), upper))
    assert "FEDE" in after
    assert "Fede" not in after
    skeleton = re.compile(r">[^<]*<|(?:title|alt|content|value|placeholder|lang)=(?:\"[^\"]*\")")
    assert skeleton.sub("><", after) == skeleton.sub("><", before)


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("<p><a href=a>Et link</a> | <a href=b>To links</a> | Om os</p>", ["Et link", "To links", "Om os"]),
        ("<nav><a>Hjem</a> &rsaquo; Nyheder</nav>", ["Hjem", "Nyheder"]),
        ("<title>Nyheder | Radioen</title>", ["Nyheder", "Radioen"]),
        ("<p>Af <b>Jens</b> • 3. maj</p>", ["Af Jens", "3. maj"]),
        ("<p>A | B er sum</p>", ["A | B er sum"]),
        ("<p>3 · 4 er tolv</p>", ["3 · 4 er tolv"]),
        ("<p>og|eller</p>", ["og|eller"]),
        ("<p><b>Et | to</b> nu</p>", ["Et | to nu"]),
    ],
)
def test_signs_between_entries_part_them(rewrite, source, texts) -> None:
    got = rewrite("html", source, str.upper)
    assert got.texts == texts
    assert rewrite("html", source).text == source
    assert re.sub("<[^>]*>|&[^;]*;", "", got.text) == re.sub("<[^>]*>|&[^;]*;", "", source).upper()


def test_frames_and_drawings_say_what_they_are(rewrite) -> None:
    source = (
        '<iframe src=x title="En video"></iframe>'
        '<p>Se <svg aria-label="et ikon"><path/></svg> her</p>'
        '<iframe translate=no title="Min video"></iframe><code title="Min kode">ls</code>'
    )
    got = rewrite("html", source, str.upper)
    assert got.texts == ["En video", "et ikon", "Se her"]
    assert got.text == (
        '<iframe src=x title="EN VIDEO"></iframe>'
        '<p>SE <svg aria-label="ET IKON"><path/></svg> HER</p>'
        '<iframe translate=no title="Min video"></iframe><code title="Min kode">ls</code>'
    )
