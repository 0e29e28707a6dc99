"""What reaches the engine, and what comes back, with real engines on small real models."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtkit.core import Decoding, Translation
from mtkit.decoding import Decoder, Policy
from mtkit.engines.ctranslate2 import CTranslate2Engine
from mtkit.engines.echo import EchoEngine


@pytest.fixture(scope="module")
def copier(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> CTranslate2Engine:
    return CTranslate2Engine.load(tiny_model, cache=tmp_path_factory.mktemp("cache"), threads=2)


class Watched(EchoEngine):
    """The echo engine, with a record of what it was given."""

    max_tokens = 20

    def __init__(self) -> None:
        self.seen: list[str] = []

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        given = list(sentences)
        self.seen += given
        return super().translate(given, decoding)


@pytest.mark.parametrize("text", ["-", "* * *", "1984", "…", "12.30–14.00", "https://dr.dk/nyheder", "{0}"])
def test_what_has_no_words_never_reaches_the_engine(text: str) -> None:
    engine = Watched()
    (found,) = Decoder(engine, Policy()).decode([text])
    assert (found.text, found.origin, engine.seen) == (text, "copy", [])


def test_a_sentence_of_3000_words_is_split_and_none_is_lost() -> None:
    engine = Watched()
    sentence = " ".join(f"ord{i}," if i % 7 == 0 else f"ord{i}" for i in range(3000)) + "."
    (found,) = Decoder(engine, Policy()).decode([sentence])
    assert found.text == sentence
    assert len(engine.seen) > 100
    assert max(engine.count_tokens(engine.seen)) <= engine.max_tokens


def test_a_long_sentence_goes_through_a_real_model_whole(copier: CTranslate2Engine) -> None:
    sentence = "Hunden sover i huset og katten " * 60 + "sover."
    (found,) = Decoder(copier, Policy(guards=False)).decode([sentence])
    assert found.text.split() == sentence.split()


@pytest.mark.parametrize(
    "text", ["Han skrev </s> i brevet.", "Et <pad> og <unk> her.", ">>eng<< er et mærke."]
)
def test_literal_control_tokens_come_through_as_text(copier: CTranslate2Engine, text: str) -> None:
    (found,) = Decoder(copier, Policy()).decode([text])
    assert found.text == text


@settings(max_examples=30, deadline=None)
@given(
    st.permutations(
        ["Hunden sover.", "Katten sover i huset.", "Huset.", "Hunden og katten.", "I huset sover de."]
    )
)
def test_order_and_company_change_nothing(copier: CTranslate2Engine, sentences: list[str]) -> None:
    decoder = Decoder(copier, Policy())
    together = decoder.decode(sentences)
    alone = [decoder.decode([sentence])[0] for sentence in sentences]
    assert together == alone


def test_progress_counts_every_sentence_once() -> None:
    seen: list[int] = []
    Decoder(EchoEngine(), Policy(), seen.append).decode(["Et.", "To.", "-", "Tre."])
    assert sum(seen) == 4


class Unsure(EchoEngine):
    """Is unsure of every third sentence until it searches wider."""

    name = "unsure"
    uncertain = -1.0

    def __init__(self) -> None:
        self.calls: list[tuple[int, int]] = []

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        given = list(sentences)
        self.calls.append((decoding.beam, len(given)))
        doubt = [-2.0 if decoding.beam == 1 and int(s.split()[1]) % 3 == 0 else -0.1 for s in given]
        return [Translation(s, s, score) for s, score in zip(given, doubt, strict=True)]


def test_what_is_searched_for_again_counts_as_done_only_then() -> None:
    engine = Unsure()
    told: list[tuple[int, int]] = []  # calls so far, sentences done
    decoder = Decoder(engine, Policy(guards=False), lambda done: told.append((len(engine.calls), done)))
    decoder.decode([f"Nummer {i} her." for i in range(60)])
    assert engine.calls == [(1, 60), (4, 20)]
    assert told == [(1, 40), (2, 20)]


def test_a_model_that_always_takes_its_beam_takes_its_own() -> None:
    engine = Unsure()
    engine.uncertain, engine.beam = 1.0, 3
    sentences = [f"Nummer {i} her." for i in range(6)]
    Decoder(engine, Policy(guards=False)).decode(sentences)
    Decoder(engine, Policy(guards=False, beam=5)).decode(sentences)
    Decoder(engine, Policy(guards=False, greedy_only=True)).decode(sentences)
    assert engine.calls == [(3, 6), (5, 6), (1, 6)]


class Parliamentary(EchoEngine):
    """Writes quotation marks as the parliament's proceedings do."""

    name = "parliamentary"

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        return [Translation(sentence, sentence.replace('"', "'")) for sentence in sentences]


def test_quotation_marks_come_out_as_they_went_in() -> None:
    sentence = 'Han kaldte det "en god dag".'
    [marked] = Decoder(Parliamentary(), Policy()).decode([sentence])
    [bare] = Decoder(Parliamentary(), Policy(guards=False)).decode([sentence])
    assert (marked.text, bare.text) == (sentence, sentence.replace('"', "'"))
