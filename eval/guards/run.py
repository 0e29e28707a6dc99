"""How often each check alarms on real outputs and on references, what it finds of planted faults, its cost.

    python eval/guards/run.py                 the tables of the README but the last two
    python eval/guards/run.py --repair        also the last two, with the default model
    python eval/guards/run.py --show FLAG     what raised FLAG, to be judged by eye

Reads the development data beside the checkout, or where MTKIT_SHARED says.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from mtkit.guards import FLAGS
from mtkit.guards.checks import check

Pair = tuple[str, str]
SYSTEMS = ("opusmt", "bergamot-tiny", "argos", "google", "microsoft", "nllb")


def shared() -> Path:
    default = Path(__file__).resolve().parents[2].parent / "shared"
    return Path(os.environ.get("MTKIT_SHARED", default))


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def flores(name: str) -> list[Pair]:
    folder = shared() / "testsets" / "flores-dev"
    target = folder / "flores-dev.en" if name == "reference" else folder / "systems" / f"{name}.en"
    return list(zip(lines(folder / "flores-dev.da"), lines(target), strict=True))


def treebank() -> list[Pair]:
    rows = [line.split("\t") for line in lines(shared() / "gold" / "cdt-dev" / "text.tsv")[1:]]
    return [(row[4], row[5]) for row in rows]


def tatoeba() -> list[Pair]:
    folder = shared() / "testsets" / "tatoeba-v2021-08-07"
    return list(zip(lines(folder / "tatoeba.da"), lines(folder / "tatoeba.en"), strict=True))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print()


def alarms(sets: dict[str, list[Pair]]) -> None:
    counts = {name: [check(*pair) for pair in pairs] for name, pairs in sets.items()}
    rows: list[list[object]] = [["sentences", *(len(flags) for flags in counts.values())]]
    for flag in FLAGS:
        found = [sum(flag in flags for flags in each) for each in counts.values()]
        if any(found):
            rows.append([flag, *found])
    rows.append(["any", *(sum(map(bool, each)) for each in counts.values())])
    percent = (f"{100 * sum(map(bool, each)) / len(each):.2f} %" for each in counts.values())
    rows.append(["any, share", *percent])
    table(["alarms", *sets], rows)


def show(sets: dict[str, list[Pair]], wanted: str) -> None:
    for name, pairs in sets.items():
        for source, hypothesis in pairs:
            flags = check(source, hypothesis)
            if wanted in flags:
                print(f"{name}: {' '.join(flags)}\n  {source}\n  {hypothesis}")


def change_digit(text: str, rng: random.Random) -> str | None:
    places = [i for i, c in enumerate(text) if c in "0123456789"]
    if not places:
        return None
    i = rng.choice(places)
    return text[:i] + rng.choice([d for d in "123456789" if d != text[i]]) + text[i + 1 :]


def drop_number(text: str, rng: random.Random) -> str | None:
    words = text.split(" ")
    places = [i for i, word in enumerate(words) if any(c.isdigit() for c in word)]
    return " ".join([*words[: places[0]], *words[places[0] + 1 :]]) if places else None


def drop_sentence(text: str, rng: random.Random) -> str | None:
    from mtkit.text.segment import sentences

    found = sentences(text, "en")
    return " ".join(s.text for s in found[1:]) if len(found) > 1 else None


def loop_words(text: str, rng: random.Random) -> str | None:
    words = text.split(" ")
    if len(words) < 6:
        return None
    length = rng.randint(1, 4)
    start = rng.randint(0, len(words) - length)
    return " ".join([*words[:start], *(words[start : start + length] * rng.randint(4, 8))])


def loop_without_spaces(text: str, rng: random.Random) -> str | None:
    words = text.split(" ")
    block = rng.choice(words)[:4]
    return None if len(block) < 2 else text + " " + block * 12


def say_twice(text: str, rng: random.Random) -> str | None:
    words = text.split(" ")
    places = [i for i, word in enumerate(words) if word.isalpha() and len(word) > 3]
    if not places:
        return None
    i = rng.choice(places)
    return " ".join([*words[:i], words[i], *words[i:]])


def cut(text: str, rng: random.Random) -> str | None:
    return text[: int(0.45 * len(text))] if len(text) > 60 else None


FAULTS = {
    "a digit changed": (change_digit, {"number"}),
    "a number left out": (drop_number, {"number"}),
    "the first of several sentences left out": (drop_sentence, {"dropped-sentence", "short"}),
    "cut at 45 %": (cut, {"short", "dropped-sentence"}),
    "one to four words 4 to 8 times": (loop_words, {"loop"}),
    "a loop without spaces": (loop_without_spaces, {"loop"}),
    "a word twice": (say_twice, {"repeat"}),
}


def planted(pairs: list[Pair]) -> None:
    """Faults planted in references that raise no alarm themselves."""
    rng = random.Random(20)
    clean = [pair for pair in pairs if not check(*pair)]
    rows: list[list[object]] = []
    for name, (plant, expected) in FAULTS.items():
        made = [(s, bad) for s, h in clean if (bad := plant(h, rng)) is not None and bad != h]
        found = sum(not expected.isdisjoint(check(*pair)) for pair in made)
        rows.append([name, ", ".join(sorted(expected)), len(made), f"{100 * found / len(made):.1f} %"])
    copied = [(s, s) for s, h in clean if s != h]
    found = sum(not {"copied", "untranslated-caps"}.isdisjoint(check(*pair)) for pair in copied)
    rows.append(["the source copied", "copied", len(copied), f"{100 * found / len(copied):.1f} %"])
    table(["fault", "flag", "planted", "found"], rows)


def speed(pairs: list[Pair]) -> None:
    def best(work: object) -> float:
        times = []
        for _ in range(9):
            start = time.process_time()
            for pair in pairs:
                work(pair)  # type: ignore[operator]
            times.append((time.process_time() - start) / len(pairs))
        return 1e6 * min(times)

    ours, yardstick = best(lambda pair: check(*pair)), best(lambda pair: sum(range(1000)))
    times = f"{ours / yardstick:.1f} times sum(range(1000)) on the same machine"
    print(f"check: {ours:.0f} µs a sentence, {times}\n")


def repair(pairs: list[Pair], model: str | None) -> None:
    import sacrebleu

    import mtkit
    from mtkit.core import Decoding, Translation
    from mtkit.guards.repair import repair as run

    engine = mtkit.load_engine(model) if model else mtkit.load_engine()
    unique = dict(pairs)
    sources = list(unique)

    def translate(sentences: Sequence[str], decoding: Decoding) -> list[Translation]:
        order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i]))
        found: dict[int, Translation] = {}
        for start in range(0, len(order), 256):
            chosen = order[start : start + 256]
            found.update(zip(chosen, engine.translate([sentences[i] for i in chosen], decoding), strict=True))
        return [found[i] for i in range(len(sentences))]

    start = time.process_time()
    plain = translate(sources, Decoding())
    first = run(plain, translate, ladder=())
    middle = time.process_time()
    fixed = run(plain, translate)
    end = time.process_time()
    before, after = (Counter(f for t in each for f in t.flags) for each in (first, fixed))
    rows: list[list[object]] = [[flag, before[flag], after[flag]] for flag in FLAGS if before[flag]]
    rows.append(["any", sum(bool(t.flags) for t in first), sum(bool(t.flags) for t in fixed)])
    changed = [i for i, t in enumerate(fixed) if t.origin == "retry"]
    for name, chosen in (("all", range(len(sources))), ("retried", changed)):
        if not chosen:  # none was
            continue
        references = [[unique[sources[i]] for i in chosen]]
        for metric in (sacrebleu.corpus_bleu, sacrebleu.corpus_chrf):
            scores = [metric([each[i].text for i in chosen], references).score for each in (first, fixed)]
            rows.append([f"{metric.__name__.removeprefix('corpus_')}, {name}", *(f"{s:.1f}" for s in scores)])
    rows.append(["CPU seconds", f"{middle - start:.0f}", f"{end - start - (middle - start):.0f} more"])
    table([f"{len(sources)} sentences, {len(changed)} retried", "before", "after"], rows)
    typography(sources, [translation.text for translation in fixed], list(unique.values()))


def typography(sources: list[str], outputs: list[str], references: list[str]) -> None:
    """What quotation marks and thousands as English sets them change."""
    import sacrebleu

    from mtkit.guards.typography import printed

    printed_so = [printed(*pair) for pair in zip(sources, outputs, strict=True)]
    changed = [i for i, text in enumerate(printed_so) if text != outputs[i]]
    rows: list[list[object]] = []
    for name, chosen in (("all", range(len(sources))), ("changed", changed)):
        if not chosen:  # the model sets them so by itself
            continue
        kept = [references[i] for i in chosen]
        for metric in (sacrebleu.corpus_bleu, sacrebleu.corpus_chrf):
            scores = [metric([each[i] for i in chosen], [kept]).score for each in (outputs, printed_so)]
            rows.append([f"{metric.__name__.removeprefix('corpus_')}, {name}", *(f"{s:.2f}" for s in scores)])
    table([f"{len(changed)} of {len(sources)} lines set otherwise", "before", "after"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", metavar="FLAG")
    parser.add_argument("--repair", action="store_true")
    parser.add_argument("--model")
    options = parser.parse_args()
    systems = {name: flores(name) for name in ("reference", *SYSTEMS)}
    references = {"FLORES dev": systems["reference"], "treebank": treebank(), "Tatoeba": tatoeba()}
    if options.show:
        show({**systems, "treebank": references["treebank"], "Tatoeba": references["Tatoeba"]}, options.show)
        return
    alarms(systems)
    alarms(references)
    planted(references["FLORES dev"] + references["treebank"])
    speed(systems["opusmt"])
    if options.repair:
        repair(references["FLORES dev"] + references["treebank"], options.model)


if __name__ == "__main__":
    main()
