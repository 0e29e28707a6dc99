"""Which stretch of target words stands for a stretch of source words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtkit.text.tokens import Token
from mtkit.words._symmetry import ARTICLES, DETERMINERS

# What a target word that no link reaches costs inside a range; a gap of a few is filled, an edge never is.
_UNLINKED = -0.08
_UNLINKED_MARK = -0.03
_MARK_SHARE = 0.25  # links between marks say less than links between words

# fmt: off
_PREPOSITIONS = frozenset({"at", "in", "on", "for", "by", "with", "from", "of", "as"})
_DANISH_PREPOSITIONS = frozenset({
    "på", "i", "af", "til", "for", "med", "om", "ved", "fra", "under", "over", "efter", "hos", "mod", "uden",
    "som",
})
# fmt: on


class Ranges:
    """Ranges [start, end) of target words for ranges of source words; `weights` are those of the links."""

    def __init__(
        self, source: Sequence[Token], target: Sequence[Token], weights: Mapping[tuple[int, int], float]
    ) -> None:
        self.source, self.target = source, target
        self.by_target: list[dict[int, float]] = [{} for _ in target]
        self.by_source: list[dict[int, float]] = [{} for _ in source]
        for (i, j), weight in weights.items():
            if 0 <= i < len(source) and 0 <= j < len(target):
                self.by_target[j][i] = weight
                self.by_source[i][j] = weight

    def certainty(self, cover: range, allowed: tuple[int, int]) -> float:
        """How much speaks for the best range of `cover`, per source word."""
        reached = sum(w for i in cover for j, w in self.by_source[i].items() if allowed[0] <= j < allowed[1])
        return reached / len(cover) if cover else 0.0

    def best(
        self, cover: range, within: range, allowed: tuple[int, int], taken: Sequence[tuple[int, int]]
    ) -> tuple[int, int]:
        """The target words for `cover`, out of `allowed` and none of `taken`; `within` is what `allowed`
        stands for.

        Empty, (n, n), where nothing speaks for any word: then it stands before word n.
        """
        if cover == within and not taken:
            return allowed
        free = [not any(a <= j < b for a, b in taken) for j in range(len(self.target))]
        body = self._body(cover)
        found = self._heaviest(body, allowed, free) or self._left_over(body, allowed, free)
        if not found:
            at = self.between(cover.start - 1, cover.stop, allowed, touches=True)
            return at, at
        return self._edges(cover, found, allowed, free)

    def _body(self, cover: range) -> range:
        """The cover without the marks at its edges, unless it is nothing but marks."""
        start, stop = cover.start, cover.stop
        while start < stop and is_mark(self.source[start]):
            start += 1
        while start < stop and is_mark(self.source[stop - 1]):
            stop -= 1
        return range(start, stop) if start < stop else cover

    def _gain(self, cover: range, j: int) -> float:
        """How much speaks for target word j being in the range of `cover`, -1 to 1."""
        mark = is_mark(self.target[j])
        reached = self.by_target[j]
        if not reached:
            return _UNLINKED_MARK if mark else _UNLINKED
        inside = sum(w for i, w in reached.items() if i in cover)
        outside = sum(w for i, w in reached.items() if i not in cover)
        gain = max(-1.0, min(1.0, inside - outside))
        return gain * _MARK_SHARE if mark else gain

    def _heaviest(
        self, cover: range, allowed: tuple[int, int], free: Sequence[bool]
    ) -> tuple[int, int] | None:
        """The stretch of free words with the greatest sum of gains, if that is more than nothing."""
        best, best_range, total, start = 0.0, None, 0.0, allowed[0]
        for j in range(*allowed):
            if not free[j]:
                total, start = 0.0, j + 1
                continue
            total += self._gain(cover, j)
            if total <= 0:
                total, start = 0.0, j + 1
            elif total > best + 1e-9:
                best, best_range = total, (start, j + 1)
        return best_range

    def _left_over(
        self, cover: range, allowed: tuple[int, int], free: Sequence[bool]
    ) -> tuple[int, int] | None:
        """Words that nothing else claims, next to the translation of what stands next to `cover`."""
        unclaimed = [
            j for j in range(*allowed) if free[j] and not self.by_target[j] and not is_mark(self.target[j])
        ]
        left, right = self._reach(cover.start - 1, -1), self._reach(cover.stop, 1)
        low = left[1] if left else allowed[0]
        high = right[0] if right else allowed[1]
        between = [j for j in unclaimed if low <= j < high] if low <= high else []
        if not between:
            return None
        # One run of them only: the first, if it touches the left neighbour, else the last.
        run = [between[0]]
        for j in between[1:]:
            if j != run[-1] + 1:
                break
            run.append(j)
        return run[0], run[-1] + 1

    def _reach(self, i: int, step: int) -> tuple[int, int] | None:
        """The target range of the nearest linked source word from i on in direction `step`."""
        while 0 <= i < len(self.source):
            strong = [j for j, w in self.by_source[i].items() if w >= 0.3]
            if strong and not is_mark(self.source[i]):
                return min(strong), max(strong) + 1
            i += step
        return None

    def _edges(
        self, cover: range, found: tuple[int, int], allowed: tuple[int, int], free: Sequence[bool]
    ) -> tuple[int, int]:
        """Take in the article and the marks that belong to the range, and no others."""
        start, end = found
        while end - start > 1 and is_mark(self.target[start]):
            start += 1
        while end - start > 1 and is_mark(self.target[end - 1]):
            end -= 1
        before = self.source[cover.start - 1].text.lower() if cover.start else ""
        if (
            start > allowed[0]
            and free[start - 1]
            and self.target[start - 1].text.lower() in ARTICLES
            and before not in DETERMINERS
            and not self._claimed_outside(cover, start - 1)
        ):
            start -= 1
        if (
            len(cover) == 1 < end - start
            and start > allowed[0]
            and free[start - 1]
            and not self.by_target[start - 1]
            and self.target[start - 1].text.lower() in _PREPOSITIONS
            and before not in _DANISH_PREPOSITIONS
        ):
            start -= 1  # one Danish word, a phrase in English: "samtidig", "at the same time"
        first = cover.start
        while first < cover.stop and is_mark(self.source[first]) and start > allowed[0] and free[start - 1]:
            if not is_mark(self.target[start - 1]):
                break
            start -= 1
            first += 1
        last = cover.stop - 1
        while last >= cover.start and is_mark(self.source[last]) and end < allowed[1] and free[end]:
            if not is_mark(self.target[end]):
                break
            end += 1
            last -= 1
        return start, end

    def _claimed_outside(self, cover: range, j: int) -> bool:
        return any(w >= 0.5 for i, w in self.by_target[j].items() if i not in cover)

    def between(self, left: int, right: int, allowed: tuple[int, int], touches: bool) -> int:
        """The target word before which a point goes that stands between source words `left` and `right`.

        `touches`: the point touches the left word and follows it wherever it goes.
        """
        after = self._single(left, allowed)
        ahead = self._single(right, allowed)
        if after and (touches or not ahead):
            at = after[1]
        elif ahead:
            at = ahead[0]
        else:
            far_left, far_right = self._reach(left, -1), self._reach(right, 1)
            at = far_left[1] if far_left else far_right[0] if far_right else allowed[1]
        return min(max(at, allowed[0]), allowed[1])

    def _single(self, i: int, allowed: tuple[int, int]) -> tuple[int, int] | None:
        if not 0 <= i < len(self.source):
            return None
        free = [True] * len(self.target)
        return self._heaviest(range(i, i + 1), allowed, free)

    def center(self, i: int) -> float:
        """The mean place of what source word i is linked to; -1 where it is linked to nothing."""
        if not 0 <= i < len(self.source) or not self.by_source[i]:
            return -1.0
        total = sum(self.by_source[i].values()) or 1.0
        return sum(j * w for j, w in self.by_source[i].items()) / total


def is_mark(token: Token) -> bool:
    """Whether a token is punctuation: no letter, no digit."""
    return not any(c.isalnum() for c in token.text)
