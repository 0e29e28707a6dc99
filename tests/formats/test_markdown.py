"""Markdown: the words change, and the structure does not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mtkit.core import Segment, Span
from mtkit.formats._md_blocks import Block, blocks
from mtkit.formats._md_inline import read_inline

# fmt: off
MARKUP = st.lists(
    st.sampled_from([
        "a", "aa a", " ", " ", "\n", "\n\n", "*", "**", "_", "`", "``", "[", "](u)", "]", "![", "<b>",
        "</b>", "<br>", "\\", "\\\n", "  \n", "&amp;", "~~", "|", "- ", "> ", "# ", "1. ", "    ", "---\n",
        "$", "[^1]", "[^1]: ", "{{", "}}", "<u:v>", "(", ")", '"', "!", "\t", "===\n", "|-|-|\n",
        "[r]: u\n", ":::", "+", "#", "~", "\\*", "<div>", "</div>\n", "<p title='a'>\n",
        "<!--", "-->", "<pre>\n", "![a](u)", "{.a}", "{: .a}\n", " | ", " · ", "[[a]]",
        "[[u|", "]]",
    ]),
    max_size=25,
).map("".join)
# fmt: on


def outside_kept(change):
    """A change of text that leaves kept pieces alone and no offset moves."""

    def turn(segment: Segment) -> Segment:
        new = list(change(segment.text))
        assert len(new) == len(segment.text)
        for start, end in segment.keep:
            new[start:end] = segment.text[start:end]
        return replace(segment, text="".join(new))

    return turn


def structure(text: str) -> list[str]:
    """The tags of the page that another program makes of it; line breaks last: one may pass an end tag."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    tags = [re.sub(r"""(alt|title)=("[^"]*"|'[^']*')""", "", tag) for tag in re.findall(r"<[^<>]+>", html)]
    return sorted(tags, key=lambda tag: tag.startswith("<br"))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("# Titel\n", "# TITEL\n"),
        ("## Titel ##\n", "## TITEL ##\n"),
        ("Titel\n-----\n", "TITEL\n-----\n"),
        ("Et *lille* hus", "ET *LILLE* HUS"),
        ("> - 1. dybt\n", "> - 1. DYBT\n"),
        ("- [ ] gør\n- [x] gjort\n", "- [ ] GØR\n- [x] GJORT\n"),
        ("[et link](http://a.b/c_d?e=f)\n", "[ET LINK](http://a.b/c_d?e=f)\n"),
        ('![et hus](h.png "et \\"stort\\" hus")\n', '![ET HUS](h.png "ET \\"STORT\\" HUS")\n'),
        ("Se `kode` her\n", "SE `kode` HER\n"),
        ("| a | b |\n|---|:-:|\n| c \\| d | |\n", "| A | B |\n|---|:-:|\n| C \\| D | |\n"),
        ("Tekst[^1].\n\n[^1]: Note\n", "TEKST[^1].\n\n[^1]: NOTE\n"),
        ("[^1]: Note\n[^b]: en note\n    *til*\n", "[^1]: NOTE\n[^b]: EN NOTE\n    *TIL*\n"),
        (
            "[^b]: note\n\n    mere\n    til\n\n        kode\n\n    - punkt\n\nslut\n\n    kode\n",
            "[^b]: NOTE\n\n    MERE\n    TIL\n\n        kode\n\n    - PUNKT\n\nSLUT\n\n    kode\n",
        ),
        ("> Ord\n> : en forklaring\n> : en til\n", "> ORD\n> : EN FORKLARING\n> : EN TIL\n"),
        ("Ord\n\n:   forklaring\n    på to linjer\n", "ORD\n\n:   FORKLARING\n    PÅ TO LINJER\n"),
        ("*[HTML]: sprog\n*[EU]: union\n", "*[HTML]: SPROG\n*[EU]: UNION\n"),
        ("Godt :tada: nyt :+1: kl:ti:nu\n", "GODT :tada: NYT :+1: KL:TI:NU\n"),
        ("a <kbd>b</kbd> c <!-- d -->\n", "A <kbd>B</kbd> C <!-- d -->\n"),
        ("## Titel {#id}\n", "## TITEL {#id}\n"),
        ("en linje\nog en til\n", "EN LINJE\nOG EN TIL\n"),
        ("linje  \nbrudt\\\nto gange\n", "LINJE  \nBRUDT\\\nTO GANGE\n"),
        ("linje<br>brudt\n", "LINJE<br>BRUDT\n"),
        ("# linje<br>brudt\n", "# LINJE<br>BRUDT\n"),
        ("a | b\n--|--\na <br> b | c\n", "A | B\n--|--\nA <br> B | C\n"),
        ("~~væk~~ igen\n", "~~VÆK~~ IGEN\n"),
        ("[r]: u\n\nse [r] og [en *til*][r] ![hus][r]\n", "[r]: u\n\nSE [R][r] OG [EN *TIL*][r] ![HUS][r]\n"),
        ("Se [[en side]] og [[en|*to* tre]]\n", "SE [[en side]] OG [[en|*TO* TRE]]\n"),
        ("| a |\n|---|\n| [[b\\|c]] |\n", "| A |\n|---|\n| [[b\\|C]] |\n"),
        ("[a]: u\n\nb [[a]] c\n", "[a]: u\n\nB [[A][a]] C\n"),
        ("> [!NOTE]\n> husk\n", "> [!NOTE]\n> HUSK\n"),
        ("<div>\nhej *du*\n</div>\n", "<div>\nHEJ *DU*\n</div>\n"),
        (
            "<details>\n<summary>mer</summary>\n\n*a*\n\n</details>",
            "<details>\n<summary>MER</summary>\n\n*A*\n\n</details>",
        ),
        ("- a\n\n  <p align=x>\r\n  b<br>\n  c</p>\n", "- A\n\n  <p align=x>\r\n  B<br>\n  C</p>\n"),
        ("> <p>a</p>\n> <p title='b'>\n> c\n> </p>\n", "> <p>A</p>\n> <p title='B'>\n> C\n> </p>\n"),
        (
            "<table><tr>\n<td>a</td>\n\n<td>\n\n**b**\n\n</td></tr></table>\n",
            "<table><tr>\n<td>A</td>\n\n<td>\n\n**B**\n\n</td></tr></table>\n",
        ),
        (
            '<p align="center">\n <img src="a.png" alt="et hus">\n</p>\n',
            '<p align="center">\n <img src="a.png" alt="ET HUS">\n</p>\n',
        ),
    ],
)
def test_words_change_and_markup_stays(rewrite, source, target) -> None:
    assert rewrite("markdown", source, segment=outside_kept(str.upper)).text == target


