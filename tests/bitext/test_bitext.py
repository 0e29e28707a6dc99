"""Every written form says what the bitext says, whatever the text holds."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mtkit import registry
from mtkit.bitext import html, jsonl, moses, tmx, tsv, vecalign
from mtkit.core import Bead, Bitext
from mtkit.errors import FormatError

NASTY = ("a\tb ||| c", "line\nbreak & <b>", "\x00bell\x07", "\u2028 sep", "  ", "[0]:[1]:x", "Ja.")


@st.composite
def bitexts(draw: st.DrawFn) -> Bitext:
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(NASTY)
    beads, i, j = [], 0, 0
    for _ in range(draw(st.integers(0, 6))):
        m, n = draw(st.sampled_from([(1, 1), (1, 0), (0, 1), (2, 1), (1, 3), (2, 0)]))
        confidence = draw(st.none() | st.floats(0, 1))
        score = draw(st.floats(-50, 50))
        flags = tuple(draw(st.lists(st.sampled_from(["numbers", "too-short"]), max_size=2, unique=True)))
        beads.append(Bead(tuple(range(i, i + m)), tuple(range(j, j + n)), score, confidence, flags))
        i, j = i + m, j + n
    source = tuple(draw(st.lists(texts, min_size=i, max_size=i)))
    target = tuple(draw(st.lists(texts, min_size=j, max_size=j)))
    paragraphs = tuple(k // 2 for k in range(i)) if draw(st.booleans()) else ()
    return Bitext(source, target, tuple(beads), source_paragraphs=paragraphs)


def written(member: object, bitext: Bitext) -> str:
    out = io.StringIO(newline="")
    member.write(bitext, out)  # type: ignore[attr-defined]
    return out.getvalue()


@pytest.mark.parametrize("name", registry.names("mtkit.bitext"))
def test_every_member_writes_an_empty_bitext(name: str) -> None:
    assert isinstance(written(registry.load("mtkit.bitext", name), Bitext((), (), ())), str)


@given(bitexts())
def test_jsonl_gives_the_beads_back_whole(bitext: Bitext) -> None:
    lines = written(jsonl, bitext).split("\n")
    assert tuple(jsonl.read(lines, "x")) == bitext.beads
    for line, bead in zip(lines, bitext.beads, strict=False):
        assert json.loads(line)["source"] == " ".join(bitext.source[i] for i in bead.source)


@given(bitexts())
def test_tsv_has_one_row_of_five_cells_a_bead(bitext: Bitext) -> None:
    rows = written(tsv, bitext).splitlines()
    assert len(rows) == len(bitext.beads)
    assert [(b.source, b.target, b.flags) for b in tsv.read(rows, "x")] == [
        (b.source, b.target, b.flags) for b in bitext.beads
    ]


@given(bitexts())
def test_vecalign_has_every_sentence_once_and_one_null_a_sentence(bitext: Bitext) -> None:
    beads = vecalign.read(written(vecalign, bitext).splitlines(), "x")
    assert [i for b in beads for i in b.source] == list(range(len(bitext.source)))
    assert [j for b in beads for j in b.target] == list(range(len(bitext.target)))
    assert all(len(b.source) + len(b.target) == 1 for b in beads if not (b.source and b.target))


@given(bitexts())
def test_tmx_is_well_formed_with_one_unit_for_each_pair(bitext: Bitext) -> None:
    tree = etree.fromstring(written(tmx, bitext).encode())
    wanted = [b for b in bitext.beads if b.source and b.target]
    assert len(tree.findall(".//tu")) == len(wanted)
    assert all(len(unit.findall("tuv/seg")) == 2 for unit in tree.iter("tu"))


@given(bitexts())
def test_moses_is_two_sides_a_line(bitext: Bitext) -> None:
    for line in written(moses, bitext).splitlines():
        assert line.count("|||") == 1
    left, right = io.StringIO(), io.StringIO()
    moses.write_sides(bitext, left, right)
    pairs = sum(bool(b.source and b.target) for b in bitext.beads)
    assert left.getvalue().count("\n") == right.getvalue().count("\n") == pairs


@given(bitexts())
def test_the_page_holds_every_sentence_once_and_loads_nothing(bitext: Bitext) -> None:
    page = written(html, bitext)
    tree = etree.HTML(page)
    spans = tree.xpath("//span[contains(concat(' ',@class,' '),' s ')]")
    assert len(spans) == len(bitext.source) + len(bitext.target)
    numbers = {int(s.get("data-b")) for s in spans}
    assert numbers == set(range(len(bitext.beads)))
    assert not re.search(r"""(src|href)\s*=|url\(|@import""", page.partition("<main>")[0])


def test_paragraphs_are_rows_and_a_spanning_bead_joins_them() -> None:
    beads = (
        Bead((0,), (0,)),
        Bead((1, 2), (1,)),
        Bead((), (2,)),
        Bead((3,), (3,), flags=("missing-number",)),
    )
    bitext = Bitext(("a", "b", "c", "d"), ("A", "BC", "x", "D"), beads, source_paragraphs=(0, 0, 1, 2))
    rows = etree.HTML(written(html, bitext)).xpath("//div[@class='row']")
    assert len(rows) == 2
    assert ["".join(p.itertext()).split() for p in rows[0].xpath("div[1]/p")] == [["a", "b"], ["c", "∅"]]
    assert "missing number" in "".join(rows[1].itertext())


def test_vecalign_reads_lines_with_and_without_costs() -> None:
    beads = vecalign.read(["[0, 1]:[2]:0.25\n", "\n", "[]:[3]\r\n"], "gold")
    assert [(b.source, b.target, b.score) for b in beads] == [((0, 1), (2,), -0.25), ((), (3,), 0.0)]


@pytest.mark.parametrize(
    "line",
    ["0:1", "[a]:[1]", "[1]:[2]:x", "[1]:[2]:nan", "[1]", "[0]:[0]7", "]:[", f"[{'9' * 5000}]:[0]"],
)
def test_vecalign_names_the_bad_line(line: str) -> None:
    with pytest.raises(FormatError, match="gold, line 2"):
        vecalign.read(["[0]:[0]", line], "gold")


@pytest.mark.parametrize(
    "line", ["x", "[]", "{}", '{"source_indices": [-1], "target_indices": []}', "[" * 5000]
)
def test_jsonl_names_the_bad_line(line: str) -> None:
    with pytest.raises(FormatError, match="gold, line 1"):
        jsonl.read([line], "gold")


@pytest.mark.parametrize(
    "line", ["a\tb", "a\tb\tc\td\te", "a\tb\t[0]:[0]\tx\t", f"a\tb\t[{'9' * 5000}]:[]\t\t"]
)
def test_tsv_names_the_bad_line(line: str) -> None:
    with pytest.raises(FormatError, match="table, line 1"):
        tsv.read([line], "table")
