"""TMX 1.4b, the exchange form of translation memories (LISA, 2005).

One translation unit for each bead that is no null: a memory has no use for half a pair. Confidence and
flags are `prop` elements.
"""

from __future__ import annotations

import re
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from mtkit import __version__
from mtkit.bitext._sides import pairs
from mtkit.core import Bead, Bitext

# XML 1.0, production 2: what no document may hold, not even as a character reference.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(bitext: Bitext, target: TextIO) -> None:
    """A whole document; characters that XML forbids become U+FFFD.

    It holds no date: the same bitext gives the same bytes.
    """
    source_lang, target_lang = _attribute(bitext.source_lang), _attribute(bitext.target_lang)
    target.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="mtkit" creationtoolversion={_attribute(__version__)} segtype="sentence" '
        f'o-tmf="mtkit" adminlang="en" srclang={source_lang} datatype="plaintext"/>\n<body>\n'
    )
    for bead, source, translation in pairs(bitext):
        target.write(f"<tu>{_properties(bead)}\n")
        target.write(f"<tuv xml:lang={source_lang}><seg>{_text(source)}</seg></tuv>\n")
        target.write(f"<tuv xml:lang={target_lang}><seg>{_text(translation)}</seg></tuv>\n</tu>\n")
    target.write("</body>\n</tmx>\n")


def _properties(bead: Bead) -> str:
    found = []
    if bead.confidence is not None:
        found.append(f'\n<prop type="x-confidence">{bead.confidence:.4f}</prop>')
    found += [f'\n<prop type="x-flag">{_text(flag)}</prop>' for flag in bead.flags]
    return "".join(found)


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", text))
