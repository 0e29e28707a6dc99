"""Step 3: translate text with a trained model, to learn from that too.

    python 02_train.py --profile gpu --direction en-da --tokens 150e6       # the reverse model first
    python 02_train.py --profile gpu --direction en-da --cooldown --tokens 30e6
    python 03_translate.py --profile gpu                                    # English news -> Danish, drawn
    python 02_train.py --profile gpu --name main-bt --also back-translated --tokens 500e6
    python 02_train.py --profile gpu --cooldown --origin main-bt --tokens 60e6          # the teacher
    python 03_translate.py --profile gpu --distil                           # Danish -> English, by beam
    python 02_train.py --profile gpu --cooldown --origin main-bt --name student --also distilled --tokens 60e6

Back-translated pairs (Sennrich et al. 2016) have the tag <bt> before their Danish (Caswell et al. 2019); that
Danish is drawn among the likeliest pieces (Edunov et al. 2018). Distilled ones (Kim and Rush 2016) teach a
model what its beam search finds, so that it finds it without one: of Danish news the best translation, of
training text the one of the beam that is nearest to the reference. Writes work/<profile>/back-translated/ or
distilled/ as folders of pairs for `02_train.py --also`; a rerun goes on after the last part.

On a CPU `--model FOLDER`, a checkpoint that 04_export.py wrote, is faster than a run: CTranslate2 translates.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sentencepiece
import store
import torch
import torch.multiprocessing
from cleaning import alike, english, lines_of, normal
from decoding import TAG, generate, search
from network import Network
from settings import Settings, load
from style import printed

PART = 10000  # lines between two saves
NUMBER = re.compile(r"\d(?:[.,]?\d)*")
# Lines at most of each file; where fewer are wanted, `shared_out` lets every file have its say.
ENGLISH = {
    "en_wikipedia_current_events": 12000, "en_gum_wikinews": 10000, "en_us_doj_press_2009-2018": 110000,
    "en_us_state_human_rights_reports_2016-2024": 280000, "en_au_pm_media_releases": 58000,
    "en_senate_press_2004-2007": 280000, "en_congress_press_2009-2026": 150000,
    "en_gsa_digitalgov_18f": 60000, "en_us_white_house_remarks_2017": 8000,
    "en_fed_beige_book_1970-2020": 6000, "en_au_pm_speech_interviews": 12000,
}  # fmt: skip
DANISH = {
    "da_leipzig_news2008_30k": 30000, "da_lcc_newscrawl2011_10k": 10000, "da_lcc_mixed2014_10k": 10000,
    "da_wikipedia_intros": 2000, "da_folketing_debates": 20000,
}  # fmt: skip


Row = tuple[list[int], list[int]]  # source, and its reference where there is one; without end marks
Translate = Callable[[list[Row]], list[list[int]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="gpu")
    parser.add_argument("--run", default="cooldown", help="the run whose model translates")
    parser.add_argument("--model", type=Path, default=None, help="an exported checkpoint instead of a run")
    parser.add_argument("--distil", action="store_true", help="Danish text with the da-en model")
    parser.add_argument("--lines", type=int, default=0, help="lines at most (0: as the profile says)")
    options = parser.parse_args()
    settings = load(options.profile)
    folder = settings.work / ("distilled" if options.distil else "back-translated")
    folder.mkdir(exist_ok=True)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "joint.model"))
    if options.distil:
        rows = danish(settings, options.lines or settings.distil_lines, pieces)
    else:
        rows = news(settings, options.lines or settings.generate_lines, ENGLISH, pieces)
    torch.multiprocessing.spawn(work, (options, settings, rows, folder), nprocs=settings.workers)
    print(json.dumps(collect(folder, rows, pieces, settings, options.distil)))


def work(rank: int, options: argparse.Namespace, settings: Settings, rows: list[Row], folder: Path) -> None:
    """One of the profile's workers: translates every n-th part and saves each; parts there are kept."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed + rank)
    translate = (with_ctranslate2 if options.model else with_torch)(options, settings, rank)
    for number in range(rank, -(-len(rows) // PART), settings.workers):
        path = folder / f"part-{number:04d}.npz"
        if path.exists():
            continue
        begun = time.monotonic()
        part = rows[number * PART : (number + 1) * PART]
        translated = translate(part)
        lengths = np.array([len(row) for row in translated], dtype=np.int32)
        flat = np.array([piece for row in translated for piece in row], dtype=np.uint16)
        np.savez(path.with_suffix(".tmp.npz"), pieces=flat, lengths=lengths)
        path.with_suffix(".tmp.npz").replace(path)
        rate = len(part) / (time.monotonic() - begun)
        print(f"part {number}: {len(part)} lines, {rate:.0f} a second", flush=True)


def news(
    settings: Settings, count: int, files: dict[str, int], pieces: sentencepiece.SentencePieceProcessor
) -> list[Row]:
    """At most `count` lines of the files, shuffled and encoded."""
    rng = random.Random(settings.seed)
    found = {name: list(lines_of(settings.shared_folder / "mono" / f"{name}.txt.xz")) for name in files}
    shares = shared_out({name: min(most, len(found[name])) for name, most in files.items()}, count)
    lines = [
        english(normal(line)) for name, share in shares.items() for line in rng.sample(found[name], share)
    ]
    rng.shuffle(lines)
    encoded = pieces.encode([line for line in lines if len(line) < 400], num_threads=4)
    return [(row, []) for row in encoded if 3 < len(row) < settings.max_pieces - 2]


def shared_out(most: dict[str, int], count: int) -> dict[str, int]:
    """`count` shared out evenly: whoever has less gives all, and the others take over the rest."""
    shares: dict[str, int] = {}
    for left, name in zip(range(len(most), 0, -1), sorted(most, key=most.__getitem__), strict=True):
        shares[name] = min(most[name], (count - sum(shares.values())) // left)
    return shares


def danish(settings: Settings, count: int, pieces: sentencepiece.SentencePieceProcessor) -> list[Row]:
    """Danish to distil on: the news, and training text drawn by its weight, `count` lines in all."""
    rows = news(settings, count, DANISH, pieces)
    pairs = store.read(settings.work / "pairs")
    rng = np.random.default_rng(settings.seed)
    missing = max(0, count - len(rows))
    drawn = rng.choice(len(pairs), missing, p=pairs.weight / pairs.weight.sum(dtype=np.float64))
    for index in drawn:
        source, target = (side.row(index) for side in (pairs.source, pairs.target))
        rows.append((source[:-1], target[:-1]))
    return [rows[at] for at in rng.permutation(len(rows))]


def with_torch(options: argparse.Namespace, settings: Settings, rank: int) -> Translate:
    """A run's network, in batches sorted by length."""
    network = teacher(settings, "da-en" if options.distil else "en-da", options.run)
    device = network.shared.weight.device

    def translate(rows: list[Row]) -> list[list[int]]:
        order = sorted(range(len(rows)), key=lambda index: len(rows[index][0]))
        results: list[list[int]] = [[] for _ in rows]
        while order:
            width = len(rows[order[-1]][0]) + 1
            cut = max(0, len(order) - max(1, settings.generate_tokens // width))
            batch, order = order[cut:], order[:cut]
            source = torch.full((len(batch), width), network.pad)
            for at, index in enumerate(batch):
                source[at, : len(rows[index][0]) + 1] = torch.tensor([*rows[index][0], store.EOS])
            source, longest = source.to(device), longest_for(width)
            if options.distil:
                found = search(network, source, longest, settings.distil_beam)
                lines = [[ids for _, ids in row] for row in found]
                made = [nearest(row, rows[at][1]) for row, at in zip(lines, batch, strict=True)]
            else:
                temperature, top = settings.generate_temperature, settings.generate_top
                made = generate(network, source, longest, temperature, top)
            for index, ids in zip(batch, made, strict=True):
                results[index] = ids
        return results

    return translate


def teacher(settings: Settings, direction: str, run: str) -> Network:
    """The network of a run, in bfloat16."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "joint.model"))
    network = Network(settings, pieces.get_piece_size()).to(device).eval()
    state = torch.load(settings.work / direction / run / "checkpoint.pt", map_location=device)
    network.load_state_dict(state["network"])
    return network.bfloat16()


def with_ctranslate2(options: argparse.Namespace, settings: Settings, rank: int) -> Translate:
    """An exported checkpoint in CTranslate2's int8, in batches of its own making."""
    import ctranslate2
    from converted import translator

    ctranslate2.set_random_seed(settings.seed + rank)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(options.model / "source.spm"))
    model = translator(options.model, "int8", settings.threads or 1)
    size = settings.distil_beam if options.distil else 1
    drawn = {"sampling_topk": settings.generate_top, "sampling_temperature": settings.generate_temperature}
    how = {"num_hypotheses": size} if options.distil else drawn

    def translate(rows: list[Row]) -> list[list[int]]:
        tokens = [[*(pieces.id_to_piece(piece) for piece in row), "</s>"] for row, _ in rows]
        outputs = model.translate_batch(
            tokens, beam_size=size, max_batch_size=64, disable_unk=True,
            max_decoding_length=longest_for(settings.max_pieces), **how,
        )  # fmt: skip
        lines = [[pieces.piece_to_id(line) for line in output.hypotheses] for output in outputs]
        return [nearest(line, reference) for line, (_, reference) in zip(lines, rows, strict=True)]

    return translate


def longest_for(width: int) -> int:
    """How many pieces a translation of so many may take."""
    return int(1.6 * width) + 8


def nearest(lines: list[list[int]], reference: list[int]) -> list[int]:
    """Of the finished lines of a beam, best first, the one that shares most with the reference."""
    return max(lines, key=lambda line: likeness(line, reference)) if reference else lines[0]


def likeness(one: list[int], other: list[int]) -> float:
    """F1 of the runs of one to three pieces, averaged."""
    total = 0.0
    for size in (1, 2, 3):
        counts = [
            Counter(tuple(row[at : at + size]) for at in range(len(row) - size + 1)) for row in (one, other)
        ]
        total += 2 * (counts[0] & counts[1]).total() / max(1, counts[0].total() + counts[1].total())
    return total / 3


def collect(
    folder: Path,
    rows: list[Row],
    pieces: sentencepiece.SentencePieceProcessor,
    settings: Settings,
    distil: bool,
) -> dict[str, int]:
    """Writes the parts as one folder of pairs, without what ran away, came out much too short, has other
    numbers than its source or, distilled, other sentences, or the same word at the start of a quotation."""
    spelling = json.loads((settings.work / "spelling.json").read_text("utf-8"))
    writer, dropped = store.Writer(), 0
    for number, start in enumerate(range(0, len(rows), PART)):
        part = np.load(folder / f"part-{number:04d}.npz")
        made = np.split(part["pieces"], np.cumsum(part["lengths"])[:-1])
        given_rows = [given for given, _ in rows[start : start + PART]]
        given_texts = pieces.decode(given_rows)
        # Spelled and split again: the pieces that were drawn may not be those that the text splits into.
        texts = pieces.decode([row.tolist() for row in made])
        if distil:
            texts = [printed(*pair, spelling) for pair in zip(given_texts, texts, strict=True)]
        split = pieces.encode(texts, num_threads=4)
        for given, drawn, before, after in zip(given_rows, split, given_texts, texts, strict=True):
            sane = sound(given, drawn) and numbers(before) == numbers(after)
            if distil:
                sane = sane and alike(before, after) and not opened_with(before) & opened_with(after)
            if not sane or len(drawn) >= settings.max_pieces - 1:
                dropped += 1
            elif distil:
                writer.add(given, drawn, settings.distil_weight, "distilled")
            else:
                writer.add([TAG, *drawn], given, settings.generate_weight, "back-translated")
    if not writer.weights:
        raise SystemExit(f"none of {dropped} translations is worth learning from: train longer first")
    writer.write(folder)
    return {"pairs": len(writer.weights), "dropped": dropped}


def sound(given: list[int], drawn: list[int]) -> bool:
    """Whether a translation is about as long as its source and does not repeat itself."""
    least = 0.5 if len(given) < 20 else 0.7  # a long translation that is shorter has lost a clause
    if not least < len(drawn) / len(given) < 1.8:
        return False
    runs = [tuple(drawn[at : at + 3]) for at in range(len(drawn) - 2)]
    return len(set(runs)) >= 0.7 * len(runs)


def opened_with(text: str) -> set[str]:
    """The words that follow quotation marks: a weak model copies them."""
    return {word.lower() for word in re.findall(r'["“”„«»](\w+)', text)}


def numbers(text: str) -> list[str]:
    """The numbers of a text in digits, without their points and commas, sorted."""
    return sorted(re.sub(r"\D", "", number) for number in NUMBER.findall(text))


if __name__ == "__main__":
    main()
