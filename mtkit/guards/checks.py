"""What is wrong with one translated sentence, told from source and output alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mtkit.guards import protected
from mtkit.guards.language import DANISH, DANISH_SOURCE, ENGLISH, ENGLISH_TOO
from mtkit.guards.loops import doubled, longest_run, marks_run, periods, repeated_grams, unspaced_run
from mtkit.guards.numbers import numbers_agree
from mtkit.text.segment import sentences

_WORD = re.compile(r"\w+")
_LEFT_OVER = (
    r"[▁⁇\ufffd\x00-\x08\x0b\x0c\x0e-\x1f]|</?[sS]>|<(?:unk|pad|UNK|PAD)>|>>\w{2,12}<<"
    r"|&(?:\#\d{1,6}|quot|amp|apos|lt|gt|nbsp);"
)
_DANISH_LETTERS = frozenset("æøå")
MAX_SEARCHED = 64  # protected stretches looked for one by one where the output's own do not match
_INNER_END = re.compile(r"[.!?…][\"”»’')\]]{0,3}\s+[\"“„«»‘'(\[–—-]{0,3}\s?[A-ZÆØÅ0-9]")


def check(source: str, hypothesis: str, *, keep: Sequence[str] = ()) -> tuple[str, ...]:
    """Names (see mtkit.guards.FLAGS) of what seems wrong with `hypothesis` as English for Danish `source`.

    Both are one sentence each, or a few. `keep`: strings that must come through as they are. Sorted; empty
    when all is well. Never raises, and takes time linear in the lengths.
    """
    if not hypothesis.strip():
        return ("empty",) if source.strip() else ()
    flags: set[str] = set()
    _check_length(source, hypothesis, flags)
    _check_sentences(source, hypothesis, flags)
    hypothesis = _check_left_over(source, hypothesis, flags)
    if keep or protected.may_hold_protected(source):
        source, hypothesis = _check_protected(source, hypothesis, tuple(keep), flags)
    source_words, target_words = _WORD.findall(source.lower()), _WORD.findall(hypothesis.lower())
    _check_repetition(source, hypothesis, source_words, target_words, flags)
    _check_language(source, hypothesis, source_words, target_words, flags)
    hypothesis = hypothesis.replace("⁄", "/")  # SentencePiece makes 1⁄2 of ½
    if not numbers_agree(source, hypothesis, source_words, target_words):
        flags.add("number")
    return tuple(sorted(flags))


def _check_length(source: str, hypothesis: str, flags: set[str]) -> None:
    """Ratios of characters, with room for short sentences ("Tak." is "Thank you.")."""
    before, after = len(source.strip()), len(hypothesis.strip())
    if after > 1.6 * before + 16:
        flags.add("long")
    elif after < 0.6 * before - 8:
        flags.add("short")


def _check_repetition(
    source: str, hypothesis: str, source_words: Sequence[str], target_words: Sequence[str], flags: set[str]
) -> None:
    pieces = hypothesis.split()
    if unspaced_run(pieces) and not unspaced_run(source.split()):
        flags.add("loop")
    if len(pieces) > len(target_words) + 5 and marks_run(hypothesis) and not marks_run(source):
        flags.add("loop")
    lengths = periods(target_words)
    if not lengths:
        return
    copies = longest_run(target_words, lengths)
    if copies >= 3 and copies > longest_run(source_words, periods(source_words)) + 1:
        flags.add("loop")
    elif copies == 2 and doubled(hypothesis) and longest_run(source_words, periods(source_words)) < 2:
        flags.add("repeat")
    else:
        extra = repeated_grams(target_words) - repeated_grams(source_words, 2)
        if extra > 2:
            flags.add("repeat" if extra < 8 else "loop")


def _check_language(
    source: str, hypothesis: str, source_words: Sequence[str], target_words: Sequence[str], flags: set[str]
) -> None:
    danish = [word for word in target_words if word in DANISH]
    if source.isupper():
        if _mangled(source_words, target_words):
            flags.add("untranslated-caps")
        return
    if not danish and hypothesis.isascii() and not ENGLISH.isdisjoint(target_words):
        return
    known = frozenset(source_words)
    distinct = frozenset([word for word in target_words if not word.isdigit()])
    if 4 * len(known & distinct) >= 3 * len(distinct) and _is_copy(hypothesis, known):
        flags.add("copied")
        return
    as_written = frozenset(_WORD.findall(hypothesis))
    left = [word for word in danish if word in known and word in as_written]
    if len(left) >= 3 or (left and 4 * len(left) >= len(target_words)):
        flags.add("copied")
    elif left or any(_left_danish(word) for word in as_written & known):
        flags.add("untranslated-word")


def _is_copy(hypothesis: str, known: frozenset[str]) -> bool:
    """Whether output made of the source's words holds more than its names: a Danish word, or three words."""
    lower = {word for word in _WORD.findall(hypothesis) if word in known and word.islower()}
    if not lower.isdisjoint(DANISH_SOURCE) or any(map(_left_danish, lower)):
        return True
    return len(lower) >= 3 and lower.isdisjoint(ENGLISH)


