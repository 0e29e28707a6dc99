"""The adjusted gold: running text made of sentence-per-line sets, and where its sentences end.

Lines are joined with a space; after a line without final punctuation (a headline, a byline) with a newline,
which every splitter is given as such and which is not scored. Sentences end

1. where a line ends with . ! ? or … (closing quotation marks and brackets may follow), and
2. inside a line, where such a mark stands before white space and a capital letter (quotation marks, brackets
   or a dash may come between) and after a word of four small letters or more without a stop inside, or right
   before a closing quotation mark or bracket; or where `decisions.tsv` says so: every other place inside a
   line where a mark stands before white space and no small letter was read and decided by eye, one by one.

No splitter had a part in it. A place that neither the rule nor the file decides is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FINAL = re.compile(r"[.!?…][\"'”’»«“)\]]*$")
PLACE = re.compile(r"[.!?…]+[\"'”’»«“)\]]*\s+(?=[\"'“”„»«(\[]*(?:[-–] ?)?[^\sa-zæøåéü])")
SURE = re.compile(
    r"""(?: (?<=[a-zæøåéü]{4})\. [\"'”’»«“)\]]* | \.[\"'”’»«“)\]]+
        | (?<=\w\w)[!?]+[\"'”’»«“)\]]* )
        \s+ (?=[\"'“”„»«(\[]*(?:[-–]\ ?)?[A-ZÆØÅ])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class RunningText:
    """Text, and the offsets (past the last character) where sentences end; newlines are not among them."""

    text: str
    ends: frozenset[int]


def read_lines(shared: Path, name: str) -> list[str]:
    """Lines of `flores.da`, `flores.en`, `cdt.da` or `cdt.en`, stripped."""
    source, _, lang = name.partition(".")
    if source == "flores":
        lines = (shared / f"testsets/flores-dev/flores-dev.{lang}").read_text(encoding="utf-8").split("\n")
    else:
        rows = (shared / "gold/cdt-dev/text.tsv").read_text(encoding="utf-8").split("\n")[1:]
        lines = [row.split("\t")[4 if lang == "da" else 5] for row in rows if row]
    return [line.strip() for line in lines if line.strip()]


def decisions(name: str) -> dict[tuple[int, int], bool]:
    """What was decided by hand: (line from 1, offset where a sentence would begin) -> whether one does."""
    rows = (HERE / "decisions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    cells = [row.split("\t") for row in rows]
    return {(int(line), int(offset)): kind == "1" for which, line, offset, kind, *_ in cells if which == name}


def running_text(lines: list[str], decided: dict[tuple[int, int], bool]) -> RunningText:
    """The lines as running text with its gold. Raises KeyError for a place that nobody decided."""
    pieces: list[str] = []
    ends: set[int] = set()
    position = 0
    for number, line in enumerate(lines, 1):
        sure = {m.end() for m in SURE.finditer(line)}
        for place in PLACE.finditer(line):
            at = place.end()
            if decided.get((number, at), at in sure) if at in sure else decided[number, at]:
                ends.add(position + len(line[:at].rstrip()))
        position += len(line)
        final = FINAL.search(line) is not None
        if final and number < len(lines):
            ends.add(position)
        pieces += [line, " " if final else "\n"]
        position += 1
    return RunningText("".join(pieces[:-1]), frozenset(ends))
