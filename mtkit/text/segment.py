"""Text to sentences, losslessly: every sentence has its place in the text, and what lies between is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtkit.text.boundary import CANDIDATE, Judge
from mtkit.text.language import language

# What str.splitlines breaks at, and the tab, which parts columns. A run of them and blanks is one gap.
_LINE = re.compile(r"[^\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+")

# What may stand before a line's first sentence and is not translated: bullets, numbers, dialogue dashes.
_MARKER = re.compile(
    r"""(?:
      [-–—―]{1,2}[^\S\n]+                          # "- ", dialogue or list
    | [-–—―](?=["'”“„»«(]?[^\W\d_a-zæøåäöüéß])    # "-Vi er trætte"
    | [*+•·▪▫◦‣●○■□◆◇►▶▸➤✓✔✗✘☐☑☒⁃]+[^\S\n]+     # bullets
    | \#{1,6}[^\S\n]+                              # heading of Markdown
    | >+[^\S\n]+                                   # quoted mail
    | \[[ xX]\][^\S\n]+                            # task
    | \(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5})\)[^\S\n]+   # "1) ", "(a) "
    | \d{1,3}\.[^\S\n]+(?=(?P<after>["'”“„»«(]?[^\W\d_]*|[-–—]))  # "1. "
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text` is `source[start:end]`, never empty, without blanks around it."""

    text: str
    start: int
    end: int


def sentences(text: str, lang: str = "da") -> list[Sentence]:
    """The sentences of `text`, in order, with their offsets.

    Between two of them lie only white space and the markers that lead a line or an utterance (bullets, `1. `,
    `a) `, dialogue dashes). Every line break and every tab ends a sentence; a hard-wrapped paragraph is to be
    joined before (mtkit.text.paragraphs). Takes any string, in linear time. A language without data of its
    own gets general rules.
    """
    return [Sentence(text[start:end], start, end) for start, end in spans(text, lang)]


def split(text: str, lang: str = "da") -> list[str]:
    """Pieces whose join is `text`: gap, sentence, gap, …, sentence, gap. A gap may be empty."""
    pieces = []
    last = 0
    for start, end in spans(text, lang):
        pieces += [text[last:start], text[start:end]]
        last = end
    return [*pieces, text[last:]]


def spans(text: str, lang: str = "da") -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, lazily."""
    judge = Judge(text, language(lang))
    for line in _LINE.finditer(text):
        start, end = _strip(text, line.start(), line.end())
        if start < end:
            yield from _in_line(text, _skip_markers(text, start, end, judge), end, judge)


def _in_line(text: str, start: int, end: int, judge: Judge) -> Iterator[tuple[int, int]]:
    for match in CANDIDATE.finditer(text, start, end):
        if match.start() < start:
            continue
        following = judge.following(match, start, end)
        if following:
            stop, resume = following
            yield start, stop
            start = resume
    if start < end:
        yield start, end


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) without the white space at either side."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _skip_markers(text: str, start: int, end: int, judge: Judge) -> int:
    """Where the first sentence of a line begins: after its markers, if anything follows them."""
    while match := _MARKER.match(text, start, end):
        if match.end() >= end:
            break
        after = match["after"]
        if after is not None and not judge.is_list_number(after.strip("\"'”“„»«(")):
            break
        start = match.end()
    return start
