"""Peak memory of mtkit at its default beside bare CTranslate2 at the same settings: one JSON line.

    python eval/speed/memory.py                       1, 100 and 2,000 sentences (a minute)
    python eval/speed/memory.py --sentences 20000     a larger file
    python eval/speed/memory.py --model FOLDER        another checkpoint

Each system is a process of its own that reads a file of distinct news sentences, a paragraph each, and writes
its translation; memory is the largest resident set in MiB, as the operating system counts it. The bare script
has mtkit's conversion, beam, batch size and workers, hands over all sentences in one call and checks nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from systems import CORES, ROOT, news

GOAL = 1.3
BARE = """
import sys, ctranslate2, sentencepiece
converted, beam, batch, workers, model, source, target = sys.argv[1:]
encoder = sentencepiece.SentencePieceProcessor(model_file=model + "/source.spm")
decoder = sentencepiece.SentencePieceProcessor(model_file=model + "/target.spm")
engine = ctranslate2.Translator(converted, compute_type="int8", inter_threads=int(workers), intra_threads=1)
lines = [line for line in open(source, encoding="utf-8").read().splitlines() if line]
pieces = [each + ["</s>"] for each in encoder.encode(lines, out_type=str)]
options = {"beam_size": int(beam), "max_batch_size": int(batch), "max_decoding_length": 200}
results = engine.translate_batch(pieces, **options)
with open(target, "w", encoding="utf-8") as stream:
    stream.write("\\n\\n".join(decoder.decode(result.hypotheses[0]) for result in results))
"""


def settings(model: Path) -> list[str]:
    """What mtkit decodes with: the folder of its conversion, made if need be, beam, batch size, workers."""
    from mtkit.engines import _conversion, ctranslate2
    from mtkit.engines._tokenizer import MarianTokens
    from mtkit.engines._tuning import read_tuning
    from mtkit.store import conversion_cache

    tuning = read_tuning(model)
    converted = _conversion.convert(
        model,
        conversion_cache(),
        target_vocabulary=tuning.target_vocabulary or ctranslate2._spellable(MarianTokens(model)),
        alignment=tuning.alignment,
    )
    return [str(converted), str(tuning.beam), str(tuning.batch[tuning.beam == 1]), str(CORES)]


def peak(command: Sequence[str]) -> float:
    """MiB that a command holds at its peak. Raises RuntimeError when it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return used.ru_maxrss / 1024


def compare(
    model: Path, chosen: Sequence[str], sentences: Sequence[str], folder: Path, rounds: int
) -> dict[str, object]:
    """Median peaks of both systems over the sentences; median, least and most of their ratio."""
    source, python = folder / "source.txt", sys.executable
    source.write_text("\n\n".join(sentences) + "\n", encoding="utf-8")
    own = [python, "-m", "mtkit", "translate", str(source), "--model", str(model), "--force", "--quiet"]
    own += ["-o", str(folder / "mtkit.txt")]
    bare = [python, "-c", BARE, *chosen, str(model), str(source), str(folder / "bare.txt")]
    pairs = [(peak(own), peak(bare)) for _ in range(rounds)]
    ratios = [a / b for a, b in pairs]
    return {
        "mtkit_mib": round(statistics.median(a for a, _ in pairs), 1),
        "bare_mib": round(statistics.median(b for _, b in pairs), 1),
        "ratio": [round(x, 3) for x in (statistics.median(ratios), min(ratios), max(ratios))],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "da-en-small")
    parser.add_argument("--text", type=Path, help="one Danish sentence a line")
    parser.add_argument("--sentences", type=int, default=2000, help="of the largest file (default: 2000)")
    parser.add_argument("--rounds", type=int, default=3, help="of the small files; the large one has one")
    options = parser.parse_args()
    lines = news(options.text)
    # In a process of its own: what the parent holds counts for its children until they run their program.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        chosen = pool.submit(settings, options.model).result()
    names = ("beam", "batch", "workers")
    result: dict[str, object] = {"model": options.model.name, "goal": GOAL}
    result |= dict(zip(names, map(int, chosen[1:]), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        for count in (1, 100, options.sentences):
            rounds = 1 if count > 100 else options.rounds
            part = lines[1000 : 1000 + count]
            result[f"{len(part)} sentences"] = compare(options.model, chosen, part, Path(folder), rounds)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
