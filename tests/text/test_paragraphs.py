"""Hard-wrapped paragraphs are joined and wrapped again; every other line stays as it is."""

from __future__ import annotations

import shutil
import subprocess
import textwrap
from collections.abc import Iterator

import pytest

from mtkit.text.paragraphs import Block, blocks, wrap

PROSE = (
    "Rusland beskylder unavngivne udenlandske magter for at blande sig i Hvideruslands indre anliggender. "
    "En talsmand for den russiske præsident siger onsdag, at der ikke er nogen grund til, at landet skal "
    "yde militær hjælp til nabolandet eller på anden måde blive involveret efter det omstridte valg. "
    "Det siger han efter et møde i hovedstaden, som ikke gav noget resultat."
)


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def found(text: str) -> list[Block]:
    return list(blocks(lines(text)))


@pytest.mark.parametrize("width", [45, 60, 72, 80, 100])
def test_a_wrapped_paragraph_is_joined_and_wrapped_again(width: int) -> None:
    wrapped = textwrap.fill(PROSE, width) + "\n"
    (block,) = found(wrapped)
    assert block.joined
    assert block.text == PROSE
    assert block.lay_out(block.text) == wrapped


def test_line_ends_and_a_missing_last_one_stay() -> None:
    wrapped = textwrap.fill(PROSE, 60).replace("\n", "\r\n")
    (block,) = found(wrapped)
    assert block.lay_out(PROSE) == wrapped


def test_a_translation_is_wrapped_at_the_paragraphs_width() -> None:
    (block,) = found(textwrap.fill(PROSE, 60))
    translation = "word " * 40 + "end"
    laid_out = block.lay_out(translation)
    assert laid_out.replace("\n", " ") == translation
    assert max(map(len, laid_out.split("\n"))) <= block.width <= 60


def test_what_lies_around_a_paragraph_stays() -> None:
    text = f"Overskrift uden punktum\n\n{textwrap.fill(PROSE, 60)}\n\nAf Ole Olsen\n/ritzau/\n"
    got = found(text)
    assert [block.text for block in got if block.joined] == [PROSE]
    assert [block.text for block in got if not block.joined] == [
        "Overskrift uden punktum", "", "", "Af Ole Olsen", "/ritzau/",
    ]  # fmt: skip
    assert "".join(block.lay_out(block.text) for block in got) == text


@pytest.mark.parametrize(
    "headline", ["Kort overskrift", "Rusland beskylder unavngivne magter for at blande sig nu"]
)
def test_a_headline_right_above_a_paragraph_stays(headline: str) -> None:
    body = "Det siger en talsmand. " + PROSE
    got = found(f"{headline}\n{textwrap.fill(body, 60)}\n")
    assert [block.text for block in got] == [headline, body]
    assert [block.joined for block in got] == [False, True]


def test_paragraphs_that_begin_with_an_indent() -> None:
    one = textwrap.fill(PROSE, 60, initial_indent="    ")
    got = found(f"{one}\n{one}\n")
    assert [block.text for block in got] == [PROSE, PROSE]


def test_a_wrapped_utterance_keeps_its_dash() -> None:
    (block,) = found(textwrap.fill("- " + PROSE, 60) + "\n")
    assert block.joined
    assert block.text == "- " + PROSE


def test_indented_and_quoted_paragraphs_keep_their_lead() -> None:
    indented = textwrap.fill(PROSE, 60, initial_indent="    ", subsequent_indent="  ") + "\n"
    quoted = textwrap.fill(PROSE, 60, initial_indent="> ", subsequent_indent="> ") + "\n"
    for text in (indented, quoted):
        (block,) = found(text)
        assert block.text == PROSE
        assert block.lay_out(PROSE) == text


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("EU-", "landene", "EU-landene"),
        ("løn-", "og priser", "løn- og priser"),
        ("udenrigs\u00ad", "minister", "udenrigsminister"),
    ],
)
def test_hyphens_at_line_ends(end: str, start: str, joined: str) -> None:
    text = (
        f"Det er en lang linje, som her næsten fylder hele ud {end}\n"
        f"{start} og de andre, ja dem alle sammen, der er i den liste\nover ting og sager.\n"
    )
    (block,) = found(text)
    assert joined in block.text
    assert "".join(block.lines) == text