def _mangled(source_words: Sequence[str], target_words: Sequence[str]) -> bool:
    """Whether text in capitals came out as it was, or nearly: many of its character 4-grams are the source's.

    "POLITIET ADVAR BORNE" is no translation. One word, or two alike, can be names.
    """
    before, after = " ".join(source_words), " ".join(target_words)
    if len(target_words) < 2 or (len(target_words) == 2 and before == after):
        return False
    known = frozenset(before[i : i + 4] for i in range(len(before) - 3))
    grams = [after[i : i + 4] for i in range(len(after) - 3)]
    least = 0.6 if len(target_words) == 2 else 0.4 if ENGLISH.isdisjoint(target_words) else 0.5
    return sum(gram in known for gram in grams) >= least * len(grams) > 0


def _left_danish(word: str) -> bool:
    """Whether `word` can be no English word: in lower case, with æ, ø or å (but English writes "øre")."""
    if word.isascii() or not word.islower() or word in ENGLISH_TOO:
        return False
    return not _DANISH_LETTERS.isdisjoint(word)


def _check_sentences(source: str, hypothesis: str, flags: set[str]) -> None:
    """Fewer sentences, and a good part of the shortest one's characters missing: dropped, and not joined."""
    if _INNER_END.search(source) is None:
        return
    before = [sentence.end - sentence.start for sentence in sentences(source, "da")]
    missing = len(source) - len(hypothesis)
    if len(before) < 2 or missing < 0.5 * min(before) or missing < 0.12 * len(source):
        return
    joined = max(0, hypothesis.count(";") + hypothesis.count(": ") - source.count(";") - source.count(": "))
    if len(sentences(hypothesis, "en")) + joined < len(before):
        flags.add("dropped-sentence")


def _check_left_over(source: str, hypothesis: str, flags: set[str]) -> str:
    """Flag what only a model's alphabet or a careless tool writes, and give the rest of `hypothesis`."""
    if hypothesis.isprintable() and not any(map(hypothesis.__contains__, "▁⁇\ufffd<&>")):
        return hypothesis
    found = re.findall(_LEFT_OVER, hypothesis)
    if not found:
        return hypothesis
    allowed = frozenset(re.findall(_LEFT_OVER, source))
    if not allowed.issuperset(found):
        flags.add("control")
    return re.sub(_LEFT_OVER, lambda match: match.group() if match.group() in allowed else " ", hypothesis)


def _check_protected(source: str, hypothesis: str, keep: tuple[str, ...], flags: set[str]) -> tuple[str, str]:
    """Flag what was lost, and give both texts without protected stretches, whose digits are no numbers."""
    expected = protected.find(source, keep)
    if not expected:
        return source, hypothesis
    found = protected.find(hypothesis, keep)
    missing = Counter((item.kind, protected.without_joiners(item.text)) for item in expected)
    few = len(missing) <= MAX_SEARCHED
    wanted = dict(missing)
    missing.subtract((item.kind, protected.without_joiners(item.text)) for item in found)
    for (kind, text), number in wanted.items():
        # In the output it can stand inside what looks like one longer stretch ("www.dr.dk-siden").
        inside = missing[kind, text] > 0 and few and hypothesis.count(text) == number
        if missing[kind, text] and not inside:
            flags.add(kind)
    return protected.blank(source, expected), protected.blank(hypothesis, found)
