"""TMX files for the tests."""

from __future__ import annotations

import re

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="da"
    datatype="plaintext"/>
  <body>
"""
_TAIL = "  </body>\n</tmx>\n"
_UNITS = """    <tu tuid="1">
      <tuv xml:lang="da-DK">
        <seg>Hej <bpt i="1">&lt;b&gt;</bpt>verden<ept i="1">&lt;/b&gt;</ept>, {0} &amp; <hi>du</hi></seg>
      </tuv>
    </tu>
    <tu><tuv xml:lang="DA"><seg>Nej tak</seg></tuv><tuv xml:lang="en"><seg/></tuv></tu>
    <tu><tuv xml:lang="da"><seg>Ja</seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu>
    <tu><tuv xml:lang="da"><seg>En note<ph>\\footnote{<sub>Den er her</sub>}</ph> der</seg></tuv></tu>
    <tu><tuv xml:lang="sv"><seg>Hej då</seg></tuv></tu>
"""


def memory() -> bytes:
    """Codes, an empty variant, a translated one, another language."""
    return (_HEAD + _UNITS + _TAIL).encode()


def normal(data: bytes) -> object:
    """What an identity must give back: all but the English variants, byte for byte."""
    return re.sub(r'\s*<tuv xml:lang="en">.*?</tuv>', "", data.decode(), flags=re.DOTALL)


def many(count: int) -> bytes:
    """A memory of `count` units."""
    units = (f'<tu><tuv xml:lang="da"><seg>Sætning <hi>{i}</hi></seg></tuv></tu>' for i in range(count))
    return (_HEAD + "\n".join(units) + _TAIL).encode()
