"""From sentences to checked translations: what reaches the engine, how, and what is tried again."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mtkit.core import Decoding, Engine, Translation

# Sentences of one call into the engine: seconds of work, so that Ctrl-C is answered and progress is seen, the
# first time soon; full batches of 8, 12, 16 and 24. Never by the clock: what an engine computes together may
# show in the last digits.
CALL_SENTENCES = 192
FIRST_CALL_SENTENCES = 64

Unit = tuple[str, tuple[str, ...]]  # what the engine is given, and the strings in it that must come through


@dataclass(frozen=True, slots=True)
class Policy:
    """How hard to look: `beam` of 0 is greedy first and the model's beam where greedy looks uncertain."""

    beam: int = 0
    greedy_only: bool = False
    guards: bool = True
    source_lang: str = "da"
    target_lang: str = "en"


class Decoder:
    """Turns lists of sentences into translations with one engine and one policy."""

    def __init__(self, engine: Engine, policy: Policy, progress: Callable[[int], None] | None = None) -> None:
        self.engine = engine
        self.policy = policy
        self.progress = progress
        self._ready = engine.name == "echo"
        self._called = False

    def decode(self, sentences: Sequence[str], keep: Sequence[Sequence[str]] = ()) -> list[Translation]:
        """One Translation a sentence, in order; what becomes of it depends on it and its `keep` alone.

        `keep`: for each sentence the strings that must come through as they are; or empty.
        """
        from mtkit.guards.input import passes_through

        wanted = [i for i, sentence in enumerate(sentences) if not passes_through(sentence)]
        pieces: dict[int, list[Unit]] = {}
        for i, cut in zip(wanted, self._cut([sentences[i] for i in wanted]), strict=True):
            kept = keep[i] if keep else ()
            pieces[i] = [(piece, tuple(k for k in kept if k in piece)) for piece in cut]
        units = list(dict.fromkeys(unit for parts in pieces.values() for unit in parts if unit[0].strip()))
        done = dict(zip(units, self._units([u for u, _ in units], [k for _, k in units]), strict=True))
        if self.progress and len(pieces) < len(sentences):
            self.progress(len(sentences) - len(pieces))
        return [
            _join(sentence, pieces[i], done)
            if i in pieces
            else Translation(sentence, sentence, origin="copy")
            for i, sentence in enumerate(sentences)
        ]

    def _cut(self, sentences: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """What the engine is given for each sentence: itself, or its pieces where it is too long."""
        limit = self.engine.max_tokens
        # No subword is shorter than a character, but for a start marker.
        doubtful = [sentence for sentence in sentences if len(sentence) >= limit]
        tokens = dict(zip(doubtful, self.engine.count_tokens(doubtful), strict=True))
        for sentence in sentences:
            if tokens.get(sentence, 0) <= limit:
                yield (sentence,)
            else:
                from mtkit.text.clauses import split_long

                yield tuple(split_long(sentence, lambda piece: self.engine.count_tokens([piece])[0], limit))

    def _get_ready(self) -> None:
        """Load the guards in a thread while the engine, which is not Python, decodes the first batch."""
        if self.policy.guards and not self._ready:
            self._ready = True
            threading.Thread(target=_load_guards, daemon=True).start()

    def _units(self, units: Sequence[str], keep: Sequence[Sequence[str]]) -> list[Translation]:
        self._get_ready()
        beam = 1 if self.policy.greedy_only else self.policy.beam
        if not beam and self.engine.uncertain > 0:  # even the surest greedy output is worth the beam
            beam = self.engine.beam
        if beam:
            found = self._call(units, Decoding(beam=beam), lambda chosen, _: self._tell(len(chosen)), keep)
        else:
            found = self._adaptive(units, keep)
        return self._guarded(found, keep) if self._checks else found

    def _adaptive(self, units: Sequence[str], keep: Sequence[Sequence[str]]) -> list[Translation]:
        """Greedy for all; the beam for those whose greedy output looks uncertain or fails its guards."""
        again: list[int] = []

        def sort_out(chosen: Sequence[int], made: Sequence[Translation]) -> None:
            unsure = [
                i for i, t in zip(chosen, made, strict=True) if t.score < self.engine.uncertain or t.flags
            ]
            again.extend(unsure)
            self._tell(len(chosen) - len(unsure))

        found = self._call(units, Decoding(beam=1), sort_out, keep)
        again.sort()
        better = self._call(
            [units[i] for i in again],
            Decoding(beam=self.engine.beam),
            lambda chosen, _: self._tell(len(chosen)),
            [keep[i] for i in again],
        )
        for i, translation in zip(again, better, strict=True):
            found[i] = translation
        return found

    def _guarded(self, found: Sequence[Translation], keep: Sequence[Sequence[str]]) -> list[Translation]:
        from mtkit.guards.repair import repair

        beam = 1 if self.policy.greedy_only else self.policy.beam or self.engine.beam
        return repair(found, self._call, keep=keep, decoding=Decoding(beam=beam), checked=True)

    @property
    def _checks(self) -> bool:
        return self.policy.guards and self.engine.name != "echo"

    def _checked(self, translations: list[Translation], keep: Sequence[Sequence[str]]) -> list[Translation]:
        """The translations with what the guards say of each as its flags."""
        from mtkit.guards.checks import check

        flags = [
            check(each.source, each.text, keep=kept) for each, kept in zip(translations, keep, strict=True)
        ]
        return [
            replace(each, flags=found) if found else each
            for each, found in zip(translations, flags, strict=True)
        ]

    def _printed(self, translations: list[Translation]) -> list[Translation]:
        """The translations with quotation marks and thousands as English sets those of their sources, and
        with the sources' letters in names."""
        if not self.policy.guards:
            return translations
        from mtkit.guards.names import respelled
        from mtkit.guards.typography import printed

        texts = [respelled(each.source, printed(each.source, each.text)) for each in translations]
        return [
            each if text == each.text else replace(each, text=text)
            for each, text in zip(translations, texts, strict=True)
        ]

    def _tell(self, sentences: int) -> None:
        if self.progress and sentences:
            self.progress(sentences)

    def _call(
        self,
        units: Sequence[str],
        decoding: Decoding,
        made_some: Callable[[Sequence[int], Sequence[Translation]], None] | None = None,
        keep: Sequence[Sequence[str]] | None = None,
    ) -> list[Translation]:
        """The engine over any number of sentences: sorted by length over all of them, then call by call.

        `made_some` is told of each call which of `units` it was about, and what became of them. keep: what
        each unit must keep, where flags are wanted; they are set while the engine works on.
        """
        order = sorted(range(len(units)), key=lambda i: (-len(units[i]), i))
        asked: deque[list[int]] = deque()

        def parts() -> Iterator[list[str]]:
            start = 0
            while start < len(order):
                size = CALL_SENTENCES if self._called else FIRST_CALL_SENTENCES
                left = len(order) - start
                # A small rest goes along.
                asked.append(order[start:][: size if left > 1.5 * size else left])
                self._called = True
                start += len(asked[-1])
                yield [units[i] for i in asked[-1]]

        found: dict[int, Translation] = {}
        for made in self.engine.stream(parts(), decoding):
            chosen, printed = asked.popleft(), self._printed(made)
            if keep is not None and self._checks:
                printed = self._checked(printed, [keep[i] for i in chosen])
            found.update(zip(chosen, printed, strict=True))
            if made_some:
                made_some(chosen, printed)
        return [found[i] for i in range(len(units))]


def _load_guards() -> None:
    from mtkit.guards import checks, names, repair, typography  # noqa: F401


def _join(sentence: str, pieces: Sequence[Unit], done: Mapping[Unit, Translation]) -> Translation:
    """The translation of a sentence from those of its pieces, whose white space is kept between them."""
    if len(pieces) == 1:
        return replace(done[pieces[0]], source=sentence)
    parts = [done.get(piece) for piece in pieces]
    text = "".join(_spaced(piece, part) for (piece, _), part in zip(pieces, parts, strict=True))
    known = [part for part in parts if part]
    return Translation(
        sentence,
        text.strip(),
        score=sum(p.score for p in known) / len(known) if known else 0.0,
        flags=tuple(sorted({flag for p in known for flag in p.flags})),
        origin="retry" if any(p.origin == "retry" for p in known) else "model",
    )


def _spaced(piece: str, part: Translation | None) -> str:
    from mtkit.guards.joining import tidy

    if part is None:
        return piece
    tail = piece[len(piece.rstrip()) :]
    return tidy(piece, part.text.strip()) + tail
