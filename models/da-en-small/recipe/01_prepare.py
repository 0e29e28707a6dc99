"""Step 1: from ../shared/train and ../shared/mono to encoded, weighted pairs and the vocabulary.

    python 01_prepare.py --profile cpu
    python 01_prepare.py --profile cpu --written       # only what was written for this recipe, again

Writes work/<profile>/joint.model, pairs/, written/ (see glossary.py), held-out/, names.txt, spelling.json and
prepared.json (what went in, by corpus). A joint.model that is there already is kept, so that runs can go on
with other pairs.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import random
import string
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import glossary
import newsprint
import sentencepiece
import translated
from augment import CALLED, joined, variants
from cleaning import clean_pair, english, lines_of, normal
from selection import FRAMES, Literalness, NewsLikeness
from settings import RECIPE, Settings, load
from store import Writer
from style import american, spelled

# Draws of a pair in one pass. What is formulaic or only names buttons counts little.
WEIGHTS = {
    "tatoeba": 3.0, "debian-news": 2.0, "web-yaml": 2.0, "misc-docs": 1.5, "xsid": 2.0, "gnome-docs": 1.0,
    "tor": 1.0, "manpages": 0.5, "gnome-ui": 0.4, "ms-misc": 0.5, "ms-business-central": 0.3,
    "debian-security": 0.15,
}  # fmt: skip
NEWS_ENGLISH = {
    "en_wikipedia_current_events": 12000, "en_us_state_human_rights_reports_2016-2024": 25000,
    "en_us_doj_press_2009-2018": 12000, "en_au_pm_media_releases": 12000, "en_gum_wikinews": 3000,
    "en_gsa_digitalgov_18f": 8000, "en_senate_press_2004-2007": 15000, "en_congress_press_2009-2026": 8000,
}  # fmt: skip
AMERICAN = {
    "en_us_state_human_rights_reports_2016-2024": 60000, "en_senate_press_2004-2007": 80000,
    "en_congress_press_2009-2026": 80000, "en_us_doj_press_2009-2018": 40000,
    "en_fed_beige_book_1970-2020": 10000, "en_us_white_house_remarks_2017": 10000,
}  # fmt: skip
NEWS_DANISH = (
    "da_leipzig_news2008_30k",
    "da_lcc_newscrawl2011_10k",
    "da_lcc_mixed2014_10k",
    "da_wikipedia_intros",
)
# Signs that must have a piece however rare they are: without this rule Z, Q and J had none.
SIGNS = string.ascii_letters + string.digits + string.punctuation
SIGNS += "»«„“”‘’–—€£$%°½&§/ÆØÅÄÖÜÉæøåäöüéèçñáãâàêëíîïóôúßšžčćłøð"
FREE, LITERAL = 0.45, 0.75  # literalness of a pair that counts nothing, and of one that counts in full
NEWSPRINT = 0.3  # least weight of a copy that has what newspapers write: it is rare enough
Pair = tuple[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--profile", default="cpu")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--written", action="store_true", help="make written/ alone; the rest is there")
    options = parser.parse_args()
    settings = load(options.profile)
    if options.written:
        spelling.update(json.loads((settings.work / "spelling.json").read_text("utf-8")))
    else:
        prepare(settings, options.processes)
    write_glossary(settings, options.processes)


def prepare(settings: Settings, processes: int) -> None:
    """All but written/; the number of processes changes nothing but the time."""
    started = time.time()
    rng = random.Random(settings.seed)
    shared = settings.shared_folder
    spelling.update(american(sampled(shared, AMERICAN, rng)))
    (settings.work / "spelling.json").write_text(json.dumps(spelling, indent=0) + "\n", encoding="utf-8")
    dictionary.append(learned_dictionary(shared))
    news = {"en": english_news(shared, rng), "da": danish_news(shared)}
    names = name_pool(shared, news)
    (settings.work / "names.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    report(
        started, f"{len(news['en'])} English and {len(news['da'])} Danish lines of news, {len(names)} names"
    )

    corpora = small_corpora(shared)
    parliament = europarl(shared, settings.europarl_files, processes)
    rng.shuffle(parliament)
    report(started, f"{len(parliament)} pairs of parliament, {sum(map(len, corpora.values()))} others")

    weighted = [(pair, WEIGHTS[name], name) for name, pairs in corpora.items() for pair in pairs]
    rng.shuffle(weighted)
    weighted += [(pair, weight, "europarl") for pair, weight in weigh(parliament, news, settings, processes)]
    held_out, weighted = hold_out(weighted, settings.held_out, rng)
    weighted += [(pair, 2.0, "cldr-names") for pair in cldr(shared)]
    copied = [line for line in news["en"] if 30 < len(line) < 250]
    weighted += [
        ((line, line), 1.0, "copied")
        for line in rng.sample(copied, min(len(copied), settings.copied_english))
    ]
    report(started, f"{len(weighted)} pairs weighed, {len(held_out)} held out")

    vocabulary = learn_vocabulary(weighted, news, settings, rng)
    report(started, f"a vocabulary of {vocabulary.get_piece_size()} pieces")
    counts = encode(augmented(weighted, settings, rng, names), vocabulary, settings, settings.work / "pairs")
    encode(held_out, vocabulary, settings, settings.work / "held-out")
    (settings.work / "prepared.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    report(started, json.dumps(counts))


def learned_dictionary(shared: Path) -> Literalness:
    """What the parallel text says of single words."""
    return Literalness(shared / "dict" / "fastalign_europarl_tatoeba_da-en.tsv", spelling)


def write_glossary(settings: Settings, processes: int) -> None:
    """Makes written/ from what was written for this recipe, and from FreeDict's words that the parliament
    does not know; adds its counts to prepared.json."""
    started = time.time()
    rng = random.Random(settings.seed + 1)
    shared = settings.shared_folder
    known = learned_dictionary(shared)
    dictionary[:] = [known]
    lines, found = glossary.read(RECIPE / "written")
    pairs = [pair for line in lines if (pair := clean_pair(line, False, spelling)) is not None]
    names = (settings.work / "names.txt").read_text("utf-8").splitlines()
    weighted = [(pair, settings.written_weight, "written") for pair in pairs]
    for line in translated.read(RECIPE / "written", shared / "mono"):
        if (pair := clean_pair(line, False, spelling)) is not None:
            weighted.append((pair, settings.translated_weight, "translated"))
    rows = list(augmented(weighted, settings, rng, names))
    ours = {form.danish for form in found}
    rare = [
        form
        for form in glossary.freedict(shared / "dict" / "freedict_dan-eng.tsv")
        if form.danish not in known.english and form.danish not in ours
    ]
    rows += [(pair, settings.glossary_weight, "glossary") for pair in glossary.listed(found, rng)]
    rows += [(pair, settings.glossary_weight, "freedict") for pair in glossary.listed(rare, rng)]
    sentences = europarl(shared, min(1, settings.europarl_files), processes)
    sentences = [pair for pair in sentences if not FRAMES.search(pair[1])] or small_corpora(shared)["tatoeba"]
    rng.shuffle(sentences)
    contexts = glossary.Contexts(found, known.english, rng)
    filled = (contexts.filled(pair, settings.glossary_contexts) for pair in sentences)
    rows += [(pair, 1.0, "contexts") for pair in filled if pair is not None]
    vocabulary = sentencepiece.SentencePieceProcessor(model_file=str(settings.work / "joint.model"))
    counts = encode(rows, vocabulary, settings, settings.work / "written")
    altered = [counts.pop(name, {}) for name in ("augmented", "newsprint")]
    counts["written, altered"] = {
        what: sum(count.get(what, 0) for count in altered) for what in ("pairs", "draws", "target_tokens")
    }
    report(started, json.dumps(counts))
    prepared = settings.work / "prepared.json"
    before = {
        name: count for name, count in json.loads(prepared.read_text("utf-8")).items() if name not in counts
    }
    prepared.write_text(json.dumps(before | counts, indent=1) + "\n", encoding="utf-8")


def report(started: float, what: str) -> None:
    print(f"{time.time() - started:6.0f} s  {what}", flush=True)


def sampled(shared: Path, files: dict[str, int], rng: random.Random) -> list[str]:
    """At most so many lines of each file, drawn at random."""
    chosen: list[str] = []
    for name, most in files.items():
        lines = list(lines_of(shared / "mono" / f"{name}.txt.xz"))
        chosen += rng.sample(lines, min(most, len(lines)))
    return chosen


def english_news(shared: Path, rng: random.Random) -> list[str]:
    """A sample of the news-like English, cleaned, in the style of the rest."""
    return [spelled(english(normal(line)), spelling) for line in sampled(shared, NEWS_ENGLISH, rng)]


def danish_news(shared: Path) -> list[str]:
    """The Danish news and web text, cleaned."""
    return [normal(line) for name in NEWS_DANISH for line in lines_of(shared / "mono" / f"{name}.txt.xz")]


def name_pool(shared: Path, news: dict[str, list[str]]) -> list[str]:
    """Names that are written alike in both languages, for augmentation: capitalised inside sentences, never
    seen in lower case, and nothing that a dictionary would translate."""
    called: Counter[str] = Counter()
    lowered: Counter[str] = Counter()
    for line in [*news["da"], *news["en"]]:
        lowered.update(word for word in line.split() if word.islower())
        called.update(match.group() for match in CALLED.finditer(line) if match.start() > 2)
    translated: set[str] = set()
    for row in (shared / "dict" / "fastalign_europarl_tatoeba_da-en.tsv").read_text("utf-8").splitlines():
        danish, target = row.split("\t")[:2]
        if danish.lower() != target.lower():
            translated |= {danish.lower(), target.lower()}
    for danish, target in cldr(shared):
        translated |= {word.lower() for word in (danish + " " + target).split()}
    return sorted(
        name
        for name in called
        if not name.isupper() and name.lower() not in lowered and name.lower() not in translated
    )


def cldr(shared: Path) -> list[Pair]:
    """The names of countries and languages."""
    rows = (shared / "dict" / "cldr_names_da-en.tsv").read_text("utf-8").splitlines()
    return [(row.split("\t")[0], row.split("\t")[1]) for row in rows if row.count("\t")]


def small_corpora(shared: Path) -> dict[str, list[Pair]]:
    """Everything but the parliament, cleaned leniently."""
    found: dict[str, list[Pair]] = {}
    for name in WEIGHTS:
        pairs = (clean_pair(line, False, spelling) for line in lines_of(shared / "train" / f"{name}.tsv.xz"))
        found[name] = [pair for pair in pairs if pair is not None]
    return found


def europarl(shared: Path, files: int, processes: int) -> list[Pair]:
    """The parliament, cleaned strictly."""
    lines = [line for n in range(files) for line in lines_of(shared / "train" / f"europarl-{n + 1}.tsv.xz")]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        cleaned = pool.map(clean_strictly, lines, chunksize=5000)
    return [pair for pair in cleaned if pair is not None]


def clean_strictly(line: str) -> Pair | None:
    return clean_pair(line, True, spelling)


def weigh(
    pairs: list[Pair], news: dict[str, list[str]], settings: Settings, processes: int
) -> Iterator[tuple[Pair, float]]:
    """Each parliamentary pair with its weight: by rank of news-likeness, less if house talk or free."""
    if not pairs:
        return
    sample = pairs[:80000]
    likeness["da"] = NewsLikeness(news["da"], [danish for danish, _ in sample])
    likeness["en"] = NewsLikeness(news["en"], [target for _, target in sample])
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        scores = pool.map(score, pairs, chunksize=5000)
    order = sorted(range(len(pairs)), key=lambda index: -scores[index][0])
    for rank, index in enumerate(order):
        weight = max(settings.europarl_floor, math.exp(-rank / len(pairs) / settings.europarl_decay))
        if FRAMES.search(pairs[index][1]):
            weight *= settings.frame_weight
        weight *= min(1.0, max(0.0, (scores[index][1] - FREE) / (LITERAL - FREE)))
        yield pairs[index], weight


# All set before a pool is forked, which inherits them.
likeness: dict[str, NewsLikeness] = {}
dictionary: list[Literalness] = []
spelling: dict[str, str] = {}


def score(pair: Pair) -> tuple[float, float]:
    """How much a pair is like news, and how literal it is."""
    return likeness["da"].score(pair[0]) + likeness["en"].score(pair[1]), dictionary[0].score(*pair)


Weighted = tuple[Pair, float, str]


def hold_out(pairs: list[Weighted], number: int, rng: random.Random) -> tuple[list[Weighted], list[Weighted]]:
    """Takes pairs of real sentences out of training, drawn by weight, to measure perplexity on."""
    candidates = [index for index, (pair, _, _) in enumerate(pairs) if len(pair[0]) > 20]
    chosen: set[int] = set()
    weights = [pairs[index][1] for index in candidates]
    while len(chosen) < min(number, len(candidates) // 2):
        chosen.update(rng.choices(candidates, weights, k=number - len(chosen)))
    texts = {pairs[index][0] for index in chosen}
    return [pairs[index] for index in sorted(chosen)], [row for row in pairs if row[0] not in texts]


def learn_vocabulary(
    pairs: list[Weighted], news: dict[str, list[str]], settings: Settings, rng: random.Random
) -> sentencepiece.SentencePieceProcessor:
    """The joint vocabulary: the one at hand, or learned from pairs drawn by weight and a third news."""
    model = settings.work / "joint.model"
    if model.exists():
        return sentencepiece.SentencePieceProcessor(model_file=str(model))
    size = settings.vocabulary_sample
    drawn = [row[0] for row in rng.choices(pairs, [row[1] for row in pairs], k=min(size, len(pairs)))]
    lines = [side for pair in drawn for side in pair]
    for language in ("da", "en"):
        lines += rng.sample(news[language], min(size // 3, len(news[language])))
    text = settings.work / "vocabulary.txt"
    text.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sentencepiece.set_random_generator_seed(settings.seed)
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(settings.work / "joint"), vocab_size=settings.vocabulary,
        character_coverage=0.9998, split_digits=True, normalization_rule_name="nmt_nfkc",
        eos_id=0, unk_id=1, bos_id=-1, pad_id=-1, control_symbols=["<bt>"],
        input_sentence_size=400000, shuffle_input_sentence=True, num_threads=8, minloglevel=1,
        required_chars=SIGNS,
    )  # fmt: skip
    text.unlink()
    return sentencepiece.SentencePieceProcessor(model_file=str(model))


def augmented(
    pairs: list[Weighted], settings: Settings, rng: random.Random, names: list[str]
) -> Iterator[Weighted]:
    """The pairs, and after some of them an altered copy of the same weight (at most 1), one together with the
    pair before it, or copies with what newspapers write."""
    kinds = ("capitals", "lower", "no_stop", "quotes", "marked", "wrapped", "dialogue", "names", "numbers")
    shares = {kind: float(getattr(settings, f"augment_{kind}")) for kind in kinds}
    printed = {kind: float(getattr(settings, f"augment_{kind}")) for kind in newsprint.KINDS}
    before: dict[str, Weighted] = {}
    for pair, weight, corpus in pairs:
        yield pair, weight, corpus
        if corpus in before and rng.random() < settings.augment_joined:
            both = joined(before[corpus][0], pair)
            if both is not None:
                yield both, min(1.0, weight, before[corpus][1]), "augmented"
        before[corpus] = (pair, weight, corpus)
        if corpus in ("copied", "cldr-names"):
            continue
        changed = variants(pair, rng, names, dictionary[0].english, shares)
        if changed is not None:
            yield changed, min(1.0, weight), "augmented"
        for new in newsprint.copies(pair, rng, printed):
            yield new, max(NEWSPRINT, min(1.0, weight)), "newsprint"


def encode(
    pairs: Iterator[Weighted] | list[Weighted],
    vocabulary: sentencepiece.SentencePieceProcessor,
    settings: Settings,
    folder: Path,
) -> dict[str, dict[str, float]]:
    """Writes pairs under `max_pieces` pieces; gives pairs, draws and target tokens a pass by corpus."""
    writer = Writer()
    counts: dict[str, dict[str, float]] = {}
    rows = list(pairs)
    for start in range(0, len(rows), 50000):
        chunk = [row for row in rows[start : start + 50000] if row[1] > 0.002]
        sources = vocabulary.encode([row[0][0] for row in chunk], num_threads=8)
        targets = vocabulary.encode([row[0][1] for row in chunk], num_threads=8)
        for (_, weight, corpus), source, target in zip(chunk, sources, targets, strict=True):
            if not source or not target or max(len(source), len(target)) >= settings.max_pieces:
                continue
            writer.add(source, target, weight, corpus)
            count = counts.setdefault(corpus, {"pairs": 0, "draws": 0.0, "target_tokens": 0.0})
            count["pairs"] += 1
            count["draws"] += weight
            count["target_tokens"] += weight * (len(target) + 1)
    writer.write(folder)
    return {corpus: {key: round(value) for key, value in count.items()} for corpus, count in counts.items()}


if __name__ == "__main__":
    main()
