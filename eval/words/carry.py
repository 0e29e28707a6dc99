"""How often markup lands on the right words: 88 sentences of the project's own, markup.tsv.

    python eval/words/carry.py                 # into the good translation beside each sentence
    python eval/words/carry.py --model NAME    # into the model's own translation, links from the words alone
    python eval/words/carry.py --model NAME --attention

A tag is right when it covers exactly the right words, or another phrase that is listed as right for it;
an article and punctuation at its edges are not counted. A tag none of whose phrases a model wrote cannot
be judged and is counted apart.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mtkit.core import Decoding, Segment, Span, Translation
from mtkit.words.project import carry

HERE = Path(__file__).parent
_PART = re.compile(r"<(/?)(\w+)(/?)>|[^<]+")
_EDGES = re.compile(r"^(?:(?:the|a|an)\b|[^\w])+|[^\w]+$")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with markup, its translation with the right markup, and other right phrases by tag."""

    source: Segment
    target: Segment
    others: dict[str, list[str]]


def parse(marked: str) -> Segment:
    """`a <b>c</b><n/>` as a Segment; what stands in <c> is kept."""
    text, spans, waiting = "", [], []
    for part in _PART.finditer(marked):
        if part[2] is None:
            text += part[0]
        elif part[1]:
            waiting.pop()[1] = len(text)
        else:
            spans.append([len(text), len(text), part[2]])
            waiting += [] if part[3] else [spans[-1]]
    keep = tuple((start, end) for start, end, tag in spans if tag.startswith("c"))
    return Segment(text, tuple(Span(*s) for s in spans), keep)


def read_cases(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            source, target, *more = line.split("\t")
            named = (entry.partition(":") for entry in (more[0] if more else "").split(";") if ":" in entry)
            others = {tag.strip(): phrases.strip().split("|") for tag, _, phrases in named}
            yield Case(parse(source), parse(target), others)


def plain(words: str) -> str:
    """Words as they are compared."""
    return _EDGES.sub("", words.lower().strip())


def judge_fixed(case: Case, spans: tuple[Span, ...]) -> Iterator[tuple[str, bool]]:
    """Each tag, and whether it covers the right words of the given translation."""
    right = {s.tag: s for s in case.target.spans}
    text = case.target.text
    for span in spans:
        wanted = right[span.tag]
        if wanted.start == wanted.end:
            yield span.tag, len(text[: span.start].split()) == len(text[: wanted.start].split())
            continue
        phrases = {plain(p) for p in [text[wanted.start : wanted.end], *case.others.get(span.tag, [])]}
        same = plain(text[span.start : span.end]) in phrases
        yield span.tag, same and span.start < wanted.end and wanted.start < span.end


def judge_free(case: Case, text: str, spans: tuple[Span, ...]) -> Iterator[tuple[str, bool | None]]:
    """The same for a model's own translation; None where no right phrase is in it."""
    right = {s.tag: case.target.text[s.start : s.end] for s in case.target.spans}
    for span in spans:
        if span.start == span.end and not right.get(span.tag, ""):
            yield span.tag, None
            continue
        phrases = {plain(p) for p in [right[span.tag], *case.others.get(span.tag, [])]}
        if plain(text[span.start : span.end]) in phrases:
            yield span.tag, True
        else:
            low = text.lower()
            there = any(re.search(rf"(?<!\w){re.escape(p)}(?!\w)", low) for p in phrases if p)
            yield span.tag, False if there else None


def show(text: str, spans: tuple[Span, ...]) -> str:
    marks = [(s.start, 1, n, f"<{s.tag}>") for n, s in enumerate(spans)]
    marks += [(s.end, 0, -n, f"</{s.tag}>") for n, s in enumerate(spans)]
    for at, _, _, mark in sorted(marks, reverse=True):
        text = text[:at] + mark + text[at:]
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--model", help="translate with this model; without it, the given translations are used"
    )
    parser.add_argument("--attention", action="store_true", help="use the model's attention for links too")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--errors", action="store_true", help="show what is wrong")
    options = parser.parse_args()
    cases = list(read_cases(HERE / "markup.tsv"))
    sources = [case.source.text for case in cases]
    if options.model:
        import mtkit

        engine = mtkit.load_engine(options.model)
        translations = engine.translate(sources, Decoding(beam=options.beam, attention=options.attention))
    else:
        translations = [Translation(c.source.text, c.target.text) for c in cases]
    right = wrong = unknown = 0
    for case, translation in zip(cases, translations, strict=True):
        spans = carry(case.source, ["", ""], [translation], translation.text)
        judged = judge_free(case, translation.text, spans) if options.model else judge_fixed(case, spans)
        verdicts = list(judged)
        right += sum(v is True for _, v in verdicts)
        wrong += sum(v is False for _, v in verdicts)
        unknown += sum(v is None for _, v in verdicts)
        if options.errors and any(v is not True for _, v in verdicts):
            bad = [f"{tag}{'?' if v is None else ''}" for tag, v in verdicts if v is not True]
            print(" ".join(bad), "|", case.source.text, "|", show(translation.text, spans))
    total = right + wrong
    print(
        json.dumps(
            {"sentences": len(cases), "tags": total + unknown, "judged": total, "right": right}
            | {"share": round(right / total, 4)}
        )
    )


if __name__ == "__main__":
    main()
