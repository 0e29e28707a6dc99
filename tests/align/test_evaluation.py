"""Figures as Vecalign's scorer has them, worked out by hand from its definition (Thompson & Koehn 2019)."""

from __future__ import annotations

import pytest

from mtkit.align import evaluate
from mtkit.bitext import vecalign
from mtkit.core import Bead
from mtkit.errors import InputError

GOLD = vecalign.read(["[0]:[0]", "[1,2]:[1]", "[]:[2]", "[3]:[3,4]", "[4]:[5]"], "gold")
OURS = vecalign.read(["[0]:[0]:0.1", "[1]:[1]:0.2", "[2]:[]:0.3", "[]:[2]:0", "[3]:[3,4]", "[4]:[6]"], "ours")


def test_nulls_count_in_precision_and_not_in_recall() -> None:
    found = evaluate([GOLD], [OURS])
    # six beads of ours; the same in the gold: 0-0, the null of target 2, and 3-(3,4)
    assert found.strict.precision == pytest.approx(3 / 6)
    # four gold beads that are no nulls, of which two were found
    assert found.strict.recall == pytest.approx(2 / 4)
    # lax: 1-1 touches the gold's (1,2)-1; the null of source 2 and 4-6 touch nothing
    assert found.lax.precision == pytest.approx(4 / 6)
    assert found.lax.recall == pytest.approx(3 / 4)
    assert found.strict.f1 == pytest.approx(0.5)


def test_without_nulls_they_count_in_neither() -> None:
    found = evaluate([GOLD], [OURS], nulls=False)
    assert found.strict.precision == pytest.approx(2 / 4)
    assert found.strict.recall == pytest.approx(2 / 4)


def test_documents_are_pooled_before_dividing() -> None:
    two = evaluate([GOLD, GOLD], [OURS, GOLD])
    assert two.strict.precision == pytest.approx((3 + 5) / (6 + 5))
    assert two.strict.recall == pytest.approx((2 + 4) / (4 + 4))


def test_order_and_repetition_of_beads_do_not_matter() -> None:
    assert evaluate([GOLD], [OURS]) == evaluate([GOLD[::-1]], [OURS + OURS])


def test_nothing_found_is_nought() -> None:
    found = evaluate([GOLD], [[]])
    assert (found.strict.precision, found.strict.recall, found.strict.f1) == (0.0, 0.0, 0.0)


def test_as_many_documents_on_both_sides() -> None:
    with pytest.raises(InputError, match="2 gold documents for 1"):
        evaluate([GOLD, GOLD], [OURS])


def test_a_bead_empty_on_both_sides_is_no_bead() -> None:
    assert evaluate([GOLD], [[*OURS, Bead((), ())]]) == evaluate([GOLD], [OURS])
