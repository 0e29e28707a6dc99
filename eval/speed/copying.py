"""A checkpoint of exactly opus-mt-da-en's shape that copies its input: all engines must give the same text.

    python eval/speed/copying.py FOLDER            write it (300 MB, half a minute)
    python eval/speed/copying.py FOLDER --check    and copy 50 news sentences with each engine

The shape is that of the model's public config: 74.8 million parameters, 58,930 pieces. Of these, 30,000 are
trained on Danish news of MTKIT_SHARED, where a word takes 1.3 pieces; the rest is invented and never occurs.
Weights are wired, not trained (tests/tiny_model.py says how): an engine does all the work that it would do
for a trained model of this shape, for outputs just as long as the inputs.
"""

from __future__ import annotations

import argparse
import json
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent.parent)]

from systems import ByHand, EngineAlone, Transformers, news, plain  # noqa: E402

from tests.tiny_model import Shape, train_pieces, write_checkpoint  # noqa: E402

OPUS = Shape(
    d_model=512,
    layers=6,
    heads=8,
    inner=2048,
    activation="swish",
    fast=32,
    token_dims=360,
    length=0.5,
    spread=False,  # in so many dimensions random vectors are far enough apart
    gain=4.0,
)
PIECES = 58_929  # and <pad>
TRAINED = 30_000
PRIVATE = 0xE000  # the first of the characters that mean nothing in Unicode


def build(folder: Path) -> Path:
    """Write the checkpoint into `folder`, unless it is there, and return it; ends where another one is."""
    if not (folder / "model.safetensors").is_file():
        return write_checkpoint(folder, pieces(), OPUS)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if (config["d_model"], config["vocab_size"]) != (OPUS.d_model, PIECES + 1):
        sys.exit(f"{folder} holds a checkpoint of another shape: name a folder for this one")
    return folder


def pieces() -> bytes:
    """The SentencePiece model: protocol buffers are joined by writing one after the other."""
    import sentencepiece

    trained = train_pieces(news(None), TRAINED)
    count = sentencepiece.SentencePieceProcessor(model_proto=trained).get_piece_size()
    return trained + b"".join(_invented(number) for number in range(PIECES - count))


def _invented(number: int) -> bytes:
    """A piece of a SentencePiece ModelProto (field 1): a text, and a log probability below all others."""
    text = f"▁{chr(PRIVATE + number // 256)}{chr(PRIVATE + number % 256)}".encode()
    message = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", -40.0)
    return b"\x0a" + bytes([len(message)]) + message


def copied(run: Callable[[Sequence[str]], list[str]], sentences: Sequence[str]) -> int:
    """How many sentences come back as they went in; prints those that do not."""
    found = run(sentences)
    lost = sorted(set(sentences) - set(found))
    for sentence in lost:
        print(f"not copied: {sentence}", file=sys.stderr)
    return len(sentences) - len(lost)


def check(folder: Path, count: int) -> None:
    """Print for each engine how many of `count` news sentences it copies."""
    sentences = plain(news(None))[1000 : 1000 + count]
    cache = folder / "converted"
    systems: dict[str, Callable[[], Callable[[Sequence[str]], list[str]]]] = {
        "CTranslate2 int8 by hand, beam 4": lambda: ByHand(folder, cache=cache),
        "mtkit's engine, beam 4": lambda: EngineAlone(folder, beam=4, cache=cache),
        "mtkit's engine, greedy": lambda: EngineAlone(folder, beam=1, cache=cache),
        "transformers float32, beam 4": lambda: Transformers(folder, batch=16),
    }
    for name, load in systems.items():
        print(f"{name}: {copied(load(), sentences)} of {len(sentences)} sentences copied", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true", help="copy sentences with each engine")
    parser.add_argument("--count", type=int, default=50, help="how many (default: 50)")
    options = parser.parse_args()
    build(options.folder)
    if options.check:
        check(options.folder, options.count)


if __name__ == "__main__":
    main()
