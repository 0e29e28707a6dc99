"""Which decoder layer, and how many of its first heads, link words best: AER of a Marian checkpoint's
attention.

    python eval/words/heads.py models/da-en-small ../shared/gold/cdt-dev/words.jsonl --pairs 500

The gold translation is forced through the decoder (torch, transformers), so that its words are those that
were linked by hand. CTranslate2 gives the mean of the first heads of one layer; so that is what is
compared, and with it the same together with lexical links, as `mtkit.words.combined` uses them. All heads
apart: --each.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from aer import rates, read_gold

from mtkit.core import Translation
from mtkit.words import attention, lexical
from mtkit.words._symmetry import decode


def word_ranges(words: list[str]) -> list[tuple[int, int]]:
    """Where each word stands in the words joined with spaces."""
    ends = np.cumsum([len(w) + 1 for w in words])
    return [(int(e) - len(w) - 1, int(e) - 1) for w, e in zip(words, ends, strict=True)]


class Forced:
    """Cross-attention of a checkpoint that is made to write given translations."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import MarianMTModel, MarianTokenizer

        torch.set_num_threads(1)
        self.tokenizer = MarianTokenizer.from_pretrained(folder)
        self.model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
        self.model.eval()

    def __call__(self, source: str, target: str) -> tuple[np.ndarray, list[str], list[str]]:
        """[layers, heads, target tokens, source tokens], and the tokens of both sides."""
        import torch

        read = self.tokenizer([source], return_tensors="pt")
        written = self.tokenizer(text_target=[target], return_tensors="pt").input_ids
        with torch.no_grad():
            out = self.model(**read, labels=written, output_attentions=True)
        layers = np.stack([layer[0].numpy() for layer in out.cross_attentions])
        spell = self.tokenizer.convert_ids_to_tokens
        return layers, spell(read.input_ids[0].tolist()), self._target_tokens(written[0].tolist())

    def _target_tokens(self, ids: list[int]) -> list[str]:
        return [str(t) for t in self.tokenizer.convert_ids_to_tokens(ids)]


def choices(layers: int, heads: int, *, each: bool) -> Iterator[tuple[str, int, list[int]]]:
    for layer in range(layers):
        for n in range(1, heads + 1):
            yield f"layer {layer}, first {n} heads", layer, list(range(n))
        for head in range(heads) if each else ():
            yield f"layer {layer}, head {head} alone", layer, [head]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--pairs", type=int, default=500, help="take so many pairs, evenly spread")
    parser.add_argument("--each", action="store_true", help="each head alone too")
    options = parser.parse_args()
    gold = list(read_gold(options.gold))
    gold = gold[:: max(1, len(gold) // options.pairs)]
    forced = Forced(options.model)
    found: dict[str, list] = {}
    for source, target, links in gold:
        texts = " ".join(source), " ".join(target)
        seen, here, there = forced(*texts)
        spans = word_ranges(source), word_ranges(target)
        words = lexical.matrix(source, target)
        found.setdefault("lexical", []).append((set(decode(words, lexical.LINK)), links))
        for name, layer, heads in choices(*seen.shape[:2], each=options.each):
            weights = tuple(map(tuple, seen[layer, heads].mean(0).tolist()))
            made = Translation(
                texts[0], texts[1], attention=weights, source_tokens=tuple(here), target_tokens=tuple(there)
            )
            matrix = attention.matrix(made, *spans)
            found.setdefault(name, []).append((set(decode(matrix, attention.LINK)), links))
            both = attention.combine(words, matrix)
            found.setdefault(f"{name} + lexical", []).append((set(decode(both, attention.LINK_BOTH)), links))
    for name, pairs in sorted(found.items(), key=lambda item: rates(item[1])["aer"]):
        print(json.dumps({"links": name} | {k: round(v, 4) for k, v in rates(pairs).items()}))


if __name__ == "__main__":
    main()
