"""A document as a stream of pieces: what is copied as it is, and what is written again around segments."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from mtkit.core import Segment
from mtkit.errors import OutputError


class Piece(Protocol):
    """Part of a document: the segments it holds, and its bytes once they came back."""

    @property
    def segments(self) -> Sequence[Segment]: ...

    def render(self, translated: Sequence[Segment]) -> bytes: ...


def has_changed(before: Sequence[Segment], after: Sequence[Segment]) -> bool:
    """Whether any segment came back with other text."""
    return any(a.text != b.text for a, b in zip(before, after, strict=True))


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Bytes that are written as they were read."""

    raw: bytes

    @property
    def segments(self) -> Sequence[Segment]:
        return ()

    def render(self, translated: Sequence[Segment]) -> bytes:
        return self.raw


@dataclass(frozen=True, slots=True)
class LanguageMark:
    """Bytes that name the language: `after` is written when any segment has changed, else `before`."""

    before: bytes
    after: bytes

    @property
    def segments(self) -> Sequence[Segment]:
        return ()

    def render(self, translated: Sequence[Segment]) -> bytes:
        return self.before


class Sink(Protocol):
    """Takes the pieces with their translated segments, in order."""

    def put(self, piece: Piece, translated: Sequence[Segment]) -> None: ...

    def close(self) -> None: ...


class PieceDocument:
    """A Document over a lazy stream of pieces; holds those whose segments are out and not written yet."""

    def __init__(
        self,
        pieces: Iterable[Piece],
        name: str,
        notes: list[str],
        make_sink: Callable[[BinaryIO], Sink] | None = None,
    ) -> None:
        self._make_sink = make_sink or _StreamSink
        self.notes = notes
        self.name = name
        self._pieces = iter(pieces)
        self._pending: deque[Piece] = deque()

    def segments(self) -> Iterator[Segment]:
        for piece in self._pieces:
            self._pending.append(piece)
            yield from piece.segments

    def write(self, segments: Iterable[Segment], target: BinaryIO) -> None:
        """Raises OutputError when there are not as many segments as `segments()` gave."""
        sink = self._make_sink(target)
        given: list[Segment] = []
        for segment in segments:
            self._copy(sink)
            if not self._pending:
                raise self._miscounted("more")
            given.append(segment)
            if len(given) == len(self._pending[0].segments):
                sink.put(self._pending.popleft(), given)
                given = []
        self._copy(sink)
        for piece in self._pieces:
            self._pending.append(piece)
            self._copy(sink)
        if given or self._pending:
            raise self._miscounted("fewer")
        sink.close()

    def _copy(self, sink: Sink) -> None:
        while self._pending and not self._pending[0].segments:
            sink.put(self._pending.popleft(), ())

    def _miscounted(self, how: str) -> OutputError:
        return OutputError(
            f"{how} segments came back than {self.name} has", hint="hand each segment back once"
        )


class _StreamSink:
    """Holds output back from the first LanguageMark until a segment has changed, or all was written."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._held: list[bytes | LanguageMark] | None = None
        self._changed = False

    def put(self, piece: Piece, translated: Sequence[Segment]) -> None:
        if not self._changed and has_changed(piece.segments, translated):
            self._changed = True
            self._release()
        if isinstance(piece, LanguageMark):
            if self._changed:
                self._target.write(piece.after)
            else:
                self._held = [*(self._held or ()), piece]
            return
        raw = piece.render(translated)
        if self._held is None:
            self._target.write(raw)
        else:
            self._held.append(raw)

    def close(self) -> None:
        self._release()

    def _release(self) -> None:
        for part in self._held or ():
            if isinstance(part, LanguageMark):
                self._target.write(part.after if self._changed else part.before)
            else:
                self._target.write(part)
        self._held = None
