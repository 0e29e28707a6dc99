"""The options that score and compare share: what to read, and which metrics with which settings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mtkit.errors import InputError, UsageError

if TYPE_CHECKING:
    from mtkit.cli._score_input import Input
    from mtkit.score._metric import Metric

F = TypeVar("F", bound=Callable[..., Any])

_READING = (
    click.option(
        "-r",
        "--ref",
        "refs",
        multiple=True,
        required=True,
        metavar="FILE",
        help="A reference; repeat for several.",
    ),
    click.option(
        "-s", "--src", metavar="FILE", help="The source, for external metrics, buckets and examples."
    ),
    click.option(
        "--split",
        default="auto",
        type=click.Choice(["auto", "lines", "sentences"]),
        help="A segment is a line (paragraph, cell …), or a sentence; auto: lines, with --align sentences.",
    ),
    click.option(
        "--align", is_flag=True, help="Align each system's sentences to the reference's first, and say so."
    ),
    click.option("--lang", default="en", metavar="CODE", help="Language of the translations (en)."),
    click.option("--source-lang", default="da", metavar="CODE", help="Language of the source (da)."),
    click.option("--no-cache", is_flag=True, help="Count everything again, keep nothing."),
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
)

_METRICS = (
    click.option(
        "-m", "--metrics", metavar="LIST", help="Any of bleu, chrf, chrf++, ter, with commas between."
    ),
    click.option(
        "--metric-command",
        "commands",
        multiple=True,
        metavar="NAME=COMMAND",
        help="A program that reads source, hypothesis and references (TSV) and prints a number a line.",
    ),
    click.option(
        "--metric-file",
        "number_files",
        multiple=True,
        metavar="NAME=FILE",
        help="Numbers of another metric, one a line; once for each system, in their order.",
    ),
    click.option(
        "--lower-is-better", multiple=True, metavar="NAME", help="Say so of a metric from a command or file."
    ),
    click.option(
        "--tokenize", default="13a", metavar="NAME", help="BLEU: tokenizer (13a, intl, char, none, zh …)."
    ),
    click.option("--lowercase", is_flag=True, help="BLEU: ignore case."),
    click.option("--bleu-order", default=4, type=click.IntRange(1, 16), help="BLEU: longest n-gram (4)."),
    click.option("--effective-order", is_flag=True, help="BLEU: leave out orders without any n-gram."),
    click.option("--smooth-method", default="exp", metavar="NAME", help="BLEU: exp, floor, add-k or none."),
    click.option("--smooth-value", type=float, help="BLEU: for floor (0.1) and add-k (1)."),
    click.option(
        "--chrf-char-order", default=6, type=click.IntRange(0, 16), help="chrF: longest character n-gram (6)."
    ),
    click.option(
        "--chrf-word-order", default=0, type=click.IntRange(0, 16), help="chrF: longest word n-gram (0)."
    ),
    click.option("--chrf-beta", default=2, type=click.IntRange(1, 100), help="chrF: weight of recall (2)."),
    click.option("--chrf-whitespace", is_flag=True, help="chrF: count blanks too."),
    click.option("--chrf-lowercase", is_flag=True, help="chrF: ignore case."),
    click.option("--chrf-eps-smoothing", is_flag=True, help="chrF: smooth as chrF++.py, NLTK and Moses do."),
    click.option("--ter-normalized", is_flag=True, help="TER: normalize and tokenize first."),
    click.option("--ter-no-punct", is_flag=True, help="TER: leave punctuation out."),
    click.option(
        "--ter-asian-support", is_flag=True, help="TER: treat Chinese, Japanese and Korean characters."
    ),
    click.option("--ter-case-sensitive", is_flag=True, help="TER: mind case."),
)


_REPORT = (
    click.option("--seed", default=12345, type=click.IntRange(0), help="Seed of the resampling (12345)."),
    click.option(
        "--format",
        "shape",
        type=click.Choice(["table", "json", "md", "csv"]),
        help="Default: tables on a terminal, JSON in a pipe.",
    ),
    click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
)


def scoring_options(function: F) -> F:
    """Add the options that name files and metrics to a command."""
    return _added(function, (*_READING, *_METRICS))


def report_options(function: F) -> F:
    """Add the options for the seed and the shape of the report to a command."""
    return _added(function, _REPORT)


def _added(function: F, options: Sequence[Callable[[F], F]]) -> F:
    for option in reversed(options):
        function = option(function)
    return function


def read_given(hypotheses: Sequence[str], documents: str | None, given: dict[str, Any]) -> Input:
    """Read the files that the options in `given` name, and take those options out of it."""
    from mtkit.cli._score_input import read_input

    return read_input(
        hypotheses,
        given.pop("refs"),
        given.pop("src"),
        documents,
        split=given.pop("split"),
        align=given.pop("align"),
        lang=given.pop("lang"),
        source_lang=given.pop("source_lang"),
    )


def report_shape(given: dict[str, Any]) -> str:
    """How to write the report: what was asked for, else a table on a terminal and JSON in a pipe."""
    shape, as_json = given.pop("shape"), given.pop("as_json")
    return "json" if as_json else shape or ("table" if sys.stdout.isatty() else "json")


def chosen_metrics(
    default: Sequence[str], systems: Mapping[str, Sequence[str]], given: dict[str, Any]
) -> list[Metric]:
    """The metrics that the options in `given` ask for, and take out of it; each once.

    `systems` are the segments of each, for files of numbers. Raises UsageError where a metric from elsewhere
    has another one's name.
    """
    listed = given.pop("metrics")
    external = _external(systems, given)
    from mtkit.score._metric import same_metric

    specs = [spec.strip() for spec in listed.split(",") if spec.strip()] if listed else default
    if listed is None and external and not default:
        specs = ()
    made = _builtin(specs, given)
    made = list({m.name: m for m in made}.values())
    for found in external:
        if clash := [m.name for m in made if same_metric(found.name, m.name)]:
            raise UsageError(
                f"{found.name} is the name of another metric, {clash[0]}", hint="choose another name for it"
            )
        made.append(found)
    return made


def _builtin(specs: Sequence[str], given: dict[str, Any]) -> list[Metric]:
    from mtkit.score import metric

    bleu = {
        "tokenize": given.pop("tokenize"),
        "lowercase": given.pop("lowercase"),
        "max_ngram_order": given.pop("bleu_order"),
        "effective_order": given.pop("effective_order"),
        "smooth_method": given.pop("smooth_method"),
        "smooth_value": given.pop("smooth_value"),
    }
    chrf = {
        name: given.pop(f"chrf_{name}")
        for name in ("char_order", "word_order", "beta", "whitespace", "lowercase", "eps_smoothing")
    }
    ter = {
        name: given.pop(f"ter_{name}")
        for name in ("normalized", "no_punct", "asian_support", "case_sensitive")
    }
    made = []
    for spec in specs:
        name = spec.lower()
        if name.startswith("chrf"):
            options = dict(chrf)
            if name.endswith("+"):
                del options["word_order"]  # the name says it
            if name.rstrip("+") not in ("chrf", "chrf2"):
                del options["beta"]
        else:
            options = bleu if name == "bleu" else ter if name == "ter" else {}
        made.append(metric(spec, **options))
    return made


def _external(systems: Mapping[str, Sequence[str]], given: dict[str, Any]) -> list[Metric]:
    from mtkit.score.external import External, parse_numbers

    lower = given.pop("lower_is_better")
    made: list[Metric] = []
    for pair in given.pop("commands"):
        name, command = _pair(pair, "--metric-command")
        made.append(External(name, command=command, higher_is_better=name not in lower))
    files: dict[str, list[str]] = {}
    for pair in given.pop("number_files"):
        name, path = _pair(pair, "--metric-file")
        files.setdefault(name, []).append(path)
    for name, paths in files.items():
        if len(paths) != len(systems):
            raise UsageError(
                f"metric {name} has {len(paths)} files of numbers for {len(systems)} systems",
                hint="give --metric-file once for each system, in their order",
            )
        from mtkit.cli._score_input import read_bytes

        numbers = [parse_numbers(read_bytes(path), path) for path in paths]
        for path, found, (system, segments) in zip(paths, numbers, systems.items(), strict=True):
            if len(found) != len(segments):
                raise InputError(
                    f"{path} has {len(found)} numbers, {system} has {len(segments)} segments",
                    hint="it must hold one number a line, one line a segment",
                )
        values = dict(zip(systems, numbers, strict=True))
        made.append(External(name, values=values, higher_is_better=name not in lower))
    if unknown := [name for name in lower if name not in {m.name for m in made}]:
        raise UsageError(
            f"--lower-is-better names no external metric: {unknown[0]}", hint="see --metric-command"
        )
    return made


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise UsageError(f"{option} must be NAME=VALUE, not {text!r}", hint=f"for example {option} COMET=…")
    return name.strip(), value
