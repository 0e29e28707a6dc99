"""The cues of a subtitle file, SubRip or WebVTT: what stands around their text, and when they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtkit.formats._lines import lines_of

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VTT_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: `before + body + after` is what stands in the file.

    before: number, identifier and timing. body: its text, lines joined as they are, without the last line
    end. number: 1 for the first. start, end: seconds.
    """

    before: str
    body: str
    after: str
    number: int
    start: float
    end: float


def parse_srt(text: str) -> Iterator[str | Cue]:
    """Cues, and what stands between them."""
    lines = lines_of(text)
    heads = [n for n, line in enumerate(lines) if TIMING.match(line)]
    starts = [n - 1 if n and lines[n - 1].strip().isdigit() else n for n in heads]
    if not heads:
        yield text
        return
    yield "".join(lines[: starts[0]])
    for number, (start, head) in enumerate(zip(starts, heads, strict=True), 1):
        stop = starts[number] if number < len(starts) else len(lines)
        yield _cue(lines[start : head + 1], lines[head + 1 : stop], number)


def parse_vtt(text: str) -> Iterator[str | Cue]:
    """Cues, and what stands between them: the header, notes, styles, regions."""
    lines = lines_of(text)
    number = position = 0
    while position < len(lines):
        stop = position
        while stop < len(lines) and lines[stop].strip():
            stop += 1
        while stop < len(lines) and not lines[stop].strip():
            stop += 1
        block = lines[position:stop]
        head = next((n for n, line in enumerate(block[:2]) if TIMING.match(line)), -1)
        if head < 0 or position == 0 or (head == 1 and _VTT_BLOCK.match(block[0])):
            yield "".join(block)
        else:
            number += 1
            yield _cue(block[: head + 1], block[head + 1 :], number)
        position = stop


def _cue(head: Sequence[str], body: Sequence[str], number: int) -> Cue:
    match = TIMING.match(head[-1])
    start, end = (0.0, 0.0) if match is None else (_seconds(match.groups()[:4]), _seconds(match.groups()[4:]))
    text = "".join(body)
    core = text.rstrip("\r\n \t")
    return Cue("".join(head), core, text[len(core) :], number, start, end)


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (p or "0" for p in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000
