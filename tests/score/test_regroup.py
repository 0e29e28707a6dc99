from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtkit.core import Bead
from mtkit.score import regroup


def test_a_joined_sentence_joins_the_references_for_every_system() -> None:
    reference = ["R0.", "R1.", "R2."]
    systems = {"a": ["A01.", "A2."], "b": ["B0.", "B1.", "B2."]}
    beads = {
        "a": [Bead((0,), (0, 1)), Bead((1,), (2,))],
        "b": [Bead((i,), (i,)) for i in range(3)],
    }
    found = regroup(3, systems, beads)
    assert found.join(reference) == ("R0. R1.", "R2.")
    assert found.systems == {"a": ("A01.", "A2."), "b": ("B0. B1.", "B2.")}


def test_additions_go_with_the_sentence_before_and_omissions_stay_empty() -> None:
    beads = {"a": [Bead((0,), ()), Bead((1,), (0,)), Bead((2,), ()), Bead((), (1,))]}
    found = regroup(2, {"a": ["new", "A0", "more"]}, beads)
    assert found.systems["a"] == ("new A0 more", "")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), min_size=1, max_size=10))
def test_no_text_is_dropped(shape: list[tuple[int, int]]) -> None:
    beads, s, t = [], 0, 0
    for sources, targets in shape:
        beads.append(Bead(tuple(range(s, s + sources)), tuple(range(t, t + targets))))
        s, t = s + sources, t + targets
    if not t:
        return
    hypothesis = [f"h{i}" for i in range(s)]
    reference = [f"r{i}" for i in range(t)]
    found = regroup(t, {"x": hypothesis}, {"x": beads})
    assert " ".join(found.systems["x"]).split() == hypothesis
    assert " ".join(found.join(reference)).split() == reference
    assert len(found.systems["x"]) == len(found.groups)
