"""Step 3: translate news-like text of one language only, to learn from it too.

    python 02_train.py --profile gpu --direction en-da --tokens 150e6   # the reverse model first
    python 02_train.py --profile gpu --direction en-da --cooldown --tokens 30e6
    python 03_back_translate.py --profile gpu                           # English -> Danish, sampled
    python 02_train.py --profile gpu --name main-bt --also back-translated --tokens 500e6
    python 03_back_translate.py --profile gpu --self --run cooldown-bt  # Danish news -> English, greedy

Back-translated pairs (Sennrich et al. 2016) have the tag <bt> before their Danish (Caswell et al. 2019). That
Danish is drawn among the likeliest pieces (Edunov et al. 2018). Writes work/<profile>/back-translated/ (with
--self: self-trained/) as folders of pairs for `02_train.py --also`; a rerun goes on after the last part.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import sentencepiece
import store
import torch
from cleaning import english, lines_of, normal
from decoding import TAG, generate
from network import Network
from settings import Settings, load

PART = 20000  # lines between two saves
# Lines at most of each file, best first where a file is a sample of itself; the rest of the file is left out.
ENGLISH = {
    "en_wikipedia_current_events": 12000, "en_gum_wikinews": 10000, "en_us_doj_press_2009-2018": 110000,
    "en_us_state_human_rights_reports_2016-2024": 280000, "en_au_pm_media_releases": 58000,
    "en_senate_press_2004-2007": 280000, "en_congress_press_2009-2026": 150000,
    "en_gsa_digitalgov_18f": 60000, "en_us_white_house_remarks_2017": 15000,
    "en_fed_beige_book_1970-2020": 10000,
    "en_au_pm_speech_interviews": 40000,
}  # fmt: skip
DANISH = {
    "da_leipzig_news2008_30k": 30000, "da_lcc_newscrawl2011_10k": 10000, "da_lcc_mixed2014_10k": 10000,
    "da_wikipedia_intros": 2000, "da_folketing_debates": 20000,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="gpu")
    parser.add_argument("--run", default="cooldown", help="the run whose model translates")
    parser.add_argument("--self", dest="own", action="store_true", help="Danish text with the da-en model")
    parser.add_argument("--lines", type=int, default=0, help="lines at most (0: as the profile says)")
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    settings = load(options.profile)
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(settings.seed)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "joint.model"))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    direction = "da-en" if options.own else "en-da"
    checkpoint = settings.work / direction / options.run / "checkpoint.pt"
    network = Network(settings, pieces.get_piece_size()).to(device).eval()
    network.load_state_dict(torch.load(checkpoint, map_location=device)["network"])
    if device.type == "cuda":
        network = network.bfloat16()
    folder = settings.work / ("self-trained" if options.own else "back-translated")
    folder.mkdir(exist_ok=True)
    lines = options.lines or settings.generate_lines
    rows = chosen(settings, lines, DANISH if options.own else ENGLISH, pieces)
    translate_parts(network, rows, folder, settings, top=1 if options.own else settings.generate_top)
    print(json.dumps(collect(folder, rows, pieces, settings, options.own)))


def chosen(
    settings: Settings, count: int, files: dict[str, int], pieces: sentencepiece.SentencePieceProcessor
) -> list[list[int]]:
    """At most `count` lines of the files, shuffled and encoded: piece ids without end marks."""
    rng = random.Random(settings.seed)
    lines: list[str] = []
    for name, most in files.items():
        found = list(lines_of(settings.shared_folder / "mono" / f"{name}.txt.xz"))
        lines += rng.sample(found, min(most, len(found)))
    rng.shuffle(lines)
    lines = [english(normal(line)) for line in lines[:count]]
    encoded = pieces.encode([line for line in lines if len(line) < 400], num_threads=4)
    return [row for row in encoded if 3 < len(row) < settings.max_pieces - 2]


def translate_parts(
    network: Network, rows: list[list[int]], folder: Path, settings: Settings, top: int
) -> None:
    """Translates part after part and saves each; parts already there are kept."""
    for number, start in enumerate(range(0, len(rows), PART)):
        path = folder / f"part-{number:04d}.npz"
        if path.exists():
            continue
        begun = time.monotonic()
        part = rows[start : start + PART]
        translated = translate(network, part, settings, top)
        lengths = np.array([len(row) for row in translated], dtype=np.int32)
        flat = np.array([piece for row in translated for piece in row], dtype=np.uint16)
        np.savez(path.with_suffix(".tmp.npz"), pieces=flat, lengths=lengths)
        path.with_suffix(".tmp.npz").replace(path)
        rate = len(part) / (time.monotonic() - begun)
        print(f"part {number}: {len(part)} lines, {rate:.0f} a second", flush=True)


def translate(network: Network, rows: list[list[int]], settings: Settings, top: int) -> list[list[int]]:
    """Translates encoded lines in batches sorted by length."""
    device = network.shared.weight.device
    order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
    results: list[list[int]] = [[] for _ in rows]
    while order:
        width = len(rows[order[-1]]) + 1
        cut = max(0, len(order) - max(1, settings.generate_tokens // width))
        batch, order = order[cut:], order[:cut]
        source = torch.full((len(batch), width), network.pad)
        for at, index in enumerate(batch):
            source[at, : len(rows[index]) + 1] = torch.tensor([*rows[index], store.EOS])
        made = generate(network, source.to(device), int(1.6 * width) + 8, settings.generate_temperature, top)
        for index, ids in zip(batch, made, strict=True):
            results[index] = ids
    return results


def collect(
    folder: Path,
    rows: list[list[int]],
    pieces: sentencepiece.SentencePieceProcessor,
    settings: Settings,
    own: bool,
) -> dict[str, int]:
    """Writes the parts as one folder of pairs, without what ran away or came out much too short."""
    writer, dropped = store.Writer(), 0
    for number, start in enumerate(range(0, len(rows), PART)):
        part = np.load(folder / f"part-{number:04d}.npz")
        made = np.split(part["pieces"], np.cumsum(part["lengths"])[:-1])
        # Spelled and split again: the pieces that were drawn may not be those that the text splits into.
        texts = pieces.encode(pieces.decode([row.tolist() for row in made]), num_threads=4)
        for given, drawn in zip(rows[start : start + PART], texts, strict=True):
            if not sound(given, drawn) or len(drawn) >= settings.max_pieces - 1:
                dropped += 1
            elif own:
                writer.add(given, drawn, settings.generate_weight, "self-trained")
            else:
                writer.add([TAG, *drawn], given, settings.generate_weight, "back-translated")
    if not writer.weights:
        raise SystemExit(f"none of {dropped} translations is worth learning from: train longer first")
    writer.write(folder)
    return {"pairs": len(writer.weights), "dropped": dropped}


def sound(given: list[int], drawn: list[int]) -> bool:
    """Whether a translation is about as long as its source and does not repeat itself."""
    if not 0.5 < len(drawn) / len(given) < 1.8:
        return False
    runs = [tuple(drawn[at : at + 3]) for at in range(len(drawn) - 2)]
    return len(set(runs)) >= 0.7 * len(runs)


if __name__ == "__main__":
    main()
