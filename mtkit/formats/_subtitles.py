"""Subtitles as documents: sentences are translated whole and laid out again over their cues.

Text is joined over cues as long as a sentence runs on; its translation is cut in proportion to the words
and the time of each cue, near good places to stop, and broken into lines of at most 42 characters, two of
them where the words fit (wider and more where the source is). Cues whose text did not change stay byte
for byte.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from mtkit import files
from mtkit.core import Segment
from mtkit.errors import FormatError
from mtkit.formats._cue_layout import LINES, WIDTH, Slot, break_lines, cut_text
from mtkit.formats._cue_turns import Chain, Turn, chains, read_chain, turns_of
from mtkit.formats._cues import Cue
from mtkit.formats._inline import Item
from mtkit.formats._rewrite import Piece, PieceDocument, Verbatim
from mtkit.formats._weave import weave


def _verbatim(part: str) -> Iterator[Piece]:
    yield Verbatim(part.encode())


@dataclass(frozen=True, slots=True)
class Dialect:
    """What tells SubRip and WebVTT apart. between: the pieces of what stands between cues."""

    parse: Callable[[str], Iterator[str | Cue]]
    decode: Callable[[str], str]
    encode: Callable[[str], str]
    between: Callable[[str], Iterator[Piece]] = _verbatim


def read_subtitles(source: BinaryIO, name: str, dialect: Dialect, target_lang: str) -> PieceDocument:
    """Open a subtitle file. Raises FormatError when it is not text."""
    text, encoding = files.decode(source.read(), name)
    notes = [encoding.note] if encoding.note else []
    bom = encoding.bom if encoding.codec == "utf-8" else b""
    parts = list(dialect.parse(text))
    if text.strip() and not any(isinstance(p, Cue) for p in parts) and dialect.parse.__name__ == "parse_srt":
        raise FormatError(
            f"{name} is not a SubRip file: it has no timing line",
            hint="name its format, or give it as plain text",
        )
    newline = "\r\n" if "\r\n" in text else "\n"
    return PieceDocument(_pieces(parts, bom, dialect, newline, name, notes, target_lang), name, notes)


def _pieces(
    parts: Sequence[str | Cue],
    bom: bytes,
    dialect: Dialect,
    newline: str,
    name: str,
    notes: list[str],
    target_lang: str,
) -> Iterator[Piece]:
    """Cues tied by a sentence are one piece; what stands between cues is a piece of its own."""
    yield Verbatim(bom)
    waiting: list[Cue] = []
    for part in parts:
        if isinstance(part, Cue):
            waiting.append(part)
        elif part:
            yield from _tied(waiting, dialect, newline, name, notes, target_lang)
            waiting = []
            yield from dialect.between(part)
    yield from _tied(waiting, dialect, newline, name, notes, target_lang)


def _tied(
    cues: Sequence[Cue], dialect: Dialect, newline: str, name: str, notes: list[str], target_lang: str
) -> Iterator[Piece]:
    by_cue = [turns_of(cue) for cue in cues]
    found = list(chains(by_cue))
    for chain in found:
        read_chain(chain, dialect.decode)
    groups = _groups(cues, by_cue, found)
    for members, turns, own in groups:
        yield Captions(members, turns, own, dialect, newline, name, notes, target_lang)


def _groups(
    cues: Sequence[Cue], by_cue: Sequence[list[Turn]], found: Sequence[Chain]
) -> Iterator[tuple[list[Cue], list[list[Turn]], list[Chain]]]:
    ties = {id(turn) for chain in found for turn in chain.turns[1:]}
    heads = {id(chain.turns[0]): chain for chain in found}
    members: list[Cue] = []
    turns: list[list[Turn]] = []
    own: list[Chain] = []
    for cue, its in zip(cues, by_cue, strict=True):
        if members and not (its and id(its[0]) in ties):
            yield members, turns, own
            members, turns, own = [], [], []
        members.append(cue)
        turns.append(its)
        own += [heads[id(turn)] for turn in its if id(turn) in heads]
    if members:
        yield members, turns, own


class Captions:
    """Cues that are tied by sentences, with the chains of turns in them."""

    def __init__(
        self,
        cues: Sequence[Cue],
        turns: Sequence[list[Turn]],
        chains: Sequence[Chain],
        dialect: Dialect,
        newline: str,
        name: str,
        notes: list[str],
        target_lang: str,
    ) -> None:
        self._cues, self._turns = cues, turns
        self._chains = [c for c in chains if c.run and c.run.segment and _has_letter(c.run.segment.text)]
        self._dialect, self._newline = dialect, newline
        self._name, self._notes, self._target_lang = name, notes, target_lang

    @property
    def segments(self) -> Sequence[Segment]:
        return [c.run.segment for c in self._chains if c.run and c.run.segment]

    def render(self, translated: Sequence[Segment]) -> bytes:
        new: dict[int, str] = {}
        for chain, before, after in zip(self._chains, self.segments, translated, strict=True):
            if after.text != before.text:
                texts = self._lay_out(chain, after)
                new.update({id(turn): text for turn, text in zip(chain.turns, texts, strict=True)})
        parts: list[str] = []
        for cue, turns in zip(self._cues, self._turns, strict=True):
            body = [_rebuild(turn, new) for turn in turns]
            self._report(cue, body, any(id(turn) in new for turn in turns))
            parts += (cue.before, *body, cue.after)
        return "".join(parts).encode()

    def _report(self, cue: Cue, body: Sequence[str], changed: bool) -> None:
        lines = "".join(body).splitlines()
        if changed and len(lines) > max(LINES, len(cue.body.splitlines())):
            self._notes.append(f"{self._name}: cue {cue.number} has {len(lines)} lines")

    def _lay_out(self, chain: Chain, segment: Segment) -> list[str]:
        """The words of each turn of a chain, with markup and line breaks."""
        text = re.sub(r"\s", " ", segment.text)
        slots = [_slot(turn, len(turn.cue.body.splitlines()), self._shared(turn)) for turn in chain.turns]
        cuts = cut_text(text, slots, self._ideal_cuts(chain, text, slots)) if len(slots) > 1 else []
        breaks: dict[int, str] = dict.fromkeys(cuts, "")
        for slot, (start, end) in zip(slots, _ranges(cuts, text), strict=True):
            inside = text[start:end]
            breaks.update({start + at: self._newline for at in break_lines(inside, slot.width, slot.lines)})
        return _write(chain, segment, text, cuts, breaks, self._dialect.encode)

    def _shared(self, turn: Turn) -> int:
        """How many turns the cue of this one has."""
        return next(
            (len(turns) for cue, turns in zip(self._cues, self._turns, strict=True) if cue is turn.cue), 1
        )

    def _ideal_cuts(self, chain: Chain, text: str, slots: Sequence[Slot]) -> list[float]:
        """Where the cuts would stand: as far into the same sentence as in the source, in words and in
        time."""
        from mtkit.text.segment import sentences

        source = chain.run.segment.text if chain.run and chain.run.segment else ""
        here = [(s.start, s.end) for s in sentences(source)]
        there = [(s.start, s.end) for s in sentences(text, self._target_lang)]
        if len(here) != len(there) or not here:
            here, there = [(0, len(source))], [(0, len(text))]
        total = sum(s.share for s in slots) or 1.0
        ideals, done = [], 0.0
        for offset, slot in zip(chain.offsets, slots, strict=False):
            done += slot.share
            by_time = done / total * len(text)
            n = max((k for k, (start, _) in enumerate(here) if start <= offset), default=0)
            (a, b), (c, d) = here[n], there[n]
            by_words = c + (d - c) * min(1.0, (offset - a) / max(1, b - a))
            alone = len(here) == 1
            ideals.append(0.7 * by_words + 0.3 * by_time if alone else by_words)
        return ideals


def _has_letter(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _rebuild(turn: Turn, new: dict[int, str]) -> str:
    return turn.lead + new.get(id(turn), turn.words) + turn.tail


def _slot(turn: Turn, lines: int, turns: int) -> Slot:
    """What a turn can take: its share is the mean of its words' and of its time's, in characters."""
    widest = max((len(line) for line in turn.words.splitlines()), default=0)
    seconds = max(0.5, turn.cue.end - turn.cue.start) / turns
    share = 0.5 * len(turn.plain) + 0.5 * 14 * seconds  # 14 characters a second: an easy reading speed
    width = max(WIDTH - min(turn.beside, WIDTH // 2), min(widest, 2 * WIDTH))
    return Slot(share, width, max(LINES, lines) if turns == 1 else max(1, LINES // turns))


def _ranges(cuts: Sequence[int], text: str) -> list[tuple[int, int]]:
    """The stretches between cuts, the space at each cut left out."""
    return list(zip([0, *(_behind(text, cut) for cut in cuts)], [*cuts, len(text)], strict=True))


def _behind(text: str, cut: int) -> int:
    """Where the text goes on behind a cut: there is no space at one that leaves the first cue empty."""
    return cut + 1 if text[cut : cut + 1].isspace() else cut


def _write(
    chain: Chain,
    segment: Segment,
    text: str,
    cuts: Sequence[int],
    breaks: dict[int, str],
    encode: Callable[[str], str],
) -> list[str]:
    """Markup woven into the text; at a cut what is open is closed, and opened again in the next cue."""
    if chain.run is None:
        return []
    writer = _Writer([(a.stop, b.start) for a, b in itertools.pairwise(chain.turns)])
    closers = _closers(chain.run.prefix, chain.run.suffix)
    for item in chain.run.prefix:
        writer.open(item.payload, closers[id(item)]) if id(item) in closers else writer.put(item.payload)
    position = 0
    pending = sorted([*breaks.items()])
    for event in weave(text, segment.spans, chain.run.marks):
        if event.kind == "text":
            end = position + len(event.value)
            while pending and pending[0][0] < end:
                at, newline = pending.pop(0)
                writer.put(encode(text[position:at]))
                writer.put(newline) if newline else writer.cut(sum(c == at for c in cuts))
                position = min(_behind(text, at), end)
            writer.put(encode(text[position:end]))
            position = end
        elif event.kind == "open":
            writer.open(*chain.run.insides[event.value])
        elif event.kind == "close":
            writer.close()
        else:
            writer.put("".join(chain.run.insides[event.value]))
    writer.cut(sum(at >= position for at, newline in pending if not newline))
    for item in chain.run.suffix:
        writer.close() if any(item.payload is c for c in closers.values()) else writer.put(item.payload)
    writer.parts += [""] * (len(chain.turns) - len(writer.parts))
    return writer.parts[: len(chain.turns)]


def _closers(prefix: Iterable[Item[str]], suffix: Sequence[Item[str]]) -> dict[int, str]:
    """For the opening items of a prefix, what closes them in the suffix."""
    rest = [item for item in suffix if item.kind == "close"]
    found: dict[int, str] = {}
    for item in reversed(list(prefix)):
        if item.kind == "open" and rest and rest[0].key == item.key:
            found[id(item)] = rest.pop(0).payload
    return found


class _Writer:
    """Collects the texts of cues, one part each, and keeps every part balanced."""

    def __init__(self, seams: Sequence[tuple[str, str]]) -> None:
        self.parts = [""]
        self._seams = seams  # the dots before and after each cut
        self._open: list[tuple[str, str]] = []

    def put(self, raw: str) -> None:
        self.parts[-1] += raw

    def open(self, opening: str, closing: str) -> None:
        self._open.append((opening, closing))
        self.put(opening)

    def close(self) -> None:
        if self._open:
            self.put(self._open.pop()[1])

    def cut(self, times: int) -> None:
        for _ in range(times):
            seam = self._seams[len(self.parts) - 1] if len(self.parts) <= len(self._seams) else ("", "")
            self.parts[-1] += seam[0] + "".join(closing for _, closing in reversed(self._open))
            self.parts.append("".join(opening for opening, _ in self._open) + seam[1])
