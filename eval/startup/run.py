"""What starting costs: the first sentence, the help text, memory for large files. Whole processes, paired.

    python eval/startup/run.py            prints a Markdown table (two minutes)

Each comparison runs its two commands in turn, A B A B …, and takes the ratio pair by pair. CPU seconds
are user and system time together; memory is the largest resident set, as the operating system counts it.
Both commands find their modules' bytecode ready, as they do after `pip install`, whatever the environment of
this script says about writing it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MODEL = ROOT / "models" / "da-en-small"
SENTENCE = "Regeringen siger, at der ikke er nogen grund til bekymring."
PAIRS = 9

BARE_TRANSLATION = """
import sys, ctranslate2, sentencepiece
source = sentencepiece.SentencePieceProcessor(model_file=sys.argv[2] + "/source.spm")
target = sentencepiece.SentencePieceProcessor(model_file=sys.argv[2] + "/target.spm")
model = ctranslate2.Translator(sys.argv[1], compute_type="int8", intra_threads=1)
pieces = source.encode(sys.argv[3], out_type=str) + ["</s>"]
print(target.decode(model.translate_batch([pieces], beam_size=4)[0].hypotheses[0]))
"""


@dataclass(frozen=True)
class Usage:
    """What one process took."""

    wall_seconds: float
    cpu_seconds: float
    peak_rss_mib: float


def run(command: Sequence[str], environment: Mapping[str, str]) -> Usage:
    """Run a command to its end, its output read by nobody. Raises RuntimeError when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(environment)
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Usage(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def paired(a: Sequence[str], b: Sequence[str], pairs: int) -> list[tuple[Usage, Usage]]:
    """Runs of both commands in turn, after one of each that does not count and leaves bytecode behind."""
    with tempfile.TemporaryDirectory() as bytecode:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        run(a, environment)
        run(b, environment)
        return [(run(a, environment), run(b, environment)) for _ in range(pairs)]


def row(name: str, found: list[tuple[Usage, Usage]], figure: str, goal: float) -> str:
    """A line of the table: medians, the median ratio with its range, and the goal."""
    first = statistics.median(getattr(a, figure) for a, _ in found)
    second = statistics.median(getattr(b, figure) for _, b in found)
    each = [getattr(a, figure) / getattr(b, figure) for a, b in found]
    ratio = f"{statistics.median(each):.2f} ({min(each):.2f}–{max(each):.2f})"
    return f"| {name} | {figure.replace('_', ' ')} | {first:.3f} | {second:.3f} | {ratio} | {goal} |"


def echo_memory(megabytes: float, folder: Path) -> list[str]:
    """The command that echoes a file of that size, in sentences of everyday length."""
    path = folder / f"{megabytes}.txt"
    line = "Dette er linje {} med nogle flere ord, og her er én til. Så kommer den næste.\n"
    with path.open("w", encoding="utf-8") as stream:
        number = 0
        while stream.tell() < megabytes * 1e6:
            stream.write("".join(line.format(i) for i in range(number, number + 1000)))
            number += 1000
    out = folder / f"{megabytes}.out"
    return [
        sys.executable,
        "-m",
        "mtkit",
        "translate",
        str(path),
        "--engine",
        "echo",
        "-o",
        str(out),
        "--force",
    ]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from mtkit.engines._conversion import convert
    from mtkit.store import conversion_cache

    converted = str(convert(MODEL, conversion_cache()))
    python = sys.executable
    translate = [python, "-m", "mtkit", "translate", "--model", str(MODEL), "--text", SENTENCE]
    bare = [python, "-c", BARE_TRANSLATION, converted, str(MODEL), SENTENCE]
    first = paired(translate, bare, PAIRS)
    helped = paired([python, "-m", "mtkit", "--help"], [python, "-c", "import click"], PAIRS)
    with tempfile.TemporaryDirectory() as folder:
        large = paired(echo_memory(50, Path(folder)), echo_memory(0.5, Path(folder)), 1)
    print("| A beside B | figure | A | B | A/B, median (range) | goal, at most |")
    print("|---|---|---|---|---|---|")
    for figure in ("wall_seconds", "cpu_seconds"):
        print(row("one sentence: mtkit, bare script", first, figure, 1.3))
    print(row("`mtkit --help`, `import click`", helped, "wall_seconds", 3))
    print(row("echo: 50 MB file, 0.5 MB file", large, "peak_rss_mib", 1.5))


if __name__ == "__main__":
    main()
