"""Languages with a region, for places where a language alone is not understood."""

from __future__ import annotations

from typing import Final

_REGIONS: Final = {"en": "en-US", "da": "da-DK", "de": "de-DE", "sv": "sv-SE", "fr": "fr-FR", "es": "es-ES"}


def with_region(lang: str) -> str:
    """`lang` with its most usual region (BCP 47), or as it is where it has one or none is known."""
    return lang if "-" in lang else _REGIONS.get(lang, lang)
