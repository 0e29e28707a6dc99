"""Word links from a lexicon, from letters and from order, without an engine.

Two hidden Markov models (Vogel et al. 1996), target words walking over source words and the other way
round, give the posterior probability of each link; a link stands where the two agree (Liang et al. 2006).
A word that the lexicon lacks is judged by its letters (names, numbers, cognates), by its stem and by the
parts of its compound.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtkit.words._similarity import pair_probabilities
from mtkit.words._symmetry import complete, decode, is_content
from mtkit.words.lexicon import MAX_JUMP, Lexicon, load

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

P_NULL = 0.08  # of a word that nothing on the other side stands for
_FLOOR = 1e-5  # emission of a pair that nothing speaks for
_FLOOR_CONTENT = 1e-4  # and of one of longer words, which are seldom left untranslated
_NULL_EMISSION = 2e-4
LINK = 0.1  # posterior from which a link stands


def matrix(source: Sequence[str], target: Sequence[str], lexicon: Lexicon | None = None) -> Matrix:
    """Agreed posterior probabilities of links, [target words, source words]; words come in their own case."""
    import numpy as np

    lexicon = lexicon or load()
    if not source or not target:
        return np.zeros((len(target), len(source)))
    forward, backward = pair_probabilities(source, target, lexicon)  # both [target words, source words]
    content = np.outer([is_content(w) for w in target], [is_content(w) for w in source])
    floor = np.where(content, _FLOOR_CONTENT, _FLOOR)
    given_source = _posteriors(np.maximum(forward, floor), tuple(lexicon.jumps))
    given_target = _posteriors(np.maximum(backward, floor).T, tuple(lexicon.jumps_back))
    return complete(np.minimum(given_source, given_target.T), source, target)


def links(
    source: Sequence[str], target: Sequence[str], lexicon: Lexicon | None = None
) -> list[tuple[int, int]]:
    """Word links (source index, target index) between the words of one sentence pair."""
    return decode(matrix(source, target, lexicon), LINK)


def _posteriors(emission: Matrix, jumps: tuple[float, ...]) -> Matrix:
    """Posteriors of an HMM whose states are the words of the other side; emission [words, states].

    Every state has a twin without a word that remembers the place (Och & Ney 2003).
    """
    import numpy as np

    length, states = emission.shape
    move = _moves(jumps, states)
    forward = np.empty((length, 2, states))
    backward = np.ones((length, states))
    now = np.full(states, 1.0 / states)
    for j in range(length):
        before = forward[j - 1].sum(0) if j else now
        forward[j, 0] = (1 - P_NULL) * now * emission[j]
        forward[j, 1] = P_NULL * _NULL_EMISSION * before
        forward[j] /= forward[j].sum()
        now = forward[j].sum(0) @ move
    for j in range(length - 2, -1, -1):
        real = (1 - P_NULL) * emission[j + 1] * backward[j + 1]
        backward[j] = move @ real + P_NULL * _NULL_EMISSION * backward[j + 1]
        backward[j] /= backward[j].sum()
    joint = forward * backward[:, None, :]
    joint /= joint.sum((1, 2), keepdims=True)
    found: Matrix = joint[:, 0]
    return found


@functools.lru_cache(maxsize=256)
def _moves(jumps: tuple[float, ...], states: int) -> Matrix:
    """[from, to] probabilities of moving between `states` positions."""
    import numpy as np

    steps = np.arange(states)[None, :] - np.arange(states)[:, None]
    weights = np.asarray(jumps)[np.clip(steps, -MAX_JUMP, MAX_JUMP) + MAX_JUMP]
    moves: Matrix = weights / weights.sum(1, keepdims=True)
    return moves
