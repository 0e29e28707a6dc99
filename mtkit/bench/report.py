"""The report: one HTML file that needs nothing else, no network and no server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit import files

if TYPE_CHECKING:
    from mtkit.bench.run import BenchRun

# What ends a script element, or a line of JavaScript, must not stand in one as it is.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


SPEED_COLUMNS = (
    ("tokens/s", "Source subwords translated per second, the whole set in one stream"),
    ("ms p50", "Median time of a single sentence"),
    ("ms p95", "The time that 95 % of single sentences stay under"),
    ("load s", "Seconds until the model is ready"),
    ("MiB", "Peak resident memory of the process"),
    ("model MB", "Size of the model's files"),
    ("flagged", "Sentences about which a guard still has a doubt"),
)


def script_json(content: Any) -> str:
    """JSON that can stand inside a `<script>` element, whatever texts it holds."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.translate({ord(key): value for key, value in _ESCAPES.items()})


def render(run: BenchRun) -> str:
    """The page of a run as HTML. Everything that is not ours is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from mtkit import __version__
    from mtkit.bench.chart import CHART_STYLE
    from mtkit.bench.page_data import EXPLORED, panels
    from mtkit.bench.summary import provenance

    shown = panels(run)
    environment = Environment(
        loader=PackageLoader("mtkit.bench", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja").render(
        title=run.suite.name or "Benchmark",
        panels=shown,
        failures=run.failures,
        rows=run.rows,
        chart_style=CHART_STYLE,
        style=_part("report.css"),
        script=_part("report.js"),
        speed_columns=SPEED_COLUMNS,
        explored=f"{EXPLORED:,}",
        **provenance(run.rows),
        data=script_json([panel.explorer for panel in shown]),
        version=__version__,
    )


def write_report(run: BenchRun, path: str | Path) -> None:
    """Write the page, in place of an older one. Raises OutputError where it cannot be written."""
    content = render(run).encode("utf-8", "replace")
    with files.atomic_write(path, force=True) as out:
        out.write(content)


def _part(name: str) -> str:
    return (Path(__file__).with_name("page") / name).read_text("utf-8")
