"""The pipeline over segments."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

import mtkit
from mtkit.core import Decoding, Segment, Span, Translation
from mtkit.decoding import Policy
from mtkit.engines.ctranslate2 import CTranslate2Engine
from mtkit.engines.echo import EchoEngine
from mtkit.memory import TranslationMemory
from mtkit.translate import SegmentTranslation, Translator


class Notebook:
    """A memory in a dictionary."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.stored: list[str] = []

    def lookup(self, sources: Sequence[str], keep: Sequence[Sequence[str]] = ()) -> list[Translation | None]:
        return [Translation(s, self.known[s], origin="person") if s in self.known else None for s in sources]

    def store(self, translations: Sequence[Translation], keep: Sequence[Sequence[str]] = ()) -> None:
        self.stored += [t.source for t in translations]


def test_layout_around_sentences_stays() -> None:
    text = "  - Ja,  siger han.   Og så går han.\n\n\t• Et punkt\n"
    (found,) = Translator(EchoEngine()).segments([Segment(text)])
    assert found.segment.text == text
    assert [s.source for s in found.sentences] == ["Ja,  siger han.", "Og så går han.", "Et punkt"]


GLUED = {"Det er en fejl.": "That is a mistake.", "Det ved vi.": "We know."}


@pytest.mark.parametrize(
    ("text", "translated"),
    [
        ("Det er en fejl.Det ved vi.", "That is a mistake. We know."),
        ("Det er en fejl.Det er sandt!", "That is a mistake. Det er sandt!"),
        ("Hej hej!Det er en fejl.", "Hej hej! That is a mistake."),
        ("Hej hej!Det var godt.Det er sandt", "Hej hej!Det var godt.Det er sandt"),
        ("Det er en fejl. Det ved vi.", "That is a mistake. We know."),
        ("Det er en fejl.\nDet ved vi.", "That is a mistake.\nWe know."),
        ("Se kl.10 og www.dr.dk.Det er", "Se kl.10 og www.dr.dk.Det er"),
    ],
)
def test_sentences_that_were_glued_are_parted_where_they_are_translated(text: str, translated: str) -> None:
    translator = Translator(EchoEngine(), memory=Notebook(GLUED))
    (found,) = translator.segments([Segment(text)])
    assert found.segment.text == translated


def test_markup_finds_its_words_behind_a_space_that_was_not_there() -> None:
    translator = Translator(
        EchoEngine(), memory=Notebook({"Vi vandt.": "We won.", "Men Danmark tabte.": "But Denmark lost."})
    )
    segment = Segment("Vi vandt.Men Danmark tabte.", (Span(13, 20, "b"), Span(21, 26, "i")))
    (found,) = translator.segments([segment])
    assert found.segment.text == "We won. But Denmark lost."
    assert found.segment.spans == (Span(12, 19, "b"), Span(20, 24, "i"))


def test_a_language_without_spaces_gets_none() -> None:
    translator = Translator(EchoEngine(), Policy(target_lang="ja"), memory=Notebook(GLUED))
    (found,) = translator.segments([Segment("Det er en fejl.Det ved vi.")])
    assert found.segment.text == "That is a mistake.We know."


def test_a_kept_piece_is_not_cut_into_sentences() -> None:
    text = "Skriv Det virker. Slet ikke. Så ser du det. Farvel."
    start, end = text.index("Det"), text.index(" Så")
    (found,) = Translator(EchoEngine()).segments([Segment(text, keep=((start, end),))])
    assert [s.source for s in found.sentences] == [
        "Skriv Det virker. Slet ikke.",
        "Så ser du det.",
        "Farvel.",
    ]
    (lines,) = Translator(EchoEngine()).segments([Segment("Det her.\nOg nu.", keep=((0, 15),))])
    assert len(lines.sentences) == 2


def test_literal_segments_pass() -> None:
    literal = Segment("Må ikke oversættes.", kind="literal")
    (found,) = Translator(EchoEngine()).segments([literal])
    assert (found.segment, found.sentences) == (literal, ())