@pytest.mark.parametrize(
    "source",
    [
        "---\ntitle: Hej\n---\n",
        "```\nkode\n```\n",
        "    kode\n",
        "<!--\nhej\n-->\n",
        "<script>\nhej\n</script>\n",
        "<div translate='no'>\nhej\n</div>\n",
        "[a]: http://b.c 'titel'\n",
        "$$\nx\n$$\n",
        "***\n",
        "![](a.png)\n",
        "![[hus.png|300]]\n",
        "<http://a.b>\n",
        "{% include a %}\n",
        "1. 2\n",
    ],
)
def test_what_holds_no_words_is_not_touched(rewrite, source) -> None:
    got = rewrite("markdown", source, segment=outside_kept(str.upper))
    assert got.text == source


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Et\n", "2 * 3 * x"),
        ("Et\n", "*not emphasis*"),
        ("Et\n", "# no heading"),
        ("Et\n", "1. no list"),
        ("Et\n", "- no list"),
        ("Et\n", "> no quotation"),
        ("Et\n", "[no](link)"),
        ("Et\n", "<b>no tag</b>"),
        ("Et\n", "`no code`"),
        ("Et\n", "&amp; no entity"),
        ("Et\n", "a\\* b\\"),
        ("Et\n", "snake_case and _this_"),
        ("Et\n", "~~~ a"),
        ("Et\n", "+ a\n+ b"),
        ("# Et\n", "C #"),
        ("a | b\n--|--\nEt | to\n", "x | y"),
        ("- Et\n", "1) no list"),
        ("Et\n", "[^1]: no note"),
        ("Et\n", "| a |\n|---|"),
        ("Et\n", "line\n==="),
    ],
)
def test_what_would_become_markup_is_escaped(rewrite, source, translation) -> None:
    got = rewrite("markdown", source, segment=lambda s: replace(s, text=translation) if s.text == "Et" else s)
    again = rewrite("markdown", got.text)
    plain = " ".join(translation.split())
    assert plain in [" ".join(t.split()) for t in again.texts]
    assert not any(s.spans for s in again.segments)


