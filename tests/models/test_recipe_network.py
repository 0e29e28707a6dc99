"""The recipe's network and batches: transformers' sums, exact resumption, decoding with a cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the recipe trains with torch")
Recipe = Callable[[str], ModuleType]
PIECES = 60


@pytest.fixture
def network(recipe: Recipe) -> Any:
    """A small network with random weights that are not all alike."""
    torch.manual_seed(3)
    settings = replace(recipe("settings").load("tiny"), dropout=0.0)
    made = recipe("network").Network(settings, PIECES).eval()
    with torch.no_grad():
        made.final_logits_bias.normal_()
        made.shared.weight[:PIECES] *= 3
    return made


def test_logits_equal_those_of_marian_after_export(
    recipe: Recipe, network: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sentencepiece
    from transformers import MarianMTModel

    monkeypatch.setenv("MTKIT_WORK", str(tmp_path))
    settings = recipe("settings").load("tiny")
    signs = [f"<sign{number}>" for number in range(PIECES - 20)]
    text = tmp_path / "text"
    text.write_text("\n".join(f"ord {n} og {n * 7}" for n in range(99)), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(settings.work / "joint"), vocab_size=PIECES, eos_id=0, unk_id=1,
        bos_id=-1, pad_id=-1, minloglevel=2, user_defined_symbols=signs,
    )  # fmt: skip
    size = sentencepiece.SentencePieceProcessor(
        model_file=str(settings.work / "joint.model")
    ).get_piece_size()
    assert size == PIECES
    # Halves hold these numbers exactly, so that only the sums can differ.
    state = {name: value.half().float() for name, value in network.state_dict().items()}
    network.load_state_dict(state)
    recipe("04_export").export(settings, dict(state), "da-en", tmp_path / "export")
    marian = MarianMTModel.from_pretrained(tmp_path / "export", dtype=torch.float32).eval()
    source = torch.tensor([[5, 9, 17, 33, 0], [44, 3, 0, PIECES, PIECES]])
    before = torch.tensor([[PIECES, 7, 7, 30], [PIECES, 12, 50, 4]])
    with torch.no_grad():
        ours = network.logits(network(source, before))
        theirs = marian(
            input_ids=source, attention_mask=(source != PIECES).long(), decoder_input_ids=before
        ).logits
    torch.testing.assert_close(ours, theirs[..., :PIECES], atol=1e-4, rtol=1e-4)
    assert (theirs[..., PIECES] < -1000).all()


def test_decoding_with_a_cache_equals_decoding_without(recipe: Recipe, network: Any) -> None:
    source = torch.tensor([[5, 9, 17, 33, 0], [44, 3, 0, PIECES, PIECES], [8, 8, 8, 0, PIECES]])
    found = recipe("decoding").generate(network, source, 12, 1.0, 1)
    for row, ids in zip(source, found, strict=True):
        alone = row[row != PIECES][None]
        before = [PIECES]
        with torch.no_grad():
            while len(before) <= 12:
                logits = network.logits(network(alone, torch.tensor([before]))[0, -1])
                logits[[1, 2]] = -torch.inf
                before.append(int(logits.argmax()))
                if before[-1] == 0:
                    break
        expected = before[1:]
        assert ids == (expected[: expected.index(0)] if 0 in expected else expected)


def likelihood(network: Any, source: Any, line: list[int]) -> float:
    """Log-probability of `line` and its end mark, over its length."""
    with torch.no_grad():
        logits = network.logits(network(source, torch.tensor([[PIECES, *line]]))[0])
    logits[:, [1, 2]] = -torch.inf
    steps = logits.log_softmax(dim=1)[torch.arange(len(line) + 1), torch.tensor([*line, 0])]
    return float(steps.mean())


def test_a_beam_of_one_is_greedy(recipe: Recipe, network: Any) -> None:
    source = torch.tensor([[5, 9, 17, 33, 0], [44, 3, 0, PIECES, PIECES], [8, 8, 8, 0, PIECES]])
    found = recipe("decoding").search(network, source, 12, 1)
    assert [lines[0][1] for lines in found] == recipe("decoding").generate(network, source, 12, 1.0, 1)


def test_beams_are_scored_as_their_lines_are_alone(recipe: Recipe, network: Any) -> None:
    with torch.no_grad():
        network.final_logits_bias[0] += 2  # so that lines of several lengths end
    source = torch.tensor([[5, 9, 17, 33, 0], [44, 3, 0, PIECES, PIECES], [8, 8, 8, 0, PIECES]])
    found = recipe("decoding").search(network, source, 30, 4)
    for row, lines in zip(source, found, strict=True):
        assert len(lines) >= 4
        assert [score for score, _ in lines] == sorted((score for score, _ in lines), reverse=True)
        assert len({tuple(line) for _, line in lines}) == len(lines)
        for score, line in lines:
            if len(line) < 30:
                assert score == pytest.approx(likelihood(network, row[row != PIECES][None], line), abs=1e-4)


def test_a_beam_as_wide_as_the_vocabulary_misses_nothing(recipe: Recipe, network: Any) -> None:
    with torch.no_grad():
        network.final_logits_bias[0] += 30  # every line wants to end
    source = torch.tensor([[5, 9, 17, 0]])
    lines = [[], *([piece] for piece in range(3, PIECES))]
    found = recipe("decoding").search(network, source, 2, PIECES)[0]
    ended = [line for _, line in found if len(line) < 2]
    assert sorted(ended) == lines
    assert ended[:9] == sorted(lines, key=lambda line: -likelihood(network, source, line))[:9]


def test_the_loss_equals_torch_s_smoothed_cross_entropy(recipe: Recipe, network: Any) -> None:
    torch.manual_seed(1)
    x = torch.randn(900, 64, requires_grad=True)  # more rows than are treated at once
    target = torch.randint(0, PIECES, (900,))
    weight, bias = network.shared.weight[:PIECES], network.final_logits_bias
    logits = torch.nn.functional.linear(x, weight, bias)
    plain = torch.nn.functional.cross_entropy(logits, target, label_smoothing=0.1, reduction="sum")
    ours = recipe("network").SmoothedCrossEntropy.apply(x, weight, bias, target, 0.1)
    torch.testing.assert_close(ours, plain)
    wanted = [x, network.shared.weight, bias]
    for one, other in zip(torch.autograd.grad(ours, wanted), torch.autograd.grad(plain, wanted), strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("causal", [True, False])
def test_plain_attention_equals_torch_s_own(recipe: Recipe, causal: bool) -> None:
    torch.manual_seed(2)
    q, k, v = (torch.randn(3, 2, 7, 16) for _ in range(3))
    mask = None if causal else torch.tensor([7, 3, 1])[:, None, None, None] > torch.arange(7)
    theirs = torch.nn.functional.scaled_dot_product_attention(q, k, v, mask, is_causal=causal)
    torch.testing.assert_close(recipe("network").plain_attention(q, k, v, mask, causal), theirs)


def test_the_loss_does_not_see_pad(network: Any) -> None:
    source, target = torch.tensor([[5, 9, 0]]), torch.tensor([[7, 0]])
    wider = torch.tensor([[5, 9, 0, PIECES, PIECES]]), torch.tensor([[7, 0, PIECES, PIECES]])
    alone, count = network.loss(source, target, 0.1)
    padded, padded_count = network.loss(*wider, 0.1)
    torch.testing.assert_close(alone, padded)
    assert count == padded_count == 2


def test_the_row_of_pad_stays_zero_through_an_update(recipe: Recipe, network: Any) -> None:
    settings = recipe("settings").load("tiny")
    optimiser = recipe("optimisation").Optimiser(network, settings)
    loss, _ = network.loss(torch.tensor([[5, 0, PIECES]]), torch.tensor([[7, 0]]), 0.1)
    loss.backward()
    before = network.shared.weight.detach().clone()
    optimiser.step(1.0)
    assert not network.shared.weight[PIECES].any()
    assert (network.shared.weight != before).any()


def test_muon_makes_its_updates_nearly_orthogonal(recipe: Recipe) -> None:
    torch.manual_seed(0)
    for shape in ((4, 16, 16), (2, 8, 32), (2, 32, 8)):
        values = torch.linalg.svdvals(recipe("optimisation").orthogonal(torch.randn(shape)))
        assert values.median() > 0.6
        assert values.max() < 1.4


@pytest.fixture
def pairs(recipe: Recipe, tmp_path: Path) -> Any:
    """300 pairs of 1 to 30 pieces in two folders."""
    store, rng = recipe("store"), np.random.default_rng(1)
    for name in ("a", "b"):
        writer = store.Writer()
        for number in range(150):
            lengths = rng.integers(1, 30, size=2)
            source, target = (rng.integers(3, 50, size=length).tolist() for length in lengths)
            writer.add(source, target, 0.5 if number % 2 else 2.0, "odd" if number % 2 else "even")
        writer.write(tmp_path / name)
    return store.read(tmp_path / "a", tmp_path / "b")


def test_batches_keep_within_their_size(recipe: Recipe, pairs: Any) -> None:
    stream = recipe("store").batches(pairs, seed=1, pool=100, tokens=200)
    for _ in range(100):
        _, _, indices = next(stream)
        longest = max(pairs.source.lengths[indices].max(), pairs.target.lengths[indices].max())
        assert len(indices) == 1 or len(indices) * longest <= 200


def test_a_pass_draws_each_pair_as_often_as_its_weight_says(recipe: Recipe, pairs: Any) -> None:
    drawn = np.zeros(len(pairs))
    passes = 40
    for pass_number, _, indices in recipe("store").batches(pairs, seed=1, pool=100, tokens=200):
        if pass_number == passes:
            break
        np.add.at(drawn, indices, 1)
    assert (drawn[pairs.weight == 2.0] == 2 * passes).all()
    assert abs(drawn[pairs.weight == 0.5].mean() / passes - 0.5) < 0.03


@pytest.mark.parametrize("skip", [1, 7, 23])
def test_a_resumed_stream_goes_on_exactly(recipe: Recipe, pairs: Any, skip: int) -> None:
    batches = recipe("store").batches
    whole = batches(pairs, seed=1, pool=100, tokens=200, pass_number=2)
    for _ in range(skip):
        next(whole)
    resumed = batches(pairs, seed=1, pool=100, tokens=200, pass_number=2, skip=skip)
    for _ in range(60):
        (left_pass, left, expected), (right_pass, right, found) = next(whole), next(resumed)
        assert (left_pass, left) == (right_pass, right)
        np.testing.assert_array_equal(expected, found)


def test_rows_are_those_written_with_their_end_mark(recipe: Recipe, tmp_path: Path) -> None:
    writer = recipe("store").Writer()
    writer.add([5, 6], [7], 1.0, "x")
    writer.add([8], [9, 10, 11], 1.0, "x")
    writer.write(tmp_path)
    pairs = recipe("store").read(tmp_path)
    assert pairs.source.rows(np.array([1, 0]), 99).tolist() == [[8, 0, 99], [5, 6, 0]]
    assert pairs.reversed().source.rows(np.array([1]), 99).tolist() == [[9, 10, 11, 0]]


def test_pairs_of_a_corpus_that_is_left_out_are_never_drawn(recipe: Recipe, tmp_path: Path) -> None:
    writer = recipe("store").Writer()
    for number in range(20):
        writer.add([5 + number], [7], 2.0, "copied" if number % 2 else "news")
    writer.write(tmp_path)
    pairs = recipe("store").read(tmp_path, without="copied")
    drawn = {
        int(index)
        for _, (_, _, indices) in zip(
            range(20), recipe("store").batches(pairs, seed=1, pool=10, tokens=20), strict=False
        )
        for index in indices
    }
    assert drawn == set(range(0, 20, 2))
    assert len(recipe("store").read(tmp_path, without="other")) == len(pairs)