def test_a_real_model_translates_word_by_word(tiny_dictionary_model: Path, tmp_path: Path) -> None:
    engine = CTranslate2Engine.load(tiny_dictionary_model, cache=tmp_path)
    (found,) = Translator(engine).segments([Segment("- hunden og katten sover.\n\nhunden sover i huset.")])
    assert found.segment.text == "- dog and cat sleeps.\n\ndog sleeps in house."


def test_equal_sentences_are_translated_once_and_remembered() -> None:
    memory = Notebook({})
    translator = Translator(EchoEngine(), memory=memory)
    translator.sentences(["En.", "To.", "En."])
    translator.sentences(["To.", "Tre."])
    assert memory.stored == ["En.", "To.", "Tre."]
    assert (translator.counts.read, translator.counts.done) == (5, 5)


class Literal(EchoEngine):
    """Translates word for word, and knows few words."""

    name = "literal"
    words: ClassVar = {"Prisen": "The price", "er": "is", "fem": "five", "kroner.": "crowns."}

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        return [Translation(s, " ".join(self.words.get(w, w) for w in s.split())) for s in sentences]


KEEPING = Segment("Prisen er fem kroner.", keep=((14, 20),))
FREE = Segment("Prisen er fem kroner.")


@pytest.mark.parametrize("together", [[KEEPING, FREE], [FREE, KEEPING], [KEEPING, FREE, KEEPING]])
def test_equal_sentences_that_keep_different_pieces_do_not_meet(together: list[Segment]) -> None:
    """A segment's output never depends on its neighbours, in one window or from one to the next."""

    def made(segments: list[Segment]) -> list[SegmentTranslation]:
        return list(Translator(Literal()).segments(segments))

    alone = {segment: made([segment])[0] for segment in (KEEPING, FREE)}
    assert alone[FREE].segment.text == "The price is five crowns."
    assert alone[KEEPING].sentences != alone[FREE].sentences
    assert made(together) == [alone[segment] for segment in together]
    translator = Translator(Literal())
    one_by_one = [next(translator.segments([segment])) for segment in together]
    assert one_by_one == [alone[segment] for segment in together]


def test_a_memory_is_asked_with_what_a_sentence_keeps(tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        with TranslationMemory(tmp_path / "m.db", "c") as memory:
            translator = Translator(Literal(), memory=memory)
            kept.append([t.sentences[0] for t in translator.segments([KEEPING, FREE])])
            assert memory.statistics().made == {"c": 2}
    fresh, remembered = kept
    assert [t.text for t in fresh] == [t.text for t in remembered]
    assert [t.flags for t in fresh] == [t.flags for t in remembered]
    assert {t.origin for t in remembered} == {"memory"}


def test_a_memory_wins_over_the_engine() -> None:
    translator = Translator(EchoEngine(), memory=Notebook({"Hej.": "Hello."}))
    (found,) = translator.sentences(["Hej."])
    assert (found.text, found.origin) == ("Hello.", "person")
    assert translator.counts.from_memory == 1


def test_a_long_stream_is_translated_window_by_window() -> None:
    drawn = 0

    def stream() -> object:
        nonlocal drawn
        for i in range(20_000):
            drawn += 1
            yield Segment(f"Sætning nummer {i} er her.")

    first = next(iter(Translator(EchoEngine()).segments(stream())))  # type: ignore[arg-type]
    assert first.segment.text == "Sætning nummer 0 er her."
    assert drawn < 5_000


@pytest.mark.parametrize(
    "change", [{"beam": 4}, {"greedy_only": True}, {"guards": False}, {"target_lang": "sv"}]
)
def test_whatever_changes_output_changes_the_configuration(change: dict[str, object]) -> None:
    policy = Policy()
    other = replace(policy, **change)  # type: ignore[arg-type]
    assert Translator(EchoEngine(), policy).configuration != Translator(EchoEngine(), other).configuration


def test_the_function_and_the_module_share_a_name() -> None:
    import mtkit.translate as module

    assert mtkit.translate is module
    assert mtkit.translate("Hej.", engine="echo") == "Hej."
    assert mtkit.translate(["Hej.", "Nej.\n"], engine="echo") == ["Hej.", "Nej.\n"]
