"""Other ways to translate a sentence: each cuts or rewrites it, and puts the translation together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mtkit.core import Decoding
from mtkit.guards import protected
from mtkit.guards.input import in_capitals, passes_through
from mtkit.guards.joining import tidy
from mtkit.text.clauses import split_long
from mtkit.text.segment import split

MAX_PIECES = 24  # a sentence that would fall into more pieces is not tried that way
_KEPT_CAPITALS = (
    "EU USA FN NATO DR TV TV2 DSB SF DF UK WHO BBC CNN IT EF SAS HIV BNP KU FBI CIA PET DNA USD LGBT"
)
_ACRONYMS = frozenset(_KEPT_CAPITALS.split())
_TOKEN = re.compile(r"\w+")
# Digits that are no ordinal, no part of a name, and a telephone number as one.
_NUMBER = re.compile(r"(?<![\w.,:/-])(?:\d\d(?: \d\d){3}|\d+(?:[.,:]\d+)*)(?![\w/-])(?!\.\s[a-zæøå])")
_SEPARATED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+")
_EXCHANGED = str.maketrans(",.", ".,")
_LEADING = re.compile(r"[\s,;:.!?)\]”»]*")
_PROTECTED_FLAGS = frozenset({"url", "placeholder", "keep", "script"})
_CUT_FLAGS = frozenset(
    {"short", "long", "loop", "dropped-sentence", "empty", "copied", "untranslated-caps", "repeat"}
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sentence in parts, in order: (text, whether it is to be translated); the rest is carried over.

    `finish` turns the joined result into the candidate.
    """

    parts: tuple[tuple[str, bool], ...]
    finish: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Way:
    """`attempt` gives None where this way is not for that source with those flags.

    decoding: from the decoding that failed to the one to try. unasked: for unflagged translations too.
    """

    name: str
    attempt: Callable[[str, Sequence[str], tuple[str, ...]], Attempt | None]
    decoding: Callable[[Decoding], Decoding] = lambda decoding: decoding
    unasked: bool = False


def sentence_case(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """A source in capitals, in sentence case; the result in capitals again."""
    if not in_capitals(source) or protected.find(source, keep):
        return None
    lowered = _TOKEN.sub(lambda m: m.group() if m.group() in _ACRONYMS else m.group().lower(), source)
    first = next(i for i, c in enumerate(lowered) if c.isalpha())
    text = lowered[:first] + lowered[first].upper() + lowered[first + 1 :]
    return Attempt(((text, True),), lambda result: tidy(source, result).upper()) if text != source else None


def stand_ins(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """Protected stretches replaced by short names that a model copies, and put back."""
    if _PROTECTED_FLAGS.isdisjoint(flags):
        return None
    found = protected.touching(source, protected.find(source, keep))
    return _masked(source, [(item.start, item.end, item.text) for item in found])


def number_stand_ins(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """The same for numbers in digits, which come back as English writes them; ordinals are left."""
    if "number" not in flags:
        return None
    return _masked(source, [(m.start(), m.end(), _english(m.group())) for m in _NUMBER.finditer(source)])


def _english(digits: str) -> str:
    """A Danish number with its separators exchanged: 1.999,95 becomes 1,999.95."""
    return digits.translate(_EXCHANGED) if _SEPARATED.fullmatch(digits) else digits


def _masked(source: str, spans: Sequence[tuple[int, int, str]]) -> Attempt | None:
    """Each span's characters [start, end) replaced by a name, and the name in the output by its text."""
    if not spans or len(spans) > MAX_PIECES or any(source[stop : stop + 1].isdigit() for _, stop, _ in spans):
        return None
    names = _free_names(source, len(spans))
    text, end = "", 0
    parted: dict[str, tuple[str, bool, bool]] = {}  # what it stands for, and whether blanks are around that
    for name, (start, stop, replacement) in zip(names, spans, strict=True):
        text += source[end:start] + name
        end = stop
        parted[name] = replacement, source[:start][-1:].isspace(), source[stop : stop + 1].isspace()
    pattern = re.compile("(?:" + "|".join(names) + r")(?!\d)")

    def put_back(found: re.Match[str]) -> str:
        """A model may write a name and the word beside it as one."""
        replacement, before, after = parted[found.group()]
        glued = found.string[: found.start()][-1:].isalnum(), found.string[found.end() :][:1].isalnum()
        return " " * (before and glued[0]) + replacement + " " * (after and glued[1])

    # A name that comes out twice is put back at both places, and the checks see that.
    return Attempt(((text + source[end:], True),), lambda result: pattern.sub(put_back, result))


def _free_names(source: str, count: int) -> list[str]:
    names = (f"{letter}{number}" for letter in "UAQ" for number in range(1, 10 + count))
    return [name for name, _ in zip((n for n in names if n not in source), range(count), strict=False)]


def around_protected(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """The sentence cut around protected stretches, which are carried over."""
    found = protected.find(source, keep)
    if not found or len(found) > MAX_PIECES or _PROTECTED_FLAGS.isdisjoint(flags):
        return None
    parts: list[tuple[str, bool]] = []
    end = 0
    for item in found:
        parts += _spaced(source[end : item.start])
        parts.append((item.text, False))
        end = item.end
    return Attempt((*parts, *_spaced(source[end:])))


def sentences(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """Sentence by sentence, where there are several."""
    parts = [part for piece in split(source, "da") for part in _spaced(piece)]
    count = sum(translated for _, translated in parts)
    return Attempt(tuple(parts)) if 1 < count <= MAX_PIECES else None


def clauses(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """Two pieces or so, cut at the best clause boundaries."""
    return _cut(source, max(40, len(source) * 3 // 5))


def short_clauses(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """Pieces of about ten words, for what is still wrong in earnest."""
    return None if _CUT_FLAGS.isdisjoint(flags) else _cut(source, 60)


def _cut(source: str, limit: int) -> Attempt | None:
    if len(source) < max(60, limit * 3 // 2):
        return None
    pieces = split_long(source, len, limit)
    if not 1 < len(pieces) <= MAX_PIECES:
        return None
    return Attempt(tuple(part for piece in pieces for part in _spaced(piece)))


def again(source: str, flags: Sequence[str], keep: tuple[str, ...]) -> Attempt | None:
    """The sentence as it is."""
    return Attempt(((source, True),))


def wider(decoding: Decoding) -> Decoding:
    """A search twice as wide and at least 8, after greedy decoding 4: who wants speed pays no more for it."""
    return replace(decoding, beam=4 if decoding.beam == 1 else max(8, 2 * decoding.beam), no_repeat_ngram=3)


def _spaced(text: str) -> list[tuple[str, bool]]:
    """`text` with what leads it (space, a comma) and the space after it as parts of their own.

    What holds no words is carried over.
    """
    core = text[_LEADING.match(text).end() :].rstrip()  # type: ignore[union-attr]
    if not core:
        return [(text, False)] if text else []
    start = text.index(core)
    parts = [(text[:start], False), (core, not passes_through(core)), (text[start + len(core) :], False)]
    return [part for part in parts if part[0]]


LADDER = (
    Way("sentence-case", sentence_case, unasked=True),
    Way("stand-ins", stand_ins),
    Way("around-protected", around_protected),
    Way("sentences", sentences),
    Way("clauses", clauses),
    Way("wider-search", again, wider),
    Way("short-clauses", short_clauses),
    Way("number-stand-ins", number_stand_ins),
)
