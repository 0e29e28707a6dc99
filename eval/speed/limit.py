"""How near decoding comes to what one core can do: integer operations a second, and bytes read.

    python eval/speed/limit.py                          da-en-small, 300 news sentences (a minute)
    python eval/speed/limit.py --model FOLDER --count 64      another checkpoint, such as copying.py's

The limits are those of a large int8 matrix product (torch, one thread) and of a product of two vectors that
no cache holds. A multiplication and an addition count as two operations. What a model needs is counted from
its shape: all products with weights, not those between tokens (attention, in float32), no padding, no
softmax. Times are CPU seconds of one thread; the fastest round counts, for the limits too.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

from systems import ROOT, news

SETTINGS = ((4, 16), (4, 1), (1, 64), (1, 16), (1, 1))  # beam, batch size
SIZES = ((2048, 512, 2048), (4096, 1024, 1024), (2048, 2048, 2048))  # rows, inner, columns of a product


@dataclass(frozen=True, slots=True)
class Need:
    """What a model needs: operations a source token, operations a hypothesis's token, bytes a step.

    A step reads the decoder's int8 weights once for all that is decoded together.
    """

    source: int
    target: int
    step_bytes: int

    @classmethod
    def of(cls, config: dict[str, Any], output_pieces: int) -> Need:
        """From a Marian checkpoint's config.json and the pieces that its output layer keeps."""
        d, encoder, decoder = config["d_model"], config["encoder_layers"], config["decoder_layers"]
        # Self-attention and cross-attention have four matrices each; two of the latter see the source alone.
        encoder_weights = encoder * (4 * d * d + 2 * d * config["encoder_ffn_dim"])
        decoder_weights = decoder * (6 * d * d + 2 * d * config["decoder_ffn_dim"]) + d * output_pieces
        return cls(2 * (encoder_weights + decoder * 2 * d * d), 2 * decoder_weights, decoder_weights)


def fastest(work: Callable[[], object], rounds: int) -> float:
    """CPU seconds of the fastest of some rounds, after one that does not count."""
    work()
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def integer_limit(rounds: int) -> float:
    """Operations a second of the best int8 matrix product, weights packed beforehand."""
    import torch

    warnings.filterwarnings("ignore", message="torch.quantize_per_tensor")  # deprecated, and all there is
    torch.set_num_threads(1)
    best = 0.0
    for rows, inner, columns in SIZES:
        inputs = torch.quantize_per_tensor(torch.rand(rows, inner), 0.01, 0, torch.quint8)
        weights = torch.quantize_per_tensor(torch.randn(columns, inner), 0.02, 0, torch.qint8)
        for engine in set(torch.backends.quantized.supported_engines) & {"fbgemm", "onednn", "x86"}:
            torch.backends.quantized.engine = engine
            packed = torch.ops.quantized.linear_prepack(weights, None)
            work = functools.partial(torch.ops.quantized.linear, inputs, packed, 1.0, 0)
            seconds = fastest(work, rounds)
            best = max(best, 2 * rows * inner * columns / seconds)
    return best


def reading_limit(rounds: int) -> float:
    """Bytes a second that a product of two vectors of 128 MB each reads."""
    import numpy as np

    a, b = np.ones(1 << 25, np.float32), np.ones(1 << 25, np.float32)
    return (a.nbytes + b.nbytes) / fastest(lambda: np.dot(a, b), rounds)


def load(model: Path) -> tuple[Any, Any, int]:
    """The model as mtkit converts it, one thread; its tokenizer; how many pieces its output layer keeps."""
    import ctranslate2

    from mtkit.engines._conversion import convert
    from mtkit.engines._specification import kept_ids
    from mtkit.engines._tokenizer import MarianTokens
    from mtkit.engines._tuning import read_tuning
    from mtkit.store import conversion_cache

    kept = read_tuning(model).target_vocabulary
    converted = convert(model, conversion_cache(), target_vocabulary=kept)
    translator = ctranslate2.Translator(str(converted), compute_type="int8", inter_threads=1, intra_threads=1)
    tokens = MarianTokens(model)
    pieces = tokens.vocabulary.target
    return translator, tokens, len(kept_ids(kept, pieces)) if kept else len(pieces) - 1


def measured(
    translator: Any, pieces: Sequence[list[str]], need: Need, beam: int, batch: int, rounds: int
) -> tuple[float, int, int]:
    """CPU seconds of one setting, the operations that it takes, and the bytes were its batches of one."""
    outputs: list[Any] = []

    def work() -> None:
        outputs[:] = translator.translate_batch(
            list(pieces), beam_size=beam, max_batch_size=batch, max_decoding_length=200
        )

    seconds = fastest(work, rounds)
    produced = sum(len(result.hypotheses[0]) + 1 for result in outputs)  # and the end marker
    operations = sum(map(len, pieces)) * need.source + produced * beam * need.target
    return seconds, operations, produced * need.step_bytes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "da-en-small")
    parser.add_argument("--text", type=Path, help="one Danish sentence a line")
    parser.add_argument("--count", type=int, default=300, help="sentences (default: 300); a tenth one by one")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    from mtkit.text.normalize import normalize

    translator, tokens, kept = load(options.model)
    config = json.loads((options.model / "config.json").read_text(encoding="utf-8"))
    need = Need.of(config, kept)
    lines = [normalize(line) for line in news(options.text)[1000 : 1000 + options.count]]
    pieces = sorted(([*each, "</s>"] for each in tokens.encode_all(lines)), key=len, reverse=True)
    integer, reading = integer_limit(options.rounds), reading_limit(options.rounds)
    print(f"limits of one thread: {integer / 1e9:.0f} GOP/s in int8, {reading / 1e9:.1f} GB/s read")
    print(f"{options.model.name}, {kept} output pieces: {need.source / 1e6:.1f} MOP a source token,")
    print(
        f"{need.target / 1e6:.1f} MOP a token of a hypothesis; {need.step_bytes / 1e6:.1f} MB a decoder step"
    )
    for beam in (4, 1):
        print(f"beam {beam}: {(need.source + beam * need.target) / 1e6:.0f} MOP a token, source and target")
    print("\n| beam, batch | CPU ms a sentence | GOP/s | share of the limit | GB/s of weights | share |")
    print("|---|---|---|---|---|---|")
    for beam, batch in SETTINGS:
        part = pieces if batch > 1 else pieces[::10]
        seconds, operations, moved = measured(translator, part, need, beam, batch, options.rounds)
        read = f"{moved / seconds / 1e9:.1f} | {moved / seconds / reading:.0%}" if batch == 1 else "|"
        print(
            f"| {beam}, {batch} | {seconds / len(part) * 1000:.1f} | {operations / seconds / 1e9:.1f} | "
            f"{operations / seconds / integer:.1%} | {read} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
