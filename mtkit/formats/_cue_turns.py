"""The turns of speech in subtitle cues, and the chains of them that one sentence runs through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from mtkit.formats._cues import Cue
from mtkit.formats._inline import Item, Run, take_apart
from mtkit.formats._lines import lines_of

# What stands before the words of a turn and is no part of them: positions, voices, dashes, notes of music.
_LEAD = re.compile(
    r"(?:\s+|\{[\\=][^{}]*\}|<v[.\s][^<>]*>|[♪♫#]+(?=\s)|[-–—‐]+(?![-–—\d])|(?:>|&gt;){2,3}(?=\s))+"
)
_TAIL_MARKS = ("</v>", "♪", "♫", " #")
_NEW_TURN = re.compile(
    r"(?:\s|\{[\\=][^{}]*\}|</?[ibu]>|</v>)*"
    r"(?:[-–—‐](?!\d)|<v[.\s]|[♪♫]|(?:>|&gt;){2,3}\s|[A-ZÆØÅ][A-ZÆØÅ0-9 .-]+:\s)"  # the last: NAME: words
)
# A line that is a description of sounds or of who speaks, and nothing else.
_SOUND = re.compile(
    r"(\s*(?:</?[ibu]>)*[(\[])((?<=\[)[^\[\]]+(?=\])|(?<=\()[^()]+(?=\)))[)\]](?:</?[ibu]>)*\s*$"
)
_MARKUP = re.compile(
    r"(?P<override>\{[\\=][^{}]*\})"
    r"|<(/?)([A-Za-z][A-Za-z0-9]{0,15})(?:[.\s][^<>]{0,500})?(/?)>"
    r"|(?P<stamp><\d[\d:.]{3,14}>)"
)
_LINE_BREAK = re.compile(r"\\[Nh]")  # of SubStation Alpha, which some SubRip files have
_BROKEN_OFF = re.compile(r"(?:--|[–—])[\"'”’»]*$")
_ENDS = re.compile(r"[.!?…:;\])♪♫#][\"'”’»*]*$")
_DOTS = re.compile(r"(?:\.{2,}|…)$")
_LEADING_DOTS = re.compile(r"^(?:\.{2,}|…)")
_LAST_DOTS = re.compile(r"(\.{2,}|…)((?:</[A-Za-z]+>)*)$")
_FIRST_DOTS = re.compile(r"^((?:<[A-Za-z][^<>]*>)*)(\.{2,}|…)\s*")
_DOTS_REACH = 200  # characters from the end in which dots are looked for
LONGEST_CHAIN = 8  # cues
_NEAR = 2.0  # seconds between cues of one sentence whose second begins with a capital
_FAR = 8.0


@dataclass(slots=True)
class Turn:
    """What one speaker says in one cue: `lead + words + tail` is what stands in the file.

    plain: its words without markup. stop, start: the dots at its end or beginning that show that a sentence
    goes on ("" for none). told: its words without those dots.
    """

    lead: str
    words: str
    tail: str
    plain: str
    cue: Cue
    stop: str = ""
    start: str = ""
    told: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it describes a sound, or who speaks."""
        return _SOUND.match(self.lead.lstrip()[-1:] + self.words + self.tail) is not None

    @property
    def beside(self) -> int:
        """How many characters stand on its lines beside its words."""
        return max(len(_MARKUP.sub("", part).strip("\r\n")) for part in (self.lead, self.tail.rstrip()))


@dataclass(slots=True)
class Chain:
    """Turns in cues that follow each other which are one text, and that text taken apart."""

    turns: list[Turn]
    run: Run[str] | None = None
    offsets: list[int] = field(default_factory=list)  # where each turn but the first begins in the run's text


def turns_of(cue: Cue) -> list[Turn]:
    """The turns of a cue; their raw texts joined are its body."""
    parts: list[str] = []
    sound = False  # whether the last part is one
    for line in lines_of(cue.body):
        told = line.strip()
        ended = not parts or sound or _ENDS.search(parts[-1].rstrip()) is not None
        is_sound = _SOUND.match(told) is not None and (ended or "[" in told)
        if parts and not (sound or is_sound or _NEW_TURN.match(line)):
            parts[-1] += line
        else:
            parts.append(line)
        sound = is_sound
    return [_turn(part, cue) for part in parts]


def _turn(raw: str, cue: Cue) -> Turn:
    lead = match[0] if (match := _LEAD.match(raw)) else ""
    rest = raw[len(lead) :]
    words = _without_tail(rest)
    if sound := _SOUND.match(rest):  # its brackets are no part of what is translated
        lead, words = lead + sound[1], sound[2]
    tail = raw[len(lead) + len(words) :]
    plain = " ".join(_LINE_BREAK.sub(" ", _MARKUP.sub("", words)).split())
    return Turn(lead, words, tail, plain, cue, told=words)


def _without_tail(text: str) -> str:
    """The text without the blanks, ends of voices and notes of music that it closes with."""
    words = text.rstrip()
    while words.endswith(_TAIL_MARKS):
        mark = next(m for m in _TAIL_MARKS if words.endswith(m))
        words = words[: -len(mark)].rstrip()
    return words


