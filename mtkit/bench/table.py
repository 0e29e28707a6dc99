"""Results as a table for a terminal and for Markdown, and as a picture.

`python -m mtkit.bench.table RESULTS.jsonl [PICTURE.svg]` prints the Markdown and writes the picture.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from mtkit.bench.results import Row, latest, read_results


def cells(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Head and rows: system, set, scores with half an interval, speed, latency, load, memory, size, flags."""
    metrics = list(dict.fromkeys(score["metric"] for row in rows for score in row["scores"]))
    head = ["system", "set", *metrics, "tokens/s", "ms p50", "ms p95", "load s", "MiB", "model MB", "flagged"]
    return head, [_cells(row, metrics) for row in rows]


def _cells(row: Row, metrics: Sequence[str]) -> list[str]:
    scores = {score["metric"]: score for score in row["scores"]}
    found = [row["system"], f"{row['set']['name']} ({row['set']['segments']:,})"]
    for metric in metrics:
        score = scores.get(metric)
        half = f" ± {score['confidence']:.1f}" if score and "confidence" in score else ""
        found.append(f"{score['score']:.1f}{half}" if score else "")
    return [*found, *speed_cells(row)]


def speed_cells(row: Row) -> list[str]:
    """Source tokens per second, latency p50 and p95, load time, peak memory, model size, flagged share."""
    speed, model = row["speed"], row["model"]
    if not speed:
        return [""] * 7
    share = row["flagged_sentences"] / max(1, row["sentences"])
    return [
        f"{speed['source_tokens_per_second']:,.0f}",
        _number(speed["latency_p50_ms"], ".0f"),
        _number(speed["latency_p95_ms"], ".0f"),
        f"{speed['load_seconds']:.2f}",
        f"{speed['peak_memory_mib']:,.0f}",
        f"{model['bytes'] / 1e6:,.1f}" if model else "",
        f"{share:.1%}",
    ]


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def markdown_table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, the latest of each system and set, and a line that says where from."""
    chosen = latest(list(rows))
    head, table = cells(chosen)
    lines = [head, [":--", ":--", *("--:" for _ in head[2:])], *table]
    text = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
    hosts = dict.fromkeys(
        f"{row['host']['cores']} cores of {row['host']['processor']}" for row in chosen if row["host"]
    )
    return f"{text}\n\nMeasured on {'; '.join(hosts)}." if hosts else text


def picture(rows: Sequence[Row], metric: str = "") -> str:
    """Quality against speed on the largest timed test set, as an SVG document that stands for itself."""
    from mtkit.bench.chart import scatter, standalone, timed

    chosen = latest(list(rows))
    metric = metric or chosen[0]["scores"][-1]["metric"]
    largest = max(chosen, key=lambda row: row["set"]["source_words"] * bool(row["speed"]))["set"]
    points = timed([row for row in chosen if row["set"]["sha256"] == largest["sha256"]], metric)
    return standalone(scatter(points, f"{metric} on {largest['name']}"))


def main(arguments: Sequence[str]) -> None:
    """Print the table; write the picture where a second argument names it."""
    rows = read_results(arguments[0])
    sys.stdout.write(markdown_table(rows) + "\n")
    if len(arguments) > 1:
        Path(arguments[1]).write_text(picture(rows), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