def test_plain_words_are_not_escaped(rewrite) -> None:
    text = "3 * 4, snake_case, a-b, 5 > 4, C# & D! (1) [x] 50 % *"
    assert rewrite("markdown", "Et\n", lambda t: text).text == text + "\n"


def test_a_wrapped_paragraph_is_wrapped_at_its_width_behind_its_prefix(rewrite) -> None:
    source = "> - En linje som er lang nok\n>   og en til her\n"
    got = rewrite("markdown", source, lambda t: "A line that is long enough and one more of them here")
    assert got.text == "> - A line that is long\n>   enough and one more of\n>   them here\n"


def test_emphasis_moves_with_its_span(rewrite) -> None:
    def turn(segment: Segment) -> Segment:
        return Segment("Away he went", (Span(0, 4, segment.spans[0].tag),))

    assert rewrite("markdown", "Han gik _væk_\n", segment=turn).text == "_Away_ he went\n"


def test_emphasis_within_a_word_is_written_so_that_it_counts(rewrite) -> None:
    def turn(segment: Segment) -> Segment:
        return Segment("unbelievable", (Span(2, 9, segment.spans[0].tag),))

    got = rewrite("markdown", "_utroligt_ nok\n", segment=turn)
    assert structure(got.text) == ["<p>", "<em>", "</em>", "</p>"]


def test_emphasis_that_lost_its_words_goes_and_a_link_stays(rewrite) -> None:
    def turn(segment: Segment) -> Segment:
        return Segment("Gone", tuple(Span(4, 4, s.tag) for s in segment.spans))

    assert rewrite("markdown", "Helt *væk* [nu](u)\n", segment=turn).text == "Gone[](u)\n"


def test_the_alternative_text_is_a_segment_of_its_own(rewrite) -> None:
    got = rewrite("markdown", "Se ![et hus](h.png) her.\n")
    assert [(s.kind, s.text) for s in got.segments] == [
        ("paragraph", "Se her."),
        ("attribute", "et hus"),
    ]


@settings(max_examples=200, deadline=None)
@given(text=MARKUP)
@example("a  \n<br>\na")
@example("- a\n\ta\n")
@example("> a\na\n===\n")
def test_every_document_comes_back_byte_for_byte(rewrite, text) -> None:
    assert rewrite("markdown", text).text == text


@settings(max_examples=200, deadline=None)
@given(text=MARKUP)
def test_every_token_is_traced_back_to_its_source(text) -> None:
    for block in blocks(text):
        if isinstance(block, Block):
            read_inline(block.content, block.references)


@settings(max_examples=200, deadline=None)
@given(text=MARKUP)
@example("a\\![](u)")
@example("*a<b>*")
@example("*a<br>*")
@example("`a`<b>a")
@example("a- </div>\na")
@example("a===\n*{{aa a*}}")
@example("~~a~~ a<b>")
@example("```a``` a<b>[a")
@example("[r]: u\n\na [r] [a][r] ![r] [a][]\n")
@example("===\n``\t``~~a~~")
@example("*- <b>*~~a~~")
@example("*<pre>\n<b>*~~a~~")
@example("===\n[^1]:   \na")
def test_other_words_make_the_same_page(rewrite, text) -> None:
    """Every word is written anew, and another Markdown program sees the same tags."""
    got = rewrite("markdown", text, segment=outside_kept(lambda t: t.replace("a", "w")))
    assert structure(got.text) == structure(text)


