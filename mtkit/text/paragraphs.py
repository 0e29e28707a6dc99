"""Hard-wrapped paragraphs: found in a stream of lines, joined for translation, and wrapped again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mtkit.text.language import language

_NARROWEST, _WIDEST = 40, 160  # a narrower column is a poem or an address; a wider one is no wrapping
_BALANCED = 60  # the width from which a line may be broken a little early
_MOST_LINES = 500  # a paragraph that is longer is cut here, so that memory stays flat
_INDENT = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_MARKER = re.compile(
    r"(?:[-–—*+•·▪◦‣●○■□]\s|[-–—](?=[^\W\d_])|\(?(?:\d{1,3}|[a-z])[.)]\s|#{1,6}\s|[|=_~*-]{3,})",
    re.IGNORECASE,
)
_DASH = re.compile(r"[-–—]\s?(?=[\"'”“„»«(]?[^\W\d_])")
_TABLE = re.compile(r"\S(?: {3,}|\t)\S|^\||\|$")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»«“)\]]*$")
_CLAUSE_END = re.compile(r"[,.!?…:;–—][\"'”’»«“)\]]*$")
_SUSPENDED = re.compile(r"(?:og|eller|samt|til|and|or|to)\b")
_FIRST_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Block:
    """A hard-wrapped paragraph (`joined`), or a single line as it stands.

    lines:  the lines as they came, line ends and all; their join is the text that was read.
    joined: whether `lines` are one paragraph, three lines or more.
    text:   what is to be translated: the lines joined, without indentation or line ends.
    width:  the paragraph's width in characters, its indentation included; 0 where nothing was joined.
    first, indent: what led the first line and the others (blanks, `>` of a quoted mail).
    starts: for each line, where it begins in `text`.
    """

    lines: tuple[str, ...]
    joined: bool
    text: str
    width: int = 0
    first: str = ""
    indent: str = ""
    starts: tuple[int, ...] = (0,)

    def origin(self, position: int) -> int:
        """Where the character `text[position]` stands in the lines as they came."""
        i = bisect_right(self.starts, position) - 1
        lead = len(self.indent if i else self.first)
        return sum(map(len, self.lines[:i])) + lead + position - self.starts[i]

    def lay_out(self, text: str) -> str:
        """`text` (a translation) in the block's place, wrapped, with its line ends and indentation."""
        ending = _ending(self.lines[-1])
        if not self.joined:
            return self.first + text + ending
        lines = _fill(text, self.width - len(self.first), self.width - len(self.indent))
        between = _ending(self.lines[0])
        return (
            between.join((self.indent if i else self.first) + line for i, line in enumerate(lines)) + ending
        )


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Hard-wrapped paragraphs, joined, and every other line by itself; lazily, in flat memory.

    A paragraph was hard-wrapped when it has three lines or more, each but the last so long that the next word
    did not fit in the width of the longest, most of them broken in mid-sentence and mid-clause and followed
    by a small letter.
    Poems, lists, tables, addresses and headlines fail one of these.
    """
    group: list[str] = []
    for line in lines:
        if _may_be_wrapped(line):
            group.append(line)
            if len(group) < _MOST_LINES:
                continue
            yield from _runs(group)
            group = []
        else:
            yield from _runs(group)
            group = []
            yield _single(line)
    yield from _runs(group)


def wrap(text: str, width: int) -> str:
    """`text` in lines of at most `width` characters, broken at spaces; a longer word has its own line."""
    return "\n".join(_fill(text, width, width))


def _runs(group: list[str]) -> Iterator[Block]:
    """Blocks of consecutive lines that hold text. Each break of a run must be one that filling made."""
    start = 0
    while start < len(group):
        end = _run_end(group, start)
        if _is_paragraph(group[start:end]):
            yield _join(group[start:end])
        else:
            yield from map(_single, group[start:end])
        start = end


def _run_end(group: list[str], start: int) -> int:
    """Past the longest run of lines from `start` in which none had room for the next one's first word.

    Programs that balance their lines (fmt) break a little early: in a wide paragraph an eighth may stay
    empty, but not after a sentence, where a paragraph may have ended.
    """
    widest = len(group[start].rstrip())
    exact = early = 2 * _WIDEST  # the shortest that a line would have been with the next word
    indent = None
    for i in range(start + 1, len(group)):
        before, bare = group[i - 1].rstrip(), group[i].rstrip()
        lead = _lead(bare)
        if _MARKER.match(bare, len(lead)) or (indent is not None and lead != indent):
            return i
        word = _FIRST_WORD.match(bare, len(lead))
        if not _CLAUSE_END.search(before) and _begins_sentence(bare[len(lead) :]):
            return i  # a headline above its text
        length = len(before) + 1 + (len(word[0]) if word else 0)
        if _SENTENCE_END.search(before):
            exact = min(exact, length)
        else:
            early = min(early, length)
        widest = max(widest, len(bare))
        if exact <= widest or early <= widest - (widest // 8 if widest >= _BALANCED else 0):
            return i
        indent = lead
    return len(group)


def _begins_sentence(line: str) -> bool:
    """Whether a line's first word is capitalised as only a sentence's is: "Det er", not "Det Radikale"."""
    words = line.split(None, 2)[:2]
    if not words or not words[0][:1].isupper() or not words[0][1:].islower():
        return False
    both, first = language(""), words[0].lower()
    return first in both.starters and (first not in both.name_like or words[-1].islower())


def _is_paragraph(lines: list[str]) -> bool:
    """Whether a run of lines was broken by width and not by sense."""
    if len(lines) < 3:
        return False
    bare = [line.strip() for line in lines]
    widest = max(len(line.rstrip()) for line in lines)
    if not _NARROWEST <= widest <= _WIDEST:
        return False
    if _MARKER.match(bare[0]) and not _DASH.match(bare[0]):
        return False
    breaks = len(lines) - 1
    in_sentence = sum(1 for line in bare[:-1] if not _SENTENCE_END.search(line))
    in_clause = sum(1 for line in bare[:-1] if not _CLAUSE_END.search(line))
    small = sum(1 for line in bare[1:] if not line[:1].isupper())
    return 2 * in_sentence > breaks and 2 * in_clause >= breaks and 2 * small >= breaks


def _may_be_wrapped(line: str) -> bool:
    """Whether a line can be part of a hard-wrapped paragraph, seen by itself."""
    if len(line) > 2 * _WIDEST or not line.strip():
        return False
    return not _TABLE.search(line.strip())


def _single(line: str) -> Block:
    return Block((line,), False, line[: len(line) - len(_ending(line))])


def _join(lines: list[str]) -> Block:
    first, indent = _lead(lines[0]), _lead(lines[1])
    text = lines[0].rstrip()[len(first) :]
    starts = [0]
    for line in lines[1:]:
        bare = line.rstrip()[len(indent) :]
        text = _before(text, bare)
        starts.append(len(text))
        text += bare
    width = max(len(line.rstrip()) for line in lines)
    return Block(tuple(lines), True, text, width, first, indent, tuple(starts))


def _before(text: str, line: str) -> str:
    """`text` made ready for the line that follows it.

    A soft hyphen at its end vanishes. A hard one stays, because it may be the word's own (`EU-` + `landene`),
    and the line joins it without a space, unless it stands for a part left out (`løn-` + `og priser`).
    """
    if text.endswith("\u00ad"):
        return text[:-1]
    hyphened = text[-1:] in ("-", "\u2010") and text[-2:-1].isalnum()
    if hyphened and line[:1].isalnum() and not _SUSPENDED.match(line):
        return text
    return f"{text} "


def _fill(text: str, first: int, width: int) -> list[str]:
    """Lines of at most `width` characters (`first` for the first one), filled greedily."""
    lines: list[str] = []
    current: list[str] = []
    length = 0
    for word in text.split(" "):
        room = width if lines else first
        if current and length + 1 + len(word) > room:
            lines.append(" ".join(current))
            current, length = [word], len(word)
        else:
            length += len(word) + (1 if current else 0)
            current.append(word)
    return [*lines, " ".join(current)]


def _lead(line: str) -> str:
    match = _INDENT.match(line)
    return match[0] if match else ""


def _ending(line: str) -> str:
    """The line end of `line`, empty when it has none."""
    return line[len(line.rstrip("\r\n")) :]
