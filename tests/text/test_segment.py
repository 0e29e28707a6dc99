"""Sentences: hand-made cases in Danish and English, offsets, markers, hostile text."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from mtkit.text.segment import Sentence, sentences, spans, split

HERE = Path(__file__).parent


def cases(lang: str) -> list[str]:
    """Lines of the case file: our own sentences, made for these rules and marked by hand."""
    lines = (HERE / f"cases_{lang}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def found(text: str, lang: str = "da") -> list[str]:
    return [sentence.text for sentence in sentences(text, lang)]


def marked(text: str, lang: str) -> str:
    """`text` with ¦ at the boundaries that were found."""
    out, last = [], 0
    for start, end in spans(text, lang):
        if last:
            out.append(
                " ¦ " if text[last:start].isspace() else f" ¦{text[last:start]}" if start > last else "¦"
            )
        out += [text[:start] if not last else "", text[start:end]]
        last = end
    return "".join(out)


@pytest.mark.parametrize("case", cases("da"))
def test_danish_case(case: str) -> None:
    assert marked(case.replace(" ¦ ", " "), "da") == case


@pytest.mark.parametrize("case", cases("en"))
def test_english_case(case: str) -> None:
    assert marked(case.replace(" ¦ ", " "), "en") == case


def test_offsets_point_into_the_text() -> None:
    text = "  Hr. Jensen kom.\n\n- Ja!  Nej."
    assert sentences(text) == [
        Sentence("Hr. Jensen kom.", 2, 17),
        Sentence("Ja!", 21, 24),
        Sentence("Nej.", 26, 30),
    ]


def test_pieces_alternate_between_gaps_and_sentences() -> None:
    assert split("  A er her. B er der.\n") == ["  ", "A er her.", " ", "B er der.", "\n"]
    assert split("") == [""]
    assert split(" \n ") == [" \n "]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("- Dette er godt", "Dette er godt"),
        ("– Dette er godt", "Dette er godt"),
        ("-Dette er godt", "Dette er godt"),
        ('- "Dette er godt"', '"Dette er godt"'),
        ("• Æbler", "Æbler"),
        ("* Æbler", "Æbler"),
        ("1. Gå ind", "Gå ind"),
        ("12) Gå ind", "Gå ind"),
        ("a) Gå ind", "Gå ind"),
        ("(b) gå ind", "gå ind"),
        ("iv) gå ind", "gå ind"),
        ("## Overskrift", "Overskrift"),
        ("> - 3. Svar", "Svar"),
        ("- [x] Køb mælk", "Køb mælk"),
        ("3. - Min cykel er flad", "Min cykel er flad"),
        # none of these is a marker
        ("9. august er en dag", "9. august er en dag"),
        ("2. Verdenskrig sluttede", "2. Verdenskrig sluttede"),
        ("1. division begynder", "1. division begynder"),
        ("-5 grader", "-5 grader"),
        ("-ing er en endelse", "-ing er en endelse"),
        ("- ", "-"),
        ("1.", "1."),
        ("a", "a"),
    ],
)
def test_markers_that_lead_a_line_stay_outside(line: str, sentence: str) -> None:
    assert found(line)[0] == sentence


def test_a_dash_between_utterances_stays_outside() -> None:
    assert found("- Kom her. – Nej, sagde hun. -Jo!") == ["Kom her.", "Nej, sagde hun.", "Jo!"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_every_line_break_is_a_boundary(end: str) -> None:
    assert found(f"en overskrift{end}og en brødtekst") == ["en overskrift", "og en brødtekst"]


def test_a_stop_without_a_space_before_a_word_that_begins_sentences() -> None:
    assert found("Det var ingen fejl.Det var med vilje.") == ["Det var ingen fejl.", "Det var med vilje."]
    assert found("Se www.det.dk og Node.Det er x.y.Det") == ["Se www.det.dk og Node.", "Det er x.y.Det"]
    assert found("Kom nu!Hun gik hos Saxo.Bank og fil.txt") == ["Kom nu!", "Hun gik hos Saxo.Bank og fil.txt"]


def test_an_unbalanced_quotation_mark_swallows_nothing() -> None:
    text = '"' + "Dette er en sætning. " * 50
    assert len(found(text)) == 50


def test_other_languages_get_general_rules() -> None:
    assert found("Er kam am 5. Mai. Dann ging er.", "de") == ["Er kam am 5. Mai.", "Dann ging er."]
    assert found("今天很好。明天呢?他走了。", "zh") == ["今天很好。", "明天呢?他走了。"]
    assert found("Il est là. Elle aussi.", "fr-CA") == ["Il est là.", "Elle aussi."]


def test_language_codes_are_read_by_their_first_part() -> None:
    text = "He left on 5. The rest stayed."
    assert found(text, "en-GB") == found(text, "EN") == ["He left on 5.", "The rest stayed."]


@pytest.mark.parametrize(
    "unit", [".", "!", "...", ". ", '."', ". a", "1. ", "a. ", '. " ', "- ", ".A", " ", ")", "/"]
)
def test_the_work_grows_with_the_text_and_no_faster(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters that the rules look at, counted by a string that knows what is read of it."""
    small, large = (reads(unit * size + "a", monkeypatch) for size in (1500, 12000))
    assert large <= 10 * small


class CountingText(str):
    """A string that adds up the lengths of what is sliced and counted out of it."""

    total = 0

    def __getitem__(self, key: object) -> str:
        piece = str.__getitem__(self, key)  # type: ignore[index]
        CountingText.total += len(piece)
        return piece

    def count(self, *args: object) -> int:  # type: ignore[override]
        start, end = (args[1], args[2]) if len(args) > 2 else (0, len(self))
        CountingText.total += int(end) - int(start)  # type: ignore[call-overload]
        return str.count(self, *args)  # type: ignore[arg-type]


def reads(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(CountingText, "total", 0)
    list(spans(CountingText(text)))
    return CountingText.total


def test_adjusted_gold(shared: Path) -> None:
    """The goal of the benchmark in eval/segment, held: boundary F1 on running text."""
    spec = importlib.util.spec_from_file_location("gold", HERE.parent.parent / "eval/segment/gold.py")
    assert spec is not None
    assert spec.loader is not None
    gold = importlib.util.module_from_spec(spec)
    sys.modules["gold"] = gold
    spec.loader.exec_module(gold)
    right = wrong = missed = 0
    for name in ("flores.da", "cdt.da"):
        running = gold.running_text(gold.read_lines(shared, name), gold.decisions(name))
        ends = {end for _, end in spans(running.text) if running.text[end : end + 1] == " "}
        right += len(ends & running.ends)
        wrong += len(ends - running.ends)
        missed += len(running.ends - ends)
    assert 2 * right / (2 * right + wrong + missed) >= 0.995


def test_a_tab_parts_columns_and_stays() -> None:
    assert split("Navn\tAdresse\t\tBy") == ["", "Navn", "\t", "Adresse", "\t\t", "By", ""]