def test_ten_thousand_paragraphs_are_read_once(rewrite) -> None:
    got = rewrite("markdown", "Et *ord* her.\n\n" * 10_000)
    assert len(got.segments) == 10_000


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Hej :smile: **fed** tekst", "HEJ :smile: **FED** TEKST"),
        ("Hej :smile: @jens her", "HEJ :smile: @JENS HER"),
        ("Se ![](y) [et link](z) her", "SE ![](y) [ET LINK](z) HER"),
        ("Se ![](y) `kode` her", "SE ![](y) `kode` HER"),
        ("Se <img src=x> (i parentes) her", "SE <img src=x> (I PARENTES) HER"),
        ("Se [![](x)](y) her og *der*", "SE [![](x)](y) HER OG *DER*"),
        ("Se **![](x)** her og *der*", "SE **![](x)** HER OG *DER*"),
        ('Se <a id="x"></a> ordet', 'SE <a id="x"></a> ORDET'),
        ('Se <a id="x"></a>ordet', 'SE <a id="x"></a>ORDET'),
    ],
)
def test_blanks_beside_what_stands_whole_stay(rewrite, source, target) -> None:
    assert rewrite("markdown", source, segment=outside_kept(str.upper)).text == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("[Et link](u){.knap target=_blank} her", "[ET LINK](u){.knap target=_blank} HER"),
        ("Brug `kode`{.python} her", "BRUG `kode`{.python} HER"),
        ('Se ![](x){width="50%"} her', 'SE ![](x){width="50%"} HER'),
        ("Et afsnit\n{: .note #id }\n", "ET AFSNIT\n{: .note #id }\n"),
        ("{: .note}\n\nAfsnit", "{: .note}\n\nAFSNIT"),
        ("En {mængde} her", "EN {MÆNGDE} HER"),
    ],
)
def test_attributes_in_braces_are_no_words(rewrite, source, target) -> None:
    assert rewrite("markdown", source, segment=outside_kept(str.upper)).text == target


def test_a_bold_first_line_is_a_heading_of_its_own(rewrite) -> None:
    assert rewrite("markdown", "> **Note**\n> Pas på her.\n> Og her.\n").texts == [
        "Note",
        "Pas på her. Og her.",
    ]
    assert rewrite("markdown", "**Det er**\nikke slut.\n").texts == ["Det er ikke slut."]


def test_signs_between_entries_part_them(rewrite) -> None:
    source = "Læs: [*Hjem*](a) | [Kontakt](b) • **Om\nos** | `kode` og\n\\| mere | ![](x)\n"
    got = rewrite("markdown", source, segment=outside_kept(str.upper))
    assert got.texts == ["Læs: Hjem", "Kontakt", "Om os", "kode og", "mere"]
    assert got.text == "LÆS: [*HJEM*](a) | [KONTAKT](b) • **OM\nOS** | `kode` OG | MERE | ![](x)\n"


def test_the_title_of_an_admonition_is_translated(rewrite) -> None:
    source = '> !!! note "Bemærk *dette*"\n>     Pas på her.\n\n???+ tip "Et tip"\n\n    Inde i det.\n'
    got = rewrite("markdown", source, str.upper)
    assert got.texts == ["Bemærk dette", "Pas på her.", "Et tip", "Inde i det."]
    assert got.text == (
        '> !!! note "BEMÆRK *DETTE*"\n>     PAS PÅ HER.\n\n???+ tip "ET TIP"\n\n    INDE I DET.\n'
    )
    quoted = rewrite("markdown", '!!! note "Sig hej"\n', lambda _: 'SIG "HEJ"').text
    assert quoted == "!!! note \"SIG 'HEJ'\"\n"


def test_the_later_paragraphs_of_an_admonition_are_words(rewrite) -> None:
    source = "!!! note\n    Første.\n\n    Andet.\n\nEfter.\n\n    kode\n"
    assert rewrite("markdown", source).texts == ["Første.", "Andet.", "Efter."]