NOT_PARAGRAPHS = {
    "a poem": """\
Sig nærmer tiden, da jeg må væk,
jeg hører vinterens stemme;
thi også jeg er kun her på træk,
og haver andensteds hjemme.
""",
    "another poem": """\
Nu falmer skoven trindt om land,
og fuglestemmen daler;
alt flygted storken over strand,
ham følger viltre svaler.
""",
    "a list": """\
- mælk, smør og en hel del andre ting fra butikken
- brød fra bageren, som ligger henne om hjørnet
- fisk fra havnen, hvis der altså er nogen tilbage
""",
    "numbers": """\
1. Tag to æg og pisk dem godt sammen med lidt sukker
2. Hæld melet i og rør rundt, til dejen er helt jævn
3. Bag den en times tid i en ovn på hundrede og halvtreds
""",
    "a table": """\
Navn        Alder      By
Ole         40         Odense
Bo          50         Aarhus
""",
    "tabs": "navn\talder\tby og adresse\nole\t40\todense og omegn, men ikke\nbo\t50\taarhus\n",
    "an address": "Ole Olsen\nStorgade 5, 2. th.\n5000 Odense C\nDanmark\n",
    "headlines": """\
Regeringen vil sænke skatten for de lavestlønnede i år
Politiet fandt tre ton hash i en lade ved Holbæk
Danmark vandt overraskende over Sverige med fire mål
""",
    "sentences": """\
Dette er den første sætning, og den er ganske lang.
Dette er den anden sætning, og den er lige så lang.
Dette er den tredje sætning, den er omtrent lige så lang.
""",
    "two lines": textwrap.fill(PROSE[:102], 60) + "\n",
    "long lines": (PROSE + "\n") * 5,
    "ragged": """\
Rusland beskylder unavngivne udenlandske
magter for
at blande sig i Hvideruslands interne
anliggender nu.
""",
}


@pytest.mark.parametrize("text", NOT_PARAGRAPHS.values(), ids=NOT_PARAGRAPHS.keys())
def test_what_is_not_joined(text: str) -> None:
    got = found(text)
    assert not any(block.joined for block in got)
    assert "".join(block.lay_out(block.text) for block in got) == text


def test_lines_are_read_as_blocks_are_taken() -> None:
    """Memory stays flat: no more lines are held than a paragraph may have."""
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "en kort linje uden punktum\n"

    stream = blocks(endless())
    for _ in range(2000):
        next(stream)
    assert taken <= 3000


def test_origin_is_the_place_in_the_lines() -> None:
    text = textwrap.fill(PROSE, 60, initial_indent="  ", subsequent_indent=" ")
    (block,) = found(text)
    whole = "".join(block.lines)
    for position, char in enumerate(block.text):
        assert whole[block.origin(position)] == (char if char != " " else whole[block.origin(position)])
    assert whole[block.origin(block.text.index("talsmand")) :].startswith("talsmand")


@pytest.mark.skipif(shutil.which("fmt") is None, reason="needs the program fmt")
def test_paragraphs_that_fmt_wrapped_are_joined() -> None:
    done = subprocess.run(["fmt"], input=PROSE * 3, capture_output=True, text=True, check=True)
    (block,) = found(done.stdout)
    assert block.joined


def test_wrap_breaks_at_spaces_only() -> None:
    assert wrap("en to tre fire", 6) == "en to\ntre\nfire"
    assert wrap("etmegetlangtord og", 5) == "etmegetlangtord\nog"
    assert wrap("", 5) == ""
