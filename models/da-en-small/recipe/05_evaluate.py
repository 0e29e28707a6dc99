"""Step 5: score an exported checkpoint on FLORES dev and Tatoeba, and add a row to results.json.

    python 05_evaluate.py --model ../work/cpu/export --note "cooldown of 25 minutes"
    python 05_evaluate.py --model .. --engine ctranslate2 --compute int8

A line is one input: nothing is split or checked here. Scores are sacreBLEU's, with 95 % intervals from 1,000
bootstrap resamples. `--engine ctranslate2` needs that package (mtkit has it); transformers is the default.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sacrebleu
import sentencepiece
from settings import RECIPE, load

SETS = {
    "flores-dev": ("flores-dev/flores-dev.da", "flores-dev/flores-dev.en"),
    "tatoeba": ("tatoeba-v2021-08-07/tatoeba.da", "tatoeba-v2021-08-07/tatoeba.en"),
}
Translate = Callable[[list[str]], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="cpu", help="whose shared folder")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--engine", choices=("transformers", "ctranslate2"), default="transformers")
    parser.add_argument("--compute", default="float32", help="ctranslate2: float32 or int8")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sets", nargs="*", choices=SETS, default=list(SETS))
    parser.add_argument("--lines", type=int, default=0, help="only the first lines of each set")
    parser.add_argument("--note", default="")
    parser.add_argument("--save", type=Path, default=None, help="a folder for the translations")
    parser.add_argument("--dry", action="store_true", help="print the row, leave results.json alone")
    options = parser.parse_args()
    settings = load(options.profile)
    engine = (with_transformers if options.engine == "transformers" else with_ctranslate2)(options)
    row: dict[str, Any] = {"note": options.note, **training(options.model)}
    row |= {"engine": options.engine, "compute": options.compute, "beam": options.beam}
    step = -1 if row.get("direction") == "en-da" else 1
    for name in options.sets:
        source, reference = (
            (settings.shared_folder / "testsets" / part)
            .read_text("utf-8")
            .splitlines()[: options.lines or None]
            for part in SETS[name][::step]
        )
        started = time.process_time()
        hypotheses = engine(source)
        row[name] = {**scores(hypotheses, reference), "lines": len(source)}
        row[name]["cpu_seconds"] = round(time.process_time() - started, 1)
        print(json.dumps({name: row[name]}), flush=True)
        if options.save:
            options.save.mkdir(parents=True, exist_ok=True)
            (options.save / f"{name}.en").write_text("\n".join(hypotheses) + "\n", encoding="utf-8")
    if not options.dry:
        results = RECIPE.parent / "results.json"
        rows = json.loads(results.read_text("utf-8")) if results.exists() else []
        results.write_text(json.dumps([*rows, row], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def training(folder: Path) -> dict[str, Any]:
    """What the export says of the run behind it."""
    origin = folder / "training.json"
    return dict(json.loads(origin.read_text("utf-8"))) if origin.exists() else {}


def scores(hypotheses: list[str], references: list[str]) -> dict[str, Any]:
    """BLEU and chrF with half the width of their 95 % intervals, and their signatures."""
    found: dict[str, Any] = {}
    for name, metric in (("bleu", sacrebleu.BLEU()), ("chrf", sacrebleu.CHRF())):
        score = metric.corpus_score(hypotheses, [references], n_bootstrap=1000)
        found |= {name: float(score.score), f"{name}_ci": float(score._ci)}
        found[f"{name}_signature"] = str(metric.get_signature())
    return found


def sorted_batches(lines: list[str], batch: int, translate: Translate) -> list[str]:
    """Translates lines in batches sorted by length and puts them back in order; empty ones stay empty."""
    order = sorted((i for i, line in enumerate(lines) if line.strip()), key=lambda i: -len(lines[i]))
    results = [""] * len(lines)
    for start in range(0, len(order), batch):
        chunk = order[start : start + batch]
        for index, text in zip(chunk, translate([lines[i] for i in chunk]), strict=True):
            results[index] = text
    return results


def with_transformers(options: argparse.Namespace) -> Translate:
    """The reference engine, float32 on a CPU and on a GPU."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = MarianMTModel.from_pretrained(options.model, dtype=torch.float32).to(device).eval()
    tokenizer = MarianTokenizer.from_pretrained(options.model)
    model.generation_config.max_length = None

    @torch.inference_mode()
    def translate(lines: list[str]) -> list[str]:
        inputs = tokenizer(lines, return_tensors="pt", padding=True, truncation=True, max_length=500).to(
            device
        )
        longest = min(510, 2 * inputs["input_ids"].shape[1] + 16)
        outputs = model.generate(**inputs, num_beams=options.beam, max_new_tokens=longest)
        decoded = tokenizer.batch_decode(
            outputs, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return list(decoded)

    return lambda lines: sorted_batches(lines, options.batch, translate)


def with_ctranslate2(options: argparse.Namespace) -> Translate:
    """The fast engine, through a conversion that lives as long as the call."""
    from converted import translator

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(options.model / "source.spm"))
    model = translator(options.model, options.compute, options.threads)

    def translate(lines: list[str]) -> list[str]:
        inputs = [[*pieces.encode(line, out_type=str)[:499], "</s>"] for line in lines]
        longest = min(510, 2 * max(map(len, inputs)) + 16)
        outputs = model.translate_batch(
            inputs, beam_size=options.beam, max_decoding_length=longest, disable_unk=True, max_batch_size=0
        )
        return [pieces.decode(output.hypotheses[0]) for output in outputs]

    return lambda lines: sorted_batches(lines, options.batch, translate)


if __name__ == "__main__":
    main()
