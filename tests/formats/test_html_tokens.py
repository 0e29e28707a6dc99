"""Tags are cut where browsers cut them."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtkit.formats._html_tokens import tokens

# A busy machine is no failure.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_SOUP = st.lists(
    st.sampled_from(
        [
            *(
                "<",
                ">",
                "</",
                "/>",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<!",
                "<?",
                '"',
                "'",
                "=",
                " ",
                "\n",
                "&",
            ),
            *("<p", "<b>", "</b>", "<script>", "</script", "<title>", "</title>", "<svg>", "</svg>", "<br/>"),
            *('<a href="', "<img alt=x", "text", "æ", "&amp;", "<textarea>", "<plaintext>", "\0", "\ud800"),
        ]
    ),
    max_size=30,
).map("".join)


def _cut(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.raw) for token in tokens(text)]


@calm
@given(st.one_of(_SOUP, st.text()))
def test_tokens_join_to_the_text(text: str) -> None:
    assert "".join(token.raw for token in tokens(text)) == text


# The boundaries below are those of the WHATWG tokenizer (HTML Living Standard §13.2.5), worked out by hand.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", [("text", "a < b")]),
        ("a <b", [("text", "a "), ("other", "<b")]),
        ("<3 you", [("text", "<3 you")]),
        ("<a title='>'>x", [("open", "<a title='>'>"), ("text", "x")]),
        ('<a b=c">x', [("open", '<a b=c">'), ("text", "x")]),
        ("<!--a-->b", [("other", "<!--a-->"), ("text", "b")]),
        ("<!-->b", [("other", "<!-->"), ("text", "b")]),
        ("<!--a--!>b", [("other", "<!--a--!>"), ("text", "b")]),
        ("</ x>b", [("other", "</ x>"), ("text", "b")]),
        ("<?php echo 1 ?>b", [("other", "<?php echo 1 ?>"), ("text", "b")]),
        (
            "<script>a<b</script>c",
            [("open", "<script>"), ("raw", "a<b"), ("close", "</script>"), ("text", "c")],
        ),
        ("<TITLE>a</Title >", [("open", "<TITLE>"), ("raw", "a"), ("close", "</Title >")]),
        (
            "<svg><![CDATA[<p>]]></svg>",
            [("open", "<svg>"), ("other", "<![CDATA[<p>]]>"), ("close", "</svg>")],
        ),
        ("<plaintext><b>", [("open", "<plaintext>"), ("text", "<b>")]),
    ],
)
def test_boundaries_are_those_of_the_standard(text: str, expected: list[tuple[str, str]]) -> None:
    assert _cut(text) == expected


def test_attributes_are_found_with_their_places() -> None:
    (tag,) = tokens("""<img ALT='a &amp; "b"' title = x/y hidden data-a="1">""")
    found = [(a.name, a.value, tag.raw[a.start : a.end], a.quote) for a in tag.attributes]
    assert found == [
        ("alt", 'a & "b"', 'a &amp; "b"', "'"),
        ("title", "x/y", "x/y", ""),
        ("hidden", "", "", ""),
        ("data-a", "1", "1", '"'),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", "<script>", '<a b="', "</", "<svg>", "<title><b", "&"])
def test_a_piece_repeated_takes_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        start = time.process_time()
        sum(1 for _ in tokens(piece * count))
        return time.process_time() - start

    small = max(min(seconds(2_000) for _ in range(3)), 1e-4)
    assert seconds(40_000) < 80 * small  # 20 when linear, 400 when quadratic
