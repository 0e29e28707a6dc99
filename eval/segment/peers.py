"""The splitters that are compared: name -> a function that makes one, each `str -> sentences`."""

from __future__ import annotations

import lzma
from collections.abc import Callable, Iterable
from pathlib import Path

Splitter = Callable[[str], Iterable[str]]

# Raw text that punkt learns its abbreviations from; none of it is in the gold.
PUNKT_TEXT = {
    "da": ("da_leipzig_news2008_30k", "da_lcc_newscrawl2011_10k", "da_folketing_debates"),
    "en": ("en_wikipedia_current_events", "en_gum_wikinews", "en_us_doj_press_2009-2018"),
}
PUNKT_CHARACTERS = 8_000_000


def mtkit(lang: str, shared: Path) -> Splitter:
    from mtkit.text.segment import sentences

    return lambda text: [sentence.text for sentence in sentences(text, lang)]


def syntok(lang: str, shared: Path) -> Splitter:
    from syntok import segmenter

    def split(text: str) -> list[str]:
        found = []
        for paragraph in segmenter.process(text):
            for tokens in paragraph:
                found.append("".join(token.spacing + token.value for token in tokens).strip())
        return found

    return split


def pysbd(lang: str, shared: Path) -> Splitter:
    import pysbd

    return pysbd.Segmenter(language=lang, clean=False).segment


def sentencex(lang: str, shared: Path) -> Splitter:
    from sentencex import segment

    return lambda text: list(segment(lang, text))


def sentence_splitter(lang: str, shared: Path) -> Splitter:
    from sentence_splitter import SentenceSplitter

    return SentenceSplitter(language=lang).split


def spacy_sentencizer(lang: str, shared: Path) -> Splitter:
    import spacy

    pipeline = spacy.blank(lang)
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 10**9
    return lambda text: [sentence.text for sentence in pipeline(text).sents]


def blingfire(lang: str, shared: Path) -> Splitter:
    import blingfire

    return lambda text: blingfire.text_to_sentences(text).split("\n")


def punkt(lang: str, shared: Path) -> Splitter:
    from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer

    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = True
    text = ""
    for name in PUNKT_TEXT[lang]:
        with lzma.open(shared / f"mono/{name}.txt.xz", "rt", encoding="utf-8") as lines:
            text += lines.read(PUNKT_CHARACTERS // len(PUNKT_TEXT[lang]))
    trainer.train(text, finalize=True)
    return PunktSentenceTokenizer(trainer.get_params()).tokenize


PEERS: dict[str, Callable[[str, Path], Splitter]] = {
    "mtkit": mtkit,
    "sentence-splitter": sentence_splitter,
    "syntok": syntok,
    "punkt, trained": punkt,
    "blingfire": blingfire,
    "pysbd": pysbd,
    "sentencex": sentencex,
    "spaCy sentencizer": spacy_sentencizer,
}
