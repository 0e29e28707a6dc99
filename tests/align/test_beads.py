"""What the bead model sees: boundaries that part what belongs together, and scores made of features."""

from __future__ import annotations

import numpy as np

from mtkit.align import lexical
from mtkit.align._aligner import field, gather
from mtkit.align._beads import KINDS, leaks
from mtkit.align._evidence import Texts
from mtkit.align._scorer import Region, Weights
from tests.align.stories import story


def test_a_boundary_leaks_where_a_sentence_goes_on_behind_it() -> None:
    words = ["alfa bravo charlie", "delta echo foxtrot", "golf hotel india", "juliet kilo lima"]
    moved = ["alfa bravo charlie", "delta echo", "foxtrot golf hotel india", "juliet kilo lima"]
    kinds = [(1, 1), (1, 2), (2, 1), (2, 2)]
    total, most = leaks(lexical.spelling(words, moved).block(0, 4, 0, 4, kinds))
    assert total.shape == most.shape == (5, 5)
    assert total[2, 2] > total[1, 1] + 0.1  # foxtrot stands behind the boundary (2, 2), nothing behind (1, 1)
    assert total[2, 2] > total[3, 3] + 0.1
    assert most[2, 2] > most[1, 1] + 0.1
    assert total[0, 0] == total[4, 4] == 0.0  # nothing lies beyond the ends


def test_a_score_is_the_weighted_sum_of_the_features() -> None:
    danish, english = story(9)
    texts = Texts(danish, english[:8])
    region = Region(field(texts, gather(texts, ["length", "lexical"])), 0, 9, 0, 8)
    chance = np.random.default_rng(0)
    size = len(region.features((1, 1)))
    weights = Weights(chance.normal(size=size), np.zeros(5), 0.0)
    scores = region.score(weights)
    for k, (m, n) in enumerate(KINDS):
        if (m, n) in region.kinds:
            wanted = np.tensordot(weights.match.astype(np.float32), region.features((m, n)), 1)
            found = scores[k, : 9 - m + 1, : 8 - n + 1]
            assert np.allclose(found, wanted, rtol=1e-3, atol=1e-3)
            assert (scores[k, 9 - m + 1 :] < -1e29).all()
