"""What a model sees: text in the form that it was trained on. No document is changed, only an engine's input.

- Unicode NFC, so that a decomposed å is one character.
- Any white space (no-break, thin, ideographic, line breaks, tabs) becomes one space, none at the ends.
- Zero-width characters, the soft hyphen, direction marks, the byte order mark and control characters vanish.
  A zero-width joiner between emoji or letters vanishes too.
- Quotation marks that European models rarely saw become plain ones: „ ‟ “ ” « » ‹ › ″ become ", and
  ‚ ‛ ‘ ’ ′ ´ ` become '. A hyphen of its own code (U+2010, U+2011, minus U+2212) becomes "-".
- Presentation forms (ﬁ, ﬂ and their like) become their letters.

Everything else stays, `</s>`, `<pad>` and `>>eng<<` among it: they are text.
"""

from __future__ import annotations

import re
import unicodedata

_QUOTES = dict.fromkeys(map(ord, "„‟“”«»‹›″〝〞＂"), '"')
_APOSTROPHES = dict.fromkeys(map(ord, "‚‛‘’′´`＇"), "'")
_HYPHENS = dict.fromkeys(map(ord, "‐‑−﹣－"), "-")
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_TABLE = {**_QUOTES, **_APOSTROPHES, **_HYPHENS, **_LIGATURES}

_BLANKS = re.compile(r"[\s\u2800\u3164]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)


def normalize(text: str) -> str:
    """`text` as the engine should see it; idempotent. See the module's docstring for what changes."""
    if text.isascii() and text.isprintable():
        return _BLANKS.sub(" ", text.replace("`", "'")).strip()
    # Composing can make a mark of the table (Greek varia becomes a grave accent), and so comes first as well.
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", text.translate(_TABLE))
    return _BLANKS.sub(" ", text).strip()
