"""XLIFF files for the tests."""

from __future__ import annotations

import re

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="a.txt" source-language="da" target-language="en" datatype="plaintext">
    <body>
"""
_TAIL = "    </body>\n  </file>\n</xliff>\n"
_UNITS = """      <trans-unit id="1">
        <source>Hej <g id="1">store <x id="2"/>verden</g>, <ph id="3">%s</ph> &amp; mere</source>
      </trans-unit>
      <trans-unit id="2" approved="yes"><source>Ja</source><target>Yes</target></trans-unit>
      <trans-unit id="3"><source>Nej tak</source><target state="new"/><note>bem</note></trans-unit>
      <trans-unit id="4">
        <source>Et. To.</source>
        <seg-source><mrk mtype="seg" mid="1">Et.</mrk> <mrk mtype="seg" mid="2">To.</mrk></seg-source>
      </trans-unit>
      <trans-unit id="5" translate="no"><source>Uden mig</source></trans-unit>
      <trans-unit id="6"><source>Klik &lt;b&gt;her&lt;/b&gt; {0}</source></trans-unit>
      <trans-unit id="7">
        <source>Se <ph id="1">&lt;img alt='<sub>et <g id="2">hus</g></sub>'/></ph> nu</source>
      </trans-unit>
      <trans-unit id="8"><source><ph id="1">&lt;img alt='<sub>et hus</sub>'/></ph></source></trans-unit>
"""
_VERSION_2 = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="da" trgLang="en">
 <file id="f1"><unit id="1"><segment state="initial">
   <source>Hej <pc id="1">store</pc> verden<ph id="2"/></source>
 </segment></unit>
 <unit id="2"><segment state="final"><source>Ja</source><target>Yes</target></segment></unit></file>
</xliff>
"""


def version_1_2() -> bytes:
    """Codes, states, segments, notes."""
    return (_HEAD + _UNITS + _TAIL).encode()


def version_2_0() -> bytes:
    """The newer standard."""
    return _VERSION_2.encode()


def without_target_language() -> bytes:
    """A file that does not say what it is translated into."""
    return version_1_2().replace(b' target-language="en"', b"")


def utf_16() -> bytes:
    """The same in UTF-16 with a byte-order mark."""
    return version_1_2().decode().replace("UTF-8", "UTF-16").encode("utf-16")


def normal(data: bytes) -> object:
    """What an identity must give back: all but the targets, their language and states, byte for byte."""
    text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8")
    text = re.sub(r"\s*<target\b[^>]*(?:/>|>.*?</target>)", "", text, flags=re.DOTALL)
    return re.sub(r' (?:state|target-language)="[^"]*"', "", text)


def many(count: int) -> bytes:
    """A file of `count` units."""
    units = (
        f'<trans-unit id="{i}"><source>Besked <g id="1">{i}</g></source></trans-unit>' for i in range(count)
    )
    return (_HEAD + "\n".join(units) + _TAIL).encode()
