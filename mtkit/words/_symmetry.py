"""From link probabilities to links."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def decode(matrix: NDArray[np.float64], threshold: float) -> list[tuple[int, int]]:
    """Links (source index, target index), sorted, for `matrix` [target words, source words]."""
    import numpy as np

    found = np.argwhere(matrix >= threshold)
    return sorted((int(i), int(j)) for j, i in found)
