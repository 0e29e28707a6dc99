"""Translations that were made before: a memory in a file, and TMX in and out of it."""

from __future__ import annotations

from mtkit.memory.database import MemoryStatistics, TranslationMemory

__all__ = ["MemoryStatistics", "TranslationMemory"]