def chains(cues: Sequence[list[Turn]]) -> Iterator[Chain]:
    """Join turns that one sentence runs through. Every turn is in one chain; chains follow their first
    turn."""
    open_chain: Chain | None = None
    for turns in cues:
        for n, turn in enumerate(turns):
            if n == 0 and open_chain and _goes_on(open_chain.turns[-1], turn, len(open_chain.turns)):
                _tie(open_chain.turns[-1], turn)
                open_chain.turns.append(turn)
                if len(turns) > 1:
                    yield open_chain
                    open_chain = None
                continue
            if open_chain:
                yield open_chain
            open_chain = Chain([turn])
    if open_chain:
        yield open_chain


def _goes_on(before: Turn, after: Turn, length: int) -> bool:
    """Whether a sentence of one cue goes on in the next."""
    gap = after.cue.start - before.cue.end
    first = next((c for c in after.plain if c.isalpha()), "")
    if not before.plain or not first or length >= LONGEST_CHAIN or gap > _FAR:
        return False
    if before.is_sound or after.is_sound:
        return False
    if (
        re.search(r"[-–—‐♪♫#]", after.lead)
        or _voice(before.lead) != _voice(after.lead)
        or before.tail.strip("\r\n \t</v>")
    ):
        return False
    dots = _DOTS.search(before.plain[-_DOTS_REACH:]) and (first.islower() or _LEADING_DOTS.match(after.plain))
    if dots:
        return True
    if _BROKEN_OFF.search(before.plain) and first.isupper():
        return False
    if _ENDS.search(before.plain) or before.plain.isupper() != after.plain.isupper():
        return False
    return first.islower() or before.plain.endswith(",") or gap <= _NEAR


def _voice(lead: str) -> str:
    found = re.search(r"<v[.\s][^<>]*>", lead)
    return found[0] if found else ""


def _tie(before: Turn, after: Turn) -> None:
    """Take off the dots that say that the sentence goes on."""
    if stop := _LAST_DOTS.search(before.told, max(0, len(before.told) - _DOTS_REACH)):
        before.stop, before.told = stop[1], before.told[: stop.start()].rstrip() + stop[2]
    if start := _FIRST_DOTS.match(after.told):
        after.start, after.told = start[2], start[1] + after.told[start.end() :]


def read_chain(chain: Chain, decode: Callable[[str], str]) -> None:
    """Take the text of a chain apart; line breaks and the seams between its turns are spaces."""
    items: list[Item[str]] = []
    lengths: list[int] = []
    _set_dots_apart(chain.turns[0])
    for turn in chain.turns:
        own = _items(turn.told, decode)
        items = _join(items, own) if items else own
        lengths.append(len(" ".join(decode(_LINE_BREAK.sub(" ", _MARKUP.sub("", turn.told))).split())))
    chain.run = take_apart(items, "caption", collapse=True)
    at = 0
    chain.offsets = []
    for length in lengths[:-1]:
        at += length + 1
        chain.offsets.append(at)


def _set_dots_apart(turn: Turn) -> None:
    """Dots before the first words of a chain are no part of its text."""
    dots = _FIRST_DOTS.match(turn.told)
    if dots and not dots[1] and turn.words.startswith(dots[0]) and turn.told[dots.end() :].strip():
        turn.lead += dots[0]
        turn.words, turn.told = turn.words[dots.end() :], turn.told[dots.end() :]


def _items(words: str, decode: Callable[[str], str]) -> list[Item[str]]:
    items: list[Item[str]] = []
    position = 0
    for match in _MARKUP.finditer(words):
        items += _text(words[position : match.start()], decode)
        whole = match["override"] or match["stamp"]
        items.append(Item("point", match[0], name="mark") if whole else _tag(match))
        position = match.end()
    return items + _text(words[position:], decode)


def _tag(match: re.Match[str]) -> Item[str]:
    name = match[3].lower()
    if match[4]:
        return Item("point", match[0], name=name)
    return Item("close" if match[2] else "open", match[0], key=name, name=name)


def _text(raw: str, decode: Callable[[str], str]) -> list[Item[str]]:
    """Text Items in which every run of white space is one space, those at the ends Items of their own."""
    plain = re.sub(r"\s+", " ", decode(_LINE_BREAK.sub(" ", raw)))
    core = plain.strip()
    before, _, after = plain.partition(core) if core else (plain, "", "")
    return [Item("text", part, part) for part in (before, core, after) if part]


def _join(items: list[Item[str]], more: list[Item[str]]) -> list[Item[str]]:
    """One after the other with a space between; a tag that closes and opens again at the seam stays open."""
    while (
        items
        and more
        and items[-1].kind == "close"
        and more[0].kind == "open"
        and items[-1].key == more[0].key
    ):
        if _opener(items) != more[0].payload:
            break
        items, more = items[:-1], more[1:]
    return [*items, Item("text", " ", " "), *more]


def _opener(items: list[Item[str]]) -> str:
    """What opened the element that the last item closes."""
    depth = 0
    for item in reversed(items):
        if item.key == items[-1].key and item.kind in ("open", "close"):
            depth += 1 if item.kind == "close" else -1
            if depth == 0:
                return item.payload
    return ""
